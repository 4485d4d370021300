from django.db import models

from recommendations.meanings import DONE, Meaning


class StatusMeaning(models.TextChoices):
    """What a status word means to the rules and figures, whatever word the plan uses."""

    NOT_STARTED = Meaning.NOT_STARTED.value, Meaning.NOT_STARTED.words
    ON_TRACK = Meaning.ON_TRACK.value, Meaning.ON_TRACK.words
    AT_RISK = Meaning.AT_RISK.value, Meaning.AT_RISK.words
    COMPLETE = Meaning.COMPLETE.value, Meaning.COMPLETE.words
    SUPERSEDED = Meaning.SUPERSEDED.value, Meaning.SUPERSEDED.words
    NOT_ACCEPTED = Meaning.NOT_ACCEPTED.value, Meaning.NOT_ACCEPTED.words
    DEFERRED = Meaning.DEFERRED.value, Meaning.DEFERRED.words
    BUSINESS_AS_USUAL = Meaning.BUSINESS_AS_USUAL.value, Meaning.BUSINESS_AS_USUAL.words

    @classmethod
    def done(cls):
        """Nothing is due any more once the status means one of these."""
        return [cls(meaning) for meaning in DONE]
