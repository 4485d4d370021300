import csv
from datetime import date, datetime, timedelta
from io import BytesIO, StringIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from lxml import html
from openpyxl import load_workbook

from people.models import User
from people.preferences import prefer, preferred
from people.roles import Role
from recommendations.recommendation_list import COLUMNS, USUAL_COLUMNS
from recommendations.wordings import exempt_all
from tests.factories import (
    DAY,
    make_deadline,
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
EVERY_COLUMN = ",".join(column.key for column in COLUMNS)


@pytest.fixture
def lena():
    return make_user("lena@example.gov.uk", "Lena Lead", Role.LEAD)


@pytest.fixture
def lead(client, lena):
    client.force_login(lena)
    return client


def book(client, question=""):
    response = client.get(f"{ADDRESS}export.xlsx?{question}")
    assert response.status_code == 200
    return load_workbook(BytesIO(b"".join(response.streaming_content)))


def table(client, question=""):
    """The rows of the workbook, its heading first."""
    return [[cell.value for cell in row] for row in book(client, question).worksheets[0]]


def lines(client, question=""):
    response = client.get(f"{ADDRESS}export.csv?{question}")
    assert response.status_code == 200
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.reader(StringIO(text, newline="")))


def page(client, question="", path=""):
    response = client.get(f"{ADDRESS}{path}?{question}")
    assert response.status_code == 200
    return html.fromstring(response.text)


def words(found, path):
    return [" ".join(element.text_content().split()) for element in found.xpath(path)]


def printed(client, question=""):
    found = page(client, question, "print/")
    rows = [words(row, "td") for row in found.xpath("//tbody/tr")]
    return [words(found, "//thead//th"), *rows]


def shown(client, question=""):
    """The rows of the list, its heading first: what is seen; a dash stands for nothing."""
    found = page(client, question)
    table = found.xpath('//div[@id="results"]//table')[0]
    for unseen in table.find_class("vh"):
        unseen.text = ""
    for tag in table.xpath(".//strong[following-sibling::*[1][self::strong]]"):
        tag.tail = ", "
    rows = [words(row, "*[@data-label]") for row in table.xpath("tbody/tr")]
    headings = [text for text in words(table, "thead//th") if text]
    return [headings, *[["" if text == "–" else text for text in row] for row in rows]]


def in_words(value):
    if isinstance(value, datetime):
        return f"{value.day} {value:%b %Y}"
    return "" if value is None else " ".join(str(value).split())


def make_rows():
    """One of everything, and one of nothing."""
    plan = make_plan(themes=[{"number": "2", "title": "Pay"}])
    row = make_recommendation(
        plan,
        text="Train all.",
        reference="1.2",
        theme=plan.themes.get(),
        timescale="Immediate",
        priority="High",
        owners=[make_owner(department=make_department("Housing"))],
        narrative="They were trained.",
        status=("Underway", "on_track"),
    )
    make_deadline(row)
    make_recommendation(text="Report.", reference="")


# By when and original date show others in their cells; on its own each column is as in the files.
@pytest.mark.parametrize(
    "keys",
    [
        EVERY_COLUMN.replace("by_when,", "").replace("original,", ""),
        "by_when,original",
        "reference,by_when",
    ],
)
def test_the_page_the_print_and_the_files_say_the_same(lead, keys):
    make_rows()
    question = f"columns={keys}&sort=reference"

    on_the_page = shown(lead, question)

    assert on_the_page[0] == [column.heading for column in COLUMNS if column.key in keys.split(",")]
    assert len(on_the_page) == 3
    assert printed(lead, question) == on_the_page
    assert [[in_words(value) for value in row] for row in table(lead, question)] == on_the_page
    assert [len(row) for row in lines(lead, question)] == [len(row) for row in on_the_page]


def test_by_default_they_have_the_columns_of_the_page(lead):
    make_rows()
    headings = [column.heading for column in USUAL_COLUMNS]

    assert table(lead)[0] == lines(lead)[0] == printed(lead)[0] == headings
    assert shown(lead)[0] == [h for h in headings if h not in ("Due", "Times moved")]


def test_cells_are_typed_in_the_workbook_and_days_are_iso_in_csv(lead):
    make_rows()
    question = "sort=reference&columns=reference,due,moved,update,extension"

    _, nothing, row = table(lead, question)
    assert row == ["1.2", datetime(2017, 11, 30), 0, "no", datetime(2016, 5, 31)]  # noqa: DTZ001
    assert nothing == [None, None, 0, "no", "never"]
    assert lines(lead, question)[2] == ["1.2", "2017-11-30", "0", "no", "2016-05-31"]


