import pytest

from recommendations.built_in_views import BUILT_IN
from recommendations.filters import RecommendationFilter
from recommendations.list_address import (
    FILTERS,
    filters_of,
    finds_the_same,
    kept_query,
    words_unknown,
)


@pytest.mark.parametrize(
    ("asked", "kept"),
    [
        ("", ""),
        ("sort=owner&overdue=on", "overdue=on&sort=owner"),
        ("overdue=on&after=2016-05-31~7&before=x&end=1&page=2&chosen=3", "overdue=on"),
        ("overdue=&status=none", "status=none"),
        ("owner=+Sue+&owner=Bob++", "owner=Bob"),
        ("status=none&status=", ""),
        ("sort=due", ""),
        ("sort=-due", "sort=-due"),
        ("columns=reference,owner&mine=on", "mine=on&columns=reference,owner"),
        ("words=%F0%9F%8E%89%00", "words=%F0%9F%8E%89%00"),
        ("colour=red&csrfmiddlewaretoken=x", ""),
    ],
)
def test_what_of_an_address_is_kept(asked, kept):
    assert kept_query(asked) == kept
    assert kept_query(kept) == kept


@pytest.mark.parametrize("view", BUILT_IN)
def test_what_is_built_in_is_put_as_what_is_saved(view):
    assert kept_query(view.query) == filters_of(view.query) == view.query


def test_the_filters_are_what_is_found_however_it_is_shown():
    assert filters_of("overdue=on&mine=on&sort=owner&columns=plan") == "overdue=on&mine=on"
    assert filters_of("sort=owner") == ""


@pytest.mark.parametrize(
    ("query", "is_same"),
    [
        ("due=30", True),
        ("due=30&sort=owner", True),
        ("due=30&columns=plan", True),
        ("due=30&overdue=on", False),
        ("due=300", False),
        ("owner=x&due=30", False),
        ("", False),
    ],
)
def test_two_queries_find_the_same_when_their_filters_are_the_same(query, is_same):
    assert finds_the_same(query, "due=30") == is_same


def test_words_that_the_list_does_not_know_are_told():
    assert words_unknown("overdue=on&colour=red&sort=owner&all=1") == ["all", "colour"]


def test_every_filter_of_the_list_is_kept():
    assert tuple(RecommendationFilter.base_filters) == FILTERS
