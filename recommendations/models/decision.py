from datetime import date, datetime
from typing import Any, ClassVar

from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery

from people.dated_fact import DatedFactQuerySet
from recommendations.models.progress import StatusFact
from recommendations.models.recommendation import Monitoring, RecommendationFact
from recommendations.models.status_meaning import StatusMeaning


class CommitteeDecisionQuerySet(DatedFactQuerySet):
    def standing_invitations(self, of, *, on: date, known_by: datetime | None = None):
        """The decisions by which an officer is to attend, on recommendations (a QuerySet), that
        stand on a day, as known by a moment (None: now): until a committee decides on it again, at
        a later meeting, or it is done, or no longer monitored.
        """
        when: dict[str, Any] = {"as_at": on, "known_by": known_by}
        later = self._all_facts().standing(**when)
        later = later.filter(
            recommendation=OuterRef("recommendation"), valid_from__gt=OuterRef("valid_from")
        )
        status = StatusFact.objects.last_standing(OuterRef("recommendation"), **when)
        monitoring = Monitoring.objects.last_standing(OuterRef("recommendation"), **when)
        rows = self.standing(**when).annotate(
            meaning=Subquery(status.values("meaning")),
            monitored=Subquery(monitoring.values("is_monitored")),
        )
        return rows.filter(
            ~Exists(later),
            Q(meaning=None) | ~Q(meaning__in=StatusMeaning.done()),
            Q(monitored=None) | Q(monitored=True),
            outcome=CommitteeDecision.Outcome.ATTEND,
            recommendation__in=of,
        )


class CommitteeDecision(RecommendationFact):
    """What a committee decided on a recommendation at a meeting, under which minute; valid from the
    day of the meeting. Several can stand beside each other.

    What it brought about is written down by the same act, each as a fact of its own: a decision on
    an extension, a status, the end of monitoring.
    """

    class Outcome(models.TextChoices):
        NOTED = "noted", "Noted"
        EXTENSION_AGREED = "extension_agreed", "Extension agreed"
        EXTENSION_REFUSED = "extension_refused", "Extension refused"
        CLOSED = "closed", "Agreed closed"
        OFF_MONITORING = "off_monitoring", "Removed from monitoring"
        ATTEND = "attend", "Officer to attend"

    outcome = models.CharField("decision", max_length=20, choices=Outcome)
    committee = models.CharField(max_length=200)
    minute_reference = models.CharField(max_length=100, blank=True)
    note = models.TextField(blank=True)
    extension_decision = models.ForeignKey(
        "recommendations.ExtensionDecision",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    status_fact = models.ForeignKey(
        "recommendations.StatusFact",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    monitoring = models.ForeignKey(
        "recommendations.Monitoring",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    # Who is to attend.
    owner = models.ForeignKey(
        "people.Owner", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects: ClassVar[Any] = CommitteeDecisionQuerySet.as_manager()

    class Meta(RecommendationFact.Meta):
        constraints = [
            *RecommendationFact.Meta.constraints,
            models.CheckConstraint(
                condition=Q(
                    outcome__in=[
                        "noted",
                        "extension_agreed",
                        "extension_refused",
                        "closed",
                        "off_monitoring",
                        "attend",
                    ]
                ),
                name="recommendations_committeedecision_outcome_is_known",
            ),
            models.CheckConstraint(
                condition=~Q(committee=""),
                name="recommendations_committeedecision_names_the_committee",
            ),
        ]

    @property
    def in_words(self):
        """“Officer to attend: Sue Moorman”."""
        label = self.get_outcome_display()
        return f"{label}: {self.owner}" if self.owner else label
