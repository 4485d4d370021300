from datetime import timedelta

import pytest

from people.roles import Role
from recommendations.wordings import reword
from tests.factories import DAY, make_recommendation, make_update, make_user, moment, written
from tests.sending import words

pytestmark = pytest.mark.django_db
LATER = DAY + timedelta(days=60)


@pytest.fixture
def lead(client):
    client.force_login(make_user(role=Role.LEAD))
    return client


@pytest.fixture
def row():
    row = make_recommendation(text="Keep records.", reference="5", narrative="Begun.")
    reword(row, "Keep all records.", **written(LATER))
    make_update(row, "Done.", on=LATER, at=moment(LATER))
    return row


def test_today_it_says_what_is_in_force_and_tells_the_whole_story(lead, row):
    page = words(lead.get(f"/recommendations/{row.pk}/"))

    assert "Recommendation 5 Keep all records." in page
    assert "Action taken as at 30 July 2016 Done." in page
    assert "Begun." in page


def test_a_plan_as_at_a_day_leads_to_the_recommendation_as_at_that_day(lead, row):
    plan = lead.get("/plans/learning-review/?as_at=2016-05-31")
    address = f"/recommendations/{row.pk}/?as_at=2016-05-31"

    page = words(lead.get(address))

    assert address in plan.text
    assert "As at 31 May 2016. Back to today" in page
    assert "Recommendation 5 As at 31 May 2016. Back to today Keep records." in page


def test_as_known_by_a_moment_the_story_ends_there(lead, row):
    page = words(lead.get(f"/recommendations/{row.pk}/?known_by=2016-06-30"))

    assert "as known by 30 June 2016, 23:59" in page
    assert "Done." not in page


def test_before_it_was_there_the_page_says_so(lead, row):
    page = words(lead.get(f"/recommendations/{row.pk}/?as_at=2016-01-01"))

    assert "Nothing was on record of this recommendation then." in page
