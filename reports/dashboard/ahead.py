"""Counting ahead what the dashboard of all plans is going to be asked for, so that nobody waits."""

from datetime import date

from recommendations.models import Plan
from reports.dashboard.plans import CountedPlans, stamp_numbers
from reports.dashboard.today import tally_today
from reports.dashboard.trend import points_of_trend, rates_of_trend


def count_ahead(*, today: date) -> int:
    """Count and keep what stands today in all plans in use together, and the points of their trend;
    returns how many points it has.
    """
    plans = CountedPlans(Plan.objects.in_use())
    numbers = stamp_numbers(plans)
    tally_today(plans, today=today, numbers=numbers)
    points = points_of_trend(plans, before=today, known_by=None)
    rates_of_trend(plans, points, hidden=(), today=today, numbers=numbers, most=None)
    return len(points)
