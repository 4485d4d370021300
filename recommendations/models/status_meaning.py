from django.db import models


class StatusMeaning(models.TextChoices):
    """What a status word means to the rules and figures, whatever word the plan uses."""

    NOT_STARTED = "not_started", "Not started"
    ON_TRACK = "on_track", "On track"
    AT_RISK = "at_risk", "Delayed or at risk"
    COMPLETE = "complete", "Complete"
    SUPERSEDED = "superseded", "Superseded"
    NOT_ACCEPTED = "not_accepted", "Not accepted"
    DEFERRED = "deferred", "Deferred"
    BUSINESS_AS_USUAL = "business_as_usual", "Business as usual"

    @classmethod
    def done(cls):
        """Nothing is due any more once the status means one of these."""
        return [cls.COMPLETE, cls.SUPERSEDED, cls.NOT_ACCEPTED, cls.BUSINESS_AS_USUAL]
