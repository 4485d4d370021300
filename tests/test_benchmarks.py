"""That the benchmarks can be run, and that their floor is the page that they say it is. How long
anything takes is nothing for a test.
"""

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from lxml import html
from pytest_django.asserts import assertNumQueries

from people.roles import Role
from recommendations.models import Recommendation
from tests.benchmarks import dashboards, measuring, urls
from tests.benchmarks import data as data_of_benchmarks
from tests.benchmarks.dashboards import compare_dashboards
from tests.benchmarks.data import make_data
from tests.benchmarks.exports import compare_exports
from tests.benchmarks.lists import compare_lists
from tests.benchmarks.measuring import Asked, Comparison, compare, in_turn, table
from tests.benchmarks.printing import compare_unchanged, percentile
from tests.factories import (
    make_action,
    make_deadline,
    make_owner,
    make_recommendation,
    make_rich_recommendations,
    make_round,
    make_user,
    moment,
)


@pytest.fixture
def benchmark_urls(settings):
    settings.ROOT_URLCONF = "tests.benchmarks.urls"
    urls._kept_in_memory.cache_clear()
    urls._lists.clear()
    yield
    urls._kept_in_memory.cache_clear()
    urls._lists.clear()


def rows(page):
    return [
        [cell.text_content() for cell in row] for row in html.fromstring(page.text).xpath("//tr")
    ]


def cells(page, which):
    found = html.fromstring(page.text).xpath(f"//table//*[{which}]")
    return [cell.text_content().strip() for cell in found]


def main(page):
    """But for the tokens, which are new for each page."""
    found = html.fromstring(page.text).get_element_by_id("main")
    for token in found.xpath(".//input[@name='csrfmiddlewaretoken']"):
        token.drop_tree()
    return html.tostring(found)


def test_the_bare_page_is_the_plan_page_without_its_queries(client, db, benchmark_urls):
    make_rich_recommendations(2)
    client.force_login(make_user("lena@example.gov.uk", "Lena Lead", Role.LEAD))
    page = client.get("/plans/learning-review/")
    client.get("/bare/learning-review/")

    # The session and the user.
    with assertNumQueries(2):
        bare = client.get("/bare/learning-review/")

    assert len(rows(bare)) == 3
    assert rows(bare) == rows(page)


def boxes(page):
    """What can be typed into the update page: name, kind and what stands there."""
    [form] = html.fromstring(page.text).xpath("//form[@class='report__form']")
    return [
        (box.get("name"), box.get("type") or box.tag, (box.get("value") or box.text or "").strip())
        for box in form.xpath(".//textarea | .//input[not(@type='hidden')]")
    ]


def hidden_boxes(page):
    [form] = html.fromstring(page.text).xpath("//form[@class='report__form']")
    return {box.get("name") for box in form.xpath(".//input[@type='hidden']")}


def test_the_update_page_by_hand_has_the_boxes_of_the_update_page(client, db, benchmark_urls):
    sue = make_user("sue@example.gov.uk", "Sue Moorman", Role.OFFICER)
    on_track = {"narrative": "Underway", "status": ("On track", "on_track")}
    row = make_recommendation(owners=[make_owner(user=sue)], **on_track)
    for number in range(2):
        make_deadline(row, action=make_action(row, f"Action {number}"))
    make_round(row.plan, at=moment(hour=13))
    client.force_login(sue)

    with CaptureQueriesContext(connection) as taken:
        page = client.get(f"/recommendations/{row.pk}/update/")
    with assertNumQueries(len(taken)):
        by_hand = client.get(f"/by-hand/{row.pk}/")

    assert boxes(by_hand) == boxes(page)
    assert hidden_boxes(by_hand) == hidden_boxes(page)
    assert len(page.text) < 1.5 * len(by_hand.text)


def test_the_bare_list_is_the_list_without_its_queries(client, db, benchmark_urls):
    make_rich_recommendations(2)
    client.force_login(make_user("lena@example.gov.uk", "Lena Lead", Role.LEAD))
    page = client.get("/recommendations/?owner=sue")
    client.get("/bare-list/?owner=sue")

    # The session and the user.
    with assertNumQueries(2):
        bare = client.get("/bare-list/?owner=sue")

    assert len(rows(bare)) == 3
    assert main(bare) == main(page)


