"""What is asked and typed on the pages that settle what agreed words mean."""

from crispy_forms.layout import Div
from django import forms

from people.crispy import PageHelper
from people.date_parts import DatePartsField
from people.forms.edit_form import EditForm, TokenForm

DATES = ("earliest", "latest", "open_ended")
NO_DATES = "Enter a first or a last day, or tick that it goes on without an end"
NOT_BY_HAND = "You changed the dates below: choose to set them by hand, or put them back"
SETTLED_MEANWHILE = (
    "Somebody else has settled some of the rows that you chose. The list shows what they say now: "
    "look at it, and choose again"
)


class FindWordsForm(forms.Form):
    """Which words to list; sent with GET. What it does not know counts as all."""

    ALL, UNREAD, PROPOSED, BY_PERSON = "", "unread", "proposed", "by-hand"

    marks_optional = False
    q = forms.CharField(label="Words", required=False)
    show = forms.ChoiceField(
        choices=[
            (ALL, "All"),
            (UNREAD, "Not understood"),
            (PROPOSED, "Read otherwise by now"),
            (BY_PERSON, "Set by a person"),
        ],
        required=False,
        widget=forms.HiddenInput,
    )
    helper = PageHelper("q", "show")

    @property
    def sought(self) -> str:
        """What to look for, as one compares it; "" for everything."""
        return as_compared(self["q"].value() or "")

    @property
    def shown(self) -> str:
        asked = self["show"].value()
        return asked if asked in dict(self.fields["show"].choices) else self.ALL


def as_compared(words):
    """Words without their line breaks and capitals."""
    return " ".join(words.split()).casefold()


class TakeProposalsForm(TokenForm):
    """The rows whose proposal is taken: each by the key of the newest fact behind it."""

    chosen = forms.MultipleChoiceField(
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Choose at least one row whose proposal you take",
            "invalid_choice": SETTLED_MEANWHILE,
        },
    )

    def __init__(self, *args, proposals, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["chosen"].choices = [(row.newest, row.words) for row in proposals]


class SettleForm(EditForm):
    """What some words mean. `program_says`: how the program reads them, in words; "" where that is
    no choice, since it understands nothing and nobody said otherwise.
    """

    PROGRAM, HAND, WORDS_ONLY = "program", "hand", "words"

    way = forms.ChoiceField(
        label="What do these words mean?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how these words are to be read"},
    )
    earliest = DatePartsField(label="First day", required=False, help_text="For example, 1 6 2012")
    latest = DatePartsField(
        label="Last day", required=False, help_text="It is overdue from the day after."
    )
    open_ended = forms.BooleanField(label="Goes on without an end", required=False)
    reason = forms.CharField(
        label="Reason",
        required=False,
        max_length=500,
        help_text="Kept with the change. Left empty, it says what you chose.",
    )
    about_the_save = {"reason"}
    helper = PageHelper(
        "way", Div("earliest", "latest", css_class="beside"), "open_ended", "reason"
    )

    def __init__(self, *args, program_says, **kwargs):
        super().__init__(*args, **kwargs)
        by_program = (self.PROGRAM, f"As the program reads them: {program_says}")
        self.fields["way"].choices = [
            *([by_program] if program_says else []),
            (self.HAND, "By the dates that I set by hand below"),
            (self.WORDS_ONLY, "As words only: there is no date, so it is never overdue"),
        ]

    def clean(self):
        answers = super().clean()
        way, dates = answers.get("way"), {name: answers.get(name) for name in DATES}
        if any(name in self.errors for name in DATES):
            return answers
        if way == self.HAND and not any(dates.values()):
            self.add_error("earliest", NO_DATES)
        if way in (self.PROGRAM, self.WORDS_ONLY) and set(DATES) & set(self.changed_data):
            self.add_error("way", NOT_BY_HAND)
        if dates["earliest"] and dates["latest"] and dates["earliest"] > dates["latest"]:
            self.add_error("latest", "The last day must be the first day or later")
        return answers
