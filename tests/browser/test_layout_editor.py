"""The columns of a table in a real browser: put into order by buttons, with JavaScript and
without.
"""

import pytest
from playwright.sync_api import expect

from people.roles import Role
from reports.models import Layout
from tests.browser.conftest import NARROW, WIDE
from tests.factories import (
    COLUMNS,
    lay_out,
    make_layout,
    make_plan,
    make_recommendation,
    make_user,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def layout(transactional_db):
    layout = make_layout(columns=COLUMNS[:3])
    plan = make_plan()
    make_recommendation(plan, text="Keep records.", narrative="Kept.")
    lay_out(plan, layout)
    return layout


@pytest.fixture
def clerk(layout):
    return make_user("carol@example.gov.uk", "Carol Clerk", Role.CLERK)


@pytest.fixture
def browser_page(request, browser, base_url, client, clerk):
    """A page with JavaScript or without, as the parameter says."""
    client.force_login(clerk)
    context = browser.new_context(
        base_url=base_url, viewport=WIDE, java_script_enabled=request.param
    )
    session = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": base_url}])
    yield context.new_page()
    context.close()


def names(page):
    return page.locator("#columns legend").all_inner_texts()


@pytest.mark.parametrize("browser_page", [True, False], ids=["scripts", "plain"], indirect=True)
def test_columns_are_added_moved_fitted_and_saved(browser_page, layout):
    page = browser_page
    page.goto(f"/layouts/{layout.pk}/tables/1/")
    page.locator("[name='columns-0-heading']").fill("Nr.")

    page.get_by_label("Add a column").select_option("by_when")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.locator("#columns legend")).to_have_count(4)
    expect(page.locator("[name='columns-3-heading']")).to_be_focused()
    page.get_by_role("button", name="Up (By when, number 4 of 4)").click()
    moved = page.get_by_role("button", name="Up (By when, number 3 of 4)")
    expect(moved).to_be_focused()
    page.get_by_role("button", name="Remove (Action taken, number 4 of 4)").click()
    expect(page.locator("#columns legend")).to_have_count(3)
    assert names(page) == ["1. Reference", "2. Recommendation", "3. By when"]
    page.get_by_role("button", name="Fit to the page").click()
    expect(page.get_by_text("Together 269 mm; the page holds 269 mm.")).to_be_visible()
    expect(page.locator("[name='columns-0-heading']")).to_have_value("Nr.")
    assert len(Layout.objects.get().tables[0]["columns"]) == 3

    page.get_by_role("button", name="Save", exact=True).click()

    expect(page.get_by_text("The table is saved.")).to_be_visible()
    columns = Layout.objects.get().tables[0]["columns"]
    assert [column["key"] for column in columns] == ["reference", "recommendation", "by_when"]
    assert columns[0]["heading"] == "Nr."
    assert sum(column["width"] for column in columns) == 269


@pytest.mark.parametrize("browser_page", [True, False], ids=["scripts", "plain"], indirect=True)
def test_what_is_typed_is_previewed_below_the_form(browser_page, layout):
    page = browser_page
    page.goto(f"/layouts/{layout.pk}/tables/1/")
    page.locator("[name='columns-0-heading']").fill("Number")

    page.get_by_role("button", name="Show").click()

    expect(page.locator("#paper").get_by_role("columnheader", name="Number")).to_be_in_viewport()
    expect(page.locator("[name='columns-0-heading']")).to_have_value("Number")
    assert Layout.objects.get().version == 1


def test_with_scripts_the_page_stays_where_it_is_and_warns_of_what_is_not_saved(
    page, layout, clerk, sign_in
):
    sign_in(clerk)
    page.goto(f"/layouts/{layout.pk}/tables/1/")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    visits = []
    page.on("framenavigated", lambda frame: visits.append(frame.url))

    page.get_by_role("button", name="Down (Reference, number 1 of 3)").click()
    expect(page.get_by_role("button", name="Down (Reference, number 2 of 3)")).to_be_focused()

    assert visits == []
    page.get_by_role("link", name="Cancel").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Plain")
    assert asked == ["beforeunload"]


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["1280", "390"])
def test_it_can_be_used_by_everybody(page, layout, clerk, sign_in, check_page, size):
    sign_in(clerk)
    page.set_viewport_size(size)
    page.goto(f"/layouts/{layout.pk}/tables/1/")

    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_text("Choose what to add")).to_be_visible()
    check_page(page)
    page.locator("[name='columns-0-width']").fill("300")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("alert")).to_be_focused()
    check_page(page)
    page.goto("about:blank")
