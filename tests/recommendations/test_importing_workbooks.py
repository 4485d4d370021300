import io
import re
import tracemalloc
import zipfile
from datetime import date

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.styles import Font

from recommendations.by_when import read_by_when
from recommendations.importing.source import NotTaken, SourceCell
from recommendations.importing.workbooks import read_workbook
from tests.recommendations.source_files import saved, workbook


def new_sheet(*rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    return book, book.active


def read(book):
    return read_workbook(saved(book)).tables[0]


def told(table):
    return [str(loss) for loss in table.losses]


def with_part(content, name, change):
    """The file with one of its parts changed, or added."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w") as new:
        for part in old.namelist():
            text = old.read(part)
            new.writestr(part, change(text) if part == name else text)
        if name not in old.namelist():
            new.writestr(name, change(b""))
    return made.getvalue()


def test_rows_keep_their_numbers_and_blank_ones_are_left_out():
    book, _ = new_sheet(["Plan"], [], ["Ref", "Action"], [None, None], [1, " Train all staff\n "])

    table = read(book)

    assert [(line.place, line.texts) for line in table.rows] == [
        ("row 1", ("Plan", "")),
        ("row 3", ("Ref", "Action")),
        ("row 5", ("1", " Train all staff")),
    ]
    assert table.name == "Sheet"
    assert table.losses == ()


def test_dates_and_numbers_are_as_a_person_would_type_them():
    book, sheet = new_sheet([1.1, 0.5, date(2017, 3, 31), date(2017, 3, 1), 7, True])
    for cell, number_format in zip(
        sheet[1], ["0.00", "0%", "dd/mm/yyyy", "mmmm yyyy", "000", "General"], strict=True
    ):
        cell.number_format = number_format

    assert read(book).rows[0].texts == ("1.10", "50%", "31/03/2017", "March 2017", "007", "TRUE")


def test_a_number_that_is_no_day_stays_though_its_cell_is_for_dates():
    book, _ = new_sheet(["Ref", "By when"], ["1", date(2017, 9, 30)])
    content = with_part(
        saved(book),
        "xl/worksheets/sheet1.xml",
        lambda xml: xml.replace(b"<v>43008</v>", b"<v>20170930</v>"),
    )

    with pytest.warns(UserWarning, match="marked as a date"):
        table = read_workbook(content).tables[0]

    assert table.rows[1].texts == ("1", "20170930")
    assert told(table) == [
        "Cell B2: a number that is no day, though its cell is for dates. It was read as a number."
    ]


def test_a_struck_out_date_is_seen_and_the_new_one_is_read():
    struck = InlineFont(strike=True)
    text = CellRichText(TextBlock(struck, "June "), TextBlock(struck, "2016"), " March 2017")
    book, sheet = new_sheet(["By when", text, "Sue Moorman"])
    sheet["C1"].font = Font(strike=True)

    table = read(book)

    assert table.rows[0].texts == ("By when", "~~June 2016~~ March 2017", "~~Sue Moorman~~")
    reading = read_by_when(table.rows[0].texts[1], paper_date=date(2016, 5, 31))
    assert (reading.earliest, reading.latest) == (date(2017, 3, 1), date(2017, 3, 31))
    assert told(table) == ["Cell B1, cell C1: struck-out words are kept between ~~ and ~~."]


def test_merged_cells_stand_once_across_and_are_repeated_below():
    book, sheet = new_sheet(["1. Communication"], ["1.1", "First", "Sue"], ["1.2", "Second"])
    sheet.merge_cells("A1:C1")
    sheet.merge_cells("C2:C3")

    rows = read(book).rows

    assert rows[0].cells[0] == SourceCell("1. Communication", across=3)
    assert rows[1].cells[2] == SourceCell("Sue")
    assert rows[2].cells[2] == SourceCell("Sue", is_repeated=True)


def test_more_merged_cells_than_any_sheet_has_are_refused():
    content = with_part(
        workbook([["Ref"]]),
        "xl/worksheets/sheet1.xml",
        lambda xml: xml.replace(
            b"</sheetData>",
            b"</sheetData><mergeCells>"
            + b'<mergeCell ref="A1:A1048576"/>' * 101
            + b"</mergeCells>",
        ),
    )

    with pytest.raises(NotTaken, match=r"^This Excel workbook is damaged"):
        read_workbook(content)


def test_two_sheets_of_one_part_are_refused():
    book, _ = new_sheet(["Ref"])
    book.create_sheet()
    content = with_part(
        saved(book),
        "xl/_rels/workbook.xml.rels",
        lambda xml: xml.replace(b"sheet2.xml", b"sheet1.xml"),
    )

    with pytest.raises(NotTaken, match=r"^This Excel workbook is damaged"):
        read_workbook(content)


def test_more_cells_than_any_plan_has_are_not_read():
    book, sheet = new_sheet(["Ref", "Action"])
    book.create_sheet("Figures")
    rows = (b"<row>" + b"<c><v>1</v></c>" * 100 + b"</row>") * 10_000
    content = with_part(
        saved(book),
        "xl/worksheets/sheet2.xml",
        lambda xml: xml.replace(b"</sheetData>", rows + b"</sheetData>"),
    )

    file = read_workbook(content)

    assert [table.name for table in file.tables] == [sheet.title]
    assert str(file.losses[0]).startswith("The sheet “Figures” is not read: with those before it,")


def test_hidden_rows_columns_and_sheets_are_read_and_said():
    book, sheet = new_sheet(["Ref", "Action"], ["1", "First"], ["2", "Second"])
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["A"].hidden = True
    other = book.create_sheet("Old")
    other.append(["Ref", "Action"])
    other.sheet_state = "hidden"

    first, second = read_workbook(saved(book)).tables

    assert [line.texts for line in first.rows][2] == ("2", "Second")
    assert told(first) == ["Row 3, column A: hidden in the workbook. It was read like the others."]
    assert told(second) == ["The sheet is hidden in the workbook. It was read like the others."]


def test_a_formula_gives_its_value_and_one_without_is_said():
    book, _ = new_sheet(["Ref", "Action"], ["=A1", "=1/0"])
    content = with_part(
        saved(book),
        "xl/worksheets/sheet1.xml",
        lambda xml: (
            xml.replace(b'<c r="A2"><f>A1</f><v />', b'<c r="A2" t="str"><f>A1</f><v>Ref</v>')
            .replace(b'<c r="A2"><f>A1</f><v></v>', b'<c r="A2" t="str"><f>A1</f><v>Ref</v>')
            .replace(b'<c r="A2"><f>A1</f><v/>', b'<c r="A2" t="str"><f>A1</f><v>Ref</v>')
        ),
    )

    table = read_workbook(content).tables[0]

    assert table.rows[1].texts == ("Ref", "")
    assert told(table) == [
        "Cell B2: a formula whose value is not in the file. Open it in Excel, save it, and choose "
        "it again."
    ]


def test_links_notes_and_errors_are_told():
    book, sheet = new_sheet(["Ref", "Action"], ["#REF!", "See the paper"])
    sheet["A2"].data_type = "e"
    sheet["B2"].hyperlink = "https://example.org/paper"
    sheet["B2"].comment = Comment("Ask Sue", "Ann")

    assert told(read(book)) == [
        "Cell B2: of a link only its words are kept; it leads to https://example.org/paper",
        "Cell B2: a note is not brought in: “Ask Sue”",
        "Cell A2: a formula that gives an error.",
    ]


ESCAPED = b"One_x000D_\nTwo _x005F_x0041_"
SHARED = (
    b'<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-'
    b'officedocument.spreadsheetml.sharedStrings+xml"/>'
)
NAMES = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def test_escaped_characters_and_line_ends_are_read():
    content = with_part(
        workbook([["Ref", "x"]]),
        "xl/worksheets/sheet1.xml",
        lambda xml: xml.replace(b">x<", b">" + ESCAPED + b"<"),
    )

    assert read_workbook(content).tables[0].rows[0].texts == ("Ref", "One\nTwo _x0041_")


def test_texts_that_several_cells_share_are_read_with_what_is_struck_out():
    shared = (
        b'<sst xmlns="'
        + NAMES
        + b'"><si><t>Ref</t></si><si><r><rPr><strike/></rPr><t>June 2016</t>'
        b"</r><r><t> July</t></r><rPh><t>no word</t></rPh></si><si><t>"
        + ESCAPED
        + b"</t></si></sst>"
    )
    content = with_part(
        workbook([["a", "b", "c"]], bold=0),
        "xl/worksheets/sheet1.xml",
        lambda xml: re.sub(
            rb'<c r="(\w)1"[^>]*>.*?</c>',
            lambda found: b'<c r="%b1" t="s"><v>%d</v></c>' % (found[1], b"ABC".index(found[1])),
            xml,
        ),
    )
    content = with_part(content, "xl/sharedStrings.xml", lambda _: shared)
    content = with_part(
        content, "[Content_Types].xml", lambda xml: xml.replace(b"</Types>", SHARED + b"</Types>")
    )

    texts = read_workbook(content).tables[0].rows[0].texts

    assert texts == ("Ref", "~~June 2016~~ July", "One\nTwo _x0041_")


def test_ten_thousand_formatted_but_empty_rows_cost_nothing():
    book, sheet = new_sheet(["Ref", "Action"], ["1", "First"])
    for row in range(3, 10_003):
        for column in range(1, 11):
            sheet.cell(row, column).font = Font(bold=True)
    content = saved(book)

    tracemalloc.start()
    table = read_workbook(content).tables[0]
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert len(table.rows) == 2
    assert most < 40_000_000


def test_two_hundred_columns_are_refused_and_other_sheets_read():
    book, sheet = new_sheet([f"Month {number}" for number in range(200)])
    sheet.title = "Figures"
    wide = (
        "The sheet “Figures” has more than 100 columns, so it can't be brought in. Delete the "
        "columns that are not part of the plan, save it, and choose it again."
    )

    with pytest.raises(NotTaken, match=r"^The sheet “Figures” has more than 100 columns"):
        read_workbook(saved(book))

    book.create_sheet("Plan").append(["Ref", "Action"])
    file = read_workbook(saved(book))
    assert [table.name for table in file.tables] == ["Plan"]
    assert [str(loss) for loss in file.losses] == [wide]


def test_macros_are_ignored_and_said():
    file = read_workbook(workbook([["Ref", "Action"]]), has_macros=True)

    assert str(file.losses[0]) == (
        "The file has macros (programs). They were not run, and are not looked at."
    )


def test_an_empty_workbook_is_refused():
    with pytest.raises(NotTaken, match="all its sheets are empty"):
        read_workbook(saved(openpyxl.Workbook()))


def test_a_workbook_with_other_xml_than_it_should_have_is_refused():
    content = with_part(workbook([["Ref"]]), "xl/worksheets/sheet1.xml", lambda xml: xml[:-40])

    with pytest.raises(NotTaken, match=r"^This Excel workbook is damaged"):
        read_workbook(content)


@pytest.mark.parametrize(
    "definition",
    [b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>', b'<!DOCTYPE x SYSTEM "http://x/">'],
)
def test_entities_are_refused(definition):
    content = with_part(
        workbook([["Ref"]]), "xl/worksheets/sheet1.xml", lambda xml: definition + xml
    )

    with pytest.raises(NotTaken, match="document type definition"):
        read_workbook(content)


def test_progress_is_told_to_the_end():
    heard = []

    read_workbook(
        workbook([[str(number), "words"] for number in range(1000)]),
        tell=lambda done, of: heard.append(done / of),
    )

    assert heard == sorted(heard)
    assert heard[0] < 0.5
    assert heard[-1] == 1
