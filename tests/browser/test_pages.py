"""Every page of the site, and every form with something wrong in it, in a real browser: axe finds
nothing, the page fits a wide and a narrow window, and the browser has nothing to say.
"""

from datetime import date, timedelta

import pytest
from django.contrib.auth.tokens import default_token_generator
from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from playwright.sync_api import expect

from people.delegations import delegate
from people.merging import merge
from people.models import Department, Owner
from people.roles import Role
from people.tenures import appoint
from recommendations.answer_links import make_link, open_link, path_of
from recommendations.chasing.noting import note_down
from recommendations.hand_overs import hand_over
from recommendations.held import held_by
from recommendations.models import (
    CommitteeDecision,
    ExtensionRequest,
    HandOver,
    Plan,
    PlanImport,
    RagJudgement,
    Recommendation,
    Round,
    SavedView,
)
from recommendations.new_decisions import NewDecision
from recommendations.plans import edit_plan
from recommendations.progress import NewStatus, record_nil_returns
from recommendations.rag_judgements import judge_rag
from recommendations.rounds import close_round
from recommendations.wordings import exempt_all
from reports.attendance import NewChoice, settle
from reports.attendance_list import before_the_list, list_of
from reports.decisions import record_at_meeting
from reports.models import (
    Appendix,
    Attendance,
    Committee,
    Layout,
    Meeting,
    PrintRequest,
    ReportTemplate,
)
from reports.printing.queue import ToIssue, fail, take_next, tell_progress
from tests.browser.conftest import NARROW, WIDE
from tests.factories import (
    DAY,
    chase,
    make_calendar,
    make_department,
    make_draft,
    make_evidence,
    make_extension,
    make_import,
    make_issued,
    make_issued_report,
    make_measure,
    make_meeting,
    make_owner,
    make_print,
    make_report,
    make_request,
    make_round,
    make_saved_view,
    make_template,
    make_update,
    make_user,
    moment,
    section,
    written,
)
from tests.permission_cases import CASES
from tests.recommendations.filled_workbooks import filled_in

pytestmark = pytest.mark.django_db(transaction=True)
PLAN = "plans/organisational-learning-review/"
IMPORT_STEPS = "plan", "table", "columns", "owners", "statuses", "missing", "take-in", "give-up"
# No pages: a redirect, files, a sentence for htmx, and Django's own.
PAPER = "papers/<slug:committee>/<str:day>/<slug:paper>/"
REPORT = "papers/<slug:committee>/<str:day>/reports/<slug:report>/"
NO_PAGES = {
    "sign-out/",
    "admin/",
    "admin/login/",
    "site-colours.css",
    "site-logo",
    "read-by-when/",
    "recommendations/columns/",
    "recommendations/export.xlsx",
    "recommendations/export.csv",
    "recommendations/fill-in.xlsx",
    "plans/<slug:slug>/fill-in.xlsx",
    "start/",
    "recommendations/views/begin/",
    "recommendations/views/<key:pk>/",
    *(f"plans/<slug:slug>/appendix.{ending}" for ending in ("pdf", "docx", "xlsx", "csv")),
    "papers/feed.xml",
    "layouts/<key:pk>/preview.pdf",
    "layouts/<key:pk>/tables/<key:number>/move/",
    "appendices/<key:pk>/paper.pdf",
    "appendices/<key:pk>/paper.json",
    *(f"appendices/<key:pk>/paper.{ending}" for ending in ("docx", "xlsx", "csv")),
    f"{PAPER}paper.pdf",
    f"{PAPER}paper.json",
    f"{PAPER}version-<version:version>/paper.pdf",
    f"{PAPER}version-<version:version>/paper.json",
    "covering-reports/<key:pk>/paper.pdf",
    "covering-reports/<key:pk>/paper.json",
    f"{REPORT}paper.pdf",
    f"{REPORT}paper.json",
    f"{REPORT}version-<version:version>/paper.pdf",
    f"{REPORT}version-<version:version>/paper.json",
    *(f"prints/<key:pk>/{verb}" for verb in ("paper.pdf", "cancel/", "again/", "issue/")),
    "recommendations/<key:pk>/update/draft/",
    "recommendations/<key:pk>/update/draft/discard/",
    "recommendations/<key:pk>/nil-return/",
    "recommendations/<key:pk>/nil-return/undo/",
    "imports/progress/<uuid:token>/",
    "imports/<key:pk>/original/",
    "rounds/<key:pk>/links/make/",
    "rounds/<key:pk>/links/revoke/",
    "answer/<str:token>/<key:pk>/no-change/",
    "calendar/<str:token>.ics",
}


