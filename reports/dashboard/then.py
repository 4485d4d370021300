"""What stood as at a day, as known at a moment, by the facts; kept row by row, plan by plan."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.utils import timezone

from recommendations.as_at import state_as_at
from recommendations.models import Recommendation
from recommendations.states import RecommendationState
from reports.dashboard.keeping import keep_counts, kept_counts
from reports.dashboard.parts import AGES, COLUMNS, COUNTED, FORM, OF
from reports.dashboard.plans import CountedPlan
from reports.dashboard.tallies import Tally, cell
from reports.figures.rules import Period, rules_of
from reports.figures.tables import BANDS, DELIVERY, age_of, delivery_of
from reports.plan_figures import silent_of

# Of how many plans the facts are read at a time, and of how many for one page: some three seconds.
TOGETHER, MOST_AT_ONCE = 10, 40
_BITS = {part: 1 << place for place, part in enumerate(COUNTED)}
_COLUMNS = tuple(COLUMNS)


class StillCounting(Exception):
    """More plans are to be counted than anybody waits for. `done` of them, of so many, are by now
    and are kept, so that who asks again is told at once or hears of more.
    """

    def __init__(self, done: int, of: int):
        super().__init__(f"{done} of {of} plans are counted")
        self.done, self.of = done, of


class Row(NamedTuple):
    """Where a row is counted: `parts` has a bit for each of COUNTED, by its place; `owner` is who
    leads, 0 for nobody; `column` the place of its one of COLUMNS. `late` is since when it is
    overdue, as the number of the day; 0 if it is not.
    """

    key: int
    parts: int
    owner: int
    column: int
    late: int

    def is_in(self, part: str) -> bool:
        return bool(self.parts & _BITS[part])

    @property
    def column_key(self):
        return _COLUMNS[self.column]


def rows_then(
    plans: Sequence[CountedPlan],
    *,
    as_at: date,
    known_by: datetime | None,
    today: date,
    numbers: Mapping[int, int],
) -> dict[int, list[Row]]:
    """What counts in these plans, by plan. `numbers`: of their stamps (PlanStamp). What is kept is
    read in one query; what is not, is found by the facts and kept, ten plans at a time.
    StillCounting where that is too much for one page.
    """
    asked = f"{as_at} as known {known_by or 'now'}"
    stamps = {plan.pk: _stamp(plan, known_by, today, numbers) for plan in plans}
    kept = kept_counts(asked, stamps)
    found = {plan: [Row(*row) for row in rows] for plan, rows in kept.items()}
    missing = [plan for plan in plans if plan.pk not in found]
    for some in batched_plans(missing[:MOST_AT_ONCE]):
        new = rows_by_facts(some, as_at=as_at, known_by=known_by)
        keep_counts(asked, {plan: (stamps[plan], rows) for plan, rows in new.items()}, alone=True)
        found |= new
    if len(found) < len(plans):
        raise StillCounting(len(found), len(plans))
    return found


def _stamp(plan, known_by, today, numbers):
    """What is written down today changes nothing of what was known on a day that is past."""
    is_past = known_by is not None and timezone.localdate(known_by) < today
    number = "" if is_past else numbers.get(plan.pk, 0)
    return f"{FORM} {number} {plan.rules}"


def batched_plans(plans: Sequence[CountedPlan]) -> Iterator[Sequence[CountedPlan]]:
    for first in range(0, len(plans), TOGETHER):
        yield plans[first : first + TOGETHER]


def rows_by_facts(
    plans: Iterable[CountedPlan], *, as_at: date, known_by: datetime | None
) -> dict[int, list[Row]]:
    """What counts in these plans, by plan. Seven queries."""
    rows = Recommendation.objects.filter(plan__in=[plan.pk for plan in plans])
    silent = silent_of(rows, as_at, known_by)
    by_plan: dict[int, list[RecommendationState]] = defaultdict(list)
    for state in state_as_at(rows, as_at=as_at, known_by=known_by):
        if state.is_monitored:
            by_plan[state.plan_id].append(state)
    periods = {
        plan.pk: Period(as_at, tuple(by_plan[plan.pk]), plan.rag_rule, silent) for plan in plans
    }
    return {plan: rows_of(period) for plan, period in periods.items()}


def rows_of(period: Period) -> list[Row]:
    """Where the rules of papers count the states of a period."""
    parts: dict[str, int] = defaultdict(int)
    for rule in rules_of(period):
        if rule.key in OF:
            for key, standing in rule.standings(period).items():
                parts[key] |= standing.counts and _BITS[rule.key]
                parts[key] |= standing.is_of and _BITS[OF[rule.key]]
    return [_row(state, period, parts[str(state.recommendation_id)]) for state in period.states]


def _row(state, period, parts):
    late = 0
    if state.is_overdue(period.as_at):
        age = age_of(state, period)
        late = (period.as_at - timedelta(days=age)).toordinal()
        parts |= _BITS[_band(age)]
    column = DELIVERY.index(delivery_of(state, period))
    return Row(state.recommendation_id, parts, state.lead_owner_id or 0, column, late)


def _band(age):
    keys = list(AGES)
    return next((key for key, last in zip(keys, BANDS, strict=False) if age <= last), keys[-1])


def tally_of(rows: Iterable[Row]) -> Tally:
    """What these rows count."""
    tally: Tally = Counter()
    alike = Counter((row.parts, row.owner, row.column) for row in rows)
    for (parts, owner, column), count in alike.items():
        for part, bit in _BITS.items():
            if parts & bit:
                tally[part] += count
        tally[cell(owner, _COLUMNS[column])] += count
    return tally
