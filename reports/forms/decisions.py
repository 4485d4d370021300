"""What is typed to record what a committee decided at a meeting, row by row, and to take it
back.
"""

from crispy_forms.layout import Div
from django import forms
from django.forms.formsets import (
    INITIAL_FORM_COUNT,
    TOTAL_FORM_COUNT,
    BaseFormSet,
    ManagementForm,
)
from django.forms.renderers import get_default_renderer
from django.utils.functional import cached_property

from people.crispy import PageHelper
from people.date_parts import DatePartsField
from people.forms.edit_form import TokenForm
from recommendations.decisions import NO_REASON
from recommendations.extensions import LONGEST
from recommendations.forms.recommendations import CellTextField, OneLineField
from recommendations.models import Plan
from recommendations.new_decisions import EXTENSION, NewDecision, Outcome
from recommendations.readings import reading_by_hand

NOTHING_CHOSEN = "Choose what was decided on at least one recommendation"
NOTHING_DECIDED = "Choose what was decided, or empty the other boxes"
WORDS_OR_DATE = "You entered a last day as well: empty it, or untick this"
# Where the form has another name for what an act speaks of.
FIELDS = {"reading": "latest", "extension_request": "outcome"}


class FindRowsForm(forms.Form):
    """Which recommendations to show; sent with GET. What it does not know counts as all."""

    ALL, ASKED, OPEN, RECORDED = "", "asked", "open", "recorded"

    marks_optional = False
    q = forms.CharField(label="No., or words of it", required=False)
    plan = forms.ModelChoiceField(Plan.objects.none(), required=False, empty_label="All plans")
    show = forms.ChoiceField(
        label="Which",
        choices=[
            (ALL, "All"),
            (ASKED, "With an extension asked for"),
            (OPEN, "Nothing recorded yet"),
            (RECORDED, "Something recorded"),
        ],
        required=False,
    )
    helper = PageHelper("q", "plan", "show")

    def __init__(self, *args, plans, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["plan"].queryset = plans

    @property
    def sought(self) -> str:
        return (self["q"].value() or "").strip()

    @property
    def shown(self) -> str:
        asked = self["show"].value()
        return asked if asked in dict(self.fields["show"].choices) else self.ALL

    @property
    def chosen_plan(self) -> Plan | None:
        return self.cleaned_data.get("plan") if self.is_valid() else None


class MinuteForm(TokenForm):
    """What holds of all rows."""

    minute_reference = OneLineField(
        label="Minute reference for all",
        max_length=LONGEST["minute_reference"],
        required=False,
        help_text="Such as CC/17 or 14/16. A row can have another one.",
    )


class DecisionRowForm(forms.Form):
    """What was decided on one recommendation. `row`: the recommendation, with what is possible."""

    marks_optional = False
    outcome = forms.ChoiceField(label="Decision", required=False)
    minute_reference = OneLineField(
        label="Minute reference, if another one",
        max_length=LONGEST["minute_reference"],
        required=False,
    )
    note = CellTextField(label="Note", rows=2, required=False)
    owner = forms.TypedChoiceField(label="Who is to attend", coerce=int, required=False)
    word = forms.TypedChoiceField(label="Status that it gets", coerce=int, required=False)
    latest = DatePartsField(
        label="Last day that the words mean",
        required=False,
        help_text="The program finds no date in them.",
    )
    words_only = forms.BooleanField(
        label="There is no date in these words, so it is never overdue", required=False
    )

    def __init__(self, *args, row, **kwargs):
        super().__init__(*args, **kwargs)
        self.row = row
        nothing = "Nothing more" if row.recorded else "Nothing recorded"
        self.fields["outcome"].choices = [("", nothing), *_outcomes(row)]
        for name, choices in (("owner", row.owners), ("word", row.words)):
            self.fields[name].choices = [(one.pk, str(one)) for one in choices]
            if not choices:
                del self.fields[name]
        if row.waiting:
            self.fields["note"].help_text = "Needed to refuse an extension: say why."
        if not row.asks_unread:
            del self.fields["latest"], self.fields["words_only"]

    @property
    def called(self):
        """What its row is called in the summary of errors."""
        return self.row.name

    @property
    def decides(self):
        return bool(self.cleaned_data.get("outcome"))

    def clean(self):
        answers = super().clean()
        typed = (answers.get(name) for name in ("minute_reference", "note", "latest"))
        if not answers.get("outcome") and "outcome" not in self.errors and any(typed):
            self.add_error("outcome", NOTHING_DECIDED)
        if answers.get("latest") and answers.get("words_only"):
            self.add_error("words_only", WORDS_OR_DATE)
        return answers

    def new_decision(self, minute_for_all) -> NewDecision:
        answers = self.cleaned_data
        outcome, _, request = answers["outcome"].partition("-")
        return NewDecision(
            self.row.recommendation,
            outcome,
            answers["minute_reference"] or minute_for_all,
            answers["note"],
            extension_request=_keyed(self.row.waiting, request and int(request)),
            reading=self._reading(),
            word=_keyed(self.row.words, answers.get("word")),
            owner=_keyed(self.row.owners, answers.get("owner")),
        )

    def _reading(self):
        latest = self.cleaned_data.get("latest")
        if latest or self.cleaned_data.get("words_only"):
            return reading_by_hand(earliest=None, latest=latest, open_ended=False)
        return None


class DecisionRows(BaseFormSet):
    """The rows of a page, each by the key of its recommendation, so that a list that has moved on
    meanwhile mixes nothing up.
    """

    form = DecisionRowForm
    min_num, max_num, absolute_max, extra = 0, 1_000, 1_000, 0
    validate_min = validate_max = can_order = can_delete = can_delete_extra = edit_only = False
    renderer = get_default_renderer()

    def __init__(self, data=None, *, rows, **kwargs):
        self.rows = rows
        super().__init__(data, **kwargs)

    @cached_property
    def management_form(self):
        """What was sent is known by the keys of its rows: there is nothing to count."""
        count = str(len(self.rows))
        names = (f"{self.prefix}-{name}" for name in (TOTAL_FORM_COUNT, INITIAL_FORM_COUNT))
        return ManagementForm(dict.fromkeys(names, count), prefix=self.prefix)

    def total_form_count(self):
        return len(self.rows)

    initial_form_count = total_form_count

    def add_prefix(self, index):
        return f"{self.prefix}-{self.rows[index].recommendation.pk}"

    def get_form_kwargs(self, index):
        return {**super().get_form_kwargs(index), "row": self.rows[index]}

    @property
    def deciding(self):
        """The rows on which something was decided. Only after is_valid()."""
        return [form for form in self.forms if form.decides]

    def take_refusal(self, refused):
        """Show what an act refused of the rows in which something was decided, by their place."""
        deciding = self.deciding
        for place, problems in refused.items():
            form = deciding[place]
            for name, problem in problems.items():
                name = FIELDS.get(name, name)
                form.add_error(name if name in form.fields else "outcome", problem)


class TakeBackDecisionForm(TokenForm):
    reason = CellTextField(
        label="Why is it taken back?",
        rows=3,
        help_text="It is kept beside what was recorded.",
        error_messages={"required": NO_REASON.rstrip(".")},
    )
    helper = PageHelper(Div("reason"))


def _outcomes(row):
    """What can have been decided on a recommendation, as choices."""
    yield Outcome.NOTED.value, Outcome.NOTED.label
    for request in row.waiting:
        for outcome in EXTENSION:
            yield f"{outcome.value}-{request.pk}", f"{outcome.label}: “{request.text}”"
    yield Outcome.CLOSED.value, Outcome.CLOSED.label
    if row.state.is_monitored:
        yield Outcome.OFF_MONITORING.value, Outcome.OFF_MONITORING.label
    yield Outcome.ATTEND.value, Outcome.ATTEND.label


def _keyed(rows, key):
    return next((row for row in rows if row.pk == key), None)
