"""How often somebody is written to: the page of their own."""

import pytest

from people.models import Owner
from people.roles import Role
from tests.factories import make_owner, make_user
from tests.sending import filled_in, problems, send, words

pytestmark = pytest.mark.django_db
PAGE = "/reminders/"


@pytest.fixture
def sue(client):
    user = make_user("sue@example.gov.uk", "Sue Moorman", Role.OFFICER)
    client.force_login(user)
    return make_owner(user=user)


def test_it_says_where_e_mails_go_and_what_is_chosen(client, sue):
    page = client.get(PAGE)

    assert "It goes to sue@example.gov.uk." in words(page)
    assert filled_in(page)["digests"] == ["daily"]


def test_an_address_in_the_directory_comes_first(client, sue):
    Owner.objects.update(email="s.moorman@example.gov.uk")

    assert "It goes to s.moorman@example.gov.uk." in words(client.get(PAGE))


def test_a_choice_is_saved(client, sue):
    page = send(client, PAGE, digests="weekly")

    assert (page.status_code, page.url) == (302, PAGE)
    sue.refresh_from_db()
    assert sue.digests == "weekly"
    assert sue.history.latest().history_user == sue.user
    page = client.get(PAGE)
    assert "Your choice has been saved." in words(page)
    assert filled_in(page)["digests"] == ["weekly"]


@pytest.mark.parametrize("digests", ["hourly", []])
def test_what_is_no_choice_is_refused(client, sue, digests):
    page = send(client, PAGE, digests=digests)

    assert len(problems(page)) == 1
    sue.refresh_from_db()
    assert sue.digests == "daily"


def test_a_lead_who_chose_meanwhile_is_not_written_over(client, sue):
    page = client.get(PAGE)
    Owner.objects.update(digests="weekly", version=2)

    page = client.post(PAGE, filled_in(page, digests="weekly"))

    assert page.status_code == 302
    sue.refresh_from_db()
    assert sue.digests == "weekly"


@pytest.mark.parametrize("method", ["get", "post"])
def test_whoever_is_not_in_the_directory_is_told_what_to_do(client, method):
    client.force_login(make_user("vic@example.gov.uk", "Vic Viewer"))

    page = getattr(client, method)(PAGE)

    assert page.status_code == 200
    assert "ask an administrator to say who you are in the directory" in words(page)


def test_every_page_leads_to_it(client, sue):
    assert f'href="{PAGE}"' in client.get("/").text


def test_a_lead_sets_it_on_the_page_of_an_owner(client):
    client.force_login(make_user("lena@example.gov.uk", "Lena Lead", Role.LEAD))
    graham = make_owner("Graham Lidell")

    send(client, f"/owners/{graham.pk}/edit/", digests="weekly")

    graham.refresh_from_db()
    assert graham.digests == "weekly"
