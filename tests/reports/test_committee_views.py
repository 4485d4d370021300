from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from lxml import html

from people.roles import Role
from reports.committees import edit_committee
from reports.layouts.plan_layouts import report_plan_in
from reports.models import Committee, PlanLayout
from tests.factories import (
    lay_out,
    make_committee,
    make_draft,
    make_issued,
    make_layout,
    make_meeting,
    make_plan,
    make_user,
    moment,
)
from tests.sending import filled_in, problems, send, words

pytestmark = pytest.mark.django_db
SENT_TWICE = "This was saved already. The form was sent twice, and counts once."


def signed_in(role, email="alice@example.gov.uk", name="Alice Archer"):
    client = Client()
    client.force_login(make_user(email, name, role=role))
    return client


@pytest.fixture
def clerk():
    return signed_in(Role.CLERK, "carol@example.gov.uk", "Carol Clerk")


@pytest.fixture
def auditor():
    return signed_in(Role.AUDITOR, "bob@example.gov.uk", "Bob Baker")


@pytest.fixture
def executive():
    return make_committee("Executive")


def address(committee, page=""):
    return f"/committees/{committee.pk}/{page}"


def table(page, label):
    rows = html.fromstring(page.text).xpath(f"//*[@aria-label='{label}']//tbody/tr")
    return [[" ".join(" ".join(cell.itertext()).split()) for cell in row] for row in rows]


def links(page):
    return html.fromstring(page.text).xpath("//main//a/@href")


def queries(client, path):
    with CaptureQueriesContext(connection) as taken:
        assert client.get(path).status_code == 200
    return len(taken)


def out_of_use(committee):
    edit = {"version": committee.version, "by": make_user(), "at": moment()}
    return edit_committee(committee, name=committee.name, is_active=False, **edit)


# The list


def test_list_has_each_committee_with_its_last_and_next_meeting(auditor, executive):
    today = timezone.localdate()
    audit = make_committee()
    out_of_use(make_committee("Best Value Panel"))
    for day in (date(2016, 3, 1), date(2016, 6, 28), today, today + timedelta(days=40)):
        make_meeting(audit, day)

    page = auditor.get("/committees/")

    assert table(page, "Committees") == [
        ["Audit & Standards Committee", f"{today.day} {today:%B %Y}", "28 June 2016", "4"],
        ["Executive", "none", "none", "0"],
        ["Best Value Panel No longer in use", "none", "none", "0"],
    ]
    assert address(executive) in links(page)


@pytest.mark.parametrize(
    ("role", "sentence", "is_offered"),
    [
        (Role.CLERK, "Add the committees to which papers go.", True),
        (Role.LEAD, "A committee clerk adds the committees", False),
    ],
)
def test_site_without_a_committee_says_what_to_do(role, sentence, is_offered):
    page = signed_in(role).get("/committees/")

    assert sentence in words(page)
    assert ("/committees/new/" in links(page)) == is_offered


def test_lists_take_the_same_queries_for_any_number(clerk, executive):
    def add(number):
        meeting = make_meeting(executive, date(2016, 6, number))
        plan = make_plan(f"Plan {number}", f"plan-{number}")
        PlanLayout.objects.create(plan=plan, layout=layout, committee=executive)
        make_issued(plan, meeting)
        make_draft(make_plan(), meeting)
        make_committee(f"Committee {number}")

    layout = make_layout()
    add(1)
    first = [queries(clerk, path) for path in ("/committees/", address(executive))]
    add(2)
    add(3)

    assert [queries(clerk, path) for path in ("/committees/", address(executive))] == first


# One


def test_committee_has_its_meetings_with_what_was_issued_for_each(auditor, executive):
    today = timezone.localdate()
    coming = make_meeting(executive, today + timedelta(days=28))
    meeting = make_meeting(executive, date(2016, 6, 28))
    plan, survey = make_plan(), make_plan("Staff survey", "survey")
    first = make_issued(plan, meeting)
    second = make_issued(plan, replaces=first)
    make_draft(survey, meeting)
    exempt = make_issued(
        plan, meeting, audience="exempt", number="Appendix 2", slug="learning-review-exempt"
    )
    make_issued(plan, make_meeting(make_committee()))

    page = auditor.get(address(executive))

    assert table(page, "Meetings") == [
        [f"{coming.date.day} {coming.date:%B %Y} To come", "nothing", "0"],
        [
            "28 June 2016",
            "Appendix 1: Organisational learning review "
            "Appendix 2: Organisational learning review (exempt)",
            "1",
        ],
    ]
    papers = {second.get_absolute_url(), exempt.get_absolute_url()}
    assert papers | {meeting.get_absolute_url()} <= set(links(page))
    assert first.get_absolute_url() not in links(page)


