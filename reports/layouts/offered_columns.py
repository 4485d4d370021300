"""The columns that a table of a layout can be given: those of the catalogue, and those of plans'
own. It knows no model.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from recommendations.own_columns import OWN, own_columns
from reports.columns import COLUMNS

OWN_WIDTH_MM = 30


@dataclass(frozen=True, slots=True)
class OfferedColumn:
    """A column to choose. `label`: what it is called in a choice; `about`: what it says, in a
    sentence; `heading` and `width` (mm): what it begins with.
    """

    key: str
    label: str
    about: str
    heading: str
    width: int


def catalogue() -> list[OfferedColumn]:
    """The columns that every plan has, in the order of the catalogue."""
    return [OfferedColumn(c.key, c.label, c.about, c.heading, c.width) for c in COLUMNS.values()]


def columns_of_plans(plans: Iterable) -> list[OfferedColumn]:
    """The columns of their own that plans use, by heading; where several plans have one under the
    same key it is one column, and names them all.
    """
    found: dict[str, list[tuple[str, str]]] = {}
    for plan in plans:
        for column in own_columns(plan):
            found.setdefault(OWN + column.key, []).append((column.heading, plan.title))
    offered = [_of_plans(key, named) for key, named in found.items()]
    return sorted(offered, key=lambda column: column.label.casefold())


def column_label(key: str) -> str:
    """What a column is called where no plan is at hand: a plan's own by its key."""
    if key in COLUMNS:
        return COLUMNS[key].label
    return f"“{key.removeprefix(OWN)}”, a plan’s own column"


def _of_plans(key, named):
    headings = dict.fromkeys(heading for heading, _ in named)
    plans = ", ".join(dict.fromkeys(title for _, title in named))
    heading = next(iter(headings))
    label = f"{' / '.join(headings)} ({plans})"
    return OfferedColumn(key, label, f"A column of its own of {plans}.", heading, OWN_WIDTH_MM)