@pytest.fixture
def ada(papers, issued_papers_go):
    """The administrator sees most. There is something of everything to see."""
    post = Owner.objects.filter(kind="post").first()
    appoint(post, list(Owner.objects.filter(kind="person")[:2]), **written())
    hr = make_department("Human Resources")
    make_department("Payroll", parent=hr, head=post)
    make_owner("Head of Payroll", "post", department=hr)
    sue = Owner.objects.get(name="Sue Moorman")
    merge(make_owner("Susan Moorman"), sue, by=make_user(), at=moment())
    delegate(hr, list(Owner.objects.filter(kind="person")[:2]), **written())
    exempt_all(Recommendation.objects.all()[:1], "3", **written(at=moment(hour=14)))
    plan = Plan.objects.get(slug="organisational-learning-review")
    make_evidence(plan.recommendations.first())
    make_measured(plan.recommendations.first())
    make_extension(plan.recommendations.get(reference="4").deadlines.first(), "Blue moon")
    make_update(plan.recommendations.last(), "Done", status=NewStatus("Complete", "complete"))
    make_hand_over()
    make_imports(plan)
    make_saved_view(make_user(), "Late in the review", is_shared=True)
    edit_plan(plan, by=make_user(), at=moment(), version=plan.version, title=f"{plan.title} 2016")
    chase(plan)
    make_rounds(plan)
    note_down(on=date(2017, 5, 1), at=moment(date(2017, 5, 1)))
    make_pack(plan)
    make_list(plan)
    user = make_user(
        "ada@example.gov.uk", "Ada Ministrator", role=Role.ADMINISTRATOR, password="three badgers"
    )
    make_saved_view(user, "Ending soon", query="due=30&sort=owner")
    return make_user("ada@example.gov.uk", role=Role.AUDITOR)


def make_measured(row):
    """One with a trend, and another with a colour that somebody has judged."""
    counted = [(date(2015, 9, 30), 70), (date(2016, 3, 31), 84), (DAY, 82)]
    make_measure(row, baseline=61, baseline_day=date(2015, 3, 31), readings=counted)
    late = row.plan.recommendations.get(reference="4")
    judge_rag(late, "amber", reason="The supplier left", **written(at=moment(hour=15)))


def make_rounds(plan):
    """A closed one and an open one, with every kind of answer; one plan is in none."""
    closed = make_round(plan, label="March 2016", at=moment(hour=15))
    close_round(closed, reason="Time is up.", **written(at=moment(hour=15)))
    round = make_round(plan, at=moment(hour=16))
    row, other, *_ = (request.recommendation for request in round.requests.all())
    make_update(row, round=round, at=moment(hour=17))
    record_nil_returns([other], round, **written(at=moment(hour=17)))


def make_pack(plan):
    """Of the meeting to which the first paper went: versions, a supplement, an exempt one, a draft.
    For the meeting of the other nothing is prepared.
    """
    meeting = Meeting.objects.get(date="2016-06-28")
    first = make_issued(plan, meeting)
    second = make_issued(plan, replaces=first)
    noted = NewDecision(plan.recommendations.first(), "noted", "14/16", "With thanks.")
    record_at_meeting(meeting, [noted], by=make_user(), at=moment(date(2016, 7, 1)))
    make_draft(plan, meeting, version=3, replaces=second, version_reason="A date was wrong")
    make_issued(plan, meeting, supplement_to=first, number="Supplement", slug="supplement")
    make_issued(plan, meeting, audience="exempt", number="Appendix 2", slug="exempt")
    make_reports(meeting, second)


def make_list(plan):
    """Of who is asked to attend a meeting that is to come: what is proposed, somebody asked and
    somebody else since, one taken off and one added.
    """
    committee = Meeting.objects.get(date="2016-06-28").committee
    meeting = make_meeting(committee, timezone.localdate() + timedelta(days=28))
    make_draft(plan, meeting)
    lines = list_of(meeting, before_the_list(meeting), on=timezone.localdate())
    first, second, *_ = (line.recommendation for line in lines if line.is_open)
    other = next(line.recommendation for line in lines if not (line.is_open or line.is_over))
    written = {"by": make_user(), "at": timezone.now()}
    [asked] = settle(meeting, [NewChoice(first, True)], **written)
    settle(
        meeting,
        [
            NewChoice(first, True, reason="To speak about:\n- the contract", seen=asked.pk),
            NewChoice(second, False, reason="He is on leave."),
            NewChoice(other, True, reason="The Chair asked."),
        ],
        **written,
    )


def make_reports(meeting, paper):
    """A covering report that was issued twice, and a draft with something wrong in it; a template
    of everything.
    """
    implications = [{"heading": "Finance", "applies": True}]
    table = "| | North | Total |\n| --- | --- | --- |\n| One | 2 | 2 |\n| Total | 2 | 2 |"
    sections = [section("Progress", f"{{recommendations}} of them.\n\n- a\n- b\n\n{table}")]
    make_template(sections=sections, implications=implications, has_wards=True)
    first = make_issued_report(meeting, attached=[paper])
    make_issued_report(replaces=first, attached=[paper])
    wrong = [*sections, section("Figures", "{implementation_rat}")]
    make_report(meeting, "In preparation", wrong, [paper], implications=implications)


