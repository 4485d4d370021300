from django.db import models

from recommendations.models.recommendation import Recommendation


class SearchText(models.Model):
    """What a recommendation is found by: derived from its facts, as its derived columns are.

    `texts`: what is kept of it nowhere else as it stands today, each with the kind of text that it
    is, in the order in which a list shows where words are; `stems`: the keys of the words in these
    and in the recommendation's own texts (`recommendations/words_found.py`). The index over the
    stems is the database's own: the migration that makes it says how.
    """

    class Kind(models.TextChoices):
        UPDATE = "update", "Last update"
        FURTHER = "further", "Further action"
        EARLIER = "earlier", "An earlier update"

    # It says nothing of its own, so it goes with the recommendation.
    recommendation = models.OneToOneField(
        Recommendation,
        primary_key=True,
        editable=False,
        on_delete=models.CASCADE,
        related_name="search_text",
    )
    texts = models.JSONField(default=list, editable=False)
    stems = models.TextField(blank=True, editable=False)

    def __str__(self):
        return f"What {self.recommendation_id} is found by"
