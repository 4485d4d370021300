"""The dashboard of one plan, or of all that somebody may read, as at a day; and the rows behind
each of its numbers.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from itertools import chain

from django.db.models import Q, QuerySet

from recommendations.as_at import state_as_at
from recommendations.models import Recommendation
from reports.dashboard.departments import (
    departments_of_leads,
    departments_table,
    leads_in,
)
from reports.dashboard.now import (
    counted_rows,
    is_in_column,
    is_part,
    longest_overdue,
    tallies_of_rows,
)
from reports.dashboard.parts import Cells, PointPart, read_key
from reports.dashboard.plans import CountedPlans, stamp_numbers
from reports.dashboard.tallies import Tally, added_up, owner_cells
from reports.dashboard.then import Row, rows_then, tally_of
from reports.dashboard.today import tally_today
from reports.dashboard.trend import (
    TREND,
    PointOfTrend,
    points_of_trend,
    rates_of_trend,
    trend_rule,
)
from reports.dashboard.values import ALL, Dashboard, Oldest, Point, Trend
from reports.dashboard.words import ages_table, cells_in_words, numbers_of, part_in_words, rag_of
from reports.plan_figures import NOTE

LEFT_OUT = "Exempt recommendations that you may not read are left out."
MOST_OLDEST = 10
_WORDS = ("reference", "text", "owner_text")


@dataclass(frozen=True)
class Rows:
    """The rows that a number counts, as they stood on a day, as known at a moment (None: now)."""

    title: str
    rule: str
    rows: QuerySet[Recommendation]
    as_at: date
    known_by: datetime | None


def dashboard_of(plans, *, user, today: date, as_at: date, known_by: datetime | None) -> Dashboard:
    """How `plans` (a QuerySet of those that the user may read, and that are in use) stand together.

    As at today, as known now, by the derived columns, in a fixed number of queries; any other day
    by the facts, or StillCounting. What is exempt, and closed to the user today, is counted
    nowhere.
    """
    asked = _Asked(plans, user, today, as_at, known_by)
    tally = asked.tally
    return Dashboard(
        as_at=as_at,
        known_by=known_by,
        is_today=asked.is_today,
        plans=len(asked.plans),
        recommendations=tally[ALL],
        numbers=numbers_of(tally),
        rag=rag_of(tally, {plan.rag_rule for plan in asked.plans}),
        ages=ages_table(tally),
        departments=departments_table(tally),
        trend=_trend(asked),
        oldest=_oldest(asked),
        note=f"{NOTE} {asked.left_out}".strip(),
    )


def rows_behind(
    plans, *, user, today: date, as_at: date, known_by: datetime | None, key: str
) -> Rows | None:
    """The rows behind the number with this key on the dashboard that is asked for in the same way;
    None where it has no such number. StillCounting as for the dashboard.
    """
    asked = _Asked(plans, user, today, as_at, known_by)
    found = read_key(key)
    if found is None:
        return None
    if isinstance(found, PointPart):
        return _behind_point(asked, found)
    if isinstance(found, Cells):
        return _behind_cells(asked, found)
    title, rule = part_in_words(key, {plan.rag_rule for plan in asked.plans})
    rows = asked.rows_where(lambda: is_part(found, on=asked.as_at), lambda row: row.is_in(found))
    return Rows(title, rule, rows, as_at, known_by)


class _Asked:
    """What is asked, and what is found out on the way, each once."""

    def __init__(self, plans, user, today, as_at, known_by):
        self.plans = CountedPlans(plans)
        self.user, self.today = user, today
        self.as_at, self.known_by = as_at, known_by
        self.is_today = known_by is None and as_at == today

    @cached_property
    def numbers(self):
        """Asked before anything is counted: what is written meanwhile is counted again."""
        return stamp_numbers(self.plans)

    @cached_property
    def hidden(self) -> set[int]:
        """The rows of these plans that are exempt, and closed to the user, today."""
        closed = Recommendation.objects.order_by().closed_to(self.user, on=self.today)
        keys = {plan.pk for plan in self.plans}
        return {pk for pk, plan in closed.values_list("pk", "plan") if plan in keys}

    @cached_property
    def left_out(self):
        """Said whether there are any or not, so that nobody learns of them."""
        return "" if self.user.has_perm("recommendations.read_all_plans") else LEFT_OUT

    @cached_property
    def rows_now(self):
        """What counts today, and the user may read."""
        rows = self.plans.among(counted_rows())
        return rows.exclude(pk__in=self.hidden) if self.hidden else rows

    def rows_at(self, as_at: date, known_by: datetime | None) -> list[Row]:
        """What counted on a day, and the user may read."""
        found = rows_then(
            self.plans, as_at=as_at, known_by=known_by, today=self.today, numbers=self.numbers
        )
        return [row for row in chain.from_iterable(found.values()) if row.key not in self.hidden]

    @cached_property
    def rows_then(self) -> list[Row]:
        return self.rows_at(self.as_at, self.known_by)

    @cached_property
    def tally(self) -> Tally:
        if not self.is_today:
            return tally_of(self.rows_then)
        # The numbers of the stamps are read before anything is counted.
        tally = tally_today(self.plans, today=self.today, numbers=self.numbers)
        if self.hidden:
            hidden = tallies_of_rows(sorted(self.hidden), today=self.today)
            tally.subtract(added_up(hidden.values()))
        return tally

    @cached_property
    def points(self) -> list[PointOfTrend]:
        return points_of_trend(self.plans, before=self.as_at, known_by=self.known_by)

    def rows_where(self, when: Callable[[], Q], is_one: Callable[[Row], bool]):
        """Those that are counted in something: by the columns today, by the facts else."""
        if self.is_today:
            return self.rows_now.filter(when()).by_next_deadline()
        return rows_with_keys(row.key for row in self.rows_then if is_one(row))


def rows_with_keys(keys: Iterable[int]):
    """In the order of their plans."""
    return Recommendation.objects.with_keys(keys).order_by("plan", "pk")


def _behind_point(asked, found):
    if not 1 <= found.place <= len(asked.points):
        return None
    point = asked.points[found.place - 1]
    part = "due" if found.is_of else TREND.key
    rows = [row.key for row in asked.rows_at(*point.moment) if row.is_in(part)]
    of = ": what is counted among" if found.is_of else ""
    return Rows(
        title=f"{point.label}: {TREND.label}{of}",
        rule=f"{TREND.words} {trend_rule(asked.plans)}",
        rows=rows_with_keys(rows),
        as_at=point.as_at,
        known_by=point.known_by,
    )


def _behind_cells(asked, found):
    headings = departments_of_leads(cell.owner for cell in owner_cells(asked.tally))
    lines = {department.key: department.name for department in headings.values()}
    if found.line != ALL and found.line not in lines:
        return None
    leads = None if found.line == ALL else leads_in(found.line, headings)
    title, rule = cells_in_words(found, lines.get(found.line, ""))
    rows = asked.rows_where(
        lambda: _led_by(leads) & is_in_column(found.column, on=asked.as_at),
        lambda row: (
            (leads is None or (row.owner or None) in leads)
            and found.column in (ALL, row.column_key)
        ),
    )
    return Rows(title, rule, rows, asked.as_at, asked.known_by)


def _led_by(leads):
    """That one of these leads, where None is nobody."""
    if leads is None:
        return Q()
    named = Q(lead_owner__in=[lead for lead in leads if lead])
    return named | Q(lead_owner=None) if None in leads else named


def _trend(asked):
    """None where there is no past round."""
    points = asked.points
    if not points:
        return None
    rates = rates_of_trend(
        asked.plans, points, hidden=asked.hidden, today=asked.today, numbers=asked.numbers
    )
    past = [
        Point(f"trend-{place}", point.label, point.as_at, point.known_by, rate.counted, rate.of)
        for place, (point, rate) in enumerate(zip(points, rates, strict=True), start=1)
        if rate is not None
    ]
    label = "Today" if asked.is_today else f"{asked.as_at.day} {asked.as_at:%B %Y}"
    counted, of = asked.tally[TREND.key], asked.tally["due"]
    now = Point(str(TREND.key), label, asked.as_at, asked.known_by, counted, of)
    is_whole = len(past) == len(points)
    return Trend(TREND.label, trend_rule(asked.plans), (*past, now), is_whole)


def _oldest(asked) -> tuple[Oldest, ...]:
    if asked.is_today:
        since = dict(longest_overdue(asked.rows_now, today=asked.today, most=MOST_OLDEST))
    else:
        late = sorted((row.late, row.key) for row in asked.rows_then if row.late)
        since = {key: date.fromordinal(day) for day, key in late[:MOST_OLDEST]}
    return tuple(_told(since, asked)) if since else ()


def _told(since, asked):
    """What is told of the oldest, in the words of the day."""
    rows = Recommendation.objects.filter(pk__in=since)
    told: dict[int, Sequence[str]] = {
        key: said for key, *said in rows.values_list("pk", "plan__title", "plan__slug", *_WORDS)
    }
    then = {} if asked.is_today else _words_then(rows, asked)
    for key, day in since.items():
        title, slug, *words = told[key]
        reference, text, owner_text = then.get(key, words)
        days = (asked.as_at - day).days
        yield Oldest(key, reference, text, title, slug, owner_text, day, days)


def _words_then(rows, asked):
    states = state_as_at(rows, as_at=asked.as_at, known_by=asked.known_by)
    return {state.recommendation_id: [getattr(state, name) for name in _WORDS] for state in states}
