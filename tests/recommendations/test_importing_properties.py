"""Whatever stands in a cell: read again out of each sort of file, it is what clean_cell_text keeps
of it; and whatever a file is, it is read or refused in words.
"""

import csv
import io
import warnings

import docx
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from recommendations.cell_text import clean_cell_text
from recommendations.importing.csv_files import read_csv
from recommendations.importing.pasted import read_pasted
from recommendations.importing.reading_files import read_file
from recommendations.importing.source import NotTaken
from recommendations.importing.word_files import read_word
from recommendations.importing.workbooks import read_workbook
from tests.recommendations.source_files import document, saved, workbook

# What XML can hold, but for the escapes of Excel, whose writer here knows none.
LETTERS = st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff_")
CELLS = st.text(st.one_of(LETTERS, st.sampled_from(" \n\t-•“”\u00a0\u2011")), max_size=60)
ROWS = st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=4)
MOST = settings(max_examples=40, deadline=None, derandomize=True)


def cleaned(rows):
    """Without rows of nothing, which no reader gives."""
    texts = [tuple(clean_cell_text(cell) for cell in row) for row in rows]
    return [row for row in texts if any(row)]


def texts_of(file):
    return [line.texts for line in file.tables[0].rows]


@MOST
@given(ROWS)
def test_csv_keeps_every_text(rows):
    content = io.StringIO(newline="")
    csv.writer(content, quoting=csv.QUOTE_ALL).writerows([("Ref", "Action"), *rows])

    assert texts_of(read_csv(content.getvalue().encode("utf-8-sig")))[1:] == cleaned(rows)


@MOST
@given(ROWS)
def test_a_workbook_keeps_every_text(rows):
    book = Workbook()
    for number, row in enumerate([("Ref", "Action"), *rows], 1):
        for column, text in enumerate(row, 1):
            cell = book.active.cell(number, column)
            cell._value, cell.data_type = text, "s"

    assert texts_of(read_workbook(saved(book)))[1:] == cleaned(rows)


@MOST
@given(ROWS)
def test_a_document_keeps_every_text(rows):
    made = docx.Document()
    table = made.add_table(len(rows) + 1, 2)
    for line, row in zip(table.rows, [("Ref", "Action"), *rows], strict=True):
        for cell, text in zip(line.cells, row, strict=True):
            cell.text = text

    assert texts_of(read_word(saved(made)))[1:] == cleaned(rows)


@MOST
@given(st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=4))
def test_a_pasted_table_keeps_every_word(rows):
    cells = [
        "".join(f"<td>{text.replace('&', '&amp;').replace('<', '&lt;')}</td>" for text in row)
        for row in [("Ref", "Action"), *rows]
    ]
    html = "<table>" + "".join(f"<tr>{row}</tr>" for row in cells) + "</table>"

    assert [tuple(text.split() for text in row) for row in texts_of(read_pasted(html))[1:]] == [
        tuple(text.split() for text in row) for row in cleaned(rows)
    ]


BROKEN = [workbook([["Ref", "Action"], ["1", "x"]]), document([["Ref", "Action"], ["1", "x"]])]


def read_or_refused(read):
    """The tables, or the sentence."""
    try:
        return read().tables
    except NotTaken as refused:
        return str(refused)


@MOST
@given(st.sampled_from(BROKEN), st.integers(0, 100_000), st.binary(min_size=1, max_size=4))
def test_a_file_with_wrong_bytes_is_read_or_refused_in_words(content, at, wrong):
    at %= len(content)
    broken = content[:at] + wrong + content[at + len(wrong) :]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert read_or_refused(lambda: read_file(broken, "plan"))


@MOST
@given(st.text(max_size=300))
def test_whatever_is_pasted_is_read_or_refused_in_words(text):
    for pasted in (text, f"<table><tr><td>{text}"):
        assert read_or_refused(lambda pasted=pasted: read_pasted(pasted))
