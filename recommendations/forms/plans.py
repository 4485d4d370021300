"""What is typed to start a plan, and to edit it, its themes, its status words and its columns."""

from crispy_forms.layout import Div, Fieldset
from django import forms
from django.db.models import Q

from people.crispy import PageHelper, RowHelper
from people.forms.edit_form import EditForm, TokenForm
from people.forms.rows import RowForm, RowFormSet
from people.models import Department
from recommendations.forms.recommendations import CellTextField, OneLineField
from recommendations.models import Plan, StatusMeaning
from recommendations.own_columns import (
    MAX_HEADING,
    RECOMMENDATION,
    UPDATE,
    EditedColumn,
    edited_columns,
    validate_own_columns,
)
from recommendations.status_words import NewStatusWord, refuse_unfit_words

NO_TITLE = {"required": "Enter the title of the plan"}
NO_MONTHS = "Enter a number of months from 1 to 60"
WHO_DECIDES = [
    (Plan.Revision.AT_ONCE, "Nobody has to: a new date counts as soon as it is asked for"),
    (Plan.Revision.LEAD, "A plan lead agrees to it or refuses it"),
    (Plan.Revision.COMMITTEE, "A committee does, and its minute is noted"),
]
VERIFIED = "verified"


class PlanFields(forms.Form):
    """The fields of a plan that a lead edits: what it is, and the rules of its own."""

    title = OneLineField(label="Title", max_length=200, error_messages=NO_TITLE)
    source = forms.ChoiceField(label="Source", choices=Plan.Source, initial=Plan.Source.OTHER)
    departments = forms.ModelMultipleChoiceField(
        label="Only for these departments",
        queryset=Department.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Choose none, and every officer may read the plan.",
    )
    revision = forms.ChoiceField(
        label="Who decides when somebody asks for a later date?",
        choices=WHO_DECIDES,
        widget=forms.RadioSelect,
        initial=Plan.Revision.LEAD,
        help_text="Until it is decided the old date stands, marked “extension requested”.",
    )
    revision_stops_overdue = forms.BooleanField(
        label="An agreed revision stops “overdue”",
        required=False,
        help_text="Without the tick, what is past its original date but within its revised one is "
        "counted apart.",
    )
    review_months = forms.IntegerField(
        label="Months until “ongoing” falls due for review",
        min_value=1,
        max_value=60,
        initial=6,
        widget=forms.TextInput({"inputmode": "numeric", "class": "short"}),
        error_messages=dict.fromkeys(["required", "invalid", "min_value", "max_value"], NO_MONTHS),
    )
    demands_text = forms.BooleanField(
        label="A new status must come with words that say what was done", required=False
    )
    asks_per_cent = forms.BooleanField(label="Ask for per cent complete", required=False)
    asks_forecast = forms.BooleanField(label="Ask for a forecast date", required=False)
    answer_links = forms.BooleanField(
        label="Officers without an account answer through a link sent to them",
        required=False,
        initial=True,
        help_text="The link shows what is their own in an open round, and signs nobody in. What is "
        "exempt is never shown through it.",
    )

    RULES = (
        "revision",
        "revision_stops_overdue",
        "review_months",
        "demands_text",
        "asks_per_cent",
        "asks_forecast",
        "answer_links",
    )
    ABOUT: tuple[str, ...] = ("title", "source", "departments")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # A department no longer in use still keeps a plan that is kept to it.
        kept_to = Q(pk__in=[department.pk for department in self.initial.get("departments", ())])
        departments = Department.objects.filter(Q(is_active=True) | kept_to)
        self.fields["departments"].queryset = departments

    @property
    def helper(self):
        return PageHelper(
            *self.ABOUT,
            Fieldset("Dates", "revision", "revision_stops_overdue", "review_months"),
            Fieldset(
                "Progress updates",
                "demands_text",
                "asks_per_cent",
                "asks_forecast",
                "answer_links",
            ),
        )


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

    ABOUT = ("title", "slug", "source", "departments")
    field_order = [*ABOUT, *PlanFields.RULES]


class PlanForm(PlanFields, EditForm):
    """A plan that is there already. Its address stays, so that links go on working."""

    is_active = forms.BooleanField(
        label="In use",
        required=False,
        help_text="A plan that is no longer in use is kept, but only who edits plans sees it.",
    )

    ABOUT = (*PlanFields.ABOUT, "is_active")
    field_order = [*ABOUT, *PlanFields.RULES]


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


def _counts_as():
    """The meanings, and "complete" once more for the word that is an auditor's to give."""
    yield "", "Choose one"
    for meaning, label in StatusMeaning.choices:
        yield meaning, label
        if meaning == StatusMeaning.COMPLETE:
            yield VERIFIED, "Complete, as an auditor confirmed"


class StatusWordRow(RowForm):
    """A status in the plan's own word, and what it counts as."""

    word = OneLineField(
        label="Word", max_length=100, error_messages={"required": "Enter the status word"}
    )
    counts_as = forms.ChoiceField(
        label="Counts as",
        choices=_counts_as,
        error_messages={"required": "Choose what the status word counts as"},
    )

    def typed(self) -> NewStatusWord:
        counts_as = self.cleaned_data["counts_as"]
        is_auditors = counts_as == VERIFIED
        meaning = StatusMeaning.COMPLETE if is_auditors else counts_as
        return NewStatusWord(self.cleaned_data["word"], meaning, is_auditors)


def status_word_initial(status_word) -> dict:
    """What a row says of a status word that is there."""
    counts_as = VERIFIED if status_word.is_auditors else status_word.meaning
    return {"key": status_word.pk, "word": status_word.word, "counts_as": counts_as}


class StatusWordRows(RowFormSet):
    form = StatusWordRow
    row_name = "Status word"
    can_delete_extra = True
    helper = RowHelper(Div("word", "counts_as", "DELETE", css_class="beside"))

    def clean(self):
        super().clean()
        if not any(self.errors) and not self.conflicts:
            refuse_unfit_words(self.typed())

    def typed(self) -> list[NewStatusWord]:
        return [form.typed() for form, _ in self.rows]


class OwnColumnRow(RowForm):
    """A column of the plan's own. What it is filled per stays: its words are kept there."""

    heading = OneLineField(
        label="Heading",
        max_length=MAX_HEADING,
        error_messages={"required": "Enter the heading of the column"},
    )
    of = forms.ChoiceField(
        label="Filled",
        choices=[
            (UPDATE, "With each progress update"),
            (RECOMMENDATION, "Once, by whoever edits the plan"),
        ],
        initial=UPDATE,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.initial:
            self.fields["of"].disabled = True
            self.fields["heading"].help_text = f"A layout calls it own:{self.initial['key']}."


class OwnColumnRows(RowFormSet):
    """`plan`: whose columns they are, for what it kept of those that were removed."""

    form = OwnColumnRow
    row_name = "Column"
    can_delete_extra = True
    helper = RowHelper(Div("heading", "of", "DELETE", css_class="beside"))

    def __init__(self, data=None, *, plan, **kwargs):
        self.plan = plan
        super().__init__(data, **kwargs)

    def clean(self):
        super().clean()
        if not any(self.errors) and not self.conflicts:
            validate_own_columns(self.typed())

    def typed(self) -> list[dict]:
        """What `plan.own_columns` becomes."""
        rows = [EditedColumn(row["key"], row["heading"], row["of"]) for _, row in self.rows]
        removed = [EditedColumn(key, "", is_removed=True) for key in self.removed_keys]
        return edited_columns(self.plan, [*rows, *removed])
