import json
from datetime import date, timedelta
from hashlib import sha256

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.http import http_date
from lxml import etree, html

from people.edited_in_place import save_in_place
from people.roles import Role
from recommendations.plans import edit_plan
from reports.publishing import show_to_the_public, take_off_public_page
from reports.views.public import MEETINGS_ON_A_PAGE, NO_PAPER, PAPERS_IN_THE_FEED, PAPERS_ON_A_PAGE
from tests.factories import (
    make_committee,
    make_draft,
    make_issued,
    make_meeting,
    make_owner,
    make_plan,
    make_recommendation,
    make_user,
    moment,
    written,
)
from tests.sending import words

pytestmark = pytest.mark.django_db
COMMITTEE = "/papers/audit-standards-committee/"
MEETING = f"{COMMITTEE}2016-06-28/"
PAPER = f"{MEETING}learning-review/"
JUNE, JULY = date(2016, 6, 20), date(2016, 7, 1)
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(autouse=True)
def _open(settings):
    """To strangers, as who asks in these tests is unless they sign in."""
    settings.PUBLIC_PAPERS = True


@pytest.fixture
def paper():
    plan = make_plan()
    make_recommendation(
        plan, text="Declare interests", owners=[make_owner()], narrative="All do", reference="1"
    )
    return make_issued(plan)


def make_many(count):
    """As many papers, each of a meeting and issued on a day of its own, from 1 July on."""
    plan, kept = make_plan(), None
    for number in range(count):
        day = JULY + timedelta(days=number)
        fields = {"issued_at": moment(day), "document": kept}
        kept = make_issued(plan, make_meeting(day=day), **fields).document


def another_version(paper, reason="A date was wrong", on=JULY, **fields):
    return make_issued(
        paper.plan, replaces=paper, version_reason=reason, issued_at=moment(on), **fields
    )


def take_off(paper, on=JULY, at=None):
    take_off_public_page(paper, reason="The wrong plan", **written(on, at))


def links(page, where="//main"):
    return html.fromstring(page.text).xpath(f"{where}//a/@href")


def said(page):
    """What a page's <main> says, in one line, as it reads."""
    [main] = html.fromstring(page.text).xpath("//main")
    return " ".join(main.text_content().split())


def refused(client, address):
    """What somebody reads there, where it is no page."""
    page = client.get(address)
    assert page.status_code == 404
    return words(page)


# Who may


ADDRESSES = [
    "/papers/",
    "/papers/feed.xml",
    COMMITTEE,
    MEETING,
    PAPER,
    f"{PAPER}paper.pdf",
    f"{PAPER}paper.json",
    f"{PAPER}version-1/",
    f"{PAPER}version-1/paper.pdf",
    f"{PAPER}version-1/paper.json",
]


def test_strangers_read_papers_where_the_setting_says_so(client, paper):
    for address in ADDRESSES:
        response = client.get(address)
        assert (address, response.status_code) == (address, 200)
        assert response["Cache-Control"] == "public, max-age=300"
        assert "Cookie" in response["Vary"]
        assert not response.has_header("Set-Cookie")
        assert dict(response.cookies) == {}
        assert "default-src 'self'" in response["Content-Security-Policy"]


@pytest.mark.parametrize("name", ["sessionid", "csrftoken", "other"])
def test_what_is_asked_for_with_a_stale_cookie_is_kept_by_no_cache_between(
    client, paper, settings, name
):
    called = {
        "sessionid": settings.SESSION_COOKIE_NAME,
        "csrftoken": settings.CSRF_COOKIE_NAME,
        "other": "other",
    }

    for address in ADDRESSES:
        client.cookies.clear()
        client.cookies[called[name]] = "stale"
        response = client.get(address)
        assert (address, response.status_code) == (address, 200)
        assert response["Cache-Control"] == "private, no-cache"
        assert "Cookie" in response["Vary"]


def test_a_stale_session_is_taken_back_with_an_answer_that_no_cache_keeps(client, paper, settings):
    client.cookies[settings.SESSION_COOKIE_NAME] = "stale"

    response = client.get(PAPER)

    assert response.cookies[settings.SESSION_COOKIE_NAME]["max-age"] == 0
    assert response["Cache-Control"] == "private, no-cache"


