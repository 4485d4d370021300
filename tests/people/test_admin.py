"""The administration pages: reference data, for administrators only."""

import re

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from people.dated_fact import DatedFact
from people.merging import merge
from people.models import Alias, Department, Owner, User
from people.roles import Role
from people.who_wrote import link_user
from recommendations.models import Plan, Theme
from reports.models import Appendix, Committee, Layout, Meeting, PlanLayout, Publication
from tests.factories import (
    lay_out,
    make_committee,
    make_department,
    make_issued,
    make_meeting,
    make_owner,
    make_plan,
    make_recommendation,
    make_user,
    moment,
)
from tests.sending import words

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada():
    return make_user("ada@example.gov.uk", "Ada Ministrator", role=Role.ADMINISTRATOR)


@pytest.fixture
def client(client, ada):
    client.force_login(ada)
    return client


def roles(*names):
    return [str(Group.objects.get(name=name).pk) for name in names]


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMINISTRATOR])
@pytest.mark.parametrize("address", ["/admin/", "/admin/people/user/", "/admin/login/"])
def test_other_roles_are_told_that_it_is_not_for_them(client, role, address):
    client.force_login(make_user(role=role))

    page = client.get(address, follow=True)

    assert page.status_code == 403
    assert "The administration pages are for administrators." in words(page)


def test_stranger_is_asked_to_sign_in(client):
    client.logout()

    page = client.get("/admin/people/owner/", follow=True)

    assert "Sign in" in words(page)
    assert page.redirect_chain == [("/sign-in/?next=/admin/people/owner/", 302)]
    assert client.get("/admin/", follow=True).redirect_chain[-1][0].startswith("/sign-in/")


@pytest.mark.parametrize(
    ("wanted", "led_to"),
    [
        ("", "/admin/"),
        ("?next=/admin/people/owner/", "/admin/people/owner/"),
        ("?next=https://example.com/", "/admin/"),
        ("?next=//example.com/", "/admin/"),
    ],
)
def test_administrator_who_has_signed_in_is_let_in(client, wanted, led_to):
    assert client.get(f"/admin/login/{wanted}").url == led_to


def test_only_reference_data_is_edited_here():
    ours = {
        model
        for model in admin.site._registry
        if model._meta.app_label in ("people", "recommendations", "reports")
    }

    assert ours == {
        User, Department, Owner, Plan, Theme, Committee, Meeting, Layout, PlanLayout,
    }  # fmt: skip
    assert not [model for model in ours if issubclass(model, DatedFact)]


@pytest.fixture
def everything(ada):
    """One of each kind of reference data."""
    plan = make_plan(themes=[{"title": "Culture", "number": "1"}])
    planned = lay_out(plan)
    meeting = make_meeting()
    return {
        "people/user": ada,
        "people/department": make_department(),
        "people/owner": make_owner(),
        "recommendations/plan": plan,
        "recommendations/theme": plan.themes.get(),
        "reports/committee": meeting.committee,
        "reports/meeting": meeting,
        "reports/layout": planned.layout,
        "reports/planlayout": planned,
    }


@pytest.mark.parametrize(
    "name",
    [
        "people/user",
        "people/department",
        "people/owner",
        "recommendations/plan",
        "recommendations/theme",
        "reports/committee",
        "reports/meeting",
        "reports/layout",
        "reports/planlayout",
    ],
)
def test_every_page_opens_and_nothing_is_deleted(client, everything, name):
    row = everything[name]

    # Layouts are edited on pages of their own.
    adds = 403 if name == "reports/layout" else 200
    assert client.get(f"/admin/{name}/add/").status_code == adds
    for page in ("", "?q=a", f"{row.pk}/change/", f"{row.pk}/history/"):
        assert client.get(f"/admin/{name}/{page}").status_code == 200
    assert client.get(f"/admin/{name}/{row.pk}/delete/").status_code == 403
    assert "delete_selected" not in client.get(f"/admin/{name}/").text


@pytest.mark.parametrize("address", ["people/user/", "people/owner/", "recommendations/theme/"])
def test_lists_take_the_same_queries_for_any_number(client, address):
    def add(number):
        make_user(f"u{number}@example.gov.uk", f"User {number}", role=Role.OFFICER)
        make_owner(f"Owner {number}", department=make_department(f"Department {number}"))
        Theme.objects.create(plan=make_plan(), title=f"Theme {number}")

    def queries():
        with CaptureQueriesContext(connection) as captured:
            client.get(f"/admin/{address}")
        return len(captured)

    add(1)
    client.get(f"/admin/{address}")
    first = queries()
    add(2)
    add(3)

    assert queries() == first


# Users


