"""Each named constraint: the database itself refuses what must never be stored."""

from datetime import date

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from recommendations.models import CommitteeDecision
from reports.models import (
    Appendix,
    Attendance,
    Candidate,
    Committee,
    KeptCounts,
    KeptRate,
    KeptSum,
    Layout,
    Meeting,
    MeetingDecision,
    PlanLayout,
    Publication,
)
from tests.factories import (
    DAY,
    lay_out,
    make_committee,
    make_draft,
    make_issued,
    make_issued_report,
    make_layout,
    make_meeting,
    make_owner,
    make_plan,
    make_recommendation,
    make_report,
    make_request,
    make_template,
    make_user,
    moment,
    written,
)

LATER = date(2016, 7, 26)
ISSUED_STAYS = "An issued (appendix|covering report) is never changed or deleted"

pytestmark = pytest.mark.django_db


def kept():
    """What an issued appendix has, and a draft has not."""
    return {
        "state": "issued",
        "document": {"schema": 2},
        "document_sha256": "1" * 64,
        "pdf": b"%PDF",
        "sha256": "0" * 64,
        "slug": "learning-review",
        "issued_by": make_user(),
        "issued_at": moment(),
    }


def _again(first, **changed):
    """Another row like one that is there, but for what is changed."""
    fields = {f.attname: getattr(first, f.attname) for f in first._meta.concrete_fields}
    return type(first)(**{**fields, "id": None, **changed})


def _itself(name):
    draft = make_draft(make_plan())
    if name == "replaces":
        draft.version, draft.version_reason = 2, "Wrong"
    setattr(draft, name, draft)
    return draft


def _supplemented_twice():
    issued = make_issued(make_plan())
    first = make_draft(issued.plan, issued.meeting, supplement_to=issued)
    return _again(first)


def _a_report_of_itself():
    report = make_report()
    report.version, report.version_reason, report.replaces = 2, "Wrong", report
    return report


def _attached_twice():
    report = make_report(attached=[make_draft(make_plan())])
    return _again(report.attachments.get())


def _at_one_address():
    issued = make_issued(make_plan())
    return _again(issued, plan_id=make_plan("Survey", "survey").pk)


def _choice():
    """That an officer is asked to attend a meeting, as the rules proposed."""
    candidate = Candidate.objects.create(
        meeting=make_meeting(), recommendation=make_recommendation()
    )
    fact = Attendance(candidate=candidate, is_asked=True, is_proposed=True)
    return Attendance.objects.write_down([fact], reason="Overdue.", **written())[0]


REFUSED = {
    "reports_committee_has_a_name": lambda: Committee(name="", slug="executive"),
    "reports_committee_has_an_address": lambda: Committee(name="Executive", slug=""),
    "reports_committee_name_in_any_case": lambda: _again(
        make_committee("Executive"), name="EXECUTIVE", slug="other"
    ),
    "reports_meeting_once_a_day": lambda: _again(make_meeting()),
    "reports_layout_has_a_name": lambda: _again(make_layout(), name=""),
    "reports_layout_as_at_style_is_known": lambda: _again(
        make_layout(), name="Other", as_at_style="year"
    ),
    "reports_layout_name_in_any_case": lambda: _again(make_layout(name="Plain"), name="PLAIN"),
    "reports_appendix_issued_means_kept": lambda: _again(make_draft(make_plan()), state="issued"),
    "reports_appendix_another_version_has_a_reason": lambda: _again(
        make_draft(make_plan()), version=2
    ),
    "reports_appendix_audience_is_known": lambda: _again(
        make_draft(make_plan()), audience="friends"
    ),
    "reports_appendix_names_are_known": lambda: _again(
        make_draft(make_plan()), as_at=LATER, names="none"
    ),
    "reports_appendix_replaces_another": lambda: _itself("replaces"),
    "reports_appendix_supplements_another": lambda: _itself("supplement_to"),
    "reports_appendix_once_for_a_meeting_and_day": lambda: _again(
        make_draft(make_plan()), number="Appendix 2"
    ),
    "reports_appendix_one_supplement_at_a_time": _supplemented_twice,
    "reports_appendix_has_an_address_of_its_own": _at_one_address,
    "reports_reporttemplate_has_a_name": lambda: _again(make_template(), name=""),
    "reports_reporttemplate_numbering_is_known": lambda: _again(
        make_template(), name="Other", numbering="roman"
    ),
    "reports_coveringreport_issued_means_kept": lambda: _again(make_report(), state="issued"),
    "reports_coveringreport_another_version_has_a_reason": lambda: _again(make_report(), version=2),
    "reports_coveringreport_has_a_subject": lambda: _again(make_report(), subject=""),
    "reports_coveringreport_binding_is_known": lambda: _again(make_report(), binding="stapled"),
    "reports_coveringreport_numbering_is_known": lambda: _again(make_report(), numbering="roman"),
    "reports_coveringreport_replaces_another": _a_report_of_itself,
    "reports_coveringreport_has_an_address_of_its_own": lambda: _again(make_issued_report()),
    "reports_reportattachment_attached_once": _attached_twice,
    "reports_print_request_state_is_known": lambda: _again(make_request(), state="lost"),
    "reports_print_request_failed_says_why": lambda: _again(make_request(), state="failed"),
    "reports_print_request_issues_one_paper": lambda: _again(
        make_request(), appendix_id=make_draft(make_plan()).pk, report_id=make_report().pk
    ),
    "reports_candidate_once_a_meeting": lambda: _again(_choice().candidate),
    "reports_attendance_says_why": lambda: _again(_choice(), reason=""),
    "reports_attendance_names_only_who_is_asked": lambda: _again(_choice(), is_asked=False),
    "reports_keptcounts_asked_once": lambda: _again(
        KeptCounts.objects.create(plan=make_plan(), asked="now", stamp="1", counts={})
    ),
    "reports_keptsum_asked_once": lambda: _again(
        KeptSum.objects.create(plans="0" * 64, asked="now", stamps={}, counts={})
    ),
    "reports_keptrate_asked_once": lambda: _again(
        KeptRate.objects.create(about="plan 1", as_at=DAY, known_by=moment(), counted=1, of=2)
    ),
}


