from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "reports"

    def ready(self):
        # Models can be imported by now, and not before.
        from reports.asked_to_attend import tell_of_meetings

        tell_of_meetings()
