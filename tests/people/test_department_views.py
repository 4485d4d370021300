from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from lxml import html

from people.delegations import delegate
from people.models import Delegation
from people.roles import Role
from tests.factories import make_department, make_owner, make_user, moment, written
from tests.sending import filled_in, problems, send, words

pytestmark = pytest.mark.django_db
SENT_TWICE = "This was saved already. The form was sent twice, and counts once."


def signed_in(role, email="alice@example.gov.uk", name="Alice Archer"):
    client = Client()
    client.force_login(make_user(email, name, role=role))
    return client


@pytest.fixture
def officer():
    return signed_in(Role.OFFICER)


@pytest.fixture
def lead():
    return signed_in(Role.LEAD, "lena@example.gov.uk", "Lena Lead")


@pytest.fixture
def other_lead():
    return signed_in(Role.LEAD, "bob@example.gov.uk", "Bob Baker")


@pytest.fixture
def sue():
    return make_owner(email="sue@example.gov.uk")


@pytest.fixture
def housing():
    return make_department("Housing")


def address(department):
    return f"/departments/{department.pk}/delegates/"


def rows(page):
    """The departments in words, each with its level."""
    found = html.fromstring(page.text).xpath("//*[@class='tree__row']")
    return [
        (len(row.xpath("ancestor::ul")), " ".join(" ".join(row.itertext()).split()))
        for row in found
    ]


def value(page, name):
    """What stands in a box."""
    box = html.fromstring(page.text).xpath(f"//main//*[@name='{name}']")[0]
    return (box.value or "").removeprefix("\n")


def told(page):
    found = html.fromstring(page.text).xpath("//ol[@class='timeline']/li/h3")
    return [" ".join(heading.text_content().split()) for heading in found]


# The list


def test_list_is_a_tree_with_the_delegates_of_today(officer, sue, housing):
    repairs = make_department("Repairs", parent=housing)
    make_department("Gas", parent=repairs)
    make_department("Art gallery")
    make_department("Trams", is_active=False)
    delegate(housing, [sue, make_owner("Graham Lidell")], **written())
    delegate(repairs, [sue], **written(timezone.localdate() + timedelta(days=1), moment()))

    page = officer.get("/departments/")

    assert rows(page) == [
        (1, "Art gallery No delegates"),
        (1, "Housing Sue Moorman , Graham Lidell"),
        (2, "Repairs No delegates"),
        (3, "Gas No delegates"),
    ]


def test_department_no_longer_in_use_is_shown_above_one_in_use(officer, housing):
    make_department("Repairs", parent=housing)
    housing.is_active = False
    housing.save()

    assert rows(officer.get("/departments/")) == [
        (1, "Housing No longer in use No delegates"),
        (2, "Repairs No delegates"),
    ]


def test_only_who_may_edit_is_offered_it(officer, lead, housing):
    assert address(housing) not in officer.get("/departments/").text
    assert address(housing) in lead.get("/departments/").text


@pytest.mark.parametrize(
    ("role", "sentence", "is_offered"),
    [
        (Role.OFFICER, "An administrator adds the departments of the council.", False),
        (Role.LEAD, "An administrator adds the departments of the council.", False),
        (Role.ADMINISTRATOR, "Add the departments of the council.", True),
    ],
)
def test_council_without_departments_is_told_what_to_do(role, sentence, is_offered):
    page = signed_in(role).get("/departments/")

    assert "No departments yet" in page.text
    assert sentence in words(page)
    assert ("/admin/people/department/add/" in page.text) == is_offered


def test_list_takes_the_same_queries_for_any_number(officer, sue):
    counts, above = [], None
    for number in range(30):
        department = make_department(f"Team {number:02}", parent=above if number % 3 else None)
        above = department
        delegate(department, [sue, make_owner(f"Officer {number}")], **written())
        if number + 1 in (1, 3, 30):
            with CaptureQueriesContext(connection) as queries:
                page = officer.get("/departments/")
            counts.append(len(queries))

    assert len(rows(page)) == 30
    assert counts == [5, 5, 5]


def test_directory_leads_there_and_back(officer, housing):
    assert 'href="/departments/"' in officer.get("/owners/").text
    assert 'href="/owners/"' in officer.get("/departments/").text


# Who may report for one


def test_delegates_are_named_from_a_day(lead, sue, housing):
    graham = make_owner("Graham Lidell")

    page = send(
        lead, address(housing),
        people="Graham Lidell\r\nSUE@example.gov.uk", on_0="1", on_1="June", on_2="2016",
        reason="While Mary is on leave.",
    )  # fmt: skip

    assert page.url == "/departments/"
    delegation = Delegation.objects.get()
    named = [delegate.person for delegate in delegation.delegates.order_by("pk")]
    assert (delegation.department, named) == (housing, [graham, sue])
    assert (str(delegation.valid_from), delegation.recorded_by.name) == ("2016-06-01", "Lena Lead")
    assert delegation.reason == "While Mary is on leave."
    assert "Saved." in words(lead.get("/departments/"))


def test_form_shows_who_may_report_today_and_todays_date(lead, sue, housing):
    today = timezone.localdate()
    delegate(housing, [sue, make_owner("Graham Lidell")], **written())
    delegate(housing, [], **written(today + timedelta(days=1), moment()))

    page = lead.get(address(housing))

    assert "Housing Who may report for this department" in words(page)
    assert value(page, "people") == "Sue Moorman\nGraham Lidell"
    assert [value(page, f"on_{n}") for n in range(3)] == [
        str(today.day), str(today.month), str(today.year),
    ]  # fmt: skip


