"""Who gets which answer at which address: the table to which `test_permissions.py` holds the site,
and the records it speaks of.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse
from django.utils import timezone

from people.merging import merge
from people.roles import Role
from people.tenures import appoint
from recommendations.answer_links import make_link, path_of
from recommendations.calendar_feeds import revoke_feed, token_of
from recommendations.evidence import withdraw
from recommendations.extensions import refuse
from recommendations.hand_overs import hand_over, undo_hand_over
from recommendations.models import Plan, Round
from recommendations.new_decisions import NewDecision
from recommendations.rounds import close_round
from recommendations.wordings import exempt_all
from reports.attendance import NewChoice, settle
from reports.decisions import record_at_meeting
from reports.publishing import take_off_public_page
from tests.factories import (
    DAY,
    lay_out,
    make_calendar,
    make_committee,
    make_department,
    make_draft,
    make_evidence,
    make_extension,
    make_import,
    make_issued,
    make_issued_report,
    make_layout,
    make_measure,
    make_meeting,
    make_owner,
    make_plan,
    make_print,
    make_recommendation,
    make_report,
    make_round,
    make_saved_view,
    make_template,
    make_user,
    moment,
    written,
)

STRANGER, NOBODY = "stranger", "nobody"  # Not signed in; signed in, without any role.
VIEWER, OFFICER, LEAD = "viewer", "officer", "lead"
CLERK, AUDITOR, ADMINISTRATOR = "clerk", "auditor", "administrator"
ROLES = {
    NOBODY: None,
    VIEWER: Role.VIEWER,
    OFFICER: Role.OFFICER,
    LEAD: Role.LEAD,
    CLERK: Role.CLERK,
    AUDITOR: Role.AUDITOR,
    ADMINISTRATOR: Role.ADMINISTRATOR,
}

# The answers: a page, 404, 405, a redirect, or 403 with the sentence that says why.
PAGE, NOT_FOUND, NO_GET, GONE = 200, 404, 405, 410
SIGN_IN, HOME, DOOR, ONWARDS = "to sign-in", "to home", "to the admin's door", "onwards"
NOT_LIVE = "You can read the papers that were issued, but not the live plans. Ask a plan lead."
KEPT = "This plan is kept to some departments, and you are not in one of them. Ask a plan lead."
NOT_FOR_EDITING = "Only plan leads and administrators edit plans. Ask one of them to change this."
NOT_FOR_REMINDERS = (
    "Who was reminded is shown to plan leads, clerks and administrators. Ask one of them."
)
NOT_FOR_HISTORY = "Only leads, clerks, auditors and administrators see who changed a plan."
NOT_THE_DIRECTORY = "The directory of owners is for people who may read the live plans."
NOT_TO_CHANGE_IT = "Only a plan lead or an administrator may change the directory."
NOT_ITS_HISTORY = "Who changed what is shown to plan leads, clerks, auditors and administrators."
NOT_YOURS = (
    "This recommendation names somebody else. Its owners report on it, or a plan lead or a "
    "committee clerk on their behalf."
)
NOT_REPORTING = "You can read the plans, but not report progress. Ask a plan lead."
OUT_OF_USE = (
    "The plan “Old review” is no longer in use, so nothing is written down on it. Ask a plan lead, "
    "who can take it into use again."
)
NOT_JUDGING = (
    "The rule of this plan gives the colours. Plan leads and committee clerks may judge otherwise, "
    "with a reason: ask one of them."
)
NOT_DECIDING = "Extensions of this plan are decided by a plan lead. Ask one of them."
NOT_AUDITING = "Only auditors verify what is reported complete, and reopen it."
KEPT_ROUND = (
    "The plans of this round are kept to some departments, and you are not in one of them. Ask a "
    "plan lead."
)
NOT_HER_VIEW = (
    "This view is Alice Archer’s, who alone can change or delete it. You can save a copy of it."
)
NOT_TO_TAKE_BACK = (
    "This view is Alice Archer’s. They, a plan lead or an administrator can take it back from "
    "everybody."
)
NOT_FOR_RECORDING = (
    "Only committee clerks and administrators record what a committee decided. Ask one of them."
)
NOT_ADMINISTRATION = "The administration pages are for administrators."
NOT_FOR_CLERKS = "Only committee clerks and administrators prepare papers. Ask one of them."
NOT_FOR_PAPERS = (
    "Meetings and drafts are for leads, clerks, auditors and administrators. The papers that were "
    "issued are under Papers."
)

# The records. The officer is of Human Resources.
OPEN, HOUSING_PLAN, UNUSED_PLAN = "open plan", "plan kept to Housing", "plan no longer in use"
OWN, OF_HOUSING, OF_HOUSING_PLAN = "own", "of Housing", "of the plan kept to Housing"
EXEMPT_OWN, EXEMPT_OF_HOUSING = "exempt, own", "exempt, of Housing"
PERSON, POST, POST_OF_HOUSING = "person", "post", "post of Housing"
MERGED = "merged into another"
OWN_DEPARTMENT, HOUSING = "own department", "Housing"
OF_OWN, OF_HOUSINGS, OF_KEPT = "of own", "of Housing's", "of one of the plan kept to Housing"
OF_EXEMPT_OWN, OF_EXEMPT_OF_HOUSING = "of exempt, own", "of exempt, of Housing"
WITHDRAWN = "of own, withdrawn"
# In the order of the recommendations above.
MEASURED = (
    "measured, own",
    "measured, of Housing",
    "measured, of kept",
    "measured, exempt, own",
    "measured, exempt, of Housing",
)
READ = tuple(record.replace("measured", "read") for record in MEASURED)
ASKED_OWN, ASKED_OF_HOUSING, ASKED_OF_KEPT = "asked, own", "asked, of Housing", "asked, of kept"
ASKED_EXEMPT_OWN, ASKED_EXEMPT_OF_HOUSING = "asked, exempt, own", "asked, exempt, of Housing"
DECIDED = "decided, own"
OPEN_ROUND, CLOSED_ROUND, HOUSING_ROUND = "open", "closed", "closed, of the plan kept to Housing"
IN_USE, MISSING = "in use", "missing"
HANDED_OVER, UNDONE = "done", "undone"
# Of somebody without an account who holds the officer's post too.
LINKED, LINKED_EXEMPT = "own, of the link", "exempt, of the link"
LINKED_OTHER, LINK_OFF = "of Housing, not of the link", "own, of the link switched off"
IMPORTING, IMPORTING_LATER = "under way, of a new plan", "under way, of the plan kept to Housing"
IMPORTED = "taken in"
OWN_VIEW, SHARED_VIEW, HIDDEN_VIEW = "saved, own", "shared by another", "saved by another"
OWN_CALENDAR, HIDDEN_CALENDAR = "calendar, own", "calendar of another"
CALENDAR, CALENDAR_OFF = "calendar", "calendar that was stopped"
# Nothing is prepared for the meeting.
COMMITTEE, MEETING = "committee", "meeting"
# Nothing is printed in it.
LAYOUT = "layout"
NOTED = "noted"
# Who is asked to attend a meeting that is to come.
CHOSEN = "chosen"
PAPER, PAPER_OFF, PAPER_EXEMPT = "public paper", "paper taken off", "exempt paper"
ISSUED, ISSUED_OFF, ISSUED_EXEMPT = "issued", "issued, taken off", "issued, exempt"
PREPARED = "draft"
# Asked for by the officer.
PRINT = "print"
REPORT, REPORT_OFF = "public report", "report taken off"
REPORT_ISSUED, REPORT_ISSUED_OFF = "issued report", "issued report, taken off"
REPORT_DRAFT, TEMPLATE = "draft of a report", "report template"
RECORDS = {
    "<slug:slug>": {OPEN, HOUSING_PLAN, UNUSED_PLAN, MISSING},
    "recommendations/<key:pk>": {
        OWN,
        OF_HOUSING,
        OF_HOUSING_PLAN,
        EXEMPT_OWN,
        EXEMPT_OF_HOUSING,
        MISSING,
    },
    "evidence/<key:pk>": {
        OF_OWN,
        OF_HOUSINGS,
        OF_KEPT,
        OF_EXEMPT_OWN,
        OF_EXEMPT_OF_HOUSING,
        WITHDRAWN,
        MISSING,
    },
    "measures/<key:pk>": {*MEASURED, MISSING},
    "readings/<key:pk>": {*READ, MISSING},
    "rounds/<key:pk>": {OPEN_ROUND, CLOSED_ROUND, HOUSING_ROUND, MISSING},
    "answer/<str:token>/<key:pk>": {LINKED, LINKED_EXEMPT, LINKED_OTHER, LINK_OFF, MISSING},
    "extensions/<key:pk>": {
        ASKED_OWN,
        ASKED_OF_HOUSING,
        ASKED_OF_KEPT,
        ASKED_EXEMPT_OWN,
        ASKED_EXEMPT_OF_HOUSING,
        DECIDED,
        MISSING,
    },
    "wordings/settle/": {IN_USE, MISSING},
    "owners/<key:pk>": {PERSON, POST, POST_OF_HOUSING, MERGED, MISSING},
    "departments/<key:pk>": {OWN_DEPARTMENT, HOUSING, MISSING},
    "hand-overs/<key:pk>": {HANDED_OVER, UNDONE, MISSING},
    "imports/<key:pk>": {IMPORTING, IMPORTING_LATER, IMPORTED, MISSING},
    "committees/<key:pk>": {COMMITTEE, MISSING},
    "layouts/<key:pk>": {LAYOUT, MISSING},
    "meetings/<key:pk>": {MEETING, MISSING},
    "meetings/<key:meeting>": {MEETING, MISSING},
    "decisions/<key:pk>": {NOTED, MISSING},
    "attendance/<key:pk>": {CHOSEN, MISSING},
    "appendices/<key:pk>": {ISSUED, ISSUED_OFF, ISSUED_EXEMPT, PREPARED, MISSING},
    "<slug:paper>": {PAPER, PAPER_OFF, PAPER_EXEMPT, MISSING},
    "<slug:report>": {REPORT, REPORT_OFF, MISSING},
    "covering-reports/<key:pk>": {REPORT_ISSUED, REPORT_ISSUED_OFF, REPORT_DRAFT, MISSING},
    "prints/<key:pk>": {PRINT, MISSING},
    "report-templates/<key:pk>": {TEMPLATE, MISSING},
    "appendices/<key:pk>/publication/": {ISSUED, ISSUED_OFF, ISSUED_EXEMPT, PREPARED, MISSING},
    "calendars/<key:pk>": {OWN_CALENDAR, HIDDEN_CALENDAR, MISSING},
    "calendar/<str:token>": {CALENDAR, CALENDAR_OFF, MISSING},
    "views/<key:pk>": {OWN_VIEW, SHARED_VIEW, HIDDEN_VIEW, MISSING},
    "recommendations/reassign/": {
        OWN,
        OF_HOUSING,
        OF_HOUSING_PLAN,
        EXEMPT_OWN,
        EXEMPT_OF_HOUSING,
        MISSING,
    },
    "recommendations/ask/": {
        OWN,
        OF_HOUSING,
        OF_HOUSING_PLAN,
        EXEMPT_OWN,
        EXEMPT_OF_HOUSING,
        MISSING,
    },
}


@dataclass(frozen=True)
class Case:
    """A route asked for a record. `typed`: what is typed into its form, which is then sent; None:
    the page is only opened.
    """

    route: str
    record: str
    expected: dict[str, int | str]
    typed: dict[str, str] | None = None

    def __str__(self):
        return f"{'GET' if self.typed is None else 'POST'} /{self.route} {self.record}".strip()


def everybody(answer=PAGE, **others):
    return {who: others.get(who, answer) for who in (STRANGER, *ROLES)}


def signed_in(answer=PAGE, **others):
    return everybody(answer, stranger=SIGN_IN, **others)


def readers(answer=PAGE, *, refused=NOT_LIVE, **others):
    """Who may read the live plans."""
    return signed_in(answer, nobody=refused, viewer=refused, **others)


def editors(answer=PAGE, *, refused=NOT_FOR_EDITING):
    """Who edits plans and the directory."""
    return signed_in(refused, lead=answer, administrator=answer)


def paper_readers(answer=PAGE):
    """Who may read meetings, drafts and exempt papers."""
    who = (LEAD, CLERK, AUDITOR, ADMINISTRATOR)
    return signed_in(NOT_FOR_PAPERS, **dict.fromkeys(who, answer))


def clerks(answer=PAGE, **others):
    """Who prepares papers, and calls the meetings to which they go."""
    return signed_in(NOT_FOR_CLERKS, **{CLERK: answer, ADMINISTRATOR: answer, **others})


def who_report(answer=PAGE, **others):
    """Who may report on what is the officer's own; `others`: for what is not."""
    return readers(answer, **{AUDITOR: NOT_REPORTING, **others})


