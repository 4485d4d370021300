from datetime import date, datetime

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery

from people.dated_fact import DatedFact
from recommendations.models.further_action import ActionState
from recommendations.models.progress import StatusFact
from recommendations.models.recommendation import Wording
from recommendations.models.status_meaning import StatusMeaning


class DeadlineQuerySet(models.QuerySet):
    def next_order(self):
        """The order of a row that comes after all of these."""
        return (self.aggregate(last=models.Max("order"))["last"] or 0) + 1

    def of_recommendations(self, recommendations, *, on: date):
        """The deadlines of those of the recommendations that exist on a day, as known now."""
        worded = Wording.objects.standing(as_at=on, known_by=None)
        return self.filter(
            Exists(worded.filter(recommendation=OuterRef("recommendation"))),
            recommendation__in=recommendations,
        )

    def due(self, *, as_at: date, known_by: datetime | None):
        """Those by which something is still to be done on a day, as known at a moment: not dropped,
        and their action is open or, where they are of the whole recommendation, that is not done.
        """
        terms, states, statuses = (
            kind.objects.last_standing(OuterRef(subject), as_at=as_at, known_by=known_by)
            for kind, subject in (
                (DeadlineTerm, "pk"),
                (ActionState, "action"),
                (StatusFact, "recommendation"),
            )
        )
        rows = self.annotate(
            dropped=Subquery(terms.values("is_dropped")),
            state=Subquery(states.values("state")),
            meaning=Subquery(statuses.values("meaning")),
        )
        is_done = Q(meaning__isnull=False, meaning__in=StatusMeaning.done())
        is_open = Q(action__isnull=True) & ~is_done | Q(state=ActionState.State.OPEN)
        return rows.filter(is_open, dropped=False)

    def ever_worded(self, words):
        """Those for which one of the texts `words` was ever agreed."""
        return self.filter(pk__in=DeadlineTerm.objects.filter(text__in=words).values("deadline"))


class Deadline(models.Model):
    """One date by which something is to be done: of a whole recommendation, or of one of its
    actions.

    Dates are rows, not columns: a recommendation can have several, and each can be revised without
    losing the original.
    """

    recommendation = models.ForeignKey(
        "recommendations.Recommendation", on_delete=models.PROTECT, related_name="deadlines"
    )
    action = models.ForeignKey(
        "recommendations.Action",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="deadlines",
    )
    order = models.PositiveIntegerField(default=0)

    objects = DeadlineQuerySet.as_manager()

    class Meta:
        ordering = ["recommendation", "order", "id"]

    def __str__(self):
        return f"Deadline {self.order} of {self.recommendation_id}"


class DeadlineTerm(DatedFact):
    """The agreed words of a deadline, printed to the letter, and beside them the reading: never
    instead.

    `paper_date`: the day against which the words were read ("19 September" takes its year from it).
    `earliest` and `latest` are inclusive days. `parts`: milestones, a list of label, earliest,
    latest and open_ended, days as ISO text.
    """

    class ReadBy(models.TextChoices):
        PERSON = "person", "A person"
        PARSER = "parser", "The program"

    SUBJECT = "deadline"

    deadline = models.ForeignKey(Deadline, on_delete=models.PROTECT, related_name="terms")
    text = models.TextField("agreed words", blank=True)
    is_dropped = models.BooleanField("dropped", default=False)
    paper_date = models.DateField()
    read_by = models.CharField(max_length=10, choices=ReadBy)
    parser_version = models.PositiveSmallIntegerField(null=True, blank=True)
    kind = models.CharField(max_length=20)
    earliest = models.DateField(null=True, blank=True)
    latest = models.DateField(null=True, blank=True)
    open_ended = models.BooleanField(default=False)
    parts = models.JSONField(default=list, blank=True)

    class Meta(DatedFact.Meta):
        indexes = [
            models.Index(
                fields=["deadline", "valid_from", "recorded_at", "id"], name="deadlineterm_in_force"
            )
        ]
        constraints = [
            *DatedFact.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(text="") | Q(is_dropped=True),
                name="recommendations_deadlineterm_has_words_or_is_dropped",
            ),
            models.CheckConstraint(
                condition=Q(earliest__isnull=True)
                | Q(latest__isnull=True)
                | Q(earliest__lte=F("latest")),
                name="recommendations_deadlineterm_span_runs_forward",
            ),
            models.CheckConstraint(
                condition=~Q(kind="unread")
                | Q(earliest__isnull=True, latest__isnull=True, open_ended=False),
                name="recommendations_deadlineterm_unread_has_no_dates",
            ),
            models.CheckConstraint(
                condition=Q(read_by="person", parser_version__isnull=True)
                | Q(read_by="parser", parser_version__isnull=False),
                name="recommendations_deadlineterm_says_who_read_it",
            ),
        ]

    def __str__(self):
        return self.text


