import json

import pytest

from recommendations.importing.source import (
    EMPTY,
    Losses,
    NotTaken,
    SourceCell,
    SourceFile,
    as_kept,
    marked,
    read_kept,
    standing,
    struck_out,
    table_of,
)


def test_lines_with_nothing_of_their_own_are_left_out_and_short_ones_filled_up():
    table = table_of(
        "Sheet1",
        [
            ("row 1", [SourceCell("Ref"), SourceCell("Action"), EMPTY]),
            ("row 2", [EMPTY, EMPTY]),
            ("row 3", [SourceCell("Ref", is_repeated=True)]),
            ("row 4", [SourceCell("1")]),
        ],
    )

    assert [(line.place, line.texts) for line in table.rows] == [
        ("row 1", ("Ref", "Action")),
        ("row 4", ("1", "")),
    ]
    assert table_of("Sheet1", [("row 1", [EMPTY])]) is None


def test_a_table_that_is_too_large_is_refused():
    wide = [("row 1", [SourceCell("x")] * 101)]

    with pytest.raises(NotTaken, match=r"^Sheet1 has more than 100 columns"):
        table_of("Sheet1", wide)


def test_a_file_comes_back_from_what_is_kept_of_it():
    losses = Losses()
    losses.count("row 1", "a picture.")
    cells = [
        SourceCell("Ref", True, 2),
        EMPTY,
        SourceCell("~~a~~ b"),
        SourceCell("c", is_repeated=True),
    ]
    table = table_of("Sheet1", [("row 1", cells)], losses.all())
    file = SourceFile((table,), losses.all(), "Excel workbook", ("As at May 2016",))

    assert read_kept(json.loads(json.dumps(as_kept(file)))) == file


def test_losses_of_one_sort_are_told_once_with_their_places():
    losses = Losses()
    for number in range(1, 13):
        losses.count(f"row {number}", "a picture.")
    losses.add("row 2", "a note.")

    assert [str(loss) for loss in losses.all()] == [
        "Row 2: a note.",
        "Row 1, row 2, row 3, row 4, row 5, row 6, row 7, row 8, row 9, row 10 and 2 more: a "
        "picture.",
    ]


def test_of_very_many_losses_the_last_are_told_by_their_place():
    losses = Losses()
    for number in range(1, 503):
        losses.add(f"cell A{number}", "a link.")

    told = [str(loss) for loss in losses.all()]

    assert len(told) == 501
    assert told[-1] == "Cell A501, cell A502: more could not be kept here: look at the original."


def test_a_text_that_merged_cells_repeat_too_often_is_refused():
    cell = SourceCell("x" * 10_000, is_repeated=True)
    table = table_of("Plan", [(f"row {n}", [SourceCell("1"), cell]) for n in range(4_001)])

    with pytest.raises(NotTaken, match="far more text than any plan"):
        SourceFile((table,))


@pytest.mark.parametrize(
    ("stretches", "text"),
    [
        ([("June ", True), ("2016", True), (" July", False)], "~~June 2016~~ July"),
        ([("June", True), (" ", False), ("2016", True)], "~~June 2016~~"),
        ([(" ", True), ("July", False)], " July"),
        ([(" June ", True)], " ~~June~~ "),
    ],
)
def test_marks_stand_around_the_whole_of_what_was_struck_out(stretches, text):
    assert marked(stretches) == text


def test_blanks_alone_are_not_marked():
    assert struck_out(" \n") == " \n"


def test_the_words_that_stand_are_those_not_struck_out():
    assert standing("~~Bob Smith~~ Sue\n~~and\nCo~~ Moorman") == "Sue Moorman"
    assert standing("Sue\nMoorman") == "Sue\nMoorman"
