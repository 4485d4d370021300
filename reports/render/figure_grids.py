"""The figures of a paper as plain tables of words and numbers, for formats that print no HTML."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from reports.figures.values import Figures, FigureTable, Trend


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: its heading, its rule ("" where each row says its own), the headings of its columns,
    and its rows; where it has no columns, what it says is its rule.
    """

    heading: str
    rule: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str | int, ...], ...]


def figure_grids(figures: Figures | None) -> tuple[Grid, ...]:
    """What a paper prints of its figures, in the order of the page; nothing for none."""
    return tuple(_grids(figures)) if figures and figures.printed else ()


def _grids(figures) -> Iterator[Grid]:
    yield _list(figures) if figures.printed_figures else Grid("Figures", figures.note, (), ())
    if figures.changed_figures:
        yield Grid(
            f"Why they changed since {figures.before_label}",
            "",
            ("Figure", "Before", "Now", "Why"),
            tuple(
                (one.label, one.before.words, one.now.words, _why(one))
                for one in figures.changed_figures
            ),
        )
    yield from map(_cross, figures.printed_tables)
    if figures.trend:
        yield _trend(figures.trend)


def _list(figures):
    has_before = bool(figures.before_label)
    before = (f"Before: {figures.before_label}",) if has_before else ()
    rows = tuple(
        (one.label, one.now.words, *((_before(one),) if has_before else ()), one.rule)
        for one in figures.printed_figures
    )
    headings = ("Figure", f"On {_day(figures.as_at)}", *before, "Rule")
    return Grid("Figures", f"{figures.note}{_unchanged(figures)}", headings, rows)


def _unchanged(figures):
    """That nothing explains why they changed, since nothing did."""
    if figures.changed_figures or not figures.before_label:
        return ""
    return f" These figures count the same rows as in the earlier period, {figures.before_label}."


def _before(figure):
    return figure.before.words if figure.before else "not compared"


def _why(figure):
    return "\n".join(f"{reason.words}: {', '.join(reason.names)}" for reason in figure.why)


def _cross(table: FigureTable):
    across = ("Total",) if table.has_totals_across else ()
    lines = [
        (line.heading, *map(len, line.cells), *((len(line.rows),) if across else ()))
        for line in table.lines
    ]
    total = ("Total", *map(len, table.totals), *((len(table.rows),) if across else ()))
    return Grid(table.label, table.rule, (table.corner, *table.columns, *across), (*lines, total))


def _trend(trend: Trend):
    rows = tuple((p.label or "This paper", _day(p.as_at), p.number.words) for p in trend.points)
    first = " There is no earlier round yet." if len(trend.points) == 1 else ""
    return Grid(f"Trend: {trend.label}", trend.rule + first, ("Round", "As at", "Rate"), rows)


def _day(day: date):
    return f"{day.day} {day:%B %Y}"
