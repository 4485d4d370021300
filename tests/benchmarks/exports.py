"""The list taken along: a workbook of 10,000 rows against openpyxl alone, which writes the same
cells in its write-only mode and without styles.
"""

from io import BytesIO

from django.utils import timezone
from openpyxl import Workbook

from recommendations.list_export import AskedList, write_as_workbook
from recommendations.models import Recommendation
from recommendations.recommendation_list import USUAL_COLUMNS, USUAL_ORDER, order_of
from tests.benchmarks.data import Data
from tests.benchmarks.measuring import Asked, Comparison, compare, in_turn

ROWS = 10_000


def compare_exports(data: Data, *, for_seconds: float) -> list[Comparison]:
    """Ours reads its rows from the database each time; the floor has them in memory."""
    asked = AskedList(
        Recommendation.objects.all(),
        asked=(),
        columns=USUAL_COLUMNS,
        order=order_of(USUAL_ORDER),
        on=data.today,
        at=timezone.localtime(),
        by="Lena Lead",
        most=ROWS,
    )
    rows = [[column.value(row) for column in asked.columns] for row in asked.rows()]
    ours, bare = f"workbook, {len(rows):,} rows", "openpyxl alone, same cells"
    calls = {
        ours: lambda: write_as_workbook(asked, BytesIO()),
        bare: lambda: _write_with_openpyxl(rows),
    }
    return compare(in_turn(calls, for_seconds=for_seconds), {ours: bare}, {ours: Asked(2)})


def _write_with_openpyxl(rows):
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in rows:
        sheet.append(row)
    book.save(BytesIO())
