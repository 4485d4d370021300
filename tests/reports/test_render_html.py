from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommendations.cell_html import cell_html
from recommendations.cell_text import Block, clean_cell_text, read_cell_text
from reports.changes import with_changes
from reports.document import Column, TableGroup
from reports.figures.values import Figures
from reports.render.html import render_page
from tests.reports.documents import (
    ACTION_PLAN,
    COLUMNS,
    LEARNING_REVIEW,
    SENTENCES,
    make_document,
    make_long_document,
    make_paper,
    make_row,
    make_section,
    make_table,
)
from tests.reports.page import read_fragment, read_page, table_rows, words

HOSTILE = (
    "</style></title></table><script>alert(\"1\")</script><img src=x onerror='alert(2)'>"
    ' {{ 7|add:7 }} {% now "Y" %} &amp; --> " onclick="alert(3)'
)
TAGS = {
    *(
        "html",
        "head",
        "meta",
        "title",
        "style",
        "body",
        "header",
        "p",
        "span",
        "h1",
        "h2",
        "h3",
        "h4",
    ),
    *("table", "colgroup", "col", "thead", "tbody", "tr", "th", "td", "div", "ul", "li"),
    *("br", "wbr", "a", "section", "del", "ins", "em"),
}
ATTRIBUTES = {
    *("lang", "charset", "name", "content", "class", "width", "scope", "colspan", "id"),
    *("data-bookmark", "data-continued", "data-heading", "href", "aria-labelledby"),
}


def page_of(*sections, **fields):
    return read_page(render_page(make_document(*sections, **fields)))


@pytest.mark.parametrize(
    ("blocks", "html"),
    [
        ([], ""),
        ([Block("In place.")], "<p>In place.</p>"),
        ([Block("In place."), Block("Underway")], "<p>In place.</p><p>Underway</p>"),
        ([Block("CMT: 19 September,\nExecutive")], "<p>CMT: 19 September,<br>Executive</p>"),
        ([Block("Cliff Youngman/ELT")], "<p>Cliff Youngman/<wbr>ELT</p>"),
        ([Block("<b>1 & 2</b>")], "<p>&lt;b&gt;1 &amp; 2&lt;/<wbr>b&gt;</p>"),
        (
            [Block("Including:"), Block("a", 1), Block("b", 1), Block("In place.")],
            "<p>Including:</p><ul><li>a</li><li>b</li></ul><p>In place.</p>",
        ),
        (
            [Block("a", 1), Block("b", 2), Block("c", 3), Block("d", 2), Block("e", 1)],
            "<ul><li>a<ul><li>b<ul><li>c</li></ul></li><li>d</li></ul></li><li>e</li></ul>",
        ),
        (
            [Block("a", 1), Block("b", 2), Block("c", 3), Block("d", 1)],
            "<ul><li>a<ul><li>b<ul><li>c</li></ul></li></ul></li><li>d</li></ul>",
        ),
        # No document has such a jump; a kept one that had would still come out.
        ([Block("a", 3), Block("b", 3)], "<ul><li>a<ul><li>b</li></ul></li></ul>"),
    ],
)
def test_blocks_become_paragraphs_and_nested_lists(blocks, html):
    assert cell_html(blocks) == html


@given(st.text(st.sampled_from([*"-•*\n\n\t   ab/<>&\"'"]), max_size=60))
def test_whatever_is_typed_the_lists_are_valid_and_the_words_all_there(text):
    blocks = read_cell_text(clean_cell_text(text))

    cell = read_fragment(cell_html(blocks))

    assert words(cell) == " ".join(" ".join(block.text for block in blocks).split())
    assert {child.tag for child in cell} <= {"p", "ul"}
    assert {child.tag for ul in cell.iter("ul") for child in ul} <= {"li"}
    assert {child.tag for li in cell.iter("li") for child in li} <= {"ul", "br", "wbr"}


