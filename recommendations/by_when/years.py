"""Finds the year that belongs to a day, month, season, quarter or half: "2013", "'13", "2013/14",
"FY 13/14". It picks no year that is not written.
"""

from typing import NamedTuple

from recommendations.by_when.periods import FIRST_YEAR, LAST_YEAR, Unreadable
from recommendations.by_when.words import Tag

# A two-figure number after a month is a year when it lies this near the paper's: "March 17" in
# 2016 is March 2017, in 1995 it is the 17th.
YEARS_BACK, YEARS_AHEAD = 6, 14
NUMBERS = frozenset((Tag.NUMBER, Tag.ORDINAL))
BETWEEN_DAYS = frozenset((Tag.DASH, Tag.SLASH, Tag.COMMA, Tag.AND, Tag.TO))
BEFORE_A_SHORT_YEAR = frozenset((Tag.DASH, Tag.SLASH, Tag.DOT, Tag.APOSTROPHE))
BEFORE_A_FULL_YEAR = BEFORE_A_SHORT_YEAR | {
    Tag.COMMA,
    Tag.LINE_END,
    Tag.FILLER,
    Tag.FINANCIAL_YEAR,
}


class Year(NamedTuple):
    """A year as written, and the token after it. `is_financial`: `number` is its first year."""

    number: int
    is_financial: bool
    next_at: int

    def of_month(self, month: int) -> int:
        """The calendar year of a month in it: March 2012/13 is March 2013."""
        return self.number + (self.is_financial and month < 4)


def is_full_year(token) -> bool:
    return token.tag == Tag.NUMBER and token.digits == 4 and FIRST_YEAR <= token.value < LAST_YEAR


def is_near(year: int, paper) -> bool:
    return paper.day.year - YEARS_BACK <= year <= paper.day.year + YEARS_AHEAD


def financial_pair(tokens, at, *, is_said=False) -> Year | None:
    """ "2012/13" and "2012-13" (rule 7); when it is said to be a financial year or a quarter of
    one, also "12/13" and "2012/2013".
    """
    first, sign, second = tokens[at], tokens[at + 1], tokens[at + 2]
    if not (first.tag == second.tag == Tag.NUMBER and _joins(sign, second)):
        return None
    sizes = first.digits, second.digits
    if sizes != (4, 2) and not (is_said and sizes in ((4, 4), (2, 2))):
        return None
    if (first.value + 1 - second.value) % 100 or _is_day(tokens, at + 2):
        return None
    return Year(first.value if sizes[0] == 4 else 2000 + first.value, True, at + 3)


def _joins(sign, second):
    return sign.tag == Tag.SLASH or (sign.tag == Tag.DASH and sign.is_glued == second.is_glued)


def _is_day(tokens, at):
    """The 13 in "March 2012 - 13 June 2012"."""
    return not tokens[at].is_glued and tokens[at + 1].tag == Tag.MONTH


def is_year_to_next(tokens, at) -> bool:
    """ "2012 to 2013": a financial year where it is called one, two years elsewhere."""
    first, second = tokens[at], tokens[at + 2]
    is_pair = is_full_year(first) and is_full_year(second) and tokens[at + 1].tag == Tag.TO
    return is_pair and second.value == first.value + 1


def year_after(tokens, at, paper, *, is_month=False) -> Year | None:
    """The year of the month, season, quarter or half that ends before `at`, if one is written."""
    if tokens[at].tag == Tag.OPEN:
        return _in_brackets(tokens, at + 1, paper)
    return (
        _full_year_after(tokens, at, is_month)
        or _short_year_after(tokens, at, paper, is_month)
        or _after_a_word(tokens, at)
    )


def _in_brackets(tokens, at, paper):
    year = _full_year_after(tokens, at, False) or _short_year_after(tokens, at, paper, False)
    if year and tokens[year.next_at].tag == Tag.CLOSE:
        return year._replace(next_at=year.next_at + 1)
    return None


def _full_year_after(tokens, at, is_month):
    is_named = False
    for _ in range(3):
        token = tokens[at]
        is_named = is_named or token.tag == Tag.FINANCIAL_YEAR
        at += token.tag in BEFORE_A_FULL_YEAR or (token.tag == Tag.IN and token.value == "in")
    if pair := financial_pair(tokens, at, is_said=is_named or not is_month):
        return pair if tokens[at].digits == 4 or is_named else None
    if is_named:
        raise Unreadable  # "Q2 FY2020": which year that is, no rule says
    if is_full_year(tokens[at]) and not _is_year_first_date(tokens, at):
        return Year(tokens[at].value, False, at + 1)
    return None


