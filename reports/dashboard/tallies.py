"""Counts by the keys of what is counted, and their sums. Pure.

A cell of the table of departments is counted by lead owner, as "of-17-overdue": departments and
merged spellings are edited in place, so who belongs where is looked up when it is shown.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

Tally = Counter[str]


class OwnerCell(NamedTuple):
    """How many rows of a lead owner (None: nobody) stand in a column."""

    owner: int | None
    column: str
    rows: int


def cell(owner: int | None, column: str) -> str:
    """The key of what a lead owner has in a column of the table of departments."""
    return f"of-{owner or 0}-{column}"


def owner_cells(tally: Mapping[str, int]) -> Iterator[OwnerCell]:
    """The cells that count something, by lead owner."""
    for key, count in tally.items():
        if count and key.startswith("of-"):
            _, owner, column = key.split("-")
            yield OwnerCell(int(owner) or None, column, count)


def added_up(tallies: Iterable[Mapping[str, int]]) -> Tally:
    total: dict[str, int] = {}
    for tally in tallies:
        for key, count in tally.items():
            total[key] = total.get(key, 0) + count
    return Counter(total)
