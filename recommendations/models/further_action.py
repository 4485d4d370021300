from django.db import models
from django.db.models import Q

from people.dated_fact import DatedFact


class ActionQuerySet(models.QuerySet):
    def next_order(self):
        """The order of a row that comes after all of these."""
        return (self.aggregate(last=models.Max("order"))["last"] or 0) + 1


class Action(models.Model):
    """A further action: something still to be done for a recommendation. What it says, and
    whether it is open, are facts about it.
    """

    recommendation = models.ForeignKey(
        "recommendations.Recommendation", on_delete=models.PROTECT, related_name="actions"
    )
    order = models.PositiveIntegerField(default=0)

    objects = ActionQuerySet.as_manager()

    class Meta:
        ordering = ["recommendation", "order", "id"]

    def __str__(self):
        return f"Action {self.order} of {self.recommendation_id}"


class ActionState(DatedFact):
    """What a further action says, and whether it is still open, from a day on."""

    class State(models.TextChoices):
        OPEN = "open", "Open"
        COMPLETED = "completed", "Completed"
        WITHDRAWN = "withdrawn", "Withdrawn"

    SUBJECT = "action"

    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="states")
    text = models.TextField()
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    owner = models.ForeignKey(
        "people.Owner",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="action_states",
    )

    class Meta(DatedFact.Meta):
        indexes = [
            models.Index(
                fields=["action", "valid_from", "recorded_at", "id"], name="actionstate_in_force"
            )
        ]
        constraints = [
            *DatedFact.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(text=""), name="recommendations_actionstate_has_a_text"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["open", "completed", "withdrawn"]),
                name="recommendations_actionstate_state_is_known",
            ),
        ]

    def __str__(self):
        return f"{self.action}: {self.state} from {self.valid_from}"
