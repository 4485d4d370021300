from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from simple_history.models import HistoricalRecords

from recommendations.models.status_meaning import StatusMeaning


class StatusWordQuerySet(models.QuerySet):
    def for_reporting(self):
        """Those that whoever reports may give: all but the auditor's own."""
        return self.filter(is_auditors=False)


class StatusWord(models.Model):
    """A status that a plan uses, in the plan's own word, and the one meaning that rules and figures
    read from it.

    It is edited in place: what was reported keeps the word and the meaning that it was given with.
    """

    Meaning = StatusMeaning

    plan = models.ForeignKey(
        "recommendations.Plan", on_delete=models.PROTECT, related_name="status_words"
    )
    word = models.CharField(max_length=100)
    meaning = models.CharField(max_length=20, choices=Meaning)
    is_auditors = models.BooleanField(
        "only an auditor gives it, by confirming completion", default=False
    )
    position = models.PositiveIntegerField(default=0)

    objects = StatusWordQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["plan", "position", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(word=""), name="recommendations_statusword_has_a_word"
            ),
            models.CheckConstraint(
                condition=Q(meaning__in=StatusMeaning.values),
                name="recommendations_statusword_meaning_is_known",
            ),
            models.CheckConstraint(
                condition=Q(is_auditors=False) | Q(meaning="complete"),
                name="recommendations_statusword_auditors_means_complete",
            ),
            models.UniqueConstraint(
                "plan", Lower("word"), name="recommendations_statusword_once_in_a_plan"
            ),
        ]

    def __str__(self):
        return self.word
