import json
import re
import threading
from collections import Counter
from dataclasses import replace
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from itertools import groupby

import pytest
from pypdf import PdfReader
from weasyprint import HTML
from weasyprint.formatting_structure.boxes import TableRowBox, TextBox
from weasyprint.urls import URLFetcher

from reports.changes import with_changes
from reports.document import Column, TableGroup, read_document
from reports.render.pdf import lay_out, render_pdf
from reports.render.pdf.laying_out import FETCHER
from tests.reports.documents import (
    ACTION_PLAN,
    DATA,
    LEARNING_REVIEW,
    SENTENCES,
    make_document,
    make_long_document,
    make_paper,
    make_row,
    make_section,
    make_table,
)

PAPERS = pytest.mark.parametrize("slug", [LEARNING_REVIEW, ACTION_PLAN])
LONG_TITLE = "A plan whose title goes on and on, " * 5
TWO_COLUMNS = (Column("recommendation", "Recommendation", 150), Column("progress", "Progress", 119))


@cache
def pdf_of(slug):
    return render_pdf(make_paper(slug))


def read_pdf(pdf):
    return PdfReader(BytesIO(pdf))


def text_of(pdf):
    return "\n".join(page.extract_text() for page in read_pdf(pdf).pages)


@PAPERS
def test_every_word_of_the_paper_is_in_the_text(slug):
    document = make_paper(slug)

    found = Counter(re.findall(r"\w+", text_of(pdf_of(slug))))

    printed = [document.title, document.as_at_line, document.committee, document.appendix]
    printed += [column.heading for column in document.columns]
    printed += {words for section in document.sections for words in (section.theme, section.note)}
    for section in document.sections:
        printed += [b.text for row in section.rows for cell in row.cells.values() for b in cell]
    wanted = Counter(re.findall(r"\w+", " ".join(printed)))
    assert wanted - found == Counter()


