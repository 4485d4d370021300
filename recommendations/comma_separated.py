"""A table as comma-separated values, for spreadsheets: UTF-8 with a byte order mark, by which Excel
knows it, lines that end with CR and LF (RFC 4180), days as ISO 8601.

A text that a spreadsheet would take for a formula gets an apostrophe before it, so that nothing
which somebody typed is computed on somebody else's machine. The signs are those of OWASP, "CSV
Injection" (https://owasp.org/www-community/attacks/CSV_Injection): = + - @, tab, carriage return
and line feed, and = + - @ as wide as a letter of Japanese; blanks before them change nothing. Every
text is in quotation marks, so that it stays whole where other marks stand between cells.
"""

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from io import StringIO
from typing import Any

ROWS_AT_ONCE = 500
_BYTE_ORDER_MARK = "\ufeff"
_RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def write_lines(headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """The text of the table, piece by piece: a cell is a text, a number, a day, or None for
    nothing.
    """
    piece = StringIO()
    writer = csv.writer(piece, lineterminator="\r\n", quoting=csv.QUOTE_NONNUMERIC)
    piece.write(_BYTE_ORDER_MARK)
    writer.writerow(map(_cell, headings))
    for number, row in enumerate(rows, 1):
        writer.writerow(map(_cell, row))
        if number % ROWS_AT_ONCE == 0:
            yield piece.getvalue()
            piece.seek(0)
            piece.truncate()
    yield piece.getvalue()


def _cell(value):
    if isinstance(value, str):
        is_risky = value.startswith(_RISKY) or value.lstrip().startswith(_RISKY)
        return f"'{value}" if is_risky else value
    if isinstance(value, date):
        return value.isoformat()
    return value
