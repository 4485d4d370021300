"""Proves that issued papers still are what was issued."""

from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction

from reports.backups.wording import counted
from reports.kept_papers import kept_papers, names_of_damaged


class Command(BaseCommand):
    help = "Exit 1, with their names, when issued papers are not what was issued."

    @transaction.atomic
    def handle(self, **options):
        with connection.cursor() as cursor:
            papers = list(kept_papers(cursor))
        damaged = names_of_damaged(papers)
        for name in damaged:
            self.stdout.write(f"{name} is not what was issued.")
        if damaged:
            are = "is" if len(damaged) == 1 else "are"
            raise CommandError(
                f"{len(damaged)} of {counted(len(papers), 'issued paper')} {are} not what was "
                "issued."
            )
        self.stdout.write(f"{counted(len(papers), 'issued paper')}: each is what was issued.")