def make_hand_over():
    """All that somebody holds goes to somebody else from the day of the first paper."""
    sue, graham = (Owner.objects.get(name=name) for name in ("Sue Moorman", "Graham Lidell"))
    held = held_by(sue, Recommendation.objects.all(), on=DAY)
    cells = {h.key: "Graham Lidell" for h in held.cells}
    hand_over(sue, graham, cells=cells, reason="Sue leaves", **written(at=moment(hour=15)))


def make_imports(plan):
    """A paper of a new plan that was taken in, and a later one of the plan under way."""
    april = date(2016, 4, 30)
    make_import("Bring it in", title="Brought in", as_at=april, is_taken_in=True)
    make_import("Add this one", plan=plan)


def make_a_link(round):
    """Of somebody without an account; another link was switched off."""
    graham, now = Owner.objects.get(name="Graham Lidell"), timezone.now()
    when = {"by": make_user(), "on": timezone.localdate(now), "at": now}
    off = make_link(graham, round, **when)
    return path_of(make_link(graham, round, instead_of=off, **when))


def pages(user):
    """An address for each route of the table of permissions."""
    row = Recommendation.objects.filter(plan__slug="organisational-learning-review").first()
    done = Recommendation.objects.filter(plan=row.plan).last()
    extension, measure = ExtensionRequest.objects.get(), row.measures.get()
    judged = RagJudgement.objects.get().recommendation
    post = Owner.objects.filter(kind="post").first()
    term = row.deadlines.first().terms.first()
    department = Department.objects.get(name="Human Resources")
    now_open, closed = (Round.objects.get(label=label) for label in ("May 2016", "March 2016"))
    merged = Owner.objects.get(name="Susan Moorman")
    handed_over = HandOver.objects.get()
    later, taken_in = (PlanImport.objects.get(state=s) for s in ("under_way", "taken_in"))
    view, shared = SavedView.objects.get(user=user), SavedView.objects.get(is_shared=True)
    pack, unprepared = (Meeting.objects.get(date=day) for day in ("2016-06-28", "2012-12-06"))
    committee = pack.committee
    asked = Attendance.objects.last()
    listed = asked.candidate.meeting
    shown, draft = (pack.appendices.get(version=version) for version in (2, 3))
    decision = CommitteeDecision.objects.get()
    report = pack.covering_reports.get(version=2)
    unwritten = pack.covering_reports.get(state="draft")
    template = ReportTemplate.objects.get()
    layout = Layout.objects.get(name="Committee tables A to E")
    link = make_a_link(now_open)
    theirs = open_link(link.split("/")[2], on=timezone.localdate()).asked[0].recommendation_id
    token = default_token_generator.make_token(user)
    key = urlsafe_base64_encode(force_bytes(user.pk))
    return {
        "": "/",
        "plans/": "/plans/",
        "plans/new/": "/plans/new/",
        "plans/<slug:slug>/": f"/{PLAN}",
        "plans/<slug:slug>/edit/": f"/{PLAN}edit/",
        "plans/<slug:slug>/add/": f"/{PLAN}add/",
        "plans/<slug:slug>/history/": f"/{PLAN}history/",
        "plans/<slug:slug>/reminders/": f"/{PLAN}reminders/",
        "reminders/told/": "/reminders/told/",
        "plans/<slug:slug>/appendix/": f"/{PLAN}appendix/",
        "plans/<slug:slug>/changes/": f"/{PLAN}changes/?from=2016-01-01",
        "dashboard/": "/dashboard/",
        "dashboard/rows/<slug:key>/": "/dashboard/rows/overdue/",
        "plans/<slug:slug>/dashboard/": f"/{PLAN}dashboard/",
        "plans/<slug:slug>/dashboard/rows/<slug:key>/": f"/{PLAN}dashboard/rows/trend-1/",
        "plans/<slug:slug>/figures/": f"/{PLAN}figures/?as_at=2017-12-31&from=2016-05-31",
        "plans/<slug:slug>/figures/<slug:key>/<slug:part>/": f"/{PLAN}figures/overdue/counted/",
        "recommendations/": "/recommendations/",
        "recommendations/print/": "/recommendations/print/",
        "filled-in/": "/filled-in/",
        "recommendations/<key:pk>/": f"/recommendations/{row.pk}/",
        "recommendations/<key:pk>/edit/": f"/recommendations/{row.pk}/edit/",
        "recommendations/<key:pk>/exempt/": f"/recommendations/{row.pk}/exempt/",
        "recommendations/<key:pk>/rag/": f"/recommendations/{judged.pk}/rag/",
        "recommendations/<key:pk>/measures/new/": f"/recommendations/{row.pk}/measures/new/",
        "measures/<key:pk>/": f"/measures/{measure.pk}/",
        "measures/<key:pk>/reading/": f"/measures/{measure.pk}/reading/",
        "measures/<key:pk>/drop/": f"/measures/{measure.pk}/drop/",
        "readings/<key:pk>/correct/": f"/readings/{measure.readings.first().pk}/correct/",
        "recommendations/<key:pk>/update/": f"/recommendations/{row.pk}/update/",
        "recommendations/<key:pk>/evidence/add/": f"/recommendations/{row.pk}/evidence/add/",
        "evidence/<key:pk>/": f"/evidence/{row.evidence.get().pk}/",
        "evidence/<key:pk>/withdraw/": f"/evidence/{row.evidence.get().pk}/withdraw/",
        "extensions/": "/extensions/",
        "extensions/<key:pk>/": f"/extensions/{extension.pk}/",
        "extensions/<key:pk>/take-back/": f"/extensions/{extension.pk}/take-back/",
        "verification/": "/verification/",
        "recommendations/<key:pk>/verify/": f"/recommendations/{done.pk}/verify/",
        "recommendations/<key:pk>/reopen/": f"/recommendations/{done.pk}/reopen/",
        "wordings/": "/wordings/",
        "wordings/settle/": f"/wordings/settle/?words={term.text}&paper_date={term.paper_date}",
        "calendars/": "/calendars/",
        "calendars/<key:pk>/stop/": f"/calendars/{make_calendar(user).pk}/stop/",
        "recommendations/views/": "/recommendations/views/",
        "recommendations/views/new/": "/recommendations/views/new/?overdue=on&mine=on",
        "recommendations/views/<key:pk>/copy/": f"/recommendations/views/{shared.pk}/copy/",
        "recommendations/views/<key:pk>/edit/": f"/recommendations/views/{view.pk}/edit/?due=90",
        "recommendations/views/<key:pk>/delete/": f"/recommendations/views/{view.pk}/delete/",
        "owners/": "/owners/",
        "owners/new/": "/owners/new/",
        "owners/<key:pk>/": f"/owners/{post.pk}/",
        "owners/<key:pk>/edit/": f"/owners/{post.pk}/edit/",
        "owners/<key:pk>/tenure/": f"/owners/{post.pk}/tenure/",
        "owners/<key:pk>/history/": f"/owners/{post.pk}/history/",
        "owners/<key:pk>/merge/": f"/owners/{merged.merged_into_id}/merge/",
        "owners/<key:pk>/unmerge/": f"/owners/{merged.pk}/unmerge/",
        "owners/<key:pk>/hand-over/": f"/owners/{post.pk}/hand-over/",
        "recommendations/reassign/": f"/recommendations/reassign/?row={row.pk}&row={done.pk}",
        "recommendations/ask/": "/recommendations/ask/?which=all&plan=council-wide",
        "hand-overs/": "/hand-overs/",
        "hand-overs/new/": "/hand-overs/new/",
        "hand-overs/<key:pk>/": f"/hand-overs/{handed_over.pk}/",
        "hand-overs/<key:pk>/undo/": f"/hand-overs/{handed_over.pk}/undo/",
        "imports/": "/imports/",
        "imports/new/": "/imports/new/",
        "imports/<key:pk>/": f"/imports/{taken_in.pk}/",
        "imports/<key:pk>/take-back/": f"/imports/{taken_in.pk}/take-back/",
        "imports/<key:pk>/review/": f"/imports/{later.pk}/review/?row=1",
        **{f"imports/<key:pk>/{step}/": f"/imports/{later.pk}/{step}/" for step in IMPORT_STEPS},
        "departments/": "/departments/",
        "departments/new/": "/departments/new/",
        "departments/<key:pk>/": f"/departments/{department.pk}/",
        "departments/<key:pk>/edit/": f"/departments/{department.pk}/edit/",
        "departments/<key:pk>/history/": f"/departments/{department.pk}/history/",
        "departments/<key:pk>/delegates/": f"/departments/{department.pk}/delegates/",
        "rounds/": "/rounds/",
        "rounds/new/": "/rounds/new/",
        "rounds/<key:pk>/": f"/rounds/{now_open.pk}/",
        "rounds/<key:pk>/edit/": f"/rounds/{now_open.pk}/edit/",
        "rounds/<key:pk>/plans/": f"/rounds/{now_open.pk}/plans/",
        "rounds/<key:pk>/close/": f"/rounds/{now_open.pk}/close/",
        "rounds/<key:pk>/cancel/": f"/rounds/{now_open.pk}/cancel/",
        "rounds/<key:pk>/reopen/": f"/rounds/{closed.pk}/reopen/",
        "rounds/<key:pk>/links/": f"/rounds/{now_open.pk}/links/",
        "answer/<str:token>/": link,
        "answer/<str:token>/<key:pk>/": f"{link}{theirs}/",
        "plans/<slug:slug>/reported/": f"/{PLAN}reported/",
        "committees/": "/committees/",
        "committees/new/": "/committees/new/",
        "committees/<key:pk>/": f"/committees/{committee.pk}/",
        "committees/<key:pk>/edit/": f"/committees/{committee.pk}/edit/",
        "layouts/": "/layouts/",
        "layouts/new/": "/layouts/new/",
        "layouts/<key:pk>/": f"/layouts/{layout.pk}/",
        "layouts/<key:pk>/edit/": f"/layouts/{layout.pk}/edit/",
        "layouts/<key:pk>/delete/": f"/layouts/{layout.pk}/delete/",
        "layouts/<key:pk>/preview/": f"/layouts/{layout.pk}/preview/?plan={row.plan.slug}",
        "layouts/<key:pk>/tables/new/": f"/layouts/{layout.pk}/tables/new/",
        "layouts/<key:pk>/tables/<key:number>/": f"/layouts/{layout.pk}/tables/1/",
        "layouts/<key:pk>/tables/<key:number>/remove/": f"/layouts/{layout.pk}/tables/1/remove/",
        "meetings/": "/meetings/",
        "meetings/new/": "/meetings/new/?committee=executive",
        "meetings/<key:pk>/": f"/meetings/{pack.pk}/",
        "meetings/<key:pk>/decisions/": f"/meetings/{pack.pk}/decisions/",
        "meetings/<key:pk>/attendance/": f"/meetings/{listed.pk}/attendance/",
        "attendance/<key:pk>/take-back/": f"/attendance/{asked.pk}/take-back/",
        "decisions/<key:pk>/take-back/": f"/decisions/{decision.pk}/take-back/",
        "meetings/<key:pk>/edit/": f"/meetings/{unprepared.pk}/edit/",
        "meetings/<key:pk>/cancel/": f"/meetings/{unprepared.pk}/cancel/",
        "meetings/<key:meeting>/appendices/new/": f"/meetings/{unprepared.pk}/appendices/new/",
        "appendices/<key:pk>/": f"/appendices/{draft.pk}/",
        "appendices/<key:pk>/paper/": f"/appendices/{draft.pk}/paper/",
        "appendices/<key:pk>/edit/": f"/appendices/{draft.pk}/edit/",
        "appendices/<key:pk>/discard/": f"/appendices/{draft.pk}/discard/",
        "appendices/<key:pk>/issue/": f"/appendices/{draft.pk}/issue/",
        "appendices/<key:pk>/version/": f"/appendices/{shown.pk}/version/",
        "appendices/<key:pk>/supplement/": f"/appendices/{shown.pk}/supplement/",
        "appendices/<key:pk>/publication/": f"/appendices/{shown.pk}/publication/",
        "meetings/<key:meeting>/reports/new/": f"/meetings/{pack.pk}/reports/new/",
        "covering-reports/<key:pk>/": f"/covering-reports/{report.pk}/",
        "covering-reports/<key:pk>/paper/": f"/covering-reports/{report.pk}/paper/",
        "covering-reports/<key:pk>/edit/": f"/covering-reports/{unwritten.pk}/edit/",
        "covering-reports/<key:pk>/attach/": f"/covering-reports/{unwritten.pk}/attach/",
        "covering-reports/<key:pk>/discard/": f"/covering-reports/{unwritten.pk}/discard/",
        "covering-reports/<key:pk>/issue/": f"/covering-reports/{unwritten.pk}/issue/",
        "covering-reports/<key:pk>/version/": f"/covering-reports/{report.pk}/version/",
        "covering-reports/<key:pk>/publication/": f"/covering-reports/{report.pk}/publication/",
        "prints/<key:pk>/": make_request(by=user).get_absolute_url(),
        "report-templates/": "/report-templates/",
        "report-templates/new/": "/report-templates/new/",
        "report-templates/<key:pk>/": f"/report-templates/{template.pk}/",
        "report-templates/<key:pk>/edit/": f"/report-templates/{template.pk}/edit/",
        "report-templates/<key:pk>/delete/": f"/report-templates/{template.pk}/delete/",
        REPORT: report.get_public_url(),
        f"{REPORT}version-<version:version>/": f"{report.get_public_url()}version-1/",
        "papers/": "/papers/",
        "papers/<slug:committee>/": f"/papers/{committee.slug}/",
        "papers/<slug:committee>/<str:day>/": f"/papers/{committee.slug}/2016-06-28/",
        PAPER: shown.get_public_url(),
        f"{PAPER}version-<version:version>/": f"{shown.get_public_url()}version-1/",
        "password/": "/password/",
        "reminders/": "/reminders/",
        "password/reset/": "/password/reset/",
        "password/reset/sent/": "/password/reset/sent/",
        "password/choose/<uidb64>/<token>/": f"/password/choose/{key}/{token}/",
        "password/chosen/": "/password/chosen/",
        "sign-in/": "/sign-in/",
    }


