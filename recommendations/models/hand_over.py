from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse

from recommendations.models.further_action import ActionState
from recommendations.models.recommendation import OwnerCell


class WrittenOnceQuerySet(models.QuerySet):
    def update(self, **kwargs):
        raise TypeError("A hand-over is never changed. Undo it: that is another one.")


class HandOverQuerySet(WrittenOnceQuerySet):
    def forwards(self):
        """Without those that only undo another."""
        return self.filter(undoes=None)

    def concerning(self, recommendations):
        """Those that moved something of these recommendations."""
        cells = HandOverCell.objects.filter(
            hand_over=OuterRef("pk"), written__recommendation__in=recommendations
        )
        actions = HandOverAction.objects.filter(
            hand_over=OuterRef("pk"), written__action__recommendation__in=recommendations
        )
        return self.filter(Exists(cells) | Exists(actions))

    def with_counts(self, recommendations):
        """Each with how many owner cells and further actions of these recommendations it moved:
        `cells_moved` and `actions_moved`.
        """
        return self.annotate(
            cells_moved=_number_of(HandOverCell, written__recommendation__in=recommendations),
            actions_moved=_number_of(
                HandOverAction, written__action__recommendation__in=recommendations
            ),
        )

    def newest_first(self):
        return self.order_by("-recorded_at", "-pk")


class HandOver(models.Model):
    """One act that moved what an owner holds to another owner, from a day on: with it, all owner
    cells and states of further actions that it wrote, each beside the one that it replaced.

    Without `from_owner` it moved chosen recommendations from whoever was named. Never changed. To
    undo it is a hand-over the other way round (`undoes`), which is not undone.
    """

    from_owner = models.ForeignKey(
        "people.Owner", null=True, on_delete=models.PROTECT, related_name="handed_over"
    )
    to_owner = models.ForeignKey(
        "people.Owner", null=True, on_delete=models.PROTECT, related_name="taken_over"
    )
    valid_from = models.DateField("true from")
    reason = models.TextField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="written down by",
        on_delete=models.PROTECT,
        related_name="+",
    )
    recorded_at = models.DateTimeField("written down at")
    undoes = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="undone_by"
    )

    objects = HandOverQuerySet.as_manager()

    class Meta:
        ordering = ["-recorded_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(from_owner__isnull=True)
                | Q(to_owner__isnull=True)
                | ~Q(from_owner=models.F("to_owner")),
                name="recommendations_handover_is_to_another",
            ),
            models.CheckConstraint(
                condition=Q(to_owner__isnull=False)
                | Q(from_owner__isnull=False, undoes__isnull=False),
                name="recommendations_handover_names_an_owner",
            ),
            models.CheckConstraint(
                condition=~Q(reason=""), name="recommendations_handover_has_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(undoes__isnull=True) | ~Q(undoes=models.F("id")),
                name="recommendations_handover_undoes_another",
            ),
        ]

    def __str__(self):
        if self.from_owner is None:
            return f"Reassigned to {self.to_owner}"
        if self.to_owner is None:
            return f"Back from {self.from_owner}"
        return f"{self.from_owner} to {self.to_owner}"

    def get_absolute_url(self):
        return reverse("hand_over_detail", args=[self.pk])

    @property
    def undo(self):
        """The hand-over that undid this one, or None."""
        return getattr(self, "undone_by", None)


class MovedFact(models.Model):
    """A fact that a hand-over wrote, and the one that was in force instead."""

    written: Any
    replaced: Any

    objects = WrittenOnceQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self):
        return f"{self.written} for {self.replaced}"


class HandOverCell(MovedFact):
    """An owner cell that a hand-over wrote, for the one that it replaced, if there was one."""

    hand_over = models.ForeignKey(HandOver, on_delete=models.PROTECT, related_name="cells")
    written = models.OneToOneField(OwnerCell, on_delete=models.PROTECT, related_name="moved_by")
    replaced = models.ForeignKey(
        OwnerCell, null=True, on_delete=models.PROTECT, related_name="moved_on"
    )

    class Meta:
        ordering = ["hand_over", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["hand_over", "replaced"],
                name="recommendations_handovercell_moves_a_cell_once",
            ),
            models.CheckConstraint(
                condition=~Q(written=models.F("replaced")),
                name="recommendations_handovercell_writes_another",
            ),
        ]

    @property
    def recommendation(self):
        return self.written.recommendation


class HandOverAction(MovedFact):
    """A state of a further action that a hand-over wrote, for the one that it replaced."""

    hand_over = models.ForeignKey(HandOver, on_delete=models.PROTECT, related_name="actions")
    written = models.OneToOneField(ActionState, on_delete=models.PROTECT, related_name="moved_by")
    replaced = models.ForeignKey(ActionState, on_delete=models.PROTECT, related_name="moved_on")

    class Meta:
        ordering = ["hand_over", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["hand_over", "replaced"],
                name="recommendations_handoveraction_moves_a_state_once",
            ),
            models.CheckConstraint(
                condition=~Q(written=models.F("replaced")),
                name="recommendations_handoveraction_writes_another",
            ),
        ]

    @property
    def recommendation(self):
        return self.written.action.recommendation


def _number_of(kind, **among):
    rows = kind.objects.filter(hand_over=OuterRef("pk"), **among).order_by().values("hand_over")
    return Coalesce(Subquery(rows.annotate(number=Count("pk")).values("number")), 0)
