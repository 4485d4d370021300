"""The trend of the implementation rate over past rounds, each point kept."""

import sys
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import OuterRef, Subquery
from django.utils import timezone

from people.dated_fact import PreparedAsAt
from people.prepared import Given
from recommendations.as_at import state_as_at
from recommendations.models import Recommendation, Round, RoundState
from reports.dashboard.keeping import Moment, Rate, keep_rates, kept_rates
from reports.dashboard.plans import CountedPlan, CountedPlans, keys_hash
from reports.dashboard.then import batched_plans
from reports.figures.rules import RULES, Period
from reports.plan_figures import ROUNDS, papers_of_rounds

TREND = RULES[0]
# How many plans are looked at by their facts for one page, each as often as there are points: some
# three seconds. What remains is counted for the next page, or by `manage.py count_ahead`.
MOST_AT_ONCE = 60
# Of how many rounds in a quarter it is asked first whether they are closed, where there are more.
FEW = 4
OF_A_PLAN = (
    "As at the day of each of the last {rounds} closed rounds, as known when its paper was made; "
    "without a paper, when it was closed."
)
OF_SEVERAL = (
    "Of all these plans, in each of the last {rounds} quarters with a closed round: as at the last "
    "day that one was about, as known when it was closed."
)


@dataclass(frozen=True, slots=True)
class PointOfTrend:
    """About which day a point is, as known when, and what it is called."""

    label: str
    as_at: date
    known_by: datetime

    @property
    def moment(self) -> Moment:
        return self.as_at, self.known_by


def trend_rule(plans: Sequence[CountedPlan]) -> str:
    """In words."""
    words = OF_A_PLAN if len(plans) == 1 else OF_SEVERAL
    return words.format(rounds=ROUNDS)


def points_of_trend(
    plans: CountedPlans, *, before: date, known_by: datetime | None
) -> list[PointOfTrend]:
    """The past days of the trend, the earliest first: of one plan those of its last rounds; of
    several the last day in each of the last quarters, so that plans with rounds of their own don't
    crowd it. Two or three queries.
    """
    among = Round.plans.through.objects.filter(plan__in=plans.keys)
    rounds = Round.objects.filter(asks_all=True, as_at__lt=before, pk__in=among.values("round"))
    days = dict(rounds.order_by("as_at", "pk").values_list("pk", "as_at"))
    few = _few(days, _day if len(plans) == 1 else _quarter)
    points = _points(plans, few, known_by)
    if len(points) < ROUNDS and len(few) < len(days):
        points = _points(plans, list(days), known_by)
    last = sorted(points)[-ROUNDS:]
    return [PointOfTrend(points[day][0], day, points[day][1]) for day in last]


def _few(days, period):
    """The last rounds (keys) in each of the last periods: hardly ever are none of them closed."""
    periods: dict = {}
    for key, day in days.items():
        periods.setdefault(period(day), []).append(key)
    last = sorted(periods)[-ROUNDS - 1 :]
    return [key for one in last for key in periods[one][-FEW:]]


def _day(day):
    return day


def _quarter(day):
    return day.year, (day.month - 1) // 3


def _points(plans, rounds, known_by):
    """By day what a point is called, and as known when it is, out of those of these rounds (keys)
    that are closed.
    """
    closed = _closed(rounds, known_by) if rounds else []
    if len(plans) > 1:
        return _last_of_quarters(closed)
    papers = papers_of_rounds(plans[0].pk, known_by) if closed else {}
    return {day: (label, papers.get(key, at)) for key, day, label, at in closed}


def _closed(rounds, known_by):
    """The key, day and label of each, and when it was closed; the last one last."""
    return _CLOSED.rows(as_at=date.max, known_by=known_by, rounds=rounds)


def _closed_rounds(**when):
    state = RoundState.objects.last_standing(OuterRef("pk"), **when)
    states = Round.objects.filter(pk__in=Given("rounds")).annotate(
        is_open=Subquery(state.values("is_open")), at=Subquery(state.values("recorded_at"))
    )
    closed = states.filter(is_open=False).order_by("as_at", "at", "pk")
    return closed.values_list("pk", "as_at", "label", "at")


_CLOSED = PreparedAsAt(_closed_rounds)


def _last_of_quarters(closed):
    """By the day of each quarter the last moment at which a round about it was closed."""
    last = {_quarter(day): (day, at) for _, day, _, at in closed}
    return {day: (f"{day.day} {day:%B %Y}", at) for day, at in last.values()}