# What else there is to see at some of these addresses.
MORE_PAGES = [
    f"/{PLAN}?as_at=2016-05-31&known_by=2016-05-31T12:00",
    f"/{PLAN}?as_at=2012-01-01",
    f"/{PLAN}?as_at=someday",
    f"/{PLAN}appendix/?as_at=2012-01-01",
    f"/{PLAN}appendix/?as_at=someday",
    f"/{PLAN}changes/?from=2016-05-31&to=2030-01-01",
    f"/{PLAN}changes/?from=someday",
    f"/{PLAN}dashboard/?as_at=2016-05-31&known_by=2016-12-31T12:00",
    "/dashboard/?as_at=2012-01-01",
    "/dashboard/?as_at=someday&plan=none",
    "/dashboard/rows/departments-none-deferred/",
    f"/{PLAN}figures/?as_at=someday",
    f"/{PLAN}figures/?as_at=2012-01-01",
    f"/{PLAN}figures/extensions/counted/",
    "/plans/council-wide-action-plan/",
    "/plans/council-wide-action-plan/appendix/?as_at=2012-11-26",
    "/extensions/?show=decided",
    "/reminders/told/?show=unreached",
    "/reminders/told/?show=emails&plan=organisational-learning-review",
    "/verification/?show=lately",
    "/owners/?q=nobody+at+all",
    "/recommendations/?owner=sue&through=on&sort=-due&plan=review",
    "/recommendations/?silent=9",
    "/recommendations/?columns=reference,theme,departments,due,moved,per_cent,said&plan=review",
    "/recommendations/?due=30",
    "/recommendations/?department=own&round=silent",
    "/recommendations/ask/?which=all&monitored=any",
    "/recommendations/?silent=many&plan=none&sort=colour",
    "/owners/?q=h&kind=post&show=vacant",
    "/password/choose/MQ/never-was/",
]


