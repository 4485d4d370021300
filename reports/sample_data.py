"""The two sample papers and the two sample covering reports, put in through the same acts as
anybody's: true from their as-at day, written down at noon on it.
"""

import json
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from people.departments import add_department
from people.directory import edit_owner
from people.models import Alias, Department, Owner
from recommendations.answer_links import address_to_answer, linked_people
from recommendations.by_when import PARSER_VERSION, read_by_when
from recommendations.chasing.ladders import edit_ladder, ladder_of, rung_of
from recommendations.chasing.noting import note_down
from recommendations.deadlines import NewDeadline, set_deadlines
from recommendations.derived import refresh_derived
from recommendations.further_actions import NewAction, add_actions
from recommendations.measures import NewTerms, add_measure, read_measure
from recommendations.models import Measure, Notice, Plan, Round
from recommendations.owner_cells import NewAssignment, NewOwnerCell, name_owners_all
from recommendations.plans import NewTheme, start_plan
from recommendations.progress import NewStatus, NewUpdate, record_updates
from recommendations.rounds import close_round, open_round
from recommendations.status_words import NewStatusWord
from recommendations.wordings import NewRecommendation, raise_recommendations
from reports.agenda_days import is_working_day, last_day_to_publish
from reports.attendance import NewChoice, settle
from reports.attendance_list import before_the_list, first_offered, list_of, offered_owners
from reports.committees import call_meeting, start_committee
from reports.covering.reports import attach_papers, issue_report, prepare_report
from reports.covering.shapes import NAMES, ReportShape, ready_shapes, shape_of
from reports.covering.templates import start_template
from reports.drafts import prepare_appendix
from reports.issuing import issue_appendix
from reports.layouts.plan_layouts import report_plan_in
from reports.layouts.ready import put_in_sample_layouts
from reports.models import (
    Appendix,
    Attendance,
    Committee,
    CoveringReport,
    Layout,
    Meeting,
    ReportTemplate,
    SectionKind,
)

LONDON = ZoneInfo("Europe/London")
OWN_TEMPLATE = "Progress report"
COMMITTEE_TABLES = "Committee tables A to E"
# The papers name posts and groups alone. Where these belong, the first of each department as its
# head, and where posts are written to is made up.
DEPARTMENTS = {
    "Chief Executive’s Office": ("Chief Executive", "CEO", "ELT"),
    "Corporate Services": (
        "Director of Corporate Services",
        "Communications and Marketing team",
        "Head of Communications and Marketing",
    ),
    "Human Resources": (
        "Chief Officer: Human Resources",
        "Head of HR",
        "Head of Learning and Development",
        "Heads of HR",
        "Recruitment Strategy Manager",
    ),
}
PART_OF = {"Human Resources": "Corporate Services"}


def load_layouts():
    """The ready-made layouts that the papers use, and the tables of a committee; those that are
    there already stay as they are.
    """
    put_in_sample_layouts()


@transaction.atomic
def load_papers(*, by, today: date) -> list[Plan]:
    """Put in the sample papers that are not there yet, written down by the user `by`; returns
    those put in.
    """
    papers = [
        _read(path) for path in sorted((settings.BASE_DIR / "fixtures" / "papers").glob("*.json"))
    ]
    return [
        load_paper(paper, by=by, today=today)
        for paper in papers
        if not Plan.objects.filter(slug=paper["slug"]).exists()
    ]


@transaction.atomic
def load_paper(paper: dict, *, by, today: date) -> Plan:
    """One paper as a plan with its facts, its layout, its usual committee and the meeting to which
    it went.
    """
    day = date.fromisoformat(paper["as_at"])
    written = _at_noon(day, by=by)
    plan = start_plan(
        title=paper["title"],
        slug=paper["slug"],
        source=paper["source"],
        revision=paper["revision"],
        themes=[NewTheme(**theme) for theme in paper["themes"]],
        status_words=[NewStatusWord(**word) for word in paper["status_words"]],
        by=by,
        at=written["at"],
    )
    recommendations = _raise(plan, paper["rows"], written)
    _name_owners(paper, recommendations, written)
    _set_deadlines(paper["rows"], recommendations, day, written)
    _report_progress(paper["rows"], recommendations, written)
    _lay_out(plan, paper, written)
    refresh_derived([r.pk for r in recommendations], on=today)
    return plan


