"""Which plan the dashboard is about: one of those that somebody may read, or all."""

from html import escape

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html
from django.utils.safestring import mark_safe

ALL = "All plans in use"
NOT_OFFERED = "Choose a plan from the list, or all plans"


class SelectOfMany(forms.Select):
    """A select whose options are written at once: Django renders a template for each, which takes
    six times as long as all the rest of the dashboard where there are hundreds of plans.
    """

    def render(self, name, value, attrs=None, renderer=None):
        chosen = str(value or "")
        options = "\n".join(
            f'<option value="{escape(key)}"{" selected" if key == chosen else ""}>'
            f"{escape(label)}</option>"
            for key, label in self.choices
        )
        attributes = self.build_attrs({**self.attrs, "name": name}, attrs)
        return format_html("<select{}>{}</select>", flatatt(attributes), mark_safe(options))


class ChoosePlanForm(forms.Form):
    """Sent with GET beside the day. `plans`: those to choose from."""

    marks_optional = False

    plan = forms.ChoiceField(
        label="Plan",
        required=False,
        error_messages={"invalid_choice": NOT_OFFERED},
        widget=SelectOfMany,
    )

    def __init__(self, *args, plans, **kwargs):
        super().__init__(*args, **kwargs)
        offered = plans.values_list("slug", "title", "is_active")
        self.fields["plan"].choices = [("", ALL), *((slug, _title(*one)) for slug, *one in offered)]

    @property
    def chosen(self) -> str:
        """The address of the plan that is chosen; "" for all."""
        return self.cleaned_data["plan"] if self.is_bound and self.is_valid() else ""


def _title(title, is_active):
    return title if is_active else f"{title} (no longer in use)"
