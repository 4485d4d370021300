"""What a paper keeps from the public: which recommendations are exempt, wholly or in part, and what
becomes of their rows and of the notices.
"""

from dataclasses import dataclass, fields, replace
from datetime import date

from recommendations.cell_text import Block
from recommendations.exempt_parts import (
    columns_of_parts,
    is_wholly_exempt,
    paragraphs_as_written,
    values_of_parts,
)
from recommendations.models import Exemption
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


def without_parts(row: Row, exempt: ExemptNow) -> Row:
    """The row as the public may read it: its exempt cells say where they stand, and nothing is left
    of the values that follow from them.
    """
    columns = columns_of_parts(exempt.parts) & row.cells.keys()
    return replace(
        row,
        cells={key: WITHHELD if key in columns else cell for key, cell in row.cells.items()},
        values=_values_without(row.values, values_of_parts(exempt.parts)),
        withheld=tuple(key for key in row.cells if key in columns),
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


# Of the rest it is None.
_NOTHING = {"times_moved": 0, "silent_rounds": 0, "owners": (), "owner_keys": ()}
