"""Word, Excel and CSV: the same words in each as in the document, and files that open cleanly."""

import csv
import json
from base64 import b64decode
from dataclasses import replace
from io import BytesIO, StringIO
from zipfile import ZipFile

import docx
import pytest
from django.conf import settings
from docx.oxml.ns import qn
from lxml import html
from openpyxl import load_workbook
from pypdf import PdfReader

from people.roles import Role
from recommendations.cell_text import Block, read_cell_text
from reports.document import Column, Table, TableGroup, read_document
from reports.render.comma_separated import render_csv
from reports.render.excel import render_excel
from reports.render.formats import render_json
from reports.render.html import render_page
from reports.render.pdf import render_pdf
from reports.render.word import render_word
from reports.render.word.tables import breakable
from tests.factories import (
    lay_out,
    make_draft,
    make_issued,
    make_plan,
    make_recommendations,
    make_user,
)
from tests.reports.documents import LEARNING_REVIEW, make_long_document, make_paper
from tests.reports.words_of_papers import texts_of, texts_of_tables

DATA = settings.BASE_DIR / "tests" / "data"
# One black dot.
PNG = b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg=="
)


@pytest.fixture
def document():
    """A kept paper of the second schema: exempt, another version, with changes and marks."""
    return read_document(json.loads((DATA / "document-schema-2.json").read_text("utf-8")))


def opened(document):
    return docx.Document(BytesIO(render_word(document)))


def said_in(word):
    """Every word of the body, its tables too, in order."""
    return "".join(node.text or "" for node in word.element.body.iter(qn("w:t")))


def cells_of(document):
    return [block.text for row in document.rows for cell in row.cells.values() for block in cell]


def lines_of(text):
    return [line for line in text.split("\n") if line]


def test_word_says_every_word(document):
    said = said_in(opened(document))

    for text in (document.title, document.as_at_line, *document.notices[1:], *cells_of(document)):
        assert all(line in said for line in lines_of(text))
    assert all(f"[{', '.join(row.marks)}]" in said for row in document.rows if row.marks)
    assert all(c.words in said for g in document.changes.groups for c in g.changes)


def test_word_has_a_real_table_and_page_numbers(document):
    word = opened(document)

    [table] = word.tables
    heading = table.rows[0]._tr
    assert heading.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None
    assert [cell.text for cell in table.rows[0].cells] == [c.heading for c in document.columns]
    codes = [n.text for n in word.sections[0].footer._element.iter(qn("w:instrText"))]
    assert codes == ["PAGE", "NUMPAGES"]
    assert word.sections[0].page_width > word.sections[0].page_height
    assert word.core_properties.language == "en-GB"
    assert document.statutory in word.sections[0].header.paragraphs[0].text


def test_word_keeps_bullets_as_lists_and_breaks_as_breaks(document):
    blocks = (Block("Two parts:\nfirst and last"), Block("one", 1), Block("deeper", 2))
    row = document.rows[0]
    rows = (replace(row, cells={**row.cells, "progress": blocks}, withheld=(), marks=()),)
    section = replace(document.sections[0], rows=rows)

    table = opened(replace(document, sections=(section,), tables=(), changes=None)).tables[0]

    *_, last = table.rows[-1].cells
    assert [p.style.name for p in last.paragraphs] == ["Normal", "List Bullet", "List Bullet 2"]
    assert last.paragraphs[0].text == "Two parts:\nfirst and last"


def test_word_links_to_whole_addresses_and_to_nothing_else(document):
    text = "See https://example.org/a/b. Not http://example.org or file:///etc/passwd."
    row = document.rows[0]
    rows = (replace(row, cells={**row.cells, "progress": (Block(text),)}, withheld=(), marks=()),)
    section = replace(document.sections[0], rows=rows)

    word = opened(replace(document, sections=(section,), tables=(), changes=None))

    *_, last = word.tables[0].rows[-1].cells
    assert last.text == text
    [link] = last.paragraphs[0].hyperlinks
    assert (link.text, link.address) == ("https://example.org/a/b", "https://example.org/a/b")


