"""Issuing an appendix: the document, its PDF and their hashes are kept, for ever."""

import json
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from people.edited_in_place import EditedMeanwhile
from recommendations.kept_text import kept_text
from recommendations.models import Plan
from reports.build import ExemptNow, exempt_now
from reports.completeness import silent_rows
from reports.document import Document
from reports.drafts import (
    TAKEN_AWAY,
    issued_meanwhile,
    refuse_days,
    refuse_supplement,
    refuse_unused_plan,
)
from reports.models import Appendix
from reports.papers import changed_rows, document_of
from reports.publishing import show_to_the_public
from reports.render.pdf import render_pdf

NOT_YET = (
    "Updates are received to {moment}, which is still to come. Issue the paper then, or set an "
    "earlier moment"
)
SILENT = (
    "No update was received on {count} of the {all} recommendations. Say why the paper is issued "
    "all the same."
)
NOTHING = "There is nothing in this paper: {why} It can't be issued."
NOTHING_EXEMPT = "nothing in the plan is exempt."
NOTHING_ON_RECORD = "no recommendation of the plan was on record for its day."
NOTHING_CHANGED = "nothing has changed since the paper that it supplements."
EXEMPT_MEANWHILE = (
    "Somebody has changed what is exempt while the paper was made, so it was not issued. Look at "
    "it again, then issue it."
)


@dataclass(frozen=True, slots=True)
class Unprinted:
    """What is to be issued of an appendix, before it is printed. `reason`: why it is issued though
    somebody is silent; `exempt`: what was exempt of its plan when it was made, in a few letters.
    """

    document: Document
    reason: str
    exempt: str


@dataclass(frozen=True, slots=True)
class Paper:
    """What is to be kept of an appendix: the document as canonical JSON, the PDF; the rest as of an
    Unprinted.
    """

    json: bytes
    pdf: bytes
    reason: str
    exempt: str


def issue_appendix(draft, *, by, at: datetime, reason="") -> Appendix:
    """Issue a draft as it is at a moment: from then on nothing alters it, and a public one is on
    the public page. `reason`: why it is issued although somebody has not answered.

    ValidationError, and nothing kept, where somebody was silent and no reason is given, for a plan
    that is not in use, a cut-off that is still to come, an as-at date that can't be, an exempt
    paper or a supplement without rows; or when somebody else issued it first. EditedMeanwhile when
    somebody has changed the draft since it was read.

    The paper is made before anything is locked: it takes seconds, and others go on working.
    """
    return keep_paper(draft, make_paper(draft, at=at, reason=reason), by=by, at=at)


def make_paper(draft, *, at: datetime, reason="") -> Paper:
    """The paper of a draft at a moment, to be kept by `keep_paper`; refused as issue_appendix."""
    said = make_unprinted(draft, at=at, reason=reason)
    return with_pdf(said, render_pdf(said.document))


def make_unprinted(draft, *, at: datetime, reason="") -> Unprinted:
    """What is to be printed of a draft at a moment, and then kept; refused as issue_appendix."""
    _refuse_issued(draft)
    _refuse_unready(draft, at)
    exempt = _exempt(draft, at)
    document = document_of(draft, at=at)
    _refuse_empty(draft, document, exempt)
    return Unprinted(document, _reason(document, reason), _in_letters(exempt))


def with_pdf(said: Unprinted, pdf: bytes) -> Paper:
    """The paper to be kept, once it is printed."""
    return Paper(canonical_json(said.document), pdf, said.reason, said.exempt)


