from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from simple_history.models import HistoricalRecords


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
