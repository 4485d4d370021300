"""What is typed to decide on another date that was asked for, and to take the asking back."""

from django import forms

from people.crispy import PageHelper
from people.date_parts import DatePartsField
from people.forms.edit_form import TokenForm
from recommendations.extensions import LONGEST, NO_MINUTE
from recommendations.forms.recommendations import CellTextField, DayForm, OneLineField

DATES = ("earliest", "latest", "open_ended")
NOT_READ = (
    "The program does not understand these words. Set the dates by hand, or tick that there is no "
    "date in them"
)
WORDS_OR_DATES = "You set dates as well: leave them empty, or untick this"


class FindExtensionsForm(forms.Form):
    """Which requests to list; sent with GET. What it does not know counts as waiting."""

    WAITING, DECIDED = "", "decided"

    show = forms.ChoiceField(
        choices=[(WAITING, "Waiting for a decision"), (DECIDED, "Decided")], required=False
    )

    @property
    def shown(self) -> str:
        return self.DECIDED if self["show"].value() == self.DECIDED else self.WAITING


class DecideForm(DayForm):
    """A decision. `by_committee`: a committee's, which needs its minute; `is_read`: whether the
    program understands the words that are asked for; `asked_on`: the first day it can be true from.
    """

    AGREE, REFUSE = "agree", "refuse"

    outcome = forms.ChoiceField(
        label="What is the decision?",
        choices=[
            (AGREE, "Agreed: the new date stands"),
            (REFUSE, "Refused: the old date still stands"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whether it is agreed or refused"},
    )
    earliest = DatePartsField(label="First day", required=False, help_text="For example, 1 6 2027")
    latest = DatePartsField(
        label="Last day", required=False, help_text="It is overdue from the day after."
    )
    open_ended = forms.BooleanField(label="Goes on without an end", required=False)
    words_only = forms.BooleanField(
        label="There is no date in these words, so it is never overdue", required=False
    )
    decided_by = OneLineField(
        label="Decided by", max_length=LONGEST["decided_by"], help_text="Who took the decision."
    )
    minute_reference = OneLineField(
        label="Minute reference",
        max_length=LONGEST["minute_reference"],
        required=False,
        help_text="Such as CC/17, or 12 of 3 June 2016.",
    )
    reason = CellTextField(
        label="Note",
        rows=3,
        required=False,
        help_text="Needed to refuse: say why. It is kept with the decision.",
    )
    field_order = ["outcome", *DATES, "words_only", "decided_by", "minute_reference"]
    field_order += ["reason", "true_from"]

    def __init__(self, *args, by_committee, is_read, asked_on, **kwargs):
        super().__init__(*args, **kwargs)
        self.is_read = is_read
        who = "the committee that" if by_committee else "who"
        self.fields["decided_by"].error_messages["required"] = f"Enter {who} decided it"
        minute = self.fields["minute_reference"]
        minute.required, minute.error_messages["required"] = by_committee, NO_MINUTE
        self.fields["true_from"].help_text = (
            "From which day the new date stands, or the refusal counts. It was asked for on "
            f"{_day(asked_on)}, so that day or a later one."
        )
        if by_committee:
            self.fields["decided_by"].label = "Decided by which committee"
            self.fields["decided_by"].help_text = "Its name, such as Corporate Committee."
        if is_read:
            del self.fields["words_only"]

    @property
    def is_by_hand(self):
        return any(self.cleaned_data.get(name) for name in DATES)

    @property
    def shows_dates(self):
        """Whether the boxes for dates set by hand are open from the start."""
        return self.is_bound or not self.is_read

    @property
    def is_words_only(self):
        return bool(self.cleaned_data.get("words_only"))

    def clean(self):
        answers = super().clean()
        if answers.get("outcome") == self.REFUSE and not answers.get("reason", "").strip():
            self.add_error("reason", "Say why it is refused")
        if answers.get("outcome") == self.AGREE and not set(DATES) & set(self.errors):
            self._clean_dates(answers)
        return answers

    def _clean_dates(self, answers):
        first, last = answers["earliest"], answers["latest"]
        if self.is_words_only and self.is_by_hand:
            self.add_error("words_only", WORDS_OR_DATES)
        elif not (self.is_read or self.is_by_hand or self.is_words_only):
            self.add_error("earliest", NOT_READ)
        if first and last and first > last:
            self.add_error("latest", "The last day must be the first day or later")


class TakeBackForm(TokenForm):
    reason = CellTextField(
        label="Reason", rows=2, required=False, help_text="It is kept with what you asked for."
    )
    helper = PageHelper()


def _day(day):
    return f"{day.day} {day:%B %Y}"
