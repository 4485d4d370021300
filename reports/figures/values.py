"""The figures of a paper as plain frozen data: what every format prints and an issue keeps, with
the rule of each, how many of how many, and the rows that it counts.

It knows neither the database nor any format; reports/figures/rules.py says how they are counted.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from recommendations.states import RecommendationState

NONE_DUE = "none due"


@dataclass(frozen=True, slots=True)
class Before:
    """The earlier period that figures are compared with: what it is called ("April 2016"), its day,
    the moment by which it was known (None: now), and the states that count.
    """

    label: str
    as_at: date
    known_by: datetime | None
    states: "tuple[RecommendationState, ...]"


@dataclass(frozen=True, slots=True)
class Number:
    """So many of so many. `rows` and `of`: the keys of the rows that are counted, and of those that
    they are counted among; both empty where a paper does not print the figure.

    `nothing`: what is said where there is nothing to count among.
    """

    count: int
    total: int
    rows: tuple[str, ...]
    of: tuple[str, ...]
    nothing: str = NONE_DUE
    is_rate: bool = True

    @property
    def percent(self) -> int | None:
        """Rounded half up; None of nothing."""
        return (200 * self.count + self.total) // (2 * self.total) if self.total else None

    @property
    def percent_words(self):
        return self.nothing if self.percent is None else f"{self.percent}%"

    @property
    def words(self):
        """ "58% (7 of 12)"; a plain count as "7 of 12"; "none due"."""
        if not self.total:
            return self.nothing
        share = f"{self.count} of {self.total}"
        return f"{self.percent}% ({share})" if self.is_rate else share

    def without_keys(self) -> "Number":
        return Number(self.count, self.total, (), (), self.nothing, self.is_rate)


@dataclass(frozen=True, slots=True)
class Reason:
    """One way in which rows came into a number, or went out of it, since the earlier period; the
    names of the rows as they are printed, in the order of `rows`.
    """

    words: str
    rows: tuple[str, ...]
    names: tuple[str, ...]

    @property
    def named_rows(self):
        return tuple(zip(self.rows, self.names, strict=True))


@dataclass(frozen=True, slots=True)
class Figure:
    """A rate or a count, now and in the earlier period, with its rule in words and what made the
    difference. `printed_as`: the key of the layout under which it is printed.
    """

    key: str
    printed_as: str
    label: str
    rule: str
    now: Number
    before: Number | None = None
    why: tuple[Reason, ...] = ()

    @property
    def is_changed(self):
        """Whether it counts other rows than before, or another share: not where only what it counts
        none of has grown.
        """
        if self.before is None:
            return False
        has_moved = set(self.now.rows) != set(self.before.rows)
        return has_moved or self.now.percent != self.before.percent


@dataclass(frozen=True, slots=True)
class TableLine:
    """A line of a table: for each of its columns the keys of the rows that are counted there."""

    heading: str
    cells: tuple[tuple[str, ...], ...]

    @property
    def rows(self):
        """All that the line counts: its total."""
        return tuple(chain.from_iterable(self.cells))


@dataclass(frozen=True, slots=True)
class FigureTable:
    """Counts by two things at once; every row stands in one cell, so that it adds up both ways.
    `corner`: what its lines are by. One of a single column has no totals across.
    """

    key: str
    label: str
    rule: str
    corner: str
    columns: tuple[str, ...]
    lines: tuple[TableLine, ...]

    @property
    def totals(self):
        """For each column the rows that it counts."""
        return tuple(
            tuple(chain.from_iterable(line.cells[place] for line in self.lines))
            for place in range(len(self.columns))
        )

    @property
    def rows(self):
        """All that the table counts."""
        return tuple(chain.from_iterable(line.rows for line in self.lines))

    @property
    def has_totals_across(self):
        return len(self.columns) > 1


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """A figure as at the day of a round: `known_by` is the moment by which it is recomputed (None:
    now), `label` what the round is called; "" for the day of the paper itself.
    """

    label: str
    as_at: date
    known_by: datetime | None
    number: Number

    @property
    def name(self):
        return self.label or f"{self.as_at.day} {self.as_at:%B %Y}"


@dataclass(frozen=True, slots=True)
class Trend:
    """A figure over past rounds, the earliest first."""

    key: str
    label: str
    rule: str
    points: tuple[TrendPoint, ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of a paper as at a day. `printed`: keys of reports/figures/keys.py, in the order
    of printing; figures that are not printed are there all the same, without the keys of rows.

    `note`: what is counted at all, in words; `before_label` and `before_as_at`: the earlier period,
    "" and None where there is none.
    """

    as_at: date
    note: str
    printed: tuple[str, ...]
    figures: tuple[Figure, ...]
    tables: tuple[FigureTable, ...] = ()
    trend: Trend | None = None
    before_label: str = ""
    before_as_at: date | None = None

    @property
    def printed_figures(self):
        """In the order of printing."""
        return tuple(
            figure for key in self.printed for figure in self.figures if figure.printed_as == key
        )

    @property
    def printed_tables(self):
        return tuple(table for key in self.printed for table in self.tables if table.key == key)

    @property
    def changed_figures(self):
        """The printed ones that changed since the earlier period."""
        return tuple(figure for figure in self.printed_figures if figure.is_changed)

    def placeholders(self) -> dict[str, str]:
        """What stands for a figure in the text of a covering report, by name: "implementation_rate"
        gives "58% (7 of 12)", or "none due"; with "_percent", "_count" and "_of" behind it a part.
        """
        return dict(chain.from_iterable(map(_placeholders, self.figures)))


def _placeholders(figure) -> Iterator[tuple[str, str]]:
    yield figure.key, figure.now.words
    yield f"{figure.key}_percent", figure.now.percent_words
    yield f"{figure.key}_count", str(figure.now.count)
    yield f"{figure.key}_of", str(figure.now.total)


def read_figures(kept: dict | None) -> Figures | None:
    """Figures back from what dataclasses.asdict made of them, once JSON has kept it."""
    if kept is None:
        return None
    return Figures(
        **{
            **kept,
            "as_at": date.fromisoformat(kept["as_at"]),
            "printed": tuple(kept["printed"]),
            "figures": tuple(_read_figure(figure) for figure in kept["figures"]),
            "tables": tuple(_read_table(table) for table in kept["tables"]),
            "trend": _read_trend(kept["trend"]),
            "before_as_at": kept["before_as_at"] and date.fromisoformat(kept["before_as_at"]),
        }
    )


def _read_figure(kept):
    why = tuple(
        Reason(reason["words"], tuple(reason["rows"]), tuple(reason["names"]))
        for reason in kept["why"]
    )
    before = kept["before"] and _read_number(kept["before"])
    return Figure(**{**kept, "now": _read_number(kept["now"]), "before": before, "why": why})


def _read_number(kept):
    return Number(**{**kept, "rows": tuple(kept["rows"]), "of": tuple(kept["of"])})


def _read_table(kept):
    lines = tuple(
        TableLine(line["heading"], tuple(tuple(cell) for cell in line["cells"]))
        for line in kept["lines"]
    )
    return FigureTable(**{**kept, "columns": tuple(kept["columns"]), "lines": lines})


def _read_trend(kept):
    if kept is None:
        return None
    return Trend(**{**kept, "points": tuple(_read_point(point) for point in kept["points"])})


def _read_point(kept):
    return TrendPoint(
        label=kept["label"],
        as_at=date.fromisoformat(kept["as_at"]),
        known_by=kept["known_by"] and datetime.fromisoformat(kept["known_by"]),
        number=_read_number(kept["number"]),
    )
