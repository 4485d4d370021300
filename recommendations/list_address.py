"""What the address of the list of recommendations asks, as far as a view keeps it. A query is the
address from the question mark on.
"""

from urllib.parse import parse_qsl, urlencode

from recommendations.recommendation_list import USUAL_ORDER

# Of `recommendations/filters.py`, in its order.
FILTERS = (
    "words",
    "owner",
    "through",
    "department",
    "plan",
    "theme",
    "source",
    "status",
    "word",
    "rag",
    "priority",
    "timescale",
    "due",
    "silent",
    "round",
    "overdue",
    "start_overdue",
    "past_original",
    "extension",
    "unverified",
    "mine",
    "unowned",
    "exempt",
    "monitored",
    "unused",
)
# How it is shown, not what is found.
ORDER, SHOWN_COLUMNS = "sort", "columns"
KEPT = (*FILTERS, ORDER, SHOWN_COLUMNS)


def kept_query(query: str) -> str:
    """The filters, the order and the columns of a query, each once and in one order, so that two
    that ask the same are the same text; never the page that somebody was on.
    """
    return urlencode(_kept(query), safe="~,")


def filters_of(query: str) -> str:
    """What a query finds, however it is shown."""
    return urlencode([pair for pair in _kept(query) if pair[0] in FILTERS], safe="~,")


def finds_the_same(query: str, filters: str) -> bool:
    """Whether a query, as `kept_query` puts it, has just these filters, as `filters_of` does."""
    rest = query.removeprefix(filters) if query.startswith(filters) else None
    return rest == "" or bool(rest and rest.startswith((f"&{ORDER}=", f"&{SHOWN_COLUMNS}=")))


def words_unknown(query: str) -> list[str]:
    """What of a query the list knows no longer."""
    return sorted({name for name, _ in parse_qsl(query)} - set(KEPT))


def _kept(query):
    last = {name: text.strip() for name, text in parse_qsl(query, keep_blank_values=True)}
    pairs = [(name, last[name]) for name in KEPT if last.get(name)]
    return [pair for pair in pairs if pair != (ORDER, USUAL_ORDER)]
