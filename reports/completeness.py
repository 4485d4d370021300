"""What a clerk wants to know of a paper before it is issued: who has not answered, what waits for a
decision, what the program could not read. Pure: it asks the document and the states.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from reports.document import Document


@dataclass(frozen=True, slots=True)
class SilentRow:
    """A row on which nobody has reported; `rounds`: for how many rounds running."""

    key: str
    reference: str
    title: str
    owners: tuple[str, ...]
    rounds: int


@dataclass(frozen=True, slots=True)
class UnsettledRow:
    """A recommendation about which the rules propose to ask an officer to attend, and that nobody
    has looked at; `why`: their sentences.
    """

    key: str
    reference: str
    title: str
    why: tuple[str, ...]


def silent_rows(document: Document) -> tuple[SilentRow, ...]:
    """The rows of a paper that say “No update received”, in their order."""
    return tuple(
        SilentRow(row.key, row.reference, _title(row), row.values.owners, row.values.silent_rounds)
        for row in document.rows
        if row.is_printed and row.values.silent_rounds
    )


def unsettled_rows(
    document: Document, proposed: Iterable[UnsettledRow]
) -> tuple[UnsettledRow, ...]:
    """Of what is proposed for the list of officers asked to attend what stands in a paper, in its
    order.
    """
    by_key = {row.key: row for row in proposed}
    return tuple(by_key[row.key] for row in document.rows if row.key in by_key)


def _title(row):
    return " ".join(block.text for block in row.cells.get("recommendation", ()))
