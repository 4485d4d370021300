"""What is typed to add recommendations to a plan, and to edit one."""

from crispy_forms.layout import Div
from django import forms
from django.core.exceptions import ValidationError

from people.crispy import PageHelper, RowHelper
from people.date_parts import DatePartsField
from people.forms.edit_form import EditForm, TokenForm
from people.forms.rows import RowForm, RowFormSet
from recommendations.kept_text import kept_text
from recommendations.models import ActionState, Assignment, Placement, Theme

TIMESCALE_HINT = "A heading inside the theme, such as “Immediate actions”."
DATES = {"earliest", "latest", "open_ended"}
WORDS_BUT_NOT_DATES = (
    "The words changed, but the dates that were set by hand did not. Change the dates, or untick "
    "this to have the words read"
)
BY_WHEN_HINT = "In the words that were agreed, line breaks and all."


class CellTextField(forms.CharField):
    """Text of a cell, to the letter: paragraphs, and lines that begin with a hyphen or a bullet."""

    def __init__(self, *, rows=4, **kwargs):
        super().__init__(strip=False, widget=forms.Textarea({"rows": rows}), **kwargs)

    def to_python(self, value):
        return kept_text(super().to_python(value))

    def has_changed(self, initial, data):
        try:
            return self.to_python(data) != self.to_python(initial)
        except ValidationError:
            return True


class WhenForm(forms.Form):
    """From which day what was typed is true, why, and whether it only puts a mistake right."""

    CHANGE, CORRECTION = "change", "correction"

    change = forms.ChoiceField(
        label="What kind of change is this?",
        choices=[
            (CHANGE, "It has changed: what it said before was true until then"),
            (CORRECTION, "It was wrong: what it said was never true"),
        ],
        widget=forms.RadioSelect,
        initial=CHANGE,
        error_messages={"required": "Choose what kind of change this is"},
    )
    true_from = DatePartsField(label="True from", help_text="For example, 31 5 2016")
    reason = forms.CharField(
        label="Reason",
        required=False,
        widget=forms.Textarea({"rows": 2}),
        help_text="Needed for a correction and for a date that moves. It is kept with the change.",
    )

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["true_from"].initial = today

    def clean_true_from(self):
        day = self.cleaned_data["true_from"]
        if day > self.today:
            raise ValidationError("True from must be today or earlier")
        return day

    def clean(self):
        answers = super().clean()
        if answers.get("change") == self.CORRECTION and not answers.get("reason", "").strip():
            self.add_error("reason", "Say why this is corrected")
        return answers

    @property
    def is_correction(self):
        return self.cleaned_data["change"] == self.CORRECTION


class DayForm(TokenForm):
    """From which day on what is added is there."""

    true_from = DatePartsField(
        label="True from",
        help_text="The day from which these are in the plan. For example, 31 5 2016",
    )

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["true_from"].initial = today

    clean_true_from = WhenForm.clean_true_from


