"""Reads an Excel workbook into tables, one for each sheet. Formulas give the values that Excel
computed last; macros are never looked at.
"""

import io
import re
import zipfile
from xml.etree import ElementTree

from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.numbers import BUILTIN_FORMATS, BUILTIN_FORMATS_MAX_SIZE
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.worksheet._read_only import ReadOnlyWorksheet
from openpyxl.worksheet._reader import (
    COL_TAG,
    FORMULA_TAG,
    INLINE_STRING,
    ROW_TAG,
    VALUE_TAG,
    WorkSheetParser,
)
from openpyxl.xml.constants import REL_NS, SHARED_STRINGS, SHEET_MAIN_NS
from openpyxl.xml.functions import iterparse

from recommendations.cell_text import printable_text
from recommendations.importing.office_parts import refuse_unsafe, related
from recommendations.importing.source import (
    EMPTY,
    MOST_CELLS,
    MOST_COLUMNS,
    MOST_ROWS,
    Loss,
    Losses,
    NotTaken,
    SourceCell,
    SourceFile,
    marked,
    refuse_too_large,
    struck_out,
    table_of,
)
from recommendations.importing.typed_values import typed

DAMAGED = (
    "This Excel workbook is damaged and can't be read. Open it in Excel, let it be repaired, save "
    "it as .xlsx, and choose that."
)
NO_TABLE = (
    "There is no table in this workbook: all its sheets are empty. Choose the workbook that has "
    "the plan."
)
MACROS = "The file has macros (programs). They were not run, and are not looked at."
HIDDEN_SHEET = "The sheet is hidden in the workbook. It was read like the others."
HIDDEN_ROW = "hidden in the workbook. It was read like the others."
NOT_COMPUTED = (
    "a formula whose value is not in the file. Open it in Excel, save it, and choose it again."
)
IN_ERROR = "a formula that gives an error."
NO_DAY = "a number that is no day, though its cell is for dates. It was read as a number."
STRUCK = "struck-out words are kept between ~~ and ~~."
DRAWINGS = "Pictures, charts and drawings on the sheet are not brought in."
TOO_MANY_CELLS = (
    "The sheet “{}” is not read: with those before it, it has more cells than any plan. Copy the "
    "table that you need into a new workbook, and choose that."
)
ROWS_AT_ONCE = 200
# Of all merged cells together, so that none of them can keep the reader busy for ever.
MOST_REPEATS = 2_000_000

_SI, _T, _R, _STRIKE, _RPR = (
    f"{{{SHEET_MAIN_NS}}}{name}" for name in ("si", "t", "r", "strike", "rPr")
)
_COMMENT, _HYPERLINK, _MERGED = (
    f"{{{SHEET_MAIN_NS}}}{name}" for name in ("comment", "hyperlink", "mergeCell")
)
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")


