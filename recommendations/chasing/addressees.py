"""Whom a notice is for, and at which address: the people behind the owners of a cell, and the heads
above them, as on a day. Three queries for all owners there are; then it asks no more.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from people.heads import Heads
from people.models import Department, Owner, Tenure, TenureHolder
from recommendations.models import Addressee

Capacity = Addressee.Capacity


@dataclass(frozen=True, slots=True)
class Told:
    """Who is told, for whom they are named, as what, and where ("": nobody can be written to)."""

    recipient: Owner | None
    named: Owner | None
    capacity: Addressee.Capacity
    address: str = ""


class Directory:
    """Everybody, with who holds which post and sits in which group on a day."""

    def __init__(self, *, on: date):
        self._by_key = {owner.pk: owner for owner in Owner.objects.select_related("user")}
        self._heads = Heads(Department.objects.with_heads(on=on))
        self._people: dict[int, list[Owner]] = defaultdict(list)
        self._held: dict[int, list[Owner]] = defaultdict(list)
        tenures = Tenure.objects.in_force(as_at=on, known_by=None)
        holders = TenureHolder.objects.filter(tenure__in=tenures).order_by("pk")
        for office, person in holders.values_list("tenure__owner", "person"):
            self._seat(self._by_key[office], self.surviving(person))

    def surviving(self, key: int) -> Owner:
        """The owner with this key, or whom they were merged into."""
        owner = self._by_key[key]
        return self._by_key[owner.merged_into_id or owner.pk]

    def owners(self, keys: Iterable[int]) -> list[Told]:
        """Who is told as, or for, the owners of a cell, each once. Where the cell names nobody on
        record, nobody can be written to.
        """
        told = [one for key in keys for one in self._as_owner(self.surviving(key))]
        return each_once(told or [Told(None, None, Capacity.OWNER)])

    def head_of_service(self, lead: int | None) -> list[Told]:
        """The nearest head above who leads who is not they themselves; where nobody is a head
        above them, the nearest vacant post of one that has an address.
        """
        owner = self.surviving(lead) if lead else None
        heads = [*self._heads_above(owner)] or self._addresses_of_heads(owner)
        head = next((head for head in heads if not self._is_same(head, owner)), None)
        return self._as_head(head, owner, Capacity.HEAD_OF_SERVICE)

    def chief_officer(self, lead: int | None) -> list[Told]:
        """The topmost head above who leads, unless that is they themselves; where nobody is a head
        above them, the topmost vacant post of one that has an address.
        """
        owner = self.surviving(lead) if lead else None
        heads = [*self._heads_above(owner)] or self._addresses_of_heads(owner)
        head = heads[-1] if heads and not self._is_same(heads[-1], owner) else None
        return self._as_head(head, owner, Capacity.CHIEF_OFFICER)

    def _seat(self, office, person):
        if office.merged_into_id is None and person.is_active:
            if person not in self._people[office.pk]:
                self._people[office.pk].append(person)
            self._held[person.pk].append(office)

    def _as_owner(self, owner):
        if not owner.is_active:
            return self._instead_of(owner)
        if owner.is_person:
            return [_written_to(owner, owner, Capacity.OWNER)]
        people = self._people[owner.pk]
        if owner.is_post and not people:
            return self._instead_of(owner)
        return self._reached(owner, owner, Capacity.HOLDER if owner.is_post else Capacity.MEMBER)

    def _instead_of(self, owner):
        """The nearest head, for a vacant post, or for whoever is no longer in use; else the post's
        own address.
        """
        heads = self._heads_above(owner)
        head = next((head for head in heads if not self._is_same(head, owner)), None)
        if head:
            return self._reached(head, owner, Capacity.FOR_VACANT)
        address = owner.email if owner.is_active else ""
        return [Told(owner, owner, Capacity.OWNER, address)]

    def _as_head(self, head, named, capacity):
        return self._reached(head, named, capacity) if head else [Told(None, named, capacity)]

    def _reached(self, owner, named, capacity):
        """Of the people behind an owner those who have an address; else the post or the group at
        its own; else they without any.
        """
        if owner.is_person:
            return [_written_to(owner, named, capacity)]
        people = [_written_to(one, named, capacity) for one in self._people[owner.pk]]
        with_address = [one for one in people if one.address]
        if not with_address and owner.email:
            capacity = Capacity.OWNER if owner == named else capacity
            return [Told(owner, named, capacity, owner.email)]
        return with_address or people or [Told(owner, named, capacity)]

    def _heads_above(self, owner):
        """Who is somebody, from the department of an owner upwards."""
        for head in self._heads.going_up(self._department(owner)):
            yield self._by_key[head.pk]

    def _addresses_of_heads(self, owner):
        """The vacant posts of heads above an owner that can be written to all the same."""
        posts = self._heads.vacant_posts_going_up(self._department(owner))
        return [self._by_key[post.pk] for post in posts if post.email]

    def _department(self, owner):
        """The key of the department of an owner; of a person who has none of a post of theirs."""
        if owner is None:
            return None
        places = [owner, *(office for office in self._held[owner.pk] if office.is_post)]
        return next((one.department_id for one in places if one.department_id), None)

    def _is_same(self, head, owner):
        """Whether a head is an owner, or one of the people behind them."""
        return bool(self._selves(head) & self._selves(owner))

    def _selves(self, owner):
        return {owner.pk, *(person.pk for person in self._people.get(owner.pk, ()))}


def each_once(told: Iterable[Told]) -> list[Told]:
    """Each recipient once, as what they were named first."""
    first: dict = {}
    for one in told:
        first.setdefault(one.recipient or ("nobody", one.named), one)
    return list(first.values())


def _written_to(recipient, named, capacity):
    """At their own address; else at that by which they sign in, if they do."""
    user = recipient.user
    address = recipient.email or (user.email if user and user.is_active else "")
    return Told(recipient, named, capacity, address)
