"""The layouts that come ready made, as data in fixtures/layouts.json: to begin a layout with, and
for the sample data.
"""

import json
from dataclasses import dataclass

from django.conf import settings

from reports.models import Layout
from reports.table_rows import Grouping, Rows

# What a layout that begins with nothing holds: it can't do without a table and a column.
NOTHING = {
    "as_at_style": "month",
    "as_at_line": "As at {as_at}",
    "figures": [],
    "tables": [
        {
            "heading": "",
            "rows": Rows.ALL.value,
            "grouping": Grouping.THEME.value,
            "columns": [
                {"key": "reference", "heading": "No.", "width": 15},
                {"key": "recommendation", "heading": "Recommendation", "width": 100},
            ],
        }
    ],
}


@dataclass(frozen=True, slots=True)
class ReadyLayout:
    """A layout to begin with. `about`: what it is for, in a sentence; `is_sample`: the sample data
    has it; `fields`: what a Layout says besides its name.
    """

    name: str
    about: str
    is_sample: bool
    fields: dict

    @property
    def key(self):
        """What it is chosen by on pages."""
        return f"ready-{self.name}"


def ready_layouts() -> list[ReadyLayout]:
    """All of them, in the order of the file."""
    kept = json.loads((settings.BASE_DIR / "fixtures" / "layouts.json").read_text("utf-8"))
    names = ("as_at_style", "as_at_line", "figures", "tables")
    return [
        ReadyLayout(
            one["name"], one["about"], one["is_sample"], {name: one[name] for name in names}
        )
        for one in kept
    ]


def put_in_sample_layouts() -> None:
    """The ones that the sample data has; those that are there already stay as they are."""
    for ready in ready_layouts():
        if ready.is_sample:
            Layout.objects.get_or_create(name=ready.name, defaults=ready.fields)
