from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse
from simple_history.models import HistoricalRecords

LONGEST_NAME, LONGEST_QUERY = 100, 2_000


class SavedViewQuerySet(models.QuerySet):
    def of(self, user):
        return self.filter(user=user)

    def of_others(self, user):
        return self.exclude(user=user)

    def visible_to(self, user):
        """Their own, and what is shared: with everybody who may read the live plans."""
        if not user.has_perm("recommendations.read_plans"):
            return self.none()
        return self.own_or_shared(user)

    def own_or_shared(self, user):
        return self.filter(Q(user=user) | Q(is_shared=True))


class SavedView(models.Model):
    """What somebody asked the list of recommendations, under a name: for themselves, or shared.

    `query` is the address of the list from the question mark on, as `list_address.kept_query` puts
    it. It says what is asked, not what was found: everybody finds what they themselves may see.
    """

    WORD = "view:"

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="saved_views"
    )
    name = models.CharField(max_length=LONGEST_NAME)
    query = models.CharField("what it shows", max_length=LONGEST_QUERY, blank=True)
    is_shared = models.BooleanField("shared", default=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = SavedViewQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["version"])

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(
                "user", Lower("name"), name="recommendations_savedview_name_once_for_a_user"
            ),
            models.CheckConstraint(
                condition=~Q(name=""), name="recommendations_savedview_has_a_name"
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("saved_view", args=[self.pk])

    @property
    def word(self):
        """By which somebody's start page is remembered."""
        return f"{self.WORD}{self.pk}"

    def is_of(self, user):
        return self.user_id == user.pk
