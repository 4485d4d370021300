from django.apps import AppConfig
from django.core.checks import register


class ReportsConfig(AppConfig):
    name = "reports"

    def ready(self):
        # Models can be imported by now, and not before.
        from reports.asked_to_attend import tell_of_meetings
        from reports.checks import check_logo

        tell_of_meetings()
        register(check_logo)
