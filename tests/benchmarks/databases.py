"""The benchmark's own databases: made for it and removed at its end, on SQLite or, when the
DATABASE_URL says so, on that PostgreSQL server.
"""

from contextlib import contextmanager
from os import environ, getpid
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

from django.core.management import call_command
from django.db import connection


@contextmanager
def own_databases(*names):
    """Makes an empty database for each name; gives how each is called to `use`, by its name."""
    made = _on_postgresql(names) if connection.vendor == "postgresql" else _on_sqlite(names)
    with made as databases:
        for database in databases.values():
            use(database)
            call_command("migrate", verbosity=0)
        yield databases


def use(database):
    """From now on the one connection is to this database."""
    connection.close()
    connection.settings_dict["NAME"] = database
    connection.ensure_connection()


def address():
    """The DATABASE_URL of the database in use, for another process."""
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return urlsplit(environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()


def analyze():
    """Count the rows, and on PostgreSQL forget those that are gone, as it does by itself before
    long and as administrators of SQLite do: a query planner that knows the counts may choose other
    ways.
    """
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


@contextmanager
def _on_sqlite(names):
    with TemporaryDirectory(prefix="as-at-benchmark-") as folder:
        yield {name: str(Path(folder) / f"{name}.sqlite3") for name in names}
        connection.close()


@contextmanager
def _on_postgresql(names):
    usual = connection.settings_dict["NAME"]
    databases = {name: f"as_at_benchmark_{getpid()}_{name}" for name in names}
    try:
        _execute(f'CREATE DATABASE "{database}"' for database in databases.values())
        yield databases
    finally:
        use(usual)
        _execute(f'DROP DATABASE IF EXISTS "{database}"' for database in databases.values())


def _execute(statements):
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
