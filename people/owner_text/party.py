"""What an owner cell is read into; nothing is decided here."""

from dataclasses import dataclass
from enum import StrEnum


class PartyKind(StrEnum):
    """Who an owner is: somebody, whoever holds a post, or a body of people."""

    PERSON = "person"
    POST = "post"
    GROUP = "group"


@dataclass(frozen=True)
class OwnerPart:
    """One party of an owner cell, spelled as in the cell, with what it was told to do there."""

    name: str
    kind: PartyKind
    remit: str = ""
