from recommendations.importing.fields import Field
from recommendations.importing.headings import propose_columns
from recommendations.importing.reading_files import read_file
from recommendations.importing.rows import OwnText, left_out, read_rows
from recommendations.importing.source import SourceCell, table_of
from tests.recommendations.source_files import second_paper, workbook

HEAD = ["Ref", "Recommendation", "By whom", "By when", "Progress"]
FIRST = [
    "1.1",
    "Address internal communications issues",
    "Sue Moorman",
    "March 17",
    "A campaign was run.",
]
SECOND = [
    "1.2",
    "Implement the communications plan",
    "Head of HR",
    "Autumn 17",
    "A paper was written.",
]


def table(*rows):
    lines = [
        (
            f"row {number}",
            [cell if isinstance(cell, SourceCell) else SourceCell(cell) for cell in row],
        )
        for number, row in enumerate(rows, 1)
    ]
    return table_of("Sheet1", lines)


def read(*rows):
    made = table(*rows)
    return read_rows(made, propose_columns(made))


def lost(*rows):
    made = table(*rows)
    return [str(loss) for loss in left_out(made, propose_columns(made))]


def across(text):
    return [SourceCell(text, across=5)]


def test_a_row_has_its_words_by_what_its_columns_are():
    (row, _) = read(HEAD, FIRST, SECOND)

    assert row.place == "row 2"
    assert dict(row.texts) == {
        Field.REFERENCE: "1.1",
        Field.RECOMMENDATION: "Address internal communications issues",
        Field.OWNER: "Sue Moorman",
        Field.BY_WHEN: "March 17",
        Field.PROGRESS: "A campaign was run.",
    }
    assert row.text(Field.PRIORITY) == ""


def test_rows_over_others_are_their_theme_and_timescale():
    rows = read(
        HEAD,
        across("1. Communication (these actions are more complex)"),
        across("Immediate actions"),
        FIRST,
        across("2. Leadership\nSee the report"),
        SECOND,
    )

    assert [(row.theme, row.theme_note, row.timescale) for row in rows] == [
        ("1. Communication", "(these actions are more complex)", "Immediate actions"),
        ("2. Leadership", "See the report", ""),
    ]


def test_a_theme_that_is_not_merged_is_one_too():
    rows = read(HEAD, ["1. Communication"], FIRST, ["", "Short term actions"], SECOND)

    assert [(row.theme, row.timescale) for row in rows] == [
        ("1. Communication", ""),
        ("1. Communication", "Short term actions"),
    ]


def test_headings_that_are_repeated_are_no_rows():
    assert [row.place for row in read(HEAD, FIRST, HEAD, SECOND)] == ["row 2", "row 4"]


def test_merged_cells_are_repeated_in_each_row():
    (_, second) = read(HEAD, FIRST, ["1.2", "Second", SourceCell("Sue Moorman", is_repeated=True)])

    assert second.text(Field.OWNER) == "Sue Moorman"


def test_a_column_that_says_only_where_a_theme_begins_holds_for_the_rows_below():
    head = ["Theme", "Recommendation", "By when"]
    body = [
        ["Public relations", FIRST[1], "March 17"],
        *[["", f"{SECOND[1]} {n}", "May 17"] for n in range(3)],
    ]

    assert {row.theme for row in read(head, *body)} == {"Public relations"}


def test_own_columns_keep_their_headings_and_their_words():
    (row, _) = read([*HEAD, "Measurement"], [*FIRST, "Survey"], [*SECOND, "Count"])

    assert row.own == (OwnText(5, "Measurement", "recommendation", "Survey"),)


def test_numbers_in_front_of_the_recommendations_are_their_references():
    rows = read(
        HEAD[1:], [f"{FIRST[0]} {FIRST[1]}", *FIRST[2:]], [f"{SECOND[0]} {SECOND[1]}", *SECOND[2:]]
    )

    assert [(row.text(Field.REFERENCE), row.text(Field.RECOMMENDATION)) for row in rows] == [
        ("1.1", "Address internal communications issues"),
        ("1.2", "Implement the communications plan"),
    ]
    assert all(row.has_number_in_text for row in rows)


def test_the_same_number_in_front_of_two_is_no_reference():
    rows = read(HEAD[1:], ["3 " + FIRST[1], *FIRST[2:]], ["3 " + SECOND[1], *SECOND[2:]])

    assert [row.text(Field.REFERENCE) for row in rows] == ["", ""]


def test_the_second_sample_paper_is_read_from_a_sheet_without_merged_cells():
    pages = second_paper()
    rows = [
        ["COUNCIL-WIDE ACTION PLAN"],
        *[[*row, *[""] * (4 - len(row))] for page in pages for row in page],
    ]
    sheet = read_file(workbook(rows, bold=2), "paper.xlsx").tables[0]

    proposed = propose_columns(sheet)
    read = read_rows(sheet, proposed)

    assert len(read) == 17
    assert [row.theme for row in read[::5]] == [
        "1. Communication",
        "2. Leadership and Management",
        "2. Leadership and Management",
        "3. Performance Management",
    ]
    assert [row.timescale for row in read][3:6] == [
        "Immediate actions",
        "Medium term actions",
        "Immediate actions",
    ]
    assert [str(loss) for loss in left_out(sheet, proposed)] == [
        "Above the headings: “COUNCIL-WIDE ACTION PLAN” is no row."
    ]


def test_what_goes_into_no_row_is_told():
    assert lost(
        across("Plan"), HEAD, across("1. First"), across("2. Second"), FIRST, across("Notes")
    ) == [
        "Above the headings: “Plan” is no row.",
        "Row 3: “1. First” has no rows under it, and is left out.",
        "Row 6: “Notes” has no rows under it, and is left out.",
    ]


def test_the_words_of_a_column_left_out_by_a_person_are_told():
    made = table(HEAD, FIRST, SECOND)
    proposed = propose_columns(made).with_field(4, Field.NOTHING)

    assert [str(loss) for loss in left_out(made, proposed)] == [
        "The column “Progress” is left out: 2 cells."
    ]
