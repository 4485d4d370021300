"""Who is asked to attend a meeting, on the pages on which officers look and report."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from people.roles import Role
from recommendations.decisions import record_decisions
from recommendations.invitations import invitations
from recommendations.models import Recommendation
from recommendations.new_decisions import NewDecision
from recommendations.progress import NewStatus
from recommendations.wordings import monitor_all
from reports.attendance import NewChoice, settle, take_back_choice
from tests.factories import (
    DAY,
    make_committee,
    make_draft,
    make_meeting,
    make_owner,
    make_plan,
    make_recommendation,
    make_round,
    make_update,
    make_user,
    moment,
    written,
)
from tests.sending import words

pytestmark = pytest.mark.django_db
MEETING = date(2016, 6, 28)
HERE = "Asked to attend Audit & Standards Committee, 28 June 2016: Sue Moorman"
WHY = "To speak about the contract."


@pytest.fixture
def sue():
    return make_owner("Sue Moorman")


@pytest.fixture
def row(sue):
    return make_recommendation(make_plan(), reference="1", owners=[sue])


@pytest.fixture
def meeting(row):
    meeting = make_meeting(day=MEETING)
    make_draft(row.plan, meeting)
    return meeting


def choose(meeting, row, owner=None, *, is_asked=True, reason=WHY, seen=None, at=None):
    choice = NewChoice(row, is_asked, owner=owner, reason=reason, seen=seen)
    return settle(meeting, [choice], by=make_user(), at=at or moment())[0]


def told(on=DAY, known_by=None):
    """What is said of each recommendation, by its reference."""
    said = invitations(Recommendation.objects.all(), on=on, known_by=known_by)
    rows = Recommendation.objects.in_bulk(said)
    return {rows[key].reference: [(one.words, one.why) for one in said[key]] for key in said}


def test_who_is_asked_is_told_with_the_meeting_and_the_reason(meeting, row, sue):
    choose(meeting, row, sue)

    assert told() == {"1": [(HERE, WHY)]}
    assert told(known_by=moment(hour=11)) == {}
    assert told(on=DAY - timedelta(days=1)) == {}


def test_where_nobody_is_named_it_is_an_officer(meeting, row):
    choose(meeting, row)

    assert told() == {
        "1": [("Asked to attend Audit & Standards Committee, 28 June 2016: an officer", WHY)]
    }


def test_what_is_decided_stands_before_the_meetings_and_the_next_meeting_first(meeting, row, sue):
    sooner = make_meeting(make_committee("Cabinet"), day=date(2016, 6, 14))
    make_draft(row.plan, sooner)
    choose(meeting, row, sue)
    choose(sooner, row, sue)
    attend = NewDecision(row, "attend", minute_reference="14", note="No update.", owner=sue)
    record_decisions([attend], committee="Executive", **written(DAY))

    assert told()["1"] == [
        ("Executive asked Sue Moorman to attend (31 May 2016, minute 14)", "No update."),
        ("Asked to attend Cabinet, 14 June 2016: Sue Moorman", WHY),
        (HERE, WHY),
    ]


def test_it_is_told_until_the_day_of_the_meeting(meeting, row, sue):
    choose(meeting, row, sue)

    assert told(on=MEETING) == {"1": [(HERE, WHY)]}
    assert told(on=MEETING + timedelta(days=1)) == {}


def test_what_was_taken_off_or_taken_back_is_not_told(meeting, row, sue):
    first = choose(meeting, row, sue)
    off = choose(meeting, row, is_asked=False, reason="Ill.", seen=first.pk, at=moment(hour=13))
    assert told() == {}

    take_back_choice(off, by=make_user(), at=moment(hour=14), reason="Well again.")
    assert told() == {"1": [(HERE, WHY)]}

    take_back_choice(first, by=make_user(), at=moment(hour=15), reason="The wrong row.")
    assert told() == {}


@pytest.mark.parametrize("end", ["done", "not monitored", "decided"])
def test_it_ends_with_the_recommendation(meeting, row, sue, end):
    choose(meeting, row, sue)
    later = DAY + timedelta(days=1)

    if end == "done":
        make_update(row, on=later, status=NewStatus("Complete", "complete"))
    elif end == "decided":
        record_decisions([NewDecision(row, "noted")], committee="Executive", **written(later))
    else:
        monitor_all([row], False, reason="Merged.", **written(later))

    assert told(on=later) == {}
    assert told() == {"1": [(HERE, WHY)]}


@pytest.mark.parametrize("count", [1, 3])
def test_it_takes_two_queries_for_any_number(meeting, row, sue, count, django_assert_num_queries):
    rows = [make_recommendation(row.plan, reference=f"R{n}") for n in range(count)]
    choices = [NewChoice(one, True, owner=None, reason=WHY) for one in rows]
    settle(meeting, choices, by=make_user(), at=moment())

    with django_assert_num_queries(2):
        assert len(invitations(Recommendation.objects.all(), on=DAY)) == count


# On the pages


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def officer(sue):
    user = make_user("sue@example.gov.uk", "Sue Moorman", role=Role.OFFICER)
    sue.user = user
    sue.save()
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def asked(row, sue, today):
    """Sue is asked, for a meeting in four weeks: how that is said."""
    meeting = make_meeting(day=today + timedelta(days=28))
    make_draft(row.plan, meeting)
    choose(meeting, row, sue, at=timezone.now())
    return f"Asked to attend {meeting}: Sue Moorman"


def test_an_officer_reads_it_first_thing_and_where_they_report(officer, row, asked):
    page = officer.get(f"/recommendations/{row.pk}/")
    assert f"Officer to attend {asked} {WHY}" in words(page)

    assert asked in words(officer.get("/"))
    assert f"{asked}." in words(officer.get(f"/recommendations/{row.pk}/update/"))
    before = officer.get(f"/recommendations/{row.pk}/?as_at=2016-06-30")
    assert "Officer to attend" not in words(before)


def test_the_board_of_a_round_tells_it(officer, row, asked, today):
    round = make_round(row.plan, updates_due=today + timedelta(days=7))

    assert asked in words(officer.get(f"/rounds/{round.pk}/"))
