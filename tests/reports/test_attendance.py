"""The list of officers asked to attend a meeting: what is proposed, and how it is settled."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from people.merging import merge
from people.models import Owner
from people.tenures import appoint
from recommendations.as_at import state_as_at
from recommendations.deadlines import revise
from recommendations.decisions import record_decisions
from recommendations.models import Notice, Recommendation
from recommendations.new_decisions import NewDecision, RowsRefused
from recommendations.progress import NewStatus
from recommendations.rounds import close_round
from recommendations.wordings import monitor_all
from reports.attendance import NewChoice, ask_proposed, settle, take_back_choice
from reports.attendance_list import (
    before_the_list,
    count_asked,
    list_of,
    offered_owners,
    plans_before,
)
from reports.committees import LISTED, cancel_meeting, edit_meeting
from reports.models import Attendance, Candidate
from tests.factories import (
    DAY,
    lay_out,
    make_committee,
    make_deadline,
    make_draft,
    make_layout,
    make_meeting,
    make_owner,
    make_plan,
    make_recommendation,
    make_recommendations,
    make_round,
    make_update,
    make_user,
    moment,
    reading,
    written,
)

pytestmark = pytest.mark.django_db
LONG_AGO, MEETING = date(2015, 12, 31), date(2016, 6, 28)
OVERDUE = "Overdue, and more than 90 days past its original date, 31 December 2015."


@pytest.fixture
def plan():
    return make_plan()


@pytest.fixture
def meeting():
    return make_meeting(day=MEETING)


@pytest.fixture
def rows(plan, meeting):
    """Three overdue for long, and one that is not, in a draft for the meeting."""
    rows = [late(plan, number) for number in "123"]
    rows.append(make_recommendation(plan, reference="4", owners=[make_owner("Bob Baker")]))
    make_draft(plan, meeting)
    return rows


def late(plan, reference, **fields):
    """A recommendation of Sue's, overdue for long."""
    row = make_recommendation(
        plan, reference=reference, text=f"Do {reference}.", owners=[sue()], **fields
    )
    make_deadline(row, "December 2015", earliest=None, latest=LONG_AGO)
    return row


def sue():
    return Owner.objects.filter(name="Sue Moorman").first() or make_owner("Sue Moorman")


def when(hour=12, day=DAY):
    return {"by": make_user("clem@example.gov.uk", "Clem Clerk"), "at": moment(day, hour)}


def lines(meeting, on=DAY):
    return {
        line.recommendation.reference: line
        for line in list_of(meeting, before_the_list(meeting), on=on)
    }


def proposed(meeting, on=DAY):
    return {key: list(line.why) for key, line in lines(meeting, on).items() if line.why}


def chosen(meeting, on=DAY, known_by=None):
    """What is in force: asked, whom, why, by the rules or not."""
    return {
        one.candidate.recommendation.reference: (
            one.is_asked,
            one.owner and one.owner.name,
            one.reason,
            one.is_proposed,
        )
        for one in Attendance.objects.settled(meeting, on=on, known_by=known_by)
    }


def ask(row, owner=None, reason="", seen=None):
    return NewChoice(row, True, owner=owner, reason=reason, seen=seen)


def off(row, reason="It is on the agenda already.", seen=None):
    return NewChoice(row, False, reason=reason, seen=seen)


def refused(meeting, *choices, **at):
    """What is said at each row; nothing is written."""
    before = Attendance.objects.count(), Candidate.objects.count()
    with pytest.raises(RowsRefused) as error:
        settle(meeting, choices, **(at or when()))
    assert (Attendance.objects.count(), Candidate.objects.count()) == before
    return error.value.rows


# What is proposed


def test_what_is_overdue_for_long_is_proposed_and_nothing_else(rows, meeting):
    assert proposed(meeting) == {"1": [OVERDUE], "2": [OVERDUE], "3": [OVERDUE]}
    assert list(lines(meeting)) == ["1", "2", "3", "4"]
    assert [line.is_open for line in lines(meeting).values()] == [True, True, True, False]


