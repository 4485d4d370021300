import io
import zipfile
from datetime import date

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from recommendations.by_when import read_by_when
from recommendations.cell_text import Block, read_cell_text
from recommendations.importing.source import NotTaken, SourceCell
from recommendations.importing.word_files import read_word
from tests.recommendations.source_files import add_table, document, saved

LINES = ["Revised protocol put in place.", ("List Bullet", "Loaded"), ("List Bullet 2", "All")]


def one_cell(*paragraphs):
    """A document with a table of a heading and one cell of such paragraphs, and that cell."""
    made = docx.Document()
    cell = add_table(made, [["Progress"], [""]]).cell(1, 0)
    for paragraph in paragraphs:
        style, text = paragraph if isinstance(paragraph, tuple) else (None, paragraph)
        cell.add_paragraph(text, style=style)
    return made, cell


def put(cell, xml):
    """Add what a paragraph holds, as Word writes it."""
    names = (
        nsdecls("w", "r", "wp", "a", "pic")
        + ' xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
    )
    cell._tc.append(parse_xml(f"<w:p {names}>{xml}</w:p>"))


def read(made):
    return read_word(saved(made)).tables[0]


def text_of(made):
    return read(made).rows[1].cells[0].text


def told(made):
    return [str(loss) for loss in read(made).losses]


def with_notes(content, sort, notes):
    """The file with a part of footnotes, endnotes or comments."""
    namespace = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    part = f'<w:{sort} xmlns:w="{namespace}">{notes}</w:{sort}>'
    relation = (
        '<Relationship Id="rIdNotes" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        f'relationships/{sort}" Target="{sort}.xml"/></Relationships>'
    )
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            text = old.read(name)
            if name == "word/_rels/document.xml.rels":
                text = text.replace(b"</Relationships>", relation.encode())
            new.writestr(name, text)
        new.writestr(f"word/{sort}.xml", part)
    return made.getvalue()


def test_paragraphs_and_bullets_come_back_as_blocks():
    made, _ = one_cell(*LINES, "Then the rest.\nOn a line of its own.")

    text = text_of(made)

    assert text == (
        "Revised protocol put in place.\n- Loaded\n  - All\n\nThen the rest.\nOn a line of its own."
    )
    assert read_cell_text(text) == [
        Block("Revised protocol put in place."),
        Block("Loaded", bullet=1),
        Block("All", bullet=2),
        Block("Then the rest.\nOn a line of its own."),
    ]
    assert told(made) == []


def test_two_paragraphs_are_two_blocks():
    made, _ = one_cell("March 17", "", "Autumn 17")

    assert text_of(made) == "March 17\n\nAutumn 17"


def test_a_line_break_in_a_bullet_stays_in_it():
    made, _ = one_cell(("List Bullet", "One\ngoes on"), ("List Bullet", "Two"))

    assert read_cell_text(text_of(made)) == [Block("One\ngoes on", 1), Block("Two", 1)]


def test_numbered_lists_keep_the_numbers_as_they_print():
    made, _ = one_cell(("List Number", "First"), ("List Number", "Second"))
    below = add_table(made, [["Progress"], [""]]).cell(1, 0)
    below.add_paragraph("Third", style="List Number")

    first, second = read_word(saved(made)).tables

    assert first.rows[1].cells[0].text == "1. First\n2. Second"
    assert second.rows[1].cells[0].text == "3. Third"


def test_blanks_hyphens_and_tabs_are_kept():
    made, cell = one_cell()
    put(
        cell,
        "<w:r><w:t>31\u00a0March</w:t><w:noBreakHyphen/><w:t>2017</w:t><w:tab/><w:t>co</w:t>"
        "<w:softHyphen/><w:t>operate</w:t><w:br/><w:t>end</w:t></w:r>",
    )

    assert text_of(made) == "31\u00a0March\u20112017\tco\u00adoperate\nend"


def test_a_struck_out_date_is_seen_and_the_new_one_is_read():
    made, cell = one_cell()
    paragraph = cell.add_paragraph()
    for words in ("June ", "2016"):
        paragraph.add_run(words).font.strike = True
    paragraph.add_run(" March 2017")

    text = text_of(made)

    assert text == "~~June 2016~~ March 2017"
    reading = read_by_when(text, paper_date=date(2016, 5, 31))
    assert (reading.earliest, reading.latest) == (date(2017, 3, 1), date(2017, 3, 31))
    assert told(made) == ["Table 1, row 2, column 1: struck-out words are kept between ~~ and ~~."]


