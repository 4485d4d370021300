"""Things to test with, made through the acts, with dull fixed defaults."""

from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256
from zoneinfo import ZoneInfo

from django.contrib.auth.models import Group

from people.models import Department, Owner, User
from people.roles import give_role, load_roles
from recommendations.by_when import Kind, Reading, read_by_when
from recommendations.calendar_feeds import make_feed
from recommendations.chasing.ladders import edit_ladder
from recommendations.chasing.ready_ladder import READY
from recommendations.deadlines import NewDeadline, set_deadlines
from recommendations.derived import derived_refreshed_once
from recommendations.evidence import NewEvidence, attach_all
from recommendations.extensions import NewExtension, ask_for_extensions
from recommendations.further_actions import NewAction, add_actions
from recommendations.imports import begin_import, take_in
from recommendations.measures import NewTerms, add_measure, read_measure
from recommendations.models import Plan
from recommendations.owner_cells import NewAssignment, NewOwnerCell, name_owners_all
from recommendations.plans import NewTheme, start_plan
from recommendations.progress import NewStatus, NewUpdate, record_updates
from recommendations.rounds import open_round
from recommendations.saved_views import save_view
from recommendations.wordings import NewRecommendation, raise_recommendations
from reports.build import build_document
from reports.committees import start_committee
from reports.covering.papers import attached_papers, covering_of
from reports.covering.reports import attach_papers, prepare_report
from reports.covering.shapes import ReportShape
from reports.covering.templates import start_template
from reports.issuing import canonical_bytes
from reports.models import Appendix, Committee, Layout, Meeting, PlanLayout
from reports.printing.kept import keep_print
from reports.printing.papers import PaperToPrint
from reports.printing.queue import Handing, ask_for_print, finish, take_next
from reports.publishing import show_to_the_public
from tests.reports.documents import make_document

LONDON = ZoneInfo("Europe/London")
DAY = date(2016, 5, 31)
COLUMNS = [
    {"key": "reference", "heading": "No.", "width": 11},
    {"key": "recommendation", "heading": "Recommendation", "width": 70},
    {"key": "progress", "heading": "Action taken up to {as_at}", "width": 70},
    {"key": "further_action", "heading": "Further action required", "width": 43},
    {"key": "by_when", "heading": "By when", "width": 30},
    {"key": "owner", "heading": "Lead officer", "width": 43},
]