def test_they_have_all_pages_and_the_long_texts(lead):
    make_recommendations(60)
    make_recommendation(text="Word " * 60, reference="99")

    for rows in (table(lead), lines(lead), printed(lead)):
        assert len(rows) == 62
        assert rows[-1][1].split() == ["Word"] * 60


def test_they_go_by_the_filters_and_the_order_of_the_address(lead):
    for name in ("Sue Moorman", "Bob Baker", "Sue Ellen"):
        make_recommendation(text=f"Of {name}", owners=[make_owner(name)])
    question = "owner=sue&sort=-owner&columns=recommendation&after=x~1"

    expected = [["Recommendation"], ["Of Sue Moorman"], ["Of Sue Ellen"]]
    assert table(lead, question) == lines(lead, question) == printed(lead, question) == expected


@pytest.mark.parametrize("path", ["export.xlsx", "export.csv", "print/"])
def test_a_filter_with_an_error_leads_to_the_list_that_says_so(lead, path):
    response = lead.get(f"{ADDRESS}{path}?silent=x&sort=owner&after=x")

    assert (response.status_code, response.url) == (302, f"{ADDRESS}?silent=x&sort=owner")


def test_the_files_have_names_and_are_not_kept(lead):
    today = timezone.localdate()

    for ending, kind in (
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("csv", "text/csv; charset=utf-8"),
    ):
        response = lead.get(f"{ADDRESS}export.{ending}")
        name = f'attachment; filename="recommendations-{today:%Y-%m-%d}.{ending}"'
        assert (response["Content-Disposition"], response["Content-Type"]) == (name, kind)
        assert response["Cache-Control"] == "private, no-store"
        assert b"".join(response.streaming_content)


def test_no_text_of_a_user_becomes_a_formula(lead):
    text = '=HYPERLINK("http://localhost/","x")'
    make_recommendation(text=text)

    cell = book(lead, "columns=recommendation").worksheets[0]["A2"]

    assert (cell.value, cell.data_type) == (text, "s")
    assert lines(lead, "columns=recommendation")[1] == [f"'{text}"]


def test_the_second_sheet_says_what_was_asked(lead, lena):
    exempt_all([make_recommendation(owners=[make_owner()])], "3", **written(at=moment(hour=13)))
    today = timezone.localdate()

    about = book(lead, "owner=sue&exempt=on&sort=-due")["About"]

    facts = {name.value: said.value for name, said in about}
    assert facts["Asked for"] == "Owner: Sue Moorman; Exempt"
    assert facts["Order"] == "By the next date due, the last first"
    assert facts["Recommendations"] == 1
    assert facts["As on"] == f"{today:%-d %B %Y}"
    assert facts["Made"].endswith(", by Lena Lead")
    assert facts["Who may see it"].startswith("It holds what Lena Lead may see.")
    assert facts["Exempt"].startswith("Not for publication: 1 is marked as exempt")


def test_without_filters_it_says_that_too(lead):
    about = book(lead)["About"]

    assert about["B2"].value == "No filter: all that is monitored, in plans in use"
    assert "Exempt" not in [cell.value for cell in about["A"]]


def test_what_is_exempt_is_said_above_every_page(lead):
    exempt_all([make_recommendation()], "3", **written(at=moment(hour=13)))

    said, _ = book(lead).worksheets[0].oddHeader.center.text.split("\n")
    notice = words(page(lead, path="print/"), '//p[starts-with(@class, "notice")]')

    assert said == "Not for publication: some of it is exempt"
    assert notice == [
        "Not for publication: 1 is marked as exempt under Schedule 12A of the Local Government "
        "Act 1972."
    ]


def test_too_many_for_a_workbook_are_offered_as_csv(lead, monkeypatch):
    monkeypatch.setattr("recommendations.views.list_exports.MOST_IN_A_WORKBOOK", 2)
    make_recommendations(3)

    answer = lead.get(f"{ADDRESS}export.xlsx?sort=owner", follow=True)

    assert answer.redirect_chain == [(f"{ADDRESS}?sort=owner", 302)]
    [said] = words(html.fromstring(answer.text), '//div[@role="status"]//li')
    assert said.endswith("find fewer, or take the list as CSV, which has them all.")
    assert len(lines(lead)) == 4


