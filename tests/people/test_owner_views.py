from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from lxml import html

from people.delegations import delegate
from people.merging import merge
from people.models import Alias, Owner, SentForm, Tenure
from people.roles import Role
from people.tenures import appoint
from tests.factories import (
    make_department,
    make_owner,
    make_recommendation,
    make_user,
    moment,
    written,
)
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
    owner = make_owner(email="sue@example.gov.uk", department=make_department("Human Resources"))
    Alias.objects.create(owner=owner, name="S Moorman")
    return owner


@pytest.fixture
def head():
    return make_owner("Head of HR", "post")


def address(owner, page=""):
    return f"/owners/{owner.pk}/{page}"


def rows(page):
    """The table of the list, in words."""
    found = html.fromstring(page.text).xpath("//tbody/tr")
    return [[" ".join(cell.text_content().split()) for cell in row] for row in found]


def value(page, name):
    """What stands in a box."""
    box = html.fromstring(page.text).xpath(f"//*[@name='{name}']")[0]
    return (box.value or "").removeprefix("\n")


def choose(page, **choices):
    """The compare page as sent back with these choices."""
    return {**filled_in(page), **{f"keep-{name}": choice for name, choice in choices.items()}}


# The list


def test_directory_says_who_is_who_and_who_holds_what_today(officer, sue, head):
    graham = make_owner("Graham Lidell", is_active=False)
    appoint(head, [graham, sue], **written())
    appoint(make_owner("Head of IT", "post", department=sue.department), [], **written())
    appoint(make_owner("ELT", "group"), [], **written())
    make_owner("Board", "group")
    make_owner("Chief Executive", "post")
    sue.department.head = sue
    sue.department.save()

    page = officer.get("/owners/?show=all")

    nobody = "Vacant Nobody has been written down. There is no head to chase it through"
    assert rows(page) == [
        ["Board", "Group", "Not recorded", "", ""],
        ["Chief Executive", "Post", nobody, "", ""],
        ["ELT", "Group", "No members", "", ""],
        ["Graham Lidell No longer in use", "Person", "", "", ""],
        ["Head of HR", "Post", "Graham Lidell (no longer in use), Sue Moorman", "", ""],
        ["Head of IT", "Post", "Vacant Chased through Sue Moorman", "Human Resources", ""],
        ["Sue Moorman", "Person", "", "Human Resources", "sue@example.gov.uk"],
    ]


def test_who_held_a_post_or_will_is_not_listed_today(officer, sue, head):
    today = timezone.localdate()
    appoint(head, [sue], **written())
    appoint(head, [], **written(today, at=timezone.now()))
    appoint(head, [sue], **written(today + timedelta(days=1), at=timezone.now()))

    assert rows(officer.get("/owners/"))[0][2].startswith("Vacant ")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=moor", ["Sue Moorman"]),
        ("q=s%20moor", ["Sue Moorman"]),
        ("q=h&kind=post", ["Head of HR"]),
        ("kind=group", ["ELT"]),
        ("q=%20", ["ELT", "Head of HR", "Sue Moorman"]),
        ("q=nobody", []),
        ("q=%25", []),
    ],
)
def test_owners_are_found_by_name_other_spelling_and_kind(officer, sue, head, query, found):
    make_owner("ELT", "group")

    page = officer.get(f"/owners/?{query}")

    assert [row[0] for row in rows(page)] == found
    assert ("Nobody found" in page.text) == (not found)


def test_who_is_no_longer_in_use_is_shown_when_asked_for(officer, sue):
    make_owner("Graham Lidell", is_active=False)

    assert [row[0] for row in rows(officer.get("/owners/"))] == ["Sue Moorman"]
    assert [row[0] for row in rows(officer.get("/owners/?show=all"))] == [
        "Graham Lidell No longer in use",
        "Sue Moorman",
    ]


def test_vacant_posts_are_found(officer, sue, head):
    appoint(head, [], **written())
    appoint(make_owner("Head of IT", "post"), [sue], **written())

    assert [row[0] for row in rows(officer.get("/owners/?show=vacant"))] == ["Head of HR"]


