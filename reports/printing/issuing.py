"""Issuing what was printed: exactly that document and that PDF, as of the moment at which the print
was asked for.
"""

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError

from reports.covering.reports import MadeReport, keep_report
from reports.issuing import Unprinted, canonical_bytes, keep_paper, with_pdf
from reports.models import Appendix, CoveringReport, PrintRequest
from reports.printing.papers import read_paper

# What was printed longer ago is not issued any more.
TOO_OLD = timedelta(hours=1)
NOT_DONE = "It is not printed yet."
OLD = (
    "This was printed as of {moment}, more than an hour ago, so it was not issued. Issue the paper "
    "anew from its draft."
)


def issue_printed(request: PrintRequest, *, by, at: datetime) -> Appendix | CoveringReport:
    """Issue the draft of a request with what was printed for it, as of the moment it was asked for.

    ValidationError, and nothing kept, where it is not printed, was asked for more than an hour ago,
    or as issue_appendix and issue_report refuse; EditedMeanwhile likewise.
    """
    if not request.is_done or request.print is None or not request.is_to_be_issued:
        raise ValidationError(NOT_DONE, code="not_done")
    if at - request.asked_at > TOO_OLD:
        moment = f"{request.asked_at.astimezone():%H:%M}"
        raise ValidationError(OLD.format(moment=moment), code="old")
    keep = _issue_appendix if request.appendix_id is not None else _issue_report
    return keep(request, by)


def _issue_appendix(request, by):
    draft, at = request.appendix, request.asked_at
    draft.edits = request.edits
    [document] = read_paper(request.paper).documents
    said = Unprinted(document, request.reason, request.exempt)
    return keep_paper(draft, with_pdf(said, bytes(request.print.pdf)), by=by, at=at)


def _issue_report(request, by):
    draft, at = request.report, request.asked_at
    draft.edits = request.edits
    covering = read_paper(request.paper).covering
    assert covering is not None, "What is issued for a report is one."
    made = MadeReport(canonical_bytes(covering.as_json()), bytes(request.print.pdf))
    return keep_report(draft, made, by=by, at=at)
