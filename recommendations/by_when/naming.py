"""Reads one named period where it stands: "19 September", "March 17", "early autumn 2013",
"Q3 2014/15", "next financial year". What stands around it, and which year is meant when none is
written, is decided elsewhere.
"""

from datetime import timedelta

from recommendations.by_when.days import TWO_OF_ONE, day_after_month, day_before_month, day_of
from recommendations.by_when.figures import (
    date_in_figures,
    two_figures,
    with_quarter,
    year_in_figures,
)
from recommendations.by_when.periods import (
    DAY,
    Period,
    Unreadable,
    day_period,
    easter,
    financial_year,
    financial_year_of,
    fixed_period,
    half_of,
    in_year_from,
    quarter_period,
    third_of,
    week_of,
    year_period,
)
from recommendations.by_when.reading import Kind
from recommendations.by_when.words import Tag
from recommendations.by_when.years import (
    NUMBERS,
    financial_pair,
    is_full_year,
    is_year_to_next,
    year_after,
)

SKIPPED_INSIDE = frozenset((Tag.FILLER, Tag.IN))


def period_at(tokens, at, paper):
    """The period that begins at the token `at`, and the token after it; None where none begins."""
    reader = READERS.get(tokens[at].tag)
    return reader(tokens, at, paper) if reader else None


def base_at(tokens, at, paper):
    """What "early", "first half of", "first week of" or "the end of" can stand before."""
    while tokens[at].tag in SKIPPED_INSIDE or (tokens[at].tag == Tag.DASH and tokens[at].is_glued):
        at += 1
    if tokens[at].tag == Tag.UNIT and is_full_year(tokens[at + 1]):
        at += 1
    reader = BASES.get(tokens[at].tag)
    return reader(tokens, at, paper) if reader else None


# days and figures


def _number(tokens, at, paper):
    return (
        date_in_figures(tokens, at, paper)
        or day_before_month(tokens, at, paper)
        or year_in_figures(tokens, at, paper)
        or two_figures(tokens, at, paper)
        or _second_of_two(tokens, at, paper)
    )


def _ordinal(tokens, at, paper):
    return (
        day_before_month(tokens, at, paper)
        or _ranked(tokens, at, paper)
        or _second_of_two(tokens, at, paper)
    )


def _second_of_two(tokens, at, paper):
    """The 2 of "Q1-2 2013/14" and the 16 of "May 12-16, 2014"."""
    named, first, sign, second = tokens[at - 3 : at + 1] if at > 2 else tokens[-4:]
    if first.tag not in NUMBERS or sign.tag not in TWO_OF_ONE:
        return None
    if named.tag == Tag.QUARTER and 1 <= second.value <= 4:
        return _quarter(tokens, at + 1, second.value, paper)
    if named.tag == Tag.MONTH and 1 <= second.value <= 31 and first.digits <= 2:
        return day_of(named.value, second, tokens, at + 1)
    return None


# months and seasons


def _month(tokens, at, paper):
    if _is_verb(tokens, at, paper):
        return None
    month = tokens[at].value
    if day := day_after_month(tokens, at, paper):
        return day
    if year := year_after(tokens, at + 1, paper, is_month=True):
        return Period(Kind.MONTH, month, year=year.of_month(month)), year.next_at
    return Period(Kind.MONTH, month), at + 1


def _is_verb(tokens, at, paper):
    """ "staff may submit", "deadlines fall due"."""
    return (
        paper.text.startswith(("may", "fall", "march"), tokens[at].start)
        and tokens[at - 1].tag in (Tag.WORD, Tag.THIS)
        and tokens[at + 1].tag in (Tag.WORD, Tag.DEADLINE, Tag.CONTINUING, Tag.NOT)
    )


def _season(tokens, at, paper):
    if _is_verb(tokens, at, paper):
        return None
    months = paper.conventions.months_of(tokens[at].value)
    period, next_at = Period(Kind.SEASON, months[0], len(months)), at + 1
    if tokens[next_at].value == "term" and _before_fillers(tokens, at).tag == Tag.END:
        raise Unreadable  # a term ends when its school says so
    if year := year_after(tokens, next_at, paper):
        period.year, next_at = _year_of_season(period, year), year.next_at
    return period, next_at


