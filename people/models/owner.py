from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Prefetch, Q
from django.db.models.functions import Coalesce, Lower
from django.urls import reverse
from simple_history.models import HistoricalRecords

from people.models.tenure import Tenure, TenureHolder


class OwnerQuerySet(models.QuerySet):
    def in_use(self):
        return self.filter(is_active=True)

    def called_like(self, text):
        """Those in whose name, or in one of whose other spellings, these letters occur; the names
        of what was merged into them are spellings too.
        """
        aliases = Alias.objects.filter(name__icontains=text)
        merged = Owner.objects.filter(name__icontains=text, merged_into__isnull=False)
        return self.filter(
            Q(name__icontains=text)
            | Q(pk__in=aliases.values("owner"))
            | Q(pk__in=aliases.values("owner__merged_into"))
            | Q(pk__in=merged.values("merged_into"))
        )

    def standing_for(self, owners):
        """These owners (a subquery or a list of keys) and the other spellings of them that were
        merged into them: all as whom papers name them.
        """
        return self.filter(Q(pk__in=owners) | Q(merged_into__in=owners))

    def surviving_as(self, owners):
        """As `standing_for`, of owners none of whom was merged; a costly subquery is asked once."""
        standing = self.alias(survivor=Coalesce("merged_into", "pk"))
        return standing.filter(survivor__in=owners)

    def vacant(self, *, on: date):
        """The posts in use that nobody in use is known to hold on a day."""
        tenures = Tenure.objects.in_force(as_at=on, known_by=None)
        held = tenures.filter(
            Q(holders__person__is_active=True) | Q(holders__person__merged_into__is_active=True)
        )
        return self.in_use().filter(kind=Owner.Kind.POST).exclude(pk__in=held.values("owner"))

    def namesakes(self, name, kind):
        return self.filter(name__iexact=name, kind=kind)

    def with_tenures(self, *, on: date):
        """With who holds the post or sits in the group on a day, as known now, for
        `tenure_on_the_day`.
        """
        holders = TenureHolder.objects.select_related("person__merged_into").order_by("pk")
        tenures = Tenure.objects.in_force(as_at=on, known_by=None)
        tenures = tenures.prefetch_related(Prefetch("holders", holders))
        return self.prefetch_related(Prefetch("tenures", tenures, to_attr="tenures_on_the_day"))

    def held_by(self, person, *, on: date):
        """The posts that a person holds, and the groups in which they sit, on a day; under
        whichever of the spellings that were merged.
        """
        people = Owner.objects.standing_for([person.pk]).values("pk")
        ever_held = Owner.objects.filter(tenures__holders__person__in=people)
        tenures = Tenure.objects.in_force(as_at=on, known_by=None, of=ever_held)
        tenures = tenures.filter(holders__person__in=people, owner__merged_into=None)
        return self.filter(pk__in=tenures.values("owner"))


class Owner(models.Model):
    """Whoever a committee holds to account: a person, a post or a group.

    Posts outlive people: who holds a post, or sits in a group, is said by its tenures. The name is
    edited in place; what papers printed is kept in the owner cells.

    Of two that turn out to be one, one is merged into the other and is its other spelling from then
    on: no longer in use, but still what the owner cells point to. What was merged into is never
    merged itself, so there are no chains.
    """

    class Kind(models.TextChoices):
        PERSON = "person", "Person"
        POST = "post", "Post"
        GROUP = "group", "Group"

    class Digests(models.TextChoices):
        """How often somebody is written to, at most."""

        DAILY = "daily", "Every day on which there is something"
        WEEKLY = "weekly", "Once a week, on Monday"

    kind = models.CharField(max_length=10, choices=Kind)
    name = models.CharField(max_length=200)
    email = models.EmailField("e-mail address", blank=True)
    department = models.ForeignKey(
        "people.Department", null=True, blank=True, on_delete=models.PROTECT, related_name="owners"
    )
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="owner",
    )
    digests = models.CharField(
        "reminders by e-mail", max_length=10, choices=Digests, default=Digests.DAILY
    )
    is_active = models.BooleanField("in use", default=True)
    merged_into = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="merged",
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    tenures_on_the_day: list[Tenure]
    chased_through: "Owner | None"

    objects = OwnerQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["version"])

    class Meta:
        ordering = ["name"]
        permissions = [("edit_directory", "Can edit the directory of owners")]
        constraints = [
            models.CheckConstraint(condition=~models.Q(name=""), name="people_owner_has_a_name"),
            models.CheckConstraint(
                condition=models.Q(kind__in=["person", "post", "group"]),
                name="people_owner_kind_is_known",
            ),
            models.CheckConstraint(
                condition=models.Q(user__isnull=True) | models.Q(kind="person"),
                name="people_owner_only_a_person_signs_in",
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=models.F("id")),
                name="people_owner_is_merged_into_another",
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | Q(is_active=False, user__isnull=True),
                name="people_owner_merged_is_out_of_use",
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("owner_detail", args=[self.pk])

    @property
    def is_person(self):
        return self.kind == self.Kind.PERSON

    @property
    def is_post(self):
        return self.kind == self.Kind.POST

    @property
    def surviving(self):
        """The owner that this one was merged into, or else this one."""
        return self.merged_into or self

    @property
    def tenure_on_the_day(self):
        """After `with_tenures(on=)`: the tenure in force, or None when nobody wrote one down."""
        return next(iter(self.tenures_on_the_day), None)

    @property
    def is_vacant_on_the_day(self):
        """After `with_tenures(on=)`: a post in use that nobody in use is known to hold."""
        tenure = self.tenure_on_the_day
        is_held = tenure is not None and any(person.is_active for person in tenure.people)
        return self.is_post and self.is_active and not is_held


class Alias(models.Model):
    """Another spelling under which papers name an owner ("Abraham Ghebre-Ghioghis"); one
    spelling, one owner.
    """

    owner = models.ForeignKey(Owner, on_delete=models.CASCADE, related_name="aliases")
    name = models.CharField(max_length=200)

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "aliases"
        constraints = [
            models.UniqueConstraint(Lower("name"), name="people_alias_name_in_any_case"),
            models.CheckConstraint(condition=~models.Q(name=""), name="people_alias_has_a_name"),
        ]

    def __str__(self):
        return self.name
