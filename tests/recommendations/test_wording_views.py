from datetime import date
from urllib.parse import urlencode

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import html

from people.models import SentForm
from people.roles import Role
from recommendations.by_when import Kind, Reading
from recommendations.deadlines import drop
from recommendations.derived import wrong_derived
from recommendations.models import DeadlineTerm
from recommendations.wordings import exempt_all
from tests.factories import (
    DAY,
    make_deadline_read,
    make_department,
    make_owner,
    make_plan,
    make_recommendation,
    make_user,
    moment,
    reading,
    written,
)
from tests.sending import filled_in, problems, send, words

pytestmark = pytest.mark.django_db
LIST = "/wordings/"
MOON = "Blue\nmoon"
UNREAD = Reading(Kind.UNREAD)
JULY = reading(date(2016, 7, 31), date(2016, 7, 1), Kind.MONTH)
ONCE = "This was saved already. The form was sent twice, and counts once."
BY_HAND = {
    "way": "hand",
    "earliest_0": "1",
    "earliest_1": "April",
    "earliest_2": "2017",
    "latest_0": "17",
    "latest_1": "4",
    "latest_2": "2017",
}


def signed_in(email="lena@example.gov.uk", name="Lena Lead", role=Role.LEAD):
    client = Client()
    client.force_login(make_user(email, name, role=role))
    return client


@pytest.fixture
def lead():
    return signed_in()


@pytest.fixture
def bob():
    return signed_in("bob@example.gov.uk", "Bob Baker")


@pytest.fixture
def row():
    return make_recommendation(text="Keep records.", reference="5")


def rows(page):
    """The words of each row of the list, in their order, and what else it says."""
    found = html.fromstring(page.text).xpath("//tbody/tr")
    return [[" ".join(" ".join(cell.itertext()).split()) for cell in row] for row in found]


def listed(page):
    return [row[0] for row in rows(page)]


def settle_address(text=MOON, paper_date=DAY, **more):
    return f"/wordings/settle/?{urlencode({'words': text, 'paper_date': paper_date, **more})}"


def readings():
    return {
        (term.text, term.read_by, term.latest)
        for term in DeadlineTerm.objects.in_force(as_at=date(2026, 1, 1), known_by=None)
    }


# The list


def test_list_shows_the_unread_first_with_reading_paper_and_use(lead, row):
    make_deadline_read(row, "June 2016")
    make_deadline_read(row, "August 2016", JULY)
    make_deadline_read(row, MOON, UNREAD)
    make_deadline_read(row, MOON, JULY, version=None)

    page = lead.get(LIST)

    plan = "Organisational learning review"
    assert rows(page) == [
        [
            "Blue moon",
            "31 May 2016",
            "Not understood By the program, version 1, in 1 deadline. Read as 1 to 31 July 2016: "
            "overdue from 1 August 2016. By a person, in 1 deadline.",
            "",
            f"2 deadlines of {plan}",
        ],
        [
            "August 2016",
            "31 May 2016",
            "Read as 1 to 31 July 2016: overdue from 1 August 2016. By the program, version 1.",
            "Take for “August 2016”: Read as 1 to 31 August 2016: overdue from 1 September 2016.",
            f"1 deadline of {plan}",
        ],
        [
            "June 2016",
            "31 May 2016",
            "Read as 1 to 30 June 2016: overdue from 1 July 2016. By the program, version 1.",
            "",
            f"1 deadline of {plan}",
        ],
    ]
    [link] = html.fromstring(page.text).xpath("//tbody/tr[1]/th/a")
    assert link.text == MOON
    assert lead.get(link.get("href")).status_code == 200


def test_same_words_of_two_papers_are_two_rows(lead, row):
    make_deadline_read(row, "June")
    make_deadline_read(row, "June", paper_date=date(2012, 5, 5))

    assert [row[:3] for row in rows(lead.get(LIST))] == [
        [
            "June",
            "5 May 2012",
            "Read as 1 to 30 June 2012: overdue from 1 July 2012. By the program, version 1.",
        ],
        [
            "June",
            "31 May 2016",
            "Read as 1 to 30 June 2016: overdue from 1 July 2016. By the program, version 1.",
        ],
    ]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["Blue moon", "August 2016", "June 2016", "Ongoing"]),
        ("?show=unread", ["Blue moon"]),
        ("?show=proposed", ["August 2016"]),
        ("?show=by-hand", ["Ongoing"]),
        ("?show=nonsense&page=x", ["Blue moon", "August 2016", "June 2016", "Ongoing"]),
        ("?q=BLUE+moon", ["Blue moon"]),
        ("?q=2016&show=proposed", ["August 2016"]),
        ("?q=nothing", []),
    ],
)
def test_list_is_filtered_and_searched(lead, row, query, expected):
    make_deadline_read(row, "June 2016")
    make_deadline_read(row, "August 2016", JULY)
    make_deadline_read(row, MOON, UNREAD)
    make_deadline_read(row, "Ongoing", version=None)

    assert listed(lead.get(LIST + query)) == expected


