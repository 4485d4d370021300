"""The addresses of the site, and the floors: the bare page, below which no page of a plan can be,
the bare list, and the update page written by hand; and a tuned admin to stand beside the list. They
are served to benchmarks only.
"""

from functools import cache

from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone

from config.urls import urlpatterns as site
from recommendations.as_at import state_as_at
from recommendations.forms.as_at import AsAtForm
from recommendations.models import Plan
from recommendations.own_columns import own_columns
from recommendations.presentation import plan_groups
from recommendations.views.recommendation_list import RecommendationList
from tests.benchmarks.hand_written import hand_written_update
from tests.benchmarks.tuned_admin import tuned_admin

PERMISSIONS = {
    "recommendations": {"read_plans": True, "read_all_plans": True, "report_for_anyone": True}
}


def bare_page(request, slug):
    """The page of a plan as it stands today, with nothing to ask but who is there."""
    return render(request, "recommendations/plan_detail.html", _kept_in_memory(slug))


@cache
def _kept_in_memory(slug):
    plan, today = Plan.objects.get(slug=slug), timezone.localdate()
    states = state_as_at(plan.recommendations.all(), as_at=today, known_by=None)
    return {
        "section": "plans",
        "plan": plan,
        "perms": PERMISSIONS,
        "form": AsAtForm(),
        "as_at": today,
        "known_by": None,
        "crumbs": [("Plans", reverse("plan_list"))],
        "can_edit": True,
        "question": "",
        "own_columns": own_columns(plan),
        "originals": (),
        "is_now": True,
        "groups": plan_groups(states, on=today),
        "figures": {"all": len(states), "complete": 0, "overdue": 0},
    }


def bare_list(request):
    """The list of recommendations with its rows and its filters, with nothing to ask but who is
    there.
    """
    kept = _list_in_memory(request.GET.urlencode(), request)
    return render(request, "recommendations/recommendation_list.html", kept)


_lists: dict[str, dict] = {}


def _list_in_memory(query, request):
    """What the list hands to its template, asked for once."""
    if query not in _lists:
        context = RecommendationList.as_view()(request).context_data
        list(context["form"].departments)
        _lists[query] = {**context, "perms": PERMISSIONS}
    return _lists[query]


urlpatterns = [
    *site,
    path("bare-list/", bare_list, name="bare_list"),
    path("tuned-admin/", tuned_admin.urls),
    path("bare/<slug:slug>/", bare_page, name="bare_page"),
    path("by-hand/<int:pk>/", hand_written_update, name="hand_written_update"),
]
