"""Asking for an update on chosen recommendations: by the round that is open over their plan, or by
one that asks about them alone.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain, count

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F

from people.edited_in_place import EditedMeanwhile
from recommendations.models import Recommendation, Round, StatusMeaning, UpdateRequest
from recommendations.rounds import (
    ask_besides,
    closed_at,
    lock_plans,
    open_round_about,
    with_why_asked,
)

UNUSED, NOT_MONITORED = "Its plan is no longer in use", "It is no longer monitored"
DONE = "It is done"
NOBODY_TO_ASK = "None of the rows that you chose can be asked now. The list says why"


@dataclass(frozen=True, slots=True)
class NotAsked:
    """One that can't be asked, and why, in words."""

    recommendation: Recommendation
    why: str


@dataclass(frozen=True)
class Asking:
    """Which of some recommendations would be asked: `alone` by a round of their own, `besides` by
    the round that is open over their plan; and which not.
    """

    alone: tuple[Recommendation, ...]
    besides: Mapping[Round, tuple[Recommendation, ...]]
    not_asked: tuple[NotAsked, ...]

    @property
    def asks_any(self) -> bool:
        return bool(self.alone or self.besides)

    @property
    def mark(self) -> str:
        """Another one, and somebody else would be asked, or by another round."""
        rounds = {0: self.alone, **{round.pk: rows for round, rows in self.besides.items()}}
        said = sorted((key, *sorted(row.pk for row in rows)) for key, rows in rounds.items())
        return hashlib.sha256(repr(said).encode()).hexdigest()[:16]


def who_would_be_asked(recommendations, *, on: date) -> Asking:
    """What to ask for an update on these recommendations (a QuerySet) on a day would do, as known
    now; each comes with its plan. Six queries.
    """
    rows = with_why_asked(recommendations, as_at=on, known_by=None).filter(wording__isnull=False)
    rows = rows.select_related("plan").order_by("plan__title", "plan", "reference_order", "pk")
    rows = list(rows)
    rounds = Round.objects.open(on=on).filter(plans__in={row.plan_id for row in rows})
    rounds = {round.over: round for round in rounds.annotate(over=F("plans"))}
    requests = UpdateRequest.objects.filter(
        round__in={round.pk for round in rounds.values()}, recommendation__in=recommendations
    ).with_answers(as_at=on, known_by=None)
    asked = {request.recommendation_id: request for request in requests}
    counts = _updates_that_count(rows, rounds.values(), on)
    alone: list[Recommendation] = []
    besides: dict[Round, list[Recommendation]] = {}
    not_asked: list[NotAsked] = []
    for row in rows:
        round = rounds.get(row.plan_id)
        if why := _why_not(row, round, asked.get(row.pk), counts.get(row.pk)):
            not_asked.append(NotAsked(row, why))
        elif round:
            besides.setdefault(round, []).append(row)
        else:
            alone.append(row)
    return Asking(tuple(alone), {r: tuple(more) for r, more in besides.items()}, tuple(not_asked))


@transaction.atomic
def ask_for_updates(
    recommendations,
    *,
    label="",
    as_at: date | None = None,
    updates_due: date | None = None,
    mark: str | None = None,
    by,
    on: date,
    at: datetime,
) -> list[Round]:
    """Ask for an update on those of these recommendations (a QuerySet) that can be asked; returns
    the rounds that do, a new one first. `label`, `as_at` and `updates_due`: of that.

    EditedMeanwhile where `mark` is of another Asking than the one by now; ValidationError when none
    can be asked, and as open_round.
    """
    lock_plans(recommendations.order_by().values("plan"))
    asking = who_would_be_asked(recommendations, on=on)
    if mark is not None and asking.mark != mark:
        raise EditedMeanwhile("who is asked")
    if not asking.asks_any:
        raise ValidationError(NOBODY_TO_ASK)
    when = {"by": by, "on": on, "at": at}
    for round, rows in asking.besides.items():
        ask_besides(round, rows, **when)
    opened = []
    if asking.alone:
        new = {"label": label, "as_at": as_at, "updates_due": updates_due}
        opened.append(open_round_about(asking.alone, **new, **when))
    return [*opened, *asking.besides]


def proposed_label(*, on: date) -> str:
    """What a round that is opened on a day about chosen recommendations is called: the second one
    of a day has a number.
    """
    label = f"Asked on {on.day} {on:%B %Y}"
    taken = set(Round.objects.filter(label__startswith=label).values_list("label", flat=True))
    further = (f"{label} ({number})" for number in count(2))
    return next(name for name in chain([label], further) if name not in taken)


def _updates_that_count(rows, rounds, on):
    """By recommendation the day of the last update outside any round that would answer a request at
    once, where there is one.
    """
    closed = closed_at(rows, besides=list(rounds), as_at=on, known_by=None)
    updates = UpdateRequest.objects.unused_updates(rows, as_at=on, known_by=None)
    updates = updates.order_by("valid_from", "recorded_at", "pk")
    told = updates.values_list("recommendation", "recorded_at", "valid_from")
    return {key: day for key, at, day in told if key in closed and at > closed[key]}


def _why_not(row, round, request, update_of):
    """Why a recommendation is not asked, "" when it is; `request`: that of the open round;
    `update_of`: the day of an update that would answer one at once.
    """
    if not row.plan.is_active:
        return UNUSED
    if row.monitored is False:
        return NOT_MONITORED
    if row.meaning in StatusMeaning.done():
        return DONE
    if request:
        if request.update or request.nil_return:
            return f"It is answered already in the round “{round}”, which is still open"
        return f"It is asked already in the round “{round}”, and not answered yet"
    if update_of:
        return f"It has an update of {update_of.day} {update_of:%B %Y}, which counts"
    return ""
