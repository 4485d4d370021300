"""The covering reports among the public papers: the kept report as a page, its PDF and its data."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from reports.covering.document import read_covering_document
from reports.models import Appendix, CoveringReport
from reports.render.covering import covering_context
from reports.views.public import (
    found_at,
    kept_json,
    kept_pdf,
    open_to_readers,
    public_crumbs,
    shown,
)


@open_to_readers
@require_safe
def public_report(request, committee, day, report, version=None):
    """The kept report as a page: the newest version that is shown, or the one that is asked for."""
    found, versions = found_at(CoveringReport, committee, day, report, version)
    newest = versions[0]
    attached = shown(Appendix).listed().filter(attachments__report=found)
    addresses = [paper.get_version_url() for paper in attached.order_by("attachments__order")]
    context = {
        "section": "papers",
        "crumbs": public_crumbs(found.meeting.committee, found.meeting),
        "report": found,
        "versions": versions,
        "newest": newest,
        "is_replaced": found != newest,
        "address": request.build_absolute_uri(newest.get_public_url()),
        **covering_context(read_covering_document(found.document), addresses=addresses),
    }
    return render(request, "reports/public_report.html", context)


@open_to_readers
@require_safe
def public_report_pdf(request, committee, day, report, version=None):
    """The kept PDF, to the byte."""
    found, _ = found_at(CoveringReport, committee, day, report, version)
    return kept_pdf(request, found, f"{committee}-{day}-{report}-version-{found.version}.pdf")


@open_to_readers
@require_safe
def public_report_json(request, committee, day, report, version=None):
    """The kept document as data: the bytes of which the hash was kept."""
    found, _ = found_at(CoveringReport, committee, day, report, version)
    return kept_json(request, found)
