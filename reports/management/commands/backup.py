"""Puts the database and the files into one archive, while people work."""

from pathlib import Path
from time import monotonic

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils import timezone

from reports.backups.backing_up import back_up
from reports.backups.databases import database_of
from reports.backups.files import shown
from reports.backups.not_done import NotDone
from reports.backups.stopping import stopping_tidily
from reports.backups.wording import Progress, contents_in_words, counted, size_in_words

SHOWN = 5


class Command(BaseCommand):
    help = "Put the database and the files into one archive, while people work."

    def add_arguments(self, parser):
        parser.add_argument(
            "file",
            nargs="?",
            type=Path,
            default=Path(),
            help="the archive to write; in a folder, or without it in this one, it is called by "
            "the moment",
        )

    @stopping_tidily()
    def handle(self, *, file, **options):
        now = timezone.localtime()
        if file.is_dir():
            file /= f"as-at-{now:%Y-%m-%dT%H%M%S}.zip"
        try:
            backup = back_up(
                file,
                database=database_of(connection.settings_dict),
                media_root=Path(settings.MEDIA_ROOT),
                at=now,
                tell=Progress(self.stderr, monotonic),
            )
        except NotDone as error:
            raise CommandError(str(error)) from None
        self._describe(backup)

    def _describe(self, backup):
        manifest = backup.manifest
        contents = contents_in_words(
            manifest.recommendations, manifest.files, len(manifest.issued_papers)
        )
        self.stdout.write(f"{shown(backup.path)} ({size_in_words(backup.size)}): {contents}.")
        if missing := manifest.files_missing:
            more = ", …" if len(missing) > SHOWN else ""
            self.stderr.write(
                f"The database names {counted(len(missing), 'file')} that the folder of files does "
                f"not hold: {', '.join(missing[:SHOWN])}{more}."
            )
        if wrong := list(_wrong(backup)):
            raise CommandError(" ".join(["The backup was written, but:", *wrong]))


def _wrong(backup):
    if names := backup.left_out:
        yield (
            f"{counted(len(names), 'file')} with a name that is not UTF-8 {_is(names)} not in it: "
            f"{', '.join(names)}. Rename and back up again."
        )
    if names := backup.damaged_papers:
        yield (
            "no such backup is restored: issued papers are not what was issued: "
            f"{'; '.join(names)}."
        )


def _is(names):
    return "is" if len(names) == 1 else "are"
