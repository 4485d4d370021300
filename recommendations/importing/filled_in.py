"""Reads back a workbook that `filling_in.py` wrote and somebody has filled in: what its boxes say,
row by row. It knows no Django, and nothing of what is on record.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from recommendations.importing.filling_in import BESIDES, MARK
from recommendations.importing.reading_files import read_file
from recommendations.importing.source import Loss, NotTaken, SourceTable
from recommendations.importing.workbooks import DRAWINGS, HIDDEN_ROW, HIDDEN_SHEET
from recommendations.spreadsheets import CUT

NOT_OURS = (
    "This workbook was not made here to be filled in: its rows do not say which recommendation "
    "they are about. Choose the one that you took along. To bring in a plan, import it instead."
)
NOTHING_LEFT = "There is no row in this workbook. Choose the one that you took along."
ADDED = (
    "the row was added in the workbook, so it is not taken in. A plan lead adds recommendations on "
    "the page of the plan."
)
TWICE = (
    "the same recommendation stands in two rows of the workbook, so none of them is taken in. Take "
    "one out, and choose the workbook again."
)
WAS_CUT = (
    "a text was too long for a cell of Excel and cut there, so the row is not taken in. Change it "
    "on the page of the recommendation."
)
LONGEST_KEY = 18
# What the workbook has by itself; nobody can put a picture on its sheets.
OURS = (HIDDEN_ROW, HIDDEN_SHEET, DRAWINGS)


@dataclass(frozen=True, slots=True)
class FilledRow:
    """What the boxes of a row say, by key. `place`: where it stands, in words; `key`: of which
    recommendation; `version` and `opened_with`: as they were when it was taken along.
    """

    place: str
    key: int
    version: str
    opened_with: str
    said: dict[str, str]


@dataclass(frozen=True, slots=True)
class FilledWorkbook:
    """The rows that can be taken in, and what there is to say of others."""

    rows: tuple[FilledRow, ...]
    losses: tuple[Loss, ...]


def read_filled_in(
    content: bytes, name: str, *, tell: Callable[[int, int], None] | None = None
) -> FilledWorkbook:
    """What a workbook says that was filled in. NotTaken, with its sentence, for a file that can't
    be read, or that was not made to be filled in.
    """
    file = read_file(content, name, tell=tell)
    ours = [(table, at) for table in file.tables for at in _mark(table)]
    if not ours:
        raise NotTaken(NOT_OURS)
    losses = _told(file, "")
    rows: list[FilledRow] = []
    for table, at in ours:
        before = f"{table.name}, " if len(ours) > 1 else ""
        losses += _told(table, before)
        rows += _rows(table, at, before, losses)
    if not rows and not losses:
        raise NotTaken(NOTHING_LEFT)
    return FilledWorkbook(tuple(_once(rows, losses)), tuple(losses))


def _mark(table: SourceTable) -> Iterator[int]:
    """At which row of a table its columns are named, if it is one of ours."""
    for at, row in enumerate(table.rows):
        if row.texts[0] == MARK:
            yield at
            return


def _told(read, before):
    """What there is to say of the file, or of a sheet, besides what the workbook has by itself."""
    said = (loss for loss in read.losses if loss.words not in OURS)
    return [Loss(f"{before}{loss.place}".removesuffix(", "), loss.words) for loss in said]


def _rows(table, at, before, losses):
    names = table.rows[at].texts
    headings = table.rows[at + 1 : at + 2]
    for line in table.rows[at + 1 :]:
        if line in headings and not line.texts[0]:
            continue
        said = dict(zip(names, line.texts, strict=True))
        place, key = f"{before}{line.place}", _key(said[MARK])
        boxes = {name: text for name, text in said.items() if name and name not in BESIDES}
        if key is None:
            losses.append(Loss(place, ADDED))
        elif any(CUT in text for text in boxes.values()):
            losses.append(Loss(place, WAS_CUT))
        else:
            version, opened_with = said.get(BESIDES[1], ""), said.get(BESIDES[2], "")
            yield FilledRow(place, key, version, opened_with, boxes)


def _key(text):
    is_key = text.isascii() and text.isdecimal() and len(text) <= LONGEST_KEY
    return int(text) if is_key else None


def _once(rows, losses):
    """Those whose recommendation stands in one row only."""
    places: dict[int, list[str]] = {}
    for row in rows:
        places.setdefault(row.key, []).append(row.place)
    for several in (found for found in places.values() if len(found) > 1):
        losses.append(Loss(" and ".join(several), TWICE))
    return [row for row in rows if len(places[row.key]) == 1]
