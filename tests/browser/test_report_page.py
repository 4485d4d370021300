"""The update page in a real browser: with a round, an answer, a draft that keeps itself, and
everything that can be open in it.
"""

import pytest
from playwright.sync_api import expect

from people.roles import Role
from recommendations.models import UpdateDraft
from recommendations.progress import NewStatus
from tests.browser.conftest import NARROW, WIDE
from tests.factories import (
    make_action,
    make_deadline,
    make_owner,
    make_plan,
    make_recommendation,
    make_round,
    make_update,
    make_user,
    moment,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def sue(transactional_db):
    return make_user("sue@example.gov.uk", "Sue Moorman", Role.OFFICER)


@pytest.fixture
def row(sue):
    plan = make_plan(asks_per_cent=True, asks_forecast=True)
    row = make_recommendation(
        plan, text="Keep records.", reference="5", owners=[make_owner(user=sue)]
    )
    make_deadline(row, action=make_action(row, "Tell managers"))
    status = NewStatus("On track", "on_track")
    make_update(row, "Managers were told.", status=status, at=moment(hour=12, minute=30))
    make_round(plan, at=moment(hour=13))
    return row


@pytest.fixture
def opened(page, row, sue, sign_in):
    """The page, with everything opened that can be."""
    sign_in(sue)
    page.goto(f"/recommendations/{row.pk}/update/")
    open_all(page)
    return page


def open_all(page):
    page.evaluate("document.querySelectorAll('main details').forEach(each => each.open = true)")


def test_it_can_be_used_by_everybody(opened, check_page, viewport):
    opened.set_viewport_size(viewport)

    check_page(opened)


def test_with_questions_and_errors_too(opened, check_page):
    opened.get_by_label("Complete", exact=True).check()
    opened.locator("[name=per_cent]").fill("101")
    opened.locator("[name=extensions-0-text]").fill("asdf")
    opened.get_by_role("button", name="Save and next").click()

    expect(opened.get_by_label("Complete, with 1 further action still open")).to_be_visible()
    expect(opened.get_by_label("Yes, that is what I mean")).to_be_visible()
    expect(opened.get_by_role("alert")).to_be_focused()
    for size in (WIDE, NARROW):
        opened.set_viewport_size(size)
        check_page(opened)


def test_a_new_date_is_read_while_it_is_typed(opened):
    opened.locator("[name=extensions-0-text]").type("Spring 18")

    expect(opened.locator("#id_extensions-0-text_reading")).to_have_text(
        "Read as 1 March to 31 May 2018: overdue from 1 June 2018."
    )


def test_the_draft_keeps_itself(opened, row, sue, check_page):
    opened.locator("[name=narrative]").fill("Some were away.")

    expect(opened.locator(".draft-status")).to_contain_text("Draft kept at", timeout=10_000)
    assert UpdateDraft.objects.get().content["narrative"] == ["Some were away."]
    opened.goto(f"/recommendations/{row.pk}/update/")
    expect(opened.get_by_text("Your draft of")).to_be_visible()
    check_page(opened)
    opened.get_by_role("button", name="Discard draft").click()
    expect(opened.get_by_text("Your draft is thrown away.")).to_be_visible()
    assert UpdateDraft.objects.count() == 0


def test_no_change_and_its_undo(opened, check_page):
    opened.get_by_role("button", name="No change").first.click()
    expect(opened.get_by_text("that is written down")).to_be_visible()
    check_page(opened)

    opened.get_by_role("button", name="Undo").click()

    expect(opened.get_by_text("is taken back")).to_be_visible()
    check_page(opened)
