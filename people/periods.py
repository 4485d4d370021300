"""The lists of people that hold from a day on (the tenures of one post or group, the delegations of
one department) told as periods, one after the other; decides nothing about which fact is in force,
and writes nothing.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from people.models import Delegation, Department, Owner, Tenure


@dataclass(frozen=True)
class Period:
    """Who was on the list from a day to a day; `ends` is None for the last."""

    fact: Tenure | Delegation
    begins: date
    ends: date | None
    people: tuple[Owner, ...]

    def is_to_come(self, *, on: date):
        return self.begins > on

    def is_present(self, *, on: date):
        return self.begins <= on and (self.ends is None or on <= self.ends)


def periods(facts) -> list[Period]:
    """The periods of one owner's tenures, or of one department's delegations, as known now, the
    newest first.

    `facts`: all of them that stand, with their people. Of two for the same day the one written down
    later counts, the other was never in force.
    """
    by_day = {}
    for fact in sorted(facts, key=lambda f: (f.valid_from, f.recorded_at, f.pk)):
        by_day[fact.valid_from] = fact
    days = [*by_day, None]
    told = [
        Period(fact, begins, following and following - timedelta(days=1), tuple(fact.people))
        for (begins, fact), following in zip(by_day.items(), days[1:], strict=True)
    ]
    return told[::-1]


@dataclass(frozen=True)
class Stint:
    """That somebody held a post, sat in a group or was a delegate for a department (`subject`) from
    a day to a day; `ends` is None for as long as nobody says otherwise.
    """

    subject: Owner | Department
    begins: date
    ends: date | None

    def is_to_come(self, *, on: date):
        return self.begins > on

    def is_present(self, *, on: date):
        return self.begins <= on and (self.ends is None or on <= self.ends)


def stints(person, facts) -> list[Stint]:
    """When a person was on the lists, what ends last first; lists of one subject that follow each
    other are one stint.

    `facts`: all that stand about every subject that ever listed the person, with their subjects and
    people.
    """
    by_subject = defaultdict(list)
    for fact in facts:
        by_subject[getattr(fact, fact.SUBJECT)].append(fact)
    told = [s for subject, its in by_subject.items() for s in _stints(person, subject, its)]
    return sorted(told, key=lambda s: (s.ends or date.max, s.begins), reverse=True)


def _stints(person, subject, facts):
    told = periods(facts)[::-1]
    for was_listed, run in groupby(told, key=lambda period: person in period.people):
        if was_listed:
            listed = list(run)
            yield Stint(subject, listed[0].begins, listed[-1].ends)
