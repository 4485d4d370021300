"""The archive that a backup is: a zip of the database, the files and a manifest with the hash of
each. It writes, reads and checks; it knows no database.
"""

import os
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from hashlib import sha256
from pathlib import Path
from typing import IO

from reports.backups.manifest import (
    MANIFEST,
    UNREADABLE,
    Manifest,
    Member,
    read_manifest,
    write_manifest,
)
from reports.backups.not_done import NotDone

CHUNK = 1024 * 1024
# A manifest has some hundred bytes for each file.
MAX_MANIFEST = 256 * CHUNK

# Called with how much is done, of how much (None: not known), of what.
Tell = Callable[[int, int | None, str], None]


def say_nothing(done, of, what):
    """The Tell for who does not want to know."""


class Archive:
    """An archive that is being written."""

    def __init__(self, file: IO[bytes]):
        self._zip = zipfile.ZipFile(file, "w")
        self.members: list[Member] = []

    def add(self, name: str, chunks: Iterable[bytes], *, compressed=False):
        """Put in what the chunks are, one at a time in memory."""
        self.members.append(self._write(name, chunks, compressed))

    def finish(self, manifest: Manifest):
        self._write(MANIFEST, [write_manifest(manifest)], True)

    def close(self):
        self._zip.close()

    def _write(self, name, chunks, compressed):
        info = zipfile.ZipInfo(name)
        info.compress_type = zipfile.ZIP_DEFLATED if compressed else zipfile.ZIP_STORED
        info.external_attr = 0o600 << 16
        digest, size = sha256(), 0
        with self._zip.open(info, "w", force_zip64=True) as member:
            for chunk in chunks:
                digest.update(chunk)
                size += len(chunk)
                member.write(chunk)
        return Member(name, size, digest.hexdigest())


@contextmanager
def new_archive(target: Path) -> Iterator[tuple[Archive, Path]]:
    """An archive to be written, with a folder for what is needed meanwhile. It is at `target` once
    it is whole and on the disk, for its owner only; not at all if something fails before.

    NotDone when there is a file at `target`, which is never overwritten, or nothing can be written
    there.
    """
    if target.exists():
        raise NotDone(_there_already(target))
    try:
        with tempfile.TemporaryDirectory(prefix=".as-at-backup-", dir=target.parent) as work:
            part = Path(work) / "part"
            with open(part, "xb", opener=private) as file:
                with closing(Archive(file)) as archive:
                    yield archive, Path(work)
                file.flush()
                os.fsync(file.fileno())
            _give_name(part, target)
    except OSError as error:
        raise NotDone(f"Can’t write {target}: {error.strerror}.") from error


def private(path, flags):
    """An opener for files that only their owner reads."""
    return os.open(path, flags, 0o600)


def chunks_of(file: IO[bytes]) -> Iterator[bytes]:
    return iter(lambda: file.read(CHUNK), b"")


def sync_folder(folder: Path):
    """See to it that the names in a folder are on the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def open_archive(source: Path) -> Iterator[tuple[zipfile.ZipFile, Manifest]]:
    """A backup to be read, and what it says of itself. NotDone when it can't be read, or doesn't
    hold exactly what it says.
    """
    try:
        file = open(source, "rb")  # noqa: SIM115
    except OSError as error:
        raise NotDone(f"Can’t read {source}: {error.strerror}.") from error
    with file:
        try:
            archive = zipfile.ZipFile(file)
        except Exception as error:  # Whatever zipfile meets in a file that is no such archive.
            raise NotDone(f"{source} is not a backup, or is cut short.") from error
        with archive:
            manifest = read_manifest(_manifest_of(archive))
            _refuse_other_members(archive, manifest)
            yield archive, manifest


def unpack(archive: zipfile.ZipFile, manifest: Manifest, folder: Path, tell: Tell):
    """Put every member into a folder, checked: NotDone for the first that is not, to the byte, what
    the manifest says. Never writes more than that.
    """
    size = sum(member.size for member in manifest.members)
    if size > shutil.disk_usage(folder).free:
        raise NotDone(f"There is not enough room in {folder.parent}: it takes {size:,} bytes.")
    for number, member in enumerate(manifest.members, start=1):
        _unpack_member(archive, member, folder / member.name)
        tell(number, len(manifest.members), "members of the archive checked")


def _give_name(part, target):
    """Unlike a rename, a link never takes the place of another file."""
    try:
        os.link(part, target)
    except FileExistsError:
        raise NotDone(_there_already(target)) from None
    except OSError:  # A file system without links.
        if target.exists():
            raise NotDone(_there_already(target)) from None
        part.rename(target)
    sync_folder(target.parent)


def _there_already(target):
    return f"There is a file {target} already. It is never overwritten: choose another name."


def _manifest_of(archive):
    try:
        info = archive.getinfo(MANIFEST)
        if info.file_size > MAX_MANIFEST:
            raise NotDone(UNREADABLE)
        return archive.read(info)
    except KeyError:
        raise NotDone("The file is not a backup of As At: it has no manifest.json.") from None
    except NotDone:
        raise
    except Exception as error:
        raise NotDone(UNREADABLE) from error


def _refuse_other_members(archive, manifest):
    said = sorted([MANIFEST, *(member.name for member in manifest.members)])
    there = sorted(info.filename for info in archive.infolist())
    for name in set(said) - set(there):
        raise NotDone(f"The backup is damaged: “{name}” is missing from it.")
    if there != said:
        strange = next((name for name in there if name not in said), "one name twice")
        raise NotDone(f"The backup is not as As At made it: it holds “{strange}” besides.")


def _unpack_member(archive, member, path):
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "xb", opener=private) as file:
        if (member.size, member.sha256) != _copy(archive, member, file):
            raise NotDone(_damaged(member))
        file.flush()
        os.fsync(file.fileno())


def _copy(archive, member, file):
    """The size and the hash of what a member holds, put into a file."""
    digest, size = sha256(), 0
    for chunk in _content(archive, member):
        size += len(chunk)
        if size > member.size:
            break
        digest.update(chunk)
        file.write(chunk)
    return size, digest.hexdigest()


def _content(archive, member):
    try:
        with archive.open(member.name) as content:
            yield from chunks_of(content)
    except Exception as error:  # Whatever zipfile meets in a damaged member.
        raise NotDone(_damaged(member)) from error


def _damaged(member):
    return f"The backup is damaged: “{member.name}” in it is not what was put in."
