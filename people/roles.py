"""Who may do what: the roles as groups of permissions, and what makes a row somebody's own.

The rules of each app's rows are QuerySet methods there: `visible_to(user, on=)`, `editable_by(user,
on=)`.
"""

from datetime import date
from enum import StrEnum

from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db.models import Q

from people.holdings import Holdings, are_the_user, holdings_of
from people.models import Delegation, Department, Owner, Tenure


class Role(StrEnum):
    """The names of the groups in `fixtures/groups.json`; somebody can have several. Nobody has a
    permission but through one: what the rules say of some "if granted" is a group of its own there
    ("May read live plans", "May edit plans").
    """

    VIEWER = "Viewer"
    OFFICER = "Officer"
    LEAD = "HR or plan lead"
    CLERK = "Committee clerk"
    AUDITOR = "Auditor"
    ADMINISTRATOR = "Administrator"


def load_roles():
    """Put in the groups with their permissions, or put them right again."""
    call_command("loaddata", "groups", verbosity=0)


def give_role(user, role: Role):
    """Add a role to those that the user has. The administrator may open the administration
    pages.
    """
    user.groups.add(Group.objects.get(name=role))
    if role == Role.ADMINISTRATOR and not user.is_staff:
        user.is_staff = True
        user.save(update_fields=["is_staff"])


def owners_of(user, *, on: date):
    """The owners through whom something is this user's own on a day: the person they are, the posts
    that they hold and the groups in which they sit, as known now; and all that was merged into one
    of these.
    """
    ever_held = Owner.objects.filter(are_the_user("tenures__holders__person", user))
    tenures = Tenure.objects.in_force(as_at=on, known_by=None, of=ever_held)
    held = tenures.filter(are_the_user("holders__person", user), owner__merged_into=None)
    own = Owner.objects.filter(Q(user=user) | Q(pk__in=held.values("owner")))
    return Owner.objects.surviving_as(own.values("pk"))


def named_departments(user, *, on: date, held: Holdings | None = None):
    """The departments of those owners, and those for which this user may report as a delegate; each
    without what is within it. `held`: what `holdings_of` found, where that is known already.
    """
    if held is not None:
        return _named(user, held)
    owners = owners_of(user, on=on).values("department")
    return Department.objects.filter(
        Q(pk__in=owners) | Q(pk__in=_delegations(user, on).values("department"))
    )


def departments_of(user, *, on: date):
    """Those departments, and every department within them."""
    return Department.objects.within(named_departments(user, on=on))


def delegated_departments(user, *, on: date):
    """The departments for which this user may report on a day as the delegate that they are, as
    known now, and every department within them.
    """
    delegations = _delegations(user, on).values("department")
    return Department.objects.within(Department.objects.filter(pk__in=delegations))


def own_owners(user, held: Holdings):
    """All owners through whom a user may report on a day, by what `holdings_of` found: those of
    `owners_of`, and those in `delegated_departments`.
    """
    delegated = Department.objects.filter(pk__in=held.departments)
    return Owner.objects.order_by().filter(_own(user, held) | _in_departments(delegated))


def near_owners(user, held: Holdings):
    """Those of `owners_of`, and all in `departments_of`, by what `holdings_of` found."""
    there = _in_departments(_named(user, held))
    return Owner.objects.order_by().filter(_own(user, held) | there)


def owner_keys(user, *, on: date) -> list[int]:
    """The keys of `own_owners`. For lists: two light queries."""
    return _keys(own_owners(user, holdings_of(user, on=on)))


def owner_keys_in_departments(user, *, on: date) -> list[int]:
    """The keys of all owners in `departments_of`. For lists: two light queries."""
    named = _named(user, holdings_of(user, on=on))
    return _keys(Owner.objects.order_by().filter(_in_departments(named)))


def _named(user, held):
    own = Owner.objects.order_by().filter(_own(user, held)).values("department")
    return Department.objects.filter(Q(pk__in=held.departments) | Q(pk__in=own))


def _own(user, held):
    is_user = Q(user=user, merged_into=None) | Q(merged_into__user=user)
    return is_user | Q(pk__in=held.owners)


def _in_departments(named):
    return Q(department__in=Department.objects.order_by().within(named.order_by()).values("pk"))


def _keys(owners):
    return list(owners.values_list("pk", flat=True))


def _delegations(user, on):
    ever_named = Department.objects.filter(are_the_user("delegations__delegates__person", user))
    in_force = Delegation.objects.in_force(as_at=on, known_by=None, of=ever_named)
    return in_force.filter(are_the_user("delegates__person", user))
