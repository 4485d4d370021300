from datetime import date

import pytest
from django.core.exceptions import ValidationError

from people.edited_in_place import EditedMeanwhile
from recommendations.decisions import take_back_decision
from recommendations.new_decisions import NewDecision
from reports.committees import (
    call_meeting,
    cancel_meeting,
    edit_committee,
    edit_meeting,
    start_committee,
    why_not_cancelled,
    why_not_moved,
)
from reports.decisions import record_at_meeting
from reports.layouts.plan_layouts import report_plan_in
from reports.models import Committee, Meeting, PlanLayout
from tests.factories import (
    lay_out,
    make_committee,
    make_draft,
    make_issued,
    make_layout,
    make_meeting,
    make_plan,
    make_recommendation,
    make_round,
    make_user,
    moment,
)

pytestmark = pytest.mark.django_db
DAY, LATER = date(2016, 6, 28), date(2016, 7, 5)


@pytest.fixture
def carol():
    return make_user("carol@example.gov.uk", "Carol Clerk")


@pytest.fixture
def written(carol):
    return {"by": carol, "at": moment(hour=15)}


def trail(row):
    """The last that its audit trail says: what, who, when."""
    last = row.history.latest("history_id")
    return last.history_type, last.history_user, last.history_date


def changed(row, **fields):
    """What is on record of a row."""
    now = type(row).objects.get(pk=row.pk)
    return {name: getattr(now, name) for name in fields} == fields


def refusal(error):
    """The sentences of a refusal by field."""
    return getattr(error.value, "message_dict", None) or error.value.messages


# Committees


def test_a_committee_is_started_with_an_address_out_of_its_name(written, carol):
    committee = start_committee("  Audit &  Standards\nCommittee ", **written)

    assert (committee.name, committee.slug) == (
        "Audit & Standards Committee",
        "audit-standards-committee",
    )
    assert (committee.is_active, committee.version) == (True, 1)
    assert trail(committee) == ("+", carol, moment(hour=15))


@pytest.mark.parametrize(
    ("names", "addresses"),
    [
        (["Executive", "Executive!", "Executive?"], ["executive", "executive-2", "executive-3"]),
        (["委員会", "评审会"], ["committee", "committee-2"]),
        (["A" * 200], ["a" * 90]),
    ],
)
def test_each_committee_has_an_address_of_its_own(names, addresses, written):
    assert [start_committee(name, **written).slug for name in names] == addresses


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("", "Enter a name"),
        (" \n ", "Enter a name"),
        (
            "EXECUTIVE",
            "There is a committee of this name already. Choose another name",
        ),
    ],
)
def test_a_committee_without_a_name_of_its_own_is_refused(name, sentence, written):
    executive = make_committee("Executive")
    scrutiny = make_committee("Scrutiny")

    with pytest.raises(ValidationError) as started:
        start_committee(name, **written)
    with pytest.raises(ValidationError) as renamed:
        edit_committee(scrutiny, name=name, is_active=True, version=1, **written)

    assert refusal(started) == refusal(renamed) == {"name": [sentence]}
    assert list(Committee.objects.all()) == [executive, scrutiny]
    assert changed(scrutiny, name="Scrutiny", version=1)
    assert scrutiny.history.count() == 1


def test_a_committee_is_renamed_and_taken_out_of_use_at_its_old_address(written, carol):
    committee = make_committee("Executive")

    edit_committee(committee, name="Cabinet", is_active=False, version=1, **written)

    assert changed(committee, name="Cabinet", is_active=False, slug="executive", version=2)
    assert trail(committee) == ("~", carol, moment(hour=15))
    assert list(Committee.objects.in_use()) == []


def test_a_committee_may_change_the_capitals_of_its_name(written):
    committee = make_committee("Audit Committee")

    edit_committee(committee, name="Audit committee", is_active=True, version=1, **written)

    assert changed(committee, name="Audit committee")


