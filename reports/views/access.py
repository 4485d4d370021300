"""Finding what an address of a paper names for somebody, and the way down to it: 403 in words where
it is kept from them, 404 where even its existence is.
"""

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from people.views.errors import NotThere
from recommendations.views.access import refuse_without
from reports.models import Appendix, Committee, CoveringReport, Meeting, ReportTemplate

NOT_FOR_CLERKS = "Only committee clerks and administrators prepare papers. Ask one of them."
NOT_FOR_PAPERS = (
    "Meetings and drafts are for leads, clerks, auditors and administrators. The papers that were "
    "issued are under Papers."
)
NO_COMMITTEE = "There is no committee at this address. The link may be old or mistyped."
NO_MEETING = "There is no meeting at this address. The link may be old or mistyped."
NO_PAPER = "There is no paper at this address. The draft may have been taken away."
NO_REPORT = "There is no report at this address. The draft may have been taken away."
NO_TEMPLATE = "There is no report template at this address. It may have been deleted."
STAYS = "This paper is issued. Nothing alters it."
NOT_ISSUED = "This paper is a draft: change it, there is nothing to replace or to supplement."
OTHERS = ("replaces", "supplement_to")
CANCELLED = "{who} cancelled the meeting of {meeting} on {day}."


def committee_at(user, pk) -> Committee:
    """The committee at this address; PermissionDenied or NotThere, each with its sentence."""
    refuse_without(user, "recommendations.read_all_plans", NOT_FOR_PAPERS)
    committee = Committee.objects.filter(pk=pk).first()
    if committee is None:
        raise NotThere(NO_COMMITTEE)
    return committee


def meeting_at(user, pk) -> Meeting:
    """The meeting at this address, with its committee and its round; likewise."""
    refuse_without(user, "recommendations.read_all_plans", NOT_FOR_PAPERS)
    meeting = Meeting.objects.select_related("committee", "round").filter(pk=pk).first()
    return meeting or _say_it_was_cancelled(pk)


def readable_appendix(user, pk) -> Appendix:
    """The appendix at this address, for who reads meetings and drafts; PermissionDenied or
    NotThere, each with its sentence.
    """
    refuse_without(user, "recommendations.read_all_plans", NOT_FOR_PAPERS)
    return appendix_at(pk)


def appendix_at(pk) -> Appendix:
    """The appendix at this address, with its plan, its meeting and who made it; NotThere."""
    related = ("plan", "layout", "prepared_by", "issued_by", "meeting__committee", "meeting__round")
    papers = (f"{name}__{paper}" for name in OTHERS for paper in ("document", "pdf"))
    found = Appendix.objects.select_related(*related, *OTHERS).defer(*papers).filter(pk=pk)
    appendix = found.first()
    if appendix is None:
        raise NotThere(NO_PAPER)
    return appendix


def readable_report(user, pk) -> CoveringReport:
    """The covering report at this address, for who reads meetings and drafts; PermissionDenied or
    NotThere, each with its sentence.
    """
    refuse_without(user, "recommendations.read_all_plans", NOT_FOR_PAPERS)
    return report_at(pk)


def report_at(pk) -> CoveringReport:
    """The covering report at this address, with its meeting and who made it; NotThere."""
    related = ("prepared_by", "issued_by", "meeting__committee", "meeting__round", "replaces")
    found = CoveringReport.objects.select_related(*related)
    report = found.defer("replaces__document", "replaces__pdf").filter(pk=pk).first()
    if report is None:
        raise NotThere(NO_REPORT)
    return report


def template_at(pk) -> ReportTemplate:
    """The template of reports at this address; NotThere."""
    template = ReportTemplate.objects.select_related("committee").filter(pk=pk).first()
    if template is None:
        raise NotThere(NO_TEMPLATE)
    return template


def back_to(request, appendix):
    """To the page of a paper that is not what somebody came for, with the sentence why."""
    messages.info(request, STAYS if appendix.is_issued else NOT_ISSUED)
    return redirect(appendix.get_absolute_url())


def way_to_meeting(meeting):
    """The breadcrumbs down to a meeting."""
    return [("Meetings", reverse("meeting_list")), (str(meeting), meeting.get_absolute_url())]


def way_to_appendix(appendix):
    """The breadcrumbs down to a paper of a meeting."""
    return [
        *way_to_meeting(appendix.meeting),
        (appendix.name_in_words, appendix.get_absolute_url()),
    ]


def _say_it_was_cancelled(pk):
    """NotThere, saying who cancelled it and when, if there was one."""
    trail = Meeting.history.filter(id=pk, history_type="-")
    gone = trail.select_related("committee", "history_user").first()
    if gone is None:
        raise NotThere(NO_MEETING)
    day = timezone.localdate(gone.history_date)
    raise NotThere(
        CANCELLED.format(who=gone.history_user, meeting=gone.instance, day=f"{day.day} {day:%B %Y}")
    )
