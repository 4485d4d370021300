"""Papers: the live appendix of a plan, meetings and what is issued for them."""

from django.urls import path, register_converter

from people.address_keys import KeyConverter
from reports.views import (
    appendices,
    changes,
    committees,
    decisions,
    live,
    meetings,
    preparing,
    public,
    publishing,
)


class VersionConverter(KeyConverter):
    """A version is written in one way only."""

    regex = "[1-9][0-9]{0,17}"


register_converter(VersionConverter, "version")

# Where an issued public paper stays.
PUBLIC_PAPER = "papers/<slug:committee>/<str:day>/<slug:paper>/"
VERSION = f"{PUBLIC_PAPER}version-<version:version>/"

urlpatterns = [
    path("plans/<slug:slug>/appendix/", live.plan_appendix, name="plan_appendix"),
    path("plans/<slug:slug>/appendix.pdf", live.plan_appendix_pdf, name="plan_appendix_pdf"),
    path("plans/<slug:slug>/changes/", changes.plan_changes, name="plan_changes"),
    path(
        "meetings/<key:meeting>/appendices/new/",
        preparing.AppendixCreate.as_view(),
        name="appendix_create",
    ),
    path("appendices/<key:pk>/", appendices.appendix_detail, name="appendix_detail"),
    path("appendices/<key:pk>/paper/", appendices.appendix_paper, name="appendix_paper"),
    path("appendices/<key:pk>/paper.pdf", appendices.appendix_pdf, name="appendix_pdf"),
    path("appendices/<key:pk>/paper.json", appendices.appendix_json, name="appendix_json"),
    path("appendices/<key:pk>/edit/", preparing.AppendixEdit.as_view(), name="appendix_edit"),
    path(
        "appendices/<key:pk>/discard/", preparing.AppendixDiscard.as_view(), name="appendix_discard"
    ),
    path("appendices/<key:pk>/issue/", preparing.AppendixIssue.as_view(), name="appendix_issue"),
    path(
        "appendices/<key:pk>/version/", preparing.AnotherVersion.as_view(), name="appendix_version"
    ),
    path(
        "appendices/<key:pk>/supplement/",
        preparing.Supplement.as_view(),
        name="appendix_supplement",
    ),
    path("committees/", committees.committee_list, name="committee_list"),
    path("committees/new/", committees.CommitteeCreate.as_view(), name="committee_create"),
    path("committees/<key:pk>/", committees.committee_detail, name="committee_detail"),
    path("committees/<key:pk>/edit/", committees.CommitteeEdit.as_view(), name="committee_edit"),
    path("meetings/", meetings.MeetingList.as_view(), name="meeting_list"),
    path("meetings/new/", meetings.MeetingCreate.as_view(), name="meeting_create"),
    path("meetings/<key:pk>/", meetings.meeting_detail, name="meeting_detail"),
    path("meetings/<key:pk>/edit/", meetings.MeetingEdit.as_view(), name="meeting_edit"),
    path("meetings/<key:pk>/cancel/", meetings.MeetingCancel.as_view(), name="meeting_cancel"),
    path(
        "meetings/<key:pk>/decisions/",
        decisions.MeetingDecisions.as_view(),
        name="meeting_decisions",
    ),
    path(
        "decisions/<key:pk>/take-back/",
        decisions.DecisionTakeBack.as_view(),
        name="decision_take_back",
    ),
    path("plans/<slug:slug>/reported/", committees.PlanReported.as_view(), name="plan_reported"),
    path(
        "appendices/<key:pk>/publication/",
        publishing.AppendixPublication.as_view(),
        name="appendix_publication",
    ),
    path("papers/", public.public_papers, name="public_papers"),
    path("papers/feed.xml", public.public_feed, name="public_feed"),
    path("papers/<slug:committee>/", public.public_committee, name="public_committee"),
    path("papers/<slug:committee>/<str:day>/", public.public_meeting, name="public_meeting"),
    path(PUBLIC_PAPER, public.public_paper, name="public_paper"),
    path(f"{PUBLIC_PAPER}paper.pdf", public.public_paper_pdf, name="public_paper_pdf"),
    path(f"{PUBLIC_PAPER}paper.json", public.public_paper_json, name="public_paper_json"),
    path(VERSION, public.public_paper, name="public_version"),
    path(f"{VERSION}paper.pdf", public.public_paper_pdf, name="public_version_pdf"),
    path(f"{VERSION}paper.json", public.public_paper_json, name="public_version_json"),
]