def test_user_is_made_without_a_password_and_with_roles(client, ada):
    typed = {"email": "Bob@Example.gov.uk", "name": "Bob Baker", "is_active": "on"}

    client.post("/admin/people/user/add/", {**typed, "groups": roles(Role.OFFICER)})

    bob = User.objects.get(email="bob@example.gov.uk")
    assert not bob.has_usable_password()
    assert not bob.is_staff
    assert [group.name for group in bob.groups.all()] == ["Officer"]
    trace = bob.history.get()
    assert (trace.history_user, trace.history_change_reason) == (ada, "Roles given: Officer")


def test_second_user_with_an_address_is_refused_in_words(client, ada):
    typed = {"email": "ADA@example.gov.uk", "name": "Another Ada", "is_active": "on"}

    page = client.post("/admin/people/user/add/", typed)

    assert User.objects.count() == 1
    assert "already" in page.text


def test_change_of_roles_is_on_the_trail(client, ada):
    bob = make_user("bob@example.gov.uk", "Bob Baker", role=Role.OFFICER)
    typed = {"email": bob.email, "name": bob.name, "is_active": "on"}

    new = roles(Role.AUDITOR, Role.ADMINISTRATOR)
    client.post(f"/admin/people/user/{bob.pk}/change/", {**typed, "groups": new})

    bob.refresh_from_db()
    assert bob.is_staff
    said = "Roles given: Administrator, Auditor; Roles taken: Officer"
    assert bob.history.latest().history_change_reason == said
    page = client.get(f"/admin/people/user/{bob.pk}/history/")
    assert said in page.text
    assert "Ada Ministrator" in page.text


def test_who_is_no_administrator_any_more_is_shut_out(client):
    bob = make_user("bob@example.gov.uk", "Bob Baker", role=Role.ADMINISTRATOR)

    typed = {"email": bob.email, "name": bob.name, "is_active": "on"}
    client.post(f"/admin/people/user/{bob.pk}/change/", typed)

    bob.refresh_from_db()
    assert not bob.is_staff


def test_nobody_takes_over_a_superuser(client):
    root = User.objects.create_superuser("root@example.gov.uk", name="Root")

    typed = {"email": "ada2@example.gov.uk", "name": "Root", "is_active": "on"}
    response = client.post(f"/admin/people/user/{root.pk}/change/", typed)

    assert response.status_code == 403
    root.refresh_from_db()
    assert root.email == "root@example.gov.uk"


@pytest.mark.parametrize("by_root", [True, False])
def test_nothing_is_put_back_from_the_trail(client, by_root):
    root = User.objects.create_superuser("root@example.gov.uk", name="Root")
    past = f"/admin/people/user/{root.pk}/history/{root.history.get().pk}/"
    if by_root:
        client.force_login(root)

    assert client.get(past).status_code == 200
    typed = {"email": "ada2@example.gov.uk", "name": "Root", "is_active": "on"}
    response = client.post(past, typed)

    assert response.status_code == 403
    assert "What was is kept as it was." in words(response)
    root.refresh_from_db()
    assert root.email == "root@example.gov.uk"


def test_superuser_stays_one(client):
    root = User.objects.create_superuser("root@example.gov.uk", name="Root")
    client.force_login(root)

    typed = {"email": "root2@example.gov.uk", "name": "Root", "is_active": "on"}
    client.post(f"/admin/people/user/{root.pk}/change/", typed)

    root.refresh_from_db()
    assert (root.email, root.is_staff, root.is_superuser) == ("root2@example.gov.uk", True, True)


def test_invitations_are_sent_to_those_chosen(client, ada):
    bob = make_user("bob@example.gov.uk", "Bob Baker")
    gone = make_user("gone@example.gov.uk", "Gone Away", is_active=False)
    chosen = {"action": "send_invitation", "_selected_action": [bob.pk, gone.pk]}

    page = client.post("/admin/people/user/", chosen, follow=True)

    [message] = mail.outbox
    assert message.to == ["bob@example.gov.uk"]
    assert "Ada Ministrator invites you" in message.body
    assert re.search(r"http://testserver/password/choose/\S+/", message.body)
    assert "Invited Bob Baker (bob@example.gov.uk)." in page.text
    assert "Gone Away may not sign in, so there is nobody to invite." in page.text


# Owners, plans


INLINE = {"aliases-TOTAL_FORMS": "1", "aliases-INITIAL_FORMS": "0"}


def test_owner_is_changed_with_a_spelling_and_keeps_the_kind(client, ada):
    sue = make_owner()
    typed = {"name": "Sue Archer", "kind": "group", "is_active": "on", "user": ada.pk}

    client.post(
        f"/admin/people/owner/{sue.pk}/change/", {**typed, **INLINE, "aliases-0-name": "S Moorman"}
    )

    sue.refresh_from_db()
    assert (sue.name, sue.kind, sue.user) == ("Sue Archer", "person", ada)
    assert Alias.objects.get().name == "S Moorman"
    assert sue.history.latest().history_user == ada
    assert sue.version == 2


