"""What is an owner's besides what papers assign to them: posts, seats in groups, departments that
they head, and those that they may report for. It changes nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from people.models import Department, Owner

# What names an owner outside this app, by its noun: who knows of it says here how to count it.
COUNTED: dict[str, Callable[[Owner], int]] = {}


@dataclass(frozen=True)
class Offices:
    posts: list[Owner]
    groups: list[Owner]
    heads: list[Department]
    reports_for: list[Department]

    def __bool__(self):
        return bool(self.posts or self.groups or self.heads or self.reports_for)


def offices_of(owner, *, on: date) -> Offices:
    """What an owner holds, sits in, heads and may report for on a day, under whichever of the
    spellings that were merged; of what is in use. At most three queries.
    """
    held, reports_for = [], []
    if owner.is_person:
        held = list(Owner.objects.in_use().held_by(owner, on=on))
        delegated = Department.objects.delegated_to(owner, on=on)
        reports_for = list(delegated.filter(is_active=True))
    return Offices(
        posts=[one for one in held if one.is_post],
        groups=[one for one in held if not one.is_post],
        heads=list(Department.objects.headed_by(owner).filter(is_active=True)),
        reports_for=reports_for,
    )


def counts_naming(owner) -> dict[str, int]:
    """How many of what is counted outside this app name an owner, by its noun."""
    return {noun: count(owner) for noun, count in COUNTED.items()}
