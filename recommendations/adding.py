"""The act behind the page that adds recommendations to a plan: each with its owners and its
date.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from recommendations.by_when import Reading
from recommendations.deadlines import NewDeadline, set_deadlines
from recommendations.derived import derived_refreshed_once
from recommendations.models import Recommendation, Theme
from recommendations.owner_cells import NewAssignment, NewOwnerCell, name_owners_all
from recommendations.wordings import NewRecommendation, raise_recommendations


@dataclass(frozen=True)
class AddedRecommendation:
    """A row of the page; `by_when` "" and `reading` None: no date was agreed."""

    text: str
    reference: str = ""
    theme: Theme | None = None
    timescale: str = ""
    owner_text: str = ""
    assignments: tuple[NewAssignment, ...] = ()
    by_when: str = ""
    reading: Reading | None = None
    parser_version: int | None = None


@transaction.atomic
def add_recommendations(
    plan, rows, *, by, on: date, at: datetime, reason=""
) -> list[Recommendation]:
    """Raise recommendations with their owner cells and deadlines, true from the day `on`, their
    wordings read against that day; in the order given. ValidationError, and nothing written, for a
    text or words that won't do.
    """
    rows = list(rows)
    written = {"by": by, "on": on, "at": at, "reason": reason}
    new = [NewRecommendation(r.text, r.reference, r.theme, r.timescale) for r in rows]
    with derived_refreshed_once(on=timezone.localdate(at)):
        raised = raise_recommendations(plan, new, **written)
        pairs = list(zip(raised, rows, strict=True))
        name_owners_all(
            (
                NewOwnerCell(r, row.owner_text, row.assignments)
                for r, row in pairs
                if row.owner_text
            ),
            **written,
        )
        set_deadlines(
            (
                NewDeadline(r, row.by_when, row.reading, on, parser_version=row.parser_version)
                for r, row in pairs
                if row.reading is not None
            ),
            **written,
        )
    return raised
