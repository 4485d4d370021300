"""Pages that show one appendix: what is known of it, and the paper itself."""

from dataclasses import replace

from django.db.models.functions import Length
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from reports.attendance_list import unsettled_in
from reports.completeness import silent_rows
from reports.document import read_document
from reports.drafts import same_number
from reports.issuing import canonical_bytes
from reports.models import Appendix
from reports.papers import document_of, late_entries
from reports.printing.papers import PaperToPrint
from reports.public_names import names_in_texts, names_of_people
from reports.render.formats import EDITABLE, FORMATS
from reports.render.html import table_context
from reports.render.pdf.missing_characters import missing_characters
from reports.views.access import readable_appendix, way_to_appendix, way_to_meeting
from reports.views.printing import hand_out
from reports.views.public import schema_header

A_DRAFT = "Draft, not issued: it may still change."


def appendix_detail(request, pk):
    """A draft with what is to be looked at before it is issued; an issued one with what has come in
    since, its versions and its supplements.
    """
    appendix = readable_appendix(request.user, pk)
    say = _about_issued if appendix.is_issued else _about_draft
    context = {
        "section": "meetings",
        "crumbs": way_to_meeting(appendix.meeting),
        "appendix": appendix,
        "can_prepare": request.user.has_perm("reports.issue_appendices"),
        "can_decide": request.user.has_perm("recommendations.record_decisions"),
        **say(appendix, at=timezone.now()),
    }
    name = "issued" if appendix.is_issued else "draft"
    return render(request, f"reports/appendix_{name}.html", context)


def appendix_paper(request, pk):
    """The paper as a page: a draft as it would be issued now, an issued one as it was kept."""
    appendix = readable_appendix(request.user, pk)
    context = {
        "section": "meetings",
        "crumbs": way_to_appendix(appendix),
        "appendix": appendix,
        "files": _files(appendix, EDITABLE),
        **table_context(_document(appendix)),
    }
    return render(request, "reports/appendix_paper.html", context)


def appendix_pdf(request, pk):
    """The paper as PDF; of an issued one the bytes that were kept."""
    appendix = readable_appendix(request.user, pk)
    if appendix.pdf is not None:
        return _download(bytes(appendix.pdf), appendix, "pdf")
    return hand_out(
        request,
        lambda: PaperToPrint((_document(appendix),)),
        title=f"{appendix.name_in_words}: {appendix.plan}, draft",
        file_name=f"{appendix.file_name}.pdf",
        came_from=reverse("appendix_paper", args=[appendix.pk]),
        asked=("appendix", appendix.pk, appendix.edits),
    )


def appendix_file(request, pk, ending):
    """The paper to go on working with: made of the document, of an issued one the kept one."""
    appendix = readable_appendix(request.user, pk)
    return _download(FORMATS[ending].render(_document(appendix)), appendix, ending)


def appendix_json(request, pk):
    """The document of the paper; of an issued one the very bytes whose hash is kept."""
    appendix = readable_appendix(request.user, pk)
    kept = appendix.document
    said = _document(appendix).as_json() if kept is None else kept
    return _download(canonical_bytes(said), appendix, "json", schema_header(appendix))


def _about_draft(draft, *, at):
    document = document_of(draft, at=at)
    return {
        "document": document,
        "silent": silent_rows(document),
        "unsettled": unsettled_in(draft, document, on=timezone.localdate(at)),
        "same_number": same_number(draft),
        "texts_with_names": _texts_with_names(draft, document),
        "missing": missing_characters(document),
    }


def _texts_with_names(draft, document):
    """Where people's names stand although the public is to read posts."""
    if not draft.is_public or draft.names != Appendix.Names.POSTS:
        return ()
    return names_in_texts(document, names_of_people(draft.plan, on=draft.as_at))


def _about_issued(issued, *, at):
    papers = Appendix.objects.without_papers()
    replaced_by = papers.filter(replaces=issued).first()
    is_open = not replaced_by and not _is_replaced(issued.supplement_to)
    others = papers.filter(supplement_to=issued.supplement_to_id or issued.pk)
    return {
        "late": late_entries(issued, at=at) if is_open else None,
        "replaced_by": replaced_by,
        "supplements": others.exclude(pk=issued.pk).order_by("pk"),
        "size": papers.filter(pk=issued.pk).values_list(Length("pdf"), flat=True).get(),
        "is_shown": papers.shown_to_the_public(on=timezone.localdate(at))
        .filter(pk=issued.pk)
        .exists(),
    }


def _is_replaced(base):
    return base is not None and Appendix.objects.issued().filter(replaces=base).exists()


def _document(appendix):
    if appendix.is_issued:
        return read_document(appendix.document)
    document = document_of(appendix, at=timezone.now())
    return replace(document, notices=(A_DRAFT, *document.notices))


def _files(appendix, endings):
    """What each kind of file is called, and where it is."""
    return [
        (FORMATS[ending].name, reverse(f"appendix_{ending}", args=[appendix.pk]))
        for ending in endings
    ]


def _download(content, appendix, ending, headers=None):
    name = f"{appendix.file_name}.{ending}"
    said = {"Content-Disposition": f'attachment; filename="{name}"', **(headers or {})}
    return HttpResponse(content, content_type=FORMATS[ending].kind, headers=said)