def test_a_department_is_looked_through_with_what_is_within_it(officer, sue):
    payroll = make_department("Payroll", parent=sue.department)
    make_owner("Paula Paymaster", department=payroll)
    make_owner("Harry Housing", department=make_department("Housing"))

    def found(department):
        page = officer.get(f"/owners/?department={department.pk}")
        return [row[0] for row in rows(page)]

    assert found(sue.department) == ["Paula Paymaster", "Sue Moorman"]
    assert found(payroll) == ["Paula Paymaster"]


def test_a_department_no_longer_in_use_can_be_asked_for_by_its_address(officer, sue):
    sue.department.is_active = False
    sue.department.save()

    page = officer.get(f"/owners/?department={sue.department.pk}")

    assert [row[0] for row in rows(page)] == ["Sue Moorman"]
    assert "Human Resources" not in officer.get("/owners/?q=x").text


def test_what_was_asked_for_can_be_taken_away_one_by_one(officer, sue):
    payroll = make_department("Payroll", parent=sue.department)
    narrow = f"q=a&kind=person&department={payroll.pk}"

    page = officer.get(f"/owners/?{narrow}&show=all&page=1")

    chips = html.fromstring(page.text).xpath("//ul[@class='chips']/li/a")
    assert [(chip.text_content(), chip.get("href")) for chip in chips] == [
        ("Take away “a”", f"/owners/?kind=person&department={payroll.pk}&show=all"),
        ("Take away Kind: Person", f"/owners/?q=a&department={payroll.pk}&show=all"),
        ("Take away Payroll", "/owners/?q=a&kind=person&show=all"),
        (
            "Take away All, no longer in use too",
            f"/owners/?q=a&kind=person&department={payroll.pk}",
        ),
        ("Show all", "/owners/"),
    ]


def test_nothing_asked_for_is_nothing_to_take_away(officer, sue):
    assert "chip" not in officer.get("/owners/").text
    assert 'href="/owners/"' in officer.get("/owners/?q=a").text


def test_how_many_there_are_is_told_by_kind(officer, sue, head):
    make_owner("Graham Lidell")

    assert "3 owners: 2 people, 1 post" in words(officer.get("/owners/"))
    assert "2 owners" in words(officer.get("/owners/?kind=person"))
    assert "2 people" not in words(officer.get("/owners/?kind=person"))


def test_what_was_merged_is_listed_among_all_with_where_it_went(officer, sue):
    merge(make_owner("Susan Moreman"), sue, by=make_user(), at=moment())

    assert [row[0] for row in rows(officer.get("/owners/?q=moreman"))] == ["Sue Moorman"]
    assert [row[0] for row in rows(officer.get("/owners/?q=moreman&show=all"))] == [
        "Sue Moorman",
        "Susan Moreman Merged into Sue Moorman",
    ]


def test_a_thousand_owners_take_the_queries_of_one(officer, sue):
    Owner.objects.bulk_create(Owner(name=f"Officer {n:04}", kind="person") for n in range(1_000))

    with CaptureQueriesContext(connection) as queries:
        page = officer.get("/owners/?q=o&kind=person&page=3")

    assert len(rows(page)) == 50
    assert len(queries) <= 8


def test_what_was_looked_for_stays_in_the_boxes(officer, sue):
    page = officer.get("/owners/?q=Moor&kind=person")

    assert (value(page, "q"), value(page, "kind")) == ("Moor", "person")


@pytest.mark.parametrize("query", ["kind=ghost", "q=" + "x" * 5000, "q=%00", "page=last", "x=1"])
def test_odd_question_is_no_failure(officer, sue, query):
    assert officer.get(f"/owners/?{query}").status_code == 200


@pytest.mark.parametrize("number", ["0", "2", "x"])
def test_page_that_is_not_there_is_said(officer, sue, number):
    page = officer.get(f"/owners/?page={number}")

    assert page.status_code == 404
    assert "There is no such page" in page.text


@pytest.mark.parametrize(
    ("role", "what"), [(Role.OFFICER, "A plan lead adds"), (Role.LEAD, "Add ")]
)
def test_empty_directory_says_what_to_do(role, what):
    page = signed_in(role).get("/owners/")

    assert "No owners yet" in page.text
    assert what in words(page)
    assert ("/owners/new/" in page.text) == (role == Role.LEAD)


