from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Prefetch
from django.db.models.functions import Lower
from simple_history.models import HistoricalRecords

from people.models.delegation import Delegate, Delegation

# How deep a council's tree of departments is: directorate, service, section, team.
LEVELS = 4
# From a department to itself and to each of those that it can be part of.
WAYS_UP = ["__".join(["parent"] * level) or "pk" for level in range(LEVELS)]


class DepartmentQuerySet(models.QuerySet):
    def within(self, departments):
        """These departments (a queryset) and those below them, down to the fourth level."""
        ways_up = [models.OuterRef(way) for way in WAYS_UP]
        return self.filter(models.Exists(departments.filter(pk__in=ways_up)))

    def above(self, departments):
        """These departments (a queryset) and those that they are part of."""
        of_this = models.Q()
        for way in WAYS_UP:
            of_this |= models.Q(**{way: models.OuterRef("pk")})
        return self.filter(models.Exists(departments.filter(of_this)))

    def with_delegates(self, *, on: date):
        """With the people who are named to report for it on a day, as known now, for
        `delegates_on_the_day`.
        """
        delegates = Delegate.objects.select_related("person").order_by("pk")
        delegations = Delegation.objects.in_force(as_at=on, known_by=None)
        delegations = delegations.prefetch_related(Prefetch("delegates", delegates))
        return self.prefetch_related(
            Prefetch("delegations", delegations, to_attr="delegations_on_the_day")
        )

    def delegated_to(self, person, *, on: date):
        """Those for which a person is named to report on a day, without those within them."""
        delegations = Delegation.objects.in_force(as_at=on, known_by=None)
        return self.filter(pk__in=delegations.filter(delegates__person=person).values("department"))


class Department(models.Model):
    """A department or service of the council, in a tree. Its name is edited in place and prints
    as it is now.
    """

    name = models.CharField(max_length=200)
    short_name = models.CharField(max_length=40, blank=True)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    is_active = models.BooleanField("in use", default=True)

    delegations_on_the_day: list[Delegation]

    objects = DepartmentQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(Lower("name"), name="people_department_name_in_any_case"),
            models.CheckConstraint(
                condition=~models.Q(name=""), name="people_department_has_a_name"
            ),
            models.CheckConstraint(
                condition=models.Q(parent__isnull=True) | ~models.Q(parent=models.F("id")),
                name="people_department_is_not_its_own_parent",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def delegates_on_the_day(self):
        """After `with_delegates(on=)`: the people named, none when nobody wrote any down."""
        return [person for fact in self.delegations_on_the_day for person in fact.people]

    def clean(self):
        """A department is not part of itself, nor of one that is part of it."""
        above = self.parent
        for _ in range(LEVELS):
            if above is None:
                return
            if above.pk == self.pk:
                raise ValidationError({"parent": f"{self.parent} is part of {self} already."})
            above = above.parent
        raise ValidationError({"parent": f"A tree of departments has {LEVELS} levels at most."})