class ExtensionRequestQuerySet(models.QuerySet):
    def waiting(self, *, as_at: date, known_by: datetime | None):
        """Those that wait for a decision on a day, as known at a moment: nobody has decided them or
        taken them back, and something is still due by their date.
        """
        due = Deadline.objects.due(as_at=as_at, known_by=known_by).filter(pk=OuterRef("deadline"))
        return self.undecided(as_at=as_at, known_by=known_by).filter(Exists(due))

    def undecided(self, *, as_at: date, known_by: datetime | None):
        """Those that nobody has decided or taken back on a day, as known at a moment, whether or
        not anything is due by their date any more.
        """
        last = ExtensionDecision.objects.last_standing(
            OuterRef("pk"), as_at=as_at, known_by=known_by
        )
        asked = ExtensionDecision.Outcome.ASKED
        return self.annotate(outcome=Subquery(last.values("outcome"))).filter(outcome=asked)

    def decided(self, *, as_at: date, known_by: datetime | None):
        """Those that were decided, or taken back, by a day, the latest decision first."""
        last = ExtensionDecision.objects.last_standing(
            OuterRef("pk"), as_at=as_at, known_by=known_by
        )
        names = ("outcome", "valid_from", "recorded_at")
        rows = self.annotate(**{f"last_{name}": Subquery(last.values(name)) for name in names})
        rows = rows.exclude(last_outcome=ExtensionDecision.Outcome.ASKED)
        return rows.order_by("-last_valid_from", "-last_recorded_at", "-pk")

    def of_recommendations(self, recommendations, *, on: date):
        """Those about deadlines of the recommendations that exist on a day, as known now."""
        deadlines = Deadline.objects.of_recommendations(recommendations, on=on)
        return self.filter(deadline__in=deadlines)

    def by_plan(self):
        """Plan by plan, and what was asked for first comes first."""
        plan = "deadline__recommendation__plan"
        return self.order_by(f"{plan}__title", f"{plan}_id", "paper_date", "pk")


class ExtensionRequest(models.Model):
    """A new wording asked for a deadline, with the reason. Until it is decided the old date
    stands.

    `paper_date`: the day against which the words are read, that of the asking.
    """

    deadline = models.ForeignKey(
        Deadline, on_delete=models.PROTECT, related_name="extension_requests"
    )
    text = models.TextField("words asked for")
    reason = models.TextField()
    paper_date = models.DateField()

    objects = ExtensionRequestQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(text="") & ~Q(reason=""),
                name="recommendations_extensionrequest_has_words_and_a_reason",
            )
        ]

    def __str__(self):
        return self.text


class ExtensionDecision(DatedFact):
    """Where an extension request stands: asked, agreed, refused or taken back; by whom, and
    under which minute.
    """

    class Outcome(models.TextChoices):
        ASKED = "asked", "Asked"
        AGREED = "agreed", "Agreed"
        REFUSED = "refused", "Refused"
        TAKEN_BACK = "taken_back", "Taken back"

    SUBJECT = "extension_request"

    extension_request = models.ForeignKey(
        ExtensionRequest, on_delete=models.PROTECT, related_name="decisions"
    )
    outcome = models.CharField(max_length=10, choices=Outcome)
    decided_by = models.CharField("decided by (a lead, or a committee)", max_length=200, blank=True)
    minute_reference = models.CharField(max_length=100, blank=True)

    class Meta(DatedFact.Meta):
        indexes = [
            models.Index(
                fields=["extension_request", "valid_from", "recorded_at", "id"],
                name="extensiondecision_in_force",
            )
        ]
        constraints = [
            *DatedFact.Meta.constraints,
            models.CheckConstraint(
                condition=Q(outcome__in=["asked", "agreed", "refused", "taken_back"]),
                name="recommendations_extensiondecision_outcome_is_known",
            ),
        ]

    def __str__(self):
        return f"{self.get_outcome_display()}: {self.extension_request_id}"