def test_chips_count_what_is_found_and_keep_what_is_sought(lead, row):
    make_deadline_read(row, "June 2016")
    make_deadline_read(row, MOON, UNREAD)

    page = lead.get(f"{LIST}?q=moon&show=unread")

    chips = html.fromstring(page.text).xpath("//ul[@class='chips']//a")
    assert [(chip.text, chip.get("href")) for chip in chips] == [
        ("All (1)", "/wordings/?q=moon"),
        ("Not understood (1)", "/wordings/?q=moon&show=unread"),
        ("Read otherwise by now (0)", "/wordings/?q=moon&show=proposed"),
        ("Set by a person (0)", "/wordings/?q=moon&show=by-hand"),
    ]
    assert [chip.text for chip in chips if chip.get("aria-current")] == ["Not understood (1)"]


def test_conventions_in_force_are_printed(lead, settings):
    assert (
        "Spring is March to May, summer June to August, autumn September to November, winter "
        "December to February. 1/4/2013 is 1 April 2013."
    ) in words(lead.get(LIST))

    settings.SEASONS_START, settings.MONTH_FIRST = [9, 12, 3, 6], True

    said = words(lead.get(LIST))
    assert "Spring is September to November, summer December to February" in said
    assert "1/4/2013 is 4 January 2013." in said


def test_empty_list_says_what_to_do(lead, row):
    assert "No wordings yet No recommendation has a deadline. Open a plan" in words(lead.get(LIST))

    make_deadline_read(row, "June 2016")

    assert "None No wording in use is of this kind" in words(lead.get(f"{LIST}?show=unread"))
    assert "Nothing found" in words(lead.get(f"{LIST}?q=zebra"))


def test_dropped_deadlines_are_not_listed(lead, row):
    drop(make_deadline_read(row, MOON, UNREAD), reason="Done with.", **written(at=moment(hour=13)))

    assert listed(lead.get(LIST)) == []


@pytest.mark.parametrize("count", [1, 3, 60])
@pytest.mark.parametrize("address", [LIST, settle_address("June 2016", paper_date=DAY)])
def test_pages_take_the_same_number_of_queries(lead, count, address):
    for number in range(count):
        plan = make_plan(f"Plan {number}", f"plan-{number}")
        row = make_recommendation(plan, reference=str(number))
        make_deadline_read(row, f"Part {number}: June 2016", JULY)
        make_deadline_read(row, "June 2016", JULY)
    lead.get(address)

    with CaptureQueriesContext(connection) as queries:
        page = lead.get(address)

    assert page.status_code == 200
    assert len(queries) == 4


def test_fifty_rows_are_on_a_page(lead, row):
    for number in range(51):
        make_deadline_read(row, f"{number} things, no date", UNREAD)

    assert len(rows(lead.get(LIST))) == 50
    assert len(rows(lead.get(f"{LIST}?page=2"))) == 1


# Who sees what


@pytest.mark.parametrize("role", [Role.VIEWER, Role.OFFICER, Role.CLERK, Role.AUDITOR])
@pytest.mark.parametrize("address", [LIST, settle_address()])
def test_who_does_not_edit_plans_is_refused_in_words(row, role, address):
    make_deadline_read(row, MOON, UNREAD)
    client = signed_in("vera@example.gov.uk", "Vera Viewer", role)

    pages = [client.get(address), client.post(address, BY_HAND)]

    assert [page.status_code for page in pages] == [403, 403]
    assert "Only plan leads and administrators edit plans." in words(pages[0])
    assert readings() == {(MOON, "parser", None)}


def test_plans_link_to_the_list_for_who_may(lead, row):
    officer = signed_in("olive@example.gov.uk", "Olive Officer", Role.OFFICER)

    assert 'href="/wordings/"' in lead.get("/plans/").text
    assert 'href="/wordings/"' not in officer.get("/plans/").text


@pytest.fixture
def editing_officer():
    """May edit plans, but not read what is kept to other departments."""
    client = signed_in("olive@example.gov.uk", "Olive Officer", Role.OFFICER)
    olive = make_user("olive@example.gov.uk")
    editors = Group.objects.create(name="Editors")
    editors.permissions.add(Permission.objects.get(codename="edit_plans"))
    olive.groups.add(editors)
    make_owner("Olive Officer", user=olive, department=make_department("Human Resources"))
    return client


