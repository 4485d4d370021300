"""Real tables in Word: a heading row that is repeated on every page, headings of groups that stay
with what is below them, cells with real lists.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from math import ceil

from django.conf import settings
from docx.document import Document as WordFile
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.table import Table as Grid
from docx.table import _Cell

from recommendations.cell_text import Block
from recommendations.links_in_text import links_in_text
from reports.document import Row
from reports.render.cells import TINTS, cell_colour, marked_column
from reports.render.colours import ink_and_tints
from reports.render.html import LETTERS_ACROSS, LONG_CELL, SIZES
from reports.render.word.elements import element, fill, link
from reports.render.word.page import ACROSS

SIZE = 9.5  # points, of the words of a paper
GREY = "7D8A96"
# By the keys of the styles: asking for one by its name reads all of them.
LIST_KEYS = ("ListBullet", "ListBullet2", "ListBullet3")
# Where a word may be parted that is wider than its column.
BREAK = "\u200b"
# Word takes the properties of a table in this order only (ECMA-376, CT_TblPr).
TABLE_ORDER = [
    qn(f"w:{name}")
    for name in (
        "tblStyle",
        "tblW",
        "tblInd",
        "tblBorders",
        "tblLayout",
        "tblCellMar",
        "tblLook",
        "tblCaption",
        "tblDescription",
    )
]


def paper_inks() -> tuple[str, str, str]:
    """The council's colour and two tints of it, as Word writes them."""
    ink, tint, pale = (colour[1:].upper() for colour in ink_and_tints(settings.SITE_COLOUR_DARK))
    return ink, tint, pale


@dataclass(frozen=True)
class Columns:
    """The columns of a table: their headings, and the share of the page that each has."""

    headings: Sequence[str]
    shares: Sequence[float]

    @cached_property
    def widths(self) -> list[Mm]:
        return [Mm(ACROSS * share / sum(self.shares)) for share in self.shares]

    @cached_property
    def scale(self) -> float:
        """How large its words are, in proportion to the rest of the paper."""
        return next(size.scale for size in SIZES if len(self.headings) <= size.most)

    @cached_property
    def letters(self) -> list[float]:
        """About how many letters go across each."""
        across = LETTERS_ACROSS / self.scale / sum(self.shares)
        return [across * share for share in self.shares]


