"""The document as comma-separated values: the words of its tables, row by row, one table below the
other.
"""

from collections.abc import Iterator

from recommendations.comma_separated import write_lines
from reports.document import Document
from reports.render.cells import cell_in_words


def render_csv(document: Document) -> bytes:
    """One line for each row of each table, with what it stands under. Where several tables have
    other columns, each row says what it has.
    """
    tables, rows = document.printed_tables, {row.key: row for row in document.rows}
    headings = _headings(tables)
    beside = ["Table", "Group"] if len(tables) > 1 else ["Group"]
    lines = (
        [*([table.heading] if len(tables) > 1 else []), under, *said]
        for table in tables
        for under, said in _lines(table, rows, headings)
    )
    return "".join(write_lines([*beside, *headings.values()], lines)).encode()


def _headings(tables) -> dict[str, str]:
    """The columns of all tables, in their order, each once."""
    found: dict[str, str] = {}
    for table in tables:
        for column in table.columns:
            found.setdefault(column.key, column.heading)
    return found


def _lines(table, rows, headings) -> Iterator[tuple[str, list[str]]]:
    """What each row stands under, and what it says in each of the columns."""
    keys = {column.key for column in table.columns}
    for group in table.groups:
        under = " · ".join(part for part in (group.heading, group.subheading) if part)
        for key in group.rows:
            yield (
                under,
                [
                    cell_in_words(rows[key], name, table.columns) if name in keys else ""
                    for name in headings
                ],
            )
