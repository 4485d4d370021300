"""Blocks of cell text as HTML, for pages and papers alike. No text of a user passes unescaped."""

from collections.abc import Iterable

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from recommendations.cell_text import Block


def cell_html(blocks: Iterable[Block]) -> SafeString:
    """Paragraphs, and bullets as real lists, nested by level; everything in them escaped."""
    html, depth = [], 0
    for block in blocks:
        level = min(block.bullet, depth + 1)
        html.append("</li></ul>" * (depth - level))
        html.append(_opened(level, depth, _text_html(block.text)))
        depth = level
    return mark_safe("".join(html) + "</li></ul>" * depth)


def _opened(level, depth, text):
    if level == 0:
        return f"<p>{text}</p>"
    return f"<ul><li>{text}" if level > depth else f"</li><li>{text}"


def _text_html(text):
    """Escaped, with its line breaks, and free to break after a slash ("Housing/Property")."""
    return escape(text).replace("/", "/<wbr>").replace("\n", "<br>")