def more_rounds():
    """The board of a closed round, a part of a board without a row, and what can't be done."""
    now_open, closed = (Round.objects.get(label=label) for label in ("May 2016", "March 2016"))
    return [
        f"/rounds/{closed.pk}/",
        f"/rounds/{now_open.pk}/?answer=silent&owner=none",
        f"/rounds/{closed.pk}/close/",
    ]


def more_imports():
    """The whole review, and a table of no plan."""
    later = PlanImport.objects.get(state="under_way")
    return [f"/imports/{later.pk}/review/?show=all", "/imports/new/?plan=council-wide-action-plan"]


def more_meetings():
    """A meeting with nothing in its pack, one that can't be moved or cancelled."""
    pack, unprepared = (Meeting.objects.get(date=day) for day in ("2016-06-28", "2012-12-06"))
    return [
        f"/meetings/{unprepared.pk}/",
        f"/meetings/{unprepared.pk}/attendance/",
        f"/meetings/{pack.pk}/attendance/?show=others",
        f"/meetings/{pack.pk}/edit/",
        f"/meetings/{pack.pk}/cancel/",
        *(f"/appendices/{paper.pk}/" for paper in pack.appendices.all()),
        *(f"/covering-reports/{report.pk}/" for report in pack.covering_reports.all()),
        f"/covering-reports/{pack.covering_reports.get(state='draft').pk}/paper/",
        "/meetings/?committee=executive",
        "/meetings/?committee=never-was",
    ]


