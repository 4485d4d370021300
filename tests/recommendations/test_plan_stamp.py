"""The stamps of plans: that they tell when the derived columns of one were set again."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import transaction

from recommendations.derived import refresh_derived
from recommendations.models import PlanStamp
from recommendations.rounds import edit_round
from tests.at_once import at_once, for_threads
from tests.factories import (
    DAY,
    make_plan,
    make_recommendation,
    make_recommendations,
    make_round,
    make_update,
    make_user,
    moment,
)

pytestmark = pytest.mark.django_db


def numbers():
    return PlanStamp.objects.numbers()


def test_every_act_raises_the_number_of_its_plan_alone():
    row, other = make_recommendation(), make_recommendation(make_plan("Other", "other"))
    before = numbers()

    make_update(row)

    assert numbers() == {row.plan_id: before[row.plan_id] + 1, other.plan_id: 1}


def test_rows_of_one_plan_raise_it_once_and_what_is_refused_not_at_all():
    rows = make_recommendations(3)
    before = numbers()

    with transaction.atomic():
        refresh_derived([row.pk for row in rows], on=DAY)
        transaction.set_rollback(True)
    assert numbers() == before
    refresh_derived([row.pk for row in rows], on=DAY)

    assert numbers() == {rows[0].plan_id: before[rows[0].plan_id] + 1}


def test_they_are_added_up_every_night_and_stay_what_they_are():
    row, other = make_recommendation(), make_recommendation(make_plan("Other", "other"))
    for minute in range(3):
        make_update(row, at=moment(hour=13, minute=minute))

    call_command("refresh_derived", "--on", "2016-07-01", stdout=StringIO())

    assert numbers() == {row.plan_id: 5, other.plan_id: 2}
    assert PlanStamp.objects.count() == 2
    PlanStamp.objects.add_up()
    assert numbers() == {row.plan_id: 5, other.plan_id: 2}


def test_a_round_about_another_day_raises_them():
    row = make_recommendation()
    round = make_round(row.plan)
    before = numbers()
    changed = {"label": "May", "updates_due": DAY, "as_at": date(2016, 5, 30)}

    edit_round(round, **changed, version=1, by=make_user(), at=moment(hour=13))

    assert numbers() == {row.plan_id: before[row.plan_id] + 1}


@pytest.mark.django_db(transaction=True)
def test_acts_at_the_same_time_raise_it_each_and_so_does_whoever_adds_up(tmp_path):
    rows = make_recommendations(4)
    before = numbers()

    def report(row):
        with transaction.atomic():
            make_update(row, at=moment(hour=13))
            make_update(row, at=moment(hour=14))

    with for_threads(tmp_path):
        at_once(*((lambda row=row: report(row)) for row in rows), PlanStamp.objects.add_up)
        at_once(PlanStamp.objects.add_up)
        [found, count] = at_once(numbers, PlanStamp.objects.count)

    assert found == {rows[0].plan_id: before[rows[0].plan_id] + 8}
    assert count == 1
