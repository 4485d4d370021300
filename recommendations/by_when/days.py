"""Reads a day beside the name of its month: "19 September", "15-May-13", "March 6, 2023"."""

from recommendations.by_when.periods import day_period
from recommendations.by_when.words import Tag
from recommendations.by_when.years import (
    NUMBERS,
    begins_a_date,
    is_full_year,
    is_near,
    month_beyond,
    year_of_day,
)

TWO_OF_ONE = frozenset((Tag.DASH, Tag.TO, Tag.AND, Tag.SLASH))


def day_before_month(tokens, at, paper):
    """ "19 September", "19th of Sept. '12", "15-May-13"; of "12, 13 and 19 May" the first."""
    month_at = month_beyond(tokens, at)
    if not month_at or _is_reference(tokens, at):
        return None
    day, month = tokens[at].value, tokens[month_at].value
    if any(token.tag in NUMBERS for token in tokens[at + 1 : month_at]):
        return day_period(day, month), at + 1
    if year := year_of_day(tokens, month_at + 1):
        return day_period(day, month, year.of_month(month)), year.next_at
    return day_period(day, month), month_at + 1


def _is_reference(tokens, at):
    """The 1 of "phase 1 June 2013", and the 2 of "items 1 and 2 June 2013"."""
    if tokens[at - 1].tag == Tag.AND and tokens[at - 2].tag in NUMBERS:
        at -= 2
    return tokens[at - 1].tag == Tag.REFERENCE


def day_after_month(tokens, at, paper):
    """ "March 6, 2023", "Dec 31st", "Dec 31" where 2031 is far off; in the US "March 17" too."""
    month, day_at = tokens[at].value, at + 1
    if tokens[day_at].tag in (Tag.COMMA, Tag.DOT):
        day_at += 1
    day = tokens[day_at]
    if day.tag not in NUMBERS or not 1 <= day.value <= 31:
        return None
    year_at = day_at + 1 + (tokens[day_at + 1].tag in (Tag.COMMA, Tag.DOT))
    if is_full_year(tokens[year_at]):
        return day_period(day.value, month, tokens[year_at].value), year_at + 1
    if tokens[at + 1].tag == Tag.COMMA or tokens[day_at + 1].tag == Tag.UNIT:
        return None
    if _is_day_alone(tokens, day_at, paper):
        return day_period(day.value, month), day_at + 1
    return None


def _is_day_alone(tokens, at, paper):
    """Whether the number after a month is its day although no year follows."""
    day = tokens[at]
    if day.digits > 2 and day.tag == Tag.NUMBER:
        return False
    if tokens[at + 1].tag in TWO_OF_ONE and tokens[at + 2].tag in NUMBERS:
        return is_full_year(tokens[at + 3 + (tokens[at + 3].tag == Tag.COMMA)])
    if begins_a_date(tokens, at):
        return False
    is_unlike_a_year = day.tag == Tag.ORDINAL or day.digits == 1
    return is_unlike_a_year or not (
        paper.conventions.day_first and is_near(2000 + day.value, paper)
    )


def day_of(month, day, tokens, at):
    at += tokens[at].tag == Tag.COMMA and is_full_year(tokens[at + 1])
    if is_full_year(tokens[at]):
        return day_period(day.value, month, tokens[at].value), at + 1
    return day_period(day.value, month), at
