from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, Prefetch, When
from django.db.models.functions import Lower
from django.urls import reverse
from simple_history.models import HistoricalRecords

from people.models.delegation import Delegate, Delegation
from people.models.owner import Owner

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

    def with_heads(self, *, on: date):
        """With their heads, and whether each, under the spelling that it was merged into, is a post
        that nobody in use holds on a day (`has_vacant_head`).
        """
        vacant = Owner.objects.vacant(on=on).values("pk")
        is_vacant = models.Q(head__in=vacant) | models.Q(head__merged_into__in=vacant)
        return self.select_related("head__merged_into").annotate(
            has_vacant_head=Case(When(is_vacant, then=True), default=False)
        )

    def headed_by(self, owner):
        """Those that an owner heads, under whichever of the spellings that were merged."""
        return self.filter(head__in=Owner.objects.standing_for([owner.pk]))

    def with_delegates(self, *, on: date):
        """With the people who are named to report for it on a day, as known now, for
        `delegates_on_the_day`.
        """
        delegates = Delegate.objects.select_related("person__merged_into").order_by("pk")
        delegations = Delegation.objects.in_force(as_at=on, known_by=None)
        delegations = delegations.prefetch_related(Prefetch("delegates", delegates))
        return self.prefetch_related(
            Prefetch("delegations", delegations, to_attr="delegations_on_the_day")
        )

    def delegated_to(self, person, *, on: date):
        """Those for which a person is named to report on a day, without those within them."""
        delegations = Delegation.objects.in_force(as_at=on, known_by=None)
        people = Owner.objects.standing_for([person.pk])
        named = delegations.filter(delegates__person__in=people)
        return self.filter(pk__in=named.values("department"))


class Department(models.Model):
    """A department or service of the council, in a tree. What it is called, what it is part of and
    who heads it, a person or a post, is edited in place and prints as it is now.
    """

    name = models.CharField(max_length=200)
    short_name = models.CharField(max_length=40, blank=True)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    head = models.ForeignKey(
        "people.Owner", null=True, blank=True, on_delete=models.PROTECT, related_name="headed"
    )
    is_active = models.BooleanField("in use", default=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    delegations_on_the_day: list[Delegation]
    has_vacant_head: bool

    objects = DepartmentQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["version"])

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

    def get_absolute_url(self):
        return reverse("department_detail", args=[self.pk])

    @property
    def delegates_on_the_day(self):
        """After `with_delegates(on=)`: the people named, none when nobody wrote any down."""
        return [person for fact in self.delegations_on_the_day for person in fact.people]

    def clean(self):
        """A tree stays a tree, of so many levels: a department is not part of itself, nor of one
        that is part of it. A group heads none.
        """
        if self.head and self.head.kind == Owner.Kind.GROUP:
            raise ValidationError({"head": f"{self.head} is a group. A person or a post heads it."})
        if self._levels_above() + self._levels_from_here() > LEVELS:
            raise ValidationError({"parent": f"A tree of departments has {LEVELS} levels at most."})

    def _levels_above(self):
        levels, above = 0, self.parent
        while above is not None and levels < LEVELS:
            if above.pk == self.pk:
                raise ValidationError({"parent": f"{self.parent} is part of {self} already."})
            levels, above = levels + 1, above.parent
        return levels

    def _levels_from_here(self):
        """1 for a department that nothing is part of."""
        levels, within = 1, self.pk and list(self.children.values_list("pk", flat=True))
        while within and levels <= LEVELS:
            levels += 1
            children = Department.objects.filter(parent__in=within)
            within = list(children.values_list("pk", flat=True))
        return levels
