"""The document as HTML: one template of tables for the page, the file and the PDF. No text of a
user reaches it unescaped.
"""

from collections import Counter
from dataclasses import dataclass
from itertools import groupby
from math import ceil

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator

from recommendations.cell_html import cell_html, text_html
from recommendations.rag import Colour
from reports.changes import unchanged_in_words
from reports.columns import CHANGES_COLUMN
from reports.document import ALL_ROWS, Changes, Document
from reports.render.colours import paper_colours
from reports.render.headlines import headlines_of
from reports.render.logo import council_logo
from reports.render.table_words import counted

# A row with a cell of more lines than this may break over two pages; a shorter one moves on whole.
LONG_CELL = 12
# How many letters go about across the whole page: from this the lines of a cell are reckoned.
LETTERS_ACROSS = 150
STYLE = settings.BASE_DIR / "static" / "css" / "appendix.css"


def render_page(document: Document) -> str:
    """The whole paper as one HTML page that needs nothing else: its style stands in it."""
    context = {**table_context(document), "style": paper_style()}
    return render_to_string("reports/appendix_page.html", context)


def paper_style() -> SafeString:
    """The style of a paper, as it stands in the page, in the council's colour."""
    return mark_safe(f"{STYLE.read_text('utf-8')}\n{paper_colours(settings.SITE_COLOUR_DARK)}")


def table_context(document: Document) -> dict:
    """What the templates of the paper lay out: the document, its tables with the share of the width
    that each column has, what changed, the figures, the key to the colours; the council's logo,
    which only a page that stands alone shows.
    """
    rows = {row.key: row for row in document.rows}
    places: Counter[str] = Counter()
    return {
        "document": document,
        "tables": [_table(table, rows, places) for table in document.printed_tables],
        "changes": changes_context(document.changes, _addresses(document)),
        "figures": _printed_figures(document),
        "headlines": headlines_of(_printed_figures(document)),
        "key": [_key_line(line) for line in document.rag_key],
        "logo": council_logo(),
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
        "goes_on": False,
    }


def _addresses(document):
    """Where each row stands first."""
    keys = {key for table in document.printed_tables for key in table.rows}
    return {key: f"#rec-{key}" for key in keys}


def _printed_figures(document):
    figures = document.figures
    return figures if figures is not None and figures.printed else None


def _key_line(line):
    """A line of the key to the colours: "Red: overdue.", what it is about first."""
    name, colon, words = line.partition(":")
    colour = name.lower() if name.lower() in set(Colour) else ""
    return {"name": name if colon else "", "words": colon + words or line, "colour": colour}


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


def _table(table, rows, places):
    """A table as the template lays it out. `places`: in how many tables each row has stood."""
    total = sum(column.width for column in table.columns)
    size = _size(len(table.columns))
    columns = [_column(column, column.width / total, size) for column in table.columns]
    # Below its heading those over its rows step down.
    level = 3 if table.heading else 2
    count = len(table.rows)
    return {
        "key": table.key,
        "heading": table.heading,
        # The only table, with all that is monitored, says so without words.
        "rule": table.rule if table.heading or table.rows_rule != ALL_ROWS else "",
        "empty": table.empty,
        "count": count,
        "counted": counted(table),
        "size": size.name,
        "columns": columns,
        "themes": [
            _theme(table, groups, columns, level, rows, places)
            for groups in _by_heading(table.groups)
        ],
    }


@dataclass(frozen=True)
class Size:
    """How large the words of a table are: `name` says so to the style sheet, `scale` in proportion
    to the rest of the paper.
    """

    most: int
    name: str
    scale: float


# By the number of columns; as static/css/appendix.css has it.
SIZES = (
    Size(7, "", 1),
    Size(10, "wide", 0.9),
    Size(999, "widest", 0.78),
)


def _size(count):
    return next(size for size in SIZES if count <= size.most)


def _column(column, share, size):
    return {
        "key": column.key,
        "heading": column.heading,
        "letters": LETTERS_ACROSS * share / size.scale,
        "width": f"{share:.2%}",
    }


def _by_heading(groups):
    return (list(found) for _, found in groupby(groups, key=lambda group: group.heading))


def _theme(table, groups, columns, level, rows, places):
    heading = groups[0].heading
    named = tuple(filter(None, (table.heading, heading)))
    return {
        "heading": heading,
        "note": text_html(groups[0].note),
        "level": level,
        "timescales": [
            {
                "heading": group.subheading,
                "level": level + 1 if heading else level,
                "continued": _continued(*named),
                "rows": [
                    _row(rows[key], columns, places, *named, group.subheading) for key in group.rows
                ],
            }
            for group in groups
        ],
    }


def _row(row, columns, places, *group):
    places[row.key] += 1
    place = places[row.key]
    summary = _summary(row)
    marked = _marked_column(columns)
    cells = [_cell(row, column, is_marked=column["key"] == marked) for column in columns]
    return {
        "id": f"rec-{row.key}" if place == 1 else f"rec-{row.key}-{place}",
        "summary": summary,
        "is_long": any(cell["lines"] > LONG_CELL for cell in cells),
        "continued": _continued(*group),
        "goes_on": _continued(
            *group, f"Recommendation {row.reference}" if row.reference else summary
        ),
        "cells": cells,
    }


def _cell(row, column, *, is_marked):
    key, blocks = column["key"], row.cells[column["key"]]
    says_marks = key == CHANGES_COLUMN and row.marks
    marks = _marks_html(row.marks if is_marked else ())
    return {
        **column,
        "html": marks if says_marks else marks + cell_html(blocks),
        "lines": _lines(blocks, column["letters"]),
        "is_withheld": key in row.withheld,
        "colour": _colour(blocks) if key == "rag" and key not in row.withheld else "",
    }


def _colour(blocks):
    """By the word that is printed, so that a kept paper has it too."""
    word = blocks[0].text.split()[0].lower() if blocks else ""
    return word if word in set(Colour) else ""


def _marked_column(columns):
    """The column whose cells carry the marks of their rows: that which says nothing else, where
    there is one.
    """
    keys = [column["key"] for column in columns]
    if CHANGES_COLUMN in keys:
        return CHANGES_COLUMN
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


def _lines(blocks, across):
    """About how many lines the blocks take in a column so many letters wide."""
    return sum(ceil(len(line) / across) for block in blocks for line in block.text.split("\n"))


def _continued(*names):
    """What the head of a page says that goes on with something: "1. Communication (continued)"."""
    words = " · ".join(Truncator(name).chars(60) for name in names if name)
    return words and f"{words} (continued)"
