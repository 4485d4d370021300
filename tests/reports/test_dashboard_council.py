"""The dashboard over believable plans: that its numbers are those of the rules of papers, by the
columns of today and by the facts, and that each leads to exactly its rows.
"""

from datetime import date, timedelta
from itertools import islice

import pytest
from django.core.management import call_command
from django.db import transaction

from recommendations.generating import generate
from recommendations.models import Plan, Recommendation, StatusMeaning
from recommendations.plans import edit_plan
from recommendations.progress import NewStatus
from recommendations.rag_judgements import judge_rag
from recommendations.wordings import exempt_all, monitor_all
from reports.dashboard.now import tallies_of_plans
from reports.dashboard.plans import CountedPlans
from reports.dashboard.tallies import added_up
from reports.dashboard.then import rows_by_facts, tally_of
from reports.models import KeptCounts, KeptSum
from tests.factories import (
    make_update,
    make_user,
    moment,
    written,
)
from tests.reports.dashboards import behind, dashboard

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 20)
COMPLETE = ("Complete", "complete")


def every_number(found):
    """Every number on a dashboard, by the key of its rows."""
    yield "all", found.recommendations
    for one in (*found.numbers, *found.rag):
        yield one.key, one.counted
        yield one.of_key, one.of
    for line in found.ages.lines:
        yield found.ages.line_key(line), line.total
    yield found.ages.total_key, found.ages.total
    table = found.departments
    for line in table.lines:
        yield table.line_key(line), line.total
        yield from zip(table.cell_keys(line), line.cells, strict=True)
    yield from zip(table.column_total_keys, table.totals, strict=True)
    yield table.total_key, table.total
    for point in found.trend.points:
        yield point.key, point.counted
        yield point.of_key, point.of


@pytest.fixture(scope="module")
def council(django_db_setup, django_db_blocker):
    """Three believable plans, each by another RAG rule; some of it judged, exempt, or not monitored
    any more, and some spellings merged. Made once: each test begins with it.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_council()
        transaction.set_rollback(True)


def make_council():
    plans = generate([30, 25, 20], seed=7, today=TODAY)
    for plan, rule in zip(plans, Plan.RagRule.values, strict=True):
        by, at = make_user(), moment(TODAY)
        changes = {"rag_rule": rule, "revision_stops_overdue": rule == Plan.RagRule.JUDGEMENT}
        edit_plan(plan, by=by, at=at, version=plan.version, **changes)
        rows = list(plan.recommendations.filter(is_monitored=True).order_by("pk"))
        to_do = (row for row in rows if row.status_meaning not in StatusMeaning.done())
        for row in islice(to_do, 4):
            judge_rag(row, "red", reason="Nobody works on it.", **written(TODAY))
        monitor_all(rows[4:6], is_monitored=False, reason="Done.", **written(TODAY))
        exempt_all(rows[6:9], "3", **written(TODAY))
        plan.departments.clear()
    return plans


def test_todays_columns_and_the_facts_count_the_same(council):
    now = tallies_of_plans(list(Plan.objects.values_list("pk", flat=True)), today=TODAY)
    facts = rows_by_facts(CountedPlans(Plan.objects.all()), as_at=TODAY, known_by=None)

    for plan in council:
        assert +now[plan.pk] == +tally_of(facts[plan.pk])
    total = added_up(now.values())
    assert {"implementation_rate", "overdue", "past_original", "silent", "rag_none", "ages-5"} <= {
        part for part, count in total.items() if count
    }


@pytest.mark.parametrize("days_ago", [0, 100])
def test_every_number_leads_to_exactly_its_rows(council, days_ago):
    when = {"today": TODAY, "as_at": TODAY - timedelta(days=days_ago)}

    found = dashboard(**when)

    assert len(found.trend.points) > 2
    assert dict(every_number(found)) == {
        key: behind(key, **when).rows.count() for key, _ in every_number(found)
    }


def test_the_rows_of_today_are_those_that_the_facts_find(council):
    facts = rows_by_facts(CountedPlans(Plan.objects.all()), as_at=TODAY, known_by=None)
    rows = [row for of_plan in facts.values() for row in of_plan]

    for key, _ in every_number(dashboard(today=TODAY)):
        if not key.startswith(("departments", "trend", "ages-all")) and not key.endswith("-of"):
            today = set(behind(key, today=TODAY).rows.values_list("pk", flat=True))
            assert today == {row.key for row in rows if row.is_in(key)}, key


def test_there_is_no_number_of_another_name(council):
    for key in (
        "",
        "due",
        "nonsense",
        "trend-0",
        "trend-99",
        "departments-9999999",
        "departments-all-no",
    ):
        assert behind(key, today=TODAY) is None


def test_what_is_counted_is_right_after_each_of_many_acts_whoever_looks(council):
    """Two who see other plans, and one who counts a plan meanwhile, lead nobody astray."""
    some = Plan.objects.exclude(pk=council[0].pk)
    for place, row in enumerate(Recommendation.objects.order_by("pk")[5:60:11]):
        for plans in (Plan.objects.all(), some)[place % 2 :]:
            dashboard(plans, today=TODAY)
        make_update(row, on=TODAY, at=moment(TODAY, 13, place), status=NewStatus(*COMPLETE))
        if place == 3:
            dashboard(Plan.objects.filter(pk=row.plan_id), today=TODAY)

    found = [dashboard(plans, today=TODAY) for plans in (Plan.objects.all(), some)]

    KeptCounts.objects.all().delete()
    KeptSum.objects.all().delete()
    assert found == [dashboard(plans, today=TODAY) for plans in (Plan.objects.all(), some)]


def test_all_is_counted_ahead(council, capsys):
    call_command("count_ahead")

    assert "past days of the trend" in capsys.readouterr().out
    assert KeptCounts.objects.count() == 3
