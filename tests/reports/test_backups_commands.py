import os
import signal
import sys

import pytest
from django.core.management import ManagementUtility, call_command
from django.core.management.base import CommandError
from django.db import connection

from reports.backups.archive import new_archive
from reports.backups.stopping import stopping_tidily
from tests.factories import make_issued, make_plan, make_recommendations
from tests.reports.places import contents, migrated_database, place_of_its_own, working_in


@pytest.fixture(scope="module")
def migrated(django_db_setup, django_db_blocker, tmp_path_factory):
    folder = tmp_path_factory.mktemp("migrated")
    with django_db_blocker.unblock(), migrated_database(folder) as name:
        yield name


@pytest.fixture
def place(db, migrated, tmp_path):
    with place_of_its_own(tmp_path / "site", like=migrated) as place, working_in(place):
        plan = make_plan()
        make_recommendations(2, plan)
        make_issued(plan)
        yield place


@pytest.fixture
def backup(place, tmp_path):
    call_command("backup", str(tmp_path / "backup.zip"), verbosity=0)
    return str(tmp_path / "backup.zip")


@pytest.fixture
def terminal(monkeypatch):
    """Gives what somebody types there."""
    theirs, ours = os.openpty()
    with open(ours) as stdin:
        monkeypatch.setattr(sys, "stdin", stdin)
        yield lambda typed: os.write(theirs, typed.encode())
    os.close(theirs)


def run(*arguments):
    """As from a shell; the checks of the project would take offence at how tests are set up."""
    ManagementUtility(["manage.py", *arguments, "--skip-checks"]).execute()


def test_backup_says_in_a_line_what_it_holds(place, tmp_path, capsys):
    call_command("backup", str(tmp_path / "backup.zip"))

    out, err = capsys.readouterr()
    assert out.startswith(f"{tmp_path / 'backup.zip'} (")
    assert out.endswith(": 2 recommendations, 0 files and 1 issued paper.\n")
    assert out.count("\n") == 1
    assert err == ""


@pytest.mark.parametrize("arguments", [[], ["."], ["nightly"]])
@pytest.mark.usefixtures("place")
def test_in_a_folder_a_backup_is_called_by_the_moment(tmp_path, monkeypatch, arguments):
    (tmp_path / "nightly").mkdir()
    monkeypatch.chdir(tmp_path)

    call_command("backup", *arguments)

    folder = tmp_path / "nightly" if "nightly" in arguments else tmp_path
    [file] = folder.glob("*.zip")
    assert len(file.name) == len("as-at-2016-05-31T120000.zip")
    assert file.name.startswith("as-at-20")


@pytest.mark.usefixtures("place")
def test_backup_that_cannot_be_written_is_one_line_and_exit_1(tmp_path, capsys):
    (tmp_path / "mine.zip").touch()

    with pytest.raises(SystemExit) as exit:
        run("backup", str(tmp_path / "mine.zip"))

    out, err = capsys.readouterr()
    assert exit.value.code == 1
    assert (out, err.count("\n")) == ("", 1)
    assert "never overwritten" in err


def test_backup_names_files_that_are_missing(place, tmp_path, capsys):
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO recommendations_evidence "
            "(recommendation_id, name, file, content_type, size, link) "
            "SELECT MIN(id), 'Minutes', 'evidence/ab/cd', 'text/plain', 5, '' "
            "FROM recommendations_recommendation"
        )

    call_command("backup", str(tmp_path / "backup.zip"))

    assert capsys.readouterr().err == (
        "The database names 1 file that the folder of files does not hold: evidence/ab/cd.\n"
    )


@pytest.mark.usefixtures("place")
def test_backup_without_a_file_that_has_no_name_is_exit_1(place, tmp_path, capsys):
    (place.media / os.fsdecode(b"caf\xe9.txt")).touch()

    with pytest.raises(SystemExit) as exit:
        run("backup", str(tmp_path / "backup.zip"))

    out, err = capsys.readouterr()
    assert exit.value.code == 1
    assert out.endswith(": 2 recommendations, 0 files and 1 issued paper.\n")
    assert err == (
        "CommandError: The backup was written, but: 1 file with a name that is not UTF-8 is not in "
        f"it: {place.media}/caf\\xe9.txt. Rename and back up again.\n"
    )


