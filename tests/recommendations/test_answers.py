from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from people.dated_fact import take_back
from recommendations.answers import SILENT, AnswerKind, answer_to, answers_to, count_answers
from recommendations.models import UpdateRequest
from recommendations.progress import record_nil_returns, record_update
from recommendations.rounds import close_round, reopen_round
from tests.factories import (
    DAY,
    make_owner,
    make_recommendation,
    make_recommendations,
    make_round,
    make_update,
    make_user,
    moment,
    written,
)

BEFORE, LATER = DAY - timedelta(days=1), DAY + timedelta(days=30)
LAST = LATER + timedelta(days=30)


@pytest.fixture
def recommendation(db):
    return make_recommendation(on=BEFORE)


@pytest.fixture
def round(recommendation):
    return make_round(recommendation.plan)


def answer(round, as_at=LAST, known_by=None):
    return answer_to(round.requests.get(), as_at=as_at, known_by=known_by)


def kind(round, as_at=LAST, known_by=None):
    return answer(round, as_at, known_by).kind


def second_round(recommendation, on=LAST):
    return make_round(recommendation.plan, label="July 2016", as_at=on, on=on)


def close(round, on=LATER, hour=12):
    close_round(round, **written(on, moment(on, hour)))


def answer_nil(recommendation, round, on=LATER, at=None, **row):
    [nil_return] = record_nil_returns([recommendation], round, **written(on, at), **row)
    return nil_return


# What answers


def test_what_nobody_has_answered_is_silent(round):
    assert answer(round) == SILENT
    assert (SILENT.is_given, SILENT.kind.in_words) == (False, "No answer yet")


def test_an_update_in_the_round_answers_it_with_who_and_when(recommendation, round):
    sue = make_user("sue@example.gov.uk", "Sue Moorman")
    made = record_update(recommendation, "Underway", round=round, **written(LATER, by=sue))

    given = answer(round)

    assert (given.kind, given.key, given.is_given) == (AnswerKind.UPDATE, made.pk, True)
    assert (given.user_id, given.by, given.on_behalf_of) == (sue.pk, "Sue Moorman", "")
    assert given.at == moment(LATER)


def test_an_answer_on_behalf_of_an_owner_names_both(recommendation, round):
    answer_nil(recommendation, round, on_behalf_of=make_owner("Graham Lidell"))

    given = answer(round)

    assert (given.kind, given.kind.in_words) == (AnswerKind.NIL_RETURN, "Nil return")
    assert (given.by, given.on_behalf_of) == ("Alice Archer", "Graham Lidell")


def test_an_update_counts_before_a_nil_return(recommendation, round):
    answer_nil(recommendation, round)
    record_update(recommendation, "Underway", round=round, **written(LATER, moment(LATER, 13)))

    assert kind(round) == AnswerKind.UPDATE


def test_of_several_updates_the_last_is_the_answer(recommendation, round):
    record_update(recommendation, "Underway", round=round, **written(LATER))
    last = record_update(recommendation, "Done", round=round, **written(LATER, moment(LATER, 13)))

    assert answer(round).key == last.pk


def test_an_answer_counts_from_its_day_on_and_once_it_is_known(recommendation, round):
    record_update(recommendation, "Underway", round=round, **written(DAY, moment(LATER)))

    assert kind(round, as_at=BEFORE) == AnswerKind.SILENT
    assert kind(round, as_at=DAY) == AnswerKind.UPDATE
    assert kind(round, known_by=moment(LATER, 11, 59)) == AnswerKind.SILENT
    assert kind(round, known_by=moment(LATER)) == AnswerKind.UPDATE


def test_an_answer_to_another_recommendation_counts_for_nothing(recommendation, round):
    other = make_recommendation(on=BEFORE)
    record_update(other, "Underway", round=round, **written(LATER))

    assert kind(round) == AnswerKind.SILENT


# Outside any round


def test_an_update_made_since_the_last_round_answers_the_next(recommendation, round):
    close(round)
    make_update(recommendation, on=LATER, at=moment(LATER, 13))

    assert kind(second_round(recommendation)) == AnswerKind.UPDATE
    assert kind(round) == AnswerKind.SILENT


def test_one_made_before_the_last_round_ended_does_not(recommendation):
    make_update(recommendation, on=BEFORE, at=moment(BEFORE, 13))
    round = make_round(recommendation.plan)
    close(round)

    assert kind(round) == AnswerKind.SILENT
    assert kind(second_round(recommendation)) == AnswerKind.SILENT


def test_nor_one_that_was_made_in_the_last_round(recommendation, round):
    record_update(recommendation, "Underway", round=round, **written())
    close(round)

    assert kind(second_round(recommendation)) == AnswerKind.SILENT


