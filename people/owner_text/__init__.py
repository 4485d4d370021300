"""Reads an owner cell of a paper into parties and finds them among known owners; it must not know
Django, and never applies a likeness by itself."""

from people.owner_text.matching import KnownOwner, Match, MatchOutcome, OwnerIndex
from people.owner_text.party import OwnerPart, PartyKind
from people.owner_text.splitting import split_owner_text

__all__ = [
    "KnownOwner",
    "Match",
    "MatchOutcome",
    "OwnerIndex",
    "OwnerPart",
    "PartyKind",
    "split_owner_text",
]
