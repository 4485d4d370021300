"""Every address of the site, asked by everybody, for every kind of record: nobody can add a page
without deciding who may see it.
"""

import re
from io import BytesIO
from urllib.parse import urlsplit

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLResolver, get_resolver
from lxml import html
from pypdf import PdfReader

from tests.permission_cases import (
    ADMINISTRATOR,
    CASES,
    CLERK,
    DOOR,
    EXEMPT_OF_HOUSING,
    HOME,
    OFFICER,
    ONWARDS,
    RECORDS,
    ROLES,
    SIGN_IN,
    STRANGER,
    make_records,
    make_users,
)
from tests.sending import filled_in, words

pytestmark = pytest.mark.django_db
DECIDE = (
    "Decide who may see {routes}: for each role, and a stranger, the answer for their own records, "
    "other departments' and exempt ones. Then write it into tests/permission_cases.py."
)


@pytest.fixture(scope="module")
def users(django_db_setup, django_db_blocker):
    """Made once for all cases, as are the records: no case leaves anything behind."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_users()
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def records(users):
    return make_records(users[OFFICER])


@pytest.fixture(scope="module")
def sessions(users):
    """The cookies of everybody's browser; a stranger's has none."""
    browsers = {who: Client() for who in (STRANGER, *users)}
    for who, user in users.items():
        browsers[who].force_login(user)
    return {who: browser.cookies for who, browser in browsers.items()}


@pytest.fixture
def clients(sessions):
    clients = {who: Client() for who in sessions}
    for who, client in clients.items():
        client.cookies.update(sessions[who])
    return clients


def routes(resolver, before=""):
    """Every route of the site as it is written down; of the Django admin its door only."""
    for pattern in resolver.url_patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver) and pattern.namespace != "admin":
            yield from routes(pattern, route)
        else:
            yield route


def address(case, records):
    """Where a case's record is, or one that is not there."""
    if "<str:token>" in case.route:
        token, key = str(records.get(case.record, "1.never-was/999999")).split("/")
        return "/" + case.route.replace("<str:token>", token).replace("<key:pk>", key)
    path = case.route.replace("<slug:slug>", str(records.get(case.record, "no-such-plan")))
    for key in ("<key:pk>", "<key:meeting>"):
        path = path.replace(key, str(records.get(case.record, 999_999)))
    place = str(records.get(case.record, "no-committee/2016-06-28/no-paper")).split("/")
    path = path.replace("<slug:report>", "<slug:paper>")
    parts = zip(("<slug:committee>", "<str:day>", "<slug:paper>"), place, strict=False)
    for part, name in (
        *parts, ("<version:version>", "1"), ("<key:number>", "1"), ("<uidb64>", "MQ"),
        ("<slug:key>", "overdue"), ("<slug:part>", "of"),
        ("<uuid:token>", "0c6bbd0f-5f38-4d8a-9a38-2f3a0d2a4f1e"),
    ):  # fmt: skip
        path = path.replace(part, name)
    if case.route == "wordings/settle/":
        path += f"?{records.get(case.record, 'words=Never&paper_date=2016-05-31')}"
    if case.route in ("recommendations/reassign/", "recommendations/ask/"):
        path += f"?row={records.get(case.record, 999_999)}"
    if case.route == "imports/<key:pk>/review/":
        path += "?row=1"
    return f"/{path}".replace("<token>", "never-was")


def answer(response):
    """In the words of the table."""
    if response.status_code == 302:
        path = urlsplit(response.url).path
        return {"/sign-in/": SIGN_IN, "/": HOME, "/admin/login/": DOOR}.get(path, ONWARDS)
    if response.status_code == 403:
        return html.fromstring(response.text).xpath("string(//main//p)")
    return response.status_code


# What is queued to be printed, and kept of what was printed or counted, is no change.
OF_PRINTING = re.compile(r'"reports_(kept(print|part|answer|counts|sum|rate)|printrequest)"')


def changes(queries):
    written = ("INSERT", "UPDATE", "DELETE")
    sent = [query["sql"] for query in queries if query["sql"].startswith(written)]
    return [sql for sql in sent if not OF_PRINTING.search(sql.partition(" (")[0])]


def ask(client, path, sent):
    """The answer of one request, of which nothing stays; it changes nothing unless it was a form
    that was taken.
    """
    with transaction.atomic(), CaptureQueriesContext(connection) as queries:
        response = client.get(path) if sent is None else client.post(path, sent)
        b"".join(response)
        transaction.set_rollback(True)
    if sent is None or response.status_code in (403, 404):
        assert changes(queries) == []
    return answer(response)


def form_sent(case, path, client):
    """What a browser sends from the page, as somebody who may sees it; where there is no page, what
    was typed.
    """
    if case.typed is None:
        return None
    page = client.get(path)
    is_form = page.status_code == 200 and b'method="post" novalidate' in page.content
    return filled_in(page, **case.typed) if is_form else case.typed


