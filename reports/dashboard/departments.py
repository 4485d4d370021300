"""The table of departments: by the department of the lead owner, as departments are today."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from django.db.models.functions import Coalesce

from people.models import Owner
from recommendations.natural_order import natural_order
from reports.dashboard.parts import COLUMNS, NO_LINE
from reports.dashboard.tallies import Tally, owner_cells
from reports.dashboard.values import Line, Table
from reports.dashboard.words import DEPARTMENTS
from reports.figures.tables import ALWAYS, BY_DEPARTMENT_RULE, NO_DEPARTMENT


class Heading(NamedTuple):
    """The line of a department; NO_LINE for owners without one."""

    key: str
    name: str


# Of how many leads it is asked by their keys: of more it takes longer than to read every owner.
FEW = 50
NONE = Heading(NO_LINE, NO_DEPARTMENT)


def departments_of_leads(leads: Iterable[int | None]) -> dict[int | None, Heading]:
    """Under which heading each of these lead owners (keys; None: nobody) stands: that of the
    department of whoever the owner was merged into. One query.
    """
    leads = set(leads)
    owners = Owner.objects.all()
    if len(leads) <= FEW:
        owners = owners.filter(pk__in=[lead for lead in leads if lead is not None])
    found = owners.values_list(
        "pk",
        Coalesce("merged_into__department", "department"),
        Coalesce("merged_into__department__name", "department__name"),
    )
    headings = {owner: Heading(str(key), name) for owner, key, name in found if key}
    return {lead: headings.get(lead, NONE) for lead in leads}


def leads_in(line: str, headings: Mapping[int | None, Heading]) -> set[int | None]:
    """The lead owners that stand on a line."""
    return {lead for lead, heading in headings.items() if heading.key == line}


def departments_table(tally: Tally) -> Table:
    """One line for each department that leads anything. One query."""
    cells = list(owner_cells(tally))
    headings = departments_of_leads(cell.owner for cell in cells)
    lines: dict[Heading, dict[str, int]] = defaultdict(lambda: dict.fromkeys(COLUMNS, 0))
    for cell in cells:
        lines[headings[cell.owner]][cell.column] += cell.rows
    columns = columns_shown(lines.values())
    return Table(
        key="departments",
        label=DEPARTMENTS,
        rule=BY_DEPARTMENT_RULE,
        columns=tuple(COLUMNS[column] for column in columns),
        column_keys=columns,
        lines=tuple(
            _line(heading, lines[heading], columns) for heading in sorted(lines, key=_order)
        ),
        corner="Department",
    )


def columns_shown(lines: Iterable[Mapping[str, int]]) -> tuple[str, ...]:
    """The first five always, of the others those in which something stands."""
    lines = list(lines)
    return tuple(
        column
        for place, column in enumerate(COLUMNS)
        if place < ALWAYS or any(line[column] for line in lines)
    )


def _line(heading, counts, columns):
    cells = tuple(counts[column] for column in columns)
    return Line(heading.key, heading.name, cells, sum(cells))


def _order(heading):
    """By name, those without a department last."""
    return heading.key == NO_LINE, natural_order(heading.name)
