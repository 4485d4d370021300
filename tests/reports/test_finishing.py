"""The structure of a printed paper: what is read, in which order, and under which headings."""

import re
import sys
from base64 import b64decode
from dataclasses import replace
from functools import cache

import pydyf
import pytest
from lxml import html

from reports.changes import with_changes
from reports.document import Column, Document, TableGroup
from reports.render.covering import render_covering_page
from reports.render.html import render_page
from reports.render.logo import council_logo
from reports.render.pdf.finishing import finish
from reports.render.pdf.laying_out import VARIANT, lay_out_page, write_pages
from reports.render.pdf.tagged_boxes import UnknownTags
from tests.reports.coverings import (
    HIGH_PERFORMANCE,
    POLITICAL_AWARENESS,
    STATUTORY,
    bound_papers,
    built,
    make_covering,
    published_report,
)
from tests.reports.documents import (
    ACTION_PLAN,
    LEARNING_REVIEW,
    SENTENCES,
    make_document,
    make_long_document,
    make_paper,
    make_row,
    make_section,
    make_table,
)
from tests.reports.tagged_pdf import read_tagged
from tests.reports.test_figure_values import FIGURES

TWO_COLUMNS = (Column("reference", "No.", 20), Column("progress", "Progress", 249))
PAGE = '<html lang="en-GB"><title>A page</title><body>{}</body></html>'
# A dot that can be seen through, as PNG.
DOT = b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGMQUDBoAAABhQDh4sQjNgAAAABJRU5ErkJggg=="
)


def printed(page, finisher=finish):
    return write_pages(lay_out_page(page), finisher)


def read(page):
    return read_tagged(printed(page))


def read_fragment(body):
    return read(PAGE.format(body)).document


def table_of(document):
    [table] = document.every("Table")
    return table


def rich_document() -> Document:
    """Tables A to E under themes, some of their rows over several pages, with what changed, figures
    with a chart, a key, a statutory line.
    """
    old, new = make_long_document(20), make_long_document(20, richness=2)
    document = with_changes(new, old, since="Appendix 1 as at 30 November 2015")
    groups = [
        TableGroup(part.theme, part.note, part.timescale, tuple(row.key for row in part.rows))
        for part in document.sections
    ]
    tables = [
        make_table(f"table-{place}", f"{letter}. Rows", groups=groups[place % 3 :: 3])
        for place, letter in enumerate("ABCDE", start=1)
    ]
    return replace(
        document,
        tables=tuple(tables),
        figures=replace(FIGURES, printed=("implementation_rate", "by_priority", "trend")),
        rag_key=("Red: overdue.", "Green: done."),
        statutory=STATUTORY,
        notices=("A draft.",),
        version=2,
    )


@cache
def rich_page():
    return render_page(rich_document())


@cache
def bound_page():
    papers = (*bound_papers(), rich_document())
    return render_covering_page(built(published_report(HIGH_PERFORMANCE), *papers), papers)


KINDS = {
    "learning review": lambda: render_page(make_paper(LEARNING_REVIEW)),
    "action plan": lambda: render_page(make_paper(ACTION_PLAN)),
    "rich": rich_page,
    "empty": lambda: render_page(make_document()),
    "covering report": lambda: render_covering_page(built(published_report(POLITICAL_AWARENESS))),
    "bound": bound_page,
}


@cache
def file_of(kind):
    return printed(KINDS[kind]())


@cache
def tagged(kind):
    return read_tagged(file_of(kind))


# One table over all pages


def test_a_table_over_several_pages_is_one_table():
    paper = read(render_page(make_long_document(25)))

    table = table_of(paper.document)
    assert len(paper.artefacts) >= 5
    assert table.shape().count("THead") == 1
    assert [group.role for group in table.kids] == ["THead", "TBody", "TBody"]
    # Two rows of themes, five of timescales.
    assert [len(group.kids) for group in table.kids] == [1, 1 + 3 + 15, 1 + 2 + 10]
    references = [row.kids[0].text for row in table.every("TR") if len(row.kids) == 6]
    assert references == ["No.", *map(str, range(1, 26))]


