from datetime import timedelta

import pytest

from people.dated_fact import take_back
from recommendations.derived import wrong_derived
from recommendations.models import NilReturn, Recommendation, UpdateRequest
from recommendations.plans import edit_plan
from recommendations.progress import (
    record_nil_returns,
    record_update,
    take_back_nil_return,
)
from recommendations.rounds import cancel_round, close_round, reopen_round
from recommendations.silence import silent_rounds
from recommendations.wordings import monitor_all
from tests.factories import (
    DAY,
    make_recommendation,
    make_recommendations,
    make_round,
    make_update,
    make_user,
    moment,
    written,
)

DAYS = [DAY + timedelta(days=30 * number) for number in range(6)]
LAST = DAYS[-1] + timedelta(days=30)


@pytest.fixture
def recommendation(db):
    return make_recommendation()


def silent(as_at=LAST, known_by=None):
    """Of the only recommendation; None when it was never asked."""
    counts = silent_rounds(Recommendation.objects.all(), as_at=as_at, known_by=known_by)
    return next(iter(counts.values()), None)


def begin(recommendation, number):
    """The round of a month, open from noon of its day on."""
    return make_round(recommendation.plan, label=f"Round {number}", on=DAYS[number])


def finish(round, number):
    """Closed ten days later."""
    on = DAYS[number] + timedelta(days=10)
    close_round(round, **written(on))


def hold(recommendation, number, answered=False):
    round = begin(recommendation, number)
    if answered:
        on = DAYS[number] + timedelta(days=5)
        record_update(recommendation, "Underway", round=round, **written(on))
    finish(round, number)
    return round


def test_what_was_never_asked_has_no_number(recommendation):
    assert silent() is None


def test_each_closed_round_without_an_answer_counts(recommendation):
    for number in range(3):
        hold(recommendation, number)

    assert silent() == 3
    assert silent(as_at=DAYS[1]) == 1
    assert silent(known_by=moment(DAYS[2])) == 2
    recommendation.refresh_from_db()
    assert recommendation.silent_rounds == 3


def test_an_answer_begins_the_count_again(recommendation):
    hold(recommendation, 0)
    hold(recommendation, 1, answered=True)
    assert silent() == 0

    hold(recommendation, 2)
    assert silent() == 1


def test_a_nil_return_is_an_answer(recommendation):
    hold(recommendation, 0)
    round = begin(recommendation, 1)
    record_nil_returns([recommendation], round, **written(DAYS[1], moment(DAYS[1], 13)))
    finish(round, 1)

    assert silent() == 0


def test_the_open_round_counts_as_nothing_until_it_is_answered(recommendation):
    hold(recommendation, 0)
    hold(recommendation, 1)
    round = begin(recommendation, 2)
    assert silent() == 2

    record_update(recommendation, "At last", round=round, **written(DAYS[3]))
    assert silent() == 0
    assert silent(as_at=DAYS[2]) == 2


def test_a_round_opened_again_counts_as_nothing_until_it_is_closed_again(recommendation):
    hold(recommendation, 0)
    round = hold(recommendation, 1)
    reopen_round(round, reason="One was late.", **written(DAYS[2]))
    assert silent() == 1

    close_round(round, **written(DAYS[3]))
    assert silent() == 2


def test_an_update_made_after_the_round_ends_the_count_and_answers_the_next(recommendation):
    hold(recommendation, 0)
    hold(recommendation, 1)
    make_update(recommendation, on=DAYS[2] - timedelta(days=1))
    assert silent() == 0

    hold(recommendation, 2)
    assert silent() == 0
    hold(recommendation, 3)
    assert silent() == 1


def test_an_answer_taken_back_was_none(recommendation):
    round = hold(recommendation, 0, answered=True)
    take_back(round.progress_updates.get(), by=make_user(), at=moment(DAYS[1]), reason="Wrong row.")

    assert silent() == 1
    assert silent(known_by=moment(DAYS[0] + timedelta(days=20))) == 0


def test_before_the_round_is_opened_nothing_is_asked(recommendation):
    hold(recommendation, 0)
    hold(recommendation, 2)

    assert silent(as_at=DAYS[1]) == 1
    assert silent(as_at=DAY - timedelta(days=1)) == 0


def test_a_round_at_whose_end_it_was_not_monitored_does_not_count(recommendation):
    hold(recommendation, 0)
    round = begin(recommendation, 1)
    off = {"reason": "Merged.", **written(DAYS[1] + timedelta(days=1))}
    monitor_all([recommendation], False, **off)
    assert silent() == 1
    finish(round, 1)

    recommendation.refresh_from_db()
    assert recommendation.silent_rounds == silent() == 1
    monitor_all([recommendation], True, reason="After all.", **written(DAYS[2]))
    hold(recommendation, 2)
    assert silent() == 2


