"""Without a mouse, and without JavaScript."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from people.roles import Role
from recommendations.models import Recommendation, Wording
from reports.printing.queue import fail, take_next, tell_progress
from tests.browser.conftest import WIDE
from tests.factories import (
    make_action,
    make_deadline,
    make_owner,
    make_owner_cell,
    make_plan,
    make_recommendation,
    make_request,
    make_user,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def lena(transactional_db):
    return make_user(
        "lena@example.gov.uk", "Lena Lead", role=Role.LEAD, password="three wet badgers"
    )


@pytest.fixture
def row(lena):
    plan = make_plan(themes=[{"title": "Culture"}])
    row = make_recommendation(plan, text="Keep records.", reference="5")
    make_owner_cell(row, make_owner())
    make_action(row, "Tell managers")
    make_deadline(row)
    return row


@pytest.fixture
def plain_page(browser, live_server, client, lena):
    """A page in a browser that runs no JavaScript, with the lead signed in."""
    context = browser.new_context(
        java_script_enabled=False, base_url=live_server.url, viewport=WIDE
    )
    client.force_login(lena)
    session = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    yield context.new_page()
    context.close()


def tab_to(page, locator):
    """With the Tab key alone."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if locator.evaluate("element => element === document.activeElement"):
            return
    pytest.fail(f"The keyboard does not reach {locator}.")


def test_sign_in_edit_put_right_and_save(page, row):
    page.goto("/")
    tab_to(page, page.get_by_label("E-mail address"))
    page.keyboard.type("lena@example.gov.uk")
    tab_to(page, page.get_by_label("Password"))
    page.keyboard.type("three wet badgers")
    page.keyboard.press("Enter")

    tab_to(page, page.get_by_role("link", name="Organisational learning review"))
    page.keyboard.press("Enter")
    tab_to(page, page.get_by_role("link", name="Keep records."))
    page.keyboard.press("Enter")
    tab_to(page, page.get_by_role("link", name="Edit"))
    page.keyboard.press("Enter")

    text = page.get_by_label("Recommendation", exact=True)
    tab_to(page, text)
    page.keyboard.press("Control+A")
    page.keyboard.press("Delete")
    tab_to(page, page.get_by_role("button", name="Save"))
    page.keyboard.press("Enter")

    expect(page.get_by_role("alert")).to_be_focused()
    tab_to(page, page.get_by_role("link", name="Enter the text of the recommendation"))
    page.keyboard.press("Enter")
    expect(text).to_be_focused()
    page.keyboard.type("Keep all records.")
    tab_to(page, page.get_by_role("button", name="Save"))
    page.keyboard.press("Enter")

    expect(page.get_by_role("status")).to_have_text("The changes are written down.")
    assert page.said == []
    assert Wording.objects.latest("pk").text == "Keep all records."


def test_enter_in_a_box_saves_and_adds_no_row(page, row, lena, sign_in):
    sign_in(lena)
    page.goto(f"/recommendations/{row.pk}/edit/")

    page.get_by_label("Number or reference").fill("5a")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name="Recommendation 5a")).to_be_visible()


def test_what_is_focused_is_seen_on_every_stop(page, row, lena, sign_in):
    sign_in(lena)
    page.goto(f"/recommendations/{row.pk}/edit/")

    unseen = []
    for _ in range(40):
        page.keyboard.press("Tab")
        focused = page.evaluate(
            """() => {
                const element = document.activeElement, style = getComputedStyle(element);
                const seen = style.outlineStyle !== "none" || style.boxShadow !== "none";
                return seen ? null : element.outerHTML.slice(0, 80);
            }"""
        )
        unseen += [focused] if focused else []

    assert unseen == []


def test_edit_without_javascript(plain_page, row):
    page = plain_page
    page.goto(f"/recommendations/{row.pk}/edit/")
    page.get_by_label("Recommendation", exact=True).fill("Keep all records.")
    page.get_by_label("Reason").fill("Agreed.")
    page.get_by_role("button", name="Add another action").click()

    expect(page.get_by_label("Recommendation", exact=True)).to_have_value("Keep all records.")
    expect(page.get_by_label("Reason")).to_have_value("Agreed.")
    page.get_by_label("Further action").nth(2).fill("Tell members")
    page.get_by_role("group", name="Last day").first.get_by_label("Year").fill("16")
    page.get_by_role("button", name="Save").click()

    page.get_by_role("alert").get_by_role("link").first.click()
    expect(page.get_by_label("Further action").nth(2)).to_have_value("Tell members")
    page.get_by_role("group", name="Last day").first.get_by_label("Year").fill("2018")
    page.get_by_role("button", name="Save").click()

    expect(page.get_by_role("status")).to_contain_text("The changes are written down.")
    assert Wording.objects.latest("pk").text == "Keep all records."
    assert row.actions.count() == 2
    assert row.deadlines.get().terms.latest("pk").latest.isoformat() == "2018-11-30"


def test_start_a_plan_and_fill_it_without_javascript(plain_page):
    page = plain_page
    page.goto("/plans/")
    page.get_by_role("link", name="Start a plan").click()
    page.get_by_label("Title").first.fill("Staff survey")
    page.get_by_role("button", name="Add another theme").click()
    page.get_by_label("Title").nth(1).fill("Culture")
    page.get_by_label("Title").nth(2).fill("Pay")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Add recommendations").first.click()
    page.get_by_label("Recommendation", exact=True).first.fill("Say thank you.")
    page.get_by_role("button", name="Add another recommendation").click()
    page.get_by_label("Recommendation", exact=True).nth(3).fill("Ask again.")
    page.get_by_role("button", name="Save").click()

    expect(page.get_by_role("link", name="Ask again.")).to_be_visible()
    assert Recommendation.objects.count() == 2


def test_look_back_without_javascript(plain_page, row):
    page = plain_page
    page.goto("/plans/learning-review/")
    page.get_by_text("See it as it was").click()
    page.get_by_label("As at").fill("2016-05-30")
    page.get_by_role("button", name="Show").click()

    expect(page.get_by_role("heading", name="As at 30 May 2016")).to_be_visible()
    expect(page.get_by_role("heading", name="Nothing was on record")).to_be_visible()


def test_a_print_is_cancelled_by_the_keyboard_while_its_page_tells_how_far_it_is(
    page, sign_in, lena
):
    sign_in(lena)
    now = timezone.now()
    page.goto(make_request(by=lena, at=now).get_absolute_url())
    cancel = page.get_by_role("button", name="Cancel")
    tab_to(page, cancel)

    tell_progress(take_next(at=now), parts=3, parts_done=1, rows_done=40, at=now)

    expect(page.get_by_text("1 of 3 parts")).to_be_visible()
    expect(cancel).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_text("The print is cancelled.")).to_be_visible()


def test_a_page_of_a_print_says_by_itself_that_it_is_over(page, sign_in, lena):
    sign_in(lena)
    request = make_request(by=lena, at=timezone.now())
    page.goto(request.get_absolute_url())

    fail(take_next(at=timezone.now()), "It took too long.", at=timezone.now())

    expect(page.get_by_role("button", name="Try again")).to_be_visible()
    expect(page.get_by_role("button", name="Cancel")).to_have_count(0)
    expect(page).to_have_title(re.compile("^Not printed"))