def test_of_two_edits_of_a_committee_the_second_is_told(written):
    committee = make_committee("Executive")
    edit_committee(committee, name="Cabinet", is_active=True, version=1, **written)

    with pytest.raises(EditedMeanwhile):
        edit_committee(committee, name="Board", is_active=True, version=1, **written)

    assert changed(committee, name="Cabinet", version=2)


# Meetings


def test_a_meeting_is_called(written, carol):
    committee, round = make_committee(), make_round(make_plan())

    meeting = call_meeting(committee, date=DAY, round=round, **written)

    assert changed(meeting, committee=committee, date=DAY, round=round, version=1)
    assert trail(meeting) == ("+", carol, moment(hour=15))


def test_a_committee_out_of_use_does_not_meet(written):
    committee, executive = make_committee(), make_committee("Executive")
    edit_committee(executive, name="Executive", is_active=False, version=1, **written)
    meeting = make_meeting(committee, DAY)
    move = {"committee": executive, "date": DAY, "round": None, "version": 1}

    with pytest.raises(ValidationError) as called:
        call_meeting(executive, date=DAY, **written)
    with pytest.raises(ValidationError) as moved:
        edit_meeting(meeting, **move, **written)

    sentence = "Executive is no longer in use, so it does not meet. Choose another committee"
    assert refusal(called) == refusal(moved) == {"committee": [sentence]}
    assert Meeting.objects.count() == 1
    assert changed(meeting, committee=committee, version=1)


def test_a_meeting_of_a_committee_out_of_use_can_still_be_moved(written):
    committee = make_committee()
    meeting = make_meeting(committee, DAY)
    edit_committee(committee, name="Audit", is_active=False, version=1, **written)

    edit_meeting(meeting, committee=committee, date=LATER, round=None, version=1, **written)

    assert changed(meeting, date=LATER)


def test_a_committee_meets_once_a_day(written):
    committee = make_committee("Executive")
    make_meeting(committee, DAY)
    other = make_meeting(committee, LATER)

    with pytest.raises(ValidationError) as called:
        call_meeting(committee, date=DAY, **written)
    with pytest.raises(ValidationError) as moved:
        edit_meeting(other, committee=committee, date=DAY, round=None, version=1, **written)

    sentence = "Executive has a meeting on 28 June 2016 already. Choose another date"
    assert refusal(called) == refusal(moved) == {"date": [sentence]}
    assert changed(other, date=LATER, version=1)
    assert Meeting.objects.count() == 2


def test_a_meeting_is_changed_while_nothing_is_issued_for_it(written, carol):
    meeting, executive = make_meeting(), make_committee("Executive")
    draft, round = make_draft(make_plan(), meeting), make_round(make_plan())

    edit_meeting(meeting, committee=executive, date=LATER, round=round, version=1, **written)

    assert changed(meeting, committee=executive, date=LATER, round=round, version=2)
    assert trail(meeting) == ("~", carol, moment(hour=15))
    assert changed(draft, edits=2), "whoever is about to issue it is told"


@pytest.mark.parametrize(
    ("committee", "day", "field"),
    [("Executive", DAY, "committee"), (None, LATER, "date"), ("Executive", LATER, "date")],
)
def test_the_committee_and_the_date_stay_once_a_paper_was_issued(committee, day, field, written):
    meeting = make_meeting(day=DAY)
    draft = make_draft(make_plan("Survey", "survey"), meeting)
    issued = make_issued(make_plan(), meeting)
    to = make_committee(committee) if committee else meeting.committee

    with pytest.raises(ValidationError) as refused:
        edit_meeting(meeting, committee=to, date=day, round=None, version=1, **written)

    assert refusal(refused) == {
        field: [
            "A paper was issued for this meeting, and its committee and its date are part of the "
            "paper’s address, so both stay. Call another meeting instead"
        ]
    }
    assert changed(meeting, committee=make_committee(), date=DAY, version=1)
    assert changed(draft, edits=1)
    assert changed(issued, state="issued")


