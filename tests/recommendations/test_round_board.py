from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from people.delegations import delegate
from people.merging import merge
from people.roles import Role
from people.tenures import appoint
from recommendations.drafts import keep_draft
from recommendations.models import Plan
from recommendations.plans import edit_plan
from recommendations.progress import record_nil_returns
from recommendations.round_board import (
    Chosen,
    OfferedPlan,
    Tally,
    Unanswerable,
    due_in_words,
    offered_plans,
    round_board,
    round_tallies,
    silent_owners,
    who_cannot_answer,
)
from recommendations.rounds import close_round
from recommendations.wordings import exempt_all, monitor_all
from tests.factories import (
    DAY,
    make_department,
    make_owner,
    make_owner_cell,
    make_plan,
    make_recommendation,
    make_recommendations,
    make_round,
    make_update,
    make_user,
    moment,
    written,
)

pytestmark = pytest.mark.django_db
LATER = DAY + timedelta(days=30)


@pytest.fixture
def lead():
    return make_user(role=Role.LEAD)


@pytest.fixture
def officer():
    return make_user("olive@example.gov.uk", "Olive Officer", role=Role.OFFICER)


def board_of(round, user, on=DAY):
    plans = Plan.objects.visible_to(user, on=on).filter(rounds=round)
    return round_board(round, list(plans), user, on=on, owned_on=on)


def update(row, round, at=None):
    return make_update(row, round=round, at=at or moment(hour=13))


def nil_return(row, round):
    return record_nil_returns([row], round, **written(at=moment(hour=13)))


def told(tallies):
    return {part.name: (t.updates, t.nil_returns, t.silent) for part, t in tallies}


def test_board_counts_updates_nil_returns_and_silence(lead):
    rows = make_recommendations(4)
    round = make_round(make_plan())
    update(rows[0], round)
    update(rows[1], round)
    nil_return(rows[2], round)

    tally = board_of(round, lead).tally

    assert tally == Tally(updates=2, nil_returns=1, silent=1)
    assert (tally.answered, tally.asked) == (3, 4)


def test_tables_count_by_plan_department_and_owner_the_most_silent_first(lead):
    hr, housing = make_department("Human Resources"), make_department("Housing")
    sue = make_owner("Sue Moorman", department=hr)
    graham = make_owner("Graham Lidell", department=housing)
    elt = make_owner("ELT", "group")
    review, survey = make_plan(), make_plan("Staff survey", "staff-survey")
    first = make_recommendation(review, owners=[sue, graham])
    make_recommendation(review, owners=[graham])
    make_recommendation(survey, owners=[elt])
    make_recommendation(survey, owners=[sue])
    make_recommendation(survey)
    round = make_round(review, survey)
    update(first, round)

    board = board_of(round, lead)

    assert told(board.by_plan()) == {
        "Staff survey": (0, 0, 3),
        "Organisational learning review": (1, 0, 1),
    }
    assert list(told(board.by_plan())) == ["Staff survey", "Organisational learning review"]
    assert list(told(board.by_department()).items()) == [
        ("Housing", (1, 0, 1)),
        ("Human Resources", (1, 0, 1)),
        ("No department", (0, 0, 2)),
    ]
    assert list(told(board.by_owner()).items()) == [
        ("ELT", (0, 0, 1)),
        ("Graham Lidell", (1, 0, 1)),
        ("Sue Moorman", (1, 0, 1)),
        ("Nobody is named", (0, 0, 1)),
    ]


def test_what_was_merged_counts_as_the_one_that_it_was_merged_into(lead):
    hr = make_department("Human Resources")
    sue = make_owner("Sue Moorman", department=hr)
    susan, other = make_owner("Susan Moorman"), make_owner("S. Moorman")
    for owners in ([sue], [susan], [other, sue, susan]):
        make_recommendation(owners=owners)
    for spelled in (susan, other):
        merge(spelled, sue, by=make_user(), at=moment())

    board = board_of(make_round(make_plan()), lead)

    assert told(board.by_owner()) == {"Sue Moorman": (0, 0, 3)}
    assert told(board.by_department()) == {"Human Resources": (0, 0, 3)}
    assert [(one.owner.name, one.count) for one in silent_owners(board)] == [("Sue Moorman", 3)]
    assert len(board.chosen(Chosen(owner=str(sue.pk)))) == 3


