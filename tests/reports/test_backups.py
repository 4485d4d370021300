import json
import os
import resource
import zipfile
from contextlib import contextmanager
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest
from django.contrib.sessions.models import Session
from django.core.files.base import ContentFile
from django.db import DatabaseError, connection, transaction

from recommendations.imports import begin_pasted
from recommendations.models import Evidence
from reports.backups.backing_up import back_up
from reports.backups.files import Exchange, files_under, work_folder
from reports.backups.not_done import NotDone
from reports.models import Appendix, CoveringReport
from tests.factories import (
    DAY,
    make_evidence,
    make_issued,
    make_issued_report,
    make_plan,
    make_recommendation,
    make_update,
    make_user,
    moment,
)
from tests.reports.places import contents, migrated_database, place_of_its_own, restore, working_in

on_sqlite = pytest.mark.skipif(
    "connection.vendor != 'sqlite'", reason="asks how SQLite does it; this is another database"
)
on_postgresql = pytest.mark.skipif(
    "connection.vendor != 'postgresql'", reason="asks how PostgreSQL does it; this is another one"
)


@pytest.fixture(scope="module")
def migrated(django_db_setup, django_db_blocker, tmp_path_factory):
    folder = tmp_path_factory.mktemp("migrated")
    with django_db_blocker.unblock(), migrated_database(folder) as name:
        yield name


@pytest.fixture
def place(db, migrated, tmp_path):
    """A place that is worked in: a recommendation, a file, an issued paper, somebody signed in."""
    with place_of_its_own(tmp_path / "site", like=migrated) as place, working_in(place):
        recommendation = make_recommendation(narrative="Räume „gefunden“\t\\N\n\\.\nto the end")
        attach(recommendation, "Minutes")
        make_issued(make_plan())
        Session.objects.create(session_key="alice", session_data="", expire_date=moment())
        yield place


@pytest.fixture
def fresh(place, tmp_path):
    """A place in which there is nothing yet, as on a new machine."""
    with place_of_its_own(tmp_path / "fresh") as fresh:
        yield fresh


@pytest.fixture
def backup(place, tmp_path):
    return taken(place, tmp_path / "backup.zip").path


def taken(place, path):
    return back_up(path, database=place.database, media_root=place.media, at=moment())


def attach(recommendation, content):
    file = ContentFile(content.encode(), name="minutes.txt")
    return make_evidence(recommendation, content, file=file)


def signed_out(contents):
    rows, files = contents
    return {**rows, "django_session": []}, files


def write_on():
    """What people do after the backup."""
    recommendation = Evidence.objects.get().recommendation
    make_update(recommendation, "Later")
    attach(recommendation, "Later")
    make_issued(make_plan(), as_at=date(2016, 6, 30), slug="later")


def rewrite(path, change):
    """The archive again, with other members or another manifest, and with hashes that fit."""
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    manifest = json.loads(members.pop("manifest.json"))
    change(members, manifest)
    manifest["members"] = [
        {"name": name, "size": len(content), "sha256": sha256(content).hexdigest()}
        for name, content in members.items()
    ]
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
        archive.writestr("manifest.json", json.dumps(manifest))
    return path


def test_a_backup_says_what_it_holds(place, tmp_path):
    backup = taken(place, tmp_path / "backup.zip")

    paper = Appendix.objects.get()
    manifest = backup.manifest
    assert backup.size == (tmp_path / "backup.zip").stat().st_size
    assert (manifest.made_at, manifest.engine) == (moment(), connection.vendor)
    assert (manifest.recommendations, manifest.files, manifest.files_missing) == (1, 1, ())
    assert [(p.key, p.sha256) for p in manifest.issued_papers] == [(paper.pk, paper.sha256)]
    assert ("reports", "0004_issued_stays") in manifest.migrations
    assert backup.damaged_papers == []


def test_what_is_restored_on_a_new_machine_is_all_that_was_backed_up(place, backup, fresh):
    before = contents()

    restored = restore(backup, fresh)

    assert restored.now is None
    assert not restored.to_migrate
    assert not restored.kept_in.exists()
    with working_in(fresh):
        assert contents() == signed_out(before)
    assert contents() == before


