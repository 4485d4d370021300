"""The owners on record, loaded once for a page that names several: found by name or alias, never by
likeness.
"""

from dataclasses import dataclass, field
from functools import cached_property

from django.core.exceptions import ValidationError

from people.models import Owner
from people.owner_text import (
    KnownOwner,
    Match,
    MatchOutcome,
    OwnerIndex,
    OwnerPart,
    PartyKind,
    split_owner_text,
)

NO_LONGER_IN_USE = (
    "“{}” is in the directory, but no longer in use. Name somebody else, or put them back in use "
    "there first."
)


class KnownOwners:
    """The owners in use with their aliases, and beside them those out of use; what was merged into
    one is another spelling of it. Two queries, however many are looked up.
    """

    def __init__(self):
        self._owners = list(Owner.objects.prefetch_related("aliases"))
        self.by_key = {owner.pk: owner for owner in self._owners if owner.is_active}
        self._index = self._index_of(self.by_key)

    def __iter__(self):
        return iter(self.by_key.values())

    def find(self, name: str, kind: PartyKind = PartyKind.PERSON, *, or_out_of_use=False) -> Owner:
        """The owner in use of this name or alias; `or_out_of_use`: where there is none, one who is
        no longer. ValidationError when there is none, with the close spellings on offer, or when
        several have it.
        """
        match = self._index.match(name, kind)
        if match.owner:
            return self.by_key[match.owner.key]
        unused = [] if match.is_on_record else self.out_of_use_called(name, kind)
        if or_out_of_use and len(unused) == 1:
            return unused[0]
        if unused and not or_out_of_use:
            raise ValidationError(NO_LONGER_IN_USE.format(name), code="out_of_use")
        said = _several(name) if unused else _not_found(name, match)
        raise ValidationError(said, code="unknown_owner")

    def match(self, name: str, kind: PartyKind) -> Match:
        """The owners in use that fit a name, by key: see OwnerIndex.match."""
        return self._index.match(name, kind)

    def with_key(self, key: int) -> Owner | None:
        """The owner with this key, in use or not; None when there is none, or it was merged."""
        return self.by_key.get(key) or self._out_of_use.get(key)

    def by_email(self, address: str) -> Owner | None:
        """The person in use with this e-mail address, None when there is none. ValidationError when
        it is only that of somebody out of use.
        """
        if "@" not in address:
            return None
        people = (owner for owner in self._owners if owner.is_person and not owner.merged_into_id)
        theirs = [person for person in people if person.email.lower() == address.lower()]
        in_use = [person for person in theirs if person.is_active]
        if theirs and not in_use:
            raise ValidationError(NO_LONGER_IN_USE.format(address), code="out_of_use")
        return in_use[-1] if in_use else None

    def named_in(self, text: str) -> "NamedOwners":
        """The parties that an owner cell names, each with the owner on record, if there is one."""
        named = NamedOwners()
        for part in split_owner_text(text):
            match = self._index.match(part.name, part.kind)
            owners = [self.by_key[known.key] for known in match.owners]
            if match.owner:
                named.found.setdefault(owners[0], part)
            elif not match.is_on_record and self.out_of_use_called(part.name, part.kind):
                named.unknown.append(part)
                named.problems.append(NO_LONGER_IN_USE.format(part.name))
            elif match.outcome is MatchOutcome.CLOSE and len(owners) == 1:
                named.close.append((owners[0], part))
                named.problems.append(_not_found(part.name, match))
            else:
                named.unknown.append(part)
                named.problems.append(_not_found(part.name, match))
        return named

    def out_of_use_called(self, name: str, kind: PartyKind) -> list[Owner]:
        """Those no longer in use of this name or alias, to the letter."""
        match = self._index_out_of_use.match(name, kind)
        return [self._out_of_use[o.key] for o in match.owners] if match.is_on_record else []

    @cached_property
    def _out_of_use(self):
        return {o.pk: o for o in self._owners if not o.is_active and not o.merged_into_id}

    @cached_property
    def _index_out_of_use(self):
        return self._index_of(self._out_of_use)

    def _index_of(self, by_key):
        spellings: dict[int, list[str]] = {key: [] for key in by_key}
        for owner in self._owners:
            key = owner.merged_into_id or owner.pk
            if key in spellings:
                spellings[key] += [owner.name, *(alias.name for alias in owner.aliases.all())]
        return OwnerIndex(_known(owner, spellings[key]) for key, owner in by_key.items())


@dataclass
class NamedOwners:
    """Whom an owner cell names: those on record, those close to one on record, which somebody must
    accept, and those that are not; `problems` says in words what is to be settled.
    """

    found: dict[Owner, OwnerPart] = field(default_factory=dict)
    close: list[tuple[Owner, OwnerPart]] = field(default_factory=list)
    unknown: list[OwnerPart] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def accept_close(self):
        """Somebody said that the close spellings mean the owners on offer."""
        for owner, part in self.close:
            self.found.setdefault(owner, part)


def _known(owner, spellings):
    aliases = tuple(spelling for spelling in spellings if spelling != owner.name)
    return KnownOwner(owner.pk, owner.name, PartyKind(owner.kind), aliases)


def _several(name):
    return f"Several owners are called “{name}”. Give them different names in the directory."


def _not_found(name, match):
    names = " or ".join(f"“{owner.name}”" for owner in match.owners)
    if not match.owners:
        return f"There is no owner called “{name}” in the directory. Add them there first."
    if len({owner.name for owner in match.owners}) < len(match.owners):
        return _several(name)
    return f"There is no owner called “{name}” in the directory. Did you mean {names}?"