def test_one_with_two_owners_of_a_department_counts_there_once(lead):
    hr = make_department("Human Resources")
    make_recommendation(owners=[make_owner(name, department=hr) for name in ("Sue", "Mary")])

    board = board_of(make_round(make_plan()), lead)

    assert told(board.by_department()) == {"Human Resources": (0, 0, 1)}


def test_part_of_a_board_is_chosen(lead):
    hr = make_department("Human Resources")
    sue = make_owner("Sue Moorman", department=hr)
    plan = make_plan()
    mine, other, nobodys = [make_recommendation(plan, owners=o) for o in ([sue], [sue], [])]
    round = make_round(plan)
    nil_return(mine, round)
    board = board_of(round, lead)

    def chosen(**keys):
        return [row.asked.recommendation_id for row in board.chosen(Chosen(**keys))]

    assert chosen() == [mine.pk, other.pk, nobodys.pk]
    assert chosen(owner=str(sue.pk)) == [mine.pk, other.pk]
    assert chosen(department=str(hr.pk), answer="silent") == [other.pk]
    assert chosen(owner="none") == chosen(department="none") == [nobodys.pk]
    assert chosen(answer="nil_return", plan=str(plan.pk)) == [mine.pk]
    assert chosen(plan="999") == chosen(owner="Sue") == chosen(answer="never") == []


def test_what_somebody_may_not_see_is_not_counted(lead, officer):
    housing = make_department("Housing")
    keeper = make_owner("Chief Secret Keeper", department=housing)
    plan, kept = make_plan(), make_plan("Housing review", "housing", departments=[housing])
    make_recommendation(plan)
    exempt = make_recommendation(plan, owners=[keeper])
    exempt_all([exempt], "3", **written(at=moment(hour=13)))
    kept_row = make_recommendation(kept)
    round = make_round(plan, kept, at=moment(hour=14))
    for row in (exempt, kept_row):
        keep_draft(row, {"narrative": ["Secret"]}, by=officer, at=moment())

    boards = board_of(round, lead), board_of(round, officer)

    assert [board.tally.asked for board in boards] == [3, 1]
    assert [board.drafts for board in boards] == [2, 0]
    assert told(boards[1].by_plan()) == {"Organisational learning review": (0, 0, 1)}
    assert told(boards[1].by_owner()) == {"Nobody is named": (0, 0, 1)}


def test_what_comes_in_after_the_round_does_not_count(lead):
    rows = make_recommendations(2)
    round = make_round(make_plan())
    given = update(rows[0], round)
    close_round(round, **written(at=moment(hour=14)))
    make_update(rows[1], at=moment(hour=15))
    make_update(
        rows[0], "Corrected", corrects=given, reason="It was not so.", at=moment(hour=16)
    )  # fmt: skip

    board = board_of(round, lead)

    assert board.tally == Tally(updates=1, silent=1)


def test_owners_are_those_of_the_day_asked_about(lead):
    sue, mary = make_owner("Sue Moorman"), make_owner("Mary Brown")
    row = make_recommendation(owners=[sue])
    round = make_round(make_plan())
    make_owner_cell(row, mary, on=LATER)
    plans = list(round.plans.all())

    then = round_board(round, plans, lead, on=LATER, owned_on=DAY)
    now = round_board(round, plans, lead, on=LATER, owned_on=LATER)

    assert list(told(then.by_owner())) == ["Sue Moorman"]
    assert list(told(now.by_owner())) == ["Mary Brown"]


