import pytest
from django.template.loader import render_to_string
from django.utils.datastructures import MultiValueDict
from lxml import html

from people.forms.rows import shown_again
from recommendations.evidence import AttachedEvidence, NewEvidence
from recommendations.forms.evidence import EvidenceRows, ask_for_files_again
from recommendations.models import Recommendation
from tests.factories import DAY
from tests.sample_files import WINDOWS_PROGRAM, upload

LINK = "https://www.example.gov.uk/minutes"
AGAIN = "Choose “minutes.pdf” again: a browser lets go of a file when its page is shown once more"


def rows(*typed, files=None, **buttons):
    sent = {"evidence-TOTAL_FORMS": str(len(typed)), "evidence-INITIAL_FORMS": "0", **buttons}
    for number, row in enumerate(typed):
        sent |= {f"evidence-{number}-{name}": text for name, text in row.items()}
    sent = MultiValueDict({name: [text] for name, text in sent.items()})
    chosen = {f"evidence-{number}-file": [file] for number, file in (files or {}).items()}
    return EvidenceRows(sent, files=MultiValueDict(chosen), prefix="evidence")


def test_rows_that_say_something_become_evidence_to_attach():
    file, recommendation = upload(), Recommendation(pk=1)

    typed = rows(
        {}, {"name": "Minutes"}, {"name": "Web", "link": LINK}, {}, files={0: file, 1: file}
    )

    assert typed.is_valid()
    assert typed.new_evidence(recommendation) == (
        NewEvidence(recommendation, "", file, ""),
        NewEvidence(recommendation, "Minutes", file, ""),
        NewEvidence(recommendation, "Web", None, LINK),
    )


def test_a_row_without_anything_is_no_evidence():
    typed = rows({}, {"name": " "})

    assert typed.is_valid()
    assert typed.new_evidence(Recommendation(pk=1)) == ()


def test_rows_are_checked_as_the_form_is():
    bad = upload("invoice.pdf", WINDOWS_PROGRAM)

    typed = rows({}, {"name": "x"}, {"link": LINK}, {"link": "x"}, files={0: bad})

    assert not typed.is_valid()
    assert [set(form.errors) for form in typed] == [{"file"}, {"file"}, {"name"}, {"link"}]


def test_a_page_that_is_opened_has_one_blank_row():
    blank = EvidenceRows(prefix="evidence")

    assert not blank.is_bound
    assert [list(form.visible_fields()[0].field.widget.attrs) for form in blank] == [["accept"]]


@pytest.mark.parametrize("is_button", [False, True])
def test_files_have_to_be_chosen_again_on_a_page_that_is_shown_again(is_button):
    button = {"add-evidence": "1"} if is_button else {}
    typed = rows({}, {"name": "Web", "link": LINK}, files={0: upload()}, **button)
    if is_button:
        shown_again(typed)
    else:
        assert typed.is_valid()

    ask_for_files_again(typed)

    assert [form.errors.get("file", []) for form in typed][:2] == [[AGAIN], []]
    assert typed[0]["name"].value() == "minutes.pdf"
    assert typed[1]["name"].value() == "Web"


def test_a_refused_file_is_not_asked_for_again():
    typed = rows({}, files={0: upload("minutes.pdf", b"")})

    ask_for_files_again(typed)

    assert typed[0].errors == {"file": ["The file is empty. Choose another file"]}
    assert typed[0]["name"].value() is None


def listed(**context):
    pieces = [
        AttachedEvidence(1, "a<b>.pdf", "PDF document", 2274, DAY, "/evidence/1/", False, 1, False),
        AttachedEvidence(2, "Web", "Link to www.example.gov.uk", 0, DAY, LINK, True, 1, False),
    ]
    text = render_to_string("recommendations/_evidence.html", {"evidence": pieces, **context})
    return html.fromstring(text)


def test_the_list_of_evidence():
    page = listed(withdrawable=())

    assert [" ".join(item.text_content().split()) for item in page.iter("li")] == [
        "a<b>.pdf (PDF document, 2.2 KB, attached 31 May 2016)",
        "Web (Link to www.example.gov.uk, attached 31 May 2016)",
    ]
    assert [(link.get("href"), link.get("rel")) for link in page.iter("a")] == [
        ("/evidence/1/", None),
        (LINK, "noopener noreferrer"),
    ]


def test_what_may_be_withdrawn_is_offered():
    links = list(listed(withdrawable={1, 2}).iter("a"))

    assert [(link.get("href"), link.text_content()) for link in links][1::2] == [
        ("/evidence/1/withdraw/", "Withdraw a<b>.pdf"),
        ("/evidence/2/withdraw/", "Withdraw Web"),
    ]
