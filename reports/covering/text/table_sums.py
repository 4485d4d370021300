"""Adds up a table: fills in the totals that were left empty, and checks those that were typed, both
ways.

A column is added up where it has numbers for the most part, so that a column of words may stand
among them; “–” or “n/a” in place of a total says that there is none. Subtotals are not counted
again. Percentages, and numbers of different kinds, are not added up: their totals stay as typed.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain

from recommendations.cell_text import MAX_CHARACTERS
from reports.covering.text.numbers import (
    Number,
    add_up,
    can_be_added_up,
    is_nothing,
    read_number,
    written,
)
from reports.covering.text.pieces import Table, is_total
from reports.covering.text.quoting import quoted, shortened

MAX_COLUMNS, MAX_ROWS = 30, 500
# "Subtotal", "Sub-totals", "Sub total"
_SUBTOTAL = re.compile(r"sub[-–\s]?totals?\b", re.IGNORECASE)


def added_up(table: Table) -> tuple[Table, list[str]]:
    """The table with its totals, and what is wrong with it: parts of a sentence, such as
    "the total of “A&C” is 47, but its numbers add up to 46". A table with anything wrong comes back
    as it was.
    """
    problems = list(_problems_of_shape(table))
    if problems or not (table.has_total_column or table.has_total_row):
        return table, problems
    sums = _Sums(table)
    problems = [*sums.problems_of_words(), *sums.problems_of_totals()]
    return (table, problems) if problems else (replace(table, rows=sums.rows_with_totals()), [])


def _problems_of_shape(table) -> Iterator[str]:
    width = len(table.headings)
    if width > MAX_COLUMNS:
        yield f"it has {width} columns, and a page has room for {MAX_COLUMNS}"
    if len(table.rows) > MAX_ROWS:
        yield f"it has {len(table.rows)} rows, and a table can have {MAX_ROWS}"
    for number, row in enumerate(table.rows[1:], start=1):
        if len(row) != width:
            name = f" ({quoted(row[0])})" if row[0] else ""
            cells = "1 cell" if len(row) == 1 else f"{len(row)} cells"
            yield f"row {number}{name} has {cells}, but there are {width} headings"
    for cell in (cell for row in table.rows for cell in row):
        if len(cell) > MAX_CHARACTERS:
            yield f"a cell has {len(cell):,} characters, and can hold {MAX_CHARACTERS:,}"


class _Sums:
    """The sums of a table. Places are (row, column), counted from 0 with the headings.

    `data`: the rows that are added up, `columns`: the columns that are; neither is a total of some
    of the others in between.
    """

    def __init__(self, table):
        self.cells, self.headings = table.rows, table.headings
        height, width = len(table.rows), len(table.headings)
        self.last_row = height - 1 if table.has_total_row else None
        self.last_column = width - 1 if table.has_total_column else None
        rows = (row for row in range(1, height) if row != self.last_row)
        self.data = [row for row in rows if not _is_in_between(self.cells[row][0])]
        numbers = [column for column in range(1, width) if self._is_of_numbers(column)]
        self.columns = [column for column in numbers if not _is_in_between(self.headings[column])]
        if not self.columns:
            # A total of nothing beside it is a column like any other.
            self.columns, self.last_column = numbers, None
        self.right = self._right_totals()

    def rows_with_totals(self):
        return tuple(
            tuple(self._printed(cell, (r, c)) for c, cell in enumerate(row))
            for r, row in enumerate(self.cells)
        )

    def problems_of_words(self) -> Iterator[str]:
        """Cells without a number among those that are added up."""
        for row in self.data:
            for column in self.columns:
                if self._is_word(row, column) and self._is_totalled(row, column):
                    yield (
                        f"{quoted(self.cells[row][column])} (row {self._row_name(row)}, column "
                        f"{self._column_name(column)}) is no number"
                    )

    def problems_of_totals(self) -> Iterator[str]:
        for place, sums in self.right.items():
            cell = self._cell(place)
            typed = read_number(cell)
            if typed is None and not is_nothing(cell):
                yield f"{quoted(cell)}, the total of {self._name(place)}, is no number"
            elif typed and not _is_right(typed, sums):
                yield self._wrong(place, sums)

    def _right_totals(self):
        """The sums of each total that can be checked: none where there are no numbers, or one; of
        the total of totals one each way.
        """
        across = {row: self._sums((row, column) for column in self.columns) for row in self.data}
        down = {column: self._sums((row, column) for row in self.data) for column in self.columns}
        found: dict[tuple[int, int], tuple[Number, ...] | None] = {}
        if self.last_column is not None:
            found |= {(row, self.last_column): sums for row, sums in across.items()}
        if self.last_row is not None:
            found |= {(self.last_row, column): sums for column, sums in down.items()}
        if self.last_column is not None and self.last_row is not None:
            both = _total(across.values()), _total(down.values())
            known = [sums for sums in both if sums is not None]
            found[self.last_row, self.last_column] = (
                None if len(known) < len(both) else tuple(chain(*known))
            )
        return {place: sums for place, sums in found.items() if sums is not None}

    def _sums(self, places) -> tuple[Number, ...] | None:
        """The sum of the numbers at some places, if there are any; None where they can't be added
        up, or there are words among them.
        """
        cells = [cell for place in places if not is_nothing(cell := self._cell(place))]
        numbers = [read_number(cell) for cell in cells]
        return _total((number,) if number else None for number in numbers)

    def _printed(self, cell, place):
        sums = self.right.get(place)
        return written(sums[0]) if sums and not cell else cell

    def _is_of_numbers(self, column):
        cells = [self.cells[row][column] for row in self.data]
        numbers = sum(read_number(cell) is not None for cell in cells)
        words = sum(not is_nothing(cell) for cell in cells) - numbers
        return numbers > 0 and numbers >= words

    def _is_word(self, row, column):
        cell = self.cells[row][column]
        return read_number(cell) is None and not is_nothing(cell)

    def _is_totalled(self, row, column):
        """Whether a cell counts in a total; not in one in whose place “–” stands."""
        totals = []
        if self.last_column is not None:
            totals.append(self.cells[row][self.last_column])
        if self.last_row is not None:
            totals.append(self.cells[self.last_row][column])
        return any(total == "" or not is_nothing(total) for total in totals)

    def _wrong(self, place, sums):
        said = f"the total of {self._name(place)} is {shortened(self._cell(place))}, but "
        if not sums:
            return f"{said}there are no numbers to add up"
        right = " or ".join(dict.fromkeys(written(number) for number in sums))
        return f"{said}its numbers add up to {right}"

    def _name(self, place):
        row, column = place
        if row == self.last_row and column == self.last_column:
            return "the totals"
        is_row = column == self.last_column
        name = self._row_name(row) if is_row else self._column_name(column)
        kind = "row " if is_row else "column "
        return f"{kind}{name}" if name.startswith("number ") else name

    def _row_name(self, row):
        return quoted(self.cells[row][0]) if self.cells[row][0] else f"number {row}"

    def _column_name(self, column):
        heading = self.headings[column]
        return quoted(heading) if heading else f"number {column + 1}"

    def _cell(self, place):
        row, column = place
        return self.cells[row][column]


def _is_in_between(name):
    return is_total(name) or bool(_SUBTOTAL.match(name.strip()))


def _total(sums: Iterable[tuple[Number, ...] | None]) -> tuple[Number, ...] | None:
    """The sum of sums; None where one of them is None, or they are of different kinds."""
    found = list(sums)
    if None in found:
        return None
    numbers = [number for one in found for number in one or ()]
    if not can_be_added_up(numbers):
        return None
    return (add_up(numbers),) if numbers else ()


def _is_right(typed, sums):
    """Whether it is one of the sums; where there was nothing to add up, whether it is 0."""
    if not sums:
        return typed.value == 0
    return any(typed.value == right.value and typed.suffix == right.suffix for right in sums)