def put_owners_in_departments(*, by, at: datetime):
    """The posts and groups of the sample papers that are in none yet, the posts with an address:
    there is a table of departments to look at, and somebody further up to write to.
    """
    for name, owners in DEPARTMENTS.items():
        department = _department(name) or add_department(
            name=name,
            parent=_department(PART_OF.get(name, "")),
            head=Owner.objects.filter(name=owners[0]).first(),
            by=by,
            at=at,
        )
        for owner in Owner.objects.filter(name__in=owners, department=None):
            _put_in_department(owner, department, by=by, at=at)


def _department(name):
    return Department.objects.filter(name__iexact=name).first()


def _put_in_department(owner, department, *, by, at):
    is_post = owner.kind == Owner.Kind.POST
    edit_owner(
        owner,
        by=by,
        at=at,
        version=owner.version,
        name=owner.name,
        email=owner.email or (f"{slugify(owner.name)}@example.gov.uk" if is_post else ""),
        department=department,
        aliases=[alias.name for alias in owner.aliases.all()],
        is_active=owner.is_active,
    )


def report_past_rounds(plans, *, by, today: date) -> list[Round]:
    """Three rounds over the sample plans in the year before, answered in part and closed: there is
    a trend to look at, and who was silent. They are made up; the papers tell of a day each.
    """
    return [_past_round(plans, past, by=by, today=today) for past in _read("past_rounds.json")]


def open_sample_round(plans, *, by, today: date, at: datetime) -> Round:
    """A round over the sample plans that is open from today on, for somebody to try: there is
    something to report, and a board to watch.
    """
    return open_round(
        label=f"{today:%B %Y}",
        as_at=today,
        updates_due=today + timedelta(days=14),
        plans=plans,
        by=by,
        on=today,
        at=at,
    )


def remind_of_samples(plans, *, by, today: date, at: datetime) -> list[Notice]:
    """Switch reminders on for the sample plans from today on, in the usual steps, and note down
    who is told what today: there is something to look at before any e-mail is sent.
    """
    for plan in plans:
        plan.refresh_from_db(fields=["version"])
        rungs = [rung_of(step) for step in ladder_of(plan)]
        edit_ladder(plan, rungs, chased_from=today, by=by, at=at, version=plan.version)
    return note_down(on=today, at=at)


def sample_link(round, *, today: date, at: datetime) -> str:
    """The path by which one of the officers without an account answers the round."""
    first = linked_people(round, on=today)[0]
    return address_to_answer(first.person, round, on=today, at=at)


def call_sample_meeting(plan, round, *, by, today: date, at: datetime) -> Meeting:
    """A meeting of the committee of a plan four weeks from today, or on the working day after, at
    which the answers to the round are reported: there is a pack to prepare.
    """
    day = today + timedelta(days=28)
    while not is_working_day(day):
        day += timedelta(days=1)
    committee = plan.plan_layout.committee
    return call_meeting(committee, date=day, round=round, by=by, at=at)


def issue_sample_paper(plan, *, by) -> Appendix:
    """The paper of a sample plan, issued to the meeting to which it went, on the last day to
    publish it.
    """
    meeting = plan.plan_layout.committee.meetings.earliest("date")
    as_at = plan.recommendations.earliest("pk").wordings.earliest("pk").valid_from
    at = datetime.combine(last_day_to_publish(meeting.date), time(12), LONDON)
    draft = prepare_appendix(meeting, plan, as_at=as_at, by=by, at=at)
    return issue_appendix(draft, by=by, at=at)


def prepare_sample_paper(plan, meeting, *, by, today: date, at: datetime) -> Appendix:
    """A draft of the next paper of a sample plan, in the tables of a committee: there is one to
    look at, and to issue.
    """
    layout = Layout.objects.get(name=COMMITTEE_TABLES)
    return prepare_appendix(meeting, plan, as_at=today, layout=layout, by=by, at=at)