def test_strangers_are_sent_to_sign_in_without_the_setting(client, paper, settings):
    settings.PUBLIC_PAPERS = False

    for address in [*ADDRESSES, f"{PAPER}version-9/", "/papers/no-such-committee/"]:
        response = client.get(f"{address}?page=2")
        assert response.status_code == 302
        assert response.url == f"/sign-in/?next={address}%3Fpage%3D2"


@pytest.mark.parametrize("is_open", [True, False])
def test_a_viewer_reads_papers_either_way(client, paper, settings, is_open):
    settings.PUBLIC_PAPERS = is_open
    client.force_login(make_user("vera@example.gov.uk", "Vera Viewer", role=Role.VIEWER))

    for address in ADDRESSES:
        response = client.get(address)
        assert (address, response.status_code) == (address, 200)
        assert response["Cache-Control"] == "private, no-cache"
        assert "Cookie" in response["Vary"]


def test_asking_for_the_head_alone_is_answered(client, paper):
    for address in ADDRESSES:
        whole, head = client.get(address), client.head(address)
        assert (address, head.status_code, head.content) == (address, 200, b"")
        assert head["Content-Length"] == whole["Content-Length"] == str(len(whole.content))


def test_there_is_nothing_to_send(client, paper):
    answers = {address: client.post(address).status_code for address in ADDRESSES}

    assert answers == dict.fromkeys(ADDRESSES, 405)


def test_a_stranger_has_papers_and_signing_in_around_the_page(client, paper):
    page = client.get("/papers/")

    assert links(page, "//header") == ["/papers/", "/sign-in/"]
    assert links(page, "//nav[@aria-label='Main']") == ["/papers/"]
    assert "Sign out" not in page.text
    assert "csrfmiddlewaretoken" not in page.text


def test_without_the_setting_the_door_says_nothing_of_papers(client, paper, settings):
    assert "/papers/" in links(client.get("/sign-in/"), "/")

    settings.PUBLIC_PAPERS = False

    assert "/papers/" not in links(client.get("/sign-in/"), "/")


def test_a_viewer_is_led_from_the_start_page_to_the_papers(client, paper):
    client.force_login(make_user("vera@example.gov.uk", "Vera Viewer", role=Role.VIEWER))

    assert "/papers/" in links(client.get("/"))


# What is not public


def unknown(client):
    return refused(client, f"{MEETING}never-was/")


@pytest.fixture
def kept_back():
    """An exempt paper, a draft and one that was taken off, of one meeting."""
    plan, meeting = make_plan(), make_meeting()
    off = make_issued(plan, meeting, slug="off", as_at=date(2016, 6, 1))
    take_off(off)
    make_issued(plan, meeting, slug="learning-review-exempt", audience="exempt")
    make_draft(plan, meeting)


NOT_PUBLIC = [
    f"{MEETING}off/",
    f"{MEETING}off/paper.pdf",
    f"{MEETING}off/paper.json",
    f"{MEETING}off/version-1/",
    f"{MEETING}learning-review-exempt/",
    f"{MEETING}learning-review-exempt/version-1/paper.pdf",
    PAPER,
    f"{PAPER}version-1/",
    MEETING,
    f"{COMMITTEE}2016-02-31/",
    f"{COMMITTEE}20160628/",
    f"{COMMITTEE}2016-W26-2/",
    f"{COMMITTEE}2016-6-28/",
    f"{COMMITTEE}28-june-2016/",
    f"{COMMITTEE}2016-02-31/learning-review/",
    f"{MEETING}off/version-2/",
    f"{MEETING}off/version-999999999999999999/",
    "/papers/no-such-committee/",
]


def test_what_is_not_public_is_answered_as_what_never_was(client, kept_back):
    answers = {address: refused(client, address) for address in NOT_PUBLIC}

    assert answers == dict.fromkeys(NOT_PUBLIC, unknown(client))
    assert NO_PAPER in unknown(client)


def test_what_is_not_public_is_in_no_list_and_no_feed(client, kept_back):
    assert "No paper yet" in words(client.get("/papers/"))
    assert "No paper yet" in words(client.get(COMMITTEE))
    assert entries(client) == []