def test_only_plans_of_its_papers_and_of_its_round_are_looked_at(plan, meeting):
    survey, audit = make_plan("Survey", "survey"), make_plan("Audit", "audit")
    unused = make_plan("Old", "old")
    make_plan("Nowhere", "nowhere")
    layout = make_layout()
    for one, committee in ((survey, meeting.committee), (audit, make_committee("Cabinet"))):
        usual = lay_out(one, layout)
        usual.committee = committee
        usual.save()
    make_draft(plan, meeting)
    meeting.round = make_round(plan, survey, audit, unused)
    meeting.save()
    unused.is_active = False
    unused.save()

    assert [one.slug for one in plans_before(meeting).order_by("slug")] == [
        "learning-review",
        "survey",
    ]
    make_draft(audit, meeting)
    assert plans_before(meeting).filter(pk=audit.pk).exists()


def test_a_meeting_without_papers_and_round_proposes_nothing(plan, meeting):
    late(plan, "1")

    assert lines(meeting) == {}


def test_silence_in_the_round_of_the_meeting_is_proposed_once_updates_were_due(plan, meeting):
    make_recommendation(plan, reference="1")
    answered = make_recommendation(plan, reference="2")
    due = DAY + timedelta(days=7)
    meeting.round = round = make_round(plan, updates_due=due, at=moment(hour=13))
    make_update(answered, round=round, at=moment(hour=14))
    said = ["No update received in the round “May 2016”."]

    assert proposed(meeting, due) == {}
    assert proposed(meeting, due + timedelta(days=1)) == {"1": said}

    closed = due + timedelta(days=2)
    close_round(round, **written(closed))
    assert proposed(meeting, closed) == {"1": said}
    meeting.round = None
    make_draft(plan, meeting)
    assert proposed(meeting, closed) == {}


def test_a_silence_of_two_rounds_is_proposed_whatever_round_the_meeting_has(plan, meeting):
    make_recommendation(plan, reference="1")
    make_draft(plan, meeting)
    for hour in (13, 15):
        round = make_round(plan, label=f"Round {hour}", at=moment(hour=hour))
        close_round(round, by=make_user(), on=DAY, at=moment(hour=hour + 1))

    assert proposed(meeting) == {"1": ["No update received for 2 rounds in a row."]}


def give_notice(row, occasion, day=DAY, kind="invitation"):
    Notice.objects.create(
        recommendation=row, kind=kind, occasion=occasion, falls_on=day, day=day, noted_at=moment()
    )


def test_the_last_step_of_the_reminders_is_proposed_while_its_reason_holds(plan, meeting):
    rows = {n: make_recommendation(plan, reference=n) for n in ("date", "moved", "silent", "head")}
    make_draft(plan, meeting)
    give_notice(rows["date"], "2015-12-31")
    give_notice(rows["moved"], "moved")
    give_notice(rows["silent"], "silent:1")
    give_notice(rows["head"], "moved", kind="head_of_service")
    said = "The reminders reached their last step, “Invitation to committee”, on 31 May 2016."

    assert proposed(meeting) == {"moved": [said]}

    make_deadline(rows["date"], "April 16", earliest=None, latest=DAY - timedelta(days=1))
    assert proposed(meeting) == {"moved": [said], "date": [said]}


def test_the_last_step_of_the_reminders_is_done_with_once_a_committee_has_decided(plan, meeting):
    row = make_recommendation(plan, reference="1")
    make_draft(plan, meeting)
    give_notice(row, "moved", DAY - timedelta(days=1))

    decide(row, "noted")

    assert proposed(meeting) == {}


def decide(row, outcome, on=DAY, **more):
    new = NewDecision(row, outcome, minute_reference="14", **more)
    return record_decisions([new], committee="Executive", **written(on))


def test_who_is_asked_by_a_decision_that_stands_is_not_proposed_but_shown(rows, meeting):
    decide(rows[0], "attend", owner=sue())

    line = lines(meeting)["1"]

    assert (line.why, line.is_on_list) == ((), True)
    assert line.invited == ("Executive asked Sue Moorman to attend (31 May 2016, minute 14)",)