def test_what_is_taken_off_later_was_silent_before(recommendation):
    hold(recommendation, 0)

    monitor_all([recommendation], False, reason="Merged.", **written(DAYS[1]))

    assert silent() == 1


def test_silence_follows_what_is_said_of_monitoring_as_of_an_earlier_moment(recommendation):
    hold(recommendation, 0)

    monitor_all([recommendation], False, reason="Merged.", **written(DAYS[0], moment(DAYS[0], 13)))

    recommendation.refresh_from_db()
    assert recommendation.silent_rounds == silent() == 0


def test_a_round_at_whose_end_its_plan_was_out_of_use_does_not_count(recommendation):
    hold(recommendation, 0)
    round = begin(recommendation, 1)
    plan = recommendation.plan
    edit_plan(plan, is_active=False, version=1, by=make_user(), at=moment(DAYS[1], 13))
    finish(round, 1)

    assert silent() == 1


def test_a_cancelled_round_never_counted(recommendation):
    hold(recommendation, 0)
    round = begin(recommendation, 1)
    cancel_round(round, reason="By mistake.", by=make_user(), at=moment(DAYS[1], 13))

    assert silent() == 1


def test_the_count_takes_one_query_for_one_row_as_for_ten(db, django_assert_num_queries):
    rows = make_recommendations(10)
    hold(rows[0], 0)
    hold(rows[0], 1)

    one = Recommendation.objects.filter(pk=rows[0].pk)
    for few in (one, Recommendation.objects.all()):
        with django_assert_num_queries(1):
            counts = silent_rounds(few, as_at=LAST, known_by=moment(LAST))
        assert set(counts.values()) == {2}


def silent_now():
    """As the derived column has it; held to what the requests themselves say."""
    found = list(Recommendation.objects.silent_now().order_by("pk").values_list("text", flat=True))
    asked = UpdateRequest.objects.of_open_rounds(on=LAST)
    silent = asked.with_answers(as_at=LAST, known_by=None).silent().order_by("recommendation")
    assert found == list(silent.values_list("recommendation__text", flat=True))
    assert list(wrong_derived()) == []
    return found


def test_an_open_round_that_nobody_has_answered_is_a_silence_now(db):
    first, second = make_recommendations(2)
    assert silent_now() == []

    round = begin(first, 0)
    assert silent_now() == ["Recommendation 1", "Recommendation 2"]
    record_update(first, "Underway", round=round, **written(DAYS[0], moment(DAYS[0], 13)))
    record_nil_returns([second], round, **written(DAYS[0], moment(DAYS[0], 13)))
    assert silent_now() == []
    take_back_nil_return(NilReturn.objects.get(), by=make_user(), at=moment(DAYS[0], 14))
    assert silent_now() == ["Recommendation 2"]

    finish(round, 0)
    assert silent_now() == []
    reopen_round(round, reason="Late.", **written(DAYS[1]))
    assert silent_now() == ["Recommendation 2"]


def test_an_update_outside_the_round_ends_the_silence_now(recommendation):
    begin(recommendation, 0)
    record_update(recommendation, "Underway", **written(DAYS[0], moment(DAYS[0], 13)))

    assert silent_now() == []


def test_a_cancelled_round_is_no_silence_now(recommendation):
    cancel_round(begin(recommendation, 0), reason="No.", by=make_user(), at=moment(hour=13))

    assert silent_now() == []


def test_what_is_not_monitored_or_out_of_use_is_not_silent_now(db):
    first, second = make_recommendations(2)
    begin(first, 0)
    monitor_all([first], False, reason="Done.", **written(DAYS[0], moment(DAYS[0], 13)))
    assert silent_now() == ["Recommendation 2"]

    edit_plan(second.plan, is_active=False, version=1, by=make_user(), at=moment(DAYS[0], 14))
    assert silent_now() == []


def test_only_rounds_up_to_a_day_are_counted_where_that_is_asked(recommendation):
    for number in range(3):
        on = DAYS[number]
        round = make_round(recommendation.plan, label=f"Round {number}", as_at=on, on=on)
        finish(round, number)
    record_update(recommendation, "Underway", **written(LAST))

    def counted(day):
        every = Recommendation.objects.all()
        silences = silent_rounds(every, as_at=LAST, known_by=None, of_rounds_to=day)
        return next(iter(silences.values()), None)

    days = [DAY - timedelta(days=1), DAYS[0], DAYS[1], DAYS[2], LAST]
    assert [counted(day) for day in days] == [None, 1, 2, 3, 0]
    assert silent() == 0
