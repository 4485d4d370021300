from datetime import date, timedelta
from io import BytesIO, StringIO

import pytest
from django.apps import apps
from django.core.management import call_command
from django.utils import timezone
from pypdf import PdfReader

from people.dated_fact import DatedFact
from people.models import Department, Owner
from recommendations.answer_links import open_link
from recommendations.models import Plan, Recommendation
from reports.build import build_document
from reports.covering.papers import attached_papers, covering_of
from reports.models import CoveringReport, Layout, Meeting, PlanLayout, ReportTemplate
from reports.sample_data import (
    call_sample_meeting,
    issue_sample_reports,
    load_layouts,
    load_papers,
    load_report_templates,
    open_sample_round,
    prepare_sample_paper,
    prepare_sample_report,
    put_owners_in_departments,
    report_past_rounds,
    sample_link,
)
from tests.factories import make_department, make_user, moment
from tests.reports.dashboards import dashboard
from tests.reports.documents import ACTION_PLAN, LEARNING_REVIEW, make_paper

TODAY = date(2026, 11, 22)
PAPERS = pytest.mark.parametrize("slug", [LEARNING_REVIEW, ACTION_PLAN])
AS_AT = {LEARNING_REVIEW: date(2016, 5, 31), ACTION_PLAN: date(2012, 11, 26)}
OURS = ("people", "recommendations", "reports")


def document(slug, as_at=None, known_by=None):
    return build_document(
        Plan.objects.get(slug=slug), as_at=as_at or AS_AT[slug], known_by=known_by, today=TODAY
    )


def said(document):
    """The sections with what every cell says, bullets marked, line breaks aside."""
    return [
        (section.theme, section.note, section.timescale, [_cells(row) for row in section.rows])
        for section in document.sections
    ]


def _cells(row):
    return row.reference, {
        key: [(" ".join(block.text.split()), block.bullet) for block in blocks]
        for key, blocks in row.cells.items()
    }


def rows_of_every_model():
    models = [model for app in OURS for model in apps.get_app_config(app).get_models()]
    return {model.__name__: model.objects.count() for model in models}


@PAPERS
@pytest.mark.usefixtures("papers")
def test_a_paper_comes_out_cell_for_cell(slug):
    assert said(document(slug)) == said(make_paper(slug))


@PAPERS
@pytest.mark.usefixtures("papers")
def test_the_head_and_the_columns_are_those_of_the_paper(slug):
    printed, paper = document(slug), make_paper(slug)

    assert [(c.key, c.heading) for c in printed.columns] == [
        (c.key, c.heading) for c in paper.columns
    ]
    assert (printed.title, printed.as_at_line) == (paper.title, paper.as_at_line)
    assert (printed.appendix, printed.committee) == (paper.appendix, paper.committee)
    assert (printed.organisation, printed.meeting, printed.notices) == ("Sample Council", "", ())


@PAPERS
@pytest.mark.usefixtures("papers")
def test_the_day_before_and_the_minute_before_there_is_nothing(slug):
    day = AS_AT[slug]

    assert document(slug, as_at=day - timedelta(days=1)).rows == ()
    assert document(slug, known_by=moment(day, 11, 59)).rows == ()
    assert document(slug, known_by=moment(day, 12)).rows == document(slug).rows


@pytest.mark.usefixtures("papers")
def test_the_wordings_of_the_deadlines_are_read():
    spans = {
        row.reference: (row.values.earliest, row.values.latest)
        for slug in AS_AT
        for row in document(slug).rows
    }

    expected = {
        "1": (None, None),  # n/a
        "2": (date(2016, 9, 1), date(2016, 9, 30)),  # ... to be in place September 2016
        "3": (None, None),  # Ongoing
        "4": (date(2016, 10, 1), date(2016, 10, 31)),  # October 2016
        "5": (date(2017, 3, 1), date(2017, 3, 31)),  # March 17
        "6": (date(2017, 3, 1), date(2017, 11, 30)),  # March 17 and Autumn 17
        "8": (date(2017, 9, 1), date(2017, 11, 30)),  # Autumn 17
        "1.3": (date(2012, 9, 1), date(2012, 9, 30)),  # September 2012
        "1.5": (date(2012, 10, 1), None),  # October 2012 onwards
        "2.8": (None, None),  # On-going
        "4.1": (date(2013, 1, 1), date(2013, 2, 28)),  # January/February 2013
    }
    assert {reference: spans[reference] for reference in expected} == expected


@pytest.mark.usefixtures("papers")
def test_the_owners_in_a_cell_are_known_by_their_right_names():
    owners = {row.reference: row.values.owners for row in document(LEARNING_REVIEW).rows}

    assert owners["3"] == ("Cliff Youngman", "Abraham Ghebre-Ghiorghis")
    assert owners["10"] == ("CEO", "ELT", "Head of HR")


