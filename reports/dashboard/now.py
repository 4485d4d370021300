"""What stands as at today, by the derived columns: the same parts as reports/dashboard/then.py
finds by the facts, to which a test holds it.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from functools import lru_cache, partial

from django.db.models import BooleanField, Case, Count, Q, Value, When

from people.prepared import Given, Prepared
from recommendations.models import Recommendation, StatusMeaning
from recommendations.models.finding import is_coloured
from recommendations.rag import Colour
from reports.dashboard.parts import AGES, COUNTED
from reports.dashboard.tallies import Tally, cell
from reports.dashboard.values import ALL
from reports.figures.rules import TAKEN_OUT
from reports.figures.tables import BANDS

DONE = StatusMeaning.done()


def counted_rows():
    """What counts at all: what is monitored."""
    return Recommendation.objects.order_by().still_monitored().on_record()


def is_part(part: str, *, on: date) -> Q:
    """That a row is counted in a part (a key of COUNTED) today."""
    return _parts(on)[part]


def is_in_column(column: str, *, on: date) -> Q:
    """That a row stands in a column of the table of departments (a key of COLUMNS, or ALL)."""
    late = Q(due_order__lt=on)
    if column == ALL:
        return Q()
    if column in DONE:
        return Q(status_meaning=column)
    if column == "overdue":
        return late & ~Q(status_meaning__in=DONE)
    return ~late & Q(status_meaning="" if column == "no_status" else column)


def _parts(on):
    complete = Q(status_meaning=StatusMeaning.COMPLETE)
    in_rates = ~Q(status_meaning__in=TAKEN_OUT)
    due = in_rates & Q(original_latest__lte=on)
    due_current = in_rates & Q(latest__lte=on)
    overdue = Q(due_order__lt=on)
    moved = Q(plan__revision_stops_overdue=False, open_original__lt=on, due_order__gte=on)
    return {
        ALL: Q(pk__isnull=False),
        "due": due,
        "due_current": due_current,
        "asked": Q(was_asked=True),
        "still_open": ~Q(status_meaning__in=DONE),
        "implementation_rate": due & complete,
        "implementation_rate_current": due_current & complete,
        "verified_rate": due & Q(is_verified=True),
        "overdue": overdue,
        "past_original": moved,
        "extensions": Q(extension_requested=True),
        "silent": Q(was_asked=True, silent_rounds__gt=0),
        **{f"rag_{colour}": is_coloured(colour, on=on) for colour in Colour},
        "rag_none": is_coloured(None, on=on),
        **{key: overdue & band for key, band in zip(AGES, _bands(on), strict=True)},
    }


def _bands(on):
    """Since when it is overdue, for each band from the shortest."""
    first_days = [on - timedelta(days=last) for last in BANDS]
    yield Q(late_order__gte=first_days[0])
    for since, until in zip(first_days[1:], first_days, strict=False):
        yield Q(late_order__gte=since, late_order__lt=until)
    yield Q(late_order__lt=first_days[-1])


def tallies_of_plans(plans: Sequence[int], *, today: date) -> dict[int, Tally]:
    """What is counted in these plans (keys), by the key of the plan. Two queries."""
    return _tallies("plan__in", plans, today)


def tallies_of_rows(rows: Sequence[int], *, today: date) -> dict[int, Tally]:
    """What is counted among these rows (keys), by the key of their plan. Two queries."""
    return _tallies("pk__in", rows, today)


def _tallies(among, keys, today):
    of_parts, of_owners = _questions(among, today)
    tallies: dict[int, Tally] = defaultdict(Counter)
    for plan, *found in of_parts.rows(keys=list(keys)):
        tallies[plan].update({k: count for k, count in zip(COUNTED, found, strict=True) if count})
    for plan, owner, meaning, is_late, count in of_owners.rows(keys=list(keys)):
        tallies[plan][cell(owner, _column(meaning, is_late))] += count
    return tallies


@lru_cache(maxsize=4)
def _questions(among, today):
    """About the parts and about who leads; made up once a day, for each has a condition or more for
    each part.
    """
    rows = counted_rows().filter(**{among: Given("keys")})
    return Prepared(partial(_by_part, rows, today)), Prepared(partial(_by_owner, rows, today))


def _by_part(rows, today):
    parts = _parts(today)
    named = {f"part_{place}": parts[part] for place, part in enumerate(COUNTED)}
    counts = {name: Count("pk", filter=when) for name, when in named.items()}
    return rows.values_list("plan").annotate(**counts)


def _by_owner(rows, today):
    late = Case(
        When(due_order__lt=today, then=Value(True)),
        default=Value(False),
        output_field=BooleanField(),
    )
    rows = rows.annotate(late=late)
    by_owner = rows.values_list("plan", "lead_owner", "status_meaning", "late")
    return by_owner.annotate(count=Count("pk"))


def _column(meaning, is_late):
    if meaning in DONE:
        return meaning
    if is_late:
        return "overdue"
    return meaning or "no_status"


def longest_overdue(rows, *, today: date, most: int) -> Iterable[tuple[int, date]]:
    """The keys of the oldest of these rows that are overdue, and since when. One query."""
    oldest = rows.longest_overdue(on=today)
    return list(oldest.values_list("pk", "late_order")[:most])
