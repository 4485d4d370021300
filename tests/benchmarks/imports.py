"""A workbook of 5,000 rows brought in, against what openpyxl needs to read it and a bare insert of
the same rows; and how much memory that takes.
"""

import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from django.db import connection, transaction
from django.test import override_settings
from django.utils import timezone
from openpyxl import Workbook, load_workbook

from people.models import User
from recommendations.importing.review import review_of
from recommendations.imports import begin_import, take_in
from recommendations.models import (
    Assignment,
    Deadline,
    DeadlineTerm,
    OwnerCell,
    Placement,
    Plan,
    ProgressUpdate,
    Recommendation,
    StatusFact,
    Wording,
)
from tests.benchmarks.measuring import Asked, Comparison, Shortest

ROWS, TURNS, MOST_MB = 5_000, 3, 400
TIMES = 4
HEADINGS = ("Ref", "Theme", "Recommendation", "Action taken", "By when", "Owner", "Status")
WHEN = ("Autumn 17", "November 2012 and on-going", "March 2018", "Ongoing", "19 September 2017")
STATUSES = ("On track", "Complete", "Not started", "Delayed or at risk")
KINDS: tuple[Any, ...] = (
    Recommendation, Wording, Placement, OwnerCell, Deadline, DeadlineTerm, ProgressUpdate,
    StatusFact,
)  # fmt: skip


class _Undone(Exception):
    """Takes back what was written, so that each turn finds the same."""


def compare_imports() -> list[Comparison]:
    """Reading, review and taking in together; the floor is the same file read by openpyxl alone and
    the same facts inserted without any check.
    """
    content, shortest = _workbook(), Shortest()
    user = User.objects.order_by("pk").first()
    ours, bare = f"import, {ROWS:,} rows", "openpyxl's read and a bare insert"
    for _ in range(TURNS):
        with _undone():
            plan = shortest.measure(ours, lambda: _import(content, user))
            rows = _written(plan)
        shortest.measure(bare, partial(_read_and_insert, content, rows))
    seconds = shortest.seconds
    return [Comparison(ours, seconds[ours], bare, seconds[bare], Asked(TIMES))]


def memory_of_import() -> float:
    """The most memory in MB that Python took while a workbook was brought in."""
    content = _workbook()
    user = User.objects.order_by("pk").first()
    tracemalloc.start()
    with _undone():
        _import(content, user)
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most / 1024**2


def parts_of_import() -> dict[str, float]:
    """How long its parts take, in seconds, once."""
    content, took = _workbook(), {}
    user = User.objects.order_by("pk").first()
    at = timezone.now()
    with _undone():
        began = perf_counter()
        kept = _begin(content, user, at)
        took["read"], began = perf_counter() - began, perf_counter()
        review_of(kept, today=timezone.localdate(at))
        took["review"], began = perf_counter() - began, perf_counter()
        take_in(kept, by=user, at=at)
        took["taken in"] = perf_counter() - began
    return took


@contextmanager
def _undone() -> Iterator[None]:
    """What is written in here is taken back at its end, its files too."""
    with TemporaryDirectory() as folder, override_settings(MEDIA_ROOT=Path(folder)):
        try:
            with transaction.atomic():
                yield
                raise _Undone
        except _Undone:
            pass


def _begin(content, user, at):
    day = timezone.localdate(at)
    return begin_import(content, "plan.xlsx", title="Imported", as_at=day, by=user, at=at)


def _import(content, user) -> Plan:
    at = timezone.now()
    return take_in(_begin(content, user, at), by=user, at=at)


def _workbook() -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(HEADINGS)
    for n in range(1, ROWS + 1):
        sheet.append([
            f"R{n}",
            f"{n % 20 + 1}. Theme of part {n % 20 + 1}",
            f"Recommendation {n}: agree with every service how it answers complaint {n * 7}.",
            f"The service has answered {n % 90} of them, and reports again in the spring.",
            WHEN[n % len(WHEN)],
            f"Officer {chr(65 + n % 26)}son{chr(97 + n // 26 % 26)}",
            STATUSES[n % len(STATUSES)],
        ])  # fmt: skip
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def _written(plan):
    """The rows that the import wrote, kind by kind, to be written again."""
    paths = {Recommendation: "plan", DeadlineTerm: "deadline__recommendation__plan"}
    rows = {
        k: list(k.objects.filter(**{paths.get(k, "recommendation__plan"): plan})) for k in KINDS
    }
    rows[Assignment] = list(Assignment.objects.filter(owner_cell__recommendation__plan=plan))
    rows[Plan] = [plan]
    return rows


def _read_and_insert(content, rows):
    book = load_workbook(BytesIO(content), read_only=True)
    for row in book.active.iter_rows(values_only=True):
        list(row)
    book.close()
    # What the rows refer to besides (owners, themes, the round) is not there any more.
    with _undone():
        _without_checks(rows)


def _without_checks(rows):
    with connection.constraint_checks_disabled():
        for kind in (Plan, *KINDS, Assignment):
            kind._base_manager.bulk_create(rows[kind])
