"""Cell text on a page: paragraphs, line breaks and real lists."""

from django import template

from recommendations.cell_html import cell_html
from recommendations.cell_text import read_cell_text

register = template.Library()


@register.filter
def cell_text(text):
    """The text that somebody typed, as safe HTML."""
    return cell_html(read_cell_text(text))