def test_what_somebody_may_not_read_is_neither_shown_nor_settled(editing_officer, row):
    housing = make_department("Housing")
    kept = make_recommendation(make_plan("Housing", "housing", departments=[housing]))
    exempt = make_recommendation(owners=[make_owner("Head of Housing", department=housing)])
    exempt_all([exempt], "3", **written(at=moment(hour=13)))
    make_deadline_read(row, "June 2016", UNREAD)
    for hidden in (kept, exempt):
        make_deadline_read(hidden, "June 2016", UNREAD)
        make_deadline_read(hidden, MOON, UNREAD)

    assert [row[4] for row in rows(editing_officer.get(LIST))] == [
        "1 deadline of Organisational learning review"
    ]
    assert editing_officer.get(settle_address()).status_code == 404

    send(editing_officer, settle_address("June 2016"), **BY_HAND)

    settled = DeadlineTerm.objects.filter(read_by="person")
    assert [term.deadline.recommendation for term in settled] == [row]


# Taking proposals in bulk


def boxes(page):
    return html.fromstring(page.text).xpath("//input[@name='chosen']")


def test_proposals_of_the_chosen_rows_are_taken(lead, row):
    make_deadline_read(row, "June 2016", JULY)
    make_deadline_read(row, "June 2016", JULY, version=None)
    make_deadline_read(row, "August 2016", JULY)
    make_deadline_read(row, "October 2016", JULY)
    page = lead.get(f"{LIST}?q=2016&show=proposed")
    chosen = [box.get("value") for box in boxes(page)[:2]]

    answer = lead.post(f"{LIST}?q=2016&show=proposed", filled_in(page, chosen=chosen), follow=True)

    assert answer.redirect_chain == [("/wordings/?q=2016&show=proposed", 302)]
    assert "2 deadlines are read anew. The words stay as they were printed." in answer.text
    assert readings() == {
        ("August 2016", "parser", date(2016, 8, 31)),
        ("June 2016", "parser", date(2016, 6, 30)),
        ("June 2016", "person", date(2016, 7, 31)),
        ("October 2016", "parser", date(2016, 7, 31)),
    }
    assert listed(answer) == ["October 2016"]
    assert list(wrong_derived()) == []


def test_all_boxes_of_a_page_are_ticked_without_javascript(lead, row):
    make_deadline_read(row, "June 2016", JULY)
    make_deadline_read(row, "August 2016", JULY)
    [link] = html.fromstring(lead.get(LIST).text).xpath("//a[text()='Choose all 2 on this page']")

    send(lead, link.get("href"))

    assert readings() == {
        ("August 2016", "parser", date(2016, 8, 31)),
        ("June 2016", "parser", date(2016, 6, 30)),
    }


def test_taking_no_proposal_at_all_is_said(lead, row):
    make_deadline_read(row, "June 2016", JULY)

    page = send(lead, LIST)

    assert problems(page) == ["Choose at least one row whose proposal you take"]
    assert boxes(page)[0].get("id") == "id_chosen_0"
    assert readings() == {("June 2016", "parser", date(2016, 7, 31))}


def test_proposals_taken_twice_count_once(lead, row):
    make_deadline_read(row, "June 2016", JULY)
    page = lead.get(LIST)
    sent = filled_in(page, chosen=[boxes(page)[0].get("value")])

    lead.post(LIST, sent)
    again = lead.post(LIST, sent, follow=True)

    assert ONCE in again.text
    assert DeadlineTerm.objects.filter(corrects__isnull=False).count() == 1
    assert SentForm.objects.count() == 1


def test_of_two_who_take_a_proposal_the_second_is_told_and_saves_nothing(lead, bob, row):
    make_deadline_read(row, "June 2016", JULY)
    make_deadline_read(row, "August 2016", JULY)
    page = bob.get(LIST)
    chosen = [box.get("value") for box in boxes(page)]
    send(lead, settle_address("June 2016"), **BY_HAND)

    told = bob.post(LIST, filled_in(page, chosen=chosen))

    assert problems(told) == [
        "Somebody else has settled some of the rows that you chose. The list shows what they say "
        "now: look at it, and choose again"
    ]
    assert [box.get("checked") for box in boxes(told)] == ["checked"]
    assert readings() == {
        ("August 2016", "parser", date(2016, 7, 31)),
        ("June 2016", "person", date(2017, 4, 17)),
    }


def test_a_made_up_row_is_refused(lead, row):
    make_deadline_read(row, MOON, UNREAD)

    page = lead.post(LIST, {"chosen": ["1", "x"]})

    assert page.status_code == 200
    assert problems(page)[0].startswith("Somebody else has settled")


# Settling one wording


def test_page_shows_the_words_their_use_and_both_readings(lead, row):
    make_deadline_read(row, "CMT: 19 September, Executive 16 October\nthen on", UNREAD)
    make_deadline_read(row, "June 2016", JULY)

    said = words(lead.get(settle_address("June 2016")))

    assert "By when, in a paper of 31 May 2016 June 2016 How it is read Read as 1 to 31" in said
    assert "now Read as 1 to 30 June 2016: overdue from 1 July 2016." in said
    assert "5: Keep records. Organisational learning review" in said
    assert "As the program reads them: 1 to 30 June 2016" in said


