"""What an owner holds from a day on, and what the words and the owners would be once it is handed
over; it changes nothing, `hand_overs.py` does.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from people.dated_fact import in_force
from people.models import Owner
from people.owner_text import KnownOwner, PartyKind
from recommendations.hand_over_words import words_after
from recommendations.models import ActionState, Assignment, OwnerCell, Recommendation
from recommendations.owner_cells import NewAssignment


@dataclass(frozen=True)
class HeldCell:
    """An owner cell that names somebody from the day `on`: in force then, or later."""

    recommendation: Recommendation
    cell: OwnerCell
    on: date
    is_done: bool

    @property
    def key(self) -> int:
        return self.cell.pk


@dataclass(frozen=True)
class HeldAction:
    """An open further action that somebody is to do from the day `on`."""

    recommendation: Recommendation
    state: ActionState
    on: date

    @property
    def key(self) -> int:
        return self.state.pk


@dataclass(frozen=True)
class Holdings:
    cells: tuple[HeldCell, ...] = ()
    actions: tuple[HeldAction, ...] = ()


def held_by(owner, recommendations, *, on: date) -> Holdings:
    """What an owner holds from a day on, of these recommendations (a QuerySet), as known now: the
    owner cells that name them on that day or from a later one, and their open further actions; also
    those of the other spellings that were merged into them.

    Each recommendation comes with its plan. Eight queries.
    """
    owners = list(Owner.objects.standing_for([owner.pk]).values_list("pk", flat=True))
    rows = {row.pk: row for row in _ever_of(owners, recommendations)}
    if not rows:
        return Holdings()
    to_do = Recommendation.objects.filter(pk__in=rows).still_to_do()
    to_do = set(to_do.values_list("pk", flat=True))
    cells = OwnerCell.objects.filter(recommendation__in=rows)
    cells = cells.prefetch_related("assignments__owner__aliases").order_by("pk")
    states = ActionState.objects.filter(action__recommendation__in=rows)
    states = states.select_related("action", "owner").order_by("action__order", "action", "pk")
    return Holdings(
        cells=tuple(
            HeldCell(rows[cell.recommendation_id], cell, day, cell.recommendation_id not in to_do)
            for day, cell in _in_turn(cells, on, rows)
            if any(a.owner_id in owners for a in cell.assignments.all())
        ),
        actions=tuple(
            HeldAction(rows[state.action.recommendation_id], state, day)
            for day, state in _in_turn(states, on, rows)
            if state.owner_id in owners and state.state == ActionState.State.OPEN
        ),
    )


def recommendations_of(cells, actions) -> list[Recommendation]:
    """Those that owner cells and states of further actions with these keys are about."""
    of_cells = OwnerCell.objects.filter(pk__in=cells).values("recommendation")
    of_actions = ActionState.objects.filter(pk__in=actions).values("action__recommendation")
    rows = Recommendation.objects.filter(Q(pk__in=of_cells) | Q(pk__in=of_actions))
    return list(rows.order_by("pk"))


def proposed_words(cells: Iterable[HeldCell], leaver, successor) -> dict[int, str | None]:
    """What each cell says once it is handed over, by its key: to the letter but for the name; None
    where the leaver's name is not in it. Two queries.
    """
    known = _known(leaver, Owner.objects.standing_for([leaver.pk]).prefetch_related("aliases"))
    return {held.key: _words(held.cell, known, leaver, successor) for held in cells}


def assignments_after(held: HeldCell, leaver, successor) -> tuple[NewAssignment, ...]:
    """Who is meant by then: the successor has the leaver's part, remit and place; who is named
    already keeps their own.
    """
    assignments = held.cell.assignments.all()
    moved = [a for a in assignments if _is(a.owner, leaver)]
    goes = moved if any(_is(a.owner, successor) for a in assignments) else moved[1:]
    return tuple(
        NewAssignment(successor if a in moved else a.owner, a.role, a.remit)
        for a in assignments
        if a not in goes
    )


def _ever_of(owners, recommendations):
    """Those that named one of the owners at any time, in the order of their plans."""
    named = Assignment.objects.filter(owner__in=owners).values("owner_cell__recommendation")
    to_do = ActionState.objects.filter(owner__in=owners).values("action__recommendation")
    rows = recommendations.filter(Q(pk__in=named) | Q(pk__in=to_do)).select_related("plan")
    return rows.order_by("plan__title", "plan", "reference_order", "pk")


def _in_turn(facts, on, rows) -> Iterator[tuple[date, Any]]:
    """Of facts about subjects of these recommendations: what is in force on a day, and all that
    come into force later, each with its day.
    """
    by_subject = defaultdict(list)
    for fact in facts:
        by_subject[_recommendation_of(fact), fact.subject_id].append(fact)
    order = {key: number for number, key in enumerate(rows)}
    for _, mine in sorted(by_subject.items(), key=lambda item: order[item[0][0]]):
        for day in [on, *sorted({f.valid_from for f in mine if f.valid_from > on})]:
            fact = in_force(mine, day, None)
            if fact and (day == on or fact.valid_from == day):
                yield day, fact


def _recommendation_of(fact):
    is_cell = isinstance(fact, OwnerCell)
    return fact.recommendation_id if is_cell else fact.action.recommendation_id


def _words(cell, known, leaver, successor):
    owners = [a.owner for a in cell.assignments.all()]
    others = [_known(owner, [owner]) for owner in owners if not _is(owner, leaver)]
    is_there = any(_is(owner, successor) for owner in owners)
    return words_after(cell.text, known, others, successor="" if is_there else successor.name)


def _is(owner, other):
    """Whether they are one, perhaps under a spelling that was merged."""
    return other.pk in (owner.pk, owner.merged_into_id)


def _known(owner, spelled) -> KnownOwner:
    """An owner to be looked for under all the names of those in `spelled`."""
    names = [name for o in spelled for name in (o.name, *(alias.name for alias in o.aliases.all()))]
    return KnownOwner(owner.pk, owner.name, PartyKind(owner.kind), tuple(names))
