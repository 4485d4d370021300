"""The reading of a deadline's words: set by a person, else by the program, in the council's own
conventions; and what a page says of it.
"""

from calendar import month_name
from dataclasses import replace
from datetime import date, timedelta

from django.conf import settings

from recommendations.by_when import Conventions, Kind, Part, Reading, describe, read_by_when

SEASONS = ("spring", "summer", "autumn", "winter")
NOT_UNDERSTOOD = "Not understood: set the dates by hand, or leave it as words only."


def conventions() -> Conventions:
    """What this council means by its seasons and its numeric dates: a setting."""
    months = {
        name: _three(first) for name, first in zip(SEASONS, settings.SEASONS_START, strict=True)
    }
    return Conventions(**months, day_first=not settings.MONTH_FIRST)


def conventions_in_words() -> tuple[str, ...]:
    """The conventions in force, a sentence for each setting."""
    kept = conventions()
    seasons = ", ".join(f"{name} {_span(kept.months_of(name))}" for name in SEASONS[1:])
    return (
        f"Spring is {_span(kept.spring)}, {seasons}.",
        f"1/4/2013 is {'1 April' if kept.day_first else '4 January'} 2013.",
    )


def read(words: str, *, paper_date: date) -> Reading:
    """What the program understands of some words, read against the day of their paper."""
    return read_by_when(words, paper_date=paper_date, conventions=conventions())


def reading_by_hand(*, earliest: date | None, latest: date | None, open_ended: bool) -> Reading:
    """The reading that a person sets: inclusive days, each of which may be left out. Without any,
    the words stay words only.
    """
    return Reading(_kind(earliest, latest, open_ended), earliest, latest, open_ended)


def reading_of(term) -> Reading:
    """The reading that a kept term, or the state of a deadline, has beside its words."""
    return Reading(Kind(term.kind), term.earliest, term.latest, term.open_ended)


def whole_reading_of(term) -> Reading:
    """The reading of a kept term with its milestones."""
    return replace(reading_of(term), parts=tuple(_kept_part(part) for part in term.parts))


def milestones(reading: Reading) -> list[str]:
    """The parts of a reading in words: "CMT: 19 September 2012"."""
    return [
        f"{part.label}: {describe(Reading(Kind.OTHER, *_days(part)))}".removeprefix(": ")
        for part in reading.parts
    ]


def reading_sentence(reading: Reading) -> str:
    """What a page says beside the words: "Read as 1 September to 30 November 2017: overdue from 1
    December 2017."
    """
    if not reading.is_read:
        return NOT_UNDERSTOOD
    if reading.latest is None:
        return f"Read as {describe(reading)}: never overdue."
    if reading.latest == date.max:
        return f"Read as {describe(reading)}."
    overdue = reading.latest + timedelta(days=1)
    return f"Read as {describe(reading)}: overdue from {overdue.day} {overdue:%B %Y}."


def _three(first):
    return tuple((first + month - 1) % 12 + 1 for month in range(3))


def _span(months):
    return f"{month_name[months[0]]} to {month_name[months[-1]]}"


def _days(part):
    return part.earliest, part.latest, part.open_ended


def _kept_part(part):
    """A milestone out of a row, where its days are ISO text."""
    days = {
        name: date.fromisoformat(part[name]) if part[name] else None
        for name in ("earliest", "latest")
    }
    return Part(part["label"], **days, open_ended=part["open_ended"])


def _kind(earliest, latest, open_ended):
    if earliest is None and latest is None:
        return Kind.ONGOING if open_ended else Kind.OTHER
    if latest is None:
        return Kind.ONGOING_FROM
    return Kind.DATE if earliest in (None, latest) else Kind.RANGE
