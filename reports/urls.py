"""Papers: the live appendix of a plan, meetings and what is issued for them."""

from django.urls import path, register_converter

from people.address_keys import KeyConverter
from reports.render.formats import EDITABLE
from reports.views import (
    appendices,
    attendance,
    changes,
    committees,
    covering_reports,
    dashboard,
    decisions,
    figures,
    layout_previews,
    layout_tables,
    layouts,
    live,
    meetings,
    preparing,
    preparing_reports,
    printing,
    public,
    public_reports,
    publishing,
    report_templates,
)


class VersionConverter(KeyConverter):
    """A version is written in one way only."""

    regex = "[1-9][0-9]{0,17}"


register_converter(VersionConverter, "version")

# Where an issued public paper stays.
PUBLIC_PAPER = "papers/<slug:committee>/<str:day>/<slug:paper>/"
VERSION = f"{PUBLIC_PAPER}version-<version:version>/"
# A covering report: below "reports/", where nothing else stands but the versions and the files of a
# paper called so, and no report is called like a version.
PUBLIC_REPORT = "papers/<slug:committee>/<str:day>/reports/<slug:report>/"
REPORT_VERSION = f"{PUBLIC_REPORT}version-<version:version>/"

urlpatterns = [
    path("plans/<slug:slug>/appendix/", live.plan_appendix, name="plan_appendix"),
    *(
        path(
            f"plans/<slug:slug>/appendix.{ending}",
            live.plan_appendix_file,
            {"ending": ending},
            name=f"plan_appendix_{ending}",
        )
        for ending in ("pdf", *EDITABLE)
    ),
    path("plans/<slug:slug>/changes/", changes.plan_changes, name="plan_changes"),
    path("dashboard/", dashboard.dashboard, name="dashboard"),
    path("dashboard/rows/<slug:key>/", dashboard.dashboard_rows, name="dashboard_rows"),
    path("plans/<slug:slug>/dashboard/", dashboard.plan_dashboard, name="plan_dashboard"),
    path(
        "plans/<slug:slug>/dashboard/rows/<slug:key>/",
        dashboard.plan_dashboard_rows,
        name="plan_dashboard_rows",
    ),
    path("plans/<slug:slug>/figures/", figures.plan_figures, name="plan_figures"),
    path(
        "plans/<slug:slug>/figures/<slug:key>/<slug:part>/",
        figures.figure_rows,
        name="figure_rows",
    ),
    path(
        "meetings/<key:meeting>/appendices/new/",
        preparing.AppendixCreate.as_view(),
        name="appendix_create",
    ),
    path("appendices/<key:pk>/", appendices.appendix_detail, name="appendix_detail"),
    path("appendices/<key:pk>/paper/", appendices.appendix_paper, name="appendix_paper"),
    path("appendices/<key:pk>/paper.pdf", appendices.appendix_pdf, name="appendix_pdf"),
    path("appendices/<key:pk>/paper.json", appendices.appendix_json, name="appendix_json"),
    *(
        path(
            f"appendices/<key:pk>/paper.{ending}",
            appendices.appendix_file,
            {"ending": ending},
            name=f"appendix_{ending}",
        )
        for ending in EDITABLE
    ),
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
    path(
        "meetings/<key:meeting>/reports/new/",
        preparing_reports.ReportCreate.as_view(),
        name="covering_report_create",
    ),
    path(
        "covering-reports/<key:pk>/",
        covering_reports.covering_report_detail,
        name="covering_report_detail",
    ),
    path(
        "covering-reports/<key:pk>/paper/",
        covering_reports.covering_report_paper,
        name="covering_report_paper",
    ),
    path(
        "covering-reports/<key:pk>/paper.pdf",
        covering_reports.covering_report_pdf,
        name="covering_report_pdf",
    ),
    path(
        "covering-reports/<key:pk>/paper.json",
        covering_reports.covering_report_json,
        name="covering_report_json",
    ),
    path(
        "covering-reports/<key:pk>/edit/",
        preparing_reports.ReportEdit.as_view(),
        name="covering_report_edit",
    ),
    path(
        "covering-reports/<key:pk>/attach/",
        preparing_reports.ReportAttach.as_view(),
        name="covering_report_attach",
    ),
    path(
        "covering-reports/<key:pk>/discard/",
        preparing_reports.ReportDiscard.as_view(),
        name="covering_report_discard",
    ),
    path(
        "covering-reports/<key:pk>/issue/",
        preparing_reports.ReportIssue.as_view(),
        name="covering_report_issue",
    ),
    path(
        "covering-reports/<key:pk>/version/",
        preparing_reports.ReportVersion.as_view(),
        name="covering_report_version",
    ),
    path(
        "covering-reports/<key:pk>/publication/",
        publishing.CoveringReportPublication.as_view(),
        name="covering_report_publication",
    ),
    path("prints/<key:pk>/", printing.print_detail, name="print_detail"),
    path("prints/<key:pk>/paper.pdf", printing.print_pdf, name="print_pdf"),
    path("prints/<key:pk>/cancel/", printing.print_cancel, name="print_cancel"),
    path("prints/<key:pk>/again/", printing.print_again, name="print_again"),
    path("prints/<key:pk>/issue/", printing.print_issue, name="print_issue"),
    path("report-templates/", report_templates.report_template_list, name="report_template_list"),
    path(
        "report-templates/new/",
        report_templates.TemplateCreate.as_view(),
        name="report_template_create",
    ),
    path(
        "report-templates/<key:pk>/",
        report_templates.report_template_detail,
        name="report_template_detail",
    ),
    path(
        "report-templates/<key:pk>/edit/",
        report_templates.TemplateEdit.as_view(),
        name="report_template_edit",
    ),
    path(
        "report-templates/<key:pk>/delete/",
        report_templates.TemplateDelete.as_view(),
        name="report_template_delete",
    ),
    path("committees/", committees.committee_list, name="committee_list"),
    path("committees/new/", committees.CommitteeCreate.as_view(), name="committee_create"),
    path("committees/<key:pk>/", committees.committee_detail, name="committee_detail"),
    path("committees/<key:pk>/edit/", committees.CommitteeEdit.as_view(), name="committee_edit"),
    path("layouts/", layouts.layout_list, name="layout_list"),
    path("layouts/new/", layouts.LayoutCreate.as_view(), name="layout_create"),
    path("layouts/<key:pk>/", layouts.layout_detail, name="layout_detail"),
    path("layouts/<key:pk>/edit/", layouts.LayoutEdit.as_view(), name="layout_edit"),
    path("layouts/<key:pk>/delete/", layouts.LayoutDelete.as_view(), name="layout_delete"),
    path("layouts/<key:pk>/preview/", layout_previews.layout_preview, name="layout_preview"),
    path(
        "layouts/<key:pk>/preview.pdf",
        layout_previews.layout_preview_pdf,
        name="layout_preview_pdf",
    ),
    path(
        "layouts/<key:pk>/tables/new/",
        layout_tables.TableCreate.as_view(),
        name="layout_table_create",
    ),
    path(
        "layouts/<key:pk>/tables/<key:number>/",
        layout_tables.TableEdit.as_view(),
        name="layout_table",
    ),
    path(
        "layouts/<key:pk>/tables/<key:number>/move/",
        layout_tables.TableMove.as_view(),
        name="layout_table_move",
    ),
    path(
        "layouts/<key:pk>/tables/<key:number>/remove/",
        layout_tables.TableRemove.as_view(),
        name="layout_table_remove",
    ),
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
    path(
        "meetings/<key:pk>/attendance/",
        attendance.MeetingAttendance.as_view(),
        name="meeting_attendance",
    ),
    path(
        "attendance/<key:pk>/take-back/",
        attendance.ChoiceTakeBack.as_view(),
        name="attendance_take_back",
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
    path(PUBLIC_REPORT, public_reports.public_report, name="public_report"),
    path(f"{PUBLIC_REPORT}paper.pdf", public_reports.public_report_pdf, name="public_report_pdf"),
    path(
        f"{PUBLIC_REPORT}paper.json", public_reports.public_report_json, name="public_report_json"
    ),
    path(REPORT_VERSION, public_reports.public_report, name="public_report_version"),
    path(
        f"{REPORT_VERSION}paper.pdf",
        public_reports.public_report_pdf,
        name="public_report_version_pdf",
    ),
    path(
        f"{REPORT_VERSION}paper.json",
        public_reports.public_report_json,
        name="public_report_version_json",
    ),
]
