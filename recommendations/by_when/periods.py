"""A named stretch of days, with or without its year: "autumn", "19 September", "Q3 2013/14". It
knows calendars and no words.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from recommendations.by_when.reading import Kind

FIRST_YEAR, LAST_YEAR = 1900, 2199
FINANCIAL_YEAR_BEGINS = 4  # rule 7
DAY = timedelta(days=1)


class Unreadable(ValueError):
    """The wording names a day that does not exist, or one that no rule settles."""


@dataclass(slots=True)
class Period:
    """Whole months from `month` on, or days in its first month: `day` to `last_day`.

    A `last_day` of 0 is the last of the months; a `day` below 1 counts back from it. `year` is
    that of the first day, None when the words leave it out. `quarter` is kept so that "Q3 and Q4
    2013/14" are both of the financial year.
    """

    kind: Kind
    month: int
    months: int = 1
    day: int = 1
    last_day: int = 0
    year: int | None = None
    quarter: int = 0
    is_financial: bool = False
    fixed: tuple[date, date] | None = None

    @property
    def has_year(self) -> bool:
        return self.year is not None or self.fixed is not None

    def span(self) -> tuple[date, date]:
        """First and last day, both inclusive; Unreadable when there is no such day."""
        assert self.has_year
        return self.fixed or self.span_in(self.year or 0)

    def span_in(self, year: int) -> tuple[date, date]:
        if not FIRST_YEAR <= year < LAST_YEAR:
            raise Unreadable
        try:
            if self.last_day:
                return date(year, self.month, self.day), date(year, self.month, self.last_day)
            last = last_day_of(year, self.month + self.months - 1)
            if self.day < 1:
                return last + self.day * DAY, last
            return date(year, self.month, self.day), last
        except ValueError as error:
            raise Unreadable from error


def last_day_of(year: int, month: int) -> date:
    """The last day of a month; a month past 12 is one of the next years."""
    return date(year + month // 12, month % 12 + 1, 1) - DAY


def day_period(day: int, month: int, year: int | None = None) -> Period:
    """One day; Unreadable for 31 June and for 0 June."""
    if day < 1:
        raise Unreadable
    period = Period(Kind.DATE, month, day=day, last_day=day, year=year)
    period.span_in(2000 if year is None else year)
    return period


def fixed_period(kind: Kind, first: date, last: date) -> Period:
    """Days that are known already."""
    return Period(kind, first.month, fixed=(first, last))


def year_period(year: int) -> Period:
    return Period(Kind.YEAR, 1, months=12, year=year)


def financial_year(first_year: int) -> Period:
    """2012/13 by its first year: 1 April to 31 March (rule 7)."""
    return Period(
        Kind.FINANCIAL_YEAR, FINANCIAL_YEAR_BEGINS, months=12, year=first_year, is_financial=True
    )


def financial_year_of(day: date) -> int:
    """The first year of the financial year in which a day falls."""
    return day.year - (day.month < FINANCIAL_YEAR_BEGINS)


def quarter_period(quarter: int, year: int | None = None, *, is_financial=False) -> Period:
    """A quarter of a year; of a financial year it counts from April (rule 7)."""
    first = quarter * 3 - 2 + (FINANCIAL_YEAR_BEGINS - 1) * is_financial
    period = Period(Kind.QUARTER, first, 3, year=year, quarter=quarter, is_financial=is_financial)
    return _wrapped(period)


def third_of(period: Period, first: int, last: int) -> Period | None:
    """Early, mid and late are the thirds 0, 1 and 2 of a period (rule 6); None for none."""
    if period.fixed or period.last_day:
        return None
    if period.months == 1:
        return replace(period, day=(1, 11, 21)[first], last_day=(10, 20, 0)[last])
    each = period.months // 3
    return _months_of(period, first * each, (last - first + 1) * each, period.kind)


def half_of(period: Period, half: int) -> Period | None:
    """The first (0) or second (1) half of a year or a month; None for what has none (rule 6)."""
    if period.fixed or period.last_day:
        return None
    if period.months == 1:
        return replace(period, day=(1, 16)[half], last_day=(15, 0)[half])
    if period.months == 12:
        return _months_of(period, half * 6, 6, Kind.RANGE)
    return None


def week_of(period: Period, week: int) -> Period | None:
    """The first to fourth week of a month are its days 1-7 to 22-28, the last its last seven."""
    if period.months != 1 or period.last_day or period.fixed:
        return None
    if week < 0:
        return replace(period, kind=Kind.RANGE, day=-6)
    return replace(period, kind=Kind.RANGE, day=week * 7 - 6, last_day=week * 7)


def _months_of(period, skipped, months, kind):
    narrowed = replace(period, kind=kind, month=period.month + skipped, months=months, quarter=0)
    return _wrapped(narrowed)


def _wrapped(period):
    """Months past December are those of the next year."""
    if period.month > 12:
        period.month -= 12
        period.year = period.year and period.year + 1
    return period


def in_nearest_year(period: Period, day: date) -> Period:
    """The year that puts it nearest to a day, past or future; the later of two (rule 8)."""
    found = [
        (_days_between(span, day), -year)
        for year in range(day.year - 1, day.year + 2)
        if (span := _span_or_none(period, year))
    ]
    if not found:
        raise Unreadable
    return replace(period, year=-min(found)[1])


def in_year_from(period: Period, day: date) -> Period:
    """The first such period that begins on or after a day."""
    for year in (day.year, day.year + 1):
        span = _span_or_none(period, year)
        if span and span[0] >= day:
            return replace(period, year=year)
    raise Unreadable


def in_year_to(period: Period, target: Period) -> Period:
    """The last such period that begins no later than another, as in "March and June 2013"."""
    if period.quarter and target.is_financial:
        period = quarter_period(period.quarter, is_financial=True)
    first = target.span()[0]
    for year in (first.year, first.year - 1):
        span = _span_or_none(period, year)
        if span and span[0] <= first:
            return replace(period, year=year)
    raise Unreadable


def _span_or_none(period, year):
    try:
        return period.span_in(year)
    except Unreadable:
        return None


def _days_between(span, day):
    first, last = span
    return max((first - day).days, (day - last).days, 0)


def later(day: date, amount: int, unit: str) -> date:
    """A day so many "days", "weeks", "months" or "years" later; in a short month its last."""
    try:
        if unit in ("days", "weeks"):
            return day + timedelta(**{unit: amount})
        months = day.month + amount * (12 if unit == "years" else 1)
        last = last_day_of(day.year, months)
        return last.replace(day=min(day.day, last.day))
    except (OverflowError, ValueError) as error:
        raise Unreadable from error


def easter(year: int) -> date:
    """Easter Sunday, by the anonymous Gregorian computus."""
    century, of_century = divmod(year, 100)
    golden = year % 19
    moon = (
        19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15
    ) % 30
    week = (32 + 2 * (century % 4) + 2 * (of_century // 4) - moon - of_century % 4) % 7
    month, day = divmod(moon + week - 7 * ((golden + 11 * moon + 22 * week) // 451) + 114, 31)
    return date(year, month, day + 1)
