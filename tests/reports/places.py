"""Places in which the site keeps things, to be backed up and restored: each a database of its own,
a file or on the PostgreSQL server of the tests, and a folder of files.
"""

import shutil
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from os import getpid
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.db import connection, connections
from django.test import override_settings

from reports.backups.databases import database_of
from reports.backups.restoring import checked_backup, known_migrations
from tests.factories import moment

_numbers = count(1)


@dataclass(frozen=True)
class Place:
    """`folder`: what backups and what was there before are put into."""

    folder: Path
    database_settings: dict

    @property
    def media(self):
        return self.folder / "media"

    @property
    def database(self):
        return database_of(self.database_settings)

    @property
    def address(self):
        """The DATABASE_URL of this place."""
        of = self.database_settings
        if of["ENGINE"].endswith("sqlite3"):
            return f"sqlite:///{of['NAME']}"
        user = f"{quote(of['USER'])}:{quote(of['PASSWORD'], safe='')}"
        return f"postgres://{user}@{of['HOST']}:{of['PORT']}/{of['NAME']}"


@contextmanager
def migrated_database(folder):
    """A copy of the tests' own database, to be copied for each place: what is in that, and on
    PostgreSQL that somebody is connected to it, is of no concern then.
    """
    if connection.vendor == "sqlite":
        name = str(folder / "migrated.sqlite3")
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [name])
        yield name
    else:
        connection.close()
        with _database_on_the_server(connection.settings_dict["NAME"]) as name:
            yield name


@contextmanager
def place_of_its_own(folder, *, like=None):
    """An empty place: with a copy of the database `like`, or without any table."""
    (folder / "media").mkdir(parents=True)
    if connection.vendor == "sqlite":
        name = folder / "site.sqlite3"
        if like:
            shutil.copy(like, name)
        yield Place(folder, {**connection.settings_dict, "NAME": str(name)})
    else:
        with _database_on_the_server(like or "template0") as name:
            yield Place(folder, {**connection.settings_dict, "NAME": name})


@contextmanager
def working_in(place):
    """All that is asked and written meanwhile is of this place."""
    usual = connections["default"]
    connections["default"] = usual.copy()
    connections["default"].settings_dict["NAME"] = place.database_settings["NAME"]
    try:
        with override_settings(MEDIA_ROOT=place.media):
            yield place
    finally:
        connections["default"].close()
        connections["default"] = usual


def contents():
    """Every row of every table, and every file, of the place that is worked in."""
    with connection.cursor() as cursor:
        rows = {name: _rows(cursor, name) for name in connection.introspection.table_names(cursor)}
    root = settings.MEDIA_ROOT
    files = {str(p.relative_to(root)): p.read_bytes() for p in root.rglob("*") if p.is_file()}
    return rows, files


def restore(source, place, *, tell=None, at=None):
    """Put a backup into a place; returns the CheckedBackup."""
    options = {"tell": tell} if tell else {}
    with checked_backup(
        source,
        database=place.database,
        media_root=place.media,
        known=known_migrations(),
        at=at or moment(),
        **options,
    ) as backup:
        backup.put_in_place()
    return backup


def _rows(cursor, name):
    cursor.execute(f'SELECT * FROM "{name}"')
    return sorted(map(repr, cursor.fetchall()))


@contextmanager
def _database_on_the_server(like):
    """A copy of another database, to which nobody may be connected."""
    name = f"as_at_backup_{getpid()}_{next(_numbers)}"
    _on_the_server(f'CREATE DATABASE "{name}" TEMPLATE "{like}"')
    try:
        yield name
    finally:
        _on_the_server(f'DROP DATABASE "{name}" WITH (FORCE)')


def _on_the_server(statement):
    with connection._nodb_cursor() as cursor:
        cursor.execute(statement)
