from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from people.edited_in_place import EditedMeanwhile
from recommendations.asking import (
    NOBODY_TO_ASK,
    ask_for_updates,
    proposed_label,
    who_would_be_asked,
)
from recommendations.derived import wrong_derived
from recommendations.models import Recommendation, Round, RoundState, UpdateRequest
from recommendations.my_updates import my_updates
from recommendations.plans import edit_plan
from recommendations.progress import NewStatus, record_nil_returns
from recommendations.rounds import (
    RoundClosed,
    add_plans,
    ask_besides,
    cancel_round,
    close_round,
    reopen_round,
)
from recommendations.silence import silent_rounds
from recommendations.wordings import monitor_all
from tests.at_once import at_once, for_threads
from tests.factories import (
    DAY,
    make_owner,
    make_owner_cell,
    make_plan,
    make_recommendation,
    make_recommendations,
    make_round,
    make_update,
    make_user,
    moment,
    written,
)

LATER = DAY + timedelta(days=30)
LAST = LATER + timedelta(days=30)
ALL = Recommendation.objects.all()


@pytest.fixture
def plan(db):
    return make_plan()


@pytest.fixture
def survey(db):
    return make_plan("Staff survey", "staff-survey")


def among(*rows):
    return Recommendation.objects.filter(pk__in=[row.pk for row in rows])


def ask(*rows, on=DAY, at=None, by=None, label="Chosen", **more):
    """Ask about these rows, by a round where it takes one."""
    when = written(on, at or moment(on, 13), by)
    return ask_for_updates(among(*rows), label=label, as_at=on, updates_due=on, **when, **more)


def asked(round):
    return sorted(round.requests.values_list("recommendation__reference", flat=True))


def kept():
    return [kind.objects.count() for kind in (Round, RoundState, UpdateRequest)]


def why_not(*rows, on=DAY):
    return [one.why for one in who_would_be_asked(among(*rows), on=on).not_asked]


def taken_off(row):
    """No longer monitored, so that a round which is opened then does not ask about it."""
    monitor_all([row], False, reason="Merged.", **written())
    return row


def put_back(row):
    monitor_all([row], True, reason="After all.", **written(at=moment(hour=13)))


# Who would be asked


def test_those_in_no_open_round_are_asked_alone_and_others_by_the_round_of_their_plan(plan, survey):
    one, two = make_recommendations(2, plan)
    other = taken_off(make_recommendation(survey))
    round = make_round(survey)
    put_back(other)

    asking = who_would_be_asked(ALL, on=DAY)

    assert asking.alone == (one, two)
    assert asking.besides == {round: (other,)}
    assert asking.not_asked == ()
    assert asking.asks_any


def test_those_that_are_not_asked_are_told_why(plan, survey):
    done = make_recommendation(plan, status=("Complete", "complete"))
    dropped = taken_off(make_recommendation(plan))
    unused = make_recommendation(make_plan("Old review", "old-review", is_active=False))
    answered, silent = make_recommendations(2, survey)
    round = make_round(survey)
    record_nil_returns([answered], round, **written(at=moment(hour=13)))

    assert why_not(done) == ["It is done"]
    assert why_not(dropped) == ["It is no longer monitored"]
    assert why_not(unused) == ["Its plan is no longer in use"]
    assert why_not(answered, silent) == [
        "It is answered already in the round “May 2016”, which is still open",
        "It is asked already in the round “May 2016”, and not answered yet",
    ]
    assert not who_would_be_asked(ALL, on=DAY).asks_any


def test_the_mark_is_another_one_once_others_would_be_asked_or_by_another_round(plan):
    one, two, three = make_recommendations(3, plan)

    def mark():
        return who_would_be_asked(among(one, two), on=DAY).mark

    before, again = mark(), mark()
    ask(three)
    by_the_round = mark()
    ask(two, at=moment(hour=14))

    assert before == again
    assert len({before, by_the_round, mark()}) == 3


