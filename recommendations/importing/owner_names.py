"""Finds the parties of owner cells in the directory, with what a person said of their spellings.
Nobody is taken for somebody else by likeness: that is offered.
"""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from people.known_owners import KnownOwners
from people.owner_text import KnownOwner, OwnerIndex, PartyKind, split_owner_text
from recommendations.importing.later_papers import folded as folded_spelling
from recommendations.importing.reviewed import (
    CLOSE,
    KEPT,
    KNOWN,
    NEW,
    NamedOwner,
    ReviewedOwner,
)
from recommendations.importing.source import standing

LONGEST_NAME = 200
MOST_COMPARED = 1_000
NO_LONGER_IN_USE = "{} (no longer in use)"


class OwnerNames:
    """The directory as an import sees it; each cell, and each spelling, is looked up once.

    `answers`: what a person said, by spelling (see answers.py).
    """

    def __init__(self, known: KnownOwners, answers: Mapping[str, Mapping[str, Any]]):
        self._known = known
        self._answers = {folded_spelling(said): answer for said, answer in answers.items()}
        self._cells: dict[str, tuple[NamedOwner, ...]] = {}
        self._spellings: dict[str, NamedOwner] = {}

    def named_in(self, cell: str) -> tuple[NamedOwner, ...]:
        """The parties that an owner cell names, each once, in their order."""
        if cell not in self._cells:
            self._cells[cell] = self._read(cell)
        return self._cells[cell]

    def reviewed(self, cells) -> tuple[ReviewedOwner, ...]:
        """Each spelling in these cells once, with how many of them have it: those to be settled
        first, then by how often.
        """
        times = Counter(
            folded_spelling(named.spelling) for cell in cells for named in self.named_in(cell)
        )
        new = _Similar(self._spellings[key] for key in times)
        found = [
            ReviewedOwner(
                self._spellings[key],
                number,
                similar=new.to(self._spellings[key]),
                is_settled=key in self._answers,
            )
            for key, number in times.items()
        ]
        return tuple(sorted(found, key=_to_settle_first))

    def _read(self, cell):
        parties: dict[Any, NamedOwner] = {}
        for part in split_owner_text(standing(cell)):
            key = folded_spelling(part.name)
            if key not in self._spellings:
                self._spellings[key] = self._named(part.name, part.kind)
            found = self._spellings[key]
            named = NamedOwner(
                found.name, found.kind, part.remit, found.outcome, found.owner, found.offered,
                part.name,
            )  # fmt: skip
            # Two spellings of one owner name it once, as a cell on record does.
            parties.setdefault(named.owner or (folded_spelling(named.name), named.kind), named)
        return tuple(parties.values())

    def _named(self, spelling, kind):
        answer = self._answers.get(folded_spelling(spelling), {})
        if "owner" in answer and (owner := self._known.with_key(answer["owner"])):
            return self._owner(owner, spelling)
        if answer.get("keep"):
            return NamedOwner(spelling, kind.value, "", KEPT, spelling=spelling)
        if "new" in answer:
            return self._added(answer["new"]["name"], PartyKind(answer["new"]["kind"]), spelling)
        return self._looked_up(spelling, kind)

    def _owner(self, owner, spelling):
        return NamedOwner(owner.name, owner.kind, "", KNOWN, owner.pk, spelling=spelling)

    def _added(self, name, kind, spelling):
        """Somebody new, as a person said; who is there to the letter is not added again."""
        match = self._known.match(name, kind)
        if match.owner and match.owner.kind == kind:
            return self._owner(self._known.by_key[match.owner.key], spelling)
        return NamedOwner(name, kind.value, "", NEW, spelling=spelling)

    def _looked_up(self, spelling, kind):
        match = self._known.match(spelling, kind)
        if match.owner:
            return self._owner(self._known.by_key[match.owner.key], spelling)
        offered: list[Any] = [(owner.key, owner.name) for owner in match.owners]
        if not match.is_on_record:
            offered += self._out_of_use(spelling, kind)
        outcome = CLOSE if offered else NEW
        if len(spelling) > LONGEST_NAME:
            outcome = KEPT
        return NamedOwner(spelling, kind.value, "", outcome, None, tuple(offered), spelling)

    def _out_of_use(self, spelling, kind):
        return [
            (owner.pk, NO_LONGER_IN_USE.format(owner.name))
            for owner in self._known.out_of_use_called(spelling, kind)
        ]


class _Similar:
    """The people of a paper who are not in the directory, to find two spellings of one. Of very
    many, nobody is looked for: it would be compared each with each.
    """

    def __init__(self, all_named):
        new = [named for named in all_named if _is_new_person(named)]
        self._index = OwnerIndex(
            KnownOwner(named.spelling, named.spelling, PartyKind.PERSON)
            for named in (new if len(new) <= MOST_COMPARED else ())
        )

    def to(self, named):
        """The other spellings that are close to one, for a person to look at."""
        if not _is_new_person(named):
            return ()
        near = self._index.close_to(named.spelling)
        return tuple(owner.name for owner in near if owner.name != named.spelling)


def _is_new_person(named):
    return named.outcome == NEW and named.kind == PartyKind.PERSON


def _to_settle_first(one):
    return one.named.outcome != CLOSE, not one.similar, one.named.outcome != NEW, -one.times
