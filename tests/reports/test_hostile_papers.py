"""Papers that somebody typed to do harm: each prints within seconds, says all its words, and makes
the printer fetch nothing. What is too much is refused where it is typed.
"""

import json
import threading
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from xml.etree import ElementTree

import pytest
from django.core.exceptions import ValidationError
from django.utils.html import escape
from pypdf import PdfReader

from recommendations.cell_html import cell_html
from recommendations.cell_text import MAX_CHARACTERS, clean_cell_text, read_cell_text
from recommendations.forms.recommendations import CellTextField, OneLineField
from reports.covering.document import read_covering_document
from reports.document import Column, read_document
from reports.forms.covering_reports import SectionTextField
from reports.render.covering import render_covering_page
from reports.render.html import render_page
from reports.render.pdf import render_covering_pdf, render_pdf
from tests.reports.coverings import make_covering
from tests.reports.documents import DATA, make_document, make_row, make_section

COLUMNS = (Column("recommendation", "Recommendation", 9), Column("progress", "Progress", 260))
# A column of one centimetre beside others.
NARROW = (
    *(Column(f"column-{place}", "Heading", 26) for place in range(10)),
    Column("progress", "Progress", 12),
)


def filled(words):
    """So many of them as a cell takes."""
    return words * (MAX_CHARACTERS // len(words))


def read_pdf(pdf):
    return PdfReader(BytesIO(pdf))


def text_of(pdf):
    return "".join(page.extract_text() for page in read_pdf(pdf).pages)


def paper_of(columns=COLUMNS, **texts):
    row = make_row(1, columns, **texts)
    return render_pdf(make_document(make_section(row), columns=columns))


@pytest.mark.parametrize(
    ("words", "sign"),
    [
        ("a/", "a"),
        ("/", "/"),
        ("a\u00a0", "a"),
        ("س", "س"),
        ("https://a.gov.uk/x ", "gov"),
        ("</style><i>", "y"),
        ("a\u200b\u200d\u2060", "a"),
        ("xxxxxa\u0301", "x"),
        ("\u202ea\u202c", "a"),
        ("\u2067a", "a"),
    ],
    ids=[
        *("slashes in words", "slashes", "no-break spaces", "Arabic", "links", "tags"),
        *("zero width", "accents", "overrides", "isolates"),
    ],
)
def test_the_longest_text_of_any_kind_is_printed(words, sign):
    text = clean_cell_text(filled(words))

    printed = text_of(paper_of(progress=text))

    assert printed.count(sign) >= text.count(sign)


def test_the_longest_word_is_printed_in_the_narrowest_column():
    printed = text_of(paper_of(NARROW, progress="ß" * MAX_CHARACTERS))

    assert printed.count("ß") == MAX_CHARACTERS


def test_a_thousand_bullets_on_three_levels_are_printed():
    text = clean_cell_text("- one\n    - two\n        - three\n" * 333)

    printed = text_of(paper_of(progress=text))

    assert [printed.count(word) for word in ("one", "two", "three")] == [333, 333, 333]


# What is too much is refused where it is typed


@pytest.mark.parametrize("field", [CellTextField(), OneLineField(), OneLineField(max_length=200)])
def test_a_megabyte_is_refused_in_a_sentence(field):
    with pytest.raises(ValidationError) as refusal:
        field.clean("x" * 1_000_000)

    assert refusal.value.messages == [
        "This text has 1,000,000 characters. A cell can hold 20,000: shorten it, or attach it as "
        "evidence."
    ]


def test_thousands_of_bullets_are_refused_in_a_sentence():
    with pytest.raises(ValidationError) as refusal:
        CellTextField().clean("- a\r\n" * 5_000)

    assert refusal.value.messages == [
        "This text has 5,000 lines. A cell can hold 1,000: shorten it, or attach it as evidence."
    ]


def test_a_hundred_lists_inside_each_other_are_three():
    text = "\n".join(f"{'  ' * level}- {level}" for level in range(100))

    assert cell_html(read_cell_text(text)).count("<ul>") == 3


def test_a_megabyte_of_a_report_is_refused_in_a_sentence():
    with pytest.raises(ValidationError) as refusal:
        SectionTextField().clean("x" * 1_000_000)

    assert refusal.value.messages == [
        "This text has 1,000,000 characters. A section can hold 100,000: shorten it, or make two "
        "sections of it."
    ]


# What is typed can make the printer fetch nothing, wherever it stands.


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


# The rest of what was tried is in test_render_pdf.py, in fewer places.
TYPED = "\"'></style><img src={url}/i><style>@import '{url}/c'; *{{background:url({file})}}</style>"
# Days, keys and codes, which nobody types.
CODES = {
    *("schema", "key", "as_at", "known_by", "audience", "names", "kind", "rows_rule", "printed"),
    *("printed_as", "status", "earliest", "latest", "next_latest", "original_latest", "withheld"),
    *("rows", "of", "meeting_date", "before_as_at", "piece", "owner_keys"),
}


def with_words(kept, words, name=""):
    """A kept document with words added to every text that somebody typed."""
    if isinstance(kept, str) and name not in CODES:
        return f"{kept} {words}"
    if isinstance(kept, dict):
        return {key: with_words(value, words, key) for key, value in kept.items()}
    if isinstance(kept, list):
        inside = "" if name == "rows" and kept and isinstance(kept[0], (dict, list)) else name
        return [with_words(value, words, inside) for value in kept]
    return kept


def kept(name):
    return json.loads((DATA / name).read_text("utf-8"))


def typed_to_fetch(url):
    return TYPED.format(url=url, file=(DATA / "papers.json").as_uri())


def assert_nothing_is_in_it(pdf):
    reader = read_pdf(pdf)
    assert [image for page in reader.pages for image in page.images] == []
    assert reader.attachments == {}
    assert addresses(pdf) == []


def addresses(pdf):
    """Where the links of a PDF lead outside of it; one that goes on in the next line is two."""
    found = (one for page in read_pdf(pdf).pages for one in page.annotations or ())
    actions = (one.get_object().get("/A", {}) for one in found)
    return list(dict.fromkeys(str(action["/URI"]) for action in actions if "/URI" in action))


def test_no_text_of_a_paper_makes_the_printer_fetch_anything(listener):
    url, asked = listener
    said = read_document(with_words(kept("document-schema-3.json"), typed_to_fetch(url)))
    first = said.sections[0]
    document = said.with_sections([replace(first, rows=first.rows[:1])])

    pdf = render_pdf(document)

    assert asked == []
    assert_nothing_is_in_it(pdf)
    assert render_page(document).count("@import") > 40


def test_no_text_of_a_covering_report_makes_the_printer_fetch_anything(listener):
    url, asked = listener
    covering = read_covering_document(
        with_words(kept("covering-schema-1.json"), typed_to_fetch(url))
    )
    typed = typed_to_fetch(url)
    paper = make_document(make_section(make_row(progress=typed), theme=typed), title=typed)

    pdf = render_covering_pdf(covering, [paper] * len(covering.attached))

    assert asked == []
    assert_nothing_is_in_it(pdf)
    assert render_covering_page(covering).count("@import") > 10


def test_what_looks_like_a_name_of_a_paper_that_is_bound_stays_as_it_was_typed():
    typed = ' id="x" href="#x" url(#x) ="url(#x)" '
    paper = make_document(make_section(make_row(progress=typed)))

    page = render_covering_page(make_covering("Noted.", papers=[paper]), [paper])

    assert escape(typed.strip()) in page


# Working links


def test_addresses_in_texts_lead_there_from_the_pdf_and_nothing_else_does():
    row = make_row(
        1,
        recommendation="See https://www.sample.gov.uk/review?page=2#a, http://plain.gov.uk",
        progress="- mailto:sue.moorman@sample.gov.uk\n- file:///etc/passwd javascript:alert(1)",
    )
    section = make_section(row, theme="1. https://no.gov.uk", note="https://note.gov.uk/tŷ")

    pdf = render_pdf(make_document(section))

    assert addresses(pdf) == [
        "https://note.gov.uk/t%C5%B7",
        "https://www.sample.gov.uk/review?page=2#a",
        "mailto:sue.moorman@sample.gov.uk",
    ]


def test_addresses_in_a_covering_report_lead_there_too():
    text = (
        "See https://a.gov.uk/x.\n\n- mailto:b@c.gov.uk\n\nWhat | Where\nReview | https://d.gov.uk"
    )

    assert addresses(render_covering_pdf(make_covering(text))) == [
        "https://a.gov.uk/x",
        "mailto:b@c.gov.uk",
        "https://d.gov.uk",
    ]


# What no file can hold


@pytest.mark.parametrize("unfit", ["\x00", "\x07", "\x1b", "\x9f", "\udce9", "\ufffe"])
def test_what_a_file_can_not_hold_is_printed_as_a_replacement(unfit):
    words = f"Learn{unfit}ing"
    names = dict.fromkeys(("title", "organisation", "committee", "appendix"), words)

    pdf = render_pdf(make_document(make_section(make_row(progress=words), theme=words), **names))

    metadata = read_pdf(pdf).trailer["/Root"]["/Metadata"].get_data()
    assert "Learn\ufffding" in "".join(ElementTree.fromstring(metadata).itertext())
    assert text_of(pdf).count("Learn\ufffding") >= 5
