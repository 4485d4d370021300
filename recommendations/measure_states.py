"""What is measured of recommendations, as at a day and as known at a moment: plain and frozen, for
the page and for papers. One query, whatever the number of recommendations.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, NamedTuple

from django.db.models import BooleanField, CharField, DateField, DecimalField, F, Value

from recommendations.measure_numbers import in_full, with_unit
from recommendations.models import MeasureReading, MeasureTerms

HIGHER = MeasureTerms.Better.HIGHER


class Direction(StrEnum):
    """How the latest reading lies to the target: since where it began, if it is not reached."""

    REACHED = "target reached"
    TOWARDS = "towards the target"
    AWAY = "away from the target"
    NO_NEARER = "no nearer to the target"
    NOT_REACHED = "target not reached yet"


class Reading(NamedTuple):
    """What was counted on a day."""

    day: date
    value: Decimal
    note: str


@dataclass(frozen=True, slots=True)
class MeasureState:
    """A measure as at a day: what it aims at, and what was counted up to then, first to last, one
    reading a day.

    `reading_ids`: the keys of the readings, in their order; `version`: the key of the terms.
    """

    name: str
    unit: str
    better: str
    baseline: Decimal | None
    baseline_day: date | None
    target: Decimal | None
    target_day: date | None
    readings: tuple[Reading, ...] = ()
    as_at: date | None = None
    measure_id: int = 0
    reading_ids: tuple[int, ...] = ()
    version: int = 0
    is_dropped: bool = False

    @property
    def latest(self) -> Reading | None:
        return self.readings[-1] if self.readings else None

    @property
    def direction(self) -> Direction | None:
        """None without a target or a reading."""
        if self.latest is None or self.target is None:
            return None
        if self._gain(self.target, self.latest.value) >= 0:
            return Direction.REACHED
        start = self._start
        if start is None:
            return Direction.NOT_REACHED
        gain = self._gain(start, self.latest.value)
        if gain == 0:
            return Direction.NO_NEARER
        return Direction.TOWARDS if gain > 0 else Direction.AWAY

    @property
    def is_missed(self) -> bool:
        """The day of the target has passed, and it is not reached."""
        if self.as_at is None or self.target_day is None or self.direction == Direction.REACHED:
            return False
        return self.target_day < self.as_at

    @property
    def direction_words(self) -> str:
        """ "towards the target, but further from it than on 30 June 2015 (90%)"; "" for nothing to
        say.
        """
        words = [self.direction or "", self._turn_words]
        if self.is_missed:
            words.append("not reached in time")
        return ", ".join(filter(None, words))

    @property
    def latest_words(self) -> str:
        if self.latest is None:
            return "not counted yet"
        return f"{self.said(self.latest.value)} on {in_full(self.latest.day)}"

    @property
    def target_words(self) -> str:
        """ "95% by 31 March 2017"; "" for none."""
        if self.target is None:
            return ""
        day = f" by {in_full(self.target_day)}" if self.target_day else ""
        return f"{self.said(self.target)}{day}"

    @property
    def baseline_words(self) -> str:
        """ "61% on 31 March 2015"; "" for none."""
        if self.baseline is None:
            return ""
        day = f" on {in_full(self.baseline_day)}" if self.baseline_day else ""
        return f"{self.said(self.baseline)}{day}"

    @property
    def in_words(self) -> str:
        """One line for a paper: “Staff with an appraisal: 82% on 31 March 2016 (target 95% by 31
        March 2017, began at 61%): towards the target”.
        """
        target = f"target {self.target_words}" if self.target_words else "no target is set"
        aside = [target]
        if self.baseline is not None:
            aside.append(f"began at {self.said(self.baseline)}")
        line = f"{self.name}: {self.latest_words} ({', '.join(aside)})"
        return f"{line}: {self.direction_words}" if self.direction_words else line

    def said(self, number: Decimal) -> str:
        return with_unit(number, self.unit)

    @property
    def _start(self):
        if self.baseline is not None:
            return self.baseline
        return self.readings[0].value if len(self.readings) > 1 else None

    @property
    def _turn_words(self):
        """Where the last step went the other way than all of them together."""
        if len(self.readings) < 2 or self.direction not in (Direction.TOWARDS, Direction.AWAY):
            return ""
        before, latest = self.readings[-2:]
        step = self._gain(before.value, latest.value)
        ahead = self.direction == Direction.TOWARDS
        if step == 0 or (step > 0) == ahead:
            return ""
        how = "further from" if ahead else "nearer to"
        return f"but {how} it than on {in_full(before.day)} ({self.said(before.value)})"

    def _gain(self, start, end):
        """How much better one number is than another."""
        return end - start if self.better == HIGHER else start - end


def measures_as_at(
    recommendations, *, as_at: date, known_by: datetime | None, with_dropped: bool = False
) -> dict[int, tuple[MeasureState, ...]]:
    """The measures of recommendations (a QuerySet), by the key of the recommendation, in their
    order; those without one are left out. `as_at` and `known_by` as in state_as_at. One query.
    """
    when: dict[str, Any] = {"as_at": as_at, "known_by": known_by}
    terms: dict[tuple, _Row] = {}
    readings: dict[int, list[_Row]] = defaultdict(list)
    rows = _of(MeasureTerms, _TERMS, recommendations, when).union(
        _of(MeasureReading, _READING, recommendations, when), all=True
    )
    for row in sorted(map(_Row._make, rows), key=lambda row: row.in_time):
        if row.is_reading:
            readings[row.measure].append(row)
        else:
            terms[row.place] = row
    states: dict[int, list[MeasureState]] = defaultdict(list)
    for place, its_terms in sorted(terms.items()):
        if with_dropped or not its_terms.is_dropped:
            states[place[0]].append(_state(its_terms, readings[its_terms.measure], as_at))
    return {key: tuple(of_one) for key, of_one in states.items()}


class _Row(NamedTuple):
    """A fact of either kind: the words are the name of a measure, or the note of a reading."""

    recommendation: int
    order: int
    measure: int
    valid_from: date
    recorded_at: datetime
    pk: int
    words: str
    number: Decimal | None
    unit: str
    better: str
    baseline_day: date | None
    target: Decimal | None
    target_day: date | None
    is_dropped: bool
    is_reading: bool

    @property
    def place(self):
        return self.recommendation, self.order, self.measure

    @property
    def in_time(self):
        return self.valid_from, self.recorded_at, self.pk


_NUMBER = DecimalField(max_digits=16, decimal_places=4)
_TERMS = {
    "words": F("name"),
    "number": F("baseline"),
    "of_unit": F("unit"),
    "which_better": F("better"),
    "day_of_number": F("baseline_day"),
    "aim": F("target"),
    "aim_day": F("target_day"),
    "dropped": F("is_dropped"),
    "is_reading": Value(False, output_field=BooleanField()),
}
_READING = {
    "words": F("note"),
    "number": F("value"),
    "of_unit": Value("", output_field=CharField()),
    "which_better": Value("", output_field=CharField()),
    "day_of_number": Value(None, output_field=DateField()),
    "aim": Value(None, output_field=_NUMBER),
    "aim_day": Value(None, output_field=DateField()),
    "dropped": Value(False, output_field=BooleanField()),
    "is_reading": Value(True, output_field=BooleanField()),
}


def _of(kind, columns, recommendations, when):
    """The standing facts of a kind, in the columns that both kinds share."""
    facts = kind.objects.standing(**when).filter(measure__recommendation__in=recommendations)
    place = ("measure__recommendation", "measure__order", "measure")
    in_time = ("valid_from", "recorded_at", "pk")
    return facts.order_by().annotate(**columns).values_list(*place, *in_time, *columns)


def _state(terms, readings, as_at):
    by_day = {row.valid_from: row for row in readings}
    return MeasureState(
        name=terms.words,
        unit=terms.unit,
        better=terms.better,
        baseline=terms.number,
        baseline_day=terms.baseline_day,
        target=terms.target,
        target_day=terms.target_day,
        readings=tuple(Reading(day, row.number, row.words) for day, row in by_day.items()),
        as_at=as_at,
        measure_id=terms.measure,
        reading_ids=tuple(row.pk for row in by_day.values()),
        version=terms.pk,
        is_dropped=bool(terms.is_dropped),
    )
