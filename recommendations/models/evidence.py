from django.db import models
from django.db.models import Q

from people.dated_fact import DatedFact


class Evidence(models.Model):
    """What shows that something was done: a kept file or a link, one of the two."""

    recommendation = models.ForeignKey(
        "recommendations.Recommendation", on_delete=models.PROTECT, related_name="evidence"
    )
    name = models.CharField(max_length=200)
    file = models.FileField(upload_to="evidence/%Y/%m/", blank=True)
    link = models.URLField(blank=True)

    class Meta:
        ordering = ["recommendation", "id"]
        verbose_name_plural = "evidence"
        constraints = [
            models.CheckConstraint(
                condition=(Q(file="") & ~Q(link="")) | (~Q(file="") & Q(link="")),
                name="recommendations_evidence_is_a_file_or_a_link",
            )
        ]

    def __str__(self):
        return self.name


class EvidenceState(DatedFact):
    """Whether a piece of evidence is attached or withdrawn, from a day on."""

    SUBJECT = "evidence"

    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="states")
    is_attached = models.BooleanField()

    class Meta(DatedFact.Meta):
        indexes = [
            models.Index(
                fields=["evidence", "valid_from", "recorded_at", "id"],
                name="evidencestate_in_force",
            )
        ]

    def __str__(self):
        return f"{self.evidence}: {'attached' if self.is_attached else 'withdrawn'}"
