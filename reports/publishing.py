"""Acts on the public page: putting an issued public paper (an appendix or a covering report) on it,
taking it off, and putting it back. Nothing here changes the paper itself.

A covering report is off the page as well while a paper attached to it is: what must not be read
there must not be read in it either.
"""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from recommendations.kept_text import kept_text
from reports.models import Appendix, CoveringReport

NOT_PUBLIC = "Only papers that were issued for the public are on the public page."
SHOWN_ALREADY = "This paper is on the public page already."
NOT_SHOWN = "This paper is not on the public page: somebody has taken it off already."
WHY_OFF = "Say why the paper is taken off the public page."
WHY_BACK = "Say why the paper is put back on the public page."


@transaction.atomic
def show_to_the_public(paper, *, by, on: date, at: datetime, reason=""):
    """Put an issued public paper on the public page from the day `on`; returns the Publication or
    ReportPublication. Only the first time, with its issue, goes without a reason.

    ValidationError for a draft or an exempt one, when it is there already, or without the reason.
    """
    _refuse_unpublic(_locked(paper))
    if is_shown(paper, on=on):
        raise ValidationError(SHOWN_ALREADY, code="shown_already")
    is_first = not paper.publications.exists()
    reason = _kept_reason(reason, missing=None if is_first else WHY_BACK)
    return _write_down(paper, True, by=by, on=on, at=at, reason=reason)


@transaction.atomic
def take_off_public_page(paper, *, by, on: date, at: datetime, reason: str):
    """Take a paper off the public page from the day `on`; it stays issued, as it was. Returns the
    Publication or ReportPublication.

    ValidationError without a reason, or when it is not on the page on that day.
    """
    _locked(paper)
    reason = _kept_reason(reason, missing=WHY_OFF)
    if not is_shown(paper, on=on):
        raise ValidationError(NOT_SHOWN, code="not_shown")
    return _write_down(paper, False, by=by, on=on, at=at, reason=reason)


def is_shown(paper, *, on: date) -> bool:
    """Whether a paper is on the public page on a day, as known now; of a covering report, as far as
    that is said of the report itself.
    """
    facts = paper.publications.model.objects
    last = facts.last_standing(paper, as_at=on, known_by=None).first()
    return last is not None and last.is_shown


def stands_without(paper, *, on: date) -> Appendix | CoveringReport | None:
    """The version that stands at the address of an issued paper while that one is off the public
    page: the newest of the others that are on it, or None.
    """
    shown = type(paper).objects.shown_to_the_public(on=on)
    others = shown.at_the_address_of(paper.meeting_id, paper.slug).exclude(pk=paper.pk)
    return others.without_papers().order_by("-version").first()


def reports_that_go_with(appendix, *, on: date) -> list[CoveringReport]:
    """The covering reports on the public page on a day to which an appendix is attached: they are
    off it while that is.
    """
    shown = CoveringReport.objects.shown_to_the_public(on=on).without_papers()
    attached = shown.filter(attachments__appendix=appendix).select_related("meeting__committee")
    return list(attached.order_by("pk"))


def kept_off_by(report, *, on: date) -> list[Appendix]:
    """The papers attached to a covering report that are off the public page on a day, and keep the
    report off it.
    """
    shown = Appendix.objects.shown_to_the_public(on=on).order_by().values("pk")
    attached = Appendix.objects.without_papers().filter(attachments__report=report)
    off = attached.exclude(pk__in=shown).select_related("plan")
    return list(off.order_by("attachments__order"))


def _write_down(paper, is_shown, **written):
    facts = paper.publications.model
    fact = facts(**{facts.SUBJECT: paper}, is_shown=is_shown)
    return facts.objects.write_down([fact], **written)[0]


def _refuse_unpublic(paper):
    if not (paper.is_issued and paper.is_public):
        raise ValidationError(NOT_PUBLIC, code="not_public")


def _kept_reason(reason, *, missing):
    try:
        return kept_text(reason, missing=missing)
    except ValidationError as error:
        raise ValidationError({"reason": error.messages}) from None


def _locked(paper):
    """The paper, once nobody else can put it on the page or take it off."""
    rows = type(paper).objects.without_papers().select_for_update(no_key=True)
    return rows.get(pk=paper.pk)
