"""The tables among the figures, on states made for them."""

from datetime import date, timedelta

from hypothesis import given

from recommendations.rag import Rule
from reports.figures.rules import Period
from reports.figures.tables import delivery_of, tables_of
from tests.recommendations.states import make_deadline_state
from tests.reports.test_figures import BEFORE, DAY, complete, due, period, periods, states

ALL = ("ageing", "by_department", "by_priority", "department_by_priority")


def table(key, now, departments=None):
    [found] = tables_of(now, departments or {}, printed=[key])
    return found


def lines(found):
    return {line.heading: line.cells for line in found.lines}


def test_overdue_ages_from_the_original_date():
    ages = (1, 30, 31, 90, 91, 180, 181, 365, 366)
    rows = [due(date(2016, 5, 30), original=DAY - timedelta(days=age)) for age in ages]
    rows.append(due(date(2016, 9, 30), original=date(2010, 1, 1)))  # Moved, and so not overdue.

    assert lines(table("ageing", period(*rows))) == {
        "0 to 30 days": (("1", "2"),),
        "31 to 90 days": (("3", "4"),),
        "91 to 180 days": (("5", "6"),),
        "181 to 365 days": (("7", "8"),),
        "Over 365 days": (("9",),),
    }


def test_what_was_brought_forward_ages_from_its_earlier_date():
    rows = [due(date(2016, 5, 1), original=date(2016, 12, 31))]

    assert lines(table("ageing", period(*rows)))["0 to 30 days"] == (("1",),)


def test_every_row_stands_once_under_how_it_goes():
    late_action = complete(BEFORE, deadlines=(make_deadline_state(BEFORE, action_id=1),))
    rows = (
        complete(BEFORE),
        late_action,
        due(BEFORE),
        {**due(DAY), "status_meaning": "at_risk"},
        {**due(BEFORE), "status_meaning": "on_track"},
        {"status_meaning": "not_started"},
        {"status_meaning": "deferred"},
        {},
        {"status_meaning": "business_as_usual"},
        {"status_meaning": "superseded"},
        {"status_meaning": "not_accepted"},
    )
    now = period(*rows)

    assert [delivery_of(state, now) for state in now.states] == [
        "Complete",
        "Complete",
        "Overdue",
        "Delayed or at risk",
        "Overdue",
        "Not started",
        "Deferred",
        "No status reported",
        "Business as usual",
        "Superseded",
        "Not accepted",
    ]


def test_departments_come_in_their_order_and_none_last():
    found = table(
        "by_department",
        period(due(BEFORE), complete(BEFORE), due(DAY), due(DAY), status_meaning="on_track"),
        {1: "Human Resources", 2: "Adult Social Care", 3: "Human Resources"},
    )

    assert found.columns == (
        "Complete", "Overdue", "Delayed or at risk", "On track", "Not started"
    )  # fmt: skip
    assert lines(found) == {
        "Adult Social Care": (("2",), (), (), (), ()),
        "Human Resources": ((), ("1",), (), ("3",), ()),
        "No department": ((), (), (), ("4",), ()),
    }


def test_priorities_come_from_the_most_pressing_in_the_words_of_the_source():
    words = ("Low", "Medium", "high", "High ", "", "Priority 10", "Priority 2", "Desirable")
    found = table("by_priority", period(*({"priority": one} for one in words)))

    assert [line.heading for line in found.lines] == [
        "high", "Medium", "Low", "Desirable", "Priority 2", "Priority 10", "No priority"
    ]  # fmt: skip
    assert found.lines[0].rows == ("3", "4")


def test_departments_are_crossed_with_priorities():
    found = table(
        "department_by_priority",
        period({"priority": "Low"}, {"priority": "High"}, {"priority": "High"}),
        {1: "Legal", 2: "Legal"},
    )

    assert found.columns == ("High", "Low")
    assert lines(found) == {"Legal": (("2",), ("1",)), "No department": (("3",), ())}


def test_only_what_is_printed_is_made_in_its_order():
    made = tables_of(period({}), {}, printed=["overdue", "by_priority", "ageing", "trend"])

    assert [one.key for one in made] == ["by_priority", "ageing"]


def test_tables_of_nothing_have_no_lines():
    found = table("by_department", Period(DAY, states(), Rule.DEADLINE))

    assert (found.lines, found.rows) == ((), ())


@given(now=periods)
def test_tables_add_up_both_ways_and_hold_every_row_once(now):
    departments = {state.recommendation_id: "Legal" for state in now.states[::2]}
    here = sorted(str(state.recommendation_id) for state in now.states)
    overdue = sorted(str(s.recommendation_id) for s in now.states if s.is_overdue(now.as_at))

    for found in tables_of(now, departments, printed=ALL):
        across = sorted(key for line in found.lines for key in line.rows)
        down = sorted(key for total in found.totals for key in total)
        assert across == down == sorted(found.rows)
        assert across == (overdue if found.key == "ageing" else here)
