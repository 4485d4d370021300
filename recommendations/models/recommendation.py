from datetime import date
from typing import Any

from django.db import connection, models
from django.db.models import Exists, F, OuterRef, Q, Value
from django.db.models.functions import Coalesce, Least, Left, Lower
from django.urls import reverse
from simple_history.models import HistoricalRecords

from people.dated_fact import DatedFact
from people.holdings import Holdings, holdings_of
from people.roles import delegated_departments, departments_of, near_owners, own_owners, owners_of
from recommendations.models.finding import AmongFew, ListedQuerySet, NotLookedUp
from recommendations.models.plan import Plan
from recommendations.models.status_meaning import StatusMeaning

# The recommendations of few owners, or with few cells, are looked up by their cells; those of more
# are sooner found by walking down an order, or through all of them, until there are enough.
FEW_OWNERS = 4
MANY_CELLS = {"sqlite": 8_000, "postgresql": 4_000}


class RecommendationQuerySet(ListedQuerySet):
    def exempt(self, *, on: date):
        """Those of these that are kept from the public on a day, as known now."""
        ever = self.filter(pk__in=Exemption.objects.values("recommendation"))
        in_force = Exemption.objects.in_force(as_at=on, known_by=None, of=ever)
        return self.filter(pk__in=in_force.exclude(paragraph="").values("recommendation"))

    def with_exempt_paragraph(self, *, on: date):
        """Each with the `exempt_paragraph` that keeps it from the public on a day, as known now,
        and the `exempt_parts` of it that are kept; "" or None for none.
        """
        last = Exemption.objects.last_standing(OuterRef("pk"), as_at=on, known_by=None)
        return self.annotate(
            exempt_paragraph=models.Subquery(last.values("paragraph")),
            exempt_parts=models.Subquery(last.values("parts")),
        )

    def with_was_told(self):
        """Each with whether anybody was ever to be told of it, `was_told`."""
        notice: Any = self.model._meta.get_field("notices").related_model
        told = notice.objects.filter(recommendation=OuterRef("pk"))
        return self.annotate(was_told=Exists(told))

    def owned_by(self, owners, *, on: date):
        """Those whose owner cell in force on a day, as known now, names one of the owners."""
        return self._with_assignments(Assignment.objects.filter(owner__in=owners), on)

    def own_to(self, user, *, on: date, held: Holdings | None = None):
        """Those on which a user may report as their own on a day: as the person, the holder of the
        post or a member of the group that is named, or as a delegate of a department of theirs.
        """
        if held is not None:
            return self._with_assignments(
                Assignment.objects.filter(_owned_by_few(own_owners(user, held))), on
            )
        named = Q(owner__in=owners_of(user, on=on)) | Q(
            owner__department__in=delegated_departments(user, on=on)
        )
        return self._with_assignments(Assignment.objects.filter(named), on)

    def naming(self, owners):
        """Those whose owner cell names one of the owners (keys), by the derived column: for lists.
        At most one query.

        What somebody may see or do is judged by owned_by and own_to.
        """
        if not owners:
            return self.none()
        named = Assignment.objects.order_by().filter(owner__in=owners)
        many = MANY_CELLS[connection.vendor]
        if len(owners) > FEW_OWNERS and named[many : many + 1].exists():
            return self.filter(_names_one_of(owners))
        return self.looked_up(F("owner_cell"), named.values("owner_cell"))

    def of_departments(self, departments, *, on: date):
        """Those with an owner in one of the departments, on a day, as known now."""
        named = Assignment.objects.filter(owner__department__in=departments)
        return self._with_assignments(named, on)

    def visible_to(self, user, *, on: date):
        """Those of the plans that the user may read; exempt ones of other departments only for who
        may read everything. Judged on the day `on` (today), whatever day is asked about.

        The keys are read at once: inside the questions about facts, SQLite gives up on the depth.
        """
        return self.of_plans_visible_to(user, on=on).open_to(user, on=on)

    def of_plans_visible_to(self, user, *, on: date):
        """Those of the plans that the user may read, exempt ones of other departments too: not yet
        to be shown. At most one query.
        """
        plans = Plan.objects.visible_to(user, on=on)
        if user.has_perm("recommendations.read_all_plans"):
            return self.filter(plan__in=plans)
        return self.filter(plan__in=list(plans.values_list("pk", flat=True)))

    def listed_for(self, user, *, on: date):
        """The same as visible_to, put so that a list over all plans is quick: what is hidden is
        left out. At most three queries.
        """
        if user.has_perm("recommendations.read_all_plans"):
            hidden = Plan.objects.order_by().hidden_from(user, on=on)
            return self if hidden.query.is_empty() else self.outside_plans(hidden)
        held = holdings_of(user, on=on)
        visible = Plan.objects.order_by().visible_to(user, on=on, held=held)
        visible = visible.values_list("pk", flat=True)
        hidden = Plan.objects.order_by().exclude(pk__in=list(visible))
        return self.open_to(user, on=on, held=held).outside_plans(hidden)

    def open_to(self, user, *, on: date, held: Holdings | None = None):
        """Of the rows of a plan that the user may read: all but exempt ones of other departments.
        At most one query.
        """
        if user.has_perm("recommendations.read_all_plans"):
            return self
        hidden = self.closed_to(user, on=on, held=held)
        return self.exclude(pk__in=list(hidden.values_list("pk", flat=True)))

    def closed_to(self, user, *, on: date, held: Holdings | None = None):
        """Of the rows of a plan that the user may read: those that open_to leaves out."""
        if user.has_perm("recommendations.read_all_plans"):
            return self.none()
        if held is not None:
            named = _owned_by_few(near_owners(user, held))
        else:
            named = Q(owner__in=owners_of(user, on=on)) | Q(
                owner__department__in=departments_of(user, on=on)
            )
        # The keys are read at once, and asked for as flatly as can be: any deeper, SQLite gives up.
        # PostgreSQL reads every cell unless it knows that few of them matter.
        of_these = Assignment.objects.alias(of=NotLookedUp("owner_cell__recommendation"))
        of_these = of_these.filter(of__in=Exemption.objects.values("recommendation"))
        theirs = _in_force(of_these.filter(named), on)
        return self.exempt(on=on).exclude(pk__in=theirs)

    def editable_by(self, user, *, on: date):
        if not user.has_perm("recommendations.edit_plans"):
            return self.none()
        return self.visible_to(user, on=on)

    def in_use(self):
        return self.filter(plan__is_active=True)

    def repeated_references(self, among):
        """Those of some references that several of these have, in their order; "" is none."""
        named = self.filter(reference__in=set(among) - {""}).order_by("reference")
        several = named.values("reference").annotate(times=models.Count("pk")).filter(times__gt=1)
        return several.values_list("reference", flat=True)

    def monitored(self, *, on: date):
        """All but those of which somebody has said that they are no longer monitored on a day."""
        ended = Monitoring.objects.filter(is_monitored=False)
        ever = Recommendation.objects.filter(pk__in=ended.values("recommendation"))
        ended = ended.in_force(as_at=on, known_by=None, of=ever)
        return self.exclude(pk__in=ended.values("recommendation"))

    def counts_by_plan(self, *, on: date):
        """How many there are, are complete and are overdue on a day, by plan: by the derived
        columns.
        """
        return (
            self.order_by()
            .values("plan")
            .annotate(
                all=models.Count("pk"),
                complete=models.Count("pk", filter=Q(status_meaning=StatusMeaning.COMPLETE)),
                overdue=models.Count("pk", filter=Q(next_latest__lt=on)),
            )
        )

    def _with_assignments(self, assignments, on):
        """From the few assignments to the cells in force, not from the many rows: measured at
        100,000 recommendations, a quarter of the time.
        """
        return self.filter(pk__in=_in_force(assignments, on))


