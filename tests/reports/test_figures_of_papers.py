"""The figures of the two sample papers and of a real log, worked out by hand from what they print,
with the rows named.
"""

from datetime import date

import pytest

from recommendations.as_at import state_as_at
from recommendations.models import Plan
from reports.figures import names_of
from reports.figures.keys import FigureKey
from reports.plan_figures import earlier_period, figures_of_plan
from tests.reports.action_logs import MARCH, MAY, make_board
from tests.reports.documents import ACTION_PLAN, LEARNING_REVIEW

pytestmark = pytest.mark.django_db
AS_AT = {LEARNING_REVIEW: date(2016, 5, 31), ACTION_PLAN: date(2012, 11, 26)}
ALL = list(FigureKey)


def monitored(states):
    return [state for state in states if state.is_monitored]


def figures(plan, as_at):
    """With the names of rows in place of their keys: what is counted, and what among."""
    rows = plan.recommendations.all()
    states = monitored(state_as_at(rows, as_at=as_at, known_by=None))
    when = {"as_at": as_at, "known_by": None, "counted": monitored}
    before = earlier_period(plan, rows, **when)
    found = figures_of_plan(plan, states, rows=rows, printed=ALL, before=before, **when)
    return found, names_of(states)


def named(keys, names):
    return [names[key] for key in keys]


def numbers(found, names):
    """Every figure in words, with the names of the rows that it counts."""
    return {one.key: (one.now.words, named(one.now.rows, names)) for one in found.figures}


def cells(table, names):
    return {
        line.heading: {
            column: named(keys, names)
            for column, keys in zip(table.columns, line.cells, strict=True)
            if keys
        }
        for line in table.lines
    }


@pytest.mark.usefixtures("papers")
def test_the_learning_review_as_at_31_may_2016():
    """Its dates run from September 2016 ("simplified system to be in place September 2016") to
    Autumn 2017; 1 and 2 are complete, 3 is ongoing.
    """
    found, names = figures(Plan.objects.get(slug=LEARNING_REVIEW), AS_AT[LEARNING_REVIEW])

    assert numbers(found, names) == {
        "implementation_rate": ("none due", []),
        "implementation_rate_current": ("none due", []),
        "verified_rate": ("none due", []),
        "verified_rate_current": ("none due", []),
        "overdue": ("0 of 10", []),
        "past_original": ("0 of 10", []),
        "extensions": ("0 of 10", []),
        "silent": ("none asked", []),
        "rag_red": ("0% (0 of 8)", []),
        "rag_amber": ("0% (0 of 8)", []),
        "rag_green": ("100% (8 of 8)", ["3", "4", "5", "6", "7", "8", "9", "10"]),
    }
    by_key = {table.key: cells(table, names) for table in found.tables}
    how_it_goes = {
        "Complete": ["1", "2"],
        "No status reported": ["3", "4", "5", "6", "7", "8", "9", "10"],
    }
    assert by_key["by_department"] == {"No department": how_it_goes}
    assert by_key["by_priority"] == {"No priority": how_it_goes}
    assert by_key["ageing"] == {band: {} for band in by_key["ageing"]}


@pytest.mark.usefixtures("papers")
def test_the_action_plan_as_at_26_november_2012():
    """Due by then: September 2012 (1.3, 1.4), 31 October 2012 (2.2), October 2012 (2.4); none is
    complete. 2.1 and 3.2 are due by the end of November, within 30 days; 2.7 ("November/December
    2012") is due by 31 December, in 35.
    """
    found, names = figures(Plan.objects.get(slug=ACTION_PLAN), AS_AT[ACTION_PLAN])

    late = ["1.3", "1.4", "2.2", "2.4"]
    green = ["1.1", "1.2", "1.5", "2.3", "2.5", "2.6", "2.7", "2.8", "3.1", "3.3", "4.1"]
    underway = ["1.5", "3.2", "3.3", "4.1"]
    assert numbers(found, names) == {
        "implementation_rate": ("0% (0 of 4)", []),
        "implementation_rate_current": ("0% (0 of 4)", []),
        "verified_rate": ("0% (0 of 4)", []),
        "verified_rate_current": ("0% (0 of 4)", []),
        "overdue": ("4 of 17", late),
        "past_original": ("0 of 17", []),
        "extensions": ("0 of 17", []),
        "silent": ("none asked", []),
        "rag_red": ("24% (4 of 17)", late),
        "rag_amber": ("12% (2 of 17)", ["2.1", "3.2"]),
        "rag_green": ("65% (11 of 17)", green),
    }
    assert named(found.figures[0].now.of, names) == late
    by_key = {table.key: cells(table, names) for table in found.tables}
    # From 30 September it is 57 days, from 31 October 26.
    assert {band: row for band, row in by_key["ageing"].items() if row} == {
        "0 to 30 days": {"Overdue": ["2.2", "2.4"]},
        "31 to 90 days": {"Overdue": ["1.3", "1.4"]},
    }
    silent = ["1.1", "1.2", "2.1", "2.3", "2.5", "2.6", "2.7", "2.8", "3.1"]
    assert by_key["by_department"] == {
        "No department": {"Overdue": late, "On track": underway, "No status reported": silent}
    }
    assert len(by_key["department_by_priority"]["No department"]["No priority"]) == 17


