"""The files beside the database: which there are, and putting others in their place."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from reports.backups.archive import sync_folder
from reports.backups.manifest import DATABASES, FILES

# What restoring leaves behind and works in: where there is no room beside the folder of files, it
# is inside; it is never part of a backup.
SET_ASIDE = "before-restore-"
WORK = ".restoring-"


def files_under(root: Path) -> list[tuple[str, Path]]:
    """Every file under a folder, by its name from there on; folders that are linked too. Names that
    are not UTF-8 have surrogates for what isn’t.
    """
    if not root.is_dir():
        return []
    return sorted(_files(root, "", set()))


def beside(root: Path) -> Path:
    """A folder from which files can be moved into another one without being copied: the one around
    it or, where that is on another disk or not to be written in, the folder itself.
    """
    around = root.resolve().parent
    is_same_disk = around.stat().st_dev == root.stat().st_dev
    return around if is_same_disk and os.access(around, os.W_OK) else root


def shown(name: str | Path) -> str:
    """A name as it can be said, whatever bytes it is made of."""
    return os.fsencode(name).decode(errors="backslashreplace")


@contextmanager
def work_folder(root: Path) -> Iterator[Path]:
    """A folder to work in beside the files, on the same disk; as long as it is locked, whoever
    made it is at work.
    """
    with tempfile.TemporaryDirectory(
        prefix=WORK, dir=beside(root), ignore_cleanup_errors=True
    ) as folder:
        handle = os.open(folder, os.O_RDONLY)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            yield Path(folder)
        finally:
            os.close(handle)


def clear_abandoned(root: Path):
    """Remove the folders that were worked in beside the files by restores that were killed: they
    hold nothing but what was unpacked from a backup.
    """
    if root.is_dir():
        for place in {root.resolve(), root.resolve().parent}:
            for folder in place.glob(f"{WORK}*"):
                with suppress(OSError):
                    _remove_abandoned(folder)


class Exchange:
    """Puts what is in one folder in the place of what is in another, and back again."""

    def __init__(self, root: Path, *, new: Path, aside: Path):
        self._root, self._new, self._aside = root, new, aside
        self._moved: list[tuple[Path, Path]] = []

    def do(self):
        self._aside.mkdir(mode=0o700)
        for entry in _entries(self._root):
            self._move(entry, self._aside)
        for entry in _entries(self._new):
            self._move(entry, self._root)
        sync_folder(self._aside)
        sync_folder(self._root)

    def undo(self):
        """Put back what was moved, as far as it got."""
        while self._moved:
            before, now = self._moved[-1]
            now.rename(before)
            self._moved.pop()
        if self._aside.is_dir():
            self._aside.rmdir()

    def _move(self, entry, folder):
        target = folder / entry.name
        entry.rename(target)
        self._moved.append((entry, target))


def _entries(folder):
    """What lies in a folder, but for what restoring puts there."""
    return [
        entry for entry in sorted(folder.iterdir()) if not entry.name.startswith((SET_ASIDE, WORK))
    ]


def _remove_abandoned(folder):
    """BlockingIOError while somebody works in it; nothing for what is no such folder."""
    if not {entry.name for entry in folder.iterdir()} <= {*DATABASES.values(), FILES.rstrip("/")}:
        return
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        shutil.rmtree(folder)
    finally:
        os.close(handle)


def _files(folder, prefix, within) -> Iterator[tuple[str, Path]]:
    place = (folder.stat().st_dev, folder.stat().st_ino)
    if place in within:  # A link to a folder around it.
        return
    for entry in _entries(folder) if not prefix else folder.iterdir():
        name = prefix + entry.name
        if entry.is_dir():
            yield from _files(entry, f"{name}/", within | {place})
        elif entry.is_file():
            yield name, entry
