"""What an owner holds from a day on, and what the words and the owners would be once it is handed
over; it changes nothing, `hand_overs.py` does.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Min, Q

from people.dated_fact import in_force
from people.models import Owner
from people.owner_text import KnownOwner, PartyKind
from recommendations.hand_over_words import words_after
from recommendations.models import (
    Action,
    ActionState,
    Assignment,
    OwnerCell,
    Recommendation,
    Wording,
)
from recommendations.owner_cells import NewAssignment


@dataclass(frozen=True)
class HeldCell:
    """An owner cell that names somebody from the day `on`: in force then, or later; `cell` None
    where the recommendation has none, and is to have its first.
    """

    recommendation: Recommendation
    cell: OwnerCell | None
    on: date
    is_done: bool

    @property
    def key(self) -> int:
        """That of the cell; that of the recommendation where it has none."""
        return self.cell.pk if self.cell else self.recommendation.pk

    @property
    def text(self) -> str:
        return self.cell.text if self.cell else ""

    @property
    def assignments(self) -> list[Assignment]:
        return list(self.cell.assignments.all()) if self.cell else []


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
    rows = {row.pk: row for row in _in_order(_ever_of(owners, recommendations))}
    if not rows:
        return Holdings()
    facts = _Facts(rows, on)
    return Holdings(
        cells=tuple(
            held
            for held in facts.cells()
            if any(assignment.owner_id in owners for assignment in held.assignments)
        ),
        actions=tuple(h for h in facts.open_actions() if h.state.owner_id in owners),
    )


def held_by_whoever(recommendations, *, successor, on: date) -> Holdings:
    """What goes to the successor when recommendations (a QuerySet) do from a day on, whoever is
    named: their owner cells, as held_by has them, the first one (`cell` None) of those that have
    none, and the open further actions that are somebody's. Not what says so already. Nine queries.
    """
    rows = {row.pk: row for row in _in_order(recommendations)}
    if not rows:
        return Holdings()
    facts = _Facts(rows, on)
    theirs = set(Owner.objects.standing_for([successor.pk]).values_list("pk", flat=True))
    cells = (h for h in facts.cells() if not _names_alone(h, successor))
    order = {key: number for number, key in enumerate(rows)}
    return Holdings(
        cells=tuple(
            sorted([*cells, *facts.first_cells()], key=lambda h: (order[h.recommendation.pk], h.on))
        ),
        actions=tuple(
            h for h in facts.open_actions() if h.state.owner_id and h.state.owner_id not in theirs
        ),
    )


def owners_named_in(recommendations, *, on: date) -> list[tuple[Owner, int]]:
    """Whom recommendations (a QuerySet) or their open further actions name on a day, each with in
    how many; of what was merged, the one that it was merged into. By name; three queries.
    """
    cells = OwnerCell.objects.in_force(of=recommendations, as_at=on, known_by=None)
    named = Assignment.objects.filter(owner_cell__in=cells.values("pk"))
    actions = Action.objects.filter(recommendation__in=recommendations.values("pk"))
    states = ActionState.objects.in_force(of=actions, as_at=on, known_by=None)
    states = states.filter(state=ActionState.State.OPEN, owner__isnull=False)
    of_cells = "owner_cell__recommendation", "owner", "owner__merged_into"
    of_actions = "action__recommendation", "owner", "owner__merged_into"
    rows_of = defaultdict(set)
    for row, owner, survivor in [
        *named.order_by().values_list(*of_cells),
        *states.order_by().values_list(*of_actions),
    ]:
        rows_of[survivor or owner].add(row)
    owners = Owner.objects.filter(pk__in=rows_of).order_by("name", "pk")
    return [(owner, len(rows_of[owner.pk])) for owner in owners]


def recommendations_of(cells, actions, rows=()) -> list[Recommendation]:
    """Those that owner cells and states of further actions with these keys are about, and those
    with the keys `rows`.
    """
    of_cells = OwnerCell.objects.filter(pk__in=cells).values("recommendation")
    of_actions = ActionState.objects.filter(pk__in=actions).values("action__recommendation")
    named = Q(pk__in=of_cells) | Q(pk__in=of_actions) | Q(pk__in=rows)
    return list(Recommendation.objects.filter(named).order_by("pk"))


def is_held_besides(owner, recommendations, *, on: date) -> bool:
    """Whether an owner holds anything from a day on that is in use and not one of these
    recommendations (a QuerySet).
    """
    held = held_by(owner, Recommendation.objects.in_use(), on=on)
    keys = {h.recommendation.pk for h in held.cells}
    keys |= {h.recommendation.pk for h in held.actions}
    return recommendations.filter(pk__in=keys).count() < len(keys)


def proposed_words(cells: Iterable[HeldCell], leaver, successor) -> dict[int, str | None]:
    """What each cell says once it is handed over, by its key: to the letter but for the name; None
    where the leaver's name is not in it. Two queries.
    """
    known = _known(leaver, Owner.objects.standing_for([leaver.pk]).prefetch_related("aliases"))
    return {held.key: _words(held.cell, known, leaver, successor) for held in cells}


def assignments_after(held: HeldCell, leaver, successor) -> tuple[NewAssignment, ...]:
    """Who is meant by then: the successor has the leaver's part, remit and place; who is named
    already keeps their own. Without a leaver, the successor alone.
    """
    if leaver is None:
        return (NewAssignment(successor),)
    assignments = held.assignments
    moved = [a for a in assignments if _is(a.owner, leaver)]
    goes = moved if any(_is(a.owner, successor) for a in assignments) else moved[1:]
    return tuple(
        NewAssignment(successor if a in moved else a.owner, a.role, a.remit)
        for a in assignments
        if a not in goes
    )


def _ever_of(owners, recommendations):
    """Those that named one of the owners at any time."""
    named = Assignment.objects.filter(owner__in=owners).values("owner_cell__recommendation")
    to_do = ActionState.objects.filter(owner__in=owners).values("action__recommendation")
    return recommendations.filter(Q(pk__in=named) | Q(pk__in=to_do))


def _in_order(recommendations):
    """In the order of their plans, each with its plan."""
    rows = recommendations.select_related("plan")
    return rows.order_by("plan__title", "plan", "reference_order", "pk")


class _Facts:
    """The owner cells and further actions of recommendations, by their keys, from a day on."""

    def __init__(self, rows, on):
        self.rows, self.on = rows, on
        to_do = Recommendation.objects.filter(pk__in=rows).still_to_do()
        self.to_do = set(to_do.values_list("pk", flat=True))
        cells = OwnerCell.objects.filter(recommendation__in=rows)
        cells = cells.prefetch_related("assignments__owner__aliases")
        self.all_cells = list(cells.order_by("pk"))

    def cells(self) -> Iterator[HeldCell]:
        for day, cell in _in_turn(self.all_cells, self.on, self.rows):
            yield self._held(cell.recommendation_id, cell, day)

    def first_cells(self) -> Iterator[HeldCell]:
        """Of those without one on the day; of what is raised later, on its day."""
        by_row = defaultdict(list)
        for cell in self.all_cells:
            by_row[cell.recommendation_id].append(cell)
        wordings = Wording.objects.standing(as_at=date.max, known_by=None)
        raised = wordings.filter(recommendation__in=self.rows).order_by().values("recommendation")
        raised = dict(raised.values_list("recommendation", Min("valid_from")))
        for key in self.rows:
            day = max(self.on, raised.get(key, self.on))
            if in_force(by_row[key], day, None) is None:
                yield self._held(key, None, day)

    def open_actions(self) -> Iterator[HeldAction]:
        states = ActionState.objects.filter(action__recommendation__in=self.rows)
        states = states.select_related("action", "owner")
        states = states.order_by("action__order", "action", "pk")
        for day, state in _in_turn(states, self.on, self.rows):
            if state.state == ActionState.State.OPEN:
                yield HeldAction(self.rows[state.action.recommendation_id], state, day)

    def _held(self, key, cell, day):
        return HeldCell(self.rows[key], cell, day, is_done=key not in self.to_do)


def _names_alone(held, owner):
    """Whether a cell says already what it would say once it is all theirs."""
    named = [(_is(a.owner, owner), a.role) for a in held.assignments]
    return named == [(True, Assignment.Role.LEAD)] and held.text.strip() == owner.name


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
