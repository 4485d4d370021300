"""The workbook to be filled in, written and read back, without any plan."""

import zipfile
from datetime import date
from io import BytesIO
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from recommendations.cell_text import clean_cell_text
from recommendations.importing.filled_in import NOT_OURS, NOTHING_LEFT, FilledRow, read_filled_in
from recommendations.importing.filling_in import (
    CHOICE,
    DAY,
    NUMBER,
    Box,
    RowToFillIn,
    SheetToFillIn,
    write_to_fill_in,
)
from recommendations.importing.source import NotTaken
from tests.factories import moment
from tests.recommendations.source_files import saved, workbook

BOXES = (
    Box("status", "Status", CHOICE, ("On track", "Complete")),
    Box("narrative", "Action taken"),
    Box("per_cent", "Per cent complete", NUMBER),
    Box("forecast", "Expected", DAY),
)
SAID = {
    "status": "On track",
    "narrative": "- one\n- two",
    "per_cent": 50,
    "forecast": date(2016, 9, 30),
}
READ = {
    "status": "On track",
    "narrative": "- one\n- two",
    "per_cent": "50",
    "forecast": "30 Sep 2016",
}


def row(key=12, shown=("1", "=Train all."), **said):
    return RowToFillIn(key, "1.2.3.4.5", '{"status": "ab"}', shown, {**SAID, **said})


def sheet(*rows, name="Learning review"):
    return SheetToFillIn(name, (("No.", 9), ("Recommendation", 45)), BOXES, rows)


def written(*sheets, notice=""):
    file = BytesIO()
    how = ["How to fill it in", "Fill in the boxes."]
    write_to_fill_in(file, sheets=sheets, how=how, by="Lena", at=moment(), notice=notice)
    return file.getvalue()


def opened(*sheets, **others):
    return load_workbook(BytesIO(written(*sheets, **others)))


def places(read):
    return [(filled.place, filled.key) for filled in read.rows]


def test_what_is_written_is_read_back():
    read = read_filled_in(written(sheet(row())), "reports.xlsx")

    assert read.rows == (FilledRow("row 3", 12, "1.2.3.4.5", '{"status": "ab"}', READ),)
    assert read.losses == ()


def test_only_the_boxes_can_be_filled_in():
    made = opened(sheet(row()))["Learning review"]

    assert made.protection.sheet
    assert made.protection.password is None
    assert [cell.protection.locked for cell in made[3]] == [True] * 5 + [False] * 4
    assert made.row_dimensions[1].hidden
    hidden = [letter for letter in "ABCDE" if made.column_dimensions[letter].hidden]
    assert hidden == ["A", "B", "C"]


def test_headings_say_what_is_to_fill_in():
    made = opened(sheet(row()))["Learning review"]

    assert [cell.value for cell in made[2]][3:] == [
        "No.",
        "Recommendation",
        "Status\n(to fill in)",
        "Action taken\n(to fill in)",
        "Per cent complete\n(to fill in)",
        "Expected\n(to fill in)",
    ]


def test_a_list_offers_the_words_and_the_rest_is_checked():
    book = opened(sheet(row(), row(13)))
    checks = book["Learning review"].data_validations.dataValidation

    assert [(check.type, str(check.sqref)) for check in checks] == [
        ("list", "F3:F4"),
        ("textLength", "G3:G4"),
        ("whole", "H3:H4"),
        ("date", "I3:I4"),
    ]
    assert checks[0].formula1 == "'Words'!$A$1:$A$2"
    assert [cell.value for cell in book["Words"]["A"]] == ["On track", "Complete"]
    assert book["Words"].sheet_state == "hidden"


def test_no_text_becomes_a_formula():
    made = opened(sheet(row(narrative="=1+1")))["Learning review"]

    assert (made["E3"].value, made["E3"].data_type) == ("=Train all.", "s")
    assert (made["G3"].value, made["G3"].data_type) == ("=1+1", "s")
    assert made["G3"].number_format == "@"


def test_each_plan_has_a_sheet_of_its_own_name():
    long = "Organisational learning review: all of it"
    names = opened(sheet(row(), name=long), sheet(row(13), name=long), sheet(name="a/b")).sheetnames

    assert names == [
        "How to fill it in",
        "Organisational learning review",
        "Organisational learning rev 2",
        "a b",
        "Words",
    ]


