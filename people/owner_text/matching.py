"""Finds a party among the known owners; it must never apply a likeness, only offer it, and must not
compare posts and groups by likeness at all: "Head of HR" and "Head of IT" differ by two letters."""

import unicodedata
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from people.owner_text.party import PartyKind

_APOSTROPHES = str.maketrans("’‘`´‐‑", "''''--")


class MatchOutcome(StrEnum):
    """How a name was found; whoever calls asks a person when it is `CLOSE`."""

    EXACT = "exact"
    ALIAS = "alias"
    CLOSE = "close"
    NEW = "new"


@dataclass(frozen=True)
class KnownOwner:
    """An owner on record: its key, its name, and other names it is found under."""

    key: Hashable
    name: str
    kind: PartyKind
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Match:
    """The owners that fit, best first. Several exact ones are namesakes: a person has to choose."""

    outcome: MatchOutcome
    owners: tuple[KnownOwner, ...] = ()

    @property
    def is_on_record(self):
        """Whether somebody is called so to the letter."""
        return self.outcome in (MatchOutcome.EXACT, MatchOutcome.ALIAS)

    @property
    def owner(self):
        """The one owner that may be taken without asking, or None."""
        return self.owners[0] if self.is_on_record and len(self.owners) == 1 else None


class OwnerIndex:
    """Known owners, arranged once for the matching of many parties."""

    def __init__(self, known: Iterable[KnownOwner]):
        """`known`: any records with key, name, kind and aliases."""
        self._by_name: dict[str, list[KnownOwner]] = {}
        self._by_alias: dict[str, list[KnownOwner]] = {}
        self._spellings: list[_Spelling] = []
        for owner in known:
            self._by_name.setdefault(_folded(owner.name), []).append(owner)
            for alias in {_folded(alias) for alias in owner.aliases}:
                self._by_alias.setdefault(alias, []).append(owner)
            if owner.kind == PartyKind.PERSON:
                self._spellings += [_Spelling(n, owner) for n in (owner.name, *owner.aliases)]

    def match(self, name, kind):
        """The owners called `name`: str, PartyKind -> Match.

        A name on record decides whatever `kind` was read from it; only a tie is settled by kind.
        """
        folded = _folded(name)
        if owners := self._by_name.get(folded):
            return Match(MatchOutcome.EXACT, _of_kind(owners, kind))
        if owners := self._by_alias.get(folded):
            return Match(MatchOutcome.ALIAS, _of_kind(owners, kind))
        if kind == PartyKind.PERSON and (owners := self.close_to(name)):
            return Match(MatchOutcome.CLOSE, owners)
        return Match(MatchOutcome.NEW)

    def by_initials(self, name, kind):
        """The people who may be `name` in full, or with initials for given names: str, PartyKind ->
        KnownOwners, by name. It proves nothing: it is for a person to look at.
        """
        wanted = _Person(name)
        if kind != PartyKind.PERSON or not wanted.given:
            return ()
        found = {s.owner.key: s.owner for s in self._spellings if wanted.may_be(_Person(s.name))}
        return tuple(sorted(found.values(), key=lambda owner: owner.name))

    def close_to(self, name):
        """The people whose names differ from `name` by a letter or two, the nearest first: str ->
        KnownOwners. Who is called so to the letter is one of them.
        """
        wanted = _Spelling(name)
        found: dict[Hashable, tuple[int, KnownOwner]] = {}
        for spelling in self._spellings:
            distance = wanted.distance_to(spelling)
            if distance is not None and distance <= found.get(spelling.owner.key, (distance,))[0]:
                found[spelling.owner.key] = (distance, spelling.owner)
        nearest = sorted(found.values(), key=lambda f: (f[0], f[1].name))
        return tuple(owner for _, owner in nearest)


class _Person:
    """A person's name as given names, perhaps but initials, and a surname."""

    def __init__(self, name):
        *given, self.surname = name.replace(".", " ").split() or [""]
        self.surname = _folded(self.surname)
        self.given = "".join(given[:1])
        self.has_initials = len(self.given) == 1 or (len(self.given) == 2 and self.given.isupper())

    def may_be(self, other):
        is_likely = self.surname == other.surname and (self.has_initials or other.has_initials)
        return is_likely and _folded(self.given)[:1] == _folded(other.given)[:1]


class _Spelling:
    """A person's name prepared for comparing: without accents, spaces and marks."""

    def __init__(self, name, owner=None):
        self.name = name
        decomposed = unicodedata.normalize("NFKD", _folded(name))
        self.letters = "".join(c for c in decomposed if c.isalnum())
        self.owner = owner
        # One bit per letter that occurs: a cheap proof that two names are far apart.
        self.bits = sum({1 << (ord(c) % 64) for c in self.letters})

    @property
    def tolerance(self):
        """How many letters may differ: none in a short name, for "Ed" is not "Ted"."""
        return 0 if len(self.letters) < 5 else 1 if len(self.letters) < 10 else 2

    def distance_to(self, other):
        limit = self.tolerance
        if abs(len(self.letters) - len(other.letters)) > limit:
            return None
        if (self.bits ^ other.bits).bit_count() > 2 * limit:
            return None
        return _edit_distance(self.letters, other.letters, limit)


def _of_kind(owners, kind):
    return tuple(o for o in owners if o.kind == kind) or tuple(owners)


def _folded(name):
    """Letter case, kinds of spaces and of apostrophes do not make another name."""
    plain = unicodedata.normalize("NFKC", name).translate(_APOSTROPHES)
    return " ".join(plain.casefold().split())


def _edit_distance(one, other, limit):
    """Letters changed, left out, put in, or swapped with their neighbour; None beyond `limit`."""
    before_last: list[int] = []
    last = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        row = [i]
        for j, b in enumerate(other, 1):
            row.append(min(last[j] + 1, row[-1] + 1, last[j - 1] + (a != b)))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                row[j] = min(row[j], before_last[j - 2] + 1)
        if min(row) > limit:
            return None
        before_last, last = last, row
    return last[-1] if last[-1] <= limit else None
