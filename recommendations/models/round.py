from datetime import UTC, date, datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.urls import reverse
from simple_history.models import HistoricalRecords

from people.dated_fact import DatedFact
from recommendations.models.plan import Plan
from recommendations.models.progress import NilReturn, ProgressUpdate
from recommendations.models.recommendation import Monitoring

FOR_EVER = datetime(9000, 1, 1, tzinfo=UTC)


class RoundQuerySet(models.QuerySet):
    def with_state(self, *, on: date):
        """Each with `is_open` on a day, as known now, and `changed_at`: the moment when it was last
        opened or closed.
        """
        last = RoundState.objects.last_standing(OuterRef("pk"), as_at=on, known_by=None)
        return self.annotate(
            is_open=Subquery(last.values("is_open")),
            changed_at=Subquery(last.values("recorded_at")),
        )

    def open(self, *, on: date):
        """Those that are open on a day, as known now."""
        return self.with_state(on=on).filter(is_open=True)

    def visible_to(self, plans):
        """Those of one of the plans, which somebody may read."""
        return self.filter(
            pk__in=Round.plans.through.objects.filter(plan__in=plans).values("round")
        )


class Round(models.Model):
    """One reporting cycle: its label ("May 2016"), the day the facts are to be true on, and when
    updates are due.

    It asks about everything in its plans that is live and not done, unless not `asks_all`: then
    about chosen recommendations alone, and nothing joins it by itself.

    Whether it is open is said by its states; a plan is in one open round at a time. One that was
    cancelled has no state: what it asked counts nowhere.
    """

    label = models.CharField(max_length=100)
    as_at = models.DateField("as-at date")
    updates_due = models.DateField()
    plans = models.ManyToManyField("recommendations.Plan", related_name="rounds")
    asks_all = models.BooleanField("asks about everything in its plans", default=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = RoundQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["version"])

    class Meta:
        ordering = ["-as_at", "label"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(label=""), name="recommendations_round_has_a_label"
            ),
        ]

    def __str__(self):
        return self.label

    def get_absolute_url(self):
        return reverse("round_detail", args=[self.pk])


class RoundState(DatedFact):
    """Whether a round is open or closed, from a day on."""

    SUBJECT = "round"

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="states")
    is_open = models.BooleanField()

    class Meta(DatedFact.Meta):
        indexes = [
            models.Index(
                fields=["round", "valid_from", "recorded_at", "id"], name="roundstate_in_force"
            )
        ]

    def __str__(self):
        return f"{self.round}: {'open' if self.is_open else 'closed'}"


