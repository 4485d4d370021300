"""Tables as an Excel workbook: typed cells, a heading that stays in view and is printed on every
page, rows as high as their texts need, and a last sheet that says what it is.

The one module that writes workbooks. It knows no HTTP and nothing of what is in them. Rows are
taken and written one by one, so that memory does not grow with their number. No text becomes a
formula, whatever it begins with.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any, BinaryIO
from unicodedata import normalize

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

MOST_CHARACTERS = 32_767  # of a cell, as Excel counts them: in UTF-16
CUT = "… [Cut here: a cell of Excel holds 32,767 characters.]"
HIGHEST = 409  # points, of a row
DATES = "d mmm yyyy"
NAMED = 20
MARGIN = 255
ABOUT = "About"
A4 = 9

# What XML cannot say. Excel reads _x0041_ in a text as the letter A, so its first sign is escaped.
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
# What Excel would take for a formula when somebody edits the cell: such texts are quoted besides.
_LIKE_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """`width`: in digits of the usual size, as Excel counts it."""

    heading: str
    width: int


@dataclass(frozen=True, slots=True)
class Banner:
    """A row of one text across the whole table: what the rows below it belong to."""

    text: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table on a sheet of its own. A cell is a text, a number, a day, or None for nothing. The
    last `beside` columns are there to sort and to filter by, and are not printed.
    """

    name: str
    columns: Sequence[SheetColumn]
    rows: Iterable[Sequence[Any] | Banner]
    beside: int = 0


@dataclass(slots=True)
class Written:
    """How many rows there are, and which of them are too high to be printed whole: the number, and
    the sheet where there are several.
    """

    rows: int = 0
    too_high: list[str] = field(default_factory=list)

    @property
    def note(self):
        """What there is to say of what Excel cannot print, "" for nothing."""
        if not self.too_high:
            return ""
        numbers = ", ".join(self.too_high[:NAMED])
        more = f" and {len(self.too_high) - NAMED:,} more" if len(self.too_high) > NAMED else ""
        return (
            f"Some texts are longer than Excel prints in one row ({HIGHEST} points). They are "
            f"whole in their cells, but cut off in print: row {numbers}{more}. The printable page "
            "has them whole."
        )


@dataclass(frozen=True, slots=True)
class About:
    """What the second sheet says, each fact under its name, and what stands above every page."""

    facts: Sequence[tuple[str, Any]]
    notice: str = ""


def write_workbook(
    file: BinaryIO,
    *,
    title: str,
    sheets: Sequence[Sheet],
    about: Callable[[Written], About],
    by: str,
    at: datetime,
    footer: str = "",
) -> Written:
    """Write a workbook into an open file. A cell of another type than a Sheet takes is a TypeError.
    `about` is asked once the rows are written; `by`, `at`: who had it made, and when, which stands
    below every page unless there is a `footer`.
    """
    book = Workbook(write_only=True)
    book.properties.title, book.properties.creator = _legal(title), _legal(by)
    book.properties.created = book.properties.modified = at.astimezone(UTC).replace(tzinfo=None)
    names = _sheet_names([sheet.name for sheet in sheets])
    done = [_write_sheet(book, name, sheet) for name, sheet in zip(names, sheets, strict=True)]
    written = _together(names, done)
    said = about(written)
    _write_about(book.create_sheet(ABOUT), title, said.facts)
    below = footer or f"Made on {at:%-d %B %Y at %H:%M} by {by}"
    for name in names:
        _print_on_a4(book[name], "landscape", title, said.notice, below)
    _print_on_a4(book[ABOUT], "portrait", title, said.notice, below)
    book.save(file)
    return written


def _write_sheet(book, name, sheet):
    made = book.create_sheet(name)
    table = _Table(made, sheet.columns, beside=sheet.beside)
    try:
        written = table.write(sheet.rows)
    except BaseException:
        # What was begun is kept in a file of openpyxl's own.
        made.close()
        made._writer.cleanup()
        raise
    _lay_out(made, sheet, table, written)
    return written


def _together(names, done):
    several = len(names) > 1
    return Written(
        rows=sum(written.rows for written in done),
        too_high=[
            f"{number} of “{name}”" if several else number
            for name, written in zip(names, done, strict=True)
            for number in written.too_high
        ],
    )


class _Styled(Cell):
    """A cell whose type and style were decided before. openpyxl would decide itself, for each cell
    anew, which makes a formula of a text, and takes as long as writing it.
    """

    __slots__ = ("style_id",)
    has_style = True