def test_committee_has_the_plans_that_usually_go_to_it(clerk, auditor, executive):
    layout = make_layout()
    plans = [make_plan("Survey", "survey"), make_plan(), make_plan("Old", "old", is_active=False)]
    for plan in plans:
        PlanLayout.objects.create(plan=plan, layout=layout, committee=executive)
    lay_out(make_plan("Other", "other"), layout)

    for_a_clerk, for_an_auditor = (c.get(address(executive)) for c in (clerk, auditor))

    shown = [row[:3] for row in table(for_a_clerk, "Plans that usually go to it")]
    assert shown == [
        ["Organisational learning review", "none", "Plain"],
        ["Survey", "none", "Plain"],
    ]
    assert table(for_an_auditor, "Plans that usually go to it") == shown
    assert "/plans/survey/reported/" in links(for_a_clerk)
    assert "/plans/survey/reported/" not in links(for_an_auditor)


def test_who_changed_a_committee_is_at_its_end(clerk, executive):
    send(clerk, address(executive, "edit/"), name="Cabinet")

    said = words(clerk.get(address(executive)))

    assert "Who changed what Changed" in said
    assert "Carol Clerk" in said
    assert "Name from Executive to Cabinet" in said


def test_meetings_of_a_committee_are_paged(auditor, executive):
    for number in range(52):
        make_meeting(executive, date(2016, 1, 1) + timedelta(days=number))

    first, second = (auditor.get(address(executive, page)) for page in ("", "?page=2"))

    assert len(table(first, "Meetings")) == 50
    assert [row[0] for row in table(second, "Meetings")] == ["2 January 2016", "1 January 2016"]


def test_only_who_prepares_papers_is_offered_to_change_it(clerk, auditor, executive):
    make_meeting(executive)

    offered = {
        "/committees/new/",
        address(executive, "edit/"),
        "/meetings/new/?committee=executive",
    }
    for_a_clerk, for_an_auditor = (
        {link for path in ("/committees/", address(executive)) for link in links(client.get(path))}
        for client in (clerk, auditor)
    )

    assert offered <= for_a_clerk
    assert offered & for_an_auditor == set()


def test_committee_out_of_use_is_not_offered_to_meet(clerk, executive):
    out_of_use(executive)

    page = clerk.get(address(executive))

    assert "Committee No longer in use Executive" in words(page)
    assert "/meetings/new/?committee=executive" not in links(page)


def test_committee_that_is_not_there_is_a_page_that_says_so(auditor):
    page = auditor.get("/committees/999/")

    assert page.status_code == 404
    assert "There is no committee at this address." in words(page)


# Adding and changing one


def test_committee_is_added(clerk):
    page = clerk.post(
        "/committees/new/", filled_in(clerk.get("/committees/new/"), name=" Executive ")
    )

    committee = Committee.objects.get()
    assert (committee.name, committee.slug) == ("Executive", "executive")
    assert committee.history.get().history_user.name == "Carol Clerk"
    assert page.url == address(committee)
    assert "The committee is added. Call its meetings next." in words(clerk.get(page.url))


def test_committee_added_twice_counts_once(clerk):
    sent = filled_in(clerk.get("/committees/new/"), name="Executive")
    clerk.post("/committees/new/", sent)

    page = clerk.post("/committees/new/", sent, follow=True)

    assert Committee.objects.count() == 1
    assert SENT_TWICE in words(page)


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("", "Enter a name"),
        ("executive", "There is a committee of this name already. Choose another name"),
    ],
)
def test_name_that_will_not_do_is_told_beside_it(clerk, executive, name, problem):
    page = send(clerk, "/committees/new/", name=name)

    assert problems(page) == [problem]
    assert f'value="{name}"' in page.text or not name
    assert Committee.objects.count() == 1


