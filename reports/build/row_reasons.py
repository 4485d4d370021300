"""Who is asked to attend a committee about which recommendation, by its own decision or for the
meeting of the paper, and why another date was asked for or agreed: what a paper says as the reason
for which a row is in it.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from recommendations.models import CommitteeDecision, Deadline, DeadlineTerm, ExtensionRequest
from recommendations.states import OwnerState, RecommendationState
from reports.models import Attendance
from reports.public_names import Held, post_words


@dataclass(frozen=True, slots=True)
class Invitation:
    """That a committee asked an officer to attend; `whom`: None where it named nobody."""

    committee: str
    whom: OwnerState | None
    day: date
    minute: str
    note: str

    def in_words(self, posts: Mapping[int, Held] | None) -> str:
        """“Audit Committee asked Sue Moorman to attend (8 June 2016, minute 14): no update was
        given.” `posts`: what stands for people (None: their names).
        """
        minute = f", minute {self.minute}" if self.minute else ""
        day = f"{self.day.day} {self.day:%B %Y}"
        note = f": {self.note}" if self.note else ""
        whom = _whom(self.whom, posts)
        return f"{self.committee} asked {whom} to attend ({day}{minute}){note}"


@dataclass(frozen=True, slots=True)
class AskedHere:
    """That an officer is asked to attend the meeting of the paper, as the clerk has settled it;
    `whom`: None where nobody is named.
    """

    whom: OwnerState | None
    reason: str

    def in_words(self, posts: Mapping[int, Held] | None) -> tuple[str, str]:
        """“Asked to attend this meeting: Sue Moorman.”, and the reason. `posts`: as of an
        Invitation.
        """
        return f"Asked to attend this meeting: {_whom(self.whom, posts)}.", self.reason


def asked_to_attend(
    meeting, recommendations, *, on: date, as_at: date, known_by: datetime | None
) -> dict[int, AskedHere]:
    """Who is asked to attend a meeting about recommendations (a QuerySet), by their keys, as it is
    settled on a day, as known at a moment (None: now); not about what a committee has decided on
    since, by the day `as_at`. One query.
    """
    settled = Attendance.objects.settled(meeting, on=on, known_by=known_by)
    asked = settled.with_decided_since(as_at=as_at, known_by=known_by).filter(
        is_asked=True, is_decided_since=False, candidate__recommendation__in=recommendations
    )
    return {
        one.candidate.recommendation_id: AskedHere(_owner_state(one.owner), one.reason)
        for one in asked
    }


def invitations_standing(
    recommendations, *, as_at: date, known_by: datetime | None
) -> dict[int, tuple[Invitation, ...]]:
    """The invitations about recommendations (a QuerySet) that stand on a day, as known at a moment
    (None: now), by the key of the recommendation, in the order of the meetings. One query.
    """
    decisions = CommitteeDecision.objects.standing_invitations(
        recommendations, on=as_at, known_by=known_by
    )
    found = defaultdict(list)
    for decision in decisions.select_related("owner").order_by("valid_from", "pk"):
        found[decision.recommendation_id].append(_invitation(decision))
    return {key: tuple(invitations) for key, invitations in found.items()}


def _whom(owner, posts):
    if owner is None:
        return "an officer"
    return owner.name if posts is None else post_words(owner, dict(posts))


def _owner_state(owner):
    return OwnerState(owner.pk, owner.name, owner.kind, "", "") if owner else None


def _invitation(decision):
    return Invitation(
        committee=decision.committee,
        whom=_owner_state(decision.owner),
        day=decision.valid_from,
        minute=decision.minute_reference,
        note=decision.note,
    )


def reasons_for_dates(
    recommendations,
    states: Iterable[RecommendationState],
    *,
    as_at: date,
    known_by: datetime | None,
) -> dict[int, tuple[str, ...]]:
    """Why another date is asked for; of a date that was put back, and for which no other is asked,
    why: by recommendation, in the order of its dates. Two queries.
    """
    when: dict[str, Any] = {"as_at": as_at, "known_by": known_by}
    asked = _requests(recommendations, when)
    agreed = _terms(recommendations, when)
    return {
        state.recommendation_id: tuple(_reasons(state.printed_deadlines, asked, agreed))
        for state in states
    }


def _requests(recommendations, when):
    """By deadline why another date is asked for; of several the last."""
    undecided = ExtensionRequest.objects.undecided(**when).filter(
        deadline__recommendation__in=recommendations
    )
    return dict(undecided.order_by("pk").values_list("deadline", "reason"))


def _terms(recommendations, when):
    """By deadline why its words were agreed, where that was said."""
    deadlines = Deadline.objects.filter(recommendation__in=recommendations)
    terms = DeadlineTerm.objects.in_force(of=deadlines, **when).exclude(reason="")
    return dict(terms.values_list("deadline", "reason"))


def _reasons(deadlines, asked, agreed):
    for deadline in deadlines:
        if deadline.requested:
            words = _one_line(deadline.requested)
            yield f"“{words}” asked for: {asked.get(deadline.deadline_id, '')}".rstrip(": ")
        elif deadline.times_moved and deadline.deadline_id in agreed:
            words = _one_line(deadline.text)
            yield f"Put back to “{words}”: {agreed[deadline.deadline_id]}"


def _one_line(text):
    return " ".join(text.split())
