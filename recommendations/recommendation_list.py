"""The list of recommendations: its columns, its orders and its rows, for the page and for what is
exported alike. It knows no HTTP.

Everything is read from the derived columns in one query, and what a row says is worked out once;
a column that they do not have is looked up where it is chosen, in one query for all rows at hand.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import islice
from typing import Any, NamedTuple

from django.urls import reverse

from recommendations.keyset import Order
from recommendations.models import (
    Assignment,
    Plan,
    ProgressUpdate,
    Recommendation,
    StatusMeaning,
    Theme,
)
from recommendations.presentation import TAGS, Tag
from recommendations.rag import Delivery, Judged, Rag, rag_of
from recommendations.words_found import WordsFound

SHORT = 140
BATCH = 1_000
ORDERS = {
    "reference": "reference_order",
    "due": "due_order",
    "original": "original_order",
    "update": "update_order",
    "status": "status_word",
    "owner": "owner_order",
}
ORDERS_IN_WORDS = {
    "reference_order": "reference",
    "due_order": "the next date due",
    "original_order": "original date",
    "update_order": "last update",
    "status_word": "status",
    "owner_order": "owner",
}
USUAL_ORDER = "due"
DONE = frozenset(StatusMeaning.done())
SOURCES = dict(Plan.Source.choices)
NEVER = "never"
OVERDUE = Tag("overdue", "Overdue")
PAST_ORIGINAL = Tag("at-risk", "Past its original date")
EXTENSION = Tag("at-risk", "Extension requested")
REFUSED = Tag("overdue", "Completion refused")
VERIFIED = Tag("complete", "Verified")
UNMONITORED = Tag("neutral", "No longer monitored")
EXEMPT = Tag("neutral", "Exempt")


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
    judged_colour: str
    judged_reason: str
    is_exempt: bool
    last_update_on: date | None
    silent_rounds: int
    timescale: str
    priority: str
    plan__source: str
    theme_id: int | None
    owner_cell_id: int | None

    def is_overdue(self, on: date):
        return self.next_latest is not None and self.next_latest < on

    def is_past_original(self, on: date):
        """Past its original date, within its revised one."""
        if self.plan__revision_stops_overdue or self.is_overdue(on):
            return False
        return self.open_original is not None and self.open_original < on


class ListRow(NamedTuple):
    """One recommendation as the list shows it; `listed` has the values themselves, `found` what
    was looked up besides, by the key of its column.
    """

    listed: Listed
    address: str
    text: str
    due: str
    originally: str
    moved: str
    tags: tuple[Tag, ...]
    rag: Rag
    last_update: str
    source: str
    found: Mapping[str, str]
    words: WordsFound | None = None


@dataclass(frozen=True)
class ListColumn:
    """A column: its heading, what a typed cell says, its width in characters where it is printed or
    exported, and the order that its heading offers ("" for none).

    `inside`: the column in whose cells a page shows it while that one is chosen, "" for none.
    `look_up`: finds what it says of some rows on a day, by their keys, with one query.
    `is_usual`: it is there until somebody chooses others.
    """

    key: str
    heading: str
    value: Callable[[ListRow], Any]
    width: int
    order: str = ""
    inside: str = ""
    look_up: Callable[[list[Listed], date], Mapping[int, str]] | None = None
    is_usual: bool = True


def _themes(rows, on):
    themes = Theme.objects.order_by().in_bulk({row.theme_id for row in rows if row.theme_id})
    return {row.pk: themes[row.theme_id].heading for row in rows if row.theme_id}


def _departments(rows, on):
    """Those of the owners that the owner cell names, each once."""
    named = Assignment.objects.filter(
        owner_cell__in=[row.owner_cell_id for row in rows], owner__department__isnull=False
    )
    names: dict[int, dict[str, None]] = {}
    for cell, name in named.values_list("owner_cell", "owner__department__name"):
        names.setdefault(cell, {})[name] = None
    return {row.pk: ", ".join(names.get(row.owner_cell_id, ())) for row in rows}


def _last_updates(rows, on):
    """What the update in force says; a nil return leaves it standing."""
    keys = Recommendation.objects.filter(pk__in=[row.pk for row in rows])
    updates = ProgressUpdate.objects.in_force(of=keys, as_at=on, known_by=None)
    return dict(updates.values_list("recommendation", "narrative"))


def _found(key, heading, width, look_up):
    return ListColumn(
        key, heading, lambda row: row.found[key], width, look_up=look_up, is_usual=False
    )


def _further(key, heading, value, width):
    return ListColumn(key, heading, value, width, is_usual=False)


def _yes_or_no(key, heading, name):
    return _further(key, heading, lambda row: "yes" if getattr(row.listed, name) else "no", 11)


COLUMNS = (
    ListColumn("reference", "No.", lambda row: row.listed.reference, 8, "reference"),
    ListColumn("recommendation", "Recommendation", lambda row: row.listed.text, 50),
    ListColumn("plan", "Plan", lambda row: row.listed.plan__title, 22),
    _found("theme", "Theme", 22, _themes),
    _further("timescale", "Timescale", lambda row: row.listed.timescale, 16),
    _further("priority", "Priority", lambda row: row.listed.priority, 12),
    _further("source", "Source", lambda row: row.source, 16),
    ListColumn("owner", "Owner", lambda row: row.listed.owner_text, 24, "owner"),
    _found("departments", "Department", 20, _departments),
    ListColumn("by_when", "By when", lambda row: row.listed.by_when, 18, "due"),
    ListColumn("due", "Due", lambda row: row.listed.next_latest, 13, "due", inside="by_when"),
    ListColumn("original", "Original date", lambda row: row.listed.original_latest, 13, "original"),
    ListColumn("moved", "Times moved", lambda row: row.listed.times_moved, 9, inside="original"),
    _yes_or_no("extension", "Extension requested", "extension_requested"),
    ListColumn(
        "status", "Status", lambda row: ", ".join(tag.text for tag in row.tags), 18, "status"
    ),
    _further("per_cent", "Per cent complete", lambda row: row.listed.per_cent, 11),
    ListColumn("rag", "RAG", lambda row: row.rag.marked, 8),
    _further("rag_reason", "Reason for RAG", lambda row: row.rag.reason, 24),
    ListColumn(
        "update", "Last update", lambda row: row.listed.last_update_on or NEVER, 13, "update"
    ),
    _found("said", "What was reported", 50, _last_updates),
    _further("silent", "Silent rounds", lambda row: row.listed.silent_rounds, 9),
    _yes_or_no("verified", "Verified", "is_verified"),
    _yes_or_no("exempt", "Exempt", "is_exempt"),
    _yes_or_no("monitored", "Monitored", "is_monitored"),
)
USUAL_COLUMNS = tuple(column for column in COLUMNS if column.is_usual)


def columns_of(keys: Collection[str]) -> tuple[ListColumn, ...]:
    """The columns with these keys, in the order of the catalogue; the usual ones for none."""
    return tuple(column for column in COLUMNS if column.key in keys) or USUAL_COLUMNS


def is_column(key: str) -> bool:
    return any(column.key == key for column in COLUMNS)


def in_words(value) -> str:
    """What a page says where a typed cell has this value; "" for nothing."""
    if isinstance(value, date):
        return _day(value)
    return "" if value is None else str(value)


def order_of(asked: str) -> Order:
    """The order that an address asks for: "owner", or "-owner" for downwards. KeyError for another
    word.
    """
    return Order(ORDERS[asked.removeprefix("-")], is_downwards=asked.startswith("-"))


def order_in_words(order: Order) -> str:
    words = f"by {ORDERS_IN_WORDS[order.column]}"
    return f"{words}, the last first" if order.is_downwards else words


def list_rows(rows, *, on: date, columns: Collection[ListColumn] = ()) -> list[ListRow]:
    """The rows, read as plain rows of the fields of Listed, judged on a day; with what these
    columns have to look up.
    """
    address = reverse("recommendation_detail", args=[0])
    before, after = address.split("0", 1)
    all_listed = [Listed(*row) for row in rows]
    found = {c.key: c.look_up(all_listed, on) for c in columns if c.look_up and all_listed}
    return [
        _row(
            listed,
            f"{before}{listed.pk}{after}",
            on,
            {key: by_row.get(listed.pk, "") for key, by_row in found.items()},
        )
        for listed in all_listed
    ]


def read_list(queryset, order: Order, columns, *, on: date, most=None) -> Iterator[ListRow]:
    """Every row in its order, or so many at `most`, read in batches so that memory does not grow
    with their number: one query, and one for each batch for each column that is looked up.
    """
    plain = queryset.order_by(*order.fields).values_list(*Listed._fields)[:most]
    rows = plain.iterator(chunk_size=BATCH)
    while batch := list(islice(rows, BATCH)):
        yield from list_rows(batch, on=on, columns=columns)


def tags_of(listed: Listed, on: date) -> tuple[Tag, ...]:
    """As `presentation.status_tags` has them of a state."""
    tags = []
    if listed.status_word:
        tags.append(_status_tag(listed.status_meaning, listed.status_word))
    if listed.is_overdue(on):
        tags.append(OVERDUE)
    if listed.is_past_original(on):
        tags.append(PAST_ORIGINAL)
    if listed.extension_requested:
        tags.append(EXTENSION)
    if listed.completion_refused:
        tags.append(REFUSED)
    if listed.is_verified:
        tags.append(VERIFIED)
    if not listed.is_monitored:
        tags.append(UNMONITORED)
    if listed.is_exempt:
        tags.append(EXEMPT)
    return tuple(tags)


@lru_cache(maxsize=1024)
def _status_tag(meaning, word):
    return Tag(TAGS.get(meaning, "neutral"), word)


def colour_of(listed: Listed, on: date) -> Rag:
    """As `state_rag.rag_of_state` has it of a state, less the day from which a judgement stands."""
    rule, due = listed.plan__rag_rule, listed.next_latest
    judged = None
    if listed.judged_colour and listed.is_monitored:
        judged = Judged(listed.judged_colour, listed.judged_reason)
    return _colour(rule, listed.status_meaning, due, listed.per_cent, judged, on)


@lru_cache(maxsize=4096)
def _colour(rule, meaning, due, per_cent, judged, on):
    """Worked out once for all rows that are alike in this."""
    delivery = Delivery(meaning, meaning in DONE, due, per_cent)
    return rag_of(delivery, rule, on=on, judged=judged)


def _row(listed, address, on, found):
    return ListRow(
        listed=listed,
        address=address,
        text=short(listed.text),
        due=_day(listed.next_latest),
        originally=_day(listed.original_latest),
        moved=_times(listed.times_moved),
        tags=tags_of(listed, on),
        rag=colour_of(listed, on),
        last_update=_day(listed.last_update_on),
        source=SOURCES[listed.plan__source],
        found=found,
    )


def short(text: str) -> str:
    return text if len(text) <= SHORT else f"{text[: SHORT - 1].rstrip()}…"


@lru_cache(maxsize=4096)
def _day(day):
    return f"{day.day} {day:%b %Y}" if day else ""


def _times(count):
    if count == 0:
        return ""
    return "moved once" if count == 1 else f"moved {count} times"
