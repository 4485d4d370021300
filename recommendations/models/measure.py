from django.db import models
from django.db.models import Q

from people.dated_fact import DatedFact

# As many digits as a budget has, with the pence and half a per cent.
DIGITS, PLACES = 16, 4
LONGEST_NAME, LONGEST_UNIT = 200, 50


def _number(name="", **options):
    return models.DecimalField(name, max_digits=DIGITS, decimal_places=PLACES, **options)


class Measure(models.Model):
    """Something that is counted to see whether a recommendation has worked: “Staff with an
    appraisal in the last year”. What it is called and aims at are its terms, what was counted are
    its readings.
    """

    recommendation = models.ForeignKey(
        "recommendations.Recommendation", on_delete=models.PROTECT, related_name="measures"
    )
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["recommendation", "order", "id"]

    def __str__(self):
        return f"Measure {self.order} of {self.recommendation_id}"


class MeasureTerms(DatedFact):
    """What a measure is called, its unit, where it began and where it is to be by when."""

    SUBJECT = "measure"

    class Better(models.TextChoices):
        HIGHER = "higher", "Higher is better"
        LOWER = "lower", "Lower is better"

    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="terms")
    name = models.CharField(max_length=LONGEST_NAME)
    unit = models.CharField(max_length=LONGEST_UNIT, blank=True)
    better = models.CharField(max_length=10, choices=Better, default=Better.HIGHER)
    baseline = _number(null=True, blank=True)
    baseline_day = models.DateField(null=True, blank=True)
    target = _number(null=True, blank=True)
    target_day = models.DateField(null=True, blank=True)
    is_dropped = models.BooleanField("no longer measured", default=False)

    class Meta(DatedFact.Meta):
        verbose_name_plural = "measure terms"
        indexes = [
            models.Index(
                fields=["measure", "valid_from", "recorded_at", "id"], name="measureterms_in_force"
            )
        ]
        constraints = [
            *DatedFact.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(name=""), name="recommendations_measureterms_has_a_name"
            ),
            models.CheckConstraint(
                condition=Q(better__in=["higher", "lower"]),
                name="recommendations_measureterms_better_is_known",
            ),
            models.CheckConstraint(
                condition=Q(baseline_day__isnull=True) | Q(baseline__isnull=False),
                name="recommendations_measureterms_baseline_of_a_day",
            ),
            models.CheckConstraint(
                condition=Q(target_day__isnull=True) | Q(target__isnull=False),
                name="recommendations_measureterms_target_by_a_day",
            ),
        ]

    def __str__(self):
        return self.name


class MeasureReading(DatedFact):
    """What was counted on a day (`valid_from`). Every standing one is a point of the trend; of two
    of one day the later written down counts.
    """

    SUBJECT = "measure"

    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="readings")
    value = _number()
    note = models.TextField(blank=True)

    class Meta(DatedFact.Meta):
        indexes = [
            models.Index(
                fields=["measure", "valid_from", "recorded_at", "id"],
                name="measurereading_in_force",
            )
        ]

    def __str__(self):
        return f"{self.measure_id}: {self.value} on {self.valid_from}"