def _names_one_of(owners):
    """That a cell names one of the owners, asked of each row by its cell."""
    of_the_row = Assignment.objects.order_by().filter(owner_cell=OuterRef("owner_cell"))
    owner = NotLookedUp("owner")
    return Exists(of_the_row.alias(one=owner).filter(one__in=owners))


def _owned_by_few(owners):
    return AmongFew(F("owner"), owners.values("pk"))


def _in_force(assignments, on):
    """The recommendations of those of the assignments whose owner cell is in force on a day."""
    subject = OuterRef("owner_cell__recommendation")
    now = OwnerCell.objects.last_standing(subject, as_at=on, known_by=None).values("pk")
    named = assignments.order_by().filter(owner_cell=models.Subquery(now))
    return named.values("owner_cell__recommendation")


# The columns that recommendations/derived.py writes.
DERIVED = [
    "derived_on",
    "text",
    "theme",
    "timescale",
    "priority",
    "owner_cell",
    "owner_text",
    "is_owned",
    "lead_owner",
    "status_word",
    "status_meaning",
    "per_cent",
    "judged_colour",
    "judged_reason",
    "by_when",
    "next_latest",
    "original_latest",
    "latest",
    "open_original",
    "open_start",
    "times_moved",
    "extension_requested",
    "last_update_on",
    "silent_rounds",
    "silent_in",
    "was_asked",
    "is_verified",
    "completion_refused",
    "is_monitored",
    "is_exempt",
    "reference_order",
]
# The columns that lists are sorted by, which the database itself makes: none is null, so that a
# page can begin after any row.
ORDERS = ["due_order", "original_order", "late_order", "update_order", "owner_order"]
LONGEST_IN_ORDER = 60


