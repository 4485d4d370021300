"""Proves the derived columns equal to the facts."""

from django.core.management.base import BaseCommand, CommandError

from people.command_arguments import day
from recommendations.derived import wrong_derived


class Command(BaseCommand):
    help = "Exit 1 when a derived column disagrees with the facts, as at a day."

    def add_arguments(self, parser):
        parser.add_argument(
            "--on", help="a day, such as 2016-05-31; without it, the day that each row stands for"
        )

    def handle(self, *, on, **options):
        faults = 0
        for recommendation, column, says, facts in wrong_derived(on=on and day(on)):
            faults += 1
            row = f"{recommendation} ({recommendation.pk})"
            self.stdout.write(f"{row}: {column} is {says!r}, the facts say {facts!r}")
        if faults:
            raise CommandError(f"{faults} derived values disagree with the facts.")
        self.stdout.write("The derived columns agree with the facts.")
