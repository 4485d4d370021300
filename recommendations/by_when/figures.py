"""Reads dates and years written in figures: "31/03/2015", "30 10.14", "2014-03-31", "03/2014",
"31/12", "2012/13", "2015". Figures that may be a reference or a share are left alone.
"""

from recommendations.by_when.periods import (
    Period,
    Unreadable,
    day_period,
    financial_year,
    quarter_period,
    year_period,
)
from recommendations.by_when.reading import Kind
from recommendations.by_when.words import Tag
from recommendations.by_when.years import (
    Year,
    financial_pair,
    is_full_year,
    is_near,
    is_year_to_next,
)

BETWEEN_FIGURES = frozenset((Tag.DOT, Tag.SLASH, Tag.DASH))
# What may stand before a year that stands alone: not "Equality Act 2010".
BEFORE_A_YEAR = frozenset(
    (
        Tag.END_OF_TEXT, Tag.IN, Tag.TO, Tag.FROM, Tag.BEFORE, Tag.AFTER, Tag.BEGIN, Tag.END,
        Tag.START, Tag.AND, Tag.BETWEEN, Tag.COMMA, Tag.DOT, Tag.COLON, Tag.SEMICOLON, Tag.DASH,
        Tag.SLASH, Tag.OPEN, Tag.LINE_END, Tag.COMPLETED, Tag.FUTURE, Tag.OLD, Tag.NEW,
        Tag.CHANGED, Tag.DEADLINE, Tag.ONGOING, Tag.SOON, Tag.THIRD, Tag.BUT, Tag.PAST, Tag.UNIT,
    )
)  # fmt: skip

BEFORE_A_QUARTER = frozenset((Tag.COMMA, Tag.DASH, Tag.SLASH, Tag.OPEN))
# "3/5 complete", "1/4 of sites"
AFTER_A_SHARE = frozenset((Tag.WORD, Tag.COMPLETED, Tag.FILLER))


def date_in_figures(tokens, at, paper):
    """A whole date, day first or as the conventions say (rule 9), and the token after it."""
    figures = _three_figures(tokens, at)
    if figures is None or _is_reference(tokens, at):
        return None
    (first, second, third), next_at = figures
    if first.digits == 4:
        return day_period(third.value, second.value, first.value), next_at
    day, month = _day_and_month_of(first.value, second.value, paper)
    year = third.value if third.digits == 4 else 2000 + third.value
    return day_period(day, month, year), next_at


def _day_and_month_of(first, second, paper):
    """In the order of the conventions, unless only the other order is possible."""
    day, month = (first, second) if paper.conventions.day_first else (second, first)
    return (month, day) if month > 12 >= day else (day, month)


def _three_figures(tokens, at):
    """Three numbers with a sign between them, or a space where there is one sign at least."""
    found, signs = [tokens[at]], 0
    for _ in range(2):
        at += 1
        if tokens[at].tag in BETWEEN_FIGURES:
            at, signs = at + 1, signs + 1
        if tokens[at].tag != Tag.NUMBER:
            return None
        found.append(tokens[at])
    if not _is_date_like(found, signs):
        return None
    return found, at + 1


def _is_date_like(figures, signs):
    sizes = tuple(figure.digits for figure in figures)
    if sizes[0] == 4:
        return signs == 2 and sizes[1] <= 2 and sizes[2] <= 2 and is_full_year(figures[0])
    if sizes[0] > 2 or sizes[1] > 2:
        return False
    if sizes[2] == 4:
        return signs > 0 or is_full_year(figures[2])
    return sizes[2] == 2 and signs > 0


def _is_reference(tokens, at):
    """ "item 4.1.17" and the middle of "2.4.1.17" are no dates."""
    before = tokens[at - 1]
    if before.tag in BETWEEN_FIGURES and tokens[at].is_glued and before.is_glued:
        return before.tag == Tag.DOT and tokens[at - 2].tag == Tag.NUMBER
    return before.tag in (Tag.REFERENCE, Tag.ELSEWHERE)


def year_in_figures(tokens, at, paper):
    """ "2012/13", "2013/14 Q2", "2012-03", "2012-15", "2015", "13/14"."""
    if tokens[at].digits == 2:
        return _short_financial_year(tokens, at, paper)
    if not is_full_year(tokens[at]):
        return None
    return _financial_year(tokens, at) or _year_and_figures(tokens, at) or _bare_year(tokens, at)


def _financial_year(tokens, at):
    pair = financial_pair(tokens, at)
    if not pair:
        is_named = tokens[at + 3].tag == Tag.FINANCIAL_YEAR and is_year_to_next(tokens, at)
        return (financial_year(tokens[at].value), at + 4) if is_named else None
    return with_quarter(tokens, pair) or (
        financial_year(pair.number),
        _after_its_name(tokens, pair.next_at, at),
    )


def _after_its_name(tokens, next_at, at):
    """ "2012/13 financial year" is one; an academic year has no rule."""
    if Tag.OTHER_YEAR in (tokens[at - 1].tag, tokens[next_at].tag):
        raise Unreadable
    return next_at + (tokens[next_at].tag == Tag.FINANCIAL_YEAR)