class _Table:
    """The sheet of the rows. One cell for each column serves all rows: each is written at once."""

    def __init__(self, sheet, columns, *, beside=0):
        self.sheet, self.columns = sheet, columns
        self.printed = columns[: len(columns) - beside]
        sizes: dict[str, dict[str, Any]] = {
            "text": {},
            "small": {"size": _SMALL.points},
            "heading": {"bold": True},
        }
        self.styles = {
            (name, is_quoted): _style(sheet, quoted=is_quoted, **how)
            for name, how in sizes.items()
            for is_quoted in (False, True)
        }
        self.day = _style(sheet, number_format=DATES)
        self.number = _style(sheet, aligned="right")
        self.has_banners, self.last = False, 0
        self.cells = [_Styled(sheet, column=number) for number, _ in enumerate(columns, 1)]
        sheet._values_to_row = lambda cells, number: cells
        for number, column in enumerate(columns, 1):
            sheet.column_dimensions[get_column_letter(number)].width = column.width
        sheet.freeze_panes = "A2"
        sheet.sheet_properties.pageSetUpPr.fitToPage = True

    def write(self, rows):
        written = Written()
        self._append(1, [column.heading for column in self.columns], heading=True)
        for number, row in enumerate(rows, 2):
            if isinstance(row, Banner):
                self._append_banner(number, row.text)
                continue
            if self._append(number, row):
                written.too_high.append(f"{number:,}")
            written.rows += 1
        return written

    def _append_banner(self, number, text):
        """One text over all columns that are printed; nothing of it is cut off."""
        self.has_banners = True
        across = sum(column.width for column in self.printed)
        cell = self.cells[0]
        height = self._fill_text(cell, across, text, heading=True)
        cell.row = number
        self._write_row(number, [cell], height)
        self.sheet.merged_cells.add(f"A{number}:{get_column_letter(len(self.printed))}{number}")

    def _append(self, number, values, *, heading=False):
        """Whether the row is too high to be printed whole."""
        height = _USUAL.line
        cells: list[_Styled] = []
        for cell, column, value in zip(self.cells, self.columns, values, strict=True):
            if value is None or value == "":
                continue
            height = max(height, self._fill(cell, column.width, value, heading))
            cell.row = number
            cells.append(cell)
        self._write_row(number, cells, height)
        return height > HIGHEST

    def _write_row(self, number, cells, height):
        dimensions = self.sheet.row_dimensions
        dimensions[number] = {"ht": f"{min(height, HIGHEST)}", "customHeight": "1"}
        self.sheet.append(cells)
        self.last = number
        del dimensions[number]

    def _fill(self, cell, width, value, heading):
        """Put a value into a cell; returns how high that is."""
        if isinstance(value, str):
            return self._fill_text(cell, width, value, heading)
        if isinstance(value, date) and not isinstance(value, datetime):
            cell._value, cell.data_type, cell.style_id = value, "d", self.day
        elif isinstance(value, int | float) and not isinstance(value, bool):
            cell._value, cell.data_type, cell.style_id = value, "n", self.number
        else:
            raise TypeError(f"A cell holds no {type(value).__name__}.")
        return _USUAL.line

    def _fill_text(self, cell, width, value, heading):
        text = cell_text(value)
        height, style = _USUAL.height(text, width, is_bold=heading), "text"
        if height > HIGHEST:
            height, style = _SMALL.height(text, width), "small"
        if heading:
            style = "heading"
        is_quoted = text.startswith(_LIKE_FORMULA)
        cell._value, cell.data_type, cell.style_id = text, "s", self.styles[style, is_quoted]
        return height


def cell_text(text: str) -> str:
    """A text as a cell can hold it: to the letter, but U+FFFD for what XML cannot say, and cut
    where Excel holds no more, which is said at its end.
    """
    text = _ESCAPE.sub("_x005F_", _legal(text))
    if len(text) * 2 <= MOST_CHARACTERS or _length(text) <= MOST_CHARACTERS:
        return text
    units = text.encode("utf-16-le")[: 2 * (MOST_CHARACTERS - _length(CUT))]
    return units.decode("utf-16-le", errors="ignore") + CUT


def text_height(text: str, width: float, *, is_bold: bool = False) -> int:
    """How high a text of the usual size is, in points, in a column so many digits wide."""
    return _USUAL.height(cell_text(text), width, is_bold=is_bold)


def _legal(text):
    return _ILLEGAL.sub("\ufffd", text)


def _length(text):
    return len(text.encode("utf-16-le")) // 2


def _style(sheet, *, size=11, bold=False, quoted=False, number_format="General", aligned="left"):
    """The key of a style of the workbook: wrapped, from the top of the cell on."""
    cell = Cell(sheet, row=1, column=1)
    cell.font = Font(name="Calibri", size=size, bold=bold)
    indent = 1 if aligned == "right" else 0
    cell.alignment = Alignment(wrap_text=True, vertical="top", horizontal=aligned, indent=indent)
    cell.number_format = number_format
    if quoted:
        cell.quotePrefix = True
    if bold:
        cell.fill = PatternFill("solid", fgColor="DDE5EC")
    return cell.style_id


def _sheet_names(wanted):
    """At most 31 characters, none that Excel does not take, and each its own in any case."""
    names: list[str] = []
    taken = {ABOUT.lower()}
    for name in wanted:
        short = re.sub(r"[\[\]:*?/\\']", " ", _legal(name))[:31].strip() or "Sheet"
        tries = (short, *(f"{short[:27].rstrip()} {number}" for number in range(2, 1000)))
        free = next(one for one in tries if one.lower() not in taken)
        taken.add(free.lower())
        names.append(free)
    return names


