"""Words as they are read and copied from a paper: none grown together, none broken."""

import re

import pytest
from lxml import html

from reports.render.html import render_page
from reports.render.pdf.finishing import finish
from reports.render.pdf.laying_out import lay_out_page, write_pages
from reports.render.pdf.word_breaks import PageText
from tests.reports.documents import (
    ACTION_PLAN,
    LEARNING_REVIEW,
    make_document,
    make_long_document,
    make_paper,
)
from tests.reports.tagged_pdf import read_tagged

NARROW = """
    <html lang="en-GB"><title>A page</title>
    <style>p, li {{ width: 30mm; hyphens: {hyphens}; overflow-wrap: break-word }}</style>
    <body>{body}</body></html>
"""


def printed(page):
    return write_pages(lay_out_page(page), finish)


def narrow(body, hyphens="none"):
    return read_tagged(printed(NARROW.format(body=body, hyphens=hyphens))).document


def raw(element):
    return " ".join(element.raw.split())


@pytest.mark.parametrize(
    "make_page",
    [
        pytest.param(lambda: render_page(make_paper(LEARNING_REVIEW)), id="learning review"),
        pytest.param(lambda: render_page(make_paper(ACTION_PLAN)), id="action plan"),
        pytest.param(lambda: render_page(make_long_document(14)), id="over pages"),
    ],
)
def test_every_paragraph_of_a_table_is_read_as_it_stands(make_page):
    page = make_page()

    [table] = read_tagged(printed(page)).document.every("Table")

    written = html.fromstring(page.replace("<br>", " ")).xpath("//table//p")
    assert [raw(one) for one in table.every("P")] == [
        " ".join(one.text_content().split()) for one in written
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Words that go over several lines of a narrow paragraph, and on",
        "Kept up-to-date, on-going and well-known to Adult-Social-Care teams",
        "Housing/<wbr>Property/<wbr>Facilities and one more",
        "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch is one word",
        "One <b>two three</b> four <i>five</i>, six<br>seven <a href='#x'>eight nine ten</a> x",
        "Ticks ✓ that are in another ✓ font than✓ the words✓ around ✓them, here and ✓ there",
        "<b>Bold words</b> <i>italic words</i> <b>bold ones</b> <i>and others</i> <b>more</b>",
        "“Quoted words”, £1,000 – and naïve café words in one narrow paragraph",
    ],
)
def test_lines_end_no_words_and_join_none(text):
    [paragraph] = narrow(f'<p id="x">{text}</p>').kids

    written = html.fromstring(f"<p>{text.replace('<br>', ' ')}</p>").text_content()
    assert paragraph.raw == written


def test_a_link_over_lines_keeps_its_spaces():
    words = "words that are a link over several lines"

    [link] = narrow(f'<p>Before <a href="https://example.gov.uk">{words}</a>.</p>').every("Link")

    assert raw(link) == words


def test_bullets_and_what_a_style_sheet_adds_are_no_obstacle():
    body = """
        <style>b::before { content: "· " }</style>
        <ul><li>First words over several lines<ul><li>More words over several lines</ul>
        <li>Last <b>words</b> that go over several lines</ul>
    """

    [whole, inner, last] = narrow(body).every("LBody")

    assert raw(inner) == "More words over several lines"
    assert raw(whole).startswith("First words over several lines")
    assert raw(last) == "Last · words that go over several lines"


def test_a_hyphen_that_breaks_a_word_is_soft():
    text = "Implementation responsibilities recommendations communications organisations"

    [paragraph] = narrow(f"<p>{text}</p>", hyphens="auto").kids

    assert paragraph.raw.count("\u00ad") >= 2
    assert paragraph.raw.replace("\u00ad", "") == text
    assert "\u2010" not in paragraph.raw


def test_a_hyphen_that_was_typed_stays():
    text = "Implementation re\u2010use responsibilities recommendations"

    [paragraph] = narrow(f"<p>{text}</p>", hyphens="auto").kids

    assert "re\u2010use" in paragraph.raw
    assert "\u00ad" not in paragraph.raw


def test_running_heads_are_left_alone():
    title = "A plan whose title goes on and on and on"

    tagged = read_tagged(printed(render_page(make_document(title=title))))

    assert all(re.match(r"\S(.*\S)?$", words) for _, words in tagged.artefacts[0])


def ends(text, *lines):
    page = PageText(html.fromstring(f"<body>{text}</body>"))
    return [page.ends_word(line) for line in lines]


def test_what_is_not_in_the_text_is_passed_over():
    text = "<p>One two three four</p> five"

    found = ends(text, "One", "•", "added words", "two three", "four")

    assert found == [True, False, False, True, True]


def test_a_sign_that_stands_further_on_is_not_taken_for_one_that_was_added():
    assert ends("One two · three", "·", "One", "two") == [False, True, True]


def test_words_are_found_again_after_some_that_were_changed():
    assert ends("some heading More words", "SOME HEADING", "More", "words") == [False, True, True]


def test_a_word_that_is_broken_ends_with_its_last_part():
    assert ends("Abcde fgh", "Ab\u2010", "cde", "fgh") == [False, True, True]
