from django.db import models

from people.dated_fact import DatedFact


class Delegation(DatedFact):
    """Who may report for a department, and for every department within it, from a day on: always
    the whole list. An empty list is nobody.
    """

    SUBJECT = "department"

    department = models.ForeignKey(
        "people.Department", on_delete=models.PROTECT, related_name="delegations"
    )

    class Meta(DatedFact.Meta):
        indexes = [
            models.Index(
                fields=["department", "valid_from", "recorded_at", "id"],
                name="people_delegation_in_force",
            )
        ]

    @property
    def people(self):
        """Each once, under the spelling that others were merged into."""
        return list(dict.fromkeys(delegate.person.surviving for delegate in self.delegates.all()))

    def __str__(self):
        return f"{self.department} from {self.valid_from:%-d %B %Y}"


class Delegate(models.Model):
    """One person on the list of a delegation."""

    delegation = models.ForeignKey(Delegation, on_delete=models.PROTECT, related_name="delegates")
    person = models.ForeignKey("people.Owner", on_delete=models.PROTECT, related_name="delegated")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["delegation", "person"], name="people_delegate_is_listed_once"
            )
        ]

    def __str__(self):
        return str(self.person)