def test_tallies_of_several_rounds_agree_with_their_boards(lead, officer):
    rows = make_recommendations(3)
    first = make_round(make_plan())
    nil_return(rows[0], first)
    update(rows[0], first)
    nil_return(rows[1], first)
    close_round(first, **written(at=moment(hour=14)))
    survey = make_plan("Staff survey", "staff-survey")
    make_recommendation(survey)
    second = make_round(survey, make_plan(), label="June 2016", at=moment(hour=15))
    plans = list(Plan.objects.all())

    for user in (lead, officer):
        tallies = round_tallies([first, second], plans, user, on=DAY)

        assert tallies == {first.pk: Tally(1, 1, 1), second.pk: Tally(0, 0, 4)}
        assert tallies == {r.pk: board_of(r, user).tally for r in (first, second)}


def test_silent_owners_are_told_with_the_first_of_what_they_owe(lead):
    sue, mary = make_owner("Sue Moorman"), make_owner("Mary Brown")
    rows = make_recommendations(13)
    for row in rows[:12]:
        make_owner_cell(row, sue)
    make_owner_cell(rows[0], sue, mary, at=moment(hour=13))
    round = make_round(make_plan(), at=moment(hour=14))
    update(rows[11], round, at=moment(hour=15))

    most, other, nobody = silent_owners(board_of(round, lead))

    assert (most.owner.name, most.count, most.more) == ("Sue Moorman", 11, 1)
    assert most.first[:2] == (
        (rows[0].pk, "1", "Recommendation 1"),
        (rows[1].pk, "2", "Recommendation 2"),
    )
    assert (other.owner.name, other.count, other.more) == ("Mary Brown", 1, 0)
    assert (nobody.owner.name, nobody.count) == ("Nobody is named", 1)


def test_plans_are_offered_with_what_a_round_would_ask(lead):
    review = make_plan()
    make_recommendation(review, narrative="Done.", status=("Complete", "complete"))
    stopped = make_recommendation(review)
    monitor_all([stopped], False, reason="Shown once.", **written(at=moment(hour=13)))
    make_recommendations(2, review)
    survey = make_plan("Staff survey", "staff-survey")
    make_recommendation(survey)
    make_plan("Old review", "old-review", is_active=False)
    round = make_round(survey)

    assert offered_plans(lead, on=DAY) == [
        OfferedPlan(review, asks=2, all=4, round=None),
        OfferedPlan(survey, asks=1, all=1, round=round),
    ]


def test_who_cannot_answer_is_counted(lead):
    hr = make_department("Human Resources")
    sue = make_owner("Sue Moorman", user=make_user("sue@example.gov.uk", role=Role.OFFICER))
    is_gone = {"role": Role.OFFICER, "is_active": False}
    left = make_owner("Left", user=make_user("left@example.gov.uk", **is_gone))
    reads = make_owner("Reader", user=make_user("reader@example.gov.uk", role=Role.AUDITOR))
    post, vacant = make_owner("Head of HR", "post"), make_owner("Head of IT", "post")
    of_hr = make_owner("Payroll", "group", department=hr)
    appoint(post, [sue], **written())
    for owners in ([sue], [post], [left, sue], [vacant], [left], [reads], [of_hr], []):
        make_recommendation(owners=owners)
    round = make_round(make_plan())
    plans = list(round.plans.all())

    before = who_cannot_answer(round, plans, lead, on=DAY)
    delegate(hr, [sue], **written())
    after = who_cannot_answer(round, plans, lead, on=DAY)

    assert before == Unanswerable(name_nobody=1, without_account=4)
    assert after == Unanswerable(name_nobody=1, without_account=3)


def test_who_was_merged_can_answer_as_the_one_that_they_were_merged_into(lead, officer):
    olive = make_owner("Olive Officer", user=officer)
    spelled, post = make_owner("O. Officer"), make_owner("Head of HR", "post")
    spelled_post, payroll = make_owner("HR head", "post"), make_department("Payroll")
    appoint(post, [spelled], **written())
    delegate(payroll, [spelled], **written())
    clerk = make_owner("Payroll clerk", "post", department=payroll)
    nobody = make_owner("Nobody who signs in")
    for owner in (spelled, spelled_post, clerk, nobody):
        make_recommendation(owners=[owner])
    round = make_round(make_plan())
    merge(spelled, olive, by=make_user(), at=moment())
    merge(spelled_post, post, by=make_user(), at=moment())

    found = who_cannot_answer(round, list(round.plans.all()), lead, on=DAY)

    assert found == Unanswerable(name_nobody=0, without_account=1)


