"""Restoring a backup: everything in it is checked before anything is touched, what was there before
is kept, and whatever fails half-way leaves all as it was.
"""

import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db.migrations.loader import MigrationLoader

from reports.backups.archive import Tell, open_archive, say_nothing, unpack
from reports.backups.databases import Database
from reports.backups.files import (
    SET_ASIDE,
    Exchange,
    clear_abandoned,
    files_under,
    work_folder,
)
from reports.backups.holdings import Holdings, refuse_damaged_papers
from reports.backups.manifest import FILES, NEWER, Manifest, issued_papers
from reports.backups.not_done import NotDone, NotPutBack, Unreadable
from reports.kept_papers import names_of_damaged

ENGINES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}

Migrations = set[tuple[str, str]]


@dataclass(frozen=True)
class CheckedBackup:
    """A backup that can be put in place. `now`: what the database holds until then, None when it is
    empty or can’t be read; `unreadable`: why it can’t, in a sentence; `kept_in`: the folder in
    which that is going to be kept; `to_migrate`: whether the backup is older than this program.
    """

    manifest: Manifest
    now: Holdings | None
    unreadable: str
    files_now: int
    kept_in: Path
    to_migrate: bool
    _database: Database
    _media_root: Path
    _work: Path
    _tell: Tell

    def put_in_place(self):
        """Put it in the place of what is there now, which is kept; everybody is signed out. NotDone
        when that fails: all is as it was before.
        """
        files = self._work / FILES
        exchange = Exchange(self._media_root, new=files, aside=self.kept_in / FILES)
        try:
            files.mkdir(exist_ok=True)
            self.kept_in.mkdir(mode=0o700)
        except OSError as error:
            raise NotDone(_words(error, self.kept_in)) from error
        try:
            self._database.replace(
                self._work / self.manifest.database,
                keep=self.kept_in / self.manifest.database,
                meanwhile=exchange.do,
                tell=self._tell,
            )
        except BaseException as error:
            _put_back(exchange, self.kept_in)
            if isinstance(error, OSError):
                raise NotDone(_words(error, self.kept_in)) from error
            raise
        with suppress(NotDone):
            self._database.tidy()
        _remove_empty(self.kept_in)
        _check_again(self._database, self.manifest, self.kept_in)


@contextmanager
def checked_backup(
    source: Path,
    *,
    database: Database,
    media_root: Path,
    known: Migrations,
    at: datetime,
    tell: Tell = say_nothing,
) -> Iterator[CheckedBackup]:
    """A backup of which everything was checked; nothing has been touched yet. `known`: the
    migrations of this program; `at`: now, by which is called what is kept.

    NotDone when it is damaged, strange, of another kind of database or of a newer program.
    """
    with open_archive(source) as (archive, manifest):
        _refuse_other_engine(manifest, database)
        if set(manifest.migrations) - known:
            raise NotDone(NEWER)
        with _unpacked(archive, manifest, media_root, tell) as work:
            _refuse_other_contents(manifest, database.check(work / manifest.database))
            now, unreadable = _held_now(database)
            yield CheckedBackup(
                manifest=manifest,
                now=now,
                unreadable=unreadable,
                files_now=len(files_under(media_root)),
                kept_in=_free_name(work.parent / f"{SET_ASIDE}{at:%Y-%m-%dT%H%M%S}"),
                to_migrate=bool(known - set(manifest.migrations)),
                _database=database,
                _media_root=media_root,
                _work=work,
                _tell=tell,
            )


def known_migrations() -> Migrations:
    """All that this program has, and those that it has put together into one."""
    migrations = MigrationLoader(None).disk_migrations
    replaced = ((app, name) for each in migrations.values() for app, name in each.replaces)
    return {*migrations, *replaced}


@contextmanager
def _unpacked(archive, manifest, media_root, tell):
    """A folder with what the archive holds, checked, on the disk on which the files are kept."""
    with ExitStack() as stack:
        try:
            media_root.mkdir(parents=True, exist_ok=True)
            clear_abandoned(media_root)
            work = stack.enter_context(work_folder(media_root))
            unpack(archive, manifest, work, tell)
        except OSError as error:
            raise NotDone(_words(error, media_root.resolve().parent)) from error
        yield work


def _held_now(database):
    """What the database holds until then, and why that can’t be read."""
    try:
        return database.holdings(), ""
    except Unreadable as error:
        return None, str(error)


def _refuse_other_engine(manifest, database):
    if manifest.engine != database.engine:
        theirs, ours = ENGINES[manifest.engine], ENGINES[database.engine]
        raise NotDone(f"The backup is of a {theirs} database, but the site has a {ours} one.")


def _refuse_other_contents(manifest, holdings):
    """The database in the backup against what the backup says of it, and its issued papers against
    their hashes.
    """
    if not _holds_what_it_says(manifest, holdings):
        raise NotDone("The backup is damaged: its database holds other things than it says.")
    there = {member.name.removeprefix(FILES) for member in manifest.members}
    for name in sorted(holdings.files - there - set(manifest.files_missing)):
        raise NotDone(f"The backup is damaged: the file “{name}” is missing from it.")
    refuse_damaged_papers(holdings.papers)


def _holds_what_it_says(manifest, holdings):
    said = (set(manifest.migrations), manifest.recommendations, manifest.issued_papers)
    papers = issued_papers(holdings.papers)
    return said == (set(holdings.migrations), holdings.recommendations, papers)


def _put_back(exchange, kept_in):
    try:
        exchange.undo()
    except OSError as error:
        raise NotPutBack(
            f"The files could not be put back. {_words(error, kept_in)} What was there before is "
            f"in {kept_in}; move it back by hand."
        ) from error
    shutil.rmtree(kept_in, ignore_errors=True)


def _check_again(database, manifest, kept_in):
    kept = f"What was there before is in {kept_in}."
    try:
        holdings = database.holdings()
    except NotDone as error:
        raise NotPutBack(f"It was restored, but can’t be read: {error} {kept}") from error
    if names_of_damaged(holdings.papers):
        raise NotPutBack(f"It was restored, but issued papers are not what was issued. {kept}")


def _remove_empty(kept_in):
    for folder in (kept_in / FILES, kept_in):
        with suppress(OSError):
            folder.rmdir()


def _free_name(path):
    names = (path, *(path.with_name(f"{path.name}-{number}") for number in range(2, 100)))
    return next(name for name in names if not name.exists())


def _words(error, place):
    """`place`: where it was written, of which the system says nothing when a file grows too large
    or the disk is full.
    """
    return f"Can’t write {error.filename or place}: {error.strerror}."
