"""The act that writes down who is to be told what: every step of a ladder and every event that
falls due by a day and nobody was told of yet. To write to them is for others.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from recommendations.as_at import state_as_at
from recommendations.chasing.addressees import Directory, Told, each_once
from recommendations.chasing.beginnings import dates_known, resumed
from recommendations.chasing.events import Happened, happened
from recommendations.chasing.ladder import Given, Rung, SilentRound, Standing, steps_due
from recommendations.chasing.ladders import rungs_of
from recommendations.meanings import DONE
from recommendations.models import (
    Addressee,
    Notice,
    Plan,
    Recommendation,
    RoundState,
    Step,
)
from recommendations.silence import SPOKEN, silences
from recommendations.states import RecommendationState

BATCH = 1_000
# Of these the owners themselves are told.
TO_OWNERS = (Step.BEFORE, Step.ON_DATE, Step.OVERDUE, Step.INVITATION)


def note_down(*, on: date, at: datetime) -> list[Notice]:
    """Write down every notice that falls by the day `on`, inclusive, and is not given yet, with its
    addressees; what is written down by the moment `at` counts. Run again, or by two at once, it
    gives none twice. About 30 queries for each 1,000 recommendations of plans that are chased.
    """
    plans = {plan.pk: plan for plan in Plan.objects.chased(on=on)}
    rows = Recommendation.objects.filter(plan__in=list(plans)).order_by("plan", "pk")
    keys = list(rows.values_list("pk", flat=True))
    directory = Directory(on=on) if keys else None
    notices = []
    for start in range(0, len(keys), BATCH):
        notices += _note_batch(keys[start : start + BATCH], directory, on=on, at=at)
    return notices


@dataclass(frozen=True, slots=True)
class Chased:
    """How people are reminded of what is in a plan: from which day on, by which rungs."""

    plan: int
    chased_from: date
    rungs: tuple[Rung, ...]


@dataclass(frozen=True, slots=True)
class New:
    """A notice to be given, and who is told of it."""

    notice: Notice
    told: list[Told]


@transaction.atomic
def _note_batch(keys, directory, *, on, at):
    batch = Recommendation.objects.filter(pk__in=keys)
    return _write_down(due_in(batch, _locked_plans(batch, on), directory, on=on, at=at))


def due_in(batch, plans: Iterable[Chased], directory, *, on: date, at: datetime) -> list[New]:
    """What falls due by the day `on` in a batch of recommendations (a QuerySet), of those that are
    in one of the plans, and is not given yet, as known at the moment `at`. It writes nothing.
    """
    chased = {plan.plan: plan for plan in plans}
    facts = _Facts(batch, chased, on=on, at=at)
    new: list[New] = []
    for state in facts.states.values():
        plan = chased.get(state.plan_id)
        if plan and _is_chased(state):
            new += _steps(state, plan, facts, directory, on=on, at=at)
    return [*new, *_events(facts, chased, directory, on=on, at=at)]


def _locked_plans(batch, on):
    """With their ladders. Of two runs at once the second waits, and sees what the first has given
    (PostgreSQL); who reads or refers to the plans need not.
    """
    plans = Plan.objects.chased(on=on).filter(pk__in=batch.order_by().values("plan"))
    locked = plans.select_for_update(no_key=True).order_by("pk").prefetch_related("ladder")
    return [Chased(plan.pk, plan.chased_from, tuple(rungs_of(plan))) for plan in locked]


class _Facts:
    """What is known of a batch of recommendations on the day."""

    def __init__(self, batch, plans, *, on, at):
        when = {"as_at": on, "known_by": at}
        self.states = {s.recommendation_id: s for s in state_as_at(batch, **when)}
        self.silent = silences(batch, **when)
        self.given = defaultdict(list)
        given = Notice.objects.filter(recommendation__in=batch).order_by("pk")
        said = ("kind", "occasion", "falls_on", "day")
        for row, *notice in given.values_list("recommendation", *said):
            self.given[row].append(tuple(notice))
        self.told = _told_before(batch)
        self._resumed = resumed(batch, on=on, at=at)
        self._dates_known = dates_known(batch, on=on, at=at)
        self._closed_on = _closed_on(self.silent, on, at)
        since = min((plan.chased_from for plan in plans.values()), default=on)
        waiting = self._waiting(plans)
        self.happened = happened(batch, waiting=waiting, on=on, at=at, since=since)

    def _waiting(self, plans):
        """By recommendation the open round that nobody has answered, and the day from which on
        people are reminded of it.
        """
        return {
            key: (now, plans[state.plan_id].chased_from)
            for key, state in self.states.items()
            if state.plan_id in plans and (now := self.silent.get(key, SPOKEN).now)
        }

    def standing(self, state: RecommendationState) -> Standing:
        day = state.next_latest
        next_ones = [one for one in state.deadlines if not one.is_closed and one.latest == day]
        since = (max(d.since, self._dates_known[d.deadline_id]) for d in next_ones if d.since)
        silence = self.silent.get(state.recommendation_id, SPOKEN)
        return Standing(
            next_date=day,
            since=min(since, default=None) if day else None,
            original=state.late_from,
            silent=tuple(
                SilentRound(key, self._closed_on[key])
                for key in reversed(silence.in_a_row)
                if key in self._closed_on
            ),
            moved_on=tuple(sorted(day for one in state.deadlines for day in one.slipped_on)),
            resumed=self._resumed.get(state.recommendation_id),
        )

    def is_given(self, key, kind, occasion):
        return any(said[:2] == (kind, occasion) for said in self.given[key])


def _closed_on(silent, on, at):
    """By the key of a round the day on which it was closed: true, and written down."""
    rounds = {key for silence in silent.values() for key in silence.in_a_row}
    states = RoundState.objects.standing(as_at=on, known_by=at)
    closed = states.filter(round__in=rounds, is_open=False).order_by("valid_from", "recorded_at")
    return {
        round: min(on, max(day, timezone.localdate(moment)))
        for round, day, moment in closed.values_list("round", "valid_from", "recorded_at")
    }


def _told_before(batch):
    """By recommendation whoever was told that an update is asked for, or of a step; None: nobody,
    where the cell named nobody on record.
    """
    kinds = [Notice.Kind.ROUND_OPENED, *Step.values]
    told = Addressee.objects.filter(
        Q(recipient__isnull=False) | Q(capacity=Addressee.Capacity.OWNER),
        notice__recommendation__in=batch,
        notice__kind__in=kinds,
        spared_at=None,
    ).order_by()
    by_recommendation = defaultdict(set)
    for row, recipient in told.values_list("notice__recommendation", "recipient"):
        by_recommendation[row].add(recipient)
    return by_recommendation


def _is_chased(state):
    return state.is_monitored and state.status_meaning not in DONE


def _steps(state, plan, facts, directory, *, on, at) -> Iterator[New]:
    given = facts.given[state.recommendation_id]
    steps = [Given(Step(kind), *said) for kind, *said in given if kind in Step.values]
    due = steps_due(plan.rungs, facts.standing(state), steps, on=on, chased_from=plan.chased_from)
    told = {key and directory.surviving(key) for key in facts.told[state.recommendation_id]}
    if any(one.step in TO_OWNERS for one in due):
        told |= {one.recipient for one in directory.owners(_owners(state))}
    for one in due:
        to = _told_of(one.step, state, directory, told)
        told |= {one.recipient for one in to}
        yield New(_notice(state.recommendation_id, one.step, one, on, at), to)


def _notice(key, kind, due, on, at):
    return Notice(
        recommendation_id=key,
        kind=kind.value,
        occasion=due.occasion,
        about=due.about,
        falls_on=due.falls_on,
        day=on,
        noted_at=at,
    )


def _told_of(step, state, directory, told_before):
    """Whom a step goes to. Where it goes further up, those of the owners too who were never told
    anything: nobody is to hear of it first from above.
    """
    lead = state.lead_owner_id
    if step == Step.HEAD_OF_SERVICE:
        heads = directory.head_of_service(lead)
    elif step == Step.CHIEF_OFFICER:
        heads = directory.chief_officer(lead)
    else:
        return directory.owners(_owners(state, besides=step != Step.INVITATION))
    owners = directory.owners(_owners(state))
    new = [one for one in owners if one.recipient not in told_before]
    return each_once([*heads, *new])


def _owners(state, *, besides=True):
    """The owners whom the cell names, and besides whoever does the action that is due next."""
    keys = [owner.owner_id for owner in state.owners]
    if not besides or state.next_latest is None:
        return keys
    due = {d.action_id for d in state.deadlines if d.latest == state.next_latest}
    open_ones = (action for action in state.open_actions if action.action_id in due)
    return [*keys, *(action.owner_id for action in open_ones if action.owner_id)]


def _events(facts, plans, directory, *, on, at) -> Iterator[New]:
    for one in facts.happened:
        state = facts.states.get(one.recommendation)
        plan = plans.get(state.plan_id) if state else None
        if plan is None or one.falls_on < plan.chased_from:
            continue
        if facts.is_given(one.recommendation, one.kind, one.occasion):
            continue
        told = _told_of_event(one, state, directory) if _is_chased(state) else []
        yield New(_notice(one.recommendation, one.kind, one, on, at), told)


def _told_of_event(one: Happened, state, directory):
    """The owners, or those of them to whom it was handed over; none who did it themselves."""
    keys = _owners(state) if one.to is None else _still_named(one.to, state)
    if not keys and one.to is not None:
        return []
    behalf = directory.surviving(one.behalf) if one.behalf else None
    return [
        told
        for told in directory.owners(keys)
        if told.recipient is None or (told.recipient.user_id != one.by and told.recipient != behalf)
    ]


def _still_named(owners, state):
    of_actions = {action.owner_id for action in state.open_actions}
    return [key for key in owners if key in of_actions or key in {o.owner_id for o in state.owners}]


def _write_down(new):
    notices = Notice.objects.bulk_create([one.notice for one in new])
    Addressee.objects.bulk_create(
        Addressee(
            notice=one.notice,
            recipient=told.recipient,
            named=told.named,
            capacity=told.capacity,
            address=told.address,
        )
        for one in new
        for told in one.told
    )
    return notices
