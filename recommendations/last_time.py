"""What was said of a recommendation last time, and what answers the round that asks now: kept
beside the form on which progress is reported.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import OuterRef, Subquery

from recommendations.answers import SILENT, Answer, AnswerKind
from recommendations.models import (
    NilReturn,
    ProgressUpdate,
    StatusFact,
    UpdateRequest,
    Verification,
)


@dataclass(frozen=True, slots=True)
class LastTime:
    """The update that was in force before a round asked; `on`: the day from which it is true.
    `refused_because`: what an auditor wrote who has refused completion since, "" for none.
    """

    key: int
    narrative: str
    further_words: str
    status_word: str
    on: date
    at: datetime
    by: str
    on_behalf_of: str
    refused_because: str


def asked_of(recommendation, *, on: date) -> Any:
    """What an open round asks about a recommendation on a day (an UpdateRequest, or None), with its
    round and, in `update` and `nil_return`, the keys of what answers it. One query.
    """
    requests = recommendation.update_requests.of_open_rounds(on=on)
    return requests.with_answers(as_at=on, known_by=None).select_related("round").first()


def answer_of(request) -> Answer:
    """The answer to a request of asked_of: one query, or none where there is no answer."""
    if request.update:
        return _answer(ProgressUpdate, AnswerKind.UPDATE, request.update)
    if request.nil_return:
        return _answer(NilReturn, AnswerKind.NIL_RETURN, request.nil_return)
    return SILENT


def last_time(recommendation, request: UpdateRequest | None, *, on: date) -> LastTime | None:
    """What was in force when the round of the request asked; without a request, what is in force.
    One query.
    """
    known_by = request.asked_at if request else None
    when: dict[str, Any] = {"as_at": on, "known_by": known_by}
    status = StatusFact.objects.last_standing(OuterRef("recommendation"), **when)
    updates = ProgressUpdate.objects.last_standing(recommendation, **when)
    update = (
        updates.select_related("recorded_by", "on_behalf_of")
        .annotate(
            status_word=Subquery(status.values("word")),
            finding=Subquery(_finding(on).values("result")),
            found_at=Subquery(_finding(on).values("recorded_at")),
            note=Subquery(_finding(on).values("note")),
        )
        .first()
    )
    return update and LastTime(
        key=update.pk,
        narrative=update.narrative,
        further_words=update.further_words,
        status_word=update.status_word or "",
        on=update.valid_from,
        at=update.recorded_at,
        by=str(update.recorded_by),
        on_behalf_of=str(update.on_behalf_of or ""),
        refused_because=update.note if _is_refused(update) else "",
    )


def _finding(on):
    """What an auditor found last, as known now."""
    return Verification.objects.last_standing(OuterRef("recommendation"), as_at=on, known_by=None)


def _is_refused(update):
    is_refused = update.finding == Verification.Result.REFUSED
    return is_refused and update.found_at > update.recorded_at


def _answer(kind_of_fact, kind, key):
    fact = kind_of_fact.objects.select_related("recorded_by", "on_behalf_of").get(pk=key)
    behalf = str(fact.on_behalf_of or "")
    return Answer(kind, key, fact.recorded_by_id, str(fact.recorded_by), behalf, fact.recorded_at)
