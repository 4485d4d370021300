"""Where somebody begins after signing in: a view of the list of recommendations, another page, or
home.
"""

from dataclasses import dataclass

from people.preferences import prefer, preferred
from recommendations.built_in_views import BUILT_IN
from recommendations.models import SavedView

START, HOME = "start", ""


@dataclass(frozen=True, slots=True)
class StartPage:
    """`word`: by which it is remembered; `route`: the name of its address, which has no parts."""

    word: str
    name: str
    route: str
    about: str


PAGES = (
    StartPage(
        "dashboard", "Dashboard", "dashboard", "How the plans that you may read stand, in numbers"
    ),
)


class StartGone(Exception):
    """The view with which somebody begins is there no more, or no longer for them."""


def start_of(user) -> str:
    """The word of the view that somebody has chosen to begin with; "" for home. No query."""
    word = preferred(user, START, HOME)
    return word if isinstance(word, str) else HOME


def begins_with(user, view: SavedView) -> bool:
    return start_of(user) == view.word


def begin_with(user, word: str) -> None:
    """Choose where to begin: the word of a page or a built-in view, that of a saved view that they
    may see, or "" for home. StartGone for any other.
    """
    if word != HOME:
        _view(user, word)
    prefer(user, START, word or None)


def start_view(user):
    """The view with which somebody begins, built in or saved, or the page; None for home. StartGone
    when there is none any more that they may see. At most one query.
    """
    word = start_of(user)
    return None if word == HOME else _view(user, word)


def _view(user, word):
    for view in (*BUILT_IN, *PAGES):
        if view.word == word and user.has_perm("recommendations.read_plans"):
            return view
    key = word.removeprefix(SavedView.WORD)
    is_key = word.startswith(SavedView.WORD) and key.isascii() and key.isdigit() and len(key) <= 18
    views = SavedView.objects.visible_to(user)
    saved = views.filter(pk=int(key)).first() if is_key else None
    if saved is None:
        raise StartGone(word)
    return saved
