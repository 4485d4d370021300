"""A covering report as a page, alone or with the papers attached bound behind it. No
text of a user reaches it unescaped, and nothing in it can make the printer fetch anything.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from recommendations.cell_html import text_html
from reports.covering.document import CoveringDocument
from reports.covering.text import Heading, Item, Paragraph, Table
from reports.covering.text.numbers import is_nothing, read_number
from reports.document import Document
from reports.render.html import paper_style, table_context

COVERING_STYLE = settings.BASE_DIR / "static" / "css" / "covering.css"
# From so many columns a table is printed across the paper.
WIDE_TABLE = 10
# A column has room for its longest word up to so many letters, for its texts up to fewer, and for
# the space at its edges, in letters too.
LONGEST_WORD, WIDEST, PADDING = 40, 35, 3
# What names an element, or leads to one, in the HTML of a paper: there it is always in quotes.
_NAMES = re.compile(r' (id|headers|for|aria-labelledby|aria-describedby)="([^"]+)"')
_LINKS = re.compile(r' href="#([^"]+)"|="url\(#([^)"]+)\)"')


def render_covering_page(covering: CoveringDocument, documents: Sequence[Document] = ()) -> str:
    """The report as one HTML page that needs nothing else, with the papers bound behind it."""
    papers = [_paper(number, document) for number, document in enumerate(documents, start=1)]
    addresses = [f"#{paper['id']}" for paper in papers]
    context = {
        **covering_context(covering, addresses=addresses),
        "papers": papers,
        "style": covering_style(),
    }
    return render_to_string("reports/covering_page.html", context)


def covering_style() -> SafeString:
    """The style of a report and of the papers bound behind it, as it stands in the page."""
    return mark_safe(f"{paper_style()}\n{COVERING_STYLE.read_text('utf-8')}")


def covering_context(covering: CoveringDocument, *, addresses: Sequence[str] = ()) -> dict:
    """What `_covering.html` lays out. `addresses`: where to find the papers attached, one for each
    in their order, or none.
    """
    found = [*addresses, *("" for _ in covering.attached[len(addresses) :])]
    return {
        "covering": covering,
        "sections": [
            _section(place, section) for place, section in enumerate(covering.sections, start=1)
        ],
        "attached": [
            {"paper": paper, "address": address}
            for paper, address in zip(covering.attached, found, strict=True)
        ],
    }


def _section(place, section):
    return {
        "id": f"section-{place}",
        "kind": section.kind,
        "number": section.number,
        "heading": section.heading,
        "blocks": list(_blocks(section)),
    }


def _blocks(section) -> Iterator[dict]:
    """The pieces as the template lays them out: items of a list that follow each other together."""
    is_numbered, level, after = False, 2 if section.heading else 1, ""
    for is_item, pieces in groupby(section.pieces, key=lambda piece: isinstance(piece, Item)):
        if is_item:
            yield {"list": list_html(list(pieces)), "is_inset": is_numbered}
            continue
        for piece in pieces:
            if isinstance(piece, Heading):
                level = min(piece.level + (2 if section.heading else 1), level + 1)
                yield {"heading": piece.text, "level": level}
            elif isinstance(piece, Table):
                yield {"table": _table(piece, after), "is_inset": is_numbered}
            elif isinstance(piece, Paragraph):
                is_numbered = bool(piece.number) or (is_numbered and piece.is_quoted)
                after = piece.number.removesuffix(".") or after
                yield {"paragraph": piece, "text": text_html(piece.text), "is_inset": is_numbered}


def list_html(items: Sequence[Item]) -> SafeString:
    """Items as lists inside each other; the letters that were typed stand in the text."""
    html: list[str] = []
    tags: list[str] = []
    for item in items:
        tag, level = "ol" if item.mark else "ul", min(item.level, len(tags) + 1)
        while len(tags) > level:
            html.append(f"</li></{tags.pop()}>")
        if len(tags) == level and tags[-1] != tag:
            html.append(f"</li></{tags.pop()}>")
        html.append("</li>" if len(tags) == level else _OPENED[tag])
        if len(tags) < level:
            tags.append(tag)
        html.append(_item(item))
    return mark_safe("".join(html) + "".join(f"</li></{tag}>" for tag in reversed(tags)))


_OPENED = {"ul": "<ul>", "ol": '<ol class="covering-lettered" role="list">'}


def _item(item):
    if not item.mark:
        return format_html("<li>{}", text_html(item.text))
    mark = format_html('<span class="covering-mark">{}</span> ', item.mark)
    return format_html("<li>{}{}", mark, text_html(item.text))


def _table(table, after):
    """`label`: what a screen reader calls the region that it can be scrolled in."""
    columns = range(len(table.headings))
    counted = [_is_counted(table, column) for column in columns]
    last = len(table.rows) - 1 if table.has_total_row else None
    return {
        "caption": table.caption,
        "label": table.caption or (f"Table after paragraph {after}" if after else "Table"),
        "is_wide": len(table.headings) > WIDE_TABLE,
        "widths": _widths(table),
        "headings": list(zip(table.headings, counted, strict=True)),
        "rows": [
            {
                "name": text_html(row[0]),
                "cells": list(zip(map(text_html, row[1:]), counted[1:], strict=True)),
                "is_total": place == last,
            }
            for place, row in enumerate(table.rows[1:], start=1)
        ],
        "has_total_column": table.has_total_column,
    }


def _is_counted(table, column):
    """Whether a column holds numbers alone, which are set at its right edge."""
    cells = [row[column] for row in table.rows[1:] if not is_nothing(row[column])]
    return column > 0 and bool(cells) and all(read_number(cell) is not None for cell in cells)


def _widths(table):
    """The share of each column, by the longest words and texts in it."""
    columns = zip(*table.rows, strict=True)
    letters = [_letters(cells) for cells in columns]
    return [f"{share / sum(letters):.2%}" for share in letters]


def _letters(cells):
    texts = max(len(cell) for cell in cells)
    words = max((len(word) for cell in cells for word in cell.split()), default=0)
    return PADDING + max(min(words, LONGEST_WORD), min(texts, WIDEST))


def _paper(number, document):
    html = render_to_string("reports/_appendix.html", table_context(document))
    return {"id": paper_id(number), "document": document, "html": named_apart(html, number)}


def paper_id(number: int) -> str:
    """What the paper bound in that place is found by."""
    return f"appendix-{number}"


def named_apart(html: str, number: int) -> SafeString:
    """The HTML of the paper bound in that place, whose names and links are its own: `recommendation
    7` may be in two of them.
    """
    name = paper_id(number)

    def named(found):
        names = " ".join(f"{name}-{one}" for one in found[2].split())
        return f' {found[1]}="{names}"'

    def linked(found):
        return f' href="#{name}-{found[1]}"' if found[1] else f'="url(#{name}-{found[2]})"'

    return mark_safe(_LINKS.sub(linked, _NAMES.sub(named, html)))