def test_the_key_to_the_colours_has_its_heading_in_word(third):
    paragraphs = [paragraph.text for paragraph in opened(third).paragraphs]

    key = paragraphs.index("Key to the colours")
    assert tuple(paragraphs[key + 1 : key + 1 + len(third.rag_key)]) == third.rag_key


def two_tables(document):
    first, second, *_ = document.rows
    columns = document.columns[:2]
    live = Table("table-1", "A. Live", "all", "Which are live.", "None.", document.columns, ())
    groups = (TableGroup("Theme", "Its note", "Soon", (first.key, second.key)),)
    return replace(
        document,
        tables=(
            replace(live, groups=groups),
            Table("table-2", "D. Late", "overdue", "Which are late.", "None is late.", columns, ()),
        ),
    )


def test_each_table_stands_in_each_format(document):
    paper = two_tables(document)

    word, book = opened(paper), load_workbook(BytesIO(render_excel(paper)))
    lines = list(csv.reader(StringIO(render_csv(paper).decode("utf-8-sig"))))

    headings = [p.text for p in word.paragraphs if p.style.name == "Heading 1"]
    assert [h for h in headings if h[1] == "."] == ["A. Live", "D. Late"]
    assert "None is late." in [p.text for p in word.paragraphs]
    assert book.sheetnames == ["A. Live", "D. Late", "Changes in full", "About"]
    assert [cell.value for cell in book["A. Live"]["A"][1:4]] == [
        "A. Live\nWhich are live. 2 recommendations.",
        "Theme\nIts note",
        "Soon",
    ]
    assert book["D. Late"]["A3"].value == "None is late."
    assert lines[0][1:4] == ["Table", "Group", document.columns[0].heading]
    assert [line[1:3] for line in lines[1:]] == [["A. Live", "Theme · Soon"]] * 2


def test_excel_says_every_word_and_has_the_days_beside_them(document):
    book = load_workbook(BytesIO(render_excel(document)))

    sheet = book.worksheets[0]
    said = "\n".join(str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value)
    assert all(line in said for text in cells_of(document) for line in lines_of(text))
    rows = [[cell.value for cell in row[-4:]] for row in sheet.iter_rows(min_row=2) if row[1].value]
    expected = [
        [row.values.next_latest, row.values.original_latest, row.values.times_moved]
        for row in document.rows
    ]
    assert [[d and d.date(), o and o.date(), moved] for _, d, o, moved in rows] == expected
    last = len(document.columns)
    assert sheet.print_area.endswith(f"${'ABCDEFGHIJ'[last - 1]}${sheet.max_row}")
    assert sheet.print_title_rows == "$1:$1"
    assert sheet.oddHeader.center.text.startswith(f"{document.statutory}\n")


def test_no_text_becomes_a_formula(document):
    row = document.rows[0]
    cells = {key: (Block('=HYPERLINK("http://localhost")'),) for key in row.cells}
    section = replace(document.sections[0], rows=(replace(row, cells=cells, marks=()),), theme="=1")
    paper = replace(document, sections=(section,), changes=None)

    sheet = load_workbook(BytesIO(render_excel(paper))).worksheets[0]

    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n", "d"}
    lines = csv.reader(StringIO(render_csv(paper).decode("utf-8-sig")))
    assert all(not cell.startswith("=") for line in lines for cell in line)


def test_nothing_but_the_clock_of_the_zip_differs(document):
    def parts(content):
        with ZipFile(BytesIO(content)) as archive:
            return {name: archive.read(name) for name in archive.namelist()}

    assert parts(render_word(document)) == parts(render_word(document))
    assert parts(render_excel(document)) == parts(render_excel(document))


KINDS = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


@pytest.fixture
def clerk(client, db):
    client.force_login(make_user("clem@example.gov.uk", "Clem Clerk", Role.CLERK))
    return client


