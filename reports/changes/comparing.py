"""What changed since an earlier paper: two documents compared, row by row, by their keys and values
(domain.md, "What the committee gets"). Pure: it knows neither the database nor any format.
"""

import textwrap
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from recommendations.cell_text import Block
from reports.changes.notes import (
    column_notes,
    dropped_notes,
    name_owners_alike,
    owner_notes,
    withheld_notes,
)
from reports.changes.places import Places
from reports.changes.rows import (
    DERIVED_COLUMNS,
    ChangeKind,
    Found,
    answered,
    cell_lines,
    cell_words,
    compared,
    in_another_table,
    quoted,
    row_changes,
    silence,
    withheld,
)
from reports.columns import CHANGES_COLUMN, OWNER_COLUMNS
from reports.document import (
    ChangeGroup,
    Changes,
    Document,
    Row,
    RowChange,
    Stretch,
)

# So many letters of what a row is about stand beside its reference.
TITLE = 90
HEADINGS = {
    ChangeKind.NEW: ("1 new", "{} new"),
    ChangeKind.COMPLETED: ("1 completed", "{} completed"),
    ChangeKind.REOPENED: ("1 reopened", "{} reopened"),
    ChangeKind.STATUS: ("1 status changed", "{} statuses changed"),
    ChangeKind.RAG: ("1 RAG changed", "{} RAGs changed"),
    ChangeKind.MOVED: ("1 date moved", "{} dates moved"),
    ChangeKind.REWORDED: ("1 date reworded", "{} dates reworded"),
    ChangeKind.OWNER: ("1 owner changed", "{} owners changed"),
    ChangeKind.TEXT: ("1 text changed", "{} texts changed"),
    ChangeKind.PROGRESS: ("1 with progress reported", "{} with progress reported"),
    ChangeKind.SILENT: ("1 with no update received", "{} with no update received"),
    ChangeKind.ANSWERED: ("1 answered late", "{} answered late"),
    ChangeKind.PLACE: (
        "1 moved to another theme or timescale",
        "{} moved to another theme or timescale",
    ),
    ChangeKind.TABLE: ("1 in another table", "{} in other tables"),
    ChangeKind.REMOVED: ("1 removed", "{} removed"),
}


@dataclass(frozen=True, slots=True)
class ComparedCell:
    """One cell as both papers have it: of the old words those that went are marked, of the new
    ones those that came.
    """

    heading: str
    before: tuple[Stretch, ...]
    after: tuple[Stretch, ...]


@dataclass(frozen=True, slots=True)
class ComparedRow:
    """A row that both papers have, with the cells in which they differ."""

    key: str
    reference: str
    title: str
    cells: tuple[ComparedCell, ...]


def compare(
    old: Document, new: Document, *, since: str, left_out: Collection[str] = frozenset()
) -> Changes:
    """What changed from the old document to the new one. `since`: what to call the old one;
    `left_out`: the keys of rows about which nothing may be said.

    Whatever differs in print in a column that both have is named, save what either withholds.
    """
    return _compare(old, new, since, left_out)[0]


def with_changes(
    new: Document, old: Document, *, since: str, left_out: Collection[str] = frozenset()
) -> Document:
    """The new document with what changed since the old one, as a section and as marks on its
    rows.
    """
    changes, found = _compare(old, new, since, left_out)
    sections = tuple(
        replace(section, rows=tuple(_marked(row, found.get(row.key, ())) for row in section.rows))
        for section in new.sections
    )
    return replace(new, changes=changes, sections=sections)


def with_silence(document: Document) -> Document:
    """A first paper, which nothing is compared with: only that nobody answered is marked."""
    sections = (
        replace(section, rows=tuple(_marked(row, _silence_of(row)) for row in section.rows))
        for section in document.sections
    )
    return replace(document, sections=tuple(sections))


def in_words(changes: Changes) -> str:
    """The counts in one line: "3 completed, 2 dates moved, 31 unchanged"."""
    return ", ".join([*(group.heading for group in changes.groups), unchanged_in_words(changes)])


def unchanged_in_words(changes: Changes) -> str:
    return f"{changes.unchanged or 'none'} unchanged"


def side_by_side(old: Document, new: Document) -> tuple[ComparedRow, ...]:
    """The rows of the new document that the old one has otherwise, cell by cell."""
    headings, before = _common_columns(old, new), {row.key: row for row in old.rows}
    pairs = [(before[row.key], row) for row in new.rows if row.key in before]
    rows = [
        ComparedRow(row.key, row.reference, title_of(row), _compared_cells(earlier, row, headings))
        for earlier, row in pairs
    ]
    return tuple(row for row in rows if row.cells)


def title_of(row: Row) -> str:
    """What a row is about, in short."""
    key = "recommendation" if "recommendation" in row.cells else next(iter(row.cells), "")
    text = cell_words(row, key)
    short = textwrap.shorten(text, TITLE, placeholder="…")
    return short if short.strip("…") or not text else f"{text[: TITLE - 1]}…"


def _compare(old, new, since, left_out):
    """The changes, and what was found by row: what is no news, too. Nothing is said of a row that
    neither paper prints.
    """
    before, after = _rows(old, left_out), _rows(new, left_out)
    comparing = _Comparing(old, new, before, after)
    found = {key: comparing.found(key) for key in after if comparing.is_told(key)}
    news = {key: [change for change in changes if change.is_news] for key, changes in found.items()}
    removed = {key: [REMOVED] for key, row in before.items() if row.is_printed and key not in after}
    unchanged = [key for key, changes in news.items() if not changes]
    changes = Changes(
        since=since,
        notes=(
            *column_notes(old, new),
            *owner_notes(old, new),
            *comparing.places.notes,
            *withheld_notes(before, after),
            *dropped_notes([after[key] for key in unchanged if not after[key].is_printed]),
        ),
        groups=tuple(_groups(before, after, {**news, **removed})),
        unchanged=sum(after[key].is_printed for key in unchanged),
    )
    return changes, found


