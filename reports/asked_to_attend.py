"""Which officers are asked to attend a meeting to come, as a clerk has settled it: for pages of
recommendations/, which know of no meetings.
"""

from collections import defaultdict
from datetime import date, datetime
from typing import Any

from recommendations.invitations import ASKED, Invited
from reports.models import Attendance, Candidate

NOUN = "meetings"


def asked_to_attend_meetings(
    recommendations, *, on: date, known_by: datetime | None = None
) -> dict[int, list[Invited]]:
    """Who is asked to attend meetings on a day or after it about recommendations (a QuerySet), as
    known at a moment (None: now), by their keys, the next meeting first; until a committee decides
    on it, or it is done or no longer monitored. One query.
    """
    when: dict[str, Any] = {"as_at": on, "known_by": known_by}
    to_come = Candidate.objects.filter(recommendation__in=recommendations, meeting__date__gte=on)
    asked = Attendance.objects.in_force(of=to_come, **when).to_attend(**when)
    related = ("candidate__meeting__committee", "owner")
    told: dict[int, list[Invited]] = defaultdict(list)
    for one in asked.select_related(*related).order_by("candidate__meeting__date", "pk"):
        words = f"Asked to attend {one.candidate.meeting}: {one.owner or 'an officer'}"
        told[one.candidate.recommendation_id].append(Invited(words, one.reason))
    return told


def tell_of_meetings():
    """Let the pages of recommendations/ tell of them; said once, as the program starts."""
    ASKED[NOUN] = asked_to_attend_meetings