def moment(day=DAY, hour=12, minute=0):
    """A moment of a day in London."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=LONDON)


def make_user(email="alice@example.gov.uk", name="Alice Archer", role=None, **fields):
    """The user with this e-mail address, made if there is none; with a role in addition."""
    user = User.objects.filter(email=email).first() or User.objects.create_user(
        email, name=name, **fields
    )
    if role is not None:
        if not Group.objects.filter(name=role).exists():
            load_roles()
        give_role(user, role)
    return user


def make_department(name="Corporate Services", **fields):
    return Department.objects.create(name=name, **fields)


def make_owner(name="Sue Moorman", kind=Owner.Kind.PERSON, **fields):
    return Owner.objects.create(name=name, kind=kind, **fields)


def written(on=DAY, at=None, by=None):
    """What every act wants to know: who, true from which day, written down when."""
    return {"by": by or make_user(), "on": on, "at": at or moment(on)}


def make_plan(title="Organisational learning review", slug="learning-review", themes=(), **rules):
    return Plan.objects.filter(slug=slug).first() or start_plan(
        title=title,
        slug=slug,
        themes=[NewTheme(**theme) for theme in themes],
        by=make_user(),
        at=moment(),
        **rules,
    )


def make_recommendations(count, plan=None, on=DAY, at=None, **row):
    """Recommendations numbered from 1; `row`: other fields of NewRecommendation."""
    plan = plan or make_plan()
    rows = [
        NewRecommendation(**{"text": f"Recommendation {number}", "reference": str(number), **row})
        for number in range(1, count + 1)
    ]
    return raise_recommendations(plan, rows, **written(on, at))


def make_recommendation(
    plan=None, *, by_when=None, owners=(), narrative=None, status=None, on=DAY, at=None, **row
):
    """One recommendation; with a deadline, owners, an update or a status when they are given."""
    with derived_refreshed_once(on=on):
        [recommendation] = make_recommendations(1, plan, on, at, **row)
        if by_when is not None:
            make_deadline(recommendation, by_when, on=on, at=at)
        if owners:
            make_owner_cell(recommendation, *owners, on=on, at=at)
        if narrative is not None or status is not None:
            new_status = NewStatus(*status) if status else None
            record_updates(
                [NewUpdate(recommendation, narrative or "", status=new_status)], **written(on, at)
            )
    return recommendation


def reading(
    latest=date(2017, 11, 30), earliest=date(2017, 9, 1), kind=Kind.SEASON, open_ended=False
):
    """By default that of "Autumn 17"."""
    return Reading(kind=kind, earliest=earliest, latest=latest, open_ended=open_ended)


ONGOING = Reading(kind=Kind.ONGOING, open_ended=True)


def make_deadline(recommendation, text="Autumn 17", *, on=DAY, at=None, action=None, **span):
    new = NewDeadline(recommendation, text, reading(**span), paper_date=on, action=action)
    return set_deadlines([new], **written(on, at))[0]


def make_deadline_read(
    recommendation, text, read_as=None, *, paper_date=DAY, version=1, on=DAY, at=None
):
    """A deadline whose words a version of the program has read: by default as this one does;
    `version`: None for a person.
    """
    read_as = read_as or read_by_when(text, paper_date=paper_date)
    new = NewDeadline(recommendation, text, read_as, paper_date, parser_version=version)
    return set_deadlines([new], **written(on, at))[0]


def make_owner_cell(recommendation, *owners, text=None, on=DAY, at=None):
    """An owner cell that names these owners; by default its words are their names, joined as in
    the first paper.
    """
    words = "/".join(owner.name for owner in owners) if text is None else text
    cell = NewOwnerCell(recommendation, words, tuple(NewAssignment(owner) for owner in owners))
    return name_owners_all([cell], **written(on, at))[0]


def make_action(recommendation, text="Implementation of competency framework", *, on=DAY, at=None):
    return add_actions([NewAction(recommendation, text)], **written(on, at))[0]


def make_update(recommendation, narrative="Underway", *, on=DAY, at=None, reason="", **update):
    new = NewUpdate(recommendation, narrative, **update)
    return record_updates([new], reason=reason, **written(on, at))[0]


def make_rich_recommendations(count, plan=None):
    """Recommendations each with 3 actions, 3 deadlines, 4 updates and 2 owners, in bulk."""
    recommendations = make_recommendations(count, plan)
    named = (NewAssignment(make_owner("Sue Moorman")), NewAssignment(make_owner("ELT", "group")))
    name_owners_all(
        [NewOwnerCell(r, "Sue Moorman/ELT", named) for r in recommendations], **written()
    )
    for number in range(4):
        status = NewStatus("Underway", "on_track")
        updates = [NewUpdate(r, f"Update {number}", status=status) for r in recommendations]
        record_updates(updates, **written(at=moment(minute=number)))
    three = [(r, number) for r in recommendations for number in range(3)]
    actions = add_actions([NewAction(r, f"Action {number}") for r, number in three], **written())
    deadlines = [
        NewDeadline(action.recommendation, "Autumn 17", reading(), paper_date=DAY, action=action)
        for action in actions
    ]
    set_deadlines(deadlines, **written())
    return recommendations


def make_layout(*, columns=COLUMNS, grouping="theme", rows="all", **fields):
    """A layout of one table, unless it is given `tables`."""
    table = {"heading": "", "rows": rows, "grouping": grouping, "columns": columns}
    defaults = {
        "name": "Plain",
        "as_at_style": "month",
        "as_at_line": "Progress as at {as_at}",
        "tables": [table],
    }
    return Layout.objects.create(**{**defaults, **fields})


def lay_out(plan, layout=None, appendix_number="Appendix 1"):
    """Report a plan in a layout."""
    return PlanLayout.objects.create(
        plan=plan, layout=layout or make_layout(), appendix_number=appendix_number
    )


def make_committee(name="Audit & Standards Committee"):
    """The committee of this name, started if there is none."""
    committee = Committee.objects.filter(name=name).first()
    return committee or start_committee(name, by=make_user(), at=moment())


def make_meeting(committee=None, day=date(2016, 6, 28), round=None):
    """The meeting of a committee on a day, by default four weeks after the usual one."""
    committee = committee or make_committee()
    meeting, _ = Meeting.objects.get_or_create(
        committee=committee, date=day, defaults={"round": round}
    )
    return meeting


def make_draft(plan, meeting=None, **fields):
    """A draft of an appendix, as at the usual day."""
    defaults = {
        "meeting": meeting or make_meeting(),
        "number": "Appendix 1",
        "as_at": DAY,
        "prepared_by": make_user(),
        "prepared_at": moment(),
    }
    return Appendix.objects.create(plan=plan, **{**defaults, **fields})


def make_issued(plan, meeting=None, *, shown=True, pdf=b"%PDF-1.7 sample", **fields):
    """An issued appendix, by default public and on the public page, as issuing leaves it but for
    the PDF, which takes seconds to make. `replaces`: the one of which it is another version.
    """
    before = fields.get("replaces")
    defaults = {
        "plan": plan,
        "meeting": meeting or (before.meeting if before else make_meeting()),
        "number": "Appendix 1",
        "as_at": DAY,
        "prepared_by": make_user(),
        "prepared_at": moment(),
        "slug": before.slug if before else plan.slug,
        "version": before.version + 1 if before else 1,
        "version_reason": "A date was wrong" if before else "",
        "issued_by": make_user(),
        "issued_at": moment(date(2016, 6, 20)),
    }
    appendix = Appendix(**{**defaults, **fields})
    appendix.document = appendix.document or _document_of(appendix)
    appendix.document_sha256 = sha256(canonical_bytes(appendix.document)).hexdigest()
    appendix.state, appendix.pdf, appendix.sha256 = "issued", pdf, sha256(pdf).hexdigest()
    appendix.save(force_insert=True)
    if shown and appendix.is_public:
        day = appendix.issued_at.date()
        show_to_the_public(appendix, **written(day, appendix.issued_at))
    return appendix


def make_request(*, by=None, at=None, paper=None, to_issue=None, **handing):
    """A paper that somebody has asked to have printed, which waits in the queue."""
    paper = paper or PaperToPrint((make_document(),))
    defaults = {"title": "Learning review", "file_name": "paper.pdf", "came_from": "/plans/"}
    asked = {"by": by or make_user(), "at": at or moment()}
    return ask_for_print(paper, Handing(**{**defaults, **handing}), to_issue=to_issue, **asked)


def make_print(*, pdf=b"%PDF-1.7 sample", at=None, **asked):
    """One that is printed, but for the PDF, which takes time to make."""
    at = at or moment()
    waiting = make_request(at=at, **asked)
    request = take_next(at=at)
    assert request == waiting, "Another one waits for longer."
    finish(request, keep_print(waiting.key, pdf, at=at), at=at)
    request.refresh_from_db()
    return request


def _document_of(appendix):
    document = build_document(
        appendix.plan,
        as_at=appendix.as_at,
        known_by=appendix.known_by(at=appendix.issued_at),
        today=appendix.issued_at.date(),
        appendix=appendix,
    )
    return document.as_json()


def section(heading="Purpose", text="To tell the Committee.", kind="text", numbered=True):
    """A section of a covering report."""
    return {"kind": kind, "heading": heading, "text": text, "is_numbered": numbered}


def make_template(name="Plain report", committee=None, sections=None, **shape):
    sections = [section()] if sections is None else sections
    shape = ReportShape(sections=sections, **shape)
    return start_template(name, committee=committee, shape=shape, by=make_user(), at=moment())


def make_report(meeting=None, subject="Progress", sections=None, attached=(), **shape):
    """A draft of a covering report, by default of one section, with papers attached."""
    sections = [section()] if sections is None else sections
    report = prepare_report(
        meeting or make_meeting(),
        subject=subject,
        shape=ReportShape(sections=sections, **shape),
        by=make_user(),
        at=moment(),
    )
    return attach_papers(report, attached, binding="together", edits=1) if attached else report


def make_issued_report(
    meeting=None, subject="Progress", *, attached=(), shown=True, pdf=b"%PDF-1.7 report", **fields
):
    """An issued covering report, by default on the public page, as issuing leaves it but for the
    PDF, which takes seconds to make. `replaces`: the one of which it is another version.
    """
    before = fields.get("replaces")
    report = make_report(before.meeting if before else meeting, subject, attached=attached)
    at = fields.get("issued_at", moment(date(2016, 6, 20)))
    defaults = {
        "slug": before.slug if before else "progress",
        "version": before.version + 1 if before else 1,
        "version_reason": "A date was wrong" if before else "",
        "issued_by": make_user(),
        "issued_at": at,
    }
    for name, value in {**defaults, **fields}.items():
        setattr(report, name, value)
    report.document = covering_of(report, attached_papers(report, at=at), at=at).as_json()
    report.document_sha256 = sha256(canonical_bytes(report.document)).hexdigest()
    report.state, report.pdf, report.sha256 = "issued", pdf, sha256(pdf).hexdigest()
    report.save()
    if shown:
        show_to_the_public(report, **written(at.date(), at))
    return report


def make_round(*plans, label="May 2016", as_at=DAY, updates_due=DAY, on=DAY, at=None):
    """An open round over these plans; what is in them is asked from then on."""
    return open_round(
        label=label, as_at=as_at, updates_due=updates_due, plans=plans, **written(on, at)
    )


def make_evidence(
    recommendation, name="Minutes of 31 May", *, file=None, link=None, on=DAY, at=None
):
    """A piece of evidence; by default a link."""
    link = "https://www.example.gov.uk/minutes" if file is None and link is None else link
    new = NewEvidence(recommendation, name, file, link or "")
    return attach_all([new], **written(on, at))[0]


def make_measure(
    recommendation,
    name="Staff with an appraisal",
    *,
    readings=(),
    on=DAY,
    at=None,
    unit="%",
    target=Decimal(95),
    **terms,
):
    """A measure, by default with a target of 95%; `readings`: pairs of a day and a number."""
    new = NewTerms(name, unit, target=target, **terms)
    measure = add_measure(recommendation, new, **written(on, at))
    for day, value in readings:
        read_measure(measure, Decimal(value), by=make_user(), on=day, at=at or moment())
    return measure


def make_extension(
    deadline, text="Spring 18", *, reason="The supplier left", on=DAY, at=None, by=None, behalf=None
):
    """Another date asked for a deadline."""
    new = NewExtension(deadline, text, reason)
    return ask_for_extensions([new], on_behalf_of=behalf, **written(on, at, by))[0]


def make_saved_view(user, name="Late", *, query="overdue=on", is_shared=False, at=None):
    """By default of what is overdue, for themselves."""
    return save_view(name=name, query=query, is_shared=is_shared, by=user, at=at or moment())


def make_calendar(user, *, kind="mine", on=DAY, at=None, **about):
    """A calendar feed, by default of the user's own deadlines; `about`: its department or plan."""
    return make_feed(kind=kind, by=user, on=on, at=at or moment(), **about)


def make_import(*texts, plan=None, title="Peer review", as_at=DAY, is_taken_in=False):
    """A paper on its way into a plan, of a row for each text; or taken in already."""
    said = "Begun,June 2016,Head of Papers,Half way"
    rows = [f"{number},{text},{said}" for number, text in enumerate(texts, 1)]
    begun = begin_import(
        "\n".join(["No,Recommendation,Action taken,By when,Owner,Status", *rows]).encode(),
        "paper.csv",
        plan=plan,
        title="" if plan else title,
        as_at=as_at,
        by=make_user(),
        at=moment(),
    )
    if is_taken_in:
        take_in(begun, by=make_user(), at=moment(hour=23))
        begun.refresh_from_db()
    return begun


def chase(plan, *rungs, chased_from=DAY):
    """A plan that people are reminded of from a day on, by default in the usual steps."""
    plan.refresh_from_db()
    how = {"chased_from": chased_from, "version": plan.version}
    return edit_ladder(plan, rungs or READY, by=make_user(), at=moment(), **how)
