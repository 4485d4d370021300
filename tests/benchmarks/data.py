"""What is measured: a large made-up council with a plan of 50 recommendations and one of 300 in it,
a recommendation with ten rows to edit, and one with ten rows to report on in an open round.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from django.test import Client
from django.utils import timezone

from people.models import Owner
from people.roles import Role
from recommendations.generating import MANY_OWNERS, generate, plan_sizes
from recommendations.models import Plan, Recommendation
from tests.factories import (
    make_action,
    make_deadline,
    make_owner,
    make_plan,
    make_recommendation,
    make_round,
    make_update,
    make_user,
    moment,
)

SEED = 1
SMALL, LARGE = 50, 300


@dataclass(frozen=True)
class Data:
    """A plan of each size by its number of rows; the recommendation with ten rows to edit, and the
    officer's own with ten to report on; who is signed in.
    """

    plans: dict[int, Plan]
    ten_rows: Recommendation
    reported: Recommendation
    lead: Client
    officer: Client
    administrator: Client
    today: date

    @property
    def past_day(self):
        """Half a year ago: before the last rounds of the youngest plans."""
        return self.today - timedelta(days=183)


def make_data(recommendations: int, *, today: date, tell=lambda done: None) -> Data:
    """So many recommendations, in the database that is in use, which is empty."""
    measured = [size for size in (SMALL, LARGE) if size < recommendations]
    sizes = measured + plan_sizes(recommendations - sum(measured), seed=SEED)
    plans = generate(sizes, seed=SEED, today=today, owners=MANY_OWNERS, tell=tell)
    return with_readers(plans[: len(measured)], today=today)


def with_readers(plans: list[Plan], *, today: date) -> Data:
    """The plans to be measured, which everybody may read, and those who are signed in."""
    for plan in plans:
        plan.departments.clear()
    lead = make_user("lead@example.gov.uk", "Lena Lead", Role.LEAD)
    officer = make_user("officer@example.gov.uk", "Olive Officer", Role.OFFICER)
    superuser = make_user("administrator@example.gov.uk", "Ada", is_staff=True, is_superuser=True)
    people = Owner.objects.filter(kind=Owner.Kind.PERSON, is_active=True)
    person = people.filter(assignments__isnull=False).first()
    Owner.objects.filter(pk=person.pk).update(user=officer)
    return Data(
        plans={plan.recommendations.count(): plan for plan in plans},
        ten_rows=_make_ten_rows(),
        reported=_make_reported(person, today),
        lead=_signed_in(lead),
        officer=_signed_in(officer),
        administrator=_signed_in(superuser),
        today=today,
    )


def _make_ten_rows():
    """Four owners, three actions and three deadlines to edit, and four updates to read."""
    recommendation = make_recommendation(owners=[make_owner(f"Owner {n}") for n in range(4)])
    for number in range(3):
        action = make_action(recommendation, f"Action {number}")
        make_deadline(recommendation, action=action)
    for number in range(4):
        make_update(recommendation, f"Update {number}", at=moment(minute=number))
    return recommendation


def _make_reported(owner, today):
    """Five actions, each with a date that may have to move, about which an open round asks."""
    plan = make_plan("Staff survey", "staff-survey-to-report-on")
    recommendation = make_recommendation(plan, owners=[owner], narrative="Underway")
    for number in range(5):
        action = make_action(recommendation, f"Action {number}")
        make_deadline(recommendation, action=action)
    at = timezone.now() - timedelta(minutes=1)
    make_round(plan, as_at=today, updates_due=today, on=today, at=at)
    return recommendation


def _signed_in(user):
    client = Client(SERVER_NAME="localhost")
    client.force_login(user)
    return client
