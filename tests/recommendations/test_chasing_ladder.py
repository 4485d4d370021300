"""Which steps are due on a day; nothing here asks a database."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from recommendations.chasing.ladder import Given, Rung, SilentRound, Standing, steps_due
from recommendations.models import Step

DATE = date(2016, 5, 31)
LONG_AGO = date(2015, 1, 1)
LADDER = [
    Rung(Step.BEFORE, days=14),
    Rung(Step.BEFORE, days=3),
    Rung(Step.ON_DATE),
    Rung(Step.OVERDUE, days=1),
    Rung(Step.HEAD_OF_SERVICE, days=30, silent_rounds=2, times_moved=2),
    Rung(Step.CHIEF_OFFICER, days=60, silent_rounds=3, times_moved=3),
    Rung(Step.INVITATION, days=90),
]
DUE_IN_MAY = Standing(next_date=DATE, since=LONG_AGO, original=DATE)
BEFORE, ON_DATE, OVERDUE = ["before"], ["on_date"], ["overdue"]
HEAD, CHIEF, INVITATION = ["head_of_service"], ["chief_officer"], ["invitation"]


def due(standing, on, given=(), ladder=LADDER, chased_from=LONG_AGO):
    return steps_due(ladder, standing, given, on=on, chased_from=chased_from)


def kinds(reached):
    return [one.step.value for one in reached]


def as_given(reached, day):
    return [Given(one.step, one.occasion, one.falls_on, day) for one in reached]


class Run:
    """Run after run, each knowing what the runs before it have given."""

    def __init__(self, standing=DUE_IN_MAY, ladder=LADDER, chased_from=LONG_AGO):
        self.standing, self.ladder, self.chased_from = standing, ladder, chased_from
        self.given = []

    def on(self, day):
        reached = due(self.standing, day, self.given, self.ladder, self.chased_from)
        self.given += as_given(reached, day)
        return kinds(reached)

    def to(self, last, first=DATE - timedelta(days=30)):
        """Every day; what was given, with its day after (or before) the date."""
        days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
        return [((day - DATE).days, step) for day in days for step in self.on(day)]


def test_each_step_is_given_once_on_its_day():
    given = Run().to(DATE + timedelta(days=400))

    assert given == [
        (-14, "before"),
        (-3, "before"),
        (0, "on_date"),
        (1, "overdue"),
        (30, "head_of_service"),
        (60, "chief_officer"),
        (90, "invitation"),
    ]


def test_a_step_says_what_it_is_about_and_when_it_fell_due():
    [reminder] = due(DUE_IN_MAY, date(2016, 5, 20))
    overdue, head = due(DUE_IN_MAY, date(2016, 7, 4))

    assert (reminder.occasion, reminder.about) == ("2016-05-31:14", DATE)
    assert reminder.falls_on == date(2016, 5, 17)
    assert (overdue.occasion, overdue.falls_on) == ("2016-05-31", date(2016, 6, 1))
    assert (head.occasion, head.falls_on) == ("2016-05-31", date(2016, 6, 30))


@pytest.mark.parametrize(
    ("missed_until", "steps"),
    [
        (date(2016, 5, 20), BEFORE),
        (date(2016, 5, 30), BEFORE),
        (date(2016, 5, 31), ON_DATE),
        (date(2016, 6, 3), OVERDUE),
        (date(2016, 7, 5), OVERDUE + HEAD),
        (date(2016, 12, 31), OVERDUE + HEAD + CHIEF + INVITATION),
    ],
    ids=str,
)
def test_what_was_missed_is_given_late_once(missed_until, steps):
    run = Run()

    assert run.on(missed_until) == steps
    assert run.on(missed_until) == []


def test_a_date_that_is_missed_without_an_overdue_notice_is_told_late():
    run = Run(ladder=[Rung(Step.BEFORE, days=14), Rung(Step.ON_DATE), Rung(Step.OVERDUE, days=7)])

    assert run.on(date(2016, 6, 3)) == ON_DATE
    assert run.on(date(2016, 6, 7)) == OVERDUE


def test_a_date_moved_later_is_another_occasion_and_ages_from_the_original():
    run = Run()
    run.to(DATE + timedelta(days=10))
    run.standing = replace(DUE_IN_MAY, next_date=date(2016, 9, 30), since=date(2016, 6, 10))

    assert run.on(date(2016, 7, 30)) == []
    assert run.on(date(2016, 9, 20)) == BEFORE
    assert run.on(date(2016, 9, 27)) == BEFORE
    assert run.on(date(2016, 9, 30)) == ON_DATE
    assert run.on(date(2016, 10, 1)) == HEAD + CHIEF + INVITATION
    assert run.on(date(2016, 10, 2)) == []


def test_the_new_date_is_told_on_its_day_though_the_old_one_was_overdue():
    run = Run()
    run.to(DATE + timedelta(days=100))
    run.standing = replace(DUE_IN_MAY, next_date=date(2016, 9, 30), since=date(2016, 9, 9))

    assert run.on(date(2016, 10, 2)) == ON_DATE


def test_a_date_moved_earlier_is_reminded_of_anew():
    run = Run()
    run.on(date(2016, 5, 18))
    run.standing = Standing(date(2016, 5, 25), since=date(2016, 5, 19), original=date(2016, 5, 25))

    assert run.on(date(2016, 5, 19)) == BEFORE
    assert run.on(date(2016, 5, 22)) == BEFORE
    assert run.on(date(2016, 5, 26)) == OVERDUE


def test_a_date_set_at_short_notice_is_reminded_of_once():
    run = Run(Standing(DATE, since=date(2016, 5, 29), original=DATE))

    assert run.to(DATE) == [(-2, "before"), (0, "on_date")]
    assert run.given[0].falls_on == date(2016, 5, 29)


def test_what_is_completed_and_opened_again_goes_on_where_it_was():
    run = Run()
    run.to(DATE + timedelta(days=31))

    assert run.on(DATE + timedelta(days=70)) == CHIEF
    assert run.on(DATE + timedelta(days=71)) == []


def test_what_has_no_date_climbs_by_silence_alone():
    run = Run(Standing(silent=(SilentRound(4, date(2016, 6, 30)),)))

    assert run.on(date(2016, 7, 1)) == []
    run.standing = Standing(
        silent=(SilentRound(4, date(2016, 6, 30)), SilentRound(7, date(2016, 9, 30)))
    )
    assert run.on(date(2016, 9, 29)) == []
    assert run.on(date(2016, 10, 3)) == HEAD
    assert run.on(date(2016, 10, 4)) == []
    told = Given(Step.HEAD_OF_SERVICE, "silent:4", date(2016, 9, 30), day=date(2016, 10, 3))
    assert run.given == [told]


def test_another_silence_is_told_again():
    first, second, third, fourth = (SilentRound(n, date(2016, n, 28)) for n in (1, 2, 5, 6))
    run = Run(Standing(silent=(first, second)))
    assert run.on(date(2016, 3, 1)) == HEAD
    run.standing = Standing(silent=())
    assert run.on(date(2016, 4, 1)) == []

    run.standing = Standing(silent=(third, fourth))

    assert run.on(date(2016, 7, 1)) == HEAD


def test_who_was_told_because_of_the_date_is_not_told_of_the_silence_as_well():
    silent = (SilentRound(4, date(2016, 6, 15)), SilentRound(7, date(2016, 7, 15)))
    run = Run()
    run.to(DATE + timedelta(days=35))
    run.standing = replace(DUE_IN_MAY, silent=silent)

    assert run.on(date(2016, 7, 16)) == []
    run.standing = replace(run.standing, silent=(*silent, SilentRound(9, date(2016, 7, 20))))
    assert run.on(date(2016, 7, 21)) == CHIEF
    assert run.on(date(2016, 7, 30)) == []


def test_who_was_told_of_a_silence_before_the_date_is_told_again_when_it_is_long_past():
    silent = (SilentRound(1, date(2016, 1, 28)), SilentRound(2, date(2016, 2, 28)))
    run = Run(replace(DUE_IN_MAY, silent=silent))
    assert run.on(date(2016, 3, 1)) == HEAD

    told = run.to(DATE + timedelta(days=35))

    assert (30, "head_of_service") in told


def test_dates_moved_too_often_climb_one_by_one():
    moves = date(2016, 1, 5), date(2016, 2, 5), date(2016, 3, 5), date(2016, 4, 5)
    run = Run(replace(DUE_IN_MAY, moved_on=moves[:2]))

    assert run.on(date(2016, 2, 6)) == HEAD
    run.standing = replace(DUE_IN_MAY, moved_on=moves[:3])
    assert run.on(date(2016, 3, 6)) == CHIEF
    run.standing = replace(DUE_IN_MAY, moved_on=moves)
    assert run.on(date(2016, 4, 6)) == []


@pytest.mark.parametrize(
    ("chased_from", "steps"),
    [
        (date(2016, 5, 20), BEFORE),
        (date(2016, 6, 10), OVERDUE),
        (date(2016, 7, 15), HEAD),
        (date(2017, 1, 1), CHIEF),
    ],
    ids=str,
)
def test_of_what_was_reached_before_the_plan_is_chased_only_the_highest_is_given(
    chased_from, steps
):
    run = Run(chased_from=chased_from)

    assert run.on(chased_from) == steps
    assert run.on(chased_from + timedelta(days=1)) == []


def test_a_plan_chased_late_climbs_on_from_there():
    run = Run(chased_from=date(2016, 7, 15))

    assert [step for _, step in run.to(DATE + timedelta(days=400), date(2016, 7, 15))] == [
        "head_of_service",
        "chief_officer",
        "invitation",
    ]


def test_what_comes_with_a_date_long_past_is_told_at_its_height_only():
    run = Run(replace(DUE_IN_MAY, since=date(2016, 8, 15)))

    assert run.on(date(2016, 8, 15)) == CHIEF
    assert run.on(date(2016, 8, 16)) == []


def test_a_lower_step_never_follows_a_higher_one_when_the_ladder_is_changed():
    run = Run(ladder=[Rung(Step.HEAD_OF_SERVICE, days=5), Rung(Step.CHIEF_OFFICER, days=10)])
    run.to(DATE + timedelta(days=20))
    run.ladder = LADDER

    assert run.on(DATE + timedelta(days=21)) == []
    assert run.on(DATE + timedelta(days=90)) == INVITATION


MOVED_TWICE = replace(DUE_IN_MAY, moved_on=(date(2016, 1, 5), date(2016, 2, 5)))


@pytest.mark.parametrize(
    ("again", "steps"),
    [(date(2016, 5, 20), BEFORE), (date(2016, 6, 10), OVERDUE), (date(2016, 7, 15), HEAD)],
    ids=str,
)
def test_what_nobody_was_told_of_is_told_though_a_higher_step_was_given_for_something_else(
    again, steps
):
    run = Run(MOVED_TWICE)
    assert run.on(date(2016, 2, 6)) == HEAD
    run.chased_from = again

    assert run.on(again) == steps
    assert run.on(again + timedelta(days=1)) == []


def test_of_what_was_reached_before_for_several_reasons_only_the_highest_is_given():
    run = Run(MOVED_TWICE, chased_from=date(2016, 6, 10))

    assert run.on(date(2016, 6, 10)) == HEAD
    assert run.on(date(2016, 6, 11)) == []
    assert run.on(date(2016, 6, 30)) == HEAD


@pytest.mark.parametrize(
    ("resumed", "steps"),
    [
        (date(2016, 5, 20), BEFORE),
        (date(2016, 6, 10), OVERDUE),
        (date(2016, 7, 15), HEAD),
        (date(2017, 1, 1), CHIEF),
    ],
    ids=str,
)
def test_of_what_was_reached_while_it_was_done_only_the_highest_is_given(resumed, steps):
    run = Run(replace(DUE_IN_MAY, resumed=resumed))

    assert run.on(resumed) == steps
    assert run.on(resumed + timedelta(days=1)) == []


def test_a_later_reminder_put_in_meanwhile_is_given():
    run = Run(ladder=[Rung(Step.BEFORE, days=14)])
    assert run.on(date(2016, 5, 18)) == BEFORE
    run.ladder = [Rung(Step.BEFORE, days=21), Rung(Step.BEFORE, days=7)]

    assert run.on(date(2016, 5, 20)) == []
    assert run.on(date(2016, 5, 24)) == BEFORE


def test_what_only_begins_is_never_late():
    assert due(Standing(), date(2030, 1, 1)) == []


def test_an_empty_ladder_tells_nobody():
    assert due(DUE_IN_MAY, date(2016, 12, 31), ladder=[]) == []