def test_a_row_that_goes_over_pages_is_one_row_of_whole_cells():
    progress = "\n".join(f"- {number}: {SENTENCES[2]}" for number in range(90))
    further = " ".join(f"Word {number}" for number in range(3000))
    row = make_row(1, progress=progress, further_action=further)

    paper = read(render_page(make_document(make_section(row))))

    [_, row] = table_of(paper.document).every("TR")
    assert [cell.role for cell in row.kids] == ["TH", "TD", "TD", "TD", "TD", "TD"]
    [bullets], [paragraph] = row.kids[2].kids, row.kids[3].kids
    assert bullets.shape().count("LI") == 90
    assert [item.shape() for item in bullets.kids] == ["LI(Lbl LBody)"] * 90
    assert [item.kids[1].text.split(":")[0] for item in bullets.kids] == [*map(str, range(90))]
    assert (paragraph.role, paragraph.text) == ("P", further)
    assert len(paragraph.pages) >= 3


def test_an_item_that_goes_over_pages_is_one_item_and_so_is_its_list_within():
    words = " ".join(SENTENCES * 25)
    row = make_row(1, TWO_COLUMNS, progress=f"- {words}\n    - {words}\n    - Last")

    paper = read(render_page(make_document(make_section(row), columns=TWO_COLUMNS)))

    [outer, inner] = paper.document.every("L")
    assert outer.shape() == "L(LI(Lbl LBody(L(LI(Lbl LBody) LI(Lbl LBody)))))"
    assert [len(item.kids[1].pages) >= 2 for item in inner.kids] == [True, False]


def test_rows_of_headings_are_read_once_and_running_heads_never():
    paper = tagged("action plan")

    repeated = [("/Pagination", None, words) for words in ("No.", "Recommendations", "By whom")]
    assert paper.document.text.count("Recommendations") == 1
    assert "Page" not in paper.document.text
    for number, artefacts in enumerate(paper.artefacts, start=1):
        found = [(one.get("/Type"), one.get("/Subtype"), words) for one, words in artefacts]
        assert found[:3] == (repeated if number > 1 else found[:3])
        assert found[-1] == ("/Pagination", "/Footer", f"Page {number} of 3")
    heads = [
        [words for one, words in artefacts if one.get("/Subtype") == "/Header"]
        for artefacts in paper.artefacts
    ]
    plan = "Executive · Council-wide action plan, As at 26 November 2012"
    assert [head[:1] for head in heads] == [[], [plan], [plan]]


# Headings of cells


def named(table):
    """What the headings of the table say, by their names."""
    return {cell.id: cell.text for cell in table.every("TH")}


def headers(cell, names):
    return [names[name] for name in cell.attributes.get("Headers", ())]


def test_each_cell_names_its_row_its_column_its_theme_and_its_timescale():
    table = table_of(tagged("action plan").document)

    names = named(table)
    row = next(row for row in table.every("TR") if row.kids[0].text == "2.3")
    assert [headers(cell, names) for cell in row.kids] == [
        ["No.", "2. Leadership and Management", "Immediate actions"],
        ["2.3", "Recommendations", "2. Leadership and Management", "Immediate actions"],
        ["2.3", "By whom", "2. Leadership and Management", "Immediate actions"],
        ["2.3", "By when", "2. Leadership and Management", "Immediate actions"],
        ["2.3", "Progress", "2. Leadership and Management", "Immediate actions"],
    ]


def test_headings_say_what_they_are_the_headings_of():
    table = table_of(tagged("action plan").document)

    rows = list(table.every("TR"))[:4]
    assert [[cell.attributes.get("Scope") for cell in row.kids] for row in rows] == [
        ["Column"] * 5,
        ["Row"],
        ["Row"],
        ["Row", None, None, None, None],
    ]
    assert [row.kids[0].attributes.get("ColSpan") for row in rows] == [None, 5, 5, None]
    assert headers(rows[2].kids[0], named(table)) == ["1. Communication"]
    assert rows[1].kids[0].shape() == "TH(H2)"


