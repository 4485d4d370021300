"""What is typed on the page on which progress is reported."""

from django import forms
from django.core.exceptions import ValidationError

from people.date_parts import DatePartsField
from people.forms.edit_form import EditForm, Remembered, TokenForm
from people.models import Owner
from recommendations.forms.own_columns import field_name, own_value_fields, own_values_initial
from recommendations.forms.questions import SURE, hidden_question
from recommendations.forms.recommendations import (
    CellTextField,
    OneLineField,
)
from recommendations.forms.reported_rows import ReportedActionRows
from recommendations.models import StatusMeaning
from recommendations.own_columns import UPDATE, hidden_columns
from recommendations.progress import NewStatus
from recommendations.rounds import RoundClosed

STARTS_WITH = "It starts with what was said last time: change it, or add to it."
NEEDS_WORDS = "This plan asks for words with every new status."
NO_LONGER_ASKED = (
    "“{label}” is no longer asked for. What you typed there is shown below, to be copied: it is "
    "left out when you save again"
)
NO_STATUS = "“%(value)s” is no longer a status of this plan: choose another"
NEXT_ROUND = (
    "The round “{closed}” is closed, and takes no more answers. What you typed is not lost: it "
    "answers the round “{round}” now."
)
STAYS = "A correction stays true from {day}, unless you type another day here."


class OnBehalfForm(TokenForm):
    """A form in which somebody may speak for an owner. `for_whom`: the owners on offer; None when
    whoever types speaks for themselves.
    """

    on_behalf_of = forms.TypedChoiceField(
        label="For whom do you report?",
        coerce=int,
        empty_value=None,
        error_messages={"required": "Choose for whom you report"},
    )

    def __init__(self, *args, for_whom, **kwargs):
        super().__init__(*args, **kwargs)
        if not for_whom:
            del self.fields["on_behalf_of"]
            return
        named = [(owner.pk, _in_the_list(owner)) for owner in for_whom]
        self.fields["on_behalf_of"].choices = named if len(named) == 1 else [("", "Choose"), *named]

    def owner(self) -> Owner | None:
        """The one spoken for, once the form is valid."""
        key = self.cleaned_data.get("on_behalf_of")
        return Owner.objects.get(pk=key) if key else None


class NilReturnForm(OnBehalfForm):
    """ "No change, still on track": one button, and for whom where somebody else presses it."""


