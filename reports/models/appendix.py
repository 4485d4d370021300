from datetime import date, datetime

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.fields.json import KT
from django.db.models.functions import Length
from django.urls import reverse

from people.dated_fact import DatedFact


class AppendixQuerySet(models.QuerySet):
    def issued(self):
        return self.filter(state=Appendix.State.ISSUED)

    def drafts(self):
        return self.filter(state=Appendix.State.DRAFT)

    def newest_versions(self):
        """Issued ones that no later issued version replaces."""
        return self.issued().exclude(
            pk__in=Appendix.objects.issued().exclude(replaces=None).values("replaces")
        )

    def visible_to(self, user, *, on: date):
        """Those that the user may read on a day: who may read everything reads every one, drafts
        too; everybody else what is on the public page.
        """
        if user.has_perm("recommendations.read_all_plans"):
            return self
        return self.shown_to_the_public(on=on)

    def without_papers(self):
        """Without the kept document and PDF, which may be megabytes: for lists."""
        return self.defer("document", "pdf")

    def listed(self):
        """Without the papers, with what a list of issued ones says of each: its meeting and
        committee, `title` as it was kept, and `pdf_size` in bytes.
        """
        listed = self.without_papers().select_related("meeting__committee")
        return listed.annotate(title=KT("document__title"), pdf_size=Length("pdf"))

    def shown_to_the_public(self, *, on: date):
        """Issued public ones that are on the public page on a day, as known now."""
        return self.issued().filter(audience=Appendix.Audience.PUBLIC).not_taken_off(on=on)

    def not_taken_off(self, *, on: date):
        """What a later paper may quote: without the public ones that were taken off the public
        page by a day, as known now.
        """
        last = Publication.objects.last_standing(OuterRef("pk"), as_at=on, known_by=None)
        shown = self.annotate(is_shown=Subquery(last.values("is_shown")))
        return shown.filter(Q(audience=Appendix.Audience.EXEMPT) | Q(is_shown=True))

    def newest_on_the_public_page(self, *, on: date):
        """What stands at each address of the public page: of the versions that are shown to the
        public on a day the newest.
        """
        later = Appendix.objects.shown_to_the_public(on=on).at_the_address_of(
            OuterRef("meeting"), OuterRef("slug")
        )
        shown = self.shown_to_the_public(on=on)
        return shown.exclude(Exists(later.filter(version__gt=OuterRef("version"))))

    def at_the_address_of(self, meeting, slug):
        """All versions of one paper, in whatever state."""
        return self.filter(meeting=meeting, slug=slug)


