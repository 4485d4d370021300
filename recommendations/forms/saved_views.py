"""What is typed to keep a view of the list of recommendations, to change it and to delete it."""

from django import forms

from people.crispy import PageHelper
from people.forms.edit_form import EditForm, TokenForm
from recommendations.forms.recommendations import OneLineField
from recommendations.list_address import kept_query
from recommendations.models.saved_view import LONGEST_NAME
from recommendations.saved_views import NO_NAME


class _ViewFields(forms.Form):
    name = OneLineField(
        max_length=LONGEST_NAME,
        error_messages={"required": NO_NAME},
        help_text="For example: “Corporate Services, overdue”.",
    )
    is_shared = forms.BooleanField(
        label="Share it with everybody who may read the plans",
        required=False,
        help_text="Whoever opens it finds what they themselves may see. “Mine” and “My "
        "departments” are then theirs.",
    )


class SaveViewForm(_ViewFields, TokenForm):
    helper = PageHelper()


class ChosenAtFirst(forms.RadioSelect):
    """Buttons of which `at_first` is chosen while nobody has sent anything, whatever stands now."""

    at_first: str | None = None

    def subwidgets(self, name, value, attrs=None):
        yield from super().subwidgets(
            name, value if self.at_first is None else self.at_first, attrs
        )


class EditViewForm(_ViewFields, EditForm):
    """`instead`: what was on the list when somebody came from there to keep it under the name of
    this view; None where they came to change the name alone. `in_words`: says what a query finds.
    """

    query = forms.ChoiceField(label="What it shows", widget=ChosenAtFirst)
    field_order = ["name", "query", "is_shared"]
    helper = PageHelper()

    def __init__(self, data=None, *, view, instead, in_words):
        names = ("name", "query", "is_shared")
        initial = {name: getattr(view, name) for name in names}
        super().__init__(data, subject=view, initial=initial)
        if instead is None or instead == view.query:
            del self.fields["query"]
        else:
            self._offer(view.query, instead, in_words)

    def _offer(self, now, instead, in_words):
        """What it shows now and what it could; and what it showed when the page was opened, where
        somebody has changed that meanwhile.
        """
        texts = {now: f"As it is: {in_words(now)}", instead: f"Instead: {in_words(instead)}"}
        if self.is_bound:
            typed = kept_query(self.data.get(self.add_prefix("query"), now))
            texts.setdefault(typed, in_words(typed))
        else:
            self.fields["query"].widget.at_first = instead
        self.fields["query"].choices = list(texts.items())
        # Everything there is, is asked for by nothing.
        self.fields["query"].required = "" not in texts
