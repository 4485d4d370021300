"""The figures of a plan as at any day, and behind each number exactly its rows."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property, partial

from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from people.models import User
from people.views.errors import NotThere
from recommendations.as_at import state_as_at
from recommendations.models import Plan
from recommendations.presentation import plan_rows
from recommendations.views.access import visible_plan
from reports.figures.keys import FigureKey
from reports.figures.parts import Part, part_of, printed_as
from reports.figures.rules import Period, key_of, rules_of
from reports.figures.values import Before
from reports.forms.figures import FiguresForm
from reports.plan_figures import earlier_period, figures_of_plan, period_of

NO_FIGURE = "There is no figure at this address. The link may be old or mistyped."
OTHERS_EXEMPT = (
    "Recommendations of other departments that are exempt, wholly or in part, are neither counted "
    "nor listed."
)


def plan_figures(request, slug):
    """Every figure of a plan with its rule, the earlier period and what made the difference; none
    where the question can't be read.
    """
    asked = _Asked.by(request, slug)
    figures = None if asked.form.errors else asked.figures(list(FigureKey))
    context = {
        **_context(request, asked),
        "is_now": not (asked.form.as_query() or asked.form.errors),
        "figures": figures,
        "is_on_record": figures is not None and bool(asked.states),
        "can_edit": request.user.has_perm("recommendations.edit_plans"),
    }
    return render(request, "reports/plan_figures.html", context)


def figure_rows(request, slug, key, part):
    """The rows behind one number: those that it counts, each with why, and those that it leaves
    out.
    """
    asked = _Asked.by(request, slug)
    if asked.form.errors:
        return redirect(f"{reverse('plan_figures', args=[slug])}?{request.GET.urlencode()}")
    printed = printed_as(key)
    found = part_of(asked.figures([printed]), key, part) if printed else None
    if found is None:
        raise NotThere(NO_FIGURE)
    period = asked.period_of(found)
    why = _why(found, period)
    context = _context(request, asked)
    context["crumbs"].append(("Figures", context["address"] + context["question"]))
    context |= {
        "part": found,
        "day": period.as_at,
        "left_out": asked.left_out,
        "counted": _listed(found.rows, period, why),
        "others": _listed(found.others, period, why),
    }
    return render(request, "reports/figure_rows.html", context)


@dataclass
class _Asked:
    """What a page of figures is asked: about a plan, by somebody, as at a day, as known at a
    moment; and what they may see of it.
    """

    user: User
    plan: Plan
    form: FiguresForm
    as_at: date
    known_by: datetime | None
    today: date

    @classmethod
    def by(cls, request, slug) -> "_Asked":
        plan, today = visible_plan(request.user, slug), timezone.localdate()
        form, as_at, known_by = FiguresForm.asked(request, today)
        form.refuse_later(as_at)
        return cls(request.user, plan, form, as_at, known_by, today)

    @cached_property
    def rows(self):
        return self.plan.recommendations.open_to(self.user, on=self.today)

    @cached_property
    def states(self):
        return self.states_on(self.as_at, self.known_by)

    @cached_property
    def before(self) -> Before | None:
        """The day that is asked for, else the last round."""
        day = self.form.compared_with
        if day is None:
            return earlier_period(
                self.plan,
                self.rows,
                as_at=self.as_at,
                known_by=self.known_by,
                counted=_monitored,
            )
        label = f"{day.day} {day:%B %Y}"
        return Before(label, day, self.known_by, tuple(self.states_on(day, self.known_by)))

    @property
    def left_out(self) -> str:
        """What the user may not see, in words."""
        reads_all = self.user.has_perm("recommendations.read_all_plans")
        return "" if reads_all else OTHERS_EXEMPT

    def states_on(self, as_at, known_by):
        return _monitored(state_as_at(self.rows, as_at=as_at, known_by=known_by))

    def figures(self, printed):
        return figures_of_plan(
            self.plan,
            self.states,
            rows=self.rows,
            as_at=self.as_at,
            known_by=self.known_by,
            printed=printed,
            before=self.before,
            counted=_monitored,
            left_out=self.left_out,
        )

    def period_of(self, part: Part) -> Period:
        """The day that a part is about, with its states."""
        ask, before, point = partial(period_of, self.plan, self.rows), self.before, part.point
        if point is not None:
            states = self.states_on(point.as_at, point.known_by)
            return ask(point.as_at, point.known_by, states, None)
        if part.is_before and before is not None:
            return ask(before.as_at, before.known_by, before.states, None)
        return ask(self.as_at, self.known_by, self.states, before)


def _context(request, asked):
    plan = asked.plan
    return {
        "section": "plans",
        "plan": plan,
        "form": asked.form,
        "known_by": asked.known_by,
        "address": reverse("plan_figures", args=[plan.slug]),
        "question": asked.form.as_query(),
        "crumbs": [("Plans", reverse("plan_list")), (plan.title, plan.get_absolute_url())],
    }


def _monitored(states):
    return [state for state in states if state.is_monitored]


def _why(part, period):
    """By key what the rule says of a row, or where it stands in the table."""
    if not part.judged_by:
        return dict(part.places)
    rule = next(rule for rule in rules_of(period) if rule.key == part.judged_by)
    return {key: standing.words for key, standing in rule.standings(period).items()}


def _listed(keys, period, why):
    """The rows in the order of the plan, each with why."""
    chosen = set(keys)
    states = [state for state in period.states if key_of(state) in chosen]
    question = f"?as_at={period.as_at.isoformat()}"
    return [
        {"row": row, "why": why[key_of(row.state)]}
        for row in plan_rows(states, period.as_at, question)
    ]