def test_too_many_to_print_are_offered_as_a_workbook(lead, monkeypatch):
    make_recommendations(3)
    monkeypatch.setattr("recommendations.views.list_exports.MOST_IN_PRINT", 3)
    assert len(printed(lead)) == 4

    monkeypatch.setattr("recommendations.views.list_exports.MOST_IN_PRINT", 2)
    found = page(lead, "sort=owner", "print/")

    assert not found.xpath("//table")
    assert words(found, '//p[starts-with(@class, "notice")]') == [
        "This list has more than 2 recommendations, too many for one page to print. Use the "
        "filters to find fewer, or take the list as an Excel file."
    ]
    assert found.xpath('//p[starts-with(@class, "notice")]/a/@href') == [
        f"{ADDRESS}export.xlsx?sort=owner"
    ]


def test_the_printable_page_says_what_it_is(lead):
    make_recommendation(owners=[make_owner()])
    today = timezone.localdate()

    found = page(lead, "owner=sue&sort=-update", "print/")

    assert words(found, "//main//p")[1:3] == [
        "Owner: Sue Moorman. In order by last update, the last first.",
        f"1 recommendation as on {today:%-d %B %Y}.",
    ]
    assert not found.xpath('//main//form | //main//input | //main//*[@class="filters"]')


def test_nothing_found_is_nothing_taken_along(lead):
    make_recommendation()

    assert len(table(lead, "overdue=on")) == len(lines(lead, "overdue=on")) == 1
    assert printed(lead, "overdue=on") == [[]]


def test_an_officer_takes_along_what_an_officer_sees(client):
    keeper = make_owner("Keeper", department=make_department("Housing"))
    hidden = make_recommendation(text="Hidden", owners=[keeper])
    exempt_all([hidden], "3", **written(at=moment(hour=13)))
    kept = make_plan("Kept", "kept", departments=[keeper.department])
    make_recommendation(kept, text="Elsewhere")
    make_recommendation(text="Open")
    client.force_login(make_user("olive@example.gov.uk", "Olive Officer", Role.OFFICER))

    seen = {"": ["Open"], "exempt=on": [], "monitored=any": ["Open"], "owner=keeper": []}
    for question, texts in seen.items():
        asked = f"{question}&columns=recommendation"
        expected = [["Recommendation"], *([text] for text in texts)]
        assert lines(client, asked) == table(client, asked) == expected
        assert printed(client, asked)[1:] == expected[1:]


def test_links_carry_what_the_address_asks(lead):
    make_recommendations(60)
    question = "sort=owner&monitored=any&columns=reference,owner"

    for headers in ({}, {"HX-Request": "true"}):
        response = lead.get(f"{ADDRESS}?{question}&end=1&words=", headers=headers)
        found = html.fromstring(f"<div>{response.text}</div>")
        links = found.xpath('//p[@class="take-along"]/a')

        assert [link.get("href") for link in links] == [
            f"{ADDRESS}{path}?{question}" for path in ("export.xlsx", "export.csv", "print/")
        ]
        assert {(link.get("rel"), link.get("hx-boost")) for link in links} == {
            ("nofollow", "false")
        }
        carried = "columns=reference,owner"
        for kind in ('ul[@class="chips"]', 'nav[@aria-label="Pages"]', "thead"):
            addresses = found.xpath(f"//{kind}//a/@href")
            assert addresses
            assert all(carried in address for address in addresses)


# The column chooser.


def choose(client, query="", follow=False, **typed):
    sent = {"query": query, **typed}
    return client.post(f"{ADDRESS}columns/", sent, follow=follow)


def test_columns_are_chosen_remembered_and_forgotten(lead, lena):
    make_recommendation()

    answer = choose(
        lead, "sort=owner&overdue=", columns=["owner", "theme", "reference", "nonsense"]
    )

    assert (answer.status_code, answer.url) == (
        302,
        f"{ADDRESS}?sort=owner&columns=reference,theme,owner",
    )
    assert preferred(User.objects.get(pk=lena.pk), "columns") == ["reference", "theme", "owner"]
    assert shown(lead)[0] == table(lead)[0] == ["No.", "Theme", "Owner"]

    answer = choose(lead, "sort=owner&columns=reference", usual="yes", columns=["plan"])

    assert answer.url == f"{ADDRESS}?sort=owner"
    assert User.objects.get(pk=lena.pk).preferences == {}
    assert len(shown(lead)[0]) == 9


def test_the_address_wins_over_what_is_remembered(lead, lena):
    make_recommendation()
    prefer(lena, "columns", ["plan"])

    assert shown(lead, "columns=owner")[0] == lines(lead, "columns=owner")[0] == ["Owner"]
    assert shown(lead)[0] == ["Plan"]
    assert preferred(User.objects.get(pk=lena.pk), "columns") == ["plan"]


