"""Since when what is chased of a recommendation has been known: what fell due before is old. A
fixed number of queries, whatever the number of recommendations.
"""

from collections import defaultdict
from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from people.dated_fact import in_force
from recommendations.meanings import DONE
from recommendations.models import Deadline, DeadlineTerm, Monitoring, StatusFact

# The kinds of facts that say to chase it no more, and the values of which field say so.
STOPS: tuple[tuple[Any, str, Collection], ...] = (
    (StatusFact, "meaning", DONE),
    (Monitoring, "is_monitored", [False]),
)


def resumed(recommendations, *, on: date, at: datetime) -> dict[int, date]:
    """By recommendation (of a QuerySet) the day on which it was last monitored again, or no longer
    done, true and written down, of those that ever were otherwise. Two queries.
    """
    days: dict[int, date] = {}
    for kind, field, stops in STOPS:
        known = kind.objects.known(at).filter(valid_from__lte=on)
        stopped = known.filter(**{"recommendation__in": recommendations, f"{field}__in": stops})
        facts = known.filter(recommendation__in=stopped.values("recommendation"))
        by_recommendation = defaultdict(list)
        for fact in facts.order_by("recorded_at", "pk"):
            by_recommendation[fact.recommendation_id].append(fact)
        for key, story in by_recommendation.items():
            if day := _last_resumed(story, field, stops, on):
                days[key] = max(day, days.get(key, day))
    return days


def dates_known(recommendations, *, on: date, at: datetime) -> dict[int, date]:
    """By deadline of recommendations (a QuerySet) the day on which its words, as they stand, were
    written down. One query.
    """
    deadlines = Deadline.objects.filter(recommendation__in=recommendations)
    terms = DeadlineTerm.objects.in_force(as_at=on, known_by=at, of=deadlines)
    rows = terms.order_by().values_list("deadline", "recorded_at")
    return {key: min(on, timezone.localdate(moment)) for key, moment in rows}


def _last_resumed(story, field, stops, on) -> date | None:
    """Of the facts of one recommendation, in the order in which they were written down."""
    resumed, was_stopped = None, False
    for fact in story:
        day = min(on, max(fact.valid_from, timezone.localdate(fact.recorded_at)))
        now = in_force(story, day, fact.recorded_at)
        is_stopped = now is not None and getattr(now, field) in stops
        if was_stopped and not is_stopped:
            resumed = day
        was_stopped = is_stopped
    return resumed
