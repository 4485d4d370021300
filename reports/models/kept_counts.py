from django.db import models


class KeptCounts(models.Model):
    """What was counted in a plan, kept under the stamp of what it was counted from. `asked`: about
    which day, as known when. It can be counted again, so it is no record.

    Of today what was counted under earlier stamps stays until tomorrow: it is taken out of sums.
    """

    plan = models.ForeignKey(
        "recommendations.Plan", on_delete=models.CASCADE, related_name="kept_counts"
    )
    asked = models.CharField(max_length=80)
    stamp = models.CharField(max_length=80)
    counts = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "asked", "stamp"], name="reports_keptcounts_asked_once"
            ),
        ]

    def __str__(self):
        return f"{self.plan_id}, {self.asked}"


class KeptSum(models.Model):
    """The counts of several plans added up. `plans`: the hash of their keys; `stamps`: by the key
    of each what was added, so that it can be taken out again.
    """

    plans = models.CharField(max_length=64)
    asked = models.CharField(max_length=80)
    stamps = models.JSONField()
    counts = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plans", "asked"], name="reports_keptsum_asked_once"),
        ]

    def __str__(self):
        return f"{self.plans}, {self.asked}"


class KeptRate(models.Model):
    """A rate as at a day, as known at a moment; of a moment on a day that is past it never changes.
    `about`: the plan, or the hash of the plans or recommendations, among which it was counted, and
    of a moment of its own day the number of the stamps that it was counted from.
    """

    about = models.CharField(max_length=80)
    as_at = models.DateField()
    known_by = models.DateTimeField()
    counted = models.PositiveIntegerField()
    of = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["about", "as_at", "known_by"], name="reports_keptrate_asked_once"
            ),
        ]

    def __str__(self):
        return f"{self.about} as at {self.as_at}"
