"""Acts on progress: what owners report, and the status that it causes."""

from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from recommendations.derived import refresh_derived
from recommendations.kept_text import kept_text
from recommendations.models import NilReturn, ProgressUpdate, Recommendation, Round, StatusFact


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

    An update that corrects another one corrects the status that the other caused as well.
    """
    rows = list(rows)
    written = {"by": by, "on": on, "at": at, "on_behalf_of": on_behalf_of, "reason": reason}
    updates = ProgressUpdate.objects.write_down((_update(row) for row in rows), **written)
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
    `on`.
    """
    nil_returns = NilReturn.objects.write_down(
        (NilReturn(recommendation=r, round=round) for r in recommendations),
        by=by, on=on, at=at, on_behalf_of=on_behalf_of,
    )  # fmt: skip
    refresh_derived((n.recommendation_id for n in nil_returns), on=timezone.localdate(at))
    return nil_returns


def _update(row):
    return ProgressUpdate(
        recommendation=row.recommendation,
        narrative=kept_text(row.narrative),
        further_words=kept_text(row.further_words),
        per_cent=row.per_cent,
        forecast=row.forecast,
        own_values=row.own_values,
        round=row.round,
        source_note=kept_text(row.source_note),
        corrects=row.corrects,
    )


def _status(update, row):
    """The status that an update causes; a correction without one takes back the status that the
    corrected one caused.
    """
    corrects = _status_caused_by(row.corrects)
    if row.status is None and corrects is None:
        return None
    word, meaning = (
        (row.status.word, row.status.meaning) if row.status else (corrects.word, corrects.meaning)
    )
    return StatusFact(
        recommendation=row.recommendation,
        word=kept_text(word, missing="Enter a status."),
        meaning=meaning,
        cause=StatusFact.Cause.UPDATE,
        progress_update=update,
        corrects=corrects,
        void=row.status is None,
    )


def _status_caused_by(update):
    if update is None:
        return None
    return update.statuses.filter(corrected_by=None, void=False).first()
