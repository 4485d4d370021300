"""What is typed to prepare an appendix, to change a draft, to issue it, and to replace it."""

import re
from datetime import UTC, datetime, time

from crispy_forms.layout import Div
from django import forms
from django.utils import timezone

from people.crispy import PageHelper
from people.date_parts import DatePartsField
from people.forms.edit_form import EditForm, Remembered, TokenForm, own_copy
from recommendations.forms.recommendations import CellTextField, OneLineField
from recommendations.models import Plan
from reports.forms.layouts import layout_hint
from reports.models import Appendix, Layout, PlanLayout

CLOCK = re.compile(r"(?P<hour>\d{1,2})(?:[:.](?P<minute>\d{2}))?\s*(?P<half>am|pm)?", re.IGNORECASE)
NO_TIME = "Enter the time like 17:00, or leave it blank for the end of the day"
NO_SUCH_TIME = "The clocks leave that hour out on this day. Enter another time"
TIME_ALONE = "Enter the day too"
SAYS_OTHERWISE = (
    "The paper says something else now than when you opened this page: somebody has written "
    "something down, or changed the draft or its layout. Look at it again, then issue it"
)
CHANGED_MEANWHILE = (
    "Somebody has changed this draft since you opened this page. Look at it before you take it away"
)
WHY_SILENT = (
    "It is kept with the paper. The paper itself says “No update received” on each of these rows."
)


