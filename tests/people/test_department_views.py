from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from lxml import html

from people.delegations import delegate
from people.models import Delegation, Department, Owner
from people.roles import Role
from people.tenures import appoint
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


def crumbs(page):
    return html.fromstring(page.text).xpath("//nav[@aria-label='Breadcrumb']//a/text()")


def told(page):
    found = html.fromstring(page.text).xpath("//ol[@class='timeline']/li/h3")
    return [" ".join(heading.text_content().split()) for heading in found]


# The list


def test_list_is_a_tree_with_heads_and_the_delegates_of_today(officer, sue, housing):
    repairs = make_department("Repairs", parent=housing, head=make_owner("Head of Repairs", "post"))
    housing.head = sue
    housing.save()
    make_department("Gas", parent=repairs)
    make_department("Art gallery")
    make_department("Trams", is_active=False)
    delegate(housing, [sue, make_owner("Graham Lidell")], **written())
    delegate(repairs, [sue], **written(timezone.localdate() + timedelta(days=1), moment()))

    page = officer.get("/departments/")

    assert rows(page) == [
        (1, "Art gallery No head No delegates"),
        (1, "Housing Head: Sue Moorman Delegates: Sue Moorman , Graham Lidell"),
        (2, "Repairs Head: Head of Repairs Vacant No delegates"),
        (3, "Gas No head No delegates"),
    ]


def test_department_no_longer_in_use_is_shown_above_one_in_use(officer, housing):
    make_department("Repairs", parent=housing)
    housing.is_active = False
    housing.save()

    assert rows(officer.get("/departments/")) == [
        (1, "Housing No longer in use No head No delegates"),
        (2, "Repairs No head No delegates"),
    ]


def test_only_who_may_edit_is_offered_it(officer, lead, housing):
    assert address(housing) not in officer.get("/departments/").text
    assert address(housing) in lead.get("/departments/").text


@pytest.mark.parametrize(
    ("role", "sentence", "is_offered"),
    [
        (Role.OFFICER, "A plan lead adds the departments of the council", False),
        (Role.LEAD, "Add the departments of the council.", True),
        (Role.ADMINISTRATOR, "Add the departments of the council.", True),
    ],
)
def test_council_without_departments_is_told_what_to_do(role, sentence, is_offered):
    page = signed_in(role).get("/departments/")

    assert "No departments yet" in page.text
    assert sentence in words(page)
    assert ('href="/departments/new/"' in page.text) == is_offered


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


# One department


def test_page_of_a_department_says_what_there_is_in_it(officer, sue, housing):
    place = make_department("Place", head=sue)
    housing.parent, housing.short_name = place, "HS"
    housing.save()
    make_department("Repairs", parent=housing, head=make_owner("Bob Baker"))
    make_owner("Head of Housing", "post", department=housing)
    make_owner("Graham Lidell", department=housing)
    make_owner("Left Long Ago", department=housing, is_active=False)
    delegate(housing, [sue], **written())

    page = officer.get(f"/departments/{housing.pk}/")

    said = words(page)
    assert "Short name HS Head None Vacant posts are chased through Sue Moorman" in said
    assert "Delegates Sue Moorman" in said
    assert rows(page) == [(1, "Repairs Head: Bob Baker No delegates")]
    table = html.fromstring(page.text).xpath("//tbody/tr")
    assert [" ".join(row.text_content().split()) for row in table] == [
        "Graham Lidell Person",
        "Head of Housing Post Vacant Nobody has been written down. Chased through Sue Moorman",
    ]
    assert crumbs(page) == ["Owners", "Departments", "Place"]
    assert f'href="/owners/?department={housing.pk}"' in page.text


def test_page_of_a_department_with_nothing_in_it(officer, sue, housing):
    housing.head = sue
    housing.save()

    said = words(officer.get(f"/departments/{housing.pk}/"))

    assert "Head Sue Moorman Delegates None" in said
    assert "What is part of it Nothing." in said
    assert "Nobody in the directory is of this department itself." in said


def test_page_of_a_department_shows_the_first_of_many(officer, housing):
    Owner.objects.bulk_create(
        Owner(name=f"Officer {n:02}", kind="person", department=housing) for n in range(51)
    )

    page = officer.get(f"/departments/{housing.pk}/")

    assert "The first 50 of 51. All in the directory" in words(page)
    assert len(html.fromstring(page.text).xpath("//tbody/tr")) == 50


