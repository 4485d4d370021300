from django.conf import settings
from django.db import models
from django.db.models import F, Q


class CalendarFeedQuerySet(models.QuerySet):
    def of(self, user):
        return self.filter(user=user)

    def working(self):
        """Those whose address was not taken back."""
        return self.filter(revoked_at=None)


class CalendarFeed(models.Model):
    """A calendar of deadlines under a private address: what is a user's own, what a department
    holds, or what a plan has. It shows what its user may see at that moment. Its address is signed
    and kept nowhere; revoked it is never handed out again.
    """

    class Kind(models.TextChoices):
        MINE = "mine", "My deadlines"
        DEPARTMENT = "department", "Deadlines of a department"
        PLAN = "plan", "Deadlines of a plan"

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="calendar_feeds"
    )
    kind = models.CharField(max_length=20, choices=Kind)
    department = models.ForeignKey(
        "people.Department", null=True, on_delete=models.PROTECT, related_name="+"
    )
    plan = models.ForeignKey(
        "recommendations.Plan", null=True, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    objects = CalendarFeedQuerySet.as_manager()

    class Meta:
        ordering = ["user", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="mine", department__isnull=True, plan__isnull=True)
                | Q(kind="department", department__isnull=False, plan__isnull=True)
                | Q(kind="plan", department__isnull=True, plan__isnull=False),
                name="recommendations_calendarfeed_is_of_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True) | Q(revoked_at__gte=F("made_at")),
                name="recommendations_calendarfeed_made_before_revoked",
            ),
            # One that works for each thing: whoever wants another address has this one revoked.
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(kind="mine", revoked_at=None),
                name="recommendations_calendarfeed_mine_once",
            ),
            models.UniqueConstraint(
                fields=["user", "department"],
                condition=Q(revoked_at=None),
                name="recommendations_calendarfeed_department_once",
            ),
            models.UniqueConstraint(
                fields=["user", "plan"],
                condition=Q(revoked_at=None),
                name="recommendations_calendarfeed_plan_once",
            ),
        ]

    def __str__(self):
        return f"{self.title}: {self.user}"

    @property
    def title(self):
        """What it is called: "Deadlines of Corporate Services"."""
        about = self.department or self.plan
        return f"Deadlines of {about}" if about else self.Kind.MINE.label