class _Keys:
    """Under what rates are kept, at a moment. What was known on a day that is past never changes.
    Of today it is counted again after each act: one that began before the moment may be on record
    only after it.
    """

    def __init__(self, plans, hidden, today, numbers):
        self.today, self.numbers, self.total = today, numbers, sum(numbers.values())
        self.plans = f"plans {keys_hash(plan.pk for plan in plans)}"
        self.rows = f"rows {keys_hash(hidden)}"

    def of_plan(self, plan, moment):
        return self._key(f"plan {plan.pk}", moment, self.numbers.get(plan.pk, 0))

    def of_plans(self, moment):
        return self._key(self.plans, moment, self.total)

    def of_rows(self, moment):
        return self._key(self.rows, moment, self.total)

    def _key(self, about, moment, number):
        is_past = timezone.localdate(moment[1]) < self.today
        return (about if is_past else f"{about} {number}", *moment)


def rates_of_trend(
    plans: Sequence[CountedPlan],
    points: Sequence[PointOfTrend],
    *,
    hidden: Collection[int],
    today: date,
    numbers: Mapping[int, int],
    most: int | None = MOST_AT_ONCE,
) -> list[Rate | None]:
    """The rate at each point, without the rows (keys) that are hidden from who asks; None where it
    would take more than to look at so many plans (`most` None: however many). The last points are
    counted first. `numbers`: of the stamps of the plans, which were read before. One query where
    all of them are kept, two where something is hidden.
    """
    keys = _Keys(plans, hidden, today, numbers)
    moments = [point.moment for point in points]
    rates = _of_plans(plans, keys, moments, most)
    if hidden:
        less = _of_rows(hidden, keys, list(rates))
        rates = {moment: _less(rate, less[moment]) for moment, rate in rates.items()}
    return [rates.get(moment) for moment in moments]


def _of_plans(plans, keys, moments, most):
    """By moment the rate of all the plans together; as far as it goes."""
    if len(plans) == 1:
        return _of_each(plans, keys, moments, most)
    kept = kept_rates([keys.of_plans(moment) for moment in moments])
    found = {moment: kept[key] for moment in moments if (key := keys.of_plans(moment)) in kept}
    missing = [moment for moment in moments if moment not in found]
    new = _of_each(plans, keys, missing, most)
    keep_rates({keys.of_plans(moment): rate for moment, rate in new.items()})
    return found | new


def _of_each(plans, keys, moments, most):
    """By moment the rates of all the plans added up; as far as it goes. One query where those of
    each are kept.
    """
    kept = kept_rates([keys.of_plan(plan, moment) for moment in moments for plan in plans])
    total, left = {}, sys.maxsize if most is None else most
    for moment in reversed(moments):
        missing = [plan for plan in plans if keys.of_plan(plan, moment) not in kept]
        for some in batched_plans(missing[:left]):
            kept |= _counted(some, keys, moment)
        if len(missing) <= left:
            total[moment] = _sum(kept[keys.of_plan(plan, moment)] for plan in plans)
        left -= min(left, len(missing))
    return total


def _counted(plans, keys, moment):
    """The rates of some plans by their keys; kept."""
    rows = Recommendation.objects.filter(plan__in=[plan.pk for plan in plans])
    found = _rates(rows, moment)
    rates = {keys.of_plan(plan, moment): found.get(plan.pk, Rate(0, 0)) for plan in plans}
    keep_rates(rates)
    return rates


def _of_rows(hidden, keys, moments):
    """By moment the rate among these rows."""
    kept = kept_rates([keys.of_rows(moment) for moment in moments])
    rows = Recommendation.objects.filter(pk__in=hidden)
    new = {
        keys.of_rows(moment): _sum(_rates(rows, moment).values())
        for moment in moments
        if keys.of_rows(moment) not in kept
    }
    keep_rates(new)
    return {moment: (kept | new)[keys.of_rows(moment)] for moment in moments}


def _rates(rows, moment):
    """By plan the rate among these rows, by the facts. Six queries."""
    as_at, known_by = moment
    by_plan: dict = {}
    for state in state_as_at(rows, as_at=as_at, known_by=known_by):
        if state.is_monitored:
            by_plan.setdefault(state.plan_id, []).append(state)
    numbers = {
        plan: TREND.number(Period(as_at, tuple(states), "")) for plan, states in by_plan.items()
    }
    return {plan: Rate(number.count, number.total) for plan, number in numbers.items()}


def _less(rate, hidden):
    return Rate(rate.counted - hidden.counted, rate.of - hidden.of)


def _sum(rates):
    rates = list(rates)
    return Rate(sum(rate.counted for rate in rates), sum(rate.of for rate in rates))
