"""A believable large data set, made up from the phrases of fixtures/generate and put in through the
same acts as anybody's: for benchmarks, and to try the pages of a big council. Not for a live
database.
"""

from collections.abc import Callable, Sequence
from datetime import date
from random import Random

from django.db import connection

from recommendations.derived import derived_refreshed_once
from recommendations.generating.council import found_council, merge_spellings
from recommendations.generating.leaving import leave
from recommendations.generating.phrases import Phrases
from recommendations.generating.years import Years
from recommendations.models import Plan

__all__ = ["MANY_OWNERS", "Phrases", "generate", "plan_sizes"]

SMALLEST, LARGEST = 60, 300
MANY_OWNERS = 400
TOGETHER = 10
YOUNG_ONES = 3  # of so many times ten plans, the first ten are asked about now


def plan_sizes(recommendations: int, *, seed: int) -> list[int]:
    """How many recommendations each plan has, so many in all: 60 to 300, the last one what is
    left.
    """
    rng = Random(f"{seed} sizes")
    sizes: list[int] = []
    while (left := recommendations - sum(sizes)) > 0:
        sizes.append(min(left, rng.randint(SMALLEST, LARGEST)))
    return sizes


def generate(
    sizes: Sequence[int],
    *,
    seed: int,
    today: date,
    owners: int | None = None,
    tell: Callable[[int], None] = lambda done: None,
) -> list[Plan]:
    """Plans with so many recommendations each, and their story of the years up to `today`; the same
    ones for the same arguments. `owners`: 40 or more, up to 400 where there is much to do.

    Ten plans go in at a time, each time in one transaction; then `tell` is told how many
    recommendations there are. At the end some people leave.
    """
    owners = owners or min(MANY_OWNERS, 40 + sum(sizes) // 250)
    council = found_council(owners=owners, seed=seed, today=today)
    phrases = Phrases(seed)
    number = Plan.objects.count() + 1
    plans: list[Plan] = []
    counted = 0
    for first in range(0, len(sizes), TOGETHER):
        with derived_refreshed_once(on=today):
            years = Years(
                council,
                phrases,
                number=number + first,
                sizes=sizes[first : first + TOGETHER],
                seed=seed,
                today=today,
                is_young=first // TOGETHER % YOUNG_ONES == 0,
            )
            plans += years.tell()
        if len(plans) >= 2 * counted:
            _have_rows_counted()
            counted = len(plans)
        tell(sum(sizes[: first + TOGETHER]))
    leave(council, seed=seed, today=today)
    merge_spellings(council, today=today)
    return plans


def _have_rows_counted():
    """PostgreSQL does it by itself, but a minute later; until then it plans its queries as for
    empty tables, which takes a hundred times as long. Not inside a transaction: what is counted
    there stays, though the rows may not.
    """
    if connection.vendor == "postgresql" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
