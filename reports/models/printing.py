from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse


class KeptPdf(models.Model):
    """Bytes that were printed, found again by the hash of what they were printed from. They can be
    printed again, so the oldest are let go when there are too many.
    """

    key = models.CharField(max_length=64, unique=True)
    pdf = models.BinaryField()
    size = models.PositiveIntegerField()
    used_at = models.DateTimeField(db_index=True)

    class Meta:
        abstract = True

    def __str__(self):
        return f"{self.key[:12]}, {self.size:,} bytes"


class KeptPrint(KeptPdf):
    """A whole paper as PDF."""


class KeptPart(KeptPdf):
    """A part of a paper as PDF, joined with the others when the paper is printed."""


class KeptAnswer(models.Model):
    """Which print answered a question, and how far everything was written down by then: the answer
    holds until anything more is. `question`, `stamp`: hashes.
    """

    question = models.CharField(max_length=64, unique=True)
    stamp = models.CharField(max_length=64)
    print = models.ForeignKey(KeptPrint, on_delete=models.CASCADE, related_name="answers")

    def __str__(self):
        return self.question[:12]


class PrintRequestQuerySet(models.QuerySet):
    def queued(self):
        return self.filter(state=PrintRequest.State.QUEUED)

    def printing(self):
        return self.filter(state=PrintRequest.State.PRINTING)

    def under_way(self):
        return self.queued() | self.printing()

    def given_up(self, *, since: datetime):
        """Those that a renderer has begun, and not been heard of since a moment."""
        return self.printing().filter(heard_at__lt=since)

    def without_paper(self):
        """Without what is to be printed, which may be megabytes."""
        return self.defer("paper")


class PrintRequest(models.Model):
    """A paper that somebody asked to have printed: it waits in the queue, a renderer lays it out,
    and it leads to the print. Only who asked sees it. It goes after a day.

    `paper`: what is to be printed, as JSON; `key`: the hash that its print is kept by. `question`,
    `stamp`: what it answers, or "" (KeptAnswer). A draft that is to be issued with it: `appendix`
    or `report`, as it was when it had been changed `edits` times, at the moment `asked_at`;
    `exempt`: what was exempt of its plan then.
    """

    class State(models.TextChoices):
        QUEUED = "queued", "Waiting"
        PRINTING = "printing", "Being laid out"
        DONE = "done", "Ready"
        FAILED = "failed", "Not printed"
        CANCELLED = "cancelled", "Cancelled"

    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="print_requests"
    )
    asked_at = models.DateTimeField()
    title = models.CharField(max_length=400)
    file_name = models.CharField(max_length=400)
    is_shown = models.BooleanField("shown by the browser, not saved", default=False)
    came_from = models.CharField(max_length=500)
    paper = models.JSONField()
    key = models.CharField(max_length=64)
    question = models.CharField(max_length=64, blank=True)
    stamp = models.CharField(max_length=64, blank=True)

    attempts = models.PositiveSmallIntegerField(default=0)
    heard_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    parts = models.PositiveIntegerField(default=0)
    parts_done = models.PositiveIntegerField(default=0)
    rows = models.PositiveIntegerField()
    rows_done = models.PositiveIntegerField(default=0)
    sentence = models.TextField("why it was not printed", blank=True)
    print = models.ForeignKey(
        KeptPrint, null=True, blank=True, on_delete=models.SET_NULL, related_name="requests"
    )

    appendix = models.ForeignKey(
        "reports.Appendix", null=True, on_delete=models.CASCADE, related_name="print_requests"
    )
    report = models.ForeignKey(
        "reports.CoveringReport", null=True, on_delete=models.CASCADE, related_name="print_requests"
    )
    edits = models.PositiveIntegerField(default=0)
    reason = models.TextField("why it is issued without every update", blank=True)
    exempt = models.CharField(max_length=64, blank=True)

    objects = PrintRequestQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["state", "id"], name="print_request_in_turn")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["queued", "printing", "done", "failed", "cancelled"]),
                name="reports_print_request_state_is_known",
            ),
            models.CheckConstraint(
                condition=~Q(state="failed") | ~Q(sentence=""),
                name="reports_print_request_failed_says_why",
            ),
            models.CheckConstraint(
                condition=Q(appendix__isnull=True) | Q(report__isnull=True),
                name="reports_print_request_issues_one_paper",
            ),
        ]

    def __str__(self):
        return f"{self.title}: {self.get_state_display()}"

    def get_absolute_url(self):
        return reverse("print_detail", args=[self.pk])

    @property
    def is_under_way(self):
        return self.state in (self.State.QUEUED, self.State.PRINTING)

    @property
    def is_done(self):
        return self.state == self.State.DONE

    @property
    def is_to_be_issued(self):
        return self.appendix_id is not None or self.report_id is not None


class Renderer(models.Model):
    """A process that lays papers out, and when it was last heard of. `name`: machine and number."""

    name = models.CharField(max_length=200, unique=True)
    heard_at = models.DateTimeField()

    def __str__(self):
        return self.name
