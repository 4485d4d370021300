"""The pages of figures: what is on them, and that every number leads to exactly its rows."""

from datetime import date, timedelta
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import html

from people.roles import Role
from recommendations.progress import NewStatus, NewUpdate, record_updates
from recommendations.rounds import close_round
from recommendations.wordings import exempt_all, monitor_all
from tests.factories import (
    DAY,
    make_deadline,
    make_department,
    make_owner,
    make_owner_cell,
    make_plan,
    make_recommendation,
    make_recommendations,
    make_round,
    make_user,
    moment,
    written,
)
from tests.reports.documents import ACTION_PLAN, LEARNING_REVIEW

pytestmark = pytest.mark.django_db
PAGE = "/plans/learning-review/figures/"
APRIL = date(2016, 4, 30)


def signed_in(role=Role.LEAD, email="lena@example.gov.uk"):
    client = Client()
    client.force_login(make_user(email, name="Lena Lead", role=role))
    return client


def page(address, client=None):
    response = (client or signed_in()).get(address)
    assert response.status_code == 200
    return html.fromstring(response.content)


def words(element):
    return " ".join(element.text_content().split())


def said(address, client=None):
    return words(page(address, client).find(".//main"))


def definitions(tree):
    """What each figure is, by its name."""
    rows = tree.xpath("//table[contains(@class, 'paper-figures-list')]/tbody/tr")
    return {words(row[0]): [words(cell) for cell in row[1:]] for row in rows}


def listed(tree, where="counted"):
    return [words(row[0]) for row in tree.xpath(f"//section[@id='{where}']//tbody/tr")]


def numbers(tree):
    """Every number on the page with its address."""
    links = tree.xpath("//div[@class='figures-page']//a[contains(@href, '/figures/')]")
    return [(int(words(link)), link.get("href")) for link in links]


def due(reference, latest, on=APRIL, status=None):
    recommendation = make_recommendation(
        reference=reference, text=f"Do {reference}", on=on, at=moment(on), status=status
    )
    make_deadline(recommendation, str(latest), earliest=latest, latest=latest, on=on, at=moment(on))
    return recommendation


@pytest.fixture
def plan(db):
    """Of April: 1 is complete, 2 overdue; by the end of May 3 is overdue too, and 2 complete. 4 has
    no date. A round was about April.
    """
    plan = make_plan()
    due("1", APRIL - timedelta(days=10), status=("Complete", "complete"))
    second = due("2", APRIL - timedelta(days=5))
    due("3", DAY - timedelta(days=1))
    make_recommendation(reference="4", text="Do 4", on=APRIL, at=moment(APRIL))
    round = make_round(
        plan, label="April 2016", as_at=APRIL, updates_due=APRIL, on=APRIL, at=moment(APRIL, 13)
    )
    close_round(round, **written(APRIL, moment(APRIL, 17)))
    complete = NewStatus("Complete", "complete")
    record_updates([NewUpdate(second, "Done", status=complete)], **written())
    return plan


@pytest.mark.usefixtures("plan")
def test_figures_stand_with_their_rule_and_the_last_round():
    found = definitions(page(f"{PAGE}?as_at=2016-05-31"))

    now, before, rule = found["Implementation rate, on original dates"]
    assert (now, before) == ("67% (2 of 3)", "50% (1 of 2)")
    assert rule.startswith("Reported as complete, of those whose original date")
    assert found["Overdue"][:2] == ["1 of 4", "1 of 4"]
    assert found["Overdue, carried over from the earlier period"][:2] == ["0 of 1", "not compared"]
    assert found["No update received"][:2] == ["2 of 3", "3 of 3"]
    assert found["Red"][:2] == ["50% (1 of 2)", "33% (1 of 3)"]


@pytest.mark.usefixtures("plan")
def test_why_they_changed_names_the_rows():
    text = said(f"{PAGE}?as_at=2016-05-31")

    assert "Why they changed since April 2016" in text
    assert "Overdue: 1 of 4 before, 1 of 4 now" in text
    assert "Now overdue (within its date before): 3" in text
    assert "Now complete (overdue before): 2" in text


@pytest.mark.usefixtures("plan")
def test_another_day_can_be_compared_with():
    tree = page(f"{PAGE}?as_at=2016-12-31&from=2016-05-31")

    assert "Before: 31 May 2016" in words(tree.find(".//main"))
    assert definitions(tree)["Overdue"][:2] == ["1 of 4", "1 of 4"]
    none = "These figures count the same rows as in the earlier period, 31 May 2016."
    assert none in words(tree.find(".//main"))