def test_tracked_changes_are_taken_as_accepted_and_said():
    made, cell = one_cell()
    put(
        cell,
        "<w:r><w:t>By </w:t></w:r><w:del><w:r><w:delText>June</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>July</w:t></w:r></w:ins>",
    )

    assert text_of(made) == "By July"
    assert told(made) == [
        "Table 1, row 2, column 1: words deleted by tracked changes are left out, those inserted "
        "are taken."
    ]


def test_a_row_deleted_by_a_tracked_change_is_left_out_and_said():
    made = docx.Document()
    table = add_table(made, [["Progress"], ["Old"], ["New"]])
    table.rows[1]._tr.get_or_add_trPr().append(parse_xml(f"<w:del {nsdecls('w')}/>"))

    assert [line.texts for line in read(made).rows] == [("Progress",), ("New",)]
    assert told(made) == [
        "Table 1, row 2: the row was deleted by a tracked change, and is left out."
    ]


def test_a_footnote_stands_at_the_end_of_its_cell():
    made, cell = one_cell()
    put(cell, '<w:r><w:t>By June</w:t></w:r><w:r><w:footnoteReference w:id="7"/></w:r>')
    words = "<w:p><w:r><w:footnoteRef/><w:t> If agreed.</w:t></w:r></w:p>"
    note = f'<w:footnote w:id="7">{words}</w:footnote>'

    table = read_word(with_notes(saved(made), "footnotes", note)).tables[0]

    assert table.rows[1].cells[0].text == "By June[1]\n\n[1] If agreed."
    assert [str(loss) for loss in table.losses] == [
        "Table 1, row 2, column 1: a footnote stands at the end of the cell."
    ]


def test_footnotes_that_lead_to_one_another_are_read_once():
    made, cell = one_cell()
    put(cell, '<w:r><w:t>By June</w:t></w:r><w:r><w:footnoteReference w:id="1"/></w:r>')
    to = '<w:footnoteReference w:id="{}"/>'
    notes = "".join(
        f'<w:footnote w:id="{n}"><w:p><w:r>{to.format(n + 1) * 10}<w:t>Note.</w:t></w:r></w:p>'
        "</w:footnote>"
        for n in range(1, 30)
    )

    table = read_word(with_notes(saved(made), "footnotes", notes)).tables[0]

    assert table.rows[1].cells[0].text.startswith("By June[1]\n\n[1] [2][2]")
    assert table.rows[1].cells[0].text.count("Note.") == 29


def test_a_comment_is_told_with_its_words():
    made, cell = one_cell()
    put(cell, '<w:r><w:t>By June</w:t></w:r><w:r><w:commentReference w:id="1"/></w:r>')
    note = '<w:comment w:id="1"><w:p><w:r><w:t>Really?</w:t></w:r></w:p></w:comment>'

    table = read_word(with_notes(saved(made), "comments", note)).tables[0]

    assert table.rows[1].cells[0].text == "By June"
    assert [str(loss) for loss in table.losses] == [
        "Table 1, row 2, column 1: a comment is not brought in: “Really?”"
    ]


def test_text_boxes_and_pictures_are_told():
    made, cell = one_cell("Done")
    box = "<w:txbxContent><w:p><w:r><w:t>Beside</w:t></w:r></w:p></w:txbxContent>"
    put(cell, f"<w:r><w:pict>{box}</w:pict></w:r><w:r><w:drawing/></w:r>")

    assert text_of(made) == "Done\n\nBeside"
    assert told(made) == [
        "Table 1, row 2, column 1: the words of a text box stand at the end of the cell.",
        "Table 1, row 2, column 1: a picture or drawing is not brought in.",
    ]


def test_fields_links_formulas_and_content_controls_give_their_words():
    made, cell = one_cell()
    put(
        cell,
        '<w:fldSimple w:instr="DATE"><w:r><w:t>May 2016 </w:t></w:r></w:fldSimple>'
        "<w:r><w:instrText>PAGE</w:instrText></w:r>"
        "<w:sdt><w:sdtPr/><w:sdtContent><w:r><w:t>On track </w:t></w:r></w:sdtContent></w:sdt>"
        "<m:oMath><m:r><m:t>x=1</m:t></m:r></m:oMath>"
        '<w:r><w:sym w:font="Wingdings" w:char="F0FC"/></w:r>',
    )

    assert text_of(made) == "May 2016 On track x=1✓"