def test_list_takes_the_same_queries_for_any_number(officer):
    hr, sue = make_department("Human Resources"), make_owner()
    counts = []
    for number in range(60):
        post = make_owner(f"Head of team {number:02}", "post", department=hr)
        Alias.objects.create(owner=post, name=f"HoT {number}")
        appoint(post, [sue], **written())
        if number + 1 in (1, 3, 60):
            with CaptureQueriesContext(connection) as queries:
                page = officer.get("/owners/")
            counts.append(len(queries))

    assert len(rows(page)) == 50
    assert len(set(counts)) == 1
    assert counts[0] <= 8


def test_second_page_keeps_the_question(officer):
    Owner.objects.bulk_create(Owner(name=f"Officer {n:02}", kind="person") for n in range(51))

    page = officer.get("/owners/?q=Officer&page=2")

    assert [row[0] for row in rows(page)] == ["Officer 50"]
    assert "51 owners, page 2 of 2" in words(page)
    assert 'href="?q=Officer&amp;page=1"' in page.text


# One owner


def test_page_of_an_owner_says_what_they_are(officer, sue, head):
    appoint(head, [sue], **written())

    said = words(officer.get(address(sue)))

    assert "Person Sue Moorman" in said
    assert "Department Human Resources E-mail address sue@example.gov.uk" in said
    assert "Other spellings S Moorman" in said
    assert "Holds, or sits in, today Head of HR" in said


def test_page_of_a_person_says_what_they_hold_held_and_will_hold(officer, sue, head):
    today, now = timezone.localdate(), timezone.now()
    appoint(head, [sue], **written())
    appoint(head, [], **written(today, at=now))
    appoint(make_owner("ELT", "group"), [sue], **written())
    appoint(make_owner("Chief Executive", "post"), [sue], **written(today + timedelta(3), at=now))
    housing = make_department("Housing", head=sue)
    delegate(housing, [sue], **written())
    delegate(housing, [], **written(today, at=now))

    page = officer.get(address(sue))

    told = html.fromstring(page.text).xpath("//ol[@class='timeline']/li")
    assert [" ".join(entry.text_content().split()) for entry in told] == [
        f"Chief Executive To come From {today + timedelta(3):%-d %B %Y}",
        "ELT Today From 31 May 2016",
        f"Head of HR From 31 May 2016 to {today - timedelta(1):%-d %B %Y}",
        f"Housing From 31 May 2016 to {today - timedelta(1):%-d %B %Y}",
    ]
    assert "Holds, or sits in, today ELT Heads Housing" in words(page)
    assert "May report for" not in words(page)


def test_page_of_a_vacant_post_says_through_whom_it_is_chased(officer, sue, head):
    head.department = sue.department
    head.save()
    sue.department.head = sue
    sue.department.save()

    said = words(officer.get(address(head)))

    assert "Held today by Vacant Nobody has been written down. Chased through Sue Moorman" in said
    appoint(head, [sue], **written())
    assert "Vacant" not in words(officer.get(address(head)))


def test_tenures_are_told_from_those_to_come_to_the_first(officer, sue, head):
    today = timezone.localdate()
    graham = make_owner("Graham Lidell")
    appoint(head, [graham], **written())
    appoint(head, [], reason="Graham left.", **written(today, at=timezone.now()))
    appoint(head, [sue, graham], **written(today + timedelta(days=9), at=timezone.now()))

    page = officer.get(address(head))

    told = html.fromstring(page.text).xpath("//ol[@class='timeline']/li/h3")
    assert [" ".join(heading.text_content().split()) for heading in told] == [
        "Sue Moorman, Graham Lidell To come",
        "Vacant Today",
        "Graham Lidell",
    ]
    assert f"From 31 May 2016 to {today - timedelta(days=1):%-d %B %Y} –" in words(page)
    assert "Graham left." in words(page)


def test_of_two_tenures_from_one_day_the_later_word_counts(officer, sue, head):
    appoint(head, [make_owner("Graham Lidell")], **written())
    appoint(head, [sue], **written(at=moment(hour=13)))

    said = words(officer.get(address(head)))

    assert "Sue Moorman Today From 31 May 2016 –" in said
    assert "Graham Lidell" not in said


