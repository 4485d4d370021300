"""What of a paper can't be printed because no font of this machine has it, and where it stands."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

from django.utils.text import Truncator

from reports.columns import CHANGES_COLUMN
from reports.covering.document import CoveringDocument
from reports.covering.text import Item, Paragraph, Table
from reports.document import Document
from reports.render.figure_grids import Grid, figure_grids
from reports.render.pdf.glyphs import missing_in

# Of the characters that are missing in one place so many are named.
NAMED = 5


@dataclass(frozen=True, slots=True)
class MissingCharacters:
    """Characters that can't be printed, each once, and their place in words ("in “Progress” of
    recommendation 4"); `row`: the key of the recommendation, "" outside the rows.
    """

    characters: tuple[str, ...]
    place: str
    row: str = ""

    @property
    def words(self) -> str:
        """ "The character “𓀀” (U+13000) in “Progress” of recommendation 4 can’t be printed"."""
        one = len(self.characters) == 1
        return f"The character{'' if one else 's'} {self._named} {self.place} can’t be printed"

    @property
    def _named(self):
        named = [f"“{one}” (U+{ord(one):04X})" for one in self.characters[:NAMED]]
        more = len(self.characters) - len(named)
        if more:
            return f"{', '.join(named)} and {more} more"
        return " and ".join(filter(None, (", ".join(named[:-1]), named[-1])))


def missing_characters(document: Document) -> tuple[MissingCharacters, ...]:
    """What of an appendix can't be printed, in the order of the paper."""
    return tuple(_missing(_texts(document)))


def missing_in_covering(covering: CoveringDocument) -> tuple[MissingCharacters, ...]:
    """What of a covering report can't be printed, without the papers attached to it."""
    return tuple(_missing(_texts_of_covering(covering)))


def _missing(texts) -> Iterator[MissingCharacters]:
    """`texts`: each with its place, and with the key of its row or ""."""
    found: dict[tuple[str, str], dict[str, None]] = {}
    for place, row, text in texts:
        if missing := missing_in(text):
            found.setdefault((place, row), {}).update(dict.fromkeys(missing))
    for (place, row), characters in found.items():
        yield MissingCharacters(tuple(characters), place, row)


def _texts(document):
    yield from _above_the_tables(document)
    for grid in figure_grids(document.figures):
        yield from _in_figures(grid)
    headings = {column.key: column.heading for column in document.columns}
    rows = {row.key: row for row in document.rows}
    shown = dict.fromkeys(key for table in document.printed_tables for key in table.rows)
    for table in document.printed_tables:
        yield from _around_the_rows(table)
    for row in (rows[key] for key in shown):
        yield from _in_a_row(row, headings)
    for line in document.rag_key:
        yield "in the key to the colours", "", line
    if document.changes:
        yield from _in_changes(document.changes, rows)


def _above_the_tables(document):
    yield "in the title", "", document.title
    yield "in the line below the title", "", document.as_at_line
    yield "in the name of the organisation", "", document.organisation
    yield "in the number of the appendix", "", document.appendix
    yield "in the name of the committee", "", document.committee
    yield "in the meeting", "", document.meeting
    for notice in (document.statutory, *document.notices):
        yield "above the tables", "", notice


def _in_a_row(row, headings):
    """What its cells say; the column of what changed says it by the marks, where there are any."""
    named = _name(row)
    for key, blocks in row.cells.items():
        if key != CHANGES_COLUMN or not row.marks:
            place = f"in “{headings.get(key, key)}” of {named}"
            yield from ((place, row.key, block.text) for block in blocks)
    yield from ((f"in the marks of {named}", row.key, mark) for mark in row.marks)


def _in_figures(grid: Grid):
    """What stands in figures are words of the plan: statuses, themes, departments."""
    place = f"under the figures “{grid.heading}”"
    cells = (cell for row in grid.rows for cell in row if isinstance(cell, str))
    yield from ((place, "", text) for text in (grid.heading, grid.rule, *grid.headings, *cells))


def _around_the_rows(table):
    yield "in the heading of a table", "", table.heading
    yield f"above the table “{table.heading}”", "", table.rule
    if not table.rows:
        yield f"below the heading “{table.heading}”", "", table.empty
    for column in table.columns:
        yield f"in the heading “{column.heading}” of a column", "", column.heading
    for group in table.groups:
        for text in (group.heading, group.note, group.subheading):
            yield f"in the heading “{group.heading or group.subheading}”", "", text


def _in_changes(changes, rows):
    """Of a row that is printed too, what its cells do not say anyway."""
    about = (changes.since, *changes.notes, *(group.heading for group in changes.groups))
    yield from (("in what changed", "", text) for text in about)
    for group in changes.groups:
        for change in group.changes:
            place = f"in what changed about recommendation {change.reference}".rstrip()
            stretches = (stretch.text for stretch in change.stretches)
            said = "".join((change.reference, change.title, change.words, *stretches))
            yield place, change.key, _without(said, rows.get(change.key))


def _without(text, row):
    blocks = chain.from_iterable(row.cells.values()) if row else ()
    said = set().union(*(block.text for block in blocks))
    return "".join(character for character in text if character not in said)


def _texts_of_covering(covering):
    yield "in the subject", "", covering.subject
    yield "in the name of the organisation", "", covering.organisation
    yield "in the name of the committee", "", covering.committee
    yield "under “Report of”", "", covering.report_of
    yield "under the wards", "", covering.wards
    for implication in covering.implications:
        yield "under the implications", "", implication.heading
    for notice in covering.notices:
        yield "above the report", "", notice
    for section in covering.sections:
        place = (
            f"in the section “{section.heading}”"
            if section.heading
            else "in a section without a heading"
        )
        yield place, "", f"{section.number} {section.heading}"
        yield from ((place, "", text) for piece in section.pieces for text in _words_of(piece))
    for paper in covering.attached:
        for text in (paper.number, paper.title):
            yield "in the list of appendices", "", text


def _words_of(piece) -> Iterable[str]:
    match piece:
        case Table():
            return (piece.caption, *(cell for row in piece.rows for cell in row))
        case Paragraph():
            return (piece.number, piece.text)
        case Item():
            return (piece.mark, piece.text)
    return (piece.text,)


def _name(row):
    """As clerks know it: by its number, or by how it begins."""
    if row.reference:
        return f"recommendation {row.reference}"
    text = " ".join(block.text for block in row.cells.get("recommendation", ()))
    return f"the recommendation “{Truncator(text).chars(60)}”"