def who_remind(answer=PAGE):
    """Who sees who was reminded."""
    return dict.fromkeys((LEAD, CLERK, ADMINISTRATOR), answer)


def reading_plan(route):
    return [
        Case(route, OPEN, readers()),
        Case(route, HOUSING_PLAN, readers(officer=KEPT)),
        Case(route, UNUSED_PLAN, readers(NOT_FOUND, lead=PAGE, administrator=PAGE)),
        Case(route, MISSING, readers(NOT_FOUND)),
    ]


def editing(route, records, missing=(), *, refused=NOT_FOR_EDITING, **typed):
    """The page and the sending of its form, for records that are there and such as are not."""
    cases = []
    for record in records:
        cases.append(Case(route, record, editors(refused=refused)))
        cases.append(Case(route, record, editors(ONWARDS, refused=refused), typed))
    for record in (*missing, MISSING):
        cases.append(Case(route, record, editors(NOT_FOUND, refused=refused)))
        cases.append(Case(route, record, editors(NOT_FOUND, refused=refused), typed))
    return cases


def adding(route, *, refused=NOT_FOR_EDITING, **typed):
    return [
        Case(route, "", editors(refused=refused)),
        Case(route, "", editors(ONWARDS, refused=refused), typed),
    ]


def signing_in():
    link = "password/choose/<uidb64>/<token>/"
    return [
        Case("sign-in/", "", signed_in(ONWARDS) | {STRANGER: PAGE}),
        Case("sign-in/", "", signed_in(ONWARDS) | {STRANGER: PAGE}, {"username": "a@b.example"}),
        Case("sign-out/", "", everybody(NO_GET)),
        Case("sign-out/", "", everybody(SIGN_IN), {}),
        Case("password/", "", signed_in()),
        Case("password/", "", signed_in(), {"new_password1": "without the old one"}),
        Case("reminders/", "", signed_in()),
        Case("reminders/", "", signed_in(), {"digests": "weekly"}),
        Case("password/reset/", "", everybody()),
        Case("password/reset/", "", everybody(ONWARDS), {"email": "nobody@b.example"}),
        Case("password/reset/sent/", "", everybody()),
        Case(link, "", everybody()),
        Case(link, "", everybody(), {"new_password1": "to a link that never was"}),
        Case("password/chosen/", "", everybody()),
        Case("site-colours.css", "", everybody()),
        Case("site-logo", "", everybody(NOT_FOUND)),  # The council of the tests has none.
        Case("admin/", "", everybody(DOOR, administrator=PAGE)),
        Case("admin/login/", "", signed_in(NOT_ADMINISTRATION, administrator=ONWARDS)),
    ]