def test_only_who_may_edit_is_offered_it(officer, lead, head):
    offers = [f"/owners/{head.pk}/{page}/" for page in ("edit", "tenure", "history")]

    def offered_to(client):
        text = client.get(address(head)).text
        return [offer for offer in offers if offer in text]

    assert offered_to(officer) == []
    assert offered_to(lead) == offers
    assert offered_to(signed_in(Role.AUDITOR, "audrey@example.gov.uk")) == offers[2:]


@pytest.mark.parametrize("page", ["", "edit/", "tenure/", "history/"])
def test_owner_who_is_not_there_is_said(lead, page):
    response = lead.get(f"/owners/999/{page}")

    assert response.status_code == 404
    assert "There is no such page" in response.text


def test_nobody_holds_a_person(lead, sue):
    assert lead.get(address(sue, "tenure/")).status_code == 404
    assert lead.post(address(sue, "tenure/"), {"people": "Sue Moorman"}).status_code == 404
    assert not Tenure.objects.exists()


READERS = "The directory of owners is for people who may read the live plans."
EDITORS = "Only a plan lead or an administrator may change the directory."
TRAIL = "Who changed what is shown to plan leads, clerks, auditors and administrators."


@pytest.mark.parametrize(
    ("role", "page", "sentence"),
    [
        (Role.VIEWER, "", READERS),
        (Role.VIEWER, "{pk}/", READERS),
        (Role.OFFICER, "new/", EDITORS),
        (Role.OFFICER, "{pk}/edit/", EDITORS),
        (Role.OFFICER, "{pk}/tenure/", EDITORS),
        (Role.OFFICER, "{pk}/history/", TRAIL),
        (Role.CLERK, "{pk}/edit/", EDITORS),
        (Role.AUDITOR, "{pk}/tenure/", EDITORS),
    ],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_wrong_role_is_told_so(head, role, page, sentence, method):
    response = getattr(signed_in(role), method)(f"/owners/{page.format(pk=head.pk)}")

    assert response.status_code == 403
    assert sentence in words(response)


def test_stranger_is_asked_to_sign_in(client):
    assert client.get("/owners/").url == "/sign-in/?next=/owners/"


def test_trail_is_told_in_words(lead, sue):
    send(lead, address(sue, "edit/"), email="", aliases="Susan")

    page = lead.get(address(sue, "history/"))

    assert "E-mail address from sue@example.gov.uk to (nothing)" in words(page)
    assert "Other spellings added: Susan; Other spellings removed: S Moorman" in words(page)
    assert ", Lena Lead" in words(page)
    assert "by the program itself" in words(page)


# Adding


def test_an_owner_is_added(lead):
    hr = make_department("Human Resources")

    page = lead.get("/owners/new/")
    typed = {
        "kind": "person",
        "name": " Sue  Moorman ",
        "email": "sue@example.gov.uk",
        "department": hr.pk,
        "aliases": "S Moorman\r\n\r\nSusan Moorman",
    }
    response = lead.post("/owners/new/", filled_in(page, **typed), follow=True)

    sue = Owner.objects.get()
    assert response.redirect_chain == [(address(sue), 302)]
    assert "Added to the directory." in words(response)
    assert (sue.kind, sue.name, sue.email) == ("person", "Sue Moorman", "sue@example.gov.uk")
    assert (sue.department, sue.is_active) == (hr, True)
    assert [alias.name for alias in sue.aliases.all()] == ["S Moorman", "Susan Moorman"]
    assert sue.history.get().history_user.name == "Lena Lead"


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ({"name": ""}, "Enter a name"),
        ({"name": " \t"}, "Enter a name"),
        ({"name": "\u200b"}, "Enter a name"),
        ({"name": "x" * 201}, "Name must be 200 characters or fewer (it has 201)"),
        ({"kind": []}, "Choose what they are: a person, a post or a group"),
        ({"kind": "ghost"}, "Kind must be one of the choices"),
        ({"email": "sue"}, "Enter an e-mail address like name@example.gov.uk"),
        ({"department": "999"}, "Department must be one of the choices"),
        ({"aliases": "x" * 201}, "Each spelling must be 200 characters or fewer"),
        ({"aliases": "ELT"}, "“ELT” is a group of the directory already, so it cannot be another"),
        ({"aliases": "gl"}, "“GL” is another spelling of Graham Lidell already"),
        ({"name": "GL"}, "“GL” is another spelling of Graham Lidell already"),
    ],
)
def test_what_will_not_do_is_said_and_everything_typed_kept(lead, typed, problem):
    make_owner("ELT", "group")
    Alias.objects.create(owner=make_owner("Graham Lidell"), name="GL")
    sent = {"kind": "person", "name": "Sue Moorman", "email": "sue@example.gov.uk", **typed}

    page = send(lead, "/owners/new/", **sent)

    assert page.status_code == 200
    assert [text.startswith(problem) for text in problems(page)] == [True]
    assert "<title>Error: Add an owner" in page.text
    kept = {name: text for name, text in sent.items() if name not in ("kind", "department")}
    assert {name: value(page, name) for name in kept} == kept
    assert not Owner.objects.filter(name="Sue Moorman").exists()
    assert not SentForm.objects.exists()