def test_a_heading_is_none_of_the_rows_under_the_next():
    rows = [make_row(number, TWO_COLUMNS, progress="Underway") for number in range(1, 5)]
    sections = [
        make_section(rows[0], theme="1. People", timescale="Soon"),
        make_section(rows[1], theme="1. People", timescale="Later"),
        make_section(rows[2], theme="2. Places"),
        make_section(rows[3]),
    ]

    table = table_of(read(render_page(make_document(*sections, columns=TWO_COLUMNS))).document)

    names = named(table)
    assert [headers(cell, names) for cell in table.every("TD")] == [
        ["1", "Progress", "1. People", "Soon"],
        ["2", "Progress", "1. People", "Later"],
        ["3", "Progress", "2. Places"],
        ["4", "Progress"],
    ]


def test_tables_without_names_are_told_apart():
    table = "<table><tr><th scope=col>One</th></tr><tr><td>1</td></tr></table>"

    document = read_fragment(f'{table}<section id="there"><p>Two</p>{table}</section>{table}')

    names = [cell.id for cell in document.every("TH")]
    assert names == ["table-column-1", "there-table-column-1", "table-2-column-1"]


def test_the_names_come_from_the_page_and_are_those_of_no_other_cell():
    document = tagged("bound").document

    ids = [cell.id for cell in document.every("TH")]
    assert len(ids) == len(set(ids))
    assert {"appendix-2-rec-1.1-heading", "appendix-2-rec-1.1-under-h2"} <= set(ids)
    assert "appendix-2-paper-table-column-1" in ids
    assert "appendix-4-table-5-column-6" in ids


def test_a_column_is_called_the_same_in_every_part_of_a_paper():
    whole = make_document(
        make_section(make_row(1), theme="1. People"), make_section(make_row(2), theme="2. Places")
    )
    part = make_document(whole.sections[1])

    first, second = (table_of(read(render_page(paper)).document) for paper in (whole, part))

    names = [cell.id for cell in second.every("TH")]
    assert names == [*(f"paper-table-column-{n}" for n in range(1, 7)), *names[6:]]
    assert set(names) <= {cell.id for cell in first.every("TH")}


# Lists, paragraphs, figures, links


def test_bullets_are_lists_within_lists_each_with_its_sign():
    row = make_row(1, TWO_COLUMNS, progress="Before\n- One\n    - Two\n        - Three\n- Four")

    document = read(render_page(make_document(make_section(row), columns=TWO_COLUMNS))).document

    [cell] = document.every("TD")
    third = "L(LI(Lbl LBody))"
    second = f"L(LI(Lbl LBody({third})))"
    assert cell.shape() == f"TD(P L(LI(Lbl LBody({second})) LI(Lbl LBody)))"
    numberings = [one.attributes["ListNumbering"] for one in cell.every("L")]
    assert numberings == ["Disc", "Circle", "Square"]
    assert cell.text == "Before • One ◦ Two ▪ Three • Four"


def test_the_cover_of_a_report_is_a_list_of_terms():
    page = render_covering_page(make_covering("Text.", report_of="the Chief Executive"))

    cover = next(read(page).document.every("L"))

    assert [[part.text for part in item.kids] for item in cover.kids] == [
        ["Report of", "the Chief Executive"],
        ["Committee", "Executive"],
        ["Date", "28 June 2016"],
    ]
    assert {item.shape() for item in cover.kids} == {"LI(Lbl LBody)"}
    assert cover.attributes["ListNumbering"] == "None"


