"""Copying a SQLite database while others write, and putting another in its place while others have
it open: both by SQLite's own backup, page by page.
"""

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from reports.backups.archive import Tell, chunks_of, private, sync_folder
from reports.backups.holdings import Holdings, read_holdings
from reports.backups.manifest import DATABASES
from reports.backups.not_done import NOTHING_YET, NotDone, Unreadable

# Seconds to wait for whoever is writing: longer than the site does, for it may be busy.
PATIENCE = 60
PAGES = 64  # at a time
BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
# It is a damaged file, none of SQLite, or has other tables. Anything else may be right later.
UNREADABLE = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR)
# The files beside a database that belong to it.
BESIDE = ("-wal", "-shm", "-journal")


class SqliteDatabase:
    """The database in a file, which may not be there yet."""

    engine = "sqlite"

    def __init__(self, path: Path):
        self.path = path

    def holdings(self) -> Holdings | None:
        """What it holds now; None when there is nothing yet. Unreadable when SQLite can’t say."""
        if not self.path.exists():
            return None
        with _connected(self.path) as connection:
            connection.execute("BEGIN")
            return _holdings(connection) if _tables(connection) else None

    @contextmanager
    def snapshot(self, folder: Path, tell: Tell) -> Iterator[tuple[Holdings, Iterable[bytes]]]:
        """What it holds at one moment, and the bytes of a copy of that, made in a folder."""
        if not self.path.exists():
            raise NotDone(f"There is no database {self.path} yet: run manage.py migrate.")
        copy = folder / DATABASES[self.engine]
        with _connected(self.path) as connection:
            if "django_migrations" not in _tables(connection):
                raise NotDone(NOTHING_YET)
            _copy(connection, copy, tell)
        with _connected(copy, called=self.path) as connection:
            connection.execute("PRAGMA journal_mode=DELETE")  # so that it is one file
            connection.execute("BEGIN")
            holdings = _holdings(connection)
        with open(copy, "rb") as file:
            yield holdings, chunks_of(file)

    def check(self, copy: Path) -> Holdings:
        """What a copy out of a backup holds; NotDone when SQLite finds it damaged."""
        with _connected(copy, mode="ro", called="the database in the backup") as connection:
            [found] = connection.execute("PRAGMA integrity_check(1)").fetchone()
            if found != "ok":
                raise NotDone(f"The database in the backup is damaged: {found}.")
            if row := connection.execute("PRAGMA foreign_key_check").fetchone():
                raise NotDone(f"The database in the backup is damaged: {row[0]} refers to nothing.")
            return _holdings(connection)

    def replace(self, copy: Path, *, keep: Path, meanwhile: Callable[[], None], tell: Tell):
        """Put a copy in the place of what it holds, all at once for everybody who has it open, and
        sign everybody out. What it held until that moment is kept in the file `keep`.

        `meanwhile` is called last, while nobody can write and nobody sees any of it; an exception
        there, or anywhere, leaves the database as it was.

        A file that SQLite can’t open is kept as it is, and another one takes its place.
        """
        if _can_be_opened(self.path):
            self._write_over(copy, keep, meanwhile, tell)
        else:
            self._put_new(copy, keep, meanwhile, tell)

    def tidy(self):
        """Put what was restored out of the write-ahead log into the file itself, if it is free."""
        with _connected(self.path) as connection:
            connection.execute("PRAGMA wal_checkpoint(PASSIVE)")

    def _write_over(self, copy, keep, meanwhile, tell):
        with _there(self.path), _connected(self.path) as live, _connected(copy) as source:
            _fit(source, live)
            _write_ahead(live)
            # At the last but one call at the latest there is something left to do.
            pages = min(PAGES, _pragma(source, "page_count") - 1)
            switch = _Switch(self.path, keep, meanwhile, tell, pages)
            source.backup(live, pages=pages, progress=switch, sleep=0)

    def _put_new(self, copy, keep, meanwhile, tell):
        path = self.path.resolve()
        new = _with_ending(path, ".restoring")
        new.unlink(missing_ok=True)  # of one that was killed
        for ending in ("", *BESIDE):
            if _with_ending(path, ending).exists():
                _keep_file(_with_ending(path, ending), _with_ending(keep, ending))
        with _there(new):
            SqliteDatabase(new)._write_over(copy, keep, meanwhile, tell)
            with _connected(new) as connection:
                connection.execute("PRAGMA journal_mode=DELETE")  # so that it is one file
                _write_ahead(connection)
            shutil.copymode(path, new)
            for ending in BESIDE:
                _with_ending(path, ending).unlink(missing_ok=True)
            new.replace(path)
            sync_folder(path.parent)


