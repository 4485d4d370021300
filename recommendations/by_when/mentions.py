"""A date as a wording mentions it: its period or range, how the words bound it, and what they say
of it. It knows no words.
"""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from recommendations.by_when.periods import (
    DAY,
    Period,
    Unreadable,
    in_nearest_year,
    in_year_from,
    in_year_to,
)
from recommendations.by_when.reading import Kind
from recommendations.by_when.words import Tag


class Days(NamedTuple):
    """First and last day, inclusive; None for no end."""

    earliest: date | None
    latest: date | None
    open_ended: bool = False


@dataclass(slots=True)
class Point:
    """One end of a mention: a period, at whose start or end the words may point."""

    period: Period
    edge: str | None
    is_joined: bool  # directly to the point before: "March, June and September 2013"

    def days(self) -> tuple[date, date]:
        first, last = self.period.span()
        if self.edge == Tag.END:
            return last, last
        return (first, first) if self.edge == Tag.START else (first, last)


@dataclass(slots=True)
class Mention:
    """A period, or a range when it has an `end`. `operator`: before, after, from ... or None."""

    start: Point
    token_at: int
    next_at: int
    end: Point | None = None
    operator: str | None = None
    is_open: bool = False
    is_old: bool = False
    is_done: bool = False
    is_done_in_passing: bool = False  # told in the past tense, of no more weight
    is_completed: bool = False

    @property
    def points(self) -> list[Point]:
        return [self.start, self.end] if self.end else [self.start]

    @property
    def is_plain(self) -> bool:
        """Whether "to" after it makes a range."""
        return self.end is None and not self.is_open and self.operator in RANGE_STARTS

    def days(self) -> Days:
        """The days of the deadline (rules 1 to 4)."""
        if self.end:
            return self._range()
        first, last = self.start.days()
        if self.operator in OPEN_OPERATORS or self.is_open:
            if self.start.period.kind is Kind.RELATIVE:
                raise Unreadable
            return Days(last + DAY if self.operator == Tag.AFTER else first, None, True)
        if self.operator == Tag.BEFORE and self.start.edge != Tag.END:
            return Days(first - DAY, first - DAY)
        if self.operator == Tag.WEEK_FROM:
            return Days(first, first + 6 * DAY)
        if self.operator == Tag.WEEK_TO:
            return Days(last - 6 * DAY, last)
        return Days(first, last)

    def _range(self):
        assert self.end is not None
        first, last = self.start.days()[0], self.end.days()[1]
        if first > last:
            raise Unreadable
        return Days(first, None if self.is_open else last, self.is_open)

    def kind(self) -> Kind:
        if self.operator in OPEN_OPERATORS or self.is_open:
            return Kind.ONGOING_FROM
        if self.end or self.operator in (Tag.WEEK_FROM, Tag.WEEK_TO):
            return Kind.RANGE
        if self.start.edge or self.operator == Tag.BEFORE:
            return Kind.DATE
        return self.start.period.kind


OPEN_OPERATORS = frozenset((Tag.AFTER, Tag.FROM, Tag.BEGIN))
RANGE_STARTS = frozenset((None, Tag.FROM, Tag.BEGIN, Tag.BETWEEN))


def give_years(mentions: list[Mention], day: date) -> None:
    """Give every period its year: in order with the dates it is joined to, else the nearest to
    the paper's day (rule 8).
    """
    points = [point for mention in mentions for point in mention.points]
    for at, point in enumerate(points):
        if not point.period.has_year:
            target = _year_to_come(points, at)
            before = points[at - 1] if at else None
            point.period = _with_year(point, before, target, day)


def _year_to_come(points, at):
    """The next period with a year in the same row of joined ones."""
    for point in points[at + 1 : at + 12]:
        if not point.is_joined:
            return None
        if point.period.has_year:
            return point.period
    return None


def _with_year(point, before, target, day):
    if target:
        return in_year_to(point.period, target)
    if before and point.is_joined:
        return in_year_from(point.period, before.period.span()[0])
    return in_nearest_year(point.period, day)
