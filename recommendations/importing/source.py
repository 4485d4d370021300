"""The tables of a file as they stand there: rows of cells, with their places and with what could
not be kept of them. It knows no file format, and nothing of what a column means.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

# A table of a paper has some ten columns; what has more is a sheet of figures.
MOST_COLUMNS = 100
MOST_ROWS = 20_000
NAMED = 10
# Of all tables of a file together, a merged cell as often as it is repeated: no plan comes near.
MOST_CELLS, MOST_CHARACTERS = 1_000_000, 40_000_000
MOST_TOLD = 500
TOO_MUCH = (
    "The tables of this file have far more text than any plan. Copy the table that you need into a "
    "new document or workbook, and choose that."
)
MORE = "more could not be kept here: look at the original."
# Around what was struck out; read_by_when leaves out what stands between them.
STRUCK = "~~"
_STRUCK_OUT = re.compile(f"{STRUCK}.*?{STRUCK}", re.DOTALL)


class NotTaken(ValueError):
    """A file or a text that no table can be taken from; a sentence for whoever chose it, with what
    to do.
    """


@dataclass(frozen=True, slots=True)
class Loss:
    """What could not be kept, or not as it stood, and where: "row 14", "" for the whole."""

    place: str
    words: str

    def __str__(self):
        return (
            f"{self.place[:1].upper()}{self.place[1:]}: {self.words}" if self.place else self.words
        )


@dataclass(frozen=True, slots=True)
class SourceCell:
    """A cell: its text in the grammar of cell_text.py, struck-out words between "~~" and "~~".

    `is_heading_like`: bold, or marked as a heading. `across`: over how many columns it was
    merged; those that it covers follow it, empty. `is_repeated`: the text is that of the cell above
    with which it was merged.
    """

    text: str = ""
    is_heading_like: bool = False
    across: int = 1
    is_repeated: bool = False


EMPTY = SourceCell()


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A row as it stands in the file. `place`: where, in words ("row 14", "table 2, row 3")."""

    place: str
    cells: tuple[SourceCell, ...]

    @property
    def texts(self) -> tuple[str, ...]:
        return tuple(cell.text for cell in self.cells)

    @property
    def is_blank(self) -> bool:
        return not any(cell.text for cell in self.cells)


@dataclass(frozen=True, slots=True)
class SourceTable:
    """A table or a sheet: its rows without the blank ones, all with as many cells."""

    name: str
    rows: tuple[SourceLine, ...]
    losses: tuple[Loss, ...] = ()

    @property
    def width(self) -> int:
        return len(self.rows[0].cells) if self.rows else 0


@dataclass(frozen=True, slots=True)
class SourceFile:
    """What was read of a file: at least one table, and what there is to say of the whole. `beside`:
    the first words outside the tables, where a title and a date may stand. NotTaken where it has
    more text than any plan.
    """

    tables: tuple[SourceTable, ...]
    losses: tuple[Loss, ...] = ()
    kind: str = ""
    beside: tuple[str, ...] = ()

    def __post_init__(self):
        rows = (line for table in self.tables for line in table.rows)
        if sum(len(cell.text) for line in rows for cell in line.cells) > MOST_CHARACTERS:
            raise NotTaken(TOO_MUCH)


@dataclass(slots=True)
class Losses:
    """Gathers losses: each place once, many of one sort in one sentence."""

    found: list[Loss] = field(default_factory=list)
    by_words: dict[str, list[str]] = field(default_factory=dict)

    def add(self, place: str, words: str):
        """One that is told by itself; of very many, the last only by their place."""
        if len(self.found) < MOST_TOLD:
            self.found.append(Loss(place, words))
        else:
            self.count(place, MORE)

    def count(self, place: str, words: str):
        """One of a sort that is told once, with all its places."""
        places = self.by_words.setdefault(words, [])
        if not places or places[-1] != place:
            places.append(place)

    def all(self) -> tuple[Loss, ...]:
        counted = (Loss(_together(places), words) for words, places in self.by_words.items())
        return (*self.found, *counted)


