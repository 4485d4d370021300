from collections.abc import Iterable

from django.db import models, transaction
from django.db.models import Sum


class PlanStampQuerySet(models.QuerySet["PlanStamp"]):
    def raise_for(self, plans: Iterable[int]):
        """Write down that the derived columns of something in these plans (keys) were set."""
        PlanStamp.objects.bulk_create(PlanStamp(plan_id=plan) for plan in sorted(plans))

    def numbers(self) -> dict[int, int]:
        """By the key of each plan how many times they were set. One query."""
        added_up = self.order_by().values_list("plan").annotate(Sum("number"))
        return {plan: int(number) for plan, number in added_up}

    @transaction.atomic
    def add_up(self):
        """Put one row in place of the several of a plan: its number stays what it is.

        What somebody else adds meanwhile is left alone, and so is what somebody else adds up.
        """
        found = list(self.select_for_update().order_by("plan", "pk"))
        numbers: dict[int, list[PlanStamp]] = {}
        for stamp in found:
            numbers.setdefault(stamp.plan_id, []).append(stamp)
        several = {plan: stamps for plan, stamps in numbers.items() if len(stamps) > 1}
        PlanStamp.objects.bulk_create(
            PlanStamp(plan_id=plan, number=sum(stamp.number for stamp in stamps))
            for plan, stamps in several.items()
        )
        gone = [stamp.pk for stamps in several.values() for stamp in stamps]
        self.filter(pk__in=gone).delete()


class PlanStamp(models.Model):
    """That the derived columns of something in a plan were set, so many times: what was counted
    from them while the numbers of the plan added up to the same still counts.

    Each act adds a row in its own transaction, and changes none, so that no two ever wait for each
    other here; not even for the plan, which nothing is asked of. `manage.py refresh_derived` adds
    them up every night.
    """

    plan = models.ForeignKey(
        "recommendations.Plan",
        db_constraint=False,
        on_delete=models.CASCADE,
        related_name="stamps",
    )
    number = models.PositiveBigIntegerField(default=1)

    objects = PlanStampQuerySet.as_manager()

    def __str__(self):
        return f"{self.plan_id}: {self.number}"
