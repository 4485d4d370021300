from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from people.delegations import delegate
from people.merging import merge
from people.roles import Role
from people.tenures import appoint
from recommendations.last_time import asked_of
from recommendations.models import Recommendation
from recommendations.my_updates import my_updates, next_unanswered, walk_on
from recommendations.plans import edit_plan
from recommendations.progress import record_nil_returns, record_update
from recommendations.rounds import close_round
from recommendations.wordings import monitor_all
from tests.factories import (
    DAY,
    make_deadline_read,
    make_department,
    make_owner,
    make_owner_cell,
    make_plan,
    make_recommendation,
    make_recommendations,
    make_round,
    make_user,
    moment,
    written,
)

TODAY = DAY + timedelta(days=30)


@pytest.fixture
def sue(db):
    return make_user("sue@example.gov.uk", "Sue Moorman", role=Role.OFFICER)


@pytest.fixture
def as_person(sue):
    return make_owner("Sue Moorman", user=sue)


@pytest.fixture
def rows(as_person):
    """Three of Sue's own and one of nobody's."""
    rows = make_recommendations(4)
    for row in rows[:3]:
        make_owner_cell(row, as_person)
    return rows


@pytest.fixture
def round(rows):
    return make_round(rows[0].plan)


def mine(user, on=TODAY):
    references = dict(Recommendation.objects.values_list("pk", "reference"))
    return [references[asked.recommendation_id] for asked in my_updates(user, on=on)]


def nil(round, row):
    record_nil_returns([row], round, **written(TODAY))


def test_what_open_rounds_ask_of_me_is_mine(sue, round):
    assert mine(sue) == ["1", "2", "3"]
    assert mine(make_user("lena@example.gov.uk", "Lena Lead", role=Role.LEAD)) == []


def test_nothing_is_asked_before_the_round_opens_nor_once_it_is_closed(sue, round):
    close_round(round, **written(TODAY))

    assert mine(sue, DAY - timedelta(days=1)) == []
    assert mine(sue, TODAY - timedelta(days=1)) == ["1", "2", "3"]
    assert mine(sue) == []


def test_rounds_over_several_plans_make_one_list(sue, as_person, round):
    survey = make_plan("Staff survey", "staff-survey")
    make_recommendation(survey, reference="S", owners=[as_person])
    make_round(survey, label="Survey")

    assert mine(sue) == ["1", "2", "3", "S"]


def test_a_plan_out_of_use_asks_nothing(sue, round):
    edit_plan(round.plans.get(), is_active=False, version=1, by=make_user(), at=moment())

    assert mine(sue) == []


def test_what_is_taken_off_monitoring_is_asked_of_nobody(sue, round, rows):
    monitor_all(rows[:1], False, reason="Merged.", **written(TODAY))
    request = round.requests.get(recommendation=rows[3])

    assert mine(sue) == ["2", "3"]
    assert asked_of(rows[0], on=TODAY) is None
    assert walk_on(make_user(), request, on=TODAY).next_key is None  # Who may read nothing.
    clerk = make_user("colin@example.gov.uk", "Colin Clerk", role=Role.CLERK)
    assert walk_on(clerk, request, on=TODAY).next_key == rows[1].pk


def test_an_owner_is_asked_about_a_plan_that_is_kept_to_another_department(sue, as_person):
    kept = make_plan("Housing review", "housing", departments=[make_department("Housing")])
    make_recommendation(kept, reference="H", owners=[as_person])
    make_round(kept)

    assert mine(sue) == ["H"]


def test_what_nobody_has_answered_comes_first_and_of_that_the_overdue(sue, round, rows):
    make_deadline_read(rows[0], "September 2016")
    make_deadline_read(rows[1], "1 June 2016")
    make_deadline_read(rows[2], "July 2016")
    assert mine(sue) == ["2", "3", "1"]

    nil(round, rows[1])

    assert mine(sue) == ["3", "1", "2"]
    last = my_updates(sue, on=TODAY)[-1]
    assert (last.answer.kind, last.answer.by) == ("nil_return", "Alice Archer")


def test_what_is_mine_by_post_group_and_delegation_is_asked_of_me(sue, as_person):
    head = make_owner("Head of HR", "post")
    elt = make_owner("ELT", "group")
    housing = make_department("Housing")
    appoint(head, [as_person], **written())
    appoint(elt, [as_person], **written())
    delegate(housing, [as_person], **written())
    lettings = make_owner("Lettings manager", "post", department=housing)
    for number, owner in enumerate([head, elt, lettings], start=1):
        make_recommendation(reference=str(number), owners=[owner])
    make_round(make_plan())

    assert mine(sue) == ["1", "2", "3"]


def test_the_next_is_the_first_of_my_own_without_an_answer(sue, round, rows):
    nil(round, rows[0])
    request = round.requests.get(recommendation=rows[1])

    assert next_unanswered(sue, request, on=TODAY) == rows[2].pk
    nil(round, rows[1])
    walk = walk_on(sue, request, on=TODAY)
    assert (walk.done, walk.total, walk.next_key) == (2, 3, rows[2].pk)
    nil(round, rows[2])
    assert next_unanswered(sue, request, on=TODAY) is None


def test_after_somebody_elses_the_next_is_of_the_same_round(round, rows):
    clerk = make_user("colin@example.gov.uk", "Colin Clerk", role=Role.CLERK)
    other = make_recommendation(make_plan("Staff survey", "staff-survey"))
    make_round(other.plan, label="Survey")
    request = round.requests.get(recommendation=rows[3])
    nil(round, rows[3])
    record_update(rows[0], "Underway", round=round, **written(TODAY))

    walk = walk_on(clerk, request, on=TODAY)

    assert (walk.done, walk.total, walk.next_key) == (0, 0, rows[1].pk)


@pytest.mark.parametrize("count", [1, 10])
def test_my_updates_take_the_same_number_of_queries_for_one_row_as_for_ten(sue, as_person, count):
    rows = make_recommendations(count + 2)
    for row in rows:
        make_owner_cell(row, as_person)
    round = make_round(rows[0].plan)
    nil(round, rows[0])
    record_update(rows[1], "Underway", round=round, **written(TODAY))
    sue.has_perm("recommendations.read_plans")

    with CaptureQueriesContext(connection) as queries:
        assert len(my_updates(sue, on=TODAY)) == count + 2

    assert len(queries) == 4


def test_what_names_another_spelling_of_somebody_is_theirs(sue, as_person, rows, round):
    spelled = make_owner("Susan Moorman")
    make_owner_cell(rows[3], spelled, at=moment(hour=13))
    before = mine(sue)

    merge(spelled, as_person, by=make_user(), at=moment(hour=14))

    assert (before, mine(sue)) == (["1", "2", "3"], ["1", "2", "3", "4"])