def test_one_made_while_a_round_is_open_answers_it_though_it_does_not_name_it(
    recommendation, round
):
    make_update(recommendation, on=LATER, at=moment(LATER, 11))
    close(round)

    assert kind(round) == AnswerKind.UPDATE
    assert kind(second_round(recommendation)) == AnswerKind.SILENT


def test_one_made_before_a_round_is_opened_again_answers_it_then(recommendation, round):
    close(round)
    make_update(recommendation, on=LATER, at=moment(LATER, 13))
    reopen_round(round, reason="One was late.", **written(LATER, moment(LATER, 14)))
    close(round, hour=15)

    assert kind(round) == AnswerKind.UPDATE
    assert kind(round, known_by=moment(LATER, 13, 30)) == AnswerKind.SILENT
    assert kind(second_round(recommendation)) == AnswerKind.SILENT


def test_an_update_answers_the_earlier_round_only_when_that_is_opened_again_after_the_next(
    recommendation, round
):
    close(round)
    make_update(recommendation, on=LATER, at=moment(LATER, 13))
    second = second_round(recommendation)
    close(second, on=LAST, hour=13)
    assert (kind(round), kind(second)) == (AnswerKind.SILENT, AnswerKind.UPDATE)

    reopen_round(round, reason="One was late.", **written(LAST, moment(LAST, 14)))
    close(round, on=LAST, hour=15)

    assert (kind(round), kind(second)) == (AnswerKind.UPDATE, AnswerKind.SILENT)
    known = moment(LAST, 13, 30)
    assert (kind(round, known_by=known), kind(second, known_by=known)) == ("silent", "update")


# Corrections


def test_an_answer_taken_back_leaves_silence(recommendation, round):
    nil_return = answer_nil(recommendation, round)
    take_back(nil_return, by=make_user(), at=moment(LATER, 13), reason="Wrong row.")

    assert kind(round) == AnswerKind.SILENT
    assert kind(round, known_by=moment(LATER)) == AnswerKind.NIL_RETURN


def correct(update, at):
    new = {"corrects": update, "reason": "Wrong figure.", **written(update.valid_from, at)}
    return record_update(update.recommendation, "Corrected", **new)


def test_a_correction_of_an_answer_keeps_its_round_even_after_that_is_closed(recommendation, round):
    wrong = record_update(recommendation, "Underway", round=round, **written(LATER))
    close(round, hour=13)

    correction = correct(wrong, moment(LAST))

    assert correction.round == round
    assert answer(round).key == correction.pk
    assert answer(round, known_by=moment(LATER, 13)).key == wrong.pk


def test_a_correction_of_an_answer_from_outside_stays_the_answer(recommendation, round):
    close(round)
    wrong = make_update(recommendation, on=LATER, at=moment(LATER, 13))
    second = second_round(recommendation)
    close(second, on=LAST, hour=13)

    first = correct(wrong, moment(LAST, 14))
    last = correct(first, moment(LAST, 15))

    assert (wrong.round, first.round, last.round) == (None, second, second)
    assert answer(second).key == last.pk
    assert kind(round) == AnswerKind.SILENT


def test_a_correction_of_what_answered_nothing_answers_nothing(recommendation):
    wrong = make_update(recommendation, on=BEFORE, at=moment(BEFORE, 13))
    round = make_round(recommendation.plan)
    close(round)

    assert correct(wrong, moment(LATER, 13)).round is None
    assert kind(round) == AnswerKind.SILENT


# Many


def test_answers_come_in_the_order_asked_for_and_are_counted(db):
    one, two, three, four = make_recommendations(4)
    round = make_round(one.plan)
    record_update(three, "Underway", round=round, **written(at=moment(hour=13)))
    answer_nil(two, round)

    asked = answers_to(round.requests.order_by("-recommendation"), as_at=LATER, known_by=None)

    assert [(a.recommendation_id, a.answer.kind) for a in asked] == [
        (four.pk, "silent"),
        (three.pk, "update"),
        (two.pk, "nil_return"),
        (one.pk, "silent"),
    ]
    assert {(a.round_id, a.plan_id) for a in asked} == {(round.pk, one.plan_id)}
    assert count_answers(asked) == {"update": 1, "nil_return": 1, "silent": 2}
    assert count_answers([]) == {"update": 0, "nil_return": 0, "silent": 0}


@pytest.mark.parametrize("count", [1, 10])
def test_answers_take_two_queries_whatever_their_number(db, count):
    rows = make_recommendations(count + 1)
    round = make_round(rows[0].plan)
    answer_nil(rows[0], round)
    for row in rows[1:]:
        record_update(row, "Underway", round=round, **written(LATER))

    with CaptureQueriesContext(connection) as queries:
        asked = answers_to(UpdateRequest.objects.all(), as_at=LATER, known_by=moment(LATER))

    assert len(queries) == 2
    assert sum(a.answer.is_given for a in asked) == count + 1