def test_a_clerk_finds_no_more_on_the_public_page(client, kept_back):
    client.force_login(make_user("clem@example.gov.uk", "Clem Clerk", role=Role.CLERK))

    assert refused(client, f"{MEETING}off/") == unknown(client)
    assert refused(client, f"{MEETING}learning-review-exempt/") == unknown(client)


def test_a_committee_without_papers_that_is_out_of_use_is_not_there(client, paper):
    committee = make_committee("Old Board")
    assert client.get("/papers/old-board/").status_code == 200
    committee.is_active = False
    save_in_place(committee, by=make_user(), at=moment())

    assert refused(client, "/papers/old-board/") == unknown(client)
    assert "Old Board" not in client.get("/papers/").text
    paper.meeting.committee.is_active = False
    save_in_place(paper.meeting.committee, by=make_user(), at=moment())
    assert client.get(PAPER).status_code == 200
    assert COMMITTEE in links(client.get("/papers/"))


# The lists


def test_the_latest_papers_come_first(client, paper):
    later = make_issued(
        make_plan("Staff survey", "staff-survey"),
        make_meeting(make_committee("Executive"), date(2016, 6, 21)),
        issued_at=moment(JULY),
    )

    page = client.get("/papers/")

    assert links(page, "//section[@aria-labelledby='latest']") == [
        "/papers/executive/2016-06-21/staff-survey/",
        PAPER,
    ]
    assert (
        "Appendix 1: Staff survey As at 31 May 2016. Executive, 21 June 2016. Issued 1 July 2016."
        in said(page)
    )
    assert links(page, "//section[@aria-labelledby='committees']") == [
        COMMITTEE,
        "/papers/executive/",
        "/papers/feed.xml",
    ]
    assert later.get_public_url() == "/papers/executive/2016-06-21/staff-survey/"


def test_committees_in_use_are_listed_with_how_many_papers_they_have(client, paper):
    another_version(paper)
    make_issued(paper.plan, paper.meeting, slug="second", as_at=date(2016, 6, 1))
    make_committee("Executive")

    assert "Audit & Standards Committee 2 papers Executive No paper yet" in words(
        client.get("/papers/")
    )


def test_a_page_without_any_paper_says_so(client):
    assert words(client.get("/papers/")).endswith(
        "No paper yet When a committee clerk issues a paper for the public, it is shown here, and "
        "stays at its address."
    )


def test_meetings_of_a_committee_come_by_year_with_their_papers(client, paper):
    for day in (date(2015, 12, 1), date(2016, 9, 27)):
        make_issued(paper.plan, make_meeting(day=day), as_at=date(2015, 11, 30))
    make_meeting(day=date(2016, 12, 6))

    page = client.get(COMMITTEE)

    assert html.fromstring(page.text).xpath("//main//h2/text()") == ["2016", "2015"]
    assert links(page) == [
        f"{COMMITTEE}2016-09-27/",
        f"{COMMITTEE}2016-09-27/learning-review/",
        MEETING,
        PAPER,
        f"{COMMITTEE}2015-12-01/",
        f"{COMMITTEE}2015-12-01/learning-review/",
    ]


def test_papers_of_a_meeting_come_in_the_order_of_their_numbers(client, paper):
    for number in ("Appendix 10", "Appendix 2"):
        slug = number.lower().replace(" ", "-")
        plan = make_plan(number, slug)
        make_issued(plan, paper.meeting, number=number)

    assert links(client.get(MEETING)) == [PAPER, f"{MEETING}appendix-2/", f"{MEETING}appendix-10/"]


def test_lists_name_the_version_that_stands_there(client, paper):
    another_version(paper)

    for address in ("/papers/", COMMITTEE, MEETING):
        page = client.get(address)
        assert links(page).count(PAPER) == 1
        assert "Version 2, issued 1 July 2016." in said(page)


def test_long_lists_go_over_pages(client):
    make_many(PAPERS_ON_A_PAGE + 1)

    first, second = client.get("/papers/"), client.get("/papers/?page=2")

    assert len(links(first, "//section[@aria-labelledby='latest']/ul[1]")) == PAPERS_ON_A_PAGE
    assert links(second, "//section[@aria-labelledby='latest']/ul[1]") == [
        f"{COMMITTEE}2016-07-01/learning-review/"
    ]