@pytest.mark.parametrize("slug", [LEARNING_REVIEW, ACTION_PLAN])
def test_a_paper_is_one_table_with_its_rows_in_order(slug):
    document = make_paper(slug)

    headings, *rows = table_rows(read_page(render_page(document)))

    expected, theme = [], ""
    for section in document.sections:
        if section.theme != theme:
            theme = section.theme
            expected.append([f"{theme} {section.note}".strip()])
        if section.timescale:
            expected.append([section.timescale])
        expected += [
            [_folded(row.cells[column.key]) for column in document.columns] for row in section.rows
        ]
    assert headings == [column.heading for column in document.columns]
    assert rows == expected


def _folded(blocks):
    return " ".join(" ".join(block.text for block in blocks).split())


def test_the_theme_rows_of_the_second_paper():
    rows = table_rows(read_page(render_page(make_paper(ACTION_PLAN))))

    assert [row[0] for row in rows if len(row) == 1] == [
        "1. Communication",
        "Immediate actions",
        "Medium term actions",
        "2. Leadership and Management",
        "Immediate actions",
        "Medium term actions",
        "3. Performance Management (these actions are more complex and require time to deliver "
        "fully hence completion requires longer deadlines).",
        "Medium term actions",
        "4. The future of the staff survey",
    ]


def test_the_head_of_the_paper_says_whose_it_is_and_what():
    page = page_of(make_section(make_row()))

    assert [words(element) for element in page.find("body/header")] == [
        "Sample Council Appendix 1",
        "Audit & Standards Committee Meeting of 28 June 2016",
        "Organisational learning review Progress as at May 2016",
    ]
    assert page.findtext("head/title") == (
        "Appendix 1: Organisational learning review – Progress as at May 2016"
    )
    assert page.get("lang") == "en-GB"


def test_what_is_not_known_leaves_no_trace_in_the_head():
    page = page_of(make_section(make_row()), appendix="", committee="", meeting="")

    assert [words(element) for element in page.find("body/header")] == [
        "Sample Council",
        "Organisational learning review Progress as at May 2016",
    ]
    assert page.findtext("head/title") == "Organisational learning review – Progress as at May 2016"


def test_notices_stand_above_the_table():
    notices = (
        "Not for publication by virtue of paragraph(s) 1.",
        "2 recommendations are left out.",
    )

    page = page_of(make_section(make_row()), notices=notices)

    assert [words(element) for element in page.find("body/header")][3:] == list(notices)


def test_every_heading_cell_says_what_it_heads():
    page = page_of(
        make_section(make_row(), theme="1. Communication", timescale="Immediate actions")
    )

    assert [(cell.get("scope"), cell.get("colspan"), words(cell)) for cell in page.iter("th")] == [
        *(("col", None, column.heading) for column in COLUMNS),
        ("rowgroup", "6", "1. Communication"),
        ("rowgroup", "6", "Immediate actions"),
        ("row", None, "1"),
    ]


@pytest.mark.parametrize(
    ("theme", "timescale", "headings"),
    [
        ("", "", ["h1"]),
        ("1. Communication", "", ["h1", "h2"]),
        ("", "Immediate actions", ["h1", "h2"]),
        ("1. Communication", "Immediate actions", ["h1", "h2", "h3"]),
    ],
)
def test_no_heading_level_is_skipped(theme, timescale, headings):
    page = page_of(make_section(make_row(), theme=theme, timescale=timescale))

    assert [el.tag for el in page.iter() if el.tag in {"h1", "h2", "h3", "h4"}] == headings


def test_a_theme_is_named_once_over_all_its_timescales():
    page = page_of(
        make_section(make_row(1), theme="1. Communication", note="(complex)", timescale="Now"),
        make_section(make_row(2), theme="1. Communication", note="(complex)", timescale="Later"),
        make_section(make_row(3), theme="2. Leadership"),
    )

    assert [row[0] for row in table_rows(page)] == [
        *("No.", "1. Communication (complex)", "Now", "1", "Later", "2", "2. Leadership", "3"),
    ]
    assert len(list(page.iter("tbody"))) == 2


def test_an_empty_table_says_so():
    page = page_of()

    assert table_rows(page) == [
        [column.heading for column in COLUMNS],
        ["No recommendation was on record for this day."],
    ]
    assert page.find(".//tbody/tr/td").get("colspan") == "6"


