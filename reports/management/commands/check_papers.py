"""Proves that issued papers still are what was issued."""

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection, transaction

from reports.backups.not_done import NOTHING_YET
from reports.backups.wording import counted
from reports.kept_papers import kept_papers, names_of_damaged


class Command(BaseCommand):
    help = "Exit 1, with their names, when issued papers are not what was issued."

    def handle(self, **options):
        try:
            papers = _papers()
        except DatabaseError as error:
            raise CommandError(f"The database can’t be read: {_first_line(error)}.") from None
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


@transaction.atomic
def _papers():
    with connection.cursor() as cursor:
        if "reports_appendix" not in connection.introspection.table_names(cursor):
            raise CommandError(NOTHING_YET)
        return list(kept_papers(cursor))


def _first_line(error):
    return str(error).splitlines()[0].removesuffix(".")
