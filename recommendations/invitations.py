"""Who is asked to attend a committee, in words: for pages of recommendations and of rounds."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from recommendations.models import CommitteeDecision


@dataclass(frozen=True, slots=True)
class Invited:
    """That an officer is asked to attend, in words without a full stop; `why`: as it was written
    down, "" where nothing was.
    """

    words: str
    why: str = ""


# Who else asks officers to attend, by their noun: who knows of it says here how to tell it, with
# the arguments of `invitations`, in one query.
ASKED: dict[str, Callable[..., Mapping[int, Sequence[Invited]]]] = {}


def invitations(
    recommendations, *, on: date, known_by: datetime | None = None
) -> dict[int, tuple[Invited, ...]]:
    """Who is asked to attend about recommendations (a QuerySet), as far as it stands on a day, as
    known at a moment (None: now), by the key of the recommendation: what a committee decided first
    (CommitteeDecision.standing_invitations). A query, and one for each of ASKED.
    """
    when: dict[str, Any] = {"on": on, "known_by": known_by}
    said: dict[int, list[Invited]] = defaultdict(list)
    decisions = CommitteeDecision.objects.standing_invitations(recommendations, **when)
    for decision in decisions.select_related("owner").order_by("pk"):
        said[decision.recommendation_id].append(Invited(_sentence(decision), decision.note))
    for ask in ASKED.values():
        for key, others in ask(recommendations, **when).items():
            said[key] += others
    return {key: tuple(each) for key, each in said.items()}


def _sentence(decision):
    """“Audit Committee asked Sue Moorman to attend (8 June 2016, minute 14)”."""
    whom = decision.owner or "an officer"
    day = f"{decision.valid_from.day} {decision.valid_from:%B %Y}"
    minute = f", minute {decision.minute_reference}" if decision.minute_reference else ""
    return f"{decision.committee} asked {whom} to attend ({day}{minute})"
