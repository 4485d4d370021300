"""Covering reports among the public papers."""

from datetime import date
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import html

from people.roles import Role
from reports.issuing import canonical_bytes
from reports.publishing import show_to_the_public, take_off_public_page
from tests.factories import (
    make_committee,
    make_issued,
    make_issued_report,
    make_meeting,
    make_plan,
    make_recommendation,
    make_report,
    make_user,
    moment,
    written,
)
from tests.sending import words

pytestmark = pytest.mark.django_db
MEETING = "/papers/audit-standards-committee/2016-06-28/"
REPORT = f"{MEETING}reports/progress/"
LATER = date(2016, 6, 21)


@pytest.fixture
def client(settings):
    """A stranger, where papers are public."""
    settings.PUBLIC_PAPERS = True
    return Client()


@pytest.fixture
def paper():
    plan = make_plan()
    make_recommendation(plan, text="Keep records.", reference="1")
    return make_issued(plan)


@pytest.fixture
def report(paper):
    return make_issued_report(attached=[paper])


def links(page, part="//main"):
    return html.fromstring(page.text).xpath(f"{part}//a/@href")


def take_off(paper, hour=12):
    take_off_public_page(paper, reason="A name", **written(LATER, moment(LATER, hour)))


def test_the_address_of_a_report_is_its_own(report):
    assert report.get_public_url() == REPORT
    assert report.get_version_url() == f"{REPORT}version-1/"


def test_a_report_stands_before_the_papers_of_its_meeting(client, report, paper):
    listed = links(client.get(MEETING), "//ul[@class='papers']")

    assert listed == [REPORT, paper.get_public_url()]
    assert links(client.get("/papers/audit-standards-committee/"), "//section//ul") == listed
    front = client.get("/papers/")
    assert set(listed) < set(links(front))
    assert "Audit & Standards Committee 2 papers" in words(front)


def test_a_committee_with_a_report_alone_has_its_meeting(client):
    make_issued_report(make_meeting(make_committee("Executive")))

    assert "/papers/executive/2016-06-28/" in links(client.get("/papers/executive/"))


def test_the_page_is_the_kept_report_and_leads_to_what_is_attached(client, report, paper):
    page = client.get(REPORT)

    assert "To tell the Committee." in words(page)
    assert f"{paper.get_public_url()}version-1/" in links(page)
    assert page["Cache-Control"] == "public, max-age=300"
    assert "Alice Archer" not in page.text


def test_the_pdf_and_the_data_are_the_kept_bytes_with_their_hash_as_etag(client, report):
    pdf, data = client.get(f"{REPORT}paper.pdf"), client.get(f"{REPORT}paper.json")

    assert (pdf.content, pdf["ETag"]) == (bytes(report.pdf), f'"{report.sha256}"')
    assert data.content == canonical_bytes(report.document)
    assert data["ETag"] == f'"{report.document_sha256}"'
    again = client.get(f"{REPORT}paper.pdf", headers={"If-None-Match": pdf["ETag"]})
    assert again.status_code == 304


def test_versions_stand_at_addresses_of_their_own(client, report, paper):
    second = make_issued_report(replaces=report, attached=[paper], pdf=b"%PDF-1.7 second")

    assert client.get(f"{REPORT}paper.pdf").content == bytes(second.pdf)
    assert client.get(f"{REPORT}version-1/paper.pdf").content == bytes(report.pdf)
    old = words(client.get(f"{REPORT}version-1/"))
    assert "This is version 1. Version 2 replaced it on 20 June 2016." in old
    assert "The reason given: A date was wrong" in old
    assert client.get(f"{REPORT}version-3/").status_code == 404


def test_with_a_paper_taken_off_the_report_that_holds_it_is_what_never_was(client, report, paper):
    changed = client.get(f"{REPORT}paper.pdf")["Last-Modified"]

    take_off(paper)

    for file in ("", "paper.pdf", "paper.json", "version-1/", "version-1/paper.pdf"):
        assert client.get(f"{REPORT}{file}").status_code == 404
    assert client.get(MEETING).status_code == 404
    assert REPORT not in client.get("/papers/").text
    assert REPORT not in client.get("/papers/feed.xml").text

    show_to_the_public(paper, reason="It was right", **written(LATER, moment(LATER, 13)))
    assert client.get(f"{REPORT}paper.pdf")["Last-Modified"] != changed


def test_an_earlier_version_stands_where_the_newest_holds_what_was_taken_off(client, paper):
    first = make_issued_report()
    make_issued_report(replaces=first, attached=[paper])

    take_off(paper)

    page = words(client.get(REPORT))
    assert "version 2" not in page.lower()
    assert client.get(f"{REPORT}version-2/").status_code == 404


@pytest.mark.parametrize("make", [make_report, lambda: make_issued_report(shown=False)])
def test_what_is_not_on_the_page_is_not_there(client, make):
    make()

    assert client.get(REPORT).status_code == 404
    assert client.get(MEETING).status_code == 404


def test_the_feed_has_reports_too(client, report, paper):
    feed = ElementTree.fromstring(client.get("/papers/feed.xml").content)

    entries = feed.findall("{*}entry")
    said = [(e.findtext("{*}title"), e.findtext("{*}summary")) for e in entries]
    assert said == [
        (
            "Report: Progress",
            "Covering report, for Audit &amp; Standards Committee, 28 June 2016.",
        ),
        (
            "Appendix 1: Organisational learning review",
            "As at 31 May 2016, for Audit &amp; Standards Committee, 28 June 2016.",
        ),
    ]


def test_a_paper_of_a_plan_that_is_called_reports_keeps_its_addresses(client):
    paper = make_issued(make_plan("Reports", "reports"))
    report = make_issued_report(paper.meeting, slug="report-version-1")

    assert paper.get_version_url() == f"{MEETING}reports/version-1/"
    assert client.get(paper.get_version_url()).context["appendix"] == paper
    assert client.get(f"{paper.get_version_url()}paper.pdf").content == bytes(paper.pdf)
    assert client.get(report.get_public_url()).context["report"] == report


def test_strangers_sign_in_where_papers_are_not_public(settings):
    settings.PUBLIC_PAPERS = False
    make_issued_report()

    assert Client().get(REPORT).url == f"/sign-in/?next={REPORT}"


def test_a_viewer_reads_an_issued_report_and_no_draft(report):
    viewer = Client()
    viewer.force_login(make_user("vera@example.gov.uk", "Vera Viewer", role=Role.VIEWER))

    assert viewer.get(REPORT).status_code == 200
    assert viewer.get(report.get_absolute_url()).status_code == 403


LISTS = {"/papers/": 7, MEETING: 3, "/papers/feed.xml": 3, REPORT: 3}


@pytest.mark.parametrize("count", [1, 3])
def test_lists_take_the_same_queries_for_one_and_for_many(client, report, count):
    for number in range(1, count):
        make_issued_report(report.meeting, f"Report {number}", slug=f"report-{number}")
        make_issued_report(make_meeting(make_committee(f"Board {number}")))
    taken = {}

    for address in LISTS:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        taken[address] = len(queries)
        if address != REPORT:
            for query in queries:
                assert ', "reports_coveringreport"."pdf"' not in query["sql"]
                assert ', "reports_coveringreport"."document"' not in query["sql"]

    assert taken == LISTS