def test_drafts_of_who_may_no_longer_report_are_not_counted(lead, officer):
    row = make_recommendation()
    round = make_round(make_plan())
    left = make_user("left@example.gov.uk", role=Role.OFFICER, is_active=False)
    for user in (officer, left, make_user("victor@example.gov.uk", role=Role.VIEWER)):
        keep_draft(row, {}, by=user, at=moment())

    assert board_of(round, lead).drafts == 1


def test_what_is_taken_off_monitoring_is_no_longer_asked(lead):
    stopped, other = make_recommendations(2)
    round = make_round(make_plan())
    monitor_all([stopped], False, reason="Merged.", **written(at=moment(hour=13)))
    plans = list(round.plans.all())

    board = board_of(round, lead)

    assert [row.asked.recommendation_id for row in board.rows] == [other.pk]
    assert board.no_longer_asked == 1
    assert round_tallies([round], plans, lead, on=DAY) == {round.pk: Tally(silent=1)}
    monitor_all([stopped], True, reason="After all.", **written(at=moment(hour=14)))
    assert board_of(round, lead).tally.asked == 2


def test_what_was_taken_off_after_the_round_was_closed_was_asked(lead):
    before, after = make_recommendations(2)
    round = make_round(make_plan())
    monitor_all([before], False, reason="Merged.", **written(at=moment(hour=13)))
    close_round(round, **written(at=moment(hour=14)))
    monitor_all([before], True, reason="After all.", **written(LATER))
    monitor_all([after], False, reason="Merged.", **written(LATER))

    board = board_of(round, lead, on=LATER)

    assert [row.asked.recommendation_id for row in board.rows] == [after.pk]
    assert board.no_longer_asked == 1


def test_a_plan_out_of_use_is_no_longer_asked_unless_the_round_was_closed_by_then(lead):
    plan, survey = make_plan(), make_plan("Staff survey", "staff-survey")
    for its in (plan, survey):
        make_recommendation(its)
    closed = make_round(survey, at=moment(hour=13))
    close_round(closed, **written(at=moment(hour=14)))
    round = make_round(plan, at=moment(hour=13))
    for its in (plan, survey):
        edit_plan(its, is_active=False, version=1, by=lead, at=moment(hour=15))

    boards = board_of(closed, lead), board_of(round, lead)

    assert [(board.tally.asked, board.no_longer_asked) for board in boards] == [(1, 0), (0, 1)]
    edit_plan(survey, is_active=True, version=2, by=lead, at=moment(hour=16))
    assert board_of(closed, lead).tally.asked == 1


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (3, "due in 3 days"),
        (1, "due tomorrow"),
        (0, "due today"),
        (-1, "1 day late"),
        (-2, "2 days late"),
    ],
)
def test_due_in_words(days, words):
    on = date(2016, 5, 31)

    assert due_in_words(on + timedelta(days=days), on=on) == words


def test_board_takes_the_same_queries_for_any_number(lead):
    lead.has_perm("recommendations.read_plans")  # So that it is known.
    counts = []
    for number in (2, 30):
        plan = make_plan(f"Plan {number}", f"plan-{number}")
        owner = make_owner(f"Owner {number}", department=make_department(f"Team {number}"))
        rows = make_recommendations(number, plan)
        for row in rows:
            make_owner_cell(row, owner)
        round = make_round(plan)
        update(rows[0], round)
        nil_return(rows[1], round)
        with CaptureQueriesContext(connection) as queries:
            board = round_board(round, [plan], lead, on=DAY, owned_on=DAY)
        counts.append((len(board.rows), len(queries)))

    assert counts == [(2, 4), (30, 4)]