def test_every_row_has_a_cell_for_every_column_even_without_words():
    page = page_of(make_section(make_row(1, reference="", recommendation="")))

    assert table_rows(page)[1] == ["", "", "", "", "", ""]


@pytest.mark.parametrize(
    "field", ["title", "as_at_line", "organisation", "appendix", "committee", "meeting"]
)
def test_no_text_in_the_head_becomes_markup(field):
    page = page_of(make_section(make_row()), **{field: HOSTILE})

    assert HOSTILE in "".join(page.find("body/header").itertext())
    assert_nothing_but_the_templates_markup(page)


@pytest.mark.parametrize("field", ["theme", "note", "timescale"])
def test_no_text_of_a_section_becomes_markup(field):
    page = page_of(make_section(make_row(), **{"theme": "1. Communication", field: HOSTILE}))

    assert HOSTILE in "".join(page.find("body/table").itertext())
    assert_nothing_but_the_templates_markup(page)


@pytest.mark.parametrize("field", [column.key for column in COLUMNS])
@pytest.mark.parametrize(
    "text",
    [HOSTILE, f"- {HOSTILE}", "\n\n".join([HOSTILE] * 9)],
    ids=["paragraph", "bullet", "long row"],
)
def test_no_text_in_a_cell_becomes_markup(field, text):
    page = page_of(make_section(make_row(**{field: text})))

    assert HOSTILE in "".join(page.find("body/table").itertext())
    assert_nothing_but_the_templates_markup(page)


def test_no_heading_notice_or_key_becomes_markup():
    row = replace(make_row(columns=(Column("reference", HOSTILE, 9),)), key=HOSTILE)

    page = page_of(
        make_section(row), columns=(Column("reference", HOSTILE, 9),), notices=(HOSTILE,)
    )

    assert "".join(page.find(".//thead//th").itertext()).strip() == HOSTILE
    assert "".join(page.find("body/header")[3].itertext()).strip() == HOSTILE
    assert page.find(".//tr[@class='paper-row']").get("id") == f"rec-{HOSTILE}"
    assert_nothing_but_the_templates_markup(page)


def assert_nothing_but_the_templates_markup(page):
    assert {element.tag for element in page.iter()} <= TAGS
    assert {name for element in page.iter() for name in element.attrib} <= ATTRIBUTES
    assert [child.tag for child in page.find("body")] in (
        ["header", "table"],
        ["header", "div", "table", "section"],
        ["header", "div", "section", "section"],
    )


def test_the_page_needs_nothing_else():
    html = render_page(make_paper(ACTION_PLAN))

    assert [word for word in ("src=", "href=", "url(", "@import", "<link") if word in html] == []


def test_the_shares_of_the_columns_make_up_the_whole_width():
    page = page_of(columns=(Column("reference", "No.", 20), Column("progress", "Progress", 60)))

    assert [col.get("width") for col in page.iter("col")] == ["25.00%", "75.00%"]


def test_many_columns_are_set_in_smaller_letters():
    seven = tuple(Column(f"column_{number}", "By when", 30) for number in range(7))

    assert page_of(columns=seven).find("body/table").get("class") == "paper-table"
    assert page_of(columns=(*seven, COLUMNS[0])).find("body/table").get("class") == (
        "paper-table paper-table-wide"
    )


@pytest.mark.parametrize(
    ("progress", "may_break"),
    [
        ("", False),
        (SENTENCES[2], False),
        ("x" * 12 * 42, False),
        ("x" * 13 * 42, True),
        ("\n".join(["CMT"] * 12), False),
        ("\n".join(["CMT"] * 13), True),
        ("\n".join(["- CMT"] * 13), True),
    ],
)
def test_only_a_row_with_a_cell_of_more_than_twelve_lines_may_break(progress, may_break):
    page = page_of(make_section(make_row(progress=progress)))

    row = page.find(".//tr[@id='rec-1']")
    assert ("paper-row-long" in row.get("class")) is may_break


