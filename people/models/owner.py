from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Prefetch, Q
from django.db.models.functions import Lower
from django.urls import reverse
from simple_history.models import HistoricalRecords

from people.models.tenure import Tenure, TenureHolder


class OwnerQuerySet(models.QuerySet):
    def called_like(self, text):
        """Those in whose name, or in one of whose other spellings, these letters occur."""
        aliases = Alias.objects.filter(owner=OuterRef("pk"), name__icontains=text)
        return self.filter(Q(name__icontains=text) | Exists(aliases))

    def namesakes(self, name, kind):
        return self.filter(name__iexact=name, kind=kind)

    def with_tenures(self, *, on: date):
        """With who holds the post or sits in the group on a day, as known now, for
        `tenure_on_the_day`.
        """
        holders = TenureHolder.objects.select_related("person").order_by("pk")
        tenures = Tenure.objects.in_force(as_at=on, known_by=None)
        tenures = tenures.prefetch_related(Prefetch("holders", holders))
        return self.prefetch_related(Prefetch("tenures", tenures, to_attr="tenures_on_the_day"))

    def held_by(self, person, *, on: date):
        """The posts that a person holds, and the groups in which they sit, on a day."""
        tenures = Tenure.objects.in_force(as_at=on, known_by=None).filter(holders__person=person)
        return self.filter(pk__in=tenures.values("owner"))


class Owner(models.Model):
    """Whoever a committee holds to account: a person, a post or a group.

    Posts outlive people: who holds a post, or sits in a group, is said by its tenures. The name is
    edited in place; what papers printed is kept in the owner cells.
    """

    class Kind(models.TextChoices):
        PERSON = "person", "Person"
        POST = "post", "Post"
        GROUP = "group", "Group"

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
    is_active = models.BooleanField("in use", default=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    tenures_on_the_day: list[Tenure]

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
    def tenure_on_the_day(self):
        """After `with_tenures(on=)`: the tenure in force, or None when nobody wrote one down."""
        return next(iter(self.tenures_on_the_day), None)


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
