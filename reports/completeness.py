"""What a clerk wants to know of a paper before it is issued: who has not answered, what waits for a
decision, what the program could not read. Pure: it asks the document and the states.
"""

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


def silent_rows(document: Document) -> tuple[SilentRow, ...]:
    """The rows of a paper that say “No update received”, in their order."""
    return tuple(
        SilentRow(row.key, row.reference, _title(row), row.values.owners, row.values.silent_rounds)
        for row in document.rows
        if row.is_printed and row.values.silent_rounds
    )


def _title(row):
    return " ".join(block.text for block in row.cells.get("recommendation", ()))
