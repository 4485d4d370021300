"""The dashboard: what each number counts, for whom, as at which day, and what is kept of it."""

from contextlib import contextmanager
from datetime import date, timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from people.models import Department, Owner
from people.roles import Role
from recommendations.models import Plan, Recommendation
from recommendations.plans import edit_plan
from recommendations.progress import NewStatus
from recommendations.rounds import close_round
from recommendations.wordings import exempt_all, reword
from reports.dashboard.plans import CountedPlans, stamp_numbers
from reports.dashboard.trend import points_of_trend, rates_of_trend
from reports.models import KeptCounts, KeptSum
from tests.factories import (
    DAY,
    make_deadline,
    make_department,
    make_extension,
    make_owner,
    make_owner_cell,
    make_plan,
    make_recommendation,
    make_recommendations,
    make_round,
    make_update,
    make_user,
    moment,
    written,
)
from tests.reports.dashboards import behind, dashboard, lead, number

pytestmark = pytest.mark.django_db
APRIL, YEARS_LATER = date(2016, 4, 30), date(2018, 6, 30)
COMPLETE, UNDERWAY = ("Complete", "complete"), ("Underway", "on_track")


def numbers(found):
    return {one.key: (one.counted, one.of) for one in (*found.numbers, *found.rag)}


def test_the_rates_and_counts_of_a_plan():
    for status in (COMPLETE, UNDERWAY):
        row = make_recommendation(by_when="Autumn 17", status=status, narrative="Said")
        make_extension(row.deadlines.get()) if status == UNDERWAY else None
    make_recommendation()

    found = dashboard(today=YEARS_LATER)

    assert numbers(found) == {
        "implementation_rate": (1, 2),
        "implementation_rate_current": (1, 2),
        "verified_rate": (0, 2),
        "overdue": (1, 3),
        "past_original": (0, 3),
        "extensions": (1, 3),
        "silent": (0, 0),
        "rag_red": (1, 2),
        "rag_amber": (0, 2),
        "rag_green": (1, 2),
    }
    assert [line.total for line in found.ages.lines] == [0, 0, 0, 1, 0]
    rate = found.numbers[0]
    assert (rate.percent, rate.counted, rate.of) == (50, 1, 2)
    assert (found.plans, found.recommendations, found.is_today, found.trend) == (1, 3, True, None)


def test_the_oldest_come_first_with_the_days_from_their_original_date():
    late = [make_recommendation(reference=str(n)) for n in range(12)]
    for n, row in enumerate(late):
        make_deadline(row, earliest=DAY, latest=date(2016, 6, 20) - timedelta(days=n))
    exempt_all(late[-1:], "3", **written())
    viewer = make_user("vera@example.gov.uk", "Vera", role=Role.OFFICER)

    found = dashboard()
    shown = dashboard(user=viewer)
    earlier = dashboard(as_at=date(2016, 6, 29), user=viewer)

    assert [one.reference for one in found.oldest] == [str(n) for n in range(11, 1, -1)]
    assert (found.oldest[0].original, found.oldest[0].days) == (date(2016, 6, 9), 21)
    assert [one.reference for one in shown.oldest] == [str(n) for n in range(10, 0, -1)]
    assert [one.reference for one in earlier.oldest] == [str(n) for n in range(10, 0, -1)]


def test_the_oldest_are_told_in_the_words_of_the_day():
    row = make_recommendation(text="Check all leases", owners=[make_owner("Sue Moorman")])
    make_deadline(row, earliest=DAY, latest=date(2016, 6, 9))
    reword(row, "Check all leases and rents", **written(on=date(2016, 6, 20)))

    [today], [then] = dashboard().oldest, dashboard(as_at=date(2016, 6, 19)).oldest

    assert (today.text, then.text) == ("Check all leases and rents", "Check all leases")
    assert (today.owner_text, then.owner_text) == ("Sue Moorman", "Sue Moorman")