def _is_year_first_date(tokens, at):
    return tokens[at + 1].tag == Tag.DASH == tokens[at + 3].tag and tokens[at + 4].is_glued


def _short_year_after(tokens, at, paper, is_month):
    at, is_quoted = _past_sign(tokens, at)
    if not is_month and (pair := financial_pair(tokens, at, is_said=True)):
        return pair
    if not is_short_year(tokens, at):
        return None
    year = 2000 + tokens[at].value
    return Year(year, False, at + 1) if is_quoted or is_near(year, paper) else None


def _past_sign(tokens, at):
    """Past the sign before a short year ("Sep-14", "Sept. '12") and whether it is an apostrophe."""
    if tokens[at].tag == Tag.DOT:
        at += 1
    if tokens[at].tag in BEFORE_A_SHORT_YEAR and tokens[at + 1].is_glued:
        return at + 1, tokens[at].tag == Tag.APOSTROPHE
    return at, False


def is_short_year(tokens, at) -> bool:
    """Whether two figures can be a year (20xx, rule 8): not those of a date or an amount."""
    token = tokens[at]
    return (
        token.tag == Tag.NUMBER
        and token.digits == 2
        and tokens[at + 1].tag != Tag.UNIT
        and not _is_time_of_day(tokens, at)
        and not begins_a_date(tokens, at)
    )


def _is_time_of_day(tokens, at):
    """The 14 of "30 June 14:30"."""
    sign, minutes = tokens[at + 1 : at + 3]
    return sign.tag == Tag.COLON and sign.is_glued and minutes.is_glued and minutes.digits == 2


def _after_a_word(tokens, at):
    """ "June Board 2013" and "Autumn Statement 2013", but no further."""
    if tokens[at].tag != Tag.WORD:
        return None
    at += 1 + (tokens[at + 1].tag == Tag.WORD)
    if is_full_year(tokens[at]) and tokens[at + 1].tag not in (Tag.WORD, Tag.SLASH, Tag.DASH):
        return Year(tokens[at].value, False, at + 1)
    return None


def year_of_day(tokens, at) -> Year | None:
    """The year after a day and its month: ", 2013", "13", "'13", "-13" or "/13"."""
    if tokens[at].tag in (Tag.DOT, Tag.COMMA, Tag.LINE_END) and is_full_year(tokens[at + 1]):
        at += 1
    at, _ = _past_sign(tokens, at)
    if pair := financial_pair(tokens, at):
        return pair
    if is_full_year(tokens[at]) or is_short_year(tokens, at):
        return Year(_in_full(tokens[at]), False, at + 1)
    return None


def _in_full(token):
    return token.value if token.digits == 4 else 2000 + token.value


def begins_a_date(tokens, at) -> bool:
    """Whether the number at `at` is the day of a date to come, and so no year: "30 September"."""
    sign, number = tokens[at + 1], tokens[at + 2]
    if sign.tag in (Tag.DOT, Tag.SLASH, Tag.DASH) and number.is_glued and number.tag == Tag.NUMBER:
        return True
    month_at = month_beyond(tokens, at)
    if not month_at:
        return False
    if any(token.tag in NUMBERS for token in tokens[at + 1 : month_at]):
        return True
    is_pair = tokens[month_at + 1].tag == Tag.NUMBER and tokens[month_at + 1].digits == 2
    # "March 17 June 17" is two months with their years, "March 17 June 2013" is not.
    return not is_pair


def month_beyond(tokens, at) -> int:
    """Where the month of the days that begin at `at` stands ("12, 13 and 19 May"), or 0."""
    for _ in range(8):
        if tokens[at].tag not in NUMBERS or not 1 <= tokens[at].value <= 31:
            return 0
        at = _past_fillers(tokens, at + 1)
        if tokens[at].tag == Tag.MONTH:
            return at
        if tokens[at].tag in BEFORE_A_SHORT_YEAR and _is_glued_month(tokens[at + 1]):
            return at + 1
        at += 1 + (tokens[at].tag == Tag.COMMA and tokens[at + 1].tag == Tag.AND)
        if tokens[at - 1].tag not in BETWEEN_DAYS:
            return 0
    return 0


def _past_fillers(tokens, at):
    while tokens[at].tag in (Tag.FILLER, Tag.LINE_END):
        at += 1
    return at


def _is_glued_month(token):
    return token.tag == Tag.MONTH and token.is_glued
