"""Acts on the public page: putting an issued public appendix on it, taking it off, and putting it
back. Nothing here changes the appendix itself.
"""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from recommendations.kept_text import kept_text
from reports.models import Appendix, Publication

NOT_PUBLIC = "Only papers that were issued for the public are on the public page."
SHOWN_ALREADY = "This paper is on the public page already."
NOT_SHOWN = "This paper is not on the public page: somebody has taken it off already."
WHY_OFF = "Say why the paper is taken off the public page."
WHY_BACK = "Say why the paper is put back on the public page."


@transaction.atomic
def show_to_the_public(appendix, *, by, on: date, at: datetime, reason="") -> Publication:
    """Put an issued public appendix on the public page from the day `on`. Only the first time, with
    its issue, goes without a reason.

    ValidationError for a draft or an exempt one, when it is there already, or without the reason.
    """
    _refuse_unpublic(_locked(appendix))
    if is_shown(appendix, on=on):
        raise ValidationError(SHOWN_ALREADY, code="shown_already")
    is_first = not appendix.publications.exists()
    reason = _kept_reason(reason, missing=None if is_first else WHY_BACK)
    return _write_down(appendix, True, by=by, on=on, at=at, reason=reason)


@transaction.atomic
def take_off_public_page(appendix, *, by, on: date, at: datetime, reason: str) -> Publication:
    """Take an appendix off the public page from the day `on`; it stays issued, as it was.

    ValidationError without a reason, or when it is not on the page on that day.
    """
    _locked(appendix)
    reason = _kept_reason(reason, missing=WHY_OFF)
    if not is_shown(appendix, on=on):
        raise ValidationError(NOT_SHOWN, code="not_shown")
    return _write_down(appendix, False, by=by, on=on, at=at, reason=reason)


def is_shown(appendix, *, on: date) -> bool:
    """Whether an appendix is on the public page on a day, as known now."""
    last = Publication.objects.last_standing(appendix, as_at=on, known_by=None).first()
    return last is not None and last.is_shown


def stands_without(appendix, *, on: date) -> Appendix | None:
    """The version that stands at the address of an issued appendix while that one is off the public
    page: the newest of the others that are on it, or None.
    """
    shown = Appendix.objects.shown_to_the_public(on=on)
    others = shown.at_the_address_of(appendix.meeting_id, appendix.slug).exclude(pk=appendix.pk)
    return others.without_papers().order_by("-version").first()


def _write_down(appendix, is_shown, **written):
    fact = Publication(appendix=appendix, is_shown=is_shown)
    return Publication.objects.write_down([fact], **written)[0]


def _refuse_unpublic(appendix):
    if not (appendix.is_issued and appendix.is_public):
        raise ValidationError(NOT_PUBLIC, code="not_public")


def _kept_reason(reason, *, missing):
    try:
        return kept_text(reason, missing=missing)
    except ValidationError as error:
        raise ValidationError({"reason": error.messages}) from None


def _locked(appendix):
    """The appendix, once nobody else can put it on the page or take it off."""
    rows = Appendix.objects.without_papers().select_for_update(no_key=True)
    return rows.get(pk=appendix.pk)
