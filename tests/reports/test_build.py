from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from people.models import Owner
from recommendations.cell_text import Block
from recommendations.deadlines import revise
from recommendations.further_actions import add_action, state_action
from recommendations.models import Plan
from recommendations.owner_cells import NewAssignment, name_owners
from recommendations.progress import record_update
from recommendations.wordings import exempt_all, monitor_all, reword
from reports.build import build_document
from reports.render.html import render_page
from tests.factories import (
    DAY,
    lay_out,
    make_layout,
    make_plan,
    make_recommendation,
    make_recommendations,
    make_rich_recommendations,
    make_user,
    moment,
    reading,
    written,
)

REVIEW = "organisational-learning-review"
TODAY = date(2016, 7, 29)
JUNE = date(2016, 6, 30)


def document(slug=REVIEW, as_at=JUNE, known_by=None, **options):
    plan = Plan.objects.get(slug=slug)
    return build_document(plan, as_at=as_at, known_by=known_by, today=TODAY, **options)


def cells(built):
    return {(row.reference, key): blocks for row in built.rows for key, blocks in row.cells.items()}


def statutory(paragraphs):
    return (
        f"Not for publication by virtue of paragraph(s) {paragraphs} of Schedule 12A of the Local "
        "Government Act 1972."
    )


def recommendation(reference, slug=REVIEW):
    return Plan.objects.get(slug=slug).recommendations.get(reference=reference)


def _reword():
    reword(recommendation("4"), "All staff and members should know both codes.", **written(JUNE))
    return ("4", "recommendation"), (Block("All staff and members should know both codes."),)


def _update():
    record_update(recommendation("8"), "Procedure agreed.\n- Mediators trained", **written(JUNE))
    return ("8", "progress"), (Block("Procedure agreed."), Block("Mediators trained", 1))


def _add_action():
    add_action(recommendation("5"), "Tell all managers", **written(JUNE))
    added = (Block("Implementation of competency framework"), Block("Tell all managers"))
    return ("5", "further_action"), added


def _revise():
    spring = reading(earliest=date(2017, 3, 1), latest=date(2017, 5, 31))
    deadline = recommendation("10").deadlines.get()
    revise(deadline, "Spring 17", reading=spring, paper_date=JUNE, **written(JUNE))
    return ("10", "by_when"), (Block("Spring 17"),)


def _hand_over():
    head = Owner.objects.get(name="Head of HR")
    name_owners(recommendation("7"), "Head of HR", [NewAssignment(head)], **written(JUNE))
    return ("7", "owner"), (Block("Head of HR"),)


@pytest.mark.usefixtures("papers")
@pytest.mark.parametrize("act", [_reword, _update, _add_action, _revise, _hand_over])
def test_one_more_fact_changes_exactly_its_cell_from_its_day_on_and_once_it_is_known(act):
    before = cells(document())

    changed, blocks = act()

    after = cells(document())
    assert {key: value for key, value in after.items() if value != before[key]} == {changed: blocks}
    assert cells(document(as_at=JUNE - timedelta(days=1))) == before
    assert cells(document(known_by=moment(JUNE, 11, 59))) == before
    assert cells(document(known_by=moment(JUNE, 12))) == after


@pytest.mark.usefixtures("papers")
def test_a_completed_action_leaves_the_paper_with_its_deadline():
    action = recommendation("6").actions.first()

    state_action(action, "Implementation of competency framework", "completed", **written(JUNE))

    row = cells(document())
    assert row["6", "further_action"] == (Block("Development of 360 assessment"),)
    assert row["6", "by_when"] == (Block("Autumn 17"),)


@pytest.mark.usefixtures("papers")
def test_when_nothing_is_left_to_do_the_update_says_so():
    assert cells(document())["1", "further_action"] == (Block("Complete"),)


@pytest.mark.usefixtures("papers")
def test_the_heading_of_the_first_paper():
    built = document(as_at=DAY)

    assert (built.title, built.as_at_line) == (
        "Organisational learning review",
        "Progress as at May 2016",
    )
    assert (built.appendix, built.committee) == ("Appendix 1", "Audit & Standards Committee")
    assert [column.heading for column in built.columns] == [
        "No.",
        "Recommendation",
        "Action taken up to May 2016",
        "Further action required",
        "By when",
        "Lead officer",
    ]


@pytest.mark.usefixtures("papers")
def test_the_second_paper_comes_in_its_themes_and_timescales():
    built = document("council-wide-action-plan", as_at=date(2012, 11, 26))

    assert built.as_at_line == "As at 26 November 2012"
    assert [(s.theme, s.timescale, len(s.rows)) for s in built.sections] == [
        ("1. Communication", "Immediate actions", 4),
        ("1. Communication", "Medium term actions", 1),
        ("2. Leadership and Management", "Immediate actions", 6),
        ("2. Leadership and Management", "Medium term actions", 2),
        ("3. Performance Management", "Medium term actions", 3),
        ("4. The future of the staff survey", "", 1),
    ]


