"""A round answered through a link, in a real browser: without an account, a cookie or a script."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from recommendations.answer_links import make_link, path_of, revoke_link
from recommendations.models import AnswerLink, NilReturn, ProgressUpdate
from tests.browser.conftest import NARROW, WIDE
from tests.factories import (
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
def listed(transactional_db):
    """The address of a list of two."""
    sue, plan = make_owner(), make_plan(asks_per_cent=True)
    for number in ("5", "6"):
        row = make_recommendation(plan, text=f"Do {number}.", reference=number, owners=[sue])
        make_update(row, "Managers were told.", at=moment(hour=10))
    round, now = make_round(plan, at=moment(hour=13)), timezone.now()
    return path_of(make_link(sue, round, by=make_user(), on=timezone.localdate(now), at=now))


def test_pages_of_a_link(page, listed, check_page):
    pages = [listed, f"{listed}{ProgressUpdate.objects.first().recommendation_id}/"]
    for address in pages:
        for size in (WIDE, NARROW):
            page.set_viewport_size(size)
            page.goto(address)
            check_page(page)


def test_pages_of_a_link_that_does_not_work(page, listed, check_page):
    revoke_link(AnswerLink.objects.get(), by=make_user(), at=timezone.now())

    for size in (WIDE, NARROW):
        page.set_viewport_size(size)
        page.goto(listed)
        page.said.clear()  # The browser says that the page is gone, and it is.
        check_page(page)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_round_is_answered(browser, base_url, listed, scripts):
    context = browser.new_context(
        base_url=base_url, viewport=NARROW, java_script_enabled=scripts, locale="en-GB"
    )
    page = context.new_page()
    page.goto(listed)
    expect(page.get_by_text("0 of 2 answered")).to_be_visible()

    page.get_by_role("link", name="recommendation 5").click()
    page.get_by_label("On track").check()
    page.get_by_label("Action taken").fill("All were trained.")
    page.get_by_label("Per cent complete").fill("80")
    page.get_by_role("button", name="Save your answer").click()
    expect(page.get_by_text("Your answer is saved. 1 of 2 answered.")).to_be_visible()
    page.get_by_role("button", name="recommendation 6").click()

    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    kept = ProgressUpdate.objects.latest("pk")
    assert (kept.narrative, kept.per_cent) == ("All were trained.", 80)
    assert NilReturn.objects.count() == 1
    assert [cookie["name"] for cookie in context.cookies()] == []
    context.close()
