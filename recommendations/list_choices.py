"""What somebody chooses from on the list of recommendations: departments and saved views, which are
few of each, in one query.
"""

from typing import NamedTuple

from django.db.models import Value

from people.models import Department
from people.prepared import Given, Prepared
from recommendations.models import SavedView


class DepartmentChoice(NamedTuple):
    key: int
    name: str
    parent: int | None


class ViewChoice(NamedTuple):
    """`user`: the key of who made it, `by`: their name."""

    key: int
    name: str
    user: int
    query: str
    by: str


class ListChoices(NamedTuple):
    departments: list[DepartmentChoice]
    views: list[ViewChoice]


def list_choices(user) -> ListChoices:
    """The departments in use, and the views of a user, who may read the live plans, with those that
    others share; each in the order of their names.
    """
    choices = ListChoices([], [])
    for is_view, *row in sorted(_CHOICES.rows(user=user.pk), key=_by_name):
        if is_view:
            choices.views.append(ViewChoice(*row))
        else:
            choices.departments.append(DepartmentChoice(*row[:3]))
    return choices


def _by_name(row):
    return row[2].casefold(), row[1]


def _choices():
    departments = Department.objects.order_by().filter(is_active=True)
    views = SavedView.objects.order_by().own_or_shared(Given("user"))
    return departments.values_list(
        Value(False), "pk", "name", "parent", Value(""), Value("")
    ).union(views.values_list(Value(True), "pk", "name", "user", "query", "user__name"), all=True)


_CHOICES = Prepared(_choices)
