"""The live appendix of a plan, as a page and as a PDF, where its question can't be read."""

import pytest
from django.test import Client

from reports.models import Layout
from tests.factories import lay_out, make_plan, make_recommendation, make_user
from tests.sending import problems, words

PAGE = "/plans/learning-review/appendix/"
PDF = "/plans/learning-review/appendix.pdf"


@pytest.fixture
def lead(db):
    plan = make_plan()
    lay_out(plan)
    make_recommendation(plan, text="Keep records.")
    client = Client()
    client.force_login(make_user("lena@example.gov.uk", "Lena Lead", role="HR or plan lead"))
    return client


UNREAD = [
    ("?as_at=x", "Enter the day like 2016-05-31"),
    ("?as_at=2016-02-30", "Enter the day like 2016-05-31"),
    ("?as_at=2016-05-31&known_by=rubbish", "Enter the moment like 2016-06-03T12:00"),
    (
        "?known_by=2026-10-25T01:30",
        "01:30 comes twice on 25 October 2026, when the clocks change. Choose another time",
    ),
]


@pytest.mark.parametrize(("query", "problem"), UNREAD)
def test_a_pdf_of_a_day_that_cannot_be_read_leads_to_the_page_that_says_so(lead, query, problem):
    answer = lead.get(PDF + query, follow=True)

    [(address, status)] = answer.redirect_chain
    assert (address.replace("%3A", ":"), status) == (PAGE + query, 302)
    assert problems(answer) == [problem]


@pytest.mark.parametrize(("query", "problem"), UNREAD)
def test_a_page_of_a_day_that_cannot_be_read_shows_no_paper(lead, query, problem):
    page = lead.get(PAGE + query)

    assert problems(page) == [problem]
    assert "Keep records." not in page.text
    assert "Download the PDF" not in page.text
    assert "No paper is shown, for it is not clear which day or moment" in words(page)
    assert "Back to today" in words(page)
    assert page.text.count("<h1") == 1


def test_a_page_of_a_day_has_its_paper_and_leads_to_the_pdf_of_that_day(lead):
    page = lead.get(f"{PAGE}?as_at=2016-05-31")

    assert problems(page) == []
    assert "Keep records." in page.text
    assert f'href="{PDF}?as_at=2016-05-31"' in page.text
    assert lead.get(f"{PDF}?as_at=2016-05-31").headers["Content-Type"] == "application/pdf"


def test_figures_of_a_page_lead_to_their_rows(lead):
    Layout.objects.update(figures=["overdue"])
    figures = "/plans/learning-review/figures/"

    page = lead.get(f"{PAGE}?as_at=2016-05-31")

    assert (
        f'<a class="btn btn--secondary" href="{figures}?as_at=2016-05-31">Figures</a>' in page.text
    )
    assert f'href="{figures}overdue/of/?as_at=2016-05-31"' in page.text
