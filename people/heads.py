"""Who heads what, going up the tree of departments: through whom a vacant post is chased."""

from collections.abc import Iterator
from datetime import date

from people.models import Department, Owner


class Heads:
    """The heads of all departments, for a page that asks for several.

    `departments`: all there are, `with_heads` of a day.
    """

    def __init__(self, departments):
        self._by_key = {department.pk: department for department in departments}

    def above(self, department_key: int | None, *, other_than=None) -> Owner | None:
        """The nearest head from a department upwards, itself included, who is somebody: no vacant
        post (a post that only people out of use hold is one), nobody out of use, and not
        `other_than`, the post that is chased. None when there is none, or no department.
        """
        heads = (head for head in self.going_up(department_key) if head != other_than)
        return next(heads, None)

    def going_up(self, department_key: int | None) -> Iterator[Owner]:
        """The heads who are somebody, from a department upwards, itself included."""
        return (head for head, is_vacant in self._all_going_up(department_key) if not is_vacant)

    def vacant_posts_going_up(self, department_key: int | None) -> Iterator[Owner]:
        """The posts of heads that nobody holds, from a department upwards, itself included."""
        return (head for head, is_vacant in self._all_going_up(department_key) if is_vacant)

    def _all_going_up(self, department_key):
        """Heads in use, each with whether it is a vacant post."""
        asked = set()
        while department_key not in asked and (department := self._by_key.get(department_key)):
            head = department.head and department.head.surviving
            if head and head.is_active:
                yield head, department.has_vacant_head
            asked.add(department_key)
            department_key = department.parent_id

    def chase(self, owners):
        """Say of each vacant post among owners (`with_tenures` of the day) through whom it is
        chased, for `chased_through`.
        """
        for owner in owners:
            if owner.is_vacant_on_the_day:
                owner.chased_through = self.above(owner.department_id, other_than=owner)


def head_above(department, *, on: date, other_than=None) -> Owner | None:
    """The nearest head from one department (or None) upwards who is somebody on a day. One
    query.
    """
    heads = Heads(Department.objects.with_heads(on=on))
    return heads.above(department and department.pk, other_than=other_than)
