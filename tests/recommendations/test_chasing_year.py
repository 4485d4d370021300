"""A year of days over each of the sample plans, with days missed and days run twice: each step of
each ladder is given exactly once, by counting.
"""

from collections import Counter
from datetime import date, timedelta

import pytest

from people.models import Owner
from recommendations.as_at import state_as_at
from recommendations.chasing.noting import note_down
from recommendations.deadlines import NewTerm, revise_all
from recommendations.hand_overs import hand_over
from recommendations.models import Notice
from recommendations.progress import NewStatus
from recommendations.rounds import close_round
from tests.factories import chase, make_round, make_update, moment, reading, written
from tests.reports.documents import ACTION_PLAN, LEARNING_REVIEW

pytestmark = pytest.mark.django_db
BEGIN = {LEARNING_REVIEW: date(2016, 6, 1), ACTION_PLAN: date(2012, 11, 27)}
YEAR = timedelta(days=400)
# Of the usual ladder: so many days from the date.
USUAL = {
    "before": -14,
    "on_date": 0,
    "overdue": 7,
    "head_of_service": 31,
    "chief_officer": 91,
    "invitation": 181,
}


def days_of(begin):
    return [begin + timedelta(days=number) for number in range(YEAR.days)]


def on_working_days(day):
    """Nor in the first three days of a month."""
    return day.weekday() < 5 and day.day > 3


def twice_a_week(day):
    return day.weekday() in (0, 3)


def run_the_year(begin, is_run=on_working_days, happens=None):
    """Every day in its order; what happens on a day does so before its run."""
    happens = happens or {}
    for day in days_of(begin):
        if day in happens:
            happens[day](day)
        if is_run(day):
            note_down(on=day, at=moment(day, 22))
        if day.day % 10 == 0 and is_run(day):
            assert note_down(on=day, at=moment(day, 23)) == []


def found_on(day, is_run):
    """The run that finds what falls due on a day."""
    while not is_run(day):
        day += timedelta(days=1)
    return day


def expected(row, begin, original, is_run):
    """What a row whose date never moves is told, in plain counting."""
    if original is None:
        return []
    fell = [(step, original + timedelta(days=days)) for step, days in USUAL.items()]
    before = [one for one in fell if one[1] < begin]
    late = [one for one in fell if one[1] >= begin]
    at_once = [(before[-1][0], found_on(begin, is_run))] if before and original < begin else []
    if before and original >= begin:
        at_once = [("before", found_on(begin, is_run))]
    given = [(step, found_on(day, is_run)) for step, day in late]
    end = begin + YEAR
    return [(row, step, day) for step, day in (*at_once, *given) if day < end]


def given(*kinds):
    rows = Notice.objects.filter(kind__in=kinds or USUAL)
    return list(rows.values_list("recommendation__reference", "kind", "day"))


def dates(plan, day):
    """The next date of each row that is not done, by reference: none has two that differ."""
    states = state_as_at(plan.recommendations.all(), as_at=day, known_by=None)
    return {s.reference: s.next_latest for s in states if not s.is_complete}


def row_of(plan, reference):
    return plan.recommendations.get(reference=reference)


@pytest.mark.parametrize(
    ("slug", "is_run"), [(LEARNING_REVIEW, on_working_days), (ACTION_PLAN, twice_a_week)]
)
def test_each_step_of_the_ladder_is_given_exactly_once(papers, slug, is_run):
    plan = next(paper for paper in papers if paper.slug == slug)
    chase(plan, chased_from=BEGIN[slug])
    by_reference = dates(plan, BEGIN[slug])

    run_the_year(BEGIN[slug], is_run)

    rows = by_reference.items()
    wanted = [one for row, day in rows for one in expected(row, BEGIN[slug], day, is_run)]
    assert sorted(given()) == sorted(wanted)
    assert len(wanted) > 20
    assert max(Counter((row, step) for row, step, _ in given()).values()) == 1


