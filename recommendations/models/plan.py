from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from people.holdings import Holdings
from people.models import Department
from people.roles import named_departments
from recommendations.own_columns import columns_in_words, validate_own_columns


def refuse_reserved_address(slug):
    """The page that starts a plan stands where a plan with the address "new" would."""
    if slug.lower() == "new":
        raise ValidationError("The address can't be “new”. Choose another.")


class PlanQuerySet(models.QuerySet):
    def in_use(self):
        return self.filter(is_active=True)

    def chased(self, *, on: date):
        """Those in use in which people are reminded on a day."""
        return self.in_use().filter(chased_from__lte=on)

    def visible_to(self, user, *, on: date, held: Holdings | None = None):
        """The live plans that the user may read on a day: those kept to named departments only from
        within them, or by who may report on something in them as their own; those no longer in use
        only for who edits plans. `held`: what `holdings_of` found, where that is known already.
        """
        if not user.has_perm("recommendations.read_plans"):
            return self.none()
        plans = self if user.has_perm("recommendations.edit_plans") else self.in_use()
        if user.has_perm("recommendations.read_all_plans"):
            return plans
        mine = Department.objects.above(named_departments(user, on=on, held=held))
        return plans.filter(
            Q(departments=None) | Q(departments__in=mine) | Q(pk__in=self._own_to(user, on, held))
        ).distinct()

    def _own_to(self, user, on, held):
        """The keys of the plans kept to departments of which something is the user's own."""
        recommendation: Any = self.model._meta.get_field("recommendations").related_model
        kept = recommendation.objects.filter(plan__departments__isnull=False)
        return kept.own_to(user, on=on, held=held).order_by().values("plan")

    def hidden_from(self, user, *, on: date):
        """All but those of visible_to; for who reads every plan, said without asking."""
        reads_all = user.has_perm("recommendations.read_all_plans")
        if reads_all and user.has_perm("recommendations.edit_plans"):
            return self.none()
        return self.exclude(pk__in=self.visible_to(user, on=on).values("pk"))

    def editable_by(self, user, *, on: date):
        if not user.has_perm("recommendations.edit_plans"):
            return self.none()
        return self.visible_to(user, on=on)


class Plan(models.Model):
    """The document that answers one source: an audit, a peer challenge, a staff survey.

    Its title and rules are edited in place and print as they are now; an issued paper keeps the old
    ones. A plan does not know its layout or its committee: reports keep those.
    """

    class Source(models.TextChoices):
        INTERNAL_AUDIT = "internal_audit", "Internal audit"
        EXTERNAL_AUDIT = "external_audit", "External audit"
        INSPECTION = "inspection", "Inspectorate"
        PEER_CHALLENGE = "peer_challenge", "Peer challenge"
        SCRUTINY = "scrutiny", "Scrutiny review"
        STAFF_SURVEY = "staff_survey", "Staff survey"
        LEARNING_REVIEW = "learning_review", "Learning review or inquiry"
        GOVERNANCE_STATEMENT = "governance_statement", "Annual governance statement"
        MOTION = "motion", "Council motion"
        OTHER = "other", "Other"

    class RagRule(models.TextChoices):
        DEADLINE = "deadline", "By deadline"
        PER_CENT = "per_cent", "By per cent complete"
        JUDGEMENT = "judgement", "Owner's judgement, with a reason"

    class Revision(models.TextChoices):
        """Who decides when a deadline may move."""

        AT_ONCE = "at_once", "Agreed at once"
        LEAD = "lead", "Decided by a lead"
        COMMITTEE = "committee", "Decided by a committee"

    title = models.CharField(max_length=200)
    slug = models.SlugField(
        "address", max_length=100, unique=True, validators=[refuse_reserved_address]
    )
    source = models.CharField(max_length=30, choices=Source, default=Source.OTHER)
    rag_rule = models.CharField(
        "RAG rule", max_length=20, choices=RagRule, default=RagRule.DEADLINE
    )
    revision = models.CharField(
        "revised deadlines", max_length=20, choices=Revision, default=Revision.LEAD
    )
    revision_stops_overdue = models.BooleanField(
        "an agreed revision stops “overdue”",
        default=False,
        help_text="If not, the row counts as past its original date, within its revised date.",
    )
    review_months = models.PositiveSmallIntegerField(
        "months until “ongoing” falls due for review",
        default=6,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
    )
    demands_text = models.BooleanField(
        "a status needs words",
        default=False,
        help_text="Whoever gives a new status says in words what was done.",
    )
    asks_per_cent = models.BooleanField("ask for per cent complete", default=False)
    asks_forecast = models.BooleanField("ask for a forecast date", default=False)
    own_columns = models.JSONField(
        "columns of its own",
        default=list,
        blank=True,
        validators=[validate_own_columns],
        help_text="A list of key, heading and what it is of: recommendation or update.",
    )
    chased_from = models.DateField(
        "reminders from",
        null=True,
        blank=True,
        help_text="The first day on which anybody is reminded. Empty: nobody is.",
    )
    answer_links = models.BooleanField(
        "officers without an account answer through a link",
        default=True,
    )
    departments = models.ManyToManyField(
        "people.Department",
        blank=True,
        related_name="restricted_plans",
        verbose_name="only for these departments",
        help_text="None: every officer may read it.",
    )
    is_active = models.BooleanField("in use", default=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    # For the audit trail.
    IN_WORDS = {"own_columns": columns_in_words}

    objects = PlanQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["version"])

    class Meta:
        ordering = ["title"]
        permissions = [
            ("read_plans", "Can read live plans"),
            ("read_all_plans", "Can read restricted plans and exempt rows of every department"),
            ("report_own", "Can report progress on what is their own"),
            ("report_for_anyone", "Can report progress on behalf of anybody"),
            ("edit_plans", "Can edit plans, owner cells, deadlines and rounds"),
            ("decide_extensions", "Can decide extensions"),
            ("record_decisions", "Can record what a committee decided"),
            ("verify_completion", "Can verify and reopen"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="recommendations_plan_has_a_title"),
            models.CheckConstraint(
                condition=Q(review_months__gte=1, review_months__lte=60),
                name="recommendations_plan_review_months_are_1_to_60",
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("plan_detail", args=[self.slug])


class Theme(models.Model):
    """A heading of a plan ("2. Leadership and Management"), with the note that a committee reads
    under it.
    """

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="themes")
    number = models.CharField(max_length=20, blank=True)
    title = models.CharField(max_length=200)
    note = models.TextField(blank=True)
    position = models.PositiveIntegerField(default=0)

    history = HistoricalRecords()

    class Meta:
        ordering = ["plan", "position", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(title=""), name="recommendations_theme_has_a_title"
            ),
            models.UniqueConstraint(
                fields=["plan", "number"],
                condition=~Q(number=""),
                name="recommendations_theme_number_once_in_a_plan",
                violation_error_message="This plan has a theme with this number already.",
            ),
        ]

    def __str__(self):
        return self.heading

    @property
    def heading(self):
        """As printed: "2. Leadership and Management"."""
        return f"{self.number}. {self.title}" if self.number else self.title
