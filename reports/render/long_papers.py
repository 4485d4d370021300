"""A long paper as several HTML pages, each to be printed by itself and joined with the others: the
front, pieces of each table, the changes. What each holds depends on no other, so that an
edit leaves the rest as it was.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain
from typing import Any

import tinycss2
from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from reports.covering.document import CoveringDocument
from reports.document import Document
from reports.render.covering import covering_context, covering_style, named_apart, paper_id
from reports.render.html import paper_style, table_context

# From so many rows a paper is printed in parts, pieces of a table in parts of about so many.
LONG = 100
PIECE = 40
# Of what changed about them, which takes less room, in parts of so many rows.
CHANGED = 100
PARTS_STYLE = settings.BASE_DIR / "static" / "css" / "parts.css"


@dataclass(frozen=True, slots=True)
class Piece:
    """What stands on the pages of a part. `rows`: how many recommendations; `levels`: under how
    many bookmarks of the pieces before it those in it belong; `goes_on`: whether it begins with
    more of the table that the piece before it ends with; `is_small`: whether it may stand on a page
    with what is small before it.
    """

    html: SafeString
    rows: int = 0
    levels: int = 1
    goes_on: bool = False
    is_small: bool = False

    def with_next(self, other: "Piece") -> "Piece":
        """Both on the same pages."""
        return replace(self, html=self.html + other.html, rows=self.rows + other.rows)


def is_long(documents: Sequence[Document]) -> bool:
    """Whether what holds these papers is printed in parts."""
    return sum(count_rows(document) for document in documents) >= LONG


def count_rows(document: Document) -> int:
    """How many recommendations its tables print."""
    return sum(len(table.rows) for table in document.printed_tables)


def paper_pages(document: Document) -> Iterator[tuple[str, int]]:
    """The pages of a long paper, each with the number of its rows."""
    for place, piece in enumerate(_pieces(document)):
        context = {"document": document, "piece": piece, "is_first": place == 0}
        style = _style(paper_style(), is_first=place == 0, has_front=place == 0)
        html = render_to_string("reports/appendix_part_page.html", {**context, "style": style})
        yield html, piece.rows


def covering_pages(
    covering: CoveringDocument, documents: Sequence[Document]
) -> Iterator[tuple[str, int]]:
    """The pages of a covering report with long papers bound behind it, each with its rows."""
    addresses = [f"#{paper_id(number)}" for number, _ in enumerate(documents, start=1)]
    context = covering_context(covering, addresses=addresses)
    style = _style(covering_style(), is_first=True, has_front=True)
    page = "reports/covering_part_page.html"
    yield render_to_string(page, {**context, "bound": None, "style": style}), 0
    for number, document in enumerate(documents, start=1):
        pieces = _pieces(document) if is_long([document]) else [_whole(document)]
        for place, piece in enumerate(pieces):
            bound = {
                "id": paper_id(number),
                "document": document,
                "piece": piece,
                "html": named_apart(piece.html, number),
            }
            style = _style(covering_style(), is_first=False, has_front=place == 0)
            html = render_to_string(page, {"covering": covering, "bound": bound, "style": style})
            yield html, piece.rows


def _pieces(document) -> Iterator[Piece]:
    """The front, the tables and the changes, as `_appendix.html` has them."""
    context = table_context(document)
    front = _piece("front", context, levels=0)
    tables = chain.from_iterable(map(_table_pieces, context["tables"]))
    if _fills_pages(context):
        yield front
    else:
        yield front.with_next(next(tables))
    yield from _small_ones_together(tables)
    if context["changes"]:
        yield from _change_pieces(context["changes"])


def _small_ones_together(pieces: Iterable[Piece]) -> Iterator[Piece]:
    before: Piece | None = None
    for piece in pieces:
        if before and before.is_small and piece.is_small and before.rows + piece.rows <= PIECE:
            before = before.with_next(piece)
            continue
        if before:
            yield before
        before = piece
    if before:
        yield before


def _fills_pages(context):
    """Whether the front is more than a title, with which a table begins on the same page."""
    return bool(context["figures"] or context["changes"] or len(context["tables"]) > 1)


def _whole(document):
    html = render_to_string("reports/_appendix.html", table_context(document))
    return Piece(mark_safe(html), count_rows(document), levels=0)


def _piece(name, context, **fields) -> Piece:
    return Piece(mark_safe(render_to_string(f"reports/_appendix_{name}.html", context)), **fields)


def _table_pieces(table) -> Iterator[Piece]:
    levels = 2 if table["heading"] else 1
    pieces = list(_by_rows(table["themes"]))
    for place, themes in enumerate(pieces):
        rows = sum(map(_count, themes))
        context = {"table": {**table, "themes": themes}}
        if place == 0:
            yield _piece("part", context, rows=rows, is_small=len(pieces) == 1)
        else:
            yield _piece("goes_on", context, rows=rows, levels=levels, goes_on=True)


def _change_pieces(changes) -> Iterator[Piece]:
    """What changed in full, by so many rows that did."""
    found = [piece for group in changes["groups"] for piece in _sliced(group)]
    for place, groups in enumerate(_by_size(found, lambda group: len(group["rows"]), CHANGED)):
        said = {**changes, "groups": groups, "goes_on": place > 0}
        html = render_to_string("reports/_changes.html", {"changes": said, "part": "full"})
        if groups:
            yield Piece(mark_safe(html), levels=2 if place else 1)


def _sliced(group):
    for place, first in enumerate(range(0, len(group["rows"]), CHANGED)):
        rows = {"rows": group["rows"][first : first + CHANGED]}
        if place == 0:
            yield {**group, **rows}
        else:
            kind, heading = f"{group['kind']}-{place + 1}", _again(group["heading"])
            yield {"kind": kind, "heading": heading, **rows}


def _by_rows(themes: list[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    """Themes that follow each other, together until they have enough rows; one with far more is
    divided. At least one piece, an empty table's.
    """
    return _by_size(chain.from_iterable(map(_divided, themes)), _count, PIECE)


def _by_size(pieces: Iterable[Any], size: Callable[[Any], int], most: int) -> Iterator[list[Any]]:
    found: list[Any] = []
    for piece in pieces:
        if found and sum(map(size, [*found, piece])) > most:
            yield found
            found = []
        found.append(piece)
    yield found


def _divided(theme: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """A theme as it is, unless it would be a long part: then its timescales by so many rows, under
    the same headings anew.
    """
    if _count(theme) <= 2 * PIECE:
        yield theme
        return
    scales = [
        {**scale, "rows": scale["rows"][first : first + PIECE], "heading": heading}
        for scale in theme["timescales"]
        for first in range(0, len(scale["rows"]), PIECE)
        for heading in [_again(scale["heading"]) if first else scale["heading"]]
    ]
    for place, scale in enumerate(scales):
        if place == 0:
            yield {**theme, "timescales": [scale]}
        else:
            yield {
                **theme, "timescales": [scale], "heading": _again(theme["heading"]), "note": ""
            }  # fmt: skip


def _again(heading):
    return heading and f"{heading} (continued)"


def _count(theme):
    return sum(len(scale["rows"]) for scale in theme["timescales"])


@lru_cache(maxsize=8)
def _style(style, *, is_first, has_front) -> SafeString:
    """The style for one of the parts. Only the first of all has a first page, and only a part with
    the front of its paper one whose head says nothing.
    """
    if not is_first:
        rules = tinycss2.parse_stylesheet(style)
        style = tinycss2.serialize([rule for rule in rules if not _is_of_first_page(rule)])
    if not has_front:
        style = style.replace(", first-except", "")
    return mark_safe(f"{style}\n{PARTS_STYLE.read_text('utf-8')}")


def _is_of_first_page(rule):
    is_page = rule.type == "at-rule" and rule.lower_at_keyword == "page"
    return is_page and ":first" in tinycss2.serialize(rule.prelude)