@pytest.mark.parametrize("count", [1, 3, 30])
def test_the_list_takes_the_same_number_of_queries_for_any_number_of_rows(plan, meeting, count):
    make_draft(plan, meeting)
    for row in make_recommendations(count, plan):
        make_deadline(row, "December 2015", earliest=None, latest=LONG_AGO)
    ask_proposed(meeting, before_the_list(meeting), **when())

    with CaptureQueriesContext(connection) as queries:
        assert len(list_of(meeting, before_the_list(meeting), on=DAY)) == count

    assert len(queries) == 11


# Who is offered


def test_owners_are_offered_the_lead_first_and_whoever_holds_their_posts(plan):
    head, elt = make_owner("Head of HR", "post"), make_owner("ELT", "group")
    gone, spelled = make_owner("Gone Long", is_active=False), make_owner("S Moorman")
    appoint(head, [sue(), gone], **written())
    row = make_recommendation(plan, owners=[elt, gone, spelled, head])
    merge(spelled, into=sue(), by=make_user(), at=moment())
    bob = make_owner("Bob Baker")
    post = make_owner("Head of IT", "post")
    appoint(post, [bob], **written())
    other = make_recommendation(plan, owners=[post])
    nobody = make_recommendation(plan)

    states = state_as_at(Recommendation.objects.all(), as_at=DAY, known_by=None)
    offered = offered_owners(states, on=DAY)

    assert {key: [one.words for one in people] for key, people in offered.items()} == {
        row.pk: ["ELT", "Sue Moorman", "Head of HR"],
        other.pk: ["Head of IT", "Bob Baker, Head of IT"],
        nobody.pk: [],
    }


# Settling it


def test_a_clerk_asks_takes_off_and_adds(rows, meeting):
    bob = Owner.objects.get(name="Bob Baker")
    facts = settle(
        meeting,
        [ask(rows[0], sue()), off(rows[1]), ask(rows[3], bob, "The Chair asked.")],
        **when(),
    )

    assert chosen(meeting) == {
        "1": (True, "Sue Moorman", OVERDUE, True),
        "2": (False, None, "It is on the agenda already.", False),
        "4": (True, "Bob Baker", "The Chair asked.", False),
    }
    assert [fact.candidate.recommendation for fact in facts] == [rows[0], rows[1], rows[3]]
    assert {(f.valid_from, f.recorded_at, f.recorded_by.name) for f in facts} == {
        (DAY, moment(), "Clem Clerk")
    }
    found = lines(meeting)
    assert [found[key].is_open for key in "1234"] == [False, False, True, False]
    assert [found[key].is_off for key in "1234"] == [False, True, False, False]


def test_another_reason_takes_the_place_of_what_the_rules_say(rows, meeting):
    settle(meeting, [ask(rows[0], reason="To speak about the contract.")], **when())

    assert chosen(meeting) == {"1": (True, None, "To speak about the contract.", False)}


def test_somebody_else_is_asked_for_the_same_reason(rows, meeting):
    head = make_owner("Head of HR", "post")
    row = make_recommendation(make_plan(), reference="5", owners=[sue(), head])
    [first] = settle(meeting, [ask(row, sue(), "The Chair asked.")], **when())

    settle(meeting, [ask(row, head, seen=first.pk)], **when(13))

    assert chosen(meeting) == {"5": (True, "Head of HR", "The Chair asked.", False)}
    assert chosen(meeting, known_by=moment(hour=12)) == {
        "5": (True, "Sue Moorman", "The Chair asked.", False)
    }


def test_what_was_taken_off_can_be_asked_after_all_and_the_other_way_round(rows, meeting):
    [first] = settle(meeting, [off(rows[0])], **when())
    [second] = settle(meeting, [ask(rows[0], sue(), seen=first.pk)], **when(13))
    settle(meeting, [off(rows[0], "She is ill.", seen=second.pk)], **when(14))

    assert chosen(meeting) == {"1": (False, None, "She is ill.", False)}
    assert Candidate.objects.count() == 1


def test_all_that_are_proposed_are_asked_but_what_somebody_has_settled(rows, meeting):
    settle(meeting, [off(rows[0])], **when())

    asked = ask_proposed(meeting, before_the_list(meeting), **when(13))

    assert len(asked) == 2
    assert chosen(meeting) == {
        "1": (False, None, "It is on the agenda already.", False),
        "2": (True, "Sue Moorman", OVERDUE, True),
        "3": (True, "Sue Moorman", OVERDUE, True),
    }
    assert ask_proposed(meeting, before_the_list(meeting), **when(14)) == []


