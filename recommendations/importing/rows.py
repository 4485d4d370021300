"""Takes the rows of a table apart by what its columns are: under which theme and timescale each
stands, and which words of it go where. No word is changed.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from recommendations.importing.cell_sorts import is_timescale
from recommendations.importing.fields import Field
from recommendations.importing.headings import ProposedTable
from recommendations.importing.line_kinds import (
    folded,
    headings_of,
    is_across,
    is_single,
    own_cells,
)
from recommendations.importing.source import Loss, SourceLine, SourceTable

SHORT = 120
# "1.1 address internal communications": the number that a paper without a column for it prints.
_NUMBERED = re.compile(
    r"(?P<number>\(?[A-Z]{0,4}\d+(?:\.\d+)*[a-z]?[.)]?)\s+(?P<words>\S.*)", re.DOTALL
)
_NOTE = re.compile(r"(?P<theme>.{3,}?)\s*(?P<note>\((?:[^\s()]+\s+){3,}[^()]+\)\.?)", re.DOTALL)
_SECTION_FIELDS = (Field.THEME, Field.TIMESCALE)


@dataclass(frozen=True, slots=True)
class OwnText:
    """What stands in a column of the plan's own. `column`: which one of the table, from 0; `of`:
    filled per "recommendation" or per "update".
    """

    column: int
    heading: str
    of: str
    text: str


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A row of a plan. `place`: where it stands in the file, in words; `texts`: its words by field,
    without those that are empty, themes and timescales apart.

    `has_number_in_text`: its reference was the beginning of its recommendation.
    """

    place: str
    theme: str = ""
    theme_note: str = ""
    timescale: str = ""
    texts: Mapping[Field, str] = field(default_factory=dict)
    own: tuple[OwnText, ...] = ()
    has_number_in_text: bool = False

    def text(self, name: Field) -> str:
        return self.texts.get(name, "")


@dataclass(slots=True)
class _Section:
    """What a row stands under; `line`, `used`: which row says so, and whether rows follow it."""

    theme: str = ""
    note: str = ""
    timescale: str = ""
    line: SourceLine | None = None
    used: bool = True


def read_rows(table: SourceTable, proposed: ProposedTable) -> tuple[SourceRow, ...]:
    """The rows of a table in their order, without its headings (once, or repeated), titles above
    them, and rows that only name a theme or a timescale for those below.
    """
    rows = list(_rows(table, proposed))
    return tuple(_with_references(rows, proposed))


def left_out(table: SourceTable, proposed: ProposedTable) -> tuple[Loss, ...]:
    """What of the words of a table read_rows gives to no row: titles, a theme or a last line with
    nothing under it, the words of columns that are left out.
    """
    found = [Loss("above the headings", f"“{text}” is no row.") for text in proposed.above]
    for section in _sections_unused(table, proposed):
        words = " ".join(section.line.cells[at].text for at in own_cells(section.line))
        found.append(Loss(section.line.place, f"“{words}” has no rows under it, and is left out."))
    for at, column in enumerate(proposed.columns):
        if column.field is Field.NOTHING:
            count = sum(1 for line in _body(table, proposed) if line.cells[at].text)
            if count:
                found.append(
                    Loss("", f"The column “{column.heading}” is left out: {count:,} cells.")
                )
    return tuple(found)


def _rows(table, proposed):
    section = _Section()
    sparse = _sparse_themes(table, proposed)
    for line in _body(table, proposed):
        if _is_section(line, proposed):
            section = _opened(section, line)
        else:
            section.used = True
            _read_columns(section, line, proposed, sparse)
            yield _row(line, proposed, section)


def _sections_unused(table, proposed):
    """Those with no row under them: the last of the table, and a theme right before another."""
    section = _Section()
    for line in _body(table, proposed):
        if not _is_section(line, proposed):
            section.used = True
            continue
        opened = _opened(section, line)
        is_within = opened.timescale and not section.timescale
        if not section.used and not is_within:
            yield section
        section = opened
    if not section.used:
        yield section


