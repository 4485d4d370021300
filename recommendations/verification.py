"""Acts on completion: an auditor confirms or refuses it, or opens again what was done."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from people.edited_in_place import EditedMeanwhile
from recommendations.as_at import state_as_at
from recommendations.derived import refresh_derived
from recommendations.kept_text import kept_text
from recommendations.models import (
    Recommendation,
    StatusFact,
    StatusMeaning,
    StatusWord,
    Verification,
)
from recommendations.reporting_rights import AN_OWNER, is_own

NOT_COMPLETE = "This is not reported complete, so there is nothing to verify."
VERIFIED = "An auditor has confirmed this already. To change that, open it again."
NOT_DONE = "This is not done, so there is nothing to open again."
NO_METHOD = "Say how you looked: which evidence you saw, or whom you asked."
LONGEST_METHOD = 200  # characters, as its column holds
TOO_LONG = "Use {longest} characters or fewer. This has {now:,}. Put the rest into the note"
NO_NOTE = "Say why completion is refused."
STILL_DONE = "Choose a status that is not done, so that the next round asks about it again."


@transaction.atomic
def confirm_completion(
    recommendation, *, method, note="", by, on: date, at: datetime
) -> Verification:
    """Confirm that what is reported complete is; the status becomes the plan's word for that, if it
    has one.

    ValidationError when it is not reported complete or is verified already, `by` is an owner of it,
    or the method is missing or too long.
    """
    now = _complete_status(recommendation, by, on, at)
    _refuse_verified(recommendation, at)
    written = {"by": by, "on": on, "at": at}
    verification = _verification(
        recommendation, Verification.Result.CONFIRMED, method, note, written
    )
    word = recommendation.plan.status_words.filter(is_auditors=True).first()
    if word and word.word != now.word:
        _give_status(recommendation, word, StatusFact.Cause.VERIFICATION, verification, written)
    refresh_derived([recommendation.pk], on=timezone.localdate(at))
    return verification


@transaction.atomic
def refuse_completion(
    recommendation, *, word: StatusWord, method, note, by, on: date, at: datetime
) -> Verification:
    """Refuse what is reported complete: its status goes back to `word`, so that the next round asks
    about it. As confirm_completion; ValidationError too for a word that means done, or without a
    note.
    """
    _complete_status(recommendation, by, on, at)
    _refuse_done(word, recommendation)
    note = kept_text(note, missing=NO_NOTE)
    written = {"by": by, "on": on, "at": at}
    verification = _verification(recommendation, Verification.Result.REFUSED, method, note, written)
    _give_status(recommendation, word, StatusFact.Cause.VERIFICATION, verification, written)
    refresh_derived([recommendation.pk], on=timezone.localdate(at))
    return verification


@transaction.atomic
def reopen(recommendation, *, word: StatusWord, reason, by, on: date, at: datetime) -> StatusFact:
    """Open again what is done, verified or not, with the reason. ValidationError when it is not
    done, `by` is an owner of it, or for a word that means done.
    """
    now = _last_status(recommendation, by, on, at)
    if now is None or now.meaning not in StatusMeaning.done():
        raise ValidationError(NOT_DONE, code="not_done")
    _refuse_done(word, recommendation)
    reason = kept_text(reason, missing="Say why it is opened again.")
    written = {"by": by, "on": on, "at": at, "reason": reason}
    status = _give_status(recommendation, word, StatusFact.Cause.REOPENING, None, written)
    refresh_derived([recommendation.pk], on=timezone.localdate(at))
    return status


def status_marker(recommendation, *, on: date) -> int:
    """The key of the status in force on a day, 0 for none: the version of what is verified."""
    last = StatusFact.objects.last_standing(recommendation, as_at=on, known_by=None)
    return last.values_list("pk", flat=True).first() or 0


def refuse_another_status(recommendation, marker: int, *, on: date):
    """EditedMeanwhile when the status is another one than when the page was opened."""
    Recommendation.objects.select_for_update(no_key=True).get(pk=recommendation.pk)
    if status_marker(recommendation, on=on) != marker:
        raise EditedMeanwhile(recommendation)


def _complete_status(recommendation, by, on, at):
    now = _last_status(recommendation, by, on, at)
    if now is None or now.meaning != StatusMeaning.COMPLETE:
        raise ValidationError(NOT_COMPLETE, code="not_complete")
    return now


def _refuse_verified(recommendation, at):
    rows = Recommendation.objects.filter(pk=recommendation.pk)
    today = timezone.localdate(at)
    if any(state.is_verified for state in state_as_at(rows, as_at=today, known_by=None)):
        raise ValidationError(VERIFIED, code="verified")


def _last_status(recommendation, by, on, at):
    """The status in force, once nobody else can change it and it is sure that `by` may."""
    Recommendation.objects.select_for_update(no_key=True).get(pk=recommendation.pk)
    today = timezone.localdate(at)
    if is_own(by, recommendation, on=today):
        raise ValidationError(AN_OWNER, code="an_owner")
    now = StatusFact.objects.last_standing(recommendation, as_at=today, known_by=None).first()
    if now and on < now.valid_from:
        day = f"{now.valid_from.day} {now.valid_from:%B %Y}"
        raise ValidationError(
            {"true_from": f"“{now.word}” is true from {day}. Choose that day or a later one"}
        )
    return now


def _refuse_done(word, recommendation):
    if word.plan_id != recommendation.plan_id or word.meaning in StatusMeaning.done():
        raise ValidationError({"word": STILL_DONE})


def _verification(recommendation, result, method, note, written):
    method = kept_text(method, missing=NO_METHOD)
    if len(method) > LONGEST_METHOD:
        raise ValidationError({"method": TOO_LONG.format(longest=LONGEST_METHOD, now=len(method))})
    fact = Verification(
        recommendation=recommendation,
        result=result,
        method=method,
        note=kept_text(note),
    )
    return Verification.objects.write_down([fact], **written)[0]


def _give_status(recommendation, word, cause, verification, written):
    fact = StatusFact(
        recommendation=recommendation,
        word=word.word,
        meaning=word.meaning,
        cause=cause,
        verification=verification,
    )
    return StatusFact.objects.write_down([fact], **written)[0]