def test_columns_that_are_not_there_are_told_and_left_out(lead):
    make_recommendation()
    note = ["The address asks for columns that this list does not have. They are left out."]

    some = page(lead, "columns=colour,owner,,plan")
    none = page(lead, "columns=%00")

    assert words(some, '//p[starts-with(@class, "notice")]') == note
    assert words(some, '//table[contains(@class, "found")]//th[a or text()]') == ["Plan", "Owner"]
    assert words(none, '//p[starts-with(@class, "notice")]') == note
    assert shown(lead, "columns=%00")[0] == shown(lead)[0]


def test_at_least_one_column_has_to_be_ticked(lead, lena):
    make_recommendation()

    answer = choose(lead, "sort=owner&columns=plan", follow=True)

    assert answer.redirect_chain == [(f"{ADDRESS}?sort=owner&columns=plan", 302)]
    said = words(html.fromstring(answer.text), '//div[@role="status"]//li')
    assert said == ["Tick at least one column."]
    assert User.objects.get(pk=lena.pk).preferences == {}


@pytest.mark.parametrize("query", ["//elsewhere.example", "x=%0d%0aLocation:%20y", "a&b=&=c", "%"])
def test_nobody_is_led_elsewhere(lead, query):
    answer = choose(lead, query, columns=["plan"])

    assert answer.url.startswith(f"{ADDRESS}?")
    assert lead.get(answer.url).status_code == 200


def test_the_chooser_shows_what_is_chosen_and_keeps_the_place(lead):
    make_recommendation()

    found = page(lead, "columns=plan,owner&sort=owner&end=1")

    ticked = found.xpath('//input[@name="columns"][@checked]/@value')
    assert ticked == ["plan", "owner"]
    assert found.xpath('//input[@type="checkbox"][@name="columns"]/@value') == EVERY_COLUMN.split(
        ","
    )
    assert found.xpath('//form//input[@name="query"]/@value')[0] == "sort=owner&end=1"
    assert found.xpath('//input[@name="columns"][@form="find"]/@value') == ["plan,owner"]


def test_what_is_shown_inside_another_column_stands_alone_without_it(lead):
    row = make_recommendation()
    make_deadline(row)
    make_deadline(row, "Spring 18", latest=date(2018, 5, 31), on=DAY)

    assert shown(lead, "columns=by_when,due")[1] == ["Autumn 17 Spring 18due 30 Nov 2017"]
    assert shown(lead, "columns=by_when")[1] == ["Autumn 17 Spring 18"]
    assert shown(lead, "columns=due")[1] == ["30 Nov 2017"]
    [heading] = page(lead, "columns=due").xpath('//th[@aria-sort="ascending"]')
    assert heading.text_content() == "Due"


def test_without_its_text_a_row_is_reached_by_its_number(lead):
    row = make_recommendation(reference="")

    assert page(lead, "columns=reference").xpath("//tbody//th/a/@href") == [f"{ADDRESS}{row.pk}/"]


def test_the_last_update_is_the_one_in_force(lead):
    row = make_recommendation(narrative="First")
    make_update(row, "Second", at=moment(hour=13))
    old = make_update(row, "Old, written down late", on=DAY - timedelta(days=9), at=moment(hour=14))

    assert old.valid_from < DAY
    assert table(lead, "columns=said")[1] == ["Second"]


# What it asks of the database.


def taken(ask, *args):
    with CaptureQueriesContext(connection) as queries:
        ask(*args)
    return len(queries)


@pytest.mark.parametrize("count", [1, 100])
def test_they_take_the_same_queries_for_one_row_and_a_hundred(lead, count):
    department = make_department("Housing")
    plan = make_plan(themes=[{"title": "Pay"}])
    for number, row in enumerate(make_recommendations(count, plan, theme=plan.themes.get())):
        make_owner_cell(row, make_owner(f"Owner {number}", department=department))
        make_update(row)

    looked_up = "columns=theme,departments,said"
    assert taken(lines, lead) == 3
    assert taken(lines, lead, looked_up) == 6
    assert taken(table, lead) == 4
    assert taken(table, lead, looked_up) == 7
    assert taken(printed, lead) == 3
    assert taken(printed, lead, looked_up) == 6
    assert taken(page, lead, "columns=reference,timescale,priority,source,exempt") == 4
    assert taken(page, lead, looked_up) == 7


def test_rows_are_read_in_batches(lead, monkeypatch):
    monkeypatch.setattr("recommendations.recommendation_list.BATCH", 2)
    plan = make_plan(themes=[{"title": "Pay"}])
    make_recommendations(5, plan, theme=plan.themes.get())

    assert len(lines(lead, "columns=theme")) == 6
    assert taken(lines, lead, "columns=theme") == 6
