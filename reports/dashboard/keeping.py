"""What dashboards have counted, kept in the database while somebody looks at them. All of it can be
counted again: where it can't be written just now, it is not kept.
"""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import date, datetime
from typing import Any, NamedTuple

from django.conf import settings
from django.db import DatabaseError, connection, models, transaction

from reports.models import KeptCounts, KeptRate, KeptSum

# How many rows of a kind are kept, at most: the oldest go.
MOST = 50_000
NOW = "now"
LONGEST_WAIT = 200  # milliseconds


class Rate(NamedTuple):
    counted: int
    of: int


Moment = tuple[date, datetime]
# What it is about, and the day and moment.
RateKey = tuple[str, date, datetime]


def kept_counts(asked: str, stamps: Mapping[int, str]) -> dict[int, Any]:
    """By the key of each plan what was counted under its stamp, where that is kept. One query."""
    kept = KeptCounts.objects.filter(asked=asked, stamp__in=set(stamps.values()))
    if len(stamps) <= 10:
        kept = kept.filter(plan__in=stamps)
    rows = kept.values_list("plan", "stamp", "counts")
    return {plan: counts for plan, stamp, counts in rows if stamps.get(plan) == stamp}


def keep_counts(asked: str, counts: Mapping[int, tuple[str, Any]], *, alone: bool):
    """Keep, for each plan, its stamp and what was counted under it; `alone`: in place of what was
    counted under earlier ones.
    """
    rows = [
        KeptCounts(plan_id=plan, asked=asked, stamp=stamp, counts=found)
        for plan, (stamp, found) in counts.items()
    ]
    with _if_it_can_be_written():
        if alone:
            KeptCounts.objects.filter(asked=asked, plan__in=counts).delete()
        KeptCounts.objects.bulk_create(rows, ignore_conflicts=True)


def kept_sum(plans: str, asked: str) -> KeptSum | None:
    """What is added up of several plans (the hash of their keys), if that is kept."""
    return KeptSum.objects.filter(plans=plans, asked=asked).first()


def keep_sum(kept: KeptSum):
    _keep(KeptSum, [kept], ["plans", "asked"], ["stamps", "counts"])


def kept_rates(keys: Collection[RateKey]) -> dict[RateKey, Rate]:
    """Those rates with these keys that are kept. One query."""
    if not keys:
        return {}
    about, days, known = (set(of_all) for of_all in zip(*keys, strict=True))
    kept = KeptRate.objects.filter(as_at__in=days, known_by__in=known)
    if len(about) <= 10:
        kept = kept.filter(about__in=about)
    rows = kept.values_list("about", "as_at", "known_by", "counted", "of")
    return {(one, day, moment): Rate(*rate) for one, day, moment, *rate in rows}


def keep_rates(rates: Mapping[RateKey, Rate]):
    rows = [
        KeptRate(about=about, as_at=as_at, known_by=known_by, counted=rate.counted, of=rate.of)
        for (about, as_at, known_by), rate in rates.items()
    ]
    _keep(KeptRate, rows, ["about", "as_at", "known_by"], ["counted", "of"])


def let_go(*, asked_now: str):
    """Let go what was counted as at a day that was then today, and what is too much."""
    kinds: tuple[type[models.Model], ...] = (KeptCounts, KeptSum, KeptRate)
    with _if_it_can_be_written():
        for of_days in (KeptCounts, KeptSum):
            of_days.objects.filter(asked__startswith=NOW).exclude(asked=asked_now).delete()
        for kind in kinds:
            newest = kind._default_manager.order_by("-pk").values_list("pk", flat=True).first() or 0
            kind._default_manager.filter(pk__lte=newest - MOST).delete()


def _keep(kind, rows, unique, fields):
    if not rows:
        return
    with _if_it_can_be_written():
        kind.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=unique, update_fields=fields
        )


@contextmanager
def _if_it_can_be_written() -> Iterator[None]:
    """Nobody waits for a page because somebody else is writing, nor sees an error because nothing
    can be written just now.
    """
    with suppress(DatabaseError), _hardly_waiting(), transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(f"SET LOCAL lock_timeout = {LONGEST_WAIT}")
        yield


@contextmanager
def _hardly_waiting():
    """SQLite lets one write at a time; the others wait, as long as the connection says."""
    if connection.vendor != "sqlite":
        yield
        return
    usual = settings.DATABASES["default"].get("OPTIONS", {}).get("timeout", 5) * 1000
    _have_sqlite_wait(LONGEST_WAIT)
    try:
        yield
    finally:
        _have_sqlite_wait(usual)


def _have_sqlite_wait(milliseconds):
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA busy_timeout = {milliseconds:d}")
