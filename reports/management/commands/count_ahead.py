"""Counts ahead what dashboards ask for: run it every night, after refresh_derived."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from reports.dashboard.ahead import count_ahead


class Command(BaseCommand):
    help = "Count what the dashboard of all plans shows today, so that nobody waits for it."

    def handle(self, *, verbosity, **options):
        points = count_ahead(today=timezone.localdate())
        if verbosity:
            self.stdout.write(f"Today is counted, and {points} past days of the trend.")