def test_a_committee_with_many_meetings_goes_over_pages(client):
    make_many(MEETINGS_ON_A_PAGE + 1)

    assert len(links(client.get(COMMITTEE), "//main//h3")) == MEETINGS_ON_A_PAGE
    assert links(client.get(f"{COMMITTEE}?page=2"), "//main//h3") == [f"{COMMITTEE}2016-07-01/"]


LISTS = {"/papers/": 6, COMMITTEE: 5, MEETING: 3, "/papers/feed.xml": 2, PAPER: 3}


@pytest.mark.parametrize("count", [1, 3])
def test_lists_take_the_same_queries_for_one_and_for_many(client, paper, count):
    for number in range(1, count):
        meeting = make_meeting(make_committee(f"Board {number}"))
        make_issued(make_plan(f"Plan {number}", f"plan-{number}"), paper.meeting)
        make_issued(paper.plan, meeting)
        make_issued(paper.plan, make_meeting(day=JULY + timedelta(days=number)))
        paper = another_version(paper)

    taken = {address: queries(client, address) for address in LISTS}

    assert {address: len(asked) for address, asked in taken.items()} == LISTS
    of_lists = [query for address, asked in taken.items() if address != PAPER for query in asked]
    for query in of_lists:
        assert ', "reports_appendix"."pdf"' not in query
        assert ', "reports_appendix"."document"' not in query


def queries(client, address):
    with CaptureQueriesContext(connection) as taken:
        assert client.get(address).status_code == 200
    return [query["sql"] for query in taken]


# The paper


def test_the_page_is_the_kept_document(client, paper):
    row = paper.plan.recommendations.get()
    edit_plan(paper.plan, by=make_user(), at=moment(), version=1, title="Renamed since")

    page = client.get(PAPER)

    text = words(page)
    assert "Organisational learning review" in text
    assert "Declare interests" in text
    assert "All do" in text
    assert html.fromstring(page.text).get_element_by_id(f"rec-{row.pk}") is not None
    for address in ("/papers/", COMMITTEE, MEETING, PAPER, "/papers/feed.xml"):
        assert "Renamed since" not in client.get(address).text


def test_the_page_says_what_the_paper_is(client, paper):
    page = client.get(PAPER)

    text = words(page)
    assert "Issued 20 June 2016, 12:00, for Audit & Standards Committee, 28 June 2016" in text
    assert "15 bytes" in text
    assert paper.sha256 in text
    assert f"http://testserver{PAPER}" in text
    assert "version" not in text.lower()
    assert f"{PAPER}version-1/paper.pdf" in links(page)
    assert f"{PAPER}version-1/paper.json" in links(page)
    head = html.fromstring(page.text).head
    assert head.xpath("link[@rel='canonical']/@href") == [f"http://testserver{PAPER}"]
    assert head.xpath("link[@type='application/atom+xml']/@href") == ["/papers/feed.xml"]


def test_nothing_is_said_of_who_issued_it_or_why(client, paper):
    clerk = make_user("clem@example.gov.uk", "Clem Clerk")
    another_version(
        paper, issued_by=clerk, prepared_by=clerk, silence_reason="Nobody asked Housing"
    )

    for address in {*ADDRESSES, *(a.replace("version-1", "version-2") for a in ADDRESSES)}:
        content = client.get(address).content
        assert b"Clem" not in content
        assert b"Alice" not in content
        assert b"Housing" not in content


def test_why_a_paper_was_taken_off_or_put_back_is_not_said(client, paper):
    take_off(paper)
    show_to_the_public(paper, reason="Right after all", **written(JULY, moment(JULY, 13)))

    for address in ADDRESSES:
        content = client.get(address).content
        assert b"The wrong plan" not in content
        assert b"Right after all" not in content


def test_a_renamed_committee_keeps_its_address(client, paper):
    committee = paper.meeting.committee
    committee.name = "Governance Committee"
    save_in_place(committee, by=make_user(), at=moment())

    page = client.get(PAPER)

    assert page.status_code == 200
    assert "Governance Committee" in words(page)
    assert COMMITTEE in links(page, "//nav[@aria-label='Breadcrumb']")


# Versions


