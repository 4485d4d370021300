"""The tenures of one post or group told as periods, one after the other; decides nothing about
which fact is in force, and writes nothing.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from people.models import Owner, Tenure


@dataclass(frozen=True)
class Period:
    """Who held the post, or sat in the group, from a day to a day; `ends` is None for the last."""

    tenure: Tenure
    begins: date
    ends: date | None
    people: tuple[Owner, ...]

    def is_to_come(self, *, on: date):
        return self.begins > on

    def is_present(self, *, on: date):
        return self.begins <= on and (self.ends is None or on <= self.ends)


def periods(tenures) -> list[Period]:
    """The periods of one owner's tenures, as known now, the newest first.

    `tenures`: all of them that stand, with their holders. Of two for the same day the one written
    down later counts, the other was never in force.
    """
    by_day = {}
    for tenure in sorted(tenures, key=lambda t: (t.valid_from, t.recorded_at, t.pk)):
        by_day[tenure.valid_from] = tenure
    days = [*by_day, None]
    told = [
        Period(tenure, begins, following and following - timedelta(days=1), tuple(tenure.people))
        for (begins, tenure), following in zip(by_day.items(), days[1:], strict=True)
    ]
    return told[::-1]