def test_what_is_moved_done_handed_over_or_silent_is_told_as_it_then_stands(papers):
    """Of the learning review: 4 is due in October 2016, 5, 6 and 7 in March 2017, 3 is ongoing."""
    plan = next(paper for paper in papers if paper.slug == LEARNING_REVIEW)
    chase(plan, chased_from=BEGIN[LEARNING_REVIEW])
    sue, graham = (Owner.objects.get(name=name) for name in ("Sue Moorman", "Graham Lidell"))
    assert {k: dates(plan, date(2016, 6, 1))[k] for k in ("3", "4", "5", "6", "7")} == {
        "3": None,
        "4": date(2016, 10, 31),
        "5": date(2017, 3, 31),
        "6": date(2017, 3, 31),
        "7": date(2017, 3, 31),
    }

    def move(day):
        deadline = row_of(plan, "4").deadlines.get()
        new = reading(latest=date(2017, 1, 31), earliest=date(2017, 1, 1))
        revise_all([NewTerm(deadline, "January 2017", new, day)], **written(day))

    def complete(day):
        make_update(row_of(plan, "5"), on=day, status=NewStatus("Complete", "complete"))

    def give_to_graham(day):
        cell = row_of(plan, "6").ownercells.get()
        hand_over(sue, graham, cells={cell.pk: "Graham"}, reason="Leaves", **written(day))

    rounds = []

    def open_round(day):
        rounds.append(make_round(plan, label=f"{day}", as_at=day, updates_due=day, on=day))

    def close(day):
        for reference in ("4", "6", "7"):
            row = row_of(plan, reference)
            make_update(row, round=rounds[-1], on=day, at=moment(day, 9))
        close_round(rounds[-1], **written(day))

    run_the_year(
        BEGIN[LEARNING_REVIEW],
        happens={
            date(2016, 7, 5): open_round,
            date(2016, 7, 26): close,
            date(2016, 10, 20): move,
            date(2017, 1, 10): open_round,
            date(2017, 1, 24): close,
            date(2017, 3, 22): give_to_graham,
            date(2017, 4, 4): complete,
        },
    )

    def told(reference):
        rows = Notice.objects.filter(recommendation=row_of(plan, reference)).order_by("day", "pk")
        return [(one.kind, one.day) for one in rows]

    first, second = ("round_opened", date(2016, 7, 5)), ("round_opened", date(2017, 1, 10))
    # Nobody answers for what is ongoing: after two rounds the head of service is told.
    assert told("3") == [first, second, ("head_of_service", date(2017, 1, 24))]
    # Its reminder was given for October; moved, it has another, and ages from October.
    assert told("4") == [
        first,
        ("before", date(2016, 10, 17)),
        second,
        ("before", date(2017, 1, 17)),
        ("on_date", date(2017, 1, 31)),
        ("overdue", date(2017, 2, 6)),
        ("head_of_service", date(2017, 2, 6)),
        ("chief_officer", date(2017, 2, 6)),
        ("invitation", date(2017, 5, 4)),
    ]
    # Nobody answers for it in two rounds, and then it is done.
    assert told("5") == [
        first,
        second,
        ("head_of_service", date(2017, 1, 24)),
        ("before", date(2017, 3, 17)),
        ("on_date", date(2017, 3, 31)),
    ]
    handed = Notice.objects.get(kind="handed_over")
    assert (handed.recommendation.reference, handed.day) == ("6", date(2017, 3, 22))
    whom = Notice.objects.filter(recommendation=handed.recommendation).order_by("day", "pk")
    assert [(one.kind, str(one.addressees.get().recipient)) for one in whom] == [
        ("round_opened", "Sue Moorman"),
        ("round_opened", "Sue Moorman"),
        ("before", "Sue Moorman"),
        ("handed_over", "Graham Lidell"),
        ("on_date", "Graham Lidell"),
        ("overdue", "Graham Lidell"),
        ("head_of_service", "None"),
        ("chief_officer", "None"),
    ]
