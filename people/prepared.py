"""Questions that the database is always asked in the same words: Django makes up the words once,
which takes longer than most answers do, and then only what differs is filled in.
"""

from functools import cached_property

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Expression, QuerySet


class Given(Expression):
    """Stands in a prepared question for what is given each time it is put, by its name: a value, or
    a queryset that finds some.
    """

    def __init__(self, name: str, **extra):
        super().__init__(**extra)
        self.name = name

    def as_sql(self, compiler, connection):
        return "%s", [self]


class Prepared:
    """`make`: gives the question, a queryset of plain rows, in which Given stands for what differs.
    Nothing else of it may change while the program runs: no day, and nothing about a user.
    """

    def __init__(self, make):
        self._make = make

    @cached_property
    def _words(self):
        """The words between what is filled in, that, and how the columns are read."""
        self._query = self._make().query
        compiler = self._query.get_compiler(DEFAULT_DB_ALIAS)
        sql, params = compiler.as_sql()
        converters = compiler.get_converters([column for column, *_ in compiler.select])
        return sql.split("%s"), params, converters

    def rows(self, **given) -> list[tuple]:
        """What the database answers; nothing where a queryset that is given can find nothing."""
        words, params, converters = self._words
        try:
            parts = [_part(param, given) for param in params]
        except EmptyResultSet:
            return []
        sql = "".join(
            word + part
            for word, (part, _) in zip(words, [*parts, ("", ())], strict=True)
        )
        with connection.cursor() as cursor:
            cursor.execute(sql, [value for _, values in parts for value in values])
            rows = cursor.fetchall()
        if not converters:
            return rows
        compiler = self._query.get_compiler(DEFAULT_DB_ALIAS)
        return list(map(tuple, compiler.apply_converters(rows, converters)))


def _part(param, given):
    """What stands in the place of a parameter, and its values."""
    value = given[param.name] if isinstance(param, Given) else param
    if isinstance(value, QuerySet):
        sql, params = value.query.sql_with_params()
        return sql, params
    return "%s", (value,)
