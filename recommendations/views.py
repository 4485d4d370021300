from django.views.generic import ListView

from recommendations.models import Plan


class PlanList(ListView):
    queryset = Plan.objects.in_use()
