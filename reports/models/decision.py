from django.db import models


class MeetingDecision(models.Model):
    """At which meeting a committee took a decision that is on record. Written once."""

    meeting = models.ForeignKey(
        "reports.Meeting", on_delete=models.PROTECT, related_name="decisions"
    )
    decision = models.OneToOneField(
        "recommendations.CommitteeDecision", on_delete=models.PROTECT, related_name="meeting_link"
    )

    class Meta:
        ordering = ["meeting", "decision"]

    def __str__(self):
        return f"{self.meeting}: {self.decision_id}"
