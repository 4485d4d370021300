"""The dashboard on one page, of a plan or of all that somebody may read, as at any day; and behind
each number exactly its rows.
"""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from people.addresses import address_of
from people.models import User
from people.views.errors import NotThere
from recommendations.as_at import state_as_at
from recommendations.forms.as_at import AsAtForm
from recommendations.models import Plan, Recommendation
from recommendations.presentation import plan_rows
from recommendations.state_rag import rag_of_state
from recommendations.views.access import NOT_LIVE, refuse_without, visible_plan
from reports.dashboard.asking import LEFT_OUT, dashboard_of, rows_behind
from reports.dashboard.then import StillCounting
from reports.forms.dashboard import ChoosePlanForm

ROWS_ON_A_PAGE = 50
# Seconds after which a page without JavaScript goes on counting by itself.
REFRESH = 1
COUNTING, REST_OF_TREND = "counting", "rest-of-trend"
NO_NUMBER = "There is no number of the dashboard at this address. The link may be old or mistyped."
# What the list of recommendations asks to find the same rows today.
ON_THE_LIST: dict[str, dict[str, str]] = {
    "all": {},
    "overdue": {"overdue": "on"},
    "past_original": {"past_original": "on"},
    "extensions": {"extension": "on"},
    "silent": {"silent": "1"},
    "rag_red": {"rag": "red"},
    "rag_amber": {"rag": "amber"},
    "rag_green": {"rag": "green"},
}


def dashboard(request):
    """Of all plans in use that the user may read; that of one where it is chosen."""
    asked = _Asked.by(request)
    choice = ChoosePlanForm(request.GET, plans=asked.readable)
    if choice.chosen:
        return redirect(f"{_address_of(choice.chosen)}{_dates(request)}")
    return _page(request, asked, choice)


def plan_dashboard(request, slug):
    """Of one plan."""
    asked = _Asked.by(request, slug)
    return _page(request, asked, ChoosePlanForm(initial={"plan": slug}, plans=asked.readable))


def dashboard_rows(request, key):
    """The rows that a number of the dashboard of all plans counts."""
    return _rows_page(request, _Asked.by(request), key)


def plan_dashboard_rows(request, slug, key):
    """The rows that a number of the dashboard of a plan counts."""
    return _rows_page(request, _Asked.by(request, slug), key)


@dataclass(frozen=True)
class _Asked:
    """What a dashboard is asked: of which plans (`plan`: of that one alone), by somebody, as at a
    day, as known at a moment.
    """

    user: User
    plan: Plan | None
    form: AsAtForm
    as_at: date
    known_by: datetime | None
    today: date

    @classmethod
    def by(cls, request, slug=None) -> "_Asked":
        refuse_without(request.user, "recommendations.read_plans", NOT_LIVE)
        plan, today = visible_plan(request.user, slug) if slug else None, timezone.localdate()
        form, as_at, known_by = AsAtForm.asked(request, today)
        return cls(request.user, plan, form, as_at, known_by, today)

    @cached_property
    def readable(self):
        """All plans that the user may read, for who edits plans those no longer in use too."""
        return Plan.objects.visible_to(self.user, on=self.today).order_by("title", "pk")

    @property
    def plans(self):
        """Those that are counted. That somebody may read a plan, is known before."""
        return Plan.objects.filter(pk=self.plan.pk) if self.plan else self.readable.in_use()

    @property
    def address(self):
        return _address_of(self.plan.slug if self.plan else "")

    @property
    def is_now(self):
        return self.as_at == self.today and self.known_by is None

    @property
    def asks(self):
        """By which everything is asked, after the plans."""
        return {
            "user": self.user,
            "today": self.today,
            "as_at": self.as_at,
            "known_by": self.known_by,
        }


