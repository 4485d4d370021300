from dataclasses import fields
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from people.dated_fact import take_back
from recommendations.as_at import dates_as_at, state_as_at
from recommendations.by_when import Kind
from recommendations.deadlines import drop, revise
from recommendations.further_actions import state_action
from recommendations.models import Recommendation, Verification
from recommendations.progress import NewStatus
from recommendations.states import DatedState
from recommendations.verification import refuse_completion
from recommendations.wordings import monitor_all, place, reword
from tests.factories import (
    DAY,
    ONGOING,
    make_action,
    make_deadline,
    make_owner,
    make_owner_cell,
    make_plan,
    make_recommendation,
    make_recommendations,
    make_rich_recommendations,
    make_update,
    make_user,
    moment,
    reading,
    written,
)

LATER = DAY + timedelta(days=60)
LATE = {"on": LATER, "at": moment(LATER)}
COMPLETE = NewStatus("Complete", "complete")


def state(as_at=LATER, known_by=None):
    """The state of the only recommendation, or None while it does not exist."""
    states = state_as_at(Recommendation.objects.all(), as_at=as_at, known_by=known_by)
    return states[0] if states else None


@pytest.fixture
def recommendation(db):
    return make_recommendation(text="Keep records of complaints.", reference="5")


def test_it_exists_from_the_day_of_its_wording_and_the_moment_it_was_written_down(recommendation):
    assert state(DAY, moment()).text == "Keep records of complaints."
    assert state(DAY - timedelta(days=1)) is None
    assert state(DAY, moment(hour=11, minute=59)) is None


def test_one_of_which_nothing_more_is_said_is_blank_and_monitored(recommendation):
    blank = state()

    assert (blank.owner_text, blank.owners, blank.narrative, blank.status_word) == ("", (), "", "")
    assert (blank.deadlines, blank.latest, blank.next_latest, blank.times_moved) == (
        (),
        None,
        None,
        0,
    )
    assert blank.is_monitored


def test_a_new_wording_counts_from_its_day_on(recommendation):
    reword(recommendation, "Keep records of complaints and grievances.", **written(LATER))

    assert state(LATER - timedelta(days=1)).text == "Keep records of complaints."
    assert state(LATER).text == "Keep records of complaints and grievances."


def test_a_wording_taken_back_takes_the_recommendation_with_it(recommendation):
    take_back(recommendation.wordings.get(), by=make_user(), at=moment(LATER), reason="Twice.")

    assert state() is None
    assert state(known_by=moment()) is not None


def test_an_update_is_not_there_the_day_before_nor_the_minute_before_it_was_typed(recommendation):
    make_update(recommendation, "Underway", on=LATER, at=moment(LATER))

    assert state(LATER, moment(LATER)).narrative == "Underway"
    assert state(LATER - timedelta(days=1)).narrative == ""
    assert state(LATER, moment(LATER, 11, 59)).narrative == ""


def test_a_late_entry_is_true_on_its_day_but_known_only_later(recommendation):
    make_update(recommendation, "Agreed in May", on=DAY, at=moment(LATER))

    assert state(DAY, moment(LATER)).narrative == "Agreed in May"
    assert state(DAY, moment(DAY, 23)).narrative == ""


def test_a_corrected_update_corrects_the_status_that_it_caused(recommendation):
    wrong = make_update(recommendation, "Done", status=COMPLETE)
    make_update(
        recommendation, "Nearly done", corrects=wrong, at=moment(hour=13), reason="Too early."
    )

    assert (state().narrative, state().status_word) == ("Nearly done", "")
    assert state(known_by=moment()).is_complete


def test_owners_come_in_the_order_of_the_cell_and_its_words_as_printed(recommendation):
    cliff, abraham = make_owner("Cliff Youngman"), make_owner("Abraham Ghebre-Ghiorghis")
    make_owner_cell(recommendation, cliff, abraham, text="Cliff Youngman/Abraham Ghebre-Ghioghis")

    assert state().owner_text == "Cliff Youngman/Abraham Ghebre-Ghioghis"
    assert [owner.name for owner in state().owners] == [
        "Cliff Youngman",
        "Abraham Ghebre-Ghiorghis",
    ]