@pytest.mark.parametrize("case", CASES, ids=str)
def test_everybody_gets_the_answer_of_the_table(case, clients, records):
    path = address(case, records)
    may = clients[STRANGER if case.expected[STRANGER] == 200 else ADMINISTRATOR]
    sent = form_sent(case, path, may)

    answers = {who: ask(clients[who], path, sent) for who in asked_here()}

    assert answers == {who: case.expected[who] for who in asked_here()}


def asked_here():
    """Who gets which answer is the same on every database, and asked of everybody on SQLite. On
    another every page is opened, and every form sent, by who may most and by who is asked about
    most: the two for whom most is put together differently.
    """
    everybody = (STRANGER, *ROLES)
    return everybody if connection.vendor == "sqlite" else (OFFICER, ADMINISTRATOR)


def test_every_route_is_in_the_table():
    named, there = {case.route for case in CASES}, set(routes(get_resolver()))

    assert there <= named, DECIDE.format(routes=sorted(there - named))
    assert named <= there, f"These are no more: {sorted(named - there)}"


@pytest.mark.parametrize(("part", "kinds"), RECORDS.items())
def test_every_route_is_asked_for_every_kind_of_record(part, kinds):
    asked = {
        (case.route, case.typed is None): {
            other.record
            for other in CASES
            if other.route == case.route and (other.typed is None) == (case.typed is None)
        }
        for case in CASES
        if part in case.route
    }

    assert asked == dict.fromkeys(asked, kinds)


def test_size_of_the_table():
    assert len({str(case) for case in CASES}) == len(CASES)
    assert sum(len(case.expected) for case in CASES) == 8288


def test_what_the_table_does_not_send_changes_nothing(clients, records):
    sent = {case.route for case in CASES if case.typed is not None}
    others = [case for case in CASES if case.route not in sent]

    with CaptureQueriesContext(connection) as queries:
        for case in others:
            clients[ADMINISTRATOR].post(address(case, records), {"text": "x", "title": "x"})

    assert changes(queries) == []


def test_an_exempt_one_is_answered_as_one_that_is_not_there(clients, records):
    exempt = clients[OFFICER].get(f"/recommendations/{records[EXEMPT_OF_HOUSING]}/")
    missing = clients[OFFICER].get("/recommendations/999999/")

    assert words(exempt) == words(missing)


LEAKS = ["Secret of Housing", "S-9", "Chief Secret Keeper"]
PAGES_OF_THE_PLAN = [
    "/",
    "/plans/",
    "/plans/learning-review/",
    "/plans/learning-review/?as_at=2016-05-31",
    "/plans/learning-review/?as_at=2016-05-31&known_by=2016-05-31T12:00",
    "/plans/learning-review/appendix/",
    "/plans/learning-review/appendix/?as_at=2016-05-31&known_by=2016-05-31T12:00",
    "/plans/learning-review/changes/?from=2000-01-01",
    "/recommendations/print/",
    "/plans/learning-review/appendix.pdf",
    "/plans/learning-review/appendix.pdf?as_at=2016-05-31&known_by=2016-05-31T12:00",
]


def said_on(response):
    """What a page or a PDF says, and what its links say."""
    if response["Content-Type"] == "application/pdf":
        pages = PdfReader(BytesIO(response.content)).pages
        return " ".join(" ".join(page.extract_text() for page in pages).split())
    return response.text


@pytest.mark.parametrize("path", PAGES_OF_THE_PLAN)
def test_an_exempt_one_of_another_department_is_on_no_page_of_an_officer(path, clients, records):
    to_officer, to_clerk = (said_on(clients[who].get(path)) for who in (OFFICER, CLERK))

    assert [leak for leak in LEAKS if leak in to_officer] == []
    assert f"/recommendations/{records[EXEMPT_OF_HOUSING]}/" not in to_officer
    is_of_rows = path not in ("/", "/plans/")
    assert [leak for leak in LEAKS if leak in to_clerk] == (LEAKS if is_of_rows else [])
    assert ("Kept own words" in to_officer) == (is_of_rows or path == "/")


@pytest.mark.parametrize("path", ["/", "/plans/"])
def test_an_exempt_one_of_another_department_is_not_counted(path, clients, records):
    counted = {who: counts(clients[who].get(path)) for who in (OFFICER, CLERK)}

    assert counted[OFFICER] == {"Organisational learning review": ["3", "0", "3"]}
    assert counted[CLERK] == {
        "Housing review": ["1", "0", "1"],
        "Organisational learning review": ["4", "0", "4"],
    }


def counts(page):
    """Recommendations, complete and overdue, by plan."""
    [table] = html.fromstring(page.text).xpath("//*[@aria-label='Plans']//tbody")
    return {
        row.findtext("th/a"): [cell.text_content() for cell in row.findall("td")[1:]]
        for row in table
    }


def test_the_figures_of_a_plan_do_not_count_it_either(clients, records):
    figures = {
        who: html.fromstring(clients[who].get("/plans/learning-review/").text).xpath(
            "//ul[@class='figures']//strong/text()"
        )
        for who in (OFFICER, CLERK)
    }

    assert figures == {OFFICER: ["3", "0", "3"], CLERK: ["4", "0", "4"]}