@pytest.mark.usefixtures("plan")
def test_a_day_to_compare_with_must_be_earlier():
    text = said(f"{PAGE}?as_at=2016-05-31&from=2016-05-31")

    assert "Choose a day before the as-at date" in text
    assert "No figures are shown" in text


@pytest.mark.usefixtures("plan")
@pytest.mark.parametrize("question", ["as_at=someday", "from=someday", "known_by=someday"])
def test_a_day_that_cannot_be_read_is_said_and_no_figures_are_shown(question):
    assert "No figures are shown" in said(f"{PAGE}?{question}")


@pytest.mark.usefixtures("plan")
def test_rows_of_a_question_that_cannot_be_read_lead_back_to_the_figures():
    response = signed_in().get(f"{PAGE}overdue/counted/?as_at=someday")

    assert response.headers["Location"] == f"{PAGE}?as_at=someday"


@pytest.mark.usefixtures("plan")
def test_what_was_written_down_later_is_left_out():
    text = said(f"{PAGE}?as_at=2016-05-31&known_by=2016-05-31T09:00")

    assert "As known by 31 May 2016, 09:00: what was written down later is left out." in text
    assert "33% (1 of 3)" in text


def test_before_the_first_round_there_is_nothing_to_compare_with():
    make_recommendation()

    tree = page(PAGE)

    assert "There is no earlier round to compare with" in words(tree.find(".//main"))
    headings = tree.xpath("//table[contains(@class, 'paper-figures-list')]/thead/tr/th")
    assert [words(one) for one in headings][::2] == ["Figure", "Rule"]


@pytest.mark.usefixtures("plan")
def test_rows_are_listed_with_why_they_count_and_why_not():
    tree = page(f"{PAGE}implementation_rate/counted/?as_at=2016-05-31")

    assert listed(tree) == ["1", "2"]
    assert listed(tree, "not-counted") == ["3"]
    first, other = (tree.xpath(f"//section[@id='{where}']//tbody/tr")[0] for where in
                    ("counted", "not-counted"))  # fmt: skip
    assert [words(cell) for cell in first] == [
        "1", "Do 1", "", "2016-04-20", "20 April 2016", "Complete", "Due and complete"
    ]  # fmt: skip
    assert words(other[-1]) == "Due and not complete"
    assert "Implementation rate, on original dates: 67% (2 of 3)" in words(tree.find(".//h1"))


@pytest.mark.usefixtures("plan")
def test_rows_of_the_earlier_period_are_those_of_its_day():
    tree = page(f"{PAGE}overdue/before/?as_at=2016-05-31")

    assert listed(tree) == ["2"]
    assert "as at 30 April 2016" in words(tree.find(".//main"))


@pytest.mark.usefixtures("plan")
def test_a_number_without_rows_says_so():
    assert "No recommendation is counted here." in said(f"{PAGE}extensions/counted/")


@pytest.mark.usefixtures("plan")
@pytest.mark.parametrize(
    "address",
    [
        "nothing/counted/",
        "rag/counted/",
        "overdue/everything/",
        "by_department/9-1/",
        "by_department/0-1/",
        "by_department/1-99/",
        "by_department/counted/",
        "trend/9/",
        "trend/counted/",
        "carried_over/before/",
    ],
)
def test_an_address_without_a_figure_is_not_found(address):
    response = signed_in().get(PAGE + address)

    assert response.status_code == 404
    assert "There is no figure at this address." in response.content.decode()


@pytest.mark.usefixtures("papers")
@pytest.mark.parametrize(
    ("slug", "as_at", "compared"),
    [(LEARNING_REVIEW, "2016-05-31", "2015-05-31"), (ACTION_PLAN, "2012-11-26", "2012-11-25")],
)
def test_every_number_of_a_sample_plan_leads_to_exactly_its_rows(slug, as_at, compared):
    client = signed_in()
    tree = page(f"/plans/{slug}/figures/?as_at={as_at}&from={compared}", client)

    found = numbers(tree)

    assert len(found) > 40
    for number, address in dict.fromkeys(found):
        rows = listed(page(address, client))
        assert (address, len(rows), len(set(rows))) == (address, number, number)


@pytest.mark.usefixtures("plan")
def test_every_number_of_two_periods_leads_to_exactly_its_rows():
    client = signed_in()
    found = numbers(page(f"{PAGE}?as_at=2016-05-31", client))

    parts = {urlsplit(address).path.split("/")[-2] for _, address in found}
    assert {"counted", "of", "before", "before-of", "1", "1-of", "2", "2-of", "all-all"} <= parts
    now = ("counted", "of")
    for number, address in dict.fromkeys(found):
        if urlsplit(address).path.split("/")[-2] not in now and "by_" not in address:
            assert (address, len(listed(page(address, client)))) == (address, number)


