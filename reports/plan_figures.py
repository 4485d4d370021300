"""The figures of a plan for a paper or a page: it asks what their rules need besides the states."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from people.models import Owner
from recommendations.as_at import state_as_at
from recommendations.models import RoundState
from recommendations.silence import silences
from recommendations.states import RecommendationState
from reports.figures import figures_of
from reports.figures.keys import FigureKey
from reports.figures.rules import RULES, Period
from reports.figures.tables import tables_of
from reports.figures.values import Before, Figures, Trend, TrendPoint
from reports.models import Appendix

States = Sequence[RecommendationState]

NOTE = "Only what is monitored is counted."
# How many past rounds the trend goes back.
ROUNDS = 8
OF_DEPARTMENTS = {FigureKey.BY_DEPARTMENT, FigureKey.DEPARTMENT_BY_PRIORITY}
# What the trend shows.
TREND = RULES[0]
TREND_RULE = (
    "By the rule of the rate, recomputed as at the day of each of the last {rounds} rounds, as "
    "known when its paper was made; as known now for a round without a paper."
)


@dataclass(frozen=True, slots=True)
class PastRound:
    """A round about an earlier day, and the moment by which that day is known: that of its paper,
    or that of who asks.
    """

    label: str
    as_at: date
    known_by: datetime | None


def figures_of_plan(
    plan,
    states: States,
    *,
    rows,
    as_at: date,
    known_by: datetime | None,
    printed: Sequence[str],
    before: Before | None,
    counted: Callable[[States], States],
    silent: Mapping[int, int] | None = None,
    unheard: Collection[int] = frozenset(),
    with_open: bool = False,
    left_out: str = "",
) -> Figures:
    """The figures of a plan as at a day, as known at a moment.

    `states`: those that count (monitored, and what the audience may know). `rows`: the QuerySet
    that they were read from; `counted`: makes of all states of `rows` on an earlier day those that
    count, by the rule by which `states` was made: for the trend. `printed`: keys of FigureKey in
    the order of printing; the tables and the trend are made only where they are printed, the
    earlier period only for figures that are, and the others tell no rows. `silent`: for how many
    rounds nobody answered, by key, of those ever asked, where that is known already; else it is
    asked, and `with_open` counts a round that is still open, as papers do. `unheard`: of which it
    may not be told whether anybody answered. `left_out`: a sentence on what is not counted.

    Without anything printed and with `silent`: no query. Else up to six, and six and two more for
    each round of the trend, whatever the number of rows.
    """
    if silent is None:
        silent = silent_of(rows, as_at, known_by, with_open)
    told = {key: rounds for key, rounds in silent.items() if key not in unheard}
    now = Period(as_at, tuple(states), plan.rag_rule, told, _overdue_in(before))
    then = _earlier(plan, rows, before, with_open, unheard, printed)
    departments = departments_of(states) if OF_DEPARTMENTS & set(printed) else {}
    return Figures(
        as_at=as_at,
        note=f"{NOTE} {left_out}".strip(),
        printed=tuple(str(key) for key in printed),
        figures=figures_of(now, then, printed=printed),
        tables=tables_of(now, departments, printed=printed),
        trend=(
            _trend(plan, now, rows, known_by, counted, before)
            if FigureKey.TREND in printed
            else None
        ),
        before_label=before.label if before and printed else "",
        before_as_at=before.as_at if before and printed else None,
    )


def past_rounds(plan, *, before: date, known_by: datetime | None) -> list[PastRound]:
    """The last rounds over a plan about days before a day, the earliest first, as far as they were
    opened by a moment: not what was cancelled, nor what asked about chosen rows alone. Of two about
    one day the one that was started last. Two queries.
    """
    state = RoundState.objects.last_standing(OuterRef("pk"), as_at=date.max, known_by=known_by)
    rounds = plan.rounds.filter(asks_all=True, as_at__lt=before)
    opened = rounds.annotate(state=Subquery(state.values("pk"))).filter(state__isnull=False)
    last = {round.as_at: round for round in opened.order_by("as_at", "pk")}
    papers = papers_of_rounds(plan, known_by)
    return [
        PastRound(round.label, day, papers.get(round.pk, known_by))
        for day, round in list(last.items())[-ROUNDS:]
    ]


def earlier_period(
    plan, rows, *, as_at: date, known_by: datetime | None, counted: Callable[[States], States]
) -> Before | None:
    """The last round about an earlier day as a period to compare with; None before the first."""
    rounds = past_rounds(plan, before=as_at, known_by=known_by)
    if not rounds:
        return None
    last = rounds[-1]
    states = state_as_at(rows, as_at=last.as_at, known_by=last.known_by)
    return Before(last.label, last.as_at, last.known_by, tuple(counted(states)))


def departments_of(states: States) -> dict[int, str]:
    """The department of the lead owner of each recommendation, where there is one: as it is called
    today, of whoever the owner was merged into. One query.
    """
    leads = {state.recommendation_id: _lead(state) for state in states if state.owners}
    of_merged = Coalesce("merged_into__department__name", "department__name")
    names = dict(Owner.objects.filter(pk__in=set(leads.values())).values_list("pk", of_merged))
    return {key: names[owner] for key, owner in leads.items() if names.get(owner)}


def _lead(state):
    """The first owner who leads; the first who is named, where none does."""
    leading = (owner.owner_id for owner in state.owners if owner.role == "lead")
    return next(leading, state.owners[0].owner_id)


def period_of(
    plan, rows, as_at: date, known_by: datetime | None, states: States, before: Before | None
) -> Period:
    """What the rules look at as at a day, for who lists the rows behind a number. One query."""
    silent = silent_of(rows, as_at, known_by)
    return Period(as_at, tuple(states), plan.rag_rule, silent, _overdue_in(before))


def _overdue_in(before):
    """The keys of what was overdue in the earlier period; None where there is none."""
    if before is None:
        return None
    overdue = (state for state in before.states if state.is_overdue(before.as_at))
    return frozenset(state.recommendation_id for state in overdue)


def _earlier(plan, rows, before, with_open, unheard, printed):
    """The earlier period as the rules look at it; nobody asks for it where nothing is printed."""
    if before is None or not printed:
        return None
    silent = {}
    if FigureKey.SILENT in printed:
        asked = silent_of(rows, before.as_at, before.known_by, with_open)
        silent = {key: rounds for key, rounds in asked.items() if key not in unheard}
    return Period(before.as_at, before.states, plan.rag_rule, silent)


def silent_of(
    rows, as_at: date, known_by: datetime | None, with_open: bool = False
) -> dict[int, int]:
    """By the key of what was ever asked, for how many rounds about that day or earlier ones nobody
    answered; `with_open`: one that is still open counts. Rounds are opened and closed after the day
    that they are about: they are asked for on the day when all this was known. One query.
    """
    asked_on = max(as_at, timezone.localdate(known_by)) if known_by else date.max
    found = silences(rows, as_at=asked_on, known_by=known_by, of_rounds_to=as_at)
    return {
        key: silence.rounds + (with_open and silence.now is not None)
        for key, silence in found.items()
    }


def _trend(plan, now, rows, known_by, counted, before):
    points = [
        _point(plan, past, rows, counted, before)
        for past in past_rounds(plan, before=now.as_at, known_by=known_by)
    ]
    today = TrendPoint("", now.as_at, known_by, TREND.number(now))
    return Trend(
        key=TREND.key,
        label=TREND.label,
        rule=TREND_RULE.format(rounds=ROUNDS),
        points=(*points, today),
    )


def _point(plan, past, rows, counted, before):
    """One that is the earlier period is not asked again."""
    when = {"as_at": past.as_at, "known_by": past.known_by}
    if before and (before.as_at, before.known_by) == (past.as_at, past.known_by):
        states = before.states
    else:
        states = counted(state_as_at(rows, **when))
    period = Period(past.as_at, tuple(states), plan.rag_rule)
    return TrendPoint(label=past.label, number=TREND.number(period), **when)


def papers_of_rounds(plan, known_by):
    """By round the moment by which what its paper says was written down, as far as papers were
    issued by a moment: of several the last.
    """
    papers = Appendix.objects.issued().filter(
        Q() if known_by is None else Q(issued_at__lte=known_by),
        plan=plan,
        supplement_to=None,
        meeting__round__isnull=False,
        as_at=F("meeting__round__as_at"),
    )
    papers = papers.order_by("issued_at", "pk").annotate(of_round=F("meeting__round"))
    papers = papers.only("cut_off", "issued_at")
    return {paper.of_round: paper.known_by(at=paper.issued_at) for paper in papers}
