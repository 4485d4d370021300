from django.db import models
from django.db.models import Q


class Appendix(models.Model):
    """A progress appendix to a report: of one plan, for one meeting, as at a day.

    While it is a draft it is made anew at each look. Once issued it is the kept document, its PDF
    and their hash, for ever. `cut_off`: the last moment at which something written down could get
    into it.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        ISSUED = "issued", "Issued"

    plan = models.ForeignKey(
        "recommendations.Plan", on_delete=models.PROTECT, related_name="appendices"
    )
    meeting = models.ForeignKey(
        "reports.Meeting",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="appendices",
    )
    number = models.CharField(max_length=50, blank=True)
    as_at = models.DateField()
    cut_off = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    version = models.PositiveSmallIntegerField(default=1)
    document = models.JSONField(null=True, blank=True, editable=False)
    pdf = models.BinaryField(null=True, blank=True, editable=False)
    sha256 = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        ordering = ["-as_at", "plan", "number", "-version"]
        verbose_name_plural = "appendices"
        permissions = [("issue_appendices", "Can issue appendices, and edit layouts and meetings")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="draft", document__isnull=True, pdf__isnull=True, sha256="")
                | (Q(state="issued", document__isnull=False, pdf__isnull=False) & ~Q(sha256="")),
                name="reports_appendix_issued_means_kept",
            ),
            models.UniqueConstraint(
                fields=["plan", "as_at"],
                condition=Q(state="draft"),
                name="reports_appendix_one_draft_for_a_plan_and_day",
            ),
        ]

    def __str__(self):
        return f"{self.number or 'Appendix'} as at {self.as_at:%-d %B %Y}"
