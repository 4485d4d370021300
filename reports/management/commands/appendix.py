"""Prints the live appendix of a plan, as at a day, as known at a moment."""

import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from people.command_arguments import day, moment
from recommendations.models import Plan
from reports.build import build_document
from reports.render.formats import FORMATS
from reports.render.pdf.missing_characters import missing_characters

# Of the places with a character that can't be printed, so many are named.
TOLD = 20


class Command(BaseCommand):
    help = "Print the appendix of a plan as at a day, as known at a moment (by default now)."

    def add_arguments(self, parser):
        parser.add_argument(
            "plan", help="the plan's address, such as organisational-learning-review"
        )
        parser.add_argument("--as-at", required=True, help="a day, such as 2016-05-31")
        parser.add_argument(
            "--known-by",
            help="a moment, such as 2016-06-03T12:00; a day alone means its end",
        )
        parser.add_argument("--format", choices=FORMATS, default="html")
        parser.add_argument("--public", action="store_true", help="leave out what is exempt")
        parser.add_argument("--output", type=Path, help="a file; without it, standard output")

    def handle(self, *, plan, as_at, known_by, format, public, output, **options):
        on, by, today = day(as_at), known_by and moment(known_by), timezone.localdate()
        document = build_document(_plan(plan), as_at=on, known_by=by, today=today, public=public)
        _write(FORMATS[format].render(document), output)
        if format == "pdf":
            self._warn(missing_characters(document))

    def _warn(self, missing):
        for one in missing[:TOLD]:
            self.stderr.write(f"{one.words}: no font of this machine has what stands there.")
        if len(missing) > TOLD:
            self.stderr.write(f"The same in {len(missing) - TOLD} more places.")


def _plan(slug):
    try:
        return Plan.objects.get(slug=slug)
    except Plan.DoesNotExist:
        raise CommandError(f"There is no plan “{slug}”.") from None


def _write(content, output):
    if output is None:
        sys.stdout.buffer.write(content)
        return
    try:
        output.write_bytes(content)
    except OSError as error:
        raise CommandError(f"Can't write to {output}: {error.strerror}.") from None