def decide_at(meeting):
    """Something is decided at a meeting for which only a draft is prepared."""
    plan = make_plan()
    row = make_recommendation(plan)
    make_draft(plan, meeting)
    when = {"by": make_user(), "at": moment(date(2016, 7, 1))}
    [link] = record_at_meeting(meeting, [NewDecision(row, "noted")], **when)
    return link.decision


@pytest.mark.parametrize(
    ("committee", "day", "field"),
    [("Executive", DAY, "committee"), (None, LATER, "date"), (None, date(2199, 1, 1), "date")],
)
def test_the_committee_and_the_date_stay_once_a_decision_is_on_record(
    committee, day, field, written
):
    meeting = make_meeting(day=DAY)
    decide_at(meeting)
    draft = meeting.appendices.get()
    to = make_committee(committee) if committee else meeting.committee

    with pytest.raises(ValidationError) as refused:
        edit_meeting(meeting, committee=to, date=day, round=None, version=1, **written)

    assert refusal(refused) == {
        field: [
            "Decisions of this meeting are on record and count from its day, so its committee and "
            "its date stay. Take them back first if it met on another day"
        ]
    }
    assert changed(meeting, committee=make_committee(), date=DAY, version=1)
    assert changed(draft, edits=1)


def test_a_meeting_whose_decisions_were_taken_back_is_moved(written):
    meeting = make_meeting(day=DAY)
    decision = decide_at(meeting)
    take_back_decision(decision, by=make_user(), at=moment(date(2016, 7, 2)), reason="Another day.")
    same = {"committee": meeting.committee, "round": None, "version": 1}

    edit_meeting(meeting, **same, date=LATER, **written)

    assert changed(meeting, date=LATER, version=2)


@pytest.mark.parametrize(("number", "said"), [("Appendix 1", "Appendix 1"), ("", "The appendix")])
def test_a_meeting_is_not_moved_before_the_day_of_one_of_its_drafts(number, said, written):
    meeting = make_meeting(day=DAY)
    make_draft(make_plan("Survey", "survey"), meeting, as_at=date(2016, 6, 1))
    draft = make_draft(make_plan(), meeting, as_at=date(2016, 6, 20), number=number)
    to = {"committee": meeting.committee, "round": None, "version": 1}

    with pytest.raises(ValidationError) as refused:
        edit_meeting(meeting, **to, date=date(2016, 6, 19), **written)

    assert refusal(refused) == {
        "date": [
            f"{said} of {draft.plan} is as at 20 June 2016. Change that draft first, or choose "
            "that day or a later one"
        ]
    }
    assert changed(meeting, date=DAY, version=1)
    assert changed(draft, edits=1)


def test_a_meeting_is_moved_to_the_day_of_its_draft(written):
    meeting = make_meeting(day=DAY)
    make_draft(make_plan(), meeting, as_at=date(2016, 6, 20))
    to = {"committee": meeting.committee, "round": None, "version": 1}

    edit_meeting(meeting, **to, date=date(2016, 6, 20), **written)

    assert changed(meeting, date=date(2016, 6, 20), version=2)


@pytest.mark.parametrize("settle", [lambda meeting: make_issued(make_plan(), meeting), decide_at])
def test_the_round_may_change_once_a_paper_was_issued_or_something_decided(settle, written):
    meeting, round = make_meeting(), make_round(make_plan())
    settle(meeting)
    same = {"committee": meeting.committee, "date": meeting.date}

    edit_meeting(meeting, **same, round=round, version=1, **written)

    assert changed(meeting, round=round, version=2)