@pytest.mark.parametrize("count", [1, 30])
def test_it_takes_the_same_queries_for_any_number(plan, survey, count):
    make_recommendations(count, plan)
    make_recommendations(count, survey)
    make_round(survey)

    with CaptureQueriesContext(connection) as queries:
        asking = who_would_be_asked(ALL, on=DAY)
        [(row.plan.title, row.owner_text) for row in asking.alone]

    assert len(queries) == 6


def test_one_with_an_update_that_counts_is_not_asked(plan, survey):
    """Outside any round, after the last one that asked about it; else there is nothing to count."""
    chosen, silent = make_recommendations(2, plan)
    never = make_recommendation(survey)
    for row in (chosen, silent, never):
        make_update(row, at=moment(hour=13))
    close_round(make_round(plan), **written(at=moment(hour=14)))
    assert why_not(chosen, silent, never) == []
    make_update(chosen, on=DAY, at=moment(hour=15))

    asking = who_would_be_asked(ALL, on=DAY)

    assert [(one.recommendation, one.why) for one in asking.not_asked] == [
        (chosen, "It has an update of 31 May 2016, which counts")
    ]
    assert asking.alone == (silent, never)
    [round] = ask(chosen, silent, at=moment(hour=16))
    assert asked(round) == [silent.reference]
    assert round.requests.with_answers(as_at=DAY, known_by=None).silent().count() == 1


def test_an_update_that_answers_an_earlier_round_still_open_does_not_count(plan):
    row = make_recommendation(plan)
    first = make_round(plan)
    close_round(first, **written(at=moment(hour=13)))
    make_update(row, at=moment(hour=14))
    reopen_round(first, reason="Late", **written(at=moment(hour=15)))
    close_round(first, **written(at=moment(hour=16)))

    assert why_not(row) == []


def test_the_second_round_of_a_day_has_a_number(plan):
    assert proposed_label(on=DAY) == "Asked on 31 May 2016"
    make_round(plan, label="Asked on 31 May 2016")
    assert proposed_label(on=DAY) == "Asked on 31 May 2016 (2)"
    make_round(make_plan("Other", "other"), label="Asked on 31 May 2016 (2)")
    assert proposed_label(on=DAY) == "Asked on 31 May 2016 (3)"
    assert proposed_label(on=LATER) == "Asked on 30 June 2016"


# The act


def test_a_round_of_their_own_asks_only_about_them(plan, survey):
    rows = [*make_recommendations(3, plan), make_recommendation(survey, reference="S")]
    lena = make_user("lena@example.gov.uk", "Lena Lead")

    [round] = ask(rows[1], rows[3], by=lena)

    assert (round.label, round.as_at, round.updates_due) == ("Chosen", DAY, DAY)
    assert (round.asks_all, set(round.plans.all())) == (False, {plan, survey})
    assert asked(round) == ["2", "S"]
    state, request = round.states.get(), round.requests.first()
    assert (state.is_open, state.valid_from, state.recorded_by) == (True, DAY, lena)
    assert (request.asked_at, request.asked_by) == (moment(hour=13), lena)
    assert round.history.get().history_user == lena


def test_the_open_round_of_their_plan_asks_them_besides(plan, survey):
    one, late = make_recommendation(plan), taken_off(make_recommendation(plan, reference="L"))
    full = make_round(plan)
    put_back(late)
    [chosen] = ask(first := make_recommendation(survey, reference="S"))
    left = make_recommendation(survey, reference="T", at=moment(hour=14))

    rounds = ask(one, first, left, late, at=moment(hour=16))

    assert set(rounds) == {full, chosen}
    assert (asked(full), asked(chosen)) == (["1", "L"], ["S", "T"])
    assert Round.objects.count() == 2


