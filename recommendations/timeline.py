"""The story of one recommendation: every fact about it, and about its actions and deadlines, as it
was written down. One query.
"""

from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.db.models import Case, CharField, F, TextField, Value, When
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from recommendations.models import (
    ActionState,
    DeadlineTerm,
    Exemption,
    Monitoring,
    NilReturn,
    OwnerCell,
    Placement,
    ProgressUpdate,
    StatusFact,
    Verification,
    Wording,
)


@dataclass(frozen=True, slots=True)
class Line:
    """One fact in words. `is_corrected`: a later one corrects it or takes it back."""

    heading: str
    text: str
    detail: str
    is_void: bool
    is_correction: bool
    is_corrected: bool


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


# Several columns in one, parted by a character that no text here has.
PART = "\x1f"
PLACED = Concat("timescale", Value(PART), "priority", Value(PART), "response")

AGREED = Case(
    When(is_dropped=True, then=Value("Dropped")),
    When(read_by=DeadlineTerm.ReadBy.PERSON, then=Value("Dates set by a person")),
    default=Value(""),
)

# What each kind of fact is called in the story, where its recommendation is found, and which two of
# its columns say what it says.
KINDS = (
    (Wording, "Wording", "recommendation", "text", None),
    (Placement, "Place in the plan", "recommendation", "theme__title", PLACED),
    (Monitoring, "Monitoring", "recommendation", None, "is_monitored"),
    (Exemption, "Exemption", "recommendation", "paragraph", None),
    (OwnerCell, "Owners", "recommendation", "text", None),
    (StatusFact, "Status", "recommendation", "word", None),
    (ProgressUpdate, "Progress update", "recommendation", "narrative", "further_words"),
    (NilReturn, "Nil return", "recommendation", "round__label", None),
    (Verification, "Verification", "recommendation", "result", "note"),
    (ActionState, "Further action", "action__recommendation", "text", "state"),
    (DeadlineTerm, "By when", "deadline__recommendation", "text", AGREED),
)
FLAGS = {
    "is_monitored": {"1": "Monitored", "0": "No longer monitored"},
    "state": {"open": "", "completed": "Completed", "withdrawn": "Withdrawn"},
}


def timeline(recommendation, *, known_by: datetime | None = None) -> list[Event]:
    """The events of a recommendation, newest first, written down by a moment (None: all)."""
    first, *others = (_facts(recommendation, known_by, *kind) for kind in KINDS)
    rows = list(first.union(*others, all=True))
    corrected = {(row["heading"], row["corrects"]) for row in rows if row["corrects"]}
    rows.sort(key=_order)
    events = [_event(list(group), corrected) for _, group in groupby(rows, key=_event_key)]
    return events[::-1]


def _facts(recommendation, known_by, kind, heading, path, text, detail):
    """The facts of one kind, in the columns that all kinds share. The order tells kinds apart."""
    order = next(number for number, known in enumerate(KINDS) if known[0] is kind)
    return (
        kind.objects.known(known_by)
        .filter(**{path: recommendation})
        .order_by()
        .annotate(
            who=F("recorded_by__name"),
            behalf=F("on_behalf_of__name"),
            heading=Value(heading),
            order_of_kind=Value(order),
            says=_as_text(text),
            more=_as_text(detail),
            of=Value(detail if isinstance(detail, str) else ""),
        )
        .values(
            "pk",
            "valid_from",
            "recorded_at",
            "who",
            "behalf",
            "reason",
            "corrects",
            "void",
            "heading",
            "order_of_kind",
            "says",
            "more",
            "of",
        )
    )


def _as_text(column):
    if column is None:
        return Cast(Value("", CharField()), TextField())
    return Cast(F(column) if isinstance(column, str) else column, TextField())


def _event_key(row):
    return row["recorded_at"], row["valid_from"], row["who"], row["behalf"], row["reason"]


def _order(row):
    return (
        row["recorded_at"],
        row["valid_from"],
        row["who"],
        row["behalf"] or "",
        row["reason"],
        row["order_of_kind"],
        row["pk"],
    )


def _event(rows, corrected):
    first = rows[0]
    return Event(
        valid_from=first["valid_from"],
        recorded_at=first["recorded_at"],
        recorded_by=first["who"],
        on_behalf_of=first["behalf"] or "",
        reason=first["reason"],
        lines=tuple(_line(row, corrected) for row in rows),
    )


def _line(row, corrected):
    more = row["more"] or ""
    return Line(
        heading=row["heading"],
        text=row["says"] or "",
        detail=FLAGS.get(row["of"], {}).get(_flag(more), _joined(more)),
        is_void=row["void"],
        is_correction=row["corrects"] is not None,
        is_corrected=(row["heading"], row["pk"]) in corrected,
    )


def _joined(text):
    return " · ".join(part for part in text.split(PART) if part)


def _flag(text):
    """A truth value as the databases write it as text: SQLite "1", PostgreSQL "true"."""
    return {"true": "1", "false": "0"}.get(text, text)
