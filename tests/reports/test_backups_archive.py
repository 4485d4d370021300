import json
import zipfile
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest

from reports.backups.archive import new_archive, open_archive, unpack
from reports.backups.manifest import FORMAT, IssuedPaper, Manifest, is_safe
from reports.backups.not_done import NotDone

MANIFEST = Manifest(
    made_at=datetime(2016, 5, 31, 12, tzinfo=UTC),
    engine="sqlite",
    migrations=(("people", "0001_initial"),),
    recommendations=3,
    issued_papers=(IssuedPaper(1, "ab"),),
    files_missing=("evidence/ab/gone",),
    members=(),
)
MEMBERS = {
    "database.sqlite3": b"rows " * 50,
    "files/evidence/ab/12": b"Minutes",
    "files/évidence": b"",
}


@pytest.fixture
def backup(tmp_path):
    return write(tmp_path / "backup.zip")


def write(path):
    with new_archive(path) as (archive, _work):
        for name, content in MEMBERS.items():
            archive.add(name, [content[:5], content[5:]], compressed=True)
        archive.finish(replaced(members=tuple(archive.members)))
    return path


def replaced(**fields):
    return Manifest(**{**vars(MANIFEST), **fields})


def read(path, folder):
    """What is unpacked, by name; NotDone when it is not unpacked."""
    folder.mkdir(exist_ok=True)
    with open_archive(path) as (archive, manifest):
        unpack(archive, manifest, folder, lambda *told: None)
    return manifest, {
        str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()
    }


def rewrite(path, change):
    """The archive again, after its members, by name, were changed; the manifest is JSON there."""
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    manifest = json.loads(members.pop("manifest.json"))
    members = change(members, manifest) or members
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
        if manifest:
            archive.writestr("manifest.json", json.dumps(manifest))
    return path


def test_what_is_put_in_comes_out(backup, tmp_path):
    manifest, members = read(backup, tmp_path / "out")

    assert members == MEMBERS
    assert vars(replaced(members=manifest.members)) == vars(manifest)
    assert [(m.name, m.size, m.sha256) for m in manifest.members] == [
        (name, len(content), sha256(content).hexdigest()) for name, content in MEMBERS.items()
    ]


def test_only_its_owner_reads_it_and_what_is_unpacked(backup, tmp_path):
    read(backup, tmp_path / "out")

    files = [backup, *(path for path in (tmp_path / "out").rglob("*") if path.is_file())]
    assert [oct(path.stat().st_mode & 0o777) for path in files] == ["0o600"] * 4


def test_nothing_is_there_until_it_is_whole(tmp_path):
    def cut_off():
        yield b"rows"
        assert not (tmp_path / "backup.zip").exists()
        raise KeyboardInterrupt

    with (
        pytest.raises(KeyboardInterrupt),
        new_archive(tmp_path / "backup.zip") as (archive, _work),
    ):
        archive.add("database.sqlite3", cut_off())

    assert list(tmp_path.iterdir()) == []


def test_a_file_is_never_overwritten(tmp_path):
    (tmp_path / "backup.zip").write_bytes(b"mine")

    with pytest.raises(NotDone, match="never overwritten"):
        write(tmp_path / "backup.zip")

    assert (tmp_path / "backup.zip").read_bytes() == b"mine"
    assert len(list(tmp_path.iterdir())) == 1


def test_a_file_that_came_meanwhile_is_not_overwritten_either(tmp_path):
    def meanwhile():
        (tmp_path / "backup.zip").write_bytes(b"mine")
        yield b"rows"

    with (
        pytest.raises(NotDone, match="never overwritten"),
        new_archive(tmp_path / "backup.zip") as (archive, _work),
    ):
        archive.add("database.sqlite3", meanwhile())

    assert (tmp_path / "backup.zip").read_bytes() == b"mine"


def test_a_folder_that_is_not_there_is_said(tmp_path):
    with pytest.raises(NotDone, match=r"^Can’t write .*: No such file or directory"):
        write(tmp_path / "no" / "backup.zip")


def in_file(members, manifest):
    members["files/evidence/ab/12"] = b"minutes"


def longer(members, manifest):
    members["files/evidence/ab/12"] = b"Minutes" * 1_000_000


def missing(members, manifest):
    del members["files/évidence"]


def one_more(members, manifest):
    members["files/stranger"] = b"?"


def outside(members, manifest):
    members["files/../../stranger"] = b"?"
    manifest["members"].append(
        {"name": "files/../../stranger", "size": 1, "sha256": sha256(b"?").hexdigest()}
    )


def elsewhere(members, manifest):
    members["settings.py"] = b"?"
    manifest["members"].append(
        {"name": "settings.py", "size": 1, "sha256": sha256(b"?").hexdigest()}
    )


