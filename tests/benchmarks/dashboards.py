"""The dashboard over all plans against the bare page: the first view after an update, and again."""

from functools import partial
from time import perf_counter

from django.test import override_settings
from django.urls import reverse
from django.utils import timezone

from people.models import User
from recommendations.models import Recommendation
from recommendations.progress import NewUpdate, record_updates
from reports.dashboard.ahead import count_ahead
from tests.benchmarks.data import SMALL, Data
from tests.benchmarks.measuring import TURNS, Asked, Comparison, Shortest, compare
from tests.benchmarks.pages import get

UPDATED = "dashboard, council-wide, first view after an update"
AGAIN = "dashboard, council-wide, nothing changed"
OF_A_PLAN = "dashboard of a plan, first view after an update"
BARE = "bare page, 50 rows"
ASKED = {UPDATED: Asked(5), AGAIN: Asked(5), OF_A_PLAN: Asked(5)}


@override_settings(ROOT_URLCONF="tests.benchmarks.urls")
def compare_dashboards(data: Data, *, for_seconds: float) -> list[Comparison]:
    """In turn, each time after another recommendation was reported on; what is counted every night
    is counted before, and neither that nor the reporting counts.
    """
    count_ahead(today=data.today)
    plan = data.plans[SMALL]
    council, of_plan = reverse("dashboard"), reverse("plan_dashboard", args=[plan.slug])
    bare = reverse("bare_page", args=[plan.slug])
    measured = {
        UPDATED: partial(get, data.lead, council),
        AGAIN: partial(get, data.lead, council),
        OF_A_PLAN: partial(get, data.lead, of_plan),
        BARE: partial(get, data.lead, bare),
    }
    reported_before = {
        UPDATED: Recommendation.objects.exclude(plan=plan),
        OF_A_PLAN: plan.recommendations,
    }
    shortest, began, turns = Shortest(), perf_counter(), 0
    while turns < 2 * TURNS or perf_counter() - began < for_seconds:
        for name, call in measured.items():
            if name in reported_before:
                _report(reported_before[name].order_by("pk")[turns % 50], data.today)
            shortest.measure(name, call)
        turns += 1
    return compare(shortest.seconds, dict.fromkeys(ASKED, BARE), ASKED)


def _report(recommendation, today):
    update = NewUpdate(recommendation, "Underway")
    record_updates([update], by=User.objects.first(), on=today, at=timezone.now())
