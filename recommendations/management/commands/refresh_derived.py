"""Lets facts and dates take effect that begin on a day: run it every night."""

from django.core.management.base import BaseCommand
from django.db.models import Q
from django.utils import timezone

from people.command_arguments import day
from recommendations.derived import refresh_derived
from recommendations.models import PlanStamp, Recommendation


class Command(BaseCommand):
    help = "Set the derived columns of all recommendations as at a day (by default today)."

    def add_arguments(self, parser):
        parser.add_argument("--on", help="a day, such as 2016-05-31; today without it")
        parser.add_argument(
            "--missing",
            action="store_true",
            help="only those of which something is not kept yet: after a migration",
        )

    def handle(self, *, on, missing, verbosity, **options):
        on = day(on) if on else timezone.localdate()
        recommendations = Recommendation.objects.order_by("pk")
        if missing:
            recommendations = recommendations.filter(Q(search_text=None) | Q(derived_on=None))
        keys = recommendations.values_list("pk", flat=True)
        refresh_derived(keys, on=on)
        PlanStamp.objects.add_up()
        if verbosity:
            self.stdout.write(f"{len(keys)} recommendations stand as at {on:%-d %B %Y}.")
