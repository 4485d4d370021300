"""Pages that show one covering report: what is known of it, and the report itself."""

from dataclasses import replace

from django.db.models.functions import Length
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from reports.covering.document import read_covering_document
from reports.covering.papers import (
    attached_papers,
    covering_of,
    problems_of,
    text_problems,
)
from reports.issuing import canonical_bytes
from reports.models import Appendix, CoveringReport
from reports.printing.papers import PaperToPrint
from reports.publishing import is_shown, kept_off_by
from reports.render.covering import covering_context
from reports.render.pdf.missing_characters import missing_in_covering
from reports.views.access import readable_report, way_to_appendix, way_to_meeting
from reports.views.printing import hand_out

A_DRAFT = "Draft, not issued: it may still change."


def covering_report_detail(request, pk):
    """A draft with what keeps it from being issued; an issued one with its versions."""
    report = readable_report(request.user, pk)
    say = _about_issued if report.is_issued else _about_draft
    context = {
        "section": "meetings",
        "crumbs": way_to_meeting(report.meeting),
        "report": report,
        "attached": _attached(report),
        "can_prepare": request.user.has_perm("reports.issue_appendices"),
        **say(report, at=timezone.now()),
    }
    return render(request, "reports/covering_report_detail.html", context)


def covering_report_paper(request, pk):
    """The report as a page: a draft as it would be issued now, an issued one as it was kept; or
    what is wrong in its text.
    """
    report = readable_report(request.user, pk)
    context = {
        "section": "meetings",
        "crumbs": way_to_appendix(report),
        "report": report,
        "can_prepare": request.user.has_perm("reports.issue_appendices"),
        **_page(report, _attached(report)),
    }
    return render(request, "reports/covering_report_paper.html", context)


def covering_report_pdf(request, pk):
    """The report as PDF, with the papers that are bound with it; of an issued one the bytes that
    were kept. Where its text can't be read there is none: the page says why.
    """
    report = readable_report(request.user, pk)
    if report.pdf is not None:
        return _download(bytes(report.pdf), report, "application/pdf", "pdf")
    said = draft_now(report, at=timezone.now())
    if said is None:
        return redirect("covering_report_paper", report.pk)
    covering, bound = said
    return hand_out(
        request,
        lambda: PaperToPrint(tuple(bound), covering),
        title=f"{report.name_in_words}, draft",
        file_name=f"{report.file_name}.pdf",
        came_from=reverse("covering_report_paper", args=[report.pk]),
    )


def covering_report_json(request, pk):
    """The document of the report; of an issued one the very bytes whose hash is kept."""
    report = readable_report(request.user, pk)
    kept = report.document
    if kept is None:
        said = draft_now(report, at=timezone.now())
        if said is None:
            return redirect("covering_report_paper", report.pk)
        kept = said[0].as_json()
    return _download(canonical_bytes(kept), report, "application/json", "json")


def draft_now(report, *, at):
    """What a draft says at a moment, marked as one, and the papers bound with it; None where its
    text has a problem.
    """
    attached = attached_papers(report, at=at)
    if text_problems(report, attached):
        return None
    covering = covering_of(report, attached, at=at)
    bound = [
        document if paper.is_issued else _marked_as_draft(document) for paper, document in attached
    ]
    return _marked_as_draft(covering), bound if report.is_bound else []


def _page(report, papers) -> dict:
    """What the page of a report lays out, with a link to each of the papers attached."""
    addresses = [reverse("appendix_paper", args=[paper.pk]) for paper in papers]
    if report.is_issued:
        return covering_context(read_covering_document(report.document), addresses=addresses)
    at = timezone.now()
    if said := draft_now(report, at=at):
        return covering_context(said[0], addresses=addresses)
    return {"problems": linked(report, text_problems(report, attached_papers(report, at=at)))}


def linked(report, problems) -> list[dict]:
    """Each problem with the place where it is mended."""
    return [
        {"text": problem.text, "address": _where_mended(report, problem)} for problem in problems
    ]


def _where_mended(report, problem):
    if problem.to_issue:
        return problem.to_issue.get_absolute_url()
    if problem.section is None:
        return reverse("covering_report_attach", args=[report.pk])
    edit = reverse("covering_report_edit", args=[report.pk])
    return f"{edit}#id_sections-{problem.section}-text"


def _marked_as_draft(said):
    return replace(said, notices=(A_DRAFT, *said.notices))


def _attached(report):
    papers = Appendix.objects.without_papers().select_related("plan")
    return papers.filter(attachments__report=report).order_by("attachments__order")


def _about_draft(draft, *, at):
    attached = attached_papers(draft, at=at)
    return {
        "problems": linked(draft, problems_of(draft, attached, at=at)),
        "missing": unprinted(draft, attached, at=at),
    }


def unprinted(draft, attached, *, at):
    """What a draft says that can't be printed; nothing while its text has a problem."""
    if text_problems(draft, attached):
        return ()
    return missing_in_covering(covering_of(draft, attached, at=at))


def _about_issued(issued, *, at):
    reports = CoveringReport.objects.without_papers()
    today = timezone.localdate(at)
    return {
        "replaced_by": reports.filter(replaces=issued).first(),
        "size": reports.filter(pk=issued.pk).values_list(Length("pdf"), flat=True).get(),
        "is_shown": is_shown(issued, on=today),
        "kept_off_by": kept_off_by(issued, on=today),
    }


def _download(content, report, kind, ending):
    disposition = f'attachment; filename="{report.file_name}.{ending}"'
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": disposition})
