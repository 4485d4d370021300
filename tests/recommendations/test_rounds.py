from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from people.edited_in_place import EditedMeanwhile
from recommendations.models import Round, RoundState, StatusMeaning, UpdateRequest
from recommendations.progress import (
    NewStatus,
    record_nil_returns,
    record_update,
    take_back_nil_return,
)
from recommendations.rounds import (
    NO_PLANS,
    RoundClosed,
    add_plans,
    cancel_round,
    close_round,
    edit_round,
    is_answered,
    is_open,
    open_round,
    reopen_round,
)
from recommendations.wordings import monitor_all
from tests.at_once import at_once, for_threads
from tests.factories import (
    DAY,
    make_department,
    make_plan,
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
def plan(db):
    return make_plan()


@pytest.fixture
def survey(db):
    return make_plan("Staff survey", "staff-survey")


def asked(round):
    requests = round.requests.order_by("recommendation")
    return [request.recommendation.reference for request in requests]


def close(round, on=LATER, hour=12, **row):
    return close_round(round, **written(on, moment(on, hour)), **row)


def reopen(round, on=LATER, hour=13, reason="Two officers were away."):
    return reopen_round(round, reason=reason, **written(on, moment(on, hour)))


# Opening


def test_opening_writes_down_the_round_who_opened_it_and_when(plan, survey):
    lena = make_user("lena@example.gov.uk", "Lena Lead")
    due = DAY + timedelta(days=3)

    opened = open_round(
        label=" May 2016 ", as_at=BEFORE, updates_due=due, plans=[plan, survey], **written(by=lena)
    )

    saved, state = Round.objects.get(), RoundState.objects.get()
    assert saved == opened
    assert (saved.label, saved.as_at, saved.updates_due) == ("May 2016", BEFORE, due)
    assert set(saved.plans.all()) == {plan, survey}
    assert (state.round, state.is_open, state.valid_from) == (saved, True, DAY)
    assert (state.recorded_by, state.recorded_at) == (lena, moment())
    assert (saved.history.get().history_user, saved.history.get().history_date) == (lena, moment())
    assert (is_open(saved, on=BEFORE), is_open(saved, on=DAY)) == (False, True)


def test_everything_live_and_not_done_is_asked_of_every_plan(plan, survey):
    make_recommendations(2, plan)
    make_recommendation(survey, reference="S")

    round = make_round(plan, survey, at=moment(hour=13))

    assert asked(round) == ["1", "2", "S"]
    request = UpdateRequest.objects.first()
    assert (request.asked_at, request.asked_by) == (moment(hour=13), make_user())
    assert request.answers_from == moment(hour=13)


@pytest.mark.parametrize("meaning", StatusMeaning.values)
def test_what_is_done_is_not_asked(plan, meaning):
    make_recommendation(status=("Word", meaning), reference="1")

    done = meaning in ("complete", "superseded", "not_accepted", "business_as_usual")
    assert asked(make_round(plan, at=moment(hour=13))) == ([] if done else ["1"])


def test_what_is_no_longer_monitored_is_not_asked_and_what_is_put_back_is(plan):
    one, two, _ = make_recommendations(3, plan)
    monitor_all([one, two], False, reason="Merged.", **written())
    monitor_all([two], True, reason="After all.", **written(at=moment(hour=13)))

    assert asked(make_round(plan, at=moment(hour=14))) == ["2", "3"]


def test_what_is_true_or_known_only_later_counts_for_nothing(plan):
    one, two = make_recommendations(2, plan)
    make_recommendation(reference="3", on=LATER)
    complete = NewStatus("Complete", "complete")
    make_update(one, status=complete, on=LATER, at=moment(LATER))
    make_update(two, status=complete, on=DAY, at=moment(LATER))

    assert asked(make_round(plan, at=moment(hour=13))) == ["1", "2"]


def test_a_plan_kept_to_a_department_is_asked_like_any_other(db):
    plan = make_plan(departments=[make_department()])
    make_recommendation(plan, reference="1")

    assert asked(make_round(plan)) == ["1"]


@pytest.mark.parametrize(
    ("row", "field", "problem"),
    [
        ({"plans": []}, "plans", NO_PLANS),
        ({"label": " "}, None, "Enter a label."),
        ({"label": "x" * 101}, "label", None),
    ],
)
def test_a_round_without_a_plan_or_with_a_wrong_label_is_refused(plan, row, field, problem):
    make_recommendation(plan)
    new = {"label": "May 2016", "as_at": DAY, "updates_due": DAY, "plans": [plan], **row}

    with pytest.raises(ValidationError) as refused:
        open_round(**new, **written())

    if field:
        assert list(refused.value.message_dict) == [field]
    if problem:
        assert refused.value.messages == [problem]
    assert not Round.objects.exists()
    assert not RoundState.objects.exists()


def test_a_plan_that_is_in_an_open_round_is_refused(plan, survey):
    make_recommendation(plan)
    make_round(plan)

    with pytest.raises(ValidationError) as refused:
        make_round(survey, plan, label="June 2016", on=LATER)

    assert refused.value.message_dict == {
        "plans": [
            "“Organisational learning review” is in the round “May 2016”, which is still open. "
            "Close that one first."
        ]
    }
    assert Round.objects.count() == RoundState.objects.count() == UpdateRequest.objects.count() == 1


def test_nor_can_a_round_be_opened_from_a_day_before_the_open_one(plan):
    make_round(plan, on=LATER)

    with pytest.raises(ValidationError, match="still open"):
        make_round(plan, on=DAY, at=moment(LATER, 13))

    assert Round.objects.count() == 1


def test_the_day_cant_be_to_come(plan):
    with pytest.raises(ValidationError, match="future"):
        make_round(plan, on=LATER, at=moment())

    assert not Round.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_who_open_a_round_over_one_plan_at_once_one_is_told(tmp_path):
    plan = make_plan()
    make_recommendation(plan)

    def call():
        try:
            return make_round(plan).label
        except ValidationError as error:
            return error.messages[0]

    with for_threads(tmp_path):
        answers = at_once(call, call)
        [counts] = at_once(lambda: (Round.objects.count(), UpdateRequest.objects.count()))

    assert sorted(len(answer) for answer in answers)[0] == len("May 2016")
    assert counts == (1, 1)


# What joins an open round


def test_what_is_raised_while_the_round_is_open_is_asked(plan, survey):
    round = make_round(plan)

    make_recommendation(plan, reference="9", on=LATER)
    make_recommendation(survey, reference="S", on=LATER)

    assert asked(round) == ["9"]
    assert round.requests.get().asked_at == moment(LATER)


def test_what_is_raised_after_the_round_is_closed_is_not_asked(plan):
    round = make_round(plan)
    close(round)

    make_recommendation(plan, on=LATER, at=moment(LATER, 13))

    assert asked(round) == []


def test_plans_are_added_to_an_open_round(plan, survey):
    make_recommendation(survey, reference="S")
    round = make_round(plan)

    added = add_plans(round, [survey], **written(LATER))

    assert [request.recommendation.reference for request in added] == ["S"]
    assert set(round.plans.all()) == {plan, survey}
    assert round.requests.get().asked_at == moment(LATER)


def test_no_plan_is_added_to_a_closed_round(plan, survey):
    make_recommendation(survey)
    round = make_round(plan)
    close(round)

    with pytest.raises(ValidationError, match="Open it again to add plans to it"):
        add_plans(round, [survey], **written(LATER, moment(LATER, 13)))

    assert list(round.plans.all()) == [plan]
    assert asked(round) == []


def test_nor_one_that_is_in_another_open_round(plan, survey):
    make_recommendation(survey)
    round, _ = make_round(plan), make_round(survey, label="Survey")

    with pytest.raises(ValidationError, match="is in the round “Survey”"):
        add_plans(round, [survey], **written(LATER))

    assert list(round.plans.all()) == [plan]


# Closing and opening again


def test_closing_is_written_down_with_who_and_when(plan):
    round = make_round(plan)
    lena = make_user("lena@example.gov.uk", "Lena Lead")

    state = close_round(round, reason="All in.", **written(LATER, by=lena))

    assert (state.round, state.is_open, state.reason) == (round, False, "All in.")
    assert (state.valid_from, state.recorded_at, state.recorded_by) == (LATER, moment(LATER), lena)
    assert is_open(round, on=LATER - timedelta(days=1))
    assert not is_open(round, on=LATER)


def test_a_round_can_be_closed_on_the_day_it_was_opened(plan):
    round = make_round(plan)

    close(round, on=DAY, hour=13)

    assert not is_open(round, on=DAY)


def test_a_closed_round_is_not_closed_again(plan):
    round = make_round(plan)
    close(round)

    with pytest.raises(ValidationError, match="closed already"):
        close(round, hour=13)

    assert round.states.count() == 2


def test_nor_one_from_a_day_before_it_was_opened(plan):
    round = make_round(plan, on=LATER)

    with pytest.raises(ValidationError) as refused:
        close_round(round, **written(DAY, moment(LATER, 13)))

    assert refused.value.messages == [
        "The round “May 2016” is open from 30 June 2016. Choose that day or a later one."
    ]
    assert round.states.count() == 1


def test_a_round_is_opened_again_with_the_reason_and_closed_again(plan):
    round = make_round(plan)
    close(round)

    state = reopen(round)
    again = is_open(round, on=LATER)
    close(round, on=LAST)

    assert (state.is_open, state.reason) == (True, "Two officers were away.")
    assert (state.valid_from, state.recorded_at) == (LATER, moment(LATER, 13))
    assert again
    assert not is_open(round, on=LAST)
    assert [state.is_open for state in round.states.order_by("pk")] == [True, False, True, False]


def test_opening_again_asks_nobody_twice_and_asks_for_what_is_raised_from_then_on(plan):
    make_recommendation(plan, reference="1")
    round = make_round(plan)
    close(round)
    make_recommendation(plan, reference="2", on=LATER, at=moment(LATER, 13))

    reopen(round, hour=14)
    make_recommendation(plan, reference="3", on=LATER, at=moment(LATER, 15))

    assert asked(round) == ["1", "3"]


@pytest.mark.parametrize(
    ("reason", "problem"), [(" ", "Say why it is opened again."), ("Late.", "is open already")]
)
def test_opening_again_wants_a_reason_and_a_closed_round(plan, reason, problem):
    round = make_round(plan)

    with pytest.raises(ValidationError, match=problem):
        reopen(round, reason=reason)

    assert round.states.count() == 1


def test_a_round_is_not_opened_again_from_a_day_before_it_was_closed(plan):
    round = make_round(plan)
    close(round)

    with pytest.raises(ValidationError, match="is closed from 30 June 2016"):
        reopen_round(round, reason="Late.", **written(DAY, moment(LATER, 13)))

    assert round.states.count() == 2


def test_a_round_is_not_opened_again_while_its_plan_is_in_another(plan):
    round = make_round(plan)
    close(round)
    make_round(plan, label="June 2016", on=LATER, at=moment(LATER, 13))

    with pytest.raises(ValidationError, match="is in the round “June 2016”"):
        reopen(round, hour=14)

    assert round.states.count() == 2


def test_an_update_since_the_last_round_of_its_plan_answers_from_its_last_closing(plan, survey):
    make_recommendation(plan, reference="1")
    make_recommendation(survey, reference="S")
    first = make_round(plan, survey)
    close(first)
    reopen(first)
    close(first, hour=14)
    other = make_round(survey, label="Survey", on=LATER, at=moment(LATER, 15))
    close(other, hour=16)

    second = make_round(plan, survey, label="July", on=LAST)

    since = {r.recommendation.reference: r.answers_from for r in second.requests.all()}
    assert since == {"1": moment(LATER, 14), "S": moment(LATER, 16)}


# Editing in place


def test_the_label_and_the_last_day_are_edited_in_place(plan):
    round = make_round(plan)
    lena = make_user("lena@example.gov.uk", "Lena Lead")

    edit_round(round, label="June 2016", updates_due=LATER, version=1, by=lena, at=moment(hour=13))

    round.refresh_from_db()
    assert (round.label, round.updates_due, round.version) == ("June 2016", LATER, 2)
    last = round.history.first()
    assert (last.history_user, last.history_date, last.label) == (
        lena,
        moment(hour=13),
        "June 2016",
    )


def test_a_stale_edit_is_refused(plan):
    round = make_round(plan)
    new = {"label": "June 2016", "updates_due": LATER, "version": 1, "by": make_user()}
    edit_round(round, **new, at=moment(hour=13))

    with pytest.raises(EditedMeanwhile):
        edit_round(round, **{**new, "label": "Mine"}, at=moment(hour=14))

    assert Round.objects.get().label == "June 2016"


def test_the_as_at_day_is_edited_while_nobody_has_answered(plan):
    row = make_recommendation(plan)
    round = make_round(plan)
    new = {"label": "May 2016", "updates_due": DAY, "by": make_user()}

    edit_round(round, **new, as_at=BEFORE, version=1, at=moment(hour=13))
    record_nil_returns([row], round, **written(at=moment(hour=14)))
    with pytest.raises(ValidationError) as refused:
        edit_round(round, **new, as_at=DAY, version=2, at=moment(hour=15))

    assert list(refused.value.message_dict) == ["as_at"]
    round.refresh_from_db()
    assert (round.as_at, round.version) == (BEFORE, 2)
    edit_round(round, **{**new, "label": "June"}, as_at=BEFORE, version=2, at=moment(hour=16))
    assert Round.objects.get().label == "June"


# Cancelling


def cancel(round, hour=13, reason=" The wrong plan. ", **row):
    return cancel_round(round, reason=reason, by=make_user(), at=moment(hour=hour), **row)


def test_a_round_is_cancelled_with_the_reason_as_if_it_had_never_asked(plan):
    row = make_recommendation(plan)
    round = make_round(plan)

    void = cancel(round)

    assert (void.round, void.void, void.corrects) == (round, True, round.states.first())
    assert (void.recorded_by, void.recorded_at) == (make_user(), moment(hour=13))
    assert void.reason.strip() == "The wrong plan."
    assert not is_open(round, on=DAY)
    assert not UpdateRequest.objects.of_open_rounds(on=DAY).exists()
    make_update(row, at=moment(hour=14))
    second = make_round(plan, label="June 2016", at=moment(hour=15))
    assert second.requests.get().answers_from == moment(hour=15)


@pytest.mark.parametrize("answer", ["nil return", "update"])
def test_a_round_that_somebody_answered_is_not_cancelled(plan, answer):
    row = make_recommendation(plan)
    round = make_round(plan)
    if answer == "update":
        make_update(row, round=round, at=moment(hour=13))
    else:
        record_nil_returns([row], round, **written(at=moment(hour=13)))

    with pytest.raises(ValidationError, match="Somebody has answered"):
        cancel(round, hour=14)

    assert is_open(round, on=DAY)


def test_an_answer_that_was_taken_back_is_none(plan):
    row = make_recommendation(plan)
    round = make_round(plan)
    [given] = record_nil_returns([row], round, **written(at=moment(hour=13)))
    take_back_nil_return(given, by=make_user(), at=moment(hour=14))

    cancel(round, hour=15)

    assert not is_open(round, on=DAY)


def test_nor_one_that_was_closed_or_cancelled_already_nor_without_a_reason(plan):
    round = make_round(plan)
    with pytest.raises(ValidationError, match="Say why the round is cancelled"):
        cancel(round, reason=" ")
    assert is_open(round, on=DAY)

    cancel(round)
    with pytest.raises(ValidationError, match="can't be cancelled any more"):
        cancel(round, hour=14)
    closed = make_round(plan, at=moment(hour=15))
    close(closed)
    with pytest.raises(ValidationError, match="can't be cancelled any more"):
        cancel(closed, hour=16)

    assert RoundState.objects.count() == 4


def test_a_cancelled_round_is_neither_closed_nor_opened_again_and_takes_no_answers(plan):
    row = make_recommendation(plan)
    round = make_round(plan)
    cancel(round)

    for act in (close, reopen):
        with pytest.raises(ValidationError, match="The round “May 2016” was cancelled"):
            act(round)
    with pytest.raises(RoundClosed):
        record_nil_returns([row], round, **written(at=moment(hour=14)))
    with pytest.raises(RoundClosed):
        record_update(row, "Done", round=round, **written(at=moment(hour=14)))

    assert RoundState.objects.count() == 2
    assert not row.progressupdates.exists()
    assert not row.nilreturns.exists()


# Answers to a closed round


def test_a_closed_round_takes_no_answers(plan):
    recommendation = make_recommendation(plan)
    round = make_round(plan)
    close(round)
    when = written(LATER, moment(LATER, 13))

    with pytest.raises(RoundClosed) as refused:
        record_update(recommendation, "Late", round=round, **when)
    with pytest.raises(RoundClosed):
        record_nil_returns([recommendation], round, **when)

    assert refused.value.messages == [
        "The round “May 2016” is closed, and takes no more answers. What you report now is kept as "
        "an update after the round."
    ]
    assert not recommendation.progressupdates.exists()
    assert not recommendation.nilreturns.exists()


def test_a_round_takes_answers_again_while_it_is_open_again_even_those_true_before(plan):
    recommendation = make_recommendation(plan)
    round = make_round(plan)
    close(round)
    reopen(round)

    made = record_update(recommendation, "Late", round=round, **written(DAY, moment(LATER, 14)))

    assert made.round == round


def test_history_is_put_in_as_of_its_own_moment(plan):
    """A round of long ago that was closed since is open to what was written down while it was."""
    recommendation = make_recommendation(plan)
    round = make_round(plan)
    close(round)

    made = record_update(recommendation, "In time", round=round, **written(at=moment(hour=13)))

    assert made.round == round


@pytest.mark.django_db(transaction=True)
def test_reporting_while_the_round_is_closed_ends_well_for_both(tmp_path):
    recommendation = make_recommendation()
    round = make_round(recommendation.plan)
    make_user()

    def report():
        try:
            record_update(recommendation, "In time", round=round, **written(LATER))
        except RoundClosed:
            return "too late"
        return "reported"

    with for_threads(tmp_path):
        answers = at_once(report, lambda: close(round).is_open)
        [kept] = at_once(recommendation.progressupdates.count)

    assert answers[1] is False
    assert answers[0] == ("reported" if kept else "too late")


def test_an_update_from_outside_that_answers_a_round_is_an_answer(plan):
    row = make_recommendation(plan)
    close_round(make_round(plan), **written(at=moment(hour=13)))
    make_update(row, at=moment(hour=14))
    round = make_round(plan, label="Second", at=moment(hour=15))

    assert is_answered(round)
    with pytest.raises(ValidationError, match="Somebody has answered"):
        cancel_round(round, by=make_user(), at=moment(hour=16), reason="Mine")
    with pytest.raises(ValidationError, match="Somebody has answered"):
        edit_round(
            round,
            label="Second",
            updates_due=DAY,
            as_at=DAY - timedelta(days=1),
            version=round.version,
            by=make_user(),
            at=moment(hour=16),
        )
    assert is_open(round, on=DAY)