class UpdateRequestQuerySet(models.QuerySet):
    def of_open_rounds(self, *, on: date):
        """What is asked by the rounds that are open on a day: not what has been taken off
        monitoring, nor anything in a plan out of use.
        """
        monitored = Monitoring.objects.last_standing(
            OuterRef("recommendation"), as_at=on, known_by=None
        )
        return self.filter(
            Coalesce(Subquery(monitored.values("is_monitored")), Value(True)),
            round__in=Round.objects.open(on=on),
            recommendation__plan__is_active=True,
        )

    def known(self, known_by: datetime | None):
        """Asked at or before the moment; None: whenever."""
        return self if known_by is None else self.filter(asked_at__lte=known_by)

    def with_answers(self, *, as_at: date, known_by: datetime | None):
        """Each with the keys of what answers it on a day, as known at a moment: `update` (the last
        one in force) and `nil_return`, None where there is none.

        An update answers that was made in the round; or outside any after the end of the last
        round, up to the end of this one, unless it answers an earlier one that was opened again.
        """
        when: dict[str, Any] = {"as_at": as_at, "known_by": known_by}
        asked_before = {"asked_at__lt": OuterRef(OuterRef("asked_at"))}
        outside = Q(
            ~Exists(_answered_before(known_by, **asked_before)),
            round=None,
            recorded_at__gt=OuterRef("answers_from"),
            recorded_at__lte=Coalesce(OuterRef("ended_at"), F("recorded_at")),
        )
        updates = ProgressUpdate.objects.standing(**when).filter(
            Q(round=OuterRef("round")) | outside, recommendation=OuterRef("recommendation")
        )
        nil_returns = NilReturn.objects.standing(**when).filter(
            round=OuterRef("round"), recommendation=OuterRef("recommendation")
        )
        return self.annotate(ended_at=_ended_at(known_by)).annotate(
            update=_last_key(updates), nil_return=_last_key(nil_returns)
        )

    def unused_updates(self, recommendations, *, as_at: date, known_by: datetime | None):
        """Updates on recommendations (a QuerySet) in force on a day, as known at a moment, that
        were made outside any round and answer no request so far: they would answer the next, where
        they were made after the end of the last round.
        """
        updates = ProgressUpdate.objects.standing(as_at=as_at, known_by=known_by)
        return updates.filter(
            ~Exists(_answered_before(known_by)), round=None, recommendation__in=recommendations
        )

    def with_still_asked(self, *, known_by: datetime | None):
        """Those of with_answers(), each with `is_still_asked`: not where its recommendation is no
        longer monitored, or its plan out of use, today or when the round was closed.
        """
        until = {"recorded_at__lte": Coalesce(OuterRef("ended_at"), F("recorded_at"))}
        monitored = (
            Monitoring.objects.standing(as_at=date.max, known_by=known_by)
            .filter(recommendation=OuterRef("recommendation"), **until)
            .order_by("-valid_from", "-recorded_at", "-pk")
        )
        plans = Plan.history.filter(
            id=OuterRef("recommendation__plan"), history_date__lte=OuterRef("ended_at")
        ).order_by("-history_date", "-history_id")
        is_monitored = Coalesce(Subquery(monitored.values("is_monitored")[:1]), Value(True))
        in_use = Case(
            When(ended_at=None, then="recommendation__plan__is_active"),
            default=Coalesce(Subquery(plans.values("is_active")[:1]), Value(True)),
            output_field=models.BooleanField(),
        )
        return self.annotate(
            is_still_asked=Case(When(is_monitored, then=in_use), default=Value(False))
        )

    def silent(self):
        """Those of with_answers() that nothing answers."""
        return self.filter(update=None, nil_return=None)


class UpdateRequest(models.Model):
    """That a round asks what has become of one recommendation. Written once, when the round opens
    or when the recommendation is added to it, and never changed.

    `answers_from`: the moment of the end of the last round that asked about everything in the plan,
    or about this recommendation, after which an update that was made outside any round answers this
    one.
    """

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="requests")
    recommendation = models.ForeignKey(
        "recommendations.Recommendation", on_delete=models.PROTECT, related_name="update_requests"
    )
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    answers_from = models.DateTimeField()

    objects = UpdateRequestQuerySet.as_manager()

    class Meta:
        ordering = ["round", "recommendation"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "recommendation"], name="recommendations_updaterequest_asks_once"
            ),
            models.CheckConstraint(
                condition=Q(answers_from__lte=F("asked_at")),
                name="recommendations_updaterequest_answers_before_it_asks",
            ),
        ]

    def __str__(self):
        return f"{self.round}: {self.recommendation_id}"


def _ended_at(known_by):
    """The moment when the round was closed for the last time, whatever the day; None while it is
    open.
    """
    last = RoundState.objects.last_standing(OuterRef("round"), as_at=date.max, known_by=known_by)
    return Subquery(last.values(ended_at=Case(When(is_open=False, then="recorded_at"))))


def _answered_before(known_by, **asked_before):
    """The requests, of earlier rounds where it is said, which an update (the row outside) that was
    made outside any round answers: those still open at its moment, for a round can be opened again
    after the next.
    """
    last = RoundState.objects.last_standing(OuterRef("round"), as_at=date.max, known_by=known_by)
    until = Case(When(is_open=True, then=Value(FOR_EVER)), default=F("recorded_at"))
    earlier = UpdateRequest.objects.filter(
        recommendation=OuterRef("recommendation"),
        answers_from__lt=OuterRef("recorded_at"),
        **asked_before,
    )
    return earlier.alias(until=Subquery(last.values(until=until))).filter(
        until__gte=OuterRef("recorded_at")
    )


def _last_key(facts):
    return Subquery(facts.order_by("-valid_from", "-recorded_at", "-pk").values("pk")[:1])