def test_officers_see_it_among_their_updates(plan):
    sue = make_user("sue@example.gov.uk", "Sue Moorman")
    owner = make_owner(user=sue)
    rows = make_recommendations(5, plan)
    for row in rows[:4]:
        make_owner_cell(row, owner)

    ask(rows[0], rows[2])

    found = [one.recommendation_id for one in my_updates(sue, on=DAY)]
    assert sorted(found) == [rows[0].pk, rows[2].pk]


def test_where_nobody_can_be_asked_nothing_is_written(plan):
    done = make_recommendation(plan, status=("Complete", "complete"))
    before = kept()

    with pytest.raises(ValidationError) as refused:
        ask(done)

    assert refused.value.messages == [NOBODY_TO_ASK]
    assert kept() == before


def test_what_was_shown_otherwise_is_refused(plan):
    row, other = make_recommendations(2, plan)
    mark = who_would_be_asked(among(row, other), on=DAY).mark
    make_update(other, "Done", status=NewStatus("Complete", "complete"), at=moment(hour=13))
    before = kept()

    with pytest.raises(EditedMeanwhile):
        ask(row, other, at=moment(hour=14), mark=mark)

    assert kept() == before
    ask(row, other, at=moment(hour=15), mark=who_would_be_asked(among(row), on=DAY).mark)
    assert kept() == [1, 1, 1]


def test_a_wrong_label_is_refused_as_of_any_round(plan):
    row = make_recommendation(plan)

    with pytest.raises(ValidationError, match="Enter a label"):
        ask(row, label=" ")

    assert kept() == [0, 0, 0]


@pytest.mark.django_db(transaction=True)
def test_of_two_who_ask_about_one_plan_at_once_one_joins_the_other(tmp_path):
    rows = make_recommendations(2, make_plan())
    make_user()
    calls = [
        lambda row=row: [str(round) for round in ask(row, label=row.reference)] for row in rows
    ]

    with for_threads(tmp_path):
        answers = at_once(*calls)
        [count] = at_once(lambda: [Round.objects.count(), UpdateRequest.objects.count()])

    assert answers[0] == answers[1]
    assert count == [1, 2]


# What a round that asks only chosen ones leaves alone


def test_what_joins_the_plan_is_not_asked_by_it(plan):
    [round] = ask(make_recommendation(plan, reference="1"))

    make_recommendation(plan, reference="2", at=moment(hour=14))

    assert asked(round) == ["1"]


def test_no_plan_is_added_to_it(plan, survey):
    make_recommendation(survey)
    [round] = ask(make_recommendation(plan, reference="1"))
    before = kept()

    with pytest.raises(ValidationError, match="asks only about chosen recommendations"):
        add_plans(round, [survey], **written(at=moment(hour=14)))

    assert kept() == before
    assert list(round.plans.all()) == [plan]


def test_a_full_round_waits_until_it_is_closed(plan):
    rows = make_recommendations(2, plan)
    [round] = ask(rows[0])

    with pytest.raises(ValidationError) as refused:
        make_round(plan, at=moment(hour=14))

    assert refused.value.message_dict == {
        "plans": [
            "“Organisational learning review” is in the round “Chosen”, which asks only about "
            "chosen ones and is still open. Close that one first."
        ]
    }
    close_round(round, **written(at=moment(hour=15)))
    assert asked(make_round(plan, at=moment(hour=16))) == ["1", "2"]


def test_it_is_not_opened_again_while_its_plan_is_in_another(plan):
    rows = make_recommendations(2, plan)
    [round] = ask(rows[0])
    close_round(round, **written(at=moment(hour=14)))
    make_round(plan, at=moment(hour=15))

    with pytest.raises(ValidationError, match="is in the round “May 2016”"):
        reopen_round(round, reason="Late", **written(at=moment(hour=16)))


def test_a_closed_round_asks_nobody_besides(plan):
    rows = make_recommendations(2, plan)
    [round] = ask(rows[0])
    close_round(round, **written(at=moment(hour=14)))

    with pytest.raises(RoundClosed):
        ask_besides(round, [rows[1]], **written(at=moment(hour=15)))

    assert asked(round) == ["1"]


