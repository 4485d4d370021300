"""Acts on the ladder of a plan: which steps it has, and from which day on anybody is reminded."""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from itertools import pairwise

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import Truncator

from people.edited_in_place import save_in_place, take_version
from recommendations.chasing.ladder import Rung
from recommendations.models import LadderStep, Plan, Step

LONGEST_REASON = 100  # characters, as the audit trail keeps
NO_STEPS = (
    "Nobody can be reminded without a step. Add one, or put the usual steps in, before you switch "
    "reminders on"
)


@transaction.atomic
def edit_ladder(
    plan, rungs: Collection[Rung], *, chased_from: date | None, by, at: datetime, version: int
) -> Plan:
    """Give a plan these steps in place of those that it has, and say from which day on people are
    reminded (None: nobody is). What was told before stays told.

    EditedMeanwhile when somebody else has saved the plan after `version`; ValidationError where
    reminders are switched on without any step, or the steps won't do: see refuse_unfit_rungs.
    """
    if chased_from and not rungs:
        raise ValidationError({"chased_from": NO_STEPS})
    refuse_unfit_rungs(rungs)
    take_version(plan, version)
    if set(rungs_of(plan)) != set(rungs):
        plan._change_reason = _shortened(rungs)
        give_ladder(plan, rungs)
    plan.chased_from = chased_from
    return save_in_place(plan, by=by, at=at)


@transaction.atomic
def give_ladder(plan, rungs: Iterable[Rung]) -> list[LadderStep]:
    """Put these steps in place of those that a plan has. A step that stays keeps its key, so that
    two people can change its numbers and be told of each other.
    """
    there = {(rung_of(step).place, step.step): step for step in plan.ladder.all()}
    rows = {}
    for rung in rungs:
        rows[rung] = there.pop((rung.place, rung.step), None)
    for rung in (rung for rung, row in rows.items() if row is None):
        like = next((place for place, step in there if step == rung.step), None)
        rows[rung] = there.pop((like, rung.step)) if like else LadderStep(plan=plan, step=rung.step)
    for step in there.values():
        step.delete()
    for rung, row in rows.items():
        row.days, row.silent_rounds = rung.days, rung.silent_rounds
        row.times_moved = rung.times_moved
    LadderStep.objects.bulk_update(
        [row for row in rows.values() if row.pk], ["days", "silent_rounds", "times_moved"]
    )
    LadderStep.objects.bulk_create(row for row in rows.values() if not row.pk)
    return list(rows.values())


def ladder_of(plan) -> list[LadderStep]:
    """The steps of a plan, lowest first. One query, unless they are known already."""
    return sorted(plan.ladder.all(), key=lambda step: rung_of(step).place)


def rungs_of(plan) -> list[Rung]:
    """The rungs of a plan's ladder. One query, unless they are known already."""
    return [rung_of(step) for step in plan.ladder.all()]


def rung_of(step: LadderStep) -> Rung:
    return Rung(Step(step.step), step.days, step.silent_rounds, step.times_moved)


def refuse_unfit_rungs(rungs: Iterable[Rung]):
    """ValidationError when a step stands there twice, or one is taken before one below it."""
    ordered = sorted(rungs, key=lambda rung: rung.place)
    places = [rung.place for rung in ordered]
    for rung in ordered:
        if places.count(rung.place) > 1:
            raise ValidationError(f"“{in_words(rung)}” stands there twice. Remove one of them")
    for what, unit in (
        ("days", "{} days after the date"),
        ("silent_rounds", "{} silent rounds"),
        ("times_moved", "the date was moved {} times"),
    ):
        late = [rung for rung in ordered if not rung.step.is_reminder and getattr(rung, what)]
        for below, above in pairwise(late):
            if getattr(above, what) < getattr(below, what):
                _refuse_order(below, above, [unit.format(getattr(r, what)) for r in (below, above)])


def in_words(rung: Rung) -> str:
    """“To the head of service: 31 days after the date, or after 2 silent rounds”."""
    when = []
    if rung.days:
        when.append(f"{_number(rung.days, 'day')} {_before_or_after(rung)} the date")
    if rung.silent_rounds:
        when.append(f"after {_number(rung.silent_rounds, 'silent round')}")
    if rung.times_moved:
        when.append(f"when the date was moved {_number(rung.times_moved, 'time')}")
    said = ", or ".join(when)
    if rung.step == Step.BEFORE:
        return f"Reminder {said}"
    return f"{rung.step.label}: {said}" if said else rung.step.label


def _refuse_order(below, above, when):
    raise ValidationError(
        f"“{above.step.label}” ({when[1]}) would come before “{below.step.label}” ({when[0]}), and "
        "then the lower step is never taken. Put the numbers in order"
    )


def _before_or_after(rung):
    return "before" if rung.step == Step.BEFORE else "after"


def _number(count, noun):
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _shortened(rungs):
    """For the audit trail, which follows the plan's own fields."""
    ordered = sorted(rungs, key=lambda rung: rung.place)
    said = "; ".join(_in_short(rung) for rung in ordered)
    return Truncator(f"Ladder: {said or 'no steps'}").chars(LONGEST_REASON)


def _in_short(rung):
    numbers = [
        rung.days and f"{rung.days} days",
        rung.silent_rounds and f"{rung.silent_rounds} silent",
    ]
    numbers.append(rung.times_moved and f"{rung.times_moved} moved")
    said = "/".join(filter(None, numbers))
    return f"{rung.step.value.replace('_', ' ')} {said}".strip()
