"""What is typed to bring in a file: the file itself, into which plan, what its columns are."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError

from people.crispy import PageHelper
from people.date_parts import DatePartsField
from people.forms.edit_form import EditForm, TokenForm
from recommendations.forms.recommendations import CellTextField, OneLineField
from recommendations.importing.fields import Field
from recommendations.importing.headings import PER_RECOMMENDATION, PER_UPDATE
from recommendations.importing.reading_files import EVERY_ENDING, MAX_MB, TAKEN
from recommendations.models import Plan

NEITHER = "Choose a file, or paste a table"
BOTH = "You chose a file and pasted a table: take one of them away"
NO_TITLE = "Enter the title of the new plan, or choose the plan that this is a paper of"
TWO_TARGETS = "You chose a plan and entered a title for a new one: take one of them away"
TO_COME = "The day must be today or earlier"
CHOOSE_AGAIN = "Choose “{name}” again: a browser lets go of a file when its page is shown once more"
CHANGED_MEANWHILE = (
    "Somebody else has changed this import since you opened the page. The page shows what it says "
    "now: look at it, and go on if it is right"
)
NEW_PLAN = "A new plan"
OWN = {
    PER_RECOMMENDATION: "The plan’s own column, once for each recommendation",
    PER_UPDATE: "The plan’s own column, anew with each update",
}


class TargetFields(forms.Form):
    """Into which plan a file goes, and which day it tells of. `plans`: those to choose from;
    `today`: the last day that can be.
    """

    plan = forms.ModelChoiceField(
        label="Plan",
        queryset=Plan.objects.none(),
        required=False,
        empty_label=NEW_PLAN,
        help_text="A later paper of a plan that is there already: its rows are compared with it.",
    )
    title = OneLineField(
        label="Title of the new plan",
        max_length=200,
        required=False,
        help_text="Only for a new plan.",
    )
    as_at = DatePartsField(
        label="As at",
        help_text="The day that the paper tells of. What it says is true from then on. For "
        "example, 31 5 2016",
    )

    def __init__(self, *args, plans, today: date, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["plan"].queryset = plans
        self.today = today

    def clean_as_at(self):
        day = self.cleaned_data["as_at"]
        if day > self.today:
            raise ValidationError(TO_COME)
        return day

    def clean(self):
        answers = super().clean()
        if "plan" in self.errors or "title" in self.errors:
            return answers
        if not answers.get("plan") and not answers.get("title"):
            self.add_error("title", NO_TITLE)
        if answers.get("plan") and answers.get("title"):
            self.add_error("title", TWO_TARGETS)
        return answers


class BeginForm(TargetFields, TokenForm):
    """A file, or a table that was pasted. `html`: what was pasted as its program gave it, with what
    a box for text lets go of; put there by a script, where there is one.
    """

    file = forms.FileField(
        label="File",
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput({"accept": EVERY_ENDING}),
        help_text=f"{TAKEN}; up to {MAX_MB} MB. Of other files it is said how to save them as one "
        "of these.",
    )
    pasted = forms.CharField(
        label="Or a pasted table",
        required=False,
        strip=False,
        widget=forms.Textarea({"rows": 5, "data-takes-table": "html"}),
        help_text="Copy the whole table with its headings, in Word, Excel or a web page, and paste "
        "it here.",
    )
    html = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)
    field_order = ["file", "pasted", "html", "plan", "title", "as_at"]
    helper = PageHelper("file", "pasted", "html", "plan", "title", "as_at")

    def clean(self):
        answers = super().clean()
        if not self.errors.keys() & {"file", "pasted"}:
            has_file, has_table = bool(answers.get("file")), bool(answers.get("pasted", "").strip())
            if has_file == has_table:
                self.add_error("pasted" if has_file else "file", BOTH if has_file else NEITHER)
        return answers

    @property
    def text(self):
        """What was pasted, as well as it is known."""
        return self.cleaned_data["html"] or self.cleaned_data["pasted"]

    def ask_for_file_again(self):
        """A file that was chosen has to be chosen again where the page is shown once more."""
        file = self.files.get("file")
        if self.is_bound and file is not None and "file" not in self.errors:
            self.add_error("file", CHOOSE_AGAIN.format(name=file.name))


class TargetForm(TargetFields, EditForm):
    """Another plan, title or day for an import that is under way."""

    helper = PageHelper("plan", "title", "as_at")


class TableForm(EditForm):
    """Which table of a file has the plan. `tables`: the names, in their order."""

    table = forms.TypedChoiceField(
        label="Which table has the plan?",
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the table that has the plan"},
    )

    def __init__(self, *args, tables, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["table"].choices = list(enumerate(tables))


class ColumnsForm(EditForm):
    """What each column of the table is. `columns`: the ProposedColumns."""

    def __init__(self, *args, columns, **kwargs):
        self.columns = columns
        initial = {f"column_{at}": _said(column) for at, column in enumerate(columns)}
        super().__init__(*args, initial=initial, **kwargs)
        for at, column in enumerate(columns):
            self.fields[f"column_{at}"] = forms.ChoiceField(
                label=f"What is “{column.heading}”?" if column.heading else f"Column {at + 1}",
                choices=COLUMN_CHOICES,
            )

    def said(self) -> list[tuple[str, str]]:
        """The field of each column, and what an own one is of. Only after is_valid()."""
        chosen = (self.cleaned_data[f"column_{at}"] for at in range(len(self.columns)))
        return [_parted(one, before) for one, before in zip(chosen, self.columns, strict=True)]


class GoOnForm(EditForm):
    """A button about an import as it was shown: nothing is typed, but what was shown must stand."""

    def clean(self):
        if self.is_stale:
            raise ValidationError(CHANGED_MEANWHILE)
        return super().clean()


class TakeBackForm(TokenForm):
    helper = PageHelper("reason")
    reason = CellTextField(
        label="Why is it taken back?",
        rows=3,
        error_messages={"required": "Say why it is taken back"},
        help_text="Kept with everything that is taken back.",
    )


def _said(column):
    return f"own:{column.of}" if column.field is Field.OWN else column.field.value


def _parted(chosen, before):
    field, _, of = chosen.partition(":")
    return field, of or before.of


COLUMN_CHOICES = [
    *((one.value, one.words) for one in Field if one not in (Field.OWN, Field.NOTHING)),
    *((f"own:{of}", words) for of, words in OWN.items()),
    (Field.NOTHING.value, Field.NOTHING.words),
]