def test_somebody_of_the_same_name_is_asked_about_not_forbidden(lead, sue):
    assert "another" not in lead.get("/owners/new/").context["form"].helper.layout.fields

    page = send(lead, "/owners/new/", kind="person", name="sue moorman")
    assert problems(page) == [
        "There is a person called Sue Moorman already. Tick to have another one of the same name"
    ]
    assert Owner.objects.count() == 1
    lead.post("/owners/new/", filled_in(page, another="on"))

    assert Owner.objects.count() == 2


def test_a_post_may_be_called_like_a_person(lead, sue):
    send(lead, "/owners/new/", kind="post", name="Sue Moorman")

    assert Owner.objects.count() == 2


def test_an_owner_added_twice_is_added_once(lead):
    sent = filled_in(lead.get("/owners/new/"), kind="person", name="Sue Moorman")

    first = lead.post("/owners/new/", sent)
    second = lead.post("/owners/new/", sent, follow=True)

    sue = Owner.objects.get()
    assert first.url == address(sue)
    assert second.redirect_chain == [(address(sue), 302)]
    assert SENT_TWICE in words(second)


# Editing


def test_an_owner_is_edited(lead, sue):
    page = send(lead, address(sue, "edit/"), name="Sue Archer", is_active=[], aliases="Sue Moorman")

    assert page.url == address(sue)
    sue.refresh_from_db()
    assert (sue.name, sue.email, sue.is_active, sue.version) == (
        "Sue Archer", "sue@example.gov.uk", False, 2,
    )  # fmt: skip
    assert [alias.name for alias in sue.aliases.all()] == ["Sue Moorman"]


def test_taking_somebody_out_of_use_who_holds_something_is_asked_about(lead, sue, head):
    finance = make_department("Finance", head=sue)
    delegate(finance, [sue], **written())
    appoint(head, [sue], **written())
    group = make_owner("ELT", "group")
    appoint(group, [sue], **written())
    make_recommendation(owners=[sue])

    page = send(lead, address(sue, "edit/"), is_active=[])

    assert problems(page) == [
        "Still theirs: 1 post, 1 group, 1 department headed, 1 delegation and 1 recommendation "
        "still to do. Tick to take them out of use all the same"
    ]
    said = words(page)
    assert "Head of HR: change who holds it" in said
    assert "ELT: change who sits in it" in said
    assert "Finance: change who heads it" in said
    assert "Finance: change who may report for it" in said
    assert "1 recommendation still to do names them: hand it over" in said
    links = html.fromstring(page.text).xpath("//main//li/a/@href")
    for link in (
        address(head, "tenure/"),
        address(group, "tenure/"),
        f"/departments/{finance.pk}/edit/",
        f"/departments/{finance.pk}/delegates/",
        address(sue, "hand-over/"),
    ):
        assert link in links
    assert Owner.objects.get(pk=sue.pk).is_active
    lead.post(address(sue, "edit/"), filled_in(page, retire="on"))
    assert not Owner.objects.get(pk=sue.pk).is_active


def test_taking_a_post_out_of_use_that_heads_a_department_is_asked_about(lead, head):
    make_department("Finance", head=head)
    make_department("Housing", head=head)
    make_recommendation(owners=[head])
    make_recommendation(owners=[head])

    page = send(lead, address(head, "edit/"), is_active=[])

    assert problems(page) == [
        "Still theirs: 2 departments headed and 2 recommendations still to do. "
        "Tick to take them out of use all the same"
    ]


