"""Acts on the owner column: the words as printed, and beside them who is meant."""

from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from people.models import Owner
from recommendations.derived import refresh_derived
from recommendations.kept_text import kept_text
from recommendations.models import Assignment, HandOver, OwnerCell, Recommendation


@dataclass(frozen=True)
class NewAssignment:
    owner: Owner
    role: str = Assignment.Role.LEAD
    remit: str = ""


@dataclass(frozen=True)
class NewOwnerCell:
    """The words of the cell to the letter, and the owners whom they name, in their order."""

    recommendation: Recommendation
    text: str
    assignments: tuple[NewAssignment, ...] = ()
    corrects: OwnerCell | None = None


@dataclass(frozen=True, slots=True)
class OwnersToCome:
    """What an owner cell says from a day to come, by a hand-over."""

    on: date
    words: str
    hand_over: HandOver


def owners_to_come(recommendation, *, on: date) -> list[OwnersToCome]:
    """What the owner cell of a recommendation says from each later day, as known now. One query."""
    cells = OwnerCell.objects.standing(as_at=date.max, known_by=None)
    cells = cells.filter(recommendation=recommendation, valid_from__gt=on)
    cells = cells.select_related("moved_by__hand_over")
    # Only a hand-over writes what begins later; of one day the last one counts.
    last = {cell.valid_from: cell for cell in cells.order_by("valid_from", "recorded_at", "pk")}
    return [
        OwnersToCome(day, " ".join(cell.text.split()) or "nobody", cell.moved_by.hand_over)
        for day, cell in last.items()
        if hasattr(cell, "moved_by")
    ]


@transaction.atomic
def name_owners_all(
    rows, *, by, on: date, at: datetime, reason="", may_begin_later=False
) -> list[OwnerCell]:
    """Write down the owner cells of recommendations from the day `on`; only a hand-over may
    begin later.
    """
    rows = list(rows)
    for row in rows:
        _refuse_naming_twice(row.assignments)
    cells = OwnerCell.objects.write_down(
        (
            OwnerCell(
                recommendation=row.recommendation,
                text=kept_text(row.text),
                corrects=row.corrects,
            )
            for row in rows
        ),
        by=by, on=on, at=at, reason=reason, may_begin_later=may_begin_later,
    )  # fmt: skip
    Assignment.objects.bulk_create(
        Assignment(
            owner_cell=cell,
            owner=assignment.owner,
            role=assignment.role,
            remit=assignment.remit,
            order=order,
        )
        for cell, row in zip(cells, rows, strict=True)
        for order, assignment in enumerate(row.assignments, start=1)
    )
    refresh_derived((cell.recommendation_id for cell in cells), on=timezone.localdate(at))
    return cells


def name_owners(
    recommendation, text, assignments=(), *, by, on: date, at: datetime, reason="", corrects=None
) -> OwnerCell:
    """Write down the owner cell of one recommendation."""
    row = NewOwnerCell(recommendation, text, tuple(assignments), corrects)
    return name_owners_all([row], by=by, on=on, at=at, reason=reason)[0]


def _refuse_naming_twice(assignments):
    named = set()
    for assignment in assignments:
        if assignment.owner in named:
            raise ValidationError(f"{assignment.owner} is named twice in one cell.")
        named.add(assignment.owner)
