"""The document as HTML: one table template for the page, the file and the PDF. No text of a user
reaches it unescaped.
"""

from itertools import groupby
from math import ceil

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator

from recommendations.cell_html import cell_html
from reports.changes import unchanged_in_words
from reports.document import Changes, Document

# A row with a cell of more lines than this may break over two pages; a shorter one moves on whole.
LONG_CELL = 12
# How many letters go about across the whole page: from this the lines of a cell are reckoned.
LETTERS_ACROSS = 150
STYLE = settings.BASE_DIR / "static" / "css" / "appendix.css"


def render_page(document: Document) -> str:
    """The whole paper as one HTML page that needs nothing else: its style stands in it."""
    context = {**table_context(document), "style": mark_safe(STYLE.read_text("utf-8"))}
    return render_to_string("reports/appendix_page.html", context)


def table_context(document: Document) -> dict:
    """What the templates of the paper lay out: the document, its columns with their share of the
    width, its themes.
    """
    total = sum(column.width for column in document.columns)
    columns = [_column(column, column.width / total) for column in document.columns]
    return {
        "document": document,
        "columns": columns,
        "themes": [_theme(sections, columns) for sections in _by_theme(document.sections)],
        "changes": changes_context(document.changes, _addresses(document)),
    }


def changes_context(changes: Changes | None, addresses: dict[str, str]) -> dict | None:
    """What the template of the changes lays out, the changes of one kind together by row.
    `addresses`: where to find a row, by its key.
    """
    if changes is None:
        return None
    return {
        "since": changes.since,
        "notes": changes.notes,
        "unchanged": unchanged_in_words(changes),
        "groups": [_group(group, addresses) for group in changes.groups],
    }


def _addresses(document):
    return {row.key: f"#rec-{row.key}" for row in document.rows}


def _group(group, addresses):
    rows = [list(changes) for _, changes in groupby(group.changes, key=lambda change: change.key)]
    return {
        "kind": group.kind,
        "heading": group.heading,
        "rows": [
            {
                "name": f"{changes[0].reference} {changes[0].title}".strip() or "Without a text",
                "address": addresses.get(changes[0].key),
                "changes": [_change(change) for change in changes],
            }
            for changes in rows
        ],
    }


def _change(change):
    return {
        "words": change.words,
        "stretches": change.stretches,
        "is_whole": all(piece.kind in ("removed", "added") for piece in change.stretches),
    }


def _column(column, share):
    return {
        "key": column.key,
        "heading": column.heading,
        "share": share,
        "width": f"{share:.2%}",
    }


def _by_theme(sections):
    return (list(group) for _, group in groupby(sections, key=lambda section: section.theme))


def _theme(sections, columns):
    theme = sections[0].theme
    return {
        "heading": theme,
        "note": sections[0].note,
        "timescales": [
            {
                "heading": section.timescale,
                "continued": _continued(theme),
                "rows": [_row(row, columns, theme, section.timescale) for row in section.rows],
            }
            for section in sections
        ],
    }


def _row(row, columns, *group):
    summary = _summary(row)
    cells = [row.cells[column["key"]] for column in columns]
    marked = _marked_column(columns)
    return {
        "key": row.key,
        "summary": summary,
        "is_long": any(
            _lines(cell, column["share"]) > LONG_CELL
            for cell, column in zip(cells, columns, strict=True)
        ),
        "continued": _continued(*group),
        "goes_on": _continued(
            *group, f"Recommendation {row.reference}" if row.reference else summary
        ),
        "cells": [
            {
                **column,
                "html": _marks_html(row.marks if column["key"] == marked else ()) + cell_html(cell),
                "is_withheld": column["key"] in row.withheld,
            }
            for cell, column in zip(cells, columns, strict=True)
        ],
    }


def _marked_column(columns):
    """The column whose cells carry the marks of their rows."""
    keys = [column["key"] for column in columns]
    return "recommendation" if "recommendation" in keys else keys[0]


def _marks_html(marks):
    """What changed about the row, in front of what its cell says."""
    if not marks:
        return SafeString()
    items = format_html_join("", "<li>{}</li>", ((mark,) for mark in marks))
    return format_html('<ul class="paper-marks">{}</ul>', items)


def _summary(row):
    """What a bookmark says of the row."""
    text = " ".join(block.text for block in row.cells.get("recommendation", ()))
    return f"{row.reference} {text}".strip().replace("\n", " ")


def _lines(blocks, share):
    """About how many lines the blocks take in a column with this share of the page."""
    across = LETTERS_ACROSS * share
    return sum(ceil(len(line) / across) for block in blocks for line in block.text.split("\n"))


def _continued(*names):
    """What the head of a page says that goes on with something: "1. Communication (continued)"."""
    words = " · ".join(Truncator(name).chars(60) for name in names if name)
    return words and f"{words} (continued)"
