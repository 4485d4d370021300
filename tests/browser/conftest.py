"""A real browser: Debian's Chromium, by pytest-playwright, with axe."""

import os

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import expect

from people.models import User

# Playwright's own loop runs in the test's thread, so Django would refuse every query.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")

# On a busy machine pages take longer, and no test is about time.
expect.set_options(timeout=60_000)

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# All that is in order, with the markup of each element, takes longer to hand over than to find.
VIOLATIONS = """contrast => axe.run(
  {resultTypes: ['violations'], rules: {'color-contrast': {enabled: contrast}}}
).then(found => found.violations)"""
WIDE = {"width": 1280, "height": 900}
NARROW = {"width": 390, "height": 844}


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": ARGUMENTS}


@pytest.fixture(scope="session")
def base_url(live_server):
    """Addresses in tests are paths of this server."""
    return live_server.url


@pytest.fixture(params=[WIDE, NARROW], ids=["1280", "390"])
def viewport(request):
    return request.param


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    return {**browser_context_args, "viewport": WIDE}


@pytest.fixture
def page(page):
    """The page, which remembers in `page.said` whatever the browser had to say about it."""
    page.said = []
    page.on("console", lambda message: page.said.append(message.text))
    page.on("pageerror", lambda error: page.said.append(str(error)))
    return page


@pytest.fixture
def check_page():
    """Asserts that axe finds nothing, the page fits the window, and the console is silent. Of
    colours (three quarters of axe's time) it need not ask again at another width.
    """

    def check(page, *, contrast=True):
        if not page.evaluate("'axe' in window"):
            page.evaluate(AXE_SCRIPT)
        violations = page.evaluate(VIOLATIONS, contrast)
        assert [_in_words(violation) for violation in violations] == []
        root = "document.documentElement"
        assert page.evaluate(f"{root}.scrollWidth") == page.evaluate(f"{root}.clientWidth")
        assert page.said == []

    return check


@pytest.fixture
def alice(transactional_db):
    return User.objects.create_user(
        "alice@example.gov.uk", name="Alice Archer", password="three wet badgers"
    )


@pytest.fixture
def sign_in(page, client, base_url):
    """Signs somebody in without the form."""

    def sign_in(user):
        client.force_login(user)
        session = client.cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": session, "url": base_url}])

    return sign_in


def _in_words(violation):
    elements = ", ".join(node["html"] for node in violation["nodes"])
    return f"{violation['id']} ({violation['help']}): {elements}"
