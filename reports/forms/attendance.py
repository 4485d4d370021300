"""What is typed to settle who is asked to attend a meeting, row by row, and to take it back."""

import re

from crispy_forms.layout import Div
from django import forms

from people.crispy import PageHelper
from people.forms.edit_form import Remembered, TokenForm
from recommendations.forms.recommendations import CellTextField
from recommendations.models import Plan
from reports.attendance import WHY_TAKEN_BACK, NewChoice
from reports.forms.decisions import DecisionRows

ASK, OFF = "attend", "off"
_KEY = re.compile("[0-9]{1,18}")
NOTHING_CHOSEN = "Choose for at least one recommendation whether an officer is asked"
NOTHING_ASKED = "Choose whether an officer is asked, or empty the box for the reason"


class FindOnListForm(forms.Form):
    """Which recommendations to show; sent with GET. What it does not know counts as the list."""

    LIST, OPEN, ASKED, TAKEN_OFF, OTHERS = "", "open", "asked", "off", "others"

    marks_optional = False
    q = forms.CharField(label="No., or words of it", required=False)
    plan = forms.ModelChoiceField(Plan.objects.none(), required=False, empty_label="All plans")
    show = forms.ChoiceField(
        label="Which",
        choices=[
            (LIST, "The list"),
            (OPEN, "Proposed, not settled yet"),
            (ASKED, "Asked to attend"),
            (TAKEN_OFF, "Taken off"),
            (OTHERS, "Others, to add to the list"),
        ],
        required=False,
    )
    helper = PageHelper("q", "plan", "show")

    def __init__(self, *args, plans, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["plan"].queryset = plans

    @property
    def shown(self) -> str:
        asked = self["show"].value()
        return asked if asked in dict(self.fields["show"].choices) else self.LIST

    @property
    def is_narrowed(self) -> bool:
        return bool(self.shown or self.chosen_plan or self["q"].value())

    @property
    def chosen_plan(self) -> Plan | None:
        return self.cleaned_data.get("plan") if self.is_valid() else None

    def finds(self, line) -> bool:
        """Whether a line of the list (a ListLine) is looked for."""
        plan, words = self.chosen_plan, (self["q"].value() or "").strip().casefold()
        if plan and line.recommendation.plan_id != plan.pk:
            return False
        reference, text = line.state.reference.casefold(), line.state.text.casefold()
        return _IS[self.shown](line) and (not words or words == reference or words in text)


class AttendanceRowForm(forms.Form):
    """Whether an officer is asked about one recommendation. `row`: its AttendanceRow."""

    marks_optional = False
    outcome = forms.ChoiceField(label="Choice", required=False)
    owner = forms.TypedChoiceField(
        label="Who is to attend", coerce=int, required=False, empty_value=None
    )
    reason = CellTextField(label="Reason", rows=2, required=False)
    seen = Remembered()

    def __init__(self, *args, row, **kwargs):
        super().__init__(*args, **kwargs)
        self.row = row
        self.fields["outcome"].choices = _choices(row.line)
        people = [(one.owner.pk, one.words) for one in row.offered]
        self.fields["owner"].choices = [*people, ("", "Nobody is named: an officer")]
        self.fields["owner"].initial = row.owner_to_begin_with
        self.fields["reason"].help_text = _hint(row.line)
        self.fields["seen"].initial = self._chosen_now

    @property
    def called(self):
        """What its row is called in the summary of errors."""
        return self.row.name

    @property
    def decides(self):
        return bool(self.cleaned_data.get("outcome"))

    @property
    def has_seen(self):
        """The key of the choice beside which this one is sent next: whoever is told that it was
        settled meanwhile sees by what.
        """
        is_told = not self.is_bound or "outcome" in self.errors
        return self._chosen_now if is_told else self["seen"].value()

    @property
    def _chosen_now(self):
        return self.row.line.chosen.pk if self.row.line.chosen else ""

    def clean(self):
        answers = super().clean()
        if not answers.get("outcome") and "outcome" not in self.errors and answers.get("reason"):
            self.add_error("outcome", NOTHING_ASKED)
        return answers

    def new_choice(self) -> NewChoice:
        answers = self.cleaned_data
        owners = {one.owner.pk: one.owner for one in self.row.offered}
        is_asked = answers["outcome"] == ASK
        return NewChoice(
            self.row.recommendation,
            is_asked,
            owner=owners.get(answers["owner"]) if is_asked else None,
            reason=answers["reason"],
            seen=int(answers["seen"]) if _KEY.fullmatch(answers["seen"]) else None,
        )


class AttendanceRows(DecisionRows):
    """The rows of a page of the list, each by the key of its recommendation."""

    form = AttendanceRowForm


class TakeBackChoiceForm(TokenForm):
    reason = CellTextField(
        label="Why is it taken back?",
        rows=3,
        help_text="It is kept beside what was chosen.",
        error_messages={"required": WHY_TAKEN_BACK.rstrip(".")},
    )
    helper = PageHelper(Div("reason"))


_IS = {
    FindOnListForm.LIST: lambda line: line.is_on_list,
    FindOnListForm.OPEN: lambda line: line.is_open,
    FindOnListForm.ASKED: lambda line: line.is_asked,
    FindOnListForm.TAKEN_OFF: lambda line: line.is_off,
    FindOnListForm.OTHERS: lambda line: not (line.is_on_list or line.is_over),
}


def _choices(line):
    """What can be chosen about a recommendation, beginning with leaving it as it is."""
    if line.is_decided_since:
        return [
            ("", "It stays as it is"),
            (ASK, "Ask an officer again"),
            (OFF, "Take it off the list"),
        ]
    if line.is_asked:
        others = [(ASK, "Ask somebody else, or for another reason"), (OFF, "Take it off the list")]
        return [("", "It stays on the list"), *others]
    if line.is_off:
        return [("", "It stays off the list"), (ASK, "Ask an officer to attend")]
    if line.is_open:
        others = [(ASK, "Ask an officer to attend"), (OFF, "Take it off the list")]
        return [("", "Not settled yet"), *others]
    return [("", "Not on the list"), (ASK, "Ask an officer to attend")]


def _hint(line):
    if line.is_asked and not line.is_decided_since:
        return "To take it off say why. Left empty, who is asked is asked for the same reason."
    if line.why:
        return "To take it off say why. Left empty, what the rules say is printed."
    return "It is printed in the paper."