def more_prints(user):
    """One that is ready, one to be issued, one that is being laid out and one that failed."""
    draft, now = Appendix.objects.drafts().first(), timezone.now()
    PrintRequest.objects.all().delete()
    ready = make_print(by=user)
    to_issue = make_print(by=user, at=now, to_issue=ToIssue(draft))
    make_request(by=user)
    fail(failed := take_next(at=now), "It took longer than 60 seconds to lay out.", at=now)
    make_request(by=user)
    tell_progress(begun := take_next(at=now), parts=12, parts_done=7, rows_done=0, at=now)
    return [request.get_absolute_url() for request in (ready, to_issue, failed, begun)]


# What is typed wrong on each page with a form; sign-in has its own test.
WRONG = {
    "plans/<slug:slug>/reminders/": {"steps-0-days": "x", "chased_from_0": "32"},
    "plans/new/": {"title": "", "slug": "no such address!", "themes-0-number": "1"},
    "plans/<slug:slug>/edit/": {"title": "", "themes-0-title": ""},
    "plans/<slug:slug>/add/": {
        "rows-0-reference": "1",
        "rows-1-owner_text": "Nobody",
        "true_from_0": "32",
    },
    "recommendations/<key:pk>/edit/": {
        "text": "",
        "owners-0-owner": "Nobody",
        "deadlines-0-text": "",
        "true_from_1": "Juvember",
    },
    "recommendations/<key:pk>/rag/": {"reason": "", "true_from_1": "Juvember"},
    "recommendations/<key:pk>/measures/new/": {"name": "", "baseline": "many", "target_day_0": "1"},
    "measures/<key:pk>/": {"name": "", "target": "82% or so", "reason": ""},
    "measures/<key:pk>/reading/": {"value": "", "day_0": "32"},
    "measures/<key:pk>/drop/": {"reason": ""},
    "readings/<key:pk>/correct/": {"value": "1,2", "day_2": "16", "reason": ""},
    "recommendations/<key:pk>/update/": {"source_note": "", "narrative": "x" * 20_001},
    "answer/<str:token>/<key:pk>/": {"narrative": "x" * 20_001},
    "recommendations/<key:pk>/evidence/add/": {"link": "www.example.gov.uk", "name": "x" * 201},
    "evidence/<key:pk>/withdraw/": {"reason": ""},
    "filled-in/": {},
    "extensions/<key:pk>/": {"latest_0": "32", "latest_2": "16", "decided_by": ""},
    "recommendations/<key:pk>/verify/": {"method": "", "true_from_1": "Juvember"},
    "recommendations/<key:pk>/reopen/": {"reason": "", "true_from_0": "32"},
    "wordings/settle/": {"earliest_0": "32", "latest_2": "16"},
    "recommendations/views/new/": {"name": ""},
    "recommendations/views/<key:pk>/copy/": {"name": ""},
    "recommendations/views/<key:pk>/edit/": {"name": ""},
    "owners/new/": {"name": "", "email": "nobody"},
    "owners/<key:pk>/edit/": {"name": ""},
    "owners/<key:pk>/tenure/": {"people": "Nobody", "on_2": "16"},
    "departments/new/": {"name": "Human Resources", "head": "Nobody"},
    "departments/<key:pk>/edit/": {"name": "", "head": "Nobody"},
    "owners/<key:pk>/hand-over/": {"successor": "Nobody", "reason": "", "on_1": "Juvember"},
    "recommendations/reassign/": {"successor": "Nobody", "reason": "", "on_1": "Juvember"},
    "recommendations/ask/": {"label": "", "as_at_1": "13", "updates_due_2": "2016"},
    "imports/new/": {"title": "", "as_at_0": "32"},
    "imports/<key:pk>/plan/": {"title": "Two at once", "as_at_0": "32"},
    "imports/<key:pk>/review/": {"raised_on_1": "Juvember", "latest_2": "16"},
    "imports/<key:pk>/take-back/": {"reason": ""},
    "hand-overs/new/": {"leaver": "", "successor": "Nobody", "on_0": "32"},
    "hand-overs/<key:pk>/undo/": {"reason": "", "on_2": "16"},
    "departments/<key:pk>/delegates/": {"people": "Nobody", "on_2": "16"},
    "meetings/<key:pk>/decisions/": {"minute_reference": "x" * 101},
    "meetings/<key:pk>/attendance/": {},
    "attendance/<key:pk>/take-back/": {"reason": ""},
    "decisions/<key:pk>/take-back/": {"reason": ""},
    "rounds/new/": {"label": "", "as_at_1": "13", "updates_due_2": "2016"},
    "rounds/<key:pk>/edit/": {"label": ""},
    "rounds/<key:pk>/reopen/": {"reason": ""},
    "committees/new/": {"name": ""},
    "committees/<key:pk>/edit/": {"name": "Executive"},
    "layouts/new/": {"name": ""},
    "layouts/<key:pk>/edit/": {"name": "", "as_at_line": "{as_att}"},
    "layouts/<key:pk>/tables/new/": {"heading": "", "columns-0-width": "9999"},
    "layouts/<key:pk>/tables/<key:number>/": {"columns-0-heading": "", "columns-1-width": "wide"},
    "meetings/new/": {"date_0": "32", "date_2": "16"},
    "meetings/<key:pk>/edit/": {"date_1": "Juvember"},
    "meetings/<key:meeting>/appendices/new/": {"as_at_1": "13", "cut_off_time": "x"},
    "appendices/<key:pk>/edit/": {"cut_off_time": "half past"},
    "appendices/<key:pk>/version/": {"reason": ""},
    "appendices/<key:pk>/publication/": {"reason": ""},
    "meetings/<key:meeting>/reports/new/": {"subject": ""},
    "covering-reports/<key:pk>/edit/": {"subject": "", "sections-0-place": "first"},
    "covering-reports/<key:pk>/version/": {"reason": ""},
    "covering-reports/<key:pk>/publication/": {"reason": ""},
    "report-templates/new/": {"name": ""},
    "report-templates/<key:pk>/edit/": {"name": "", "implications-0-heading": ""},
    "password/": {"new_password1": "short", "new_password2": "long"},
    "password/reset/": {"email": "nobody"},
    "password/choose/<uidb64>/<token>/": {"new_password1": "short", "new_password2": "long"},
}


