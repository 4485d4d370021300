from django.conf import settings
from django.db import models
from django.db.models import Q


class AnswerLinkQuerySet(models.QuerySet):
    def of(self, person, round):
        """Those of a person in a round, under whichever of the spellings that were merged."""
        return self.filter(Q(owner=person) | Q(owner__merged_into=person), round=round)

    def with_person(self):
        """Each with its round, and with whose it is and as whom they sign in."""
        return self.select_related("round", "owner__user", "owner__merged_into__user")

    def standing(self):
        """Those that nobody has switched off; they may have run out."""
        return self.filter(revoked_at=None)


class AnswerLink(models.Model):
    """A link by which a person without an account answers one round about their own rows: it signs
    nobody in, and works for nothing else. Its address is signed and kept nowhere.
    """

    owner = models.ForeignKey("people.Owner", on_delete=models.PROTECT, related_name="answer_links")
    round = models.ForeignKey(
        "recommendations.Round", on_delete=models.PROTECT, related_name="answer_links"
    )
    made_at = models.DateTimeField()
    last_day = models.DateField()
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = AnswerLinkQuerySet.as_manager()

    class Meta:
        ordering = ["round", "owner"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "round"],
                condition=Q(revoked_at=None),
                name="recommendations_answerlink_one_that_works",
            ),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True, revoked_by__isnull=True)
                | Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="recommendations_answerlink_revoked_by_somebody",
            ),
        ]

    def __str__(self):
        return f"{self.owner}: {self.round}"
