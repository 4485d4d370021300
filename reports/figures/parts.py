"""What stands behind each number of the figures: its address on the site, and exactly the rows that
it counts. Pure.

A part of a figure is "counted" or "of", of the earlier period "before" or "before-of"; a cell of a
table is its line and column from 1 or "all" ("2-3", "all-3"); a point of the trend its place from
1, "2" or "2-of".
"""

import re
from dataclasses import dataclass
from itertools import chain

from reports.figures.keys import FigureKey
from reports.figures.values import Figure, Figures, FigureTable, Trend, TrendPoint

ALL = "all"


@dataclass(frozen=True, slots=True)
class Part:
    """The rows behind one number. `rows`: the keys that it counts; `others`: those that are counted
    among and that it leaves out. `judged_by`: the key of the rule that says why, "" for a table,
    whose `places` say by key in which line and column a row stands. They are as they stand on the
    day of the figures, unless it `is_before`, or of a `point` of the trend.
    """

    title: str
    rule: str
    rows: tuple[str, ...]
    others: tuple[str, ...] = ()
    judged_by: str = ""
    places: tuple[tuple[str, str], ...] = ()
    is_before: bool = False
    point: TrendPoint | None = None


def printed_as(key: str) -> str | None:
    """The key in FigureKey under which a figure, a table or the trend is printed."""
    known = FigureKey.RAG if key.startswith("rag_") else key
    return str(known) if known in set(FigureKey) else None


def part_of(figures: Figures, key: str, part: str) -> Part | None:
    """The part of a figure (its key, or that of a table or the trend); None where there is none."""
    figure = next((one for one in figures.figures if one.key == key), None)
    if figure is not None:
        return _of_figure(figure, part)
    table = next((one for one in figures.tables if one.key == key), None)
    if table is not None:
        return _of_table(table, part)
    if key == FigureKey.TREND and figures.trend is not None:
        return _of_trend(figures.trend, part)
    return None


def _of_figure(figure: Figure, part):
    numbers = {
        "counted": figure.now,
        "of": figure.now,
        "before": figure.before,
        "before-of": figure.before,
    }
    number = numbers.get(part)
    if number is None:
        return None
    rows, others = _rows(number, is_of=part.endswith("of"))
    title = _title(figure.label, number, is_of=part.endswith("of"))
    is_before = part.startswith("before")
    return Part(title, figure.rule, rows, others, judged_by=figure.key, is_before=is_before)


def _rows(number, *, is_of):
    if is_of:
        return number.of, ()
    counted = set(number.rows)
    return number.rows, tuple(key for key in number.of if key not in counted)


def _title(label, number, *, is_of):
    if is_of:
        return f"{label}: what is counted among"
    return f"{label}: {number.words}"


def _of_table(table: FigureTable, part):
    found = re.fullmatch(r"(\d{1,4}|all)-(\d{1,4}|all)", part)
    if not found:
        return None
    lines = _chosen(table.lines, found[1])
    columns = _chosen(range(len(table.columns)), found[2])
    if not lines or not columns:
        return None
    rows = tuple(chain.from_iterable(line.cells[place] for line in lines for place in columns))
    return Part(
        title=f"{table.label}: {', '.join(_where(table, lines, columns)) or 'all'}",
        rule=table.rule,
        rows=rows,
        places=tuple(
            (key, f"{line.heading}; {table.columns[place]}")
            for line in lines
            for place in columns
            for key in line.cells[place]
        ),
    )


def _chosen(things, which):
    """One of them by its place from 1, or all of them; none where the place is not there."""
    if which == ALL:
        return list(things)
    place = int(which)
    return list(things)[place - 1 : place] if place else []


def _where(table, lines, columns):
    """The headings over the chosen cells, where they don't stand for all."""
    if len(lines) == 1:
        yield lines[0].heading
    if len(columns) == 1:
        yield table.columns[columns[0]]


def _of_trend(trend: Trend, part):
    found = re.fullmatch(r"(\d{1,4})(-of)?", part)
    points = _chosen(trend.points, found[1]) if found else []
    if not points:
        return None
    [point] = points
    is_of = part.endswith("of")
    rows, others = _rows(point.number, is_of=is_of)
    title = f"{point.name}: {_title(trend.label, point.number, is_of=is_of)}"
    return Part(title, trend.rule, rows, others, judged_by=trend.key, point=point)