class _Switch:
    """What is done between the pages, which are written but not yet seen by anybody."""

    def __init__(self, path, keep, meanwhile, tell, pages):
        self._path, self._keep, self._meanwhile, self._tell = path, keep, meanwhile, tell
        self._pages, self._is_kept = pages, False

    def __call__(self, status, remaining, total):
        if status in BUSY:
            raise NotDone("Somebody is writing all the time. Stop the site and try again.")
        if status == sqlite3.SQLITE_OK:
            if not self._is_kept:
                self._keep_what_was()
            if remaining <= self._pages:
                self._meanwhile()
            self._tell(total - remaining, total, "pages of the database restored")

    def _keep_what_was(self):
        """From now on nobody else can write: not one word can come in between."""
        with _connected(self._path) as connection:
            if _pragma(connection, "page_count") > 1:
                _copy(connection, self._keep, self._tell, "pages of what is there now kept")
        self._is_kept = True


@contextmanager
def _there(path):
    """A file that was not there goes again when nothing is put into it."""
    is_new = not path.exists()
    path.touch(mode=0o600)
    try:
        yield
    except BaseException:
        if is_new:
            for ending in ("", *BESIDE):
                _with_ending(path, ending).unlink(missing_ok=True)
        raise


@contextmanager
def _connected(path, mode="rw", called=None) -> Iterator[sqlite3.Connection]:
    address = f"{path.resolve().as_uri()}?mode={mode}"
    try:
        connection = sqlite3.connect(address, uri=True, timeout=PATIENCE, isolation_level=None)
        with closing(connection):
            yield connection
    except sqlite3.Error as error:
        # Of what Python finds, as text that is no UTF-8, SQLite knows nothing.
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
        kind = Unreadable if code in UNREADABLE else NotDone
        raise kind(f"SQLite can’t use {called or path}: {error}.") from error


def _can_be_opened(path):
    """Also what is not there yet."""
    if not path.exists():
        return True
    try:
        with _connected(path) as connection:
            _tables(connection)
    except Unreadable:
        return False
    return True


def _with_ending(path, ending):
    return path.with_name(path.name + ending)


def _keep_file(path, keep):
    with open(path, "rb") as source, open(keep, "xb", opener=private) as target:
        shutil.copyfileobj(source, target)
        target.flush()
        os.fsync(target.fileno())


def _copy(connection, target, tell, what="pages of the database copied"):
    """Copy what a connection sees at one moment into a new file, while others go on writing."""
    with open(target, "xb", opener=private):
        pass
    connection.execute("BEGIN")
    connection.execute("SELECT count(*) FROM sqlite_master")

    def progress(status, remaining, total):
        tell(total - remaining, total, what)

    with _connected(target) as copy:
        connection.backup(copy, pages=PAGES * 16, progress=progress)
    connection.execute("COMMIT")


def _holdings(connection):
    with closing(connection.cursor()) as cursor:
        return read_holdings(cursor)


def _tables(connection):
    found = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
    return {name for (name,) in found}


def _pragma(connection, name):
    [value] = connection.execute(f"PRAGMA {name}").fetchone()
    return value


def _fit(source, live):
    """Sign everybody out in the copy, and give it pages as large as those that it replaces."""
    source.execute("PRAGMA journal_mode=DELETE")
    source.execute("DELETE FROM django_session")
    size = _pragma(live, "page_size")
    if size != _pragma(source, "page_size"):
        source.execute(f"PRAGMA page_size={size:d}")
        source.execute("VACUUM")


def _write_ahead(live):
    """So that whoever reads goes on reading, and the first two to come need not begin it at once:
    SQLite would refuse one of them.
    """
    mode = _pragma(live, "journal_mode=WAL")
    if mode != "wal":
        raise NotDone(f"SQLite works in the mode “{mode}” here, not with a write-ahead log.")
