from datetime import date

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Length
from django.urls import reverse
from simple_history.models import HistoricalRecords

from people.dated_fact import DatedFact
from reports.models.appendix import Appendix

SECTION = {"kind", "heading", "text", "is_numbered"}


class SectionKind(models.TextChoices):
    """What a section of a report is, where the law or custom asks for it."""

    TEXT = "text", "Text"
    SUMMARY = "summary", "Summary"
    RECOMMENDATIONS = "recommendations", "Recommendations to the committee"
    BACKGROUND = "background", "Background papers"
    CONTACT = "contact", "Officer to contact"


class Numbering(models.TextChoices):
    """How paragraphs are numbered; the summary always by itself."""

    THROUGH = "through", "1, 2, 3 … through the whole report"
    BY_SECTION = "by_section", "1.0 for a heading, 1.1, 1.2 … under it"


def validate_sections(sections):
    """The sections of a report, in their order: a list of {"kind", "heading", "text",
    "is_numbered"}.
    """
    if not isinstance(sections, list):
        raise ValidationError("The sections of a report are a list.")
    for section in sections:
        if not isinstance(section, dict) or section.keys() != SECTION:
            raise ValidationError("Each section needs a kind, a heading, a text and its numbering.")
        if section["kind"] not in SectionKind.values:
            raise ValidationError(f"No section is a “{section['kind']}”.")
        if not all(isinstance(section[name], str) for name in ("heading", "text")):
            raise ValidationError("The heading and the text of a section must be words.")


def validate_implications(implications):
    """The implications named on the cover: a list of {"heading", "applies"}."""
    if not isinstance(implications, list) or not all(
        isinstance(one, dict)
        and one.keys() == {"heading", "applies"}
        and isinstance(one["heading"], str)
        and one["heading"]
        and isinstance(one["applies"], bool)
        for one in implications
    ):
        raise ValidationError("Each implication needs a heading, and whether there is one.")


def _implications_in_words(implications):
    """A line for each, for the audit trail."""
    return "\n".join(
        f"{one['heading']}: {'yes' if one['applies'] else 'no'}" for one in implications
    )


def _sections_in_words(sections):
    """The headings and the texts under each other, for the audit trail."""
    return "\n\n".join(
        "\n".join(part for part in (_heading_in_words(section), section["text"]) if part)
        for section in sections
    )


def _heading_in_words(section):
    besides = [] if section["kind"] == SectionKind.TEXT else [SectionKind(section["kind"]).label]
    besides += [] if section["is_numbered"] else ["not numbered"]
    words = f" ({', '.join(besides).lower()})" if besides else ""
    return f"{section['heading'] or 'Without a heading'}{words}"


class _Shape(models.Model):
    """What a report and a template for it have in common."""

    report_of = models.CharField("report of (post)", max_length=200, blank=True)
    wards = models.CharField("electoral wards affected", max_length=200, blank=True)
    has_wards = models.BooleanField("name the electoral wards affected", default=False)
    implications = models.JSONField(default=list, blank=True, validators=[validate_implications])
    numbering = models.CharField(max_length=12, choices=Numbering, default=Numbering.THROUGH)
    sections = models.JSONField(default=list, blank=True, validators=[validate_sections])

    class Meta:
        abstract = True


class ReportTemplateQuerySet(models.QuerySet["ReportTemplate"]):
    def for_committee(self, committee):
        """Those that a report to the committee may begin with: its own first."""
        offered = self.filter(Q(committee=committee) | Q(committee=None))
        return offered.order_by(F("committee").asc(nulls_last=True), "name")


