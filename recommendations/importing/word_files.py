"""Reads the tables of a Word document. Its XML is read as it stands: what is in a cell besides
plain paragraphs (lists, notes, tracked changes, tables) is found nowhere else.
"""

import io
import zipfile
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from recommendations.importing.office_parts import refuse_unsafe, related
from recommendations.importing.source import (
    EMPTY,
    MOST_COLUMNS,
    Loss,
    Losses,
    NotTaken,
    SourceCell,
    SourceFile,
    SourceTable,
    table_of,
)
from recommendations.importing.word_numbers import Numbering, W
from recommendations.importing.word_text import CellWords, Notes, Reader, blocks_of, parts_of

MB = 1024 * 1024
MOST_WORDS = 60 * MB
DAMAGED = (
    "This Word document is damaged and can't be read. Open it in Word, let it be repaired, save it "
    "as .docx, and choose that."
)
NO_TABLE = (
    "There is no table in this document. Choose the document that has the plan as a table; text "
    "that is only lined up with tabs must be made a table first (in Word: Insert, Table, Convert "
    "Text to Table)."
)
TOO_LONG = (
    "This document is far longer than any plan. Copy the table that you need into a document of "
    "its own, and choose that."
)
MACROS = "The file has macros (programs). They were not run, and are not looked at."
DELETED_ROW = "the row was deleted by a tracked change, and is left out."
MOST_BESIDE = 60
_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"


def read_word(content: bytes, *, has_macros=False, tell=None) -> SourceFile:
    """The tables of a document. `tell(done, of)` is told how many of its rows are read.

    NotTaken where it can't be read, or has no table.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            refuse_unsafe(archive)
            found = _Document(archive, tell)
            found.read()
    except NotTaken:
        raise
    except Exception as error:  # Whatever is met in a file that is no such file.
        raise NotTaken(DAMAGED) from error
    if not found.tables:
        raise NotTaken(found.losses[0].words if found.losses else NO_TABLE)
    losses = [*([Loss("", MACROS)] if has_macros else []), *found.losses, *_beside(found.beside)]
    return SourceFile(
        tuple(found.tables), tuple(losses), "Word document", tuple(found.beside[:MOST_BESIDE])
    )


def _beside(paragraphs):
    if len(paragraphs) == 1:
        return [Loss("", f"What stands outside the tables is not brought in: “{paragraphs[0]}”")]
    if paragraphs:
        words = f"What stands outside the tables is not brought in: {len(paragraphs):,} paragraphs."
        return [Loss("", words)]
    return []


class _Document:
    """A document on its way into tables."""

    def __init__(self, archive, tell):
        self.archive, self.tell = archive, tell
        main = next(
            part.target
            for part in related(archive, "").values()
            if part.sort == "officeDocument" and not part.is_outside
        )
        if archive.getinfo(main).file_size > MOST_WORDS:
            raise NotTaken(TOO_LONG)
        self.body = _tree(archive.read(main)).find(f"{W}body")
        self.parts = related(archive, main)
        links = {name: part.target for name, part in self.parts.items() if part.is_outside}
        numbering = Numbering(self._part("numbering"), self._part("styles"))
        self.reader = Reader(numbering, self._notes(), links)
        self.tables: list[SourceTable] = []
        self.losses: list[Loss] = []
        self.beside: list[str] = []
        self.done, self.of, self.count = 0, 0, 0

    def read(self):
        if self.body is None:
            return
        self.of = sum(1 for _ in self.body.iter(f"{W}tr"))
        for block in blocks_of(self.body):
            self._read_block(block)
        if self.tell and self.of:
            self.tell(self.of, self.of)

    def _part(self, sort):
        part = next((part for part in self.parts.values() if part.sort == sort), None)
        if part is None or part.is_outside or part.target not in self.archive.namelist():
            return None
        return _tree(self.archive.read(part.target))

    def _notes(self):
        texts = {}
        for sort in ("footnotes", "endnotes", "comments"):
            tree = self._part(sort)
            notes = [] if tree is None else list(tree)
            texts[sort] = {note.get(f"{W}id", ""): note for note in notes}
        return Notes(texts)

    def _read_block(self, block):
        if block.tag == f"{W}tbl" and (inner := _inner_blocks(block)):
            for one in inner:
                self._read_block(one)
        elif block.tag == f"{W}tbl":
            self._read_table(block)
        else:
            # Its lists and footnotes are counted on in the tables.
            self.reader.losses = Losses()
            words = CellWords(self.reader, "").read([block])
            if words:
                self.beside.append(words)

    def _read_table(self, table):
        self.count += 1
        self.reader.losses = Losses()
        made = _Table(self.reader, f"table {self.count}")
        for row in parts_of(table, "tr"):
            made.read_row(row)
            self.done += 1
            if self.tell and self.done % 100 == 0:
                self.tell(min(self.done, self.of), self.of)
        try:
            found = table_of(f"Table {self.count}", made.lines, self.reader.losses.all())
        except NotTaken as refused:
            self.losses.append(Loss("", str(refused)))
            return
        if found:
            self.tables.append(found)


class _Table:
    """A table while it is read; `above`: by their column, the cells that those below may be merged
    with.
    """

    def __init__(self, reader, name):
        self.reader, self.name, self.number = reader, name, 0
        self.lines: list[tuple[str, list[SourceCell]]] = []
        self.above: dict[int, SourceCell] = {}

    def read_row(self, row: Element):
        self.number += 1
        place = f"{self.name}, row {self.number}"
        if row.find(f"{W}trPr/{W}del") is not None:
            self.reader.losses.count(place, DELETED_ROW)
            return
        is_heading = row.find(f"{W}trPr/{W}tblHeader") is not None
        cells = [EMPTY] * _number(row.find(f"{W}trPr/{W}gridBefore"), 0)
        for element in parts_of(row, "tc"):
            cells.extend(self._cell(element, place, len(cells), is_heading))
        self.lines.append((place, cells))

    def _cell(self, element, place, column, is_heading):
        """A cell, and those after it that it covers."""
        across = max(1, min(_number(element.find(f"{W}tcPr/{W}gridSpan"), 1), MOST_COLUMNS + 1))
        covered = [EMPTY] * (across - 1)
        merge = element.find(f"{W}tcPr/{W}vMerge")
        if merge is not None and merge.get(f"{W}val", "continue") == "continue":
            above = self.above.get(column, EMPTY)
            return [SourceCell(above.text, above.is_heading_like, across, True), *covered]
        words = CellWords(self.reader, f"{place}, column {column + 1}")
        text = words.read(element)
        cell = SourceCell(text, is_heading or words.is_bold, across)
        if merge is None:
            self.above.pop(column, None)
        else:
            self.above[column] = cell
        return [cell, *covered]


def _tree(xml):
    """Word can save the same in names of another place ("Strict Open XML Document")."""
    return ElementTree.fromstring(xml.replace(_STRICT, W[1:-1].encode()))


def _inner_blocks(table):
    """What is in a table of one cell, where it holds other tables: it is there for the layout."""
    cells = [cell for row in parts_of(table, "tr") for cell in parts_of(row, "tc")]
    if len(cells) != 1 or cells[0].find(f".//{W}tbl") is None:
        return []
    return list(blocks_of(cells[0]))


def _number(element, usual):
    value = "" if element is None else element.get(f"{W}val", "")
    return min(int(value), MOST_COLUMNS) if value.isdecimal() else usual
