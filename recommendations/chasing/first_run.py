"""Whom the next run would write to about a plan if its ladder were this, to be seen before anybody
saves it. It writes nothing down.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from people.models import Owner
from recommendations.chasing.addressees import Directory
from recommendations.chasing.ladder import Rung
from recommendations.chasing.noting import Chased, due_in
from recommendations.models import Plan


@dataclass(frozen=True, slots=True)
class FirstRun:
    """What the run of a day would do: the people it writes to, each with about how many
    recommendations, those about the most first; about how many recommendations that is together;
    and about how many there would be nobody to write to.
    """

    day: date
    people: tuple[tuple[Owner, int], ...]
    recommendations: int
    unreached: int


def first_run(
    plan: Plan, rungs: Iterable[Rung], *, chased_from: date, on: date, at: datetime
) -> FirstRun:
    """The next run from the day `on` (today), which is the first that finds people reminded from
    the day `chased_from`, by these rungs; of what nobody was told yet, as known at the moment `at`.
    """
    day = max(on, chased_from)
    chased = [Chased(plan.pk, chased_from, tuple(rungs))] if plan.is_active else []
    found = due_in(plan.recommendations.all(), chased, Directory(on=day), on=day, at=at)
    about: dict[Owner, set[int]] = defaultdict(set)
    concerned, reached = set(), set()
    for new in found:
        key = new.notice.recommendation_id
        for told in new.told:
            concerned.add(key)
            if told.recipient and told.address:
                about[told.recipient].add(key)
                reached.add(key)
    people = sorted(about.items(), key=lambda pair: (-len(pair[1]), pair[0].name, pair[0].pk))
    return FirstRun(
        day=day,
        people=tuple((owner, len(keys)) for owner, keys in people),
        recommendations=len(reached),
        unreached=len(concerned - reached),
    )
