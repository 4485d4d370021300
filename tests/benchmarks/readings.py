"""Reading 100,000 wordings, and all facts that are in force."""

import csv
from datetime import date, timedelta
from itertools import cycle, islice
from pathlib import Path

from recommendations.by_when import read_by_when
from recommendations.models import ProgressUpdate
from tests.benchmarks.data import Data
from tests.benchmarks.measuring import Comparison, compare, in_turn

WORDINGS = Path(__file__).parent.parent / "data" / "bywhen.tsv"
COUNT = 100_000
COLUMNS = ("pk", "recommendation", "valid_from")


def wordings() -> list[tuple[str, date]]:
    """Wordings of published papers with the papers' dates, over and over; each time the paper is of
    another day, so that none is read twice.
    """
    with WORDINGS.open(encoding="utf-8", newline="") as file:
        rows = [
            (row["text"], date.fromisoformat(row["reference_date"]))
            for row in csv.DictReader(file, delimiter="\t")
        ]
    return [
        (text, day + timedelta(days=number // len(rows)))
        for number, (text, day) in enumerate(islice(cycle(rows), COUNT))
    ]


def read_all(pairs) -> None:
    for text, paper_date in pairs:
        read_by_when(text, paper_date=paper_date)


def compare_in_force(data: Data, *, for_seconds: float) -> list[Comparison]:
    """The updates in force, one for each recommendation at most, against just reading every
    update.
    """
    updates = ProgressUpdate.objects.order_by()
    ours, bare = "updates in force, all plans", "every update, just read"
    calls = {
        ours: lambda: list(updates.in_force(as_at=data.today, known_by=None).values_list(*COLUMNS)),
        bare: lambda: list(updates.values_list(*COLUMNS)),
    }
    return compare(in_turn(calls, for_seconds=for_seconds), {ours: bare})