@PAPERS
def test_the_file_is_tagged_and_names_its_language_and_title(slug):
    root = read_pdf(pdf_of(slug)).trailer["/Root"]

    assert root["/Lang"] == "en-GB"
    assert root["/MarkInfo"]["/Marked"].value is True
    assert root["/StructTreeRoot"]["/K"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"].value is True
    assert b'pdfuaid:part="1"' in root["/Metadata"].get_data()


def test_the_title_says_which_appendix_and_as_at_when():
    metadata = read_pdf(pdf_of(ACTION_PLAN)).metadata

    assert metadata.title == "Appendix 1: Council-wide action plan – As at 26 November 2012"
    assert metadata.author == "Sample Council"


def test_bookmarks_lead_from_the_title_to_themes_to_recommendations():
    outline = read_pdf(pdf_of(ACTION_PLAN)).outline

    title, themes = outline
    assert title.title == "Council-wide action plan As at 26 November 2012"
    assert [theme.title for theme in themes[::2]] == [
        "1. Communication",
        "2. Leadership and Management",
        "3. Performance Management",
        "4. The future of the staff survey",
    ]
    assert [bookmark.title for bookmark in themes[5]] == [
        "3.1 review how poor performance is addressed across the organisation and report…",
        "3.2 investigate mechanisms for rewarding those who are doing a very good job",
        "3.3 explore opportunities to create equivalents of the “Advanced Practitioner” …",
    ]


def test_without_themes_the_bookmarks_of_recommendations_stand_under_the_title():
    _, bookmarks = read_pdf(pdf_of(LEARNING_REVIEW)).outline

    assert [bookmark.title.split()[0] for bookmark in bookmarks] == [
        *("1", "2", "3", "4", "5", "6", "7", "8", "9", "10"),
    ]


@PAPERS
def test_pages_are_a4_landscape_and_numbered(slug):
    pages = read_pdf(pdf_of(slug)).pages

    assert {(round(page.mediabox.width), round(page.mediabox.height)) for page in pages} == {
        (842, 595)
    }
    for number, page in enumerate(pages, start=1):
        assert f"Page {number} of {len(pages)}" in page.extract_text()


def test_every_page_after_the_first_has_a_running_head():
    pages = [page.extract_text() for page in read_pdf(pdf_of(ACTION_PLAN)).pages]

    head = "Executive · Council-wide action plan, As at 26 November 2012"
    assert [head in page for page in pages] == [False, True, True]
    assert ["Sample Council" in page and "Appendix 1" in page for page in pages] == [True] * 3


def test_every_page_repeats_the_row_of_headings():
    pages = [page.extract_text() for page in read_pdf(pdf_of(ACTION_PLAN)).pages]

    assert ["By whom" in page for page in pages] == [True, True, True]


@PAPERS
def test_the_same_document_gives_the_same_bytes(slug):
    assert render_pdf(make_paper(slug)) == pdf_of(slug)


def test_nothing_is_left_to_complain_about(caplog):
    render_pdf(make_paper(ACTION_PLAN))

    assert caplog.messages == []


def test_an_empty_paper_is_a_page():
    [page] = read_pdf(render_pdf(make_document())).pages

    assert "No recommendation was on record for this day." in page.extract_text()


@pytest.fixture
def listener():
    """A server on this machine, and the paths that anybody asked it for."""
    asked = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_error(404)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize(
    "typed",
    [
        '<img src="{url}/img">',
        "<img src={file}>",
        "</style><style>@import '{url}/css';</style>",
        "<style>body {{ background: url({url}/bg) }}</style>",
        '<link rel=stylesheet href="{url}/link">',
        '<link rel=attachment href="{file}">',
        '"><object data="{url}/object"></object>',
        "'><iframe src='{url}/frame'>",
        '<svg><image href="{url}/svg"/></svg>',
        '<a href="{url}/a" rel=attachment>x</a>',
        '" style="background:url({url}/attr)',
        "url({url}/bare) @import url({url}/import)",
    ],
)
def test_nothing_that_is_typed_makes_it_fetch_and_all_of_it_is_printed(listener, typed):
    url, asked = listener
    typed = typed.format(url=url, file=(DATA / "papers.json").as_uri())
    row = make_row(reference=typed, recommendation=typed, progress=f"- {typed}", owner=typed)

    pdf = render_pdf(
        make_document(
            make_section(row, theme=typed, note=typed, timescale=typed),
            **dict.fromkeys(("title", "organisation", "committee", "appendix"), typed),
            as_at_line=typed,
            meeting=typed,
            notices=(typed,),
        )
    )

    assert asked == []
    reader = read_pdf(pdf)
    assert [image for page in reader.pages for image in page.images] == []
    assert reader.attachments == {}
    assert reader.metadata.author == typed
    # seven times in the head, three above the rows, four times in a row, three times in the foot
    assert "".join(text_of(pdf).split()).count("".join(typed.split())) >= 17


@pytest.mark.parametrize(("fetcher", "paths"), [(URLFetcher(), ["/img"]), (FETCHER, [])])
def test_even_markup_that_got_through_could_not_fetch(listener, fetcher, paths):
    url, asked = listener

    HTML(string=f"<img src={url}/img>", url_fetcher=fetcher).render()

    assert asked == paths


# What a clerk would object to, on the page boxes.


def row_boxes(page):
    """The boxes of the table's body rows on a page, from top to bottom."""
    return [
        box
        for box in page._page_box.descendants()
        if isinstance(box, TableRowBox) and box.element.get("class")
    ]


def classes(box):
    return box.element.get("class").split()


def assert_good_pages(pages):
    for number, page in enumerate(pages, start=1):
        assert_nothing_stands_outside(page, number)
        last = row_boxes(page)[-1]
        assert "paper-row" in classes(last), f"page {number} ends with a theme or timescale row"
    rows = sorted(
        ((number, box) for number, page in enumerate(pages) for box in row_boxes(page)),
        key=lambda numbered: id(numbered[1].element),
    )
    for _, parts in groupby(rows, key=lambda numbered: id(numbered[1].element)):
        assert_every_cell_starts_with_its_row([box for _, box in parts])


def assert_nothing_stands_outside(page, number):
    box = page._page_box
    bottom, right = box.margin_top + box.height, box.margin_left + box.width
    for row in row_boxes(page):
        assert row.position_y + row.height <= bottom + 1, f"a row runs over page {number}"
    for text in page._page_box.descendants():
        if isinstance(text, TextBox) and text.text.strip():
            assert text.position_x >= 0, f"{text.text!r} is left of page {number}"
            assert text.position_x + text.width <= right + 1, f"{text.text!r} on page {number}"
            assert text.position_y >= 0, f"{text.text!r} is above page {number}"
            assert text.position_y + text.height <= page.height, f"{text.text!r} on page {number}"


def assert_every_cell_starts_with_its_row(parts):
    """Of a row in several parts, in page order: no cell waits for a later page."""
    words = [[_texts(cell) for cell in part.children] for part in parts]
    started = [bool(texts) for texts in words[0]]
    for later in words[1:]:
        for start, texts in zip(started, later, strict=True):
            assert start or not texts, f"{texts[:1]} starts later than its row"


def _texts(cell):
    return [box.text for box in cell.descendants() if isinstance(box, TextBox) and box.text.strip()]


def test_one_row_is_one_page():
    pages = lay_out(make_long_document(1)).pages

    assert len(pages) == 1
    assert_good_pages(pages)


def test_fifty_uneven_rows_make_good_pages():
    pages = lay_out(make_long_document(50)).pages

    assert_good_pages(pages)
    assert 18 <= len(pages) <= 22


def test_timescales_without_themes_make_good_pages():
    assert_good_pages(lay_out(make_long_document(20, themes=False)).pages)


def test_three_hundred_rows_make_good_pages():
    pages = lay_out(make_long_document(300, columns=TWO_COLUMNS)).pages

    assert_good_pages(pages)
    assert [box.element.get("id") for page in pages for box in row_boxes(page)][-1] == "rec-300"


def test_the_head_says_what_a_page_goes_on_with():
    long = "\n\n".join(SENTENCES * 3)
    rows = [make_row(number, progress=SENTENCES[2]) for number in range(4, 10)]
    sections = [
        make_section(
            make_row(1), make_row(2, progress=long), theme="1. Communication", timescale="Now"
        ),
        make_section(make_row(3, progress=long), *rows, theme="2. Leadership"),
    ]

    pages = [page.extract_text() for page in read_pdf(render_pdf(make_document(*sections))).pages]

    assert [re.findall(r"\d\. .*\(continued\)", page) for page in pages] == [
        [],
        ["1. Communication · Now · Recommendation 2 (continued)"],
        [],
        ["2. Leadership · Recommendation 3 (continued)"],
        ["2. Leadership (continued)"],
    ]


def test_a_row_whose_first_cell_goes_on_is_named_in_the_head_too():
    row = make_row(1, TWO_COLUMNS, recommendation="\n\n".join(SENTENCES * 6), progress="Underway")

    pages = lay_out(make_document(make_section(row, timescale="Now"), columns=TWO_COLUMNS)).pages

    assert_good_pages(pages)
    heads = ["".join(_texts(page._page_box)) for page in pages]
    assert ["Now · Recommendation 1 (continued)" in head for head in heads] == [False, True, True]


@pytest.mark.parametrize(
    "cells",
    [
        {"progress": "\n\n".join(SENTENCES * 9), "by_when": "Autumn 17"},
        {"progress": "\n".join(f"- {sentence}" for sentence in SENTENCES * 9)},
        {"further_action": "\n".join(["CMT"] * 200), "owner": "Sue Moorman"},
        {"recommendation": "Pneumonoultramicroscopic" * 417},
        {"reference": "1.2.3.4.5.6.7" * 9, "by_when": "A" * 1_000},
        {
            "progress": "\n".join(
                [f"- {SENTENCES[0]}\n    - {SENTENCES[3]}\n        - {SENTENCES[2]}"] * 30
            ),
            "further_action": "- Roadshows\n- Bulletins",
        },
    ],
    ids=["paragraphs", "bullets", "lines", "10,000 letters", "reference", "nested"],
)
def test_a_row_longer_than_a_page_goes_on_over_the_next(cells):
    document = make_document(
        make_section(make_row(1), make_row(2, **cells), make_row(3), theme="1. Communication")
    )

    pages = lay_out(document).pages

    assert len(pages) > 1
    assert_good_pages(pages)


def test_long_titles_stay_on_the_page():
    document = make_document(
        make_section(
            *(make_row(number, progress="\n".join(SENTENCES)) for number in range(12)),
            theme=LONG_TITLE,
            note=LONG_TITLE * 3,
            timescale="Immediate actions " * 5,
        ),
        title=LONG_TITLE,
        committee=LONG_TITLE,
        appendix="Appendix 1 to the report of the Director of Law",
    )

    pages = lay_out(document).pages

    assert len(pages) > 1
    assert_good_pages(pages)


def test_ten_columns_fit_on_the_page():
    columns = tuple(
        Column(key, heading, 26)
        for key, heading in [
            *(("reference", "No."), ("recommendation", "Recommendation"), ("owner", "Officer")),
            *(("progress", "Progress"), ("by_when", "By when"), ("status", "Status")),
            *(("priority", "Priority"), ("response", "Response"), ("per_cent", "Complete")),
            ("further_action", "Further action"),
        ]
    )
    texts = {column.key: SENTENCES[1] for column in columns}
    rows = [make_row(number, columns, **texts) for number in range(1, 9)]

    pages = lay_out(make_document(make_section(*rows), columns=columns)).pages

    assert_good_pages(pages)


def test_text_of_other_scripts_is_printed():
    row = make_row(progress="שלום עולם\n\nمرحبا\n\n😀 ✔ 中文", owner="Łukasz Ó Súilleabháin")

    text = text_of(render_pdf(make_document(make_section(row))))

    assert "Łukasz Ó Súilleabháin" in " ".join(text.split())
    assert set("😀✔中文") <= set(text)
    assert len(set("שלוםעולם") & set(text)) == len(set("שלוםעולם"))


# What changed, what is withheld, and what the law asks for

STATUTORY = (
    "Not for publication by virtue of paragraph(s) 1, 3 of Schedule 12A of the Local Government "
    "Act 1972."
)


@cache
def kept_pdf():
    """The kept document that has something of everything."""
    return render_pdf(
        read_document(json.loads((DATA / "document-schema-2.json").read_text("utf-8")))
    )


def test_the_statutory_line_stands_at_the_head_of_every_page():
    pages = [page.extract_text() for page in read_pdf(kept_pdf()).pages]

    assert len(pages) >= 4
    assert [" ".join(page.split()).count(STATUTORY) for page in pages] == [1] * len(pages)
    for page in lay_out(make_long_document(20, statutory=STATUTORY)).pages:
        tops = [
            box.position_y
            for box in page._page_box.descendants()
            if isinstance(box, TextBox) and box.text.startswith("Not for publication")
        ]
        assert len(tops) == 1
        assert tops[0] < 75, "not at the head of its page"


def test_a_long_head_and_a_long_statutory_line_fit_above_the_table():
    document = make_document(
        make_section(
            *(make_row(number, progress="\n".join(SENTENCES)) for number in range(12)),
            theme=LONG_TITLE,
            timescale="Immediate actions " * 5,
        ),
        committee="Audit, Standards and General Purposes Committee",
        title="A plan whose title goes on and on, " * 2,
        statutory=STATUTORY,
    )

    assert_good_pages(lay_out(document).pages)


def test_another_version_is_named_at_the_foot_of_every_page():
    pages = [page.extract_text() for page in read_pdf(kept_pdf()).pages]

    assert ["Appendix 1, version 2" in page for page in pages] == [True] * len(pages)


def test_the_title_names_another_version():
    assert read_pdf(kept_pdf()).metadata.title == (
        "Appendix 1 (version 2): Council-wide action plan – As at 31 March 2013"
    )


def test_the_counts_stand_on_the_first_page_and_the_rest_after_the_table():
    first, *others = (" ".join(page.extract_text().split()) for page in read_pdf(kept_pdf()).pages)

    assert "1 new, 2 completed, 2 dates moved, 1 owner changed" in first
    assert "From “October 2012 onwards” to “Autumn 13”, moved for the 2nd time" in " ".join(others)
    assert "No update received, 3rd round" in " ".join(others)


def test_what_went_and_came_is_in_the_text_in_words():
    text = " ".join(text_of(kept_pdf()).split())

    assert text.count("[removed:") == 1
    assert text.count("[added:") == 2


def test_the_links_lead_to_rows_and_kinds():
    reader = read_pdf(kept_pdf())

    targets = [
        annotation["/Dest"] for page in reader.pages for annotation in page.get("/Annots", [])
    ]
    assert len(targets) == 7 + 11
    assert set(targets) <= set(reader.named_destinations)


def test_bookmarks_lead_to_every_kind_of_change():
    title, under = read_pdf(kept_pdf()).outline

    assert title.title == "Council-wide action plan As at 31 March 2013"
    assert [bookmark.title for bookmark in under[:1]] == [
        "What changed since Appendix 1 as at 26 November 2012"
    ]
    assert under[-2].title == "What changed since Appendix 1 as at 26 November 2012, in full"
    assert [bookmark.title for bookmark in under[-1]][:3] == [
        "1 new",
        "2 completed",
        "2 dates moved",
    ]


def test_a_long_list_of_changes_names_itself_at_the_head_of_its_pages():
    rows = [make_row(number, TWO_COLUMNS, progress=SENTENCES[0]) for number in range(30)]
    new = [make_row(number, TWO_COLUMNS, progress=SENTENCES[5]) for number in range(30)]
    old, new = (make_document(make_section(*rows), columns=TWO_COLUMNS) for rows in (rows, new))
    document = with_changes(new, old, since="Appendix 1 as at 30 November 2015")

    pages = [page.extract_text() for page in read_pdf(render_pdf(document)).pages]

    named = ["What changed (continued)" in page for page in pages]
    assert named == sorted(named)
    assert named.count(True) >= 2


def test_a_marked_row_that_goes_on_makes_good_pages():
    rows = [
        replace(make_row(number, recommendation=SENTENCES[2], **cells), marks=MARKS)
        for number, cells in enumerate(
            [
                {},
                {"progress": "\n\n".join(SENTENCES * 9)},
                {"progress": "\n".join(f"- {sentence}" for sentence in SENTENCES * 5)},
                {"owner": "Sue Moorman"},
            ]
        )
    ]
    rows.append(replace(make_row(9, recommendation="\n\n".join(SENTENCES * 9)), marks=MARKS))

    assert_good_pages(lay_out(make_document(make_section(*rows, theme="1. People"))).pages)


MARKS = ("Completed", "Date moved, 2nd time", "No update received, 3rd round", "Text changed")


# Several tables


def tables_document():
    """Live recommendations by theme, those that are overdue, and a table without any."""
    rows = [make_row(n, progress="\n".join(SENTENCES[:2])) for n in range(1, 13)]
    keys = tuple(row.key for row in rows)
    themes = (
        TableGroup("1. Communication", "", "Immediate actions", keys[:6]),
        TableGroup("2. Leadership", "", "Immediate actions", keys[6:]),
    )
    return make_document(
        make_section(*rows),
        tables=(
            make_table("table-1", "A. Live", groups=themes),
            make_table("table-2", "C. Extensions"),
            make_table("table-3", "D. Overdue", rows=keys[:3]),
        ),
        rag_key=("Red: overdue.",),
    )


@cache
def tables_pdf():
    return render_pdf(tables_document())


def test_bookmarks_lead_to_the_tables_their_themes_and_recommendations():
    _, entries = read_pdf(tables_pdf()).outline

    assert [entry.title for entry in entries if not isinstance(entry, list)] == [
        "Key to the colours",
        "A. Live",
        "C. Extensions",
        "D. Overdue",
    ]
    live = entries[2]
    assert [entry.title for entry in live if not isinstance(entry, list)] == [
        "1. Communication",
        "2. Leadership",
    ]
    assert live[1][0].title == "1 Recommendation 1"
    assert [entry.title for entry in entries[5]] == [
        f"{number} Recommendation {number}" for number in (1, 2, 3)
    ]


def test_a_page_that_goes_on_says_with_which_table():
    pages = [" ".join(page.extract_text().split()) for page in read_pdf(tables_pdf()).pages]

    assert len(pages) >= 2
    assert any("A. Live · " in page and "(continued)" in page for page in pages[1:])


def test_several_tables_are_laid_out_well():
    assert_good_pages(lay_out(tables_document()).pages)


@pytest.mark.parametrize("count", [2, 14])
def test_few_and_many_columns_fill_the_page_and_no_more(count):
    columns = tuple(Column(f"own:c{n}", "Implementation", 269 // count) for n in range(count))
    words = {column.key: "Communications" for column in columns}
    rows = [make_row(number, columns, **words) for number in range(1, 30)]

    pages = lay_out(make_document(make_section(*rows), columns=columns)).pages

    for page in pages:
        boxes = [box for box in page._page_box.descendants() if isinstance(box, TextBox)]
        # A4 landscape less a margin of 14 mm, in pixels.
        assert max(box.position_x + box.width for box in boxes) <= (297 - 14) * 96 / 25.4 + 1
    text = " ".join(page.extract_text() for page in read_pdf(
        render_pdf(make_document(make_section(*rows[:1]), columns=columns))
    ).pages)  # fmt: skip
    assert re.sub(r"[\s\u00ad\u2010-]", "", text).count("Communications") == count