def test_the_narrower_the_column_the_sooner_a_row_may_break():
    page = page_of(make_section(make_row(by_when=" ".join(SENTENCES[2:4]))))

    assert page.find(".//tr[@id='rec-1']").get("class") == "paper-row paper-row-long"


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"reference": "2.7"}, "Recommendation 2.7"),
        (
            {"reference": "", "recommendation": SENTENCES[2]},
            "Records should be kept of any complaints or grievances abou…",
        ),
    ],
)
def test_a_row_that_goes_on_is_named_with_its_theme_and_timescale(row, said):
    row = make_row(progress="\n".join(SENTENCES * 3), **row)

    page = page_of(make_section(row, theme="2. Leadership", timescale="Medium term actions"))

    start, goes_on = page.findall(".//tbody//div")
    assert start.get("data-continued") == "2. Leadership · Medium term actions (continued)"
    assert {cell.get("data-continued") for cell in (goes_on, *page.findall(".//tbody//td"))} == {
        f"2. Leadership · Medium term actions · {said} (continued)"
    }


def test_a_bookmark_is_the_start_of_the_recommendation():
    page = page_of(make_section(make_row(4, recommendation=SENTENCES[2]), make_row(5)))

    assert [row.get("data-bookmark") for row in page.findall(".//tr[@data-bookmark]")] == [
        "4 Records should be kept of any complaints or grievances about individual staff…",
        "5 Recommendation 5",
    ]


def test_no_two_elements_share_an_id():
    page = read_page(render_page(make_long_document(20)))

    ids = [element.get("id") for element in page.iter() if element.get("id")]
    assert len(set(ids)) == len(ids) == 20


# What changed since the last issue


def changed_page(old_rows, new_rows, **fields):
    """The page of a paper that follows another."""
    old = make_document(make_section(*old_rows), as_at=date(2015, 11, 30))
    new = make_document(make_section(*new_rows, **fields))
    return read_page(render_page(with_changes(new, old, since="Appendix 1 as at 30 November 2015")))


def test_the_counts_stand_before_the_table_and_what_changed_in_full_after_it():
    page = changed_page(
        [make_row(1), make_row(2, owner="ELT"), make_row(3), make_row(4)],
        [make_row(1), make_row(2, owner="CMT"), make_row(5), make_row(4)],
    )

    assert [child.tag for child in page.find("body")] == ["header", "div", "table", "section"]
    [before], [after] = page.findall("body/div/section"), page.findall("body/section")
    assert [words(element) for element in before] == [
        "What changed since Appendix 1 as at 30 November 2015",
        "1 new, 1 owner changed, 1 removed, 2 unchanged.",
    ]
    assert [words(element) for element in after] == [
        "What changed since Appendix 1 as at 30 November 2015, in full",
        "1 new",
        "5 Recommendation 5",
        "1 owner changed",
        "2 Recommendation 2 From “ELT” to “CMT”",
        "1 removed",
        "3 Recommendation 3",
    ]


def test_every_link_leads_somewhere_on_the_page():
    page = changed_page(
        [make_row(1, progress="Begun."), make_row(3)], [make_row(1, progress="Done."), make_row(2)]
    )

    links = [link.get("href") for link in page.iter("a")]
    assert links == [
        *("#changed-new", "#changed-progress_reported", "#changed-removed"),
        *("#rec-2", "#rec-1"),
    ]
    ids = [element.get("id") for element in page.iter() if element.get("id")]
    assert {link.removeprefix("#") for link in links} <= set(ids)
    assert len(ids) == len(set(ids))


def test_the_words_that_went_and_came_are_told_in_words_too():
    page = changed_page(
        [make_row(recommendation="Katie Davis to present a proposal for a steering group")],
        [make_row(recommendation="Tim Kelsey to present a proposal for a steering group")],
    )

    [difference] = page.findall(".//p[@class='paper-difference']")
    assert words(difference) == (
        "[removed: Katie Davis][added: Tim Kelsey] to present a proposal for a steering group"
    )
    assert [(piece.tag, words(piece)) for piece in difference] == [
        ("del", "[removed: Katie Davis]"),
        ("ins", "[added: Tim Kelsey]"),
    ]


def test_what_was_typed_anew_stands_below_what_went():
    page = changed_page(
        [make_row(progress="Roadshows were held.")], [make_row(progress="Nothing stays of it")]
    )

    assert page.find("body/section//p[3]").get("class") == (
        "paper-difference paper-difference-whole"
    )


