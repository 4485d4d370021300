from django.conf import settings
from django.db import models


class SentForm(models.Model):
    """A form that was saved: sent a second time with the same content, it counts once and is
    answered as the first time. `content`: a digest of what was sent.
    """

    token = models.UUIDField(unique=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="sent_forms"
    )
    content = models.CharField(max_length=64, blank=True)
    sent_at = models.DateTimeField()
    answer = models.CharField(max_length=500)

    def __str__(self):
        return f"{self.token} at {self.sent_at}"
