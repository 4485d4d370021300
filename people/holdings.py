"""Which posts people hold, and in which groups they sit, for lists: one light query, judged by the
rule of dated facts in Python.
"""

from collections import defaultdict
from datetime import date, datetime
from typing import NamedTuple

from people.dated_fact import in_force
from people.models import Tenure, TenureHolder


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
    ever = TenureHolder.objects.filter(person__in=people).values("tenure__owner")
    tenures = Tenure.objects.filter(owner__in=ever, owner__merged_into=None)
    of_tenure = ("owner", "pk", "valid_from", "recorded_at", "corrects", "void")
    by_owner = defaultdict(list)
    for row in tenures.values_list(*of_tenure, "holders__person", "owner__merged"):
        by_owner[row[0]].append(_Row(*row))
    held: set[int] = set()
    for owner, rows in by_owner.items():
        if _holders(rows, on) & set(people):
            held |= {owner, *(row.spelling for row in rows if row.spelling)}
    return held


def _holders(rows, on):
    last = in_force(rows, on, None)
    return {row.person for row in rows if last and row.pk == last.pk}