def _page(request, asked, choice):
    """The dashboard; none where it is not clear what is asked for."""
    is_clear = not (asked.form.errors or choice.errors)
    try:
        found = dashboard_of(asked.plans, **asked.asks) if is_clear else None
    except StillCounting as so_far:
        return _so_far(request, asked, so_far)
    if _is_asked_by(request, COUNTING) or (
        _is_asked_by(request, REST_OF_TREND) and found and found.is_whole
    ):
        return _whole()
    context = {
        **_context(asked),
        "choice": choice,
        "all_plans": address_of("dashboard"),
        "is_now": is_clear and asked.is_now,
        "dashboard": found,
        "waiting": REST_OF_TREND,
        "can_edit": request.user.has_perm("recommendations.edit_plans"),
    }
    return render(request, "reports/dashboard.html", context)


def _rows_page(request, asked, key):
    if asked.form.errors:
        return redirect(f"{asked.address}{_dates(request)}")
    try:
        found = rows_behind(asked.plans, key=key, **asked.asks)
    except StillCounting as so_far:
        return _so_far(request, asked, so_far)
    if found is None:
        raise NotThere(NO_NUMBER)
    if _is_asked_by(request, COUNTING):
        return _whole()
    rows = found.rows.select_related("plan")
    page = Paginator(rows, ROWS_ON_A_PAGE).get_page(request.GET.get("page"))
    context = _context(asked)
    context["crumbs"].append(("Dashboard", asked.address + asked.form.as_query()))
    context |= {
        "found": found,
        "page": page,
        "rows": _shown(asked, found, list(page)),
        "on_the_list": _on_the_list(asked, key),
        "left_out": "" if request.user.has_perm("recommendations.read_all_plans") else LEFT_OUT,
    }
    return render(request, "reports/dashboard_rows.html", context)


def _so_far(request, asked, so_far):
    """How far the counting is: the page asks again by itself, until all is counted."""
    context = {
        **_context(asked),
        "as_at": asked.as_at,
        "known_by": asked.known_by,
        "so_far": so_far,
        "here": COUNTING,
        "refresh": REFRESH,
    }
    return render(request, "reports/dashboard_counting.html", context)


def _is_asked_by(request, waiting):
    """Whether it is the page that waits, or the trend of one, that asks again."""
    return request.htmx and request.htmx.target == waiting


def _whole():
    """Have the page loaded in place of the one that waits."""
    return HttpResponse(headers={"HX-Refresh": "true"})


def _context(asked):
    plan = asked.plan
    above = [("Plans", reverse("plan_list")), (plan.title, plan.get_absolute_url())] if plan else []
    return {
        "section": "plans" if plan else "dashboard",
        "plan": plan,
        "about": plan.title if plan else "All plans",
        "form": asked.form,
        "address": asked.address,
        "question": asked.form.as_query(),
        "crumbs": above,
    }


def _shown(asked, found, recommendations):
    """The rows of a page as they stood on the day of a number, in their order, each with its plan
    and colour.
    """
    as_at, keys = found.as_at, [row.pk for row in recommendations]
    rows = Recommendation.objects.filter(pk__in=keys)
    states = state_as_at(rows, as_at=as_at, known_by=found.known_by)
    by_key = {state.recommendation_id: state for state in states}
    is_asked = as_at == asked.as_at
    question = asked.form.as_query() if is_asked else f"?as_at={as_at.isoformat()}"
    shown = plan_rows([by_key[key] for key in keys], as_at, question)
    return [
        {
            "plan": one.plan,
            "row": row,
            "rag": rag_of_state(row.state, one.plan.rag_rule, on=as_at),
        }
        for one, row in zip(recommendations, shown, strict=True)
    ]


def _on_the_list(asked, key):
    """The address of the list of recommendations that finds the same today; "" where none does."""
    if not asked.is_now or key not in ON_THE_LIST:
        return ""
    query = urlencode(ON_THE_LIST[key] | ({"plan": asked.plan.slug} if asked.plan else {}))
    return f"{address_of('recommendation_list')}{'?' if query else ''}{query}"


def _address_of(slug):
    return reverse("plan_dashboard", args=[slug]) if slug else address_of("dashboard")


def _dates(request):
    """The day and the moment as they were typed, to be put behind another address."""
    typed = {name: request.GET[name] for name in AsAtForm.base_fields if request.GET.get(name)}
    return f"?{urlencode(typed)}" if typed else ""
