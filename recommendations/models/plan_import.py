import secrets

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse


def kept_as(plan_import, name) -> str:
    """Where the original is kept, under MEDIA_ROOT: a name by chance, with nothing in it of the
    file's own.
    """
    by_chance = secrets.token_hex(16)
    return f"imports/{by_chance[:2]}/{by_chance[2:]}"


class PlanImportQuerySet(models.QuerySet):
    def without_source(self):
        """Without what was read of the file, which may be megabytes: for lists."""
        return self.defer("source", "answers")

    def under_way(self):
        return self.filter(state=PlanImport.State.UNDER_WAY)

    def taken_in(self):
        return self.filter(state=PlanImport.State.TAKEN_IN)


class PlanImport(models.Model):
    """A file, or a pasted table, on its way into a plan: what was read of it, what a person
    answered about it, and once it is taken in, into which plan. Nothing of it is on record before
    that; the original is kept with the plan.

    `plan` None, until it is taken in: a plan of its own, with `title`. `source`: the tables as they
    were read (importing/source.py); `columns`: what each column of the chosen table is; `answers`:
    what a person settled, row by row and for all rows. `edits`: for two people at once.
    """

    class State(models.TextChoices):
        UNDER_WAY = "under_way", "Under way"
        TAKEN_IN = "taken_in", "Taken in"
        GIVEN_UP = "given_up", "Given up"
        TAKEN_BACK = "taken_back", "Taken back"

    plan = models.ForeignKey(
        "recommendations.Plan",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="imports",
    )
    title = models.CharField("title of the plan", max_length=200, blank=True)
    as_at = models.DateField("as-at date", null=True, blank=True)
    name = models.CharField("name of the file", max_length=200)
    file = models.FileField(upload_to=kept_as)
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField("size in bytes")
    sha256 = models.CharField(max_length=64)
    source = models.JSONField()
    table = models.PositiveIntegerField(default=0)
    columns = models.JSONField(default=dict, blank=True)
    answers = models.JSONField(default=dict, blank=True)
    edits = models.PositiveIntegerField(default=1, editable=False)
    state = models.CharField(max_length=20, choices=State, default=State.UNDER_WAY)
    begun_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    begun_at = models.DateTimeField()
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    ended_at = models.DateTimeField(null=True)
    round = models.ForeignKey(
        "recommendations.Round",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="imports",
    )

    objects = PlanImportQuerySet.as_manager()

    class Meta:
        ordering = ["-begun_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(file="") & ~Q(name="") & ~Q(sha256="") & Q(size__gt=0),
                name="recommendations_planimport_keeps_its_original",
            ),
            models.CheckConstraint(
                condition=Q(state="under_way", ended_by__isnull=True, ended_at__isnull=True)
                | (~Q(state="under_way") & Q(ended_by__isnull=False, ended_at__isnull=False)),
                name="recommendations_planimport_ended_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["taken_in", "taken_back"])
                | Q(plan__isnull=False, as_at__isnull=False),
                name="recommendations_planimport_taken_in_somewhere",
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("import_detail", args=[self.pk])

    @property
    def is_under_way(self):
        return self.state == self.State.UNDER_WAY


class ImportedRow(models.Model):
    """Which recommendation a row of a file became, or told of. `place`: where it stands there, in
    words ("row 14").
    """

    plan_import = models.ForeignKey(PlanImport, on_delete=models.PROTECT, related_name="rows")
    recommendation = models.ForeignKey(
        "recommendations.Recommendation", on_delete=models.PROTECT, related_name="imported_rows"
    )
    place = models.CharField(max_length=100)
    is_new = models.BooleanField()

    class Meta:
        ordering = ["plan_import", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan_import", "recommendation"],
                name="recommendations_importedrow_once",
            )
        ]

    def __str__(self):
        return self.place
