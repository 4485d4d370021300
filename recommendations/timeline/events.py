"""The events of a story: what one person wrote down at one moment, and what it changed."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby

from django.utils import timezone

from recommendations.timeline.facts import Fact, Standing, facts_about
from recommendations.timeline.kinds import DECISION, MEASURE, READING, TERM, Said
from recommendations.timeline.terms import move_words
from recommendations.word_changes import Change, folded, summary, word_changes


@dataclass(frozen=True, slots=True)
class Difference:
    """What changed in words: the summary, and the pieces to show, long unchanged ones folded."""

    summary: str
    pieces: tuple[Change, ...]

    @property
    def is_same(self) -> bool:
        return not any(piece.is_change for piece in self.pieces)

    @property
    def is_whole(self) -> bool:
        """One text went and another came: nothing stayed between them."""
        return all(piece.is_change for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class Line:
    """One fact in words: "Status: Complete" is a heading and a value.

    `is_corrected`: a later one corrects it or takes it back. `before`: the text that stood before
    it, or that it corrects; "" where there was none or it is not compared.
    """

    heading: str
    value: str
    text: str
    notes: tuple[str, ...]
    is_void: bool
    is_correction: bool
    is_corrected: bool
    before: str

    @property
    def difference(self) -> Difference | None:
        """What changed in words, compared when it is asked for: the end of a long story may not
        be shown.
        """
        if not self.before:
            return None
        changes = word_changes(self.before, self.text)
        return Difference(summary(changes), folded(changes))


@dataclass(frozen=True, slots=True)
class Event:
    """What one person wrote down at one moment, true from one day."""

    valid_from: date
    recorded_at: datetime
    recorded_by: str
    on_behalf_of: str
    reason: str
    lines: tuple[Line, ...]

    @property
    def is_late(self) -> bool:
        """Written down on a later day than it is true from."""
        return timezone.localdate(self.recorded_at) > self.valid_from


def timeline(recommendation, *, known_by: datetime | None = None) -> list[Event]:
    """The events of a recommendation, newest first, written down by a moment (None: all)."""
    facts = facts_about(recommendation, known_by=known_by)
    standing = Standing(facts)
    decided = {_written_down(fact) for fact in facts if fact.kind is DECISION}

    def event_of(fact):
        """What the facts of one event share. What a committee's decision brings about belongs to
        it, whatever the reason of each.
        """
        written = _written_down(fact)
        return *written, "" if written in decided else fact.reason

    facts.sort(key=lambda fact: (*event_of(fact), fact.order_of_kind, fact.pk))
    events = [_event(list(group), standing) for _, group in groupby(facts, key=event_of)]
    return events[::-1]


def _written_down(fact):
    return fact.recorded_at, fact.valid_from, fact.who, fact.behalf or ""


def _event(facts, standing):
    first = facts[0]
    return Event(
        valid_from=first.valid_from,
        recorded_at=first.recorded_at,
        recorded_by=first.who,
        on_behalf_of=first.behalf or "",
        reason=first.reason,
        lines=tuple(_line(fact, standing) for fact in facts),
    )


def _line(fact, standing):
    said = _said(fact, standing)
    return Line(
        heading=said.heading,
        value=said.value,
        text=said.text,
        notes=said.notes,
        is_void=fact.void,
        is_correction=fact.corrects is not None,
        is_corrected=standing.is_corrected(fact),
        before=_text_before(fact, standing),
    )


def _said(fact, standing) -> Said:
    if fact.kind is READING:
        terms = standing.last(MEASURE, fact.subject)
        named = {"measure": terms.says["name"], "unit": terms.says["unit"]} if terms else {}
        return READING.say({**fact.says, **named})
    said = fact.kind.say(fact.says)
    if fact.kind is not TERM or fact.void or fact.says["is_dropped"]:
        return said
    value, *notes = move_words(fact.says, [term.says for term in standing.before(fact)])
    return replace(said, value=value, notes=(*notes, *said.notes))


def _text_before(fact: Fact, standing: Standing) -> str:
    """The text that a fact is compared with: of what it corrects, else of the last that stood
    before it.
    """
    if fact.void or not fact.kind.compared:
        return ""
    before = standing.corrected_by(fact) or next(reversed(standing.before(fact)), None)
    return before.kind.say(before.says).text if before else ""