def test_several_changes_of_one_kind_stand_under_one_name():
    page = changed_page(
        [make_row(progress="Begun.", further_action="Go on.")],
        [make_row(progress="Done.", further_action="Nothing.")],
    )

    [item] = page.findall("body/section//li")
    assert [words(part) for part in item][::2] == [
        "1 Recommendation 1",
        "[removed: Begun.][added: Done.]",
        "[removed: Go on.][added: Nothing.]",
    ]


def test_without_changes_there_are_only_the_counts():
    page = changed_page([make_row(1)], [make_row(1)])

    [section] = page.iter("section")
    assert words(section) == ("What changed since Appendix 1 as at 30 November 2015 1 unchanged.")


def test_marks_stand_before_the_words_of_the_recommendation():
    page = changed_page(
        [make_row(1, owner="ELT", progress="Begun."), make_row(2)],
        [make_row(1, owner="CMT", progress="Done."), make_row(2)],
    )

    marked, plain = page.findall(".//td[@class='paper-recommendation']")
    assert [child.tag for child in marked] == ["ul", "p"]
    assert [words(item) for item in marked[0]] == ["Owner changed", "Progress reported"]
    assert [child.tag for child in plain] == ["p"]
    assert len(page.findall(".//ul[@class='paper-marks']")) == 1


def test_without_a_column_of_recommendations_marks_stand_in_the_first_one():
    columns = (Column("owner", "Owner", 20), Column("progress", "Progress", 60))
    row = replace(make_row(columns=columns, owner="ELT"), marks=("Owner changed",))

    page = page_of(make_section(row), columns=columns)

    assert table_rows(page)[1] == ["Owner changed ELT", ""]


@pytest.mark.parametrize("theme", ["", "1. Communication"])
def test_no_heading_level_is_skipped_and_no_list_is_empty(theme):
    page = changed_page([make_row(1), make_row(2)], [make_row(1, owner="ELT")], theme=theme)

    levels = [int(el.tag[1]) for el in page.iter() if el.tag in {"h1", "h2", "h3", "h4"}]
    assert levels == [1, 2, *([2] if theme else []), 2, 3, 3]
    assert all(child.tag == "li" for ul in page.iter("ul") for child in ul)
    assert all(list(ul) for ul in page.iter("ul"))


def test_no_text_of_a_change_becomes_markup():
    columns = (Column("reference", "No.", 9), Column("recommendation", HOSTILE, 20))
    rows = [
        make_row(1, columns, reference=HOSTILE, recommendation=f"{HOSTILE} {text}")
        for text in ("before", "after")
    ]
    old, new = (make_document(make_section(row), columns=columns) for row in rows)

    page = read_page(render_page(with_changes(new, old, since=HOSTILE)))

    after = page.find("body/section")
    assert "".join(after.itertext()).count(HOSTILE) >= 3
    assert_nothing_but_the_templates_markup(page)


def test_a_withheld_cell_says_so_and_looks_so():
    row = replace(make_row(owner="Exempt: see the exempt appendix."), withheld=("owner",))

    page = page_of(make_section(row))

    [cell] = page.findall(".//td[@class='paper-owner paper-withheld']")
    assert words(cell) == "Exempt: see the exempt appendix."
    assert len(page.findall(".//*[@class='paper-progress']")) == 1


STATUTORY = (
    "Not for publication by virtue of paragraph(s) 1, 3 of Schedule 12A of the Local Government "
    "Act 1972."
)


@pytest.mark.parametrize("notices", [(), (STATUTORY,)])
def test_the_statutory_line_stands_once_and_first(notices):
    page = page_of(make_section(make_row()), statutory=STATUTORY, notices=notices)

    assert words(page.find("body/header")[0]) == STATUTORY
    assert "".join(page.find("body").itertext()).count(STATUTORY) == 1


