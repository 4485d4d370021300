"""What is typed to confirm or refuse completion, to open again what was done, and to find it."""

from django import forms

from people.crispy import PageHelper
from people.forms.edit_form import Remembered
from recommendations.forms.recommendations import CellTextField, DayForm, OneLineField
from recommendations.models import Plan, StatusMeaning, StatusWord
from recommendations.verification import NO_METHOD, NO_NOTE, STILL_DONE


class FindCompletedForm(forms.Form):
    """Which completed recommendations to list; sent with GET. What it does not know counts as all.

    `plans`: those to choose from.
    """

    TO_VERIFY, LATELY = "", "lately"

    marks_optional = False
    plan = forms.ModelChoiceField(Plan.objects.none(), required=False, empty_label="All plans")
    show = forms.ChoiceField(
        choices=[(TO_VERIFY, "To verify"), (LATELY, "Verified or refused lately")],
        required=False,
        widget=forms.HiddenInput,
    )
    helper = PageHelper("plan", "show")

    def __init__(self, *args, plans, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["plan"].queryset = plans

    @property
    def shown(self) -> str:
        return self.LATELY if self["show"].value() == self.LATELY else self.TO_VERIFY

    @property
    def chosen_plan(self) -> Plan | None:
        return self.cleaned_data.get("plan") if self.is_valid() else None


class _FindingForm(DayForm):
    """What an auditor says about a status. `marker`: the status when the page was opened, which
    stays until whoever types has been told of another one; `now`: the marker that it has by now.
    """

    word = forms.ModelChoiceField(
        StatusWord.objects.none(),
        label="Status it goes back to",
        empty_label="Choose a status",
        error_messages={"required": STILL_DONE},
    )
    marker = Remembered()

    def __init__(self, *args, plan, now: int, true_from_hint, **kwargs):
        super().__init__(*args, **kwargs)
        self.now = now
        self.fields["marker"].initial = now
        self.fields["true_from"].help_text = true_from_hint
        words = plan.status_words.exclude(meaning__in=StatusMeaning.done())
        self.fields["word"].queryset = words

    @property
    def opened_with(self) -> int:
        """The marker that the page was opened with; -1 for none that there could be."""
        text = self.cleaned_data["marker"]
        return int(text) if text.isdecimal() and len(text) < 19 else -1

    def take_refusal(self, error):
        """They are told, so that what they save next is about the status that it has now."""
        self.data[self.add_prefix("marker")] = str(self.now)
        super().take_refusal(error)


class VerifyForm(_FindingForm):
    CONFIRM, REFUSE = "confirm", "refuse"

    result = forms.ChoiceField(
        label="Is it complete?",
        choices=[
            (CONFIRM, "Yes: completion is confirmed"),
            (REFUSE, "No: completion is refused"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whether completion is confirmed or refused"},
    )
    method = OneLineField(
        label="How you looked",
        max_length=200,
        help_text="Such as: documents seen, spoke to the head of service, tested a sample of ten.",
        error_messages={"required": NO_METHOD},
    )
    note = CellTextField(
        label="Note",
        rows=3,
        required=False,
        help_text="Needed to refuse: say what is missing. Whoever reports on it reads this.",
    )
    field_order = ["result", "method", "note", "word", "true_from"]
    helper = PageHelper(*field_order)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["word"].required = False
        self.fields["word"].help_text = "Needed to refuse. The next round asks about it again."

    def clean(self):
        answers = super().clean()
        if answers.get("result") == self.REFUSE:
            if not answers.get("note") and "note" not in self.errors:
                self.add_error("note", NO_NOTE)
            if not answers.get("word") and "word" not in self.errors:
                self.add_error("word", STILL_DONE)
        return answers


class ReopenForm(_FindingForm):
    reason = CellTextField(
        label="Why is it opened again?",
        rows=3,
        error_messages={"required": "Say why it is opened again"},
        help_text="Whoever reports on it reads this.",
    )
    field_order = ["word", "reason", "true_from"]
    helper = PageHelper(*field_order)
