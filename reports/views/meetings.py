"""Pages of meetings: the list, the pack of one, and those on which a clerk calls, changes and
cancels it.
"""

from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django_filters.views import FilterView

from people.history import changes
from recommendations.models import Plan
from recommendations.round_board import due_in_words
from recommendations.views.access import refuse_without
from reports.agenda_days import last_day_to_publish
from reports.attendance_list import count_asked
from reports.committees import (
    call_meeting,
    cancel_meeting,
    edit_meeting,
    why_not_cancelled,
    why_not_moved,
)
from reports.filters import MeetingFilter
from reports.forms.committees import CancelMeetingForm, MeetingForm, NewMeetingForm
from reports.models import Committee, Meeting
from reports.packs import pack_of, reports_of, still_to_prepare
from reports.views.access import NOT_FOR_PAPERS, meeting_at
from reports.views.committees import ClerkView, meeting_crumbs

NO_COMMITTEE = "There is no committee in use yet. Add the committee first, then call its meeting."


class MeetingList(FilterView):
    """The meetings to come, the nearest first, and below them those that are past."""

    filterset_class = MeetingFilter
    template_name = "reports/meeting_list.html"
    paginate_by = 50
    extra_context = {"section": "meetings"}

    def dispatch(self, request, *args, **kwargs):
        refuse_without(request.user, "recommendations.read_all_plans", NOT_FOR_PAPERS)
        return super().dispatch(request, *args, **kwargs)

    def get_queryset(self):
        meetings = Meeting.objects.select_related("committee", "round")
        return meetings.coming_first(on=timezone.localdate()).with_papers()

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        shown = context["object_list"]
        return {
            **context,
            "coming": [meeting for meeting in shown if not meeting.is_past],
            "past": [meeting for meeting in shown if meeting.is_past],
        }


def meeting_detail(request, pk):
    """The pack of a meeting: its papers, and what is still to be prepared."""
    meeting = meeting_at(request.user, pk)
    today = timezone.localdate()
    publish_by = last_day_to_publish(meeting.date)
    papers, covering_reports = pack_of(meeting), reports_of(meeting)
    can_edit = request.user.has_perm("reports.issue_appendices")
    plans = Plan.objects.visible_to(request.user, on=today).in_use()
    context = {
        "section": "meetings",
        "crumbs": meeting_crumbs(),
        "meeting": meeting,
        "is_past": meeting.date < today,
        "publish_by": publish_by,
        "publish_in": due_in_words(publish_by, on=today),
        "is_late": publish_by < today,
        "covering_reports": covering_reports,
        "papers": papers,
        "to_prepare": still_to_prepare(meeting, plans),
        "asked_count": count_asked(meeting, on=min(today, meeting.date)),
        "can_edit": can_edit,
        "can_cancel": can_edit
        and not (papers or covering_reports)
        and not why_not_cancelled(meeting),
        "changes": changes(meeting.history.all()),
    }
    return render(request, "reports/meeting_detail.html", context)


class MeetingCreate(ClerkView):
    heading = "Call a meeting"
    save_words = "Call the meeting"
    saved = "The meeting is on record. Prepare its papers next."

    def get_forms(self, data=None):
        committee = self.request.GET.get("committee", "")
        return {"form": NewMeetingForm(data, today=self.today, committee=committee)}

    def save(self, forms, *, by, at):
        typed = {name: forms["form"].cleaned_data[name] for name in ("date", "round")}
        committee = forms["form"].cleaned_data["committee"]
        return call_meeting(committee, **typed, by=by, at=at).get_absolute_url()

    def get_context_data(self, **kwargs):
        if not Committee.objects.in_use().exists():
            way_out = {"address": reverse("committee_create"), "link": "Add a committee"}
            kwargs |= {"refused": NO_COMMITTEE, **way_out}
        return super().get_context_data(**kwargs)


class MeetingEdit(ClerkView):
    heading = "Change the meeting"
    saved = "The meeting is saved."

    def get_forms(self, data=None):
        self.meeting = meeting_at(self.request.user, self.kwargs["pk"])
        # A refused act has set the meeting's own date already.
        self.called = str(self.meeting)
        self.fixed = why_not_moved(self.meeting)
        is_fixed = bool(self.fixed)
        form = MeetingForm(data, meeting=self.meeting, today=self.today, is_fixed=is_fixed)
        return {"form": form}

    def save(self, forms, *, by, at):
        form = forms["form"]
        version = form.cleaned_data["version"]
        edited = edit_meeting(self.meeting, **form.typed(), version=version, by=by, at=at)
        return edited.get_absolute_url()

    def get_context_data(self, **kwargs):
        is_fixed = "date" not in kwargs["form"].fields
        intro = f"{self.fixed}." if is_fixed else ""
        return super().get_context_data(caption=self.called, intro=intro, **kwargs)

    def way_down(self):
        return [*meeting_crumbs(), (self.called, self.meeting.get_absolute_url())]


class MeetingCancel(ClerkView):
    template_name = "reports/meeting_cancel.html"
    heading = "Cancel the meeting"
    saved = "The meeting is cancelled."

    def get_forms(self, data=None):
        self.meeting = meeting_at(self.request.user, self.kwargs["pk"])
        self.address = self.meeting.get_absolute_url()
        return {"form": CancelMeetingForm(data, meeting=self.meeting)}

    def save(self, forms, *, by, at):
        self.saved = f"The meeting of {self.meeting} is cancelled."
        cancel_meeting(self.meeting, version=forms["form"].cleaned_data["version"], by=by, at=at)
        return reverse("meeting_list")

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            meeting=self.meeting, refused=why_not_cancelled(self.meeting), **kwargs
        )

    def way_down(self):
        return [*meeting_crumbs(), (str(self.meeting), self.address)]
