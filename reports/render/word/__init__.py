"""The document as a Word file; python-docx is imported in this package only. The words are those of
the page and the PDF; headings, lists, the heading row of the table and the page numbers are real
ones, so that whoever goes on working with it, or has it read aloud, finds their way.
"""

from io import BytesIO

import docx

from reports.document import Document, Table
from reports.render.figure_grids import Grid, figure_grids
from reports.render.fit_text import fit_document
from reports.render.table_words import rule_in_words
from reports.render.word.changes import add_changes, add_counts
from reports.render.word.elements import named
from reports.render.word.front import add_contents, add_front, place_of
from reports.render.word.page import lay_out
from reports.render.word.tables import Columns, WordTable

__all__ = ["render_word"]


def render_word(document: Document) -> bytes:
    """The paper as .docx, A4 landscape."""
    document = fit_document(document)
    word = docx.Document()
    lay_out(word, document)
    add_front(word, document)
    if document.changes:
        add_counts(word, document.changes)
    for figures in figure_grids(document.figures):
        _figures(word, figures)
    add_contents(word, document)
    for number, table in enumerate(document.printed_tables, 1):
        _table(word, document, table, number)
    _key(word, document.rag_key)
    if document.changes:
        add_changes(word, document.changes)
    file = BytesIO()
    word.save(file)
    return file.getvalue()


def _figures(word, grid: Grid):
    word.add_heading(grid.heading, level=1)
    if grid.rule:
        _rule(word, grid.rule)
    if not grid.headings:
        return
    shares = [4 if heading in ("Rule", "Why") else 1 for heading in grid.headings]
    shares[0] = 2
    table = WordTable(word, grid.heading, Columns(grid.headings, shares))
    for row in grid.rows:
        table.add_plain_row(row)
    word.add_paragraph()


def _table(word, document, table: Table, number):
    if table.heading:
        named(word.add_heading(table.heading, level=1), place_of(number), number)
    if rule := rule_in_words(table):
        _rule(word, rule)
    if not table.rows:
        word.add_paragraph(table.empty)
        return
    rows = {row.key: row for row in document.rows}
    columns = Columns([c.heading for c in table.columns], [c.width for c in table.columns])
    said = table.heading or f"{document.title}, {document.as_at_line}"
    made = WordTable(word, said, columns)
    for before, group in zip((None, *table.groups), table.groups, strict=False):
        made.add_group(group, before)
        for key in group.rows:
            made.add_row(rows[key], table.columns)
    word.add_paragraph()


def _rule(word, words):
    """What a table holds, on the page on which it begins."""
    word.add_paragraph(words, style="Small").paragraph_format.keep_with_next = True


def _key(word, lines):
    if lines:
        word.add_heading("Key to the colours", level=1)
    for line in lines:
        word.add_paragraph(line, style="Small")
