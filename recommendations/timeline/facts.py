"""The facts of a story out of the database, all kinds in one query; and which of them stood before
another.
"""

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import F, Func, Value
from django.db.models.functions import JSONObject

from recommendations.exempt_parts import part_in_words
from recommendations.timeline.kinds import KINDS, Kind

OF_EVERY_KIND = ("pk", "valid_from", "recorded_at", "reason", "corrects", "void")


class Columns(JSONObject):
    """Several columns as one, by name; without the queries with which Django asks SQLite, on every
    new connection, whether it knows JSON.
    """

    def as_sqlite(self, compiler, connection, **context):
        return Func.as_sql(self, compiler, connection, **context)


@dataclass(frozen=True, slots=True)
class Fact:
    """One row of the story. `subject`: the key of what it is about; `says`: the columns of its own
    kind, by name.
    """

    pk: int
    valid_from: date
    recorded_at: datetime
    reason: str
    corrects: int | None
    void: bool
    who: str
    behalf: str | None
    order_of_kind: int
    subject: int
    says: dict[str, Any]

    @property
    def kind(self) -> Kind:
        return KINDS[self.order_of_kind]

    @property
    def in_time(self):
        """What decides which of two facts about one subject is the later."""
        return self.valid_from, self.recorded_at, self.pk


class Standing:
    """What stands of some facts: all but those that another one of them corrects, and voids."""

    def __init__(self, facts: Iterable[Fact]):
        self.facts = {(fact.kind, fact.pk): fact for fact in facts}
        self._corrected = {(f.kind, f.corrects) for f in self.facts.values() if f.corrects}
        self._by_subject: dict[tuple, list[Fact]] = defaultdict(list)
        for fact in sorted(self.facts.values(), key=lambda fact: fact.in_time):
            if not fact.void and not self.is_corrected(fact):
                self._by_subject[fact.kind, fact.subject].append(fact)

    def is_corrected(self, fact: Fact) -> bool:
        return (fact.kind, fact.pk) in self._corrected

    def corrected_by(self, fact: Fact) -> Fact | None:
        """What the fact corrects, or takes back."""
        return self.facts.get((fact.kind, fact.corrects)) if fact.corrects else None

    def before(self, fact: Fact) -> list[Fact]:
        """Those of the same kind and subject that come before it, first to last."""
        others = self._by_subject[fact.kind, fact.subject]
        return [other for other in others if other.in_time < fact.in_time]

    def last(self, kind: Kind, subject: int) -> Fact | None:
        """The one of a kind about a subject that comes last."""
        return next(reversed(self._by_subject[kind, subject]), None)


def facts_about(recommendation, *, known_by: datetime | None) -> list[Fact]:
    """The facts of a recommendation that were written down by a moment (None: ever), in any
    order.
    """
    first, *others = (
        _of_kind(order, kind, recommendation, known_by) for order, kind in enumerate(KINDS)
    )
    headings = {own["key"]: own["heading"] for own in recommendation.plan.own_columns}
    return [_fact(row, headings) for row in first.union(*others, all=True)]


def _of_kind(order, kind, recommendation, known_by):
    """The facts of one kind, in the columns that all kinds share; its own are one column."""
    return (
        kind.model.objects.known(known_by)
        .filter(**{kind.recommendation: recommendation})
        .order_by()
        .annotate(
            who=F("recorded_by__name"),
            behalf=F("on_behalf_of__name"),
            order_of_kind=Value(order),
            subject=F(f"{kind.model.SUBJECT}_id"),
            says=Columns(**kind.columns),
        )
        .values(*OF_EVERY_KIND, "who", "behalf", "order_of_kind", "subject", "says")
    )


def _fact(row, headings):
    """A row as a fact, the plan's own columns by their headings."""
    says = row["says"]
    if "own_values" in says:
        own = _read(says["own_values"])
        says["own_values"] = {headings.get(key, key): value for key, value in own.items()}
    if "parts" in says:
        says["parts"] = [part_in_words(key, headings) for key in _read(says["parts"])]
    return Fact(**row)


def _read(kept):
    """What a JSON column holds: SQLite keeps it as text inside of the object."""
    return json.loads(kept) if isinstance(kept, str) else kept
