"""Tables of published papers, as CSV and written out as Excel and Word: every row, every word."""

from collections import Counter

import pytest

from recommendations.importing.fields import Field
from recommendations.importing.headings import NoRecommendations, propose_columns, tables_together
from recommendations.importing.reading_files import read_file
from recommendations.importing.rows import left_out, read_rows
from tests.recommendations.source_files import (
    IMPORTS,
    PAPERS,
    cells_of,
    corpus,
    csv_of,
    document,
    first_paper,
    second_document,
    workbook,
)

CORPUS = corpus()


def as_csv(name):
    return read_file(csv_of(name), name)


def as_workbook(name):
    return read_file(workbook(cells_of(name)), "table.xlsx")


def as_document(name):
    return read_file(document(cells_of(name)), "table.docx")


WAYS = pytest.mark.parametrize("read", [as_csv, as_workbook, as_document])


def words_of(row):
    own = [one.text for one in row.own]
    return Counter(
        " ".join([row.theme, row.theme_note, row.timescale, *row.texts.values(), *own]).split()
    )


@WAYS
@pytest.mark.parametrize("name", CORPUS)
def test_all_rows_of_a_paper_are_proposed_with_all_their_words(name, read):
    table = read(name).tables[0]

    proposed = propose_columns(table)
    rows = read_rows(table, proposed)

    assert [words_of(row) for row in rows] == [
        Counter(" ".join(cells).split()) for cells in cells_of(name)[1:]
    ]
    assert left_out(table, proposed) == ()


@WAYS
@pytest.mark.parametrize("name", CORPUS)
def test_the_columns_of_a_paper_are_recognised_without_help(name, read):
    proposed = propose_columns(read(name).tables[0])

    fields = {column.heading: column.field.value for column in proposed.columns}
    assert {heading: fields[heading] for heading in CORPUS[name]} == CORPUS[name]


@WAYS
@pytest.mark.parametrize("name", CORPUS)
def test_the_cells_of_a_paper_are_kept_to_the_letter(name, read):
    table = read(name).tables[0]

    assert [list(line.texts) for line in table.rows] == [
        [cell.strip() for cell in cells] for cells in cells_of(name)
    ]
    assert table.losses == ()


@pytest.mark.parametrize(("write", "name"), [(workbook, "paper.xlsx"), (document, "paper.docx")])
def test_the_first_sample_paper_is_read_whole(write, name):
    table = read_file(write(first_paper()), name).tables[0]

    proposed = propose_columns(table)
    rows = read_rows(table, proposed)

    assert [column.field for column in proposed.columns] == [
        Field.REFERENCE,
        Field.RECOMMENDATION,
        Field.PROGRESS,
        Field.FURTHER_ACTION,
        Field.BY_WHEN,
        Field.OWNER,
    ]
    assert [list(row.texts.values()) for row in rows] == [
        [cell for cell in cells if cell] for cells in first_paper()[1:]
    ]


def test_the_second_sample_paper_is_read_over_its_pages_with_themes_and_timescales():
    paper = PAPERS["council-wide-action-plan"]
    tables = tables_together(read_file(second_document(), "paper.docx").tables)

    proposed = propose_columns(tables[0])
    rows = read_rows(tables[0], proposed)

    assert [table.name for table in tables] == ["Table 1 to 3"]
    assert [column.field for column in proposed.columns] == [
        Field.RECOMMENDATION,
        Field.OWNER,
        Field.BY_WHEN,
        Field.PROGRESS,
    ]
    assert [
        {
            "ref": row.text(Field.REFERENCE),
            "theme": row.theme,
            "band": row.timescale or None,
            "recommendation": row.text(Field.RECOMMENDATION),
            "by_whom": row.text(Field.OWNER),
            "by_when": row.text(Field.BY_WHEN),
            "progress": row.text(Field.PROGRESS),
        }
        for row in rows
    ] == paper["rows"]
    assert {row.theme: row.theme_note for row in rows if row.theme_note} == paper["theme_notes"]
    assert [row.place for row in rows][:2] == ["table 1, row 4", "table 1, row 5"]
    assert left_out(tables[0], proposed) == ()


def test_a_report_of_matrices_has_no_recommendations():
    name = "08_uk_qwms_2013_q2.docx"
    tables = read_file((IMPORTS / name).read_bytes(), name).tables

    refused = []
    for table in tables:
        with pytest.raises(NoRecommendations) as error:
            propose_columns(table)
        refused.append(str(error.value))

    assert len(refused) == 5
    assert refused[4] == (
        "No column of recommendations or actions was found in Table 5. Its headings are "
        "“Commitment”, “Description”. Choose another table, or say which column has the "
        "recommendations."
    )


def test_a_matrix_as_csv_has_no_recommendations():
    name = "10_uk_wms_progress_2012_q2.csv"
    table = read_file((IMPORTS / name).read_bytes(), name).tables[0]

    with pytest.raises(NoRecommendations, match="“PM Letter May 2010”"):
        propose_columns(table)