def directory():
    reading, page = {"refused": NOT_THE_DIRECTORY}, "owners/<key:pk>/"
    changing = {"refused": NOT_TO_CHANGE_IT}
    there, of_tree = [PERSON, POST, POST_OF_HOUSING], [OWN_DEPARTMENT, HOUSING]
    department = "departments/<key:pk>/"
    history = {"officer": NOT_ITS_HISTORY, "refused": NOT_ITS_HISTORY}
    return [
        Case("owners/", "", readers(**reading)),
        *[Case(page, record, readers(**reading)) for record in (*there, MERGED)],
        Case(page, MISSING, readers(NOT_FOUND, **reading)),
        *[Case(f"{page}history/", record, readers(**history)) for record in (*there, MERGED)],
        Case(f"{page}history/", MISSING, readers(NOT_FOUND, **history)),
        *adding("owners/new/", kind="person", name="Graham Lidell", **changing),
        *editing(f"{page}edit/", there, [MERGED], name="Renamed", **changing),
        *editing(
            f"{page}tenure/",
            [POST, POST_OF_HOUSING],
            [PERSON, MERGED],
            people="Olive Officer",
            **changing,
        ),
        *merging(f"{page}merge/", there),
        *editing(f"{page}unmerge/", [MERGED], there, reason="Two after all", **changing),
        Case("departments/", "", readers(**reading)),
        *[Case(department, record, readers(**reading)) for record in of_tree],
        Case(department, MISSING, readers(NOT_FOUND, **reading)),
        *[Case(f"{department}history/", record, readers(**history)) for record in of_tree],
        Case(f"{department}history/", MISSING, readers(NOT_FOUND, **history)),
        *adding("departments/new/", name="Payroll", **changing),
        *editing(f"{department}edit/", of_tree, name="Renamed", **changing),
        *editing(f"{department}delegates/", of_tree, people="Olive Officer", **changing),
    ]


def merging(route, there):
    """Without the other one, which stands in the address, nothing is merged."""
    changing, typed = {"refused": NOT_TO_CHANGE_IT}, {"reason": "One and the same"}
    return [
        *[Case(route, r, editors(**changing), sent) for r in there for sent in (None, typed)],
        *[
            Case(route, record, editors(NOT_FOUND, **changing), sent)
            for record in (MERGED, MISSING)
            for sent in (None, typed)
        ],
    ]


def plans():
    page, there = "plans/<slug:slug>/", [OPEN, HOUSING_PLAN, UNUSED_PLAN]
    history = f"{page}history/"
    return [
        Case("", "", signed_in()),
        Case("plans/", "", readers()),
        *reading_plan(page),
        *reading_plan(f"{page}appendix/"),
        *reading_plan(f"{page}appendix.pdf"),
        *reading_plan(f"{page}appendix.docx"),
        *reading_plan(f"{page}appendix.xlsx"),
        *reading_plan(f"{page}appendix.csv"),
        *reading_plan(f"{page}changes/"),
        *reading_plan(f"{page}figures/"),
        Case("dashboard/", "", readers()),
        Case("dashboard/rows/<slug:key>/", "", readers()),
        *reading_plan(f"{page}dashboard/"),
        *reading_plan(f"{page}dashboard/rows/<slug:key>/"),
        *reading_plan(f"{page}figures/<slug:key>/<slug:part>/"),
        Case(history, OPEN, readers(officer=NOT_FOR_HISTORY)),
        Case(history, HOUSING_PLAN, readers(officer=KEPT)),
        Case(history, UNUSED_PLAN, readers(NOT_FOUND, lead=PAGE, administrator=PAGE)),
        Case(history, MISSING, readers(NOT_FOUND)),
        Case("read-by-when/", "", readers()),
        *adding("plans/new/", title="Staff survey"),
        *editing(f"{page}edit/", there, title="Retitled"),
        *editing(f"{page}add/", there, **{"rows-0-text": "One more"}),
        *editing(f"{page}reminders/", there, **{"steps-0-days": "10"}),
        Case("reminders/told/", "", signed_in(NOT_FOR_REMINDERS, **who_remind())),
    ]


def recommendations():
    page = "recommendations/<key:pk>/"
    there = [OWN, OF_HOUSING, OF_HOUSING_PLAN, EXEMPT_OWN, EXEMPT_OF_HOUSING]
    return [
        Case(page, OWN, readers()),
        Case(page, OF_HOUSING, readers()),
        Case(page, OF_HOUSING_PLAN, readers(officer=KEPT)),
        Case(page, EXEMPT_OWN, readers()),
        Case(page, EXEMPT_OF_HOUSING, readers(officer=NOT_FOUND)),
        Case(page, MISSING, readers(NOT_FOUND)),
        *editing(f"{page}edit/", there, text="Reworded"),
        *editing(f"{page}exempt/", there, what="whole", paragraphs=["1"], reason="Names a person"),
        *judging(f"{page}rag/", there),
        *editing(f"{page}measures/new/", there, name="Staff with an appraisal today"),
        *measures(),
        Case("wordings/", "", editors()),
        Case("wordings/", "", editors(), {"chosen": []}),
        *editing("wordings/settle/", [IN_USE], way="words"),
    ]


def judging(route, there):
    """By the rule of the plan, which is the deadline: its owners don't judge."""
    typed = {"colour": "red", "reason": "The supplier left"}
    refused = {OF_HOUSING_PLAN: KEPT, EXEMPT_OF_HOUSING: NOT_FOUND}
    cases = []
    for record in there:
        others = {OFFICER: refused.get(record, NOT_JUDGING), AUDITOR: NOT_JUDGING}
        cases.append(Case(route, record, readers(**others)))
        cases.append(Case(route, record, readers(ONWARDS, **others), typed))
    missing = [Case(route, MISSING, readers(NOT_FOUND), sent) for sent in (None, typed)]
    return [*cases, *missing]


def measures():
    """Who edits plans says what is measured; who may report, what was counted."""
    measure, reading = "measures/<key:pk>/", "readings/<key:pk>/correct/"
    counted = {"value": "82", "day_0": "31", "day_1": "5", "day_2": "2016"}
    wrong = {"what": "take_back", "reason": "Counted twice"}
    refused = [{}, {OFFICER: NOT_YOURS}, {OFFICER: KEPT}, {}, {OFFICER: NOT_FOUND}]
    cases = [
        *editing(measure, MEASURED, target="96", reason="So it was decided"),
        *editing(f"{measure}drop/", MEASURED, reason="So it was decided"),
    ]
    counting = (f"{measure}reading/", MEASURED, counted)
    for route, records, typed in (counting, (reading, READ, wrong)):
        for record, others in zip(records, refused, strict=True):
            cases.append(Case(route, record, who_report(**others)))
            cases.append(Case(route, record, who_report(ONWARDS, **others), typed))
        cases += [Case(route, MISSING, readers(NOT_FOUND), sent) for sent in (None, typed)]
    return cases


def evidence():
    page, add = "evidence/<key:pk>/", "recommendations/<key:pk>/evidence/add/"
    withdrawn = "evidence/<key:pk>/withdraw/"
    minutes = {"name": "Minutes", "link": "https://www.example.gov.uk/minutes"}
    reporting = [
        (OWN, OF_OWN, {}),
        (OF_HOUSING, OF_HOUSINGS, {OFFICER: NOT_YOURS}),
        (OF_HOUSING_PLAN, OF_KEPT, {OFFICER: KEPT}),
        (EXEMPT_OWN, OF_EXEMPT_OWN, {}),
        (EXEMPT_OF_HOUSING, OF_EXEMPT_OF_HOUSING, {OFFICER: NOT_FOUND}),
    ]
    cases = [
        Case(page, OF_OWN, readers()),
        Case(page, OF_HOUSINGS, readers()),
        Case(page, OF_KEPT, readers(officer=KEPT)),
        Case(page, OF_EXEMPT_OWN, readers()),
        Case(page, OF_EXEMPT_OF_HOUSING, readers(officer=NOT_FOUND)),
        Case(page, WITHDRAWN, readers(NOT_FOUND)),
        Case(page, MISSING, readers(NOT_FOUND)),
        Case(add, MISSING, readers(NOT_FOUND)),
        Case(add, MISSING, readers(NOT_FOUND), minutes),
        Case(withdrawn, WITHDRAWN, who_report(NOT_FOUND)),
        Case(withdrawn, WITHDRAWN, who_report(NOT_FOUND), {"reason": "Wrong"}),
        Case(withdrawn, MISSING, readers(NOT_FOUND)),
        Case(withdrawn, MISSING, readers(NOT_FOUND), {"reason": "Wrong"}),
    ]
    for row, piece, others in reporting:
        cases.append(Case(add, row, who_report(**others)))
        cases.append(Case(add, row, who_report(ONWARDS, **others), minutes))
        cases.append(Case(withdrawn, piece, who_report(**others)))
        cases.append(Case(withdrawn, piece, who_report(ONWARDS, **others), {"reason": "Wrong"}))
    return cases