class ReportForm(OnBehalfForm, EditForm):
    """The page but for its rows. `state`: where the recommendation stands; `words`: the StatusWords
    on offer; `request`: what an open round asks, as asked_of() gives it, or None; `closed_round`:
    the one that was open when the page was shown, and is no more.

    `gone`: what was typed into boxes that the page no longer has, as pairs of label and text. It is
    refused once, for they are not on the page that says so.
    """

    CHANGE, CORRECTION = "change", "correction"
    marks_optional = False
    about_the_save = (
        "sure_complete",
        "on_behalf_of",
        "source_note",
        "change",
        "reason",
        "true_from",
    )

    source_note = OneLineField(
        label="How do you know?",
        max_length=200,
        help_text="For example, “e-mail of 2 June”. It is kept beside the update.",
        error_messages={"required": "Say how you know, such as “e-mail of 2 June”"},
    )
    status = forms.ChoiceField(
        label="Status",
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": NO_STATUS},
    )
    sure_complete = hidden_question()
    narrative = CellTextField(label="Action taken", rows=9, required=False)
    per_cent = forms.IntegerField(
        label="Per cent complete",
        min_value=0,
        max_value=100,
        required=False,
        widget=forms.TextInput({"inputmode": "numeric"}),
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value"),
            "Per cent complete must be a whole number from 0 to 100",
        ),
    )
    forecast = DatePartsField(
        label="When do you expect it to be complete?",
        required=False,
        help_text="For example, 30 9 2016",
    )
    further_words = CellTextField(
        label="What the paper says under further action when none is open",
        rows=2,
        required=False,
        help_text="For example, “Complete”.",
    )
    change = forms.ChoiceField(
        label="What kind of report is this?",
        choices=[
            (CHANGE, "News since then"),
            (CORRECTION, "It was wrong: correct what was said"),
        ],
        widget=forms.RadioSelect,
        required=False,
        initial=CHANGE,
    )
    reason = CellTextField(
        label="Why is it corrected?", rows=2, required=False, help_text="Only for a correction."
    )
    true_from = DatePartsField(
        label="True from",
        help_text="The day up to which this is what has been done. For example, 31 5 2016",
    )
    # The day that stood in the boxes: a correction for which nobody typed another stays at its own.
    shown_day = Remembered()
    asked_round = forms.CharField(required=False, widget=forms.HiddenInput)
    # The rows of the same page, once they are there.
    actions: ReportedActionRows

    def __init__(
        self, data=None, *args, plan, state, words, request, today, closed_round, **kwargs
    ):
        super().__init__(data, *args, **kwargs)
        self.state, self.today = state, today
        self.closed = _closed_sentence(closed_round, request)
        self.meanings = {word.word: word.meaning for word in words}
        self._choose_fields(plan, request, is_on_behalf=kwargs["for_whom"] is not None)
        self.fields["status"].choices = self._status_choices()
        self.fields["narrative"].help_text = _narrative_hint(plan, state)
        self.fields["asked_round"].initial = request.round_id if request else ""
        self.fields["shown_day"].initial = self.initial["true_from"].isoformat()
        if "change" in self.fields:
            stays = STAYS.format(day=f"{state.updated_on.day} {state.updated_on:%B %Y}")
            self.fields["true_from"].help_text += f". {stays}"
        self.gone = list(self._gone(plan)) if self.is_bound else []
        if self.is_bound:
            self.data["asked_round"] = str(self.fields["asked_round"].initial)
            self.data.setdefault("change", self.CHANGE)

    @property
    def is_correction(self):
        return "change" in self.fields and self["change"].value() == self.CORRECTION

    @property
    def own_boxes(self):
        """Those of the plan's own columns."""
        return [self[name] for name in self.own_names]

    @property
    def day(self):
        """The day from which it is to be true, as far as it is filled in; a correction is true from
        the day of what it corrects, unless somebody typed another.
        """
        if not self.is_bound:
            return self.initial["true_from"]
        try:
            day = self.fields["true_from"].clean(self["true_from"].data)
        except ValidationError:
            return self.today
        shown = self["shown_day"].value() or self.fields["shown_day"].initial
        is_as_shown = day.isoformat() == shown
        return self.state.updated_on if self.is_correction and is_as_shown else day

    @property
    def still_open(self):
        """How many further actions are open once the page is saved."""
        return self.actions.still_open

    @property
    def notices(self):
        """What has become of the round and of the status that was chosen, for a page on which
        nothing is wrong yet: a draft that is opened again.
        """
        sentences = [self.closed] if self.closed else []
        word = self["status"].value() if self.is_bound else ""
        is_offered = word in dict(self.fields["status"].choices)
        if word and not is_offered and self.touched_by("status").me:
            sentences.append(NO_STATUS % {"value": word} + ".")
        return sentences

    @property
    def new_status(self) -> NewStatus | None:
        """The status that was chosen, where it is another one than the one in force."""
        word = self.cleaned_data.get("status")
        if not word or word == self.state.status_word:
            return None
        return NewStatus(word, self.meanings[word])

    def clean_version(self):
        return self.cleaned_data["version"]

    def clean_true_from(self):
        day = self.cleaned_data["true_from"]
        if day > self.today:
            raise ValidationError("True from must be today or earlier")
        return day

    def in_words(self, name, which):
        """The status is compared as the word itself, not as the choice that leaves it."""
        text = super().in_words(name, which)
        return self.state.status_word if name == "status" and text == self._leave_it else text

    def clean(self):
        answers = super().clean()
        if self.closed:
            self.add_error(None, self.closed)
        for label, _ in self.gone:
            self.add_error(None, NO_LONGER_ASKED.format(label=label))
        if self.is_stale and not self.touched_by("status").me:
            # What the page said when it was opened is asked about as a conflict.
            self.errors.pop("status", None)
        if self.is_correction and not answers.get("reason", "").strip():
            self.add_error("reason", "Say why this is corrected")
        if "status" not in self.errors:
            self._ask_about_open_actions(self.still_open)
        return answers

    def _ask_about_open_actions(self, count):
        """Complete although further actions are still open is asked about, not forbidden."""
        status = self.new_status
        if not count or status is None or status.meaning != StatusMeaning.COMPLETE:
            return
        actions = "1 further action" if count == 1 else f"{count} further actions"
        self.fields["sure_complete"].widget = forms.CheckboxInput()
        self["sure_complete"].label = f"{status.word}, with {actions} still open"
        if not self.cleaned_data.get("sure_complete"):
            still = "is" if count == 1 else "are"
            self.add_error("sure_complete", f"{actions} {still} still open. {SURE}")

    def _choose_fields(self, plan, request, *, is_on_behalf):
        is_answered = bool(request and request.update)
        own = own_value_fields(plan, UPDATE)
        self.own_names = list(own)
        self.fields.update(own)
        left_out = {
            "source_note": not is_on_behalf,
            "per_cent": not plan.asks_per_cent,
            "forecast": not plan.asks_forecast,
            "change": is_answered or not self.state.updated_on,
            "reason": is_answered or not self.state.updated_on,
        }
        for name in (name for name, is_out in left_out.items() if is_out):
            del self.fields[name]

    def _status_choices(self):
        """The plan's words; an old one, or the auditors', can be left as it is."""
        choices = [(word, word) for word in self.meanings]
        word = self.state.status_word
        if not word or word in self.meanings:
            return choices
        return [(word, self._leave_it), *choices]

    @property
    def _leave_it(self):
        return f"Leave it at “{self.state.status_word}”"

    def _gone(self, plan):
        """What was typed, and says something new, into boxes that are no longer there."""
        own = self.state.own_values
        boxes = [
            (name, self.base_fields[name], initial)
            for name, initial in (
                ("per_cent", self.state.per_cent),
                ("forecast", self.state.forecast),
                ("reason", ""),
            )
        ]
        boxes += [
            (field_name(c.key), CellTextField(label=c.heading), own.get(c.key, ""))
            for c in hidden_columns(plan)
            if c.of == UPDATE
        ]
        for name, field, initial in (box for box in boxes if box[0] not in self.fields):
            typed = field.widget.value_from_datadict(self.data, self.files, name)
            parts = typed if isinstance(typed, list) else [typed or ""]
            text = " ".join(part for part in parts if part).strip()
            if text and field.has_changed(initial, typed):
                yield field.label, text


def report_initial(plan, state, *, day) -> dict:
    """What the page says before anybody types: where the recommendation stands; true from a day."""
    return {
        "status": state.status_word,
        "narrative": state.narrative,
        "further_words": state.further_words,
        "per_cent": state.per_cent,
        "forecast": state.forecast,
        "true_from": day,
        **own_values_initial(plan, UPDATE, state.own_values),
    }


def _in_the_list(owner):
    return owner.name if owner.kind == Owner.Kind.PERSON else f"{owner.name} ({owner.kind})"


def _narrative_hint(plan, state):
    hints = [STARTS_WITH] if state.narrative else []
    return " ".join([*hints, NEEDS_WORDS] if plan.demands_text else hints)


def _closed_sentence(closed_round, request):
    """What has become of the round that asked when the page was shown; "" when it still does."""
    if closed_round is None:
        return ""
    if request:
        return NEXT_ROUND.format(closed=closed_round, round=request.round)
    return RoundClosed(closed_round).messages[0]
