"""What a clerk would object to on the pages of a paper, asked of the page boxes."""

import json
from dataclasses import replace
from itertools import pairwise

import pytest
from weasyprint.formatting_structure.boxes import TableRowBox, TextBox

from reports.document import Column, read_document
from reports.render.pdf import lay_out
from tests.reports.documents import DATA, SENTENCES, make_document, make_long_document, make_row
from tests.reports.documents import make_section as section

KEYS = (
    *("reference", "recommendation", "progress", "further_action", "by_when", "owner", "status"),
    *("priority", "response", "per_cent", "department", "measure", "verified", "forecast"),
)
MARKS = ("Completed", "Date moved, 2nd time", "No update received, 3rd round")


def columns_of(count):
    return tuple(Column(key, key.replace("_", " ").capitalize(), 20) for key in KEYS[:count])


def wide_paper(count):
    columns = columns_of(count)
    texts = {key: SENTENCES[place % 7] for place, key in enumerate(KEYS[1:])}
    rows = [make_row(number, columns, **texts) for number in range(1, 31)]
    return make_document(section(*rows, theme="1. People", timescale="Now"), columns=columns)


def marked_paper():
    paper = make_long_document(50)
    marked = [
        replace(part, rows=tuple(replace(row, marks=MARKS) for row in part.rows))
        for part in paper.sections
    ]
    return replace(paper, sections=tuple(marked))


def rich_paper():
    """The kept paper with figures, tables A to E, changes and a key."""
    return read_document(json.loads((DATA / "document-schema-3.json").read_text("utf-8")))


PAPERS = {
    "1 row": lambda: make_long_document(1),
    "50 rows": lambda: make_long_document(50),
    "300 rows": lambda: make_long_document(300),
    "2 columns": lambda: wide_paper(2),
    "14 columns": lambda: wide_paper(14),
    "changes": marked_paper,
    "tables A to E": rich_paper,
}


@pytest.fixture(scope="module", params=list(PAPERS))
def pages(request):
    return [page._page_box for page in lay_out(PAPERS[request.param]()).pages]


def rows_of(page):
    """The rows of tables on a page, those of headings too, from top to bottom."""
    return [box for box in page.descendants() if isinstance(box, TableRowBox)]


def classes(box):
    return (box.element.get("class") or "").split()


def is_heading(row):
    return [cell.element.get("scope") for cell in row.children] == ["col"] * len(row.children)


def texts_in(box):
    return [one for one in box.descendants() if isinstance(one, TextBox) and one.text.strip()]


def bottom_of(box):
    return box.position_y + box.height


def test_no_page_is_empty(pages):
    for page in pages:
        inside = [text for text in texts_in(page) if page.margin_top <= text.position_y]

        assert [text for text in inside if bottom_of(text) <= page.margin_top + page.height]


def test_no_page_ends_with_a_heading(pages):
    for page in pages:
        body = [text for text in texts_in(page) if bottom_of(text) <= page.margin_top + page.height]
        last = max(body, key=bottom_of)
        headings = [box for box in page.descendants() if box.element_tag in ("h2", "h3", "h4")]

        assert last not in [text for heading in headings for text in texts_in(heading)]


def test_no_page_ends_with_a_theme_a_timescale_or_a_row_of_headings(pages):
    for page in pages:
        following = pairwise([*rows_of(page), None])

        for row, after in following:
            if is_heading(row) or {"paper-theme", "paper-timescale"} & set(classes(row)):
                assert after is not None, texts_in(row)[0].text


def test_rows_stand_below_a_row_of_headings_and_never_over_each_other(pages):
    for page in pages:
        rows = rows_of(page)

        assert not rows or is_heading(rows[0])
        for row, after in pairwise(rows):
            assert bottom_of(row) <= after.position_y + 0.1


def test_nothing_stands_over_an_edge(pages):
    for page in pages:
        bottom, right = page.margin_top + page.height, page.margin_left + page.width

        for row in rows_of(page):
            assert bottom_of(row) <= bottom + 1
        for text in texts_in(page):
            assert min(text.position_x, text.position_y) >= 0, text.text
            assert text.position_x + text.width <= right + 1, text.text
            assert bottom_of(text) <= page.margin_height()


def test_no_cell_waits_for_a_later_page_than_its_row(pages):
    parts = {}
    for page in pages:
        for row in rows_of(page):
            if "paper-row" in classes(row):
                parts.setdefault(id(row.element), []).append(row)

    for first, *others in parts.values():
        for later in others:
            for start, cell in zip(first.children, later.children, strict=True):
                assert texts_in(start) or not texts_in(cell), texts_in(cell)[0].text
