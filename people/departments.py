"""Acts on departments, which are edited in place and print as they are now."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from people.directory import one_line
from people.edited_in_place import save_in_place, take_version
from people.models import Department


@transaction.atomic
def add_department(
    *, name, by, at: datetime, short_name="", parent=None, head=None, is_active=True
) -> Department:
    """A new department; `parent`: what it is part of; `head`: a person or a post, or nobody.

    ValidationError, by field, without a name or with another's, when a group is to head it, or when
    the tree grows too deep.
    """
    department = Department(is_active=is_active)
    return _save(department, name, short_name, parent, head, by=by, at=at)


@transaction.atomic
def edit_department(
    department, *, by, at: datetime, version: int, name, short_name, parent, head, is_active
) -> Department:
    """Change what is said of a department. A save that changes nothing leaves no trace.

    EditedMeanwhile when somebody else has saved it after `version`; ValidationError, by field, as
    for a new one, and when it is to be part of itself or of what is part of it.
    """
    before = _said_of(department)
    take_version(department, version)
    if before == (one_line(name), one_line(short_name), parent, head, is_active):
        return department
    department.is_active = is_active
    return _save(department, name, short_name, parent, head, by=by, at=at)


def _said_of(department):
    said = department
    return said.name, said.short_name, said.parent, said.head, said.is_active


def _save(department, name, short_name, parent, head, *, by, at):
    department.name, department.short_name = one_line(name), one_line(short_name)
    department.head, department.parent = head, parent and _as_it_is_now(parent)
    if not department.name:
        raise ValidationError({"name": "Enter a name"})
    others = Department.objects.exclude(pk=department.pk)
    if other := others.filter(name__iexact=department.name).first():
        raise ValidationError({"name": f"There is a department called {other} already"})
    return save_in_place(department, by=by, at=at)


def _as_it_is_now(parent):
    """Nobody moves another department until this one has moved: two moves, each of which leaves a
    tree, can together make a ring.
    """
    tree = Department.objects.select_for_update().order_by("pk")
    return {department.pk: department for department in tree}[parent.pk]