def test_committee_is_changed(clerk, executive):
    page = send(clerk, address(executive, "edit/"), name="Cabinet", is_active=[])

    executive.refresh_from_db()
    assert (executive.name, executive.is_active, executive.slug) == ("Cabinet", False, "executive")
    assert page.url == address(executive)


def test_of_two_who_change_a_committee_the_second_chooses(clerk, executive):
    sent = filled_in(clerk.get(address(executive, "edit/")), name="Mine")
    edit_committee(executive, name="Theirs", is_active=True, version=1, by=make_user(), at=moment())

    page = clerk.post(address(executive, "edit/"), sent)

    assert "Changed meanwhile: choose what to keep" in words(page)
    assert "What you typed Mine What it says now Theirs" in words(page)
    saved = clerk.post(address(executive, "edit/"), filled_in(page, **{"keep-name": "typed"}))
    executive.refresh_from_db()
    assert (saved.status_code, executive.name, executive.version) == (302, "Mine", 3)


# How a plan is usually reported


def test_how_a_plan_is_reported_is_said_by_a_clerk(clerk, executive):
    plan, layout = make_plan(), make_layout()
    path = "/plans/learning-review/reported/"

    page = send(
        clerk, path, layout=str(layout.pk), appendix_number="Appendix 3", committee="executive"
    )

    usual = PlanLayout.objects.get()
    assert (usual.plan, usual.layout, usual.appendix_number, usual.committee, usual.version) == (
        plan, layout, "Appendix 3", executive, 1,
    )  # fmt: skip
    assert page.url == "/plans/learning-review/"
    assert path in links(clerk.get(page.url))
    assert "Added" in words(clerk.get(path))


def test_how_a_plan_is_reported_is_changed_and_nothing_else_asked(clerk, executive):
    usual = lay_out(make_plan())

    send(clerk, "/plans/learning-review/reported/", committee="executive")

    usual.refresh_from_db()
    assert (usual.committee, usual.appendix_number, usual.version) == (executive, "Appendix 1", 2)
    said = words(clerk.get("/plans/learning-review/reported/"))
    assert "Committee from (nothing) to Executive" in said


def test_plan_needs_a_layout_to_be_reported(clerk):
    make_plan()
    make_layout()

    page = send(clerk, "/plans/learning-review/reported/", appendix_number="Appendix 3")

    assert problems(page) == ["Choose a layout"]
    assert 'value="Appendix 3"' in page.text
    assert not PlanLayout.objects.exists()


def test_without_any_layout_the_page_leads_to_a_new_one(clerk):
    make_plan()

    page = clerk.get("/plans/learning-review/reported/")

    assert "There is no layout to choose yet. Make one first." in words(page)
    assert "/layouts/new/" in links(page)


@pytest.mark.parametrize("is_first", [True, False])
def test_of_two_who_say_how_a_plan_is_reported_the_second_chooses(clerk, is_first):
    plan, layout = make_plan(), make_layout()
    other = make_layout(name="Wide")
    if not is_first:
        lay_out(plan, layout)
    path = "/plans/learning-review/reported/"
    sent = filled_in(clerk.get(path), layout=str(layout.pk), appendix_number="Mine")
    version = 0 if is_first else 1
    theirs = {"appendix_number": "Theirs", "by": make_user(), "at": moment()}
    report_plan_in(plan, other, version=version, **theirs)

    page = clerk.post(path, sent)

    assert "Changed meanwhile: choose what to keep" in words(page)
    assert "What you typed Mine What it says now Theirs" in words(page)
    usual = PlanLayout.objects.get()
    assert (usual.layout, usual.appendix_number) == (other, "Theirs")


def test_committee_out_of_use_is_offered_only_where_it_stands(clerk, executive):
    usual = lay_out(make_plan())
    usual.committee = out_of_use(executive)
    usual.save()
    lay_out(make_plan("Survey", "survey"), usual.layout)

    here, elsewhere = (
        clerk.get(f"/plans/{slug}/reported/").text for slug in ("learning-review", "survey")
    )

    assert '<option value="executive" selected>' in here
    assert "executive" not in elsewhere
