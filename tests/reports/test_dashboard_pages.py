"""The pages of the dashboard: what is on them, and that every number leads to exactly its rows."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from people.roles import Role
from recommendations.models import Plan, Recommendation
from recommendations.plans import edit_plan
from recommendations.rag_judgements import judge_rag
from recommendations.rounds import close_round
from recommendations.wordings import exempt_all, monitor_all
from reports.views.dashboard import ON_THE_LIST
from tests.factories import (
    DAY,
    make_deadline,
    make_department,
    make_extension,
    make_owner,
    make_owner_cell,
    make_plan,
    make_recommendation,
    make_round,
    make_user,
    moment,
    written,
)
from tests.reports.dashboard_pages import (
    ALL,
    ONE,
    THEN,
    browser,
    counted,
    lead,
    listed,
    member,
    officer,
    page,
    said,
    values,
    words,
)

pytestmark = pytest.mark.django_db
APRIL = date(2016, 4, 30)
KNOWN = f"{THEN}&known_by=2016-05-15T12:00"
LEFT_OUT = "Exempt recommendations that you may not read are left out."


def numbers(tree):
    """Every number on the page with its address."""
    links = tree.xpath("//main//a[contains(@href, '/dashboard/rows/')]")
    return list(dict.fromkeys((int(words(link)), link.get("href")) for link in links))


def due(plan, reference, latest, owner=None, **row):
    row = make_recommendation(
        plan, reference=reference, text=f"Do {reference}", on=APRIL, at=moment(APRIL), **row
    )
    make_deadline(row, str(latest), earliest=latest, latest=latest, on=APRIL, at=moment(APRIL))
    if owner:
        make_owner_cell(row, owner, on=APRIL, at=moment(APRIL))
    return row


@pytest.fixture(scope="module", autouse=True)
def council(django_db_setup, django_db_blocker):
    """Made once: each test begins with it."""
    with django_db_blocker.unblock(), transaction.atomic():
        make_council()
        yield
        transaction.set_rollback(True)


def make_council():
    """Two plans of a council with two departments. Of those that are monitored 1 is complete, 2 and
    the exempt ones are overdue, 3 asks for another date, 4 has no date.
    """
    review, survey = make_plan(), make_plan("Staff survey", "staff-survey")
    user = make_user("olive@example.gov.uk", "Olive Officer", role=Role.OFFICER)
    olive = make_owner("Olive", user=user, department=make_department("Human Resources"))
    bob = make_owner("Bob", department=make_department("Housing"))
    due(review, "1", APRIL - timedelta(days=9), olive, status=("Complete", "complete"))
    second = due(review, "2", APRIL - timedelta(days=5), olive)
    third = due(review, "3", date(2099, 1, 31), bob, status=("Underway", "at_risk"))
    make_recommendation(review, reference="4", text="Do 4", on=APRIL, at=moment(APRIL))
    gone = due(review, "5", APRIL - timedelta(days=5), bob)
    secret = due(survey, "6", APRIL - timedelta(days=5), bob)
    own = due(survey, "7", APRIL - timedelta(days=400), olive)
    due(survey, "8", date(2099, 1, 31), bob)
    monitor_all([gone], False, reason="Closed.", **written(APRIL, moment(APRIL, 13)))
    for plans, label, day in (
        ((review, survey), "April 2016", APRIL),
        ((review,), "May 2016", DAY),
    ):
        round = make_round(
            *plans, label=label, as_at=day, updates_due=day, on=day, at=moment(day, 14)
        )
        close_round(round, **written(day, moment(day, 17)))
    make_extension(third.deadlines.get(), on=date(2016, 5, 10), at=moment(date(2016, 5, 10)))
    exempt_all([secret, own], "3", **written())
    judge_rag(second, "amber", reason="Somebody works on it.", **written(date(2016, 5, 20)))


@pytest.mark.parametrize(
    ("who", "address", "question"),
    [
        *((lead, ALL, question) for question in ("", THEN, KNOWN)),
        *((lead, ONE, question) for question in ("", THEN)),
        *((officer, ALL, question) for question in ("", THEN)),
        (member, ALL, ""),
        (member, ONE, KNOWN),
    ],
)
def test_every_number_leads_to_exactly_its_rows(who, address, question):
    """A lead follows those that count nothing too; for others, of whom much more is asked before a
    page is made, they would take most of the time.
    """
    client = who()

    found = numbers(page(address + question, client))

    assert len(found) > 50
    for number, rows in found:
        if not number and who is not lead:
            continue
        tree = page(rows, client)
        assert (rows, counted(tree), len(listed(tree))) == (rows, number, number)
        assert who is lead or "Do 6" not in words(tree.find(".//main"))


@pytest.mark.parametrize("question", ["", THEN])
def test_no_number_stands_without_its_rows(question):
    tree = page(ALL + question)
    shown = tree.xpath(
        "//dd[@class='numbers__value'] | //table[contains(@class, 'counts')]//td[contains(@class, "
        "'number')] | //table[@class='heat']//td"
    )

    assert len(shown) > 40
    for cell in shown:
        bare = "".join(cell.xpath(".//text()[not(ancestor::a)][not(contains(., '%'))]"))
        assert not any(sign.isdigit() for sign in bare), words(cell)


@pytest.mark.parametrize(("who", "address"), [(lead, ONE), (officer, ALL)])
def test_the_list_of_recommendations_finds_the_same_today(who, address):
    client, followed = who(), set()

    for key in ON_THE_LIST:
        rows = f"{address}rows/{key}/"
        tree = page(rows, client)
        for link in tree.xpath("//a[.='The same on the list of recommendations']/@href"):
            on_the_list = page(link, client).xpath("//main//tbody//a/@href")
            here = tree.xpath("//main//tbody//a/@href")
            assert (link, sorted(on_the_list)) == (link, sorted(here))
            followed.add(key)

    assert followed >= {"all", "overdue", "extensions", "silent", "rag_amber", "rag_green"}
    assert not page(f"{ALL}rows/overdue/{THEN}").xpath("//a[contains(., 'on the list')]")


def test_the_numbers_stand_with_how_many_of_how_many_and_their_rule():
    tree = page(f"{ONE}{THEN}")

    assert values(tree) == {
        "Implementation rate, on original dates": "50% 1 of 2",
        "Implementation rate, on current dates": "50% 1 of 2",
        "Verified rate, on original dates": "0% 0 of 2",
        "Overdue": "1 of 4",
        "Past the original date, within the revised one": "0 of 4",
        "Extensions requested": "1 of 4",
        "No update received": "3 of 3",
    }
    text = words(tree.find(".//main"))
    assert "As at 31 May 2016 4 recommendations. Only what is monitored is counted." in text
    assert "Reported as complete, of those whose original date" in text
    assert "By the plan’s rule, red: overdue. Amber: due within 30 days" in text
    assert LEFT_OUT not in text


def test_the_colours_ages_and_departments_are_tables_with_headings():
    tree = page(f"{ONE}{THEN}")

    tables = tree.xpath("//main//table")
    assert all(table.find("caption") is not None for table in tables)
    assert not tree.xpath("//main//th[not(@scope)]")
    colours, ages, trend, departments, oldest = (
        [[words(cell) for cell in row] for row in table.xpath("./tbody/tr")] for table in tables
    )
    assert colours == [["Red", "0% (0 of 3)"], ["Amber", "67% (2 of 3)"], ["Green", "33% (1 of 3)"]]
    assert ages[1] == ["31 to 90 days", "1"]
    assert trend == [
        ["April 2016", "30 Apr 2016", "50% (1 of 2)"],
        ["31 May 2016", "31 May 2016", "50% (1 of 2)"],
    ]
    assert departments == [
        ["Housing", "0", "0", "1", "0", "0", "0", "1"],
        ["Human Resources", "1", "1", "0", "0", "0", "0", "2"],
        ["No department", "0", "0", "0", "0", "0", "1", "1"],
    ]
    assert oldest == [["36", "25 Apr 2016", "2: Do 2", "Olive"]]


def test_the_trend_is_a_chart_with_its_numbers_beside():
    tree = page(f"{ALL}{THEN}")

    [chart] = tree.xpath("//*[local-name()='svg']")
    assert words(chart[0]) == "Trend: Implementation rate, on original dates"
    assert "25% (1 of 4); 31 May 2016: 25% (1 of 4)." in words(chart[1])


@pytest.mark.parametrize("question", ["", THEN])
def test_officers_learn_nothing_of_exempt_rows_of_others(question):
    for_lead, client = page(ALL + question), officer()
    tree = page(ALL + question, client)

    assert values(for_lead)["Overdue"] == "3 of 7"
    assert values(tree)["Overdue"] == "2 of 6"
    assert LEFT_OUT in words(tree.find(".//main"))
    assert "Do 6" not in words(tree.find(".//main"))
    assert "Do 6" in said(f"{ALL}rows/overdue/{question}")
    assert "Do 7" in said(f"{ALL}rows/overdue/{question}", client)
    assert LEFT_OUT in said(f"{ALL}rows/overdue/{question}", client)


def test_that_something_is_left_out_is_said_whether_it_is_or_not():
    exempt_all(Recommendation.objects.all(), "", **written(at=moment(hour=15)))

    assert LEFT_OUT in said(ALL, officer())


def test_rows_tell_the_owner_the_dates_the_status_and_the_colour_in_words():
    tree = page(f"{ONE}rows/overdue/{THEN}")

    [row] = tree.xpath("//main//tbody/tr")
    assert [words(cell) for cell in row] == [
        "2",
        "Do 2",
        "Olive",
        "2016-04-25",
        "25 Apr 2016",
        "Overdue",
        "Amber (judged) Judged on 20 May 2016: Somebody works on it. By the rule it would be Red: "
        "overdue since 25 April 2016.",
    ]
    assert row.xpath(".//a/@href")[0].endswith(THEN)
    text = words(tree.find(".//main"))
    assert text.startswith("Organisational learning review, as at 31 May 2016 Overdue A date of it")


def test_rows_of_a_point_of_the_trend_are_those_of_its_day():
    text = said(f"{ONE}rows/trend-1/{THEN}")

    assert "as at 30 April 2016, as known by 30 April 2016, 17:00" in text
    assert "1 recommendation No." in text


def test_a_number_without_rows_says_so():
    text = said(f"{ALL}rows/ages-2/")

    assert "0 recommendations No recommendation is counted here." in text


def test_a_plan_is_chosen_with_the_day_kept():
    response = lead().get(f"{ALL}?plan=learning-review&as_at=2016-05-31&known_by=")

    assert response.headers["Location"] == f"{ONE}{THEN}"
    chosen = page(f"{ONE}{THEN}").xpath("//select[@name='plan']/option[@selected]")
    assert [words(one) for one in chosen] == ["Organisational learning review"]
    assert page(f"{ALL}?plan=").xpath("//dl[@class='numbers']")


@pytest.mark.parametrize("question", ["as_at=someday", "known_by=someday", "plan=never-was"])
def test_a_question_that_cannot_be_read_is_said_and_nothing_is_shown(question):
    text = said(f"{ALL}?{question}")

    assert "There is a problem" in text
    assert "No numbers are shown" in text
    assert "Implementation rate" not in text


@pytest.mark.parametrize("address", [ALL, ONE])
def test_rows_of_a_day_that_cannot_be_read_lead_back_to_the_dashboard(address):
    response = lead().get(f"{address}rows/overdue/?as_at=someday")

    assert response.headers["Location"] == f"{address}?as_at=someday"


@pytest.mark.parametrize(
    "key", ["nothing", "rag_blue", "trend-0", "trend-9", "departments-999999", "ages-9"]
)
def test_an_address_without_a_number_is_not_found(key):
    response = lead().get(f"{ALL}rows/{key}/")

    assert response.status_code == 404
    assert "There is no number of the dashboard at this address." in response.content.decode()


@pytest.mark.parametrize("address", ["", "rows/overdue/"])
def test_a_plan_that_is_not_there_or_kept_from_somebody_is_said(address):
    Plan.objects.get(slug="learning-review").departments.add(make_department("Planning"))
    kept = member().get(f"{ONE}{address}")
    missing = lead().get(f"/plans/never-was/dashboard/{address}")

    assert (kept.status_code, missing.status_code) == (403, 404)
    assert "This plan is kept to some departments" in kept.content.decode()
    assert "There is no plan at this address." in missing.content.decode()


def test_a_plan_kept_from_somebody_is_not_counted_nor_offered():
    Plan.objects.get(slug="learning-review").departments.add(make_department("Planning"))

    tree = page(ALL, member())

    assert values(tree)["Overdue"] == "0 of 1"
    assert "Organisational learning review" not in words(tree.find(".//main"))


def test_a_plan_no_longer_in_use_is_counted_on_its_own_page_alone():
    survey = Plan.objects.get(slug="staff-survey")
    edit_plan(survey, by=make_user(), at=moment(), version=survey.version, is_active=False)

    assert "4 recommendations in 1 plan." in said(ALL)
    own = said("/plans/staff-survey/dashboard/")
    assert "This plan is no longer in use." in own
    assert "3 recommendations. Only what is monitored is counted." in own
    assert "Staff survey (no longer in use)" in own
    assert "Staff survey" not in said(ALL, member())


@pytest.mark.parametrize("address", [ALL, ONE, f"{ALL}rows/overdue/", f"{ONE}rows/overdue/"])
def test_a_viewer_of_papers_is_refused(address):
    vera = browser(make_user("vera@example.gov.uk", "Vera Viewer", role=Role.VIEWER))

    assert vera.get(address).status_code == 403


def test_before_the_first_record_it_says_so():
    assert "Nothing was on record" in said(f"{ALL}?as_at=2001-01-01")


def test_other_pages_lead_to_it():
    links = "//nav[@aria-label='Main']//a[.='Dashboard']/@href"

    assert page("/plans/").xpath(links) == [ALL]
    assert page("/").xpath(f"//main//a[@href='{ALL}']")
    plan = page(f"/plans/learning-review/{THEN}")
    assert plan.xpath("//main//a[.='Dashboard']/@href") == [f"{ONE}{THEN}"]


def test_today_is_asked_by_its_date_too():
    today = timezone.localdate().isoformat()

    assert values(page(f"{ALL}?as_at={today}")) == values(page(ALL))
