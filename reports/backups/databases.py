"""The database that is backed up, of whichever kind it is."""

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Protocol

from reports.backups.archive import Tell
from reports.backups.holdings import Holdings
from reports.backups.not_done import NotDone
from reports.backups.postgresql import PostgresqlDatabase
from reports.backups.sqlite import SqliteDatabase


class Database(Protocol):
    """What the modules of either kind give; they say how."""

    engine: str

    def holdings(self) -> Holdings | None: ...

    def snapshot(
        self, folder: Path, tell: Tell
    ) -> AbstractContextManager[tuple[Holdings, Iterable[bytes]]]: ...

    def check(self, copy: Path) -> Holdings: ...

    def replace(
        self, copy: Path, *, keep: Path, meanwhile: Callable[[], None], tell: Tell
    ) -> None: ...

    def tidy(self) -> None: ...


def database_of(settings: dict[str, Any]) -> Database:
    """That of these Django settings."""
    engine, name = settings["ENGINE"], str(settings["NAME"])
    if engine == "django.db.backends.postgresql":
        return PostgresqlDatabase(settings)
    if engine != "django.db.backends.sqlite3":
        raise NotDone(f"As At backs up SQLite and PostgreSQL, not {engine}.")
    if name == ":memory:" or name.startswith("file:"):
        raise NotDone("The database is not in a file, so there is nothing to back up.")
    return SqliteDatabase(Path(name).absolute())
