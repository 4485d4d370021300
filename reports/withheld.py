"""What a paper keeps from the public: which recommendations are exempt, wholly or in part, and what
becomes of their states, their rows and of the notices.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

from recommendations.cell_text import Block
from recommendations.exempt_parts import (
    columns_of_parts,
    is_wholly_exempt,
    paragraphs_as_written,
    values_of_parts,
)
from recommendations.models import Exemption
from recommendations.own_columns import OWN
from recommendations.states import RecommendationState
from reports.document import Row, Values

WITHHELD = (Block("Exempt: see the exempt appendix."),)
STATUTORY = (
    "Not for publication by virtue of paragraph(s) {} of Schedule 12A of the Local Government Act "
    "1972."
)


@dataclass(frozen=True, slots=True)
class ExemptNow:
    """Why a recommendation, or some parts of it, is kept from the public today."""

    paragraph: str
    parts: tuple[str, ...] = ()

    @property
    def is_whole(self):
        return is_wholly_exempt(self.parts)


def exempt_now(recommendations, *, today: date) -> dict[int, ExemptNow]:
    """What is exempt of recommendations (a QuerySet), by key: judged today and as known now, never
    on the day that is asked about. One query.
    """
    in_force = Exemption.objects.in_force(as_at=today, known_by=None, of=recommendations)
    kept = in_force.exclude(paragraph="").values_list("recommendation", "paragraph", "parts")
    return {key: ExemptNow(paragraph, tuple(parts)) for key, paragraph, parts in kept}


def state_without_parts(state: RecommendationState, exempt: ExemptNow) -> RecommendationState:
    """The state less what the public may not know, for rules and figures: whatever they make of it
    gives nothing away. What follows from several parts goes with any of them; whether a date is
    overdue tells what the status is.
    """
    parts = set(exempt.parts)
    blank = {name: value for part in parts for name, value in _BLANK.get(part, {}).items()}
    state = without_hidden_dates(state, exempt)
    own = {key: text for key, text in state.own_values.items() if f"{OWN}{key}" not in parts}
    return replace(state, own_values=own, **blank)


def without_hidden_dates(
    state: RecommendationState, exempt: ExemptNow | None
) -> RecommendationState:
    """The state without the dates of its actions, where the public may not know of them: by when
    one is to be done would show that there is one, and when it was done.
    """
    if exempt is None or not {"further_action", "status"} & set(exempt.parts):
        return state
    of_the_whole = tuple(d for d in state.deadlines if d.action_id is None)
    return replace(state, deadlines=of_the_whole)


def without_parts(row: Row, exempt: ExemptNow, columns: Iterable[str] | None = None) -> Row:
    """The row as the public may read it: its exempt cells say where they stand, and nothing is left
    of the values that follow from them. `columns`: the keys of all that the paper prints of any
    row; by default those of this one.
    """
    covered = columns_of_parts(exempt.parts)
    printed = row.cells if columns is None else columns
    # Of a row that no table shows, an earlier paper may have told anything.
    withheld = [key for key in printed if key in covered] if row.cells else sorted(covered)
    return replace(
        row,
        cells={key: WITHHELD if key in covered else cell for key, cell in row.cells.items()},
        values=_values_without(row.values, values_of_parts(exempt.parts)),
        withheld=tuple(withheld),
    )


def statutory_line(exempt) -> str:
    """What every page must say that holds something exempt (several ExemptNow); "" for none."""
    numbers = sorted({number for one in exempt for number in paragraphs_as_written(one.paragraph)})
    return STATUTORY.format(", ".join(numbers)) if numbers else ""


def public_notices(exempt) -> list[str]:
    """What the public is told of what it may not read (several ExemptNow)."""
    exempt = list(exempt)
    whole = sum(one.is_whole for one in exempt)
    partly = len(exempt) - whole
    notices = []
    if whole:
        are = "1 recommendation is" if whole == 1 else f"{whole} recommendations are"
        notices.append(f"{are} reported in the exempt appendix and left out of this one.")
    if partly:
        other = "other " if whole else ""
        which = f"1 {other}recommendation" if partly == 1 else f"{partly} {other}recommendations"
        notices.append(f"Parts of {which} are exempt, and reported only in the exempt appendix.")
    return notices


def _values_without(values, names):
    nothing = {field.name: _NOTHING.get(field.name) for field in fields(Values)}
    return replace(values, **{name: nothing[name] for name in names})


_NO_COLOUR = {"judged_colour": "", "judged_reason": "", "judged_on": None, "judged_by": ""}
_NOTHING_REPORTED: dict[str, Any] = {
    "narrative": "",
    "per_cent": None,
    "forecast": None,
    "updated_on": None,
    "nil_return_on": None,
}
_NO_STATUS: dict[str, Any] = {
    "status_word": "",
    "status_meaning": "",
    "status_from": None,
    "is_verified": False,
    "completion_refused": False,
    "further_words": "",
    "actions": (),
}
# What is left of a state by the parts that are exempt.
_BLANK: dict[str, dict[str, Any]] = {
    "text": {"text": ""},
    "owner": {"owner_text": "", "owners": ()},
    "dates": {"deadlines": (), "forecast": None, **_NO_COLOUR},
    "progress": {**_NOTHING_REPORTED, **_NO_COLOUR},
    "further_action": {"further_words": "", "actions": ()},
    "status": {**_NO_STATUS, "deadlines": (), "per_cent": None, **_NO_COLOUR},
    "priority": {"priority": "", "response": ""},
}

# Of the rest it is None.
_NOTHING = {"times_moved": 0, "silent_rounds": 0, "owners": (), "owner_keys": ()}
