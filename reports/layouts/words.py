"""A layout in words: its figures, and its tables as its audit trail tells them. It knows no
model.
"""

from reports.figures.keys import FigureKey
from reports.layouts.offered_columns import column_label
from reports.table_rows import Grouping, Rows

# What whoever lays a paper out reads of each figure.
FIGURE_NAMES = {
    FigureKey.IMPLEMENTATION_RATE: "Implementation rate, on original dates",
    FigureKey.IMPLEMENTATION_RATE_CURRENT: "Implementation rate, on current dates",
    FigureKey.VERIFIED_RATE: "Verified rate, on original dates",
    FigureKey.VERIFIED_RATE_CURRENT: "Verified rate, on current dates",
    FigureKey.OVERDUE: "Overdue",
    FigureKey.CARRIED_OVER: "Overdue, carried over from the earlier period",
    FigureKey.PAST_ORIGINAL: "Past the original date, within the revised one",
    FigureKey.EXTENSIONS: "Extensions requested",
    FigureKey.SILENT: "No update received",
    FigureKey.RAG: "Red, amber, green",
    FigureKey.AGEING: "Ageing of what is overdue",
    FigureKey.BY_DEPARTMENT: "By department",
    FigureKey.BY_PRIORITY: "By priority",
    FigureKey.DEPARTMENT_BY_PRIORITY: "Departments by priorities, with totals both ways",
    FigureKey.TREND: "Trend over past rounds, with a chart",
}


def table_name(table: dict, number: int) -> str:
    """What a table is called on pages: by its heading, or its number where it has none."""
    return table["heading"] or f"Table {number}"


def figures_in_words(figures: list[str]) -> str:
    """What a layout keeps of its figures: a line for each."""
    return "\n".join(FIGURE_NAMES[FigureKey(key)] for key in figures)


def tables_in_words(tables: list[dict]) -> str:
    """What a layout keeps of its tables: each with what it holds, then a line for each column."""
    return "\n".join(
        line for number, table in enumerate(tables, 1) for line in _lines(table, number)
    )


def _lines(table, number):
    holds, grouped = Rows(table["rows"]).label, Grouping(table["grouping"]).label
    yield f"{table_name(table, number)}. {holds}; {grouped[:1].lower()}{grouped[1:]}:"
    for column in table["columns"]:
        label, heading = column_label(column["key"]), column["heading"]
        called = label if label == heading else f"{label}, headed “{heading}”"
        yield f"– {called}, {column['width']} mm"
