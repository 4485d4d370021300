"""What happens over the years in the made-up data set; every test here only reads it."""

from datetime import date

import pytest
from django.db import transaction

from recommendations.answers import answers_to, count_answers
from recommendations.derived import wrong_derived
from recommendations.generating import generate
from recommendations.held import held_by
from recommendations.models import (
    ExtensionDecision,
    HandOver,
    NilReturn,
    ProgressUpdate,
    Recommendation,
    Round,
    UpdateRequest,
    Verification,
)

TODAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def large_plan(django_db_setup, django_db_blocker):
    """Made once for the tests that only read it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield generate([250], seed=1, today=TODAY)[0]
        transaction.set_rollback(True)


def test_rounds_are_answered_or_not_and_what_was_said_in_them_is_theirs(large_plan, db):
    closed = Round.objects.with_state(on=TODAY).filter(is_open=False)
    requests = UpdateRequest.objects.filter(round__in=closed.values("pk"))
    counts = count_answers(answers_to(requests, as_at=TODAY, known_by=None))

    assert min(counts.values()) > 0
    assert not ProgressUpdate.objects.filter(round=None).exists()
    assert NilReturn.objects.count() > 0
    assert Recommendation.objects.filter(silent_rounds__gte=1).exists()


def test_some_dates_are_asked_to_move_and_some_completion_is_verified(large_plan, db):
    outcomes = set(ExtensionDecision.objects.values_list("outcome", flat=True))
    results = set(Verification.objects.values_list("result", "recorded_by__name"))

    assert outcomes == {"asked", "agreed", "refused"}
    assert Recommendation.objects.filter(extension_requested=True).exists()
    assert results == {("confirmed", "Generated audit"), ("refused", "Generated audit")}
    assert Recommendation.objects.filter(is_verified=True).exists()
    assert Recommendation.objects.filter(completion_refused=True).exists()


def test_somebody_has_left_and_handed_over_what_is_still_to_be_done(large_plan, db):
    hand_over = HandOver.objects.get()
    held = held_by(hand_over.from_owner, Recommendation.objects.all(), on=TODAY)

    assert hand_over.reason == "Left the council."
    assert hand_over.cells.count() > 0
    assert not hand_over.from_owner.is_active
    assert {cell.is_done for cell in held.cells} == {True}


def test_the_derived_columns_stand_as_at_today_and_agree_with_the_facts(large_plan, db):
    assert list(wrong_derived()) == []
    assert set(Recommendation.objects.values_list("derived_on", flat=True)) == {TODAY}
