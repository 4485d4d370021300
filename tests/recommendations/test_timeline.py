from datetime import timedelta

import pytest

from recommendations.deadlines import drop, revise
from recommendations.further_actions import state_action
from recommendations.models import Round
from recommendations.progress import NewStatus, record_nil_returns, record_update
from recommendations.timeline import timeline
from recommendations.wordings import exempt_all, monitor_all, place, reword
from tests.factories import (
    DAY,
    ONGOING,
    make_action,
    make_deadline,
    make_owner,
    make_owner_cell,
    make_recommendation,
    make_update,
    make_user,
    moment,
    written,
)

LATER = DAY + timedelta(days=60)


@pytest.fixture
def recommendation(db):
    return make_recommendation(text="Keep records.", timescale="Immediate actions")


def lines(event):
    return [(line.heading, line.text, line.detail) for line in event.lines]


def test_what_was_written_at_one_moment_is_one_event(recommendation):
    [event] = timeline(recommendation)

    assert (event.valid_from, event.recorded_at, event.recorded_by) == (
        DAY,
        moment(),
        "Alice Archer",
    )
    assert lines(event) == [
        ("Wording", "Keep records.", ""),
        ("Place in the plan", "", "Immediate actions"),
    ]


def test_the_newest_comes_first_and_every_kind_of_fact_is_told(recommendation):
    action, deadline = make_action(recommendation, "Tell managers"), make_deadline(recommendation)
    make_owner_cell(recommendation, make_owner())
    later = written(LATER)
    make_update(
        recommendation,
        "Done",
        status=NewStatus("Implemented", "complete"),
        on=LATER,
        at=moment(LATER),
    )
    state_action(action, "Tell managers", "completed", **later)
    revise(deadline, "Ongoing", reading=ONGOING, paper_date=LATER, reason="No end.", **later)
    monitor_all([recommendation], False, reason="No end.", **later)
    exempt_all([recommendation], "3", reason="No end.", **later)
    round_ = Round.objects.create(label="July 2016", as_at=LATER, updates_due=LATER)
    record_nil_returns([recommendation], round_, **later)

    with_reason, without, first = timeline(recommendation)

    assert lines(without) == [
        ("Status", "Implemented", ""),
        ("Progress update", "Done", ""),
        ("Nil return", "July 2016", ""),
        ("Further action", "Tell managers", "Completed"),
    ]
    assert (with_reason.reason, lines(with_reason)) == (
        "No end.",
        [
            ("Monitoring", "", "No longer monitored"),
            ("Exemption", "3", ""),
            ("By when", "Ongoing", "Dates set by a person"),
        ],
    )
    assert ("Owners", "Sue Moorman", "") in lines(first)
    assert ("By when", "Autumn 17", "Dates set by a person") in lines(first)


def test_a_dropped_deadline_says_so(recommendation):
    drop(make_deadline(recommendation), reason="Merged.", **written(LATER))

    assert lines(timeline(recommendation)[0]) == [("By when", "", "Dropped")]


def test_a_correction_is_marked_on_both_sides(recommendation):
    wrong = recommendation.wordings.get()
    reword(
        recommendation,
        "Keep all records.",
        corrects=wrong,
        reason="A slip.",
        **written(at=moment(hour=13)),
    )

    correction, first = timeline(recommendation)

    assert [(line.is_correction, line.is_corrected) for line in correction.lines] == [(True, False)]
    assert [(line.is_correction, line.is_corrected) for line in first.lines] == [
        (False, True),
        (False, False),
    ]


def test_a_late_entry_is_marked(recommendation):
    make_update(recommendation, "Agreed in May", on=DAY, at=moment(LATER))

    late, in_time = timeline(recommendation)

    assert (late.is_late, in_time.is_late) == (True, False)


def test_what_was_typed_for_somebody_else_names_both(recommendation):
    graham = make_owner("Graham Lidell")
    record_update(recommendation, "In place", on_behalf_of=graham, **written(LATER))

    assert timeline(recommendation)[0].on_behalf_of == "Graham Lidell"


def test_as_known_at_a_moment_the_story_ends_there(recommendation):
    make_update(recommendation, "Later", on=LATER, at=moment(LATER))

    assert len(timeline(recommendation, known_by=moment(LATER, 11, 59))) == 1


def test_the_story_is_one_query_however_long_it_is(recommendation, django_assert_num_queries):
    for number in range(5):
        make_update(recommendation, f"Update {number}", at=moment(minute=number))
    make_user()

    with django_assert_num_queries(1):
        timeline(recommendation)


def test_the_story_is_only_its_own(recommendation):
    other = make_recommendation(text="Another.")
    make_deadline(other)
    make_update(make_recommendation(), "Not this one")

    assert all("Not this one" not in line.text for e in timeline(other) for line in e.lines)
    assert len(timeline(recommendation)) == 1


def test_a_new_priority_and_response_are_told(recommendation):
    row = {"timescale": "Immediate actions", "priority": "high", "response": "accepted"}
    place(recommendation, **row, **written(LATER))

    assert lines(timeline(recommendation)[0]) == [
        ("Place in the plan", "", "Immediate actions · high · accepted")
    ]
