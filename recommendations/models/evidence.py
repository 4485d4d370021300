import secrets

from django.db import models
from django.db.models import Q
from django.urls import reverse

from people.dated_fact import DatedFact


def kept_as(evidence, name) -> str:
    """Where a file is kept, under MEDIA_ROOT: a name by chance, with nothing in it of the file's
    own.
    """
    by_chance = secrets.token_hex(16)
    return f"evidence/{by_chance[:2]}/{by_chance[2:]}"


class Evidence(models.Model):
    """What shows that something was done: a kept file or a link, one of the two.

    `name` is what the file was called where it came from; where it is kept, nothing has that name.
    `content_type` is what the content turned out to be, never what the name says.
    """

    recommendation = models.ForeignKey(
        "recommendations.Recommendation", on_delete=models.PROTECT, related_name="evidence"
    )
    name = models.CharField(max_length=200)
    file = models.FileField(upload_to=kept_as, blank=True)
    content_type = models.CharField(max_length=100, blank=True)
    size = models.PositiveBigIntegerField("size in bytes", default=0)
    link = models.URLField(max_length=2000, blank=True)

    class Meta:
        ordering = ["recommendation", "id"]
        verbose_name_plural = "evidence"
        constraints = [
            models.CheckConstraint(
                condition=(Q(file="") & ~Q(link="")) | (~Q(file="") & Q(link="")),
                name="recommendations_evidence_is_a_file_or_a_link",
            ),
            models.CheckConstraint(
                condition=Q(file="", content_type="", size=0)
                | (~Q(file="") & ~Q(content_type="") & Q(size__gt=0)),
                name="recommendations_evidence_file_has_type_and_size",
            ),
            models.CheckConstraint(
                condition=Q(link="")
                | Q(link__startswith="https://")
                | Q(link__startswith="http://"),
                name="recommendations_evidence_link_is_of_the_web",
            ),
            models.CheckConstraint(condition=~Q(name=""), name="recommendations_evidence_is_named"),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("evidence_detail", args=[self.pk])


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
