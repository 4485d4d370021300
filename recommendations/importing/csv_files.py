"""Reads a comma-separated file into a table: which sign parts the cells, and in which encoding it
was saved, is told by its content.
"""

import csv
import re
from io import StringIO
from itertools import islice

from recommendations.cell_text import printable_text
from recommendations.importing.source import (
    Losses,
    NotTaken,
    SourceCell,
    SourceFile,
    refuse_too_large,
    table_of,
)

DELIMITERS = ",;\t|"
ROWS_TRIED, LINES_TRIED = 60, 1_000
ROWS_AT_ONCE = 500
CP1252 = (
    "The file does not say how its letters are written, and was read as Windows text. Look whether "
    "“£”, dashes and accents are right; if not, save it as “CSV UTF-8” and choose it again."
)
GARBLED = (
    "Some letters look as if the file had been saved in the wrong encoding (“â€™” for “’”). If "
    "they are wrong, save it from its source as “CSV UTF-8” and choose it again."
)
NO_TEXT = (
    "The letters of this file can't be read: it was saved in an unknown encoding. Open it in the "
    "program that made it and save it as “CSV UTF-8”, or as an Excel workbook (.xlsx)."
)
NO_TABLE = (
    "There is no table in this text. Choose a file with a table: a Word document (.docx), an Excel "
    "workbook (.xlsx), or a CSV file whose cells are parted by commas, semicolons or tabs."
)
TOO_LONG = (
    "Row {} of this file can't be read: it has a cell of more than {:,} characters. Perhaps a "
    "quotation mark is opened there and never closed. Save the table as an Excel workbook (.xlsx) "
    "and choose that."
)
_GARBLED = re.compile(
    "â€[\x80-\xbf™œ“”˜¦\x9d]|Ã[\x80-\xbf©¨¡¢£¤¥§ª«¬®¯°±²³´µ¶·¸¹º»¼½¾¿]|Â[£ ©®°·]|\ufffd"
)
_NOT_TEXT = re.compile("[\0-\x08\x0e-\x1b\x7f]")


def read_csv(content: bytes, *, name="The table", tell=None) -> SourceFile:
    """The table of a CSV file. `tell(done, of)` is told how many characters are read, of how many.

    NotTaken where the content is no text, or holds no table.
    """
    losses = Losses()
    text = decode(content, losses)
    lines = [
        (f"row {number}", [SourceCell(printable_text(cell)) for cell in row])
        for number, row in _rows(text, _delimiter(text), name, tell)
    ]
    table = table_of(name, lines)
    if table is None or table.width < 2:
        raise NotTaken(NO_TABLE)
    return SourceFile((table,), losses.all(), "CSV table")


def decode(content: bytes, losses: Losses) -> str:
    """The text of a file, in the encoding that it seems to have; what is not sure goes to the
    losses. NotTaken where it is no text.
    """
    text, is_sure = _decoded(content)
    if text is None or _NOT_TEXT.search(text):
        raise NotTaken(NO_TEXT)
    if not is_sure:
        losses.add("", CP1252)
    if _GARBLED.search(text):
        losses.add("", GARBLED)
    return text


def _decoded(content):
    for encoding in _encodings(content):
        try:
            return content.decode(encoding), encoding != "cp1252"
        except UnicodeDecodeError:
            continue
    return None, False


def _encodings(content):
    """In order. Text of Excel without a byte order mark has a zero beside most letters."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ["utf-16"]
    start = content[:2000]
    if start[1::2].count(0) > len(start) // 4:
        return ["utf-16-le"]
    if start[::2].count(0) > len(start) // 4:
        return ["utf-16-be"]
    return ["utf-8-sig", "cp1252"]


def _delimiter(text):
    """The sign that parts most rows into as many cells, more than one; a comma where none does."""
    if found := re.match(r'(?:"?sep=)(.)"?\r?\n', text, re.IGNORECASE):
        return found[1]
    return max(DELIMITERS, key=lambda sign: _evenness(text, sign))


def _evenness(text, sign):
    widths = []
    try:
        for row in islice(csv.reader(StringIO(text, newline=""), delimiter=sign), LINES_TRIED):
            if any(row):
                widths.append(len(row))
            if len(widths) == ROWS_TRIED:
                break
    except csv.Error:
        return (0, 0)
    usual = max(set(widths), key=widths.count, default=1)
    if usual == 1:
        usual = max(widths, default=1)
    return (widths.count(usual) / len(widths), usual) if usual > 1 else (0, 0)


def _rows(text, delimiter, name, tell):
    """The rows that say something, each with its number, without the empty cells at their end."""
    stream = StringIO(text, newline="")
    rows: list[tuple[int, list[str]]] = []
    number = 0
    try:
        for number, row in enumerate(csv.reader(stream, delimiter=delimiter), 1):
            if tell and number % ROWS_AT_ONCE == 0:
                tell(stream.tell(), len(text))
            while row and not row[-1].strip():
                row.pop()
            if row and not (number == 1 and _says_delimiter(row)):
                rows.append((number, row))
                refuse_too_large(name, columns=len(row), rows=len(rows))
    except csv.Error as error:
        raise NotTaken(TOO_LONG.format(number + 1, csv.field_size_limit())) from error
    if tell:
        tell(len(text), len(text))
    return rows


def _says_delimiter(row):
    return len(row) <= 2 and row[0].lower().startswith("sep=")
