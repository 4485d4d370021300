"""What the pages with rows have in common: who may open them, "Add another", what a save says."""

from django.contrib import messages

from people.forms.rows import shown_again
from people.views.editing import EditView
from recommendations.readings import NOT_UNDERSTOOD
from recommendations.views.access import NOT_FOR_EDITING, refuse_without


class RowsView(EditView):
    """A page with rows, each formset with its "Add another" button."""

    def dispatch(self, request, *args, **kwargs):
        refuse_without(request.user, "recommendations.edit_plans", NOT_FOR_EDITING)
        return super().dispatch(request, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        if any(name.startswith("add-") for name in request.POST):
            forms = self.get_forms(request.POST)
            shown_again(*forms.values())
            return self.show(forms)
        return super().post(request, *args, **kwargs)

    def warn_of_unread(self, rows):
        """Say of which words the program understood nothing: nothing is guessed silently."""
        for row in rows:
            if row.reading is not None and not row.reading.is_read:
                words = getattr(row, "by_when", None) or row.text
                messages.warning(self.request, f"By when “{words}”: {NOT_UNDERSTOOD}")

    def say_repeated(self, plan, references):
        """Some papers repeat a reference, so it is allowed; but it may be a slip."""
        for reference in plan.recommendations.repeated_references(references):
            words = f"The reference “{reference}” stands more than once in this plan."
            messages.info(self.request, f"{words} That is allowed.")
