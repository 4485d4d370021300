from django.db import models
from django.db.models.functions import Lower


class Committee(models.Model):
    """A committee of members, to which papers go."""

    name = models.CharField(max_length=200)
    is_active = models.BooleanField("in use", default=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(Lower("name"), name="reports_committee_name_in_any_case"),
            models.CheckConstraint(
                condition=~models.Q(name=""), name="reports_committee_has_a_name"
            ),
        ]

    def __str__(self):
        return self.name


class Meeting(models.Model):
    """One meeting of a committee; it may belong to a reporting round."""

    committee = models.ForeignKey(Committee, on_delete=models.PROTECT, related_name="meetings")
    date = models.DateField()
    round = models.ForeignKey(
        "recommendations.Round",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="meetings",
    )

    class Meta:
        ordering = ["-date", "committee"]
        constraints = [
            models.UniqueConstraint(fields=["committee", "date"], name="reports_meeting_once_a_day")
        ]

    def __str__(self):
        return f"{self.committee}, {self.date:%-d %B %Y}"
