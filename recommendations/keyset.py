"""Reading one page of a long list: from a row on, not from a number on, so that the last page is as
quick as the first and a row added meanwhile moves nothing.
"""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import Func, IntegerField

from people.prepared import Given, Prepared

PARTED_BY = "~"


@dataclass(frozen=True, slots=True)
class Order:
    """By a column without nulls, rows with the same value by their key. `is_downwards`: the last
    value first.
    """

    column: str
    is_downwards: bool = False

    def reversed(self):
        return Order(self.column, not self.is_downwards)

    @property
    def fields(self):
        sign = "-" if self.is_downwards else ""
        return f"{sign}{self.column}", f"{sign}pk"

    @property
    def turn(self):
        return "DESC" if self.is_downwards else "ASC"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row stands in an order: its value there, and its key."""

    value: Any
    key: int

    def __str__(self):
        return f"{self.value}{PARTED_BY}{self.key}"

    @classmethod
    def read(cls, text: str, field):
        """The place that `str` wrote, in the order by a model field. ValueError for other texts."""
        value, _, key = text.rpartition(PARTED_BY)
        if not key.isascii() or not key.isdigit() or len(key) > 18 or "\0" in value:
            raise ValueError(f"{text} is no place in a list.")
        is_day = field.get_internal_type() == "DateField" or _makes_days(field)
        return cls(date.fromisoformat(value) if is_day else value, int(key))


@dataclass(frozen=True, slots=True)
class Slice:
    """The rows of a page; whether there are rows before and after them; how many rows there are on
    all pages, counted so far, and 0 on a page without rows.
    """

    rows: list
    is_first: bool
    is_last: bool
    count: int


class _Count(Func):
    """How many rows a question has, in the query of some of them."""

    template = "(SELECT COUNT(*) FROM (%(expressions)s) counted)"
    output_field = IntegerField()


def read_slice(
    queryset,
    columns,
    order: Order,
    size: int,
    *,
    after=None,
    before=None,
    is_end=False,
    counted_to=0,
) -> Slice:
    """A page of the queryset as plain rows of these columns: the rows after a place, the rows
    before one, the end, or by default the beginning; all counted as by `count_up_to`. One query.

    What are few are looked up once and then put in order. Many are read in their order until there
    are enough, and again in any order to be counted.
    """
    is_backwards = is_end or before is not None
    place, read = before or after, order.reversed() if is_backwards else order
    search = _among_few if queryset.are_few else _among_many
    found = search(queryset, columns, read, place, size + 1, counted_to + 1)
    count, has_more = (found[0][-1] if found else 0), len(found) > size
    rows = [row[:-1] for row in found[:size]]
    if is_backwards:
        is_first = not has_more and (is_end or bool(rows))
        return Slice(rows[::-1], is_first=is_first, is_last=is_end, count=count)
    return Slice(rows, is_first=place is None, is_last=not has_more, count=count)


def _among_many(queryset, columns, order, place, size, most):
    everything = page = queryset.order_by().values("pk")
    if place:
        page = page.beyond(order.column, place.value, place.key, downwards=order.is_downwards)
    prepared = _of_many(queryset.model, columns, order, size, most)
    return prepared.rows(page=page, everything=everything)


def _among_few(queryset, columns, order, place, size, most):
    found = queryset.order_by().values_list("pk", order.column)
    beyond = {"value": str(place.value), "key": place.key} if place else {}
    prepared = _of_few(queryset.model, columns, order, size, most, is_beyond=bool(place))
    return prepared.rows(found=found, **beyond)


# The columns are read of the page alone: by what somebody asks, only keys are looked for.
@lru_cache(maxsize=100)
def _of_many(model, columns, order, size, most):
    name, table = connection.ops.quote_name, model._meta.db_table
    by = ", ".join(f"{name(table)}.{name(column)} {order.turn}" for column in (order.column, "id"))
    page = Func(Given("page"), template=f"%(expressions)s ORDER BY {by} LIMIT {size}")
    everything = Func(Given("everything"), template=f"%(expressions)s LIMIT {most}")
    return Prepared(lambda: _page(model, page, everything, columns, order))


@lru_cache(maxsize=100)
def _of_few(model, columns, order, size, most, *, is_beyond):
    place = (Given("value"), Given("key")) if is_beyond else ()
    beyond = f"WHERE (place, id) {'<' if order.is_downwards else '>'} (%(expressions)s)"
    by = f"ORDER BY place {order.turn}, id {order.turn} LIMIT {size}"
    page = Func(*place, template=f"SELECT id FROM found {beyond if is_beyond else ''} {by}")
    everything = Func(template=f"SELECT id FROM found LIMIT {most}")
    return Prepared(
        lambda: _page(model, page, everything, columns, order),
        found="found",
        columns=("id", "place"),
    )


def _page(model, keys, everything, columns, order):
    rows = model.objects.filter(pk__in=keys).annotate(counted=_Count(everything))
    return rows.order_by(*order.fields).values_list(*columns, "counted")


def count_up_to(queryset, most: int) -> int:
    """How many there are, counted no further than one more than `most`."""
    return queryset.order_by()[: most + 1].count()


def _makes_days(field):
    return field.generated and field.output_field.get_internal_type() == "DateField"