def test_departments_are_those_of_the_lead_owner_as_they_are_today():
    housing, finance = make_department("Housing"), make_department("Finance")
    sue, other = make_owner(department=housing), make_owner("S. Moorman")
    first, second, _ = make_recommendations(3)
    make_owner_cell(first, sue)
    make_owner_cell(second, other)

    def lines():
        table = dashboard().departments
        return {line.heading: line.total for line in table.lines}

    assert lines() == {"Housing": 1, "No department": 2}
    Owner.objects.filter(pk=other.pk).update(merged_into=sue, is_active=False)
    assert lines() == {"Housing": 2, "No department": 1}
    Owner.objects.filter(pk=sue.pk).update(department=finance)
    assert lines() == {"Finance": 2, "No department": 1}
    Department.objects.filter(pk=finance.pk).update(name="Resources")
    assert lines() == {"Resources": 2, "No department": 1}
    [line, nobody] = dashboard().departments.lines
    assert set(behind(f"departments-{line.key}").rows) == {first, second}
    assert behind(f"departments-{nobody.key}").rows.count() == 1
    assert list(behind(f"departments-{line.key}-no_status", as_at=DAY).rows) == [first, second]


def make_late_plans(count, rows=1):
    """Plans of which everything is overdue in 2018."""
    plans = [make_plan(f"Plan {n}", f"plan-{n}") for n in range(count)]
    for plan in plans:
        for _ in range(rows):
            make_recommendation(plan, by_when="Autumn 17")
    return plans


def overdue(**when):
    return number(dashboard(**{"today": YEARS_LATER, **when}), "overdue")


def test_after_an_update_only_the_plan_that_was_touched_is_counted_again():
    make_late_plans(3)
    assert overdue() == (3, 3)
    KeptCounts.objects.filter(plan__slug="plan-1").update(counts={"all": 1, "overdue": 1, "x": 1})

    make_update(Recommendation.objects.first(), on=YEARS_LATER, status=NewStatus(*COMPLETE))

    assert overdue() == (2, 3)
    kept = KeptCounts.objects.order_by("plan", "pk").values_list("plan__slug", "counts__x")
    assert list(kept) == [("plan-0", None), ("plan-0", None), ("plan-1", 1), ("plan-2", None)]


def test_what_was_added_up_is_not_taken_out_by_other_counts_of_the_same_stamp():
    """Of two who counted under one stamp, one may have seen what was written meanwhile."""
    make_late_plans(2)
    assert overdue() == (2, 2)
    KeptCounts.objects.filter(plan__slug="plan-0").update(counts={"all": 1})

    make_update(Recommendation.objects.first(), on=YEARS_LATER, status=NewStatus(*COMPLETE))

    assert overdue() == (1, 2)


def test_a_new_day_and_a_changed_rule_are_counted_again():
    plan, _ = make_late_plans(2)
    when = {"today": date(2017, 11, 30)}

    assert overdue(**when) == (0, 2)
    assert overdue(today=date(2017, 12, 1)) == (2, 2)
    edit_plan(plan, by=make_user(), at=moment(), version=plan.version, rag_rule="per_cent")
    assert number(dashboard(today=date(2017, 12, 1)), "rag_red") == (2, 2)
    assert number(dashboard(**when), "rag_none") == (1, 2)
    assert not KeptCounts.objects.filter(asked="now 2017-12-01").exists()


def test_a_plan_that_the_reader_may_not_see_is_nowhere():
    make_late_plans(3)

    found = dashboard(Plan.objects.exclude(slug="plan-0"), today=YEARS_LATER)

    assert (found.plans, found.recommendations, len(found.oldest)) == (2, 2, 2)
    rows = behind("overdue", Plan.objects.exclude(slug="plan-0"), today=YEARS_LATER).rows
    assert set(rows.values_list("plan__slug", flat=True)) == {"plan-1", "plan-2"}
    assert dashboard(Plan.objects.none(), today=YEARS_LATER).recommendations == 0


@pytest.mark.parametrize("as_at", [YEARS_LATER, date(2018, 5, 31)])
def test_what_is_exempt_and_of_another_department_is_counted_for_who_may_read_it(as_at):
    housing = make_department("Housing")
    officer = make_user("olive@example.gov.uk", "Olive Officer", role=Role.OFFICER)
    mine = make_owner("Olive Officer", user=officer, department=housing)
    _, other = make_late_plans(2, rows=2)
    first, second, third = Recommendation.objects.order_by("pk")[:3]
    make_owner_cell(first, mine)
    make_round(other)
    exempt_all([first, second, third], "3", **written())
    when = {"today": YEARS_LATER, "as_at": as_at}

    assert overdue(**when) == (4, 4)
    assert overdue(**when, user=officer) == (2, 2)
    assert "left out" in dashboard(**when, user=officer).note
    assert second not in behind("overdue", **when, user=officer).rows
    assert set(behind("departments-all", **when, user=officer).rows) == {
        first,
        Recommendation.objects.order_by("pk").last(),
    }
    exempt_all([second], "", **written(at=moment(hour=14)))
    assert overdue(**when, user=officer) == (3, 3)


