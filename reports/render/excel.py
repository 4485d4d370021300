"""The document as an Excel workbook: a sheet for each table, with the words of the page and the
PDF, one for each table of figures, one for what changed, and a last one that says what the paper
is.

Beside the printed columns stand the days and the status as values, to sort and to filter by.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, time
from io import BytesIO
from typing import Any

from recommendations.models import StatusMeaning
from recommendations.spreadsheets import (
    About,
    Banner,
    Coloured,
    Sheet,
    SheetColumn,
    Written,
    write_workbook,
)
from reports.changes import in_words
from reports.document import Changes, Column, Document, Row, Table
from reports.render.cells import TINTS, cell_colour, cell_in_words
from reports.render.figure_grids import Grid, figure_grids
from reports.render.fit_text import fit_document
from reports.render.table_words import contents, number_in_words, rule_in_words, stretch_in_words

# How many digits of the usual size go across the page, and into the narrowest column.
ACROSS, LEAST = 145, 6
BESIDE = (
    SheetColumn("Status means", 18),
    SheetColumn("Next deadline", 13),
    SheetColumn("Original deadline", 13),
    SheetColumn("Times moved", 10),
)


def render_excel(document: Document) -> bytes:
    """The paper as .xlsx; the same bytes each time for the same document, but for the clock of the
    zip.
    """
    document = fit_document(document)
    file = BytesIO()
    write_workbook(
        file,
        title=f"{document.title}: {document.as_at_line}",
        sheets=[
            *(_sheet(document, table) for table in document.printed_tables),
            *map(_figures, figure_grids(document.figures)),
            *_changes(document.changes),
        ],
        about=lambda written: _about(document, written),
        by=document.organisation,
        at=document.known_by or datetime.combine(document.as_at, time(12), UTC),
        footer=", ".join(part for part in (document.appendix, document.committee) if part)
        or document.organisation,
    )
    return file.getvalue()


def _columns(headings: Sequence[str], shares: Sequence[float]):
    """Columns that fill the page."""
    total = sum(shares)
    widths = (max(LEAST, round(ACROSS * share / total)) for share in shares)
    return [SheetColumn(heading, width) for heading, width in zip(headings, widths, strict=True)]


def _sheet(document, table):
    columns = _columns([c.heading for c in table.columns], [c.width for c in table.columns])
    return Sheet(
        name=table.heading or document.title,
        columns=[*columns, *BESIDE],
        rows=_rows(document, table),
        beside=len(BESIDE),
        is_paper=True,
    )


def _rows(document, table: Table):
    rows, heading = {row.key: row for row in document.rows}, ""
    if over := _lines(table.heading, rule_in_words(table)):
        yield Banner(over)
    if not table.rows:
        yield Banner(table.empty)
    for group in table.groups:
        if group.heading and group.heading != heading:
            yield Banner(_lines(group.heading, group.note))
        if group.subheading:
            yield Banner(group.subheading)
        heading = group.heading
        for key in group.rows:
            yield _cells(rows[key], table.columns)


def _lines(*parts):
    return "\n".join(part for part in parts if part)


def _cells(row: Row, columns: tuple[Column, ...]):
    values = row.values
    meaning = StatusMeaning(values.status).label if values.status else None
    beside = (meaning, values.next_latest, values.original_latest, _times_moved(row))
    return [*(_cell(row, column, columns) for column in columns), *beside]


def _cell(row, column, columns):
    words, colour = cell_in_words(row, column.key, columns), cell_colour(row, column.key)
    return Coloured(words, TINTS[colour]) if colour in TINTS else words


def _times_moved(row):
    """None where the dates are kept from the public: then nobody knows whether they moved."""
    is_kept = {"by_when", "times_moved", "original_date"} & set(row.withheld)
    has_dates = row.values.times_moved or row.values.latest or row.values.original_latest
    return row.values.times_moved if has_dates and not is_kept else None


def _figures(grid: Grid):
    headings = grid.headings or (grid.heading,)
    shares = [4 if heading in ("Rule", "Why") else 1 for heading in headings]
    shares[0] = 2
    rule = [Banner(_lines(grid.heading, grid.rule))]
    return Sheet(grid.heading, _columns(headings, shares), [*rule, *grid.rows], is_paper=True)


def _changes(changes: Changes | None) -> Iterator[Sheet]:
    """What changed, in full."""
    if changes and changes.groups:
        columns = _columns(("No.", "Recommendation", "What changed", "Its words"), (1, 5, 5, 9))
        yield Sheet("Changes in full", columns, list(_changed_rows(changes)), is_paper=True)


def _changed_rows(changes) -> Iterator[Banner | list[Any]]:
    yield Banner(f"What changed since {changes.since}, in full")
    for group in changes.groups:
        yield Banner(group.heading)
        for change in group.changes:
            about = change.title or ("" if change.reference else "Without a text")
            compared = "".join(map(stretch_in_words, change.stretches))
            yield [change.reference, about, change.words, compared]


def _about(document, written: Written):
    changes = document.changes
    facts = [
        ("Organisation", document.organisation),
        ("Plan", document.title),
        ("Says", document.as_at_line),
        ("As at", document.as_at),
        ("Appendix", number_in_words(document)),
        ("Committee", document.committee),
        ("Meeting", document.meeting),
        *(("Notice", notice) for notice in document.notices),
        *((heading, count) for heading, count in contents(document)),
        *(("Key to the colours", line) for line in document.rag_key),
        (f"What changed since {changes.since}", f"{in_words(changes)}.") if changes else ("", ""),
        *(("About the changes", note) for note in (changes.notes if changes else ())),
        ("In print", written.note),
    ]
    return About([(name, said) for name, said in facts if said != ""], notice=document.statutory)
