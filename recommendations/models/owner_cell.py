from django.db import models

from recommendations.models.recommendation import RecommendationFact


class OwnerCell(RecommendationFact):
    """The words of the owner column, to the letter: "Cliff Youngman/Abraham Ghebre-Ghioghis".
    Its assignments say who is meant.
    """

    text = models.TextField(blank=True)


class Assignment(models.Model):
    """One owner named in an owner cell, with the part that they have in it."""

    class Role(models.TextChoices):
        LEAD = "lead", "Lead"
        SUPPORT = "support", "Support"

    owner_cell = models.ForeignKey(OwnerCell, on_delete=models.PROTECT, related_name="assignments")
    owner = models.ForeignKey("people.Owner", on_delete=models.PROTECT, related_name="assignments")
    role = models.CharField(max_length=10, choices=Role, default=Role.LEAD)
    remit = models.TextField(blank=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["owner_cell", "order"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner_cell", "owner"],
                name="recommendations_assignment_names_an_owner_once",
            ),
            models.CheckConstraint(
                condition=models.Q(role__in=["lead", "support"]),
                name="recommendations_assignment_role_is_known",
            ),
        ]

    def __str__(self):
        return str(self.owner)