def test_who_holds_nothing_is_taken_out_of_use_without_asking(lead, sue):
    send(lead, address(sue, "edit/"), is_active=[])
    assert not Owner.objects.get(pk=sue.pk).is_active

    make_department("Finance", head=sue)
    send(lead, address(sue, "edit/"), email="new@example.gov.uk")
    assert Owner.objects.get(pk=sue.pk).email == "new@example.gov.uk"


def test_post_held_by_who_is_out_of_use_is_shown_as_vacant(officer, sue, head):
    left = make_owner("Left Long Ago", is_active=False)
    appoint(head, [left], **written())

    said = "Vacant Left Long Ago is no longer in use."
    assert said in words(officer.get(address(head)))
    assert said in words(officer.get("/owners/?show=vacant"))


def test_who_is_out_of_use_is_marked_beside_who_holds_it_with_them(officer, sue, head):
    appoint(head, [make_owner("Left Long Ago", is_active=False), sue], **written())

    [row, _] = rows(officer.get("/owners/"))
    assert row[2] == "Left Long Ago (no longer in use), Sue Moorman"


def test_the_kind_stays(lead, sue):
    send(lead, address(sue, "edit/"), kind="post", name="Sue Archer")

    sue.refresh_from_db()
    assert (sue.kind, sue.name) == ("person", "Sue Archer")


def test_department_no_longer_in_use_stays_with_whom_it_has(lead, sue):
    sue.department.is_active = False
    sue.department.save()

    send(lead, address(sue, "edit/"), name="Sue Archer")

    sue.refresh_from_db()
    assert (sue.name, str(sue.department)) == ("Sue Archer", "Human Resources")
    assert "Human Resources" not in lead.get("/owners/new/").text


def test_new_name_of_somebody_else_is_asked_about(lead, sue):
    graham = make_owner("Graham Lidell")

    page = send(lead, address(graham, "edit/"), name="Sue Moorman")
    assert "called Sue Moorman already" in problems(page)[0]
    assert send(lead, address(graham, "edit/"), email="g@example.gov.uk").status_code == 302
    lead.post(address(graham, "edit/"), filled_in(page, another="on", version="2"))

    graham.refresh_from_db()
    assert graham.name == "Sue Moorman"


def test_refused_edit_leaves_the_page_with_the_name_on_record(lead, sue):
    Alias.objects.create(owner=make_owner("Graham Lidell"), name="GL")

    page = send(lead, address(sue, "edit/"), name="Somebody", aliases="GL")

    assert problems(page) == ["“GL” is another spelling of Graham Lidell already"]
    assert "<h1>Edit Sue Moorman</h1>" in page.text
    assert value(page, "name") == "Somebody"
    sue.refresh_from_db()
    assert (sue.name, sue.version) == ("Sue Moorman", 1)


def test_an_edit_sent_twice_counts_once(lead, sue):
    sent = filled_in(lead.get(address(sue, "edit/")), name="Sue Archer")

    lead.post(address(sue, "edit/"), sent)
    second = lead.post(address(sue, "edit/"), sent, follow=True)

    assert second.redirect_chain == [(address(sue), 302)]
    assert SENT_TWICE in words(second)
    sue.refresh_from_db()
    assert (sue.version, sue.history.count()) == (2, 2)


# Two people at once


def test_second_of_two_editors_sees_both_texts_and_chooses(lead, other_lead, sue):
    opened = other_lead.get(address(sue, "edit/"))
    send(lead, address(sue, "edit/"), name="Sue Archer", email="archer@example.gov.uk")

    typed = filled_in(opened, name="Sue Baker", aliases="S Baker")
    page = other_lead.post(address(sue, "edit/"), typed)

    assert problems(page) == [
        "Somebody else has changed “Sue Archer” since you opened it. Nothing was saved: compare "
        "what you typed with what it says now, and choose."
    ]
    assert "<title>Error: Edit Sue Archer" in page.text
    said = words(page)
    assert "Name What you typed Sue Baker What it says now Sue Archer" in said
    assert (
        "E-mail address What it said when you opened it sue@example.gov.uk "
        "What it says now archer@example.gov.uk" in said
    )
    assert "S Moorman" not in said
    assert (value(page, "name"), value(page, "aliases")) == ("Sue Baker", "S Baker")
    sue.refresh_from_db()
    assert (sue.name, sue.version) == ("Sue Archer", 2)

    saved = other_lead.post(address(sue, "edit/"), choose(page, name="typed"))

    assert saved.url == address(sue)
    sue.refresh_from_db()
    assert (sue.name, sue.email, sue.version) == ("Sue Baker", "archer@example.gov.uk", 3)
    assert [alias.name for alias in sue.aliases.all()] == ["S Baker"]


