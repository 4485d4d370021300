from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q

from recommendations.models.recommendation import RecommendationFact
from recommendations.models.status_meaning import StatusMeaning


class ProgressUpdate(RecommendationFact):
    """What an owner reports: the action taken up to a day.

    `further_words` is what the column "further action" says when no action is open ("Complete").
    """

    narrative = models.TextField(blank=True)
    further_words = models.TextField(blank=True)
    per_cent = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MaxValueValidator(100)]
    )
    forecast = models.DateField(null=True, blank=True)
    own_values = models.JSONField(default=dict, blank=True)
    round = models.ForeignKey(
        "recommendations.Round",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="progress_updates",
    )
    source_note = models.TextField(blank=True)

    class Meta(RecommendationFact.Meta):
        constraints = [
            *RecommendationFact.Meta.constraints,
            models.CheckConstraint(
                condition=Q(per_cent__isnull=True) | Q(per_cent__lte=100),
                name="recommendations_progressupdate_per_cent_to_100",
            ),
        ]


class NilReturn(RecommendationFact):
    """ "No change, still on track": an answer in a round that leaves the last update standing."""

    round = models.ForeignKey(
        "recommendations.Round", on_delete=models.PROTECT, related_name="nil_returns"
    )


class Verification(RecommendationFact):
    """What audit found when it looked at the evidence of completion. Whoever verifies is not an
    owner of it.
    """

    class Result(models.TextChoices):
        CONFIRMED = "confirmed", "Completion confirmed"
        REFUSED = "refused", "Completion refused"

    result = models.CharField(max_length=10, choices=Result)
    method = models.CharField(max_length=200, blank=True)
    note = models.TextField(blank=True)

    class Meta(RecommendationFact.Meta):
        constraints = [
            *RecommendationFact.Meta.constraints,
            models.CheckConstraint(
                condition=Q(result__in=["confirmed", "refused"]),
                name="recommendations_verification_result_is_known",
            ),
        ]


class StatusFact(RecommendationFact):
    """The status in the plan's own word, what it means to the rules and figures, and what caused
    it.

    It is written by the act that causes it. "Overdue" and "slipped" are derived from dates, never
    stored.
    """

    Meaning = StatusMeaning

    class Cause(models.TextChoices):
        UPDATE = "update", "Progress update"
        VERIFICATION = "verification", "Verification"
        REOPENING = "reopening", "Reopening"
        DECISION = "decision", "Committee’s decision"

    word = models.CharField(max_length=100)
    meaning = models.CharField(max_length=20, choices=Meaning)
    cause = models.CharField(max_length=20, choices=Cause)
    progress_update = models.ForeignKey(
        ProgressUpdate, null=True, blank=True, on_delete=models.PROTECT, related_name="statuses"
    )
    verification = models.ForeignKey(
        Verification, null=True, blank=True, on_delete=models.PROTECT, related_name="statuses"
    )

    class Meta(RecommendationFact.Meta):
        constraints = [
            *RecommendationFact.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(word=""), name="recommendations_statusfact_has_a_word"
            ),
            models.CheckConstraint(
                condition=Q(
                    meaning__in=[
                        "not_started",
                        "on_track",
                        "at_risk",
                        "complete",
                        "superseded",
                        "not_accepted",
                        "deferred",
                        "business_as_usual",
                    ]
                ),
                name="recommendations_statusfact_meaning_is_known",
            ),
            models.CheckConstraint(
                condition=(
                    Q(cause="update", progress_update__isnull=False, verification__isnull=True)
                    | Q(
                        cause="verification",
                        progress_update__isnull=True,
                        verification__isnull=False,
                    )
                    | Q(
                        cause__in=["reopening", "decision"],
                        progress_update__isnull=True,
                        verification__isnull=True,
                    )
                ),
                name="recommendations_statusfact_names_its_cause",
            ),
        ]
