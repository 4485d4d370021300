from django.db import models


class PlanStamp(models.Model):
    """How many times the derived columns of a plan's recommendations were set: what was counted
    from them under the same number still counts.
    """

    plan = models.OneToOneField(
        "recommendations.Plan",
        primary_key=True,
        on_delete=models.CASCADE,
        related_name="stamp",
    )
    number = models.PositiveBigIntegerField(default=0)

    def __str__(self):
        return f"{self.plan_id}: {self.number}"