class ReportTemplate(_Shape):
    """How the covering reports of a committee (of any, without one) look to begin with."""

    name = models.CharField(max_length=100, unique=True)
    committee = models.ForeignKey(
        "reports.Committee",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="report_templates",
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ReportTemplateQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["version"])
    IN_WORDS = {"implications": _implications_in_words, "sections": _sections_in_words}

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="reports_reporttemplate_has_a_name"),
            models.CheckConstraint(
                condition=Q(numbering__in=["through", "by_section"]),
                name="reports_reporttemplate_numbering_is_known",
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("report_template_detail", args=[self.pk])


class CoveringReportQuerySet(models.QuerySet):
    def issued(self):
        return self.filter(state=CoveringReport.State.ISSUED)

    def drafts(self):
        return self.filter(state=CoveringReport.State.DRAFT)

    def newest_versions(self):
        """Issued ones that no later issued version replaces."""
        return self.issued().exclude(
            pk__in=CoveringReport.objects.issued().exclude(replaces=None).values("replaces")
        )

    def without_papers(self):
        """Without the kept document and PDF, which may be megabytes: for lists."""
        return self.defer("document", "pdf")

    def listed(self):
        """Without the papers, with what a list of issued ones says of each: its meeting and
        committee, and `pdf_size` in bytes.
        """
        listed = self.without_papers().select_related("meeting__committee")
        return listed.annotate(pdf_size=Length("pdf"))

    def shown_to_the_public(self, *, on: date):
        """Issued ones that are on the public page on a day, as known now: put on it, and every
        paper attached to them is on it too. What was taken off must not be read in a report.
        """
        last = ReportPublication.objects.last_standing(OuterRef("pk"), as_at=on, known_by=None)
        shown = Appendix.objects.shown_to_the_public(on=on)
        off = ReportAttachment.objects.filter(report=OuterRef("pk")).exclude(
            appendix__in=shown.order_by().values("pk")
        )
        issued = self.issued().annotate(is_shown=Subquery(last.values("is_shown")))
        return issued.filter(~Exists(off), is_shown=True)

    def newest_on_the_public_page(self, *, on: date):
        """What stands at each address of the public page: of the versions that are shown to the
        public on a day the newest.
        """
        later = CoveringReport.objects.shown_to_the_public(on=on).at_the_address_of(
            OuterRef("meeting"), OuterRef("slug")
        )
        shown = self.shown_to_the_public(on=on)
        return shown.exclude(Exists(later.filter(version__gt=OuterRef("version"))))

    def at_the_address_of(self, meeting, slug):
        """All versions of one report, in whatever state."""
        return self.filter(meeting=meeting, slug=slug)


class CoveringReport(_Shape):
    """The report that lays papers before a meeting: of whom, about what, in numbered paragraphs,
    with what the committee is asked to do.

    While it is a draft it is made anew at each look, its figures out of the papers attached. Once
    issued it is the kept document, its PDF and their hashes, for ever: the database itself refuses
    to change or delete it. What has to be put right is issued as another version, with a reason.

    It is for the public: nothing that is exempt is attached to it. `slug`: its address among the
    public reports of its meeting.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        ISSUED = "issued", "Issued"

    class Binding(models.TextChoices):
        TOGETHER = "together", "In one PDF with the report"
        APART = "apart", "As files of their own"

    meeting = models.ForeignKey(
        "reports.Meeting", on_delete=models.PROTECT, related_name="covering_reports"
    )
    subject = models.CharField(max_length=200)
    binding = models.CharField(
        "appendices", max_length=10, choices=Binding, default=Binding.TOGETHER
    )
    attached = models.ManyToManyField(
        "reports.Appendix", through="reports.ReportAttachment", related_name="covering_reports"
    )
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    prepared_at = models.DateTimeField()
    # How often the draft was changed: for two people who change it at once.
    edits = models.PositiveIntegerField(default=1, editable=False)

    version = models.PositiveSmallIntegerField(default=1)
    replaces = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by"
    )
    version_reason = models.TextField("why there is another version", blank=True)

    slug = models.SlugField("address", max_length=120, blank=True, editable=False)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    issued_at = models.DateTimeField(null=True)
    document = models.JSONField(null=True, blank=True, editable=False)
    document_sha256 = models.CharField(max_length=64, blank=True, editable=False)
    pdf = models.BinaryField(null=True, blank=True, editable=False)
    sha256 = models.CharField("SHA-256 of the PDF", max_length=64, blank=True, editable=False)

    objects = CoveringReportQuerySet.as_manager()

    class Meta:
        ordering = ["-meeting__date", "subject", "-version"]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    state="draft",
                    document__isnull=True,
                    document_sha256="",
                    pdf__isnull=True,
                    sha256="",
                    slug="",
                    issued_by__isnull=True,
                    issued_at__isnull=True,
                )
                | (
                    Q(
                        state="issued",
                        document__isnull=False,
                        pdf__isnull=False,
                        issued_by__isnull=False,
                        issued_at__isnull=False,
                    )
                    & ~Q(sha256="")
                    & ~Q(document_sha256="")
                    & ~Q(slug="")
                ),
                name="reports_coveringreport_issued_means_kept",
            ),
            models.CheckConstraint(
                condition=Q(version=1, replaces__isnull=True, version_reason="")
                | (Q(version__gt=1, replaces__isnull=False) & ~Q(version_reason="")),
                name="reports_coveringreport_another_version_has_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(subject=""), name="reports_coveringreport_has_a_subject"
            ),
            models.CheckConstraint(
                condition=Q(binding__in=["together", "apart"]),
                name="reports_coveringreport_binding_is_known",
            ),
            models.CheckConstraint(
                condition=Q(numbering__in=["through", "by_section"]),
                name="reports_coveringreport_numbering_is_known",
            ),
            models.CheckConstraint(
                condition=Q(replaces__isnull=True) | ~Q(replaces=F("id")),
                name="reports_coveringreport_replaces_another",
            ),
            models.UniqueConstraint(
                fields=["meeting", "slug", "version"],
                condition=~Q(slug=""),
                name="reports_coveringreport_has_an_address_of_its_own",
            ),
        ]

    def __str__(self):
        return self.subject

    def get_absolute_url(self):
        return reverse("covering_report_detail", args=[self.pk])

    def get_public_url(self):
        """Its address among the public papers, at which the newest version stands that is shown;
        it never changes. Only of an issued one.
        """
        return reverse("public_report", args=self._public_place)

    def get_version_url(self):
        """The public address of this version, whichever stands at that of the report."""
        return reverse("public_report_version", args=[*self._public_place, self.version])

    @property
    def _public_place(self):
        return [self.meeting.committee.slug, self.meeting.date.isoformat(), self.slug]

    @property
    def name_in_words(self):
        """ "Leading for High Performance, version 2"."""
        version = f", version {self.version}" if self.version > 1 else ""
        return f"{self.subject}{version}"

    @property
    def file_name(self):
        """What a download of it is called, less its ending."""
        state = f"version-{self.version}" if self.is_issued else "draft"
        return f"covering-report-{self.meeting.date.isoformat()}-{state}"

    @property
    def is_issued(self):
        return self.state == self.State.ISSUED

    @property
    def is_public(self):
        """Always: what is exempt goes to the committee in a paper of its own."""
        return True

    @property
    def is_bound(self):
        """Whether the papers attached are in its own PDF."""
        return self.binding == self.Binding.TOGETHER


class ReportAttachment(models.Model):
    """That a paper of the meeting is attached to a report, and in which order."""

    report = models.ForeignKey(CoveringReport, on_delete=models.CASCADE, related_name="attachments")
    appendix = models.ForeignKey(
        "reports.Appendix", on_delete=models.PROTECT, related_name="attachments"
    )
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["report", "order", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "appendix"], name="reports_reportattachment_attached_once"
            )
        ]

    def __str__(self):
        return f"{self.appendix_id} in {self.report_id}"


class ReportPublication(DatedFact):
    """Whether an issued covering report is on the public page, from a day on, as far as that is
    said of the report itself: it is off it as well while a paper attached to it is.
    """

    SUBJECT = "report"

    report = models.ForeignKey(
        CoveringReport, on_delete=models.PROTECT, related_name="publications"
    )
    is_shown = models.BooleanField()

    class Meta(DatedFact.Meta):
        indexes = [
            models.Index(
                fields=["report", "valid_from", "recorded_at", "id"],
                name="report_publication_in_force",
            )
        ]

    def __str__(self):
        return f"{self.report_id}: {'shown' if self.is_shown else 'taken off'}"