def _order(expression, output_field):
    return models.GeneratedField(
        expression=expression, output_field=output_field, db_persist=True, editable=False
    )


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
    text = models.TextField(blank=True, editable=False)
    theme = models.ForeignKey(
        "recommendations.Theme",
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
    )
    timescale = models.CharField(max_length=100, blank=True, editable=False)
    priority = models.CharField(max_length=50, blank=True, editable=False)
    owner_cell = models.ForeignKey(
        "recommendations.OwnerCell",
        null=True,
        editable=False,
        db_index=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    owner_text = models.TextField("owner", blank=True, editable=False)
    is_owned = models.BooleanField("names an owner on record", default=False, editable=False)
    # Who leads; the first who is named, where nobody is said to. Without an index: SQLite would use
    # it to count the few rows of a plan.
    lead_owner = models.ForeignKey(
        "people.Owner",
        null=True,
        editable=False,
        db_index=False,
        on_delete=models.PROTECT,
        related_name="+",
    )
    status_word = models.CharField(max_length=100, blank=True, editable=False)
    status_meaning = models.CharField(max_length=20, blank=True, editable=False)
    per_cent = models.PositiveSmallIntegerField(null=True, editable=False)
    # In place of what the plan's RAG rule says.
    judged_colour = models.CharField("RAG as judged", max_length=10, blank=True, editable=False)
    judged_reason = models.TextField(blank=True, editable=False)
    by_when = models.TextField(blank=True, editable=False)
    next_latest = models.DateField("next deadline", null=True, editable=False)
    original_latest = models.DateField("original deadline", null=True, editable=False)
    latest = models.DateField("last deadline", null=True, editable=False)
    open_original = models.DateField("original date of what is open", null=True, editable=False)
    open_start = models.DateField("start of what has no end", null=True, editable=False)
    times_moved = models.PositiveSmallIntegerField(default=0, editable=False)
    extension_requested = models.BooleanField(default=False, editable=False)
    last_update_on = models.DateField("last update", null=True, editable=False)
    silent_rounds = models.PositiveSmallIntegerField(default=0, editable=False)
    # The open round that asks, and that nobody has answered.
    silent_in = models.ForeignKey(
        "recommendations.Round",
        null=True,
        editable=False,
        db_index=False,
        on_delete=models.PROTECT,
        related_name="+",
    )
    was_asked = models.BooleanField("asked by a round", default=False, editable=False)
    is_verified = models.BooleanField("verified", default=False, editable=False)
    completion_refused = models.BooleanField(default=False, editable=False)
    is_monitored = models.BooleanField("monitored", default=True, editable=False)
    # Only to be shown and found by: who may see is judged on the facts.
    is_exempt = models.BooleanField("exempt", default=False, editable=False)
    reference_order = models.CharField(max_length=450, blank=True, editable=False)

    # What has no date is due last, and what nobody ever reported on was updated first.
    due_order = _order(Coalesce("next_latest", Value(date.max)), models.DateField())
    original_order = _order(Coalesce("original_latest", Value(date.max)), models.DateField())
    # Since when what is overdue is: from the original date of what is open, or from the current one
    # where that was brought forward.
    late_order = _order(
        Least(Coalesce("open_original", Value(date.max)), Coalesce("next_latest", Value(date.max))),
        models.DateField(),
    )
    update_order = _order(Coalesce("last_update_on", Value(date.min)), models.DateField())
    owner_order = _order(
        Left(Lower("owner_text"), LONGEST_IN_ORDER), models.CharField(max_length=LONGEST_IN_ORDER)
    )

    objects = RecommendationQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=[*DERIVED, *ORDERS])

    class Meta:
        ordering = ["plan", "id"]
        indexes = [
            models.Index(fields=["plan", "reference"], name="recommendation_reference"),
            models.Index(fields=["reference_order", "id"], name="recommendation_by_reference"),
            # With what every list leaves out, so that a thousand are counted without reading them.
            models.Index(
                fields=["due_order", "id", "is_monitored", "plan"], name="recommendation_by_due"
            ),
            models.Index(fields=["original_order", "id"], name="recommendation_by_original"),
            models.Index(fields=["late_order", "id"], name="recommendation_by_age"),
            models.Index(fields=["update_order", "id"], name="recommendation_by_update"),
            models.Index(fields=["status_word", "id"], name="recommendation_by_status"),
            models.Index(fields=["owner_order", "id"], name="recommendation_by_owner"),
            # What the list asks of the thousands of rows of one owner, without reading them.
            models.Index(
                fields=["owner_cell", "is_monitored", "plan", "due_order", "id"],
                name="recommendation_of_an_owner",
            ),
            models.Index(
                fields=["due_order", "id"],
                condition=Q(silent_in__isnull=False),
                name="recommendation_silent",
            ),
        ]
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
                fields=["recommendation", "valid_from", "recorded_at", "id"],
                name="%(class)s_in_force",
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

    `parts`: what of it is kept, by the keys of `recommendations/exempt_parts.py`; none: all of it.
    On the site, whoever may not read all of it reads nothing; a public paper prints the rest.

    Who may see is judged on today's, as known now, never on the day that is asked about.
    """

    paragraph = models.CharField(max_length=20, blank=True)
    parts = models.JSONField(default=list, blank=True)

    class Meta(RecommendationFact.Meta):
        constraints = [
            *RecommendationFact.Meta.constraints,
            models.CheckConstraint(
                condition=Q(parts=[]) | ~Q(paragraph=""),
                name="recommendations_exemption_of_parts_has_a_paragraph",
            ),
        ]


class OwnerCell(RecommendationFact):
    """The words of the owner column, to the letter: "Cliff Youngman/Abraham Ghebre-Ghioghis".
    Its assignments say who is meant.
    """

    text = models.TextField(blank=True)


class Assignment(models.Model):
    """One owner named in an owner cell, with the part that they have in it."""

    class Role(models.TextChoices):
        LEAD = "lead", "Lead"
        SUPPORT = "support", "Support"

    owner_cell = models.ForeignKey(OwnerCell, on_delete=models.PROTECT, related_name="assignments")
    owner = models.ForeignKey("people.Owner", on_delete=models.PROTECT, related_name="assignments")
    role = models.CharField(max_length=10, choices=Role, default=Role.LEAD)
    remit = models.TextField(blank=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["owner_cell", "order"]
        indexes = [models.Index(fields=["owner", "owner_cell"], name="assignment_of_an_owner")]
        constraints = [
            models.UniqueConstraint(
                fields=["owner_cell", "owner"],
                name="recommendations_assignment_names_an_owner_once",
            ),
            models.CheckConstraint(
                condition=models.Q(role__in=["lead", "support"]),
                name="recommendations_assignment_role_is_known",
            ),
        ]

    def __str__(self):
        return str(self.owner)