def test_what_was_merged_follows_the_department_of_its_owner(client, ada):
    sue, hr = make_owner(), make_department("Human Resources")
    merged = merge(make_owner("S Moorman"), sue, by=ada, at=moment())
    typed = {"name": "Sue Moorman", "is_active": "on", "department": hr.pk}

    client.post(f"/admin/people/owner/{sue.pk}/change/", {**typed, **INLINE})

    merged.refresh_from_db()
    assert merged.department == hr


def test_change_of_a_department_is_told_to_who_has_it_open(client, ada):
    hr, sue = make_department("Human Resources"), make_owner()
    typed = {"name": "Human Resources", "head": sue.pk, "is_active": "on"}

    client.post(f"/admin/people/department/{hr.pk}/change/", typed)

    hr.refresh_from_db()
    assert (hr.head, hr.version, hr.history.latest().history_user) == (sue, 2, ada)


def test_owner_can_be_a_user_only_as_a_person(client, ada):
    elt = make_owner("ELT", "group")
    typed = {"name": "ELT", "is_active": "on", "user": ada.pk}

    page = client.post(f"/admin/people/owner/{elt.pk}/change/", {**typed, **INLINE})

    assert "Only a person signs in." in page.text
    elt.refresh_from_db()
    assert elt.user is None


def test_spelling_of_somebody_else_is_refused_in_words(client):
    Alias.objects.create(owner=make_owner("Graham Lidell"), name="GL")
    sue = make_owner()
    typed = {"name": "Sue Moorman", "is_active": "on", **INLINE, "aliases-0-name": "gl"}

    page = client.post(f"/admin/people/owner/{sue.pk}/change/", typed)

    assert page.status_code == 200
    assert Alias.objects.count() == 1


def test_theme_stays_in_its_plan_and_its_number_is_there_once(client):
    plan = make_plan(themes=[{"title": "Culture", "number": "1"}, {"title": "Pay", "number": "2"}])
    pay = plan.themes.get(number="2")
    other = make_plan("Another", "another")
    typed = {"plan": other.pk, "title": "Pay", "number": "1", "position": "2"}

    page = client.post(f"/admin/recommendations/theme/{pay.pk}/change/", typed)
    assert "This plan has a theme with this number already." in page.text
    client.post(f"/admin/recommendations/theme/{pay.pk}/change/", {**typed, "number": "3"})

    pay.refresh_from_db()
    assert (pay.plan, pay.number) == (plan, "3")


def test_change_of_a_plan_is_on_its_trail_and_told_to_who_has_it_open(client, ada):
    plan = make_plan()
    typed = {
        "title": "Learning review", "source": "other", "rag_rule": "per_cent",
        "revision": "committee", "review_months": "3", "own_columns": "[]", "is_active": "on",
    }  # fmt: skip

    client.post(f"/admin/recommendations/plan/{plan.pk}/change/", {**typed, "slug": "elsewhere"})

    plan.refresh_from_db()
    assert (plan.title, plan.rag_rule, plan.slug) == (
        "Learning review",
        "per_cent",
        "learning-review",
    )
    assert plan.version == 2
    assert plan.history.latest().history_user == ada


# Committees, meetings, layouts


def test_committee_gets_an_address_once(client, ada):
    typed = {"name": "Executive", "slug": "executive", "is_active": "on"}
    client.post("/admin/reports/committee/add/", typed)
    committee = Committee.objects.get()

    page = client.post(
        f"/admin/reports/committee/{committee.pk}/change/",
        {**typed, "name": "Cabinet", "slug": "cabinet"},
    )

    committee.refresh_from_db()
    assert page.status_code == 302
    assert (committee.name, committee.slug, committee.version) == ("Cabinet", "executive", 2)
    assert [change.history_user for change in committee.history.all()] == [ada, ada]


def test_committee_without_an_address_is_refused_in_words(client):
    page = client.post("/admin/reports/committee/add/", {"name": "Executive", "is_active": "on"})

    assert "This field is required." in page.text
    assert not Committee.objects.exists()


def test_meeting_moves_while_nothing_is_issued_for_it(client, ada):
    meeting, other = make_meeting(), make_committee("Executive")

    page = client.post(
        f"/admin/reports/meeting/{meeting.pk}/change/",
        {"committee": other.pk, "date": "2016-07-05", "round": ""},
    )

    meeting.refresh_from_db()
    assert page.status_code == 302
    assert (meeting.committee, f"{meeting.date}", meeting.version) == (other, "2016-07-05", 2)
    assert meeting.history.latest("history_id").history_user == ada