def test_issued_covering_reports_are_backed_up_and_go_on_as_they_were_issued(
    place, fresh, tmp_path
):
    report = make_issued_report(attached=[paper := Appendix.objects.get()])
    backup = taken(place, tmp_path / "backup.zip")
    assert [(one.key, one.sha256) for one in backup.manifest.issued_papers] == [
        (paper.pk, paper.sha256),
        (report.pk, report.sha256),
    ]

    restore(backup.path, fresh)

    with working_in(fresh):
        restored = CoveringReport.objects.get()
        assert (bytes(restored.pdf), restored.document) == (bytes(report.pdf), report.document)
        with (
            pytest.raises(DatabaseError, match="never changed"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute("UPDATE reports_coveringreport SET subject = 'Other'")


def test_the_database_goes_on_refusing_to_change_issued_papers(place, backup, fresh):
    restore(backup, fresh)

    with working_in(fresh):
        for change in ("DELETE FROM reports_appendix", "UPDATE reports_appendix SET number = '2'"):
            with (
                pytest.raises(DatabaseError, match="never changed"),
                transaction.atomic(),
                connection.cursor() as cursor,
            ):
                cursor.execute(change)


def test_what_was_there_comes_back_and_what_is_there_now_is_kept(place, backup):
    before = contents()
    write_on()
    now, later = contents(), place.database.holdings()

    restored = restore(backup, place)

    assert contents() == signed_out(before)
    assert (restored.now, restored.files_now) == (later, 2)
    assert restored.kept_in == place.folder / "before-restore-2016-05-31T120000"
    [kept] = [path for path in restored.kept_in.iterdir() if path.is_file()]
    assert place.database.check(kept) == later
    files = files_under(restored.kept_in / "files")
    assert {name: path.read_bytes() for name, path in files} == now[1]


def test_two_restored_in_one_second_keep_both_what_was_there(place, backup):
    restore(backup, place)

    again = restore(backup, place)

    assert again.kept_in.name == "before-restore-2016-05-31T120000-2"
    assert len(list(place.folder.glob("before-restore-*"))) == 2


def test_a_backup_after_a_restore_can_be_restored(place, backup, tmp_path):
    restore(backup, place)
    before = contents()

    restore(taken(place, tmp_path / "again.zip").path, place)

    assert contents() == before


def test_what_is_set_aside_is_no_part_of_a_backup(place, tmp_path):
    for name in ("before-restore-2016-05-31T120000", ".restoring-x"):
        (place.media / name).mkdir()
        (place.media / name / "old").touch()

    assert taken(place, tmp_path / "backup.zip").manifest.files == 1


def test_what_is_attached_meanwhile_is_missing_nowhere(place, fresh, tmp_path):
    recommendation = Evidence.objects.get().recommendation

    def tell(done, of, what):
        attach(recommendation, f"{done} {what}")

    backup = back_up(
        tmp_path / "backup.zip",
        database=place.database,
        media_root=place.media,
        at=moment(),
        tell=tell,
    )

    assert backup.manifest.files_missing == ()
    assert Evidence.objects.count() > 2
    restore(backup.path, fresh)


def test_folders_that_are_linked_are_followed_but_not_round_and_round(place, tmp_path):
    (tmp_path / "large disk").mkdir()
    (tmp_path / "large disk" / "a").touch()
    (place.media / "linked").symlink_to(tmp_path / "large disk")
    (place.media / "round").symlink_to(place.media)

    names = [name for name, _path in files_under(place.media)]

    assert "linked/a" in names
    assert not any(name.startswith("round") for name in names)


def test_any_name_that_a_file_can_have_comes_back(place, fresh, tmp_path):
    names = {"a:b.txt", "a\\..", "C:\\a", "two\nlines", "aux/..."}
    (place.media / "aux").mkdir()
    for name in names:
        (place.media / name).write_text(name)

    restore(taken(place, tmp_path / "backup.zip").path, fresh)

    there = {name: path.read_text() for name, path in files_under(fresh.media)}
    assert {name: content for name, content in there.items() if name in names} == {
        name: name for name in names
    }


def test_a_name_that_is_not_utf_8_is_left_out_and_said(place, fresh, tmp_path):
    [name] = contents()[1]
    (place.media / os.fsdecode(b"caf\xe9.txt")).touch()

    backup = taken(place, tmp_path / "backup.zip")

    assert backup.left_out == [f"{place.media}/caf\\xe9.txt"]
    restore(backup.path, fresh)
    assert [name for name, _path in files_under(fresh.media)] == [name]


def test_what_a_killed_restore_left_goes_with_the_next_one(place, backup, tmp_path):
    left = place.folder / ".restoring-killed"
    elses = place.folder / ".restoring-elses"
    elses.mkdir()
    (elses / "theirs").touch()

    for do in (lambda: restore(backup, place), lambda: taken(place, tmp_path / "next.zip")):
        (left / "files" / "evidence").mkdir(parents=True)
        (left / "database.sqlite3").touch()
        with work_folder(place.media) as at_work:
            do()
            assert not left.exists()
            assert at_work.exists()
            assert elses.exists()


def test_a_file_that_is_missing_is_named_and_the_rest_is_restored(place, fresh, tmp_path):
    [name] = contents()[1]
    (place.media / name).unlink()

    backup = taken(place, tmp_path / "backup.zip")

    assert backup.manifest.files_missing == (name,)
    restore(backup.path, fresh)
    with working_in(fresh):
        assert contents()[1] == {}


def test_a_backup_of_an_older_program_has_to_be_migrated(place, fresh, tmp_path):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE name = '0004_issued_stays'")

    assert restore(taken(place, tmp_path / "backup.zip").path, fresh).to_migrate


def of_another_engine(members, manifest):
    other = {"sqlite": "postgresql", "postgresql": "sqlite"}[manifest["engine"]]
    members["database." + {"sqlite": "sqlite3", "postgresql": "dump"}[other]] = members.pop(
        next(name for name in members if name.startswith("database."))
    )
    manifest["engine"] = other


def of_a_newer_program(members, manifest):
    manifest["migrations"].append(["reports", "0999_later"])


def with_other_counts(members, manifest):
    manifest["recommendations"] += 1


def with_other_papers(members, manifest):
    manifest["issued_papers"] = []


def with_other_migrations(members, manifest):
    manifest["migrations"].pop()


def without_a_file(members, manifest):
    del members[next(name for name in members if name.startswith("files/"))]


def without_a_database(members, manifest):
    members[next(name for name in members if name.startswith("database."))] = b"rows"


def with_half_a_database(members, manifest):
    name = next(name for name in members if name.startswith("database."))
    members[name] = members[name][: len(members[name]) // 2]


STRANGE = [
    (of_another_engine, "database, but the site has a"),
    (of_a_newer_program, "made by a newer version"),
    (with_other_counts, "its database holds other things than it says"),
    (with_other_papers, "its database holds other things than it says"),
    (with_other_migrations, "its database holds other things than it says"),
    (without_a_file, "is missing from it"),
    (without_a_database, "not a database" if connection.vendor == "sqlite" else "pg_restore"),
    (with_half_a_database, "malformed" if connection.vendor == "sqlite" else "pg_restore"),
]


def test_a_strange_backup_is_refused_and_nothing_is_touched(place, backup):
    before, there, whole = contents(), sorted(place.folder.iterdir()), backup.read_bytes()

    for change, words in STRANGE:
        backup.write_bytes(whole)
        rewrite(backup, change)
        with pytest.raises(NotDone) as refusal:
            restore(backup, place)

        assert words in str(refusal.value)
        assert contents() == before
        assert sorted(place.folder.iterdir()) == there


def test_a_damaged_backup_is_refused_and_nothing_is_touched(place, backup):
    before, there = contents(), sorted(place.folder.iterdir())
    whole = backup.read_bytes()
    backup.write_bytes(whole[:200] + bytes([whole[200] ^ 1]) + whole[201:])

    with pytest.raises(NotDone, match="is not what was put in"):
        restore(backup, place)

    assert contents() == before
    assert sorted(place.folder.iterdir()) == there


@contextmanager
def files_no_larger_than(size):
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_file_that_grows_too_large_is_said_with_its_place(place, backup):
    there = sorted(place.folder.iterdir())

    with (
        pytest.raises(NotDone, match=f"^Can’t write {place.folder}: File too large.$"),
        files_no_larger_than(1000),
    ):
        restore(backup, place)

    assert sorted(place.folder.iterdir()) == there


@pytest.mark.parametrize("column", ["pdf", "document"])
def test_a_backup_with_a_paper_that_is_not_what_was_issued_is_refused(place, tmp_path, column):
    other = {"pdf": b"%PDF-1.7 other", "document": {"title": "Another"}}[column]
    _without_triggers(lambda: Appendix.objects.update(**{column: other}))
    before = contents()

    backup = taken(place, tmp_path / "backup.zip")

    [name] = backup.damaged_papers
    assert name.startswith("Appendix 1 as at 31 May 2016")
    with pytest.raises(NotDone, match="Issued papers in it are not what was issued: Appendix 1"):
        restore(backup.path, place)
    assert contents() == before


def _without_triggers(change):
    """What somebody with the database in their hands could do."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER reports_appendix_issued_stays_update")
        else:
            cursor.execute("ALTER TABLE reports_appendix DISABLE TRIGGER USER")
    change()


class CutOff:
    """Ctrl+C at the n-th time that it is told how far it got."""

    def __init__(self, after):
        self.left = after

    def __call__(self, done, of, what):
        if what.endswith(("restored", "kept", "done")):
            self.left -= 1
            if self.left == 0:
                raise KeyboardInterrupt


def test_one_that_is_cut_off_at_any_moment_leaves_all_as_it_was(place, backup):
    write_on()
    before, there = contents(), sorted(place.folder.iterdir())
    moments = 0

    for number in (1, 2, 4, 8, 16, 32, 64, 128, 256):
        tell = CutOff(number)
        try:
            restore(backup, place, tell=tell)
        except KeyboardInterrupt:
            moments += 1
            assert contents() == before
            assert sorted(place.folder.iterdir()) == there
        else:
            break

    assert moments > 2
    assert contents() != before


def test_one_that_is_cut_off_in_the_last_moment_leaves_all_as_it_was(place, backup):
    """When the files have been exchanged already."""
    write_on()
    before, there = contents(), sorted(place.folder.iterdir())
    exchanged = []

    def tell(done, of, what):
        if "restored" in what or "done" in what:
            exchanged.append(files_under(place.media))
            if len(exchanged[-1]) == 1:
                raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        restore(backup, place, tell=tell)

    assert len(exchanged[-1]) == 1
    assert contents() == before
    assert sorted(place.folder.iterdir()) == there


def test_one_that_fails_on_a_new_machine_leaves_it_empty(place, backup, fresh):
    def tell(done, of, what):
        if "restored" in what:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        restore(backup, fresh, tell=tell)

    assert [path.name for path in fresh.folder.iterdir()] == ["media"]
    assert list(fresh.media.iterdir()) == []
    assert fresh.database.holdings() is None


def test_files_that_cannot_be_exchanged_are_put_back(tmp_path):
    for name in ("root/a", "root/b", "elsewhere"):
        (tmp_path / name).mkdir(parents=True)
    exchange = Exchange(tmp_path / "root", new=tmp_path / "missing", aside=tmp_path / "aside")

    with pytest.raises(FileNotFoundError):
        exchange.do()
    exchange.undo()

    assert sorted(path.name for path in (tmp_path / "root").iterdir()) == ["a", "b"]
    assert not (tmp_path / "aside").exists()


def test_files_are_set_aside_within_their_folder_where_that_is_a_disk_of_its_own(tmp_path):
    for name in ("before-restore-1", ".restoring-1/files/new", "before-restore-2", "old"):
        (tmp_path / name).mkdir(parents=True)
    aside = tmp_path / "before-restore-2" / "files"

    Exchange(tmp_path, new=tmp_path / ".restoring-1" / "files", aside=aside).do()

    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == [".restoring-1", "before-restore-1", "before-restore-2", "new"]
    assert [path.name for path in aside.iterdir()] == ["old"]


def test_a_backup_names_the_originals_of_imports_that_are_missing(place, tmp_path):
    text = "Recommendation\tBy when\nKeep a record of it.\tMay 2017"
    kept = begin_pasted(text, title="Records", as_at=DAY, by=make_user(), at=moment())
    (place.media / kept.file.name).unlink()

    backup = taken(place, tmp_path / "backup.zip")

    assert backup.manifest.files_missing == (kept.file.name,)


def test_a_backup_is_not_put_among_the_files_that_it_holds(place):
    with pytest.raises(NotDone, match="choose a place outside of it"):
        taken(place, place.media / "backup.zip")


def test_a_database_without_tables_is_not_backed_up(fresh, tmp_path):
    if connection.vendor == "sqlite":
        Path(fresh.database_settings["NAME"]).touch()

    with pytest.raises(NotDone, match=r"^There is nothing of As At .* run manage.py migrate\.$"):
        taken(fresh, tmp_path / "nothing.zip")

    assert not (tmp_path / "nothing.zip").exists()


def test_a_half_made_database_is_kept_and_replaced(place, backup):
    before = contents()
    _drop("recommendations_evidence")

    with pytest.raises(NotDone, match="recommendations_evidence") as refusal:
        taken(place, place.folder / "half.zip")
    restored = restore(backup, place)

    assert ".as-at-backup-" not in str(refusal.value)
    assert "recommendations_evidence" in restored.unreadable
    assert contents() == signed_out(before)
    assert sorted(path.name for path in restored.kept_in.iterdir()) == [
        restored.manifest.database,
        "files",
    ]


def test_a_database_of_another_program_is_kept_and_replaced(place, backup, fresh):
    before = contents()
    with working_in(fresh), connection.cursor() as cursor:
        cursor.execute("CREATE TABLE theirs (a int)")

    restored = restore(backup, fresh)

    assert "django_migrations" in restored.unreadable
    assert (restored.kept_in / restored.manifest.database).exists()
    with working_in(fresh):
        assert contents() == signed_out(before)


def _drop(table):
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA foreign_keys=OFF")
            cursor.execute(f"DROP TABLE {table}")
        else:
            cursor.execute(f"DROP TABLE {table} CASCADE")


def as_noise(content):
    return bytes(number * 7 % 256 for number in range(10_000))


def cut_in_half(content):
    return content[: len(content) // 2]


def with_noise_inside(content):
    return content[:4096] + as_noise(content) + content[14096:]


def _break(place, change):
    """Returns the file of the database, and what is in it now."""
    connection.close()
    path = Path(place.database_settings["NAME"])
    path.write_bytes(change(path.read_bytes()))
    return path, path.read_bytes()


@on_sqlite
@pytest.mark.parametrize("change", [as_noise, cut_in_half, with_noise_inside])
def test_a_broken_database_is_kept_as_it_is_and_replaced(place, backup, change):
    before = contents()
    path, broken = _break(place, change)
    path.chmod(0o640)

    restored = restore(backup, place)

    assert (restored.now, restored.files_now) == (None, 1)
    assert restored.unreadable.startswith(f"SQLite can’t use {path}: ")
    assert contents() == signed_out(before)
    kept = (restored.kept_in / "database.sqlite3").read_bytes()
    assert kept[100:] == broken[100:]  # but for what SQLite counts in the header
    assert oct(path.stat().st_mode & 0o777) == "0o640"


@on_sqlite
def test_what_replaces_a_broken_database_is_ready_for_two_who_come_at_once(place, backup):
    path, _broken = _break(place, as_noise)

    restore(backup, place)

    assert path.read_bytes()[18:20] == b"\2\2"  # SQLite's mark of a write-ahead log
    assert sorted(place.folder.glob(f"{path.name}-*")) == []


@on_sqlite
def test_what_belongs_to_a_broken_database_is_kept_with_it(place, backup):
    before = contents()
    path, _broken = _break(place, as_noise)
    path.with_name(path.name + "-journal").write_bytes(b"\0old")

    restored = restore(backup, place)

    assert contents() == signed_out(before)
    assert (restored.kept_in / "database.sqlite3-journal").read_bytes() == b"\0old"
    assert not path.with_name(path.name + "-journal").exists()


@on_sqlite
def test_a_broken_database_stays_as_it_is_when_it_is_cut_off(place, backup):
    path, broken = _break(place, as_noise)
    there = sorted(place.folder.iterdir())

    for number in (1, 2, 3, 4):
        with pytest.raises(KeyboardInterrupt):
            restore(backup, place, tell=CutOff(number))
        assert path.read_bytes() == broken
        assert sorted(place.folder.iterdir()) == there
        assert len(files_under(place.media)) == 1


@on_sqlite
def test_whoever_is_connected_sees_what_is_restored(place, backup):
    write_on()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM reports_appendix")
        restore(backup, place)
        cursor.execute("SELECT count(*) FROM reports_appendix")
        assert cursor.fetchone() == (1,)


@on_sqlite
def test_a_database_with_other_pages_takes_them(place, backup):
    before = contents()
    with connection.cursor() as cursor:
        for statement in ("journal_mode=DELETE", "page_size=8192"):
            cursor.execute(f"PRAGMA {statement}")
        cursor.execute("VACUUM")

    restore(backup, place)

    assert contents() == signed_out(before)


@on_sqlite
def test_a_row_that_refers_to_nothing_is_refused(place, tmp_path):
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA foreign_keys=OFF")
        cursor.execute("DELETE FROM people_user")

    with pytest.raises(NotDone, match="refers to nothing"):
        restore(taken(place, tmp_path / "backup.zip").path, place)


@on_postgresql
def test_a_dump_that_is_cut_short_is_refused(place, backup, tmp_path):
    with zipfile.ZipFile(backup) as archive:
        whole = archive.read("database.dump")
    short = tmp_path / "short.dump"

    for percent in (60, 80, 90, 95, 98, 99):
        short.write_bytes(whole[: len(whole) * percent // 100])
        with pytest.raises(NotDone):
            place.database.check(short)


@on_postgresql
@pytest.mark.parametrize(
    "row", ["1\n", "1\treports\t0001_initial\t2016", "1\treports\t\xff\t2016\n"]
)
def test_a_row_that_is_cut_short_or_strange_is_refused(place, tmp_path, monkeypatch, row):
    """As pg_restore gives it, but for what is in it."""
    (tmp_path / "script").write_text(
        f"COPY public.django_migrations (id, app, name, applied) FROM stdin;\n{row}",
        encoding="latin-1",
    )
    program = tmp_path / "programs" / "pg_restore"
    program.parent.mkdir()
    program.write_text(f"#!/bin/sh\nexec cat {tmp_path / 'script'}\n")
    program.chmod(0o700)
    monkeypatch.setenv("PATH", f"{program.parent}:{os.environ['PATH']}")

    with pytest.raises(NotDone, match=r"The database .*is damaged"):
        place.database.check(tmp_path / "script")


@on_postgresql
def test_a_table_of_a_later_program_goes(place, backup):
    before = contents()
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE later (plan bigint REFERENCES recommendations_plan)")
        cursor.execute("CREATE VIEW looks AS SELECT * FROM later")

    restore(backup, place)

    assert contents() == signed_out(before)


@on_postgresql
def test_missing_programs_are_said(place, backup, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(NotDone, match="The program pg_dump is not on this machine"):
        taken(place, tmp_path / "other.zip")
    with pytest.raises(NotDone, match="The program pg_restore is not on this machine"):
        restore(backup, place)


@on_postgresql
def test_the_password_is_never_said(place, tmp_path):
    place.database_settings["PASSWORD"] = "open sesame"
    place.database_settings["USER"] = "nobody"

    with pytest.raises(NotDone, match="PostgreSQL can’t do it: connection failed") as refusal:
        taken(place, tmp_path / "backup.zip")

    assert "sesame" not in str(refusal.value)
