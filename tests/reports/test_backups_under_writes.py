"""Backups taken while others write: whole, and with every acknowledged update."""

import os
import subprocess
import sys
from contextlib import contextmanager, suppress
from threading import Condition, Thread

import pytest

from recommendations.derived import wrong_derived
from recommendations.models import Evidence, ProgressUpdate
from reports.backups.archive import say_nothing
from reports.backups.backing_up import back_up
from reports.backups.not_done import NotDone
from tests.factories import make_issued, make_plan, make_recommendations, moment
from tests.reports.places import migrated_database, place_of_its_own, restore, working_in


@pytest.fixture(scope="module")
def migrated(django_db_setup, django_db_blocker, tmp_path_factory):
    folder = tmp_path_factory.mktemp("migrated")
    with django_db_blocker.unblock(), migrated_database(folder) as name:
        yield name


@pytest.fixture
def place(db, migrated, tmp_path):
    """A place of its own in which there is an issued paper."""
    with place_of_its_own(tmp_path / "site", like=migrated) as place:
        with working_in(place):
            plan = make_plan()
            make_recommendations(3, plan)
            make_issued(plan)
        yield place


class Writer:
    """Another process that writes; what it has been told is kept, it prints."""

    def __init__(self, process):
        self._process, self._told, self._changed = process, 0, Condition()
        self._listening = Thread(target=self._listen, daemon=True)
        self._listening.start()

    def stop(self):
        """Killed in the midst of writing, and all that it printed heard."""
        self._process.kill()
        self._listening.join()

    def wait_for_more(self):
        """How many updates it has been told are kept, once there is another one."""
        with self._changed:
            before = self._told
            assert self._changed.wait_for(lambda: self._told > before, timeout=120)
            return self._told

    def _listen(self):
        for number in self._process.stdout:
            with self._changed:
                self._told = int(number)
                self._changed.notify_all()


@contextmanager
def somebody_writing(place):
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.reports.writing_updates"],
        env=os.environ | {"DATABASE_URL": place.address, "MEDIA_ROOT": str(place.media)},
        stdout=subprocess.PIPE,
    )
    with process:
        writer = Writer(process)
        try:
            yield writer
        finally:
            writer.stop()


def tried_again(path, place):
    """Put a backup into a place as one does who is told that somebody writes all the time."""
    for _ in range(20):
        with suppress(NotDone):
            return restore(path, place)
    return restore(path, place)


def taken(place, path):
    return back_up(path, database=place.database, media_root=place.media, at=moment())


def test_twenty_backups_under_writes_hold_every_acknowledged_update(place, tmp_path):
    acknowledged = []
    with somebody_writing(place) as writer:
        for number in range(20):
            acknowledged.append(writer.wait_for_more())
            taken(place, tmp_path / f"{number}.zip")

    # All into one place: to make and drop a database takes longer than to restore one.
    with place_of_its_own(tmp_path / "fresh") as fresh:
        for number, told in enumerate(acknowledged):
            backup = restore(tmp_path / f"{number}.zip", fresh)

            assert backup.manifest.files_missing == ()
            assert len(backup.manifest.issued_papers) == 1
            with working_in(fresh):
                _check_updates(at_least=told)
                _check_files()


def test_of_what_is_written_while_it_is_restored_nothing_is_lost(place, tmp_path):
    """What was acknowledged before is in what is kept, what was after in the site."""
    with somebody_writing(place) as writer:
        writer.wait_for_more()
        backup = taken(place, tmp_path / "backup.zip")
        writer.wait_for_more()
        restored = tried_again(backup.path, place)
        told = writer.wait_for_more()

    with place_of_its_own(tmp_path / "kept") as kept:
        kept.database.replace(
            restored.kept_in / restored.manifest.database,
            keep=tmp_path / "nothing",
            meanwhile=lambda: None,
            tell=say_nothing,
        )
        with working_in(kept):
            before = _updates()
    with working_in(place):
        after = _updates()
        _check_files()
        assert list(wrong_derived()) == []
    every = {f"Update {number}" for number in range(1, told + 1)}
    assert every <= before | after
    assert not every <= before
    assert not every <= after


def _updates():
    return set(ProgressUpdate.objects.values_list("narrative", flat=True))


def _check_updates(*, at_least):
    """All up to the last, none half, and what is derived from them."""
    updates = list(ProgressUpdate.objects.order_by("pk").values_list("narrative", flat=True))
    assert len(updates) >= at_least
    assert updates == [f"Update {number}" for number in range(1, len(updates) + 1)]
    assert list(wrong_derived()) == []


def _check_files():
    """Each that is named is there, as it was, and comes with its update."""
    files = Evidence.objects.order_by("pk")
    assert files.count() == ProgressUpdate.objects.count()
    for piece in files:
        assert piece.file.read() == f"Update {piece.name.removesuffix('.txt')}".encode()
        piece.file.close()