def test_dates_set_by_hand_apply_to_all_and_are_marked(lead, row):
    make_deadline_read(row, MOON, UNREAD)
    make_deadline_read(make_recommendation(), MOON, UNREAD)

    answer = send(lead, settle_address(q="moon", show="unread", page="1"), **BY_HAND)

    assert answer.url == "/wordings/?q=moon&show=unread&page=1"
    page = lead.get("/wordings/?q=moon")
    assert "2 deadlines are read anew." in page.text
    assert rows(page)[0][2] == (
        "Read as 1 to 17 April 2017: overdue from 18 April 2017. By a person."
    )
    terms = DeadlineTerm.objects.filter(read_by="person")
    assert {(term.reason, str(term.recorded_by)) for term in terms} == {
        ("Dates set by hand", "Lena Lead")
    }
    assert list(wrong_derived()) == []


def test_words_only_are_no_longer_unread(lead, row):
    make_deadline_read(row, MOON, UNREAD)

    send(lead, settle_address(), way="words", reason="It is a joke.")

    assert listed(lead.get(f"{LIST}?show=unread")) == []
    assert DeadlineTerm.objects.get(read_by="person").reason == "It is a joke."


def test_the_programs_reading_may_take_the_place_of_a_persons(lead, row):
    make_deadline_read(row, "June 2016", JULY, version=None)
    address = settle_address("June 2016")

    page = lead.get(address)
    send(lead, address, way="program")

    assert "what a person has set too" in words(page)
    assert readings() == {("June 2016", "parser", date(2016, 6, 30))}


def test_nothing_is_written_where_nothing_changes(lead, row):
    make_deadline_read(row, "June 2016")

    page = lead.post(
        settle_address("June 2016"), filled_in(lead.get(settle_address("June 2016"))), follow=True
    )

    assert "Nothing had to change: they are read so already." in page.text
    assert DeadlineTerm.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ({}, "Choose how these words are to be read"),
        ({"way": "program"}, "What do these words mean? must be one of the choices"),
        (
            {"way": "hand"},
            "Enter a first or a last day, or tick that it goes on without an end",
        ),
        (
            BY_HAND | {"earliest_2": "2018"},
            "The last day must be the first day or later",
        ),
        (BY_HAND | {"latest_0": "31"}, "Last day must be a real date"),
        (
            BY_HAND | {"way": "words"},
            "You changed the dates below: choose to set them by hand, or put them back",
        ),
    ],
)
def test_what_will_not_do_is_said_beside_what_was_typed(lead, row, typed, problem):
    make_deadline_read(row, MOON, UNREAD)

    page = send(lead, settle_address(), **typed)

    assert problems(page) == [problem]
    assert readings() == {(MOON, "parser", None)}
    for name, text in typed.items():
        if name != "way":
            assert html.fromstring(page.text).xpath(f"//input[@name='{name}']/@value") == [text]


def test_settling_twice_counts_once(lead, row):
    make_deadline_read(row, MOON, UNREAD)
    sent = filled_in(lead.get(settle_address()), **BY_HAND)

    lead.post(settle_address(), sent)
    again = lead.post(settle_address(), sent, follow=True)

    assert ONCE in again.text
    assert DeadlineTerm.objects.count() == 2


def test_of_two_who_settle_the_second_compares_and_chooses(lead, bob, row):
    make_deadline_read(row, MOON, UNREAD)
    opened = bob.get(settle_address())
    send(lead, settle_address(), **BY_HAND)

    told = bob.post(settle_address(), filled_in(opened, **BY_HAND | {"latest_0": "30"}))

    assert problems(told) == [
        f"Somebody else has changed “{MOON}” since you opened it. Nothing was saved: compare what "
        "you typed with what it says now, and choose."
    ]
    assert readings() == {(MOON, "person", date(2017, 4, 17))}

    bob.post(settle_address(), filled_in(told, **{"keep-latest": "typed"}))

    assert readings() == {(MOON, "person", date(2017, 4, 30))}


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?words=June+2016",
        "?words=June+2016&paper_date=yesterday",
        "?words=June+2016&paper_date=2016-02-31",
        "?words=June+2016&paper_date=2015-05-31",
        "?words=june+2016&paper_date=2016-05-31",
        "?words=June%00&paper_date=2016-05-31",
    ],
)
def test_words_that_are_not_in_use_are_not_found(lead, row, query):
    make_deadline_read(row, "June 2016")

    assert lead.get(f"/wordings/settle/{query}").status_code == 404
    assert lead.post(f"/wordings/settle/{query}", BY_HAND).status_code == 404
