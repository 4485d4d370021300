from django.db import models

from people.dated_fact import DatedFact


class Candidate(models.Model):
    """A recommendation about which an officer could be asked to attend a meeting: whether one is,
    and who, is said by facts about it.
    """

    meeting = models.ForeignKey(
        "reports.Meeting", on_delete=models.PROTECT, related_name="candidates"
    )
    recommendation = models.ForeignKey(
        "recommendations.Recommendation", on_delete=models.PROTECT, related_name="candidatures"
    )

    class Meta:
        ordering = ["meeting", "recommendation"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "recommendation"], name="reports_candidate_once_a_meeting"
            )
        ]

    def __str__(self):
        return f"{self.meeting}: {self.recommendation_id}"


class Attendance(DatedFact):
    """Whether an officer is asked to attend a meeting about a recommendation, and who; the reason
    is what the rules found, or what the clerk says.
    """

    SUBJECT = "candidate"

    candidate = models.ForeignKey(Candidate, on_delete=models.PROTECT, related_name="attendances")
    is_asked = models.BooleanField()
    owner = models.ForeignKey(
        "people.Owner", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    is_proposed = models.BooleanField("as the rules propose", default=False)

    class Meta(DatedFact.Meta):
        indexes = [
            models.Index(
                fields=["candidate", "valid_from", "recorded_at", "id"],
                name="attendance_in_force",
            )
        ]

    def __str__(self):
        return "asked" if self.is_asked else "not asked"
