"""The rules of the figures, on states made for them: without a database."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommendations.models import StatusMeaning
from recommendations.rag import Rule
from reports.figures import figures_of, names_of
from reports.figures.keys import FigureKey
from reports.figures.rules import Period
from tests.recommendations.states import make_deadline_state, make_state

DAY = date(2016, 5, 31)
BEFORE = date(2016, 4, 30)
ALL = list(FigureKey)


def states(*rows, **fields):
    """Rows numbered from 1, each told by what is otherwise about it."""
    return tuple(
        make_state(**{"recommendation_id": number, "reference": str(number), **fields, **row})
        for number, row in enumerate(rows, 1)
    )


def period(*rows, as_at=DAY, rule=Rule.DEADLINE, silent=None, overdue_before=None, **fields):
    return Period(as_at, states(*rows, **fields), rule, silent or {}, overdue_before)


def figure(key, now, before=None):
    return {one.key: one for one in figures_of(now, before, printed=ALL)}[key]


def number(key, *rows, **fields):
    return figure(key, period(*rows, **fields)).now


def due(day, original=None, **fields):
    """A deadline on a day, originally another."""
    return {"deadlines": (make_deadline_state(day, original_latest=original or day, **fields),)}


def complete(day, **fields):
    return {**due(day, is_closed=True), "status_meaning": "complete", **fields}


def why(key, now, before):
    return [(reason.words, reason.names) for reason in figure(key, now, before).why]


def test_the_rate_is_complete_of_what_is_due_on_its_original_date():
    found = number(
        "implementation_rate",
        complete(date(2016, 5, 31)),  # 1, due on the day itself
        due(date(2016, 5, 30)),  # 2
        complete(date(2016, 6, 1)),  # 3, not due yet: early work counts when it is due
        due(date(2016, 9, 30), original=date(2016, 3, 31)),  # 4, moved
        {},  # 5, without a date
    )

    assert (found.rows, found.of, found.words) == (("1",), ("1", "2", "4"), "33% (1 of 3)")


def test_the_rate_on_current_dates_lets_a_moved_date_count_as_it_stands():
    found = number(
        "implementation_rate_current",
        complete(date(2016, 5, 31)),
        due(date(2016, 9, 30), original=date(2016, 3, 31)),
        {"deadlines": (make_deadline_state(None, open_ended=True, original_latest=BEFORE),)},
    )

    assert (found.rows, found.of) == (("1",), ("1",))


def test_a_recommendation_is_due_on_the_latest_of_its_original_dates():
    two = (make_deadline_state(BEFORE), make_deadline_state(date(2016, 6, 30)))

    assert number("implementation_rate", {"deadlines": two}).words == "none due"


@pytest.mark.parametrize("meaning", ["not_accepted", "superseded"])
def test_what_is_not_accepted_or_superseded_is_left_out_of_the_rates(meaning):
    row = {**due(BEFORE), "status_meaning": meaning}

    assert number("implementation_rate", row).words == "none due"
    assert number("verified_rate_current", row).words == "none due"


@pytest.mark.parametrize("meaning", ["business_as_usual", "deferred", "at_risk", "not_started", ""])
def test_anything_else_is_due_and_not_complete(meaning):
    row = {**due(BEFORE), "status_meaning": meaning}

    assert number("implementation_rate", row).words == "0% (0 of 1)"


def test_the_verified_rate_counts_what_an_auditor_has_confirmed():
    rows = (complete(BEFORE, is_verified=True), complete(BEFORE), due(BEFORE))

    assert number("verified_rate", *rows).words == "33% (1 of 3)"
    assert number("implementation_rate", *rows).words == "67% (2 of 3)"


def test_overdue_is_past_a_date_that_is_open():
    late_action = complete(BEFORE, deadlines=(make_deadline_state(BEFORE, action_id=1),))
    found = number("overdue", due(BEFORE), due(DAY), complete(BEFORE), late_action, {})

    assert (found.rows, found.of) == (("1", "4"), ("1", "2", "3", "4", "5"))


def test_carried_over_is_overdue_then_and_now():
    rows = (due(BEFORE), due(BEFORE), due(DAY))
    found = number("carried_over", *rows, overdue_before=frozenset({2, 3}))

    assert (found.rows, found.of) == (("2",), ("1", "2"))


def test_nothing_is_carried_over_without_an_earlier_period():
    keys = [one.key for one in figures_of(period(due(BEFORE)), None, printed=ALL)]

    assert "carried_over" not in keys


def test_past_original_is_within_its_revised_date():
    moved = due(date(2016, 9, 30), original=BEFORE)
    found = number("past_original", moved, due(BEFORE), {**moved, "revision_stops_overdue": True})

    assert (found.rows, found.of) == (("1",), ("1", "2", "3"))


def test_extensions_wait_for_their_decision():
    waiting = {"deadlines": (make_deadline_state(DAY, requested="Spring 18"),)}

    assert number("extensions", waiting, due(DAY)).words == "1 of 2"


def test_silent_is_counted_among_those_ever_asked():
    found = number("silent", {}, {}, {}, silent={1: 2, 2: 0})

    assert (found.rows, found.of) == (("1",), ("1", "2"))
    assert number("silent", {}).words == "none asked"


def test_colours_are_counted_by_the_rule_of_the_plan_among_what_is_to_be_done():
    rows = (due(BEFORE), due(DAY), due(date(2016, 9, 30)), complete(BEFORE))
    by_deadline = {key: number(f"rag_{key}", *rows).rows for key in ("red", "amber", "green")}

    assert by_deadline == {"red": ("1",), "amber": ("2",), "green": ("3",)}
    assert number("rag_red", *rows).of == ("1", "2", "3")
    assert number("rag_none", *rows, rule=Rule.JUDGEMENT).rows == ("1", "2", "3")


def test_a_colour_that_a_person_judged_counts():
    judged = {**due(BEFORE), "judged_colour": "green", "judged_reason": "The audit is in hand"}

    assert number("rag_green", judged).rows == ("1",)


def test_what_is_not_printed_tells_neither_rows_nor_what_was_before():
    now, before = period(due(BEFORE)), period(due(BEFORE), as_at=BEFORE)
    [found] = [f for f in figures_of(now, before, printed=["silent"]) if f.key == "overdue"]

    assert (found.now.count, found.now.total, found.now.rows) == (1, 1, ())
    assert (found.before, found.why) == (None, ())


# Why a figure changed


def test_a_rate_that_fell_names_the_rows():
    before = period(complete(BEFORE), complete(BEFORE), due(DAY), due(DAY), as_at=BEFORE)
    now = period(complete(BEFORE), due(BEFORE), complete(DAY), due(DAY))

    rate = figure("implementation_rate", now, before)

    assert (rate.before.words, rate.now.words) == ("100% (2 of 2)", "50% (2 of 4)")
    assert why("implementation_rate", now, before) == [
        ("Now due and complete (not due before)", ("3",)),
        ("Now due and not complete (not due before)", ("4",)),
        ("Now due and not complete (due and complete before)", ("2",)),
    ]


def test_rows_that_came_and_rows_that_went_are_named():
    before = period(due(date(2016, 3, 31)), as_at=BEFORE)
    now = Period(DAY, states({}, due(BEFORE), due(DAY))[1:], Rule.DEADLINE)

    assert why("overdue", now, before) == [
        ("New, overdue", ("2",)),
        ("New, within its date", ("3",)),
        ("No longer monitored (overdue before)", ("1",)),
    ]


def test_a_date_that_was_moved_takes_a_row_out_of_the_rate_on_current_dates():
    before = period(due(BEFORE), as_at=BEFORE)
    now = period(due(date(2016, 9, 30), original=BEFORE))

    assert why("implementation_rate_current", now, before) == [
        ("Now not due (due and not complete before)", ("1",))
    ]
    assert why("implementation_rate", now, before) == []


def test_why_green_fell_is_told_by_colour():
    before = period(due(DAY), due(date(2016, 7, 31)), complete(DAY), as_at=date(2016, 4, 1))
    now = period(due(BEFORE), due(date(2016, 6, 30)), due(date(2016, 12, 31)))

    assert why("rag_green", now, before) == [
        ("Now green (complete before)", ("3",)),
        ("Now red (green before)", ("1",)),
        ("Now amber (green before)", ("2",)),
    ]


def test_of_other_counts_only_what_is_counted_is_told():
    assert why("extensions", period({}, {}), period({}, as_at=BEFORE)) == []


# How rows are named


def test_a_row_is_named_by_its_reference():
    assert names_of(states({"reference": "2.3"})) == {"1": "2.3"}


def test_a_row_without_a_reference_is_named_by_its_first_words():
    rows = states(
        {"text": "Keep records of any complaints about individual staff"}, {"text": "Ask"}
    )

    assert names_of([make_state(reference="", text=row.text, recommendation_id=n)
                     for n, row in enumerate(rows)]) == {
        "0": "“Keep records of any complaints about…”",
        "1": "“Ask”",
    }  # fmt: skip


def test_texts_that_begin_alike_are_told_apart():
    rows = states(
        {"text": "Cabinet Office Transparency Team to work with the Home Office on a report"},
        {"text": "Cabinet Office Transparency Team to work with the Highways Agency"},
        reference="",
    )

    assert list(names_of(rows).values()) == [
        "“Cabinet Office Transparency Team to work with the Home…”",
        "“Cabinet Office Transparency Team to work with the Highways…”",
    ]


def test_a_repeated_reference_is_not_enough():
    rows = states({"text": "Keep records"}, {"text": "Ask staff"}, reference="1")

    assert list(names_of(rows).values()) == ["1 “Keep records”", "1 “Ask staff”"]


def test_what_has_neither_is_named_all_the_same():
    assert names_of(states({"reference": "", "text": ""})) == {"1": "without a reference"}


# Whatever the states

days = st.dates(date(2015, 1, 1), date(2017, 12, 31))
deadlines = st.builds(
    lambda now, original, closed: make_deadline_state(
        now, original_latest=original or now, open_ended=now is None, is_closed=closed
    ),
    st.none() | days,
    st.none() | days,
    st.booleans(),
)
rows = st.builds(
    lambda meaning, found, priority, verified: {
        "status_meaning": meaning,
        "deadlines": tuple(found),
        "priority": priority,
        "is_verified": verified and meaning == "complete",
    },
    st.sampled_from(["", *StatusMeaning.values]),
    st.lists(deadlines, max_size=3),
    st.sampled_from(["", "High", "Low", "high "]),
    st.booleans(),
)
periods = st.builds(
    lambda made, rule, late: period(
        *made,
        rule=rule,
        silent=dict.fromkeys(range(0, len(made), 2), 1),
        overdue_before=frozenset(late),
    ),
    st.lists(rows, max_size=8),
    st.sampled_from(list(Rule)),
    st.sets(st.integers(1, 8)),
)


@given(now=periods)
def test_what_is_counted_is_among_what_it_is_counted_among(now):
    here = {str(state.recommendation_id) for state in now.states}

    for found in figures_of(now, None, printed=ALL):
        assert set(found.now.rows) <= set(found.now.of) <= here
        assert (len(found.now.rows), len(found.now.of)) == (found.now.count, found.now.total)
        assert (found.now.percent is None) == (found.now.total == 0)
        assert found.now.percent is None or 0 <= found.now.percent <= 100


@given(now=periods)
def test_the_colours_share_out_what_is_to_be_done(now):
    found = {f.key: f.now for f in figures_of(now, None, printed=ALL) if f.printed_as == "rag"}
    shared = [key for one in found.values() for key in one.rows]

    assert sorted(shared) == sorted(found["rag_red"].of)


@given(before=periods, now=periods)
def test_the_reasons_account_for_every_row_that_came_or_went(before, now):
    earlier = Period(DAY - timedelta(days=31), before.states, before.rag_rule, before.silent)
    for found in figures_of(now, earlier, printed=ALL):
        if found.before is None:
            continue
        told = [key for reason in found.why for key in reason.rows]
        changed = set(found.now.rows) ^ set(found.before.rows)

        assert len(told) == len(set(told))
        assert changed <= set(told)
        assert set(told) <= changed | (set(found.now.of) ^ set(found.before.of))