def test_each_removal_and_each_addition_needs_a_reason(rows, meeting):
    assert refused(meeting, off(rows[0], "  "), ask(rows[1]), ask(rows[3])) == {
        0: {"reason": "Say why nobody is asked about this"},
        2: {"reason": "Say why an officer is asked: the rules do not propose it"},
    }


def test_nobody_is_asked_about_what_is_elsewhere_done_or_not_monitored(rows, meeting):
    elsewhere = late(make_plan("Survey", "survey"), "9")
    make_update(rows[0], status=NewStatus("Complete", "complete"))
    monitor_all([rows[1]], False, reason="Merged.", **written(at=moment(hour=13)))

    assert refused(meeting, ask(elsewhere), ask(rows[0]), ask(rows[1], reason="All the same")) == {
        0: {
            "outcome": "This is in no plan that goes to this meeting, so nobody can be asked about "
            "it here. Prepare its paper first"
        },
        1: {"outcome": "This is done, so there is nothing to ask an officer about"},
        2: {
            "outcome": "This is not monitored any more, so there is nothing to ask an officer about"
        },
    }


def test_only_who_is_offered_is_asked(rows, meeting):
    assert refused(meeting, ask(rows[0], make_owner("Zoe Zimmer"))) == {
        0: {"owner": "Choose one of its owners, or somebody who holds their post today"}
    }


def test_the_second_of_two_clerks_is_told(rows, meeting):
    [first] = settle(meeting, [ask(rows[0], sue())], **when())

    assert refused(meeting, off(rows[0])) == {
        0: {
            "outcome": "Clem Clerk has chosen meanwhile: Asked to attend: Sue Moorman. Look at it, "
            "then choose again"
        }
    }
    assert refused(meeting, ask(rows[0], sue(), seen=first.pk)) == {
        0: {
            "outcome": "This is what the list says already. Choose somebody else, or say another "
            "reason"
        }
    }
    take_back_choice(first, reason="Wrong row", **when(13))
    assert refused(meeting, off(rows[0], seen=first.pk)) == {
        0: {"outcome": "What was chosen was taken back meanwhile. Look at it, then choose again"}
    }


def test_what_is_off_the_list_is_not_taken_off_again(rows, meeting):
    [first] = settle(meeting, [off(rows[0])], **when())

    assert refused(meeting, off(rows[0], seen=first.pk)) == {
        0: {"outcome": "It is off the list already"}
    }


def test_a_list_is_settled_until_the_day_of_the_meeting(rows, meeting):
    settle(meeting, [ask(rows[0])], **when(day=MEETING))

    with pytest.raises(ValidationError, match="This meeting was on 28 June 2016, so the list"):
        settle(meeting, [ask(rows[1])], **when(day=MEETING + timedelta(days=1)))

    assert list(chosen(meeting, MEETING)) == ["1"]


# Taking a choice back


def test_a_choice_is_taken_back_with_a_reason_and_what_was_before_holds_again(rows, meeting):
    [first] = settle(meeting, [ask(rows[0], sue())], **when())
    [second] = settle(meeting, [off(rows[0], seen=first.pk)], **when(13))

    void = take_back_choice(second, reason="It was another one.", **when(14))

    assert (void.corrects, void.void, void.reason) == (second, True, "It was another one.")
    assert (void.recorded_by.name, void.recorded_at) == ("Clem Clerk", moment(hour=14))
    assert chosen(meeting) == {"1": (True, "Sue Moorman", OVERDUE, True)}

    take_back_choice(first, reason="Nor that.", **when(15))
    assert chosen(meeting) == {}
    assert lines(meeting)["1"].is_open


@pytest.mark.parametrize("reason", ["", " \n"])
def test_without_a_reason_nothing_is_taken_back(rows, meeting, reason):
    [first] = settle(meeting, [ask(rows[0])], **when())

    with pytest.raises(ValidationError, match="Say why it is taken back"):
        take_back_choice(first, reason=reason, **when(13))

    assert list(chosen(meeting)) == ["1"]


