"""What changed since an earlier paper: two documents compared, row by row, by their keys and values
(domain.md, "What the committee gets"). Pure: it knows neither the database nor any format.
"""

import textwrap
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from itertools import groupby

from reports.document import (
    POSTS,
    PRINTED,
    ChangeGroup,
    Changes,
    Document,
    Row,
    RowChange,
    Section,
    Stretch,
)
from reports.row_changes import (
    OWNER_COLUMNS,
    ChangeKind,
    Found,
    answered,
    cell_lines,
    cell_words,
    compared,
    quoted,
    row_changes,
    silence,
    withheld,
)

# So many letters of what a row is about stand beside its reference.
TITLE = 90
HEADINGS = {
    ChangeKind.NEW: ("1 new", "{} new"),
    ChangeKind.COMPLETED: ("1 completed", "{} completed"),
    ChangeKind.REOPENED: ("1 reopened", "{} reopened"),
    ChangeKind.STATUS: ("1 status changed", "{} statuses changed"),
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
    """The changes, and what was found by row: what is no news, too."""
    before, after = _rows(old, left_out), _rows(new, left_out)
    headings, of_owners = _common_columns(old, new), _name_owners_alike(old, new)
    places = _Places(old, new, before.keys() & after.keys())
    found = {
        key: _in_order(
            [
                *row_changes(before[key], row, headings, of_owners=of_owners),
                *(answered(before[key], row) if new.as_at == old.as_at else ()),
                *places.changes_of(key),
            ]
            if key in before
            else _new_row(row, new)
        )
        for key, row in after.items()
    }
    news = {key: [change for change in changes if change.is_news] for key, changes in found.items()}
    removed = {key: [REMOVED] for key in before if key not in after}
    rows = {**before, **after}
    changes = Changes(
        since=since,
        notes=(
            *_column_notes(old, new),
            *_owner_notes(old, new),
            *places.notes,
            *_withheld_notes(before, after),
        ),
        groups=tuple(_groups(rows, {**news, **removed})),
        unchanged=sum(not changes for changes in news.values()),
    )
    return changes, found


REMOVED = Found(ChangeKind.REMOVED, "", "")


def _rows(document, left_out):
    return {row.key: row for row in document.rows if row.key not in left_out}


def _common_columns(old, new):
    """The columns that both have and that can be compared, with the headings of the new one, in its
    order.
    """
    keys = {column.key for column in old.columns}
    if not _name_owners_alike(old, new):
        keys -= OWNER_COLUMNS
    return {column.key: column.heading for column in new.columns if column.key in keys}


def _name_owners_alike(old, new):
    """A name that one paper prints is never quoted where the other has a post in its place; nor is
    it known whether the post stands for that person.
    """
    return old.names == new.names and new.names in (PRINTED, POSTS)


def _silence_of(row):
    found = silence(None, row)
    return [found] if found else []


def _in_order(found):
    order = list(ChangeKind)
    return sorted(found, key=lambda change: order.index(change.kind))


def _new_row(row, document):
    """That a row is new, who has it and until when."""
    hidden = withheld(row)
    said = [
        f"{column.heading}: {quoted(words)}"
        for column in document.columns
        if column.key in ("owner", "by_when") and column.key not in hidden
        if (words := cell_words(row, column.key))
    ]
    return [Found(ChangeKind.NEW, "; ".join(said), "New"), *_silence_of(row)]


def _groups(rows, found) -> Iterator[ChangeGroup]:
    """The changes kind by kind; in each the rows in the order of the new paper, those that it no
    longer has at the end.
    """
    by_kind = defaultdict(list)
    for key, changes in found.items():
        for change in changes:
            by_kind[change.kind].append(_row_change(rows[key], change))
    for kind in ChangeKind:
        if by_kind[kind]:
            count = len({change.key for change in by_kind[kind]})
            yield ChangeGroup(str(kind), _heading(kind, count), tuple(by_kind[kind]))


def _row_change(row, change):
    return RowChange(row.key, row.reference, title_of(row), change.words, change.stretches)


def _heading(kind, count):
    one, many = HEADINGS[kind]
    return one if count == 1 else many.format(count)


def _marked(row, found):
    return replace(row, marks=tuple(dict.fromkeys(change.mark for change in found)))


def _compared_cells(old, new, headings):
    hidden = withheld(old, new)
    cells = [
        ComparedCell(heading, *_sides(old.cells.get(key, ()), new.cells.get(key, ())))
        for key, heading in headings.items()
        if key not in hidden and old.cells.get(key, ()) != new.cells.get(key, ())
    ]
    return tuple(cells)


def _sides(before, after):
    """The old text with what went, the new one with what came."""
    pieces = [Stretch(str(p.kind), p.text) for p in compared(cell_lines(before), cell_lines(after))]
    return (
        tuple(piece for piece in pieces if piece.kind != "added"),
        tuple(piece for piece in pieces if piece.kind != "removed"),
    )


# What can't be compared

POSTS_NOW = (
    "This paper names posts in place of people, the earlier one did not: owners are not compared."
)
POSTS_BEFORE = (
    "The earlier paper named posts in place of people, this one does not: owners are not compared."
)
POSTS_IN_PART = "In part the earlier paper named posts in place of people: owners are not compared."


def _column_notes(old, new):
    before = {column.key: column.heading for column in old.columns}
    after = {column.key: column.heading for column in new.columns}
    came = [heading for key, heading in after.items() if key not in before]
    went = [heading for key, heading in before.items() if key not in after]
    if came:
        yield f"{_columns(came)} not in the earlier paper, so there is nothing to compare."
    if went:
        yield f"{_columns(went)} in the earlier paper only."


def _columns(headings):
    names = ", ".join(quoted(heading) for heading in headings)
    return f"The column {names} is" if len(headings) == 1 else f"The columns {names} are"


def _owner_notes(old, new):
    """Why owners are not compared, where both papers print them."""
    if _name_owners_alike(old, new) or not all(_prints_owners(paper) for paper in (old, new)):
        return
    if new.names == POSTS and old.names == PRINTED:
        yield POSTS_NOW
    elif old.names == POSTS and new.names == PRINTED:
        yield POSTS_BEFORE
    else:
        yield POSTS_IN_PART


def _prints_owners(document):
    return any(column.key in OWNER_COLUMNS for column in document.columns)


def _withheld_notes(before, after):
    if any(withheld(before[key], row) for key, row in after.items() if key in before):
        yield "What is exempt in either paper is not compared."


# Themes and timescales


class _Places:
    """Where the rows of both papers stand. What was only given another heading has not moved."""

    def __init__(self, old, new, keys):
        self.old, self.new = _sections(old), _sections(new)
        self.keys = [key for key in self.new if key in keys]
        self.renamed, self.notes, self.parts = {}, [], []
        for part in ("theme", "timescale"):
            self._compare_part(part, old, new)

    def changes_of(self, key) -> Iterator[Found]:
        moved = [part for part in self.parts if self._before(key, part) != self._after(key, part)]
        if moved:
            before, after = (
                ", ".join(filter(None, (side(key, part) for part in self.parts)))
                for side in (self._before, self._after)
            )
            yield Found(
                ChangeKind.PLACE,
                f"From {quoted(before)} to {quoted(after)}",
                f"Moved to another {moved[0]}",
            )

    def _before(self, key, part):
        heading = getattr(self.old[key], part)
        return self.renamed.get((part, heading), heading)

    def _after(self, key, part):
        return getattr(self.new[key], part)

    def _compare_part(self, part, old, new):
        had, has = _headings(old, part), _headings(new, part)
        if bool(had) != bool(has):
            if self.keys:
                which = "This paper" if has else "The earlier paper"
                self.notes.append(f"{which} alone is arranged by {part}.")
            return
        self.parts.append(part)
        for before, after in self._renames(part, had, has):
            self.renamed[part, before] = after
            self.notes.append(f"The {part} {quoted(before)} is now called {quoted(after)}.")

    def _renames(self, part, had, has):
        """A heading that is gone, all of whose rows stand alone under a new one. A single row has
        moved, where it is a timescale: those are the same few in every plan.
        """
        pairs = sorted((getattr(self.old[k], part), getattr(self.new[k], part)) for k in self.keys)
        for before, group in groupby(pairs, key=lambda pair: pair[0]):
            afters = [after for _, after in group]
            after = afters[0]
            sources = {old for old, new in pairs if new == after}
            if (
                {*afters} == {after}
                and (part == "theme" or len(afters) > 1)
                and sources == {before}
                and before not in has
                and after not in had
                and before
                and after
            ):
                yield before, after


def _sections(document) -> dict[str, Section]:
    return {row.key: section for section in document.sections for row in section.rows}


def _headings(document, part):
    return {getattr(section, part) for section in document.sections if section.rows} - {""}