@transaction.atomic
def keep_paper(draft, paper: Paper, *, by, at: datetime) -> Appendix:
    """Issue a draft with the paper that was made of it; refused as issue_appendix, and when
    somebody has changed meanwhile what is exempt.

    Of two who issue at once one wins, by a conditional update; the other is told. Nobody can mark
    anything as exempt between the last look and the issue.
    """
    draft.plan = Plan.objects.select_for_update(no_key=True).get(pk=draft.plan_id)
    _refuse_unready(draft, at)
    if _in_letters(_exempt(draft, at)) != paper.exempt:
        raise ValidationError(EXEMPT_MEANWHILE, code="exempt_meanwhile")
    claimed = (
        Appendix.objects.drafts()
        .filter(pk=draft.pk, edits=draft.edits)
        .update(
            state=Appendix.State.ISSUED,
            slug=_address(draft),
            silence_reason=paper.reason,
            issued_by=by,
            issued_at=at,
            document=json.loads(paper.json),
            document_sha256=sha256(paper.json).hexdigest(),
            pdf=paper.pdf,
            sha256=sha256(paper.pdf).hexdigest(),
        )
    )
    if not claimed:
        _refuse_what_became_of(draft)
    issued = Appendix.objects.get(pk=draft.pk)
    if issued.is_public:
        show_to_the_public(issued, by=by, on=timezone.localdate(at), at=at)
    return issued


def canonical_json(document: Document) -> bytes:
    """A document as the bytes that are hashed: UTF-8, keys in order, nothing between."""
    return canonical_bytes(document.as_json())


def digest(document: Document) -> str:
    """What a draft says, in a few letters; not when it is looked at."""
    said = replace(document, known_by=None, notices=())
    return sha256(canonical_json(said)).hexdigest()


def canonical_bytes(kept: dict) -> bytes:
    """A kept document as the bytes that are hashed, whichever way a database keeps it."""
    words = json.dumps(kept, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return words.encode()


def _refuse_what_became_of(draft):
    now = Appendix.objects.without_papers().filter(pk=draft.pk).first()
    if now is None:
        raise ValidationError(TAKEN_AWAY, code="taken_away")
    _refuse_issued(now)
    raise EditedMeanwhile(draft)


def _refuse_unready(draft, at):
    """Whatever may have become of the plan, the meeting or the paper that it supplements."""
    refuse_unused_plan(draft.plan)
    refuse_days(draft, at)
    _refuse_cut_off_to_come(draft, at)
    if draft.supplement_to_id is not None:
        refuse_supplement(draft.supplement_to, on=timezone.localdate(at))


def _exempt(draft, at):
    return exempt_now(draft.plan.recommendations.all(), today=timezone.localdate(at))


def _in_letters(exempt: dict[int, ExemptNow]) -> str:
    said = {str(key): [one.paragraph, one.parts] for key, one in exempt.items()}
    return sha256(canonical_bytes(said)).hexdigest()


def _refuse_issued(appendix):
    if appendix.is_issued:
        raise issued_meanwhile(appendix)


def _refuse_cut_off_to_come(draft, at):
    if draft.cut_off and draft.cut_off > at:
        moment = timezone.localtime(draft.cut_off)
        words = f"{moment.day} {moment:%B %Y, %H:%M}"
        raise ValidationError(NOT_YET.format(moment=words), code="cut_off_to_come")


def _refuse_empty(draft, document, exempt):
    if draft.supplement_to_id is not None:
        if not changed_rows(document.changes):
            raise ValidationError(NOTHING.format(why=NOTHING_CHANGED), code="empty")
    elif not document.rows and not exempt:
        why = NOTHING_ON_RECORD if draft.is_public else NOTHING_EXEMPT
        raise ValidationError(NOTHING.format(why=why), code="empty")


def _reason(document, reason):
    silent, rows = len(silent_rows(document)), len(document.rows)
    if not silent:
        return ""
    words = SILENT.format(count=silent, all=rows)
    try:
        return kept_text(reason, missing=words)
    except ValidationError as error:
        raise ValidationError({"reason": error.messages}) from None


def _address(draft):
    """Its address among the papers of its meeting: that of the version before, or one out of the
    plan's.
    """
    if draft.replaces_id is not None:
        return draft.replaces.slug
    parts = [draft.plan.slug]
    if not draft.is_public:
        parts.append("exempt")
    if draft.supplement_to_id is not None:
        parts.append("supplement")
    address = "-".join(parts)
    taken = set(
        Appendix.objects.filter(meeting=draft.meeting_id, slug__startswith=address)
        .order_by()
        .values_list("slug", flat=True)
    )
    tries = (address, *(f"{address}-{number}" for number in range(2, len(taken) + 3)))
    return next(one for one in tries if one not in taken)
