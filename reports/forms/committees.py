"""What is typed about a committee, a meeting, and how a plan is usually reported."""

from datetime import timedelta

from django import forms
from django.db.models import Q

from people.crispy import PageHelper
from people.date_parts import DatePartsField
from people.forms.edit_form import EditForm, Remembered, TokenForm
from recommendations.forms.recommendations import OneLineField
from recommendations.models import Round
from reports.committees import NO_NAME
from reports.forms.layouts import layout_hint
from reports.models import Committee, Layout

ROUNDS_OF = timedelta(days=366)
CHANGED = (
    "Somebody else has changed the meeting since you opened this page. See what it says now, and "
    "cancel it all the same if you want to"
)


class _CommitteeFields(forms.Form):
    name = OneLineField(
        max_length=200,
        error_messages={"required": NO_NAME},
        help_text="As it is printed on papers: “Audit & Standards Committee”.",
    )
    is_active = forms.BooleanField(
        label="In use",
        required=False,
        help_text="Without the tick it is offered for no new meeting. Its meetings and papers "
        "stay.",
    )


class NewCommitteeForm(TokenForm, _CommitteeFields):
    is_active = None
    helper = PageHelper()


class CommitteeForm(EditForm, _CommitteeFields):
    helper = PageHelper()

    def __init__(self, data=None, *, committee):
        initial = {name: getattr(committee, name) for name in ("name", "is_active")}
        super().__init__(data, subject=committee, initial=initial)


class RoundChoice(forms.ModelChoiceField):
    """One of the rounds, each with the day on which its answers are true."""

    def label_from_instance(self, round):
        return f"{round.label}, as at {round.as_at.day} {round.as_at:%B %Y}"


class _MeetingFields(forms.Form):
    committee = forms.ModelChoiceField(
        Committee.objects.none(),
        to_field_name="slug",
        empty_label="Choose one",
        error_messages={"required": "Choose a committee"},
    )
    date = DatePartsField(label="Date", help_text="The day on which it meets.")
    round = RoundChoice(
        Round.objects.none(),
        required=False,
        empty_label="None",
        help_text="The reporting round whose answers the papers of this meeting print. Rounds of "
        "the last year are offered.",
    )

    def offer(self, *, today, meeting=None):
        """Committees in use, the rounds of the last year, and what the meeting has by now."""
        now = {"committee": None, "round": None}
        if meeting:
            now = {"committee": meeting.committee_id, "round": meeting.round_id}
        self.fields["committee"].queryset = Committee.objects.filter(
            Q(is_active=True) | Q(pk=now["committee"])
        )
        # One that was cancelled has no state.
        rounds = Round.objects.with_state(on=today).filter(
            Q(is_open__isnull=False, as_at__gte=today - ROUNDS_OF) | Q(pk=now["round"])
        )
        self.fields["round"].queryset = rounds.order_by("-as_at", "-pk")


class NewMeetingForm(TokenForm, _MeetingFields):
    """`committee`: the address of the one to begin with, as somebody's link has it."""

    helper = PageHelper()

    def __init__(self, data=None, *, today, committee=""):
        super().__init__(data, initial={"committee": committee})
        self.offer(today=today)


class MeetingForm(EditForm, _MeetingFields):
    """`is_fixed`: a paper was issued for it, or decisions of it are on record, so that only its
    round can change. What was typed before that is still in the form, and the act refuses it.
    """

    helper = PageHelper()

    def __init__(self, data=None, *, meeting, today, is_fixed):
        names = ("committee", "date", "round")
        self.now = {name: getattr(meeting, name) for name in names}
        super().__init__(data, subject=meeting, initial=self.now)
        self.offer(today=today, meeting=meeting)
        if is_fixed and "committee" not in self.data:
            del self.fields["committee"], self.fields["date"]

    def typed(self):
        """What the meeting is to be."""
        return {name: self.cleaned_data.get(name, now) for name, now in self.now.items()}


class CancelMeetingForm(TokenForm):
    """Whether to cancel the meeting that was looked at, as it was then."""

    version = Remembered()

    def __init__(self, data=None, *, meeting):
        super().__init__(data, initial={"version": meeting.version})
        self.is_stale = self.is_bound and self.data.get("version") != str(meeting.version)
        if self.is_stale:
            self.data["version"] = str(meeting.version)

    def clean(self):
        answers = super().clean()
        if self.is_stale:
            self.add_error(None, CHANGED)
        return answers

    def clean_version(self):
        return int(self.cleaned_data["version"])


class PlanReportedForm(EditForm):
    """How a plan is usually reported; `usual` None: nobody has said so yet."""

    layout = forms.ModelChoiceField(
        Layout.objects.all(),
        empty_label="Choose one",
        error_messages={"required": "Choose a layout"},
    )
    appendix_number = OneLineField(
        max_length=50,
        required=False,
        help_text="As it is printed: “Appendix 1”. Each paper can have another.",
    )
    committee = forms.ModelChoiceField(
        Committee.objects.none(),
        required=False,
        to_field_name="slug",
        empty_label="None",
        help_text="The one that its papers usually go to. The plan is then offered on the page of "
        "each of its meetings.",
    )
    helper = PageHelper()

    def __init__(self, data=None, *, plan, usual):
        names = ("layout", "appendix_number", "committee")
        initial = {name: getattr(usual, name) for name in names} if usual else {}
        version = usual.version if usual else 0
        super().__init__(data, subject=plan, version=version, initial=initial)
        self.fields["layout"].help_text = layout_hint(usual.layout if usual else None)
        kept = Q(pk=usual.committee_id) if usual else Q(pk=None)
        self.fields["committee"].queryset = Committee.objects.filter(Q(is_active=True) | kept)