class Appendix(models.Model):
    """A progress appendix to a report: of one plan, for one meeting, as at a day.

    While it is a draft it is made anew at each look. Once issued it is the kept document, its PDF
    and their hashes, for ever: the database itself refuses to change or delete it. What has to be
    put right is issued as another version, with a reason; what came in too late as a supplement.

    `cut_off`: the last moment at which something written down could get into it; without one, that
    of its issue. `slug`: its address among the public papers of its meeting.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        ISSUED = "issued", "Issued"

    class Audience(models.TextChoices):
        """The public one leaves out what is exempt, the exempt one holds nothing else."""

        PUBLIC = "public", "Public"
        EXEMPT = "exempt", "Exempt"

    class Names(models.TextChoices):
        PRINTED = "printed", "As the plan names them"
        POSTS = "posts", "Posts in place of people’s names"

    plan = models.ForeignKey(
        "recommendations.Plan", on_delete=models.PROTECT, related_name="appendices"
    )
    meeting = models.ForeignKey(
        "reports.Meeting", on_delete=models.PROTECT, related_name="appendices"
    )
    layout = models.ForeignKey(
        "reports.Layout",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="appendices",
    )
    number = models.CharField(max_length=50, blank=True)
    audience = models.CharField("for", max_length=10, choices=Audience, default=Audience.PUBLIC)
    names = models.CharField("owners", max_length=10, choices=Names, default=Names.PRINTED)
    as_at = models.DateField("as-at date")
    cut_off = models.DateTimeField("updates received to", null=True, blank=True)
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
    supplement_to = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="supplements"
    )

    slug = models.SlugField("address", max_length=120, blank=True, editable=False)
    silence_reason = models.TextField("why it was issued without every update", blank=True)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    issued_at = models.DateTimeField(null=True)
    document = models.JSONField(null=True, blank=True, editable=False)
    document_sha256 = models.CharField(max_length=64, blank=True, editable=False)
    pdf = models.BinaryField(null=True, blank=True, editable=False)
    sha256 = models.CharField("SHA-256 of the PDF", max_length=64, blank=True, editable=False)

    objects = AppendixQuerySet.as_manager()

    class Meta:
        ordering = ["-as_at", "plan", "number", "-version"]
        verbose_name_plural = "appendices"
        permissions = [("issue_appendices", "Can issue appendices, and edit layouts and meetings")]
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
                name="reports_appendix_issued_means_kept",
            ),
            models.CheckConstraint(
                condition=Q(version=1, replaces__isnull=True, version_reason="")
                | (Q(version__gt=1, replaces__isnull=False) & ~Q(version_reason="")),
                name="reports_appendix_another_version_has_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(audience__in=["public", "exempt"]),
                name="reports_appendix_audience_is_known",
            ),
            models.CheckConstraint(
                condition=Q(names__in=["printed", "posts"]), name="reports_appendix_names_are_known"
            ),
            models.CheckConstraint(
                condition=Q(replaces__isnull=True) | ~Q(replaces=F("id")),
                name="reports_appendix_replaces_another",
            ),
            models.CheckConstraint(
                condition=Q(supplement_to__isnull=True) | ~Q(supplement_to=F("id")),
                name="reports_appendix_supplements_another",
            ),
            models.UniqueConstraint(
                fields=["meeting", "plan", "as_at", "audience", "version"],
                condition=Q(supplement_to__isnull=True),
                name="reports_appendix_once_for_a_meeting_and_day",
            ),
            models.UniqueConstraint(
                fields=["supplement_to"],
                condition=Q(state="draft"),
                name="reports_appendix_one_supplement_at_a_time",
            ),
            models.UniqueConstraint(
                fields=["meeting", "slug", "version"],
                condition=~Q(slug=""),
                name="reports_appendix_has_an_address_of_its_own",
            ),
        ]

    def __str__(self):
        return f"{self.number or 'Appendix'} as at {self.as_at.day} {self.as_at:%B %Y}"

    def get_absolute_url(self):
        return reverse("appendix_detail", args=[self.pk])

    def get_public_url(self):
        """Its address among the public papers, at which the newest version stands that is shown;
        it never changes. Only of an issued one.
        """
        return reverse("public_paper", args=self._public_place)

    def get_version_url(self):
        """The public address of this version, whichever stands at that of the paper."""
        return reverse("public_version", args=[*self._public_place, self.version])

    @property
    def _public_place(self):
        return [self.meeting.committee.slug, self.meeting.date.isoformat(), self.slug]

    @property
    def name_in_words(self):
        """ "Appendix 1, version 2"."""
        version = f", version {self.version}" if self.version > 1 else ""
        return f"{self.number or 'Appendix'}{version}"

    @property
    def file_name(self):
        """What a download of it is called, less its ending; of several supplements each has its
        own, by the end of its address.
        """
        audience = "" if self.is_public else "-exempt"
        which = self.slug.rpartition("-supplement")[2]
        kind = f"-supplement{which}" if self.supplement_to_id else ""
        state = f"-version-{self.version}" if self.is_issued else "-draft"
        return f"{self.plan.slug}-as-at-{self.as_at.isoformat()}{audience}{kind}{state}"

    @property
    def is_issued(self):
        return self.state == self.State.ISSUED

    @property
    def is_public(self):
        return self.audience == self.Audience.PUBLIC

    def known_by(self, *, at: datetime) -> datetime:
        """The last moment at which something written down gets into it, looked at or issued at a
        moment: its cut-off, or that moment, whichever is earlier.
        """
        return min(self.cut_off, at) if self.cut_off else at


class Publication(DatedFact):
    """Whether an issued public appendix is on the public page, from a day on. One that should never
    have been there is taken off it; it stays issued.
    """

    SUBJECT = "appendix"

    appendix = models.ForeignKey(Appendix, on_delete=models.PROTECT, related_name="publications")
    is_shown = models.BooleanField()

    class Meta(DatedFact.Meta):
        indexes = [
            models.Index(
                fields=["appendix", "valid_from", "recorded_at", "id"],
                name="publication_in_force",
            )
        ]

    def __str__(self):
        return f"{self.appendix_id}: {'shown' if self.is_shown else 'taken off'}"