def test_the_data_lead_to_what_they_are_written_down_in(client, paper):
    described = '</static/schemas/appendix-document-3.json>; rel="describedby"'

    assert client.get(f"{PAPER}paper.json")["Link"] == described
    assert not client.get(f"{PAPER}paper.pdf").has_header("Link")


@pytest.mark.parametrize("version", ["01", "0", "+1", "1.0"])
@pytest.mark.parametrize("file", ["", "paper.pdf", "paper.json"])
def test_a_version_is_written_in_one_way_only(client, paper, version, file):
    assert client.get(f"{PAPER}version-{version}/{file}").status_code == 404


def test_the_newest_version_stands_at_the_address(client, paper):
    second = another_version(paper, pdf=b"%PDF-1.7 second")

    page = client.get(PAPER)

    assert "version 2" in words(page)
    assert "Version 2, this one, issued on 1 July 2016. The reason given: A date was wrong" in (
        words(page)
    )
    assert second.sha256 in page.text
    assert f"{PAPER}version-1/" in links(page)
    assert client.get(f"{PAPER}paper.pdf").content == b"%PDF-1.7 second"
    assert "replaced it" not in words(page)


def test_an_older_version_says_that_it_was_replaced_when_and_why(client, paper):
    another_version(paper, pdf=b"%PDF-1.7 second")

    page = client.get(f"{PAPER}version-1/")

    assert (
        "This is version 1. Version 2 replaced it on 1 July 2016. The reason given: A date was "
        "wrong Read version 2" in words(page)
    )
    assert PAPER in links(page)
    assert html.fromstring(page.text).head.xpath("link[@rel='canonical']/@href") == [
        f"http://testserver{PAPER}"
    ]
    assert client.get(f"{PAPER}version-1/paper.pdf").content == b"%PDF-1.7 sample"


def test_without_the_newest_version_the_one_before_stands_there_again(client, paper):
    second = another_version(paper, reason="Secret words", pdf=b"%PDF-1.7 second")
    take_off(second)

    page = client.get(PAPER)

    assert page.status_code == 200
    assert "replaced it" not in words(page)
    assert "Secret words" not in page.text
    assert client.get(f"{PAPER}paper.pdf").content == b"%PDF-1.7 sample"
    assert refused(client, f"{PAPER}version-2/") == unknown(client)
    assert links(client.get(MEETING)) == [PAPER]


def test_without_an_older_version_the_newest_stands(client, paper):
    another_version(paper)
    take_off(paper)

    page = client.get(PAPER)

    assert "version 2" in words(page)
    assert f"{PAPER}version-1/" not in links(page)
    assert refused(client, f"{PAPER}version-1/") == unknown(client)


def test_of_three_versions_the_newest_shown_replaces_the_first(client, paper):
    second = another_version(paper, reason="One date")
    third = another_version(second, reason="Another date", on=date(2016, 7, 4))

    text = said(client.get(f"{PAPER}version-1/"))
    assert "Version 3 replaced it on 4 July 2016. The reason given: Another date" in text
    take_off(third, date(2016, 7, 5))
    text = said(client.get(f"{PAPER}version-1/"))
    assert "Version 2 replaced it on 1 July 2016. The reason given: One date" in text


def test_a_paper_and_its_supplement_lead_to_each_other(client, paper):
    supplement = make_issued(
        paper.plan,
        paper.meeting,
        supplement_to=paper,
        slug="learning-review-supplement",
        number="Appendix 1, supplement",
        issued_at=moment(JULY),
    )

    assert supplement.get_public_url() in links(client.get(PAPER))
    assert "Appendix 1, supplement, issued on 1 July 2016." in said(client.get(PAPER))
    page = client.get(supplement.get_public_url())
    assert "This is a supplement to Appendix 1: Organisational learning review." in said(page)
    assert PAPER in links(page)
    take_off(supplement)
    assert "supplement" not in client.get(PAPER).text


# The files


def test_the_pdf_is_the_kept_one_to_the_byte(client, paper):
    response = client.get(f"{PAPER}paper.pdf")

    assert response.content == b"%PDF-1.7 sample"
    assert {
        name: response[name]
        for name in ("Content-Type", "Content-Disposition", "ETag", "Last-Modified")
    } == {
        "Content-Type": "application/pdf",
        "Content-Disposition": (
            'attachment; filename="audit-standards-committee-2016-06-28-learning-review-version-1'
            '.pdf"'
        ),
        "ETag": f'"{sha256(b"%PDF-1.7 sample").hexdigest()}"',
        "Last-Modified": "Mon, 20 Jun 2016 11:00:00 GMT",
    }


