from datetime import date, timedelta
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import call_command

from people.dated_fact import DatedFact
from recommendations.models import Plan
from reports.build import build_document
from reports.models import Layout, Meeting, PlanLayout
from reports.sample_data import (
    call_sample_meeting,
    load_layouts,
    load_papers,
    open_sample_round,
)
from tests.factories import make_user, moment
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


def test_a_second_run_changes_nothing(db, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    call_command("load_sample_data", stdout=StringIO())
    before = rows_of_every_model()

    call_command("load_sample_data", stdout=StringIO())

    assert rows_of_every_model() == before
    assert (before["Plan"], before["Recommendation"], before["Layout"]) == (2, 27, 2)


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
