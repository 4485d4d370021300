"""The departments in use as a tree, as pages show it and as forms offer it."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from people.models import Department


@dataclass(frozen=True)
class Branch:
    """A department, and what is within it."""

    department: Department
    branches: tuple["Branch", ...]


def tree_in_use(departments, *, below: int | None = None) -> tuple[Branch, ...]:
    """Those at the top, or those right within the department with the key `below`, each with what
    is within it, in the order given.

    `departments`: all there are, with their delegates. One that is no longer in use is there only
    because somebody may still report for it, or because of what there is within it.
    """
    return _branches(_by_parent(departments), below, _is_in_use_or_delegated)


def tree_choices(departments, *, leave_out=None, also=None) -> list[tuple[int, str]]:
    """The departments in use as the choices of a select, what is within one set in below it.

    `leave_out`: one that is not offered, with all that is within it; `also`: one that is, even
    when it is no longer in use.
    """
    tree = _branches(_by_parent(departments), None, lambda d: d.is_active or d == also)
    return [(d.pk, "– " * depth + d.name) for depth, d in _in_order(tree, leave_out)]


def _in_order(branches, leave_out, depth=0) -> Iterator[tuple[int, Department]]:
    for branch in branches:
        if branch.department != leave_out:
            yield depth, branch.department
            yield from _in_order(branch.branches, leave_out, depth + 1)


def _by_parent(departments):
    within = defaultdict(list)
    for department in departments:
        within[department.parent_id].append(department)
    return within


def _branches(within, parent, counts):
    branches = (Branch(d, _branches(within, d.pk, counts)) for d in within[parent])
    return tuple(b for b in branches if b.branches or counts(b.department))


def _is_in_use_or_delegated(department):
    return department.is_active or bool(department.delegates_on_the_day)