@pytest.mark.parametrize(
    ("appendix", "version", "head", "title"),
    [
        ("Appendix 1", 1, "Appendix 1", "Appendix 1: Organisational learning review"),
        (
            *("Appendix 1", 2, "Appendix 1, version 2"),
            "Appendix 1 (version 2): Organisational learning review",
        ),
        ("", 2, "Sample Council Version 2", "Organisational learning review"),
    ],
)
def test_another_version_says_so(appendix, version, head, title):
    page = page_of(make_section(make_row()), appendix=appendix, version=version)

    assert words(page.find("body/header")[0]).endswith(head)
    assert page.findtext("head/title") == f"{title} – Progress as at May 2016"


# Several tables

WIDE = tuple(Column(f"own:c{number}", f"Column {number}", 19) for number in range(14))


def tables_page(*tables, **fields):
    rows = [make_row(number) for number in range(1, 4)]
    sections = make_section(*rows, theme="1. Communication", timescale="Immediate actions")
    return page_of(sections, tables=tables, **fields)


THEMED = TableGroup("1. Communication", "(complex)", "Immediate actions", ("1", "2"))


def test_each_table_has_its_heading_its_rule_and_the_number_of_its_rows():
    page = tables_page(
        make_table("table-1", "A. Live", rows=(1, 2)),
        make_table("table-2", "B. Completed", rows=(3,), rule="Complete."),
    )

    parts = page.findall("body/section")
    assert [[child.tag for child in part] for part in parts] == [["h2", "p", "table"]] * 2
    assert [(words(part[0]), words(part[1])) for part in parts] == [
        ("A. Live", "What was not done on 31 May 2016. 2 recommendations."),
        ("B. Completed", "Complete. 1 recommendation."),
    ]
    assert [table.get("aria-labelledby") for table in page.iter("table")] == ["table-1", "table-2"]
    contents = page.find("body/div/section")
    assert words(contents) == "In this paper A. Live: 2 B. Completed: 1"
    assert [link.get("href") for link in contents.iter("a")] == ["#table-1", "#table-2"]


def test_a_table_without_rows_says_so_in_a_sentence():
    page = tables_page(
        make_table("table-1", "A. Live", rows=(1,)), make_table("table-2", "D. Overdue")
    )

    [first, empty] = page.findall("body/section")
    assert [(child.tag, words(child)) for child in empty] == [
        ("h2", "D. Overdue"),
        ("p", "What was not done on 31 May 2016."),
        ("p", "Nothing was left to be done."),
    ]
    assert first.find("table") is not None


def test_the_only_table_without_a_heading_says_its_rule_unless_it_holds_everything():
    group = TableGroup("", "", "", ("1", "2", "3"))
    everything = make_table(heading="", rows_rule="all", rule="Everything.", groups=(group,))
    overdue = make_table(heading="", rows_rule="overdue", rule="Overdue.", groups=(group,))

    assert tables_page(everything).find("body/p") is None
    assert words(tables_page(overdue).find("body/p")) == "Overdue. 3 recommendations."
    assert [child.tag for child in tables_page(everything).find("body")] == ["header", "table"]


@pytest.mark.parametrize(
    ("groups", "levels"),
    [
        ((THEMED,), [1, 2, 3, 4]),
        ((TableGroup("", "", "Immediate actions", ("1",)),), [1, 2, 3]),
        ((TableGroup("Housing", "", "", ("1",)), TableGroup("No owner", "", "", ("2",))),
         [1, 2, 3, 3]),
        ((TableGroup("", "", "", ("1",)),), [1, 2]),
    ],
)  # fmt: skip
def test_headings_below_that_of_a_table_step_down_one_by_one(groups, levels):
    page = tables_page(make_table(groups=groups))

    assert [int(e.tag[1]) for e in page.iter() if e.tag in {"h1", "h2", "h3", "h4"}] == levels


