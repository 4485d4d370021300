import icalendar
import pytest
import vobject
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import html

from people.roles import Role
from recommendations.calendar_feeds import revoke_feed, token_of
from recommendations.models import CalendarFeed
from recommendations.plans import edit_plan
from recommendations.wordings import reword
from tests.factories import (
    make_calendar,
    make_department,
    make_owner,
    make_plan,
    make_recommendation,
    make_user,
    moment,
    written,
)
from tests.sending import filled_in, problems, send, words

pytestmark = pytest.mark.django_db
PAGE = "/calendars/"


@pytest.fixture
def sue():
    return make_user("sue@example.gov.uk", "Sue Moorman", Role.OFFICER)


@pytest.fixture
def as_person(sue):
    return make_owner("Sue Moorman", user=sue, department=make_department("Human Resources"))


@pytest.fixture
def officer(client, sue):
    client.force_login(sue)
    return client


def address_of(feed):
    return f"/calendar/{token_of(feed)}.ics"


def stop(feed):
    return f"{PAGE}{feed.pk}/stop/"


def offered(page):
    """The choices of the form, by group."""
    groups = html.fromstring(page.text).xpath("//select[@name='of']/optgroup")
    return {group.get("label"): [o.get("value") for o in group] for group in groups}


def addresses(page):
    return html.fromstring(page.text).xpath("//input[@readonly]/@value")


# The page


def test_somebody_without_a_calendar_is_told_how_to_have_one(officer):
    page = officer.get(PAGE)

    assert "No calendar of yours yet" in words(page)
    assert "Thunderbird" not in words(page)
    assert offered(page) == {"You": ["mine"]}


def test_what_is_offered_begins_with_ones_own(officer, as_person):
    housing, plan = make_department("Housing"), make_plan()
    make_department("Closed", is_active=False)
    make_plan("Peer review", "peer-review").departments.add(housing)

    assert offered(officer.get(PAGE)) == {
        "You": ["mine"],
        "Your departments": [f"department-{as_person.department_id}"],
        "Departments": [f"department-{housing.pk}"],
        "Plans": [f"plan-{plan.pk}"],
    }


@pytest.mark.parametrize(
    ("make_word", "title"),
    [
        (lambda: "mine", "My deadlines"),
        (lambda: f"department-{make_department().pk}", "Deadlines of Corporate Services"),
        (lambda: f"plan-{make_plan().pk}", "Deadlines of Organisational learning review"),
    ],
)
def test_a_calendar_is_made_and_its_address_leads_to_it(officer, sue, make_word, title):
    word = make_word()

    page = officer.post(PAGE, filled_in(officer.get(PAGE), of=word), follow=True)

    [feed] = CalendarFeed.objects.all()
    assert (feed.user, feed.title) == (sue, title)
    assert "The calendar is made. Copy its address" in words(page)
    assert addresses(page) == [f"http://testserver{address_of(feed)}"]
    assert word not in [value for group in offered(page).values() for value in group]
    calendar = icalendar.Calendar.from_ical(Client().get(addresses(page)[0]).content)
    assert calendar["x-wr-calname"] == title


@pytest.mark.parametrize("word", ["", "plan-999999", "mine-3", "department-", "Housing"])
def test_what_is_not_offered_is_refused_beside_the_box(officer, word):
    page = send(officer, PAGE, of=word)

    assert problems(page) == ["Choose a calendar of the list. You may have this one already"]
    assert not CalendarFeed.objects.exists()


def test_the_form_sent_twice_makes_one(officer):
    sent = filled_in(officer.get(PAGE), of="mine")
    officer.post(PAGE, sent)

    page = officer.post(PAGE, sent, follow=True)

    assert "The form was sent twice, and counts once." in words(page)
    assert CalendarFeed.objects.count() == 1


def test_a_plan_and_a_department_lead_to_their_calendar(officer, as_person):
    plan = make_plan()
    links = {
        "/": PAGE,
        plan.get_absolute_url(): f"{PAGE}?of=plan-{plan.pk}",
        as_person.department.get_absolute_url(): f"{PAGE}?of=department-{as_person.department_id}",
    }

    for page, link in links.items():
        assert link in html.fromstring(officer.get(page).text).xpath("//main//a/@href")
        chosen = link.partition("of=")[2]
        asked = html.fromstring(officer.get(link).text)
        assert asked.xpath("//select[@name='of']//option[@selected]/@value") == (
            [chosen] if chosen else []
        )


def test_one_sees_ones_own_calendars_alone(officer, sue):
    mine = make_calendar(sue)
    stopped = make_calendar(sue, kind="plan", plan=make_plan())
    revoke_feed(stopped, by=sue, at=moment(hour=13))
    make_calendar(make_user("lena@example.gov.uk", "Lena Lead", Role.LEAD))

    page = officer.get(PAGE)

    assert addresses(page) == [f"http://testserver{address_of(mine)}"]
    assert "Google Calendar" in words(page)


def test_no_browser_keeps_the_addresses(officer, sue):
    feed = make_calendar(sue)

    for address in (PAGE, stop(feed)):
        assert officer.get(address)["Cache-Control"] == "private, no-store"


def test_a_plan_kept_from_somebody_is_not_named_any_more(officer, sue):
    plan = make_plan()
    make_calendar(sue, kind="plan", plan=plan)
    plan.departments.add(make_department("Housing"))

    page = officer.get(PAGE)

    assert "You may no longer read this plan, so the calendar is empty." in words(page)
    assert plan.title not in page.text