def read_clock(typed: str) -> time | None:
    """A time of day: "17:00", "5pm", "9.30 am"; None for what is none."""
    found = CLOCK.fullmatch(typed.strip())
    if not found:
        return None
    hour, minute = int(found["hour"]), int(found["minute"] or 0)
    if found["half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if found["half"].lower() == "pm" else 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


class _AppendixFields(forms.Form):
    """The settings of a paper."""

    audience = forms.ChoiceField(
        label="Who is it for?",
        choices=Appendix.Audience,
        widget=forms.RadioSelect,
        initial=Appendix.Audience.PUBLIC,
        help_text="The public one leaves out what is exempt and says how much that is. The exempt "
        "one holds nothing else, and every page says under which paragraph.",
    )
    as_at = DatePartsField(
        label="As at", help_text="The day of which the paper speaks. It is printed on it."
    )
    cut_off = DatePartsField(
        label="Updates received to",
        required=False,
        help_text="Nothing that is written down later gets into the paper. Leave it blank for all "
        "that is written down when you issue it.",
    )
    cut_off_time = forms.CharField(
        label="At what time",
        required=False,
        max_length=10,
        widget=forms.TextInput({"class": "short"}),
        help_text="Like 17:00. Blank means the end of the day.",
    )
    number = OneLineField(
        label="Number",
        required=False,
        max_length=50,
        help_text="As it stands on the paper: “Appendix 2”. Blank: the plan’s usual one.",
    )
    layout = forms.ModelChoiceField(
        Layout.objects.all(),
        required=False,
        empty_label="As the plan is usually reported",
    )
    names = forms.ChoiceField(
        label="Owners",
        choices=Appendix.Names,
        widget=forms.RadioSelect,
        initial=Appendix.Names.PRINTED,
        help_text="With posts, whoever holds no post is called “An officer”.",
    )
    LAID_OUT = (
        "audience",
        "as_at",
        Div("cut_off", "cut_off_time", css_class="beside"),
        "number",
        "layout",
        "names",
    )

    def clean_cut_off_time(self):
        typed = self.cleaned_data["cut_off_time"]
        if typed and read_clock(typed) is None:
            raise forms.ValidationError(NO_TIME)
        return read_clock(typed)

    def clean(self):
        answers = super().clean()
        is_alone = not answers.get("cut_off") and "cut_off" not in self.errors
        if answers.get("cut_off_time") and is_alone:
            self.add_error("cut_off", TIME_ALONE)
        moment = self._cut_off(answers)
        if moment and timezone.localtime(moment.astimezone(UTC)).date() == answers["cut_off"]:
            self._refuse_skipped_hour(moment, answers.get("cut_off_time"))
        return answers

    def _refuse_skipped_hour(self, moment, typed):
        """In spring the clocks leave an hour out."""
        if typed and timezone.localtime(moment.astimezone(UTC)).time() != typed:
            self.add_error("cut_off_time", NO_SUCH_TIME)

    @property
    def settings(self) -> dict:
        """What the acts take of it."""
        names = ("audience", "as_at", "number", "layout", "names")
        settings = {name: self.cleaned_data.get(name) for name in names}
        return settings | {"cut_off": self._cut_off(self.cleaned_data)}

    def _cut_off(self, answers) -> datetime | None:
        """The last moment that counts; a day alone means its end."""
        day, at = answers.get("cut_off"), answers.get("cut_off_time") or time.max
        return timezone.make_aware(datetime.combine(day, at)) if day else None


class NewAppendixForm(_AppendixFields, TokenForm):
    """`plans`: those to choose from; `meeting` and `plan` say what is offered at first."""

    plan = forms.ModelChoiceField(
        Plan.objects.none(),
        to_field_name="slug",
        empty_label="Choose a plan",
        error_messages={"required": "Choose a plan"},
    )
    helper = PageHelper("plan", *_AppendixFields.LAID_OUT)

    def __init__(self, data=None, *, plans, meeting, plan=None):
        usual = PlanLayout.objects.filter(plan=plan).first() if plan else None
        initial = {
            "plan": plan,
            "as_at": meeting.round.as_at if meeting.round else None,
            "number": usual.appendix_number if usual else "",
        }
        super().__init__(data, initial=initial)
        self.fields["plan"].queryset = plans
        self.fields["layout"].help_text = layout_hint()


class DraftForm(_AppendixFields, EditForm):
    """The settings of a draft; of another version or a supplement, those that are not settled."""

    SETTLED = ("audience", "as_at")

    def __init__(self, data=None, *, draft, is_settled):
        cut_off = timezone.localtime(draft.cut_off) if draft.cut_off else None
        is_timed = cut_off and cut_off.time() < time(23, 59)
        initial = {
            "audience": draft.audience,
            "as_at": draft.as_at,
            "cut_off": cut_off and cut_off.date(),
            "cut_off_time": f"{cut_off:%H:%M}" if is_timed else "",
            "number": draft.number,
            "layout": draft.layout_id,
            "names": draft.names,
        }
        super().__init__(data, subject=draft, version=draft.edits, initial=initial)
        self.fields["layout"].help_text = layout_hint(draft.layout)
        settled = self.SETTLED if is_settled else ()
        for name in settled:
            del self.fields[name]
        self.helper = PageHelper(*(part for part in self.LAID_OUT if part not in settled))


class IssueForm(forms.Form):
    """Why a paper is issued though somebody is silent. `edits` says which draft was looked at, and
    `looked_at` what it said then.
    """

    edits = forms.IntegerField(widget=forms.HiddenInput)
    looked_at = forms.CharField(widget=forms.HiddenInput, required=False)
    reason = CellTextField(
        label="Why is it issued without them?",
        required=False,
        rows=3,
        help_text=WHY_SILENT,
    )
    helper = PageHelper()

    def __init__(self, data=None, *, draft, says: str, is_anybody_silent):
        super().__init__(own_copy(data), initial={"edits": draft.edits, "looked_at": says})
        self.now = {"edits": str(draft.edits), "looked_at": says}
        if not is_anybody_silent:
            del self.fields["reason"]

    def clean(self):
        """What was looked at is what is issued. Sent again, it is what the page shows now."""
        if any(self.data.get(name) != value for name, value in self.now.items()):
            for name, value in self.now.items():
                self.data[name] = value
            raise forms.ValidationError(SAYS_OTHERWISE)
        return super().clean()


class AnotherVersionForm(TokenForm):
    reason = CellTextField(
        label="Why is another version needed?",
        rows=3,
        error_messages={"required": "Say why another version is needed"},
        help_text="It is printed on the paper, so the public reads it: “the date of 2.3 was "
        "wrong”.",
    )
    helper = PageHelper()


class AskedForm(TokenForm):
    """Nothing but the question itself."""

    helper = PageHelper()


class DiscardForm(AskedForm):
    """`edits`: which draft is to be taken away."""

    edits = Remembered()

    def __init__(self, data=None, *, draft):
        super().__init__(data, initial={"edits": draft.edits})
        self.now = draft.edits

    def clean_edits(self):
        if self.cleaned_data["edits"] != str(self.now):
            self.data["edits"] = str(self.now)
            raise forms.ValidationError(CHANGED_MEANWHILE)
        return self.now
