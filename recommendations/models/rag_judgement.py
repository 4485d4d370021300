from django.db import models
from django.db.models import Q

from recommendations.models.recommendation import RecommendationFact


class RagJudgement(RecommendationFact):
    """A colour that somebody has given in place of what the plan's rule says, and why (`reason`);
    "" for no colour of its own: the rule decides again.
    """

    class Colour(models.TextChoices):
        RED = "red", "Red"
        AMBER = "amber", "Amber"
        GREEN = "green", "Green"

    colour = models.CharField("RAG", max_length=10, choices=Colour, blank=True)

    class Meta(RecommendationFact.Meta):
        constraints = [
            *RecommendationFact.Meta.constraints,
            models.CheckConstraint(
                condition=Q(colour__in=["", "red", "amber", "green"]),
                name="recommendations_ragjudgement_colour_is_known",
            ),
            models.CheckConstraint(
                condition=~Q(reason=""), name="recommendations_ragjudgement_has_a_reason"
            ),
        ]
