"""Acts on deadlines: agreeing their words, revising them, dropping them. The original is never
lost.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from people.dated_fact import take_back
from recommendations.by_when import Reading
from recommendations.derived import refresh_derived
from recommendations.kept_text import kept_text
from recommendations.models import Action, Deadline, DeadlineTerm, Recommendation

NO_WORDS = "Enter by when, in the words that were agreed."


@dataclass(frozen=True)
class NewTerm:
    """Agreed words with their reading. `paper_date`: the day of the paper against which they
    were read. `parser_version`: None when a person set the dates.
    """

    deadline: Deadline
    text: str
    reading: Reading
    paper_date: date
    parser_version: int | None = None
    corrects: DeadlineTerm | None = None


@dataclass(frozen=True)
class NewDeadline:
    """A deadline of a recommendation, or of one of its actions; its order is the order in which
    it is handed over.
    """

    recommendation: Recommendation
    text: str
    reading: Reading
    paper_date: date
    action: Action | None = None
    parser_version: int | None = None


@transaction.atomic
def set_deadlines(
    rows, *, by, on: date, at: datetime, on_behalf_of=None, reason=""
) -> list[Deadline]:
    """Add deadlines with their first agreed words; returns them in the order given.

    ValidationError for missing words, or an action of another recommendation.
    """
    rows = list(rows)
    for row in rows:
        if row.action is not None and row.action.recommendation_id != row.recommendation.pk:
            raise ValidationError("The action belongs to another recommendation.")
    first = Deadline.objects.filter(
        recommendation__in={row.recommendation for row in rows}
    ).next_order()
    deadlines = Deadline.objects.bulk_create(
        Deadline(recommendation=row.recommendation, action=row.action, order=order)
        for order, row in enumerate(rows, start=first)
    )
    terms = (
        NewTerm(deadline, row.text, row.reading, row.paper_date, row.parser_version)
        for deadline, row in zip(deadlines, rows, strict=True)
    )
    revise_all(terms, by=by, on=on, at=at, on_behalf_of=on_behalf_of, reason=reason)
    return deadlines


def set_deadline(
    recommendation, text, *, reading, paper_date, by, on: date, at: datetime, action=None, reason=""
) -> Deadline:
    """Add one deadline with its first agreed words."""
    row = NewDeadline(recommendation, text, reading, paper_date, action)
    return set_deadlines([row], by=by, on=on, at=at, reason=reason)[0]


@transaction.atomic
def revise_all(
    rows, *, by, on: date, at: datetime, on_behalf_of=None, reason=""
) -> list[DeadlineTerm]:
    """Write down agreed words, with their reading, from the day `on`; the earlier ones stay on
    record.
    """
    rows = list(rows)
    terms = DeadlineTerm.objects.write_down(
        (_term(row) for row in rows),
        by=by, on=on, at=at, on_behalf_of=on_behalf_of, reason=reason,
    )  # fmt: skip
    refresh_derived((row.deadline.recommendation_id for row in rows), on=timezone.localdate(at))
    return terms


def revise(
    deadline, text, *, reading, paper_date, by, on: date, at: datetime, reason="", corrects=None
) -> DeadlineTerm:
    """Write down new agreed words for one deadline."""
    row = NewTerm(deadline, text, reading, paper_date, corrects=corrects)
    return revise_all([row], by=by, on=on, at=at, reason=reason)[0]


@transaction.atomic
def drop_all(deadlines, *, by, on: date, at: datetime, reason) -> list[DeadlineTerm]:
    """Drop deadlines from the day `on`: they are no longer printed, and nothing is due by them."""
    deadlines = list(deadlines)
    terms = DeadlineTerm.objects.write_down(
        (
            DeadlineTerm(
                deadline=deadline,
                is_dropped=True,
                paper_date=on,
                read_by=DeadlineTerm.ReadBy.PERSON,
                kind="other",
            )
            for deadline in deadlines
        ),
        by=by, on=on, at=at, reason=kept_text(reason, missing="Say why."),
    )  # fmt: skip
    refresh_derived((one.recommendation_id for one in deadlines), on=timezone.localdate(at))
    return terms


def drop(deadline, *, by, on: date, at: datetime, reason) -> DeadlineTerm:
    """Drop one deadline from the day `on`."""
    return drop_all([deadline], by=by, on=on, at=at, reason=reason)[0]


@transaction.atomic
def take_back_term(term, *, by, at: datetime, reason) -> DeadlineTerm:
    """Void words that were never agreed; the ones before them stand again, if there were any."""
    void = take_back(term, by=by, at=at, reason=reason)
    refresh_derived([term.deadline.recommendation_id], on=timezone.localdate(at))
    return void


def _term(row):
    reading, version = row.reading, row.parser_version
    return DeadlineTerm(
        deadline=row.deadline,
        text=kept_text(row.text, missing=NO_WORDS),
        paper_date=row.paper_date,
        read_by=DeadlineTerm.ReadBy.PERSON if version is None else DeadlineTerm.ReadBy.PARSER,
        parser_version=version,
        kind=reading.kind.value,
        earliest=reading.earliest,
        latest=reading.latest,
        open_ended=reading.open_ended,
        parts=[_part(part) for part in reading.parts],
        corrects=row.corrects,
    )


def _part(part):
    """A milestone as it is kept: days as ISO text."""
    return {
        "label": part.label,
        "earliest": part.earliest and part.earliest.isoformat(),
        "latest": part.latest and part.latest.isoformat(),
        "open_ended": part.open_ended,
    }
