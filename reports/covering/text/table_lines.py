"""Which lines of a report's text are a table, and their cells. A table is two or more lines, one
after the other, with tabs (as Word and Excel paste them) or with upright strokes.
"""

import re
from collections.abc import Sequence

from reports.covering.text.lines import has_sign, split_typed_number
from reports.covering.text.pieces import is_total

_SIGNS = ("\t", "|")
_RULE = re.compile(r":?-+:?")
# A line break inside a cell, while the text is read line by line.
BREAK = "\v"
# A cell of several lines as Excel pastes it: in quotation marks, those inside it doubled.
_CELL = r'"(?:[^"\t]|"")*"'
_CELLS = re.compile(rf"(?<=\t){_CELL}(?=\t|\n|\Z)|^{_CELL}(?=\t)", re.MULTILINE)


def with_cells_on_one_line(text: str) -> str:
    """The text with each cell of several lines on one, BREAK in the place of its line ends."""
    return _CELLS.sub(lambda cell: cell[0].replace("\n", BREAK), text)


def table_end(lines: Sequence[str], start: int) -> int:
    """Where the table ends that begins at a line; `start` where none does."""
    sign = next((sign for sign in _SIGNS if _begins(lines, start, sign)), None)
    if sign is None:
        return start
    count, end = lines[start].count(sign), start + 1
    while end < len(lines) and _goes_on(lines[end], sign, count):
        end += 1
    return end if end - start > 1 else start


def read_rows(lines: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    """The cells of the lines of a table, row by row.

    Strokes around all of the rows are no cells, and a line of dashes under the headings is no row.
    An empty last column goes. Where the headings are one short of every row, the corner is empty;
    where a last row of totals is one short, the total of totals is.
    """
    sign = "\t" if "\t" in lines[0] else "|"
    rows = [[_cell(words) for words in line.split(sign)] for line in lines]
    if sign == "|":
        rows = _without_strokes(rows)
    while len(rows[0]) > 1 and all(len(row) == len(rows[0]) and not row[-1] for row in rows):
        rows = [row[:-1] for row in rows]
    return tuple(tuple(row) for row in _with_corners(rows))


def _cell(words):
    words = words.strip(" \t")
    if BREAK in words and _is_quoted(words):
        words = words[1:-1].replace('""', '"')
    return words.replace(BREAK, "\n").strip()


def _is_quoted(words):
    return words[0] == words[-1] == '"'


def _begins(lines, start, sign):
    line = lines[start]
    if _is_row(line, sign):
        return True
    # A heading over the second of two columns, alone after the tab of an empty corner.
    after_a_gap = start == 0 or not lines[start - 1].strip()
    is_corner = sign == "\t" and line.startswith("\t") and line.count("\t") == 1 and line.strip()
    return bool(
        is_corner
        and after_a_gap
        and not has_sign(line)
        and start + 1 < len(lines)
        and lines[start + 1].count("\t") == 1
        and _is_row(lines[start + 1], sign)
    )


def _is_row(line, sign):
    """Whether the line can begin a table: a number and a tab before a paragraph can't."""
    if has_sign(line):
        return False
    words = split_typed_number(line.strip())[1]
    return sign in words


def _goes_on(line, sign, count):
    if not line.strip() or sign not in line:
        return False
    if not has_sign(line):
        return True
    # A first cell may look like a bullet or a letter: "-" and "(a)" in tables of numbers.
    return line.count(sign) == count and (count > 1 or sign == "|")


def _without_strokes(rows):
    if all(len(row) > 2 and not row[0] and not row[-1] for row in rows):
        rows = [row[1:-1] for row in rows]
    is_ruled = all(_RULE.fullmatch(cell) for cell in rows[1]) and "--" in rows[1][0]
    return [rows[0], *rows[2:]] if is_ruled and len(rows) > 2 else rows


def _with_corners(rows):
    wide = {len(row) for row in rows[1:]}
    if wide == {len(rows[0]) + 1}:
        return [["", *rows[0]], *rows[1:]]
    *others, last = rows
    if is_total(last[0]) and len(others) > 1 and {len(row) for row in others} == {len(last) + 1}:
        return [*others, [*last, ""]]
    return rows