def test_the_span_runs_over_all_deadlines(recommendation):
    make_deadline(recommendation, "March 17", earliest=date(2017, 3, 1), latest=date(2017, 3, 31))
    make_deadline(recommendation, "Autumn 17")

    assert state().earliest == date(2017, 3, 1)
    assert state().latest == date(2017, 11, 30)
    assert state().next_latest == date(2017, 3, 31)
    assert state().original_latest == date(2017, 11, 30)


def test_the_span_has_no_end_when_one_deadline_never_ends(recommendation):
    make_deadline(recommendation, "March 17", earliest=date(2017, 3, 1), latest=date(2017, 3, 31))
    make_deadline(
        recommendation, "Ongoing", kind=Kind.ONGOING, earliest=None, latest=None, open_ended=True
    )

    assert (state().earliest, state().latest) == (date(2017, 3, 1), None)
    assert state().next_latest == date(2017, 3, 31)


def test_a_moved_deadline_keeps_its_original_and_counts_its_slips(recommendation):
    deadline = make_deadline(recommendation, "Autumn 17")
    spring = reading(earliest=date(2018, 3, 1), latest=date(2018, 5, 31))
    revise(deadline, "Spring 18", reading=spring, paper_date=LATER, **written(LATER))
    revise(
        deadline,
        "by Spring 2018",
        reading=spring,
        paper_date=LATER,
        **written(LATER, moment(LATER, 13)),
    )

    [term] = state().deadlines
    assert (term.text, term.latest) == ("by Spring 2018", date(2018, 5, 31))
    assert (term.original_text, term.original_latest, term.times_moved) == (
        "Autumn 17",
        date(2017, 11, 30),
        1,
    )
    assert state(DAY).deadlines[0].text == "Autumn 17"


def test_a_move_to_ongoing_keeps_the_original_date(recommendation):
    deadline = make_deadline(recommendation, "Autumn 17")
    revise(deadline, "Ongoing", reading=ONGOING, paper_date=LATER, **written(LATER))

    assert (state().latest, state().original_latest, state().times_moved) == (
        None,
        date(2017, 11, 30),
        1,
    )


def test_a_corrected_deadline_was_never_agreed(recommendation):
    deadline = make_deadline(recommendation, "Autumn 18", latest=date(2018, 11, 30))
    correction = {
        "corrects": deadline.terms.get(),
        "reason": "Mistyped.",
        **written(at=moment(hour=13)),
    }
    revise(deadline, "Autumn 17", reading=reading(), paper_date=DAY, **correction)

    assert (state().original_latest, state().times_moved) == (date(2017, 11, 30), 0)


def test_a_dropped_deadline_is_no_longer_there(recommendation):
    deadline = make_deadline(recommendation)
    drop(deadline, reason="Merged with recommendation 6.", **written(LATER))

    assert state(LATER - timedelta(days=1)).next_latest == date(2017, 11, 30)
    assert (state().deadlines, state().next_latest) == ((), None)


def test_overdue_means_after_the_latest_day(recommendation):
    make_deadline(recommendation)

    assert not state().is_overdue(on=date(2017, 11, 30))
    assert state().is_overdue(on=date(2017, 12, 1))


def test_ongoing_is_never_overdue(recommendation):
    make_deadline(
        recommendation, "Ongoing", kind=Kind.ONGOING, earliest=None, latest=None, open_ended=True
    )

    assert not state().is_overdue(on=date(2030, 1, 1))


def test_nothing_is_due_of_a_complete_recommendation(recommendation):
    make_deadline(recommendation)
    make_update(recommendation, "Done", status=COMPLETE)

    assert state().next_latest is None
    assert not state().is_overdue(on=date(2030, 1, 1))


def test_an_open_action_is_due_even_of_a_complete_recommendation(recommendation):
    """Complete with a further action still open is normal: learning review, recommendation 2."""
    action = make_action(recommendation, "Simplify the electronic checking system")
    make_deadline(recommendation, action=action)
    make_update(recommendation, "Done", status=COMPLETE)

    assert state().is_overdue(on=date(2017, 12, 1))


