"""Blocks of cell text as HTML, for pages and papers alike. No text of a user passes unescaped."""

import re
from collections.abc import Iterable

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from recommendations.cell_text import Block
from recommendations.links_in_text import links_in_text

# Past so many slashes words break wherever they have to: each is as much work as a sentence.
MOST_BREAKS = 200
# What goes on for so long without a space is no word: it is printed in pieces, or each line of it
# would take as much work as all of it.
_ENDLESS = re.compile(r"[^ \n\t]{1000,}")
_PIECE = re.compile(r"[^ \n\t]{100}(?=[^ \n\t])")


def cell_html(blocks: Iterable[Block]) -> SafeString:
    """Paragraphs, and bullets as real lists, nested by level; everything in them escaped."""
    html, depth = [], 0
    for block in blocks:
        level = min(block.bullet, depth + 1)
        html.append("</li></ul>" * (depth - level))
        html.append(_opened(level, depth, text_html(block.text)))
        depth = level
    return mark_safe("".join(html) + "</li></ul>" * depth)


def text_html(text: str) -> SafeString:
    """A text escaped, with its line breaks; the addresses in it as links, its words free to break
    after a slash ("Housing/Property").
    """
    return mark_safe("".join(map(_stretch_html, links_in_text(text))))


def _opened(level, depth, text):
    if level == 0:
        return f"<p>{text}</p>"
    return f"<ul><li>{text}" if level > depth else f"</li><li>{text}"


def _stretch_html(stretch):
    if stretch.address:
        return f'<a href="{escape(stretch.address)}">{escape(stretch.text)}</a>'
    return _words_html(stretch.text).replace("/", "/<wbr>", MOST_BREAKS).replace("\n", "<br>")


def _words_html(text):
    is_endless = len(text) >= 1000 and _ENDLESS.search(text)
    pieces = _PIECE.sub(lambda found: f"{found[0]}\0", text) if is_endless else text
    return escape(pieces).replace("\0", "<wbr>")