def test_of_two_edits_of_a_meeting_the_second_is_told(written):
    meeting = make_meeting(day=DAY)
    to = {"committee": meeting.committee, "round": None, "version": 1}
    edit_meeting(meeting, **to, date=LATER, **written)

    with pytest.raises(EditedMeanwhile):
        edit_meeting(meeting, **to, date=date(2016, 7, 6), **written)
    with pytest.raises(EditedMeanwhile):
        cancel_meeting(meeting, version=1, **written)

    assert changed(meeting, date=LATER, version=2)


def test_a_meeting_for_which_nothing_is_prepared_is_cancelled(written, carol):
    meeting = make_meeting(round=make_round(make_plan()))
    key = meeting.pk

    assert why_not_cancelled(meeting) == ""
    cancel_meeting(meeting, version=1, **written)

    assert not Meeting.objects.exists()
    last = Meeting.history.filter(id=key).latest("history_id")
    assert (last.history_type, last.history_user) == ("-", carol)
    assert last.history_date == moment(hour=15)


def draft_for(meeting):
    make_draft(make_plan(), meeting)


def paper_for(meeting):
    make_issued(make_plan(), meeting)


@pytest.mark.parametrize(
    ("prepare", "sentence"),
    [
        (
            draft_for,
            "Papers are prepared for this meeting, so it can't be cancelled. Discard them first.",
        ),
        (
            paper_for,
            "A paper was issued for this meeting, so it stays on record and can't be cancelled.",
        ),
    ],
)
def test_a_meeting_with_papers_is_not_cancelled(prepare, sentence, written):
    meeting = make_meeting()
    prepare(meeting)

    with pytest.raises(ValidationError) as refused:
        cancel_meeting(meeting, version=1, **written)

    assert refusal(refused) == [sentence]
    assert why_not_cancelled(meeting) == sentence
    assert changed(meeting, version=1)


def test_a_meeting_for_which_papers_are_only_prepared_can_be_moved():
    meeting, other = make_meeting(day=DAY), make_meeting(day=LATER)
    make_draft(make_plan(), meeting)
    make_issued(make_plan(), other)

    assert why_not_moved(meeting) == ""
    assert why_not_moved(other).startswith("A paper was issued for this meeting")


# How a plan is usually reported


def test_how_a_plan_is_reported_is_said_for_the_first_time(written, carol):
    plan, layout, committee = make_plan(), make_layout(), make_committee()

    usual = report_plan_in(
        plan, layout, appendix_number=" Appendix 1 ", committee=committee, version=0, **written
    )

    assert changed(
        usual,
        plan=plan,
        layout=layout,
        appendix_number="Appendix 1",
        committee=committee,
        version=1,
    )
    assert trail(usual) == ("+", carol, moment(hour=15))


def test_how_a_plan_is_reported_is_changed(written, carol):
    usual, layout = lay_out(make_plan()), make_layout(name="Wide")

    report_plan_in(usual.plan, layout, version=1, **written)

    assert changed(usual, layout=layout, appendix_number="", committee=None, version=2)
    assert trail(usual) == ("~", carol, moment(hour=15))


@pytest.mark.parametrize("version", [0, 1])
def test_of_two_who_say_how_a_plan_is_reported_the_second_is_told(version, written):
    plan, layout, other = make_plan(), make_layout(), make_layout(name="Wide")
    usual = report_plan_in(plan, layout, version=0, **written)
    if version:
        report_plan_in(plan, layout, appendix_number="A", version=1, **written)

    with pytest.raises(EditedMeanwhile):
        report_plan_in(plan, other, version=version, **written)

    assert changed(usual, layout=layout, version=1 + version)
    assert PlanLayout.objects.count() == 1


def test_an_issued_paper_keeps_the_layout_it_was_issued_in(written):
    plan = make_plan()
    make_recommendation(plan)
    usual = lay_out(plan)
    issued = make_issued(plan)
    before = type(issued).objects.values().get(pk=issued.pk)

    report_plan_in(plan, make_layout(name="Wide"), version=usual.version, **written)

    assert type(issued).objects.values().get(pk=issued.pk) == before