def test_only_the_last_choice_is_taken_back_and_only_once_and_before_the_meeting(rows, meeting):
    [first] = settle(meeting, [ask(rows[0])], **when())
    [second] = settle(meeting, [off(rows[0], seen=first.pk)], **when(13))

    with pytest.raises(ValidationError, match="or chosen otherwise"):
        take_back_choice(first, reason="Wrong", **when(14))
    with pytest.raises(ValidationError, match="This meeting was on"):
        take_back_choice(second, reason="Wrong", **when(day=MEETING + timedelta(days=1)))
    take_back_choice(second, reason="Wrong", **when(14))
    with pytest.raises(ValidationError, match="taken this back"):
        take_back_choice(second, reason="Wrong", **when(15))

    assert Attendance.objects.count() == 3


def test_who_was_asked_as_proposed_and_is_proposed_no_longer_is_told(rows, meeting):
    settle(meeting, [ask(rows[0]), ask(rows[3], reason="The Chair asked.")], **when())
    autumn = {"reading": reading(), "paper_date": DAY, "reason": "Agreed."}
    revise(rows[0].deadlines.get(), "Autumn 17", **autumn, **written(at=moment(hour=13)))

    found = lines(meeting)

    assert [found[key].is_proposed_no_longer for key in "14"] == [True, False]
    assert found["1"].is_asked


def test_who_was_asked_before_a_committee_decided_is_asked_again_or_not(rows, meeting):
    [first, second] = settle(
        meeting, [ask(rows[0], sue()), ask(rows[3], reason="The Chair asked.")], **when()
    )
    later = DAY + timedelta(days=1)
    for row in (rows[0], rows[3]):
        decide(row, "noted", later)

    found = lines(meeting, later)
    assert [found[key].is_decided_since for key in "1234"] == [True, False, False, True]
    assert [found[key].is_to_attend for key in "14"] == [False, False]
    assert count_asked(meeting, on=later) == 0
    assert count_asked(meeting, on=DAY) == 2
    again = [ask(rows[0], sue(), seen=first.pk), ask(rows[3], seen=second.pk)]
    assert refused(meeting, *again, **when(day=later)) == {
        1: {"reason": "Say why an officer is asked: the rules do not propose it"}
    }

    settle(meeting, again[:1], **when(day=later))

    assert lines(meeting, later)["1"].is_to_attend
    assert count_asked(meeting, on=later) == 1


def test_what_the_meeting_itself_decided_leaves_its_list_as_it_is(rows, meeting):
    settle(meeting, [ask(rows[0], sue())], **when())

    decide(rows[0], "noted", MEETING)

    assert lines(meeting, MEETING)["1"].is_to_attend
    assert count_asked(meeting, on=MEETING) == 1


def test_only_what_is_still_to_be_done_counts_as_asked(rows, meeting, django_assert_num_queries):
    settle(meeting, [*map(ask, rows[:3]), off(rows[3])], **when())
    make_update(rows[0], status=NewStatus("Complete", "complete"))
    monitor_all([rows[1]], False, reason="Merged.", **written(at=moment(hour=13)))

    with django_assert_num_queries(1):
        assert count_asked(meeting, on=DAY) == 1


# The meeting


def test_what_was_chosen_stays_on_the_list_of_a_meeting_that_was_earlier_after_all(rows, meeting):
    settle(meeting, [ask(rows[0], sue())], **when(day=DAY + timedelta(days=7)))
    meeting.date = DAY + timedelta(days=3)
    meeting.save()

    assert lines(meeting, meeting.date)["1"].is_asked


def test_a_meeting_with_a_list_is_moved_but_not_cancelled(plan, meeting):
    row = late(plan, "1")
    draft = make_draft(plan, meeting)
    settle(meeting, [ask(row)], **when())
    draft.delete()

    with pytest.raises(ValidationError, match=LISTED):
        cancel_meeting(meeting, version=1, **when())
    later = MEETING + timedelta(days=7)
    edit_meeting(meeting, committee=meeting.committee, date=later, round=None, version=1, **when())

    assert [line.is_asked for line in lines(meeting).values()] == [True]
