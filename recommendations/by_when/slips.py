"""Finds a figure that stands beside a date and can be no part of it: "32 March", "June 20200",
"March 2o20". A date with a slip in it is left unread, for nobody can tell which was meant.
"""

import re

from recommendations.by_when.naming import period_at
from recommendations.by_when.periods import Unreadable
from recommendations.by_when.words import Tag
from recommendations.by_when.years import NUMBERS, is_full_year

NAMED = frozenset((Tag.MONTH, Tag.SEASON, Tag.QUARTER, Tag.HALF, Tag.FEAST))
GLUING = frozenset((Tag.DASH, Tag.SLASH, Tag.DOT, Tag.APOSTROPHE))
PARTING = frozenset((Tag.COMMA, Tag.DOT, Tag.OPEN, Tag.LINE_END, Tag.DASH, Tag.SLASH))
NO_DATE_BEFORE = frozenset((Tag.REFERENCE, Tag.ELSEWHERE, Tag.COLON))
# Letters that are typed for figures: "2o20", "l9 June".
TYPED_YEAR = re.compile(r"(?=[a-z]*\d)[\doilsz]{3,}(?![^\W_])", re.IGNORECASE)
TYPED_DAY = re.compile(r"(?=[a-z]*\d)[\dol]{1,2}(?![^\W_])", re.IGNORECASE)


def refuse_slips(tokens, at, next_at, last_date_ends, paper):
    """Unreadable where a slip stands before or after the period of the tokens `at` to `next_at`.

    `last_date_ends`: the token after the date before, whose figures are its own.
    """
    if NAMED.isdisjoint(token.tag for token in tokens[at:next_at]):
        return
    if tokens[at].tag == Tag.MONTH and _is_slip_before(tokens, at, last_date_ends, paper):
        raise Unreadable
    if is_dated(tokens, next_at) and _is_contradicted(tokens, next_at):
        raise Unreadable
    if _is_no_second(tokens, next_at, paper) or _is_no_day(tokens, next_at):
        raise Unreadable
    if not is_dated(tokens, next_at) and _is_no_year(tokens, next_at, paper):
        raise Unreadable


def is_dated(tokens, next_at):
    """Whether the period before `next_at` ends with its year."""
    return is_full_year(tokens[next_at - 1])


def _is_slip_before(tokens, month_at, last_date_ends, paper):
    """The 32 of "32 March", the 0 of "0-June" and the "3o" of "3o June"."""
    at = month_at - 1
    if tokens[at].tag in GLUING and tokens[month_at].is_glued and tokens[at].is_glued:
        at -= 1
    while at > 0 and tokens[at].tag == Tag.FILLER:
        at -= 1
    token = tokens[at]
    if at < last_date_ends or tokens[at - 1].tag in NO_DATE_BEFORE:
        return False
    if token.tag == Tag.WORD:
        return TYPED_DAY.match(paper.text, token.start) is not None
    return token.tag in NUMBERS and not 1 <= token.value <= 31 and not is_full_year(token)


def _is_no_second(tokens, at, paper):
    """The 21 of "March 2019/21" and the 5 of "Q1-5"."""
    sign, number = tokens[at : at + 2]
    is_glued = sign.is_glued and number.is_glued and number.tag == Tag.NUMBER
    if not is_glued or sign.tag not in (Tag.DASH, Tag.SLASH):
        return False
    if is_dated(tokens, at) and sign.tag == Tag.SLASH and is_full_year(number):
        return True
    return period_at(tokens, at + 1, paper) is None


def _is_contradicted(tokens, at):
    """ "June 2019 (2018)"."""
    opening, year, closing = tokens[at : at + 3]
    is_in_brackets = opening.tag == Tag.OPEN and closing.tag == Tag.CLOSE
    return is_in_brackets and is_full_year(year) and year.value != tokens[at - 1].value


def _is_no_day(tokens, next_at):
    """The 32 of "June 32, 2020", which was taken for the year."""
    month, number = tokens[next_at - 2 : next_at] if next_at > 1 else tokens[-2:]
    if month.tag != Tag.MONTH or number.tag != Tag.NUMBER or 1 <= number.value <= 31:
        return False
    return number.digits <= 2 and is_full_year(tokens[next_at + (tokens[next_at].tag == Tag.COMMA)])


def _is_no_year(tokens, at, paper):
    """The 20200 of "30 June 20200", the 202 of "March, 202" and the "2o20" of "March 2o20"."""
    is_parted = False
    for _ in range(2):
        token = tokens[at]
        is_gluing = token.tag in GLUING and tokens[at + 1].is_glued
        if is_gluing or token.tag == Tag.FILLER or token.tag in PARTING:
            is_parted = is_parted or not (is_gluing or token.tag == Tag.FILLER)
            at += 1
    token, after = tokens[at], tokens[at + 1]
    if token.tag == Tag.WORD:
        return TYPED_YEAR.match(paper.text, token.start) is not None
    if token.tag != Tag.NUMBER or (1 <= token.value <= 31 and token.digits <= 2):
        return False
    if after.tag == Tag.UNIT or after.value in ("%", "percent"):
        return False
    if is_parted and (token.digits < 3 or after.tag == Tag.WORD):
        return False
    return period_at(tokens, at, paper) is None
