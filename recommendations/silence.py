"""For how many rounds in a row nobody has answered for a recommendation: "no update received" is a
fact of its own, counted and printed.
"""

from datetime import date, datetime
from functools import partial
from itertools import groupby, takewhile
from typing import Any, NamedTuple

from django.db.models import OuterRef, Subquery

from people.dated_fact import PreparedAsAt
from people.prepared import Given
from recommendations.models import ProgressUpdate, RoundState, UpdateRequest


class _Asked(NamedTuple):
    """A request, newest first; `said_later`: when an update was last made outside any round."""

    recommendation: int
    round: int
    asked_at: datetime
    is_open: bool | None
    update: int | None
    nil_return: int | None
    said_later: datetime | None
    is_still_asked: bool

    @property
    def is_answered(self):
        return self.update is not None or self.nil_return is not None


class Silence(NamedTuple):
    """In how many of the last closed rounds in a row nobody answered; the key of the open round
    that nobody has answered yet, None where there is none; the keys of those closed rounds, the
    last one first.
    """

    rounds: int = 0
    now: int | None = None
    in_a_row: tuple[int, ...] = ()


SPOKEN = Silence()


def silent_rounds(recommendations, **when) -> dict[int, int]:
    """Of `silences` the number of rounds."""
    found = silences(recommendations, **when)
    return {key: silence.rounds for key, silence in found.items()}


def silences(
    recommendations, *, as_at: date, known_by: datetime | None, of_rounds_to: date | None = None
) -> dict[int, Silence]:
    """By recommendation (a QuerySet) that was ever asked, how silent it was about it, on a day, as
    known at a moment; `of_rounds_to`: only by rounds about that day or an earlier one, which is
    opened and closed after it, and what was said since is then no answer.

    An answer to the round that is still open ends the count, and so does an update made since. A
    round counts for nothing at whose end the recommendation was no longer monitored, or its plan
    out of use. One query.
    """
    question = _ASKED if of_rounds_to is None else _ASKED_OF_ROUNDS_TO
    rows = question.rows(
        as_at=as_at,
        known_by=known_by,
        of_rounds_to=of_rounds_to,
        said_by=min(as_at, of_rounds_to or as_at),
        recommendations=recommendations.order_by().values("pk"),
    )
    by_recommendation = groupby((_Asked(*row) for row in rows), key=lambda r: r.recommendation)
    return {key: _silence(list(asked)) for key, asked in by_recommendation}


def _asked(of_rounds, *, as_at, known_by):
    when: dict[str, Any] = {"as_at": as_at, "known_by": known_by}
    state = RoundState.objects.last_standing(OuterRef("round"), **when)
    said_by: Any = Given("said_by")
    outside = ProgressUpdate.objects.standing(as_at=said_by, known_by=known_by).filter(
        recommendation=OuterRef("recommendation"), round=None
    )
    return (
        UpdateRequest.objects.known(known_by)
        .filter(recommendation__in=Given("recommendations"), **of_rounds)
        .with_answers(**when)
        .with_still_asked(known_by=known_by)
        .annotate(
            is_open=Subquery(state.values("is_open")),
            said_later=Subquery(outside.order_by("-recorded_at").values("recorded_at")[:1]),
        )
        .order_by("recommendation", "-asked_at", "-pk")
        .values_list(*_Asked._fields)
    )


_ASKED = PreparedAsAt(partial(_asked, {}))
_ASKED_OF_ROUNDS_TO = PreparedAsAt(partial(_asked, {"round__as_at__lte": Given("of_rounds_to")}))


def _silence(asked):
    """`asked`: the requests of one recommendation, newest first. A round that had not opened by the
    day counts as nothing.
    """
    asked = [request for request in asked if request.is_open is not None]
    waiting = (r.round for r in asked if r.is_open and not r.is_answered)
    in_a_row = _silent_in_a_row(asked)
    return Silence(len(in_a_row), next(waiting, None), in_a_row)


def _silent_in_a_row(asked):
    """What is open still may yet be answered."""
    if not asked or (asked[0].said_later and asked[0].said_later > asked[0].asked_at):
        return ()
    if asked[0].is_open and asked[0].is_answered:
        return ()
    closed = (request for request in asked if not request.is_open and request.is_still_asked)
    return tuple(r.round for r in takewhile(lambda request: not request.is_answered, closed))
