from django.conf import settings
from django.db import models


class UpdateDraft(models.Model):
    """What somebody has typed into the page that reports progress and not sent yet.

    It is theirs alone, is no fact, and is gone once the update is saved or the draft discarded.
    `content`: what the page sent, a list of texts by the name of the box.
    """

    recommendation = models.ForeignKey(
        "recommendations.Recommendation", on_delete=models.CASCADE, related_name="drafts"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="update_drafts"
    )
    content = models.JSONField()
    saved_at = models.DateTimeField()

    class Meta:
        ordering = ["-saved_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["recommendation", "user"], name="recommendations_updatedraft_one_each"
            )
        ]

    def __str__(self):
        return f"Draft of {self.user_id} on {self.recommendation_id}"
