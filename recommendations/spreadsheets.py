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
from textwrap import wrap
from typing import Any, BinaryIO

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.pagebreak import Break

from recommendations.links_in_text import links_in_text
from recommendations.sheet_pages import LEAST, Pages
from recommendations.text_heights import SMALL, USUAL

MOST_CHARACTERS = 32_767  # of a cell, as Excel counts them: in UTF-16
CUT = "… [Cut here: a cell of Excel holds 32,767 characters.]"
HIGHEST = 409  # points, of a row
DATES = "d mmm yyyy"
NAMED = 20
# What stands first in a row stands again in those in which it goes on, if it has less letters.
SHORT = 12
# Of the letters above a page: altogether, and in a line.
MARGIN, ACROSS, UPRIGHT = 255, 130, 85
ABOUT = "About"
A4 = 9
HEADING, LINK = "DDE5EC", "0B3D91"
# Of an A4 page across, with margins and room for the heads; points, as wide as a digit is.
PAGE_WIDTH, PAGE_HEIGHT, DIGIT_WIDTH = 785, 472, 5.25
SIDE, HEAD, FOOT = 0.4, 0.95, 0.75  # inches
# How much of it is filled: Excel and LibreOffice measure a little otherwise.
FILLED = 0.97
# As many as Excel takes on a sheet, and as long.
MOST_LINKS, LONGEST_LINK = 60_000, 2_000

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
class Coloured:
    """A text on a colour, which only says again what the text does ("DCEFE0")."""

    text: str
    colour: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table on a sheet of its own. A cell is a text, perhaps Coloured, a number, a day, or None
    for nothing. The last `beside` columns are there to sort and to filter by, and are not printed.

    `is_paper`: it is there to be printed. What is too high for one row goes on in rows below, so
    that nothing is cut off, and a heading is never the last on its page.
    """

    name: str
    columns: Sequence[SheetColumn]
    rows: Iterable[Sequence[Any] | Banner]
    beside: int = 0
    is_paper: bool = False


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
    """What the last sheet says, each fact under its name, and what stands above every page."""

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
    table = _Table(made, sheet.columns, beside=sheet.beside, is_paper=sheet.is_paper)
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

    def __init__(self, sheet, columns, *, beside=0, is_paper=False):
        self.sheet, self.columns = sheet, columns
        self.printed = columns[: len(columns) - beside]
        self.styles: dict[tuple, int] = {}
        self.day = _style(sheet, number_format=DATES)
        self.number = _style(sheet, aligned="right")
        self.last, self.is_divided = 0, False
        self.cells = [_Styled(sheet, column=number) for number, _ in enumerate(columns, 1)]
        sheet._values_to_row = lambda cells, number: cells
        for number, column in enumerate(columns, 1):
            sheet.column_dimensions[get_column_letter(number)].width = column.width
        sheet.freeze_panes = "A2"
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
        self.pages = self._pages() if is_paper else None

    @property
    def across(self):
        """How wide what is printed is, in digits."""
        return sum(column.width for column in self.printed)

    def write(self, rows):
        written = Written()
        height = self._append([column.heading for column in self.columns], heading=True)
        if self.pages:
            self.pages.room -= height
        for row in rows:
            if isinstance(row, Banner):
                self._append_banner(row.text)
                continue
            written.rows += 1
            if self.pages:
                self._append_on_pages(self.pages, row)
            elif self._append(row) > HIGHEST:
                written.too_high.append(f"{self.last:,}")
        return written

    def _pages(self):
        """As Excel lays them out: it makes a wide table smaller, so that more goes on a page."""
        scale = min(1, PAGE_WIDTH / (self.across * DIGIT_WIDTH))
        return Pages(room=PAGE_HEIGHT * FILLED / scale)

    def _append_banner(self, text):
        """One text over all columns that are printed; nothing of it is cut off."""
        self.is_divided = True
        while text:
            part, text = USUAL.divide(text, self.across, HIGHEST, is_bold=True)
            number, cell = self.last + 1, self.cells[0]
            height = self._fill_text(cell, self.across, part, heading=True)
            if self.pages:
                self.pages.hold(number, height)
            self._write_row([cell], height)
            last = get_column_letter(len(self.printed))
            self.sheet.merged_cells.add(f"A{number}:{last}{number}")

    def _append_on_pages(self, pages, values):
        """A row where it is printed whole; one that is too high goes on in rows below it."""
        begun = values[0]
        while (height := self._height(values)) > min(pages.whole, HIGHEST):
            self.is_divided = True
            if pages.left < LEAST:
                pages.turn(self.last + 1)
            parts = [
                self._divided(column, value, min(max(pages.left, LEAST), HIGHEST))
                for column, value in zip(self.columns, values, strict=True)
            ]
            pages.add(self._append([part for part, _ in parts]))
            values = [rest for _, rest in parts]
            if not values[0] and isinstance(begun, str) and len(begun) < SHORT:
                values[0] = f"{begun} …"
        if height > pages.left:
            pages.turn(self.last + 1)
        pages.add(self._append(values))

    def _height(self, values):
        return max(
            self._height_of(column, value)
            for column, value in zip(self.columns, values, strict=True)
        )

    def _height_of(self, column, value):
        text = value.text if isinstance(value, Coloured) else value
        if not isinstance(text, str):
            return USUAL.line
        return USUAL.height(text, column.width)

    def _divided(self, column, value, height):
        """What of a value is printed in a row so high, and what is left for those below."""
        if not isinstance(value, str):
            return value, None
        return USUAL.divide(value, column.width, height)

    def _append(self, values, *, heading=False):
        """How high the row would have to be."""
        height = USUAL.line
        cells: list[_Styled] = []
        for cell, column, value in zip(self.cells, self.columns, values, strict=True):
            if value is None or value == "":
                continue
            height = max(height, self._fill(cell, column.width, value, heading))
            cells.append(cell)
        self._write_row(cells, height)
        return height

    def _write_row(self, cells, height):
        number, dimensions = self.last + 1, self.sheet.row_dimensions
        for cell in cells:
            cell.row = number
        dimensions[number] = {"ht": f"{min(height, HIGHEST)}", "customHeight": "1"}
        self.sheet.append(cells)
        self.last = number
        del dimensions[number]

    def _fill(self, cell, width, value, heading):
        """Put a value into a cell; returns how high that is."""
        if isinstance(value, str):
            return self._fill_text(cell, width, value, heading)
        if isinstance(value, Coloured):
            return self._fill_text(cell, width, value.text, heading, value.colour)
        if isinstance(value, date) and not isinstance(value, datetime):
            cell._value, cell.data_type, cell.style_id = value, "d", self.day
        elif isinstance(value, int | float) and not isinstance(value, bool):
            cell._value, cell.data_type, cell.style_id = value, "n", self.number
        else:
            raise TypeError(f"A cell holds no {type(value).__name__}.")
        return USUAL.line

    def _fill_text(self, cell, width, value, heading, colour=""):
        text = cell_text(value)
        height, how = USUAL.height(text, width, is_bold=heading), {"bold": heading}
        if height > HIGHEST and not (heading or self.pages):
            height, how = SMALL.height(text, width), {"size": SMALL.points}
        if colour:
            how["fill"] = colour
        if not heading and self._link(cell, value):
            how["linked"] = True
        if text.startswith(_LIKE_FORMULA):
            how["quoted"] = True
        cell._value, cell.data_type, cell.style_id = text, "s", self._style(how)
        return height

    def _link(self, cell, text):
        """Whether the cell leads somewhere: all of its text is one address."""
        links, stretches = self.sheet._hyperlinks, links_in_text(text)
        address = stretches[0].address if len(stretches) == 1 else ""
        if not address or len(address) > LONGEST_LINK or len(links) >= MOST_LINKS:
            return False
        links.append(Hyperlink(ref=f"{cell.column_letter}{self.last + 1}", target=address))
        return True

    def _style(self, how):
        key = tuple(how.items())
        if key not in self.styles:
            self.styles[key] = _style(self.sheet, **how)
        return self.styles[key]


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
    return USUAL.height(cell_text(text), width, is_bold=is_bold)


def _legal(text):
    return _ILLEGAL.sub("\ufffd", text)


def _length(text):
    return len(text.encode("utf-16-le")) // 2


def _style(
    sheet,
    *,
    size=11,
    bold=False,
    fill="",
    linked=False,
    quoted=False,
    number_format="General",
    aligned="left",
):
    """The key of a style of the workbook: wrapped, from the top of the cell on."""
    cell = Cell(sheet, row=1, column=1)
    looks = {"color": LINK, "underline": "single"} if linked else {}
    cell.font = Font(name="Calibri", size=size, bold=bold, **looks)
    indent = 1 if aligned == "right" else 0
    cell.alignment = Alignment(wrap_text=True, vertical="top", horizontal=aligned, indent=indent)
    cell.number_format = number_format
    if quoted:
        cell.quotePrefix = True
    if fill or bold:
        cell.fill = PatternFill("solid", fgColor=fill or HEADING)
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
    """What is written after the rows. Rows under headings of their own, or that go on in others,
    are not to be sorted.
    """
    for number in table.pages.breaks if table.pages else ():
        made.row_breaks.append(Break(id=number))
    if not table.is_divided:
        made.auto_filter.ref = f"A1:{get_column_letter(len(sheet.columns))}{table.last}"
    made.print_title_rows = "1:1"
    made.print_options.gridLines = True
    if sheet.beside:
        printed = get_column_letter(len(sheet.columns) - sheet.beside)
        made.print_area = f"A1:{printed}{table.last}"
    if written.too_high:
        made.oddFooter.center.text = "Some texts are cut off in print: see the sheet About"


def _print_on_a4(sheet, orientation, title, notice, made):
    """As wide as a page, as long as it needs; the title below the notice above, who made it when
    and the number of the page below.
    """
    sheet.page_setup.orientation = orientation
    sheet.page_setup.paperSize = A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    margins = sheet.page_margins
    margins.left = margins.right = SIDE
    margins.top, margins.bottom = HEAD, FOOT
    margins.header = margins.footer = 0.3
    # The notice is what the law asks for: the title has what is left. Beside each other they would
    # be printed over each other.
    notice = _in_margin(notice, MARGIN - 60)
    title = _in_margin(title, min(100, MARGIN - 40 - len(notice)))
    across = ACROSS if orientation == "landscape" else UPRIGHT
    lines = [*wrap(notice, across), title]
    sheet.oddHeader.center.text = "\n".join(line for line in lines if line)
    sheet.oddHeader.center.font, sheet.oddHeader.center.size = "-,Bold", 9
    sheet.oddFooter.left.text = _in_margin(made)
    sheet.oddFooter.right.text = "Page &P of &N"


def _in_margin(text, most=100):
    """Without what Excel reads there as a command; all of a margin holds 255 characters."""
    return " ".join(_legal(text)[:most].split()).replace("&", "&&")


def _write_about(sheet, title, facts):
    table = _Table(sheet, [SheetColumn(title, 24), SheetColumn("", 90)])
    sheet.freeze_panes = None
    table.write(facts)
