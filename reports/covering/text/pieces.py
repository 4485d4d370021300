"""What the text of a report is made of, as plain frozen data. A line break inside a text is
"\\n"."""

import re
from dataclasses import dataclass, replace
from typing import TypeAlias

# "Total", "Totals (net)", "Grand total"; but not the "Totally agree" of a survey.
_TOTAL = re.compile(r"(?:(?:grand|overall)\s+)?totals?\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading inside a section; `level` 1 or 2."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """`number`: as it is printed ("1.1", "3."), "" where it has none. A quotation never has one."""

    text: str
    number: str = ""
    is_quoted: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """An item of a list; `level` 1 to 3. `mark`: the letter as it was typed ("(a)"), "" for a
    bullet.
    """

    text: str
    level: int = 1
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table; the first of its rows are the headings, the first cell of each names its row.

    In a last column headed “Total…”, after two others, and in a last row that begins with “Total…”
    are totals.
    """

    rows: tuple[tuple[str, ...], ...]
    caption: str = ""

    @property
    def headings(self) -> tuple[str, ...]:
        return self.rows[0]

    @property
    def has_total_column(self) -> bool:
        return len(self.headings) > 2 and is_total(self.headings[-1])

    @property
    def has_total_row(self) -> bool:
        return len(self.rows) > 2 and is_total(self.rows[-1][0])


Piece: TypeAlias = Heading | Paragraph | Item | Table


def with_text(piece: Piece, change) -> Piece:
    """The piece with each text in it as `change` makes it."""
    if isinstance(piece, Table):
        rows = tuple(tuple(change(cell) for cell in row) for row in piece.rows)
        return Table(rows, change(piece.caption))
    return replace(piece, text=change(piece.text))


def is_total(name: str) -> bool:
    """Whether this is what a row or a column of totals is called."""
    return bool(_TOTAL.match(name.strip()))
