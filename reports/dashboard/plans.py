"""The plans of a dashboard, as far as counting looks at them."""

from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import NamedTuple

from recommendations.models import PlanStamp
from recommendations.models.finding import Keys, NotLookedUp


class CountedPlan(NamedTuple):
    """A plan with the rules of it that are edited in place, and that decide what is counted."""

    pk: int
    rag_rule: str
    revision_stops_overdue: bool
    is_active: bool

    @property
    def rules(self):
        """In a word, for stamps."""
        return f"{self.rag_rule} {int(self.revision_stops_overdue)} {int(self.is_active)}"


class CountedPlans(list[CountedPlan]):
    """Those of a QuerySet, by their keys, for other questions as well. One query."""

    def __init__(self, plans):
        found = plans.order_by("pk").values_list(*CountedPlan._fields)
        super().__init__(CountedPlan(*row) for row in found)
        keys = [plan.pk for plan in self]
        self.keys = Keys.of(keys) if len(keys) > 1 else keys

    def among(self, rows):
        """Those of these recommendations that stand in one of the plans. One plan is looked up; of
        several the rows are read in their order.
        """
        if len(self) == 1:
            return rows.filter(plan__in=self.keys)
        return rows.alias(of=NotLookedUp("plan")).filter(of__in=self.keys)


def stamp_numbers(plans: Sequence[CountedPlan]) -> dict[int, int]:
    """By key how many times the derived columns of something in a plan were set; of one plan, or of
    all that there are. One query.
    """
    stamps = PlanStamp.objects.all()
    return (stamps.filter(plan=plans[0].pk) if len(plans) == 1 else stamps).numbers()


def keys_hash(keys: Iterable[int]) -> str:
    """The same for the same keys."""
    return sha256(" ".join(map(str, sorted(keys))).encode()).hexdigest()
