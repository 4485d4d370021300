"""Acts on completion: an auditor confirms or refuses it, or opens again what was done."""

from collections.abc import Mapping
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
from recommendations.progress import give_statuses
from recommendations.reporting_rights import AN_OWNER

NOT_COMPLETE = "This is not reported complete, so there is nothing to verify."
VERIFIED = "An auditor has confirmed this already. To change that, open it again."
NOT_DONE = "This is not done, so there is nothing to open again."
NO_METHOD = "Say how you looked: which evidence you saw, or whom you asked."
LONGEST_METHOD = 200  # characters, as its column holds
TOO_LONG = "Use {longest} characters or fewer. This has {now:,}. Put the rest into the note"
NO_NOTE = "Say why completion is refused."
STILL_DONE = "Choose a status that is not done, so that the next round asks about it again."


@transaction.atomic
def confirm_completions(
    recommendations, *, method, note="", by, on: date, at: datetime
) -> list[Verification]:
    """Confirm that what is reported complete is, of several at once; the status becomes the plan's
    word for that, if it has one.

    ValidationError, and nothing written, when one is not reported complete or is verified already,
    `by` is an owner of it, or the method is missing or too long.
    """
    recommendations = list(recommendations)
    now = _complete_statuses(recommendations, by, on, at)
    _refuse_verified(recommendations, at)
    plans = {recommendation.plan_id for recommendation in recommendations}
    auditors = StatusWord.objects.filter(plan__in=plans, is_auditors=True)
    words = {word.plan_id: word for word in auditors.order_by("-position", "-pk")}
    given = {
        recommendation: word
        for recommendation in recommendations
        if (word := words.get(recommendation.plan_id)) and word.word != now[recommendation.pk].word
    }
    written = {"by": by, "on": on, "at": at}
    return _verify(recommendations, Verification.Result.CONFIRMED, method, note, given, **written)


def confirm_completion(
    recommendation, *, method, note="", by, on: date, at: datetime
) -> Verification:
    """Confirm that one that is reported complete is."""
    return confirm_completions([recommendation], method=method, note=note, by=by, on=on, at=at)[0]


@transaction.atomic
def refuse_completions(
    words: Mapping[Recommendation, StatusWord], *, method, note, by, on: date, at: datetime
) -> list[Verification]:
    """Refuse what is reported complete, of several at once: the status of each goes back to its
    word, so that the next round asks about it. As confirm_completions; ValidationError too for a
    word that means done, or without a note.
    """
    _complete_statuses(list(words), by, on, at)
    for recommendation, word in words.items():
        _refuse_done(word, recommendation)
    note = kept_text(note, missing=NO_NOTE)
    written = {"by": by, "on": on, "at": at}
    return _verify(list(words), Verification.Result.REFUSED, method, note, words, **written)


def refuse_completion(
    recommendation, *, word: StatusWord, method, note, by, on: date, at: datetime
) -> Verification:
    """Refuse what is reported complete, of one."""
    return refuse_completions(
        {recommendation: word}, method=method, note=note, by=by, on=on, at=at
    )[0]


@transaction.atomic
def reopen(recommendation, *, word: StatusWord, reason, by, on: date, at: datetime) -> StatusFact:
    """Open again what is done, verified or not, with the reason. ValidationError when it is not
    done, `by` is an owner of it, or for a word that means done.
    """
    now = _last_statuses([recommendation], by, on, at).get(recommendation.pk)
    if now is None or now.meaning not in StatusMeaning.done():
        raise ValidationError(NOT_DONE, code="not_done")
    _refuse_done(word, recommendation)
    reason = kept_text(reason, missing="Say why it is opened again.")
    written = {"by": by, "on": on, "at": at, "reason": reason}
    new = (recommendation, word, StatusFact.Cause.REOPENING, None)
    [status] = give_statuses([new], **written)
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


def _complete_statuses(recommendations, by, on, at):
    """The statuses in force by the key of the recommendation; ValidationError unless each means
    complete.
    """
    now = _last_statuses(recommendations, by, on, at)
    for recommendation in recommendations:
        status = now.get(recommendation.pk)
        if status is None or status.meaning != StatusMeaning.COMPLETE:
            raise ValidationError(NOT_COMPLETE, code="not_complete")
    return now


def _refuse_verified(recommendations, at):
    rows = Recommendation.objects.filter(pk__in=[row.pk for row in recommendations])
    today = timezone.localdate(at)
    if any(state.is_verified for state in state_as_at(rows, as_at=today, known_by=None)):
        raise ValidationError(VERIFIED, code="verified")


def _last_statuses(recommendations, by, on, at):
    """The statuses in force by the key of the recommendation, once nobody else can change them and
    it is sure that `by` may.
    """
    rows = Recommendation.objects.filter(pk__in=[row.pk for row in recommendations])
    list(rows.select_for_update(no_key=True).order_by("pk").values_list("pk"))
    today = timezone.localdate(at)
    if rows.own_to(by, on=today).exists():
        raise ValidationError(AN_OWNER, code="an_owner")
    now = list(StatusFact.objects.in_force(of=rows, as_at=today, known_by=None))
    for status in now:
        if on < status.valid_from:
            day = f"{status.valid_from.day} {status.valid_from:%B %Y}"
            raise ValidationError(
                {"true_from": f"“{status.word}” is true from {day}. Choose that day or a later one"}
            )
    return {status.recommendation_id: status for status in now}


def _refuse_done(word, recommendation):
    if word.plan_id != recommendation.plan_id or word.meaning in StatusMeaning.done():
        raise ValidationError({"word": STILL_DONE})


def _verify(recommendations, result, method, note, words, **written):
    """What audit found, and the status words that it gives."""
    method = kept_text(method, missing=NO_METHOD)
    if len(method) > LONGEST_METHOD:
        raise ValidationError({"method": TOO_LONG.format(longest=LONGEST_METHOD, now=len(method))})
    note = kept_text(note)
    facts = Verification.objects.write_down(
        (
            Verification(recommendation=recommendation, result=result, method=method, note=note)
            for recommendation in recommendations
        ),
        **written,
    )
    by_subject = {fact.recommendation_id: fact for fact in facts}
    cause = StatusFact.Cause.VERIFICATION
    give_statuses(
        [(row, word, cause, by_subject[row.pk]) for row, word in words.items()], **written
    )
    refresh_derived(by_subject, on=timezone.localdate(written["at"]))
    return facts