def test_who_does_not_choose_is_asked_again(lead, other_lead, sue):
    opened = other_lead.get(address(sue, "edit/"))
    send(lead, address(sue, "edit/"), name="Sue Archer")
    page = other_lead.post(address(sue, "edit/"), filled_in(opened, name="Sue Baker"))

    again = other_lead.post(address(sue, "edit/"), filled_in(page))
    assert problems(again) == ["Choose which to keep: Name"]
    other_lead.post(address(sue, "edit/"), choose(again, name="saved"))

    sue.refresh_from_db()
    assert sue.name == "Sue Archer"


def test_edit_of_something_else_meanwhile_is_no_hindrance(lead, other_lead, sue):
    opened = other_lead.get(address(sue, "edit/"))
    Owner.objects.filter(pk=sue.pk).update(version=7)

    saved = other_lead.post(address(sue, "edit/"), filled_in(opened, name="Sue Baker"))

    assert saved.url == address(sue)
    sue.refresh_from_db()
    assert (sue.name, sue.version) == ("Sue Baker", 8)


# Who holds what


def test_a_post_is_given_to_somebody_from_a_day(lead, sue, head):
    page = send(
        lead, address(head, "tenure/"),
        people="s moorman\r\n", on_0="1", on_1="June", on_2="2016", reason="Graham left.",
    )  # fmt: skip

    assert page.url == address(head)
    tenure = Tenure.objects.get()
    assert (tenure.people, str(tenure.valid_from)) == ([sue], "2016-06-01")
    assert (tenure.reason, tenure.recorded_by.name) == ("Graham left.", "Lena Lead")


def test_form_shows_who_holds_it_today_and_todays_date(lead, sue, head):
    today = timezone.localdate()
    appoint(head, [sue, make_owner("Graham Lidell")], **written())

    page = lead.get(address(head, "tenure/"))

    assert value(page, "people") == "Sue Moorman\nGraham Lidell"
    assert [value(page, f"on_{n}") for n in range(3)] == [
        str(today.day), str(today.month), str(today.year),
    ]  # fmt: skip


def test_who_holds_it_stays_though_out_of_use(lead, sue, head):
    sue.is_active = False
    sue.save()
    julie = make_owner("Julie Carter")
    make_owner("S. Moorman")
    appoint(head, [sue], **written())

    page = send(lead, address(head, "tenure/"), people="Sue Moorman\r\nJulie Carter")

    assert page.status_code == 302
    assert Tenure.objects.last_standing(
        head, as_at=timezone.localdate(), known_by=None
    ).get().people == [sue, julie]


def test_of_two_of_one_name_who_hold_it_both_stay(lead, sue, head):
    other = make_owner("Sue Moorman", is_active=False)
    appoint(head, [other, sue], **written())

    send(lead, address(head, "tenure/"), reason="Still both")

    assert set(Tenure.objects.order_by("pk").last().people) == {other, sue}
    again = send(lead, address(head, "tenure/"), people="\r\n".join(["Sue Moorman"] * 3))
    assert problems(again) == ["Sue Moorman is named twice."]


def test_who_is_out_of_use_is_not_put_into_a_post(lead, head):
    make_owner("Sue Moorman", email="sue@example.gov.uk", is_active=False)

    page = send(lead, address(head, "tenure/"), people="Sue Moorman\r\nsue@example.gov.uk")

    [by_name, by_email] = problems(page)
    assert by_name.startswith("“Sue Moorman” is in the directory, but no longer in use.")
    assert by_email.startswith("“sue@example.gov.uk” is in the directory, but no longer in use.")
    assert not Tenure.objects.exists()


def test_a_tenure_may_begin_later(lead, sue, head):
    day = timezone.localdate() + timedelta(days=400)

    send(
        lead, address(head, "tenure/"),
        people="Sue Moorman", on_0=str(day.day), on_1=str(day.month), on_2=str(day.year),
    )  # fmt: skip

    assert Tenure.objects.get().valid_from == day


