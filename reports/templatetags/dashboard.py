"""How the templates of the dashboard show a number, with the way to its rows, how dark a cell is,
and the trend as a chart.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile

from django import template
from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from reports.dashboard.values import Line, Number, Point, Table, Trend
from reports.figures.trend_chart import ChartPoint, line_chart
from reports.figures.values import NONE_DUE

register = template.Library()
# How dark the darkest cell of a table is.
DARKEST = 4
# The column that is shaded as what is wrong is.
LATE = "overdue"
# How many lines of departments there is room for on one sheet, that of all others included.
MOST_PRINTED = 13


@register.simple_tag
def rows_link(count: int, address: str, question: str, key: str) -> SafeString:
    """A count as a link to the rows that it counts. `address`: of the dashboard; `question`: what
    its page was asked.
    """
    return format_html('<a href="{}rows/{}/{}">{}</a>', address, key, question, intcomma(count))


@register.simple_tag
def number_links(number: Number, address: str, question: str) -> SafeString | str:
    """ "58% (7 of 12)", or what is said where there is nothing to count among."""
    if not number.of:
        return number.nothing
    share = _share(number, address, question)
    return format_html("{}% ({})", number.percent, share) if number.is_rate else share


@register.simple_tag
def big_number(number: Number, address: str, question: str) -> SafeString | str:
    """The same, what matters most large: the per cent of a rate, else how many are counted."""
    if not number.of:
        return number.nothing
    if number.is_rate:
        share = _share(number, address, question)
        return format_html("<strong>{}%</strong> {}", number.percent, share)
    counted = rows_link(number.counted, address, question, number.key)
    of = rows_link(number.of, address, question, number.of_key)
    return format_html("<strong>{}</strong> of {}", counted, of)


@register.simple_tag
def point_links(point: Point, address: str, question: str) -> SafeString | str:
    """ "58% (7 of 12)" as at the day of a round."""
    if point.percent is None:
        return NONE_DUE
    return format_html("{}% ({})", point.percent, _share(point, address, question))


def _share(number, address, question):
    counted = rows_link(number.counted, address, question, number.key)
    of = rows_link(number.of, address, question, number.of_key)
    return format_html("{} of {}", counted, of)


@register.simple_tag
def line_link(table: Table, line: Line, address: str, question: str) -> SafeString:
    """The sum of a line."""
    return rows_link(line.total, address, question, table.line_key(line))


@register.filter
def cells(table: Table, line: Line) -> list[tuple[int, str, bool]]:
    """The counts of a line, each with its key and whether it counts what is overdue."""
    is_late = (column == LATE for column in table.column_keys)
    return list(zip(line.cells, table.cell_keys(line), is_late, strict=True))


@register.filter
def totals(table: Table) -> list[tuple[int, str]]:
    """The sums of the columns, each with its key."""
    return list(zip(table.totals, table.column_total_keys, strict=True))


@register.filter
def not_printed(table: Table) -> Table:
    """The table with those of its lines alone for which there is no room on paper, where they are
    printed as one: the others have more that is overdue. Without a line where there is room for
    all.
    """
    if len(table.lines) <= MOST_PRINTED:
        return replace(table, lines=())
    late = table.column_keys.index(LATE)
    by_overdue = sorted(table.lines, key=lambda line: line.cells[late], reverse=True)
    rest = by_overdue[MOST_PRINTED - 1 :]
    return replace(table, lines=tuple(rest))


@register.filter
def heat(count: int, total: int) -> int:
    """How dark a cell is, from 0 for none to DARKEST, by its share of a total: a step for each
    quarter begun.
    """
    return -(-DARKEST * count // total) if total else 0


@register.filter
def rules_together(numbers: Sequence[Number]) -> str:
    """The rules of some numbers in one: what they have in common is said once. "By the plan's rule,
    red: overdue. Amber: due within 30 days. Of those still to be done."
    """
    rules = [number.rule.split() for number in numbers]
    if all(rule == rules[0] for rule in rules):
        return numbers[0].rule
    start, end = _common(rules), _common([rule[::-1] for rule in rules])[::-1]
    own = [rule[len(start) : len(rule) - len(end)] for rule in rules]
    said = [
        f"{number.label}: {' '.join(words)}" for number, words in zip(numbers, own, strict=True)
    ]
    if start:
        said[0] = said[0][0].lower() + said[0][1:]
    return " ".join([*start, *said, *end])


def _common(texts):
    """The words with which all of these begin."""
    columns = takewhile(lambda column: len(set(column)) == 1, zip(*texts, strict=False))
    return [words[0] for words in columns]


@register.filter
def dashboard_chart(trend: Trend) -> SafeString:
    """The chart of a trend, or nothing where there is only one point. All text in it is escaped."""
    points = [
        ChartPoint(
            (f"{point.as_at.day} {point.as_at:%b}", f"{point.as_at.year}"),
            point.percent,
            NONE_DUE if point.percent is None else f"{point.percent}%",
        )
        for point in trend.points
    ]
    said = "; ".join(f"{point.label}: {_in_words(point)}" for point in trend.points)
    return mark_safe(line_chart(f"Trend: {trend.label}", f"{said}.", points))


def _in_words(point):
    if point.percent is None:
        return NONE_DUE
    return f"{point.percent}% ({point.counted} of {point.of})"