def _lay_out(made, sheet, table, written):
    """What is written after the rows. Rows under headings of their own are not to be sorted."""
    if not table.has_banners:
        made.auto_filter.ref = f"A1:{get_column_letter(len(sheet.columns))}{table.last}"
    made.print_title_rows = "1:1"
    made.print_options.gridLines = True
    if sheet.beside:
        printed = get_column_letter(len(sheet.columns) - sheet.beside)
        made.print_area = f"A1:{printed}{table.last}"
    if written.too_high:
        made.oddFooter.center.text = "Some texts are cut off in print: see the sheet About"


def _print_on_a4(sheet, orientation, title, notice, made):
    """As wide as a page, as long as it needs; the title and the notice above, who made it when and
    the number of the page below.
    """
    sheet.page_setup.orientation = orientation
    sheet.page_setup.paperSize = A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    margins = sheet.page_margins
    margins.left = margins.right = 0.4
    margins.top = margins.bottom = 0.75
    margins.header = margins.footer = 0.3
    # The notice is what the law asks for: the title has what is left.
    notice = _in_margin(notice, MARGIN - 60)
    title = _in_margin(title, min(100, MARGIN - 40 - len(notice)))
    sheet.oddHeader.left.text, sheet.oddHeader.left.font = title, "-,Bold"
    sheet.oddHeader.right.text, sheet.oddHeader.right.font = notice, "-,Bold"
    sheet.oddFooter.left.text = _in_margin(made)
    sheet.oddFooter.right.text = "Page &P of &N"


def _in_margin(text, most=100):
    """Without what Excel reads there as a command; all of a margin holds 255 characters."""
    return " ".join(_legal(text)[:most].split()).replace("&", "&&")


def _write_about(sheet, title, facts):
    table = _Table(sheet, [SheetColumn(title, 24), SheetColumn("", 90)])
    sheet.freeze_panes = None
    table.write(facts)


# How wide characters are in Calibri, in hundredths of its size, rounded up; é is as wide as e.
_WIDTHS = {
    24: " 'ijl",
    28: ",.:;I‘’",
    32: "()-J[]`f{}",
    36: "!rt",
    40: "/\\sz",
    44: '"Lcx“”',
    48: "?FSZagkvy|",
    52: "#$*+0123456789<=>EKPTXY^_e~£–•é",
    56: "BCRbdhnopqu",
    60: "AV",
    64: "DGH",
    68: "NOQU",
    72: "%&w…",
    80: "m",
    88: "M",
    92: "@W—",
}
_AFTER_HYPHEN = re.compile("(?<=-)")
_LETTER, _OTHER = 80, 104
# Scripts whose letters are wide or high: from Hebrew on, but neither punctuation nor signs.
_TALL = re.compile("[\u0590-\u1fff\u2c00-\U0010ffff]")
_WIDTH_OF = {char: width for width, chars in _WIDTHS.items() for char in chars}
_SPACE = _WIDTH_OF[" "]
_DIGIT_PIXELS, _INCH_PIXELS, _INCH_POINTS = 7, 96, 72


@dataclass(frozen=True, slots=True)
class _Size:
    """A size of letters and the height of a line of them, both in points; `tall`: of a line of
    scripts whose letters are higher.
    """

    points: int
    line: int
    tall: int

    def height(self, text, width, *, is_bold=False):
        """How high a text is in a column so many digits wide."""
        pixels = self.points * _INCH_PIXELS / _INCH_POINTS
        room = width * _DIGIT_PIXELS * 100 / pixels
        if is_bold:
            room *= 0.88
        line = self.line if text.isascii() or not _TALL.search(text) else self.tall
        if len(text) * _OTHER <= room and "\n" not in text:
            return line
        return line * sum(_lines(paragraph, room) for paragraph in text.split("\n"))


_USUAL, _SMALL = _Size(11, 15, 20), _Size(8, 12, 15)


def _lines(paragraph, room):
    """How many lines a paragraph takes when it is wrapped between words; a word that is longer than
    a line is broken, after its hyphens too.
    """
    lines, used = 1, 0
    for word in paragraph.split(" "):
        width = _word_width(word)
        parts = [width] if width <= room else map(_word_width, _AFTER_HYPHEN.split(word))
        for width in parts:
            if used and used + width > room:
                lines, used = lines + 1, 0
            if width > room:
                lines += int(width // room)
                width %= room
            used += width
        used += _SPACE
    return lines


@lru_cache(maxsize=20_000)
def _word_width(word):
    return sum(_WIDTH_OF.get(char) or _other_width(char) for char in word)


def _other_width(char):
    if char < "\u0590":
        return _WIDTH_OF.get(normalize("NFD", char)[0], _LETTER)
    return _OTHER
