"""From a plan to an address on the clipboard, and to another when the first has got about."""

import pytest
from django.test import Client
from playwright.sync_api import expect

from people.roles import Role
from tests.browser.conftest import NARROW
from tests.factories import make_plan, make_recommendation, make_user

pytestmark = pytest.mark.django_db(transaction=True)


def test_somebody_has_the_dates_of_a_plan_in_their_calendar(page, sign_in, check_page):
    make_recommendation(by_when="Autumn 17")
    sign_in(make_user("olive@example.gov.uk", "Olive Officer", role=Role.OFFICER))
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.set_viewport_size(NARROW)

    page.goto(make_plan().get_absolute_url())
    page.get_by_role("link", name="Calendar", exact=True).click()
    check_page(page)
    page.get_by_role("button", name="Make the calendar").click()
    check_page(page)
    page.get_by_role("button", name="Copy the address").click()
    expect(page.get_by_text("Copied", exact=True)).to_be_visible()
    first = page.evaluate("navigator.clipboard.readText()")
    assert b"BEGIN:VEVENT" in Client().get(first).content

    page.get_by_role("link", name="Stop it, or change its address").click()
    check_page(page)
    page.get_by_label("Give me the same calendar at a new address").check()
    page.get_by_role("button", name="Stop the calendar").click()
    second = page.get_by_label("Address").input_value()
    assert [Client().get(address).status_code for address in (first, second)] == [410, 200]


def test_without_scripts_the_address_is_there_to_be_marked(browser, base_url, client, db):
    client.force_login(make_user("olive@example.gov.uk", "Olive Officer", role=Role.OFFICER))
    context = browser.new_context(java_script_enabled=False, base_url=base_url)
    session = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": base_url}])
    page = context.new_page()

    page.goto("/calendars/")
    page.get_by_role("button", name="Make the calendar").click()

    expect(page.get_by_role("button", name="Copy the address")).to_be_hidden()
    assert page.get_by_label("Address").input_value().startswith(f"{base_url}/calendar/")
    context.close()
