"""The files beside the database: which there are, and putting others in their place."""

import os
from collections.abc import Iterator
from pathlib import Path

from reports.backups.archive import sync_folder

# What restoring leaves behind and works in: where there is no room beside the folder of files, it
# is inside; it is never part of a backup.
SET_ASIDE = "before-restore-"
WORK = ".restoring-"


def files_under(root: Path) -> list[tuple[str, Path]]:
    """Every file under a folder, by its name from there on; folders that are linked too."""
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