def table_of(name: str, lines: Iterable[tuple[str, Sequence[SourceCell]]], losses=()):
    """A SourceTable of lines (place, cells): lines with nothing of their own, and columns with
    nothing in them at the end, are left out; short lines are filled up. None where nothing is left;
    NotTaken where it is too large.
    """
    kept = [(place, cells) for place, cells in lines if _says_something(cells)]
    if not kept:
        return None
    width = max(_used(cells) for _, cells in kept)
    refuse_too_large(name, columns=width, rows=len(kept))
    rows = tuple(SourceLine(place, _fitted(cells, width)) for place, cells in kept)
    return SourceTable(name, rows, tuple(losses))


def refuse_too_large(name: str, *, columns: int, rows: int):
    """NotTaken for a table that is no plan by its size."""
    if columns > MOST_COLUMNS:
        raise NotTaken(
            f"{name} has more than {MOST_COLUMNS} columns, so it can't be brought in. Delete the "
            "columns that are not part of the plan, save it, and choose it again."
        )
    if rows > MOST_ROWS:
        raise NotTaken(
            f"{name} has more than {MOST_ROWS:,} rows, so it can't be brought in. Part it into "
            "several files, and bring in one after the other."
        )


def struck_out(text: str) -> str:
    """Words as they are kept that were struck out; blanks around them stay outside."""
    inner = text.strip()
    if not inner:
        return text
    start = text.index(inner)
    return f"{text[:start]}{STRUCK}{inner}{STRUCK}{text[start + len(inner) :]}"


def standing(text: str) -> str:
    """The words of a cell that were not struck out, for whoever reads names or a status in it."""
    return " ".join(_STRUCK_OUT.sub(" ", text).split()) if STRUCK in text else text


def marked(stretches: Iterable[tuple[str, bool]]) -> str:
    """One text of stretches (words, whether they were struck out): marks stand around the whole of
    what was struck out in several runs.
    """
    together: list[tuple[str, bool]] = []
    for words, is_struck in stretches:
        if together and (together[-1][1] == is_struck or not words.strip()):
            before, is_struck = together.pop()
            words = before + words
        together.append((words, is_struck))
    return "".join(struck_out(words) if struck else words for words, struck in together)


def as_kept(file: SourceFile) -> dict[str, Any]:
    """A file as plain data for JSON; read_kept gives it back."""
    return {
        "kind": file.kind,
        "beside": list(file.beside),
        "losses": [[loss.place, loss.words] for loss in file.losses],
        "tables": [
            {
                "name": table.name,
                "losses": [[loss.place, loss.words] for loss in table.losses],
                "rows": [
                    [line.place, [_kept_cell(cell) for cell in line.cells]] for line in table.rows
                ],
            }
            for table in file.tables
        ],
    }


def read_kept(kept: dict[str, Any]) -> SourceFile:
    """The file that as_kept made plain data of."""
    return SourceFile(
        tuple(
            SourceTable(
                table["name"],
                tuple(
                    SourceLine(place, tuple(_read_cell(cell) for cell in cells))
                    for place, cells in table["rows"]
                ),
                tuple(Loss(*loss) for loss in table["losses"]),
            )
            for table in kept["tables"]
        ),
        tuple(Loss(*loss) for loss in kept["losses"]),
        kept["kind"],
        tuple(kept["beside"]),
    )


def _kept_cell(cell):
    """The text alone where there is nothing else to say of a cell."""
    if cell == replace(EMPTY, text=cell.text):
        return cell.text
    return [cell.text, int(cell.is_heading_like), cell.across, int(cell.is_repeated)]


def _read_cell(kept):
    if isinstance(kept, str):
        return SourceCell(kept) if kept else EMPTY
    text, is_heading_like, across, is_repeated = kept
    return SourceCell(text, bool(is_heading_like), across, bool(is_repeated))


def _says_something(cells):
    return any(cell.text and not cell.is_repeated for cell in cells)


def _used(cells):
    """How many cells there are up to the last one with a text, and what it covers."""
    return max(at + cell.across for at, cell in enumerate(cells) if cell.text)


def _fitted(cells, width):
    return (*cells[:width], *[EMPTY] * (width - len(cells)))


def _together(places):
    if len(places) <= NAMED:
        return ", ".join(places)
    return f"{', '.join(places[:NAMED])} and {len(places) - NAMED:,} more"
