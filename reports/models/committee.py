from datetime import date

from django.db import models
from django.db.models import Case, Count, Max, Min, Q, When
from django.db.models.functions import Lower
from django.urls import reverse
from simple_history.models import HistoricalRecords


class CommitteeQuerySet(models.QuerySet):
    def in_use(self):
        # Offered for a new meeting.
        return self.filter(is_active=True)

    def with_meetings(self, *, on: date):
        """Each with `meetings_held`, the number of its meetings, and the days of its `last_meeting`
        before a day and its `next_meeting` on it or later; None for none.
        """
        return self.annotate(
            meetings_held=Count("meetings"),
            last_meeting=Max("meetings__date", filter=Q(meetings__date__lt=on)),
            next_meeting=Min("meetings__date", filter=Q(meetings__date__gte=on)),
        )


class Committee(models.Model):
    """A committee of members, to which papers go. `slug`: its address among the public papers,
    which stays when it gets another name.
    """

    name = models.CharField(max_length=200)
    slug = models.SlugField("address", max_length=100, unique=True)
    is_active = models.BooleanField("in use", default=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = CommitteeQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["version"])

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                name="reports_committee_name_in_any_case",
                violation_error_message="There is a committee of this name already.",
            ),
            models.CheckConstraint(
                condition=~models.Q(name=""), name="reports_committee_has_a_name"
            ),
            models.CheckConstraint(
                condition=~models.Q(slug=""), name="reports_committee_has_an_address"
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("committee_detail", args=[self.pk])


class MeetingQuerySet(models.QuerySet):
    def coming_first(self, *, on: date):
        """Each with `is_past`, before a day; those to come the nearest first, then those that are
        past the latest first.
        """
        to_come = Case(When(date__gte=on, then="date"))
        meetings = self.annotate(is_past=Q(date__lt=on))
        return meetings.order_by("is_past", to_come, "-date", "committee__name")

    def with_papers(self):
        """Each with `drafts`, the number of papers in preparation, covering reports too, and
        `issued`, that of those issued, in their newest versions.
        """
        return self.annotate(
            drafts=_count("appendices", "draft") + _count("covering_reports", "draft"),
            issued=_count("appendices", "issued") + _count("covering_reports", "issued"),
        )


def _count(papers, state):
    """How many papers of a kind are in a state, but for those that a later version replaced."""
    is_replaced = Q(**{f"{papers}__replaced_by__state": "issued"})
    return Count(papers, filter=Q(**{f"{papers}__state": state}) & ~is_replaced, distinct=True)


class Meeting(models.Model):
    """One meeting of a committee; it may belong to a reporting round. Once a paper was issued for
    it, its committee and its date stay: they are the address of the paper.
    """

    committee = models.ForeignKey(Committee, on_delete=models.PROTECT, related_name="meetings")
    date = models.DateField()
    round = models.ForeignKey(
        "recommendations.Round",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="meetings",
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = MeetingQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["version"])

    class Meta:
        ordering = ["-date", "committee"]
        constraints = [
            models.UniqueConstraint(
                fields=["committee", "date"],
                name="reports_meeting_once_a_day",
                violation_error_message="This committee has a meeting on that day already.",
            )
        ]

    def __str__(self):
        return f"{self.committee}, {self.date.day} {self.date:%B %Y}"

    def get_absolute_url(self):
        return reverse("meeting_detail", args=[self.pk])

    @property
    def in_words(self):
        """As a paper prints it: "Meeting of 28 June 2016"."""
        return f"Meeting of {self.date.day} {self.date:%B %Y}"
