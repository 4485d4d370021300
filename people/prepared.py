"""Questions that the database is always asked in the same words: Django makes up the words once,
which takes longer than most answers do, and then only what differs is filled in.
"""

from datetime import date, datetime
from functools import cache, cached_property

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import BigIntegerField, Expression, QuerySet


class Given(Expression):
    """Stands in a prepared question for what is given each time it is put, by its name: a value, a
    list of values or a queryset that finds some.
    """

    def __init__(self, name: str, **extra):
        super().__init__(**extra)
        self.name = name

    def as_sql(self, compiler, connection):
        return "%s", [self]


class Prepared:
    """`make`: gives the question, a queryset of plain rows, in which Given stands for what differs.
    Nothing else of it may change while the program runs: no day, and nothing about a user.

    `found`: the name of what is given to be found first; the question knows it as a table with
    these columns.
    """

    def __init__(self, make, *, found="", columns=()):
        self._make, self._found, self._columns = make, found, columns

    @cached_property
    def _words(self):
        """The words between what is filled in, that, and how the columns are read."""
        self._query = self._make().query
        compiler = self._query.get_compiler(DEFAULT_DB_ALIAS)
        sql, params = compiler.as_sql()
        converters = compiler.get_converters([column for column, *_ in compiler.select])
        if self._found:
            table = f"{self._found} ({', '.join(self._columns)})"
            sql = f"WITH {table} AS MATERIALIZED (%s) {sql}"
            params = (Given(self._found), *params)
        return sql.split("%s"), params, converters

    def rows(self, **given) -> list[tuple]:
        """What the database answers; nothing where a list that is given is empty, or a queryset can
        find nothing.
        """
        words, params, converters = self._words
        try:
            made_up = _made_up(given)
        except EmptyResultSet:
            return []
        parts = [made_up[p.name] if isinstance(p, Given) else ("%s", (p,)) for p in params]
        sql = words[0] + "".join(
            part + word for (part, _), word in zip(parts, words[1:], strict=True)
        )
        with connection.cursor() as cursor:
            cursor.execute(sql, [value for _, values in parts for value in values])
            rows = cursor.fetchall()
        if not converters:
            return rows
        compiler = self._query.get_compiler(DEFAULT_DB_ALIAS)
        return list(map(tuple, compiler.apply_converters(rows, converters)))


class PreparedKeys(Expression):
    """The keys that a question finds, in which nothing differs, for conditions of other ones."""

    def __init__(self, make):
        super().__init__(output_field=BigIntegerField())
        # Django copies expressions: the copies know what one of them made up.
        self._sql = cache(lambda: make().query.sql_with_params())

    def as_sql(self, compiler, connection):
        return self._sql()


def _made_up(given):
    """What is filled in for each name, and its values. A queryset that has two is made up once."""
    querysets = {id(value): value for value in given.values() if isinstance(value, QuerySet)}
    made_up = {key: value.query.sql_with_params() for key, value in querysets.items()}
    return {name: made_up.get(id(value)) or _values(value) for name, value in given.items()}


def _values(value):
    if not isinstance(value, list):
        return "%s", (_as_the_database_has_it(value),)
    if not value:
        raise EmptyResultSet
    return ", ".join(["%s"] * len(value)), value


def _as_the_database_has_it(value):
    """Of a day or a moment, as of the other values of a queryset."""
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, date):
        return connection.ops.adapt_datefield_value(value)
    return value
