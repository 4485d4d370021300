from django.db import models
from django.db.models import Q


class KeptCounts(models.Model):
    """What was counted in a plan as at a day, kept under the stamp of what it was counted from.
    `known_by` None: as known when it was asked. It can be counted again, so it is no record.
    """

    plan = models.ForeignKey(
        "recommendations.Plan", on_delete=models.CASCADE, related_name="kept_counts"
    )
    as_at = models.DateField()
    known_by = models.DateTimeField(null=True)
    stamp = models.CharField(max_length=100)
    counts = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "as_at", "known_by"],
                condition=Q(known_by__isnull=False),
                name="reports_keptcounts_once_as_known",
            ),
            models.UniqueConstraint(
                fields=["plan", "as_at"],
                condition=Q(known_by__isnull=True),
                name="reports_keptcounts_once_as_known_now",
            ),
        ]

    def __str__(self):
        return f"{self.plan_id} as at {self.as_at}"
