"""What a backup says of itself, as JSON. Pure: it knows no archive and no database."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import PurePath

from reports.backups.not_done import NotDone
from reports.kept_papers import KeptPaper

FORMAT = 1
MANIFEST = "manifest.json"
FILES = "files/"
# By the engine: what the database is called in the archive.
DATABASES = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}

UNREADABLE = "The backup is damaged: what it says of itself (manifest.json) can’t be read."
NEWER = "The backup was made by a newer version of As At. Restore it with that version."

# What is met in JSON that is no manifest.
_STRANGE = (ValueError, KeyError, TypeError, OverflowError, RecursionError)


@dataclass(frozen=True)
class Member:
    """One file of the archive, by its name in it."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True)
class IssuedPaper:
    key: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """`migrations`: app and name of each that was applied; `files_missing`: what the database
    named, but was not among the files when the backup was made.
    """

    made_at: datetime
    engine: str
    migrations: tuple[tuple[str, str], ...]
    recommendations: int
    issued_papers: tuple[IssuedPaper, ...]
    files_missing: tuple[str, ...]
    members: tuple[Member, ...]

    @property
    def database(self) -> str:
        """The name of the member that is the database."""
        return DATABASES[self.engine]

    @property
    def files(self) -> int:
        return len(self.members) - 1


def issued_papers(papers: Iterable[KeptPaper]) -> tuple[IssuedPaper, ...]:
    return tuple(IssuedPaper(paper.key, paper.sha256) for paper in papers)


def write_manifest(manifest: Manifest) -> bytes:
    values = asdict(manifest) | {"made_at": manifest.made_at.isoformat()}
    return json.dumps({"format": FORMAT, **values}, ensure_ascii=False, indent=1).encode()


def read_manifest(content: bytes) -> Manifest:
    """NotDone for what is no manifest, is one of a later format, or names members that can't be."""
    try:
        values = json.loads(content)
        if values["format"] > FORMAT:
            raise NotDone(NEWER)
        manifest = _manifest(values)
    except _STRANGE:
        raise NotDone(UNREADABLE) from None
    _refuse_strange_members(manifest)
    return manifest


def is_safe(name: str) -> bool:
    """Whether a member stays in the folder that it is unpacked into, as this system reads names."""
    path = PurePath(name)
    if "\0" in name or path.as_posix() != name:
        return False
    return bool(path.parts) and not path.anchor and ".." not in path.parts


def _manifest(values):
    return Manifest(
        made_at=_moment(values["made_at"]),
        engine=_one_of(values["engine"], DATABASES),
        migrations=tuple((str(app), str(name)) for app, name in values["migrations"]),
        recommendations=int(values["recommendations"]),
        issued_papers=tuple(
            IssuedPaper(int(paper["key"]), str(paper["sha256"]))
            for paper in values["issued_papers"]
        ),
        files_missing=tuple(str(name) for name in values["files_missing"]),
        members=tuple(
            Member(str(member["name"]), int(member["size"]), str(member["sha256"]))
            for member in values["members"]
        ),
    )


def _moment(text):
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError
    return moment


def _one_of(value, known):
    if value not in known:
        raise ValueError
    return value


def _refuse_strange_members(manifest):
    names = [member.name for member in manifest.members]
    for name in names:
        if not is_safe(name) or not (name == manifest.database or name.startswith(FILES)):
            raise NotDone(f"The backup is not one of As At: it holds “{name}”.")
    if len(set(names)) < len(names) or manifest.database not in names:
        raise NotDone(UNREADABLE)