@pytest.mark.parametrize("ending", KINDS)
def test_pages_offer_and_send_each_format(clerk, ending):
    plan = make_plan()
    make_recommendations(2, plan)
    lay_out(plan)
    draft = make_draft(plan)

    live = clerk.get(f"/plans/learning-review/appendix.{ending}?as_at=2016-05-31")
    paper = clerk.get(f"/appendices/{draft.pk}/paper.{ending}")

    assert live.headers["Content-Type"] == paper.headers["Content-Type"] == KINDS[ending]
    assert (
        f'filename="learning-review-as-at-2016-05-31.{ending}"'
        in (live.headers["Content-Disposition"])
    )
    assert f'appendix.{ending}"' in clerk.get("/plans/learning-review/appendix/").text
    assert f'paper.{ending}"' in clerk.get(f"/appendices/{draft.pk}/paper/").text


def test_an_issued_paper_is_made_of_what_was_kept(clerk):
    plan = make_plan()
    make_recommendations(1, plan)
    lay_out(plan)
    issued = make_issued(plan)
    plan.title = "Renamed since"
    plan.save(update_fields=["title"])

    word = docx.Document(BytesIO(clerk.get(f"/appendices/{issued.pk}/paper.docx").content))

    assert word.core_properties.title.startswith("Organisational learning review")


@pytest.fixture
def third():
    """A kept paper of the third schema: tables A to E, with every figure."""
    return read_document(json.loads((DATA / "document-schema-3.json").read_text("utf-8")))


def test_figures_stand_in_word_and_excel(third):
    word, book = opened(third), load_workbook(BytesIO(render_excel(third)))

    said = said_in(word)
    cells = {
        str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value
    }
    for figure in third.figures.printed_figures:
        words = {figure.label, figure.rule, figure.now.words}
        assert all(text in said for text in words)
        assert words <= cells
    said_on_sheets = "\n".join(cells)
    for table in third.figures.printed_tables:
        assert table.label in said
        assert f"{table.label}\n{table.rule}" in said_on_sheets


def test_each_sheet_says_what_its_table_holds(third):
    book = load_workbook(BytesIO(render_excel(third)))

    for table, sheet in zip(third.tables, book.worksheets, strict=False):
        count = len(table.rows)
        counted = {0: "", 1: " 1 recommendation."}.get(count, f" {count} recommendations.")
        assert sheet["A2"].value == f"{table.heading}\n{table.rule}{counted}"
        if not table.rows:
            assert sheet["A3"].value == table.empty


def test_lines_name_each_column_as_its_own_table_does(third):
    lines = csv.DictReader(StringIO(render_csv(third).decode("utf-8-sig")))

    headings = {table.heading: {c.heading for c in table.columns} for table in third.tables}
    for line in lines:
        filled = {name for name, words in line.items() if words} - {"Table", "Group", "Publication"}
        assert filled <= headings[line["Table"]]


def test_every_line_of_an_exempt_paper_says_so(document):
    lines = list(csv.reader(StringIO(render_csv(document).decode("utf-8-sig"))))

    assert lines[0][0] == "Publication"
    assert {line[0] for line in lines[1:]} == {document.statutory}


def test_the_statutory_line_is_whole_in_the_heading_of_a_page(document):
    line = document.statutory.replace("1, 3", "1, 2, 3, 4, 5, 6, 7")
    paper = replace(document, statutory=line, title="A long title " * 20)

    head = load_workbook(BytesIO(render_excel(paper))).worksheets[0].oddHeader

    assert head.center.text.replace("\n", " ").startswith(f"{line} A long title")
    assert max(map(len, head.center.text.split("\n"))) <= 130
    assert len(head.center.text) < 230


def test_excel_says_nothing_of_dates_that_are_withheld(document):
    row = document.rows[0]
    withheld = replace(row, withheld=("by_when",), marks=())
    section = replace(document.sections[0], rows=(withheld,))
    paper = replace(document, sections=(section,), changes=None)

    sheet = load_workbook(BytesIO(render_excel(paper))).worksheets[0]

    assert sheet.cell(sheet.max_row, len(document.columns) + 4).value is None