def _year_of_season(period, year):
    """Winter 2012/13 begins in 2012; spring lies in two financial years."""
    if year.is_financial and period.month < 4:
        raise Unreadable
    return year.number


# quarters, halves and financial years


def _named_quarter(tokens, at, paper):
    number = tokens[at + 1]
    if number.tag not in (Tag.NUMBER, Tag.AMOUNT) or is_full_year(number):
        return None
    if not 1 <= number.value <= 4:
        raise Unreadable  # "Q5"
    return _quarter(tokens, at + 2, number.value, paper)


def _quarter(tokens, at, number, paper):
    """A quarter whose year, or whose months in brackets, may follow at `at`."""
    if year := year_after(tokens, at, paper):
        quarter = quarter_period(number, year.number, is_financial=year.is_financial)
        return quarter, year.next_at
    if tokens[at].tag == Tag.OPEN and tokens[at + 1].tag == Tag.MONTH:
        return None
    return quarter_period(number), at


def _ranked(tokens, at, paper):
    """ "1st quarter 2013", "second half of 2014", "last week of May"."""
    rank, ranked = tokens[at].value, tokens[at + 1]
    if ranked.tag == Tag.QUARTER:
        if rank == 0 or rank > 4:
            raise Unreadable  # "5th quarter"
        return _quarter(tokens, at + 2, rank if rank > 0 else 4, paper)
    if ranked.tag == Tag.HALF and rank <= 2:
        return _narrowed(base_at(tokens, at + 2, paper), half_of, 0 if rank == 1 else 1)
    if ranked.value == "weekday" and _is_of_a_month(tokens, at + 2):
        raise Unreadable  # "first Monday in May"
    if rank <= 4 and (ranked.tag == Tag.WEEK_FROM or ranked.value == ("weeks", False)):
        return _narrowed(base_at(tokens, at + 2, paper), week_of, rank)
    return None


def _is_of_a_month(tokens, at):
    return tokens[at].tag in SKIPPED_INSIDE and tokens[at + 1].tag != Tag.EACH


def _narrowed(found, narrow, *which):
    if not found:
        return None
    narrowed = narrow(found[0], *which)
    return (narrowed, found[1]) if narrowed else None


def _named_half(tokens, at, paper):
    """ "H1 2014", "H2 2013/14"."""
    number = tokens[at + 1]
    year = year_after(tokens, at + 2, paper)
    if not year or number.tag != Tag.NUMBER or not number.is_glued or number.value not in (1, 2):
        return None
    whole = financial_year(year.number) if year.is_financial else year_period(year.number)
    return half_of(whole, number.value - 1), year.next_at


def _financial_year(tokens, at, paper):
    """ "FY 2012/13", "financial year 2012 to 2013"; "FY2013" alone has no rule."""
    at += 1
    while tokens[at].tag in (Tag.FILLER, Tag.COLON, Tag.OPEN):
        at += 1
    if pair := financial_pair(tokens, at, is_said=True):
        return with_quarter(tokens, pair) or (financial_year(pair.number), pair.next_at)
    if is_year_to_next(tokens, at):
        return financial_year(tokens[at].value), at + 3
    if tokens[at + 1].tag == Tag.QUARTER:
        raise Unreadable
    return None


def _this_financial_year(tokens, at, paper):
    """After "the end of" the financial year without figures is the paper's."""
    if found := _financial_year(tokens, at, paper):
        return found
    if tokens[at + 1].tag == Tag.NUMBER:
        return None  # "FY2013", for which there is no rule
    return financial_year(financial_year_of(paper.day)), at + 1


# early, this and next


def _third(tokens, at, paper):
    """ "early 2013", "mid to late September" (rule 6)."""
    first = last = tokens[at].value
    if tokens[at + 1].tag in TWO_OF_ONE and tokens[at + 2].tag == Tag.THIRD:
        at, last = at + 2, tokens[at + 2].value
    if first > last:
        return None
    return _narrowed(base_at(tokens, at + 1, paper), third_of, first, last)


def _this(tokens, at, paper):
    return _relative(tokens, at, paper, 0)


