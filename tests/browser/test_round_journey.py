"""A round from opening to refusal, as four people live through it, and the papers that come of
it.
"""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from people.roles import Role
from recommendations.models import Recommendation
from tests.factories import (
    lay_out,
    make_deadline_read,
    make_layout,
    make_owner,
    make_owner_cell,
    make_plan,
    make_recommendations,
    make_user,
    moment,
)

pytestmark = pytest.mark.django_db(transaction=True)
PLAN = "/plans/learning-review/"
COLUMNS = [
    {"key": "reference", "heading": "No.", "width": 15},
    {"key": "recommendation", "heading": "Recommendation", "width": 60},
    {"key": "progress", "heading": "Progress", "width": 80},
    {"key": "by_when", "heading": "By when", "width": 40},
    {"key": "status", "heading": "Status", "width": 40},
]


@pytest.fixture
def yesterday():
    return timezone.localdate() - timedelta(days=1)


@pytest.fixture
def people(transactional_db):
    """One of each who takes part, by role."""
    return {
        role: make_user(f"{role.name.lower()}@example.gov.uk", name, role)
        for role, name in {
            Role.LEAD: "Lena Lead",
            Role.OFFICER: "Sue Moorman",
            Role.CLERK: "Clem Clerk",
            Role.AUDITOR: "Audrey Auditor",
        }.items()
    }


@pytest.fixture
def rows(people, yesterday):
    """Four recommendations of Sue's, since a month ago, in a plan where dates move at once."""
    since = yesterday - timedelta(days=30)
    at = moment(since)
    plan = make_plan(revision="at_once")
    lay_out(plan, make_layout(columns=COLUMNS))
    rows = make_recommendations(4, plan, since, at)
    sue = make_owner("Sue Moorman", user=people[Role.OFFICER])
    for row in rows:
        make_owner_cell(row, sue, on=since, at=at)
        make_deadline_read(row, "Spring 2090", paper_date=since, on=since, at=at)
    return rows


class Reader:
    """Somebody at the browser: who they are, and what they see."""

    def __init__(self, page, sign_in, people):
        self.page, self.sign_in, self.people = page, sign_in, people

    def is_now(self, role):
        self.sign_in(self.people[role])

    def opens(self, address):
        self.page.goto(address)

    def presses(self, name):
        self.page.get_by_role("button", name=name, exact=True).click()

    def follows(self, name):
        self.page.get_by_role("link", name=name).first.click()

    def sees(self, text):
        expect(self.page.locator("main")).to_contain_text(text)

    def sees_on_the_board(self, text):
        self.is_now(Role.LEAD)
        self.opens("/rounds/")
        self.follows("May 2016")
        self.sees(text)

    def paper(self, question):
        """The rows of the appendix: number, progress, by when, status."""
        self.is_now(Role.CLERK)
        self.opens(f"{PLAN}appendix/{question}")
        said = []
        for row in self.page.locator("table tbody tr").all():
            cells = [cell.inner_text().strip() for cell in row.locator("th, td").all()]
            if len(cells) == len(COLUMNS):
                said.append((cells[0], *cells[2:]))
        return said


@pytest.fixture
def reader(page, sign_in, people):
    return Reader(page, sign_in, people)


def fill_day(page, name, day):
    for part, number in zip(("0", "1", "2"), (day.day, day.month, day.year), strict=True):
        page.fill(f"[name={name}_{part}]", str(number))


def test_a_round_from_opening_to_refusal(reader, page, rows, yesterday):
    before = timezone.localtime()

    reader.is_now(Role.LEAD)
    reader.opens("/rounds/")
    reader.follows("Open a round")
    page.get_by_label("Label").fill("May 2016")
    fill_day(page, "as_at", yesterday)
    page.get_by_label("Organisational learning review").check()
    reader.presses("Open the round")
    reader.sees("0 of 4 answered")

    reader.is_now(Role.OFFICER)
    reader.opens("/")
    reader.sees("0 of 4 done")
    page.get_by_role("button", name="recommendation 1").click()
    reader.sees("1 of 4 done")
    reader.follows("Report progress on recommendation 2")
    page.get_by_label("Complete", exact=True).check()
    page.get_by_label("Action taken").fill("All staff are trained.")
    reader.presses("Save and next")
    expect(page.get_by_role("heading", level=1)).to_have_text("Report on recommendation 3")
    page.get_by_label("Action taken").fill("Two of three offices are done.")
    page.get_by_text("Ask for another date").click()
    page.get_by_label("New date, in words").fill("Autumn 2090")
    page.get_by_label("Why does the date have to move?").fill("The builder is late.")
    reader.presses("Save")
    reader.sees_on_the_board("3 of 4 answered: 2 updates, 1 nil return, 1 silent")
    reader.sees("originally Spring 2090; moved once")

    reader.is_now(Role.CLERK)
    reader.opens("/rounds/")
    reader.follows("May 2016")
    reader.follows("Answer on behalf")
    page.get_by_label("How do you know?").fill("E-mail of 2 June")
    page.get_by_label("Action taken").fill("Begun.")
    reader.presses("Save")
    reader.sees_on_the_board("4 of 4 answered: 3 updates, 1 nil return, 0 silent")
    reader.sees("Clem Clerk on behalf of Sue Moorman")

    reader.is_now(Role.AUDITOR)
    reader.opens("/verification/")
    reader.follows("Recommendation 2")
    reader.follows("Verify completion")
    page.get_by_label("No: completion is refused").check()
    page.get_by_label("How you looked").fill("Asked for the register.")
    page.get_by_label("Note").fill("One office is not in it.")
    page.get_by_label("Status it goes back to").select_option(label="On track")
    reader.presses("Save")
    reader.sees_on_the_board("Completion refused")

    asked = f"?as_at={yesterday}"
    assert reader.paper(asked) == [
        ("1", "", "Spring 2090", ""),
        ("2", "All staff are trained.", "Spring 2090", "Complete"),
        ("3", "Two of three offices are done.", "Autumn 2090", ""),
        ("4", "Begun.", "Spring 2090", ""),
    ]
    nothing = [(str(number), "", "Spring 2090", "") for number in range(1, 5)]
    assert reader.paper(f"?as_at={yesterday - timedelta(days=1)}") == nothing
    assert reader.paper(f"{asked}&known_by={before:%Y-%m-%dT%H:%M}") == nothing
    assert page.said == []
    assert Recommendation.objects.get(pk=rows[1].pk).status_word == "On track"
