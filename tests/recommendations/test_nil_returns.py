"""Taking "no change" back while its round is open."""

import pytest
from django.core.exceptions import ValidationError

from recommendations.models import NilReturn
from recommendations.progress import record_nil_returns, take_back_nil_return
from recommendations.rounds import RoundClosed, close_round
from tests.at_once import at_once, for_threads
from tests.factories import (
    DAY,
    make_recommendation,
    make_round,
    make_update,
    make_user,
    moment,
    written,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def round():
    row = make_recommendation()
    return make_round(row.plan, at=moment(hour=13))


@pytest.fixture
def given(round):
    [request] = round.requests.all()
    return record_nil_returns([request.recommendation], round, **written(at=moment(hour=14)))[0]


def test_it_is_void_and_the_round_waits_again(round, given):
    sue = make_user("sue@example.gov.uk", "Sue Moorman")

    void = take_back_nil_return(given, by=sue, at=moment(hour=15))

    assert (void.corrects, void.void, void.valid_from) == (given, True, DAY)
    assert (void.recorded_by, void.recorded_at) == (sue, moment(hour=15))
    assert void.reason == "Taken back: it was pressed by mistake."
    assert round.requests.with_answers(as_at=DAY, known_by=None).silent().count() == 1
    given.recommendation.refresh_from_db()
    assert given.recommendation.last_update_on is None


def test_once_only(given):
    take_back_nil_return(given, by=make_user(), at=moment(hour=15))

    with pytest.raises(ValidationError, match="Somebody has corrected this already"):
        take_back_nil_return(given, by=make_user(), at=moment(hour=16))

    assert NilReturn.objects.count() == 2


@pytest.mark.parametrize("answer", ["nil return", "update"])
def test_what_is_answered_already_takes_no_nil_return(round, answer):
    [request] = round.requests.all()
    row = request.recommendation
    if answer == "update":
        make_update(row, round=round, at=moment(hour=14))
    else:
        record_nil_returns([row], round, **written(at=moment(hour=14)))
    before = NilReturn.objects.count()

    with pytest.raises(ValidationError, match="This is answered already"):
        record_nil_returns([row], round, **written(at=moment(hour=15)))

    assert NilReturn.objects.count() == before


def test_one_is_taken_after_another_was_taken_back(round, given):
    take_back_nil_return(given, by=make_user(), at=moment(hour=15))

    record_nil_returns([given.recommendation], round, **written(at=moment(hour=16)))

    assert round.requests.with_answers(as_at=DAY, known_by=None).silent().count() == 0


def test_every_one_that_answers_the_same_is_taken_back(round, given):
    again = NilReturn(recommendation=given.recommendation, round=round)
    NilReturn.objects.write_down([again], **written(at=moment(hour=14)))

    take_back_nil_return(given, by=make_user(), at=moment(hour=15))

    assert round.requests.with_answers(as_at=DAY, known_by=None).silent().count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_several_sent_at_once_one_is_written_down(tmp_path):
    row = make_recommendation()
    round = make_round(row.plan, at=moment(hour=13))

    def press():
        try:
            record_nil_returns([row], round, **written(at=moment(hour=14)))
        except ValidationError as error:
            return error.code
        return "written"

    with for_threads(tmp_path):
        answers = at_once(press, press, press)
        [kept] = at_once(NilReturn.objects.count)

    assert sorted(answers) == ["answered", "answered", "written"]
    assert kept == 1


def test_not_after_the_round(round, given):
    close_round(round, **written(at=moment(hour=15)))

    with pytest.raises(RoundClosed):
        take_back_nil_return(given, by=make_user(), at=moment(hour=16))

    assert NilReturn.objects.count() == 1
