"""An HR lead keeps what she looks for every week, and shares it; an officer begins the day with
it, until it is shared no longer.
"""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from lxml import html

from people.roles import Role
from recommendations.wordings import exempt_all
from tests.factories import (
    make_deadline,
    make_department,
    make_owner,
    make_plan,
    make_recommendation,
    make_user,
    moment,
    written,
)
from tests.journeys.looking import messages
from tests.journeys.test_list_journey import ADDRESS, fill_in, follow, found
from tests.sending import filled_in, send, words

pytestmark = pytest.mark.django_db
PASSWORD = "three wet badgers"
HERS = "Corporate, overdue"


@pytest.fixture
def council():
    """Three are late in Corporate Services: one that everybody may see, one that is exempt, and one
    of a plan that is kept to Housing. In Housing one is late too.
    """
    corporate, housing = make_department("Corporate Services"), make_department("Housing")
    kept = make_plan("Housing review", "housing-review", departments=[housing])
    chief = make_owner("Chief of Corporate Services", "post", department=corporate)
    head = make_owner("Head of Housing", "post", department=housing)
    _late("Open", chief)
    _late("Kept", chief, kept)
    _late("Of Housing", head)
    exempt_all([_late("Secret", chief)], "3", **written(at=moment(hour=13)))
    make_recommendation(text="Not late", owners=[chief])
    return corporate


def _late(text, owner, plan=None):
    row = make_recommendation(plan, text=text, owners=[owner])
    make_deadline(row, earliest=None, latest=timezone.localdate() - timedelta(days=1))
    return row


@pytest.fixture
def olive():
    return make_user("olive@example.gov.uk", "Olive Officer", role=Role.OFFICER, password=PASSWORD)


def sign_in(**more):
    """A new browser in which the officer signs in: where that leads her."""
    browser = Client()
    sent = {"username": "olive@example.gov.uk", "password": PASSWORD, **more}
    return browser, browser.post("/sign-in/", sent, follow=True)


def heading(page):
    return " ".join(html.fromstring(page.text).xpath("string(//h1)").split())


def save(lead, corporate):
    late = lead.get(ADDRESS, fill_in(lead.get(ADDRESS), department=corporate.pk, overdue="on"))
    page = follow(lead, late, "Save this view")
    [address] = html.fromstring(late.text).xpath('//a[.="Save this view"]/@href')
    sent = filled_in(page, name=HERS, is_shared="on")
    return lead.get(lead.post(address, sent).url, follow=True)


def test_a_lead_shares_a_view_and_an_officer_sees_in_it_what_she_may_see(lead, council, olive):
    saved = save(lead, council)

    assert heading(saved) == f"Recommendations: {HERS}"
    assert sorted(found(saved)) == ["Kept", "Open", "Secret"]

    officer, _ = sign_in()
    hers = officer.get(follow(officer, officer.get(ADDRESS), HERS).url)

    assert heading(hers) == f"Recommendations: {HERS}"
    assert sorted(found(hers)) == ["Open"]
    assert "Secret" not in hers.text


def test_an_officer_begins_with_it_until_it_is_shared_no_longer(lead, council, olive):
    save(lead, council)
    officer, first = sign_in()
    assert [address for address, _ in first.redirect_chain] == ["/start/", "/"]
    begin = html.fromstring(officer.get("/recommendations/views/").text).xpath(
        f"//tr[contains(., '{HERS}')]//input[@name='start']/@value"
    )
    officer.post("/recommendations/views/begin/", {"start": begin[0]})

    _, second = sign_in()
    assert heading(second) == f"Recommendations: {HERS}"
    _, asked_for = sign_in(next="/plans/")
    assert asked_for.redirect_chain[-1][0] == "/plans/"
    assert heading(officer.get("/")) == "My updates"

    views = lead.get("/recommendations/views/")
    [change] = html.fromstring(views.text).xpath("//a[starts-with(., 'Change')]/@href")
    assert send(lead, change, is_shared=[]).status_code == 302

    _, third = sign_in()
    assert third.redirect_chain[-1][0] == "/"
    assert messages(third) == [
        "The view with which you begin is not there any more, or is no longer shared. This is your "
        "home page. Choose where to begin."
    ]


def test_an_officer_keeps_a_copy_of_it_and_changes_that(lead, council, olive):
    save(lead, council)
    officer, _ = sign_in()
    copy = follow(officer, officer.get("/recommendations/views/"), "Save a copy")
    address = copy.request["PATH_INFO"]
    assert officer.post(address, filled_in(copy, name="Ours")).status_code == 302

    late = officer.get(f"{ADDRESS}?department=own&overdue=on")
    edit = follow(officer, follow(officer, late, "Save this view"), "Ours")
    address = f"{edit.request['PATH_INFO']}?{edit.request['QUERY_STRING']}"
    opened = officer.get(
        officer.post(address, filled_in(edit, query="department=own&overdue=on")).url
    )

    assert opened.url == f"{ADDRESS}?department=own&overdue=on"
    assert heading(officer.get(opened.url)) == "Recommendations: Ours"
    assert "Ours" not in words(lead.get(ADDRESS))