@transaction.atomic
def save_apart(row):
    """So that the test can go on when it is refused."""
    row.save()


def refusal(name, row):
    """SQLite names the columns of an index, not the index; and before it looks at any, a trigger
    refuses what is in the way of an issued paper.
    """
    return rf"{name}|UNIQUE constraint failed: {row._meta.db_table}\.|{ISSUED_STAYS}"


@pytest.mark.parametrize("name", REFUSED)
def test_the_database_refuses(name):
    row = REFUSED[name]()

    with pytest.raises(IntegrityError, match=refusal(name, row)):
        row.save()


def test_every_constraint_of_the_app_but_those_of_every_dated_fact_is_tested():
    of_every_fact = ("_void_corrects_a_fact", "_corrects_another")
    named = {
        constraint.name
        for model in apps.get_app_config("reports").get_models()
        for constraint in model._meta.constraints
        if not constraint.name.endswith(of_every_fact)
    }

    assert named == set(REFUSED)


# What one row of the table above does not show


def test_nobody_is_named_where_nobody_is_asked():
    unasked = _again(_choice(), is_asked=False, is_proposed=False, owner_id=make_owner().pk)

    with pytest.raises(IntegrityError, match="reports_attendance_names_only_who_is_asked"):
        unasked.save()


def test_a_committee_has_an_address_of_its_own():
    with pytest.raises(IntegrityError, match="reports_committee"):
        Committee.objects.create(name="Cabinet", slug=make_committee("Executive").slug)


def test_two_committees_may_meet_on_one_day_and_one_on_two():
    audit, executive = make_committee(), make_committee("Executive")
    for committee, day in ((audit, DAY), (executive, DAY), (executive, LATER)):
        Meeting.objects.create(committee=committee, date=day)

    assert [str(meeting) for meeting in Meeting.objects.all()] == [
        "Executive, 26 July 2016",
        "Audit & Standards Committee, 31 May 2016",
        "Executive, 31 May 2016",
    ]


def test_a_name_is_that_of_one_layout():
    make_layout(name="Plain")

    with pytest.raises(IntegrityError, match="reports_layout"):
        make_layout(name="Plain")


def test_a_plan_has_one_layout():
    plan, layout = make_plan(), make_layout()
    lay_out(plan, layout)

    with pytest.raises(IntegrityError, match="reports_planlayout"):
        lay_out(plan, layout)


