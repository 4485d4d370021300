"""The figures on a paper: on its page without links, in its PDF with tags, and only where the
layout prints any.
"""

from dataclasses import replace
from io import BytesIO

import pytest
from lxml import html
from pypdf import PdfReader

from reports.render.html import render_page
from reports.render.pdf import render_pdf
from tests.reports.documents import make_document, make_table
from tests.reports.test_figure_values import FIGURES

PRINTED = replace(FIGURES, printed=("implementation_rate", "overdue", "by_priority", "trend"))


@pytest.fixture(scope="module")
def document():
    return replace(make_document(), figures=PRINTED)


@pytest.fixture(scope="module")
def pdf(document):
    return PdfReader(BytesIO(render_pdf(document)))


def figures_on(document):
    [block] = html.fromstring(render_page(document)).xpath("//section[@class='paper-figures']")
    return block


def words(element):
    return " ".join(element.text_content().split())


def elements(node):
    """The structure elements below one, itself included."""
    yield node
    for kid in _kids(node):
        yield from elements(kid)


def _kids(node):
    kids = node.get("/K", [])
    for kid in kids if isinstance(kids, list) else [kids]:
        kid = kid.get_object() if hasattr(kid, "get_object") else kid
        if hasattr(kid, "get") and "/S" in kid:
            yield kid


def test_a_paper_prints_its_figures_with_their_rules_and_the_earlier_period(document):
    [definitions, *_] = figures_on(document).xpath(".//table")

    assert [[words(cell) for cell in row] for row in definitions.xpath(".//tr")] == [
        ["Figure", "On 31 May 2016", "Before: April 2016", "Rule"],
        [
            "Implementation rate, on original dates",
            "58% (7 of 12)",
            "70% (7 of 10)",
            "Reported as complete, of those that were due.",
        ],
        ["Overdue", "3 of 40", "not compared", "A date has passed."],
    ]


def test_a_paper_says_why_they_changed(document):
    text = words(figures_on(document))

    assert "Why they changed since April 2016" in text
    assert "70% (7 of 10) before, 58% (7 of 12) now" in text
    assert "Now due and not complete (not due before): 2.3, 4" in text


def test_a_table_on_paper_has_its_totals_both_ways(document):
    table = figures_on(document).xpath(".//div[contains(@class, 'paper-cross')]//table")[0]

    assert [[words(cell) for cell in row] for row in table.xpath(".//tr")] == [
        ["Priority", "Complete", "Overdue", "Total"],
        ["High", "1", "2", "3"],
        ["Low", "0", "1", "1"],
        ["Total", "1", "3", "4"],
    ]


def test_the_trend_on_paper_is_a_chart_and_its_numbers(document):
    block = figures_on(document)

    assert words(block.xpath(".//*[local-name()='svg']")[0][0]).startswith("Trend: Implementation")
    rows = block.xpath(".//table[contains(@class, 'paper-trend-numbers')]/tbody/tr")
    assert [[words(cell) for cell in row] for row in rows] == [
        ["April 2016", "30 April 2016", "70% (7 of 10)"],
        ["This paper", "31 May 2016", "58% (7 of 12)"],
    ]


def test_nothing_in_the_figures_of_a_paper_is_a_link(document):
    assert figures_on(document).xpath(".//a") == []


def test_a_layout_without_figures_prints_none():
    for figures in (None, replace(FIGURES, printed=())):
        page = html.fromstring(render_page(replace(make_document(), figures=figures)))

        assert page.xpath("//section[@class='paper-figures']") == []
        assert len(page.xpath("//table")) == 1


def test_the_pdf_says_them_too(pdf):
    text = " ".join(" ".join(page.extract_text() for page in pdf.pages).split())

    assert "58% (7 of 12)" in text
    assert "Now due and not complete (not due before): 2.3, 4" in text


def test_the_chart_is_a_figure_with_its_title_in_the_pdf(pdf):
    root = pdf.trailer["/Root"]["/StructTreeRoot"]
    charts = [one for one in elements(root) if one.get("/S") == "/Figure"]

    assert [chart["/Alt"] for chart in charts] == ["Trend: Implementation rate, on original dates"]


def test_the_figures_stand_in_the_bookmarks(pdf):
    def titles(outline):
        for entry in outline:
            if isinstance(entry, list):
                yield from titles(entry)
            else:
                yield entry.title

    assert {"Figures", "By priority"} <= set(titles(pdf.outline))


def test_a_page_breaks_between_figures_and_not_before_the_sentence_of_an_empty_table(document):
    empty = [make_table(f"table-{n}", f"Empty {n}", empty=f"None of {n}.") for n in range(1, 9)]
    paper = PdfReader(BytesIO(render_pdf(replace(document, tables=tuple(empty)))))
    pages = [" ".join(page.extract_text().split()) for page in paper.pages]

    # The figures begin below the title, and what does not fit goes on overleaf.
    assert "Implementation rate, on original dates 58%" in pages[0]
    assert "Trend: Implementation rate" in pages[1]
    for n in range(1, 9):
        [page] = [page for page in pages if f"None of {n}." in page]
        assert f"Empty {n} What was not done" in page
