"""The covering report as PDF, alone and with the papers attached bound behind it."""

import re
from functools import cache
from io import BytesIO

import pytest
from pypdf import PdfReader

from reports.render.pdf import render_covering_pdf
from tests.reports.coverings import (
    HIGH_PERFORMANCE,
    POLITICAL_AWARENESS,
    STATUTORY,
    bound_papers,
    built,
    make_covering,
    published_report,
    published_words,
)
from tests.reports.documents import make_document

PUBLISHED = pytest.mark.parametrize("slug", [POLITICAL_AWARENESS, HIGH_PERFORMANCE])


@cache
def pdf_of(slug):
    return render_covering_pdf(built(published_report(slug)))


@cache
def bound_pdf():
    papers = bound_papers()
    return render_covering_pdf(built(published_report(HIGH_PERFORMANCE), *papers), papers)


def read_pdf(pdf):
    return PdfReader(BytesIO(pdf))


def pages_of(pdf):
    return [" ".join(page.extract_text().split()) for page in read_pdf(pdf).pages]


def text_of(pdf):
    return " ".join(pages_of(pdf))


def without_page_breaks(pdf, *lines):
    """The text without the heads and the feet of the pages."""
    text = "\n".join(page.extract_text() for page in read_pdf(pdf).pages)
    text = " ".join(re.sub(r"Page \d+ of \d+", "", text).split())
    for line in lines:
        text = text.replace(line, "")
    return " ".join(text.split())


@PUBLISHED
def test_the_pdf_says_every_paragraph_after_its_number(slug):
    report = built(published_report(slug))
    head = f"{report.committee} · {report.meeting_date.day} {report.meeting_date:%B %Y}"

    text = without_page_breaks(pdf_of(slug), f"{head} {report.subject}", "Sample Council")

    for number, said_there in published_words(slug)["numbered"]:
        assert f"{number} {said_there}" in text
    for said_there in published_words(slug)["besides"]:
        assert said_there in text


def test_the_table_of_the_published_report_is_printed_with_its_totals():
    text = text_of(pdf_of(HIGH_PERFORMANCE))

    for row in (
        "Group 1 Group 2 Group 3 Group 4 Total (Depts)",
        "A&C 13 11 12 10 46",
        "Chief Executives 18 20 12 17 67",
        "Public Health 2 2 2 0 6",
        "Corporate Resources 19 17 20 21 77",
        "CYPS 23 20 21 19 83",
        "E&T 9 10 12 13 44",
        "ESPO 4 5 4 4 17",
        "Total group 88 85 83 84 340",
    ):
        assert row in text


@PUBLISHED
def test_the_file_is_tagged_and_names_its_language_and_title(slug):
    reader = read_pdf(pdf_of(slug))
    root, report = reader.trailer["/Root"], built(published_report(slug))

    assert (root["/Lang"], root["/MarkInfo"]["/Marked"].value) == ("en-GB", True)
    assert b'pdfuaid:part="1"' in root["/Metadata"].get_data()
    day = f"{report.meeting_date.day} {report.meeting_date:%B %Y}"
    assert reader.metadata.title == f"{report.subject} – {report.committee}, {day}"
    assert reader.metadata.author == "Sample Council"


@PUBLISHED
def test_every_page_is_upright_and_numbered_and_says_what_it_belongs_to(slug):
    report, pages = built(published_report(slug)), read_pdf(pdf_of(slug)).pages

    assert {(round(page.mediabox.width), round(page.mediabox.height)) for page in pages} == {
        (595, 842)
    }
    texts = pages_of(pdf_of(slug))
    head = f"{report.committee} · {report.meeting_date.day} {report.meeting_date:%B %Y} "
    assert [f"Page {number} of {len(texts)}" in t for number, t in enumerate(texts, 1)] == (
        [True] * len(texts)
    )
    heads = [head + report.subject in text for text in texts]
    assert heads == [False, *[True] * (len(texts) - 1)]


