from django.apps import AppConfig


class RecommendationsConfig(AppConfig):
    name = "recommendations"

    def ready(self):
        # Models can be imported by now, and not before.
        from recommendations.naming import count_for_people

        count_for_people()
