"""Which posts people hold, in which groups they sit and for which departments they report, for
lists: one light query, judged by the rule of dated facts in Python.
"""

from collections import defaultdict
from datetime import date, datetime
from typing import NamedTuple

from django.db.models import BigIntegerField, Q, Value

from people.dated_fact import in_force
from people.models import Delegate, Delegation, Tenure, TenureHolder
from people.prepared import Given, Prepared

_OF_FACT = ("pk", "valid_from", "recorded_at", "corrects", "void")


class _Row(NamedTuple):
    """A tenure, once for each of its holders and for each other spelling of its owner."""

    owner: int
    pk: int
    valid_from: date
    recorded_at: datetime
    corrects_id: int | None
    void: bool
    person: int | None
    spelling: int | None


def held_by_any(people: list[int], *, on: date) -> set[int]:
    """The keys of the posts that any of these people (the keys of all their spellings) holds on a
    day, as known now, and of the groups in which they sit; with what was merged into them.
    """
    by_owner = defaultdict(list)
    for row in _TENURES.rows(people=people):
        by_owner[row[0]].append(_Row(*row))
    held: set[int] = set()
    for owner, rows in by_owner.items():
        if _holders(rows, on) & set(people):
            held |= {owner, *(row.spelling for row in rows if row.spelling)}
    return held


def _tenures():
    ever = TenureHolder.objects.filter(person__in=Given("people")).values("tenure__owner")
    tenures = Tenure.objects.order_by().filter(owner__in=ever, owner__merged_into=None)
    return tenures.values_list("owner", *_OF_FACT, "holders__person", "owner__merged")


class Holdings(NamedTuple):
    """Keys of posts and groups, with what was merged into them; and of departments, without what is
    within them.
    """

    owners: set[int]
    departments: set[int]


class _UsersRow(NamedTuple):
    """A tenure, or a delegation, once for each of its people and each other spelling of its owner.
    `user`: of the person, `surviving`: of whom the person was merged into.
    """

    is_tenure: bool
    subject: int
    pk: int
    valid_from: date
    recorded_at: datetime
    corrects_id: int | None
    void: bool
    user: int | None
    surviving: int | None
    spelling: int | None


def holdings_of(user, *, on: date) -> Holdings:
    """What a user holds on a day, as known now, and where they sit; and the departments for which
    they are named to report. One query, which finds the same as people.roles does.
    """
    facts = defaultdict(list)
    for row in map(_UsersRow._make, _OF_USER.rows(user=user.pk)):
        facts[row.is_tenure, row.subject].append(row)
    found = Holdings(set(), set())
    for (is_tenure, subject), of_subject in facts.items():
        if _is_named(user, of_subject, on):
            there = found.owners if is_tenure else found.departments
            there |= {subject, *(row.spelling for row in of_subject if row.spelling)}
    return found


def are_the_user(person, user):
    """That the person who is listed is the user, under whichever of the spellings that were
    merged.
    """
    return Q(**{f"{person}__user": user}) | Q(**{f"{person}__merged_into__user": user})


def _of_user():
    user = Given("user")
    return _tenures_of(user).union(_delegations_of(user), all=True)


def _tenures_of(user):
    ever = TenureHolder.objects.filter(are_the_user("person", user)).values("tenure__owner")
    tenures = Tenure.objects.filter(owner__in=ever, owner__merged_into=None)
    people = ("holders__person__user", "holders__person__merged_into__user", "owner__merged")
    return tenures.order_by().values_list(Value(True), "owner", *_OF_FACT, *people)


def _delegations_of(user):
    ever = Delegate.objects.filter(are_the_user("person", user)).values("delegation__department")
    people = ("delegates__person__user", "delegates__person__merged_into__user")
    delegations = Delegation.objects.order_by().filter(department__in=ever)
    no_spelling = Value(None, output_field=BigIntegerField())
    return delegations.values_list(Value(False), "department", *_OF_FACT, *people, no_spelling)


def _is_named(user, rows, on):
    last = in_force(rows, on, None)
    return any(row.pk == last.pk and user.pk in (row.user, row.surviving) for row in rows if last)


def _holders(rows, on):
    last = in_force(rows, on, None)
    return {row.person for row in rows if last and row.pk == last.pk}


_TENURES, _OF_USER = Prepared(_tenures), Prepared(_of_user)