def _body(table: SourceTable, proposed: ProposedTable) -> Iterator[SourceLine]:
    """The rows under the headings, without headings that are repeated: in one row, or in two."""
    first, last = proposed.first_header_row, proposed.header_row
    start = 0 if last is None else last + 1
    again = set()
    if last is not None:
        again = {folded(line.texts) for line in table.rows[first : last + 1]}
        again.add(folded(headings_of(table.rows, (first if first is not None else last, last))))
    for line in table.rows[start:]:
        if folded(line.texts) not in again:
            yield line


def _is_section(line, proposed):
    """Whether a row only says what the rows below it stand under."""
    if is_across(line):
        return True
    if not is_single(line):
        return False
    at = own_cells(line)[0]
    cell, main = line.cells[at], proposed.column(Field.RECOMMENDATION)
    if proposed.columns[at].field in (Field.REFERENCE, *_SECTION_FIELDS, Field.NOTHING):
        return True
    if at != main:
        return at == 0 and (cell.is_heading_like or cell.across > 1)
    if is_timescale(cell.text) or cell.is_heading_like:
        return True
    title, _ = _parted(cell.text)
    return len(title) <= SHORT and not title.endswith((".", ";", ":", ","))


def _opened(section, line):
    """What the rows below a line stand under. A theme ends the timescale of the one before it."""
    cell = line.cells[own_cells(line)[0]]
    if is_timescale(cell.text):
        return _Section(section.theme, section.note, cell.text, line, used=False)
    theme, note = _parted(cell.text)
    return _Section(theme, note, "", line, used=False)


def _parted(text):
    """A theme and its note: what stands in brackets after it, or on the lines below it."""
    if found := _NOTE.fullmatch(text):
        return found["theme"], found["note"]
    theme, _, note = text.partition("\n")
    return theme.strip(), note.strip()


def _sparse_themes(table, proposed):
    """The columns of themes and timescales that say only where one begins."""
    body = [line for line in _body(table, proposed) if not _is_section(line, proposed)]
    return {
        at
        for at, column in enumerate(proposed.columns)
        if column.field in _SECTION_FIELDS
        and sum(1 for line in body if line.cells[at].text) < len(body) * 0.7
    }


def _read_columns(section, line, proposed, sparse):
    """The theme and the timescale of a row, where they have columns."""
    for at, column in enumerate(proposed.columns):
        text = line.cells[at].text
        if column.field not in _SECTION_FIELDS or (not text and at in sparse):
            continue
        if column.field is Field.TIMESCALE:
            section.timescale = text
        else:
            section.theme, section.note = text, ""


def _row(line, proposed, section):
    texts, own = {}, []
    for at, (cell, column) in enumerate(zip(line.cells, proposed.columns, strict=True)):
        if column.field is Field.OWN and cell.text:
            own.append(OwnText(at, column.heading, column.of, cell.text))
        elif cell.text and column.field not in (*_SECTION_FIELDS, Field.NOTHING):
            texts[column.field] = cell.text
    return SourceRow(line.place, section.theme, section.note, section.timescale, texts, tuple(own))


def _with_references(rows, proposed):
    """Where there is no column of references, but most recommendations begin with a number, each
    different: that number is the reference.
    """
    if proposed.column(Field.REFERENCE) is not None:
        return rows
    found = [_NUMBERED.fullmatch(row.text(Field.RECOMMENDATION)) for row in rows]
    numbers = [one["number"] for one in found if one]
    if len(numbers) < max(2, len(rows) * 0.8) or len(set(numbers)) < len(numbers):
        return rows
    return [_with_reference(row, one) if one else row for row, one in zip(rows, found, strict=True)]


def _with_reference(row, found):
    texts = {
        **row.texts,
        Field.REFERENCE: found["number"],
        Field.RECOMMENDATION: found["words"],
    }
    return replace(row, texts=texts, has_number_in_text=True)
