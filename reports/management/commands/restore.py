"""Puts a backup in the place of the database and the files, once everything in it is checked."""

import sys
from pathlib import Path
from time import monotonic

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils import timezone

from reports.backups.databases import database_of
from reports.backups.not_done import NotDone, NotPutBack
from reports.backups.restoring import checked_backup, known_migrations
from reports.backups.stopping import stopping_tidily
from reports.backups.wording import Progress, contents_in_words, counted

NOBODY_TO_ASK = "There is nobody to ask whether to replace it: add --no-input to do so unasked."


class Command(BaseCommand):
    help = "Check a backup, and put it in the place of the database and the files."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="an archive written by manage.py backup")
        parser.add_argument(
            "--no-input", "--noinput", action="store_false", dest="asks", help="do not ask first"
        )

    @stopping_tidily()
    def handle(self, *, file, asks, **options):
        try:
            with self._checked(file) as backup:
                self._describe(backup)
                if asks and not self._is_sure():
                    raise CommandError("Nothing was changed.")
                backup.put_in_place()
        except NotPutBack as error:
            raise CommandError(str(error)) from None
        except NotDone as error:
            raise CommandError(f"{error} Nothing was changed.") from None
        self._say_what_was_done(backup)

    def _checked(self, file):
        return checked_backup(
            file,
            database=database_of(connection.settings_dict),
            media_root=Path(settings.MEDIA_ROOT),
            known=known_migrations(),
            at=timezone.localtime(),
            tell=Progress(self.stderr, monotonic),
        )

    def _describe(self, backup):
        manifest, now = backup.manifest, backup.now
        made_at = timezone.localtime(manifest.made_at)
        contents = contents_in_words(
            manifest.recommendations, manifest.files, len(manifest.issued_papers)
        )
        self.stdout.write(
            f"The backup of {made_at.day} {made_at:%B %Y, %H:%M:%S} is whole: {contents}."
        )
        if backup.unreadable:
            self.stdout.write(f"What is there now can’t be read. {backup.unreadable}")
            contents = f"that database as it is and {counted(backup.files_now, 'file')}"
        elif now is None:
            self.stdout.write("The database is empty.")
            return
        else:
            contents = contents_in_words(now.recommendations, backup.files_now, len(now.papers))
        self.stdout.write(
            f"It takes the place of {contents}, which are kept in {backup.kept_in}. Whatever was "
            "entered after the backup is lost to the site, and everybody is signed out."
        )

    def _is_sure(self):
        if not sys.stdin.isatty():
            raise NotDone(NOBODY_TO_ASK)
        self.stdout.write("Type “yes” to replace it: ", ending="")
        self.stdout.flush()
        return sys.stdin.readline().strip().lower() == "yes"

    def _say_what_was_done(self, backup):
        papers = len(backup.manifest.issued_papers)
        self.stdout.write(f"Restored; {counted(papers, 'issued paper')} checked.")
        if backup.kept_in.exists():
            self.stdout.write(f"What was there before is kept in {backup.kept_in}.")
        if backup.to_migrate:
            self.stdout.write("The backup is older than this program: run manage.py migrate now.")