def taken_along():
    """The list as files and as a page to print, and which columns it has."""
    columns = "recommendations/columns/"
    return [
        Case("recommendations/print/", "", readers()),
        Case("recommendations/export.xlsx", "", readers()),
        Case("recommendations/export.csv", "", readers()),
        Case(columns, "", signed_in(NO_GET)),
        Case(columns, "", readers(ONWARDS), {"columns": "plan"}),
    ]


def filling_in():
    """A plan and the list to be filled in away from the desk, and where that is brought back."""
    plan, back = "plans/<slug:slug>/fill-in.xlsx", "filled-in/"
    never = dict.fromkeys((NOBODY, VIEWER, AUDITOR), NOT_REPORTING)
    return [
        Case(plan, OPEN, who_report()),
        Case(plan, HOUSING_PLAN, who_report(officer=KEPT)),
        Case(plan, UNUSED_PLAN, readers(NOT_FOUND, lead=OUT_OF_USE, administrator=OUT_OF_USE)),
        Case(plan, MISSING, readers(NOT_FOUND)),
        Case("recommendations/fill-in.xlsx", "", who_report()),
        Case(back, "", signed_in(**never)),
        Case(back, "", signed_in(**never), {"read": "1"}),
    ]


def rounds():
    page, there = "rounds/<key:pk>/", [OPEN_ROUND, CLOSED_ROUND, HOUSING_ROUND]
    return [
        Case("recommendations/", "", readers()),
        *taken_along(),
        *filling_in(),
        Case("rounds/", "", readers()),
        *adding("rounds/new/"),
        Case(page, OPEN_ROUND, readers()),
        Case(page, CLOSED_ROUND, readers()),
        Case(page, HOUSING_ROUND, readers(officer=KEPT_ROUND)),
        Case(page, MISSING, readers(NOT_FOUND)),
        *editing(f"{page}edit/", there, label="Relabelled"),
        *changing_round(f"{page}plans/", OPEN_ROUND),
        *changing_round(f"{page}close/", OPEN_ROUND),
        *changing_round(f"{page}cancel/", OPEN_ROUND, reason="The wrong plan"),
        *changing_round(f"{page}reopen/", HOUSING_ROUND, reason="Housing asked"),
    ]


def links():
    """Whoever has the address of a link, signed in or not, gets the same; who makes them is a
    lead. Nobody is named, so that nothing is made.
    """
    page, make, revoke = (f"rounds/<key:pk>/links/{verb}" for verb in ("", "make/", "revoke/"))
    cases = []
    for record in (OPEN_ROUND, CLOSED_ROUND, HOUSING_ROUND, MISSING):
        is_there = record != MISSING
        cases.append(Case(page, record, editors(PAGE if is_there else NOT_FOUND)))
        for verb in (make, revoke):
            cases.append(Case(verb, record, signed_in(NO_GET)))
            cases.append(Case(verb, record, editors(NOT_FOUND), {}))
    return [*cases, *answering()]


def answering():
    page, row = "answer/<str:token>/", "answer/<str:token>/<key:pk>/"
    no_change, update = f"{row}no-change/", {"narrative": "All were trained."}
    cases = [Case(page, LINKED, everybody()), Case(page, LINK_OFF, everybody(GONE))]
    cases.append(Case(page, MISSING, everybody(NOT_FOUND)))
    for record, seen, taken in (
        (LINKED, PAGE, ONWARDS),
        (LINKED_EXEMPT, NOT_FOUND, NOT_FOUND),
        (LINKED_OTHER, NOT_FOUND, NOT_FOUND),
        (LINK_OFF, GONE, GONE),
        (MISSING, NOT_FOUND, NOT_FOUND),
    ):
        cases.append(Case(row, record, everybody(seen)))
        cases.append(Case(row, record, everybody(taken), update))
        not_got = {PAGE: NO_GET, NOT_FOUND: NO_GET if record != MISSING else NOT_FOUND, GONE: GONE}
        cases.append(Case(no_change, record, everybody(not_got[seen])))
        cases.append(Case(no_change, record, everybody(taken), {}))
    return cases


def changing_round(route, record, **typed):
    """The page and its form, for the round that can be changed so, those that can't be, each with
    its sentence, and one that is not there.
    """
    others = [r for r in (OPEN_ROUND, CLOSED_ROUND, HOUSING_ROUND) if r != record]
    refusing = [Case(route, other, editors(), sent) for other in others for sent in (None, typed)]
    return [*editing(route, [record], **typed), *refusing]


def extensions():
    page, back = "extensions/<key:pk>/", "extensions/<key:pk>/take-back/"
    agreed, reason = {"outcome": "agree"}, {"reason": "We are quicker"}
    # Who decides: a plan lead. Agreeing to what is decided already is answered with the page.
    decide = {OFFICER: NOT_DECIDING, CLERK: NOT_DECIDING, AUDITOR: NOT_DECIDING}
    cases = [Case("extensions/", "", readers())]
    for record, see, report, answer in (
        (ASKED_OWN, {}, {}, ONWARDS),
        (ASKED_OF_HOUSING, {}, {OFFICER: NOT_YOURS}, ONWARDS),
        (ASKED_OF_KEPT, {OFFICER: KEPT}, {OFFICER: KEPT}, ONWARDS),
        (ASKED_EXEMPT_OWN, {}, {}, ONWARDS),
        (ASKED_EXEMPT_OF_HOUSING, {OFFICER: NOT_FOUND}, {OFFICER: NOT_FOUND}, ONWARDS),
        (DECIDED, {}, {}, PAGE),
    ):
        cases.append(Case(page, record, readers(**see)))
        cases.append(Case(page, record, readers(answer, **{**decide, **see}), agreed))
        cases.append(Case(back, record, who_report(**report)))
        cases.append(Case(back, record, who_report(answer, **report), reason))
    for route, typed in ((page, agreed), (back, reason)):
        cases.append(Case(route, MISSING, readers(NOT_FOUND)))
        cases.append(Case(route, MISSING, readers(NOT_FOUND), typed))
    return cases


def verification():
    """Nobody but the auditor gets a page, and none of these is complete: so it says that, or what
    is missing. Verifying what is has tests of its own.
    """
    cases = [Case("verification/", "", signed_in(NOT_AUDITING, auditor=PAGE))]
    confirmed = {"result": "confirm", "method": "Documents seen"}
    reopened = {"reason": "It has lapsed"}
    for record, others in (
        (OWN, {}),
        (OF_HOUSING, {}),
        (OF_HOUSING_PLAN, {OFFICER: KEPT}),
        (EXEMPT_OWN, {}),
        (EXEMPT_OF_HOUSING, {OFFICER: NOT_FOUND}),
    ):
        answers = readers(NOT_AUDITING, **{AUDITOR: PAGE, **others})
        for ending, typed in (("verify/", confirmed), ("reopen/", reopened)):
            cases.append(Case(f"recommendations/<key:pk>/{ending}", record, answers))
            cases.append(Case(f"recommendations/<key:pk>/{ending}", record, answers, typed))
    for ending, typed in (("verify/", confirmed), ("reopen/", reopened)):
        route = f"recommendations/<key:pk>/{ending}"
        cases.append(Case(route, MISSING, readers(NOT_FOUND)))
        cases.append(Case(route, MISSING, readers(NOT_FOUND), typed))
    return cases


