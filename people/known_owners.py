"""The owners on record, loaded once for a page that names several: found by name or alias, never by
likeness.
"""

from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db.models import Q

from people.models import Owner
from people.owner_text import (
    KnownOwner,
    MatchOutcome,
    OwnerIndex,
    OwnerPart,
    PartyKind,
    split_owner_text,
)


class KnownOwners:
    """The owners in use with their aliases; what was merged into one is another spelling of it. Two
    queries, however many are looked up.
    """

    def __init__(self):
        standing = Q(is_active=True) | Q(merged_into__is_active=True)
        owners = list(Owner.objects.filter(standing).prefetch_related("aliases"))
        self.by_key = {owner.pk: owner for owner in owners if owner.is_active}
        spellings: dict[int, list[str]] = {key: [] for key in self.by_key}
        for owner in owners:
            key = owner.merged_into_id or owner.pk
            spellings[key] += [owner.name, *(alias.name for alias in owner.aliases.all())]
        self._index = OwnerIndex(_known(o, spellings[o.pk]) for o in self.by_key.values())

    def __iter__(self):
        return iter(self.by_key.values())

    def find(self, name: str, kind: PartyKind = PartyKind.PERSON) -> Owner:
        """The owner of this name or alias. ValidationError when there is none, with the close
        spellings on offer, or when several have it.
        """
        match = self._index.match(name, kind)
        if match.owner:
            return self.by_key[match.owner.key]
        raise ValidationError(_not_found(name, match), code="unknown_owner")

    def named_in(self, text: str) -> "NamedOwners":
        """The parties that an owner cell names, each with the owner on record, if there is one."""
        named = NamedOwners()
        for part in split_owner_text(text):
            match = self._index.match(part.name, part.kind)
            owners = [self.by_key[known.key] for known in match.owners]
            if match.owner:
                named.found.setdefault(owners[0], part)
            elif match.outcome is MatchOutcome.CLOSE and len(owners) == 1:
                named.close.append((owners[0], part))
                named.problems.append(_not_found(part.name, match))
            else:
                named.unknown.append(part)
                named.problems.append(_not_found(part.name, match))
        return named


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


def _not_found(name, match):
    names = " or ".join(f"“{owner.name}”" for owner in match.owners)
    if not match.owners:
        return f"There is no owner called “{name}” in the directory. Add them there first."
    if len({owner.name for owner in match.owners}) < len(match.owners):
        return f"Several owners are called “{name}”. Give them different names in the directory."
    return f"There is no owner called “{name}” in the directory. Did you mean {names}?"
