from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from recommendations.deadlines import drop, revise
from recommendations.derived import derived_refreshed_once, refresh_derived, wrong_derived
from recommendations.further_actions import state_action
from recommendations.models import Recommendation
from recommendations.progress import NewStatus
from recommendations.wordings import reword
from tests.factories import (
    DAY,
    ONGOING,
    make_action,
    make_deadline,
    make_recommendation,
    make_update,
    moment,
    reading,
    written,
)

STATUSES = [None, NewStatus("Complete", "complete"), NewStatus("Underway", "on_track")]


@pytest.fixture
def recommendation(db):
    return make_recommendation()


def derived(recommendation):
    recommendation.refresh_from_db()
    return {
        name: getattr(recommendation, name)
        for name in (
            "status_word",
            "status_meaning",
            "next_latest",
            "original_latest",
            "last_update_on",
        )
    }


def test_every_act_keeps_the_derived_columns_right(recommendation):
    deadline = make_deadline(recommendation)
    later = reading(latest=date(2018, 5, 31))
    revise(deadline, "Spring 18", reading=later, paper_date=DAY, **written(at=moment(hour=13)))
    make_update(recommendation, "Underway", status=NewStatus("Underway", "on_track"))

    assert derived(recommendation) == {
        "status_word": "Underway",
        "status_meaning": "on_track",
        "next_latest": date(2018, 5, 31),
        "original_latest": date(2017, 11, 30),
        "last_update_on": DAY,
    }


def test_facts_of_long_ago_typed_today_do_not_put_the_columns_back(recommendation):
    today = DAY + timedelta(days=400)
    make_update(recommendation, "Now", on=today, at=moment(today))

    make_update(recommendation, "Then", on=DAY, at=moment(DAY + timedelta(days=1)))

    assert derived(recommendation)["last_update_on"] == today
    assert recommendation.derived_on == today


OPERATIONS = st.lists(
    st.tuples(
        st.sampled_from(["update", "revise", "drop", "action", "complete", "reword"]),
        st.integers(min_value=0, max_value=40),
        st.integers(min_value=0, max_value=40),
    ),
    max_size=6,
)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(operations=OPERATIONS)
def test_whatever_is_written_in_whatever_order_the_columns_agree_with_the_facts(db, operations):
    with transaction.atomic():
        recommendation = make_recommendation()
        deadline, action = make_deadline(recommendation), make_action(recommendation)
        for number, (name, true_after, typed_after) in enumerate(operations):
            on = DAY + timedelta(days=min(true_after, typed_after))
            when = {"on": on, "at": moment(DAY + timedelta(days=typed_after), minute=number)}
            _perform(name, recommendation, deadline, action, written(**when), number)
        assert list(wrong_derived()) == []
        transaction.set_rollback(True)


def _perform(name, recommendation, deadline, action, when, number):
    if name == "update":
        make_update(
            recommendation, "Text", on=when["on"], at=when["at"], status=STATUSES[number % 3]
        )
    elif name == "revise":
        revise(deadline, "Ongoing", reading=ONGOING, paper_date=DAY, **when)
    elif name == "drop":
        drop(deadline, reason="Merged.", **when)
    elif name == "action":
        make_deadline(recommendation, action=action, on=when["on"], at=when["at"])
    elif name == "complete":
        state_action(action, "Text", "completed", **when)
    else:
        reword(recommendation, "New text", **when)


def test_many_acts_can_be_followed_by_one_refresh(recommendation):
    with derived_refreshed_once(on=date(2016, 7, 1)):
        make_update(recommendation, "Underway", status=NewStatus("Underway", "on_track"))
        in_between = derived(recommendation)["status_word"]

    assert in_between == ""
    assert derived(recommendation)["status_word"] == "Underway"
    assert recommendation.derived_on == date(2016, 7, 1)


def test_acts_refresh_at_once_again_after_a_refusal_among_many(recommendation):
    def report_and_reword():
        with derived_refreshed_once(on=DAY):
            make_update(recommendation, "Underway")
            reword(recommendation, "", **written())

    with pytest.raises(ValidationError):
        report_and_reword()

    make_update(recommendation, "Done", status=NewStatus("Complete", "complete"))
    assert derived(recommendation)["status_word"] == "Complete"
    assert recommendation.progressupdates.count() == 1


def test_check_derived_names_what_disagrees_and_fails(recommendation):
    Recommendation.objects.update(status_word="Done")
    out = StringIO()

    with pytest.raises(CommandError, match="1 derived values disagree"):
        call_command("check_derived", stdout=out)

    assert "status_word is 'Done', the facts say ''" in out.getvalue()


def test_check_derived_passes_when_all_agree(recommendation):
    out = StringIO()

    call_command("check_derived", stdout=out)

    assert out.getvalue() == "The derived columns agree with the facts.\n"


def test_refresh_derived_lets_a_day_take_effect_and_can_be_run_twice(recommendation):
    Recommendation.objects.update(status_word="Done")

    for _ in range(2):
        call_command("refresh_derived", "--on", "2016-07-01", stdout=StringIO())

    assert derived(recommendation)["status_word"] == ""
    assert recommendation.derived_on == date(2016, 7, 1)


def test_refresh_takes_the_same_number_of_queries_for_one_as_for_ten(db, django_assert_num_queries):
    keys = [make_recommendation().pk for _ in range(10)]

    with django_assert_num_queries(11):
        refresh_derived(keys[:1], on=DAY)
    with django_assert_num_queries(11):
        refresh_derived(keys, on=DAY)