def test_the_same_report_gives_the_same_bytes():
    papers = bound_papers()
    covering = built(published_report(HIGH_PERFORMANCE), *papers)

    assert render_covering_pdf(covering, papers) == bound_pdf()


def test_a_bound_paper_has_pages_of_its_own_that_name_it_and_only_it():
    texts = pages_of(bound_pdf())
    sizes = [page.mediabox.width > page.mediabox.height for page in read_pdf(bound_pdf()).pages]
    report = sizes.index(True)

    assert sizes == [False] * report + [True] * (len(texts) - report)
    assert [f"Page {number} of {len(texts)}" in t for number, t in enumerate(texts, 1)] == (
        [True] * len(texts)
    )
    feet = [re.search(r"Appendix \d(, version \d)?(?= Page)", text) for text in texts]
    found = [foot and foot[0] for foot in feet]
    assert found == sorted(found, key=lambda name: name or "")
    assert set(found) == {None, "Appendix 1", "Appendix 2, version 2", "Appendix 3"}
    for text, foot in zip(texts[report:], found[report:], strict=True):
        assert (STATUTORY in text) is (foot == "Appendix 2, version 2")
        assert ("Meeting of today" in text) is (foot == "Appendix 3")
        assert text.count(STATUTORY) <= 1


def test_a_bound_paper_says_at_the_head_of_its_pages_what_it_goes_on_with():
    texts = pages_of(bound_pdf())
    review = "Audit & Standards Committee · Organisational learning review, Progress as at May 2016"

    first = next(n for n, text in enumerate(texts) if "Appendix 1 Page" in text)
    assert review not in texts[first]
    assert f"{review} Recommendation 2 (continued)" in texts[first + 1]


def test_bookmarks_lead_to_the_report_and_its_sections_then_to_each_paper_and_its_themes():
    outline = read_pdf(bound_pdf()).outline

    titles = [entry.title for entry in outline if not isinstance(entry, list)]
    assert titles == [
        "Leading for High Performance",
        "Appendix 1 Organisational learning review",
        "Appendix 2 Council-wide action plan",
        "Appendix 3 Organisational learning review",
    ]
    sections, _, plan, _ = [entry for entry in outline if isinstance(entry, list)]
    assert [entry.title for entry in sections] == [
        "Purpose of report",
        "Background",
        "Leading for High Performance",
        "Next steps",
        "Recommendation",
        "Background Papers",
        "Circulation under the Local Issues Alert Procedures",
        "Officer to Contact:",
        "Equal Opportunities Implications",
        "Appendices",
    ]
    assert [entry.title for entry in plan[::2]] == [
        "1. Communication",
        "2. Leadership and Management",
        "3. Performance Management",
        "4. The future of the staff survey",
    ]


def test_the_names_of_the_papers_lead_to_them():
    reader = read_pdf(bound_pdf())

    targets = [link["/Dest"] for page in reader.pages for link in page.get("/Annots", [])]
    assert targets[:3] == ["appendix-1", "appendix-2", "appendix-3"]
    assert set(targets) <= set(reader.named_destinations)


def test_nothing_is_left_to_complain_about(caplog):
    papers = bound_papers()

    render_covering_pdf(built(published_report(POLITICAL_AWARENESS), *papers), papers)

    assert caplog.messages == []


def test_nothing_that_is_typed_makes_it_fetch(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    typed = (
        f'<img src="{secret.as_uri()}"> url({secret.as_uri()}) '
        f'" rel=attachment href="{secret.as_uri()}"><link rel=attachment href="{secret.as_uri()}">'
    )

    paper = make_document(title=typed)

    covering = make_covering(typed, subject=typed, papers=[paper])
    reader = read_pdf(render_covering_pdf(covering, [paper]))

    assert reader.attachments == {}
    assert [image for page in reader.pages for image in page.images] == []
