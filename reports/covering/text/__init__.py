"""Reads the text of a report's section into headings, paragraphs, lists and tables, numbers its
paragraphs, fills in its figures and adds up its tables. It knows no Django and keeps the words to
the letter.
"""

from reports.covering.text.figures_in_text import Paper, fill_in
from reports.covering.text.numbering import numbered, without_number
from reports.covering.text.pieces import Heading, Item, Paragraph, Piece, Table, with_text
from reports.covering.text.quoting import quoted
from reports.covering.text.reading import (
    GRAMMAR,
    MAX_SECTION,
    ReportTextTooLong,
    clean_report_text,
    read_report_text,
)
from reports.covering.text.table_sums import added_up

__all__ = [
    "GRAMMAR",
    "MAX_SECTION",
    "Heading",
    "Item",
    "Paper",
    "Paragraph",
    "Piece",
    "ReportTextTooLong",
    "Table",
    "added_up",
    "clean_report_text",
    "fill_in",
    "numbered",
    "quoted",
    "read_report_text",
    "with_text",
    "without_number",
]