def read_workbook(content: bytes, *, has_macros=False, tell=None) -> SourceFile:
    """The sheets of a workbook that have something in them, hidden ones too. `tell(done, of)` is
    told how much of the sheets is read, in bytes.

    NotTaken where it can't be read, or no sheet can be brought in.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            refuse_unsafe(archive)
            tables, losses = _read_sheets(content, archive, tell)
    except NotTaken:
        raise
    except Exception as error:  # Whatever is met in a file that is no such file.
        raise NotTaken(DAMAGED) from error
    if not tables:
        raise NotTaken(losses[0].words if losses else NO_TABLE)
    if has_macros:
        losses.insert(0, Loss("", MACROS))
    return SourceFile(tuple(tables), tuple(losses), "Excel workbook")


def _read_sheets(content, archive, tell):
    reader = _Reader(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    reader.read()
    book = reader.wb
    progress = _Progress(archive, [sheet._worksheet_path for sheet in book.worksheets], tell)
    tables, losses = [], []
    for sheet in book.worksheets:
        try:
            table = _Sheet(sheet, archive, progress).read()
        except NotTaken as refused:
            losses.append(Loss("", str(refused)))
            continue
        if table:
            tables.append(table)
    book.close()
    return tables, losses


class _Progress:
    """How much of all sheets is read, in bytes of their XML; `cells`: those with something in them.

    NotTaken where two sheets are one part of the file: it would be read again and again.
    """

    def __init__(self, archive, paths, tell):
        self.sizes = {path: archive.getinfo(path).file_size for path in paths}
        if len(self.sizes) < len(paths):
            raise NotTaken(DAMAGED)
        self.cells = 0
        self.total, self.before, self.tell = max(1, sum(self.sizes.values())), 0, tell

    def at(self, stream):
        if self.tell:
            self.tell(min(self.total, self.before + stream.tell()), self.total)

    def end(self, path):
        self.before += self.sizes[path]
        if self.tell:
            self.tell(self.before, self.total)


class _Reader(ExcelReader):
    """Reads shared texts with what is struck out in them, and none of what is for looks."""

    def read_strings(self):
        part = self.package.find(SHARED_STRINGS)
        if part is None:
            return
        with self.archive.open(part.PartName[1:]) as stream:
            for _, element in iterparse(stream):
                if element.tag == _SI:
                    self.shared_strings.append(_text_of(element))
                    element.clear()

    def read_worksheets(self):
        """All but those that are nothing but a chart."""
        for sheet, rel in self.parser.find_sheets():
            if rel.target in self.valid_files and "chartsheet" not in rel.Type:
                part = _Part(self.wb, sheet.name, rel.target, self.shared_strings)
                part.sheet_state = sheet.state
                self.wb._sheets.append(part)


class _Part(ReadOnlyWorksheet):
    def _get_size(self):
        """Where a sheet does not say how large it is, all its rows would be read for that."""


def _text_of(element):
    """The text of a `si` or an `is`, struck-out runs marked."""
    pieces: list[tuple[str, bool]] = []
    for child in element:
        if child.tag == _T:
            pieces.append((child.text or "", False))
        elif child.tag == _R:
            pieces.append((child.findtext(_T) or "", _is_struck(child)))
    text = marked(pieces)
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def _is_struck(run):
    strike = run.find(f"{_RPR}/{_STRIKE}")
    return strike is not None and strike.get("val", "1") not in ("0", "false")


def _is_not_computed(cell):
    """A formula that nobody computed; one that gave an empty text is a text ("str")."""
    if cell.find(FORMULA_TAG) is None or cell.findtext(VALUE_TAG):
        return False
    return cell.get("t") != "str" or cell.find(VALUE_TAG) is None


class _Parser(WorkSheetParser):
    """What is said in a sheet, and none of what is for looks, row by row: a cell without a value
    costs nothing.
    """

    def __init__(self, source, book, shared_strings):
        super().__init__(
            source,
            shared_strings,
            data_only=True,
            epoch=book.epoch,
            date_formats=book._date_formats,
            timedelta_formats=book._timedelta_formats,
        )
        self.merges: list[str] = []
        self.links: list[tuple[str, str]] = []
        self.hidden_columns: list[tuple[int, int]] = []
        self.not_computed: list[str] = []
        self.no_days: list[str] = []

    def parse(self):
        for _, element in iterparse(self.source):
            if element.tag == ROW_TAG:
                yield (*self.parse_row(element), element.get("hidden") in ("1", "true"))
                element.clear()
            elif element.tag == COL_TAG and element.get("hidden") in ("1", "true"):
                self.hidden_columns.append((int(element.get("min")), int(element.get("max"))))
            elif element.tag == _MERGED:
                self.merges.append(element.get("ref"))
            elif element.tag == _HYPERLINK:
                self.links.append((element.get("ref"), element.get(f"{{{REL_NS}}}id", "")))

    def parse_cell(self, element):
        if not len(element):
            self.col_counter += 1
            return None
        if element.get("t") == "inlineStr" and (text := element.find(INLINE_STRING)) is not None:
            cell = super().parse_cell(element)
            return {**cell, "value": _text_of(text), "data_type": "s"}
        if _is_not_computed(element):
            self.not_computed.append(element.get("r", ""))
        cell = super().parse_cell(element)
        if cell["data_type"] == "e" and element.get("t", "n") == "n":
            self.no_days.append(element.get("r", ""))
            return {**cell, "value": element.findtext(VALUE_TAG), "data_type": "s"}
        return cell


class _Sheet:
    """A sheet on its way into a table."""

    def __init__(self, sheet, archive, progress):
        self.sheet, self.archive, self.progress = sheet, archive, progress
        self.book, self.losses = sheet.parent, Losses()
        self.rows: dict[int, list[SourceCell]] = {}
        self.styles: dict[int, tuple[str, bool, bool]] = {}
        self.in_error: list[str] = []
        self.repeats = 0

    def read(self):
        """The SourceTable of the sheet, or None where there is nothing on it."""
        path = self.sheet._worksheet_path
        with self.archive.open(path) as stream:
            parser = _Parser(stream, self.book, self.sheet._shared_strings)
            self._read_rows(parser, stream)
        self.progress.end(path)
        if not self.rows:
            return None
        for merge in parser.merges:
            self._merge(*range_boundaries(merge))
        self._tell_losses(parser, path)
        lines = [(f"row {number}", cells) for number, cells in sorted(self.rows.items())]
        return table_of(self.sheet.title, lines, self.losses.all())

    def _read_rows(self, parser, stream):
        for count, (number, cells, is_hidden) in enumerate(parser.parse(), 1):
            if count % ROWS_AT_ONCE == 0:
                self.progress.at(stream)
            row = self._row(cells)
            if not row:
                continue
            self.rows[number] = row
            self.progress.cells += len(row)
            if self.progress.cells > MOST_CELLS:
                raise NotTaken(TOO_MANY_CELLS.format(self.sheet.title))
            refuse_too_large(
                f"The sheet “{self.sheet.title}”", columns=len(row), rows=len(self.rows)
            )
            if is_hidden:
                self.losses.count(f"row {number}", HIDDEN_ROW)

    def _row(self, cells):
        row: list[SourceCell] = []
        for cell in cells:
            if cell is None or cell["value"] is None:
                continue
            made = self._cell(cell)
            if made.text:
                row.extend([EMPTY] * (cell["column"] - 1 - len(row)))
                row.append(made)
        return row

    def _cell(self, cell):
        number_format, is_bold, is_struck = self._style(cell["style_id"])
        value = cell["value"]
        text = value if isinstance(value, str) else typed(value, number_format)
        text = printable_text(text)
        if cell["data_type"] == "e":
            self.in_error.append(f"{get_column_letter(cell['column'])}{cell['row']}")
        if is_struck and text:
            text = struck_out(text.replace("~~", ""))
        if "~~" in text:
            self.losses.count(f"cell {get_column_letter(cell['column'])}{cell['row']}", STRUCK)
        return SourceCell(text, is_bold) if text or is_bold else EMPTY

    def _style(self, number):
        """The number format of a style, and whether it is bold, and struck out."""
        if number not in self.styles:
            style = self.book._cell_styles[number]
            font = self.book._fonts[style.fontId]
            self.styles[number] = self._format(style.numFmtId), bool(font.b), bool(font.strike)
        return self.styles[number]

    def _format(self, number):
        if number < BUILTIN_FORMATS_MAX_SIZE:
            return BUILTIN_FORMATS.get(number, "General")
        return self.book._number_formats[number - BUILTIN_FORMATS_MAX_SIZE]

    def _merge(self, first_column, first_row, last_column, last_row):
        """The text of a merged cell stands in its first row, and is repeated in those below."""
        row = self.rows.get(first_row, [])
        if len(row) < first_column or not row[first_column - 1].text:
            return
        across = min(last_column, MOST_COLUMNS) - first_column + 1
        cell = row[first_column - 1]
        row[first_column - 1] = SourceCell(cell.text, cell.is_heading_like, across)
        repeated = SourceCell(cell.text, cell.is_heading_like, across, is_repeated=True)
        below_it = range(first_row + 1, min(last_row, first_row + MOST_ROWS) + 1)
        self.repeats += len(below_it)
        if self.repeats > MOST_REPEATS:
            raise NotTaken(DAMAGED)
        for number in below_it:
            if below := self.rows.get(number):
                below.extend([EMPTY] * (first_column - len(below)))
                below[first_column - 1] = repeated

    def _tell_losses(self, parser, path):
        if self.sheet.sheet_state != "visible":
            self.losses.add("", HIDDEN_SHEET)
        width = max(len(row) for row in self.rows.values())
        for first, last in parser.hidden_columns:
            for column in range(first, min(last, width) + 1):
                self.losses.count(f"column {get_column_letter(column)}", HIDDEN_ROW)
        for place in parser.not_computed:
            self.losses.count(f"cell {place}", NOT_COMPUTED)
        for place in parser.no_days:
            self.losses.count(f"cell {place}", NO_DAY)
        for place in self.in_error:
            self.losses.count(f"cell {place}", IN_ERROR)
        self._tell_beside(related(self.archive, path), parser.links)

    def _tell_beside(self, beside, links):
        """What stands beside the cells: links, notes, pictures."""
        for place, name in links:
            found = beside.get(name)
            if found and found.is_outside and not self._says(place, found.target):
                words = f"of a link only its words are kept; it leads to {found.target}"
                self.losses.add(f"cell {place}", words)
        for found in beside.values():
            if found.sort == "comments":
                self._tell_notes(found.target)
            elif found.sort == "drawing":
                self.losses.add("", DRAWINGS)

    def _says(self, place, address):
        column, row, _, _ = range_boundaries(place)
        cells = self.rows.get(row, [])
        words = address.removeprefix("mailto:").rstrip("/")
        return len(cells) >= column and words in cells[column - 1].text

    def _tell_notes(self, part):
        tree = ElementTree.fromstring(self.archive.read(part))
        for note in tree.iter(_COMMENT):
            text = printable_text("".join(text.text or "" for text in note.iter(_T)))
            self.losses.add(f"cell {note.get('ref')}", f"a note is not brought in: “{text}”")