class _Comparing:
    """Two papers side by side; `before` and `after`: their rows by key."""

    def __init__(self, old, new, before, after):
        self.old, self.new, self.before, self.after = old, new, before, after
        printed = {key for key in before.keys() & after.keys() if self._is_in_both(key)}
        self.places = Places(old, new, printed)
        self.headings = _common_columns(old, new)
        self.of_owners = name_owners_alike(old, new)
        self.of_one_day = new.as_at == old.as_at
        self.tables = _tables_by_row(old), _tables_by_row(new)
        self.of_one_paper = self.of_one_day and _has_the_tables_of(old, new)

    def is_told(self, key):
        """Whether either paper prints the row, so that something may be said of it."""
        earlier = self.before.get(key)
        return self.after[key].is_printed or (earlier is not None and earlier.is_printed)

    def found(self, key) -> list[Found]:
        if key not in self.before:
            return _new_row(self.after[key], self.new)
        old, new = self.before[key], self.after[key]
        found = row_changes(old, new, self.headings, of_owners=self.of_owners)
        if self._is_in_both(key):
            found += self.places.changes_of(key)
        if self.of_one_day:
            found += answered(old, new)
        if self.of_one_paper and not found:
            found += in_another_table(*(side.get(key, ()) for side in self.tables))
        return sorted(found, key=lambda change: ORDER.index(change.kind))

    def _is_in_both(self, key):
        return self.before[key].is_printed and self.after[key].is_printed


ORDER = list(ChangeKind)
ONLY_TABLE = "the table"
REMOVED = Found(ChangeKind.REMOVED, "", "")
# What is told of a new row.
NAMED_OF_NEW = OWNER_COLUMNS | {"by_when"}


def _rows(document, left_out):
    return {row.key: row for row in document.rows if row.key not in left_out}


def _common_columns(old, new):
    """The columns that both have and that can be compared, with the headings of the new one, in its
    order.
    """
    keys = {column.key for column in old.columns} - {CHANGES_COLUMN}
    if new.as_at != old.as_at:
        keys -= DERIVED_COLUMNS
    if not name_owners_alike(old, new):
        keys -= OWNER_COLUMNS | {"reason"}
    return {column.key: column.heading for column in new.columns if column.key in keys}


def _silence_of(row):
    found = silence(None, row) if row.is_printed else None
    return [found] if found else []


def _new_row(row, document):
    """That a row is new, who has it and until when."""
    hidden = withheld(row)
    said = [
        f"{column.heading}: {quoted(words)}"
        for column in document.columns
        if column.key in NAMED_OF_NEW and column.key not in hidden
        if (words := cell_words(row, column.key))
    ]
    return [Found(ChangeKind.NEW, "; ".join(said), "New"), *_silence_of(row)]


def _groups(before, after, found) -> Iterator[ChangeGroup]:
    """The changes kind by kind; in each the rows in the order of the new paper, those that it no
    longer has at the end.
    """
    by_kind = defaultdict(list)
    for key, changes in found.items():
        row, title = after.get(key) or before[key], _title(before.get(key), after.get(key))
        for change in changes:
            said = RowChange(key, row.reference, title, change.words, change.stretches)
            by_kind[change.kind].append(said)
    for kind in ChangeKind:
        if by_kind[kind]:
            count = len({change.key for change in by_kind[kind]})
            yield ChangeGroup(str(kind), _heading(kind, count), tuple(by_kind[kind]))


def _title(old, new):
    """What a row is about; as the old paper has it where the new one does not print the row, unless
    that may not be told any more.
    """
    if new is None or (old and not new.is_printed):
        is_hidden = new is not None and "recommendation" in withheld(new)
        return "" if is_hidden else title_of(old)
    return title_of(new)


def _heading(kind, count):
    one, many = HEADINGS[kind]
    return one if count == 1 else many.format(count)


def _marked(row, found):
    """The row with its marks, also in the column that says them, where its tables have that."""
    if not row.is_printed:
        return row
    marks = tuple(dict.fromkeys(change.mark for change in found))
    blocks = {CHANGES_COLUMN: tuple(Block(mark) for mark in marks)}
    return replace(row, marks=marks, cells={k: blocks.get(k, v) for k, v in row.cells.items()})


def _compared_cells(old, new, headings):
    hidden = withheld(old, new)
    cells = [
        ComparedCell(heading, *_sides(old.cells[key], new.cells[key]))
        for key, heading in headings.items()
        if key in old.cells and key in new.cells and key not in hidden
        if old.cells[key] != new.cells[key]
    ]
    return tuple(cells)


def _sides(before, after):
    """The old text with what went, the new one with what came."""
    pieces = [Stretch(str(p.kind), p.text) for p in compared(cell_lines(before), cell_lines(after))]
    return (
        tuple(piece for piece in pieces if piece.kind != "added"),
        tuple(piece for piece in pieces if piece.kind != "removed"),
    )


def _has_the_tables_of(old, new):
    """Whether one is what the other has become: for the same meeting, in the same tables."""
    tables = [[(table.heading, table.rows_rule) for table in one.tables] for one in (old, new)]
    return old.meeting == new.meeting and tables[0] == tables[1]


def _tables_by_row(document) -> dict[str, tuple[str, ...]]:
    """By row the headings of the tables in which it stands."""
    found: dict[str, list[str]] = defaultdict(list)
    for table in document.tables:
        for key in table.rows:
            found[key].append(table.heading or ONLY_TABLE)
    return {key: tuple(headings) for key, headings in found.items()}