def test_rows_of_several_sheets_are_told_apart():
    read = read_filled_in(written(sheet(row()), sheet(row(13), name="Survey")), "reports.xlsx")

    assert places(read) == [("Learning review, row 3", 12), ("Survey, row 3", 13)]


def test_the_notice_stands_above_every_page_and_on_the_first_sheet():
    book = opened(sheet(row()), notice="Not for publication: 1 is exempt")

    assert book["Learning review"].oddHeader.right.text == "Not for publication: 1 is exempt"
    assert book["How to fill it in"]["A3"].value == "Not for publication: 1 is exempt"


def test_a_row_that_was_added_and_one_that_was_copied_are_said():
    book = opened(sheet(row(), row(13), row(14)))
    made = book["Learning review"]
    made["A5"] = "12"
    made["G6"] = "A new one"

    read = read_filled_in(saved(book), "reports.xlsx")

    assert places(read) == [("row 4", 13)]
    assert [str(loss) for loss in read.losses] == [
        "Row 6: the row was added in the workbook, so it is not taken in. A plan lead adds "
        "recommendations on the page of the plan.",
        "Row 3 and row 5: the same recommendation stands in two rows of the workbook, so none of "
        "them is taken in. Take one out, and choose the workbook again.",
    ]


def test_rows_in_another_order_know_what_they_are_about():
    book = opened(sheet(row(), row(13, narrative="Other")))
    made = book["Learning review"]
    for column in range(1, made.max_column + 1):
        upper, lower = made.cell(3, column), made.cell(4, column)
        upper.value, lower.value = lower.value, upper.value

    read = read_filled_in(saved(book), "reports.xlsx")

    assert [(r.key, r.said["narrative"]) for r in read.rows] == [
        (13, "Other"),
        (12, "- one\n- two"),
    ]


@pytest.mark.parametrize("key", ["x", "-1", "1" * 19, "1.5", "٣"])
def test_a_key_that_is_none_is_a_row_that_was_added(key):
    book = opened(sheet(row()))
    book["Learning review"]["A3"] = key

    assert read_filled_in(saved(book), "reports.xlsx").rows == ()


def test_a_text_that_excel_cannot_hold_is_not_taken_in():
    read = read_filled_in(written(sheet(row(narrative="\U0001f600" * 20_000))), "reports.xlsx")

    assert read.rows == ()
    assert [loss.place for loss in read.losses] == ["row 3"]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (workbook([["No.", "Recommendation"], ["1", "Train all."]]), NOT_OURS),
        (written(sheet()), NOTHING_LEFT),
    ],
)
def test_another_workbook_is_refused(content, sentence):
    with pytest.raises(NotTaken) as refused:
        read_filled_in(content, "plan.xlsx")

    assert str(refused.value) == sentence


def test_a_file_that_cannot_be_read_is_refused_as_everywhere():
    with pytest.raises(NotTaken, match=r"This is a PDF document"):
        read_filled_in(b"%PDF-1.7\n%%EOF", "reports.xlsx")


@given(st.text(max_size=200))
@settings(max_examples=60, deadline=None)
def test_no_kept_text_is_changed_by_the_way(text):
    kept = clean_cell_text(text)

    read = read_filled_in(written(sheet(row(narrative=kept))), "reports.xlsx")

    assert read.rows[0].said["narrative"] == kept


def test_rows_are_as_high_as_their_texts_and_grow_with_what_is_typed():
    long = row(13, narrative="\n".join(["One line"] * 10))
    made = opened(sheet(row(narrative="One line"), long))["Learning review"]

    assert [made.row_dimensions[number].height for number in (3, 4)] == [30, 165]
    with zipfile.ZipFile(BytesIO(written(sheet(long)))) as package:
        tree = ElementTree.fromstring(package.read("xl/worksheets/sheet2.xml"))
    [third] = [element for element in tree.iter() if element.get("r") == "3"]
    assert third.get("ht") == "165"
    assert third.get("customHeight") is None
