import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.django_db(transaction=True)


def tab_to(page, locator):
    """With the Tab key alone, as somebody without a mouse."""
    for _ in range(20):
        page.keyboard.press("Tab")
        if locator.evaluate("element => element === document.activeElement"):
            return
    pytest.fail(f"The keyboard does not reach {locator}.")


def test_sign_in_with_the_keyboard_alone(page, alice, check_page):
    page.goto("/sign-in/?next=/password/")

    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
    page.keyboard.press("Enter")
    tab_to(page, page.get_by_label("E-mail address"))
    page.keyboard.type("alice@example.gov.uk")
    tab_to(page, page.get_by_label("Password"))
    page.keyboard.type("three wet badgers")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name="Change your password")).to_be_visible()
    check_page(page)
    tab_to(page, page.get_by_role("button", name="Sign out"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text("You have signed out.")
    check_page(page)


def test_sign_in_page_at_both_widths(page, viewport, check_page):
    page.set_viewport_size(viewport)

    page.goto("/sign-in/")

    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    check_page(page)


def test_error_takes_the_focus_and_leads_to_the_field(page, alice, viewport, check_page):
    page.set_viewport_size(viewport)
    page.goto("/sign-in/")

    page.get_by_label("E-mail address").fill("alice@example.gov.uk")
    page.get_by_role("button", name="Sign in").click()

    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    expect(page).to_have_title("Error: Sign in – As At – Sample Council")
    check_page(page)
    summary.get_by_role("link", name="Enter your password").click()
    expect(page.get_by_label("Password")).to_be_focused()
    expect(page.get_by_label("E-mail address")).to_have_value("alice@example.gov.uk")


def test_lock_out_is_a_page_in_words(page, alice, check_page):
    for _ in range(5):
        page.goto("/sign-in/")
        page.get_by_label("E-mail address").fill("alice@example.gov.uk")
        page.get_by_label("Password").fill("wrong")
        page.get_by_role("button", name="Sign in").click()

    expect(page.get_by_role("heading", name="Too many wrong passwords")).to_be_visible()
    page.said.clear()
    check_page(page)
