"""What is typed to add recommendations to a plan, and to edit one."""

import json

from crispy_forms.layout import Div
from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse

from people.crispy import PageHelper, RowHelper
from people.date_parts import DatePartsField
from people.forms.edit_form import EditForm, TokenForm
from people.forms.rows import RowForm, RowFormSet
from people.models import Owner
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


class OneLineField(forms.CharField):
    """A few words on one line, less what no paper can print."""

    def to_python(self, value):
        return kept_text(super().to_python(value)).replace("\n", " ").strip()


class ByWhenInput(forms.Textarea):
    """A box for agreed words that shows beside it, and announces, what the program understands of
    them. `reading`: the sentence to begin with.
    """

    template_name = "recommendations/by_when_input.html"
    reading = ""
    # Of words on record: a correction of them is read against the same day.
    paper_date = None

    def get_context(self, name, value, attrs):
        live = {
            "hx-get": reverse("reading_fragment"),
            "hx-trigger": "input changed delay:400ms",
            "hx-target": "next .reading",
            "hx-include": "[name^='true_from_'], [name='change']:checked",
        }
        if self.paper_date:
            live["hx-vals"] = json.dumps({"paper_date": self.paper_date.isoformat()})
        context = super().get_context(name, value, {**live, **(attrs or {})})
        return {**context, "reading": self.reading}


class ByWhenField(CellTextField):
    def __init__(self, **kwargs):
        super().__init__(help_text=BY_WHEN_HINT, **kwargs)
        self.widget = ByWhenInput({"rows": 2})
        self.widget.is_required = self.required


class OwnerWordsForm(forms.Form):
    """The words of an owner cell, matched to the owners on record. `known`: the KnownOwners.

    What is not on record is said, and then asked: `named` is a NamedOwners once the form is valid.
    """

    SAME, PRINT_ONLY = "same", "print"

    owner_text = CellTextField(
        label="Owners, as printed",
        rows=2,
        required=False,
        help_text="To the letter: “Head of HR/ELT”. Who is meant is found in the directory.",
    )
    unknown_owners = forms.ChoiceField(
        label="What about the owners that are not in the directory?",
        choices=[
            (SAME, "They are the ones that you offer: remember this spelling"),
            (PRINT_ONLY, "Print the words, and name nobody for these yet"),
        ],
        widget=forms.RadioSelect,
        required=False,
    )

    # Somebody says themselves who is meant, so the words are not matched.
    is_named_by_hand = False

    def __init__(self, *args, known, **kwargs):
        super().__init__(*args, **kwargs)
        self.known, self.named = known, None
        self._question = self.fields["unknown_owners"].widget
        self.fields["unknown_owners"].widget = forms.HiddenInput()

    def clean(self):
        answers = super().clean()
        if "owner_text" in self.changed_data and not self.is_named_by_hand:
            self.named = self.known.named_in(answers.get("owner_text", ""))
            self._settle(answers.get("unknown_owners"))
        return answers

    def _settle(self, answer):
        """Ask about the owners that are not on record, until that is answered."""
        if not self.named.problems:
            return
        self.fields["unknown_owners"].widget = self._question
        if answer == self.SAME:
            self.named.accept_close()
        if answer == self.PRINT_ONLY or (answer == self.SAME and not self.named.unknown):
            return
        for problem in self.named.problems:
            self.add_error("owner_text", problem)


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
    reason = CellTextField(
        label="Reason",
        rows=2,
        required=False,
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


class RecommendationForm(OwnerWordsForm, EditForm):
    """What a recommendation says and where it stands. `own_fields`: the boxes for the plan's own
    columns, by name.
    """

    text = CellTextField(
        label="Recommendation",
        rows=5,
        error_messages={"required": "Enter the text of the recommendation"},
    )
    reference = OneLineField(label="Number or reference", max_length=50, required=False)
    theme = forms.ModelChoiceField(
        label="Theme", queryset=Theme.objects.none(), required=False, empty_label="None"
    )
    timescale = OneLineField(
        label="Timescale", max_length=100, required=False, help_text=TIMESCALE_HINT
    )
    priority = OneLineField(
        label="Priority",
        max_length=50,
        required=False,
        help_text="In the source's own word, such as “high” or “fundamental”.",
    )
    response = forms.ChoiceField(
        label="Response", choices=[("", "None"), *Placement.Response.choices], required=False
    )

    def __init__(self, *args, themes, own_fields, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["theme"].queryset = themes
        self.fields.update(own_fields)
        self.helper = PageHelper(
            "text",
            Div("reference", "theme", "timescale", css_class="beside"),
            Div("priority", "response", css_class="beside"),
            *own_fields,
            "owner_text",
            "unknown_owners",
        )

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
    remit = OneLineField(
        label="Remit",
        required=False,
        help_text="What they are to do, such as “to promote best practice”.",
    )

    def __init__(self, *args, known, **kwargs):
        super().__init__(*args, **kwargs)
        self.known = known

    def clean_owner(self):
        """Who is named already stays, whatever has become of the name in the directory."""
        if self.initial and "owner" not in self.changed_data:
            return Owner.objects.get(pk=self.initial["key"])
        return self.known.find(self.cleaned_data["owner"])


class AssignmentRows(RowFormSet):
    form = AssignmentRow
    row_name = "Owner"
    helper = RowHelper(Div("owner", "role", css_class="beside"), "remit")

    def clean(self):
        super().clean()
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

    text = ByWhenField(
        label="By when",
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
            self.fields["text"].widget.reading = self.initial["reading"]
            self.fields["text"].widget.paper_date = self.initial["paper_date"]

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


class AddedRow(OwnerWordsForm, RowForm):
    """One recommendation to be added."""

    reference = OneLineField(label="Number or reference", max_length=50, required=False)
    text = CellTextField(
        label="Recommendation",
        error_messages={"required": "Enter the text of the recommendation"},
    )
    theme = forms.ModelChoiceField(
        label="Theme", queryset=Theme.objects.none(), required=False, empty_label="None"
    )
    timescale = OneLineField(
        label="Timescale", max_length=100, required=False, help_text=TIMESCALE_HINT
    )
    by_when = ByWhenField(label="By when", required=False)

    def __init__(self, *args, themes, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["theme"].queryset = themes
        # Read once for all rows: a field by itself reads its own copy.
        self.fields["theme"].choices = [("", "None"), *((t.pk, t.heading) for t in themes)]


class AddedRows(RowFormSet):
    form = AddedRow
    row_name = "Recommendation"
    helper = RowHelper(
        "text",
        Div("reference", "theme", "timescale", css_class="beside"),
        Div("owner_text", "by_when", css_class="beside"),
        "unknown_owners",
    )
    can_delete = False
    extra = 3
    min_num = 1
    validate_min = True
    default_error_messages = {
        **RowFormSet.default_error_messages,
        "too_few_forms": "Enter at least one recommendation",
    }