def reporting():
    """The page of an update, and the buttons beside it. On behalf of a post and its holder it has
    to be said for whom, so that the page comes back.
    """
    page, update = "recommendations/<key:pk>/", {"narrative": "All were trained."}
    update["source_note"] = "e-mail of 2 June"
    presses = ("update/draft/", "update/draft/discard/", "nil-return/", "nil-return/undo/")
    for_whom = dict.fromkeys((LEAD, CLERK, ADMINISTRATOR), PAGE)
    cases = []
    for record, others, saved in (
        (OWN, {}, for_whom),
        (OF_HOUSING, {OFFICER: NOT_YOURS}, {}),
        (OF_HOUSING_PLAN, {OFFICER: KEPT}, {}),
        (EXEMPT_OWN, {}, for_whom),
        (EXEMPT_OF_HOUSING, {OFFICER: NOT_FOUND}, {}),
    ):
        cases.append(Case(f"{page}update/", record, who_report(**others)))
        cases.append(Case(f"{page}update/", record, who_report(ONWARDS, **others, **saved), update))
        for press in presses:
            cases.append(Case(page + press, record, signed_in(NO_GET)))
            cases.append(Case(page + press, record, who_report(ONWARDS, **others), {}))
    cases.append(Case(f"{page}update/", MISSING, readers(NOT_FOUND)))
    cases.append(Case(f"{page}update/", MISSING, readers(NOT_FOUND), update))
    for press in presses:
        cases.append(Case(page + press, MISSING, signed_in(NO_GET)))
        cases.append(Case(page + press, MISSING, readers(NOT_FOUND), {}))
    return cases


def hand_overs():
    """The first form is answered by the page that shows what will change."""
    page, undo, of_owner = (
        "hand-overs/<key:pk>/",
        "hand-overs/<key:pk>/undo/",
        "owners/<key:pk>/hand-over/",
    )
    typed = {"successor": "Chief Secret Keeper", "reason": "Leaves"}
    cases = [
        Case("hand-overs/", "", editors()),
        Case("hand-overs/new/", "", editors()),
        Case("hand-overs/new/", "", editors(), {"leaver": "Head of Housing", **typed}),
        *[Case(page, record, editors()) for record in (HANDED_OVER, UNDONE)],
        Case(page, MISSING, editors(NOT_FOUND)),
        *editing(undo, [HANDED_OVER], reason="Stays"),
        Case(undo, UNDONE, editors()),
        Case(undo, UNDONE, editors(), {"reason": "Stays"}),
    ]
    for record in sorted(RECORDS["owners/<key:pk>"]):
        answer = NOT_FOUND if record == MISSING else PAGE
        cases.append(Case(of_owner, record, editors(answer)))
        cases.append(Case(of_owner, record, editors(answer), typed))
    return cases


def imports():
    """Papers brought in. One that has ended leads from the pages of its way to what became of it;
    one that has not, to the review.
    """
    page, back = "imports/<key:pk>/", "imports/<key:pk>/take-back/"
    target = {"title": "Renamed", "plan": "", "as_at_0": "31", "as_at_1": "5", "as_at_2": "2016"}
    steps = ("table/", "columns/", "review/", "owners/", "statuses/", "missing/", "take-in/")
    sent = {"plan/": target, **{step: {} for step in (*steps, "give-up/")}}
    under_way = [IMPORTING, IMPORTING_LATER]
    cases = [
        Case("imports/", "", editors()),
        *adding("imports/new/", pasted="No\tRecommendation\n1\tDo it", **target),
        Case("imports/progress/<uuid:token>/", "", editors()),
        *[Case(page, record, editors(ONWARDS)) for record in under_way],
        Case(page, IMPORTED, editors()),
        Case(page, MISSING, editors(NOT_FOUND)),
        # The files of the records are not in the store of this test.
        *[
            Case(f"{page}original/", r, editors(NOT_FOUND))
            for r in sorted(RECORDS["imports/<key:pk>"])
        ],
        *editing(back, [IMPORTED], reason="The wrong one"),
    ]
    for record in under_way:
        cases.append(Case(back, record, editors(ONWARDS)))
        cases.append(Case(back, record, editors(ONWARDS), {"reason": "The wrong one"}))
    for step, typed in sent.items():
        cases += editing(f"{page}{step}", under_way, **typed)
        cases.append(Case(f"{page}{step}", IMPORTED, editors(ONWARDS)))
        cases.append(Case(f"{page}{step}", IMPORTED, editors(ONWARDS), typed))
    return cases


def chosen():
    """Chosen on the list. The first form is answered by the page that shows what will change, and
    what the open round asks already is not asked again; what is not there leads back to the list.
    """
    reassign, ask = "recommendations/reassign/", "recommendations/ask/"
    typed = {"leaver": "everybody", "successor": "Head of Housing", "reason": "Moved"}
    cases = []
    for record in sorted(RECORDS[ask]):
        answer = ONWARDS if record == MISSING else PAGE
        asked = ONWARDS if record == OF_HOUSING_PLAN else PAGE
        cases.append(Case(reassign, record, editors(answer)))
        cases.append(Case(reassign, record, editors(), typed))
        cases.append(Case(ask, record, editors(answer)))
        cases.append(Case(ask, record, editors(asked), {}))
    return cases


def saved_views():
    page, own = "recommendations/views/<key:pk>/", {"officer": PAGE}
    copy, edit, delete = f"{page}copy/", f"{page}edit/", f"{page}delete/"
    named, edited = {"name": "Named"}, {"name": "Renamed", "version": "1"}
    new, begin = "recommendations/views/new/", "recommendations/views/begin/"
    taking_back = readers(NOT_TO_TAKE_BACK, lead=PAGE, administrator=PAGE)
    taken_back = readers(NOT_TO_TAKE_BACK, lead=ONWARDS, administrator=ONWARDS)
    cases = [
        Case("start/", "", signed_in(HOME)),
        Case("recommendations/views/", "", readers()),
        Case(new, "", readers()),
        Case(new, "", readers(ONWARDS), named),
        Case(begin, "", signed_in(NO_GET)),
        Case(begin, "", readers(ONWARDS), {"start": "overdue"}),
        Case(page, OWN_VIEW, readers(NOT_FOUND, officer=ONWARDS)),
        Case(page, SHARED_VIEW, readers(ONWARDS)),
        Case(copy, SHARED_VIEW, readers()),
        Case(copy, SHARED_VIEW, readers(ONWARDS), named),
        Case(edit, SHARED_VIEW, readers(NOT_HER_VIEW)),
        Case(edit, SHARED_VIEW, readers(NOT_HER_VIEW), edited),
        Case(delete, SHARED_VIEW, taking_back),
        Case(delete, SHARED_VIEW, taken_back, {}),
    ]
    for record in (HIDDEN_VIEW, MISSING):
        cases.append(Case(page, record, readers(NOT_FOUND)))
    for route, typed in ((copy, named), (edit, edited), (delete, {})):
        cases.append(Case(route, OWN_VIEW, readers(NOT_FOUND, **own)))
        cases.append(Case(route, OWN_VIEW, readers(NOT_FOUND, officer=ONWARDS), typed))
        for record in (HIDDEN_VIEW, MISSING):
            cases.append(Case(route, record, readers(NOT_FOUND)))
            cases.append(Case(route, record, readers(NOT_FOUND), typed))
    return cases


