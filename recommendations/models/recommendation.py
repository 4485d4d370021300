from django.db import models
from django.db.models import Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from people.dated_fact import DatedFact


class RecommendationQuerySet(models.QuerySet):
    def in_use(self):
        return self.filter(plan__is_active=True)


class Recommendation(models.Model):
    """One recommendation of a plan. What it says, where it stands and how it gets on are dated
    facts about it.

    It exists at (D, K) when a wording of it is in force. The derived columns hold what the facts
    say as at `derived_on`; only `recommendations/derived.py` writes them, and `manage.py
    check_derived` proves them right.
    """

    plan = models.ForeignKey(
        "recommendations.Plan", on_delete=models.PROTECT, related_name="recommendations"
    )
    reference = models.CharField(max_length=50, blank=True)
    raised_on = models.DateField(null=True, blank=True)
    carried_to = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="carried_from"
    )

    derived_on = models.DateField(null=True, editable=False)
    status_word = models.CharField(max_length=100, blank=True, editable=False)
    status_meaning = models.CharField(max_length=20, blank=True, editable=False)
    next_latest = models.DateField("next deadline", null=True, editable=False)
    original_latest = models.DateField("original deadline", null=True, editable=False)
    last_update_on = models.DateField("last update", null=True, editable=False)

    objects = RecommendationQuerySet.as_manager()
    history = HistoricalRecords(
        excluded_fields=[
            "derived_on",
            "status_word",
            "status_meaning",
            "next_latest",
            "original_latest",
            "last_update_on",
        ]
    )

    class Meta:
        ordering = ["plan", "id"]
        indexes = [models.Index(fields=["plan", "reference"], name="recommendation_reference")]
        constraints = [
            models.CheckConstraint(
                condition=Q(carried_to__isnull=True) | ~Q(carried_to=models.F("id")),
                name="recommendations_recommendation_not_carried_to_itself",
            ),
        ]

    def __str__(self):
        return f"{self.plan} {self.reference}".strip()

    def get_absolute_url(self):
        return reverse("recommendation_detail", args=[self.pk])


class RecommendationFact(DatedFact):
    """A dated fact whose subject is a recommendation."""

    SUBJECT = "recommendation"

    recommendation = models.ForeignKey(
        Recommendation, on_delete=models.PROTECT, related_name="%(class)ss"
    )

    class Meta(DatedFact.Meta):
        abstract = True
        indexes = [
            models.Index(
                fields=["recommendation", "valid_from", "recorded_at"], name="%(class)s_in_force"
            )
        ]

    def __str__(self):
        return f"{self._meta.verbose_name} of {self.recommendation_id} from {self.valid_from}"


class Wording(RecommendationFact):
    """The text of the recommendation, to the letter; a committee may reword it."""

    text = models.TextField()

    class Meta(RecommendationFact.Meta):
        constraints = [
            *RecommendationFact.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(text=""), name="recommendations_wording_has_a_text"
            ),
        ]


class Placement(RecommendationFact):
    """Where the recommendation stands in its plan, and what the source and the council said of it.

    The theme is one of the recommendation's own plan. `own_values`: the plan's own columns, by key.
    """

    class Response(models.TextChoices):
        ACCEPTED = "accepted", "Accepted"
        PARTLY = "partly", "Partially accepted"
        REJECTED = "rejected", "Rejected"

    theme = models.ForeignKey(
        "recommendations.Theme",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="placements",
    )
    timescale = models.CharField(max_length=100, blank=True)
    position = models.PositiveIntegerField(default=0)
    priority = models.CharField("priority, in the source's own word", max_length=50, blank=True)
    response = models.CharField(max_length=20, choices=Response, blank=True)
    own_values = models.JSONField(default=dict, blank=True)


class Monitoring(RecommendationFact):
    """Whether the committee still monitors the recommendation, and why. Without one, it does."""

    is_monitored = models.BooleanField()


class Exemption(RecommendationFact):
    """The paragraph of Schedule 12A of the Local Government Act 1972 that keeps it from the public;
    "" for none.

    Who may see is judged on today's, as known now, never on the day that is asked about.
    """

    paragraph = models.CharField(max_length=20, blank=True)
