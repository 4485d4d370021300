"""What happened to recommendations that somebody is told about, once: a round that asks, an
extension that is decided, completion that an auditor refused or opened again, a hand-over. A fixed
number of queries, whatever the number of recommendations.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db.models import Q
from django.utils import timezone

from recommendations.models import (
    ActionState,
    Assignment,
    ExtensionDecision,
    HandOverAction,
    HandOverCell,
    Notice,
    OwnerCell,
    StatusFact,
    UpdateRequest,
    Verification,
)

Kind = Notice.Kind
Outcome = ExtensionDecision.Outcome
# What a hand-over is told by.
HAND_OVER = (
    "hand_over",
    "hand_over__valid_from",
    "hand_over__recorded_at",
    "hand_over__recorded_by",
)


@dataclass(frozen=True, slots=True)
class Happened:
    """One of them. `by`: the key of the user who did it, `behalf`: of the owner for whom; neither
    need be told. `to`: the keys of the owners who are told, if not all of the recommendation.
    """

    recommendation: int
    kind: Notice.Kind
    occasion: str
    falls_on: date
    by: int
    behalf: int | None = None
    about: date | None = None
    to: frozenset[int] | None = None


def happened(recommendations, *, waiting, on: date, at: datetime, since: date) -> list[Happened]:
    """What happened to recommendations (a QuerySet) from the day `since` to the day `on`, as known
    at the moment `at`, of what stands by then. `waiting`: by recommendation the key of the open
    round that nobody has answered, and from which day on people are reminded of it.
    """
    asked: dict[str, Any] = {"on": on, "at": at, "since": since}
    found = [
        *_rounds_opened(waiting, at),
        *_extensions_decided(recommendations, **asked),
        *_completions_refused(recommendations, **asked),
        *_opened_again(recommendations, **asked),
        *_handed_over(recommendations, **asked),
    ]
    return [one for one in found if since <= one.falls_on <= on]


def _rounds_opened(waiting, at) -> Iterator[Happened]:
    """Of the rounds that wait for an answer, for as long as they do: of one that was open before
    anybody was reminded on the first day of that.
    """
    rows = UpdateRequest.objects.known(at).filter(
        round__in={round for round, _ in waiting.values()}, recommendation__in=list(waiting)
    )
    rows = rows.order_by("pk").values_list(
        "recommendation", "round", "asked_at", "asked_by", "round__updates_due"
    )
    for key, round, asked_at, by, due in rows:
        waits_in, chased_from = waiting[key]
        if waits_in == round:
            day = max(timezone.localdate(asked_at), chased_from)
            yield Happened(key, Kind.ROUND_OPENED, f"round:{round}", day, by, about=due)


def _extensions_decided(recommendations, **asked):
    decided = ExtensionDecision.objects.filter(outcome__in=[Outcome.AGREED, Outcome.REFUSED])
    path = "extension_request__deadline__recommendation"
    return _facts(decided, path, recommendations, Kind.EXTENSION_DECIDED, "extension", **asked)


def _completions_refused(recommendations, **asked):
    refused = Verification.objects.filter(result=Verification.Result.REFUSED)
    kind = Kind.COMPLETION_REFUSED
    return _facts(refused, "recommendation", recommendations, kind, "verification", **asked)


def _opened_again(recommendations, **asked):
    again = StatusFact.objects.filter(cause=StatusFact.Cause.REOPENING)
    kind = Kind.COMPLETION_REFUSED
    return _facts(again, "recommendation", recommendations, kind, "status", **asked)


def _facts(facts, path, recommendations, kind, name, *, on, at, since) -> Iterator[Happened]:
    """Those of some facts that stand, by the way to their recommendation."""
    rows = facts.standing(as_at=on, known_by=at).filter(
        _lately(since), **{f"{path}__in": recommendations}
    )
    rows = rows.order_by("pk").values_list(
        path, "pk", "valid_from", "recorded_at", "recorded_by", "on_behalf_of"
    )
    for key, fact, valid_from, recorded_at, by, behalf in rows:
        day = max(valid_from, timezone.localdate(recorded_at))
        yield Happened(key, kind, f"{name}:{fact}", day, by, behalf)


def _handed_over(recommendations, *, on, at, since) -> Iterator[Happened]:
    """To those who were not named before, by a cell or by a further action; one for each hand-over
    of a recommendation.
    """
    made: dict[tuple, set[int]] = defaultdict(set)
    lately, when = _lately(since, "hand_over__"), {"as_at": on, "known_by": at}
    cells = HandOverCell.objects.filter(lately, written__in=OwnerCell.objects.standing(**when))
    actions = HandOverAction.objects.filter(
        lately, written__in=ActionState.objects.standing(**when)
    )
    for act, row, owners in (
        *_named_by_cells(cells, recommendations),
        *_named_by_actions(actions, recommendations),
    ):
        made[act, row] |= owners
    for ((number, day, recorded_at, by), row), owners in made.items():
        day = max(day, timezone.localdate(recorded_at))
        to = frozenset(owners)
        yield Happened(row, Kind.HANDED_OVER, f"hand-over:{number}", day, by, to=to)


def _named_by_cells(cells, recommendations):
    """The hand-over, the recommendation, and whom its cell names that was not named before."""
    cells = cells.filter(written__recommendation__in=recommendations)
    columns = (*HAND_OVER, "written__recommendation", "written", "replaced")
    rows = list(cells.order_by("pk").values_list(*columns))
    named = _named({key for *_, new, old in rows for key in (new, old) if key})
    for *act, row, new, old in rows:
        yield tuple(act), row, named[new] - named[old]


def _named_by_actions(actions, recommendations):
    """The same of further actions."""
    path = "written__action__recommendation"
    actions = actions.filter(**{f"{path}__in": recommendations})
    columns = (*HAND_OVER, path, "written__owner", "replaced__owner")
    for *act, row, new, old in actions.order_by("pk").values_list(*columns):
        if new and new != old:
            yield tuple(act), row, {new}


def _named(cells):
    """The owners whom cells name, by the key of the cell."""
    named = defaultdict(set)
    rows = Assignment.objects.filter(owner_cell__in=cells).values_list("owner_cell", "owner")
    for cell, owner in rows.order_by():
        named[cell].add(owner)
    return named


def _lately(since, path=""):
    """Written down, or true, from a day on."""
    begins = timezone.make_aware(datetime.combine(since, time()))
    return Q(**{f"{path}recorded_at__gte": begins}) | Q(**{f"{path}valid_from__gte": since})
