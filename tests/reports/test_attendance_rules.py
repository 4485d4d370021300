"""Which recommendations the rules propose for the list of officers asked to attend: on states made
for them, without a database.
"""

from datetime import date

import pytest

from recommendations.models import StatusMeaning
from reports.attendance_rules import Known, why_proposed
from tests.recommendations.states import make_deadline_state, make_state

DAY = date(2016, 5, 31)
NINETY_DAYS_AGO, LONG_AGO = date(2016, 3, 2), date(2016, 3, 1)


def why(state=None, **known):
    return why_proposed(state or make_state(), Known(**known), on=DAY)


def due(*deadlines):
    return make_state(deadlines=deadlines)


def late(latest, original=None, **fields):
    return make_deadline_state(latest, original_latest=original or latest, **fields)


def test_nobody_is_proposed_where_all_is_well():
    assert why() == ()
    assert why(due(late(DAY))) == ()


@pytest.mark.parametrize(
    ("rounds", "silent_in", "said"),
    [
        (1, "", ()),
        (2, "", ("No update received for 2 rounds in a row.",)),
        (1, "May 2016", ("No update received in the round “May 2016”.",)),
        (3, "May 2016", ("No update received in the round “May 2016”, the 3rd in a row.",)),
    ],
)
def test_silence_counts_in_the_round_of_the_meeting_or_from_the_second_on(rounds, silent_in, said):
    assert why(silent_rounds=rounds, silent_in=silent_in) == said


@pytest.mark.parametrize(
    ("deadline", "is_proposed"),
    [
        (late(LONG_AGO), True),
        (late(NINETY_DAYS_AGO), False),
        (late(date(2016, 5, 30), original=LONG_AGO), True),
        (late(DAY, original=LONG_AGO), False),
        (late(LONG_AGO, is_closed=True), False),
        (late(LONG_AGO, requested="Autumn 17"), False),
        (late(LONG_AGO, original=date(2016, 4, 30)), True),
    ],
    ids=[
        "for 91 days",
        "for 90",
        "by a later date",
        "not overdue by it",
        "closed",
        "another date asked for",
        "brought forward",
    ],
)
def test_overdue_for_long_is_counted_from_the_original_date(deadline, is_proposed):
    said = "Overdue, and more than 90 days past its original date, 1 March 2016."

    assert why(due(deadline)) == (said,) * is_proposed


def test_of_several_dates_the_oldest_is_told():
    both = due(late(LONG_AGO), late(date(2015, 12, 31)))

    assert why(both) == (
        "Overdue, and more than 90 days past its original date, 31 December 2015.",
    )


def test_a_date_that_was_moved_three_times_is_told_with_where_it_came_from():
    moved = {"original_text": "May\n2015", "text": "Autumn 17"}
    state = due(
        make_deadline_state(date(2017, 11, 30), times_moved=3, **moved),
        make_deadline_state(date(2017, 11, 30), times_moved=2, **moved),
        make_deadline_state(date(2017, 11, 30), times_moved=4, is_closed=True, **moved),
    )

    assert why(state) == ("Its date was moved 3 times, from “May 2015” to “Autumn 17”.",)


def test_a_refused_completion_and_the_last_step_of_the_reminders_are_told():
    state = make_state(completion_refused=True)

    assert why(state, invited_on=DAY) == (
        "It was reported complete, and an auditor refused that.",
        "The reminders reached their last step, “Invitation to committee”, on 31 May 2016.",
    )


@pytest.mark.parametrize("meaning", StatusMeaning.values)
def test_what_is_done_is_not_proposed(meaning):
    is_done = meaning in ("complete", "superseded", "not_accepted", "business_as_usual")

    assert bool(why(make_state(status_meaning=meaning), silent_rounds=4)) is not is_done


def test_what_is_not_monitored_or_asked_for_already_is_not_proposed():
    assert why(make_state(is_monitored=False), silent_rounds=4) == ()
    assert why(silent_rounds=4, is_invited=True) == ()
