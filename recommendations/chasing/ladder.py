"""Which steps of a plan's ladder a recommendation has reached on a day, and of which of them nobody
was told yet. It asks no database.

A reminder is about the next date, and begins again when that moves. What is late ages from its
original date (domain.md, "Escalation"), but only while it is overdue: a moved date gives it rest,
and no second beginning. A silence and a date moved too often climb without a date, too.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from recommendations.models import Step

STEPS = list(Step)
MOVED = "moved"


@dataclass(frozen=True, slots=True)
class Rung:
    """A step, and when it is taken: so many days before the next date, or after the original one;
    after so many silent rounds in a row; when dates were moved so many times.
    """

    step: Step
    days: int | None = None
    silent_rounds: int | None = None
    times_moved: int | None = None

    @property
    def place(self):
        """Its height on the ladder: of two reminders that is the later which is nearer the date."""
        return STEPS.index(self.step), -(self.days or 0) if self.step == Step.BEFORE else 0


@dataclass(frozen=True, slots=True)
class SilentRound:
    """The key of a closed round that nobody answered, and the day on which it was closed."""

    key: int
    closed_on: date


@dataclass(frozen=True, slots=True)
class Standing:
    """What counts of a recommendation that is monitored and not done. `next_date`: the last day of
    the next deadline, which stands `since` a day; `original`: from which it ages; `silent`: the
    last rounds in a row that nobody answered, oldest first; `moved_on`: each day on which a date
    was moved, in order; `resumed`: the day on which it was monitored again, or no longer done, if
    it ever was otherwise.
    """

    next_date: date | None = None
    since: date | None = None
    original: date | None = None
    silent: tuple[SilentRound, ...] = ()
    moved_on: tuple[date, ...] = ()
    resumed: date | None = None


@dataclass(frozen=True, slots=True)
class Given:
    """A notice of a step that was given before, by the run of a day."""

    step: Step
    occasion: str
    falls_on: date
    day: date

    @property
    def place(self):
        days = self.occasion.partition(":")[2] if self.step == Step.BEFORE else ""
        return STEPS.index(self.step), -int(days or 0)


@dataclass(frozen=True, slots=True)
class Reached:
    """A step that is reached, as the notice of it says: see Notice. `begins`: what fell due before
    that day is old; `told_since`: whoever was told as high up since that day need not be again.
    """

    rung: Rung
    occasion: str
    about: date | None
    falls_on: date
    begins: date
    told_since: date

    @property
    def step(self):
        return self.rung.step

    @property
    def is_old(self):
        return self.falls_on < self.begins


def steps_due(
    ladder: Sequence[Rung],
    standing: Standing,
    given: Iterable[Given],
    *,
    on: date,
    chased_from: date,
) -> list[Reached]:
    """The steps to be told of on the day `on`, lowest first; `given`: the notices of steps about
    the same recommendation so far. Whichever days were missed, what was reached meanwhile is due
    once, but

    - of the reminders only the last one, and none once the date is past and its owner told so;
    - no step below one that was given for the same reason;
    - of what was reached before the plan was chased, before it had this date, or while it was done
      or not monitored, the highest only that nobody was told of; never the invitation to committee,
      which comes as a surprise to nobody.
    """
    given = list(given)
    chased_from = max(chased_from, standing.resumed or chased_from)
    reached = [
        one
        for one in _reached(ladder, standing, on, chased_from)
        if not _is_known(one, standing, given, on)
    ]
    reached.sort(key=lambda one: one.rung.place)
    old = [one for one in reached if one.is_old and one.step != Step.INVITATION]
    reached = [one for one in reached if not one.is_old or one in old[-1:]]
    # Of several reasons the date counts, where it is one: it is reached last.
    late = list({one.step: one for one in reached if not one.step.is_reminder}.values())
    known_late = any(one.step == Step.OVERDUE for one in late)
    reminders = [one for one in reached if one.step.is_reminder]
    return [
        *(one for one in reminders[-1:] if one.step == Step.BEFORE or not known_late),
        *late,
    ]


def _reached(ladder, standing, on, chased_from) -> Iterator[Reached]:
    for rung in ladder:
        if rung.step == Step.BEFORE:
            yield from _before(rung, standing, on, chased_from)
        elif rung.step == Step.ON_DATE:
            yield from _on_date(rung, standing, on, chased_from)
        else:
            yield from _by_moves(rung, standing, on, chased_from)
            yield from _by_silence(rung, standing, on, chased_from)
            yield from _by_age(rung, standing, on, chased_from)


def _before(rung, standing, on, chased_from):
    """Until the date itself; where the date was set later than the day of the reminder, then."""
    if standing.next_date is None or on > standing.next_date:
        return
    falls_on = standing.next_date - timedelta(days=rung.days)
    falls_on = max(falls_on, standing.since or falls_on)
    if falls_on <= on:
        occasion = f"{standing.next_date}:{rung.days}"
        yield Reached(rung, occasion, standing.next_date, falls_on, chased_from, falls_on)


def _on_date(rung, standing, on, chased_from):
    if standing.next_date is not None and standing.next_date <= on:
        day = standing.next_date
        yield Reached(rung, f"{day}", day, day, _begins(standing, chased_from), day)


def _by_age(rung, standing, on, chased_from):
    """So many days after the original date, of what is overdue by the date as it stands now."""
    if rung.days is None or not _is_overdue(standing, on):
        return
    overdue_from = standing.next_date + timedelta(days=1)
    falls_on = max(standing.original + timedelta(days=rung.days), overdue_from)
    if falls_on <= on:
        occasion, begins = f"{standing.original}", _begins(standing, chased_from)
        yield Reached(rung, occasion, standing.next_date, falls_on, begins, overdue_from)


def _by_silence(rung, standing, on, chased_from):
    """When the last of so many rounds in a row was closed; another silence is another occasion."""
    silent, rounds = standing.silent, rung.silent_rounds
    if rounds and len(silent) >= rounds and silent[rounds - 1].closed_on <= on:
        occasion, falls_on = f"silent:{silent[0].key}", silent[rounds - 1].closed_on
        began = silent[0].closed_on
        yield Reached(rung, occasion, standing.next_date, falls_on, chased_from, began)


def _by_moves(rung, standing, on, chased_from):
    times = rung.times_moved
    if times and len(standing.moved_on) >= times and standing.moved_on[times - 1] <= on:
        day = standing.moved_on[times - 1]
        yield Reached(rung, MOVED, standing.next_date, day, chased_from, day)


def _begins(standing, chased_from):
    return max(chased_from, standing.since or chased_from)


def _is_overdue(standing, on):
    return standing.next_date is not None and standing.next_date < on


def _is_known(reached, standing, given, on):
    """Whether somebody was told of it, as high up or higher; of what is old, for whatever reason
    since it began.
    """
    if reached.is_old and any(
        one.day >= reached.begins and one.place >= reached.rung.place for one in given
    ):
        return True
    if reached.step.is_reminder:
        return _is_reminded(reached, standing, given)
    return _is_told(reached, standing, given, on)


def _is_told(reached, standing, given, on):
    """Whether a step as high or higher was given for the same reason, or since that began; while
    something is overdue, whatever reason came first counts for all.
    """
    occasions = {reached.occasion}
    if _is_overdue(standing, on):
        occasions.add(f"{standing.original}")
    return any(
        one.place >= reached.rung.place
        and (one.occasion in occasions or one.falls_on >= reached.told_since)
        for one in given
        if not one.step.is_reminder
    )


def _is_reminded(reminder, standing, given):
    """Whether of the same date a reminder as late or later was given, or somebody has been told
    that it is past.
    """
    return any(
        one.occasion.startswith(f"{reminder.about}") and one.place >= reminder.rung.place
        if one.step.is_reminder
        else one.occasion == f"{standing.original}" and one.falls_on > reminder.about
        for one in given
    )
