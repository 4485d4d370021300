"""The acts on a plan's ladder: what changed, who, when; and that a refused act changed nothing."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from people.edited_in_place import EditedMeanwhile
from recommendations.chasing.ladder import Rung
from recommendations.chasing.ladders import (
    NO_STEPS,
    edit_ladder,
    give_ladder,
    in_words,
    ladder_of,
    rung_of,
)
from recommendations.chasing.ready_ladder import READY
from recommendations.models import LadderStep, Plan, Step
from tests.factories import make_plan, make_user, moment

pytestmark = pytest.mark.django_db
FROM = date(2016, 6, 1)


def rungs(plan):
    return [rung_of(step) for step in ladder_of(plan)]


def edit(plan, *steps, chased_from=FROM, version=None, by=None):
    version = plan.version if version is None else version
    how = {"chased_from": chased_from, "by": by or make_user(), "at": moment(hour=13)}
    return edit_ladder(plan, steps, version=version, **how)


def test_a_plan_begins_with_the_usual_steps_and_nobody_is_reminded():
    plan = make_plan()

    assert rungs(plan) == list(READY)
    assert plan.chased_from is None
    assert not Plan.objects.chased(on=date(2030, 1, 1)).exists()


def test_an_edit_gives_the_steps_and_the_day_and_says_who_and_when():
    bob = make_user("bob@example.gov.uk", "Bob Barker")
    plan = make_plan()

    edit(plan, Rung(Step.OVERDUE, 3), Rung(Step.BEFORE, 10), by=bob)

    plan = Plan.objects.get()
    record = plan.history.latest()
    assert rungs(plan) == [Rung(Step.BEFORE, 10), Rung(Step.OVERDUE, 3)]
    assert (plan.chased_from, plan.version) == (FROM, 2)
    assert (record.history_user, record.history_date) == (bob, moment(hour=13))
    assert record.history_change_reason == "Ladder: before 10 days; overdue 3 days"
    assert list(Plan.objects.chased(on=FROM)) == [plan]


def test_steps_that_stay_keep_their_keys():
    plan = make_plan()
    give_ladder(plan, [Rung(Step.BEFORE, 14), Rung(Step.BEFORE, 3), Rung(Step.OVERDUE, 1)])
    plan = Plan.objects.get()
    keys = [step.pk for step in ladder_of(plan)]

    give_ladder(plan, [Rung(Step.BEFORE, 10), Rung(Step.BEFORE, 3), Rung(Step.OVERDUE, 2)])

    now = ladder_of(Plan.objects.get())
    assert [(step.pk, step.days) for step in now] == list(zip(keys, [10, 3, 2], strict=True))


def test_a_step_left_out_is_removed():
    plan = make_plan()

    edit(plan, Rung(Step.ON_DATE))

    assert [step.step for step in LadderStep.objects.all()] == ["on_date"]


@pytest.mark.parametrize(
    ("steps", "problem"),
    [
        ([], NO_STEPS),
        (
            [Rung(Step.ON_DATE), Rung(Step.ON_DATE)],
            "“On the date” stands there twice. Remove one of them",
        ),
        (
            [Rung(Step.BEFORE, 14), Rung(Step.BEFORE, 14)],
            "“Reminder 14 days before the date” stands there twice. Remove one of them",
        ),
        (
            [Rung(Step.HEAD_OF_SERVICE, 60), Rung(Step.CHIEF_OFFICER, 30)],
            "“To the chief officer” (30 days after the date) would come before “To the head of "
            "service” (60 days after the date), and then the lower step is never taken. Put the "
            "numbers in order",
        ),
    ],
)
def test_steps_that_will_not_do_are_refused_and_nothing_is_changed(steps, problem):
    plan = make_plan()

    with pytest.raises(ValidationError) as refused:
        edit(plan, *steps)

    plan = Plan.objects.get()
    assert refused.value.messages == [problem]
    assert rungs(plan) == list(READY)
    assert (plan.chased_from, plan.version) == (None, 1)


def test_nothing_of_an_edit_is_saved_over_a_newer_one():
    plan = make_plan()
    edit(plan, Rung(Step.ON_DATE))

    with pytest.raises(EditedMeanwhile):
        edit(plan, Rung(Step.OVERDUE, 1), version=1)

    assert rungs(Plan.objects.get()) == [Rung(Step.ON_DATE)]


def test_reminders_are_switched_off_without_losing_the_steps():
    plan = make_plan()
    edit(plan, *READY)

    edit(plan, *READY, chased_from=None)

    plan = Plan.objects.get()
    assert plan.chased_from is None
    assert rungs(plan) == list(READY)


@pytest.mark.parametrize(
    ("rung", "words"),
    [
        (Rung(Step.BEFORE, 1), "Reminder 1 day before the date"),
        (Rung(Step.ON_DATE), "On the date"),
        (
            Rung(Step.CHIEF_OFFICER, 91, 3, 1),
            "To the chief officer: 91 days after the date, or after 3 silent rounds, or when the "
            "date was moved 1 time",
        ),
    ],
)
def test_a_step_in_words(rung, words):
    assert in_words(rung) == words