def test_no_number_on_the_page_stands_without_its_rows(plan):
    tree = page(f"{PAGE}?as_at=2016-05-31")
    cells = tree.xpath("//div[@class='figures-page']//td[not(@data-heading='Rule')]")

    for cell in cells:
        bare = "".join(cell.xpath(".//text()[not(ancestor::a)]"))
        digits = bare.replace("%", "").strip()
        has_link = cell.find(".//a") is not None
        assert has_link or not any(sign.isdigit() for sign in digits) or "2016" in digits


def test_no_longer_monitored_is_not_counted(plan):
    late = plan.recommendations.get(reference="3")
    rows = plan.recommendations.filter(pk=late.pk)
    monitor_all(rows, False, reason="Closed.", **written(DAY, moment(DAY, 15)))

    tree = page(f"{PAGE}?as_at=2016-05-31")

    assert definitions(tree)["Overdue"][0] == "0 of 3"


def test_officers_neither_count_nor_list_exempt_rows_of_others(plan):
    exempt_all(plan.recommendations.filter(reference="3"), "3", **written())

    for_officer = signed_in(Role.OFFICER, "olga@example.gov.uk")
    tree = page(f"{PAGE}?as_at=2016-05-31", for_officer)
    rows = page(f"{PAGE}overdue/of/?as_at=2016-05-31", for_officer)

    assert definitions(tree)["Overdue"][0] == "0 of 3"
    sentence = (
        "Recommendations of other departments that are exempt, wholly or in part, are neither "
        "counted nor listed."
    )
    assert sentence in words(tree.find(".//main"))
    assert sentence in words(rows.find(".//main"))
    assert listed(rows) == ["1", "2", "4"]
    assert sentence not in said(f"{PAGE}?as_at=2016-05-31")
    assert definitions(page(f"{PAGE}?as_at=2016-05-31"))["Overdue"][0] == "1 of 4"


def test_a_viewer_is_refused(plan):
    response = signed_in(Role.VIEWER, "vera@example.gov.uk").get(PAGE)

    assert response.status_code == 403


def test_a_plan_without_recommendations_says_what_to_do():
    make_plan()

    assert "Nothing to count yet" in said(PAGE)
    assert page(PAGE).xpath("//a[@href='/plans/learning-review/add/']")
    assert "that you can see" in said(PAGE, signed_in(Role.OFFICER, "olga@example.gov.uk"))


@pytest.mark.usefixtures("plan")
def test_a_day_before_anything_was_on_record_says_so():
    assert "Nothing was on record" in said(f"{PAGE}?as_at=2001-01-01")


@pytest.mark.usefixtures("plan")
def test_the_trend_is_a_chart_with_its_numbers_beneath():
    tree = page(f"{PAGE}?as_at=2016-05-31")

    [chart] = tree.xpath("//*[local-name()='svg']")
    assert words(chart[0]) == "Trend: Implementation rate, on original dates"
    assert "April 2016: 50% (1 of 2); 31 May 2016: 67% (2 of 3)." in words(chart[1])
    rows = tree.xpath("//table[contains(@class, 'paper-trend-numbers')]/tbody/tr")
    assert [[words(cell) for cell in row] for row in rows] == [
        ["April 2016", "30 April 2016", "50% (1 of 2)"],
        ["This page", "31 May 2016", "67% (2 of 3)"],
    ]


def test_text_of_people_is_escaped(plan):
    post = make_owner("<b>Head</b>", "post", department=make_department("<i>Legal</i>"))
    make_owner_cell(plan.recommendations.get(reference="1"), post)
    make_round(plan, label="<script>", as_at=date(2016, 5, 1), updates_due=DAY)

    body = signed_in().get(f"{PAGE}?as_at=2016-05-31").content.decode()

    assert "&lt;i&gt;Legal&lt;/i&gt;" in body
    assert "<script>:" not in body
    assert "&lt;script&gt;" in body


def test_the_page_of_the_plan_leads_to_the_figures(plan):
    links = page("/plans/learning-review/?as_at=2016-05-31").xpath("//a[text()='Figures']/@href")

    assert links == [f"{PAGE}?as_at=2016-05-31"]


@pytest.mark.parametrize("address", [PAGE, f"{PAGE}overdue/of/"])
def test_any_number_of_rows_takes_the_same_queries(address):
    taken = []
    client = signed_in()
    for count in (1, 3):
        make_recommendations(count)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        taken.append(len(queries))

    assert taken[0] == taken[1]
