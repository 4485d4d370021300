"""Dashboards to test with, as a lead sees them; by default of all plans, as at 30 June 2016."""

from datetime import date

from people.roles import Role
from recommendations.models import Plan
from reports.dashboard.asking import dashboard_of, rows_behind
from tests.factories import make_user

JUNE = date(2016, 6, 30)


def lead():
    return make_user("lena@example.gov.uk", "Lena Lead", role=Role.LEAD)


def asked(user=None, today=JUNE, as_at=None, known_by=None):
    return {
        "user": user or lead(),
        "today": today,
        "as_at": as_at or today,
        "known_by": known_by,
    }


def dashboard(plans=None, **when):
    plans = Plan.objects.all() if plans is None else plans
    return dashboard_of(plans, **asked(**when))


def behind(key, plans=None, **when):
    plans = Plan.objects.all() if plans is None else plans
    return rows_behind(plans, **asked(**when), key=key)


def number(found, key):
    [one] = [one for one in (*found.numbers, *found.rag) if one.key == key]
    return one.counted, one.of
