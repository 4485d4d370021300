"""The document as comma-separated values: the words of its tables, row by row, one table below the
other.
"""

from collections.abc import Iterator

from recommendations.comma_separated import write_lines
from reports.document import Document
from reports.render.cells import cell_in_words
from reports.render.fit_text import fit_document


def render_csv(document: Document) -> bytes:
    """One line for each row of each table, with what it stands under. Where several tables have
    other columns, each row says what it has.
    """
    document = fit_document(document)
    tables, rows = document.printed_tables, {row.key: row for row in document.rows}
    columns = _columns(tables)
    # An exempt paper says so on each of its lines: they may be parted from each other.
    marked = [document.statutory] if document.statutory else []
    beside = [
        *(["Publication"] if marked else []),
        *(["Table"] if len(tables) > 1 else []),
        "Group",
    ]
    lines = (
        [*marked, *([table.heading] if len(tables) > 1 else []), under, *said]
        for table in tables
        for under, said in _lines(table, rows, columns)
    )
    return "".join(write_lines([*beside, *(heading for _, heading in columns)], lines)).encode()


def _columns(tables) -> list[tuple[str, str]]:
    """The columns of all tables by key and heading, in their order, each once: what one table calls
    otherwise than another is not the same column.
    """
    named = ((column.key, column.heading) for table in tables for column in table.columns)
    return list(dict.fromkeys(named))


def _lines(table, rows, columns) -> Iterator[tuple[str, list[str]]]:
    """What each row stands under, and what it says in each of the columns."""
    named = {(column.key, column.heading) for column in table.columns}
    for group in table.groups:
        under = " · ".join(part for part in (group.heading, group.subheading) if part)
        for key in group.rows:
            yield (
                under,
                [
                    cell_in_words(rows[key], column[0], table.columns) if column in named else ""
                    for column in columns
                ],
            )
