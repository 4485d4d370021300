from django.db import models

from people.dated_fact import DatedFact


class Tenure(DatedFact):
    """Who holds a post, or who sits in a group, from a day on: always the whole list. An empty
    list is a vacancy.
    """

    SUBJECT = "owner"

    owner = models.ForeignKey("people.Owner", on_delete=models.PROTECT, related_name="tenures")

    class Meta(DatedFact.Meta):
        indexes = [
            models.Index(
                fields=["owner", "valid_from", "recorded_at", "id"], name="people_tenure_in_force"
            )
        ]

    @property
    def people(self):
        """Each once, under the spelling that others were merged into."""
        return list(dict.fromkeys(holder.person.surviving for holder in self.holders.all()))

    def __str__(self):
        return f"{self.owner} from {self.valid_from:%-d %B %Y}"


class TenureHolder(models.Model):
    """One person on the list of a tenure."""

    tenure = models.ForeignKey(Tenure, on_delete=models.PROTECT, related_name="holders")
    person = models.ForeignKey(
        "people.Owner", on_delete=models.PROTECT, related_name="held_tenures"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenure", "person"], name="people_tenureholder_is_listed_once"
            )
        ]

    def __str__(self):
        return str(self.person)