def test_delegations_are_told_from_those_to_come_to_the_first(lead, sue, housing):
    today = timezone.localdate()
    graham = make_owner("Graham Lidell")
    delegate(housing, [graham], **written())
    delegate(housing, [], reason="Graham left.", **written(today, at=timezone.now()))
    delegate(housing, [sue, graham], **written(today + timedelta(days=9), at=timezone.now()))
    delegate(make_department("Parks"), [sue], **written())

    page = lead.get(address(housing))

    assert told(page) == ["Sue Moorman, Graham Lidell To come", "Nobody Today", "Graham Lidell"]
    assert f"From 31 May 2016 to {today - timedelta(days=1):%-d %B %Y} –" in words(page)
    assert "written down by Alice Archer on 31 May 2016" in words(page)
    assert "Graham left." in words(page)


def test_what_was_corrected_is_not_told(lead, sue, housing):
    first = delegate(housing, [make_owner("Graham Lidell")], **written())
    delegate(housing, [sue], corrects=first, reason="It was Sue.", **written(at=moment(hour=13)))

    assert told(lead.get(address(housing))) == ["Sue Moorman Today"]


def test_department_without_any_says_so(lead, housing):
    assert "Nobody has written it down yet." in words(lead.get(address(housing)))


def test_a_delegation_may_begin_later(lead, sue, housing):
    day = timezone.localdate() + timedelta(days=400)

    send(
        lead, address(housing),
        people="Sue Moorman", on_0=str(day.day), on_1=str(day.month), on_2=str(day.year),
    )  # fmt: skip

    assert Delegation.objects.get().valid_from == day
    assert rows(lead.get("/departments/"))[0][1].startswith("Housing No delegates")


def test_an_empty_list_is_nobody(lead, sue, housing):
    delegate(housing, [sue], **written())

    send(lead, address(housing), people=" \r\n")

    assert Delegation.objects.last().people == []
    assert told(lead.get(address(housing))) == ["Nobody Today", "Sue Moorman"]


@pytest.mark.parametrize(
    ("people", "expected"),
    [
        ("Sue Mooman", ["Did you mean “Sue Moorman”?"]),
        ("Nobody\r\nNo one", ["called “Nobody”", "called “No one”"]),
        ("ELT", ["“ELT” is a group. Only people can be named here."]),
        ("Sue Moorman\r\nsue moorman", ["Sue Moorman is named twice."]),
        ("Two Names", ["Several owners are called “Two Names”."]),
    ],
)
def test_name_that_is_no_one_persons_is_said_and_nothing_guessed(
    lead, sue, housing, people, expected
):
    make_owner("ELT", "group")
    make_owner("Two Names")
    make_owner("Two Names")

    page = send(lead, address(housing), people=people, reason="Because")

    said = problems(page)
    assert [part in text for part, text in zip(expected, said, strict=True)] == [True] * len(said)
    assert (value(page, "people"), value(page, "reason")) == (people.replace("\r", ""), "Because")
    assert "<title>Error: Who may report for this department" in page.text
    assert not Delegation.objects.exists()


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ({"on_1": "13"}, "From must be a real date"),
        ({"on_0": "", "on_1": "", "on_2": ""}, "From must include a day, month and year"),
        ({"reason": "x" * 501}, "Reason must be 500 characters or fewer (it has 501)"),
    ],
)
def test_wrong_day_or_long_reason_is_said(lead, housing, typed, problem):
    page = send(lead, address(housing), **typed)

    assert problems(page) == [problem]
    assert not Delegation.objects.exists()


def test_of_two_who_delegate_the_second_chooses(lead, other_lead, sue, housing):
    graham = make_owner("Graham Lidell")
    opened = other_lead.get(address(housing))
    send(lead, address(housing), people="Sue Moorman")

    sent = filled_in(opened, people="Graham Lidell", reason="Successor")
    page = other_lead.post(address(housing), sent)

    assert "Delegates What you typed Graham Lidell What it says now Sue" in words(page)
    assert value(page, "reason") == "Successor"
    assert Delegation.objects.count() == 1
    other_lead.post(address(housing), {**filled_in(page), "keep-people": "typed"})
    assert Delegation.objects.last().people == [graham]


def test_a_delegation_sent_twice_counts_once(lead, sue, housing):
    sent = filled_in(lead.get(address(housing)), people="Sue Moorman")

    lead.post(address(housing), sent)
    second = lead.post(address(housing), sent, follow=True)

    assert SENT_TWICE in words(second)
    assert Delegation.objects.count() == 1


@pytest.mark.parametrize("key", ["999", "999999999999999999"])
def test_department_that_is_not_there_is_said(lead, key):
    page = lead.get(f"/departments/{key}/delegates/")

    assert page.status_code == 404
    assert "There is no such page" in page.text


# A delegate's own page


def test_page_of_a_delegate_says_for_what_they_may_report(officer, sue, housing):
    make_department("Repairs", parent=housing)
    delegate(housing, [sue], **written())

    page = officer.get(f"/owners/{sue.pk}/")

    assert "May report for Housing (and what is within it)" in words(page)
    assert f'href="/departments/#department-{housing.pk}"' in page.text
    assert f'id="department-{housing.pk}"' in officer.get("/departments/").text


def test_page_of_who_is_no_delegate_today_does_not(officer, sue, housing):
    delegate(housing, [sue], **written())
    delegate(housing, [], **written(at=moment(hour=13)))

    assert "May report for" not in words(officer.get(f"/owners/{sue.pk}/"))
    post = make_owner("Head of HR", "post")
    assert "May report for" not in words(officer.get(f"/owners/{post.pk}/"))