def with_quarter(tokens, year):
    """The quarter that follows its year, and the token after it: "2013/14 Q2"."""
    sign = tokens[year.next_at].tag
    at = year.next_at + (sign in BEFORE_A_QUARTER)
    name, number = tokens[at], tokens[at + 1]
    if name.tag != Tag.QUARTER or number.tag != Tag.NUMBER or not 1 <= number.value <= 4:
        return None
    quarter = quarter_period(number.value, year.number, is_financial=year.is_financial)
    return quarter, at + 2 + (sign == Tag.OPEN and tokens[at + 2].tag == Tag.CLOSE)


def _year_and_figures(tokens, at):
    """ "2012-03" is a month, "2012-15" four years; "2009-12" could be either."""
    first, sign, second = tokens[at : at + 3]
    if sign.tag not in (Tag.DASH, Tag.SLASH) or second.tag != Tag.NUMBER:
        return None
    if sign.is_glued and second.is_glued and _is_no_pair(tokens, at):
        raise Unreadable
    if second.digits != 2:
        return None
    if not second.is_glued and tokens[at + 3].tag == Tag.MONTH:
        return None
    years = second.value - first.value % 100
    if years > 1:
        if second.value <= 12:
            raise Unreadable
        return Period(Kind.RANGE, 1, months=12 * (years + 1), year=first.value), at + 3
    if 1 <= second.value <= 12 and second.is_glued:
        return Period(Kind.MONTH, second.value, year=first.value), at + 3
    return None


def _is_no_pair(tokens, at):
    """ "2019/21", "2020/19", "2020-13", "2019/2021" and "2019/202" are neither a financial year
    nor a month; "2019-22" and "2019-2022" are ranges.
    """
    first, sign, second = tokens[at : at + 3]
    if tokens[at - 1].tag in (Tag.REFERENCE, Tag.ELSEWHERE, Tag.WORD):
        return False
    if second.digits == 4:
        return sign.tag == Tag.SLASH and second.value != first.value + 1
    if second.digits != 2:
        return True
    is_range = sign.tag == Tag.DASH and second.value > first.value % 100
    return second.value == 0 or (second.value > 12 and not is_range)


def _bare_year(tokens, at):
    """A year that stands for itself; not "Equality Act 2010", not "the 2011 Census"."""
    if quarter := with_quarter(tokens, Year(tokens[at].value, False, at + 1)):
        return quarter
    before, after = tokens[at - 1].tag, tokens[at + 1].tag
    if before == Tag.END and financial_pair(tokens, at, is_said=True):
        raise Unreadable  # "end of 2013/2014": of the financial or of the calendar year
    is_named = before in BEFORE_A_YEAR
    if before == Tag.FILLER:
        is_named = after != Tag.WORD
    if not is_named or (after == Tag.WORD and before not in (Tag.IN, Tag.TO, Tag.FROM, Tag.AND)):
        return None
    return year_period(tokens[at].value), _after_its_name(tokens, at + 1, at)


def _short_financial_year(tokens, at, paper):
    """ "13/14" can be nothing else; "11/12" is also 11 December."""
    pair = financial_pair(tokens, at, is_said=True)
    if not pair or tokens[at + 1].tag != Tag.SLASH or tokens[at + 2].digits != 2:
        return None
    if tokens[at - 1].tag in (Tag.REFERENCE, Tag.SLASH) or tokens[pair.next_at].tag == Tag.WORD:
        return None
    if tokens[at + 2].value <= 12:
        if is_near(pair.number, paper):
            raise Unreadable
        return None
    return financial_year(pair.number), _after_its_name(tokens, pair.next_at, at)


def two_figures(tokens, at, paper):
    """ "03/2014" and "03/14" are months, "31/12" is a day without its year."""
    first, sign, second = tokens[at : at + 3]
    if sign.tag not in BETWEEN_FIGURES or second.tag != Tag.NUMBER or first.digits > 2:
        return None
    if _is_reference(tokens, at) or not (sign.is_glued and second.is_glued):
        return None
    if is_full_year(second):
        if not 1 <= first.value <= 12:
            raise Unreadable  # "0/2020", "13/2020"
        return Period(Kind.MONTH, first.value, year=second.value), at + 3
    if sign.tag == Tag.SLASH and tokens[at + 3].tag == Tag.REFERENCE:
        raise Unreadable  # "10/12 actions done"
    if sign.tag != Tag.SLASH or tokens[at + 3].tag in AFTER_A_SHARE or second.digits > 2:
        return None
    if tokens[at + 3].tag == Tag.SLASH and tokens[at + 3].is_glued and _is_no_year(tokens[at + 4]):
        raise Unreadable
    return _day_and_month(first, second, at, paper) or _month_and_year(first, second, at, paper)


def _is_no_year(token):
    """The 220 of "30/06/220"."""
    return token.tag == Tag.NUMBER and token.is_glued and token.digits not in (2, 4)


def _day_and_month(first, second, at, paper):
    day, month = _day_and_month_of(first.value, second.value, paper)
    if not (1 <= month <= 12 and 1 <= day <= 31) or (day, month) == (24, 7):
        return None
    return day_period(day, month), at + 3


def _month_and_year(first, second, at, paper):
    year = 2000 + second.value
    if first.digits == second.digits == 2 and 1 <= first.value <= 12 and is_near(year, paper):
        return Period(Kind.MONTH, first.value, year=year), at + 3
    return None
