"""Making a backup while people work: the database first, then the files. Files are only ever added,
so every file that the database names at that moment is there.
"""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from reports.backups.archive import Archive, Tell, chunks_of, new_archive, say_nothing
from reports.backups.databases import Database
from reports.backups.files import clear_abandoned, files_under, shown
from reports.backups.holdings import Holdings
from reports.backups.manifest import DATABASES, FILES, Manifest, issued_papers
from reports.backups.not_done import NotDone
from reports.kept_papers import names_of_damaged


@dataclass(frozen=True)
class Backup:
    """A backup that was made. `left_out`: files whose names are not UTF-8, which no archive can
    name; `damaged_papers`: issued ones that are not what was issued, by name: no backup with such
    papers is restored.
    """

    path: Path
    size: int
    manifest: Manifest
    left_out: list[str]
    damaged_papers: list[str]


def back_up(
    target: Path, *, database: Database, media_root: Path, at: datetime, tell: Tell = say_nothing
) -> Backup:
    """Write the database and the files into one archive, which is at `target` once it is whole.

    NotDone when there is a file already, or anything can't be read or written.
    """
    target = target.absolute()
    if target.resolve().is_relative_to(media_root.resolve()):
        raise NotDone(f"{media_root} is itself backed up: choose a place outside of it.")
    clear_abandoned(media_root)
    with new_archive(target) as (archive, work):
        with database.snapshot(work, tell) as (holdings, chunks):
            is_loose = database.engine == "sqlite"  # a dump is compressed
            archive.add(DATABASES[database.engine], chunks, compressed=is_loose)
        files, left_out = _files(media_root)
        _add_files(archive, files, tell)
        manifest = _manifest(archive, database.engine, holdings, at)
        archive.finish(manifest)
    damaged = names_of_damaged(holdings.papers)
    return Backup(target, target.stat().st_size, manifest, left_out, damaged)


def _files(media_root):
    """Those to be put in, and the names of those that can’t be."""
    try:
        files = files_under(media_root)
    except OSError as error:
        raise NotDone(f"Can’t read {error.filename}: {error.strerror}.") from error
    left_out = [path for name, path in files if not _is_utf_8(name)]
    return [each for each in files if _is_utf_8(each[0])], [shown(path) for path in left_out]


def _is_utf_8(name):
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def _add_files(archive: Archive, files: list[tuple[str, Path]], tell: Tell):
    for number, (name, path) in enumerate(files, start=1):
        # What was attached in an act that failed meanwhile goes away again.
        with suppress(FileNotFoundError):
            _add_file(archive, name, path)
        tell(number, len(files), "files copied")


def _add_file(archive, name, path):
    try:
        file = open(path, "rb")  # noqa: SIM115
    except FileNotFoundError:
        raise
    except OSError as error:
        raise NotDone(f"Can’t read {path}: {error.strerror}.") from error
    with file:
        archive.add(FILES + name, chunks_of(file))


def _manifest(archive: Archive, engine: str, holdings: Holdings, at: datetime) -> Manifest:
    there = {member.name.removeprefix(FILES) for member in archive.members}
    return Manifest(
        made_at=at,
        engine=engine,
        migrations=holdings.migrations,
        recommendations=holdings.recommendations,
        issued_papers=issued_papers(holdings.papers),
        files_missing=tuple(sorted(holdings.files - there)),
        members=tuple(archive.members),
    )