@pytest.mark.parametrize(
    ("body", "shape"),
    [
        ("<p>One <b>two</b> <span>three</span></p>", "P"),
        ("Bare<p>words</p>bare", "P P P"),
        ("<section><h1>Head</h1>bare<div>more</div></section>", "Sect(H1 P P)"),
        ("<div><div><p>One</p></div><div></div></div>", "P"),
        ("<p></p><ul></ul><p>One</p>", "P"),
        ("<ul><li><p>One</p><p>Two</p></li></ul>", "L(LI(Lbl LBody(P P)))"),
        ('<ul style="list-style: none"><li><p>One</p></li></ul>', "L(LI(LBody(P)))"),
        ("<ol><li>One<ol><li>Two</li></ol>after</li></ol>", "L(LI(Lbl LBody(L(LI(Lbl LBody)))))"),
        ("<dl><div><dt>A</dt><dd>B</dd><dd>C</dd></div></dl>", "L(LI(Lbl LBody LBody))"),
        ("<blockquote><p>One</p></blockquote>", "BlockQuote(P)"),
        ("<table><caption>T</caption><tr><td>A</td></tr></table>", "Table(Caption TBody(TR(TD)))"),
        ("<table><tr><td>A<p>B</p></td><td></td></tr></table>", "Table(TBody(TR(TD(P P) TD)))"),
        ('<p><a href="https://example.gov.uk/">Out</a></p>', "P(Link)"),
        ('<p><a href="#nowhere">Nowhere</a></p>', "P"),
    ],
)
def test_what_is_read_is_no_more_than_what_is_meant(body, shape):
    document = read_fragment(body)

    assert " ".join(kid.shape() for kid in document.kids) == shape


def test_a_chart_is_a_figure_with_its_title_and_its_place():
    [chart] = tagged("rich").document.every("Figure")

    left, bottom, right, top = map(float, chart.attributes["BBox"])
    assert chart.alt == "Trend: Implementation rate, on original dates"
    # 14 mm from the edge, 15 cm wide, on the page.
    assert left == pytest.approx(39.7, abs=0.1)
    assert right - left == pytest.approx(425.2, abs=0.5)
    assert top - bottom == pytest.approx(147.6, abs=0.5)
    assert 0 < bottom < top < 595.3


@pytest.fixture
def logo(tmp_path, settings):
    """The address of the council's logo."""
    path = tmp_path / "logo.png"
    path.write_bytes(DOT)
    settings.ORGANISATION_LOGO = str(path)
    return council_logo().address


def test_a_picture_says_its_words_and_one_without_any_is_not_read(logo):
    document = read_fragment(
        f'<p><img src="{logo}" alt="Sample Council"> says <img src="{logo}" alt=""></p>'
    )

    assert [one.alt for one in document.every("Figure")] == ["Sample Council"]
    assert document.text == "says"


def test_no_picture_is_to_be_smoothed(logo):
    body = f'<p><img src="{logo}" alt="Sample Council" width="99"></p>'

    file = uncompressed(PAGE.format(body))

    assert re.findall(rb"/Interpolate (\w+)", file) == [b"false", b"false"]


def test_a_link_over_several_lines_is_one_link_called_by_its_words():
    words = "and so on " * 60
    body = f'<p>Before <a href="https://example.gov.uk/">{words}</a> after</p>'

    document = read_fragment(body)

    [link] = document.every("Link")
    assert link.text == words.strip()
    assert len(link.links) >= 2
    assert set(link.links) == {(words.strip(), "https://example.gov.uk/")}


# Whole papers


@pytest.mark.parametrize("kind", KINDS)
def test_all_that_a_page_says_is_read_in_its_order_and_nothing_else(kind):
    page = KINDS[kind]()

    assert letters(tagged(kind).document.text) == letters(said(page))


def said(page):
    """What is read of the page: what a style sheet puts between the names on top too."""
    [body] = html.fromstring(page).xpath("//body")
    for svg in body.xpath("//*[local-name()='svg']"):
        svg.drop_tree()
    return body.text_content()


def letters(text):
    """The letters and digits of a text, whatever breaks and bullets are between them."""
    return re.sub(r"[\W_]+", "", text)


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_page_gives_the_same_bytes(kind):
    assert printed(KINDS[kind]()) == file_of(kind)