def settle_sample_attendance(meeting, *, by, at: datetime) -> list[Attendance]:
    """Of what the rules propose for a meeting two asked about, and one taken off with a reason; the
    rest waits for somebody to settle it.
    """
    today = timezone.localdate(at)
    lines = [one for one in list_of(meeting, before_the_list(meeting), on=today) if one.is_open][:3]
    offered = offered_owners((line.state for line in lines), on=today)
    choices = [
        NewChoice(line.recommendation, True, owner=first_offered(offered[line.recommendation.pk]))
        for line in lines[:2]
    ]
    why = "The Committee heard about this with the recommendation before it."
    choices += [NewChoice(line.recommendation, False, reason=why) for line in lines[2:]]
    return settle(meeting, choices, by=by, at=at)


def count_sample_measure(plan, *, by, today: date, at: datetime) -> Measure:
    """Something that is counted of a recommendation of a sample plan, with three readings: there is
    a trend to look at. It is made up; the paper has none.
    """
    days = [today - timedelta(days=ago) for ago in (365, 180, 90, 7)]
    terms = NewTerms(
        "Staff who have declared their interests",
        unit="%",
        baseline=Decimal(61),
        baseline_day=days[0],
        target=Decimal(95),
        target_day=today + timedelta(days=180),
    )
    row = plan.recommendations.get(reference="2")
    measure = add_measure(row, terms, by=by, on=days[0], at=at)
    for value, day in zip((70, 84, 82), days[1:], strict=True):
        read_measure(measure, Decimal(value), by=by, on=day, at=at)
    return measure


def load_report_templates(*, by, at: datetime):
    """The council's own template for any committee; one that is there stays as it is."""
    _, shape = ready_shapes()["progress"]
    _start_template(OWN_TEMPLATE, None, shape, by=by, at=at)


def issue_sample_reports(*, by) -> list[CoveringReport]:
    """The two sample covering reports that are not there yet, issued to the meetings to which they
    went, on the last day to publish them; each committee has a template like its report.
    """
    folder = settings.BASE_DIR / "fixtures" / "reports"
    reports = [_read(path) for path in sorted(folder.glob("*.json"))]
    there = set(CoveringReport.objects.values_list("subject", flat=True))
    return [_issue_report(report, by=by) for report in reports if report["subject"] not in there]


def prepare_sample_report(draft, *, by, at: datetime) -> CoveringReport:
    """A draft of a covering report in the council's own template, with a draft attached: its
    figures stand in the text.
    """
    shape = shape_of(ReportTemplate.objects.get(name=OWN_TEMPLATE))
    subject = f"{draft.plan.title}: progress"
    report = prepare_report(draft.meeting, subject=subject, shape=shape, by=by, at=at)
    return attach_papers(report, [draft], binding=report.binding, edits=1)


def _past_round(plans, past, *, by, today):
    """Its answers come after a week, true on its day; it is closed after two."""
    day = today - timedelta(days=past["days_ago"])
    due = day + timedelta(days=14)
    opened = _at_noon(day, by=by)
    round = open_round(label=f"{day:%B %Y}", as_at=day, updates_due=due, plans=plans, **opened)
    answers = [
        NewUpdate(
            plan.recommendations.get(reference=said["reference"]),
            said["narrative"],
            status=NewStatus(**said["status"]),
            round=round,
        )
        for plan in plans
        for said in past["answers"].get(plan.slug, ())
    ]
    record_updates(answers, **opened | {"at": opened["at"] + timedelta(days=7)})
    close_round(round, **_at_noon(due, by=by))
    return round


def _at_noon(day, *, by):
    """Written down by a user at noon on the day from which it is true."""
    return {"by": by, "on": day, "at": datetime.combine(day, time(12), LONDON)}