@pytest.mark.usefixtures("papers")
def test_every_fact_is_true_from_the_papers_day_and_was_written_down_at_noon():
    facts = {
        model: set(model.objects.values_list("valid_from", "recorded_at"))
        for model in apps.get_models()
        if issubclass(model, DatedFact) and model.objects.exists()
    }

    both = {(day, moment(day, 12)) for day in AS_AT.values()}
    assert {name.__name__ for name, whens in facts.items() if whens == both} >= {
        *("Wording", "Placement", "OwnerCell", "StatusFact", "ProgressUpdate", "DeadlineTerm"),
    }
    assert set().union(*facts.values()) == both


REPORTS = {
    "Employment Committee, 14 June 2012": (
        "Leading for High Performance",
        date(2012, 6, 6),
    ),
    "Member Management Committee, 4 March 2009": (
        "Raising the Political Awareness of Officers – Proposed Learning & Development Courses for "
        "Officers",
        date(2009, 2, 24),
    ),
}


def test_the_two_covering_reports_are_issued_to_their_meetings(db):
    issue_sample_reports(by=make_user())

    reports = CoveringReport.objects.issued().order_by("subject")
    said = {str(one.meeting): (one.subject, timezone.localdate(one.issued_at)) for one in reports}
    assert said == REPORTS
    assert issue_sample_reports(by=make_user()) == []
    assert [str(one) for one in ReportTemplate.objects.all()] == [
        "Report to Employment Committee",
        "Report to Member Management Committee",
    ]


def numbers(report):
    """The numbers of the paragraphs, in their order."""
    pieces = [piece for section in report.document["sections"] for piece in section["pieces"]]
    return [piece["number"] for piece in pieces if piece.get("number")]


def test_their_pdfs_hold_every_numbered_paragraph_and_the_table_with_its_totals(db):
    leading, raising = issue_sample_reports(by=make_user())
    text = pdf_words(leading)

    assert numbers(leading) == [f"{number}." for number in range(1, 20)]
    assert numbers(raising) == [
        *("1.", "2.", "1.1", "2.1", "3.1", "3.2", "3.3", "3.4", "3.5", "3.6", "3.7"),
        *("4.1", "5.1", "6.1", "7.1"),
    ]
    for report in (leading, raising):
        for number in numbers(report):
            assert f" {number} " in f" {pdf_words(report)} ", (report, number)
    for row in (
        "A&C 13 11 12 10 46",
        "Chief Executives 18 20 12 17 67",
        "Public Health 2 2 2 0 6",
        "Corporate Resources 19 17 20 21 77",
        "CYPS 23 20 21 19 83",
        "E&T 9 10 12 13 44",
        "ESPO 4 5 4 4 17",
        "Total group 88 85 83 84",
    ):
        assert row in text


def pdf_words(report):
    pages = PdfReader(BytesIO(bytes(report.pdf))).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


@pytest.mark.usefixtures("papers")
def test_a_draft_report_has_the_figures_of_the_draft_attached():
    by_alice = {"by": make_user(), "at": moment(TODAY)}
    plan = Plan.objects.get(slug=LEARNING_REVIEW)
    meeting = call_sample_meeting(
        plan, open_sample_round([plan], **by_alice, today=TODAY), **by_alice, today=TODAY
    )
    draft = prepare_sample_paper(plan, meeting, **by_alice, today=TODAY)
    load_report_templates(**by_alice)
    load_report_templates(**by_alice)

    report = prepare_sample_report(draft, **by_alice)

    covering = covering_of(report, attached_papers(report, at=moment(TODAY)), at=moment(TODAY))
    said = [piece.text for section in covering.sections for piece in section.pieces]
    assert said[0] == (
        "To tell the Committee what has been done about the 10 recommendations of the "
        "Organisational learning review, as at 22 November 2026."
    )
    assert said[1].startswith("Of the recommendations that are due, 13% (1 of 8) are completed")


