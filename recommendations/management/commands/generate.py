"""Makes up a large data set: to measure with, and to see the pages of a big council."""

from time import monotonic

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from recommendations.generating import generate, plan_sizes
from recommendations.models import Plan


class Command(BaseCommand):
    help = "Make up recommendations with years of history, in bulk, the same ones for a seed."

    def add_arguments(self, parser):
        parser.add_argument("--recommendations", type=int, default=1_000, metavar="N")
        parser.add_argument("--seed", type=int, default=1, metavar="S")
        parser.add_argument(
            "--add", action="store_true", help="add them to a database that has plans already"
        )

    def handle(self, *, recommendations, seed, add, **options):
        if recommendations < 1:
            raise CommandError("--recommendations must be 1 or more.")
        if not add and Plan.objects.exists():
            raise CommandError(
                "This database has plans already, and made-up ones can't be taken out again. "
                "Use another database, or say --add to add them all the same."
            )
        began = monotonic()
        sizes = plan_sizes(recommendations, seed=seed)
        generate(sizes, seed=seed, today=timezone.localdate(), tell=self._progress(recommendations))
        self.stdout.write(
            f"{recommendations:,} recommendations made in {monotonic() - began:.0f} s; "
            f"plans: {len(sizes):,}."
        )

    def _progress(self, recommendations):
        """The real count in one line of a terminal that is written over; nothing elsewhere."""

        def tell(done):
            if self.stderr.isatty():
                self.stderr.write(f"\r{done:,} of {recommendations:,} recommendations", ending="")
                if done == recommendations:
                    self.stderr.write("")

        return tell
