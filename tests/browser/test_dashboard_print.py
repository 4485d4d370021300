"""The dashboard on paper: one sheet of A4, whatever the number of departments."""

import re
from datetime import date, timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader

from people.roles import Role
from recommendations.by_when import Kind, Reading
from recommendations.deadlines import NewDeadline, set_deadlines
from recommendations.owner_cells import NewAssignment, NewOwnerCell, name_owners_all
from recommendations.plans import edit_plan
from recommendations.progress import NewStatus, NewUpdate, record_updates
from recommendations.rounds import close_round
from tests.factories import (
    DAY,
    make_department,
    make_owner,
    make_plan,
    make_recommendations,
    make_round,
    make_user,
    moment,
    written,
)

pytestmark = pytest.mark.django_db(transaction=True)
MEANINGS = ("on_track", "at_risk", "complete", "deferred", "superseded", "not_accepted")
LONG = (
    "That the Council adopts a framework of competencies for its managers, and uses it in "
    "recruitment, in the yearly appraisal and in the review of pay, at all levels, from now on"
)
SHORT_NAME, LONG_NAME = (
    "Environment and Community {}",
    "Environment and Community {}, integrated commissioning and neighbourhood partnerships",
)
QUARTERS = [date(2014 + n // 4, 3 * (n % 4) + 1, 28) for n in range(8)]


def make_council(departments, name):
    """Two plans, each with a row of each department in each status and one late one, and with nine
    points of the trend.
    """
    title = f"Council-wide action plan of the staff survey of {name}, with all that the audit found"
    plans = [make_plan(), make_plan(title, "survey")]
    edit_plan(plans[1], by=make_user(), at=moment(), version=plans[1].version, rag_rule="judgement")
    owners = [
        make_owner(f"Head of {one}", "post", department=make_department(one))
        for one in map(name.format, range(1, departments + 1))
    ]
    began = QUARTERS[0] - timedelta(days=30)
    for plan in plans:
        make_rows(plan, owners, began)
    for day in QUARTERS:
        dates = {"as_at": day, "updates_due": day, "on": day, "at": moment(day)}
        round = make_round(*plans, label=f"{day} for {name}", **dates)
        close_round(round, **written(day, moment(day, 17)))
    return plans


def make_rows(plan, owners, on):
    at = moment(on)
    for place, owner in enumerate(owners):
        rows = make_recommendations(len(MEANINGS) + 1, plan, on, at, text=LONG)
        named = (NewAssignment(owner),)
        name_owners_all([NewOwnerCell(r, owner.name, named) for r in rows], **written(on, at))
        late = on + timedelta(days=place)
        reading = Reading(kind=Kind.DATE, earliest=late, latest=late)
        dates = [NewDeadline(row, "Then", reading, paper_date=on) for row in rows[::3]]
        set_deadlines(dates, **written(on, at))
        said = zip(rows, MEANINGS, strict=False)
        updates = [NewUpdate(r, "Said", status=NewStatus(m.title(), m)) for r, m in said]
        record_updates(updates, **written(on, at))


def printed(page, address):
    assert page.goto(address).status == 200
    pdf = PdfReader(BytesIO(page.pdf(prefer_css_page_size=True)))
    return [sheet.extract_text() for sheet in pdf.pages], pdf.pages[0].mediabox


@pytest.mark.parametrize(
    ("departments", "name"), [(12, SHORT_NAME), (14, SHORT_NAME), (14, LONG_NAME)]
)
def test_the_dashboard_prints_on_one_sheet(page, sign_in, check_page, subtests, departments, name):
    make_council(departments, name)
    sign_in(make_user("olive@example.gov.uk", "Olive Officer", role=Role.OFFICER))

    for address in ("/dashboard/", f"/plans/survey/dashboard/?as_at={DAY}&known_by={DAY}T18:00"):
        with subtests.test(address=address):
            sheets, box = printed(page, address)

            assert len(sheets) == 1
            assert (round(box.width), round(box.height)) == (595, 842)
            text = " ".join(sheets[0].split())
            assert "Implementation rate, on original dates" in text
            assert "Environment and Community 12" in text
            assert text.count("Head of Environment") == 10
            # The days of each and its original date, none of them cut.
            assert len(re.findall(r"\d{3} \d{1,2} \w{3} 201\d\b", text)) == 10
            assert ("The other 2, with less overdue" in text) == (departments == 14)
            check_page(page)