def test_a_table_in_a_cell_is_kept_as_lines():
    made, cell = one_cell("Rates:")
    inner = cell.add_table(2, 2)
    for at, words in enumerate(["May", "58%", "June", "70%"]):
        inner.cell(at // 2, at % 2).text = words

    assert text_of(made) == "Rates:\n\nMay | 58%\nJune | 70%"
    assert told(made) == [
        "Table 1, row 2, column 1: a table inside a cell is kept as lines, its cells parted by "
        "“ | ”."
    ]


def test_a_table_in_a_table_in_a_cell_is_kept_once():
    made, cell = one_cell()
    for _ in range(20):
        cell = cell.add_table(1, 1).cell(0, 0)
    cell.text = "deep"

    assert text_of(made) == "deep"


def test_all_text_boxes_of_a_drawing_are_kept():
    made, cell = one_cell("Done")
    boxes = [
        f"<w:txbxContent><w:p><w:r><w:t>{words}</w:t></w:r></w:p></w:txbxContent>"
        for words in ("One", "Two")
    ]
    put(cell, f"<w:r><w:pict>{''.join(boxes)}</w:pict></w:r>")

    assert text_of(made) == "Done\n\nOne\n\nTwo"


def test_text_boxes_in_text_boxes_are_read_once():
    made, cell = one_cell("Done")
    inner = "<w:r><w:t>Within</w:t></w:r>"
    for _ in range(40):
        inner = f"<w:r><w:pict><w:txbxContent><w:p>{inner}</w:p></w:txbxContent></w:pict></w:r>"
    put(cell, inner)

    assert text_of(made) == "Done\n\nWithin"


def test_a_table_there_for_the_layout_is_looked_through():
    made = docx.Document()
    cell = made.add_table(1, 1).cell(0, 0)
    inner = cell.add_table(1, 2)
    inner.cell(0, 0).text, inner.cell(0, 1).text = "Ref", "Action"

    table = read(made)

    assert [line.texts for line in table.rows] == [("Ref", "Action")]


def test_merged_cells_stand_once_across_and_are_repeated_below():
    made = docx.Document()
    table = add_table(made, [["", "", ""], ["1.1", "First", ""], ["1.2", "Second", ""]])
    table.cell(0, 0).merge(table.cell(0, 2)).text = "1. Communication"
    table.cell(1, 2).merge(table.cell(2, 2)).text = "Sue"

    rows = read(made).rows

    assert rows[0].cells[0] == SourceCell("1. Communication", across=3)
    assert rows[1].cells[2] == SourceCell("Sue")
    assert rows[2].cells[2] == SourceCell("Sue", is_repeated=True)


def test_heading_rows_and_bold_cells_are_seen():
    made = docx.Document()
    table = add_table(made, [["Ref", "Action"], ["", ""], ["1", "First"]])
    table.rows[0]._tr.get_or_add_trPr().append(parse_xml(f"<w:tblHeader {nsdecls('w')}/>"))
    table.cell(1, 0).paragraphs[0].add_run("Theme").bold = True

    cells = [line.cells[0] for line in read(made).rows]

    assert [cell.is_heading_like for cell in cells] == [True, True, False]


def test_what_stands_outside_the_tables_is_given_and_said():
    made = docx.Document()
    made.add_heading("Council-wide action plan")
    add_table(made, [["Ref", "Action"]])
    made.add_paragraph("As at 26 November 2012")

    file = read_word(saved(made))

    assert file.beside == ("Council-wide action plan", "As at 26 November 2012")
    assert [str(loss) for loss in file.losses] == [
        "What stands outside the tables is not brought in: 2 paragraphs."
    ]


def test_a_document_without_a_table_is_refused():
    with pytest.raises(NotTaken, match=r"^There is no table in this document\."):
        read_word(saved(docx.Document()))


def test_macros_are_ignored_and_said():
    file = read_word(document([["Ref", "Action"]]), has_macros=True)

    assert str(file.losses[0]).startswith("The file has macros (programs).")


def test_progress_is_told_to_the_end():
    heard = []

    read_word(
        document([[str(number)] for number in range(250)]),
        tell=lambda done, of: heard.append((done, of)),
    )

    assert heard == [(100, 250), (200, 250), (250, 250)]