def test_page_of_a_department_takes_the_same_queries_for_any_number(officer, sue, housing):
    counts = []
    for number in range(30):
        team = make_department(f"Team {number:02}", parent=housing, head=sue)
        delegate(team, [sue], **written())
        make_owner(f"Vacant {number}", "post", department=housing)
        appoint(make_owner(f"Post {number}", "post", department=housing), [sue], **written())
        if number + 1 in (1, 3, 30):
            with CaptureQueriesContext(connection) as queries:
                officer.get(f"/departments/{housing.pk}/")
            counts.append(len(queries))

    assert counts == [9, 9, 9]


def test_only_who_may_edit_is_offered_to_change_a_department(officer, lead, housing):
    offers = [f"/departments/{housing.pk}/edit/", f"/departments/new/?within={housing.pk}"]
    offers.append(f"/departments/{housing.pk}/history/")

    def offered_to(client):
        text = client.get(f"/departments/{housing.pk}/").text
        return [offer for offer in offers if offer in text]

    assert offered_to(officer) == []
    assert offered_to(lead) == offers


def test_department_is_added_within_another(lead, sue, housing):
    page = lead.get(f"/departments/new/?within={housing.pk}")
    typed = {"name": " Repairs ", "short_name": "R", "head": "sue moorman"}

    response = lead.post("/departments/new/", filled_in(page, **typed), follow=True)

    repairs = Department.objects.get(name="Repairs")
    assert response.redirect_chain == [(f"/departments/{repairs.pk}/", 302)]
    assert "Added to the departments." in words(response)
    assert (repairs.parent, repairs.short_name, repairs.head) == (housing, "R", sue)
    assert repairs.history.get().history_user.name == "Lena Lead"