def test_a_day_that_is_past_is_told_by_the_facts_and_a_late_entry_is_seen():
    [plan] = make_late_plans(1)
    row = plan.recommendations.get()
    then = {"as_at": date(2018, 1, 31), "known_by": None}
    assert overdue(**then) == (1, 1)
    known = moment(date(2018, 2, 28))
    assert overdue(as_at=then["as_at"], known_by=known) == (1, 1)

    make_update(row, on=date(2018, 1, 15), at=moment(YEARS_LATER), status=NewStatus(*COMPLETE))

    assert overdue(**then) == (0, 1)
    assert overdue(as_at=then["as_at"], known_by=known) == (1, 1)
    assert overdue(as_at=date(2018, 1, 14)) == (1, 1)
    assert list(behind("implementation_rate", today=YEARS_LATER, **then).rows) == [row]


def test_a_day_that_was_asked_about_is_kept():
    make_late_plans(2)
    dashboard(today=YEARS_LATER, as_at=date(2018, 1, 31))

    with CaptureQueriesContext(connection) as queries:
        dashboard(today=YEARS_LATER, as_at=date(2018, 1, 31))

    assert not any('INTO "reports_keptcounts"' in query["sql"] for query in queries)


def queries_of(**when):
    user = lead()
    user.get_all_permissions()
    with CaptureQueriesContext(connection) as queries:
        dashboard(user=user, today=YEARS_LATER, **when)
    return len([query for query in queries if query["sql"].startswith(("SELECT", "INSERT"))])


def test_todays_dashboard_takes_as_many_queries_whatever_it_counts():
    """The first view, one after an update, and one after nothing has changed."""
    make_late_plans(2)
    first = queries_of()
    make_update(Recommendation.objects.first(), on=YEARS_LATER, at=moment(YEARS_LATER))
    after_an_update = queries_of()
    again = queries_of()
    make_late_plans(5, rows=4)

    assert queries_of() <= first
    make_update(Recommendation.objects.first(), on=YEARS_LATER, at=moment(YEARS_LATER, 13))
    assert (queries_of(), queries_of()) == (after_an_update, again)
    assert (after_an_update, again) == (12, 6)


@contextmanager
def nothing_can_be_written():
    sqlite = connection.vendor == "sqlite"
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "PRAGMA query_only = 1" if sqlite else "SET LOCAL transaction_read_only = on"
        )
        yield
        if sqlite:
            cursor.execute("PRAGMA query_only = 0")
        transaction.set_rollback(True)


def test_a_page_is_made_though_nothing_can_be_kept():
    make_late_plans(2)
    user = lead()

    with nothing_can_be_written():
        assert overdue(user=user) == (2, 2)
        assert overdue(user=user, as_at=date(2018, 1, 31)) == (2, 2)
        assert not KeptCounts.objects.exists()


def test_what_was_counted_on_days_gone_is_let_go():
    make_late_plans(2)
    for day in (1, 2):
        dashboard(today=date(2018, 5, day))

    assert set(KeptCounts.objects.values_list("asked", flat=True)) == {"now 2018-05-02"}
    assert set(KeptSum.objects.values_list("asked", flat=True)) == {"now 2018-05-02"}


def make_closed_round(*plans, as_at, label):
    at = moment(as_at + timedelta(days=14))
    round = make_round(*plans, label=label, as_at=as_at, on=as_at, at=moment(as_at))
    close_round(round, by=make_user(), on=at.date(), at=at)
    return round


def test_the_trend_of_a_plan_has_a_point_for_each_closed_round_and_one_for_the_day():
    [plan] = make_late_plans(1, rows=2)
    first, _ = plan.recommendations.order_by("pk")
    make_closed_round(plan, as_at=APRIL.replace(year=2018), label="April 2018")
    make_update(first, on=date(2018, 5, 10), at=moment(date(2018, 5, 10)), status=_done())
    make_closed_round(plan, as_at=date(2018, 5, 31), label="May 2018")
    make_round(plan, label="Still open", as_at=date(2018, 6, 20), on=date(2018, 6, 20))

    trend = dashboard(today=YEARS_LATER).trend

    assert [(p.key, p.label, p.counted, p.of) for p in trend.points] == [
        ("trend-1", "April 2018", 0, 2),
        ("trend-2", "May 2018", 1, 2),
        ("implementation_rate", "Today", 1, 2),
    ]
    assert list(behind("trend-2", today=YEARS_LATER).rows) == [first]
    assert behind("trend-1-of", today=YEARS_LATER).rows.count() == 2