def without_manifest(members, manifest):
    manifest.clear()


def without_database(members, manifest):
    del members["database.sqlite3"]
    manifest["members"] = manifest["members"][1:]


def said_twice(members, manifest):
    manifest["members"] *= 2


def too_large(members, manifest):
    manifest["members"][1]["size"] = 10**18


def newer(members, manifest):
    manifest["format"] = FORMAT + 1


def of_a_strange_engine(members, manifest):
    manifest["engine"] = "oracle"


def without_moment(members, manifest):
    manifest["made_at"] = "yesterday"


def without_members(members, manifest):
    manifest["members"] = 7


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (in_file, "“files/evidence/ab/12” in it is not what was put in"),
        (longer, "“files/evidence/ab/12” in it is not what was put in"),
        (missing, "“files/évidence” is missing from it"),
        (one_more, "it holds “files/stranger” besides"),
        (outside, "it holds “files/../../stranger”"),
        (elsewhere, "it holds “settings.py”"),
        (without_manifest, "it has no manifest.json"),
        (without_database, "what it says of itself"),
        (said_twice, "what it says of itself"),
        (too_large, "not enough room"),
        (newer, "made by a newer version"),
        (of_a_strange_engine, "what it says of itself"),
        (without_moment, "what it says of itself"),
        (without_members, "what it says of itself"),
    ],
)
def test_what_is_not_as_it_was_made_is_refused(backup, tmp_path, change, words):
    rewrite(backup, change)

    with pytest.raises(NotDone) as refusal:
        read(backup, tmp_path / "out")

    assert words in str(refusal.value)
    assert not (tmp_path / "stranger").exists()
    written = [p.stat().st_size for p in (tmp_path / "out").rglob("*") if p.is_file()]
    assert sum(written) <= sum(map(len, MEMBERS.values()))


@pytest.mark.parametrize("content", [b"", b"not a zip", b"PK\x03\x04" + bytes(100)])
def test_what_is_no_archive_is_refused(tmp_path, content):
    (tmp_path / "backup.zip").write_bytes(content)

    with pytest.raises(NotDone, match="is not a backup, or is cut short"):
        read(tmp_path / "backup.zip", tmp_path / "out")


def test_what_is_not_there_or_a_folder_is_refused(tmp_path):
    for path, words in [("no.zip", "No such file"), (".", "Is a directory")]:
        with pytest.raises(NotDone, match=words):
            read(tmp_path / path, tmp_path / "out")


def test_one_that_is_cut_short_is_refused_wherever(backup, tmp_path):
    whole = backup.read_bytes()

    for length in range(0, len(whole), 11):
        backup.write_bytes(whole[:length])
        with pytest.raises(NotDone):
            read(backup, tmp_path / "out")


def test_a_flipped_byte_is_found_or_changes_nothing(backup, tmp_path):
    """What changes nothing: the dates and rights that a zip notes, which nobody reads."""
    whole, found = backup.read_bytes(), 0
    places = range(0, len(whole), 7)

    for place in places:
        backup.write_bytes(whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :])
        out = tmp_path / f"out-{place}"
        try:
            _manifest, members = read(backup, out)
        except NotDone:
            found += 1
        else:
            assert members == MEMBERS

    assert found > len(places) * 2 / 3


@pytest.mark.parametrize("name", ["/etc/passwd", "a/../b", "..", ".", "a//b", "a/./b", "a/"])
def test_a_name_that_leads_elsewhere_is_not_safe(name):
    assert not is_safe(name)


@pytest.mark.parametrize("name", ["evidence/ab/12..34", "a:b.txt", "a\\..", "C:/a", "a\nb"])
def test_a_name_within_is_safe(name):
    assert is_safe(f"files/{name}")


def test_a_file_system_link_is_followed_nowhere(tmp_path):
    """A backup has no links: what says that it is one is unpacked as a file."""
    info = zipfile.ZipInfo("files/link")
    info.external_attr = 0o120777 << 16
    write(tmp_path / "backup.zip")
    with zipfile.ZipFile(tmp_path / "backup.zip") as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    manifest = json.loads(members.pop("manifest.json"))
    target = b"/etc/passwd"
    manifest["members"].append(
        {"name": info.filename, "size": len(target), "sha256": sha256(target).hexdigest()}
    )
    with zipfile.ZipFile(tmp_path / "backup.zip", "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
        archive.writestr(info, target)
        archive.writestr("manifest.json", json.dumps(manifest))

    _manifest, members = read(tmp_path / "backup.zip", tmp_path / "out")

    assert members["files/link"] == target
    assert not Path(tmp_path / "out" / "files" / "link").is_symlink()
