from recommendations.importing.line_kinds import (
    folded,
    heading_lines,
    headings_of,
    is_across,
    is_single,
)
from recommendations.importing.source import EMPTY, SourceCell, SourceLine


def line(*cells):
    made = (cell if isinstance(cell, SourceCell) else SourceCell(cell) for cell in cells)
    return SourceLine("row 1", tuple(made))


def test_a_text_over_most_columns_stands_across():
    assert is_across(line(SourceCell("Theme", across=3), "", ""))
    assert not is_across(line("Theme", "", ""))
    assert not is_across(line(SourceCell("Theme", across=2), "", "Owner"))


def test_a_row_with_one_text_is_single_unless_others_are_repeated_in_it():
    assert is_single(line("Theme", "", ""))
    assert not is_single(line("Theme", "Owner", ""))
    assert not is_single(line("Theme", SourceCell("Owner", is_repeated=True), ""))


def test_texts_are_compared_without_case_and_blanks():
    assert folded(["By  When\n", "Lead"]) == folded(["by when", "LEAD"])


def test_the_headings_are_the_row_that_names_most_columns():
    rows = [
        line("Council-wide action plan", "", ""),
        line("Owner: Sue Moorman", "", "May 2016"),
        line("Recommendation", "By when", "Lead officer"),
        line("Train all staff", "March 17", "Head of HR"),
    ]

    assert heading_lines(rows) == (2, 2)
    assert headings_of(rows, (2, 2)) == ["Recommendation", "By when", "Lead officer"]


def test_a_table_of_data_alone_has_no_headings():
    rows = [line("1", "March 17"), line("2", "May 17")]

    assert heading_lines(rows) is None
    assert headings_of(rows, None) == ["", ""]


def test_headings_in_two_rows_are_seen_by_their_merged_cells():
    rows = [
        line("Recommendation", SourceCell("Delivery", across=2), EMPTY),
        line("", "Who", "When"),
        line("Train all staff", "Head of HR", "March 17"),
    ]

    assert heading_lines(rows) == (0, 1)
    assert headings_of(rows, (0, 1)) == ["Recommendation", "Delivery: Who", "Delivery: When"]
