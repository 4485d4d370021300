"""What a dashboard shows as plain frozen data: every number with its rule, and the key under which
the rows that it counts are found (reports/dashboard/asking.py, `rows_behind`). Pure.
"""

from dataclasses import dataclass
from datetime import date, datetime

ALL = "all"


@dataclass(frozen=True, slots=True)
class Number:
    """So many (`counted`) of so many (`of`); None: a plain count, of nothing. `nothing`: what is
    said where there is nothing to count among.
    """

    key: str
    label: str
    rule: str
    counted: int
    of: int | None = None
    is_rate: bool = False
    nothing: str = "none"

    @property
    def of_key(self):
        """The key of the rows that it is counted among."""
        return f"{self.key}-of"

    @property
    def percent(self) -> int | None:
        """Rounded half up; None of nothing."""
        return (200 * self.counted + self.of) // (2 * self.of) if self.of else None


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a table: a count for each of its columns, and their sum."""

    key: str
    heading: str
    cells: tuple[int, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Table:
    """Counts by two things at once: every row stands in one cell. Of `columns` the headings, of
    `column_keys` the keys. One of a single column is told by its lines alone.
    """

    key: str
    label: str
    rule: str
    columns: tuple[str, ...]
    column_keys: tuple[str, ...]
    lines: tuple[Line, ...]
    corner: str = ""

    @property
    def totals(self) -> tuple[int, ...]:
        """The sum of each column."""
        return tuple(
            sum(column) for column in zip(*(line.cells for line in self.lines), strict=True)
        )

    @property
    def total(self):
        return sum(line.total for line in self.lines)

    @property
    def total_key(self):
        """The key of all rows of the table."""
        return f"{self.key}-{ALL}"

    def line_key(self, line: Line) -> str:
        """The key of the rows of a whole line."""
        return f"{self.key}-{line.key}"

    def cell_keys(self, line: Line) -> tuple[str, ...]:
        """The keys of the rows of each cell of a line."""
        return tuple(f"{self.key}-{line.key}-{column}" for column in self.column_keys)

    @property
    def column_total_keys(self) -> tuple[str, ...]:
        """The keys of the rows of each whole column."""
        return tuple(f"{self.key}-{ALL}-{column}" for column in self.column_keys)


@dataclass(frozen=True, slots=True)
class Point:
    """The rate of a trend as at the day of a round, as known at a moment (None: now). `key`: of the
    rows that it counts; those that they are counted among have `of_key`.
    """

    key: str
    label: str
    as_at: date
    known_by: datetime | None
    counted: int
    of: int

    @property
    def of_key(self):
        return f"{self.key}-of"

    @property
    def percent(self) -> int | None:
        """Rounded half up; None of nothing."""
        return (200 * self.counted + self.of) // (2 * self.of) if self.of else None


@dataclass(frozen=True, slots=True)
class Trend:
    """A rate over past rounds, the earliest first, and as at the day of the dashboard last. Not
    whole while some are still to be counted.
    """

    label: str
    rule: str
    points: tuple[Point, ...]
    is_whole: bool = True


@dataclass(frozen=True, slots=True)
class Oldest:
    """Something overdue for a long time: since `original`, so many days."""

    recommendation_id: int
    reference: str
    text: str
    plan_title: str
    plan_slug: str
    owner_text: str
    original: date
    days: int


@dataclass(frozen=True, slots=True)
class Dashboard:
    """How one plan stands, or all that somebody may read, as at a day, as known at a moment (None:
    now). `recommendations`: how many are counted at all, as `note` says; key "all".
    """

    as_at: date
    known_by: datetime | None
    is_today: bool
    plans: int
    recommendations: int
    numbers: tuple[Number, ...]
    rag: tuple[Number, ...]
    ages: Table
    departments: Table
    trend: Trend | None
    oldest: tuple[Oldest, ...]
    note: str

    @property
    def is_whole(self):
        """Whether nothing of it is still to be counted."""
        return self.trend is None or self.trend.is_whole
