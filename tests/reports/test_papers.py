"""An issued paper stays as it is whatever becomes of the plan; the next draft differs as its own
section says.
"""

from datetime import date
from hashlib import sha256

import pytest
from django.core.exceptions import ValidationError

from people.directory import edit_owner
from people.models import Owner, User
from recommendations.models import Plan
from recommendations.plans import NewTheme, edit_plan, edit_theme
from recommendations.progress import NewStatus, record_nil_returns
from recommendations.wordings import NewPlacement, exempt_all, monitor_all, place_all, reword
from reports.document import read_document
from reports.drafts import prepare_supplement, prepare_version
from reports.issuing import canonical_json, issue_appendix
from reports.models import Appendix
from reports.papers import document_of, last_issue, late_entries
from reports.publishing import take_off_public_page
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
TODAY = date(2016, 12, 10)
LATE = moment(date(2016, 6, 12))
LATER = moment(date(2016, 6, 13))


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

    assert last_issue(draft, on=TODAY) is None
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

    assert last_issue(next_draft(plan), on=TODAY) == second


def test_the_last_issue_is_of_the_last_meeting_though_as_at_the_same_day(plan):
    before = issue(make_draft(plan, make_meeting(day=date(2016, 6, 21))))
    june = issue(make_draft(plan))
    july = make_draft(plan, make_meeting(day=date(2016, 7, 28)))
    reword(row(plan, "2"), "Train all managers.", reason="Agreed", **written(DAY, LATE))

    assert last_issue(july, on=TODAY) == june
    assert said_of(document_of(july, at=LATE).changes) == {"1 text changed": ["2"]}
    another = prepare_version(june, reason="Wrong", by=make_user(), at=LATE)
    assert last_issue(another, on=TODAY) == before


def test_a_paper_of_a_later_meeting_or_a_later_day_is_not_the_last_issue(plan):
    issue(make_draft(plan, make_meeting(day=date(2016, 7, 28))))
    issue(make_draft(plan, make_meeting(day=date(2016, 6, 20)), as_at=date(2016, 6, 6)))

    assert last_issue(make_draft(plan), on=TODAY) is None


def supplement_to(paper, at=LATE):
    return issue(prepare_supplement(paper, by=make_user(), at=at), at=at)


def remove(plan, reference, at=LATE):
    monitor_all([row(plan, reference)], False, reason="Closed", **written(DAY, at))


def test_a_second_supplement_says_since_which_one_and_has_a_file_of_its_own(plan):
    paper = issue(make_draft(plan))
    make_update(row(plan, "2"), "Booked for July", on=DAY, at=LATE)
    first = supplement_to(paper)
    make_update(row(plan, "1"), "Nearly done", on=DAY, at=LATER)
    second = supplement_to(paper, at=LATER)

    said, again = (read_document(one.document) for one in (first, second))
    assert said.notices[0] == (
        "Supplement to Appendix 1 as at 31 May 2016: only what has changed since it was issued on "
        "10 June 2016."
    )
    assert said.changes.since == "Appendix 1 as at 31 May 2016"
    assert again.notices[0] == (
        "Supplement to Appendix 1 as at 31 May 2016: only what has changed since Appendix 1, "
        "supplement was issued on 12 June 2016."
    )
    assert again.changes.since == "Appendix 1, supplement as at 31 May 2016"
    assert [r.reference for r in again.rows] == ["1"]
    assert (first.file_name, second.file_name) == (
        "learning-review-as-at-2016-05-31-supplement-version-1",
        "learning-review-as-at-2016-05-31-supplement-2-version-1",
    )


def test_another_version_of_a_supplement_is_compared_as_the_first_was(plan):
    paper = issue(make_draft(plan))
    make_update(row(plan, "2"), "Booked for July", on=DAY, at=LATE)
    first = supplement_to(paper)
    make_update(row(plan, "1"), "Nearly done", on=DAY, at=LATER)
    supplement_to(paper, at=LATER)
    another = prepare_version(first, reason="Wrong", by=make_user(), at=LATER)

    document = document_of(another, at=LATER)

    assert document.changes.since == "Appendix 1 as at 31 May 2016"
    assert {r.reference for r in document.rows} == {"1", "2"}


def test_what_a_supplement_said_was_removed_is_not_removed_again(plan):
    paper = issue(make_draft(plan))
    remove(plan, "3")
    first = supplement_to(paper)
    make_update(row(plan, "1"), "Nearly done", on=DAY, at=LATER)
    second = supplement_to(paper, at=LATER)

    assert said_of(read_document(first.document).changes) == {"1 removed": ["3"]}
    assert said_of(read_document(second.document).changes) == {"1 with progress reported": ["1"]}
    assert said_of(document_of(next_draft(plan), at=THEN).changes) == {}


def test_what_a_supplement_said_has_moved_has_not_moved_again(plan):
    paper = issue(make_draft(plan))
    place = NewPlacement(row(plan, "4"), theme=plan.themes.last())
    place_all([place], reason="Misplaced", **written(DAY, LATE))
    moved = read_document(supplement_to(paper).document)

    assert said_of(moved.changes) == {"1 moved to another theme or timescale": ["4"]}
    assert not late_entries(paper, at=LATER)
    assert said_of(document_of(next_draft(plan), at=THEN).changes) == {}


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


