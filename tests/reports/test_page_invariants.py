"""What a clerk would object to on the pages of a paper, asked of the page boxes."""

import json
from dataclasses import replace
from itertools import pairwise

import pytest
from weasyprint.formatting_structure.boxes import (
    BlockBox,
    LineBox,
    MarginBox,
    TableRowBox,
    TextBox,
)

from reports.document import ChangeGroup, Changes, Column, RowChange, read_document
from reports.render.pdf import lay_out_page, parts_of
from tests.reports.documents import (
    DATA,
    SENTENCES,
    make_document,
    make_long_document,
    make_row,
    make_table,
)
from tests.reports.documents import make_section as section

KEYS = (
    *("reference", "recommendation", "progress", "further_action", "by_when", "owner", "status"),
    *("priority", "response", "per_cent", "department", "measure", "verified", "forecast"),
)
# In the units of the boxes: 20 mm.
FOUR_LINES = 76
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


def many_tables():
    """Forty small tables, some without a row, and what changed: much that leads on to what follows
    it, at any height of a page.
    """
    rows = [
        make_row(number, recommendation=" ".join(SENTENCES[: number % 6 + 1]))
        for number in range(1, 41)
    ]
    tables = [
        make_table(
            f"table-{number}",
            f"{number}. Live recommendations of the Overview and Scrutiny Board",
            rows=(number,) if number % 4 else (),
        )
        for number in range(1, 41)
    ]
    changes = [
        RowChange(str(number), str(number), SENTENCES[number % 7], SENTENCES[number % 5])
        for number in range(1, 41)
    ]
    groups = [
        ChangeGroup(kind, f"{len(changes)} with {kind}", tuple(changes))
        for kind in ("status", "progress", "owner")
    ]
    told = Changes("Appendix 1 as at 30 November 2015", (), tuple(groups), 0)
    return make_document(section(*rows), tables=tuple(tables), changes=told)


def with_names(length, sign):
    """A paper whose names are all as long as they may be."""
    name = sign * (length // len(sign))
    paper = make_long_document(15)
    parts = [replace(part, theme=name, timescale=name) for part in paper.sections]
    return replace(
        paper,
        title=name,
        organisation=name + name[: length // 2],
        committee=name,
        meeting=name,
        appendix=f"Appendix {name[:50]}",
        sections=tuple(parts),
    )


PAPERS = {
    "1 row": lambda: make_long_document(1),
    "50 rows": lambda: make_long_document(50),
    "300 rows": lambda: make_long_document(300),
    "2 columns": lambda: wide_paper(2),
    "14 columns": lambda: wide_paper(14),
    "changes": marked_paper,
    "tables A to E": rich_paper,
    "many tables": many_tables,
    "long names": lambda: with_names(200, "Mid and East "),
    "names without a space": lambda: with_names(200, "W"),
}


@pytest.fixture(scope="module", params=list(PAPERS))
def pages(request):
    """As they are printed: those of a long paper part by part."""
    parts = parts_of(PAPERS[request.param]())
    return [page._page_box for part in parts for page in lay_out_page(part.html).pages]


def rows_of(page):
    """The rows of tables on a page, those of headings too, from top to bottom."""
    return [box for box in page.descendants() if isinstance(box, TableRowBox)]


def classes(box):
    return ((box.element is not None and box.element.get("class")) or "").split()


def is_heading(row):
    return [cell.element.get("scope") for cell in row.children] == ["col"] * len(row.children)


def is_summary(box):
    return box.element_tag == "div" and "paper-summary" in classes(box)


def is_leading(box):
    """Whether it is nothing without what stands below it; a heading of the summary stands beside
    it.
    """
    is_under_a_heading = {"paper-rule", "paper-change"} & set(classes(box))
    is_block = isinstance(box, BlockBox) and not box.is_floated()
    is_heading = is_block and box.element_tag in ("h2", "h3", "h4")
    return is_heading or is_under_a_heading


def texts_in(box):
    return [one for one in box.descendants() if isinstance(one, TextBox) and one.text.strip()]


def lines_of_texts(page):
    """How many lines of each paragraph and bullet in a row stand on a page, but for what a cell
    begins with: that gives way, so that all cells begin together.
    """
    lines = {}
    for cell in [box for box in page.descendants() if "paper-goes-on" in classes(box)]:
        start = next((one for one in cell.element.iter() if one.tag in ("p", "li")), None)
        for box in cell.descendants():
            found = [line for line in getattr(box, "children", ()) if isinstance(line, LineBox)]
            if found and box.element not in (cell.element, start):
                lines[box.element] = len(found)
    return lines


def bottom_of(box):
    return box.position_y + box.height


def test_no_page_is_empty(pages):
    for page in pages:
        inside = [text for text in texts_in(page) if page.margin_top <= text.position_y]

        assert [text for text in inside if bottom_of(text) <= page.margin_top + page.height]


def test_no_page_ends_with_a_heading_or_what_stands_over_something(pages):
    for page in pages:
        body = [text for text in texts_in(page) if bottom_of(text) <= page.margin_top + page.height]
        last = max(body, key=bottom_of)
        leading = [box for box in page.descendants() if is_leading(box)]

        assert last not in [text for heading in leading for text in texts_in(heading)]


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


def test_heads_and_feet_keep_to_their_places(pages):
    for page in pages:
        for margin in [box for box in page.children if isinstance(box, MarginBox)]:
            end = margin.position_x + margin.margin_width()

            for text in texts_in(margin):
                assert margin.position_x <= text.position_x + 1, text.text
                assert text.position_x + text.width <= end + 1, text.text


def test_each_piece_of_the_summary_stands_on_one_page(pages):
    pieces = [
        {piece.element for box in page.descendants() if is_summary(box) for piece in box.children}
        for page in pages
    ]

    for piece, following in pairwise(pieces):
        assert not piece & following


def test_a_row_that_goes_on_leaves_no_more_than_four_lines_of_its_page_empty(pages):
    for page, following in pairwise(pages):
        row = rows_of(page)[-1:]
        if row and row[0].element in [later.element for later in rows_of(following)]:
            last = max(map(bottom_of, texts_in(row[0])))

            assert page.margin_top + page.height - last < FOUR_LINES


def test_what_goes_on_has_four_lines_of_a_paragraph_on_either_page(pages):
    for page, following in pairwise(pages):
        before, after = lines_of_texts(page), lines_of_texts(following)

        for text in before.keys() & after.keys():
            assert min(before[text], after[text]) >= 4


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