def test_restore_over_what_cannot_be_read_says_so_and_asks(place, backup, terminal, capsys):
    before = contents()
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE reports_publication")
        cursor.execute("ALTER TABLE reports_appendix RENAME TO something_else")
    terminal("yes\n")
    capsys.readouterr()

    call_command("restore", backup)

    lines = capsys.readouterr().out.splitlines()
    assert lines[1].startswith("What is there now can’t be read. ")
    assert "reports_appendix" in lines[1]
    replaced = "It takes the place of that database as it is and 0 files, which are kept in"
    assert lines[2].startswith(f"{replaced} {place.folder}/before-restore-")
    assert lines[3] == "Type “yes” to replace it: Restored; 1 issued paper checked."
    assert contents() == before


def test_restore_says_what_goes_and_asks(place, backup, terminal, capsys):
    before = contents()
    make_recommendations(1, make_plan())
    terminal("yes\n")
    capsys.readouterr()

    call_command("restore", backup)

    lines = capsys.readouterr().out.splitlines()
    assert lines[0].endswith("is whole: 2 recommendations, 0 files and 1 issued paper.")
    assert lines[1].startswith("It takes the place of 3 recommendations, 0 files and 1 issued")
    assert lines[2] == "Type “yes” to replace it: Restored; 1 issued paper checked."
    assert lines[3].startswith(f"What was there before is kept in {place.folder}/before-restore-")
    assert len(lines) == 4
    assert contents() == before


@pytest.mark.parametrize("typed", ["no\n", "\n", "y\n", "\x04"])
def test_restore_changes_nothing_without_a_yes(place, backup, terminal, typed):
    make_recommendations(1, make_plan())
    before = contents()
    terminal(typed)

    with pytest.raises(CommandError, match=r"^Nothing was changed.$"):
        call_command("restore", backup)

    assert contents() == before


def test_restore_asks_nobody_who_is_not_there(place, backup, monkeypatch):
    make_recommendations(1, make_plan())
    before = contents()
    with open(os.devnull) as nobody:
        monkeypatch.setattr(sys, "stdin", nobody)
        with pytest.raises(CommandError, match=r"add --no-input .* Nothing was changed.$"):
            call_command("restore", backup)

    assert contents() == before


def test_restore_without_input_asks_nobody(place, backup):
    before = contents()
    make_recommendations(1, make_plan())

    call_command("restore", backup, "--no-input")

    assert contents() == before


def test_restore_of_what_is_no_backup_is_one_line_and_exit_1(place, capsys):
    with pytest.raises(SystemExit) as exit:
        run("restore", __file__, "--no-input")

    assert exit.value.code == 1
    assert capsys.readouterr().err == (
        f"CommandError: {__file__} is not a backup, or is cut short. Nothing was changed.\n"
    )


def test_restore_of_an_older_backup_says_to_migrate(place, tmp_path, capsys):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE name = '0004_issued_stays'")
    call_command("backup", str(tmp_path / "backup.zip"))

    call_command("restore", str(tmp_path / "backup.zip"), "--no-input")

    assert capsys.readouterr().out.endswith("older than this program: run manage.py migrate now.\n")


def test_a_command_that_is_told_to_stop_leaves_nothing_half_made(place, tmp_path):
    before = signal.getsignal(signal.SIGTERM)

    with (
        pytest.raises(SystemExit, match="Stopped"),
        stopping_tidily(),
        new_archive(tmp_path / "backup.zip"),
    ):
        os.kill(os.getpid(), signal.SIGTERM)

    assert [path.name for path in tmp_path.iterdir()] == ["site"]
    assert signal.getsignal(signal.SIGTERM) == before