def calendars():
    """The page is each reader's own. Whoever has the address of a file, signed in or not, gets the
    same.
    """
    page, stop, file = "calendars/", "calendars/<key:pk>/stop/", "calendar/<str:token>.ics"
    cases = [Case(page, "", readers()), Case(page, "", readers(ONWARDS), {"of": "mine"})]
    for record, seen, taken in (
        (OWN_CALENDAR, PAGE, ONWARDS),
        (HIDDEN_CALENDAR, NOT_FOUND, NOT_FOUND),
        (MISSING, NOT_FOUND, NOT_FOUND),
    ):
        cases.append(Case(stop, record, readers(NOT_FOUND, officer=seen)))
        cases.append(Case(stop, record, readers(NOT_FOUND, officer=taken), {}))
    for record, seen in ((CALENDAR, PAGE), (CALENDAR_OFF, GONE), (MISSING, NOT_FOUND)):
        cases.append(Case(file, record, everybody(seen)))
    return cases


def committees_and_meetings():
    committee, meeting = "committees/<key:pk>/", "meetings/<key:pk>/"
    called = {"committee": "audit-standards-committee", "date_0": "7", "date_1": "6"}
    called["date_2"] = "2016"
    return [
        Case("committees/", "", paper_readers()),
        Case("meetings/", "", paper_readers()),
        *_preparing("committees/new/", [], name="Scrutiny Committee"),
        *_preparing("meetings/new/", [], **called),
        Case(committee, COMMITTEE, paper_readers()),
        Case(committee, MISSING, paper_readers(NOT_FOUND)),
        *_preparing(f"{committee}edit/", [COMMITTEE], name="Renamed"),
        Case(meeting, MEETING, paper_readers()),
        Case(meeting, MISSING, paper_readers(NOT_FOUND)),
        *_preparing(f"{meeting}edit/", [MEETING], date_0="28"),
        *_preparing(f"{meeting}cancel/", [MEETING]),
        *reported(),
    ]


def layouts():
    """Who reads meetings looks at them and sees them on a plan, a clerk makes them."""
    layout = "layouts/<key:pk>/"
    table = f"{layout}tables/<key:number>/"
    cases = [
        Case("layouts/", "", paper_readers()),
        *_preparing("layouts/new/", [], begin="nothing", name="Renamed"),
        *_preparing(f"{layout}edit/", [LAYOUT], name="Renamed"),
        *_preparing(f"{layout}delete/", [LAYOUT]),
        *_preparing(f"{layout}tables/new/", [LAYOUT], heading="More", rows="overdue"),
        *_preparing(table, [LAYOUT], heading="Renamed"),
        *_preparing(f"{table}remove/", [LAYOUT]),
    ]
    for page in ("", "preview/", "preview.pdf"):
        cases.append(Case(f"{layout}{page}", LAYOUT, paper_readers()))
        cases.append(Case(f"{layout}{page}", MISSING, paper_readers(NOT_FOUND)))
    for record in (LAYOUT, MISSING):
        cases.append(Case(f"{table}move/", record, clerks(NO_GET)))
    cases.append(Case(f"{table}move/", LAYOUT, clerks(ONWARDS), {"move": "down"}))
    cases.append(Case(f"{table}move/", MISSING, clerks(NOT_FOUND), {"move": "down"}))
    return cases


def decisions():
    """What a committee decided: who reads meetings reads it, and a clerk records it. Nothing was
    before the meeting, so that there is nothing to save.
    """
    page, back = "meetings/<key:pk>/decisions/", "decisions/<key:pk>/take-back/"
    recording = {"minute_reference": "14/16"}
    readable = dict.fromkeys((LEAD, AUDITOR), NOT_FOR_RECORDING)

    def recorders(answer=PAGE, refused=NOT_FOR_RECORDING, **others):
        return signed_in(refused, **{CLERK: answer, ADMINISTRATOR: answer, **others})

    missing = dict.fromkeys((LEAD, AUDITOR), NOT_FOUND)
    return [
        Case(page, MEETING, paper_readers()),
        Case(page, MEETING, recorders(PAGE, NOT_FOR_PAPERS, **readable), recording),
        Case(page, MISSING, paper_readers(NOT_FOUND)),
        Case(page, MISSING, recorders(NOT_FOUND, NOT_FOR_PAPERS, **missing), recording),
        Case(back, NOTED, recorders()),
        Case(back, NOTED, recorders(ONWARDS), {"reason": "It was another one"}),
        Case(back, MISSING, recorders(NOT_FOUND)),
        Case(back, MISSING, recorders(NOT_FOUND), {"reason": "It was another one"}),
    ]


def attendance():
    """Who is asked to attend a meeting: who reads meetings looks at the list, and a clerk settles
    it. Nothing goes to the meeting, so that there is nothing to save.
    """
    page, back = "meetings/<key:pk>/attendance/", "attendance/<key:pk>/take-back/"
    settling = {"others": "1"}

    def settlers(answer, readers):
        others = dict.fromkeys((LEAD, AUDITOR), readers)
        return signed_in(NOT_FOR_PAPERS, **{CLERK: answer, ADMINISTRATOR: answer, **others})

    return [
        Case(page, MEETING, paper_readers()),
        Case(page, MEETING, settlers(PAGE, NOT_FOR_CLERKS), settling),
        Case(page, MISSING, paper_readers(NOT_FOUND)),
        Case(page, MISSING, settlers(NOT_FOUND, NOT_FOUND), settling),
        *_preparing(back, [CHOSEN], reason="It was another one"),
    ]


def appendices():
    """Drafts and issued ones: who reads meetings reads both, the exempt ones too."""
    paper, new = "appendices/<key:pk>/", "meetings/<key:meeting>/appendices/new/"
    prepared = {"plan": "learning-review", "as_at_0": "31", "as_at_1": "5", "as_at_2": "2016"}
    issued = [ISSUED, ISSUED_OFF, ISSUED_EXEMPT]
    cases = _preparing(new, [MEETING], **prepared)
    files = [f"paper.{ending}" for ending in ("pdf", "json", "docx", "xlsx", "csv")]
    for page in ("", "paper/", *files):
        readable = [Case(f"{paper}{page}", record, paper_readers()) for record in issued]
        cases += [*readable, Case(f"{paper}{page}", PREPARED, paper_readers())]
        cases.append(Case(f"{paper}{page}", MISSING, paper_readers(NOT_FOUND)))
    for page in ("edit/", "discard/", "issue/"):
        cases += _preparing(f"{paper}{page}", [PREPARED], reason="The post is vacant")
        cases += _led_on(f"{paper}{page}", issued)
    cases += _preparing(f"{paper}version/", issued, reason="A slip")
    cases += _preparing(f"{paper}supplement/", [ISSUED, ISSUED_EXEMPT])
    # What was taken off the public page gets no supplement.
    cases += [Case(f"{paper}supplement/", ISSUED_OFF, clerks(), sent) for sent in (None, {})]
    for page in ("version/", "supplement/"):
        cases += _led_on(f"{paper}{page}", [PREPARED])
    return cases


def _make_print(by, plan):
    """Of the live paper of a plan."""
    address = reverse("plan_appendix", args=[plan.slug])
    return make_print(by=by, came_from=address, at=timezone.now())


def prints():
    """What is being printed: for who asked for it, nobody else."""
    route, others = "prints/<key:pk>/", signed_in(NOT_FOUND)
    cases = []
    for page in ("", "paper.pdf"):
        cases.append(Case(f"{route}{page}", PRINT, {**others, OFFICER: PAGE}))
        cases.append(Case(f"{route}{page}", MISSING, others))
    answers = {"cancel/": ONWARDS, "again/": ONWARDS, "issue/": NOT_FOR_CLERKS}
    for verb, answer in answers.items():
        for record, own in ((PRINT, {OFFICER: answer}), (MISSING, {})):
            cases.append(Case(f"{route}{verb}", record, signed_in(NO_GET)))
            cases.append(Case(f"{route}{verb}", record, {**others, **own}, {}))
    return cases