@pytest.fixture
def check_at_both_widths(page, check_page):
    def check():
        for size in (WIDE, NARROW):
            page.set_viewport_size(size)
            check_page(page, contrast=size == WIDE)

    return check


def test_every_route_of_the_site_is_looked_at(ada):
    routes = {case.route for case in CASES} - NO_PAGES

    assert set(pages(ada)) == routes


# In parts, so that several processors look at them.
@pytest.mark.parametrize("part", range(4))
def test_every_page(page, ada, sign_in, check_at_both_widths, subtests, part):
    sign_in(ada)
    addresses = [*pages(ada).values(), *more_rounds(), *more_imports(), *more_meetings()]
    addresses += MORE_PAGES

    for address in addresses[part::4]:
        with subtests.test(address=address):
            page.said.clear()
            assert page.goto(address).status == 200
            check_at_both_widths()


@pytest.mark.parametrize("part", range(2))
def test_every_form_with_something_wrong(page, ada, sign_in, check_page, subtests, part):
    sign_in(ada)
    page.set_viewport_size(NARROW)
    addresses = pages(ada)

    for route, typed in list(WRONG.items())[part::2]:
        with subtests.test(route=route):
            page.said.clear()
            page.goto(addresses[route])
            for name, text in typed.items():
                page.locator(f"main [name='{name}']").fill(text)
            page.locator("main form[method=post] .actions .btn:not(.btn--secondary)").click()
            expect(page.get_by_role("alert")).to_be_focused()
            check_page(page)
            page.goto("about:blank")


