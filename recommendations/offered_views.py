"""The views that the list of recommendations offers to somebody, and which of them they see."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.urls import reverse

from people.addresses import address_of
from recommendations.built_in_views import BUILT_IN
from recommendations.list_address import filters_of, finds_the_same
from recommendations.list_choices import ViewChoice

# The rest is on the page of views.
MOST = 100


@dataclass(frozen=True, slots=True)
class OfferedView:
    """`by`: whose it is, "" for one's own and what is built in."""

    name: str
    query: str
    address: str
    by: str = ""
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class OfferedViews:
    """`open`: the name of the one that is seen, "" for none; `is_new`: none asks just this."""

    built_in: Sequence[OfferedView]
    own: Sequence[OfferedView]
    shared: Sequence[OfferedView]
    open: str
    is_new: bool


def offered_views(user, query: str, saved: Sequence[ViewChoice]) -> OfferedViews:
    """Those of a user who sees what a query (as `kept_query` puts it) asks; `saved`: those of their
    own and of others that `list_choices` found.
    """
    built_in, (own, shared) = _built_in(), _saved(user, saved)
    all_of_them = [*own, *built_in, *shared]
    seen = _seen(all_of_them, query)
    return OfferedViews(
        built_in=_marked(built_in, seen),
        own=_marked(own, seen),
        shared=_marked(shared, seen),
        open=seen.name if seen else "",
        is_new=all(view.query != query for view in all_of_them),
    )


def _built_in():
    address = address_of("recommendation_list")
    return [OfferedView(v.name, v.query, f"{address}?{v.query}") for v in BUILT_IN]


def _saved(user, views):
    own: list[OfferedView] = []
    shared: list[OfferedView] = []
    for key, name, maker, query, by in sorted(views, key=lambda view: view.user != user.pk)[:MOST]:
        is_own = maker == user.pk
        address = reverse("saved_view", args=[key])
        view = OfferedView(name, query, address, "" if is_own else by)
        (own if is_own else shared).append(view)
    return own, shared


def _seen(views, query):
    """The view that asks just this; else one that finds the same, however it is shown."""
    if same := [view for view in views if view.query == query]:
        return same[0]
    found = filters_of(query)
    return next((view for view in views if found and finds_the_same(view.query, found)), None)


def _marked(views, seen):
    return [replace(view, is_open=True) if view is seen else view for view in views]
