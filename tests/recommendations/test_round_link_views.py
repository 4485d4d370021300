"""The page on which leads see who has a link to answer, make one and switch one off."""

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone
from lxml import html

from people.roles import Role
from recommendations.answer_links import path_of
from recommendations.models import AnswerLink
from recommendations.rounds import close_round
from tests.factories import (
    make_owner,
    make_plan,
    make_recommendation,
    make_round,
    make_user,
    moment,
)
from tests.journeys.looking import messages, rows_kept
from tests.sending import send, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def lena():
    return make_user("lena@example.gov.uk", "Lena Lead", role=Role.LEAD)


@pytest.fixture
def lead(client, lena):
    client.force_login(lena)
    return client


@pytest.fixture
def sue():
    return make_owner(email="sue@example.gov.uk")


@pytest.fixture
def round(sue):
    row = make_recommendation(make_plan(), text="Keep records.", reference="5", owners=[sue])
    return make_round(row.plan, at=moment(hour=13))


@pytest.fixture
def page(round):
    return f"/rounds/{round.pk}/links/"


def make(client, page, person, **sent):
    return client.post(f"{page}make/", {"owner": person.pk, **sent}, follow=True)


def switch_off(client, page, link):
    return client.post(f"{page}revoke/", {"link": link.pk}, follow=True)


def address_on(response):
    return html.fromstring(response.text).xpath("string(//input[@readonly]/@value)")


def test_who_has_none_yet(lead, page):
    response = lead.get(page)

    assert "Sue Moorman sue@example.gov.uk 1 0 None yet Not yet" in words(response)
    assert address_on(response) == ""


def test_a_link_is_made_and_its_address_works(lead, client, sue, round, page):
    response = make(lead, page, sue)

    link = AnswerLink.objects.get()
    day = f"{link.last_day.day} {link.last_day:%B %Y}"
    assert messages(response) == [
        f"Sue Moorman has a new link, which works until {day}. Copy its address below and send it."
    ]
    assert address_on(response) == f"http://testserver{path_of(link)}"
    assert response["Cache-Control"] == "private, no-store"
    assert f"Works until {day}, or until the round is closed" in words(response)
    [e_mail] = html.fromstring(response.text).xpath("//a[starts-with(@href, 'mailto:')]/@href")
    assert e_mail.startswith("mailto:sue%40example.gov.uk?subject=May%202016")
    client.logout()
    assert "Keep records." in words(client.get(address_on(response)))


def test_one_that_is_sent_twice_is_made_once(lead, sue, page):
    make(lead, page, sue)

    response = make(lead, page, sue)

    assert messages(response) == [
        "Somebody else has changed this link meanwhile. Look at what it says now."
    ]
    assert AnswerLink.objects.count() == 1


def test_a_new_one_takes_the_place_of_the_old(lead, lena, sue, page):
    make(lead, page, sue)
    old = AnswerLink.objects.get()

    response = make(lead, page, sue, instead_of=old.pk)

    old.refresh_from_db()
    new = AnswerLink.objects.latest("pk")
    assert (old.revoked_by, new.revoked_at) == (lena, None)
    assert address_on(response) == f"http://testserver{path_of(new)}"


def test_one_is_switched_off(lead, lena, sue, page):
    make(lead, page, sue)
    link = AnswerLink.objects.get()

    response = switch_off(lead, page, link)

    assert messages(response) == ["The link of Sue Moorman is switched off."]
    today = timezone.localdate()
    assert f"Switched off on {today.day} {today:%B %Y} by Lena Lead" in words(response)
    assert address_on(response) == ""
    assert lead.get(path_of(link)).status_code == 410
    assert messages(switch_off(lead, page, link)) == ["This link is switched off already."]


def test_how_it_was_used_is_told(lead, client, sue, round, page):
    path = path_of_made(lead, page, sue)
    row = round.requests.get().recommendation_id
    token = html.fromstring(client.get(path).text).xpath("string(//input[@name='token']/@value)")
    client.post(f"{path}{row}/no-change/", {"token": token})

    today = timezone.localdate()
    said = f"1 answer through it, the last on {today.day} {today:%B %Y}"
    assert said in words(lead.get(page))


def path_of_made(lead, page, sue):
    make(lead, page, sue)
    return path_of(AnswerLink.objects.get())


def test_in_a_closed_round_nothing_works(lead, sue, round, page):
    make(lead, page, sue)
    link, now = AnswerLink.objects.get(), timezone.now()
    close_round(round, by=make_user(), on=timezone.localdate(now), at=now)

    response = lead.get(page)

    assert "This round is closed, so none of its links works." in words(response)
    assert address_on(response) == ""
    assert html.fromstring(response.text).xpath("//main//button") == []
    response = make(lead, page, sue, instead_of=link.pk)
    assert "takes no more answers" in messages(response)[0]
    assert AnswerLink.objects.count() == 1


def test_nobody_needs_one(lead, sue, page):
    sue.user = make_user()
    sue.save()

    assert "Nobody needs a link" in words(lead.get(page))


@pytest.mark.parametrize(
    "sent", [{}, {"owner": ""}, {"owner": "x"}, {"owner": "9" * 30}, {"owner": "999999"}]
)
def test_who_is_not_there_gets_none(lead, page, sent):
    before = rows_kept()

    for verb in ("make/", "revoke/"):
        assert lead.post(f"{page}{verb}", sent).status_code == 404

    assert rows_kept() == before


def test_a_link_of_another_round_is_not_switched_off_here(lead, sue, page):
    make(lead, page, sue)
    link = AnswerLink.objects.get()
    other = make_round(make_plan("Staff survey", "staff-survey"), label="Other")

    assert switch_off(lead, f"/rounds/{other.pk}/links/", link).status_code == 404
    link.refresh_from_db()
    assert link.revoked_at is None


def test_who_may_not_read_every_plan_makes_none(client, sue, page):
    editor = make_user("eddy@example.gov.uk", "Eddy Editor", role=Role.OFFICER)
    editor.groups.add(Group.objects.get(name="May edit plans"))
    client.force_login(editor)

    response = client.get(page)

    assert response.status_code == 403
    assert "you may not read every plan. Ask a plan lead." in words(response)
    assert make(client, page, sue).status_code == 403
    assert not AnswerLink.objects.exists()


def test_the_round_leads_there(lead, client, round, page):
    assert page in lead.get(f"/rounds/{round.pk}/").text

    client.force_login(make_user("clem@example.gov.uk", "Clem Clerk", role=Role.CLERK))
    assert page not in client.get(f"/rounds/{round.pk}/").text


def test_a_plan_switches_links_off(lead, sue, round, page):
    address = "/plans/learning-review/edit/"
    assert send(lead, address, answer_links=[]).status_code == 302

    assert "Nobody needs a link" in words(lead.get(page))
    assert "Nobody answers through a link." in words(lead.get("/plans/learning-review/"))
    assert make(lead, page, sue).status_code == 200
    assert not AnswerLink.objects.exists()
