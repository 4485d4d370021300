"""That the benchmarks can be run, and that their floor is the page that they say it is. How long
anything takes is nothing for a test.
"""

import pytest
from django.conf import settings
from lxml import html
from pytest_django.asserts import assertNumQueries

from people.roles import Role
from tests.benchmarks import urls
from tests.benchmarks.measuring import Comparison, compare, in_turn, table
from tests.factories import make_rich_recommendations, make_user


@pytest.fixture
def benchmark_urls(settings):
    settings.ROOT_URLCONF = "tests.benchmarks.urls"
    urls._kept_in_memory.cache_clear()
    yield
    urls._kept_in_memory.cache_clear()


def rows(page):
    return [
        [cell.text_content() for cell in row] for row in html.fromstring(page.text).xpath("//tr")
    ]


def test_the_bare_page_is_the_plan_page_without_its_queries(client, db, benchmark_urls):
    make_rich_recommendations(2)
    client.force_login(make_user("lena@example.gov.uk", "Lena Lead", Role.LEAD))
    page = client.get("/plans/learning-review/")
    client.get("/bare/learning-review/")

    # The session and the user.
    with assertNumQueries(2):
        bare = client.get("/bare/learning-review/")

    assert len(rows(bare)) == 3
    assert rows(bare) == rows(page)


def test_the_site_itself_has_no_bare_page(client, db):
    client.force_login(make_user(role=Role.ADMINISTRATOR))

    assert settings.ROOT_URLCONF == "config.urls"
    assert client.get("/bare/learning-review/").status_code == 404


def test_calls_are_made_in_turn_and_the_first_turn_does_not_count():
    made = []
    calls = {"a": lambda: made.append("a"), "b": lambda: made.append("b")}

    seconds = in_turn(calls, for_seconds=0)

    assert made == ["a", "b"] * 6
    assert list(seconds) == ["a", "b"]


def test_the_table_says_the_ratio_and_both_times():
    [comparison] = compare({"plan": 0.03, "bare": 0.01}, {"plan": "bare"})

    assert comparison == Comparison("plan", 0.03, "bare", 0.01)
    assert table([comparison]).splitlines()[1].split() == ["plan", "3.00", "30.0", "bare", "10.0"]