def covering_reports():
    """Drafts and issued ones, and the templates with which they begin: who reads meetings reads
    them.
    """
    report, new = "covering-reports/<key:pk>/", "meetings/<key:meeting>/reports/new/"
    template, issued = "report-templates/<key:pk>/", [REPORT_ISSUED, REPORT_ISSUED_OFF]
    cases = _preparing(new, [MEETING], subject="Progress")
    for page in ("", "paper/", "paper.pdf", "paper.json"):
        there = [Case(f"{report}{page}", one, paper_readers()) for one in (*issued, REPORT_DRAFT)]
        cases += [*there, Case(f"{report}{page}", MISSING, paper_readers(NOT_FOUND))]
    for page in ("edit/", "attach/", "discard/", "issue/"):
        cases += _preparing(f"{report}{page}", [REPORT_DRAFT])
    for page in ("attach/", "discard/", "issue/"):
        cases += _led_on(f"{report}{page}", issued)
    # What was typed while somebody else issued the report is shown again.
    cases += [Case(f"{report}edit/", one, clerks(ONWARDS)) for one in issued]
    cases += [Case(f"{report}edit/", one, clerks(), {}) for one in issued]
    cases += _preparing(f"{report}version/", issued, reason="A slip")
    cases += _led_on(f"{report}version/", [REPORT_DRAFT])
    cases += _preparing(f"{report}publication/", issued, reason="A name")
    unpublished = [None, {"reason": "A name"}]
    cases += [
        Case(f"{report}publication/", REPORT_DRAFT, clerks(NOT_FOUND), sent) for sent in unpublished
    ]
    return [
        *cases,
        Case("report-templates/", "", paper_readers()),
        *_preparing("report-templates/new/", [], name="Another"),
        Case(template, TEMPLATE, paper_readers()),
        Case(template, MISSING, paper_readers(NOT_FOUND)),
        *_preparing(f"{template}edit/", [TEMPLATE], name="Renamed"),
        *_preparing(f"{template}delete/", [TEMPLATE]),
    ]


def public_reports():
    """As long as no setting opens them to strangers."""
    report = "papers/<slug:committee>/<str:day>/reports/<slug:report>/"
    places = (report, f"{report}version-<version:version>/")
    return [
        Case(f"{place}{file}", record, signed_in(PAGE if record == REPORT else NOT_FOUND))
        for place in places
        for file in ("", "paper.pdf", "paper.json")
        for record in (REPORT, REPORT_OFF, MISSING)
    ]


def _led_on(route, records):
    """The page and its form lead to the page of what they are not for."""
    pages = [Case(route, record, clerks(ONWARDS)) for record in records]
    sent = {"reason": "A slip"}
    return [*pages, *(Case(route, record, clerks(ONWARDS), sent) for record in records)]


def reported():
    """How a plan is usually reported: a clerk sees no plan that is out of use."""
    route, typed = "plans/<slug:slug>/reported/", {"appendix_number": "Appendix 9"}
    unused = {CLERK: NOT_FOUND}
    return [
        *_preparing(route, [OPEN, HOUSING_PLAN], **typed),
        Case(route, UNUSED_PLAN, clerks(**unused)),
        Case(route, UNUSED_PLAN, clerks(ONWARDS, **unused), typed),
    ]


def public_papers():
    """As long as no setting opens them to strangers."""
    committee, paper = "papers/<slug:committee>/", "papers/<slug:committee>/<str:day>/<slug:paper>/"
    version = f"{paper}version-<version:version>/"
    cases = [Case("papers/", "", signed_in()), Case("papers/feed.xml", "", signed_in())]
    for route in (committee, f"{committee}<str:day>/"):
        cases.append(Case(route, PAPER, signed_in()))
        cases.append(Case(route, MISSING, signed_in(NOT_FOUND)))
    for place in (paper, version):
        for route in (place, f"{place}paper.pdf", f"{place}paper.json"):
            cases.append(Case(route, PAPER, signed_in()))
            for record in (PAPER_OFF, PAPER_EXEMPT, MISSING):
                cases.append(Case(route, record, signed_in(NOT_FOUND)))
    return [*cases, *publishing()]


def publishing():
    """Taking off what is on the public page, putting back what is not."""
    route, typed = "appendices/<key:pk>/publication/", {"reason": "The wrong plan"}
    cases = _preparing(route, [ISSUED, ISSUED_OFF], **typed)
    for record in (ISSUED_EXEMPT, PREPARED):
        cases.append(Case(route, record, clerks(NOT_FOUND)))
        cases.append(Case(route, record, clerks(NOT_FOUND), typed))
    return cases


def _preparing(route, records, **typed):
    """The page and its form, for records that are there and for one that is not; or for a page
    about none.
    """
    cases = []
    for record in records or [""]:
        cases.append(Case(route, record, clerks()))
        cases.append(Case(route, record, clerks(ONWARDS), typed))
    if records:
        cases.append(Case(route, MISSING, clerks(NOT_FOUND)))
        cases.append(Case(route, MISSING, clerks(NOT_FOUND), typed))
    return cases


CASES = [
    *signing_in(),
    *directory(),
    *plans(),
    *recommendations(),
    *evidence(),
    *rounds(),
    *links(),
    *extensions(),
    *verification(),
    *reporting(),
    *hand_overs(),
    *imports(),
    *saved_views(),
    *calendars(),
    *chosen(),
    *committees_and_meetings(),
    *layouts(),
    *decisions(),
    *attendance(),
    *appendices(),
    *public_papers(),
    *prints(),
    *covering_reports(),
    *public_reports(),
]


def make_users():
    """One of each role, by what they are called here."""
    return {
        who: make_user(f"{who}@example.gov.uk", name=f"A {who}", role=role)
        for who, role in ROLES.items()
    }


def make_records(officer):
    """What stands in the address of each record: a slug or a key."""
    hr, housing = make_department("Human Resources"), make_department("Housing")
    olive = make_owner("Olive Officer", user=officer, department=hr)
    post = make_owner("Head of HR", "post", department=hr)
    post_of_housing = make_owner("Head of Housing", "post", department=housing)
    pat = make_owner("Pat Person", department=hr)
    appoint(post, [olive, pat], **written())
    open_plan = make_plan()
    kept = make_plan("Housing review", "housing-review", departments=[housing])
    unused = make_plan("Old review", "old-review", is_active=False)
    layout = make_layout()
    for plan in Plan.objects.all():
        lay_out(plan, layout)
    own, exempt_own = (_row(open_plan, text, post) for text in ("Own words", "Kept own words"))
    of_housing = _row(open_plan, "Words of Housing", post_of_housing)
    keeper = make_owner("Chief Secret Keeper", "post", department=housing)
    exempt_of_housing = _row(open_plan, "Secret of Housing", keeper, reference="S-9")
    of_housing_plan = _row(kept, "Words of its own", post_of_housing)
    exempt_all([exempt_own, exempt_of_housing], "3", **written(at=moment(hour=13)))
    return {
        OPEN: open_plan.slug,
        HOUSING_PLAN: kept.slug,
        UNUSED_PLAN: unused.slug,
        OWN: own.pk,
        OF_HOUSING: of_housing.pk,
        OF_HOUSING_PLAN: of_housing_plan.pk,
        EXEMPT_OWN: exempt_own.pk,
        EXEMPT_OF_HOUSING: exempt_of_housing.pk,
        IN_USE: "words=Autumn+17&paper_date=2016-05-31",
        **_make_evidence(own, of_housing, of_housing_plan, exempt_own, exempt_of_housing),
        **_make_measures(own, of_housing, of_housing_plan, exempt_own, exempt_of_housing),
        **_make_extensions(own, of_housing, of_housing_plan, exempt_own, exempt_of_housing),
        PERSON: olive.pk,
        MERGED: merge(make_owner("O Officer"), olive, by=make_user(), at=moment()).pk,
        POST: post.pk,
        POST_OF_HOUSING: post_of_housing.pk,
        OWN_DEPARTMENT: hr.pk,
        HOUSING: housing.pk,
        **(rounds := _make_rounds(open_plan, kept)),
        **_make_links(pat, rounds[OPEN_ROUND], own, exempt_own, of_housing),
        **_make_hand_overs(of_housing_plan, post_of_housing),
        **_make_saved_views(officer),
        **_make_calendars(officer, open_plan),
        IMPORTING: make_import("Words on their way").pk,
        IMPORTING_LATER: make_import("Words of its own", plan=kept).pk,
        IMPORTED: _make_imported().pk,
        COMMITTEE: make_committee().pk,
        MEETING: make_meeting(day=date(2016, 9, 27)).pk,
        LAYOUT: _make_layout().pk,
        **_make_papers(open_plan),
        **_make_covering_reports(),
        PRINT: _make_print(officer, open_plan).pk,
        NOTED: _make_decision(own).pk,
        CHOSEN: _make_choice(open_plan, own).pk,
    }


