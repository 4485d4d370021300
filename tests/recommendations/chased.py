"""Recommendations of which people are to be reminded, many at once."""

from datetime import date, timedelta

from people.models import Owner
from recommendations.chasing.addressees import Directory
from recommendations.chasing.digests import write_digests
from recommendations.chasing.ladder import Rung
from recommendations.chasing.noting import note_down
from recommendations.chasing.sending import send_digests
from recommendations.deadlines import NewDeadline, set_deadlines
from recommendations.models import Step
from recommendations.owner_cells import NewAssignment, NewOwnerCell, name_owners_all
from tests.factories import DAY, chase, make_plan, make_recommendations, moment, reading, written

OVERDUE = Rung(Step.OVERDUE, days=1)
DUE = DAY + timedelta(days=9)  # 9 June 2016
LATE = DAY + timedelta(days=10)  # 10 June 2016, the day after


def make_people(count, **fields):
    return Owner.objects.bulk_create(
        Owner(
            kind="person",
            name=f"Officer {number:03}",
            email=f"officer{number:03}@example.gov.uk",
            **fields,
        )
        for number in range(1, count + 1)
    )


def make_overdue(owners, *, each=1, latest=DUE, plan=None, **row):
    """Recommendations due on 9 June 2016, so many for each owner, in a plan that is chased."""
    plan = plan or make_plan()
    rows = make_recommendations(len(owners) * each, plan, **row)
    cells = [
        NewOwnerCell(row, owner.name, (NewAssignment(owner),))
        for row, owner in zip(rows, list(owners) * each, strict=True)
    ]
    name_owners_all(cells, **written())
    read = reading(latest=latest, earliest=None)
    dates = [NewDeadline(row, "By the date", read, paper_date=DAY) for row in rows]
    set_deadlines(dates, **written())
    chase(plan, OVERDUE)
    return rows


def run(on: date = LATE, *, at=None, **more):
    """A run of the reminders on a day, within this process; what became of it."""
    at = at or moment(on, hour=7)
    note_down(on=on, at=at)
    keys = write_digests(Directory(on=on), on=on, at=at)
    return send_digests(keys, on=on, now=lambda: at, **more)