DEPARTMENT = "“Cabinet Office Transparency Team to work with the Department for Transport to {}…”"
TEAM = "“Cabinet Office Transparency Team to {}…”"
PANEL, MEETING = TEAM.format("support"), DEPARTMENT.format("organise")
STATEMENT, HIGHWAYS = DEPARTMENT.format("develop"), DEPARTMENT.format("set")
VALIDATOR = "“Cabinet Office Transparency Team with Transparency…”"
ATOC = "“Department for Transport to develop a…”"
PUBLIC_BODIES = TEAM.format("engage with the Cabinet")
FREEDOM_BILL = TEAM.format("engage with the Transparency Board on draft")
GREEN_PAPER = TEAM.format("engage with the Transparency Board on an")
STRATEGY, MAYOR = TEAM.format("ensure that"), TEAM.format("meet")
COMMUNICATIONS = "“The Transparency team to circulate the…”"
COMMENTS = "“Transparency Board to feed more detailed…”"


def test_the_action_log_of_19_may_2011():
    """On 2 March three of 16 were due, those of "Jan-2011", and all were complete. By 19 May those
    of "Mar-2011", "23-Mar" and "Apr-2011" are due too; the data validator is on track again; the
    one about the future of data.gov.uk is left out of the log.
    """
    found, names = figures(make_board([MARCH, MAY]), MAY)
    by_key = {one.key: one for one in found.figures}
    rate, overdue = by_key["implementation_rate"], by_key["overdue"]

    assert (found.before_label, found.before_as_at) == ("March 2011", MARCH)
    assert (rate.before.words, rate.now.words) == ("100% (3 of 3)", "62% (8 of 13)")
    assert sorted(named(rate.now.rows, names)) == sorted(
        [ATOC, PUBLIC_BODIES, FREEDOM_BILL, GREEN_PAPER, STRATEGY, MAYOR, COMMUNICATIONS, COMMENTS]
    )
    assert sorted(set(named(rate.now.of, names)) - set(named(rate.now.rows, names))) == sorted(
        [MEETING, PANEL, STATEMENT, HIGHWAYS, VALIDATOR]
    )
    assert {reason.words: list(reason.names) for reason in rate.why} == {
        "Now due and complete (not due before)": [ATOC, GREEN_PAPER, STRATEGY, MAYOR],
        "New, due and complete": [COMMUNICATIONS, COMMENTS],
        "Now due and not complete (not due before)": [MEETING, PANEL, STATEMENT, HIGHWAYS],
        "Now due and not complete (due and complete before)": [VALIDATOR],
    }
    # On current dates two more went: to "Ongoing", and from "Mar-2011" to "May 2011".
    assert by_key["implementation_rate_current"].now.words == "80% (8 of 10)"
    assert by_key["verified_rate"].now.words == "0% (0 of 13)"

    assert (overdue.before.words, overdue.now.words) == ("0 of 16", "2 of 23")
    assert named(overdue.now.rows, names) == [STATEMENT, HIGHWAYS]
    assert overdue.why[0].words == "Now overdue (within its date before)"
    assert by_key["carried_over"].now.words == "0 of 2"
    assert named(by_key["past_original"].now.rows, names) == [MEETING, PANEL, VALIDATOR]

    # On 2 March the five open ones of "Mar-2011" were due within 30 days.
    assert by_key["rag_green"].before.words == "29% (2 of 7)"
    assert by_key["rag_green"].now.words == "75% (9 of 12)"
    assert by_key["rag_amber"].before.words == "71% (5 of 7)"
    assert named(by_key["rag_amber"].now.rows, names) == [MEETING]
    assert named(by_key["rag_red"].now.rows, names) == [STATEMENT, HIGHWAYS]

    # From 31 March it is 49 days.
    [ageing] = [table for table in found.tables if table.key == "ageing"]
    assert [len(line.rows) for line in ageing.lines] == [0, 2, 0, 0, 0]
    assert [(point.name, point.number.words) for point in found.trend.points] == [
        ("March 2011", "100% (3 of 3)"),
        ("19 May 2011", "62% (8 of 13)"),
    ]
