from datetime import UTC, date, datetime
from io import BytesIO
from zipfile import ZipFile

import pytest
from lxml import etree
from openpyxl import load_workbook

from recommendations.spreadsheets import (
    About,
    Banner,
    Coloured,
    Sheet,
    SheetColumn,
    cell_text,
    write_workbook,
)

AT = datetime(2016, 5, 31, 12, tzinfo=UTC)
TWO = (SheetColumn("Text", 30), SheetColumn("Value", 12))
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def written(rows, *, columns=TWO, notice="", title="Recommendations", by="Lena Lead"):
    """The file, and what was said to be written."""
    file = BytesIO()

    def about(written):
        return About([("Rows", written.rows), ("In print", written.note)], notice)

    sheets = [Sheet(title, columns, rows)]
    done = write_workbook(file, title=title, sheets=sheets, about=about, by=by, at=AT)
    return file, done


def sheet_of(rows, **options):
    file, _ = written(rows, **options)
    return load_workbook(file).worksheets[0]


def heights(*texts, width=30):
    """Of the row of each text, in points."""
    sheet = sheet_of([[text] for text in texts], columns=[SheetColumn("Text", width)])
    return [sheet.row_dimensions[number].height for number in range(2, len(texts) + 2)]


def test_cells_are_typed():
    sheet = sheet_of([["Autumn 17", date(2017, 11, 30)], ["", 3], [None, 0.5]])

    [_, day], [nothing, three], [none, half] = sheet.iter_rows(min_row=2)
    assert (day.value, day.data_type) == (datetime(2017, 11, 30), "d")  # noqa: DTZ001
    assert day.number_format == "d mmm yyyy"
    assert (three.value, three.data_type, half.value) == (3, "n", 0.5)
    assert (nothing.value, none.value) == (None, None)


@pytest.mark.parametrize("value", [True, b"x", AT, {}])
def test_what_no_cell_holds_is_refused(value):
    with pytest.raises(TypeError):
        written([["x", value]])


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        '=HYPERLINK("http://localhost","x")',
        "+1",
        "-1",
        "- a bullet",
        "@SUM(A1)",
        "\t=1+1",
        "=",
        "#REF!",
        "{=1+1}",
        "'=1+1",
        "1",
        "2017-11-30",
        "TRUE",
    ],
)
def test_no_text_becomes_anything_but_a_text(text):
    file, _ = written([[text, 1]])

    cell = load_workbook(file).worksheets[0]["A2"]
    assert (cell.value, cell.data_type) == (text, "s")
    assert cell.quotePrefix == text.startswith(("=", "+", "-", "@", "\t"))
    xml = etree.fromstring(ZipFile(file).read("xl/worksheets/sheet1.xml"))
    assert not list(xml.iter(f"{MAIN}f"))


@pytest.mark.parametrize(
    "text", [" two\n\nlines  ", "a\tb", "é £ – “ ” 中文 عربى 🎉", "<b>&amp;</b>", "]]>", "a\rb"]
)
def test_a_text_is_kept_to_the_letter(text):
    assert sheet_of([[text, 1]])["A2"].value == text


def test_what_xml_cannot_say_is_replaced():
    text = "a\x00b\x0bc\ufffed\ud800e"

    assert sheet_of([[text, 1]])["A2"].value == "a\ufffdb\ufffdc\ufffdd\ufffde"


def test_what_excel_would_read_as_another_letter_is_escaped():
    assert cell_text("_x0041_ and _x_ and _x00_") == "_x005F_x0041_ and _x_ and _x00_"


def test_a_text_that_excel_cannot_hold_is_cut_and_says_so():
    assert cell_text("x" * 32_767) == "x" * 32_767
    for text in ("x" * 32_768, "🎉" * 16_384):
        cut = cell_text(text)

        assert len(cut.encode("utf-16-le")) // 2 in (32_766, 32_767)
        assert cut.endswith("… [Cut here: a cell of Excel holds 32,767 characters.]")
        assert text.startswith(cut.partition("…")[0])


def test_the_heading_stays_in_view_and_is_repeated_in_print():
    sheet = sheet_of([["x", 1], ["y", 2]])

    assert [cell.value for cell in sheet[1]] == ["Text", "Value"]
    assert all(cell.font.b for cell in sheet[1])
    assert (sheet.freeze_panes, sheet.print_title_rows) == ("A2", "$1:$1")
    assert sheet.auto_filter.ref == "A1:B3"
    assert [sheet.column_dimensions[letter].width for letter in "AB"] == [30, 12]
    assert sheet["A2"].alignment.wrap_text


