from django.db import models
from django.db.models.functions import Lower
from simple_history.models import HistoricalRecords


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
