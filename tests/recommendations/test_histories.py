"""Whatever happens in rounds, in whatever order, the derived columns agree with the facts."""

from contextlib import suppress
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from recommendations.derived import wrong_derived
from recommendations.extensions import (
    NewExtension,
    agree,
    ask_for_extensions,
    refuse,
    take_back_extension,
)
from recommendations.models import ExtensionRequest, Recommendation, Round
from recommendations.progress import NewStatus, record_nil_returns, record_update
from recommendations.rounds import close_round, open_round, reopen_round
from recommendations.silence import silent_rounds
from recommendations.verification import confirm_completion, refuse_completion, reopen
from tests.factories import DAY, make_deadline, make_recommendation, moment, written

STATUSES = [None, NewStatus("Complete", "complete"), NewStatus("On track", "on_track")]


def _open(recommendation, deadline, number, when):
    plans = [recommendation.plan]
    open_round(label=f"Round {number}", as_at=DAY, updates_due=DAY, plans=plans, **when)


def _last_round():
    round = Round.objects.order_by("pk").last()
    if round is None:
        raise ValidationError("There is none.")
    return round


def _answer(recommendation, deadline, number, when):
    status = STATUSES[number % 3]
    record_update(recommendation, "Underway", round=_last_round(), status=status, **when)


def _outside(recommendation, deadline, number, when):
    record_update(recommendation, "Done", status=STATUSES[1], **when)


def _correct(recommendation, deadline, number, when):
    wrong = recommendation.progressupdates.filter(corrected_by=None).last()
    record_update(
        recommendation, "Not done", status=STATUSES[2], corrects=wrong, reason="Wrong.", **when
    )


def _ask(recommendation, deadline, number, when):
    ask_for_extensions([NewExtension(deadline, f"May 20{17 + number}", "Late.")], **when)


def _decide(act, **row):
    def decide(recommendation, deadline, number, when):
        request = ExtensionRequest.objects.last()
        if request:
            act(request, **row, **when)

    return decide


def _word(recommendation):
    return recommendation.plan.status_words.get(word="On track")


def _not_confirm(recommendation, deadline, number, when):
    refuse_completion(
        recommendation, word=_word(recommendation), method="Looked", note="No", **when
    )


ACTS = {
    "open": _open,
    "close": lambda row, deadline, number, when: close_round(_last_round(), **when),
    "reopen": lambda row, deadline, number, when: reopen_round(
        _last_round(), reason="Late.", **when
    ),
    "answer": _answer,
    "nil": lambda row, deadline, number, when: record_nil_returns([row], _last_round(), **when),
    "outside": _outside,
    "correct": _correct,
    "raise": lambda row, deadline, number, when: make_recommendation(
        row.plan, on=when["on"], at=when["at"]
    ),
    "ask": _ask,
    "agree": _decide(agree),
    "refuse": _decide(refuse, reason="Too late."),
    "take back": _decide(take_back_extension),
    "confirm": lambda row, deadline, number, when: confirm_completion(row, method="Seen", **when),
    "not confirm": _not_confirm,
    "open again": lambda row, deadline, number, when: reopen(
        row, word=_word(row), reason="Not yet.", **when
    ),
}
HISTORIES = st.lists(
    st.tuples(st.sampled_from(sorted(ACTS)), st.integers(min_value=0, max_value=3)), max_size=12
)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(history=HISTORIES)
def test_the_derived_columns_agree_with_every_history(db, history):
    with transaction.atomic():
        recommendation = make_recommendation()
        deadline = make_deadline(recommendation)
        for number, (name, back) in enumerate(history, start=1):
            today = DAY + timedelta(days=number)
            when = written(today - timedelta(days=min(back, number)), moment(today))
            with suppress(ValidationError):  # what can't be done just now
                ACTS[name](recommendation, deadline, number, when)
        assert list(wrong_derived()) == []
        assert_no_silence_after_an_answer(recommendation)
        transaction.set_rollback(True)


def assert_no_silence_after_an_answer(recommendation):
    """The number of silent rounds is never more than that of the requests nobody answered."""
    day = Recommendation.objects.get(pk=recommendation.pk).derived_on
    requests = recommendation.update_requests.with_answers(as_at=day, known_by=None)
    counts = silent_rounds(
        Recommendation.objects.filter(pk=recommendation.pk), as_at=day, known_by=None
    )
    assert counts.get(recommendation.pk, 0) <= requests.silent().count()
