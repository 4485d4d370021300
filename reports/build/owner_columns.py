"""What the columns of owners say besides the words of the owner cells: the people, their posts, or
both.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models.functions import Coalesce

from people.models import Owner, Tenure
from recommendations.states import OwnerState, RecommendationState
from reports.public_names import Held, post_words, posts_of_people

VACANT = "vacant"


@dataclass(frozen=True, slots=True)
class OwnerWords:
    """The owners of a recommendation by name, by post, and by both: a line for each."""

    names: tuple[str, ...] = ()
    posts: tuple[str, ...] = ()
    both: tuple[str, ...] = ()


def owner_words(
    states: Sequence[RecommendationState], *, as_at: date, known_by: datetime | None
) -> dict[int, OwnerWords]:
    """What stands for the owners of recommendations on a day, as known at a moment, by the key of
    the recommendation. Where nobody is known by the words of an owner cell, those stand there. Four
    queries.
    """
    held = posts_of_people(states, as_at=as_at, known_by=known_by)
    holders = _holders(states, as_at, known_by)
    return {state.recommendation_id: _words(state, held, holders) for state in states}


def _words(state, held, holders):
    if not state.owners:
        printed = (state.owner_text,)
        return OwnerWords(printed, printed, printed)
    ways = (_name, _post, _both)
    return OwnerWords(*(_each(state.owners, held, holders, way) for way in ways))


def _each(owners, held, holders, way):
    lines = ((way(owner, held, holders), owner.remit) for owner in owners)
    return tuple(dict.fromkeys(f"{words}: {remit}" if remit else words for words, remit in lines))


def _name(owner, held, holders):
    """Of a post whoever holds it; the post itself where nobody does, or nobody has said who."""
    if owner.kind != Owner.Kind.POST or owner.owner_id not in holders:
        return owner.name
    return ", ".join(holders[owner.owner_id]) or f"{owner.name} ({VACANT})"


def _post(owner: OwnerState, held: dict[int, Held], holders):
    return post_words(owner, held)


def _both(owner, held, holders):
    if owner.kind == Owner.Kind.POST and owner.owner_id in holders:
        return f"{owner.name} ({', '.join(holders[owner.owner_id]) or VACANT})"
    if owner.kind == Owner.Kind.PERSON and held.get(owner.owner_id, Held()).posts:
        return f"{post_words(owner, held)} ({owner.name})"
    return owner.name


def _holders(states, as_at, known_by):
    """The names of those who hold each post that the states name, by its key, under whichever of
    the spellings that were merged it is named: none for a vacant one. A post of which nobody has
    said who holds it is not there.
    """
    named = {o.owner_id for s in states for o in s.owners if o.kind == Owner.Kind.POST}
    posts = Owner.objects.filter(pk__in=named).annotate(survivor=Coalesce("merged_into", "pk"))
    survivors = dict(posts.values_list("pk", "survivor"))
    in_force = Tenure.objects.in_force(as_at=as_at, known_by=known_by)
    tenures = in_force.filter(owner__in=survivors.values()).order_by("holders__pk")
    name = Coalesce("holders__person__merged_into__name", "holders__person__name")
    names: dict[int, list[str]] = defaultdict(list)
    for post, person in tenures.values_list("owner", name):
        names[post] += [person] if person else []
    return {pk: names[survivor] for pk, survivor in survivors.items() if survivor in names}
