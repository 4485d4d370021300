"""What a database holds, as far as a backup has to know: it asks in plain SQL, so that it reads a
database of an earlier version as well.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from reports.backups.not_done import NotDone, Unreadable
from reports.kept_papers import KeptPaper, kept_papers, names_of_damaged

# The tables whose rows name files, and since when there are imports.
IMPORTS = "recommendations_planimport"
TABLES_WITH_FILES = ("recommendations_evidence", IMPORTS)
HAS_IMPORTS = ("recommendations", "0011_imports")


@dataclass(frozen=True)
class Holdings:
    """`files`: those that the database names, as they are called under MEDIA_ROOT."""

    migrations: tuple[tuple[str, str], ...]
    recommendations: int
    files: frozenset[str]
    papers: tuple[KeptPaper, ...]


def read_holdings(cursor: Any) -> Holdings:
    """`cursor`: of sqlite3 or psycopg, in a transaction that sees one moment."""
    with strange_values_said():
        cursor.execute("SELECT app, name FROM django_migrations ORDER BY id")
        migrations = tuple((app, name) for app, name in cursor.fetchall())
        cursor.execute("SELECT count(*) FROM recommendations_recommendation")
        [recommendations] = cursor.fetchone()
        files = frozenset(_files(cursor, migrations))
        return Holdings(migrations, recommendations, files, tuple(kept_papers(cursor)))


def _files(cursor, migrations):
    for table in TABLES_WITH_FILES:
        if table != IMPORTS or HAS_IMPORTS in migrations:
            cursor.execute(f"SELECT file FROM {table} WHERE file <> ''")
            yield from (file for (file,) in cursor.fetchall())


@contextmanager
def strange_values_said() -> Iterator[None]:
    """Unreadable for values that As At never wrote."""
    try:
        yield
    except (ValueError, TypeError, AttributeError) as error:
        raise Unreadable(f"The database is damaged: a value in it can’t be read ({error}).") from (
            error
        )


def refuse_damaged_papers(papers):
    """NotDone, with their names, when the PDF of issued papers is not what was issued."""
    if names := names_of_damaged(papers):
        raise NotDone(f"Issued papers in it are not what was issued: {'; '.join(names)}.")
