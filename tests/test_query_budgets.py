"""How many queries each page takes, written out: the same for one row and for a hundred."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from people.delegations import NewDelegation, delegate_all
from people.models import Delegation, Department, Owner
from people.roles import Role
from people.tenures import appoint
from recommendations.extensions import NewExtension, ask_for_extensions
from recommendations.hand_overs import hand_over
from recommendations.models import (
    ExtensionDecision,
    HandOver,
    Measure,
    OwnerCell,
    PlanImport,
    Round,
    Verification,
)
from recommendations.progress import NewStatus, NewUpdate, record_nil_returns, record_updates
from recommendations.rounds import close_round
from recommendations.wordings import exempt_all, reword
from reports.issuing import issue_appendix
from reports.models import Appendix, PlanLayout
from tests.factories import (
    DAY,
    lay_out,
    make_action,
    make_committee,
    make_deadline,
    make_department,
    make_draft,
    make_import,
    make_issued,
    make_issued_report,
    make_layout,
    make_measure,
    make_meeting,
    make_owner,
    make_owner_cell,
    make_plan,
    make_recommendations,
    make_report,
    make_rich_recommendations,
    make_round,
    make_template,
    make_update,
    make_user,
    moment,
    written,
)

pytestmark = pytest.mark.django_db
PLAN = "/plans/learning-review/"
# What the issue asks for at most; what it takes is in the tables below.
BUDGETS = {
    PLAN: 10,
    "/recommendations/{row}/": 16,
    "/recommendations/{row}/edit/": 16,
    "/recommendations/{row}/update/": 21,
    "/rounds/{round}/": 18,
    "/recommendations/": 8,
    "/recommendations/?owner=sue": 8,
    "/recommendations/?owner=sue&through=on": 8,
    "/recommendations/?owner=sue&through=on&plan=review&words=recommendation": 8,
}
FOR_A_LEAD = {
    "/": 22,
    "/plans/": 4,
    PLAN: 10,
    f"{PLAN}?as_at=2016-06-30&known_by=2016-07-01": 10,
    f"{PLAN}appendix/": 13,
    # Six of them to look for what is kept, and to keep it.
    f"{PLAN}appendix.pdf": 19,
    f"{PLAN}changes/?from=2016-01-01": 24,
    f"{PLAN}figures/": 22,
    f"{PLAN}figures/overdue/of/": 19,
    f"{PLAN}edit/": 7,
    f"{PLAN}add/": 6,
    f"{PLAN}history/": 7,
    f"{PLAN}reminders/": 4,
    "/reminders/told/": 5,
    "/plans/new/": 3,
    "/recommendations/{row}/": 14,
    "/recommendations/{row}/edit/": 14,
    "/recommendations/{row}/exempt/": 5,
    "/recommendations/{row}/rag/": 10,
    "/recommendations/{row}/measures/new/": 3,
    "/measures/{measure}/": 7,
    "/measures/{measure}/reading/": 5,
    "/recommendations/{row}/update/": 20,
    "/owners/": 7,
    "/owners/{post}/": 10,
    "/owners/{post}/edit/": 5,
    "/owners/{post}/tenure/": 6,
    "/owners/{post}/history/": 5,
    "/owners/new/": 3,
    "/departments/": 5,
    "/departments/{department}/delegates/": 8,
    "/rounds/": 9,
    "/rounds/new/": 7,
    "/rounds/{round}/": 17,
    "/rounds/{round}/?answer=silent": 17,
    "/rounds/{round}/links/": 14,
    "/rounds/{round}/edit/": 4,
    "/rounds/{round}/plans/": 10,
    "/rounds/{round}/close/": 10,
    "/departments/{department}/": 9,
    "/departments/{department}/edit/": 4,
    "/departments/{department}/history/": 4,
    "/departments/new/": 3,
    "/owners/{person}/merge/": 8,
    "/recommendations/": 4,
    "/recommendations/?owner=sue&through=on": 6,
    "/recommendations/?owner=sue&through=on&plan=review&words=recommendation": 8,
    "/recommendations/?columns=theme,departments,said": 6,
    "/recommendations/print/": 3,
    "/filled-in/": 2,
    "/recommendations/?round=silent": 4,
    "/calendars/": 7,
    "/recommendations/views/": 4,
    "/recommendations/views/new/?overdue=on": 3,
    "/owners/{person}/": 10,
    "/owners/{person}/hand-over/": 8,
    "/imports/": 5,
    "/imports/new/": 3,
    "/imports/{import}/plan/": 4,
    "/imports/{import}/columns/": 3,
    "/imports/{import}/review/?show=all": 13,
    "/imports/{import}/review/?row=1": 13,
    "/imports/{import}/owners/": 15,
    "/imports/{import}/statuses/": 13,
    "/imports/{import}/missing/": 13,
    "/imports/{import}/take-in/": 13,
    "/imports/{taken_in}/": 28,
    "/hand-overs/": 4,
    "/hand-overs/new/": 4,
    "/hand-overs/{hand_over}/": 6,
    "/hand-overs/{hand_over}/undo/": 11,
    "/recommendations/reassign/?which=all&plan=learning-review": 10,
    "/recommendations/reassign/?row={row}": 8,
    "/recommendations/ask/?row={row}": 9,
    "/recommendations/ask/?which=all&plan=learning-review": 11,
}
FOR_AN_OFFICER = {
    "/": 24,
    "/plans/": 6,
    PLAN: 10,
    f"{PLAN}?as_at=2016-06-30&known_by=2016-07-01": 10,
    f"{PLAN}appendix/": 14,
    f"{PLAN}appendix.pdf": 20,
    f"{PLAN}changes/?from=2016-01-01": 25,
    f"{PLAN}figures/": 23,
    f"{PLAN}figures/overdue/of/": 20,
    "/recommendations/{row}/": 16,
    "/recommendations/{row}/update/": 21,
    "/departments/": 5,
    "/rounds/": 10,
    "/rounds/{round}/": 18,
    "/owners/": 7,
    "/owners/{post}/": 10,
    "/departments/{department}/": 9,
    "/recommendations/": 7,
    "/recommendations/?owner=sue": 8,
    "/owners/{person}/": 10,
}

# Looked at once before: what is counted is kept.
DASHBOARDS = {
    "/dashboard/": 13,
    "/dashboard/rows/overdue/": 11,
    "/dashboard/?as_at=2016-06-30": 11,
    f"{PLAN}dashboard/": 14,
    f"{PLAN}dashboard/?as_at=2016-06-30&known_by=2016-07-01": 12,
    f"{PLAN}dashboard/rows/departments-all-overdue/?as_at=2016-06-30": 8,
}
DASHBOARDS_FOR_AN_OFFICER = {"/dashboard/": 14, f"{PLAN}dashboard/?as_at=2016-06-30": 13}

# The pages of a clerk: committees, meetings and what goes to them.
FOR_A_CLERK = {
    "/committees/": 3,
    "/committees/new/": 2,
    "/committees/{committee}/": 10,
    "/committees/{committee}/edit/": 3,
    "/meetings/": 5,
    "/meetings/?committee=executive": 6,
    "/meetings/new/": 5,
    "/meetings/{meeting}/": 12,
    "/meetings/{meeting}/attendance/": 15,
    "/meetings/{meeting}/edit/": 5,
    "/meetings/{meeting}/cancel/": 4,
    "/plans/plan-0/reported/": 8,
    "/meetings/{meeting}/reports/new/": 5,
    "/covering-reports/{report}/": 8,
    "/covering-reports/{report}/edit/": 4,
    "/covering-reports/{report}/attach/": 6,
    "/covering-reports/{report}/issue/": 8,
    "/report-templates/": 3,
    "/report-templates/new/": 5,
    "/report-templates/{template}/": 5,
    "/report-templates/{template}/edit/": 4,
    "/layouts/": 3,
    "/layouts/new/": 3,
    "/layouts/{layout}/": 7,
    "/layouts/{layout}/edit/": 5,
    "/layouts/{layout}/delete/": 5,
    "/layouts/{layout}/tables/new/": 6,
    "/layouts/{layout}/tables/1/": 6,
}

# The public page, of a meeting and of a paper.
OF_PAPERS = {
    "/papers/": 9,
    "/papers/feed.xml": 5,
    "/papers/executive/": 7,
    "{meeting}": 5,
    "{paper}": 5,
    "{paper}version-1/": 5,
    "{paper}paper.pdf": 5,
    "{paper}paper.json": 5,
    "/appendices/{appendix}/publication/": 7,
}

# Of a draft with a paper before it, and of that paper, whatever the number of rows.
OF_APPENDICES = {
    "/appendices/{draft}/": 20,
    "/appendices/{draft}/paper/": 17,
    "/appendices/{draft}/paper.json": 17,
    "/appendices/{draft}/edit/": 4,
    "/appendices/{draft}/issue/": 18,
    "/appendices/{issued}/": 20,
    "/appendices/{issued}/paper/": 3,
    "/appendices/{issued}/paper.pdf": 3,
    "/appendices/{issued}/supplement/": 16,
    "/meetings/{meeting}/appendices/new/?plan=learning-review": 7,
}

# Of many rows with extensions, and with completions to verify.
EXTENSIONS = {
    "/extensions/": 12,
    "/extensions/?show=decided": 12,
    "/extensions/{extension}/": 14,
    "/extensions/{extension}/take-back/": 12,
}
EXTENSIONS_FOR_AN_OFFICER = {"/extensions/": 14}
VERIFICATIONS = {
    "/verification/": 13,
    "/verification/?show=lately": 13,
    "/recommendations/{row}/verify/": 15,
    "/recommendations/{row}/reopen/": 15,
}


def make_rows(count):
    """A plan of so many rows, each with 3 actions, 3 deadlines, 4 updates and 2 owners; half of
    them exempt; as many plans and owners more.
    """
    rows = make_rich_recommendations(count)
    exempt_all(rows[: count // 2], "3", **written(at=moment(hour=13)))
    lay_out(rows[0].plan)
    make_measure(rows[-1], readings=[(DAY, 61)])
    for number in range(count):
        make_plan(f"Plan {number}", f"plan-{number}", themes=[{"title": "Culture"}])
        post = make_owner(f"{number} post", "post", department=make_department(f"Team {number}"))
        appoint(post, [make_owner(f"{number} person")], **written())
    make_rounds(rows)
    people = tuple(Owner.objects.filter(kind="person"))
    delegate_all([NewDelegation(d, people) for d in Department.objects.all()], **written())
    make_hand_over()
    texts = [f"Brought in as {number}" for number in range(count)]
    make_import(*texts, plan=rows[0].plan)
    make_import(*texts, is_taken_in=True)
    return rows


def make_hand_over():
    """Of everything that the group has."""
    cells = OwnerCell.objects.filter(assignments__owner__name="ELT").values_list("pk", flat=True)
    hand_over(
        Owner.objects.get(name="ELT"),
        Owner.objects.get(name="0 post"),
        cells=dict.fromkeys(cells, "Sue Moorman/0 post"),
        reason="It is no more",
        **written(at=moment(hour=17)),
    )


def make_rounds(rows):
    """As many closed rounds over the plan as it has rows, up to 3, and an open one over two plans,
    with every kind of answer; and a plan that is in none.
    """
    make_plan("Staff survey", "staff-survey")
    plans = [rows[0].plan, make_plan("Plan 0", "plan-0")]
    silent = make_recommendations(len(rows), plans[1])
    make_owner_cell(silent[0], Owner.objects.get(name="Sue Moorman"))
    for number in range(min(len(rows), 3)):
        closed = make_round(plans[0], label=f"Closed {number}", at=moment(hour=14, minute=number))
        close_round(closed, **written(at=moment(hour=14, minute=number)))
    round = make_round(*plans, at=moment(hour=15))
    record_nil_returns(rows, round, **written(at=moment(hour=16)))
    make_update(rows[-1], round=round, at=moment(hour=16))


def queries(client, address, row):
    post = Owner.objects.filter(kind="post").first()
    keys = {
        "row": row.pk,
        "post": post and post.pk,
        "measure": Measure.objects.values_list("pk", flat=True).last(),
        "person": Owner.objects.get(name="Sue Moorman").pk,
        "hand_over": HandOver.objects.values_list("pk", flat=True).first(),
        "import": PlanImport.objects.under_way().values_list("pk", flat=True).first(),
        "taken_in": PlanImport.objects.taken_in().values_list("pk", flat=True).first(),
        "round": Round.objects.filter(label="May 2016").values_list("pk", flat=True).first(),
        "department": Delegation.objects.values_list("department", flat=True).first(),
    }
    with CaptureQueriesContext(connection) as taken:
        response = client.get(address.format(**keys))
    assert response.status_code == 200
    return len(taken)


def sign_in(client, role):
    """Somebody who is of a department, and owns every row."""
    user = make_user(f"{role.name}@example.gov.uk", name="Bob Baker", role=role)
    owner = Owner.objects.get(name="Sue Moorman")
    owner.user, owner.department = user, owner.department or make_department("Human Resources")
    owner.save()
    client.force_login(user)


@pytest.mark.parametrize("count", [1, 100])
def test_pages_take_their_number_of_queries(client, count):
    row = make_rows(count)[-1]

    sign_in(client, Role.LEAD)
    by_lead = {address: queries(client, address, row) for address in FOR_A_LEAD}
    sign_in(client, Role.OFFICER)
    by_officer = {address: queries(client, address, row) for address in FOR_AN_OFFICER}

    assert by_lead == FOR_A_LEAD
    assert by_officer == FOR_AN_OFFICER


@pytest.mark.parametrize("count", [3, 100])
def test_dashboards_take_their_number_of_queries(client, count):
    row = make_rows(count)[-1]

    def taken(role, addresses):
        sign_in(client, role)
        for address in addresses:
            for _ in range(3):  # Past days are counted in portions.
                assert client.get(address).status_code == 200
        return {address: queries(client, address, row) for address in addresses}

    assert taken(Role.LEAD, DASHBOARDS) == DASHBOARDS
    assert taken(Role.OFFICER, DASHBOARDS_FOR_AN_OFFICER) == DASHBOARDS_FOR_AN_OFFICER


def make_packs(count):
    """As many committees, with as many meetings of one of them, and as many papers for the last of
    these, each with an earlier version; as many covering reports and templates of them; as many
    drafts, and as many plans of which a paper is still to be prepared.
    """
    layout, executive, round = make_layout(), make_committee("Executive"), make_round(make_plan())
    meetings = [
        make_meeting(executive, DAY + timedelta(days=number), round) for number in range(count)
    ]
    for number in range(count):
        make_committee(f"Committee {number}")
        plan = make_plan(f"Plan {number}", f"plan-{number}")
        at = {"issued_at": moment(DAY, minute=number)}
        paper = make_issued(plan, replaces=make_issued(plan, meetings[-1], **at), **at)
        report = make_issued_report(meetings[-1], slug=f"report-{number}", attached=[paper], **at)
        make_issued_report(replaces=report, attached=[paper], **at)
        draft = make_report(meetings[-1], attached=[paper])
        template = make_template(f"Template {number}", executive)
        make_draft(make_plan(), meetings[-1], as_at=DAY - timedelta(days=number))
        usual = make_plan(f"Usual {number}", f"usual-{number}")
        PlanLayout.objects.create(plan=usual, layout=layout, committee=executive)
    return {
        "committee": executive.pk,
        "meeting": meetings[-1].pk,
        "layout": layout.pk,
        "report": draft.pk,
        "template": template.pk,
    }


@pytest.mark.parametrize("count", [1, 20])
def test_pages_of_a_clerk_take_their_number_of_queries(client, count):
    keys = make_packs(count)
    client.force_login(make_user("clerk@example.gov.uk", "Carol Clerk", role=Role.CLERK))

    def taken(address):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address.format(**keys)).status_code == 200
        return len(queries)

    assert {address: taken(address) for address in FOR_A_CLERK} == FOR_A_CLERK


@pytest.mark.parametrize("count", [1, 20])
def test_the_public_page_takes_its_number_of_queries(client, count):
    make_packs(count)
    paper = Appendix.objects.filter(version=2).first()
    keys = {
        "meeting": f"/papers/executive/{paper.meeting.date}/",
        "paper": paper.get_public_url(),
        "appendix": paper.pk,
    }
    client.force_login(make_user("clerk@example.gov.uk", "Carol Clerk", role=Role.CLERK))

    def taken(address):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address.format(**keys)).status_code == 200
        return len(queries)

    assert {address: taken(address) for address in OF_PAPERS} == OF_PAPERS


@pytest.mark.parametrize("count", [1, 3, 100])
def test_pages_of_a_paper_take_their_number_of_queries(client, count):
    make_rich_recommendations(count, make_plan())
    lay_out(make_plan())
    issued = issue_appendix(make_draft(make_plan()), by=make_user(), at=moment(hour=13))
    make_update(make_plan().recommendations.first(), "Late", on=DAY, at=moment(hour=14))
    meeting = make_meeting(day=date(2016, 7, 28))
    draft = make_draft(make_plan(), meeting, as_at=date(2016, 6, 30), names="posts")
    keys = {"draft": draft.pk, "issued": issued.pk, "meeting": meeting.pk}
    client.force_login(make_user("clerk@example.gov.uk", "Carol Clerk", role=Role.CLERK))

    def taken(address):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address.format(**keys)).status_code == 200
        return len(queries)

    assert {address: taken(address) for address in OF_APPENDICES} == OF_APPENDICES


def make_asked(count):
    """Recommendations of two plans, each with an extension that is undecided and one that was
    refused; all but the last of the second plan reported complete, and refused by audit before.
    """
    rows = make_rich_recommendations(count)
    for row in make_recommendations(2 * count, make_plan("Staff survey", "staff-survey")):
        make_deadline(row)
        make_deadline(row)
        rows.append(row)
    deadlines = [deadline for row in rows for deadline in row.deadlines.all()[:2]]
    asked = [NewExtension(deadline, "Spring 18", "The supplier left") for deadline in deadlines]
    requests = ask_for_extensions(asked, **written())
    refused = [
        ExtensionDecision(extension_request=request, outcome="refused")
        for request in requests[1::2]
    ]
    ExtensionDecision.objects.write_down(refused, **written())
    done = rows[:-count]
    found = [Verification(recommendation=row, result="refused", method="Seen") for row in done]
    Verification.objects.write_down(found, **written())
    complete = NewStatus("Complete", "complete")
    reported = [NewUpdate(row, "Done", status=complete) for row in done]
    record_updates(reported, **written(at=moment(hour=13)))
    return done[-1], requests[-2]


@pytest.mark.parametrize("count", [1, 100])
def test_extensions_and_verification_take_their_number_of_queries(client, count):
    row, extension = make_asked(count)

    def taken(role, addresses):
        client.force_login(make_user(f"{role.name}@example.gov.uk", name="Bob Baker", role=role))
        return {
            address: queries(client, address.replace("{extension}", str(extension.pk)), row)
            for address in addresses
        }

    assert taken(Role.LEAD, EXTENSIONS) == EXTENSIONS
    assert taken(Role.AUDITOR, VERIFICATIONS) == VERIFICATIONS
    sign_in(client, Role.OFFICER)
    address = "/extensions/"
    assert queries(client, address, row) == EXTENSIONS_FOR_AN_OFFICER[address]


@pytest.mark.parametrize(("count", "taken"), [(1, 6), (100, 7)])
def test_a_department_with_many_owners_takes_a_query_more(client, count, taken):
    row = make_rows(count)[-1]
    sign_in(client, Role.LEAD)

    assert queries(client, "/recommendations/?department=own", row) == taken <= 8


def test_the_numbers_are_within_their_budgets():
    over = {
        address: count
        for table in (FOR_A_LEAD, FOR_AN_OFFICER)
        for address, count in table.items()
        if count > BUDGETS.get(address, count)
    }

    assert over == {}


@pytest.mark.parametrize("address", ["/recommendations/{row}/", "/recommendations/{row}/edit/"])
def test_a_page_of_one_takes_the_same_for_many_facts(client, address):
    [row] = make_rich_recommendations(1)
    sign_in(client, Role.LEAD)
    for number in range(10):
        at = moment(hour=13, minute=number)
        reword(row, f"Wording {number}", **written(at=at))
        make_action(row, f"Another {number}")
        make_deadline(row, f"Day {number}")
        make_update(row, f"Report {number}", at=at)
        make_owner_cell(row, *[make_owner(f"Owner {number} {n}") for n in range(3)], at=at)

    assert queries(client, address, row) == FOR_A_LEAD[address]
