"""Handing over: what an owner holds goes to another owner in one act, from a day on.

What names the old owner until then stays as it is, so every paper as at an earlier day still does.
To undo is a reversing act, which leaves alone what somebody has changed since.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from operator import attrgetter
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from people.dated_fact import in_force
from people.edited_in_place import EditedMeanwhile
from recommendations.derived import derived_refreshed_once, refresh_derived
from recommendations.held import assignments_after, held_by, held_by_whoever
from recommendations.kept_text import kept_text
from recommendations.models import (
    ActionState,
    HandOver,
    HandOverAction,
    HandOverCell,
    OwnerCell,
    Recommendation,
)
from recommendations.owner_cells import NewAssignment, NewOwnerCell, name_owners_all

NO_REASON = "Say why"
TO_THEMSELVES = "That is the same owner. Enter who takes over"
NOTHING_CHOSEN = "Choose at least one row to hand over"
UNDONE_ALREADY = "This hand-over has been undone already. Nothing of yours was saved"
IS_AN_UNDO = "This only undid another hand-over. To move it again, hand it over again"
NOT_ALL_YOURS = (
    "It moved recommendations of plans that you may not read. Ask an administrator to undo it"
)
NOTHING_LEFT = (
    "What all of it says, today or later, comes from another change, so there is nothing to put "
    "back"
)


@dataclass(frozen=True)
class PutBack:
    """What a hand-over moved and undoing puts back, from the day `on`; `fact`: what it says from
    then, which is as the hand-over wrote it.
    """

    move: HandOverCell | HandOverAction
    fact: OwnerCell | ActionState
    on: date

    @property
    def recommendation(self):
        return self.move.recommendation

    @property
    def subject(self):
        """What has one owner at a time: of a cell its recommendation, or the further action."""
        return type(self.move), self.fact.subject_id


@dataclass(frozen=True)
class Undoing:
    """What undoing a hand-over puts back, and what it leaves, for it says something else by another
    change. `otherwise`: of what is put back what has not begun yet, and won't say what it did
    before, for somebody has changed it since.
    """

    back: tuple[PutBack, ...]
    changed: tuple[HandOverCell | HandOverAction, ...]
    otherwise: tuple[PutBack, ...] = ()

    @property
    def owners_out_of_use(self):
        """Those who are named again though they are no longer in use, each once."""
        back = (put for put in self.back if put not in self.otherwise)
        owners = dict.fromkeys(owner for put in back for owner in _owners_again(put.move))
        return [o for o in owners if not o.is_active and o.merged_into_id is None]


@transaction.atomic
def hand_over(
    leaver,
    successor,
    *,
    cells: Mapping[int, str],
    actions: Collection[int] = (),
    first: Mapping[int, str] | None = None,
    among=None,
    by,
    on: date,
    at: datetime,
    reason: str,
) -> HandOver:
    """Hand over from the day `on`, which may be to come: of the cells that name the leaver those
    with these keys, each with its new words, and of their further actions those in these states.
    `leaver` None: whoever is named, and then `first` has the words of the recommendations, by their
    keys, that have no cell.

    `among`: the recommendations (a QuerySet) that may be touched, by default all. EditedMeanwhile
    when one of them is not in force any more; ValidationError, by field, without a reason, without
    anything to move, or when the two are the same. Nothing is written then.
    """
    first = first or {}
    reason = _refuse_unfit(leaver, successor, [*cells, *actions, *first], reason)
    rows = Recommendation.objects.all() if among is None else among
    rows = rows.filter(pk__in=_lock(cells, actions, first))
    held = _held(leaver, successor, rows, on)
    new_words = {h: cells[h.key] for h in held.cells if h.cell and h.key in cells}
    new_words |= {h: first[h.key] for h in held.cells if not h.cell and h.key in first}
    given = [h for h in held.actions if h.key in actions]
    if len(new_words) < len(cells) + len(first) or len(given) < len(set(actions)):
        raise EditedMeanwhile(f"what {leaver} holds" if leaver else "who owns what you chose")
    written: dict[str, Any] = {"by": by, "at": at, "reason": reason}
    with derived_refreshed_once(on=timezone.localdate(at)):
        new_cells = _name_owners(
            [
                _Change(
                    h.recommendation, h.cell, h.on, words, assignments_after(h, leaver, successor)
                )
                for h, words in new_words.items()
            ],
            **written,
        )
        new_states = _give_actions(
            [_Change(h.recommendation, h.state, h.on, h.state.text, successor) for h in given],
            **written,
        )
    made = _record(leaver, successor, on=on, **written)
    _record_moves(made, [*new_cells, *new_states])
    return made


def what_undoing_moves(hand_over, *, on: date, today: date) -> Undoing:
    """What undoing a hand-over from the day `on` would put back: each from that day, or the later
    one on which it began. What has not begun by today never takes effect then. Six queries.
    """
    cells = hand_over.cells.select_related("written__recommendation", "replaced")
    assignments = (f"{which}__assignments__owner" for which in ("written", "replaced"))
    cells = list(cells.prefetch_related(*assignments))
    actions = hand_over.actions.select_related(
        "written__action__recommendation", "written__owner", "replaced__owner"
    )
    return _undoing(cells, actions, on, today)


@transaction.atomic
def undo_hand_over(hand_over, *, among=None, by, on: date, at: datetime, reason: str) -> HandOver:
    """Put back what a hand-over moved: the old words and owners, from the day `on`, or the later
    one on which each began; what has not begun yet never takes effect. What says something else by
    another change stays.

    `among`: the recommendations (a QuerySet) that may be touched, by default all. ValidationError,
    by field, when it has been undone already, nothing is left to put back, it moved others too,
    there is no reason, or the day is before the hand-over or to come. Nothing is written then.
    """
    today = timezone.localdate(at)
    hand_over = HandOver.objects.select_for_update().get(pk=hand_over.pk)
    if hand_over.valid_from > today:
        on = hand_over.valid_from
    reason = _refuse_undoing(hand_over, on, today, reason)
    _lock(
        hand_over.cells.values_list("written", flat=True),
        hand_over.actions.values_list("written", flat=True),
    )
    undoing = what_undoing_moves(hand_over, on=on, today=today)
    _refuse_others(undoing, among)
    if not undoing.back:
        raise ValidationError(NOTHING_LEFT)
    written: dict[str, Any] = {"by": by, "at": at, "reason": reason}
    with derived_refreshed_once(on=today):
        moves = _put_back(undoing.back, today, **written)
    owners = hand_over.to_owner, hand_over.from_owner
    made = _record(*owners, on=on, undoes=hand_over, **written)
    _record_moves(made, moves)
    return made


# Writing


@dataclass(frozen=True)
class _Change:
    """A fact to be replaced from a day on, None for the first cell of a row; `owners`: the
    assignments of a cell, the owner of a further action.
    """

    recommendation: Recommendation
    replaced: Any
    on: date
    text: str
    owners: Any


def _refuse_unfit(leaver, successor, chosen, reason):
    reason = kept_text(reason).strip()
    if leaver and leaver.pk == successor.pk:
        raise ValidationError({"successor": TO_THEMSELVES})
    if not reason:
        raise ValidationError({"reason": NO_REASON})
    if not chosen:
        raise ValidationError({"chosen": NOTHING_CHOSEN})
    return reason


def _held(leaver, successor, rows, on):
    if leaver:
        return held_by(leaver, rows, on=on)
    return held_by_whoever(rows, successor=successor, on=on)


def _lock(cells, actions, recommendations=()) -> list[int]:
    """Whoever changes one of these recommendations in the same instant waits; their keys."""
    of_cells = OwnerCell.objects.filter(pk__in=list(cells)).values("recommendation")
    of_actions = ActionState.objects.filter(pk__in=list(actions)).values("action__recommendation")
    chosen = Q(pk__in=of_cells) | Q(pk__in=of_actions) | Q(pk__in=list(recommendations))
    rows = Recommendation.objects.filter(chosen).order_by("pk")
    return [row.pk for row in rows.select_for_update(no_key=True).only("pk")]


def _by_day(items, day) -> Iterator[tuple[date, list]]:
    for on, group in groupby(sorted(items, key=day), day):
        yield on, list(group)


def _name_owners(changes: Iterable[_Change], **written) -> list[HandOverCell]:
    moves = []
    for on, group in _by_day(changes, attrgetter("on")):
        rows = [NewOwnerCell(c.recommendation, c.text, c.owners) for c in group]
        cells = name_owners_all(rows, on=on, may_begin_later=True, **written)
        pairs = zip(cells, group, strict=True)
        moves += [HandOverCell(written=cell, replaced=change.replaced) for cell, change in pairs]
    return moves


def _give_actions(changes: Iterable[_Change], *, at, **written) -> list[HandOverAction]:
    moves = []
    for on, group in _by_day(changes, attrgetter("on")):
        new = [
            ActionState(
                action=c.replaced.action, text=c.text, state=c.replaced.state, owner=c.owners
            )
            for c in group
        ]
        states = ActionState.objects.write_down(new, on=on, at=at, may_begin_later=True, **written)
        refresh_derived((c.recommendation.pk for c in group), on=timezone.localdate(at))
        pairs = zip(states, group, strict=True)
        moves += [HandOverAction(written=state, replaced=c.replaced) for state, c in pairs]
    return moves


def _record(leaver, successor, *, by, on, at, reason, undoes=None):
    return HandOver.objects.create(
        from_owner=leaver,
        to_owner=successor,
        valid_from=on,
        reason=reason,
        recorded_by=by,
        recorded_at=at,
        undoes=undoes,
    )


def _record_moves(made, moves: list):
    for move in moves:
        move.hand_over = made
    HandOverCell.objects.bulk_create(m for m in moves if isinstance(m, HandOverCell))
    HandOverAction.objects.bulk_create(m for m in moves if isinstance(m, HandOverAction))


# Undoing


def _refuse_undoing(hand_over, on, today, reason):
    if HandOver.objects.filter(undoes=hand_over).exists():
        raise ValidationError(UNDONE_ALREADY)
    if hand_over.undoes_id:
        raise ValidationError(IS_AN_UNDO)
    if on > max(today, hand_over.valid_from):
        raise ValidationError({"on": "From must be today or earlier"})
    if on < hand_over.valid_from:
        first = f"{hand_over.valid_from.day} {hand_over.valid_from:%B %Y}"
        raise ValidationError({"on": f"From must be {first} or later: it was handed over then"})
    reason = kept_text(reason).strip()
    if not reason:
        raise ValidationError({"reason": NO_REASON})
    return reason


def _refuse_others(undoing, among):
    keys = {move.recommendation.pk for move in (*undoing.back, *undoing.changed)}
    if among is not None and among.filter(pk__in=keys).count() < len(keys):
        raise ValidationError(NOT_ALL_YOURS)


def _undoing(cells, actions, on, today):
    by_subject = defaultdict(list)
    for move in [*cells, *actions]:
        by_subject[type(move.written), move.written.subject_id].append(move)
    facts = _facts_about(by_subject)
    back: list = []
    changed: list = []
    otherwise: list = []
    for subject, moves in by_subject.items():
        moves.sort(key=lambda move: move.written.valid_from)
        if not _is_unchanged(facts[subject], moves, today):
            changed += moves
            continue
        begun = [move for move in moves if move.written.valid_from <= today]
        to_come = [PutBack(m, m.written, m.written.valid_from) for m in moves[len(begun) :]]
        back += [*_ways_back(facts[subject], begun, on, today), *to_come]
        otherwise += [] if begun else _otherwise(facts[subject], to_come)
    return Undoing(tuple(back), tuple(changed), tuple(otherwise))


def _ways_back(facts, begun, on, today) -> Iterator[PutBack]:
    """From the day on, all that still says what the hand-over wrote, each with its day."""
    for day in sorted({on, *(f.valid_from for f in facts if on < f.valid_from <= today)}):
        fact = in_force(facts, day, None)
        moved = [move for move in begun if move.written.valid_from <= day]
        begins = fact and (day == on or fact.valid_from == day)
        if begins and moved and _said(fact) == _said(moved[-1].written):
            yield PutBack(moved[-1], fact, day)


def _otherwise(facts, to_come):
    """What would not be as before the hand-over once that never takes effect."""
    own = {put.fact.pk for put in to_come}
    others = [fact for fact in facts if fact.pk not in own]
    for put in to_come:
        after, before = in_force(others, put.on, None), put.move.replaced
        if (after and _said(after)) != (before and _said(before)):
            yield put


def _owners_again(move):
    """Whom undoing names that the hand-over did not."""
    if isinstance(move, HandOverAction):
        return [move.replaced.owner] if move.replaced.owner else []
    if move.replaced is None:
        return []
    named = {a.owner_id for a in move.written.assignments.all()}
    return [a.owner for a in move.replaced.assignments.all() if a.owner_id not in named]


def _facts_about(subjects):
    keys = {kind: [key for k, key in subjects if k is kind] for kind in (OwnerCell, ActionState)}
    cells = OwnerCell.objects.filter(recommendation__in=keys[OwnerCell])
    states = ActionState.objects.filter(action__in=keys[ActionState])
    by_subject = defaultdict(list)
    for fact in [*cells.prefetch_related("assignments"), *states]:
        by_subject[type(fact), fact.subject_id].append(fact)
    return by_subject


def _is_unchanged(facts, moves, today):
    """Whether what a hand-over wrote about one subject still says what it said, and nobody has
    written down what comes after.
    """
    corrected = {fact.corrects_id for fact in facts}
    to_come = {
        fact.pk
        for fact in facts
        if fact.valid_from > today and not fact.void and fact.pk not in corrected
    }
    own_to_come = {m.written_id for m in moves if m.written.valid_from > today}
    if not own_to_come <= to_come <= own_to_come | {m.replaced_id for m in moves}:
        return False
    begun = [move.written for move in moves if move.written.valid_from <= today]
    now = in_force(facts, today, None)
    return not begun or (now and _said(now) == _said(begun[-1]))


def _said(fact):
    if isinstance(fact, OwnerCell):
        return fact.text, [(a.owner_id, a.role, a.remit) for a in fact.assignments.all()]
    return fact.text, fact.state, fact.owner_id


def _put_back(back, today, **written):
    """Reversing facts, each from its day, where the hand-over has begun; voids where it has not."""
    begun = [put for put in back if put.on <= today]
    cells = [put for put in begun if isinstance(put.move, HandOverCell)]
    actions = [put for put in begun if isinstance(put.move, HandOverAction)]
    return [
        *_name_owners([_reversal(put, _named(put.move.replaced)) for put in cells], **written),
        *_give_actions([_reversal(put, put.move.replaced.owner) for put in actions], **written),
        *_void([put.move for put in back if put.on > today], **written),
    ]


def _reversal(put, owners):
    """It takes the place of what the hand-over wrote, and says what that had replaced."""
    text = put.move.replaced.text if put.move.replaced else ""
    return _Change(put.recommendation, put.fact, put.on, text, owners)


def _named(cell):
    if cell is None:
        return ()
    return tuple(NewAssignment(a.owner, a.role, a.remit) for a in cell.assignments.all())


def _void(moves, *, at, **written) -> list:
    """Each takes back a fact of the hand-over: what that was to replace goes on."""
    made = []
    for (_, on), group in groupby(sorted(moves, key=_kind_and_day), _kind_and_day):
        taken = list(group)
        voids = [_void_of(move.written) for move in taken]
        facts = type(voids[0]).objects
        voids = facts.write_down(voids, on=on, at=at, may_begin_later=True, **written)
        refresh_derived((m.recommendation.pk for m in taken), on=timezone.localdate(at))
        made += [type(m)(written=v, replaced=m.written) for v, m in zip(voids, taken, strict=True)]
    return made


def _kind_and_day(move):
    return type(move).__name__, move.written.valid_from


def _void_of(fact):
    said = {field.attname: getattr(fact, field.attname) for field in fact.own_fields()}
    return type(fact)(**said, corrects=fact, void=True)