class WordTable:
    """A table that is filled row by row, from the top."""

    def __init__(self, word: WordFile, said: str, columns: Columns):
        self.columns = columns
        self.ink, self.tint, self.pale = paper_inks()
        self.size = Pt(SIZE * columns.scale) if columns.scale < 1 else None
        self.grid = word.add_table(rows=0, cols=len(columns.widths))
        _describe(self.grid, said)
        for column, width in zip(self.grid.columns, columns.widths, strict=True):
            column.width = width
        self._add_headings()

    def add_plain_row(self, words: Iterable[str | int]) -> None:
        """A row of words and numbers."""
        line = self._new_row("w:cantSplit")
        for said, width in zip(words, self.columns.widths, strict=True):
            run = self._new_cell(line, width).paragraphs[0].add_run(str(said))
            run.font.size = self.size

    def add_group(self, group, before) -> None:
        """The headings of a group, each once while it stays the same."""
        if group.heading and (before is None or group.heading != before.heading):
            cell = self._add_heading(group.heading, "Heading2", self.tint)
            if group.note:
                cell.add_paragraph(group.note).paragraph_format.keep_with_next = True
        if group.subheading:
            style = "Heading3" if group.heading else "Heading2"
            self._add_heading(group.subheading, style, self.pale)

    def add_row(self, row: Row, columns) -> None:
        """One recommendation; it may break over two pages where a cell of it is long."""
        texts = [row.cells.get(column.key, ()) for column in columns]
        across = self.columns.letters
        is_long = any(map(_is_long, texts, across))
        line, marked = self._new_row(*([] if is_long else ["w:cantSplit"])), marked_column(columns)
        for column, blocks, width, letters in zip(
            columns, texts, self.columns.widths, across, strict=True
        ):
            tint = TINTS.get(cell_colour(row, column.key), "")
            cell = self._new_cell(line, width, tint)
            marks = row.marks if column.key == marked else ()
            self._fill(cell, blocks, marks, letters, is_withheld=column.key in row.withheld)

    def _add_headings(self):
        row = self._new_row("w:tblHeader", "w:cantSplit")
        for heading, width in zip(self.columns.headings, self.columns.widths, strict=True):
            run = self._new_cell(row, width, self.ink).paragraphs[0].add_run(heading)
            run.bold, run.font.color.rgb = True, RGBColor(255, 255, 255)
            run.font.size = self.size

    def _add_heading(self, words, style, colour):
        row = self._new_row("w:cantSplit")
        widths = self.columns.widths
        cell = self._new_cell(row, sum(widths), colour, across=len(widths))
        cell.paragraphs[0]._p.style = style
        cell.paragraphs[0].add_run(words)
        return cell

    def _fill(self, cell, blocks: Iterable[Block], marks, letters, *, is_withheld):
        paragraphs = chain([cell.paragraphs[0]], iter(cell.add_paragraph, None))
        if marks:
            run = next(paragraphs).add_run(f"[{', '.join(marks)}]")
            run.bold, run.font.size = True, self.size
        for block in blocks:
            paragraph = next(paragraphs)
            if block.bullet:
                paragraph._p.style = LIST_KEYS[block.bullet - 1]
            for stretch in links_in_text(block.text):
                words = stretch.text if stretch.address else breakable(stretch.text, letters)
                run = paragraph.add_run(words)
                run.italic, run.font.size = is_withheld or None, self.size
                if stretch.address:
                    link(run, to=stretch.address)

    def _new_row(self, *properties):
        row = self.grid._tbl._add_tr()
        if properties:
            kept = row.get_or_add_trPr()
            for name in properties:
                kept.append(OxmlElement(name))
        return row

    def _new_cell(self, row, width, colour="", *, across=1) -> _Cell:
        """The cells of a table are made one after the other: asking python-docx for one of a long
        table reads all of it.
        """
        made = row.add_tc()
        made.width = width
        if across > 1:
            made.grid_span = across
        if colour:
            fill(made.get_or_add_tcPr(), colour)
        return _Cell(made, self.grid)


def breakable(text: str, letters: float) -> str:
    """The text with a place to part it after each slash of a word that is wider than its column:
    Word parts none there by itself.
    """
    if "/" not in text:
        return text
    words = text.split(" ")
    return " ".join(w.replace("/", f"/{BREAK}") if len(w) > letters * 0.8 else w for w in words)


def _is_long(blocks, letters):
    lines = (line for block in blocks for line in block.text.split("\n"))
    return sum(ceil(len(line) / letters) for line in lines) > LONG_CELL


def _describe(grid: Grid, said):
    """As wide as the page, ruled by thin lines, with what a screen reader says of it."""
    grid.autofit = False
    properties = grid._tbl.tblPr
    lines = OxmlElement("w:tblBorders")
    for side in ("top", "bottom", "insideH", "insideV"):
        lines.append(element(f"w:{side}", val="single", sz="4", color=GREY))
    properties.append(element("w:tblInd", w="0", type="dxa"))
    properties.append(lines)
    room = OxmlElement("w:tblCellMar")
    for side, twips in (("top", "40"), ("left", "85"), ("bottom", "40"), ("right", "85")):
        room.append(element(f"w:{side}", w=twips, type="dxa"))
    properties.append(room)
    properties.append(element("w:tblCaption", val=said))
    properties.append(element("w:tblDescription", val=f"The table of {said}"))
    properties[:] = sorted(properties, key=lambda one: TABLE_ORDER.index(one.tag))