def test_second_meeting_of_a_day_is_refused_in_words(client):
    meeting = make_meeting()
    typed = {"committee": meeting.committee_id, "date": "2016-06-28", "round": ""}

    page = client.post("/admin/reports/meeting/add/", typed)

    assert "This committee has a meeting on that day already." in page.text
    assert Meeting.objects.count() == 1


def test_how_a_plan_is_reported_is_changed_and_told_to_who_has_it_open(client, ada):
    usual = lay_out(make_plan())
    typed = {"plan": usual.plan_id, "layout": usual.layout_id, "appendix_number": "Appendix 9"}

    client.post(f"/admin/reports/planlayout/{usual.pk}/change/", {**typed, "committee": ""})

    usual.refresh_from_db()
    assert (usual.appendix_number, usual.version) == ("Appendix 9", 2)
    assert usual.history.latest("history_id").history_user == ada


# What is issued


@pytest.fixture
def issued():
    plan = make_plan(themes=[{"title": "Culture", "number": "1"}])
    lay_out(plan)
    make_recommendation(plan, owners=[make_owner()])
    return make_issued(plan, layout=plan.plan_layout.layout)


@pytest.mark.parametrize("model", ["appendix", "publication", "meetingdecision"])
def test_what_is_issued_has_no_pages_here(client, issued, model):
    client.force_login(User.objects.create_superuser("root@example.gov.uk", name="Root"))
    key = Appendix.objects.get().pk

    for page in ("", "add/", f"{key}/change/", f"{key}/delete/", f"{key}/history/"):
        address = f"/admin/reports/{model}/{page}"
        assert client.get(address).status_code == 404
        assert client.post(address, {"number": "Appendix 9", "post": "yes"}).status_code == 404


def test_nothing_that_is_changed_here_changes_an_issued_paper(client, issued):
    """Not even by somebody whom nothing is forbidden."""
    client.force_login(User.objects.create_superuser("root@example.gov.uk", name="Root"))
    kept = [list(model.objects.order_by("pk").values()) for model in (Appendix, Publication)]
    there = {
        "people/owner": Owner.objects.get().pk,
        "recommendations/plan": issued.plan_id,
        "reports/committee": issued.meeting.committee_id,
        "reports/meeting": issued.meeting_id,
        "reports/planlayout": PlanLayout.objects.get().pk,
        "reports/layout": issued.layout_id,
    }
    typed = {
        "name": "Renamed", "title": "Renamed", "slug": "renamed", "kind": "person", "post": "yes",
        "committee": make_committee("Executive").pk, "date": "2016-07-05", "round": "",
        "as_at_style": "day", "as_at_line": "On {as_at}", "tables": "[]", "source": "other",
        "rag_rule": "per_cent", "revision": "committee", "review_months": "3",
        "plan": issued.plan_id, "layout": issued.layout_id, "appendix_number": "Appendix 9",
        **INLINE,
    }  # fmt: skip

    for page in ("change", "delete"):
        for name, key in there.items():
            client.post(f"/admin/{name}/{key}/{page}/", typed)

    assert str(Meeting.objects.get()) == "Renamed, 28 June 2016"
    assert (Plan.objects.get().title, Layout.objects.get().name) == ("Renamed", "Plain")
    assert not PlanLayout.objects.exists()
    now = [list(model.objects.order_by("pk").values()) for model in (Appendix, Publication)]
    assert now == kept


def test_layout_is_only_looked_at_here(client):
    layout = lay_out(make_plan()).layout
    before = Layout.objects.values().get()

    page = client.post(f"/admin/reports/layout/{layout.pk}/change/", {"name": "Renamed"})

    assert page.status_code == 403
    assert Layout.objects.values().get() == before
    assert layout.get_absolute_url() == f"/layouts/{layout.pk}/"
    assert "View on site" in client.get(f"/admin/reports/layout/{layout.pk}/change/").text


def test_layout_is_found_by_who_says_how_a_plan_is_reported(client):
    layout = lay_out(make_plan()).layout
    asked = {"app_label": "reports", "model_name": "planlayout", "field_name": "layout"}

    found = client.get("/admin/autocomplete/", {**asked, "term": "pla"}).json()["results"]

    assert found == [{"id": str(layout.pk), "text": "Plain"}]


def test_the_user_who_stands_for_links_is_nowhere(client):
    nobody = link_user()
    find = {"app_label": "people", "model_name": "owner", "field_name": "user", "term": "link"}

    assert "Link sent by e-mail" not in client.get("/admin/people/user/").text
    assert client.get(f"/admin/people/user/{nobody.pk}/change/").status_code == 302
    assert client.get("/admin/autocomplete/", find).json()["results"] == []
