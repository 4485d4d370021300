from datetime import date, datetime
from typing import Any, ClassVar

from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery

from people.dated_fact import DatedFact, DatedFactQuerySet
from recommendations.meanings import DONE
from recommendations.models import CommitteeDecision, Monitoring, StatusFact, Wording


class Candidate(models.Model):
    """A recommendation about which an officer could be asked to attend a meeting, and about which
    somebody has chosen: what was chosen is said by facts about it.
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


class AttendanceQuerySet(DatedFactQuerySet):
    def settled(self, meeting, *, on: date, known_by: datetime | None = None):
        """What is chosen for a meeting: the choices in force on a day, as known by a moment (None:
        now).
        """
        candidates = Candidate.objects.filter(meeting=meeting)
        chosen = self.in_force(of=candidates, as_at=on, known_by=known_by)
        return chosen.select_related("candidate", "owner", "recorded_by")

    def with_decided_since(self, *, as_at: date, known_by: datetime | None):
        """Annotate `is_decided_since`: whether a committee has decided on the recommendation since,
        by a day, as known by a moment: the meeting itself or any after the choice, as invitations
        by decision end.
        """
        when: dict[str, Any] = {"as_at": as_at, "known_by": known_by}
        decided = CommitteeDecision.objects.standing(**when).filter(
            Q(valid_from__gt=OuterRef("valid_from"))
            | Q(valid_from__gte=OuterRef("candidate__meeting__date")),
            recommendation=OuterRef("candidate__recommendation"),
        )
        return self.annotate(is_decided_since=Exists(decided))

    def to_attend(self, *, as_at: date, known_by: datetime | None, decided_by: date | None = None):
        """Those by which an officer is to attend: about what is on record, monitored and not done
        on a day, as known by a moment, and on which no committee has decided since, by that day or
        by `decided_by`.
        """
        when: dict[str, Any] = {"as_at": as_at, "known_by": known_by}
        about = OuterRef("candidate__recommendation")
        status = StatusFact.objects.last_standing(about, **when)
        monitoring = Monitoring.objects.last_standing(about, **when)
        rows = self.with_decided_since(as_at=decided_by or as_at, known_by=known_by).annotate(
            meaning=Subquery(status.values("meaning")),
            monitored=Subquery(monitoring.values("is_monitored")),
        )
        return rows.filter(
            Q(meaning=None) | ~Q(meaning__in=DONE),
            Q(monitored=None) | Q(monitored=True),
            Exists(Wording.objects.standing(**when).filter(recommendation=about)),
            is_asked=True,
            is_decided_since=False,
        )


class Attendance(DatedFact):
    """Whether an officer is asked to attend a meeting about a recommendation, and who (None: nobody
    is named). The reason is what the rules found (`is_proposed`), or what the clerk says.
    """

    SUBJECT = "candidate"

    candidate = models.ForeignKey(Candidate, on_delete=models.PROTECT, related_name="attendances")
    is_asked = models.BooleanField()
    owner = models.ForeignKey(
        "people.Owner", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    is_proposed = models.BooleanField("as the rules propose", default=False)

    objects: ClassVar[Any] = AttendanceQuerySet.as_manager()

    class Meta(DatedFact.Meta):
        constraints = [
            *DatedFact.Meta.constraints,
            models.CheckConstraint(condition=~Q(reason=""), name="reports_attendance_says_why"),
            models.CheckConstraint(
                condition=Q(is_asked=True) | Q(owner__isnull=True, is_proposed=False),
                name="reports_attendance_names_only_who_is_asked",
            ),
        ]
        indexes = [
            models.Index(
                fields=["candidate", "valid_from", "recorded_at", "id"],
                name="attendance_in_force",
            )
        ]

    def __str__(self):
        return self.in_words

    @property
    def in_words(self):
        """“Asked to attend: Sue Moorman”."""
        if not self.is_asked:
            return "Not asked to attend"
        return f"Asked to attend: {self.owner}" if self.owner else "An officer asked to attend"
