"""Acts on who may report for a department."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max

from people.edited_in_place import EditedMeanwhile
from people.models import Delegate, Delegation, Department, Owner
from people.tenures import refuse_all_but_people


@dataclass(frozen=True)
class NewDelegation:
    """The whole list of the people who may report for a department and for every department within
    it; an empty one is nobody.
    """

    department: Department
    people: tuple[Owner, ...]
    corrects: Delegation | None = None


@transaction.atomic
def delegate_all(rows, *, by, on: date, at: datetime, reason="") -> list[Delegation]:
    """Write down who may report for departments (`rows`: NewDelegation) from the day `on`, which
    may be to come; in the order given.

    ValidationError when somebody else than a person is named, or for a wrong correction.
    """
    rows = list(rows)
    for row in rows:
        refuse_all_but_people(row.people, "report for a department")
    facts = Delegation.objects.write_down(
        (Delegation(department=row.department, corrects=row.corrects) for row in rows),
        by=by, on=on, at=at, reason=reason, may_begin_later=True,
    )  # fmt: skip
    Delegate.objects.bulk_create(
        Delegate(delegation=fact, person=person)
        for fact, row in zip(facts, rows, strict=True)
        for person in row.people
    )
    return facts


def delegate(
    department, people, *, by, on: date, at: datetime, reason="", corrects=None
) -> Delegation:
    """Write down who may report for one department from the day `on`."""
    row = NewDelegation(department=department, people=tuple(people), corrects=corrects)
    return delegate_all([row], by=by, on=on, at=at, reason=reason)[0]


def last_written(department) -> int:
    """The key of the delegation of a department that was written down last; 0 when there is none.
    It is the version of who may report for it.
    """
    return department.delegations.aggregate(last=Max("pk"))["last"] or 0


def take_turn(department, version: int):
    """Claim a department for a delegation that began when `last_written` was `version`, in the
    transaction that delegates.

    EditedMeanwhile when somebody else has delegated since; of two at once the second waits here for
    the first.
    """
    Department.objects.select_for_update().get(pk=department.pk)
    if last_written(department) != version:
        raise EditedMeanwhile(department)
