"""Says a reading in plain English, so that a committee can check it against its own words. Read
again, the English gives the same days.
"""

from datetime import date

from recommendations.by_when.reading import Kind, Reading
from recommendations.by_when.words import MONTHS

UNDATED = {
    Kind.ONGOING: "ongoing",
    Kind.RECURRING: "recurring",
    Kind.COMPLETED: "completed",
    Kind.NOT_APPLICABLE: "not applicable",
    Kind.TO_BE_CONFIRMED: "to be confirmed",
    Kind.CONDITIONAL: "dependent on an event",
    Kind.RELATIVE: "as soon as possible",
    Kind.UNREAD: "not understood",
}


def describe(reading: Reading) -> str:
    """ "1 September to 30 November 2017", "from 1 October 2012", "ongoing", "not understood"."""
    days = _days(reading.earliest, reading.latest)
    if not days:
        return _without_days(reading)
    if reading.kind is Kind.COMPLETED:
        days = f"completed {days}"
    if reading.open_ended and reading.latest:
        return f"{days}, with work ongoing"
    return days


def _without_days(reading):
    words = UNDATED.get(reading.kind, "no date")
    if reading.open_ended and reading.kind not in (Kind.ONGOING, Kind.RECURRING):
        return f"{words}, with work ongoing" if reading.kind is Kind.COMPLETED else "ongoing"
    return words


def _days(earliest: date | None, latest: date | None) -> str:
    if earliest is None:
        return f"by {_day(latest)}" if latest else ""
    if latest is None:
        return f"from {_day(earliest)}"
    if earliest == latest:
        return _day(latest)
    return f"{_day(earliest, until=latest)} to {_day(latest)}"


def _day(day: date, until: date | None = None) -> str:
    """A day; the first of two leaves out the month and year that it shares with the second."""
    words = [str(day.day)]
    if until is None or (day.year, day.month) != (until.year, until.month):
        words.append(MONTHS[day.month - 1].capitalize())
        if until is None or day.year != until.year:
            words.append(str(day.year))
    return " ".join(words)