def test_what_was_filled_in_with_something_wrong(
    page, ada, client, sign_in, check_at_both_widths, tmp_path
):
    sign_in(ada)
    rows = Recommendation.objects.filter(plan__slug="organisational-learning-review")
    said = {"narrative": "All were trained.", "status": "Nearly"}
    file = filled_in(client, dict.fromkeys(rows[:2], said), f"/{PLAN}fill-in.xlsx")
    make_update(rows[0], "Somebody else was faster", at=timezone.now())
    (tmp_path / "reports.xlsx").write_bytes(file)

    page.goto("/filled-in/")
    page.get_by_label("The workbook that was filled in").set_input_files(tmp_path / "reports.xlsx")
    page.get_by_role("button", name="Look it through").click()

    expect(page.get_by_text("Changed meanwhile: choose what to keep")).to_be_visible()
    check_at_both_widths()


def test_a_print_at_each_of_its_stages(page, ada, sign_in, check_at_both_widths, subtests):
    sign_in(ada)

    for address in more_prints(ada):
        with subtests.test(address=address):
            page.goto(address)
            check_at_both_widths()


def test_two_owners_side_by_side(page, ada, sign_in, check_at_both_widths):
    sign_in(ada)
    first, second = Owner.objects.filter(kind="person", is_active=True)[:2]

    for owner, into in ((first, second), (second, Owner.objects.get(name="ELT"))):
        page.goto(f"/owners/{owner.pk}/merge/?into={into.pk}")
        expect(page.get_by_role("heading", level=1)).to_contain_text("Merge")
        check_at_both_widths()
    page.goto(f"/owners/{Owner.objects.get(name='Susan Moorman').pk}/")
    check_at_both_widths()


def test_somebody_else_was_faster(page, ada, client, sign_in, check_at_both_widths):
    sign_in(ada)
    plan = Plan.objects.get(slug="organisational-learning-review")
    page.goto(f"/{PLAN}edit/")
    edit_plan(plan, by=make_user(), at=moment(), version=plan.version, title="Theirs")

    page.get_by_label("Title").first.fill("Mine")
    page.get_by_role("button", name="Save").click()

    expect(page.get_by_text("Changed meanwhile: choose what to keep")).to_be_visible()
    check_at_both_widths()


def test_what_strangers_see(page, ada, settings, check_at_both_widths, subtests):
    settings.PUBLIC_PAPERS = True
    papers = [address for route, address in pages(ada).items() if route.startswith("papers/")]

    for address in [*papers, "/papers/executive/", "/papers/never-was/", "/sign-in/"]:
        with subtests.test(address=address):
            there = page.goto(address).status
            assert there == (404 if "never" in address else 200)
            expect(page.get_by_role("navigation", name="Main")).to_have_text("Papers")
            page.said.clear()  # That it is 404.
            check_at_both_widths()


@pytest.mark.parametrize(
    ("role", "address", "said"),
    [
        (Role.OFFICER, "/plans/new/", "You are not allowed to do this"),
        (Role.OFFICER, "/plans/never-was/", "There is no such page"),
        (Role.VIEWER, "/", "The papers are for you to read"),
    ],
)
def test_who_may_not_is_told_so(page, db, sign_in, check_at_both_widths, role, address, said):
    sign_in(make_user("olive@example.gov.uk", "Olive Officer", role=role))

    page.goto(address)

    expect(page.get_by_role("heading", name=said)).to_be_visible()
    page.said.clear()  # That it is 403 or 404.
    check_at_both_widths()


def test_a_site_without_a_plan_says_what_to_do(page, db, sign_in, check_at_both_widths):
    sign_in(make_user("lena@example.gov.uk", "Lena Lead", role=Role.LEAD))

    page.goto("/plans/")

    expect(page.get_by_role("link", name="Start a plan")).to_be_visible()
    check_at_both_widths()


def test_a_committee_with_a_long_name_stays_in_the_window(page, ada, sign_in, check_page, subtests):
    sign_in(ada)
    name = "Überprüfungs" + "z" * 120
    Committee.objects.filter(slug="executive").update(name=name)
    committee = Committee.objects.get(slug="executive")
    meeting = committee.meetings.first()
    page.set_viewport_size(NARROW)

    for address in (
        "/committees/",
        f"/committees/{committee.pk}/",
        "/meetings/",
        f"/meetings/{meeting.pk}/",
        f"/meetings/{meeting.pk}/edit/",
        "/papers/",
    ):
        with subtests.test(address=address):
            page.goto(address)
            expect(page.get_by_role("main")).to_contain_text(name)
            check_page(page)
