"""The first page after signing in: what is yours, and the plans."""

from django.shortcuts import render
from django.utils import timezone

from people.roles import owners_of
from recommendations.as_at import state_as_at
from recommendations.models import Recommendation
from recommendations.presentation import plan_rows
from recommendations.views.plans import plan_counts

SHOWN = 20


def home(request):
    """What the user holds, themselves or through posts and groups, the earliest date first."""
    today = timezone.localdate()
    owners = list(owners_of(request.user, on=today).values_list("pk", flat=True))
    named = Recommendation.objects.in_use().owned_by(owners, on=today)
    mine = named.visible_to(request.user, on=today).still_to_do()
    keys = list(mine.by_next_deadline().values_list("pk", flat=True)[: SHOWN + 1])
    states = state_as_at(Recommendation.objects.filter(pk__in=keys), as_at=today, known_by=None)
    states.sort(key=lambda state: keys.index(state.recommendation_id))
    plans = plan_counts(request.user, on=today)
    titles = {count.plan.pk: count.plan.title for count in plans}
    context = {
        "section": "home",
        "rows": [(row, titles[row.state.plan_id]) for row in plan_rows(states[:SHOWN], on=today)],
        "has_more": len(keys) > SHOWN,
        "plans": plans,
    }
    return render(request, "recommendations/home.html", context)