def test_it_is_printed_as_wide_as_a_page():
    sheet = sheet_of([["x", 1]], notice="Not for publication", by="Tom & Jerry & 12")

    setup = sheet.page_setup
    assert (setup.orientation, int(setup.paperSize)) == ("landscape", 9)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (int(setup.fitToWidth), int(setup.fitToHeight)) == (1, 0)
    assert sheet.oddHeader.center.text == "Not for publication\nRecommendations"
    assert sheet.oddFooter.left.text == "Made on 31 May 2016 at 12:00 by Tom && Jerry && 12"
    assert sheet.oddFooter.right.text == "Page &P of &N"


def test_the_second_sheet_says_what_it_is():
    file, _ = written([["x", 1], ["y", 2]])

    book = load_workbook(file)
    assert book.sheetnames == ["Recommendations", "About"]
    assert [[cell.value for cell in row] for row in book["About"]] == [
        ["Recommendations", None],
        ["Rows", 2],
        ["In print", None],
    ]
    assert (book.properties.title, book.properties.creator) == ("Recommendations", "Lena Lead")


def test_a_title_may_have_signs_that_no_sheet_has():
    assert sheet_of([["x", 1]], title="R&D: [a/b]*?").title == "R&D   a b"


def test_rows_are_as_high_as_their_texts():
    sentence = "Reports go to the board every quarter. "

    short, two, long = heights("Short", "One\nTwo", sentence * 10)

    assert (short, two) == (15, 30)
    assert 13 * 15 <= long <= 15 * 15
    assert heights(sentence * 10, width=60)[0] < long


@pytest.mark.parametrize(
    ("narrow", "wide"),
    [("i" * 200, "W" * 200), ("a " * 100, "M " * 100), ("x" * 100, "中" * 100), ("e", "中\n文")],
)
def test_wide_letters_take_more_room(narrow, wide):
    low, high = heights(narrow, wide)

    assert low < high


def test_letters_with_accents_and_bullets_take_no_more():
    assert len(set(heights("elan " * 60, "élan " * 60))) == 1
    assert len(set(heights("- item\n" * 5, "• item\n" * 5))) == 1


def test_a_text_too_high_for_a_row_is_small_and_then_said():
    sentence = "Reports go to the board every quarter. "
    columns = [SheetColumn("Text", 60)]
    rows = [["Short"], [sentence * 60], [sentence * 200]]

    file, done = written(rows, columns=columns)

    sheet = load_workbook(file).worksheets[0]
    assert [sheet.cell(row, 1).font.sz for row in (2, 3, 4)] == [11, 8, 8]
    assert sheet.row_dimensions[3].height < 409 == sheet.row_dimensions[4].height
    assert (done.rows, done.too_high) == (3, ["4"])
    assert done.note.startswith("Some texts are longer than Excel prints in one row (409 points).")
    assert "row 4." in done.note
    assert sheet.oddFooter.center.text == "Some texts are cut off in print: see the sheet About"
    assert sheet["A4"].value == sentence * 200


def test_many_rows_that_are_too_high_are_counted():
    _, done = written([["x\n" * 100, 1]] * 25)

    assert "row 2, 3, 4" in done.note
    assert "21 and 5 more." in done.note


def test_the_file_is_whole():
    file, _ = written([["x", 1]] * 3)

    archive = ZipFile(file)
    assert archive.testzip() is None
    assert "[Content_Types].xml" in archive.namelist()
    for name in archive.namelist():
        etree.fromstring(archive.read(name))


def test_no_rows_are_a_heading_alone():
    sheet = sheet_of([])

    assert sheet.max_row == 1
    assert sheet.auto_filter.ref == "A1:B1"