def _done():
    return NewStatus(*COMPLETE)


def test_a_point_of_the_trend_never_changes_whatever_is_typed_later():
    [plan] = make_late_plans(1)
    make_closed_round(plan, as_at=date(2018, 3, 31), label="March 2018")
    before = dashboard(today=YEARS_LATER).trend.points[0]

    make_update(
        plan.recommendations.get(), on=date(2018, 3, 1), at=moment(YEARS_LATER), status=_done()
    )

    assert dashboard(today=YEARS_LATER).trend.points[0] == before
    assert (before.counted, before.of) == (0, 1)
    assert before.known_by == moment(date(2018, 4, 14))


def test_what_was_on_its_way_when_a_round_was_closed_is_in_its_point():
    """An act takes its moment before it is on record: a page may be looked at in between."""
    [plan] = make_late_plans(1)
    make_closed_round(plan, as_at=date(2018, 5, 31), label="May 2018")
    closing_day = date(2018, 6, 14)
    assert dashboard(today=closing_day).trend.points[0].counted == 0

    make_update(
        plan.recommendations.get(),
        on=date(2018, 5, 31),
        at=moment(closing_day, 11, 59),
        status=_done(),
    )

    for today in (closing_day, YEARS_LATER):
        assert dashboard(today=today).trend.points[0].counted == 1
        assert behind("trend-1", today=today).rows.count() == 1


def test_the_trend_of_several_plans_has_a_point_for_each_quarter_over_all_of_them():
    one, other = make_late_plans(2)
    make_closed_round(one, as_at=date(2018, 1, 31), label="January")
    make_closed_round(one, as_at=date(2018, 2, 28), label="February")
    make_closed_round(other, as_at=date(2018, 3, 31), label="March")
    make_closed_round(one, as_at=date(2018, 5, 31), label="May")

    points = dashboard(today=YEARS_LATER).trend.points

    assert [(point.as_at, point.counted, point.of) for point in points] == [
        (date(2018, 3, 31), 0, 2),
        (date(2018, 5, 31), 0, 2),
        (YEARS_LATER, 0, 2),
    ]


def test_the_trend_leaves_out_what_is_exempt_for_who_may_not_read_it():
    officer = make_user("olive@example.gov.uk", "Olive Officer", role=Role.OFFICER)
    [plan] = make_late_plans(1, rows=3)
    make_closed_round(plan, as_at=date(2018, 3, 31), label="March 2018")
    assert [p.of for p in dashboard(today=YEARS_LATER, user=officer).trend.points] == [3, 3]

    exempt_all(plan.recommendations.all()[:1], "3", **written())

    assert [p.of for p in dashboard(today=YEARS_LATER, user=officer).trend.points] == [2, 2]
    assert [p.of for p in dashboard(today=YEARS_LATER).trend.points] == [3, 3]
    assert behind("trend-1-of", today=YEARS_LATER, user=officer).rows.count() == 2


def test_a_page_counts_no_more_of_the_trend_than_it_has_time_for():
    one, other = make_late_plans(2)
    for day in (date(2017, 12, 28), date(2018, 1, 31), date(2018, 4, 30)):
        make_closed_round(one, other, as_at=day, label="A round")
    plans = CountedPlans(Plan.objects.all())
    points = points_of_trend(plans, before=YEARS_LATER, known_by=None)

    when = {"today": YEARS_LATER, "numbers": stamp_numbers(plans)}

    found = [rates_of_trend(plans, points, hidden=(), most=3, **when) for _ in range(3)]

    assert found == [[None, None, (0, 2)], [(0, 2)] * 3, [(0, 2)] * 3]


def test_the_rules_of_colours_are_told_as_the_plans_have_them():
    make_late_plans(1)
    assert dashboard(today=YEARS_LATER).rag[0].rule.startswith("By the plan’s rule, overdue.")

    make_plan("Other", "other", rag_rule=Plan.RagRule.JUDGEMENT)

    found = dashboard(today=YEARS_LATER)
    assert [one.label for one in found.rag] == ["Red", "Amber", "Green", "No colour"]
    assert {one.rule.split(",")[0] for one in found.rag} == {"By the rule of each plan"}