def _issue_report(report, *, by):
    day = date.fromisoformat(report["date"])
    at = datetime.combine(last_day_to_publish(day), time(12), LONDON)
    committee = _committee(report["committee"], by=by, at=at)
    shape = ReportShape(**{name: report[name] for name in NAMES})
    _start_template(f"Report to {committee}", committee, _emptied(shape), by=by, at=at)
    meeting = committee.meetings.filter(date=day).first()
    meeting = meeting or call_meeting(committee, date=day, by=by, at=at)
    draft = prepare_report(meeting, subject=report["subject"], shape=shape, by=by, at=at)
    return issue_report(draft, by=by, at=at)


def _start_template(name, committee, shape, *, by, at):
    if not ReportTemplate.objects.filter(name__iexact=name).exists():
        start_template(name, committee=committee, shape=shape, by=by, at=at)


def _emptied(shape):
    """The shape of a report for the next one: without the words of this one, but for those that
    stand in each.
    """
    kept = (SectionKind.RECOMMENDATIONS, SectionKind.CONTACT)
    sections = [
        one if one["kind"] in kept or one["text"] == "None." else {**one, "text": ""}
        for one in shape.sections
    ]
    return replace(shape, sections=sections)


def _committee(name, *, by, at):
    """The committee of this name, started if there is none."""
    committee = Committee.objects.filter(name=name).first()
    return committee or start_committee(name, by=by, at=at)


def _raise(plan, rows, written):
    themes = {theme.number: theme for theme in plan.themes.all()}
    return raise_recommendations(
        plan,
        [
            NewRecommendation(
                text=row["text"],
                reference=row["reference"],
                theme=themes.get(row.get("theme")),
                timescale=row.get("timescale", ""),
            )
            for row in rows
        ],
        **written,
    )


def _name_owners(paper, recommendations, written):
    owners = {owner["name"]: _owner(**owner) for owner in paper["owners"]}
    cells = []
    for recommendation, row in zip(recommendations, paper["rows"], strict=True):
        cell = row["owner_cell"]
        named = tuple(
            NewAssignment(owners[assignment["owner"]], remit=assignment.get("remit", ""))
            for assignment in cell["assignments"]
        )
        cells.append(NewOwnerCell(recommendation, cell["text"], named))
    name_owners_all(cells, **written)


def _owner(name, kind, aliases=()):
    owner, _ = Owner.objects.get_or_create(name=name, kind=kind)
    for alias in aliases:
        Alias.objects.get_or_create(name=alias, defaults={"owner": owner})
    return owner


def _set_deadlines(rows, recommendations, day, written):
    """The deadlines of whole recommendations, and the actions each with its own, as the program
    reads their words.
    """
    pairs = list(zip(recommendations, rows, strict=True))
    to_do = [(r, action) for r, row in pairs for action in row.get("actions", ())]
    actions = add_actions([NewAction(r, action["text"]) for r, action in to_do], **written)
    whole = [(r, None, words) for r, row in pairs for words in row.get("deadlines", ())]
    of_actions = [
        (r, action, data["by_when"]) for (r, data), action in zip(to_do, actions, strict=True)
    ]
    set_deadlines(
        [
            NewDeadline(
                r,
                words,
                read_by_when(words, paper_date=day),
                paper_date=day,
                action=action,
                parser_version=PARSER_VERSION,
            )
            for r, action, words in whole + of_actions
        ],
        **written,
    )


def _report_progress(rows, recommendations, written):
    record_updates(
        [
            NewUpdate(
                r, status=NewStatus(**row["status"]) if "status" in row else None, **row["update"]
            )
            for r, row in zip(recommendations, rows, strict=True)
        ],
        **written,
    )


def _lay_out(plan, paper, written):
    """In its layout; and the meeting to which the paper went."""
    when = {"by": written["by"], "at": written["at"]}
    committee = _committee(paper["committee"], **when)
    report_plan_in(
        plan,
        Layout.objects.get(name=paper["layout"]),
        appendix_number=paper["appendix_number"],
        committee=committee,
        version=0,
        **when,
    )
    call_meeting(committee, date=date.fromisoformat(paper["meeting"]), **when)


def _read(path):
    return json.loads((settings.BASE_DIR / "fixtures" / path).read_text("utf-8"))