def with_cells(document, **texts):
    """A public paper of one row, whose cells say this."""
    row = document.rows[0]
    blocks = {key: tuple(read_cell_text(text)) for key, text in texts.items()}
    made = replace(row, cells={**row.cells, **blocks}, withheld=(), marks=())
    section = replace(document.sections[0], rows=(made,))
    return replace(document, sections=(section,), tables=(), changes=None)


def test_what_no_xml_holds_stops_no_format(document):
    unfit = "Re\x0bview\ud800 it\x00"
    paper = replace(
        with_cells(document, progress="Done"),
        title=unfit,
        organisation=unfit,
        notices=(unfit,),
        columns=(replace(document.columns[0], heading=unfit), *document.columns[1:]),
    )

    word, book = opened(paper), load_workbook(BytesIO(render_excel(paper)))

    assert word.core_properties.title.startswith("Re\ufffdview\ufffd it\ufffd")
    assert word.tables[0].rows[0].cells[0].text == "Re\ufffdview\ufffd it\ufffd"
    assert book.worksheets[0]["A1"].value == "Re\ufffdview\ufffd it\ufffd"
    assert json.loads(render_json(paper))["title"] == "Re\ufffdview\ufffd it\ufffd"
    assert "Re\ufffdview" in render_csv(paper).decode()


def test_the_first_page_in_word_says_whose_paper_it_is(document):
    first, second, third_line, *_ = opened(document).paragraphs

    assert first.text == "Sample Council\tAppendix 1, version 2"
    assert second.text == f"{document.committee}"
    assert (third_line.text, third_line.style.name) == (document.title, "Title")


def test_the_longest_names_stop_no_paper(document):
    names = {"title": "T" * 200, "as_at_line": "A" * 117, "organisation": "C" * 300}

    word = opened(replace(document, **names))

    assert word.core_properties.title == f"{'T' * 200}: {'A' * 53}"
    assert [one.text for one in word.paragraphs if "T" * 200 in one.text] == ["T" * 200]


def test_the_first_page_in_word_has_the_logo_with_its_name(document, settings, tmp_path):
    settings.ORGANISATION_LOGO = str(tmp_path / "logo.png")
    (tmp_path / "logo.png").write_bytes(PNG)

    [picture] = opened(document).inline_shapes

    assert picture._inline.docPr.get("descr") == "Logo of Sample Council"


def test_a_logo_that_is_no_picture_stops_no_paper(document, settings, tmp_path):
    settings.ORGANISATION_LOGO = str(tmp_path / "logo.png")
    (tmp_path / "logo.png").write_bytes(PNG[:12])

    assert len(opened(document).inline_shapes) == 0


def test_only_a_row_that_is_long_in_its_column_breaks_over_pages(document):
    words = "word " * 100

    wide = opened(with_cells(document, recommendation=words)).tables[0].rows[-1]
    narrow = opened(with_cells(document, by_when=words)).tables[0].rows[-1]

    assert wide._tr.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None
    assert narrow._tr.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is None


def test_a_word_wider_than_its_column_may_be_parted_after_its_slashes():
    assert breakable("Housing/Property and/or more", 10) == "Housing/\u200bProperty and/or more"


def test_the_words_of_many_columns_are_smaller_in_word(document):
    columns = tuple(Column(f"c{number}", f"Column {number}", 19) for number in range(14))
    row = replace(document.rows[0], cells={"c0": (Block("Done"),)}, withheld=(), marks=())
    section = replace(document.sections[0], rows=(row,))
    paper = replace(document, columns=columns, sections=(section,), tables=(), changes=None)

    [table] = opened(paper).tables

    run = table.rows[-1].cells[0].paragraphs[0].runs[0]
    assert run.font.size.pt == 7


