"""The document as an Excel workbook: a sheet for each table, with the words of the page and the
PDF, and a last one that says what the paper is and what changed.

Beside the printed columns stand the days and the status as values, to sort and to filter by.
"""

from datetime import UTC, datetime, time
from io import BytesIO

from recommendations.models import StatusMeaning
from recommendations.spreadsheets import About, Banner, Sheet, SheetColumn, Written, write_workbook
from reports.changes import in_words
from reports.document import Column, Document, Row, Table
from reports.render.cells import cell_in_words
from reports.render.figure_grids import Grid, figure_grids

# Millimetres of paper for a digit of the usual size.
DIGIT = 1.85
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
    file = BytesIO()
    write_workbook(
        file,
        title=f"{document.title}: {document.as_at_line}",
        sheets=[
            *(_sheet(document, table) for table in document.printed_tables),
            *map(_figures, figure_grids(document.figures)),
        ],
        about=lambda written: _about(document, written),
        by=document.organisation,
        at=document.known_by or datetime.combine(document.as_at, time(12), UTC),
        footer=", ".join(part for part in (document.appendix, document.committee) if part)
        or document.organisation,
    )
    return file.getvalue()


def _sheet(document, table):
    columns = [SheetColumn(c.heading, max(6, round(c.width / DIGIT))) for c in table.columns]
    return Sheet(
        name=table.heading or document.title,
        columns=[*columns, *BESIDE],
        rows=_rows(document, table),
        beside=len(BESIDE),
    )


def _rows(document, table: Table):
    rows, heading = {row.key: row for row in document.rows}, ""
    if table.heading:
        yield Banner("\n".join(part for part in (table.heading, table.rule) if part))
    if not table.rows:
        yield Banner(table.empty)
    for group in table.groups:
        if group.heading and group.heading != heading:
            yield Banner("\n".join(part for part in (group.heading, group.note) if part))
        if group.subheading:
            yield Banner(group.subheading)
        heading = group.heading
        for key in group.rows:
            yield _cells(rows[key], table.columns)


def _cells(row: Row, columns: tuple[Column, ...]):
    printed = [cell_in_words(row, column.key, columns) for column in columns]
    values = row.values
    meaning = StatusMeaning(values.status).label if values.status else None
    return [*printed, meaning, values.next_latest, values.original_latest, _times_moved(row)]


def _times_moved(row):
    """None where the dates are kept from the public: then nobody knows whether they moved."""
    is_kept = {"by_when", "times_moved", "original_date"} & set(row.withheld)
    has_dates = row.values.times_moved or row.values.latest or row.values.original_latest
    return row.values.times_moved if has_dates and not is_kept else None


def _figures(grid: Grid):
    wide = {"Rule": 80, "Why": 80}
    columns = [SheetColumn(heading, wide.get(heading, 20)) for heading in grid.headings]
    columns[0] = SheetColumn(grid.headings[0], 36)
    rule = [Banner(grid.rule)] if grid.rule else []
    return Sheet(grid.heading, columns, [*rule, *grid.rows])


def _about(document, written: Written):
    facts = [
        ("Plan", document.title),
        ("As at", document.as_at),
        ("Appendix", document.appendix),
        ("Committee", document.committee),
        ("Meeting", document.meeting),
        *(("Notice", notice) for notice in document.notices),
        *(("Key", line) for line in document.rag_key),
        ("Changes", in_words(document.changes) if document.changes else ""),
        ("In print", written.note),
    ]
    return About([(name, said) for name, said in facts if said != ""], notice=document.statutory)
