"""Lets facts and dates take effect that begin on a day: run it every night."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from people.command_arguments import day
from recommendations.derived import refresh_derived
from recommendations.models import Recommendation


class Command(BaseCommand):
    help = "Set the derived columns of all recommendations as at a day (by default today)."

    def add_arguments(self, parser):
        parser.add_argument("--on", help="a day, such as 2016-05-31; today without it")

    def handle(self, *, on, **options):
        on = day(on) if on else timezone.localdate()
        keys = Recommendation.objects.order_by("pk").values_list("pk", flat=True)
        refresh_derived(keys, on=on)
        self.stdout.write(f"{len(keys)} recommendations stand as at {on:%-d %B %Y}.")