def test_a_note_stays_with_what_is_below_it_in_word(document):
    table = opened(two_tables(document)).tables[0]

    note = next(p for row in table.rows for p in row.cells[0].paragraphs if p.text == "Its note")
    assert note.paragraph_format.keep_with_next


def test_colours_stand_behind_the_words_that_say_them(third):
    live = third.tables[0]
    place = [column.key for column in live.columns].index("rag")

    sheet = load_workbook(BytesIO(render_excel(third))).worksheets[0]
    table = next(t for t in opened(third).tables if t.rows[0].cells[-1].text == "RAG")

    cells = [row[place] for row in sheet.iter_rows() if row[place].value in ("Green", "Red")]
    filled = {(cell.value, cell.fill.fgColor.rgb) for cell in cells}
    assert filled == {("Green", "00D3EBDA"), ("Red", "00F6D5D2")}
    shades = {
        (row.cells[-1].text, row.cells[-1]._tc.tcPr.find(qn("w:shd")).get(qn("w:fill")))
        for row in table.rows
        if row.cells[-1].text in ("Green", "Red")
    }
    assert shades == {("Green", "D3EBDA"), ("Red", "F6D5D2")}


def test_a_text_too_high_for_a_row_goes_on_below_it_in_excel(document):
    sentence = "Reports go to the board every quarter. "
    paper = with_cells(document, progress=sentence * 400, reference="7")

    sheet = load_workbook(BytesIO(render_excel(paper))).worksheets[0]

    rows = [row for row in sheet.iter_rows(min_row=2) if row[-5].value]
    keys = [column.key for column in document.columns]
    said = [row[keys.index("progress")].value for row in rows]
    assert len(said) > 2
    assert " ".join(said) == (sentence * 400).strip()
    assert [row[0].value for row in rows] == ["7", *["7 …"] * (len(rows) - 1)]
    assert all(dimension.height < 409 for dimension in sheet.row_dimensions.values())
    assert sheet.auto_filter.ref is None


@pytest.mark.parametrize(
    "paper",
    [
        "document-schema-1.json",
        "document-schema-2.json",
        "document-schema-3.json",
        LEARNING_REVIEW,
        "long",
    ],
)
def test_every_format_says_every_word(paper):
    document = paper_called(paper)
    page = html.fromstring(render_page(document)).body.text_content()
    book = load_workbook(BytesIO(render_excel(document)))
    read = PdfReader(BytesIO(render_pdf(document)))

    said = {
        "page": page,
        "PDF": "".join(page.extract_text() for page in read.pages),
        "Word": said_in(opened(document)) + head_of(opened(document)),
        "Excel": "\n".join(str(c.value) for s in book for r in s.iter_rows() for c in r if c.value)
        + book.worksheets[0].oddHeader.center.text,
    }

    texts = texts_of(document)
    unsaid = {name: missing(texts, words) for name, words in said.items()}
    assert unsaid == {"page": [], "PDF": [], "Word": [], "Excel": []}
    kept = " ".join(strings_in(json.loads(render_json(document))))
    assert missing(texts_of_tables(document), kept) == []
    lines = csv.reader(StringIO(render_csv(document).decode("utf-8-sig")))
    cells = " ".join(cell for line in lines for cell in line)
    assert missing(texts_of_tables(document), cells) == []


def paper_called(name):
    if name.endswith(".json"):
        return read_document(json.loads((DATA / name).read_text("utf-8")))
    return make_long_document(30) if name == "long" else make_paper(name)


def missing(texts, said):
    """The texts of which a word isn't said: a word may be parted over two lines."""
    squeezed = without_spaces(said)
    return [t for t in texts if any(without_spaces(w) not in squeezed for w in t.split())]


def without_spaces(text):
    return "".join(char for char in text if not char.isspace() and char != "\u200b")


def head_of(word):
    return word.sections[0].header.paragraphs[0].text


def strings_in(value):
    """Every text in what JSON said."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from (text for item in value.values() for text in strings_in(item))
    elif isinstance(value, list):
        yield from (text for item in value for text in strings_in(item))