def _make_evidence(*rows):
    names = (OF_OWN, OF_HOUSINGS, OF_KEPT, OF_EXEMPT_OWN, OF_EXEMPT_OF_HOUSING)
    withdrawn = make_evidence(rows[0])
    withdraw(withdrawn, reason="The wrong one", **written())
    pieces = {name: make_evidence(row).pk for name, row in zip(names, rows, strict=True)}
    return {**pieces, WITHDRAWN: withdrawn.pk}


def _make_measures(*rows):
    measures = [make_measure(row, readings=[(DAY, 61)]) for row in rows]
    readings = [measure.readings.get().pk for measure in measures]
    measured = {name: measure.pk for name, measure in zip(MEASURED, measures, strict=True)}
    return {**measured, **dict(zip(READ, readings, strict=True))}


def _make_extensions(*rows):
    names = (ASKED_OWN, ASKED_OF_HOUSING, ASKED_OF_KEPT, ASKED_EXEMPT_OWN, ASKED_EXEMPT_OF_HOUSING)
    decided = make_extension(rows[0].deadlines.get(), "Winter 18")
    refuse(decided, reason="Too late", **written())
    asked = {
        name: make_extension(row.deadlines.get()).pk for name, row in zip(names, rows, strict=True)
    }
    return {**asked, DECIDED: decided.pk}


def _make_rounds(open_plan, kept):
    """The plan kept to Housing is in no open round, so that there is one to choose."""
    closed, of_housing = (make_round(plan, at=moment(hour=14)) for plan in (open_plan, kept))
    for round in (closed, of_housing):
        close_round(round, **written(at=moment(hour=15)))
    now_open = make_round(open_plan, label="June 2016", at=moment(hour=16))
    return {OPEN_ROUND: now_open.pk, CLOSED_ROUND: closed.pk, HOUSING_ROUND: of_housing.pk}


def _make_links(pat, round, own, exempt_own, of_housing):
    """The token of a link and the key of a recommendation."""
    round, now = Round.objects.get(pk=round), timezone.now()
    when = {"by": make_user(), "on": timezone.localdate(now), "at": now}
    off = make_link(pat, round, **when)
    link = make_link(pat, round, instead_of=off, **when)
    token, token_off = (path_of(one).split("/")[2] for one in (link, off))
    return {
        LINKED: f"{token}/{own.pk}",
        LINKED_EXEMPT: f"{token}/{exempt_own.pk}",
        LINKED_OTHER: f"{token}/{of_housing.pk}",
        LINK_OFF: f"{token_off}/{own.pk}",
    }


def _make_hand_overs(row, post):
    """One that was undone, and then the same again."""
    acting = make_owner("Acting Head of Housing", "post", department=post.department)

    def handed_over(hour):
        cell = row.ownercells.latest("pk")
        when = written(at=moment(hour=hour))
        return hand_over(post, acting, cells={cell.pk: acting.name}, reason="Leaves", **when)

    undone = handed_over(17)
    undo_hand_over(undone, reason="Stays", **written(at=moment(hour=18)))
    return {UNDONE: undone.pk, HANDED_OVER: handed_over(19).pk}


def _make_imported():
    """Of a plan that nothing else is about."""
    taken_in = make_import("Words taken in", title="Taken in", is_taken_in=True)
    taken_in.plan.is_active = False
    taken_in.plan.save(update_fields=["is_active"])
    return taken_in


def _make_saved_views(officer):
    alice = make_user()
    return {
        OWN_VIEW: make_saved_view(officer).pk,
        SHARED_VIEW: make_saved_view(alice, "Shared", is_shared=True).pk,
        HIDDEN_VIEW: make_saved_view(alice, "Hidden").pk,
    }


def _make_calendars(officer, plan):
    """The token of a file, and nothing after it."""
    own = make_calendar(officer, kind="plan", plan=plan)
    lead = make_user("lead.with.a.calendar@example.gov.uk", "Lena Lead", role=Role.LEAD)
    hidden, off = make_calendar(lead), make_calendar(officer)
    revoke_feed(off, by=officer, at=moment(hour=13))
    return {
        OWN_CALENDAR: own.pk,
        HIDDEN_CALENDAR: hidden.pk,
        CALENDAR: f"{token_of(own)}/",
        CALENDAR_OFF: f"{token_of(off)}/",
    }


def _make_layout():
    [table] = make_layout(name="One table").tables
    tables = [{**table, "heading": heading} for heading in ("Live", "Late")]
    return make_layout(name="Two tables", tables=tables)


def _make_choice(plan, row):
    """That an officer is asked to attend a meeting that is to come."""
    meeting = make_meeting(day=timezone.localdate() + timedelta(days=28))
    make_draft(plan, meeting)
    choice = NewChoice(row, True, reason="The Chair asked")
    return settle(meeting, [choice], by=make_user(), at=timezone.now())[0]


def _make_decision(row):
    meeting = make_meeting(day=date(2016, 7, 5))
    make_draft(row.plan, meeting)
    when = {"by": make_user(), "at": moment(date(2016, 7, 6))}
    return record_at_meeting(meeting, [NewDecision(row, "noted")], **when)[0].decision


def _make_papers(plan):
    """Of one meeting, each under its key and under where it would be on the public page."""
    meeting = make_meeting()
    shown = make_issued(plan, meeting)
    off = make_issued(plan, meeting, as_at=date(2016, 6, 1), slug="taken-off")
    take_off_public_page(off, reason="The wrong plan", **written(date(2016, 6, 20)))
    exempt = make_issued(plan, meeting, audience="exempt", slug="exempt")
    place = f"{meeting.committee.slug}/{meeting.date}"
    return {
        ISSUED: shown.pk,
        PAPER: f"{place}/{shown.slug}",
        ISSUED_OFF: off.pk,
        PAPER_OFF: f"{place}/{off.slug}",
        ISSUED_EXEMPT: exempt.pk,
        PAPER_EXEMPT: f"{place}/{exempt.slug}",
        PREPARED: make_draft(plan, meeting, as_at=date(2016, 6, 2)).pk,
    }


def _make_covering_reports():
    """Of one meeting, each under its key and under where it would be on the public page."""
    meeting = make_meeting(day=date(2016, 8, 2))
    shown = make_issued_report(meeting)
    off = make_issued_report(meeting, "Taken off", slug="taken-off")
    take_off_public_page(off, reason="A name", **written(date(2016, 6, 20)))
    place = f"{meeting.committee.slug}/{meeting.date}"
    make_draft(make_plan(), meeting)
    return {
        REPORT_ISSUED: shown.pk,
        REPORT: f"{place}/{shown.slug}",
        REPORT_ISSUED_OFF: off.pk,
        REPORT_OFF: f"{place}/{off.slug}",
        REPORT_DRAFT: make_report(meeting, "In preparation").pk,
        TEMPLATE: make_template().pk,
    }


def _row(plan, text, owner, **row):
    return make_recommendation(plan, text=text, owners=[owner], by_when="Autumn 17", **row)