def test_an_empty_list_is_a_vacancy(lead, head):
    page = lead.get(address(head, "tenure/"))
    response = lead.post(address(head, "tenure/"), filled_in(page, people=" \r\n"), follow=True)

    assert "Vacant Today" in words(response)
    assert Tenure.objects.get().people == []


def test_a_person_is_found_by_email_address(lead, sue, head):
    make_owner("Sue Moorman", email="other@example.gov.uk")

    send(lead, address(head, "tenure/"), people="Other@example.gov.uk")

    assert [person.email for person in Tenure.objects.get().people] == ["other@example.gov.uk"]


@pytest.mark.parametrize(
    ("people", "expected"),
    [
        ("Sue Mooman", ["Did you mean “Sue Moorman”?"]),
        ("Nobody", ["There is no owner called “Nobody” in the directory."]),
        ("Nobody\r\nNo one", ["called “Nobody”", "called “No one”"]),
        ("ELT", ["“ELT” is a group. Only people can be named here."]),
        ("Sue Moorman\r\nS Moorman", ["Sue Moorman is named twice."]),
        ("Two Names", ["Several owners are called “Two Names”."]),
    ],
)
def test_name_that_is_no_one_persons_is_said_and_nothing_guessed(lead, sue, head, people, expected):
    make_owner("ELT", "group")
    make_owner("Two Names")
    make_owner("Two Names")

    page = send(lead, address(head, "tenure/"), people=people, reason="Because")

    said = problems(page)
    assert [part in text for part, text in zip(expected, said, strict=True)] == [True] * len(said)
    assert (value(page, "people"), value(page, "reason")) == (people.replace("\r", ""), "Because")
    assert not Tenure.objects.exists()


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ({"on_1": "13"}, "From must be a real date"),
        ({"on_2": "16"}, "From must have a year of four figures, like 2017"),
        ({"on_0": "", "on_1": "", "on_2": ""}, "From must include a day, month and year"),
        ({"reason": "x" * 501}, "Reason must be 500 characters or fewer (it has 501)"),
    ],
)
def test_wrong_day_or_long_reason_is_said(lead, head, typed, problem):
    page = send(lead, address(head, "tenure/"), **typed)

    assert problems(page) == [problem]
    assert "<title>Error: Who holds this post" in page.text


def test_of_two_who_appoint_the_second_chooses(lead, other_lead, sue, head):
    graham = make_owner("Graham Lidell")
    opened = other_lead.get(address(head, "tenure/"))
    send(lead, address(head, "tenure/"), people="Sue Moorman")

    sent = filled_in(opened, people="Graham Lidell", reason="Successor")
    page = other_lead.post(address(head, "tenure/"), sent)

    assert "Who holds the post What you typed Graham Lidell What it says now Sue" in words(page)
    assert value(page, "reason") == "Successor"
    assert Tenure.objects.count() == 1
    other_lead.post(address(head, "tenure/"), choose(page, people="typed"))
    assert Tenure.objects.last().people == [graham]


def test_an_appointment_sent_twice_counts_once(lead, sue, head):
    sent = filled_in(lead.get(address(head, "tenure/")), people="Sue Moorman")

    lead.post(address(head, "tenure/"), sent)
    second = lead.post(address(head, "tenure/"), sent, follow=True)

    assert SENT_TWICE in words(second)
    assert Tenure.objects.count() == 1


def test_who_sits_in_a_group_is_asked_so(lead):
    page = lead.get(address(make_owner("ELT", "group"), "tenure/"))

    assert "<h1>Who sits in this group</h1>" in page.text


# The way there


@pytest.mark.parametrize(
    ("role", "links"),
    [
        (Role.VIEWER, []),
        (Role.OFFICER, ["Owners"]),
        (Role.ADMINISTRATOR, ["Owners", "Administration"]),
    ],
)
def test_navigation_shows_what_the_role_may_open(role, links):
    page = signed_in(role).get("/password/")

    nav = html.fromstring(page.text).xpath("//nav[@aria-label='Main']//a/text()")
    assert [link for link in nav if link in ("Owners", "Administration")] == links
