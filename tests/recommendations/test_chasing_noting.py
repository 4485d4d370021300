"""What is noted down for whom, out of the facts as they stand on a day."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from people.dated_fact import take_back
from people.merging import merge
from people.tenures import appoint
from recommendations.chasing.ladder import Rung
from recommendations.chasing.noting import note_down
from recommendations.deadlines import NewTerm, revise_all
from recommendations.extensions import agree, refuse, undecide
from recommendations.further_actions import add_action
from recommendations.hand_overs import hand_over, undo_hand_over
from recommendations.models import Addressee, Deadline, Notice, Plan, StatusFact, Step
from recommendations.plans import edit_plan
from recommendations.progress import NewStatus
from recommendations.rounds import cancel_round, close_round
from recommendations.verification import refuse_completion, reopen
from recommendations.wordings import monitor_all
from tests.at_once import at_once, for_threads
from tests.factories import (
    DAY,
    chase,
    make_deadline,
    make_department,
    make_extension,
    make_owner,
    make_owner_cell,
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
DATE = date(2016, 8, 31)
LADDER = (
    Rung(Step.BEFORE, days=14),
    Rung(Step.ON_DATE),
    Rung(Step.OVERDUE, days=1),
    Rung(Step.HEAD_OF_SERVICE, days=30, silent_rounds=2, times_moved=2),
    Rung(Step.CHIEF_OFFICER, days=60),
    Rung(Step.INVITATION, days=90),
)
LATE = DATE + timedelta(days=2)
LONG_AFTER = DATE + timedelta(days=200)


@pytest.fixture
def sue():
    return make_owner("Sue Moorman", email="sue@example.gov.uk")


@pytest.fixture
def graham():
    return make_owner("Graham Lidell", email="graham@example.gov.uk")


@pytest.fixture
def row(sue):
    """Of a plan that is chased; Sue owns it, and its date is the last of August."""
    return make_row(sue)


def make_row(*owners, latest=DATE, on=DAY):
    row = make_recommendation(owners=owners, on=on)
    due(row, latest, on=on)
    chase(row.plan, *LADDER)
    return row


def due(row, latest, text="By the end of the month", **written_down):
    return make_deadline(row, text, latest=latest, earliest=latest, **written_down)


def move(row, latest, *, on):
    """Its only deadline, to another day."""
    new = reading(latest=latest, earliest=latest)
    revise_all([NewTerm(row.deadlines.get(), f"{latest}", new, DAY)], **written(on))


def run(on):
    """What a run of the day gives, and whom it tells."""
    at = moment(on, 23)
    return told(Notice.objects.filter(pk__in=[one.pk for one in note_down(on=on, at=at)]))


def told(notices):
    notices = notices.prefetch_related("addressees__recipient")
    return [(one.kind, [str(a) for a in one.addressees.all()]) for one in notices]


def run_every_day(first, last):
    return [one for n in range((last - first).days + 1) for one in run(first + timedelta(days=n))]


def end_round(round, on):
    close_round(round, **written(on))


# Steps


def test_a_step_is_noted_once_with_who_is_told(row, sue):
    [given] = run(DATE)

    notice = Notice.objects.get()
    addressee = notice.addressees.get()
    assert given == ("on_date", ["Sue Moorman"])
    assert (notice.recommendation, notice.about, notice.falls_on) == (row, DATE, DATE)
    assert (notice.day, notice.noted_at) == (DATE, moment(DATE, 23))
    assert (addressee.recipient, addressee.named, addressee.digest) == (sue, sue, None)
    assert (addressee.capacity, addressee.address) == ("owner", "sue@example.gov.uk")
    assert run(DATE) == []


def test_nobody_is_told_in_a_plan_that_is_not_chased_yet(row):
    chase(row.plan, *LADDER, chased_from=date(2016, 9, 1))
    assert run(DATE) == []

    plan = Plan.objects.get()
    edit_plan(plan, by=make_user(), at=moment(), version=plan.version, chased_from=None)

    assert run(LATE) == []


def test_nobody_is_told_in_a_plan_out_of_use(row):
    row.plan.refresh_from_db()
    edit_plan(row.plan, by=make_user(), at=moment(), version=row.plan.version, is_active=False)

    assert run(LATE) == []


def test_nobody_is_told_of_what_is_done_or_no_longer_monitored(row, sue):
    make_update(row, status=NewStatus("Complete", "complete"))
    monitor_all([make_row(sue)], False, reason="Closed", **written())

    assert run(LATE) == []


def test_what_is_opened_again_goes_on_with_what_was_not_given(row):
    run(LATE)
    done = LATE + timedelta(days=1)
    make_update(row, on=done, status=NewStatus("Complete", "complete"))
    assert run(DATE + timedelta(days=40)) == []

    again = DATE + timedelta(days=41)
    word = row.plan.status_words.get(meaning="on_track")
    reopen(row, word=word, reason="It lapsed", **written(again, by=make_user("audrey@a.example")))

    given = run(again)
    assert [kind for kind, _ in given] == ["head_of_service", "completion_refused"]


def reopened(row):
    make_update(row, on=date(2016, 8, 1), status=NewStatus("Complete", "complete"))
    word = row.plan.status_words.get(meaning="on_track")
    by = make_user("audrey@example.gov.uk")
    reopen(row, word=word, reason="It lapsed", **written(LONG_AFTER, by=by))


def taken_back(row):
    """What was said to be complete never should have been."""
    make_update(row, on=date(2016, 8, 1), status=NewStatus("Complete", "complete"))
    [slip] = StatusFact.objects.filter(meaning="complete")
    take_back(slip, by=make_user(), at=moment(LONG_AFTER), reason="Of another one")


def monitored_again(row):
    monitor_all([row], False, reason="Closed", **written(date(2016, 8, 1)))
    monitor_all([row], True, reason="Again", **written(LONG_AFTER))


def in_use_again(row):
    for is_active, day in ((False, date(2016, 8, 1)), (True, LONG_AFTER)):
        plan = Plan.objects.get()
        at = moment(day)
        edit_plan(plan, by=make_user(), at=at, version=plan.version, is_active=is_active)


@pytest.mark.parametrize("again", [reopened, taken_back, monitored_again, in_use_again])
def test_what_comes_back_long_after_its_date_is_told_at_its_height_only(row, again):
    again(row)

    given = run(LONG_AFTER)

    assert [kind for kind, _ in given if kind in Step.values] == ["chief_officer"]
    assert run(LONG_AFTER + timedelta(days=1)) == []


def test_a_run_of_a_day_before_it_came_back_knows_nothing_of_that(row):
    make_update(row, on=LATE, status=NewStatus("Complete", "complete"))
    word = row.plan.status_words.get(meaning="on_track")
    by = make_user("audrey@example.gov.uk")
    reopen(row, word=word, reason="It lapsed", **written(LONG_AFTER, by=by))

    note_down(on=DATE - timedelta(days=20), at=moment(LONG_AFTER, 23))
    note_down(on=DATE, at=moment(LONG_AFTER, 23))

    assert Notice.objects.get().kind == "on_date"


def test_what_is_written_down_long_after_its_date_is_told_at_its_height_only(sue):
    row = make_recommendation(owners=[sue], on=DAY, at=moment(LONG_AFTER))
    due(row, DATE, on=DAY, at=moment(LONG_AFTER))
    chase(row.plan, *LADDER)

    assert [kind for kind, _ in run(LONG_AFTER)] == ["chief_officer"]
    assert Notice.objects.get().falls_on == DATE + timedelta(days=60)


def test_a_plan_back_in_use_reminds_from_that_day_unless_from_a_later_one(row):
    later = LONG_AFTER + timedelta(days=9)
    chase(row.plan, *LADDER, chased_from=later)
    in_use_again(row)
    assert Plan.objects.get().chased_from == later

    chase(row.plan, *LADDER)
    in_use_again(row)
    assert Plan.objects.get().chased_from == LONG_AFTER


def test_a_date_moved_later_is_reminded_of_anew_and_ages_from_the_original(row):
    run(DATE - timedelta(days=10))
    move(row, date(2016, 10, 31), on=DATE - timedelta(days=5))

    days = run_every_day(DATE, date(2016, 11, 2))

    assert [kind for kind, _ in days] == [
        "before",
        "on_date",
        "overdue",
        "head_of_service",
        "chief_officer",
    ]
    assert Notice.objects.get(kind="overdue").occasion == "2016-08-31"


def test_of_several_deadlines_the_next_one_counts(row):
    due(row, date(2016, 12, 31))
    due(row, date(2016, 7, 31))

    run(date(2016, 7, 31))

    assert Notice.objects.get().about == date(2016, 7, 31)


def test_whoever_does_the_action_that_is_due_is_told_besides(row, graham):
    action = add_action(row, "Tell staff", owner=graham, **written(at=moment(hour=13)))
    due(row, date(2016, 7, 31), action=action)

    given = run(date(2016, 7, 31))

    assert ("on_date", ["Sue Moorman", "Graham Lidell"]) in given


def test_what_only_begins_is_not_late(sue):
    row = make_recommendation(owners=[sue])
    begins = {"earliest": date(2012, 10, 1), "latest": None, "open_ended": True}
    make_deadline(row, "From October 2012", **begins)
    chase(row.plan, *LADDER)

    assert run(date(2020, 1, 1)) == []


def test_what_has_no_date_climbs_once_two_rounds_are_closed_without_an_answer(sue, graham):
    sue.department = make_department("Housing", head=graham)
    sue.save()
    row = make_recommendation(owners=[sue])
    chase(row.plan, *LADDER, chased_from=date(2016, 6, 5))
    for month in (6, 7):
        round = make_round(row.plan, label=f"{month}", on=date(2016, month, 1))
        run(date(2016, month, 20))
        end_round(round, date(2016, month, 21))

    assert run(date(2016, 7, 20)) == []
    assert run(date(2016, 7, 22)) == [("head_of_service", ["Graham Lidell"])]
    assert Notice.objects.get(kind="head_of_service").falls_on == date(2016, 7, 21)
    assert run(date(2016, 7, 23)) == []


def test_what_was_moved_too_often_climbs(row, sue, graham):
    sue.department = make_department("Housing", head=graham)
    sue.save()
    for month in (10, 11):
        move(row, date(2016, month, 30), on=date(2016, month - 4, 1))

    assert run(date(2016, 6, 30)) == []
    assert run(date(2016, 7, 2)) == [("head_of_service", ["Graham Lidell", "Sue Moorman"])]


# Who is told


def test_who_takes_over_is_told_that_and_what_comes_after(row, sue, graham):
    run(DATE - timedelta(days=14))
    cell = row.ownercells.get()
    day = DATE - timedelta(days=7)
    hand_over(sue, graham, cells={cell.pk: "Graham"}, reason="Leaves", **written(day))

    days = run_every_day(day, LATE)

    assert days == [
        ("handed_over", ["Graham Lidell"]),
        ("on_date", ["Graham Lidell"]),
        ("overdue", ["Graham Lidell"]),
    ]


def test_a_post_is_told_through_whoever_holds_it_then(sue, graham):
    post = make_owner("Head of HR", "post")
    appoint(post, [sue], **written())
    make_row(post)
    assert run(DATE) == [("on_date", ["Sue Moorman"])]
    appoint(post, [graham], **written(DATE + timedelta(days=1)))

    assert run(LATE) == [("overdue", ["Graham Lidell"])]


def test_a_cell_that_names_nobody_on_record_is_noted_for_nobody(row):
    make_owner_cell(row, text="Heads of Service", at=moment(hour=13))

    assert run(DATE) == [("on_date", ["nobody"])]
    assert Addressee.objects.get().address == ""


def test_the_owner_hears_of_it_too_when_a_plan_is_chased_so_late_that_the_head_is_told(row, sue):
    sue.department = make_department("Housing", head=make_owner("Head", email="h@example.gov.uk"))
    sue.save()
    late = DATE + timedelta(days=35)
    chase(row.plan, *LADDER, chased_from=late)

    assert run(late) == [("head_of_service", ["Head", "Sue Moorman"])]
    assert run_every_day(late, DATE + timedelta(days=61)) == [
        ("chief_officer", ["Head"]),
    ]


def test_who_is_named_later_does_not_hear_of_it_first_from_above(row, sue, graham):
    head = make_owner("Head", email="h@example.gov.uk")
    sue.department = graham.department = make_department("Housing", head=head)
    sue.save()
    graham.save()
    assert run(LATE) == [("overdue", ["Sue Moorman"])]
    make_owner_cell(row, sue, graham, on=LATE, at=moment(LATE))

    assert run(DATE + timedelta(days=30)) == [("head_of_service", ["Head", "Graham Lidell"])]
    assert run(DATE + timedelta(days=60)) == [("chief_officer", ["Head"])]


def test_who_was_told_under_another_spelling_is_not_told_again(row, sue):
    sue.department = make_department("Housing", head=make_owner("Head", email="h@example.gov.uk"))
    sue.save()
    run(LATE)
    susan = make_owner("Susan Moorman", email="sue@example.gov.uk", department=sue.department)
    merge(sue, susan, by=make_user(), at=moment(LATE))

    assert run(DATE + timedelta(days=30)) == [("head_of_service", ["Head"])]


def test_the_invitation_is_for_the_owners(row):
    run(DATE + timedelta(days=89))

    assert run(DATE + timedelta(days=90)) == [("invitation", ["Sue Moorman"])]


# Events


def test_a_round_that_opens_is_told_for_each_row_that_it_waits_for(row, sue):
    other = make_row(sue)
    round = make_round(row.plan, on=DAY, at=moment(hour=13))
    make_update(other, round=round, at=moment(hour=14))

    assert run(DAY) == [("round_opened", ["Sue Moorman"])]
    assert Notice.objects.get().recommendation == row
    assert Notice.objects.get().occasion == f"round:{round.pk}"
    assert run(DAY) == []


def test_a_round_that_was_cancelled_or_is_closed_is_not_told(row):
    round = make_round(row.plan, at=moment(hour=13))
    cancel_round(round, by=make_user(), at=moment(hour=14), reason="Too soon")
    other = make_round(row.plan, label="Other", at=moment(hour=15))
    close_round(other, **written(at=moment(hour=16)))

    assert run(DAY) == []


def test_who_opened_the_round_need_not_be_told(row, sue):
    sue.user = make_user()
    sue.save()
    make_round(row.plan, at=moment(hour=13))

    assert run(DAY) == [("round_opened", [])]
    assert run(DAY) == []


def test_a_round_that_is_open_when_reminders_begin_is_told_on_their_first_day(row):
    make_round(row.plan, at=moment(hour=13))
    begin = DAY + timedelta(days=3)
    chase(row.plan, *LADDER, chased_from=begin)

    assert run_every_day(DAY, begin - timedelta(days=1)) == []
    assert run(begin) == [("round_opened", ["Sue Moorman"])]
    assert Notice.objects.get().falls_on == begin
    assert run_every_day(begin, begin + timedelta(days=3)) == []


def test_a_round_that_is_answered_when_reminders_begin_is_not_told(row):
    round = make_round(row.plan, at=moment(hour=13))
    make_update(row, round=round, at=moment(hour=14))
    chase(row.plan, *LADDER, chased_from=DAY + timedelta(days=1))

    assert run(DAY + timedelta(days=1)) == []


def test_what_else_happened_before_the_plan_was_chased_is_never_told(row):
    asked = make_extension(Deadline.objects.get(), "October 2016", at=moment(hour=13))
    agree(asked, reason="So be it", **written())
    chase(row.plan, *LADDER, chased_from=DAY + timedelta(days=1))

    assert run(DAY + timedelta(days=1)) == []


@pytest.mark.parametrize("decide", [agree, refuse])
def test_an_extension_decided_is_told_once(row, decide):
    asked = make_extension(Deadline.objects.get(), "October 2016", at=moment(hour=13))
    assert run(DAY) == []

    decide(asked, reason="So be it", **written(DAY + timedelta(days=1)))

    assert run(DAY + timedelta(days=2)) == [("extension_decided", ["Sue Moorman"])]
    assert Notice.objects.get().falls_on == DAY + timedelta(days=1)
    assert run(DAY + timedelta(days=3)) == []


def test_an_extension_whose_decision_was_taken_back_is_not_told(row):
    asked = make_extension(Deadline.objects.get(), "October 2016", at=moment(hour=13))
    decided = refuse(asked, reason="No", **written(at=moment(hour=14)))
    undecide(decided, by=make_user(), at=moment(hour=15), reason="A slip")

    assert run(DAY) == []


def test_who_decided_or_asked_in_whose_name_need_not_be_told(row, sue, graham):
    make_owner_cell(row, sue, graham, at=moment(hour=12, minute=30))
    plan = Plan.objects.get()
    edit_plan(plan, by=make_user(), at=moment(), version=plan.version, revision="at_once")
    make_extension(Deadline.objects.get(), "October 2016", at=moment(hour=13), behalf=sue)

    assert run(DAY) == [("extension_decided", ["Graham Lidell"])]


@pytest.mark.parametrize("how", ["refused", "opened again"])
def test_completion_that_an_auditor_refuses_or_opens_again_is_told(row, how):
    make_update(row, at=moment(hour=13), status=NewStatus("Complete", "complete"))
    word = row.plan.status_words.get(meaning="on_track")
    by_audrey = written(at=moment(hour=14), by=make_user("audrey@example.gov.uk"))
    if how == "refused":
        refuse_completion(row, word=word, method="Seen", note="Not so", **by_audrey)
    else:
        reopen(row, word=word, reason="It lapsed", **by_audrey)

    assert run(DAY) == [("completion_refused", ["Sue Moorman"])]
    assert run(DAY) == []


def test_a_hand_over_to_come_is_told_on_its_day_and_one_undone_never(row, sue, graham):
    cell = row.ownercells.get()
    day = DAY + timedelta(days=10)
    made = hand_over(
        sue, graham, cells={cell.pk: "Graham"}, reason="Leaves", **written(day, moment(hour=13))
    )
    assert run(DAY + timedelta(days=9)) == []

    undo_hand_over(made, by=make_user(), on=DAY, at=moment(DAY + timedelta(days=9)), reason="Stays")

    assert run(day) == []


def test_who_handed_over_to_themselves_need_not_be_told(row, sue, graham):
    graham.user = make_user()
    graham.save()
    cell = row.ownercells.get()
    hand_over(sue, graham, cells={cell.pk: "G"}, reason="Leaves", **written(at=moment(hour=13)))

    assert run(DAY) == [("handed_over", [])]


def test_what_happened_to_what_is_done_by_now_is_never_told(row):
    asked = make_extension(Deadline.objects.get(), "October 2016", at=moment(hour=13))
    agree(asked, **written(at=moment(hour=14)))
    make_update(row, at=moment(hour=15), status=NewStatus("Complete", "complete"))

    assert run(DAY) == [("extension_decided", [])]


# The whole run


def test_what_is_written_down_later_is_not_known_yet(row):
    make_update(row, on=DATE, at=moment(LATE), status=NewStatus("Complete", "complete"))

    assert run(DATE) == [("on_date", ["Sue Moorman"])]
    assert run(LATE) == []


def test_the_database_refuses_a_notice_that_is_given_already(row):
    run(DATE)
    notice = Notice.objects.get()
    notice.pk = None

    with pytest.raises(IntegrityError), transaction.atomic():
        notice.save(force_insert=True)


def test_the_number_of_queries_does_not_grow_with_the_rows(row, sue, graham):
    plans = [row.plan, make_plan("Another", "another"), make_plan("A third", "third")]
    head = make_owner("Head of Housing", "post")
    appoint(head, [graham], **written())
    sue.department = make_department("Housing", head=head)
    sue.save()

    def queries(on):
        with CaptureQueriesContext(connection) as sent:
            given = note_down(on=on, at=moment(on, 23))
        return len(given), len(sent)

    counts = []
    for number, plan in enumerate(plans):
        chase(plan, *LADDER)
        for made in make_recommendations(2 + 20 * number, plan):
            make_owner_cell(made, sue)
            due(made, DATE)
        make_round(plan, label=plan.title, at=moment(hour=14))
        counts.append(queries(DATE + timedelta(days=number)))

    assert [given for given, _ in counts] == [6, 47, 84]
    assert [number for _, number in counts[1:]] == [counts[1][1]] * 2
    assert counts[1][1] <= 29


@pytest.mark.django_db(transaction=True)
def test_of_two_runs_at_once_one_gives_what_is_due(row, tmp_path):
    def one_run():
        return len(note_down(on=DATE, at=moment(DATE, 23)))

    with for_threads(tmp_path):
        given = at_once(one_run, one_run)
        [addressees] = at_once(Addressee.objects.count)

    assert sorted(given) == [0, 1]
    assert addressees == 1