def test_a_second_run_changes_nothing(db, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    call_command("load_sample_data", stdout=StringIO())
    before = rows_of_every_model()

    call_command("load_sample_data", stdout=StringIO())

    assert rows_of_every_model() == before
    assert (before["Plan"], before["Recommendation"], before["Layout"]) == (2, 27, 3)


@pytest.mark.usefixtures("papers")
def test_posts_of_the_papers_are_put_in_departments_of_which_some_are_there():
    there = make_department("Human resources")
    put_owners_in_departments(by=make_user(), at=moment(TODAY))

    found = Owner.objects.exclude(department=None).values_list("name", "department__name")

    assert dict(found) == {
        "CEO": "Chief Executive’s Office",
        "Chief Executive": "Chief Executive’s Office",
        "ELT": "Chief Executive’s Office",
        "Communications and Marketing team": "Corporate Services",
        "Director of Corporate Services": "Corporate Services",
        "Head of Communications and Marketing": "Corporate Services",
        "Chief Officer: Human Resources": there.name,
        "Head of HR": there.name,
        "Head of Learning and Development": there.name,
        "Heads of HR": there.name,
        "Recruitment Strategy Manager": there.name,
    }
    assert Department.objects.count() == 3
    posts = Owner.objects.filter(department=there, kind="post").values_list("name", "email")
    assert dict(posts)["Head of HR"] == "head-of-hr@example.gov.uk"


@pytest.mark.usefixtures("papers")
def test_each_department_has_a_head_and_one_is_part_of_another():
    put_owners_in_departments(by=make_user(), at=moment(TODAY))

    found = Department.objects.values_list("name", "head__name", "parent__name")

    assert set(found) == {
        ("Chief Executive’s Office", "Chief Executive", None),
        ("Corporate Services", "Director of Corporate Services", None),
        ("Human Resources", "Chief Officer: Human Resources", "Corporate Services"),
    }


@pytest.mark.usefixtures("papers")
def test_each_paper_went_to_a_meeting_of_its_committee():
    meetings = Meeting.objects.order_by("date")

    assert [str(meeting) for meeting in meetings] == [
        "Executive, 6 December 2012",
        "Audit & Standards Committee, 28 June 2016",
    ]
    called = [meeting.history.get() for meeting in meetings]
    assert [(c.history_user.name, c.history_date) for c in called] == [
        ("Alice Archer", moment(date(2012, 11, 26), 12)),
        ("Alice Archer", moment(date(2016, 5, 31), 12)),
    ]
    usual = PlanLayout.objects.order_by("plan__title").values_list("plan__slug", "committee__name")
    assert list(usual) == [
        (ACTION_PLAN, "Executive"),
        (LEARNING_REVIEW, "Audit & Standards Committee"),
    ]


@pytest.mark.parametrize(
    ("today", "day"),
    [
        (date(2026, 11, 20), date(2026, 12, 18)),  # Friday
        (date(2026, 11, 21), date(2026, 12, 21)),  # Saturday: the Monday after.
        (date(2026, 11, 22), date(2026, 12, 21)),  # Sunday
    ],
)
@pytest.mark.usefixtures("papers")
def test_a_meeting_to_come_is_called_for_the_open_round_on_a_working_day(today, day):
    plan = Plan.objects.get(slug=LEARNING_REVIEW)
    by_alice = {"by": make_user(), "today": today, "at": moment(today)}
    round = open_sample_round([plan], **by_alice)

    meeting = call_sample_meeting(plan, round, **by_alice)

    assert (meeting.committee.name, meeting.date) == ("Audit & Standards Committee", day)
    assert meeting.round == round


@pytest.mark.usefixtures("papers")
def test_what_was_changed_since_stays(db):
    Layout.objects.filter(name="By whom, by when, progress").update(as_at_line="On {as_at}")
    Plan.objects.filter(slug=ACTION_PLAN).update(title="Staff survey")

    load_layouts()
    put_in = load_papers(by=make_user(), today=TODAY)

    assert put_in == []
    assert document(ACTION_PLAN).as_at_line == "On 26 November 2012"
    assert document(ACTION_PLAN).title == "Staff survey"


def test_the_ready_made_layouts_are_good_ones(db):
    load_layouts()

    for layout in Layout.objects.all():
        layout.full_clean()


def test_the_derived_columns_agree_with_the_facts(papers):
    call_command("check_derived", "--on", "2026-11-22", stdout=StringIO())


def test_three_past_rounds_make_a_trend_and_leave_some_silent(papers):
    rounds = report_past_rounds(papers, by=make_user(), today=TODAY)

    assert [str(round) for round in rounds] == ["February 2026", "May 2026", "August 2026"]
    assert points_of_trend(ACTION_PLAN) == [
        ("February 2026", 1, 11),
        ("May 2026", 2, 11),
        ("August 2026", 3, 11),
        ("Today", 3, 11),
    ]
    assert [counted for _, counted, _ in points_of_trend(LEARNING_REVIEW)] == [1, 2, 3, 3]
    silent = Recommendation.objects.filter(plan__slug=LEARNING_REVIEW, silent_rounds=3)
    assert list(silent.values_list("reference", flat=True)) == ["6", "7", "9"]
    call_command("check_derived", "--on", "2026-11-22", stdout=StringIO())


def points_of_trend(slug):
    trend = dashboard(Plan.objects.filter(slug=slug), today=TODAY).trend
    return [(point.label, point.counted, point.of) for point in trend.points]


def test_an_officer_without_an_account_answers_the_sample_round(papers):
    round = open_sample_round(papers, by=make_user(), today=TODAY, at=moment(TODAY))

    path = sample_link(round, today=TODAY, at=moment(TODAY))

    opened = open_link(path.split("/")[2], on=TODAY)
    assert (opened.person.name, len(opened.asked)) == ("Abraham Ghebre-Ghiorghis", 2)
