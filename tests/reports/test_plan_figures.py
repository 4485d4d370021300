"""The figures of a plan: what is asked besides the states, on the day and by the moment."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from recommendations.as_at import state_as_at
from recommendations.progress import NewStatus, NewUpdate, record_updates
from recommendations.rounds import cancel_round, close_round, open_round_about
from reports.figures.keys import FigureKey
from reports.figures.values import Before
from reports.plan_figures import (
    departments_of,
    earlier_period,
    figures_of_plan,
    past_rounds,
    period_of,
)
from tests.factories import (
    DAY,
    make_deadline,
    make_department,
    make_issued,
    make_meeting,
    make_owner,
    make_owner_cell,
    make_plan,
    make_recommendation,
    make_recommendations,
    make_rich_recommendations,
    make_round,
    make_user,
    moment,
    written,
)

pytestmark = pytest.mark.django_db
MARCH, APRIL, JUNE = date(2016, 3, 31), date(2016, 4, 30), date(2016, 6, 30)
ALL = list(FigureKey)


def monitored(states):
    return [state for state in states if state.is_monitored]


def figures(plan, as_at=DAY, known_by=None, printed=ALL, before=None, **fields):
    rows = plan.recommendations.all()
    states = monitored(state_as_at(rows, as_at=as_at, known_by=known_by))
    if before is None and printed:
        when = {"as_at": as_at, "known_by": known_by}
        before = earlier_period(plan, rows, counted=monitored, **when)
    return figures_of_plan(
        plan,
        states,
        rows=rows,
        as_at=as_at,
        known_by=known_by,
        printed=printed,
        before=before,
        counted=monitored,
        **fields,
    )


def figure(found, key):
    return {one.key: one for one in found.figures}[key]


def due(by_when="March 2016", latest=MARCH, on=MARCH, **row):
    """A recommendation with a date, raised in March."""
    recommendation = make_recommendation(on=on, at=moment(on), **row)
    make_deadline(recommendation, by_when, earliest=latest, latest=latest, on=on, at=moment(on))
    return recommendation


def complete(recommendation, on, at=None):
    status = NewStatus("Complete", "complete")
    record_updates([NewUpdate(recommendation, "Done", status=status)], **written(on, at))


def closed_round(plan, label, day, **fields):
    """A round about a day, opened and closed on it."""
    round = make_round(
        plan, label=label, as_at=day, updates_due=day, on=day, at=moment(day, 9), **fields
    )
    close_round(round, **written(day, moment(day, 17)))
    return round


def points(found):
    return [(point.name, point.number.words) for point in found.trend.points]


def test_the_trend_goes_over_past_rounds_to_the_day_of_the_paper():
    first, second = due(reference="1"), due(reference="2")
    plan = first.plan
    closed_round(plan, "March 2016", MARCH)
    complete(first, date(2016, 4, 20))
    closed_round(plan, "April 2016", APRIL)
    complete(second, date(2016, 5, 20))

    assert points(figures(plan)) == [
        ("March 2016", "0% (0 of 2)"),
        ("April 2016", "50% (1 of 2)"),
        ("31 May 2016", "100% (2 of 2)"),
    ]


def test_a_round_with_a_paper_is_told_as_it_was_known_when_that_was_made():
    recommendation = due()
    plan = recommendation.plan
    round = closed_round(plan, "April 2016", APRIL)
    meeting = make_meeting(day=date(2016, 5, 10), round=round)
    issued_at = moment(date(2016, 5, 3))
    make_issued(plan, meeting, as_at=APRIL, issued_at=issued_at)
    complete(recommendation, date(2016, 4, 20), at=moment(date(2016, 5, 20)))

    [april, _] = figures(plan).trend.points

    assert (april.known_by, april.number.words) == (issued_at, "0% (0 of 1)")


def test_a_round_without_a_paper_is_told_as_known_by_who_asks():
    recommendation = due()
    plan = recommendation.plan
    closed_round(plan, "April 2016", APRIL)
    complete(recommendation, date(2016, 4, 20), at=moment(date(2016, 5, 20)))

    assert points(figures(plan))[0] == ("April 2016", "100% (1 of 1)")
    asked = figures(plan, known_by=moment(date(2016, 5, 10)))
    assert points(asked)[0] == ("April 2016", "0% (0 of 1)")


def test_the_last_eight_rounds_are_told():
    plan = due().plan
    for month in range(1, 11):
        closed_round(plan, f"Round {month}", date(2017, month, 28))

    labels = [past.label for past in past_rounds(plan, before=date(2018, 1, 1), known_by=None)]

    assert labels == [f"Round {month}" for month in range(3, 11)]


def test_rounds_cancelled_or_about_chosen_rows_or_later_are_not_told():
    recommendation = due()
    plan = recommendation.plan
    cancelled = make_round(plan, label="Cancelled", as_at=MARCH, on=MARCH, at=moment(MARCH, 9))
    cancel_round(cancelled, reason="A mistake", by=make_user(), at=moment(MARCH, 10))
    chosen = open_round_about(
        [recommendation],
        label="Chosen",
        as_at=APRIL,
        updates_due=APRIL,
        **written(APRIL, moment(APRIL)),
    )
    close_round(chosen, **written(APRIL, moment(APRIL, 17)))
    closed_round(plan, "May 2016", DAY)

    assert past_rounds(plan, before=DAY, known_by=None) == []


def test_a_round_that_was_opened_later_than_known_is_not_told():
    plan = due().plan
    closed_round(plan, "April 2016", APRIL)

    assert past_rounds(plan, before=DAY, known_by=moment(APRIL, 8)) == []


def test_of_two_rounds_about_a_day_the_last_is_told():
    plan = due().plan
    closed_round(plan, "April", APRIL)
    again = make_round(plan, label="April again", as_at=APRIL, on=APRIL, at=moment(APRIL, 18))
    close_round(again, **written(APRIL, moment(APRIL, 19)))

    assert [one.label for one in past_rounds(plan, before=DAY, known_by=None)] == ["April again"]


def test_the_earlier_period_is_the_last_round():
    late, moved_on = due(reference="1"), due("April 2016", APRIL, reference="2")
    closed_round(late.plan, "April 2016", APRIL)
    complete(late, DAY)

    found = figures(late.plan)

    assert (found.before_label, found.before_as_at) == ("April 2016", APRIL)
    overdue = figure(found, "overdue")
    assert (overdue.before.words, overdue.now.words) == ("1 of 2", "1 of 2")
    assert [(reason.words, reason.names) for reason in overdue.why] == [
        ("Now overdue (within its date before)", ("2",)),
        ("Now complete (overdue before)", ("1",)),
    ]
    assert figure(found, "carried_over").now.words == "0 of 1"
    assert overdue.now.rows == (str(moved_on.pk),)


def test_what_was_overdue_then_and_is_now_is_carried_over():
    late = due()
    closed_round(late.plan, "April 2016", APRIL)

    assert figure(figures(late.plan), "carried_over").now.rows == (str(late.pk),)


def test_without_an_earlier_round_there_is_no_earlier_period():
    found = figures(due().plan)

    assert (found.before_label, found.before_as_at) == ("", None)
    assert "carried_over" not in {one.key for one in found.figures}
    assert points(found) == [("31 May 2016", "0% (0 of 1)")]


def test_silence_is_of_rounds_to_the_day():
    silent, answered = due(reference="1"), due(reference="2")
    round = make_round(
        silent.plan, label="April", as_at=APRIL, updates_due=APRIL, on=APRIL, at=moment(APRIL, 9)
    )
    record_updates([NewUpdate(answered, "Begun", round=round)], **written(APRIL, moment(APRIL, 10)))
    close_round(round, **written(APRIL, moment(APRIL, 17)))

    now = figure(figures(silent.plan), "silent").now

    assert (now.rows, now.of) == ((str(silent.pk),), (str(silent.pk), str(answered.pk)))
    assert figure(figures(silent.plan, as_at=MARCH), "silent").now.words == "none asked"


def test_who_must_not_be_known_to_be_silent_is_not_counted_now_or_before():
    heard, unheard = due(reference="1"), due(reference="2")
    for label, day in (("March", MARCH), ("April", APRIL)):
        round = make_round(
            heard.plan, label=label, as_at=day, updates_due=day, on=day, at=moment(day, 9)
        )
        close_round(round, **written(day, moment(day, 17)))

    told = figure(figures(heard.plan, unheard={unheard.pk}), "silent")

    assert (told.now.rows, told.now.of) == ((str(heard.pk),), (str(heard.pk),))
    assert (told.before.rows, told.before.of) == ((str(heard.pk),), (str(heard.pk),))


def test_an_open_round_is_silence_for_papers_only():
    silent = due()
    make_round(silent.plan, as_at=DAY)

    assert figure(figures(silent.plan), "silent").now.count == 0
    assert figure(figures(silent.plan, with_open=True), "silent").now.count == 1


def test_silence_that_is_known_is_not_asked_again():
    silent = due()

    assert figure(figures(silent.plan, silent={silent.pk: 3}), "silent").now.count == 1


def test_departments_are_those_of_the_lead_owner():
    legal, finance = make_department("Legal"), make_department("Finance")
    post = make_owner("Head of Legal", "post", department=legal)
    merged = make_owner("Hd of Legal", "post", department=finance, is_active=False)
    merged.merged_into = post
    merged.save()
    nobody = make_owner("Sue Moorman")
    rows = make_recommendations(4)
    make_owner_cell(rows[0], merged, nobody)
    make_owner_cell(rows[1], nobody, post)
    make_owner_cell(rows[2], post)
    states = state_as_at(rows[0].plan.recommendations.all(), as_at=DAY, known_by=None)

    assert departments_of(states) == {rows[0].pk: "Legal", rows[2].pk: "Legal"}


def test_what_is_left_out_is_said():
    found = figures(due().plan, left_out="1 more is exempt.")

    assert found.note == "Only what is monitored is counted. 1 more is exempt."


def test_nothing_printed_is_still_counted_and_tells_no_rows():
    plan = due().plan
    closed_round(plan, "April 2016", APRIL)
    rows = plan.recommendations.all()
    before = earlier_period(plan, rows, as_at=DAY, known_by=None, counted=monitored)

    found = figures(plan, printed=[], before=before)

    assert figure(found, "implementation_rate").now.words == "0% (0 of 1)"
    assert all(one.now.rows == () and one.before is None for one in found.figures)
    assert (found.tables, found.trend, found.before_label) == ((), None, "")
    assert found.placeholders()["carried_over"] == "1 of 1"


def test_nothing_printed_with_silence_known_asks_nothing(django_assert_num_queries):
    plan = due().plan
    states = state_as_at(plan.recommendations.all(), as_at=DAY, known_by=None)

    with django_assert_num_queries(0):
        figures_of_plan(
            plan,
            states,
            rows=plan.recommendations.all(),
            as_at=DAY,
            known_by=None,
            printed=[],
            before=None,
            counted=monitored,
            silent={},
        )


def test_a_period_for_rows_knows_what_figures_know():
    late = due()
    closed_round(late.plan, "April 2016", APRIL)
    rows = late.plan.recommendations.all()
    states = state_as_at(rows, as_at=DAY, known_by=None)
    before = Before("April 2016", APRIL, None, tuple(state_as_at(rows, as_at=APRIL, known_by=None)))

    period = period_of(late.plan, rows, DAY, None, states, before)

    assert period.overdue_before == frozenset({late.pk})
    assert period.silent == {late.pk: 1}


def test_any_number_of_rows_takes_the_same_queries():
    few, many = make_plan("Few", "few"), make_plan("Many", "many")
    make_rich_recommendations(10, few)
    rows = make_recommendations(1_000, many)
    make_owner_cell(rows[0], make_owner("Head of Legal", "post", department=make_department()))
    for plan in (few, many):
        closed_round(plan, "May 2016", DAY)

    taken = []
    for plan in (few, many):
        with CaptureQueriesContext(connection) as queries:
            found = figures(plan, as_at=JUNE)
        taken.append(len(queries))
        assert len(found.tables) == 4
        assert len(found.trend.points) == 2

    # Twice the states; the past rounds and their papers, for the period before and for the trend;
    # silence twice; departments.
    assert taken == [6 + 6 + 2 + 2 + 2 + 1] * 2
