"""The rows of the page on which progress is reported: further actions, and dates to be extended."""

from django import forms
from django.core.exceptions import ValidationError

from people.forms.edit_form import Remembered
from people.forms.rows import RowForm, RowFormSet
from people.models import Owner
from recommendations.forms.questions import UNREAD, ask_whether_sure, hidden_question, show_reading
from recommendations.forms.recommendations import (
    ByWhenField,
    CellTextField,
    OwnerNameField,
)
from recommendations.models import ActionState
from recommendations.readings import read

GONE = (
    "This date was dropped meanwhile, or somebody else has asked to move it: what you typed for it "
    "can't be sent. Empty its boxes, then save again"
)
EARLIER = "“{words}” is earlier than the original date, “{original}”"
MOVED = (
    "This date has been changed meanwhile: it was “{shown}”, and it is now “{now}”. Tick the box "
    "below to ask for yours all the same"
)
NEW_DATE = "As the paper is to print it, such as “Autumn 17” or “31 March 2017”."


class ReportedActionRow(RowForm):
    """A further action; a new one is open, and may have a date. `known`: the KnownOwners; `day`:
    against which the words of a date are read.
    """

    marks_optional = False
    about_the_save = ("sure",)

    text = CellTextField(
        label="Further action",
        rows=2,
        error_messages={"required": "Say what is still to be done"},
    )
    state = forms.ChoiceField(
        label="It is",
        choices=ActionState.State,
        initial=ActionState.State.OPEN,
        widget=forms.RadioSelect,
    )
    owner = OwnerNameField(label="Who does it", required=False)
    by_when = ByWhenField(label="By when", required=False)
    sure = hidden_question()

    def __init__(self, *args, known, day, **kwargs):
        super().__init__(*args, **kwargs)
        self.known, self.day = known, day
        self.reading = None
        for name in ("by_when", "sure") if self.initial else ("state",):
            del self.fields[name]

    def clean_owner(self):
        """Who is named already stays, whatever has become of the name in the directory."""
        name = self.cleaned_data["owner"]
        if self.initial and "owner" not in self.changed_data:
            key = self.initial["owner_id"]
            return Owner.objects.get(pk=key) if key else None
        return self.known.find(name) if name else None

    def clean(self):
        answers = super().clean()
        words = answers.get("by_when")
        if words:
            self.reading = read(words, paper_date=self.day)
            show_reading(self, "by_when", self.reading)
            if not self.reading.is_read:
                ask_whether_sure(self, "by_when", [UNREAD.format(words=words)])
        return answers


class ReportedActionRows(RowFormSet):
    form = ReportedActionRow
    row_name = "Action"
    can_delete = False

    @property
    def still_open(self) -> int:
        """How many actions will be open, as far as the rows can be read."""
        self.is_valid()
        return sum(row.get("state", "open") == ActionState.State.OPEN for _, row in self.rows)


class ExtensionRow(RowForm):
    """Another date asked for one deadline, which `initial` names: empty boxes ask for nothing.

    `day`: against which the words are read.
    """

    marks_optional = False
    about_the_save = ("sure", "sure_moved")

    text = ByWhenField(label="New date, in words", required=False)
    reason = CellTextField(label="Why does the date have to move?", rows=2, required=False)
    sure = hidden_question()
    sure_moved = hidden_question()
    # The words of the date that were on the page: it may have been moved since.
    shown = Remembered()

    def __init__(self, *args, day, **kwargs):
        super().__init__(*args, **kwargs)
        self.day, self.deadline = day, self.initial.get("deadline")
        self.fields["text"].help_text = NEW_DATE
        self.fields["shown"].initial = self._words_now()

    @property
    def asks(self):
        return bool(self.cleaned_data.get("text") or self.cleaned_data.get("reason"))

    def as_shown(self):
        return {**super().as_shown(), self.add_prefix("shown"): [self._words_now()]}

    def clean(self):
        answers = super().clean()
        if not self.asks:
            return answers
        if self.deadline is None:
            raise ValidationError(GONE)
        words = answers.get("text", "")
        if not words and "text" not in self.errors:
            self.add_error("text", "Enter by when, in the words to be agreed")
        elif words == self.deadline.text:
            self.add_error("text", f"“{words}” is what stands already")
        elif words:
            ask_whether_sure(self, "text", list(self._doubts(words)))
            self._ask_whether_it_moved(answers.get("shown"))
        if not answers.get("reason") and "reason" not in self.errors:
            self.add_error("reason", "Say why the date has to move")
        return answers

    def _ask_whether_it_moved(self, shown):
        """The words asked for were chosen beside others than those that stand now."""
        now = self._words_now()
        if not shown or " ".join(shown.split()) == now:
            return
        self.fields["sure_moved"].widget = forms.CheckboxInput()
        self["sure_moved"].label = "Yes, ask for this date all the same"
        if not self.cleaned_data.get("sure_moved"):
            self.add_error("text", MOVED.format(shown=shown, now=now))

    def _words_now(self):
        """On one line, as a hidden box keeps it."""
        return " ".join(self.deadline.text.split()) if self.deadline else ""

    def _doubts(self, words):
        reading, original = read(words, paper_date=self.day), self.deadline.original_latest
        show_reading(self, "text", reading)
        if not reading.is_read:
            yield UNREAD.format(words=words)
        elif reading.latest and original and reading.latest < original:
            yield EARLIER.format(words=words, original=self.deadline.original_text)


class ExtensionRows(RowFormSet):
    form = ExtensionRow
    row_name = "Date"
    extra = 0
    can_delete = False

    @property
    def asked(self):
        """The rows that ask for another date, once they are valid."""
        return [form for form in self.forms if form.asks]