@pytest.mark.parametrize(
    "name",
    ["document", "document_sha256", "pdf", "sha256", "slug", "issued_by", "issued_at"],
)
def test_a_draft_has_nothing_of_what_is_kept_and_an_issued_one_lacks_none_of_it(name):
    draft, plan = make_draft(make_plan()), make_plan("Survey", "survey")
    nothing = Appendix._meta.get_field(name).get_default()
    with_one = _again(draft, plan_id=plan.pk)
    setattr(with_one, name, kept()[name])
    without_one = make_draft(plan, as_at=LATER)
    for field, value in kept().items():
        setattr(without_one, field, nothing if field == name else value)

    for row in (with_one, without_one):
        with pytest.raises(IntegrityError, match="reports_appendix_issued_means_kept"):
            save_apart(row)


@pytest.mark.parametrize("state", ["", "lost"])
@pytest.mark.parametrize("fields", [dict, kept])
def test_an_appendix_is_a_draft_or_issued(state, fields):
    with pytest.raises(IntegrityError, match="reports_appendix_issued_means_kept"):
        make_draft(make_plan(), **{**fields(), "state": state})


@pytest.mark.parametrize(
    ("version", "replaces", "reason"),
    [
        (1, True, ""),
        (1, False, "Wrong"),
        (1, True, "Wrong"),
        (2, False, ""),
        (2, False, "Wrong"),
        (2, True, ""),
        (0, False, ""),
    ],
)
def test_only_another_version_replaces_one_and_says_why(version, replaces, reason):
    issued = make_issued(make_plan())
    about = {"version": version, "version_reason": reason, "as_at": LATER}

    with pytest.raises(IntegrityError, match="reports_appendix"):
        make_draft(issued.plan, replaces=issued if replaces else None, **about)


def test_an_appendix_is_replaced_once():
    issued = make_issued(make_plan())
    make_issued(issued.plan, replaces=issued)

    with pytest.raises(IntegrityError, match=f"reports_appendix|{ISSUED_STAYS}"):
        make_draft(issued.plan, version=2, replaces=issued, version_reason="Wrong", as_at=LATER)


def test_beside_a_paper_there_may_be_its_exempt_one_other_days_versions_and_supplements():
    plan = make_plan()
    issued = make_issued(plan)
    make_issued(plan, audience="exempt", slug="exempt", number="Appendix 2")
    second = make_issued(plan, replaces=issued)
    make_draft(plan, version=3, replaces=second, version_reason="Wrong again")
    make_draft(plan, as_at=date(2016, 4, 30))
    make_issued(plan, supplement_to=issued, slug="supplement")
    make_draft(plan, supplement_to=issued)
    make_draft(plan, make_meeting(make_committee("Executive")))

    assert plan.appendices.count() == 8


def test_a_name_is_that_of_one_template():
    with pytest.raises(IntegrityError, match="reports_reporttemplate"):
        _again(make_template()).save()


@pytest.mark.parametrize("name", ["document", "pdf", "sha256", "slug", "issued_by", "issued_at"])
def test_a_draft_of_a_report_has_nothing_of_what_is_kept(name):
    report = make_report()
    setattr(report, name, kept()[name])

    with pytest.raises(IntegrityError, match="reports_coveringreport_issued_means_kept"):
        report.save()


def test_what_is_attached_to_a_report_is_not_deleted():
    paper = make_draft(make_plan())
    make_report(attached=[paper])

    with pytest.raises(ProtectedError):
        paper.delete()


def test_a_decision_is_of_one_meeting():
    [decision] = CommitteeDecision.objects.write_down(
        [
            CommitteeDecision(
                recommendation=make_recommendation(),
                outcome="noted",
                committee="Audit & Standards Committee",
            )
        ],
        **written(),
    )
    MeetingDecision.objects.create(meeting=make_meeting(), decision=decision)

    with pytest.raises(IntegrityError, match="reports_meetingdecision"):
        MeetingDecision.objects.create(meeting=make_meeting(day=LATER), decision=decision)


@pytest.mark.parametrize("kind", [Committee, Layout])
def test_what_a_plan_is_reported_with_is_not_deleted(kind):
    PlanLayout.objects.create(plan=make_plan(), layout=make_layout(), committee=make_committee())

    with pytest.raises(ProtectedError):
        kind.objects.get().delete()


@pytest.mark.parametrize("kind", [Committee, Meeting, Layout])
def test_what_a_draft_is_for_is_not_deleted(kind):
    make_draft(make_plan(), layout=make_layout())

    with pytest.raises(ProtectedError):
        kind.objects.get().delete()


def test_an_appendix_that_was_shown_is_not_deleted():
    issued = make_issued(make_plan())

    assert Publication.objects.get().appendix == issued
    with pytest.raises(ProtectedError):
        Appendix.objects.get().delete()
