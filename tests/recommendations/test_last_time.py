"""What was said last time, and what answers the round that asks."""

import pytest
from pytest_django.asserts import assertNumQueries

from recommendations.answers import SILENT, AnswerKind
from recommendations.last_time import answer_of, asked_of, last_time
from recommendations.progress import NewStatus, record_nil_returns
from recommendations.verification import confirm_completion, refuse_completion
from tests.factories import (
    DAY,
    make_owner,
    make_recommendation,
    make_round,
    make_update,
    make_user,
    moment,
    written,
)

pytestmark = pytest.mark.django_db
ON_TRACK, COMPLETE = NewStatus("On track", "on_track"), NewStatus("Complete", "complete")


@pytest.fixture
def row():
    return make_recommendation()


@pytest.fixture
def said(row):
    return make_update(row, "Begun.", status=ON_TRACK, further_words="None", at=moment(hour=12))


def test_nothing_was_said_before_the_first_report(row):
    assert last_time(row, None, on=DAY) is None


def test_without_a_round_it_is_what_is_in_force(row, said):
    make_update(row, "Done.", status=COMPLETE, at=moment(hour=13))

    with assertNumQueries(1):
        before = last_time(row, None, on=DAY)

    assert (before.narrative, before.status_word) == ("Done.", "Complete")
    assert (before.by, before.on_behalf_of, before.on) == ("Alice Archer", "", DAY)


def test_in_a_round_it_is_what_was_in_force_when_it_asked(row, said):
    asked = make_round(row.plan, at=moment(hour=13))
    make_update(row, "Done.", status=COMPLETE, round=asked, at=moment(hour=14))

    before = last_time(row, asked_of(row, on=DAY), on=DAY)

    assert (before.key, before.narrative, before.status_word, before.further_words) == (
        said.pk,
        "Begun.",
        "On track",
        "None",
    )


def test_nothing_is_asked_without_a_round(row):
    assert asked_of(row, on=DAY) is None


def test_a_silent_one_has_no_answer(row):
    round = make_round(row.plan, at=moment(hour=13))

    asked = asked_of(row, on=DAY)

    assert asked.round == round
    with assertNumQueries(0):
        assert answer_of(asked) == SILENT


def test_an_update_answers_and_says_for_whom(row):
    round, sue = make_round(row.plan, at=moment(hour=13)), make_owner()
    clerk = make_user("clem@example.gov.uk", "Clem Clerk")
    record_nil_returns([row], round, on_behalf_of=sue, by=clerk, on=DAY, at=moment(hour=14))
    make_update(row, "Later.", round=round, at=moment(hour=15))

    update = answer_of(asked_of(row, on=DAY))

    assert (update.kind, update.by) == (AnswerKind.UPDATE, "Alice Archer")


def test_a_nil_return_answers_and_says_for_whom(row):
    round, sue = make_round(row.plan, at=moment(hour=13)), make_owner()
    record_nil_returns([row], round, on_behalf_of=sue, **written(at=moment(hour=14)))

    answer = answer_of(asked_of(row, on=DAY))

    assert (answer.kind, answer.by, answer.on_behalf_of) == (
        AnswerKind.NIL_RETURN,
        "Alice Archer",
        "Sue Moorman",
    )
    assert answer.at == moment(hour=14)


def test_what_an_auditor_wrote_who_refused_it_stands_beside(row):
    make_update(row, "Done.", status=COMPLETE, at=moment(hour=12))
    word = row.plan.status_words.get(word="On track")
    refuse_completion(
        row, word=word, method="Asked.", note="One office is not.", **written(at=moment(hour=13))
    )

    refused = last_time(row, None, on=DAY)
    make_update(row, "Done now.", status=COMPLETE, at=moment(hour=14))

    assert refused.refused_because == "One office is not."
    assert last_time(row, None, on=DAY).refused_because == ""


def test_a_confirmation_is_no_refusal(row):
    make_update(row, "Done.", status=COMPLETE, at=moment(hour=12))
    confirm_completion(row, method="Seen.", note="All.", **written(at=moment(hour=13)))

    assert last_time(row, None, on=DAY).refused_because == ""
