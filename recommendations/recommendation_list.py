"""The list of recommendations: its columns, its orders and its rows, for the page and for what is
exported alike. It knows no HTTP.

Everything is read from the derived columns in one query, and what a row says is worked out once.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from django.urls import reverse

from recommendations.keyset import Order
from recommendations.models import StatusMeaning
from recommendations.presentation import TAGS, Tag
from recommendations.rag import Delivery, Rag, rag_of

SHORT = 140
ORDERS = {
    "reference": "reference_order",
    "due": "due_order",
    "original": "original_order",
    "update": "update_order",
    "status": "status_word",
    "owner": "owner_order",
}
USUAL_ORDER = "due"
DONE = frozenset(StatusMeaning.done())


class Listed(NamedTuple):
    """What is read of a recommendation for its row."""

    pk: int
    reference: str
    text: str
    plan__title: str
    plan__rag_rule: str
    plan__revision_stops_overdue: bool
    owner_text: str
    by_when: str
    next_latest: date | None
    original_latest: date | None
    open_original: date | None
    times_moved: int
    status_word: str
    status_meaning: str
    per_cent: int | None
    is_verified: bool
    completion_refused: bool
    extension_requested: bool
    is_monitored: bool
    is_exempt: bool
    last_update_on: date | None
    silent_rounds: int

    def is_overdue(self, on: date):
        return self.next_latest is not None and self.next_latest < on

    def is_past_original(self, on: date):
        """Past its original date, within its revised one."""
        if self.plan__revision_stops_overdue or self.is_overdue(on):
            return False
        return self.open_original is not None and self.open_original < on


class ListRow(NamedTuple):
    """One recommendation as the list shows it; `listed` has the values themselves."""

    listed: Listed
    address: str
    text: str
    due: str
    originally: str
    moved: str
    tags: tuple[Tag, ...]
    rag: Rag
    last_update: str


@dataclass(frozen=True)
class ListColumn:
    """A column: its heading, what a typed cell says, and the order that its heading offers ("" for
    none). `inside`: the column in whose cells a page shows it, "" for one of its own.
    """

    key: str
    heading: str
    value: Callable[[ListRow], Any]
    order: str = ""
    inside: str = ""


COLUMNS = (
    ListColumn("reference", "No.", lambda row: row.listed.reference, "reference"),
    ListColumn("recommendation", "Recommendation", lambda row: row.listed.text),
    ListColumn("plan", "Plan", lambda row: row.listed.plan__title),
    ListColumn("owner", "Owner", lambda row: row.listed.owner_text, "owner"),
    ListColumn("by_when", "By when", lambda row: row.listed.by_when, "due"),
    ListColumn("due", "Due", lambda row: row.listed.next_latest, inside="by_when"),
    ListColumn("original", "Original date", lambda row: row.listed.original_latest, "original"),
    ListColumn("moved", "Times moved", lambda row: row.listed.times_moved, inside="original"),
    ListColumn("status", "Status", lambda row: ", ".join(tag.text for tag in row.tags), "status"),
    ListColumn("rag", "RAG", lambda row: row.rag.word),
    ListColumn("update", "Last update", lambda row: row.listed.last_update_on, "update"),
    ListColumn("silent", "Silent rounds", lambda row: row.listed.silent_rounds),
)


def order_of(asked: str) -> Order:
    """The order that an address asks for: "owner", or "-owner" for downwards. KeyError for another
    word.
    """
    return Order(ORDERS[asked.removeprefix("-")], is_downwards=asked.startswith("-"))


def list_rows(rows, *, on: date) -> list[ListRow]:
    """The rows, read as plain rows of the fields of Listed, judged on a day."""
    address = reverse("recommendation_detail", args=[0])
    before, after = address.split("0", 1)
    return [_row(Listed(*row), f"{before}{row[0]}{after}", on) for row in rows]


def _row(listed, address, on):
    delivery = Delivery(
        listed.status_meaning, listed.status_meaning in DONE, listed.next_latest, listed.per_cent
    )
    return ListRow(
        listed=listed,
        address=address,
        text=_short(listed.text),
        due=_day(listed.next_latest),
        originally=_day(listed.original_latest),
        moved=_times(listed.times_moved),
        tags=_tags(listed, on),
        rag=rag_of(delivery, listed.plan__rag_rule, on=on),
        last_update=_day(listed.last_update_on),
    )


def _tags(listed, on):
    """As `presentation.status_tags` has them of a state."""
    tags = []
    if listed.status_word:
        tags.append(Tag(TAGS.get(listed.status_meaning, "neutral"), listed.status_word))
    if listed.is_overdue(on):
        tags.append(Tag("overdue", "Overdue"))
    if listed.is_past_original(on):
        tags.append(Tag("at-risk", "Past its original date"))
    if listed.extension_requested:
        tags.append(Tag("at-risk", "Extension requested"))
    if listed.completion_refused:
        tags.append(Tag("overdue", "Completion refused"))
    if listed.is_verified:
        tags.append(Tag("complete", "Verified"))
    if not listed.is_monitored:
        tags.append(Tag("neutral", "No longer monitored"))
    if listed.is_exempt:
        tags.append(Tag("neutral", "Exempt"))
    return tuple(tags)


def _short(text):
    return text if len(text) <= SHORT else f"{text[: SHORT - 1].rstrip()}…"


@lru_cache(maxsize=4096)
def _day(day):
    return f"{day.day} {day:%b %Y}" if day else ""


def _times(count):
    if count == 0:
        return ""
    return "moved once" if count == 1 else f"moved {count} times"
