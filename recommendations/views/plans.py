"""Pages about plans: home, the list of plans, a plan as at any day."""

from dataclasses import dataclass

from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from people.history import changes
from recommendations.as_at import state_as_at
from recommendations.forms.as_at import AsAtForm
from recommendations.models import Plan, Recommendation, StatusWord, Theme
from recommendations.own_columns import own_columns
from recommendations.presentation import plan_groups
from recommendations.views.access import (
    NOT_FOR_HISTORY,
    NOT_LIVE,
    refuse_without,
    visible_plan,
)


@dataclass(frozen=True, slots=True)
class PlanCount:
    """A plan, and how many of the recommendations that somebody may see are where."""

    plan: Plan
    all: int
    complete: int
    overdue: int


def plan_list(request):
    refuse_without(request.user, "recommendations.read_plans", NOT_LIVE)
    plans = plan_counts(request.user, on=timezone.localdate())
    context = {"section": "plans", "plans": plans}
    return render(request, "recommendations/plan_list.html", context)


def plan_counts(user, *, on) -> list[PlanCount]:
    """The plans that the user may read, with counts that give nothing away that they may not."""
    visible = Recommendation.objects.visible_to(user, on=on)
    counts = {row["plan"]: row for row in visible.counts_by_plan(on=on)}
    nothing = {"all": 0, "complete": 0, "overdue": 0}
    return [
        PlanCount(plan, **{name: counts.get(plan.pk, nothing)[name] for name in nothing})
        for plan in Plan.objects.visible_to(user, on=on)
    ]


def plan_detail(request, slug):
    """A plan as at a day, as known at a moment: by default today, and all that is known by now."""
    plan = visible_plan(request.user, slug)
    today = timezone.localdate()
    form, as_at, known_by = AsAtForm.asked(request, today)
    rows = plan.recommendations.open_to(request.user, on=today)
    states = state_as_at(rows, as_at=as_at, known_by=known_by)
    context = {
        "section": "plans",
        "plan": plan,
        "form": form,
        "as_at": as_at,
        "known_by": known_by,
        "crumbs": [("Plans", reverse("plan_list"))],
        "can_edit": (can_edit := request.user.has_perm("recommendations.edit_plans")),
        "originals": plan.imports.without_source().taken_in() if can_edit else (),
        "question": form.as_query(),
        "is_now": as_at == today and known_by is None,
        "groups": plan_groups(states, on=as_at, question=form.as_query()),
        "figures": _figures(states, as_at),
        "own_columns": own_columns(plan),
    }
    return render(request, "recommendations/plan_detail.html", context)


def plan_history(request, slug):
    """Who changed the plan, its themes and its status words in place, when, from what to what."""
    plan = visible_plan(request.user, slug)
    refuse_without(request.user, "recommendations.read_all_plans", NOT_FOR_HISTORY)
    context = {
        "section": "plans",
        "plan": plan,
        "crumbs": [("Plans", reverse("plan_list")), (plan.title, plan.get_absolute_url())],
        "changes": changes(
            plan.history.all(),
            Theme.history.filter(plan=plan),
            StatusWord.history.filter(plan=plan),
        ),
    }
    return render(request, "recommendations/plan_history.html", context)


def _figures(states, as_at):
    """How many recommendations there are, how many are complete and how many overdue."""
    return {
        "all": len(states),
        "complete": sum(state.is_complete for state in states),
        "overdue": sum(state.is_overdue(as_at) for state in states),
    }
