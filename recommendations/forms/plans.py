"""What is typed to start a plan, and to edit it and its themes."""

from crispy_forms.layout import Div
from django import forms
from django.db.models import Q

from people.crispy import RowHelper
from people.forms.edit_form import EditForm, TokenForm
from people.forms.rows import RowForm, RowFormSet
from people.models import Department
from recommendations.forms.recommendations import CellTextField, OneLineField
from recommendations.models import Plan

NO_TITLE = {"required": "Enter the title of the plan"}


class PlanFields(forms.Form):
    """The fields of a plan that a lead edits."""

    title = OneLineField(label="Title", max_length=200, error_messages=NO_TITLE)
    source = forms.ChoiceField(label="Source", choices=Plan.Source, initial=Plan.Source.OTHER)
    departments = forms.ModelMultipleChoiceField(
        label="Only for these departments",
        queryset=Department.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Choose none, and every officer may read the plan.",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # A department no longer in use still keeps a plan that is kept to it.
        kept_to = Q(pk__in=[department.pk for department in self.initial.get("departments", ())])
        departments = Department.objects.filter(Q(is_active=True) | kept_to)
        self.fields["departments"].queryset = departments


class NewPlanForm(PlanFields, TokenForm):
    """A plan to be started; its address is made from its title unless one is typed."""

    slug = forms.SlugField(
        label="Address",
        max_length=100,
        required=False,
        help_text="The last part of the plan's web address, in small letters, digits and hyphens. "
        "Leave it out to have it made from the title.",
        error_messages={"invalid": "Use only letters, digits and hyphens in the address"},
    )

    field_order = ["title", "slug", "source", "departments"]


class PlanForm(PlanFields, EditForm):
    """A plan that is there already. Its address stays, so that links go on working."""

    is_active = forms.BooleanField(
        label="In use",
        required=False,
        help_text="A plan that is no longer in use is kept, but only who edits plans sees it.",
    )


class ThemeRow(RowForm):
    number = OneLineField(label="Number", max_length=20, required=False)
    title = OneLineField(
        label="Title", max_length=200, error_messages={"required": "Enter the title of the theme"}
    )
    note = CellTextField(
        label="Note", rows=2, required=False, help_text="Printed under the heading."
    )


class ThemeRows(RowFormSet):
    form = ThemeRow
    row_name = "Theme"
    helper = RowHelper(Div("number", "title", css_class="beside"), "note")