def test_a_row_in_several_tables_has_an_address_in_each_and_is_found_in_the_first():
    tables = [make_table(f"table-{n}", f"{n}", rows=(1, 2)) for n in (1, 2, 3)]
    rows = make_row(1), make_row(2, progress="Done.")
    old = make_document(make_section(make_row(1), make_row(2)), as_at=date(2015, 11, 30))
    new = make_document(make_section(*rows), tables=tuple(tables))

    page = read_page(render_page(with_changes(new, old, since="March")))

    ids = [element.get("id") for element in page.iter() if element.get("id")]
    assert [name for name in ids if name.startswith("rec-")] == [
        *("rec-1", "rec-2", "rec-1-2", "rec-2-2", "rec-1-3", "rec-2-3")
    ]
    assert len(ids) == len(set(ids))
    links = {link.get("href").removeprefix("#") for link in page.iter("a")}
    assert "rec-2" in links
    assert links <= set(ids)
    assert [words(mark) for mark in page.findall(".//ul[@class='paper-marks']")] == [
        "Progress reported"
    ] * 3


def test_a_change_of_a_row_that_no_table_shows_leads_nowhere():
    old = make_document(make_section(make_row(1)), as_at=date(2015, 11, 30))
    hidden = replace(make_row(1), cells={}, values=replace(make_row(1).values, status="complete"))
    new = make_document(make_section(hidden), tables=(make_table(),))

    page = read_page(render_page(with_changes(new, old, since="March")))

    assert words(page.find("body/section[last()]//p[@class='paper-change']")) == (
        "1 Recommendation 1"
    )
    assert page.findall("body/section[last()]//a") == []


def test_marks_stand_in_the_column_that_says_what_changed():
    columns = (*COLUMNS[:2], Column("changes", "What changed", 30))
    marked = replace(
        make_row(1, columns), marks=("Completed",),
        cells={**make_row(1, columns).cells, "changes": (Block("Completed"),)},
    )  # fmt: skip
    page = page_of(make_section(marked, make_row(2, columns)), columns=columns)

    assert table_rows(page)[1:] == [
        ["1", "Recommendation 1", "Completed"],
        ["2", "Recommendation 2", ""],
    ]
    assert len(page.findall(".//ul[@class='paper-marks']")) == 1


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("Red", "paper-rag paper-colour-red"),
        ("Amber (judged)", "paper-rag paper-colour-amber"),
        ("", "paper-rag"),
        ("Blue", "paper-rag"),
    ],
)
def test_a_colour_is_a_word_beside_which_it_is_drawn(said, name):
    columns = (Column("reference", "No.", 10), Column("rag", "RAG", 20))
    page = page_of(make_section(make_row(1, columns, rag=said)), columns=columns)

    [cell] = page.iter("td")
    assert (cell.get("class"), words(cell)) == (name, said)


def test_the_key_to_the_colours_stands_before_the_tables():
    page = page_of(make_section(make_row()), rag_key=("Red: overdue.", "(judged): by a person."))

    assert [child.tag for child in page.find("body")] == ["header", "div", "table"]
    key = page.find("body/div/section")
    assert words(key) == "Key to the colours Red: overdue. (judged): by a person."
    assert [item.get("class") for item in key.iter("li")] == ["paper-colour-red", None]


@pytest.mark.parametrize(
    ("count", "name"),
    [
        (2, "paper-table"),
        (7, "paper-table"),
        (8, "paper-table paper-table-wide"),
        (10, "paper-table paper-table-wide"),
        (11, "paper-table paper-table-widest"),
        (14, "paper-table paper-table-widest"),
    ],
)
def test_many_columns_are_printed_smaller(count, name):
    columns = WIDE[:count]

    page = page_of(make_section(make_row(1, columns)), columns=columns)

    [table] = page.iter("table")
    assert table.get("class") == name


def test_no_heading_of_a_table_becomes_markup():
    group = TableGroup(HOSTILE, HOSTILE, HOSTILE, ("1",))
    page = tables_page(
        make_table("table-1", HOSTILE, rule=HOSTILE, groups=(group,)),
        make_table("table-2", f"{HOSTILE} 2", empty=HOSTILE),
    )

    assert_nothing_but_the_templates_markup(page)


def test_a_paper_without_printed_figures_prints_none():
    figures = Figures(as_at=date(2016, 5, 31), note="Counted: 1.", printed=(), figures=())

    assert page_of(make_section(make_row()), figures=figures).find("body/section") is None
    printed = replace(figures, printed=("overdue",))
    page = page_of(make_section(make_row()), figures=printed)
    assert [child.tag for child in page.find("body")] == ["header", "section", "table"]
