"""Red, amber or green, by the rule that a plan has chosen (domain.md, "RAG"): a word and its
reason. Pure.

There is no common meaning, so every page and paper prints the rule as a key. What is done has no
colour.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

SOON = timedelta(days=30)
LITTLE, HALF, MUCH = 25, 50, 75


class Rule(StrEnum):
    """The rules that a plan can choose from."""

    DEADLINE = "deadline"
    PER_CENT = "per_cent"
    JUDGEMENT = "judgement"


class Colour(StrEnum):
    RED = "red"
    AMBER = "amber"
    GREEN = "green"

    @property
    def word(self):
        return self.value.capitalize()


@dataclass(frozen=True, slots=True)
class Rag:
    """A colour, or None for no judgement, and the reason in words."""

    colour: Colour | None
    reason: str

    @property
    def word(self):
        return self.colour.word if self.colour else ""


@dataclass(frozen=True, slots=True)
class Delivery:
    """What the rules look at. `due`: the next deadline that is still open; `meaning`: what the
    status means, "" while nothing was reported; `is_done`: nothing is due any more.
    """

    meaning: str
    is_done: bool
    due: date | None
    per_cent: int | None

    def is_late(self, on: date):
        return self.due is not None and self.due < on


def rag_of(delivery: Delivery, rule: str, *, on: date) -> Rag:
    """How delivery stands on a day by a rule (a Rule, or its text)."""
    if delivery.is_done:
        return Rag(None, "Nothing is due any more.")
    return _RULES[Rule(rule)](delivery, on)


def _by_deadline(delivery, on):
    if delivery.is_late(on):
        return Rag(Colour.RED, f"Overdue since {_day(delivery.due)}.")
    if delivery.meaning == "at_risk":
        return Rag(Colour.AMBER, "Reported as delayed or at risk.")
    if delivery.due is not None and delivery.due <= on + SOON:
        return Rag(Colour.AMBER, f"Due by {_day(delivery.due)}, within {SOON.days} days.")
    return Rag(Colour.GREEN, "Not overdue, not due within 30 days and not reported at risk.")


def _by_per_cent(delivery, on):
    done = delivery.per_cent
    if done is None:
        if delivery.is_late(on):
            return Rag(Colour.RED, "Overdue, and no per cent complete was reported.")
        return Rag(None, "No per cent complete was reported.")
    if done <= LITTLE:
        return Rag(Colour.RED, f"{done}% complete: up to {LITTLE}%.")
    if done < HALF and delivery.is_late(on):
        return Rag(Colour.RED, f"{done}% complete: under {HALF}%, and overdue.")
    if done <= MUCH:
        return Rag(Colour.AMBER, f"{done}% complete: {LITTLE + 1} to {MUCH}%.")
    return Rag(Colour.GREEN, f"{done}% complete: over {MUCH}%.")


def _by_judgement(delivery, on):
    """What the owners say themselves, which they say by the status that they give."""
    if delivery.meaning == "at_risk":
        return Rag(Colour.AMBER, "Reported as delayed or at risk.")
    if delivery.meaning == "on_track":
        return Rag(Colour.GREEN, "Reported as on track.")
    return Rag(None, "Its owners have not said how it goes.")


_RULES = {
    Rule.DEADLINE: _by_deadline,
    Rule.PER_CENT: _by_per_cent,
    Rule.JUDGEMENT: _by_judgement,
}


def _day(day):
    return f"{day.day} {day:%B %Y}"
