"""Writes a workbook to be filled in away from the desk: a sheet for each plan, in which all but the
boxes to fill in is locked. `filled_in.py` reads it back.

Each row carries, hidden, its key, the version that it had, and what each box said; the first row of
the sheet, hidden too, says what its columns are. It knows no Django, and nothing of what is in it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import BinaryIO

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.dimensions import RowDimension

from recommendations.cell_text import MAX_CHARACTERS
from recommendations.spreadsheets import DATES, HIGHEST, cell_text, text_height

# In the first cell of a row that says what the columns below it are.
MARK = "As At: key"
HOW = "How to fill it in"
WORDS = "Words"
TEXT, CHOICE, NUMBER, DAY = "text", "choice", "number", "day"
MOST_IN_SHEET_NAME = 31
# Excel counts the columns of a sheet by the width of a digit.
WIDTHS = {TEXT: 55, CHOICE: 20, NUMBER: 12, DAY: 16}
A4 = 9
BESIDES = (MARK, "version", "opened_with")

_TO_FILL_IN = PatternFill("solid", fgColor="FFF8DC")
_HEADING = PatternFill("solid", fgColor="DDE5EC")
_LINE = Side(style="thin", color="A0A8B0")
_BOXED = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_LIKE_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Box:
    """A column to fill in. `key`: what it is called when it is read back; `words`: those to choose
    from.
    """

    key: str
    heading: str
    sort: str = TEXT
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RowToFillIn:
    """A recommendation. `opened_with`: what the boxes said, in a form of the reader's own; `shown`:
    what there is to read of it; `said`: what its boxes say, by key.
    """

    key: int
    version: str
    opened_with: str
    shown: tuple[str, ...]
    said: dict[str, str | int | date | None]


@dataclass(frozen=True, slots=True)
class SheetToFillIn:
    """A plan: `to_read` are the columns that are only read, with their widths."""

    name: str
    to_read: tuple[tuple[str, int], ...]
    boxes: tuple[Box, ...]
    rows: Sequence[RowToFillIn] = field(default_factory=tuple)


def write_to_fill_in(
    file: BinaryIO,
    *,
    sheets: Sequence[SheetToFillIn],
    how: Sequence[str],
    by: str,
    at: datetime,
    notice: str = "",
):
    """Write the workbook into an open file. `how`: what the first sheet says, line by line;
    `notice`: what must stand above every page, "" for nothing.
    """
    book = Workbook()
    book.properties.title, book.properties.creator = "To be filled in", cell_text(by)
    book.properties.created = book.properties.modified = at.astimezone(UTC).replace(tzinfo=None)
    _write_how(book.active, [*how, *([notice] if notice else [])])
    words = _Words(book)
    for name, sheet in zip(_names(sheets), sheets, strict=True):
        made = book.create_sheet(name, index=len(book.sheetnames) - 1)
        _Sheet(made, sheet, words).write()
        _print_on_a4(made, sheet.name, notice)
    book.save(file)


def _write_how(sheet, lines):
    sheet.title, sheet.column_dimensions["A"].width = HOW, 100
    for number, line in enumerate(lines, 1):
        cell = _put(sheet, number, 1, line)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        cell.font = Font(name="Calibri", size=14 if number == 1 else 11, bold=number == 1)
    sheet.protection.sheet = True


class _Words:
    """A hidden sheet of the words to choose from, which a list of Excel points at: a list in the
    cell itself holds no more than 255 characters.
    """

    def __init__(self, book):
        self.sheet = book.create_sheet(WORDS)
        self.sheet.sheet_state, self.sheet.protection.sheet = "hidden", True
        self.columns = 0

    def place_of(self, words):
        self.columns += 1
        for number, word in enumerate(words, 1):
            _put(self.sheet, number, self.columns, word)
        letter = get_column_letter(self.columns)
        return f"{quote_sheetname(WORDS)}!${letter}$1:${letter}${len(words)}"


class _Row(RowDimension):
    """As high as its texts are, and higher once more is typed into it."""

    customHeight = False  # noqa: N815 (openpyxl's own name)


class _Sheet:
    """One plan on its sheet: the row of keys, the headings, a row for each recommendation."""

    def __init__(self, made, sheet, words):
        self.made, self.sheet, self.words = made, sheet, words
        self.first_box = len(BESIDES) + len(sheet.to_read) + 1
        self.last = 2 + len(sheet.rows)

    def write(self):
        self._write_headings()
        for number, row in enumerate(self.sheet.rows, 3):
            self._write_row(number, row)
        for column, box in enumerate(self.sheet.boxes, self.first_box):
            self._check(get_column_letter(column), box)
        self._hide()
        self._protect()

    def _write_headings(self):
        marks = [*BESIDES, *("" for _ in self.sheet.to_read)]
        marks += [box.key for box in self.sheet.boxes]
        headings = ["" for _ in BESIDES] + [heading for heading, _ in self.sheet.to_read]
        headings += [f"{box.heading}\n(to fill in)" for box in self.sheet.boxes]
        widths = [10 for _ in BESIDES] + [width for _, width in self.sheet.to_read]
        widths += [WIDTHS[box.sort] for box in self.sheet.boxes]
        for column, (mark, heading, width) in enumerate(
            zip(marks, headings, widths, strict=True), 1
        ):
            _put(self.made, 1, column, mark)
            cell = _put(self.made, 2, column, heading)
            cell.font, cell.fill, cell.border = Font(name="Calibri", bold=True), _HEADING, _BOXED
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            self.made.column_dimensions[get_column_letter(column)].width = width
        self._fit(2, widths, headings, is_bold=True)

    def _write_row(self, number, row):
        for column, text in enumerate((str(row.key), row.version, row.opened_with, *row.shown), 1):
            cell = _put(self.made, number, column, text)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.border = _BOXED
        for column, box in enumerate(self.sheet.boxes, self.first_box):
            cell = _put(self.made, number, column, row.said.get(box.key))
            cell.alignment = Alignment(wrap_text=True, vertical="top", horizontal="left")
            cell.protection, cell.fill = Protection(locked=False), _TO_FILL_IN
            cell.border = _BOXED
            # As text, so that Excel makes no date of “1/4” and no number of “2.10”.
            cell.number_format = {NUMBER: "0", DAY: DATES}.get(box.sort, "@")
        widths = [width for _, width in self.sheet.to_read]
        widths += [WIDTHS[box.sort] for box in self.sheet.boxes]
        said = [row.said.get(box.key) for box in self.sheet.boxes]
        self._fit(number, widths, [*row.shown, *said])

    def _fit(self, number, widths, texts, *, is_bold=False):
        """A row as high as the highest of its texts, and room for a line more."""
        heights = [
            text_height(text, width, is_bold=is_bold)
            for text, width in zip(texts, widths, strict=True)
            if isinstance(text, str)
        ]
        height = min(max(heights, default=0) + 15, HIGHEST)
        self.made.row_dimensions[number] = _Row(self.made, index=number, ht=height)

    def _check(self, letter, box):
        """What Excel takes in a box, and what it says of anything else."""
        cells = f"{letter}3:{letter}{max(self.last, 3)}"
        if box.sort == CHOICE and box.words:
            rule = {"type": "list", "formula1": self.words.place_of(box.words)}
            error = "Choose one of the words in the list."
        elif box.sort == NUMBER:
            rule = {"type": "whole", "operator": "between", "formula1": "0", "formula2": "100"}
            error = "Enter a whole number from 0 to 100."
        elif box.sort == DAY:
            rule = {"type": "date", "operator": "greaterThan", "formula1": "DATE(2000,1,1)"}
            error = "Enter a date, such as 30 September 2026."
        else:
            most = f"{MAX_CHARACTERS}"
            rule = {"type": "textLength", "operator": "lessThanOrEqual", "formula1": most}
            error = f"A cell can hold {MAX_CHARACTERS:,} characters."
        check = DataValidation(allow_blank=True, showErrorMessage=True, error=error, **rule)
        check.errorTitle = "This can't be taken"
        check.add(cells)
        self.made.add_data_validation(check)

    def _hide(self):
        self.made.row_dimensions[1].hidden = True
        for column, _ in enumerate(BESIDES, 1):
            self.made.column_dimensions[get_column_letter(column)].hidden = True

    def _protect(self):
        """Without a password: against slips of the hand. Columns may be made wider, rows higher,
        and filters used.
        """
        protection = self.made.protection
        protection.sheet = protection.objects = True
        protection.formatColumns = protection.formatRows = protection.autoFilter = False
        self.made.freeze_panes = self.made.cell(3, len(BESIDES) + 2)
        first = get_column_letter(len(BESIDES) + 1)
        last = get_column_letter(self.first_box + len(self.sheet.boxes) - 1)
        self.made.auto_filter.ref = f"{first}2:{last}{self.last}"


def _put(sheet, row, column, value):
    """A cell with a value; no text becomes a formula."""
    cell = sheet.cell(row, column)
    if isinstance(value, str):
        cell.value = cell_text(value) or None
        if value:
            cell.data_type = "s"
            cell.quotePrefix = value.startswith(_LIKE_FORMULA)
    else:
        cell.value = value
    return cell


def _names(sheets):
    """At most 31 characters, none that Excel does not take, and each its own in any case."""
    names: list[str] = []
    taken = {HOW.lower(), WORDS.lower()}
    for sheet in sheets:
        plain = "".join(" " if char in "[]:*?/\\'" else char for char in cell_text(sheet.name))
        short = plain[:MOST_IN_SHEET_NAME].strip() or "Plan"
        tries = (short, *(f"{short[:27].rstrip()} {number}" for number in range(2, 1000)))
        free = next(one for one in tries if one.lower() not in taken)
        taken.add(free.lower())
        names.append(free)
    return names


def _print_on_a4(sheet, title, notice):
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "2:2"
    sheet.oddHeader.left.text = " ".join(cell_text(title)[:80].split()).replace("&", "&&")
    sheet.oddHeader.right.text = " ".join(notice[:120].split()).replace("&", "&&")
    sheet.oddFooter.right.text = "Page &P of &N"
