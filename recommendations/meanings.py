"""What a status word means to the rules and figures, whatever word a plan uses. Pure."""

from enum import StrEnum


class Meaning(StrEnum):
    """The meanings, as they are kept."""

    NOT_STARTED = "not_started"
    ON_TRACK = "on_track"
    AT_RISK = "at_risk"
    COMPLETE = "complete"
    SUPERSEDED = "superseded"
    NOT_ACCEPTED = "not_accepted"
    DEFERRED = "deferred"
    BUSINESS_AS_USUAL = "business_as_usual"

    @property
    def words(self):
        return _WORDS[self]


_WORDS = {
    Meaning.NOT_STARTED: "Not started",
    Meaning.ON_TRACK: "On track",
    Meaning.AT_RISK: "Delayed or at risk",
    Meaning.COMPLETE: "Complete",
    Meaning.SUPERSEDED: "Superseded",
    Meaning.NOT_ACCEPTED: "Not accepted",
    Meaning.DEFERRED: "Deferred",
    Meaning.BUSINESS_AS_USUAL: "Business as usual",
}

# Nothing is due any more once the status means one of these.
DONE = (Meaning.COMPLETE, Meaning.SUPERSEDED, Meaning.NOT_ACCEPTED, Meaning.BUSINESS_AS_USUAL)
