"""An issued paper stays as it is whatever becomes of the plan; the next draft differs as its own
section says.
"""

from datetime import date
from hashlib import sha256

import pytest

from people.directory import edit_owner
from people.models import Owner, User
from recommendations.models import Plan
from recommendations.plans import NewTheme, edit_plan, edit_theme
from recommendations.progress import NewStatus, record_nil_returns
from recommendations.wordings import exempt_all, monitor_all, reword
from reports.document import read_document
from reports.drafts import prepare_supplement, prepare_version
from reports.issuing import canonical_json, issue_appendix
from reports.models import Appendix
from reports.papers import count_late_updates, document_of, last_issue, late_entries
from reports.render.html import render_page
from tests.factories import (
    DAY,
    lay_out,
    make_committee,
    make_draft,
    make_layout,
    make_meeting,
    make_owner,
    make_plan,
    make_recommendation,
    make_round,
    make_update,
    make_user,
    moment,
    written,
)

NOVEMBER = date(2016, 11, 30)
NOW = moment(date(2016, 6, 10))
THEN = moment(date(2016, 12, 10))
NEXT = date(2016, 12, 14)
LATE = moment(date(2016, 6, 12))


@pytest.fixture
def plan(db):
    plan = make_plan(
        themes=[{"number": "1", "title": "Communication"}, {"number": "2", "title": "Leadership"}]
    )
    lay_out(plan)
    communication, leadership = plan.themes.all()
    make_recommendation(
        plan, reference="1", text="Keep records.", narrative="Underway", by_when="Autumn 17",
        owners=[make_owner("Sue Moorman")], theme=communication,
    )  # fmt: skip
    make_recommendation(
        plan, reference="2", text="Train managers.", narrative="Booked", theme=leadership
    )
    make_recommendation(
        plan, reference="3", text="Settle the grievance.", narrative="Met", theme=leadership
    )
    make_recommendation(
        plan, reference="4", text="Tell everybody.", narrative="Told", theme=communication
    )
    return plan


def row(plan, reference):
    return plan.recommendations.get(reference=reference)


def issue(draft, at=NOW, **said):
    return issue_appendix(draft, by=make_user(), at=at, **said)


def next_draft(plan, **fields):
    return make_draft(plan, make_meeting(day=NEXT), as_at=NOVEMBER, **fields)


def said_of(changes):
    """What a section names: the heading of each group, and the references under it."""
    return {
        group.heading: [change.reference for change in group.changes] for group in changes.groups
    }


def progress(document):
    """What each row says that was done, by reference."""
    return {r.reference: r.cells["progress"][0].text for r in document.rows}


def change_everything(plan):
    """All that the years do to a plan whose paper was issued."""
    at = {"by": make_user(), "at": moment(NOVEMBER)}
    sue = Owner.objects.get(name="Sue Moorman")
    said = {"email": "", "department": None, "aliases": [], "is_active": False}
    edit_owner(sue, name="Susan Moorman", version=sue.version, **said, **at)
    make_update(
        row(plan, "1"), "Done since June", on=NOVEMBER, status=NewStatus("Complete", "complete")
    )
    reword(row(plan, "2"), "Train all managers.", reason="As agreed", **written(NOVEMBER))
    monitor_all([row(plan, "3")], False, reason="Closed", **written(NOVEMBER))
    edit_theme(plan.themes.first(), NewTheme("Talking", number="9"), **at)
    edit_plan(plan, title="Another title", version=plan.version, **at)
    plan.plan_layout.layout = make_layout(
        name="Other",
        columns=[
            {"key": "reference", "heading": "No.", "width": 20},
            {"key": "recommendation", "heading": "Recommendation", "width": 100},
            {"key": "progress", "heading": "Progress", "width": 80},
            {"key": "owner", "heading": "Lead", "width": 40},
        ],
    )
    plan.plan_layout.save()
    User.objects.update(is_active=False)


def test_whatever_changes_afterwards_the_issued_paper_stays(plan):
    issued = issue(make_draft(plan))
    kept = Appendix.objects.values().get()
    page = render_page(read_document(issued.document))

    change_everything(plan)
    Plan.objects.update(is_active=False)

    reprint = Appendix.objects.values().get()
    document = read_document(reprint["document"])
    assert reprint == kept
    assert sha256(reprint["pdf"]).hexdigest() == issued.sha256
    assert sha256(canonical_json(document)).hexdigest() == issued.document_sha256
    assert render_page(document) == page


def test_the_next_draft_differs_exactly_as_its_section_says(plan):
    issue(make_draft(plan))
    change_everything(plan)

    changes = document_of(next_draft(plan), at=THEN).changes

    assert changes.since == "Appendix 1 as at 31 May 2016"
    assert said_of(changes) == {
        "1 completed": ["1"],
        "1 text changed": ["2"],
        "1 with progress reported": ["1"],
        "1 removed": ["3"],
    }
    assert changes.unchanged == 1
    assert changes.notes == (
        "The columns “Further action required”, “By when” are in the earlier paper only.",
        "The theme “1. Communication” is now called “9. Talking”.",
    )