@pytest.mark.parametrize(
    ("admins", "ours"), [("", ""), ("?owner={key}", "?owner=Zoe Zhang"), ("?q=risk", "?words=risk")]
)
def test_the_tuned_admin_shows_the_rows_of_the_list(client, db, benchmark_urls, admins, ours):
    make_rich_recommendations(2)
    zoe = make_owner("Zoe Zhang")
    make_recommendation(text="Review the risk registers", owners=[zoe])
    client.force_login(make_user("ada@example.gov.uk", is_staff=True, is_superuser=True))
    address = "/tuned-admin/recommendations/recommendation/" + admins.format(key=zoe.pk)

    admin = client.get(address)

    ours, label = client.get(f"/recommendations/{ours}"), "@data-label='{}'".format
    shown = cells(admin, "contains(@class, 'field-recommendation')")
    assert shown == cells(ours, label("Recommendation"))
    assert "Review the risk registers" in shown
    assert cells(admin, "contains(@class, 'field-status')") == cells(ours, label("Status"))
    colours = cells(admin, "contains(@class, 'field-rag')")
    assert colours == [text.partition(":")[0] for text in cells(ours, label("RAG"))]


def test_the_site_itself_has_no_bare_page(client, db):
    client.force_login(make_user(role=Role.ADMINISTRATOR))

    assert settings.ROOT_URLCONF == "config.urls"
    assert client.get("/bare/learning-review/").status_code == 404


def test_calls_are_made_in_turn_and_the_first_turn_does_not_count():
    made = []
    calls = {"a": lambda: made.append("a"), "b": lambda: made.append("b")}

    seconds = in_turn(calls, for_seconds=0)

    assert made == ["a", "b"] * 6
    assert list(seconds) == ["a", "b"]


def test_the_table_says_the_ratio_what_is_asked_of_it_and_both_times():
    seconds = {"plan": 0.03, "list": 0.03, "bare": 0.01, "admin": 0.06}
    pairs = {"plan": "bare", "list": "bare", "admin": "list"}
    asked = {"list": Asked(1.5), "admin": Asked(2, is_least=True)}

    comparisons = compare(seconds, pairs, asked)

    assert comparisons[0] == Comparison("plan", 0.03, "bare", 0.01)
    assert [line.split() for line in table(comparisons).splitlines()[1:]] == [
        ["plan", "3.00", "30.0", "bare", "10.0"],
        ["list", "3.00", "≤", "1.5", "NOT", "MET", "30.0", "bare", "10.0"],
        ["admin", "2.00", "≥", "2", "met", "60.0", "list", "30.0"],
    ]
    assert [c.as_json()["is_met"] for c in comparisons] == [None, False, True]
    assert comparisons[1].as_json()["asked"] == "≤ 1.5"


def test_memory_is_compared_in_megabytes():
    memory = Comparison("memory", 0.3, "plain", 0.1, Asked(1.05), unit="MB")

    assert table([memory]).splitlines()[1].split() == [
        *("memory", "3.00", "≤", "1.05", "NOT", "MET", "300.0", "plain", "100.0", "MB"),
    ]
    assert memory.as_json()["megabytes"] == 300
    assert memory.as_json()["compared_with_megabytes"] == 100


def test_the_lists_can_be_measured(db, benchmark_urls, monkeypatch):
    monkeypatch.setattr(measuring, "TURNS", 1)
    monkeypatch.setattr(data_of_benchmarks, "MANY_OWNERS", 40)
    data = make_data(60, today=timezone.localdate())

    comparisons = compare_lists(data, for_seconds=0)

    asked = {comparison.what: str(comparison.asked) for comparison in comparisons}
    assert asked["list"] == "≤ 1.5"
    assert asked["list, of an owner"] == "≤ 1.7"
    assert asked["tuned admin"] == "≥ 3"
    assert len([name for name in asked if name.endswith(" hits")]) == 3


def test_the_dashboard_can_be_measured(db, benchmark_urls, monkeypatch):
    monkeypatch.setattr(dashboards, "TURNS", 1)
    data = make_data(60, today=timezone.localdate())

    comparisons = compare_dashboards(data, for_seconds=0)

    assert {comparison.what: str(comparison.asked) for comparison in comparisons} == {
        "dashboard, council-wide, first view after an update": "≤ 5",
        "dashboard, council-wide, nothing changed": "≤ 5",
        "dashboard of a plan, first view after an update": "≤ 5",
    }


def test_exports_can_be_measured(db):
    data = make_data(1, today=timezone.localdate())
    count = Recommendation.objects.count()

    [workbook] = compare_exports(data, for_seconds=0)

    assert (workbook.what, str(workbook.asked)) == (f"workbook, {count} rows", "≤ 2")


def test_an_unchanged_paper_can_be_measured(db, benchmark_urls, monkeypatch):
    monkeypatch.setattr(measuring, "TURNS", 1)
    data = make_data(60, today=timezone.localdate())

    [unchanged] = compare_unchanged(data, for_seconds=0)

    assert (unchanged.what, str(unchanged.asked)) == ("unchanged PDF, 50 rows", "≤ 2")


def test_of_a_hundred_times_the_percentile_is_the_one_below_which_so_many_are():
    times = [float(number) for number in range(100, 0, -1)]

    assert percentile(times, 95) == 95
    assert percentile([1.0, 9.0], 95) == 9