@pytest.mark.parametrize("within", ["", "x", "999"])
def test_odd_department_to_be_within_is_none(lead, within):
    page = lead.get(f"/departments/new/?within={within}")

    assert filled_in(page)["parent"] == [""]


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ({"name": ""}, "Enter a name"),
        ({"name": "HOUSING"}, "There is a department called Housing already"),
        ({"name": "x" * 201}, "Name must be 200 characters or fewer (it has 201)"),
        ({"parent": "999"}, "Part of must be one of the choices"),
        ({"head": "ELT"}, "ELT is a group. A person or a post heads it."),
        ({"head": "Sue Mooman"}, "There is no owner called “Sue Mooman” in the directory. Did you "
         "mean “Sue Moorman”?"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_department_is_said(lead, sue, housing, typed, problem):
    make_owner("ELT", "group")

    page = send(lead, "/departments/new/", **{"name": "Repairs", **typed})

    assert problems(page) == [problem]
    assert Department.objects.get() == housing


def test_department_is_edited(lead, sue, housing):
    place = make_department("Place")
    page = send(
        lead, f"/departments/{housing.pk}/edit/",
        name="Homes", short_name="H", parent=place.pk, head="Sue Moorman",
    )  # fmt: skip

    assert page.url == f"/departments/{housing.pk}/"
    kept = Department.objects.get(pk=housing.pk)
    assert (kept.name, kept.short_name, kept.parent) == ("Homes", "H", place)
    assert (kept.head, kept.is_active, kept.version) == (sue, True, 2)
    trail = words(lead.get(f"/departments/{housing.pk}/history/"))
    assert "Head from (nothing) to Sue Moorman" in trail


def test_department_is_not_offered_what_is_within_it(lead, housing):
    make_department("Repairs", parent=housing)
    make_department("Parks")

    page = lead.get(f"/departments/{housing.pk}/edit/")

    [select] = html.fromstring(page.text).xpath("//select[@name='parent']")
    assert [option.text_content() for option in select] == ["None: it is at the top", "Parks"]


def test_tree_that_would_be_too_deep_is_said_beside_the_field(lead, housing):
    above = None
    for name in ("Directorate", "Service", "Section", "Team"):
        above = make_department(name, parent=above)

    page = send(lead, f"/departments/{housing.pk}/edit/", parent=above.pk)

    assert problems(page) == ["A tree of departments has 4 levels at most."]
    assert Department.objects.get(pk=housing.pk).parent is None


def test_head_that_there_is_stays_whoever_else_has_that_name(lead, sue, housing):
    make_owner("Sue Moorman")
    Department.objects.update(head=sue)

    page = send(lead, f"/departments/{housing.pk}/edit/", short_name="H")

    assert page.status_code == 302
    assert Department.objects.get(pk=housing.pk).head == sue


def test_head_is_taken_away(lead, sue, housing):
    Department.objects.update(head=sue)

    send(lead, f"/departments/{housing.pk}/edit/", head="")

    assert Department.objects.get(pk=housing.pk).head is None


def test_closing_what_is_not_empty_is_asked_about(lead, sue, housing):
    make_department("Repairs", parent=housing)
    make_department("Closed", parent=housing, is_active=False)
    for number in range(2):
        make_owner(f"Officer {number}", department=housing)
    make_owner("Left Long Ago", department=housing, is_active=False)

    page = send(lead, f"/departments/{housing.pk}/edit/", is_active=[])

    assert problems(page) == [
        "Still in use in it: 2 owners and 1 department. Tick to close it all the same"
    ]
    assert Department.objects.get(pk=housing.pk).is_active
    lead.post(f"/departments/{housing.pk}/edit/", filled_in(page, close="on"))
    assert not Department.objects.get(pk=housing.pk).is_active


def test_what_is_empty_or_closed_is_closed_without_asking(lead, housing):
    send(lead, f"/departments/{housing.pk}/edit/", is_active=[])
    assert not Department.objects.get(pk=housing.pk).is_active

    make_owner(department=housing)
    page = send(lead, f"/departments/{housing.pk}/edit/", short_name="H")
    assert page.status_code == 302


def test_of_two_who_edit_a_department_the_second_chooses(lead, other_lead, sue, housing):
    make_owner("Bob Head")
    opened = other_lead.get(f"/departments/{housing.pk}/edit/")
    send(lead, f"/departments/{housing.pk}/edit/", head="Sue Moorman")

    page = other_lead.post(
        f"/departments/{housing.pk}/edit/", filled_in(opened, head="Bob Head", short_name="H")
    )

    assert "Head What you typed Bob Head What it says now Sue Moorman" in words(page)
    assert Department.objects.get(pk=housing.pk).short_name == ""
    other_lead.post(f"/departments/{housing.pk}/edit/", {**filled_in(page), "keep-head": "saved"})
    kept = Department.objects.get(pk=housing.pk)
    assert (kept.head, kept.short_name) == (sue, "H")


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
    assert rows(lead.get("/departments/"))[0][1].startswith("Housing No head No delegates")


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
    assert f'href="/departments/{housing.pk}/"' in page.text


def test_page_of_who_is_no_delegate_today_does_not(officer, sue, housing):
    delegate(housing, [sue], **written())
    delegate(housing, [], **written(at=moment(hour=13)))

    assert "May report for" not in words(officer.get(f"/owners/{sue.pk}/"))
    post = make_owner("Head of HR", "post")
    assert "May report for" not in words(officer.get(f"/owners/{post.pk}/"))


# Who is no longer in use


def test_head_and_delegates_out_of_use_are_marked(officer, housing):
    left = make_owner("Left Long Ago", is_active=False)
    repairs = make_department("Repairs", parent=housing, head=left)
    delegate(repairs, [left], **written())

    there = words(officer.get(f"/departments/{repairs.pk}/"))
    assert "Head Left Long Ago No longer in use Delegates Left Long Ago No longer in use" in there
    marked = (
        "Repairs Head: Left Long Ago No longer in use Delegates: Left Long Ago (no longer in use)"
    )
    assert rows(officer.get("/departments/"))[1] == (2, marked)
    assert rows(officer.get(f"/departments/{housing.pk}/")) == [(1, marked)]


def test_delegate_out_of_use_stays_unless_taken_away(lead, sue, housing):
    delegate(housing, [sue], **written())
    sue.is_active = False
    sue.save()
    julie = make_owner("Julie Carter")

    page = send(lead, address(housing), people="Sue Moorman\r\nJulie Carter")

    assert page.status_code == 302
    assert Delegation.objects.order_by("pk").last().people == [sue, julie]