# What a draft is compared with


def test_the_first_paper_of_a_plan_has_nothing_to_be_compared_with(plan):
    draft = make_draft(plan)

    assert last_issue(draft) is None
    assert document_of(draft, at=NOW).changes is None


def test_in_the_first_paper_the_rows_of_which_nobody_reported_are_marked(plan):
    make_round(plan)
    make_update(row(plan, "1"), "In time", on=DAY, at=moment(hour=13))

    document = document_of(make_draft(plan), at=NOW)

    marks = {r.reference: r.marks for r in document.rows}
    silent = ("No update received",)
    assert marks == {"1": (), "2": silent, "3": silent, "4": silent}


def test_the_last_issue_is_what_this_committee_was_shown_last(plan):
    first = issue(make_draft(plan))
    second = issue(prepare_version(first, reason="Wrong", by=make_user(), at=NOW))
    exempt_all([row(plan, "3")], "3", **written(DAY))
    issue(make_draft(plan, audience="exempt"))
    executive = make_meeting(make_committee("Executive"))
    issue(make_draft(plan, executive, as_at=date(2016, 6, 1)))
    reword(row(plan, "2"), "Train all managers.", reason="Agreed", **written(DAY, LATE))
    issue(prepare_supplement(second, by=make_user(), at=LATE), at=LATE)

    assert last_issue(next_draft(plan)) == second


def test_what_a_supplement_said_is_no_change_in_the_next_paper(plan):
    paper = issue(make_draft(plan))
    reword(row(plan, "2"), "Train all managers.", reason="Agreed", **written(DAY, LATE))
    issue(prepare_supplement(paper, by=make_user(), at=LATE), at=LATE)

    changes = document_of(next_draft(plan), at=THEN).changes

    assert said_of(changes) == {}
    assert changes.unchanged == 4


def test_what_has_become_exempt_is_not_said_to_be_removed_from_the_public_paper(plan):
    issue(make_draft(plan))
    exempt_all([row(plan, "3")], "3", **written(NOVEMBER))

    document = document_of(next_draft(plan), at=THEN)

    assert [r.reference for r in document.rows] == ["1", "4", "2"]
    assert said_of(document.changes) == {}
    assert "grievance" not in str(document.as_json())


def test_of_what_is_exempt_in_part_and_printed_no_more_nothing_is_said(plan):
    issue(make_draft(plan))
    exempt_all([row(plan, "3")], "3", ["text"], **written(NOVEMBER))
    monitor_all([row(plan, "3")], False, reason="Closed", **written(NOVEMBER))

    document = document_of(next_draft(plan), at=THEN)

    assert said_of(document.changes) == {}
    assert "grievance" not in str(document.as_json())


def test_what_is_exempt_no_longer_is_not_said_to_be_removed_from_the_exempt_paper(plan):
    exempt_all([row(plan, "2"), row(plan, "3")], "3", **written(DAY))
    issue(make_draft(plan, audience="exempt"))
    exempt_all([row(plan, "3")], "", **written(NOVEMBER))

    document = document_of(next_draft(plan, audience="exempt"), at=THEN)

    assert [r.reference for r in document.rows] == ["2"]
    assert said_of(document.changes) == {}


# What comes in late


def test_a_late_entry_changes_the_live_view_never_the_issued_paper(plan):
    issued = issue(make_draft(plan))
    make_update(row(plan, "2"), "Booked for July", on=DAY, at=LATE)

    live = document_of(make_draft(plan, make_meeting(day=NEXT)), at=LATE)
    assert progress(live)["2"] == "Booked for July"
    assert progress(read_document(issued.document))["2"] == "Booked"
    late = late_entries(issued, at=LATE)
    assert late.updates == 1
    assert [r.reference for r in late.rows] == ["2"]


def test_late_are_updates_and_nil_returns_of_its_day_after_its_cut_off(plan):
    asked = make_round(plan)
    cut_off = moment(date(2016, 6, 3), 17)
    issued = issue(make_draft(plan, cut_off=cut_off), reason="The post is vacant")
    assert count_late_updates(issued) == 0

    make_update(row(plan, "1"), "In time", on=DAY, at=cut_off)
    assert count_late_updates(issued) == 0
    make_update(row(plan, "2"), "Late", on=DAY, at=moment(date(2016, 6, 3), 17, 1))
    record_nil_returns([row(plan, "3")], asked, **written(DAY, LATE))
    make_update(row(plan, "1"), "Of another day", on=date(2016, 6, 5), at=LATE)

    assert count_late_updates(issued) == 2


def test_nothing_is_late_of_a_paper_about_which_nothing_came_in(plan):
    late = late_entries(issue(make_draft(plan)), at=LATE)

    assert (late.updates, late.rows, bool(late)) == (0, (), False)
