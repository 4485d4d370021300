"""What a dashboard counts, each part by its key, and what the keys of its numbers ask for. Pure.

The rules are those of papers: reports/figures/rules.py and tables.py.
"""

import re
from dataclasses import dataclass

from recommendations.models import StatusMeaning
from reports.dashboard.values import ALL
from reports.figures.keys import FigureKey
from reports.figures.rules import RULES
from reports.figures.tables import BANDS, DELIVERY, NO_STATUS, OLDER, OVERDUE

# By the key of each number, the key of what it is counted among.
NUMBERS = {
    str(FigureKey.IMPLEMENTATION_RATE): "due",
    str(FigureKey.IMPLEMENTATION_RATE_CURRENT): "due_current",
    str(FigureKey.VERIFIED_RATE): "due",
    str(FigureKey.OVERDUE): ALL,
    str(FigureKey.PAST_ORIGINAL): ALL,
    str(FigureKey.EXTENSIONS): ALL,
    str(FigureKey.SILENT): "asked",
}
COLOURS = ("rag_red", "rag_amber", "rag_green", "rag_none")
OF = {**NUMBERS, **dict.fromkeys(COLOURS, "still_open")}
RULE_OF = {str(rule.key): rule for rule in RULES if rule.key in NUMBERS}
AGES = {f"ages-{place}": words for place, words in enumerate((*BANDS.values(), OLDER), start=1)}
# Everything that is counted but the table of departments, which is counted by lead owner. What is
# kept says them by their place: whoever changes them also raises FORM.
COUNTED = (*dict.fromkeys((ALL, *OF.values())), *OF, *AGES)
FORM = 1

# The columns of the table of departments, in the order of DELIVERY.
_MEANINGS = {meaning.label: meaning.value for meaning in StatusMeaning}
COLUMNS = {
    {OVERDUE: "overdue", NO_STATUS: "no_status"}.get(words, _MEANINGS.get(words, "")): words
    for words in DELIVERY
}
NO_LINE = "none"


@dataclass(frozen=True, slots=True)
class Cells:
    """One cell of the table of departments, or a line, a column or all of it: `line` the key of a
    department, NO_LINE or ALL, `column` a key of COLUMNS or ALL.
    """

    line: str
    column: str


@dataclass(frozen=True, slots=True)
class PointPart:
    """The place of a point of the trend, from 1; `is_of`: what it counts among."""

    place: int
    is_of: bool


def read_key(key: str) -> str | Cells | PointPart | None:
    """What a key asks for: a key of COUNTED, cells of the table, a point of the trend; None where
    there is no such thing.
    """
    if key == "ages-all":
        return str(FigureKey.OVERDUE)
    if key in (ALL, *OF, *AGES):
        return key
    if key.endswith("-of") and key[:-3] in OF:
        return OF[key[:-3]]
    if found := re.fullmatch(r"trend-(\d{1,3})(-of)?", key):
        return PointPart(int(found[1]), found[2] is not None)
    if found := re.fullmatch(r"departments-(\d{1,18}|none|all)(?:-(\w+))?", key):
        column = found[2] or ALL
        return Cells(found[1], column) if column in {*COLUMNS, ALL} else None
    return None
