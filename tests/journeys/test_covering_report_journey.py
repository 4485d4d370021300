"""A clerk writes the covering report to a meeting, mends what is wrong in it, issues it and puts it
right in another version; the public reads it.
"""

from datetime import date
from io import BytesIO

import pytest
from django.test import Client
from lxml import html
from pypdf import PdfReader

from people.roles import Role
from reports.issuing import issue_appendix
from reports.models import CoveringReport
from tests.factories import (
    make_draft,
    make_meeting,
    make_plan,
    make_recommendations,
    make_user,
    moment,
)
from tests.journeys.looking import lost, messages
from tests.journeys.test_list_journey import follow
from tests.sending import filled_in, problems, send, words

pytestmark = pytest.mark.django_db
TABLE = """The numbers are:

| | Group 1 | Group 2 | Total |
| --- | --- | --- | --- |
| A&C | 13 | 11 | {total} |
| CYPS | 23 | 20 | 43 |
| Total | 36 | 31 | 67 |""".replace("\n", "\r\n")


@pytest.fixture
def clerk():
    browser = Client()
    browser.force_login(make_user("clem@example.gov.uk", "Clem Clerk", role=Role.CLERK))
    return browser


@pytest.fixture
def public(settings):
    settings.PUBLIC_PAPERS = True
    return Client()


@pytest.fixture
def meeting():
    plan = make_plan()
    make_recommendations(3, plan)
    meeting = make_meeting()
    make_draft(plan, meeting)
    return meeting


def press(browser, page, **typed):
    return browser.post(page.request["PATH_INFO"], filled_in(page, **typed), follow=True)


def pdf_words(response):
    pages = PdfReader(BytesIO(response.content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_from_template_to_issued_report_and_its_next_version(clerk, public, meeting):
    # A template for the committee, out of a shape that is there ready made.
    made = send(clerk, "/report-templates/new/?begin=ready-paragraphs", name="Ours")
    assert press(clerk, clerk.get(made.url)).status_code == 200

    # The report begins with it, and the draft of the appendix is attached.
    pack = clerk.get(f"/meetings/{meeting.pk}/")
    new = follow(clerk, pack, "Write the covering report")
    writing = press(clerk, new, subject="Leading", report_of="the Director")
    attaching = follow(clerk, writing, "Attach papers of the meeting")
    [paper] = meeting.appendices.all()
    report = press(clerk, attaching, **{f"paper_{paper.pk}": "on"})
    assert "Appendix 1 (Organisational learning review) is still a draft" in words(report)

    # Two mistakes: both are said with the way to mend them, and nothing typed is lost.
    writing = follow(clerk, report, "Write")
    typed = {
        "sections-0-text": "To report on {recomendations} recommendations.",
        "sections-2-text": TABLE.format(total=25),
    }
    wrong = press(clerk, writing, **typed)
    assert len(problems(wrong)) == 2
    assert "{recomendations}" in problems(wrong)[0]
    assert "24" in problems(wrong)[1]
    assert lost(wrong, typed) == {}
    assert "can’t be shown before this is mended" in words(follow(clerk, report, "Look at it"))

    # Mended, and looked at.
    mended = {
        "sections-0-text": "To report on {recommendations} recommendations.",
        "sections-2-text": TABLE.format(total=24),
        "look": "1",
    }
    looked_at = press(clerk, wrong, **mended)
    assert "To report on 3 recommendations." in words(looked_at)
    assert "Draft, not issued: it may still change." in words(looked_at)

    # It is issued once the appendix is.
    report = CoveringReport.objects.get()
    address = report.get_absolute_url()
    assert "To be mended first" in words(clerk.get(f"{address}issue/"))
    at = moment(date(2016, 6, 20))
    issue_appendix(paper, by=make_user(), at=at, reason="Nobody was asked.")
    issued = press(clerk, clerk.get(f"{address}issue/"))
    assert messages(issued) == ["The report is issued. Nothing alters it from now on."]

    # The public reads it, with the appendix in the one PDF.
    place = f"/papers/{meeting.committee.slug}/2016-06-28/"
    [link, _] = html.fromstring(public.get(place).text).xpath("//ul[@class='papers']//a/@href")
    assert link == f"{place}reports/leading/"
    assert "To report on 3 recommendations." in words(public.get(link))
    said = pdf_words(public.get(f"{link}paper.pdf"))
    assert "To report on 3 recommendations." in said
    assert "A&C 13 11 24" in said
    assert "Recommendation 3" in said

    # What was wrong is put right in another version, which says why.
    asked = follow(clerk, clerk.get(address), "Prepare another version")
    draft = press(clerk, asked, reason="The officer to contact was missing.")
    writing = follow(clerk, draft, "Write")
    press(clerk, writing, **{"sections-7-text": "Jane Doe, 0116 496 0000"})
    second = CoveringReport.objects.get(version=2)
    press(clerk, clerk.get(f"{second.get_absolute_url()}issue/"))
    page = words(public.get(link))
    assert "in place of version 1: The officer to contact was missing." in page
    assert "Jane Doe" in page
    old = words(public.get(f"{link}version-1/"))
    assert "This is version 1." in old
    assert "Jane Doe" not in old


def test_who_reads_meetings_looks_at_a_draft_and_an_officer_at_none(clerk, meeting):
    send(clerk, f"/meetings/{meeting.pk}/reports/new/", subject="Leading")
    address = CoveringReport.objects.get().get_absolute_url()
    answers = {}
    for role in (Role.LEAD, Role.AUDITOR, Role.OFFICER, Role.VIEWER):
        browser = Client()
        browser.force_login(make_user(f"{role.name.lower()}@example.gov.uk", "X", role=role))
        pages = (browser.get(f"{address}paper/"), browser.get(f"{address}edit/"))
        answers[role.name] = [page.status_code for page in pages]

    assert answers == {
        "LEAD": [200, 403],
        "AUDITOR": [200, 403],
        "OFFICER": [403, 403],
        "VIEWER": [403, 403],
    }
