"""The list of recommendations: its rows and columns, orders and pages, and what its page says."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from lxml import html

from people.roles import Role
from recommendations.as_at import state_as_at
from recommendations.keyset import Place, read_slice
from recommendations.models import Recommendation
from recommendations.presentation import status_tags
from recommendations.recommendation_list import COLUMNS, ORDERS, Listed, list_rows, order_of
from recommendations.wordings import exempt_all, monitor_all
from tests.factories import (
    DAY,
    make_deadline,
    make_deadline_read,
    make_department,
    make_owner,
    make_owner_cell,
    make_plan,
    make_recommendation,
    make_recommendations,
    make_update,
    make_user,
    moment,
    written,
)

pytestmark = pytest.mark.django_db
ADDRESS = "/recommendations/"


@pytest.fixture
def lead(client):
    client.force_login(make_user("lena@example.gov.uk", "Lena Lead", Role.LEAD))
    return client


def rows_of(recommendations=None, *, on=DAY, columns=()):
    recommendations = recommendations or Recommendation.objects.order_by("pk")
    return list_rows(recommendations.values_list(*Listed._fields), on=on, columns=columns)


def page(client, question="", **headers):
    response = client.get(f"{ADDRESS}?{question}" if question else ADDRESS, headers=headers)
    assert response.status_code == 200
    return html.fromstring(response.text)


def texts(found):
    return [link.text for link in found.xpath("//tbody/tr/td[@data-label='Recommendation']/a")]


def link(found, text):
    [address] = found.xpath(f'//nav[@aria-label="Pages"]//a[starts-with(., "{text}")]/@href')
    return address.partition("?")[2]


def words(found, path):
    return [" ".join(element.text_content().split()) for element in found.xpath(path)]


def test_a_row_says_what_its_recommendation_is():
    plan = make_plan("Staff survey", "survey", themes=[{"number": "2", "title": "Pay"}])
    row = make_recommendation(
        plan,
        reference="1.2",
        owners=[make_owner(department=make_department("Housing")), make_owner("Bob Baker")],
        status=("Underway", "on_track"),
        theme=plan.themes.get(),
        timescale="Immediate",
        priority="High",
    )
    make_update(row, "All were trained.", per_cent=40)
    deadline = make_deadline_read(row, "Autumn 17")
    make_deadline(row, "Spring 18", latest=date(2018, 5, 31))

    [shown] = rows_of(columns=COLUMNS)

    assert shown.address == f"/recommendations/{row.pk}/"
    assert shown.text == "Recommendation 1"
    assert (shown.due, shown.originally, shown.moved) == ("30 Nov 2017", "31 May 2018", "")
    assert (shown.rag.word, shown.last_update) == ("Green", "31 May 2016")
    assert {column.key: column.value(shown) for column in COLUMNS} == {
        "reference": "1.2",
        "recommendation": "Recommendation 1",
        "plan": "Staff survey",
        "theme": "2. Pay",
        "timescale": "Immediate",
        "priority": "High",
        "source": "Other",
        "owner": "Sue Moorman/Bob Baker",
        "departments": "Housing",
        "by_when": "Autumn 17\nSpring 18",
        "due": date(2017, 11, 30),
        "original": date(2018, 5, 31),
        "moved": 0,
        "extension": "no",
        "status": "Underway",
        "per_cent": 40,
        "rag": "Green",
        "rag_reason": "Not overdue, not due within 30 days and not reported at risk.",
        "update": DAY,
        "said": "All were trained.",
        "silent": 0,
        "verified": "no",
        "exempt": "no",
        "monitored": "yes",
    }
    assert deadline.recommendation == row


def test_a_long_text_is_shortened_for_the_page_alone():
    make_recommendation(text="Word " * 60)

    [row] = rows_of()

    assert len(row.text) == 140
    assert row.text.endswith("Word…")
    assert len(row.listed.text) > 200


def test_the_tags_are_those_of_the_pages_of_plans():
    late = make_recommendation(status=("Slipping", "at_risk"))
    make_deadline(late)
    moved = make_recommendation()
    make_deadline(moved, latest=DAY, earliest=None)
    make_deadline(moved, "Spring 18", latest=date(2018, 5, 31), on=DAY)
    dropped = make_recommendation(status=("Completed", "complete"))
    monitor_all([dropped], False, reason="Done.", **written(at=moment(hour=13)))
    for on in (DAY, date(2018, 1, 1), date(2019, 1, 1)):
        states = state_as_at(Recommendation.objects.all(), as_at=on, known_by=None)
        expected = {state.recommendation_id: status_tags(state, on) for state in states}

        assert {row.listed.pk: row.tags for row in rows_of(on=on)} == expected


def test_an_exempt_one_is_marked():
    exempt_all([make_recommendation()], "3", **written(at=moment(hour=13)))

    [row] = rows_of()

    assert [tag.text for tag in row.tags] == ["Exempt"]


@pytest.mark.parametrize("name", ORDERS)
@pytest.mark.parametrize("sign", ["", "-"])
@pytest.mark.parametrize("are_few", [True, False])
def test_every_order_goes_through_all_pages_forwards_and_backwards(name, sign, are_few):
    for number in range(7):
        row = make_recommendation(reference=str(number % 3))
        if number % 2:
            make_deadline(row, earliest=None, latest=DAY + timedelta(days=number % 4))
            make_update(row)
            make_owner_cell(row, make_owner(f"Owner {number}"))
    order = order_of(sign + name)
    rows, columns = Recommendation.objects.all(), ("pk", order.column)
    rows.are_few = are_few
    everything = list(rows.order_by(*order.fields).values_list(*columns))

    forwards, there = [], read_slice(rows, columns, order, 3)
    while forwards.extend(there.rows) or not there.is_last:
        there = read_slice(rows, columns, order, 3, after=place_of(there.rows[-1], order))
    backwards, back = [], read_slice(rows, columns, order, 3, is_end=True)
    while backwards.extend(reversed(back.rows)) or not back.is_first:
        back = read_slice(rows, columns, order, 3, before=place_of(back.rows[0], order))

    assert forwards == backwards[::-1] == everything


def place_of(row, order):
    """As it comes back out of an address."""
    field = Recommendation._meta.get_field(order.column)
    return Place.read(str(Place(row[1], row[0])), field)


@pytest.mark.parametrize("text", ["", "x", "~", "~x", "2016-05-31", "2016-13-01~1", f"~{'9' * 30}"])
def test_what_is_no_place_is_refused(text):
    with pytest.raises(ValueError):  # noqa: PT011
        Place.read(text, Recommendation._meta.get_field("due_order"))


def test_the_reference_is_in_natural_order(lead):
    for reference in ("10", "2", "1.2", "1"):
        make_recommendation(text=f"No. {reference}", reference=reference)

    assert texts(page(lead, "sort=reference")) == ["No. 1", "No. 1.2", "No. 2", "No. 10"]
    assert texts(page(lead, "sort=-reference")) == ["No. 10", "No. 2", "No. 1.2", "No. 1"]


def test_the_headings_sort_and_say_how_it_is_sorted(lead):
    make_recommendation()

    found = page(lead, "sort=owner&overdue=")

    [owner] = found.xpath("//th[@aria-sort]")
    assert (owner.get("aria-sort"), owner.text_content()) == ("ascending", "Owner")
    assert owner.xpath("a/@href") == [f"{ADDRESS}?sort=-owner"]
    assert words(found, "//thead//a") == [
        *("No.", "Owner", "By when", "Original date", "Status", "Last update")
    ]
    [due] = page(lead).xpath("//th[@aria-sort]/a")
    assert due.text == "By when"


def test_one_says_how_many_there_are(lead, monkeypatch):
    make_recommendations(60)

    assert words(page(lead), '//p[@class="found"]') == ["50 of 60 recommendations"]

    monkeypatch.setattr("recommendations.views.recommendation_list.COUNTED_UP_TO", 55)
    assert words(page(lead), '//p[@class="found"]') == ["50 of over 55 recommendations"]


def test_pages_are_addresses(lead):
    make_recommendations(120)
    first = page(lead, "sort=reference&owner=")

    second = page(lead, link(first, "Next"))
    last = page(lead, link(first, "Last"))

    assert texts(first)[0] == "Recommendation 1"
    assert words(first, '//nav[@aria-label="Pages"]//a') == ["Next page", "Last page"]
    assert texts(second) == [f"Recommendation {n}" for n in range(51, 101)]
    assert texts(page(lead, link(second, "Next"))) == [
        f"Recommendation {n}" for n in range(101, 121)
    ]
    assert texts(page(lead, link(second, "Previous"))) == texts(first)
    assert texts(last) == [f"Recommendation {n}" for n in range(71, 121)]
    assert words(last, '//nav[@aria-label="Pages"]//a') == ["First page", "Previous page"]
    assert texts(page(lead, link(last, "Previous"))) == [
        f"Recommendation {n}" for n in range(21, 71)
    ]


def test_a_page_after_the_end_leads_back(lead):
    make_recommendation()

    found = page(lead, "after=9999-12-31~999999")

    assert words(found, '//div[@class="empty"]/h2') == ["Nothing more"]
    assert found.xpath('//div[@class="empty"]//a/@href') == [ADDRESS]


def test_before_a_place_with_nothing_before_it_there_is_a_way_on(lead):
    make_recommendation()

    found = page(lead, "before=0001-01-01~1")

    assert words(found, '//div[@class="empty"]/h2') == ["Nothing more"]
    assert found.xpath('//div[@class="empty"]//a/@href') == [ADDRESS]


def test_what_is_left_out_is_said_and_shown_on_demand(lead):
    make_recommendation(text="Here")
    monitor_all(
        [make_recommendation(text="Dropped")], is_monitored=False, reason="Done", **written()
    )

    found = page(lead)
    [rest] = found.xpath('//p[starts-with(@class, "left-out")]/a/@href')

    assert texts(found) == ["Here"]
    assert sorted(texts(page(lead, rest.partition("?")[2]))) == ["Dropped", "Here"]
    assert not page(lead, "monitored=any").xpath('//p[starts-with(@class, "left-out")]')


def test_cards_are_sorted_by_links_of_their_own(lead):
    make_recommendation()

    links = page(lead, "sort=owner").xpath('//p[@class="sort-by"]/a')

    assert [link.get("href") for link in links] == page(lead, "sort=owner").xpath("//th/a/@href")
    assert [link.text for link in links if link.get("aria-current")] == ["Owner"]


def test_it_is_shown_where_the_words_are(lead):
    row = make_recommendation(text="Plans of <b> & more", owners=[make_owner()])
    make_update(row, "The <i>planned</i> survey\nis with Sue & Bob")
    make_recommendation(text="Nothing of it")

    found = page(lead, "words=plan+surveys")

    [cell] = found.xpath('//tbody/tr/td[@data-label="Recommendation"]')
    assert [mark.text for mark in cell.xpath("a/mark")] == ["Plans"]
    assert cell.xpath("string(a)") == "Plans of <b> & more"
    assert words(found, '//p[@class="where"]') == [
        "Last update: The <i>planned</i> survey is with Sue & Bob"
    ]
    assert [mark.text for mark in cell.xpath("p/mark")] == ["planned", "survey"]


def test_without_words_nothing_is_marked(lead):
    make_recommendation(text="Plan", owners=[make_owner()])

    assert page(lead, "owner=sue").xpath('//mark | //p[@class="where"]') == []


def test_chosen_filters_are_chips_that_take_themselves_away(lead):
    make_recommendation(owners=[make_owner()])

    found = page(lead, "owner=sue&through=on&mine=&status=none&sort=owner&after=x~1")

    chips = found.xpath('//ul[@class="chips"]//a')
    assert {" ".join(chip.text_content().split()): chip.get("href") for chip in chips} == {
        "Remove the filter: Owner: Sue Moorman": f"{ADDRESS}?status=none&sort=owner",
        "Remove the filter: Also through posts and groups": (
            f"{ADDRESS}?owner=sue&status=none&sort=owner"
        ),
        "Remove the filter: Status: Nothing reported yet": (
            f"{ADDRESS}?owner=sue&through=on&sort=owner"
        ),
    }


def test_what_finds_nothing_says_what_to_do(lead):
    make_recommendation()

    found = page(lead, "overdue=on")

    assert words(found, '//div[@class="empty"]') == [
        "Nothing found No recommendation that you may see has all of this at once. Remove one of "
        "the filters above, or clear all. Clear all filters"
    ]


def test_without_recommendations_it_says_what_to_do(lead):
    assert words(page(lead), '//div[@class="empty"]/h2') == ["No recommendations yet"]


def test_what_is_not_understood_is_said_beside_its_box_and_above(lead):
    make_recommendation()

    found = page(lead, "silent=x&sort=colour&after=x")

    assert texts(found) == []
    assert words(found, '//div[@class="empty"]/h2') == ["Nothing found"]
    assert words(found, '//div[@id="error-summary"]//li') == [
        "Enter a number of rounds from 1 to 99."
    ]
    assert found.xpath('//form[@id="find"]//input[@name="silent"]/@value') == ["x"]
    assert found.xpath('//form[@id="find"]//input[@name="silent"]/@aria-describedby') == [
        "id_silent_error"
    ]
    assert words(found, '//p[starts-with(@class, "notice")]') == [
        "The address asks for an order that this list does not have. The next due comes first.",
        "The address names a page that this list does not have. This is its beginning.",
    ]


@pytest.mark.parametrize(
    "question",
    [
        f"after=2016-05-31~{'9' * 18}",
        "after=%00~1&sort=owner",
        "sort=%00",
        "end=%00&before=0001-01-01~1",
        "owner=%F0%9F%8E%89&plan=%25_&priority=%27%22%5C",
        "page=99999999999999999999",
    ],
)
def test_no_address_breaks_it(lead, question):
    make_recommendation()

    page(lead, question)


def test_htmx_gets_the_results_alone_under_an_address_without_empty_words(lead):
    plan = make_plan(themes=[{"title": "Culture"}])
    make_recommendation(plan)
    question = f"{ADDRESS}?owner=&plan={plan.slug}"

    response = lead.get(question, headers={"HX-Request": "true"})

    found = html.fromstring(f"<div>{response.text}</div>")
    assert response["HX-Push-Url"] == f"{ADDRESS}?plan={plan.slug}"
    assert "HX-Request" in response["Vary"]
    assert texts(found) == ["Recommendation 1"]
    assert not found.xpath('//form[@id="find"] | //h1')
    assert words(found, '//div[@id="theme-of-plan"]//option') == ["Any theme", "Culture"]
    assert found.xpath('//p[@class="found"]/@autofocus')


def test_htmx_is_sent_to_the_whole_page_where_a_box_has_an_error(lead):
    response = lead.get(f"{ADDRESS}?silent=x&owner=", headers={"HX-Request": "true"})

    assert response["HX-Redirect"] == f"{ADDRESS}?silent=x"


def test_htmx_gets_the_whole_page_to_go_back_to(lead):
    headers = {"HX-Request": "true", "HX-History-Restore-Request": "true"}

    assert page(lead, **headers).xpath("//h1")


def test_who_may_read_no_plan_is_told_so(client):
    client.force_login(make_user(role=Role.VIEWER))

    response = client.get(ADDRESS)

    assert response.status_code == 403
    assert "not the live plans" in response.text


def test_an_officer_finds_no_exempt_one_of_others_by_any_address(client):
    hidden = make_recommendation(text="Hidden", owners=[make_owner()], on=DAY)
    exempt_all([hidden], "3", **written(at=moment(hour=13)))
    make_recommendation(text="Open")
    client.force_login(make_user("olive@example.gov.uk", "Olive Officer", Role.OFFICER))

    for question in ("", "exempt=on", "owner=sue", "words=hidden", "end=1", "monitored=any"):
        found = page(client, question)
        assert "Hidden" not in texts(found)
        assert words(found, '//p[@class="found"]') in ([], ["1 of 1 recommendation"])


def queries(client, question):
    with CaptureQueriesContext(connection) as taken:
        page(client, question)
    return len(taken)


QUESTIONS = {
    "": 4,
    "end=1": 4,
    "sort=owner": 4,
    "overdue=on&status=none&rag=red&priority=high&source=motion": 4,
    "owner=sue": 5,
    "owner=sue&through=on": 6,
    "owner=sue&through=on&plan=learning-review": 7,
    "owner=sue&through=on&plan=learning-review&words=recommendation": 8,
    "words=two+words": 4,
    "words=recommendation+sue": 5,
}


@pytest.mark.parametrize("count", [1, 100])
def test_it_takes_the_same_queries_for_one_row_and_a_hundred_and_for_400_owners(lead, count):
    sue = make_owner()
    for row in make_recommendations(count):
        make_owner_cell(row, sue)
    if count > 1:
        housing = make_department("Housing")
        make_plan("Old", "old", is_active=False)
        for number in range(400):
            make_owner(f"Owner {number}", department=housing)

    assert {question: queries(lead, question) for question in QUESTIONS} == QUESTIONS


def test_the_officer_takes_at_most_eight(client):
    make_recommendations(3)
    make_owner("Sue Moorman")
    user = make_user("olive@example.gov.uk", "Olive Officer", Role.OFFICER)
    make_owner("Olive Officer", user=user, department=make_department("Housing"))
    client.force_login(user)

    assert {question: queries(client, question) for question in ("", "owner=sue")} == {
        "": 7,
        "owner=sue": 8,
    }


def test_today_is_the_day_that_counts(lead):
    today = timezone.localdate()
    row = make_recommendation()
    make_deadline(row, earliest=None, latest=today - timedelta(days=1))

    assert words(page(lead), "//tbody//td//strong") == [
        "Overdue",
        f"Red: Overdue since {today - timedelta(days=1):%-d %B %Y}.",
    ]


def test_orders_are_columns_that_the_database_has():
    fields = {field.name for field in Recommendation._meta.concrete_fields}

    assert set(ORDERS.values()) < fields
