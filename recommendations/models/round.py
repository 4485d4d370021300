from django.db import models
from django.db.models import Q

from people.dated_fact import DatedFact


class Round(models.Model):
    """One reporting cycle: its label ("May 2016"), the day the facts are to be true on, and when
    updates are due.
    """

    label = models.CharField(max_length=100)
    as_at = models.DateField("as-at date")
    updates_due = models.DateField()
    plans = models.ManyToManyField("recommendations.Plan", related_name="rounds")

    class Meta:
        ordering = ["-as_at", "label"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(label=""), name="recommendations_round_has_a_label"
            ),
        ]

    def __str__(self):
        return self.label


class RoundState(DatedFact):
    """Whether a round is open or closed, from a day on."""

    SUBJECT = "round"

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="states")
    is_open = models.BooleanField()

    class Meta(DatedFact.Meta):
        indexes = [
            models.Index(
                fields=["round", "valid_from", "recorded_at", "id"], name="roundstate_in_force"
            )
        ]

    def __str__(self):
        return f"{self.round}: {'open' if self.is_open else 'closed'}"
