from contextlib import suppress
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
from recommendations.owner_cells import NewAssignment, name_owners
from recommendations.progress import NewStatus
from recommendations.rag_judgements import judge_rag
from recommendations.wordings import exempt_all, monitor_all, place, reword
from tests.factories import (
    DAY,
    ONGOING,
    make_action,
    make_deadline,
    make_owner,
    make_owner_cell,
    make_plan,
    make_recommendation,
    make_round,
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


def says(recommendation, *names):
    recommendation.refresh_from_db()
    return tuple(getattr(recommendation, name) for name in names)


def test_what_it_says_is_kept_as_it_is_reworded(recommendation):
    assert says(recommendation, "text", "reference_order") == ("Recommendation 1", "00000001")

    reword(recommendation, "Another text", **written(at=moment(hour=13)))

    assert says(recommendation, "text") == ("Another text",)


def test_where_it_stands_is_kept_as_it_is_placed(recommendation):
    theme = make_plan(themes=[{"title": "Culture"}]).themes.first() or _theme(recommendation.plan)
    at = moment(hour=13)

    place(recommendation, theme=theme, timescale="Soon", priority="High", **written(at=at))

    assert says(recommendation, "theme", "timescale", "priority") == (theme, "Soon", "High")


def _theme(plan):
    return plan.themes.create(title="Culture")


def test_who_is_named_is_kept_with_the_cell_in_force(recommendation):
    sue = make_owner("Sue Moorman")
    assert says(recommendation, "owner_text", "is_owned", "owner_cell") == ("", False, None)

    cell = make_owner_cell(recommendation, sue, text="S. Moorman")

    assert says(recommendation, "owner_text", "is_owned", "owner_cell", "owner_order") == (
        "S. Moorman",
        True,
        cell,
        "s. moorman",
    )
    name_owners(recommendation, "All managers", **written(at=moment(hour=13)))
    assert says(recommendation, "owner_text", "is_owned") == ("All managers", False)


def test_dates_are_kept_as_they_move(recommendation):
    deadline = make_deadline(recommendation)
    make_deadline(recommendation, "From October", latest=None, earliest=DAY, open_ended=True)
    later = reading(latest=date(2018, 5, 31))
    revise(deadline, "Spring 18", reading=later, paper_date=DAY, **written(at=moment(hour=13)))

    assert says(recommendation, "by_when", "times_moved", "open_original", "open_start") == (
        "Spring 18\nFrom October",
        1,
        date(2017, 11, 30),
        DAY,
    )
    assert says(recommendation, "due_order") == (date(2018, 5, 31),)
    make_update(recommendation, "Done", status=NewStatus("Complete", "complete"))
    assert says(recommendation, "open_original", "open_start") == (None, None)


def test_what_has_no_date_comes_last_and_who_never_reported_first(recommendation):
    assert says(recommendation, "due_order", "original_order", "update_order") == (
        date.max,
        date.max,
        date.min,
    )


def test_monitoring_and_exemption_are_kept(recommendation):
    assert says(recommendation, "is_monitored", "is_exempt") == (True, False)

    monitor_all([recommendation], False, reason="Done with.", **written(at=moment(hour=13)))
    exempt_all([recommendation], "3", **written(at=moment(hour=13)))

    assert says(recommendation, "is_monitored", "is_exempt") == (False, True)


def test_a_refused_act_leaves_the_columns_alone(recommendation):
    with pytest.raises(ValidationError):
        monitor_all([recommendation], False, reason="", **written(at=moment(hour=13)))

    assert says(recommendation, "is_monitored") == (True,)


OPERATIONS = st.lists(
    st.tuples(
        st.sampled_from(
            [
                *("update", "revise", "drop", "action", "complete", "reword"),
                *("owner", "place", "monitor", "exempt", "judge"),
            ]
        ),
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
    elif name == "owner":
        make_owner_cell(recommendation, make_owner(f"Owner {number}"), on=when["on"], at=when["at"])
    elif name == "place":
        place(recommendation, timescale=f"Timescale {number}", **when)
    elif name == "monitor":
        monitor_all([recommendation], bool(number % 2), reason="So it was decided.", **when)
    elif name == "judge":
        _judge(recommendation, number, when)
    elif name == "exempt":
        exempt_all([recommendation], "3" if number % 2 else "", **when)
    else:
        reword(recommendation, "New text", **when)


def _judge(recommendation, number, when):
    """What the act refuses, of what is done or for nothing, changes nothing."""
    with suppress(ValidationError):
        judge_rag(recommendation, ["", "red", "green"][number % 3], reason="So it is.", **when)


def test_a_judged_colour_is_kept_where_it_is_done_too(recommendation):
    judge_rag(recommendation, "red", reason="It waits.", **written(at=moment(hour=13)))

    make_update(recommendation, "Done", status=NewStatus("Complete", "complete"))

    assert says(recommendation, "judged_colour", "judged_reason") == ("red", "It waits.")
    assert list(wrong_derived()) == []


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

    with django_assert_num_queries(16):
        refresh_derived(keys[:1], on=DAY)
    with django_assert_num_queries(16):
        refresh_derived(keys, on=DAY)


def test_who_leads_is_kept_and_else_the_first_who_is_named(recommendation):
    sue, tom = make_owner("Sue Moorman"), make_owner("Tom Oak")
    assert says(recommendation, "lead_owner") == (None,)

    name_owners(
        recommendation,
        "Sue Moorman, Tom Oak",
        [NewAssignment(sue, role="support"), NewAssignment(tom)],
        **written(),
    )

    assert says(recommendation, "lead_owner") == (tom,)
    both = [NewAssignment(sue, role="support"), NewAssignment(tom, role="support")]
    name_owners(recommendation, "Sue and Tom", both, **written(at=moment(hour=13)))
    assert says(recommendation, "lead_owner") == (sue,)


def test_the_last_deadline_is_kept_and_none_where_one_never_ends(recommendation):
    make_deadline(recommendation)
    make_deadline(recommendation, "Spring 18", latest=date(2018, 5, 31))
    assert says(recommendation, "latest", "late_order") == (date(2018, 5, 31), date(2017, 11, 30))

    make_deadline(recommendation, "From October", latest=None, earliest=DAY, open_ended=True)

    assert says(recommendation, "latest") == (None,)


def test_since_when_it_is_late_is_the_current_date_where_that_was_brought_forward(recommendation):
    deadline = make_deadline(recommendation)
    sooner = reading(earliest=DAY, latest=date(2016, 9, 30))

    revise(deadline, "Soon", reading=sooner, paper_date=DAY, **written(at=moment(hour=13)))

    assert says(recommendation, "late_order") == (date(2016, 9, 30),)


def test_that_a_round_ever_asked_is_kept(recommendation):
    assert says(recommendation, "was_asked") == (False,)

    make_round(recommendation.plan, at=moment(hour=13))

    assert says(recommendation, "was_asked") == (True,)


def test_what_a_migration_left_empty_is_filled_in(recommendation):
    make_owner_cell(recommendation, make_owner())
    other = make_recommendation()
    Recommendation.objects.filter(pk=recommendation.pk).update(derived_on=None, lead_owner=None)

    call_command("refresh_derived", "--missing", "--on", "2016-07-01", stdout=StringIO())

    assert says(recommendation, "derived_on") == (date(2016, 7, 1),)
    assert says(other, "derived_on") == (DAY,)
    assert list(wrong_derived()) == []
