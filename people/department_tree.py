"""The departments in use as a tree, as pages show it."""

from collections import defaultdict
from dataclasses import dataclass

from people.models import Department


@dataclass(frozen=True)
class Branch:
    """A department, and what is within it."""

    department: Department
    branches: tuple["Branch", ...]


def tree_in_use(departments) -> tuple[Branch, ...]:
    """Those at the top, each with what is within it, in the order given.

    `departments`: all there are, with their delegates. One that is no longer in use is there only
    because somebody may still report for it, or because of what there is within it.
    """
    within = defaultdict(list)
    for department in departments:
        within[department.parent_id].append(department)
    return _branches(within, None)


def _branches(within, parent):
    branches = (Branch(d, _branches(within, d.pk)) for d in within[parent])
    return tuple(b for b in branches if b.branches or _counts(b.department))


def _counts(department):
    return department.is_active or bool(department.delegates_on_the_day)
