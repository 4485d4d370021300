"""Taking "no change" back while its round is open."""

import pytest
from django.core.exceptions import ValidationError

from recommendations.models import NilReturn
from recommendations.progress import record_nil_returns, take_back_nil_return
from recommendations.rounds import RoundClosed, close_round
from tests.factories import DAY, make_recommendation, make_round, make_user, moment, written

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


def test_not_after_the_round(round, given):
    close_round(round, **written(at=moment(hour=15)))

    with pytest.raises(RoundClosed):
        take_back_nil_return(given, by=make_user(), at=moment(hour=16))

    assert NilReturn.objects.count() == 1