def test_headings_go_across_the_table_and_are_whole():
    theme = "1. Communication: " + "all of what members asked about in their own words " * 3
    rows = [Banner(theme), ["Publish it", 3], Banner("=1+1"), ["Review it", 4]]

    file, done = written(rows)

    sheet = load_workbook(file).worksheets[0]
    assert [cell.value for cell in sheet["A"]] == ["Text", theme, "Publish it", "=1+1", "Review it"]
    assert sorted(str(range_) for range_ in sheet.merged_cells.ranges) == ["A2:B2", "A4:B4"]
    assert (sheet["A4"].data_type, sheet["A2"].font.bold) == ("s", True)
    assert sheet.row_dimensions[2].height >= 5 * 15
    assert done.rows == 2
    assert sheet.auto_filter.ref is None


def test_each_table_stands_on_a_sheet_of_its_own():
    file = BytesIO()
    sheets = [
        Sheet(name, TWO, [["x", 1]] * n) for name, n in [("A/B", 1), ("a b", 2), ("About", 3)]
    ]

    done = write_workbook(
        file, title="Paper", sheets=sheets, about=lambda _: About([]), by="Lena", at=AT, footer="F"
    )

    book = load_workbook(file)
    assert book.sheetnames == ["A B", "a b 2", "About 2", "About"]
    assert [book[name].max_row for name in book.sheetnames[:3]] == [2, 3, 4]
    assert {book[name].oddFooter.left.text for name in book.sheetnames} == {"F"}
    assert done.rows == 6


def test_of_several_sheets_each_long_text_is_named_with_its_own():
    long = "word " * 6_000
    sheets = [Sheet("Live", TWO, [["x", 1]]), Sheet("Late", TWO, [["x", 1], [long, 2]])]

    done = write_workbook(
        BytesIO(), title="Paper", sheets=sheets, about=lambda _: About([]), by="Lena", at=AT
    )

    assert done.too_high == ["3 of “Late”"]


def test_what_stands_beside_the_table_is_not_printed():
    file = BytesIO()
    sheets = [Sheet("Live", TWO, [["x", 1], ["y", 2]], beside=1)]

    write_workbook(file, title="P", sheets=sheets, about=lambda _: About([]), by="Lena", at=AT)

    sheet = load_workbook(file)["Live"]
    assert sheet.print_area == "'Live'!$A$1:$A$3"
    assert sheet["B3"].value == 2


def paper_of(rows, columns=TWO):
    file = BytesIO()
    sheets = [Sheet("Live", columns, rows, is_paper=True)]
    write_workbook(file, title="P", sheets=sheets, about=lambda _: About([]), by="Lena", at=AT)
    return load_workbook(file)["Live"]


def test_a_cell_that_is_an_address_leads_there():
    rows = [["https://example.org/a?b=1", 1], ["See https://example.org", 2], ["http://a.org", 3]]

    sheet = sheet_of(rows)

    assert sheet["A2"].hyperlink.target == "https://example.org/a?b=1"
    assert sheet["A2"].font.u == "single"
    assert (sheet["A3"].hyperlink, sheet["A4"].hyperlink) == (None, None)


def test_a_coloured_text_stands_on_its_colour():
    sheet = sheet_of([[Coloured("Green", "D3EBDA"), 1], ["Green", 2]])

    assert (sheet["A2"].value, sheet["A2"].fill.fgColor.rgb) == ("Green", "00D3EBDA")
    assert sheet["A3"].fill.fill_type is None


def test_on_a_paper_no_heading_stands_last_on_a_page():
    rows = [["x\n" * 25, 1], Banner("2. Leadership"), Banner("Soon"), ["y\n" * 6, 2]]

    sheet = paper_of(rows)

    assert [one.id for one in sheet.row_breaks.brk] == [2]


def test_on_a_paper_what_is_too_high_goes_on_in_rows_below():
    columns = (SheetColumn("No.", 12), SheetColumn("Text", 30))

    sheet = paper_of([["7", "word " * 1_000], ["8", "Short"]], columns)

    said = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    assert [first for first, _ in said] == ["7", *["7 …"] * (len(said) - 2), "8"]
    assert " ".join(words for _, words in said[:-1]).split() == ["word"] * 1_000
    assert sheet.auto_filter.ref is None


def test_on_a_paper_a_heading_higher_than_a_row_goes_on_too():
    sheet = paper_of([Banner("word " * 2_000), ["x", 1]])

    said = " ".join(row[0].value for row in sheet.iter_rows(min_row=2, max_row=sheet.max_row - 1))
    assert said.split() == ["word"] * 2_000
    assert all(dimension.height <= 409 for dimension in sheet.row_dimensions.values())
