"""The owners on record, loaded once for a page that names several: found by name or alias, never by
likeness.
"""

from django.core.exceptions import ValidationError

from people.models import Owner
from people.owner_text import KnownOwner, OwnerIndex, OwnerPart, PartyKind, split_owner_text


class KnownOwners:
    """The owners in use with their aliases. Two queries, however many are looked up."""

    def __init__(self):
        owners = Owner.objects.filter(is_active=True).prefetch_related("aliases")
        self.by_key = {owner.pk: owner for owner in owners}
        self._index = OwnerIndex(_known(owner) for owner in self.by_key.values())

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

    def named_in(self, text: str) -> list[tuple[Owner, OwnerPart]]:
        """The owners whom an owner cell names, in its order, each once. ValidationError, naming
        every party that is not on record, unless all of them are.
        """
        named, unknown = {}, []
        for part in split_owner_text(text):
            try:
                owner = self.find(part.name, part.kind)
                named.setdefault(owner, part)
            except ValidationError as error:
                unknown.append(error)
        if unknown:
            raise ValidationError(unknown)
        return list(named.items())


def _known(owner):
    aliases = tuple(alias.name for alias in owner.aliases.all())
    return KnownOwner(owner.pk, owner.name, PartyKind(owner.kind), aliases)


def _not_found(name, match):
    names = " or ".join(f"“{owner.name}”" for owner in match.owners)
    if not match.owners:
        return f"There is no owner called “{name}” in the directory. Add them there first."
    if len({owner.name for owner in match.owners}) < len(match.owners):
        return f"Several owners are called “{name}”. Give them different names in the directory."
    return f"There is no owner called “{name}” in the directory. Did you mean {names}?"