class RecommendationForm(EditForm):
    """What a recommendation says and where it stands."""

    text = CellTextField(
        label="Recommendation",
        rows=5,
        error_messages={"required": "Enter the text of the recommendation"},
    )
    reference = forms.CharField(label="Number or reference", max_length=50, required=False)
    theme = forms.ModelChoiceField(
        label="Theme", queryset=Theme.objects.none(), required=False, empty_label="None"
    )
    timescale = forms.CharField(
        label="Timescale", max_length=100, required=False, help_text=TIMESCALE_HINT
    )
    priority = forms.CharField(
        label="Priority",
        max_length=50,
        required=False,
        help_text="In the source's own word, such as “high” or “fundamental”.",
    )
    response = forms.ChoiceField(
        label="Response", choices=[("", "None"), *Placement.Response.choices], required=False
    )
    owner_text = CellTextField(
        label="Owners, as printed",
        rows=2,
        required=False,
        help_text="To the letter: this is what the paper says. Who is meant comes below.",
    )

    helper = PageHelper(
        "text",
        Div("reference", "theme", "timescale", css_class="beside"),
        Div("priority", "response", css_class="beside"),
        "owner_text",
    )

    def __init__(self, *args, themes, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["theme"].queryset = themes

    def clean_version(self):
        return self.cleaned_data["version"]


class OwnerNameField(forms.CharField):
    """The name of an owner, typed with the directory's names on offer; gives the owner."""

    def __init__(self, **kwargs):
        super().__init__(max_length=200, widget=forms.TextInput({"list": "owners"}), **kwargs)


class AssignmentRow(RowForm):
    """Who is meant. `known`: the KnownOwners."""

    owner = OwnerNameField(label="Owner", error_messages={"required": "Enter the owner's name"})
    role = forms.ChoiceField(label="Part", choices=Assignment.Role, initial=Assignment.Role.LEAD)
    remit = forms.CharField(
        label="Remit",
        required=False,
        help_text="What they are to do, such as “to promote best practice”.",
    )

    def __init__(self, *args, known, **kwargs):
        super().__init__(*args, **kwargs)
        self.known = known

    def clean_owner(self):
        return self.known.find(self.cleaned_data["owner"])


class AssignmentRows(RowFormSet):
    form = AssignmentRow
    row_name = "Owner"
    helper = RowHelper(Div("owner", "role", css_class="beside"), "remit")

    def clean(self):
        named = [data["owner"] for _, data in self.rows if data.get("owner")]
        if any(self.errors):
            return
        for owner in named:
            if named.count(owner) > 1:
                raise ValidationError(f"{owner} is named twice. Remove one of the rows.")


class ActionRow(RowForm):
    text = CellTextField(
        label="Further action",
        rows=2,
        error_messages={"required": "Say what is still to be done"},
    )
    state = forms.ChoiceField(
        label="It is", choices=ActionState.State, initial=ActionState.State.OPEN
    )


class ActionRows(RowFormSet):
    form = ActionRow
    row_name = "Action"
    helper = RowHelper(Div("text", "state", css_class="beside"))
    can_delete = False


class DeadlineRow(RowForm):
    """Agreed words, and their dates where a person sets them."""

    text = CellTextField(
        label="By when",
        rows=2,
        help_text=BY_WHEN_HINT,
        error_messages={"required": "Enter by when, in the words that were agreed"},
    )
    action = forms.ChoiceField(label="For", required=False)
    by_hand = forms.BooleanField(label="Set the dates by hand", required=False)
    earliest = DatePartsField(label="First day", required=False)
    latest = DatePartsField(
        label="Last day", required=False, help_text="It is overdue from the day after."
    )
    open_ended = forms.BooleanField(label="Goes on without an end", required=False)

    def __init__(self, *args, actions, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["action"].choices = [("", "The whole recommendation"), *actions]
        if self.initial:
            self.fields["action"].disabled = True

    @property
    def is_by_hand(self):
        """Somebody ticked that they set the dates, or just did."""
        return self.cleaned_data["by_hand"] or bool(DATES & set(self.changed_data))

    def clean(self):
        answers = super().clean()
        first, last = answers.get("earliest"), answers.get("latest")
        if first and last and first > last:
            self.add_error("latest", "The last day must be the first day or later")
        if self.initial and answers.get("by_hand") and self._only_the_words_changed():
            self.add_error("by_hand", WORDS_BUT_NOT_DATES)
        return answers

    def _only_the_words_changed(self):
        return "text" in self.changed_data and not DATES & set(self.changed_data)


class DeadlineRows(RowFormSet):
    form = DeadlineRow
    row_name = "Date"
    helper = RowHelper(
        Div("text", "action", css_class="beside"),
        "by_hand",
        Div("earliest", "latest", css_class="beside"),
        "open_ended",
    )


class AddedRow(RowForm):
    """One recommendation to be added."""

    reference = forms.CharField(label="Number or reference", max_length=50, required=False)
    text = CellTextField(
        label="Recommendation",
        error_messages={"required": "Enter the text of the recommendation"},
    )
    theme = forms.ModelChoiceField(
        label="Theme", queryset=Theme.objects.none(), required=False, empty_label="None"
    )
    timescale = forms.CharField(
        label="Timescale", max_length=100, required=False, help_text=TIMESCALE_HINT
    )
    owner_text = CellTextField(
        label="Owners, as printed",
        rows=2,
        required=False,
        help_text="To the letter: “Head of HR/ELT”. Who is meant is found in the directory.",
    )
    by_when = CellTextField(label="By when", rows=2, required=False, help_text=BY_WHEN_HINT)

    def __init__(self, *args, themes, known, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["theme"].queryset = themes
        self.known = known

    def clean_owner_text(self):
        """The words are kept; whom they name goes beside them."""
        text = self.cleaned_data["owner_text"]
        self.cleaned_data["named"] = self.known.named_in(text)
        return text


class AddedRows(RowFormSet):
    form = AddedRow
    row_name = "Recommendation"
    helper = RowHelper(
        "text",
        Div("reference", "theme", "timescale", css_class="beside"),
        Div("owner_text", "by_when", css_class="beside"),
    )
    can_delete = False
    extra = 3
    min_num = 1
    validate_min = True