def test_what_is_read_makes_no_long_detours():
    """Of what was made, page by page, nothing stays that says nothing."""
    document = tagged("rich").document

    assert list(document.every("NonStruct", "Span", "Div")) == []
    assert [one for one in document.every("P", "L", "LI", "Link") if not one.words] == []


def test_the_file_says_that_it_is_for_the_archive_and_accessible():
    metadata = re.search(
        rb"<x:xmpmeta.*</x:xmpmeta>", uncompressed(PAGE.format("<p>One</p>")), re.DOTALL
    )[0]

    assert b'pdfaid:part="2" pdfaid:conformance="A"' in metadata
    assert metadata.count(b'pdfuaid:part="1"') == 1
    assert metadata.count(b"PDF/UA identification schema") == 1


def uncompressed(page, **options):
    options = {"pdf_variant": VARIANT, "output_intent": "as laid out", **options}
    return lay_out_page(page).write_pdf(uncompressed_pdf=True, finisher=finish, **options)


def test_a_file_that_says_so_already_says_it_once():
    assert uncompressed(PAGE.format("<p>One"), pdf_variant="pdf/ua-1").count(b"pdfuaid:part") == 1


def steps(rows):
    """How many calls it takes to finish a paper of so many rows."""
    calls = 0

    def count(frame, event, _):
        nonlocal calls
        calls += event == "call"

    def counted(document, pdf):
        before = sys.getprofile()
        sys.setprofile(count)
        finish(document, pdf)
        sys.setprofile(before)

    printed(render_page(make_long_document(rows)), counted)
    return calls


def test_twice_the_rows_take_twice_the_steps():
    assert steps(60) < 2.1 * steps(30)


# What it leans on in WeasyPrint 70


def test_an_element_more_than_there_are_boxes_is_found_out():
    def one_more(document, pdf):
        root = pdf.objects[int(pdf.catalog["StructTreeRoot"].split()[0])]
        extra = pydyf.Dictionary({"Type": "/StructElem", "S": "/P", "P": root["K"][0], "K": []})
        pdf.objects.insert(-1, extra)
        finish(document, pdf)

    with pytest.raises(UnknownTags, match="there are more of them than boxes"):
        printed(PAGE.format("<p>One</p>"), one_more)


def test_an_element_in_another_place_is_found_out():
    def moved(document, pdf):
        tags = [one for one in pdf.objects if isinstance(one, dict) and one.get("S") == "/P"]
        tags[1]["P"] = tags[0].reference
        finish(document, pdf)

    with pytest.raises(UnknownTags, match="an element isn't where its box is"):
        printed(PAGE.format("<p>One</p><p>Two</p>"), moved)


def test_a_link_in_another_place_is_found_out():
    def moved(document, pdf):
        [link] = [one for one in pdf.objects if isinstance(one, dict) and "Obj" in one]
        link["Obj"] = b"1 0 R"
        finish(document, pdf)

    with pytest.raises(UnknownTags, match="a link isn't where its box is"):
        printed(PAGE.format('<p><a href="https://example.gov.uk/">One</a></p>'), moved)


def test_something_written_behind_the_tags_is_found_out():
    def one_more(document, pdf):
        pdf.add_object(pydyf.Dictionary({"Type": "/Unknown"}))
        finish(document, pdf)

    with pytest.raises(UnknownTags, match="something unknown is written behind them"):
        printed(PAGE.format("<p>One</p>"), one_more)


def test_a_running_head_that_is_drawn_elsewhere_is_found_out():
    style = '<style>@page { @top-left { content: "Head"; opacity: .5 } }</style>'

    with pytest.raises(UnknownTags, match="a running head isn't drawn on its page itself"):
        printed(PAGE.format(f"{style}<p>One</p>"))


def test_a_file_without_metadata_of_that_kind_is_refused():
    def emptied(document, pdf):
        pdf.objects[int(pdf.catalog["Metadata"].split()[0])].stream = [b"<x/>"]
        finish(document, pdf)

    with pytest.raises(ValueError, match="The metadata of the file aren't RDF"):
        printed(PAGE.format("<p>One</p>"), emptied)
