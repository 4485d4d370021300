"""Red, amber or green, by the rule that a plan has chosen (domain.md, "RAG"): a word and its
reason. Pure.

There is no common meaning, so every page and paper prints the rule as a key. What is done has no
colour. A person may judge otherwise than the rule, with a reason: that is marked in words, and says
what the rule would have said, so that it is seen when it has grown old.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

SOON = timedelta(days=30)
LITTLE, HALF, MUCH = 25, 50, 75
JUDGED = "(judged)"
NOTHING_DUE = "Nothing is due any more."


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
    """A colour, or None for no judgement, and the reason in words. `by_rule`: what the plan's rule
    says of what a person has judged.
    """

    colour: Colour | None
    reason: str
    is_judged: bool = False
    by_rule: "Rag | None" = None

    @property
    def word(self):
        return self.colour.word if self.colour else ""

    @property
    def marked(self):
        """The word as it is shown and printed, with the mark of what a person has judged."""
        return f"{self.word} {JUDGED}" if self.is_judged else self.word

    @property
    def rule_in_words(self):
        """What the rule says of what a person has judged, as a sentence."""
        rule = self.by_rule
        if rule is None:
            return ""
        if rule.colour == self.colour:
            return f"By the rule it is {rule.word} too: {_lower(rule.reason)}"
        return f"By the rule it would be {rule.word or 'blank'}: {_lower(rule.reason)}"


@dataclass(frozen=True, slots=True)
class Judged:
    """What a person says in place of the rule, and why; since when, where that is known."""

    colour: str
    reason: str
    since: date | None = None


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


def rag_of(delivery: Delivery, rule: str, *, on: date, judged: Judged | None = None) -> Rag:
    """How delivery stands on a day by a rule (a Rule, or its text), or as a person has judged. What
    is done has no colour, whoever judged it before.
    """
    if delivery.is_done:
        return Rag(None, NOTHING_DUE)
    by_rule = _RULES[Rule(rule)](delivery, on)
    return _as_judged(judged, by_rule) if judged else by_rule


def rag_key(rule: str) -> tuple[str, ...]:
    """The lines of the key that is printed where colours are, the mark of judged ones included."""
    return (*_KEYS[Rule(rule)], "Blank, if complete: nothing is due any more.", _KEY_OF_JUDGED)


def _as_judged(judged, by_rule):
    since = f" on {_day(judged.since)}" if judged.since else ""
    said = f"Judged{since}: {_sentence(judged.reason)}"
    rag = Rag(Colour(judged.colour), said, is_judged=True, by_rule=by_rule)
    if by_rule.colour == rag.colour:
        return rag
    return replace(rag, reason=f"{said} {rag.rule_in_words}")


def _lower(sentence):
    """As it goes on after a colon."""
    return sentence[0].lower() + sentence[1:]


def _sentence(reason):
    """On one line, ending as a sentence does."""
    line = " ".join(reason.split())
    return line if line.endswith((".", "!", "?")) else f"{line}."


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

_KEYS = {
    Rule.DEADLINE: (
        "Red: overdue.",
        f"Amber: due within {SOON.days} days, or reported as delayed or at risk.",
        "Green: otherwise.",
    ),
    Rule.PER_CENT: (
        f"Red: up to {LITTLE}% complete; under {HALF}% and overdue; or overdue and not reported.",
        f"Amber: {LITTLE + 1}% to {MUCH}% complete.",
        f"Green: over {MUCH}% complete.",
        "Blank, if not complete: no per cent complete was reported.",
    ),
    Rule.JUDGEMENT: (
        "The owners say the colour themselves. Where they have not, their status is read:",
        "Amber: reported as delayed or at risk.",
        "Green: reported as on track.",
        "Blank, if not complete: they have not said how it goes.",
    ),
}
_KEY_OF_JUDGED = f"{JUDGED}: a person gave this colour, with a reason, in place of the rule."


def _day(day):
    return f"{day.day} {day:%B %Y}"