def _next(tokens, at, paper):
    is_new = tokens[at].value == "new"
    if tokens[at + 1].value == ("years", False):
        if is_new:
            return _new_year(tokens, at, paper)
        if tokens[at - 1].value == "the":
            return None
    elif is_new and tokens[at + 1].tag != Tag.FINANCIAL_YEAR:
        return None
    return _relative(tokens, at, paper, 1)


def _relative(tokens, at, paper, steps):
    """This (0 steps) or next (1) year, month, season ...; "this" summer is of the paper's year."""
    at += 1 + (tokens[at + 1].value == "calendar")
    named = tokens[at]
    if named.tag == Tag.FINANCIAL_YEAR:
        return financial_year(financial_year_of(paper.day) + steps), at + 1
    if named.tag in (Tag.UNIT, Tag.QUARTER):
        period = _units_on(named, paper.day, steps)
        return (period, at + 1) if period else None
    if named.tag not in (Tag.MONTH, Tag.SEASON):
        return None
    found = READERS[named.tag](tokens, at, paper)
    if found and not found[0].has_year:
        if steps:
            return in_year_from(found[0], paper.day + DAY), found[1]
        found[0].year = paper.day.year
    return found


def _units_on(token, day, steps):
    """The calendar year, quarter, month or week of a day, or the next."""
    if token.tag == Tag.QUARTER:
        index = (day.month - 1) // 3 + steps
        return quarter_period(index % 4 + 1, day.year + index // 4)
    unit, is_plural = token.value
    if is_plural or unit == "days":
        return None
    if unit == "years":
        return year_period(day.year + steps)
    if unit == "months":
        month = day.month - 1 + steps
        return Period(Kind.MONTH, month % 12 + 1, year=day.year + month // 12)
    monday = day - timedelta(days=day.weekday()) + timedelta(weeks=steps)
    return fixed_period(Kind.RANGE, monday, monday + timedelta(days=6))


def this_unit(tokens, at, paper):
    """The paper's own year or month, as in "the end of the year"."""
    period = _units_on(tokens[at], paper.day, 0)
    return (period, at + 1) if period else None


def _new_year(tokens, at, paper):
    """The year that begins on the 1 January nearest to the paper; only its start or its early part
    can be meant by the words.
    """
    if _before_fillers(tokens, at).tag not in (Tag.START, Tag.THIRD):
        return None
    if is_full_year(tokens[at + 2]):
        return year_period(tokens[at + 2].value), at + 3
    return year_period(paper.day.year + (paper.day.month > 6)), at + 2


def _before_fillers(tokens, at):
    return tokens[at - 2] if tokens[at - 1].tag == Tag.FILLER else tokens[at - 1]


def _feast(tokens, at, paper):
    """Christmas is 25 December, Easter its Sunday."""
    year = year_after(tokens, at + 1, paper)
    next_at = year.next_at if year else at + 1
    if tokens[at].value:
        month, day = tokens[at].value
        return day_period(day, month, year and year.number), next_at
    years = [year.number] if year else range(paper.day.year - 1, paper.day.year + 2)
    sunday = min((easter(number) for number in years), key=lambda day: abs(day - paper.day))
    return fixed_period(Kind.DATE, sunday, sunday), next_at


READERS = {
    Tag.NUMBER: _number,
    Tag.ORDINAL: _ordinal,
    Tag.MONTH: _month,
    Tag.SEASON: _season,
    Tag.QUARTER: _named_quarter,
    Tag.HALF: _named_half,
    Tag.RANK: _ranked,
    Tag.FINANCIAL_YEAR: _financial_year,
    Tag.THIRD: _third,
    Tag.THIS: _this,
    Tag.NEXT: _next,
    Tag.FEAST: _feast,
}
BASES = {
    Tag.NUMBER: _number,
    Tag.ORDINAL: _ordinal,
    Tag.MONTH: _month,
    Tag.SEASON: _season,
    Tag.QUARTER: _named_quarter,
    Tag.FINANCIAL_YEAR: _this_financial_year,
    Tag.UNIT: this_unit,
    Tag.THIS: _this,
    Tag.NEXT: _next,
}