@pytest.mark.usefixtures("papers")
def test_the_day_before_there_is_a_table_without_recommendations():
    built = document(as_at=DAY - timedelta(days=1))

    assert (built.sections, len(built.columns)) == ((), 6)


@pytest.mark.usefixtures("papers")
def test_what_is_no_longer_monitored_is_left_out():
    monitor_all([recommendation("1")], False, reason="Complete.", **written(JUNE))

    assert "1" not in [row.reference for row in document().rows]
    assert "1" in [row.reference for row in document(as_at=DAY).rows]


@pytest.mark.usefixtures("papers")
def test_exemption_is_judged_today_whatever_the_day_that_is_asked_about():
    exempt_all([recommendation("5")], "1", **written(JUNE))

    public, full = document(as_at=DAY, public=True), document(as_at=DAY)

    assert "5" not in [row.reference for row in public.rows]
    assert public.notices == (
        "1 recommendation is reported in the exempt appendix and left out of this one.",
    )
    assert (public.audience, public.statutory) == ("public", "")
    assert "5" in [row.reference for row in full.rows]
    assert full.notices == (statutory("1"),)
    assert (full.audience, full.statutory) == ("all", statutory("1"))


@pytest.mark.usefixtures("papers")
def test_a_lifted_exemption_no_longer_hides_anything():
    exempt_all([recommendation("5")], "1", **written(DAY))
    exempt_all([recommendation("5")], "", by=make_user(), on=JUNE, at=moment(JUNE))

    assert len(document(as_at=DAY, public=True).rows) == 10


@pytest.mark.usefixtures("papers")
def test_the_values_of_a_row_with_two_deadlines():
    row = next(row for row in document(as_at=DAY).rows if row.reference == "6")

    assert row.values.earliest == date(2017, 3, 1)
    assert (row.values.latest, row.values.next_latest) == (date(2017, 11, 30), date(2017, 3, 31))
    assert (row.values.times_moved, row.values.owners) == (0, ("Sue Moorman",))


def test_a_plan_that_nobody_laid_out_comes_in_the_standard_layout(db):
    make_recommendation(reference="1", text="Keep records.", narrative="Underway")

    built = build_document(make_plan(), as_at=DAY, known_by=None, today=DAY)

    assert (built.appendix, built.committee, built.as_at_line) == ("", "", "As at 31 May 2016")
    assert cells(built)["1", "progress"] == (Block("Underway"),)


@pytest.mark.parametrize("count", [1, 3, 100])
def test_the_document_takes_ten_queries_whatever_the_number_of_rows(db, count):
    plan = make_plan()
    lay_out(plan)
    make_rich_recommendations(count, plan)

    with CaptureQueriesContext(connection) as queries:
        built = build_document(plan, as_at=DAY, known_by=moment(), today=DAY)

    assert len(queries) == 10
    assert len(built.rows) == count


def test_a_column_of_the_plans_own_keeps_its_key_and_is_empty_where_nothing_was_written(db):
    plan = make_plan(own_columns=[{"key": "cost", "heading": "Cost", "of": "update"}])
    columns = [
        {"key": "reference", "heading": "No.", "width": 11},
        {"key": "own:cost", "heading": "Cost up to {as_at}", "width": 70},
    ]
    lay_out(plan, make_layout(columns=columns))
    row, _ = make_recommendations(2, plan)
    record_update(row, "Paid", own_values={"cost": "£5\n- net"}, **written())
    record_update(row, "Paid", own_values={"cost": "£9"}, **written(JUNE))

    built = document("learning-review", as_at=DAY).as_json()

    assert built["columns"] == [
        {"key": "reference", "heading": "No.", "width": 11},
        {"key": "own:cost", "heading": "Cost up to May 2016", "width": 70},
    ]
    assert [row["cells"]["own:cost"] for row in built["sections"][0]["rows"]] == [
        [{"text": "£5", "bullet": 0}, {"text": "net", "bullet": 1}],
        [],
    ]
    assert cells(document("learning-review"))["1", "own:cost"] == (Block("£9"),)


def test_a_column_of_the_plans_own_is_printed(db):
    lay_out(
        make_plan(),
        make_layout(columns=[{"key": "own:cost", "heading": "Cost", "width": 70}]),
    )
    make_recommendation(own_values={"cost": "<b>£5</b>"})

    page = render_page(document("learning-review"))

    assert "<p>&lt;b&gt;£5&lt;" in page