def test_what_was_taken_off_the_public_page_is_not_quoted_in_the_next_public_paper(plan):
    first = issue(make_draft(plan))
    reword(row(plan, "2"), "Dismiss somebody.", reason="A slip", **written(DAY, LATE))
    second = issue(make_draft(plan, make_meeting(day=date(2016, 7, 28))), at=LATE)
    off = {"reason": "It named somebody", "by": make_user(), "on": NOVEMBER, "at": THEN}
    take_off_public_page(second, **off)
    reword(row(plan, "2"), "Train managers.", reason="Put right", **written(NOVEMBER))

    draft = next_draft(plan)

    assert last_issue(draft, on=TODAY) == first
    assert "Dismiss" not in str(document_of(draft, at=THEN).as_json())
    take_off_public_page(first, **off)
    assert last_issue(draft, on=TODAY) is None


def test_a_paper_that_was_taken_off_the_public_page_gets_no_supplement(plan):
    paper = issue(make_draft(plan))
    draft = prepare_supplement(paper, by=make_user(), at=LATE)
    reword(row(plan, "2"), "Train all managers.", reason="Agreed", **written(DAY, LATE))
    off = {"reason": "It named somebody", "by": make_user(), "on": LATE.date(), "at": LATE}
    take_off_public_page(paper, **off)

    with pytest.raises(ValidationError, match="was taken off the public page"):
        issue(draft, at=LATE)
    draft.delete()
    with pytest.raises(ValidationError, match="was taken off the public page"):
        prepare_supplement(paper, by=make_user(), at=LATE)
    assert list(Appendix.objects.all()) == [paper]


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


def late_updates(issued):
    return late_entries(issued, at=LATE).updates


def test_late_are_updates_and_nil_returns_of_its_day_after_its_cut_off(plan):
    asked = make_round(plan)
    cut_off = moment(date(2016, 6, 3), 17)
    issued = issue(make_draft(plan, cut_off=cut_off), reason="The post is vacant")
    assert late_updates(issued) == 0

    make_update(row(plan, "1"), "In time", on=DAY, at=cut_off)
    assert late_updates(issued) == 0
    make_update(row(plan, "2"), "Late", on=DAY, at=moment(date(2016, 6, 3), 17, 1))
    record_nil_returns([row(plan, "3")], asked, **written(DAY, LATE))
    make_update(row(plan, "1"), "Of another day", on=date(2016, 6, 5), at=LATE)

    assert late_updates(issued) == 2


def test_late_is_whatever_the_paper_would_print_otherwise(plan):
    issued = issue(make_draft(plan))
    reword(row(plan, "2"), "Train all managers.", reason="Agreed", **written(DAY, LATE))
    remove(plan, "3")

    late = late_entries(issued, at=LATE)

    assert (late.updates, late.count, bool(late)) == (0, 2, True)
    assert [r.reference for r in late.rows] == ["2"]
    assert [r.reference for r in late.removed] == ["3"]


def test_what_came_in_before_the_last_supplement_is_late_no_longer(plan):
    paper = issue(make_draft(plan))
    make_update(row(plan, "2"), "Booked for July", on=DAY, at=LATE)
    first = supplement_to(paper)

    for issued in (paper, first):
        assert not late_entries(issued, at=LATER)
    make_update(row(plan, "1"), "Nearly done", on=DAY, at=LATER)
    for issued in (paper, first):
        late = late_entries(issued, at=LATER)
        assert (late.updates, [r.reference for r in late.rows]) == (1, ["1"])


def test_a_late_nil_return_is_a_change_of_the_row_that_said_no_update_received(plan):
    asked = make_round(plan)
    paper = issue(make_draft(plan), reason="The post is vacant")
    record_nil_returns([row(plan, "3")], asked, **written(DAY, LATE))

    assert [r.reference for r in late_entries(paper, at=LATE).rows] == ["3"]
    supplement = read_document(supplement_to(paper).document)

    assert said_of(supplement.changes) == {"1 answered late": ["3"]}
    assert [(r.reference, r.marks) for r in supplement.rows] == [("3", ("Answered late",))]
    assert not late_entries(paper, at=LATER)


def test_in_a_supplement_the_row_that_is_silent_still_says_so(plan):
    make_round(plan)
    paper = issue(make_draft(plan), reason="The post is vacant")
    reword(row(plan, "2"), "Train all managers.", reason="Agreed", **written(DAY, LATE))
    draft = prepare_supplement(paper, by=make_user(), at=LATE)

    [printed] = document_of(draft, at=LATE).rows

    assert "No update received" in printed.marks


def test_late_are_only_updates_on_rows_that_the_paper_prints(plan):
    exempt_all([row(plan, "3")], "3", **written(DAY))
    exempt_all([row(plan, "4")], "3", ["progress"], **written(DAY))
    public = issue(make_draft(plan))
    exempt = issue(make_draft(plan, audience="exempt"))
    for reference in ("1", "2", "3", "4"):
        make_update(row(plan, reference), "Late", on=DAY, at=LATE)

    assert (late_updates(public), late_updates(exempt)) == (2, 2)
    assert {r.reference for r in late_entries(public, at=LATE).rows} == {"1", "2"}


def test_nothing_is_late_of_a_paper_about_which_nothing_came_in(plan):
    late = late_entries(issue(make_draft(plan)), at=LATE)

    assert (late.updates, late.rows, bool(late)) == (0, (), False)
