"""The pages of the dashboard of plans with little in them, and of many plans."""

import pytest

from recommendations.models import Plan
from recommendations.rounds import close_round
from tests.factories import (
    make_department,
    make_owner,
    make_owner_cell,
    make_plan,
    make_recommendation,
    make_recommendations,
    make_round,
    moment,
    written,
)
from tests.reports.dashboard_pages import (
    ALL,
    ONE,
    THEN,
    counted,
    lead,
    listed,
    member,
    page,
    said,
    values,
    words,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("question", ["?page=", "?as_at=2016-06-30&page="])
def test_rows_stand_fifty_on_a_page(question):
    make_recommendations(51)

    first, second = (page(f"{ALL}rows/all/{question}{number}") for number in (1, 2))

    assert (counted(first), len(listed(first)), len(listed(second))) == (51, 50, 1)
    assert len({*listed(first), *listed(second)}) == 51
    assert first.xpath("//nav[@aria-label='Pages']")


def test_without_a_plan_or_a_recommendation_it_says_what_to_do():
    assert page(ALL).xpath("//main//a[.='Start a plan']")
    assert "Once a plan lead has started one that you may read" in said(ALL, member())

    make_plan()

    assert page(ONE).xpath("//main//a[.='Add recommendations']")
    assert "Nothing to count yet" in said(ALL)
    assert "no recommendation that is monitored" in said(ONE, member())


def test_where_nothing_is_due_no_rate_is_told():
    make_recommendation()

    tree = page(ALL)

    assert values(tree)["Implementation rate, on original dates"] == "none due"
    assert "Nothing is overdue." in words(tree.find(".//main"))
    assert not tree.xpath("//*[local-name()='svg']")


def test_text_of_people_is_escaped():
    post = make_owner("<b>Head</b>", "post", department=make_department("<i>Legal</i>"))
    row = make_recommendation(text="<u>Do it</u>", by_when="Autumn 17")
    make_owner_cell(row, post)

    body = lead().get(ALL).content.decode()

    for text in ("&lt;i&gt;Legal", "&lt;u&gt;Do it", "&lt;b&gt;Head"):
        assert text in body
    assert not any(mark in body for mark in ("<i>", "<u>", "<b>"))


# Many plans on a past day


def make_plans(count):
    for number in range(1, count + 1):
        plan = make_plan(f"Plan {number}", f"plan-{number}")
        make_recommendation(plan=plan)


def test_a_past_day_of_many_plans_is_counted_in_portions():
    make_plans(81)
    client = lead()

    first, second, done = (said(f"{ALL}{THEN}", client) for _ in range(3))

    assert "As at 31 May 2016" in first
    assert "40 of 81 plans counted" in first
    assert "80 of 81 plans counted" in second
    assert "81 recommendations in 81 plans" in done


def test_the_page_that_counts_asks_again_by_itself():
    make_plans(41)
    client = lead()
    first = page(f"{ALL}{THEN}", client)

    [waiting] = first.xpath("//*[@role='status']/*[@hx-get]")
    [refresh] = first.xpath("//noscript/meta[@http-equiv='refresh']")
    answer = client.get(
        waiting.get("hx-get"), headers={"HX-Request": "true", "HX-Target": waiting.get("id")}
    )

    assert waiting.get("hx-get") == f"{ALL}{THEN}"
    assert refresh.get("content") == "1"
    assert (answer.headers["HX-Refresh"], answer.content) == ("true", b"")


def test_the_rows_of_a_number_are_counted_in_portions_too():
    make_plans(41)
    client = lead()

    assert "40 of 41 plans counted" in said(f"{ALL}rows/all/{THEN}", client)
    assert "41 recommendations" in words(page(f"{ALL}rows/all/{THEN}", client))


def test_a_trend_that_is_not_whole_goes_on_by_itself():
    make_plans(61)
    close_round(make_round(*Plan.objects.all()), **written(at=moment(hour=17)))
    client = lead()
    asks = {"headers": {"HX-Request": "true", "HX-Target": "rest-of-trend"}}

    first = page(ALL, client)
    [waiting] = first.xpath("//section/*[@id='rest-of-trend']")
    answer = client.get(waiting.get("hx-get"), **asks)

    assert words(waiting).startswith("Earlier ones are still being counted.")
    assert [words(row) for row in first.xpath("//section//tbody/tr")] == ["Todaynone due"]
    assert (answer.headers["HX-Refresh"], answer.content) == ("true", b"")
    whole = page(ALL, client)
    assert not whole.xpath("//*[@id='rest-of-trend']")
    assert [words(row) for row in whole.xpath("//section//tbody/tr")] == [
        "31 May 2016none due",
        "Todaynone due",
    ]


def test_one_plan_is_counted_at_once():
    make_plans(41)

    assert "1 recommendation." in said(f"/plans/plan-7/dashboard/{THEN}")