def test_the_page_takes_as_many_questions_for_several(officer, sue):
    taken = []
    for number in range(3):
        make_calendar(sue, kind="plan", plan=make_plan(f"Plan {number}", f"plan-{number}"))
        make_calendar(sue, kind="department", department=make_department(f"Team {number}"))
        with CaptureQueriesContext(connection) as asked:
            officer.get(PAGE)
        taken.append(len(asked))

    assert taken == [8, 8, 8]


def test_a_calendar_is_stopped(officer, sue):
    feed = make_calendar(sue)

    page = officer.post(stop(feed), filled_in(officer.get(stop(feed))), follow=True)

    assert "The calendar is stopped." in words(page)
    assert addresses(page) == []
    assert CalendarFeed.objects.get().revoked_at is not None
    assert officer.get(stop(feed)).status_code == 404


def test_a_calendar_gets_another_address(officer, sue):
    feed = make_calendar(sue)

    page = officer.post(stop(feed), filled_in(officer.get(stop(feed)), again="on"), follow=True)

    new = CalendarFeed.objects.working().get()
    assert "The old address works no longer. Copy the new one." in words(page)
    assert addresses(page) == [f"http://testserver{address_of(new)}"]
    assert [officer.get(address_of(one)).status_code for one in (feed, new)] == [410, 200]


def test_another_address_of_what_is_out_of_use_is_refused_in_words(officer, sue):
    feed = make_calendar(sue, kind="plan", plan=make_plan())
    edit_plan(feed.plan, by=make_user(), at=moment(), version=1, is_active=False)

    page = send(officer, stop(feed), again="on")

    assert problems(page) == [
        "This plan is no longer in use, or not for you to read. Choose another one"
    ]
    assert CalendarFeed.objects.get().revoked_at is None


# The file


def test_the_file_opens_without_signing_in_and_leaves_no_cookie(sue, as_person):
    make_recommendation(
        reference="2.3", text="Review the policy, soon", by_when="Autumn 17", owners=[as_person]
    )
    feed = make_calendar(sue)

    response = Client().get(address_of(feed))

    assert response.status_code == 200
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert response["Content-Disposition"] == 'inline; filename="deadlines.ics"'
    assert response["X-Robots-Tag"] == "noindex"
    assert response["Cache-Control"] == "private, no-cache"
    assert not response.cookies
    summary = "2.3 Review the policy, soon – Sue Moorman"
    [event] = icalendar.Calendar.from_ical(response.content).walk("VEVENT")
    assert event["summary"] == summary
    [event] = vobject.readOne(response.content.decode()).vevent_list
    assert event.summary.value == summary


def test_it_is_that_of_its_user_whoever_is_signed_in(sue, as_person, client):
    make_recommendation(by_when="Autumn 17", owners=[as_person])
    client.force_login(make_user("lena@example.gov.uk", "Lena Lead", Role.LEAD))

    response = client.get(address_of(make_calendar(sue)))

    assert response.content == Client().get(address_of(CalendarFeed.objects.get())).content
    assert b"BEGIN:VEVENT" in response.content


def test_whoever_has_it_is_told_that_nothing_changed(sue, as_person, client):
    row = make_recommendation(by_when="Autumn 17", owners=[as_person])
    address = address_of(make_calendar(sue))
    first = client.get(address)
    has_it = {"If-None-Match": first["ETag"]}

    again = client.get(address, headers=has_it)
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert again["Cache-Control"] == "private, no-cache"

    reword(row, "Review both policies", **written(at=moment(hour=13)))
    changed = client.get(address, headers=has_it)
    assert (changed.status_code, changed["ETag"] != first["ETag"]) == (200, True)


def test_it_can_be_asked_about_and_not_sent_to(sue, client):
    address = address_of(make_calendar(sue))
    whole = client.get(address)

    head = client.head(address)

    assert (head.status_code, head.content) == (200, b"")
    for name in ("ETag", "Content-Type", "Content-Length"):
        assert head[name] == whole[name]
    assert client.post(address).status_code == 405


def test_a_calendar_that_was_stopped_says_so(sue, client):
    feed = make_calendar(sue)
    revoke_feed(feed, by=sue, at=moment(hour=13))

    response = client.get(address_of(feed))

    assert response.status_code == 410
    assert "This calendar was stopped, or whoever made it can no longer sign in." in words(response)
    assert response["Cache-Control"] == "private, no-cache"


def test_that_of_somebody_who_may_not_sign_in_is_answered_as_one_that_was_stopped(sue, client):
    feed = make_calendar(sue)
    stopped = make_calendar(sue, kind="plan", plan=make_plan())
    revoke_feed(stopped, by=sue, at=moment(hour=13))
    sue.is_active = False
    sue.save(update_fields=["is_active"])

    responses = [client.get(address_of(one)) for one in (feed, stopped)]

    assert [response.status_code for response in responses] == [410, 410]
    assert words(responses[0]) == words(responses[1])


def test_an_address_that_was_never_given_is_not_there(sue, client):
    feed = make_calendar(sue)

    for token in (str(feed.pk), f"{token_of(feed)}x", "x"):
        response = client.get(f"/calendar/{token}.ics")
        assert response.status_code == 404
        assert "There is no calendar at this address." in words(response)
