from dataclasses import replace
from datetime import date
from decimal import Decimal

from recommendations.measure_chart import chart_of, points_of
from recommendations.measure_states import MeasureState, Reading

MARCH, JUNE, DECEMBER = date(2015, 3, 31), date(2015, 6, 30), date(2015, 12, 31)
STATE = MeasureState(
    name="Staff with an appraisal",
    unit="%",
    better="higher",
    baseline=Decimal(60),
    baseline_day=MARCH,
    target=Decimal(100),
    target_day=None,
    readings=(Reading(JUNE, Decimal(70), ""), Reading(DECEMBER, Decimal(80), "Payroll")),
)


def test_the_line_begins_where_it_began_and_ends_at_the_latest():
    chart = chart_of(STATE)

    assert chart.line == "34.0,146.0 130.6,116.5 326.0,87.0"
    assert [(dot.x, dot.label) for dot in chart.dots] == [(34, "60%"), (130.6, ""), (326, "80%")]
    assert [(dot.label_x, dot.anchor) for dot in chart.dots if dot.label] == [
        (22, "start"),
        (338, "end"),
    ]
    assert (chart.target_y, chart.target_label) == (28, "Target 100%")
    assert (chart.first_day, chart.last_day) == ("31 March 2015", "31 December 2015")
    assert chart.title == "Staff with an appraisal: the trend"
    assert chart.description == (
        "Staff with an appraisal: 80% on 31 December 2015 (target 100%, began at 60%): towards the "
        "target. The numbers are in the table below."
    )


def test_less_than_two_days_are_not_drawn():
    one = replace(STATE, baseline_day=None, readings=STATE.readings[:1])

    assert chart_of(one) is None
    assert chart_of(replace(STATE, readings=())) is None
    assert chart_of(replace(STATE, readings=STATE.readings[:1])) is not None


def test_where_it_began_is_not_told_twice():
    counted = replace(STATE, readings=(Reading(MARCH, Decimal(61), ""), *STATE.readings))

    assert points_of(counted) == counted.readings
    assert points_of(STATE)[0] == Reading(MARCH, Decimal(60), "Where it began")


def test_what_never_changes_is_a_level_line():
    level = replace(STATE, target=None, readings=(Reading(JUNE, Decimal(60), ""),))
    chart = chart_of(level)

    assert (chart.target_y, chart.target_label) == (None, "")
    assert chart.line == "34.0,87.0 326.0,87.0"


def test_a_label_does_not_stand_on_that_of_the_target():
    below = replace(STATE, target=Decimal(82))
    chart = chart_of(below)

    last = chart.dots[-1]
    assert last.label_y > last.y > chart.target_y
