"""Acts on progress: what owners report, and the status that it causes."""

from dataclasses import dataclass, field
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from people.dated_fact import take_back
from recommendations.derived import refresh_derived
from recommendations.kept_text import kept_text
from recommendations.models import (
    NilReturn,
    ProgressUpdate,
    Recommendation,
    Round,
    StatusFact,
    UpdateRequest,
)
from recommendations.rounds import refuse_closed_rounds

PRESSED_BY_MISTAKE = "Taken back: it was pressed by mistake."
ANSWERED = "This is answered already. What was said stands here; if there is news, report it."


@dataclass(frozen=True)
class NewStatus:
    """The status word as written, and what it means to the rules."""

    word: str
    meaning: str


@dataclass(frozen=True)
class NewUpdate:
    """What an owner reports; `status` None: the update says nothing about the status."""

    recommendation: Recommendation
    narrative: str
    further_words: str = ""
    status: NewStatus | None = None
    per_cent: int | None = None
    forecast: date | None = None
    own_values: dict = field(default_factory=dict)
    round: Round | None = None
    source_note: str = ""
    corrects: ProgressUpdate | None = None


@transaction.atomic
def record_updates(
    rows, *, by, on: date, at: datetime, on_behalf_of=None, reason=""
) -> list[ProgressUpdate]:
    """Write down progress updates, true on the day `on`, with the statuses that they cause; in the
    order given.

    An update that corrects another one corrects the status that the other caused as well, and
    stands in the round that the other answered. RoundClosed for an answer to a round that is
    closed.
    """
    rows = list(rows)
    written = {"by": by, "on": on, "at": at, "on_behalf_of": on_behalf_of, "reason": reason}
    rounds = _rounds_answered(rows, timezone.localdate(at))
    updates = ProgressUpdate.objects.write_down((_update(row, rounds) for row in rows), **written)
    # Once they refer to the round, it can't be cancelled meanwhile (PostgreSQL).
    refuse_closed_rounds((row.round for row in rows if row.corrects is None), at=at)
    statuses = (_status(update, row) for update, row in zip(updates, rows, strict=True))
    StatusFact.objects.write_down((status for status in statuses if status), **written)
    refresh_derived((u.recommendation_id for u in updates), on=timezone.localdate(at))
    return updates


def record_update(
    recommendation, narrative, *, by, on: date, at: datetime, on_behalf_of=None, reason="", **row
) -> ProgressUpdate:
    """Write down one progress update; `row`: the other fields of NewUpdate."""
    update = NewUpdate(recommendation, narrative, **row)
    return record_updates([update], by=by, on=on, at=at, on_behalf_of=on_behalf_of, reason=reason)[
        0
    ]


@transaction.atomic
def record_nil_returns(
    recommendations, round, *, by, on: date, at: datetime, on_behalf_of=None
) -> list[NilReturn]:
    """Write down "no change, still on track" for recommendations in a round, true on the day
    `on`. RoundClosed when the round is closed; ValidationError when one of them is answered.
    """
    keys = [recommendation.pk for recommendation in recommendations]
    _lock(keys)
    _refuse_answered(keys, round)
    nil_returns = NilReturn.objects.write_down(
        (NilReturn(recommendation_id=key, round=round) for key in keys),
        by=by, on=on, at=at, on_behalf_of=on_behalf_of,
    )  # fmt: skip
    refuse_closed_rounds([round], at=at)
    refresh_derived((n.recommendation_id for n in nil_returns), on=timezone.localdate(at))
    return nil_returns


@transaction.atomic
def take_back_nil_return(nil_return, *, by, at: datetime) -> NilReturn:
    """Void a nil return that was pressed by mistake, and with it every other that answers the same,
    while its round is open: RoundClosed after that. ValidationError when it was taken back already.
    """
    refuse_closed_rounds([nil_return.round], at=at)
    _lock([nil_return.recommendation_id])
    void = take_back(nil_return, by=by, at=at, reason=PRESSED_BY_MISTAKE)
    for other in _standing_nil_returns(nil_return.round, [nil_return.recommendation_id]):
        take_back(other, by=by, at=at, reason=PRESSED_BY_MISTAKE)
    refresh_derived([nil_return.recommendation_id], on=timezone.localdate(at))
    return void


def give_statuses(rows, **written) -> list[StatusFact]:
    """Write down statuses that no update causes: rows of a recommendation, its new StatusWord, the
    cause, and the verification where that is the cause. The derived columns are the caller's.
    """
    return StatusFact.objects.write_down(
        (
            StatusFact(
                recommendation=recommendation,
                word=word.word,
                meaning=word.meaning,
                cause=cause,
                verification=verification,
            )
            for recommendation, word, cause, verification in rows
        ),
        **written,
    )


def _lock(keys):
    """So that of two answers at once the second sees the first (PostgreSQL). Not a key lock: what
    refers to the recommendations need not wait.
    """
    rows = Recommendation.objects.select_for_update(no_key=True).filter(pk__in=keys)
    list(rows.order_by("pk").values_list("pk"))


def _refuse_answered(keys, round):
    """By a nil return or an update in the round."""
    updates = ProgressUpdate.objects.standing(as_at=date.max, known_by=None)
    if (
        _standing_nil_returns(round, keys).exists()
        or updates.filter(round=round, recommendation__in=keys).exists()
    ):
        raise ValidationError(ANSWERED, code="answered")


def _standing_nil_returns(round, keys):
    standing = NilReturn.objects.standing(as_at=date.max, known_by=None)
    return standing.filter(round=round, recommendation__in=keys)


def _rounds_answered(rows, today):
    """The keys of the rounds that the updates which are corrected answered, by the key of the
    update: those in which they were made, or that they answered from outside.
    """
    corrected = [row.corrects for row in rows if row.corrects]
    if not corrected:
        return {}
    outside = {update.pk for update in corrected if update.round_id is None}
    requests = (
        UpdateRequest.objects.filter(recommendation__progressupdates__in=outside)
        .with_answers(as_at=today, known_by=None)
        .filter(update__in=outside)
    )
    answered = dict(requests.values_list("update", "round"))
    return {update.pk: update.round_id or answered.get(update.pk) for update in corrected}


def _update(row, rounds):
    in_round = row.round.pk if row.round else None
    return ProgressUpdate(
        recommendation=row.recommendation,
        narrative=kept_text(row.narrative),
        further_words=kept_text(row.further_words),
        per_cent=row.per_cent,
        forecast=row.forecast,
        own_values=row.own_values,
        round_id=rounds[row.corrects.pk] if row.corrects else in_round,
        source_note=kept_text(row.source_note),
        corrects=row.corrects,
    )


def _status(update, row):
    """The status that an update causes; a correction without one takes back the status that the
    corrected one caused.
    """
    corrects = status_caused_by(row.corrects) if row.corrects else None
    said = row.status or corrects
    if said is None:
        return None
    return StatusFact(
        recommendation=row.recommendation,
        word=kept_text(said.word, missing="Enter a status."),
        meaning=said.meaning,
        cause=StatusFact.Cause.UPDATE,
        progress_update=update,
        corrects=corrects,
        void=row.status is None,
    )


def status_caused_by(update) -> StatusFact | None:
    """The status that an update caused, as long as nothing corrects it."""
    return update.statuses.filter(corrected_by=None, void=False).first()
