"""Acts on evidence: attaching files and links that show what was done, and withdrawing them; and
what is attached on a day.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files import File
from django.db import transaction
from django.db.models import Exists, OuterRef

from recommendations.evidence_files import (
    NotTaken,
    kind_of,
    last_part,
    refuse_too_large,
    shown_name,
    web_link,
    words_for,
)
from recommendations.kept_files import keep_file
from recommendations.kept_text import kept_text
from recommendations.models import Evidence, EvidenceState, Recommendation, Verification

NO_REASON = "Say why the evidence is withdrawn"
NOT_ATTACHED = "This evidence is not attached any more: somebody has withdrawn it already."
ONE_OF_TWO = "Choose a file or enter a link, one of the two"
NO_NAME = "Enter a name for the link"


@dataclass(frozen=True)
class NewEvidence:
    """A file or a link, one of the two. A file without a name goes by its own."""

    recommendation: Recommendation
    name: str = ""
    file: File | None = None
    link: str = ""


@dataclass(frozen=True)
class AttachedEvidence:
    """A piece of evidence as a page lists it. `address`: where it is had, on this site or for a
    link elsewhere; `size` is in bytes, 0 for a link; `since`: the day from which it is attached;
    `attached_by`: the key of the user who did; `is_of_audit`: it came with a verification.
    """

    key: int
    name: str
    words: str
    size: int
    since: date
    address: str
    is_link: bool
    attached_by: int
    is_of_audit: bool


@transaction.atomic
def attach_all(rows, *, by, on: date, at: datetime, on_behalf_of=None, reason="") -> list[Evidence]:
    """Keep files and links, each attached to its recommendation from the day `on`; returns them in
    the order given.

    ValidationError, and nothing is kept, when one of them is neither a file nor a link or both, a
    link without a name, or a file that is empty, larger than EVIDENCE_MAX_MB, or by its content of
    no kind that is taken. What was put into the store goes away again if the transaction does.
    """
    evidence = [_evidence(row) for row in rows]
    for piece in evidence:
        if piece.file:
            keep_file(piece.file, piece.name)
    evidence = Evidence.objects.bulk_create(evidence)
    EvidenceState.objects.write_down(
        (EvidenceState(evidence=piece, is_attached=True) for piece in evidence),
        by=by, on=on, at=at, on_behalf_of=on_behalf_of, reason=reason,
    )  # fmt: skip
    return evidence


@transaction.atomic
def withdraw(evidence, *, by, on: date, at: datetime, reason: str) -> EvidenceState:
    """Say that a piece of evidence is not attached from the day `on`, and why; its file is kept.

    ValidationError without a reason, when it is not attached, or for a day before it was.
    """
    reason = kept_text(reason, missing=NO_REASON)
    Evidence.objects.select_for_update().get(pk=evidence.pk)
    now = state_of(evidence, on=on)
    if now is None or not now.is_attached:
        raise ValidationError(NOT_ATTACHED)
    state = EvidenceState(evidence=evidence, is_attached=False)
    return EvidenceState.objects.write_down([state], by=by, on=on, at=at, reason=reason)[0]


def state_of(evidence, *, on: date) -> Any:
    """The EvidenceState that says whether a piece of evidence is attached on a day, as known now
    (None: not yet), and in `is_of_audit` whether that was said together with a verification.
    """
    states = EvidenceState.objects.last_standing(evidence, as_at=on, known_by=None)
    return _with_audit(states).select_related("recorded_by").first()


def evidence_of(
    recommendation, *, as_at: date, known_by: datetime | None
) -> list[AttachedEvidence]:
    """What is attached to a recommendation on a day, as known at a moment (None: now), in the order
    in which it came. One query.
    """
    pieces = Evidence.objects.filter(recommendation=recommendation)
    states = EvidenceState.objects.in_force(as_at=as_at, known_by=known_by, of=pieces)
    attached = _with_audit(states).filter(is_attached=True).select_related("evidence")
    return [_attached(state) for state in attached.order_by("evidence_id")]


def _with_audit(states):
    """An auditor attaches while verifying: the same person in the same moment."""
    verified = Verification.objects.filter(
        recommendation=OuterRef("evidence__recommendation"),
        recorded_by=OuterRef("recorded_by"),
        recorded_at=OuterRef("recorded_at"),
    )
    return states.annotate(is_of_audit=Exists(verified))


def kind_of_file(file: File, name: str):
    """What a file that somebody wants to attach is; ValidationError where it is not taken."""
    try:
        refuse_too_large(file.size, settings.EVIDENCE_MAX_MB)
        file.seek(0)
        return kind_of(file.read(), name)
    except NotTaken as error:
        raise ValidationError(str(error), code="not_taken") from error
    finally:
        file.seek(0)


def kept_link(text: str) -> str:
    """A link as it is kept; ValidationError where it is none to a page of the web."""
    try:
        return web_link(text)
    except NotTaken as error:
        raise ValidationError(str(error), code="not_taken") from error


def _evidence(row):
    if bool(row.file) == bool(row.link):
        raise ValidationError(ONE_OF_TWO)
    if row.file is None:
        name = shown_name(row.name)
        if not name:
            raise ValidationError(NO_NAME)
        return Evidence(recommendation=row.recommendation, name=name, link=kept_link(row.link))
    own_name = last_part(row.file.name or "")
    kind = kind_of_file(row.file, own_name)
    return Evidence(
        recommendation=row.recommendation,
        name=shown_name(row.name.strip() or own_name, kind),
        file=row.file,
        content_type=kind.content_type,
        size=row.file.size,
    )


def _attached(state):
    piece = state.evidence
    host = urlsplit(piece.link).hostname
    return AttachedEvidence(
        key=piece.pk,
        name=piece.name,
        words=f"Link to {host}" if piece.link else words_for(piece.content_type),
        size=piece.size,
        since=state.valid_from,
        address=piece.link or piece.get_absolute_url(),
        is_link=bool(piece.link),
        attached_by=state.recorded_by_id,
        is_of_audit=state.is_of_audit,
    )