def test_it_is_cancelled_while_nobody_has_answered(plan):
    row = make_recommendation(plan)
    [round] = ask(row)

    cancel_round(round, reason="Too early", by=make_user(), at=moment(hour=14))

    assert who_would_be_asked(ALL, on=DAY).alone == (row,)


# What answers the next round, and what is silent


def test_a_later_round_counts_what_was_reported_outside_where_the_partial_one_did_not_ask(plan):
    chosen, other = make_recommendations(2, plan)
    close_round(make_round(plan, label="First"), **written(at=moment(hour=13)))
    [partial] = ask(chosen, at=moment(hour=14))
    for row in (chosen, other):
        make_update(row, "Outside", at=moment(hour=15))
    close_round(partial, **written(LATER, moment(LATER, 9)))

    full = make_round(plan, label="Second", on=LATER, at=moment(LATER, 10))

    since = {r.recommendation: r.answers_from for r in full.requests.all()}
    assert since == {chosen: moment(LATER, 9), other: moment(hour=13)}
    answers = full.requests.with_answers(as_at=LATER, known_by=None).order_by("recommendation")
    assert [bool(request.update) for request in answers] == [False, True]
    assert partial.requests.with_answers(as_at=LATER, known_by=None).get().update


def test_a_partial_round_counts_from_the_last_round_of_the_plan_or_about_the_row(plan):
    chosen, other = make_recommendations(2, plan)
    close_round(make_round(plan), **written(at=moment(hour=13)))
    [first] = ask(chosen, at=moment(hour=14))
    close_round(first, **written(at=moment(hour=15)))

    [second] = ask(chosen, other, at=moment(hour=16))

    since = {r.recommendation: r.answers_from for r in second.requests.all()}
    assert since == {chosen: moment(hour=15), other: moment(hour=13)}


def test_what_the_round_asks_besides_counts_from_the_last_round_too(plan):
    make_recommendation(plan)
    close_round(make_round(plan), **written(at=moment(hour=13)))
    other = make_recommendation(plan, reference="2", at=moment(hour=14))
    ask(*plan.recommendations.filter(reference="1"), at=moment(hour=15))

    ask(other, at=moment(hour=16))

    request = other.update_requests.get()
    assert (request.answers_from, request.asked_at) == (moment(hour=13), moment(hour=16))


def test_only_what_it_asked_is_silent_in_it(plan):
    chosen, other = make_recommendations(2, plan)
    [round] = ask(chosen)
    close_round(round, **written(at=moment(hour=14)))

    assert silent_rounds(ALL, as_at=DAY, known_by=None) == {chosen.pk: 1}
    for row in (chosen, other):
        row.refresh_from_db()
    assert (chosen.silent_rounds, other.silent_rounds) == (1, 0)
    full = make_round(plan, on=LATER)
    close_round(full, **written(LAST))
    assert silent_rounds(ALL, as_at=LAST, known_by=None) == {chosen.pk: 2, other.pk: 1}
    assert list(wrong_derived()) == []


def test_opening_asks_the_database_as_often_for_any_number(plan):
    counts = []
    for count in (1, 100):
        rows = make_recommendations(count, plan)
        [partial] = ask(*rows, at=moment(hour=14))
        close_round(partial, **written(at=moment(hour=15)))
        with CaptureQueriesContext(connection) as queries:
            full = make_round(plan, at=moment(hour=16))
        close_round(full, **written(at=moment(hour=17)))
        counts.append(sum(query["sql"].startswith("SELECT") for query in queries))

    assert counts == [22, 22]


def test_a_plan_taken_out_of_use_meanwhile_is_told(plan):
    row = make_recommendation(plan)
    edit_plan(plan, is_active=False, version=1, by=make_user(), at=moment(hour=13))

    assert why_not(row) == ["Its plan is no longer in use"]
