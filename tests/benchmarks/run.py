"""The whole run, in its order: the databases are made, then everything is measured."""

import sqlite3
import sys
from platform import python_version
from time import perf_counter

import django
from django.db import connection
from django.utils import timezone

from tests.benchmarks.dashboards import compare_dashboards
from tests.benchmarks.data import make_data
from tests.benchmarks.databases import analyze, own_databases, use
from tests.benchmarks.exports import compare_exports
from tests.benchmarks.imports import compare_imports
from tests.benchmarks.lists import compare_lists
from tests.benchmarks.measuring import Shortest, table
from tests.benchmarks.pages import compare_pages, compare_saving
from tests.benchmarks.papers import compare_papers
from tests.benchmarks.printed_papers import compare_printed
from tests.benchmarks.printing import (
    compare_list_while_printing,
    compare_unchanged,
)
from tests.benchmarks.readings import compare_in_force, read_all, wordings

FEW = 100


def run(recommendations: int, *, for_seconds: float) -> dict:
    """Measure in a database with so many recommendations, and print; `for_seconds`: how long for
    the pages, as long for the lists, half of it for the papers. Returns what was found, as JSON.
    """
    today, few, many = timezone.localdate(), f"N = {FEW:,}", f"N = {recommendations:,}"
    with own_databases(few, many) as databases:
        data = {}
        for count, name in ((FEW, few), (recommendations, many)):
            use(databases[name])
            began = perf_counter()
            data[name] = make_data(count, today=today, tell=_progress(count))
            analyze()
            made_in = perf_counter() - began
        print(f"{recommendations:,} recommendations made in {made_in:.0f} s; now measuring.")
        comparisons = [
            *compare_pages(data[many], for_seconds=for_seconds),
            *compare_lists(data[many], for_seconds=for_seconds),
            *compare_dashboards(data[many], for_seconds=for_seconds / 3),
            *compare_exports(data[many], for_seconds=for_seconds / 3),
            *compare_papers(data[many], for_seconds=for_seconds / 2),
            *compare_printed(),
            *compare_unchanged(data[many], for_seconds=for_seconds / 10),
            *compare_list_while_printing(data[many]),
            *compare_in_force(data[many], for_seconds=for_seconds / 10),
            *compare_imports(),
            *compare_saving(databases, data),
        ]
        read_in = _wordings_read_in()
        results = {
            "at": timezone.localtime().isoformat(timespec="seconds"),
            "database": _database(),
            "python": python_version(),
            "django": django.get_version(),
            "recommendations": recommendations,
            "made_in_seconds": round(made_in),
            "wordings_read_in_seconds": round(read_in, 2),
            "comparisons": [comparison.as_json() for comparison in comparisons],
        }
    print(f"\n{results['database']}, {recommendations:,} recommendations, shortest times\n")
    print(table(comparisons))
    print(f"\n100,000 wordings read in {read_in:.1f} s on one core: {1e5 / read_in:,.0f} a second")
    return results


def _wordings_read_in():
    pairs, shortest = wordings(), Shortest()
    for _ in range(2):
        shortest.measure("read", lambda: read_all(pairs))
    return shortest.seconds["read"]


def _progress(count):
    """The real count in one line of a terminal that is written over; nothing elsewhere."""

    def tell(done):
        if sys.stdout.isatty():
            end = "\n" if done == count else ""
            print(f"\r{done:,} of {count:,} recommendations made", end=end, flush=True)

    return tell


def _database():
    if connection.vendor == "postgresql":
        return f"PostgreSQL {connection.pg_version // 10_000}"
    return f"SQLite {sqlite3.sqlite_version}"