def test_a_completed_action_takes_its_deadline_off_the_paper(recommendation):
    action = make_action(recommendation)
    make_deadline(recommendation, action=action)
    state_action(action, "Implementation of competency framework", "completed", **written(LATER))

    assert state(LATER - timedelta(days=1)).printed_deadlines
    assert (state().open_actions, state().printed_deadlines, state().next_latest) == ((), (), None)


def test_recommendations_come_in_the_order_of_their_plan(db):
    plan = make_plan(
        themes=[{"number": "1", "title": "Communication"}, {"number": "2", "title": "Leadership"}]
    )
    first, second = plan.themes.all()
    one, two, three = make_recommendations(3, plan)
    place(one, theme=second, position=1, **written())
    place(two, theme=first, position=2, **written())
    place(three, theme=first, position=1, **written())

    states = state_as_at(plan.recommendations.all(), as_at=DAY, known_by=None)

    assert [s.reference for s in states] == ["3", "2", "1"]


def test_what_is_no_longer_monitored_says_so_from_its_day_on(recommendation):
    monitor_all([recommendation], False, reason="Complete since March.", **written(LATER))

    assert state(LATER - timedelta(days=1)).is_monitored
    assert not state().is_monitored


def test_verified_means_that_audit_confirmed_completion_last(recommendation):
    make_update(recommendation, "Done", status=NewStatus("Complete", "complete"))
    fact = Verification(recommendation=recommendation, result="confirmed", method="Documents seen")
    Verification.objects.write_down([fact], **written())

    assert state().is_verified
    assert not state(DAY - timedelta(days=1), None)


@pytest.mark.parametrize("count", [1, 3, 100])
def test_the_state_takes_six_queries_whatever_the_number_of_recommendations(db, count):
    make_rich_recommendations(count)

    with CaptureQueriesContext(connection) as queries:
        states = state_as_at(Recommendation.objects.all(), as_at=LATER, known_by=moment(LATER))

    assert len(queries) == 6
    assert [len(s.open_actions) for s in states] == [3] * count
    assert [len(s.deadlines) for s in states] == [3] * count
    assert {s.narrative for s in states} == {"Update 3"}


def test_what_is_added_to_a_timescale_later_stands_under_its_heading(db):
    make_recommendation(reference="1", timescale="Immediate actions")
    make_recommendation(reference="2", timescale="Medium term actions")
    make_recommendation(reference="3", timescale="Immediate actions")

    states = state_as_at(Recommendation.objects.all(), as_at=DAY, known_by=None)

    assert [s.reference for s in states] == ["1", "3", "2"]


def test_a_refusal_shows_until_somebody_reports_again(recommendation):
    make_update(recommendation, "Done", status=NewStatus("Complete", "complete"))
    word = recommendation.plan.status_words.get(word="On track")
    said = {"method": "Asked.", "note": "Not all."}
    refuse_completion(recommendation, word=word, **said, **written(at=moment(hour=13)))

    refused = state()
    make_update(recommendation, "Now", status=NewStatus("Delayed", "at_risk"), at=moment(hour=14))

    assert (refused.status_word, refused.completion_refused) == ("On track", True)
    assert (state().status_word, state().completion_refused) == ("Delayed", False)


def test_dates_are_those_of_the_whole_state(db):
    rows = make_rich_recommendations(3)
    make_deadline(rows[0], "March 18", action=make_action(rows[0], "Train the managers"))
    drop(rows[1].deadlines.first(), by=make_user(), reason="Not needed", **LATE)
    make_update(rows[2], status=COMPLETE, **LATE)
    keys = [row.pk for row in rows]

    for known_by in (None, moment(LATER, 11)):
        with CaptureQueriesContext(connection) as asked:
            found = dates_as_at(keys, as_at=LATER, known_by=known_by)
        whole = state_as_at(Recommendation.objects.all(), as_at=LATER, known_by=known_by)

        names = [field.name for field in fields(DatedState)]
        assert {one.recommendation_id: one for one in found} == {
            one.recommendation_id: DatedState(**{name: getattr(one, name) for name in names})
            for one in whole
        }
        assert len(asked) == 3
    assert dates_as_at([], as_at=LATER, known_by=None) == []