def test_the_data_are_the_bytes_of_which_the_hash_was_kept(client, paper):
    response = client.get(f"{PAPER}paper.json")

    assert response["Content-Type"] == "application/json"
    assert response["ETag"] == f'"{paper.document_sha256}"'
    assert sha256(response.content).hexdigest() == paper.document_sha256
    assert json.loads(response.content) == paper.document


@pytest.mark.parametrize("name", ["paper.pdf", "paper.json"])
def test_who_has_a_file_is_not_sent_it_again(client, paper, name):
    has = client.get(PAPER + name)

    again = client.get(PAPER + name, headers={"If-None-Match": has["ETag"]})
    since = client.get(PAPER + name, headers={"If-Modified-Since": has["Last-Modified"]})
    other = client.get(PAPER + name, headers={"If-None-Match": '"other"'})

    assert (again.status_code, again.content) == (304, b"")
    assert (since.status_code, since.content) == (304, b"")
    assert again["ETag"] == has["ETag"]
    assert again["Cache-Control"] == "public, max-age=300"
    assert (other.status_code, other.content) == (200, has.content)


def test_a_file_that_is_not_sent_is_not_read(client, paper):
    has = client.get(f"{PAPER}paper.pdf")

    with CaptureQueriesContext(connection) as taken:
        client.get(f"{PAPER}paper.pdf", headers={"If-None-Match": has["ETag"]})

    assert len(taken) == 2
    assert not any(', "reports_appendix"."pdf"' in query["sql"] for query in taken)


def test_who_has_what_was_taken_off_since_is_sent_what_stands_there(client, paper):
    second = another_version(paper, pdf=b"%PDF-1.7 second")
    has = client.get(f"{PAPER}paper.pdf")
    take_off(second, on=date(2016, 7, 2))

    by_day = client.get(f"{PAPER}paper.pdf", headers={"If-Modified-Since": has["Last-Modified"]})
    by_hash = client.get(f"{PAPER}paper.pdf", headers={"If-None-Match": has["ETag"]})

    assert by_day.content == by_hash.content == b"%PDF-1.7 sample"
    assert by_day["Last-Modified"] == http_date(moment(date(2016, 7, 2)).timestamp())


# The feed


def entries(client):
    feed = etree.fromstring(client.get("/papers/feed.xml").content)
    return [
        {child.tag.removeprefix(ATOM): child.text or child.get("href") for child in entry}
        for entry in feed.iter(f"{ATOM}entry")
    ]


def test_the_feed_names_the_papers(client, paper):
    response = client.get("/papers/feed.xml")

    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert entries(client) == [
        {
            "title": "Appendix 1: Organisational learning review",
            "link": f"http://testserver{PAPER}",
            "updated": "2016-06-20T11:00:00+00:00",
            "id": f"http://testserver{PAPER}",
            "summary": "As at 31 May 2016, for Audit &amp; Standards Committee, 28 June 2016.",
            "category": None,
        }
    ]


def test_another_version_keeps_its_entry_in_the_feed(client, paper):
    [first] = entries(client)
    another_version(paper)

    [entry] = entries(client)

    assert entry["id"] == first["id"]
    assert entry["updated"] == "2016-07-01T11:00:00+00:00"
    assert entry["summary"].endswith("28 June 2016. Version 2.")


def test_the_feed_holds_the_last_papers_only(client):
    make_many(PAPERS_IN_THE_FEED + 1)

    ids = [entry["id"].removeprefix("http://testserver") for entry in entries(client)]

    assert len(ids) == PAPERS_IN_THE_FEED
    assert f"{COMMITTEE}2016-07-01/learning-review/" not in ids


def test_no_character_breaks_the_feed(client, paper):
    committee = paper.meeting.committee
    committee.name = "Audit <b>\x07 & Standards"
    save_in_place(committee, by=make_user(), at=moment())

    [entry] = entries(client)

    assert (
        entry["summary"] == "As at 31 May 2016, for Audit &lt;b&gt; &amp; Standards, 28 June 2016."
    )
