"""What is typed about who is reminded: from when on in a plan, and the steps of its ladder; and
what is looked for among the reminders.
"""

from crispy_forms.layout import Div
from django import forms

from people.crispy import PageHelper, RowHelper
from people.date_parts import DatePartsField
from people.forms.edit_form import EditForm
from people.forms.rows import RowForm, RowFormSet, is_count
from recommendations.chasing.ladder import Rung
from recommendations.chasing.ladders import refuse_unfit_rungs
from recommendations.models import Plan, Step

NOT_AT_ALL = {"": "Choose a step", **dict(Step.choices)}
NO_DAYS_BEFORE = "Enter how many days before the date"
NO_DAYS_AFTER = "Enter how many days after the date"
NO_NUMBERS = "Leave this empty: this step is taken on the date itself"
ONLY_FURTHER_UP = "Leave this empty: only steps above the owner are taken for that"
NO_WHEN = "Say when: after how many days, silent rounds or moved dates"


class RemindersForm(EditForm):
    """From which day on people are reminded of what is in a plan."""

    chased_from = DatePartsField(
        label="Remind people from",
        required=False,
        help_text="The first day on which anybody is written to. Leave it empty, and nobody is.",
    )
    helper = PageHelper()


def _number(label, longest, help_text=""):
    problem = f"{label} must be a whole number from 1 to {longest:,}"
    return forms.IntegerField(
        label=label,
        required=False,
        min_value=1,
        max_value=longest,
        help_text=help_text,
        widget=forms.TextInput({"inputmode": "numeric", "class": "short"}),
        error_messages=dict.fromkeys(["invalid", "min_value", "max_value"], problem),
    )


class LadderRow(RowForm):
    """A step of the ladder, and when it is taken."""

    step = forms.ChoiceField(
        label="Step",
        choices=list(NOT_AT_ALL.items()),
        error_messages={"required": "Choose a step"},
    )
    days = _number("Days before or after", 3650)
    silent_rounds = _number("Silent rounds", 20)
    times_moved = _number("Times moved", 20)

    def clean(self):
        answers = super().clean()
        if not self.errors and answers.get("step"):
            self._refuse_unfit(Step(answers["step"]), answers)
        return answers

    def _refuse_unfit(self, step, answers):
        names = ("silent_rounds", "times_moved")
        if step == Step.ON_DATE and answers["days"]:
            self.add_error("days", NO_NUMBERS)
        if step in (Step.BEFORE, Step.OVERDUE) and not answers["days"]:
            self.add_error("days", NO_DAYS_BEFORE if step == Step.BEFORE else NO_DAYS_AFTER)
        if step.goes_further_up and not any(answers[name] for name in ("days", *names)):
            self.add_error("days", NO_WHEN)
        for name in names:
            if answers.get(name) and not step.goes_further_up:
                self.add_error(name, ONLY_FURTHER_UP)

    def typed(self) -> Rung:
        said = {name: self.cleaned_data[name] for name in ("days", "silent_rounds", "times_moved")}
        return Rung(Step(self.cleaned_data["step"]), **said)


def ladder_initial(step) -> dict:
    """What a row says of a step that is there."""
    names = ("step", "days", "silent_rounds", "times_moved")
    return {"key": step.pk, **{name: getattr(step, name) for name in names}}


class LadderRows(RowFormSet):
    """With a button `add-usual` that asks for the usual steps: `usual` are their rungs."""

    form = LadderRow
    row_name = "Step"
    extra = 0
    can_delete_extra = True
    helper = RowHelper(
        Div("step", "days", "silent_rounds", "times_moved", "DELETE", css_class="beside")
    )

    def __init__(self, data=None, *, prefix, usual=(), **kwargs):
        if data is not None and "add-usual" in data:
            data = _with_rungs(data, prefix, usual)
        super().__init__(data, prefix=prefix, **kwargs)

    def clean(self):
        super().clean()
        if not any(self.errors) and not self.conflicts:
            refuse_unfit_rungs(self.typed())

    def typed(self) -> list[Rung]:
        return [form.typed() for form, _ in self.rows]


def _with_rungs(data, prefix, rungs):
    """As if somebody had typed them into new rows."""
    data, total = data.copy(), f"{prefix}-TOTAL_FORMS"
    count = int(data[total]) if is_count(data.get(total, "")) else 0
    for rung in rungs[: max(0, 100 - count)]:
        data[f"{prefix}-{count}-step"] = rung.step.value
        for name in ("days", "silent_rounds", "times_moved"):
            data[f"{prefix}-{count}-{name}"] = str(getattr(rung, name) or "")
        count += 1
    data[total] = str(count)
    return data


class FindRemindersForm(forms.Form):
    """Of which plan; `plans`: those to choose from."""

    plan = forms.ModelChoiceField(
        label="Plan", queryset=Plan.objects.none(), required=False, to_field_name="slug",
        empty_label="All plans",
    )  # fmt: skip
    show = forms.CharField(required=False, widget=forms.HiddenInput)
    helper = PageHelper()

    def __init__(self, data=None, *, plans, **kwargs):
        super().__init__(data, **kwargs)
        self.fields["plan"].queryset = plans
