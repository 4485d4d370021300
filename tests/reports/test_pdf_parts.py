"""A paper in the parts that it is printed in."""

import re
from collections import Counter
from functools import cache
from io import BytesIO

import pytest
from lxml import html
from pypdf import PdfReader

from reports.render.covering import render_covering_page
from reports.render.html import render_page
from reports.render.pdf import covering_parts, lay_out, lay_out_page, parts_of, print_part
from tests.reports.coverings import make_covering
from tests.reports.documents import (
    LEARNING_REVIEW,
    make_document,
    make_long_document,
    make_paper,
    make_row,
    make_section,
    make_table,
)
from tests.reports.long_papers import edited, make_long_paper, make_rich_paper


def words_of(pdf):
    text = "\n".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)
    return " ".join(text.split())


def rows_in(part):
    return html.fromstring(part.html).xpath("//tr[contains(@class, 'paper-row')]/@id")


def words_in(body):
    """All but the headings of columns, which each part prints anew."""
    return Counter(" ".join(body.xpath(".//text()[not(ancestor::thead)]")).split())


def body_of(part):
    return html.fromstring(part.html).find("body")


@cache
def rich_parts():
    return parts_of(make_rich_paper())


def test_a_short_paper_is_one_part_laid_out_as_it_is():
    document = make_paper(LEARNING_REVIEW)

    [part] = parts_of(document)

    assert (part.html, part.rows) == (render_page(document), 10)


def test_a_paper_of_ninety_nine_rows_is_short_and_one_of_a_hundred_long():
    rows = [make_row(key) for key in range(1, 101)]
    short, long = make_document(make_section(*rows[:99])), make_document(make_section(*rows))

    assert [len(parts_of(document)) for document in (short, long)] == [1, 3]


def test_themes_that_follow_each_other_stand_together_up_to_forty_rows():
    parts = parts_of(make_long_paper(themes=12, size=10))

    assert [part.rows for part in parts] == [40, 40, 40]
    assert [key for part in parts for key in rows_in(part)] == [f"rec-{n}" for n in range(1, 121)]


def test_a_title_alone_stands_before_the_first_piece_and_figures_on_pages_of_their_own():
    parts = parts_of(make_long_paper())

    assert [part.rows for part in parts] == [24, 24, 24, 24, 24]
    assert [len(body_of(part).xpath("//h1")) for part in parts] == [1, 0, 0, 0, 0]
    assert rich_parts()[0].rows == 0
    assert "What changed since March" in rich_parts()[0].html


def test_each_table_begins_a_part_with_small_ones_together_and_the_changes_too():
    headings = [
        heading.text_content()
        for part in rich_parts()[1:]
        for heading in body_of(part).xpath("//h2")
    ]

    assert [part.rows for part in rich_parts()] == [0, 24, 24, 24, 24, 24, 8, 0, 0]
    assert headings == [
        "A. Live",
        "B. Extensions",
        "C. Overdue",
        "What changed since March, in full",
    ]


def test_more_of_a_table_says_that_it_goes_on_and_under_how_many_bookmarks():
    bodies = [body_of(part).attrib for part in rich_parts()]

    assert [(body["data-levels"], "data-goes-on" in body) for body in bodies] == [
        ("0", False),
        ("1", False),
        *[("2", True)] * 4,
        ("1", False),
        ("1", False),
        ("2", False),
    ]


def test_a_long_theme_is_divided_under_its_headings_anew():
    rows = [make_row(key) for key in range(1, 131)]
    document = make_document(
        make_section(*rows[:50], theme="1. People", note="(all)", timescale="Now"),
        make_section(*rows[50:], theme="1. People", note="(all)", timescale="Later"),
    )

    parts = parts_of(document)

    assert [part.rows for part in parts] == [40, 10, 40, 40]
    headings = [body_of(part).xpath("//tr[not(@id)]/th[@scope='rowgroup']") for part in parts]
    assert [[heading.text_content() for heading in found] for found in headings] == [
        ["1. People(all)", "Now"],
        ["1. People (continued)", "Now (continued)"],
        ["1. People (continued)", "Later"],
        ["1. People (continued)", "Later (continued)"],
    ]


def test_an_edit_changes_the_key_of_its_part_alone():
    document = make_long_paper()

    before, after = parts_of(document), parts_of(edited(document, "60", "Delivered"))

    changed = [new.key != old.key for new, old in zip(after, before, strict=True)]
    assert changed == [False, False, True, False, False]
    assert all(re.fullmatch("[0-9a-f]{64}", part.key) for part in before)


def test_the_parts_of_the_same_paper_are_the_same():
    assert parts_of(make_rich_paper()) == rich_parts()


def test_the_words_of_all_parts_are_those_of_the_paper():
    whole = words_in(html.fromstring(render_page(make_rich_paper())).find("body"))

    parts = [words_in(body_of(part)) for part in rich_parts()]

    # The heading of the last twenty rows that changed.
    again = Counter(["120", "with", "progress", "reported", "(continued)"])
    assert sum(parts, Counter()) == whole + again


def test_a_part_is_printed_with_the_heads_and_feet_of_its_paper_and_no_number():
    document = make_rich_paper(statutory="Not for publication.", version=2)
    parts = parts_of(document)

    said = words_of(print_part(parts[3]))

    for words in (
        "Not for publication. Audit & Standards Committee · Organisational learning review, "
        "Progress as at May 2016",
        "Sample Council · Meeting of 28 June 2016",
        "Appendix 1, version 2",
    ):
        assert words in said
    assert not re.search(r"Page \d", said)


def test_a_part_is_printed_in_the_same_bytes_each_time():
    part = rich_parts()[1]

    assert print_part(part) == print_part(part)


def test_printing_a_part_has_nothing_to_complain_about(caplog):
    print_part(rich_parts()[0])
    print_part(rich_parts()[-1])

    assert caplog.messages == []


@pytest.mark.parametrize("themes", [True, False])
def test_the_pages_of_a_part_have_the_margins_of_the_paper_laid_out_whole(themes):
    document = make_long_document(100, themes=themes)
    second = parts_of(document)[1]

    part, whole = lay_out_page(second.html).pages[0], lay_out(document).pages[1]

    boxes = [page._page_box for page in (part, whole)]
    assert boxes[0].margin_top == boxes[1].margin_top
    assert boxes[0].height == boxes[1].height


def test_a_covering_report_with_short_papers_is_one_part():
    papers = [make_paper(LEARNING_REVIEW)]
    covering = make_covering("One", papers=papers)

    [part] = covering_parts(covering, papers)

    assert (part.html, part.rows) == (render_covering_page(covering, papers), 10)


def test_a_long_paper_behind_a_covering_report_is_in_parts_and_a_short_one_in_one():
    papers = [make_paper(LEARNING_REVIEW), make_rich_paper()]
    covering = make_covering("One", papers=papers)

    parts = covering_parts(covering, papers)

    assert [part.rows for part in parts] == [0, 10, 0, 24, 24, 24, 24, 24, 8, 0, 0]
    assert rows_in(parts[3])[0] == "appendix-2-rec-1"


def test_a_table_without_a_row_is_a_part_with_its_sentence():
    document = make_document(
        make_section(*(make_row(key) for key in range(1, 111))),
        tables=(make_table("table-1", "A. Live", rows=range(1, 111)), make_table("table-2", "B.")),
    )

    parts = parts_of(document)

    assert [part.rows for part in parts] == [0, 40, 40, 30, 0]
    assert "Nothing was left to be done." in parts[-1].html
