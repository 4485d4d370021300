"""What is measured as at a day, as known at a moment, and what is said of it."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from people.dated_fact import in_force
from recommendations.measure_states import Direction, MeasureState, Reading, measures_as_at
from recommendations.measures import (
    NewTerms,
    change_measure,
    correct_reading,
    drop_measure,
    read_measure,
    take_back_reading,
)
from recommendations.models import MeasureReading, Recommendation
from tests.factories import (
    DAY,
    make_measure,
    make_plan,
    make_recommendation,
    make_recommendations,
    make_user,
    moment,
    written,
)

MARCH, JUNE, MAY = date(2015, 3, 31), date(2015, 6, 30), date(2016, 5, 31)
LATER = DAY + timedelta(days=30)


def state(*readings, better="higher", baseline=61, target=95, target_day=None, as_at=MAY):
    """Of numbers counted a day apart, the last on 31 May 2016."""
    days = [MAY - timedelta(days=number) for number in reversed(range(len(readings)))]
    return MeasureState(
        name="Staff with an appraisal",
        unit="%",
        better=better,
        baseline=None if baseline is None else Decimal(baseline),
        baseline_day=None,
        target=None if target is None else Decimal(target),
        target_day=target_day,
        readings=tuple(
            Reading(day, Decimal(value), "") for day, value in zip(days, readings, strict=True)
        ),
        as_at=as_at,
    )


@pytest.mark.parametrize(
    ("readings", "terms", "direction"),
    [
        ([82], {}, Direction.TOWARDS),
        ([95], {}, Direction.REACHED),
        ([96], {}, Direction.REACHED),
        ([60], {}, Direction.AWAY),
        ([61], {}, Direction.NO_NEARER),
        ([70], {"better": "lower", "baseline": 90, "target": 50}, Direction.TOWARDS),
        ([50], {"better": "lower", "baseline": 90, "target": 50}, Direction.REACHED),
        ([91], {"better": "lower", "baseline": 90, "target": 50}, Direction.AWAY),
        ([82], {"baseline": None}, Direction.NOT_REACHED),
        ([80, 82], {"baseline": None}, Direction.TOWARDS),
        ([82], {"target": None}, None),
        ([], {}, None),
    ],
)
def test_where_the_latest_reading_lies(readings, terms, direction):
    assert state(*readings, **terms).direction == direction


@pytest.mark.parametrize(
    ("measure", "line"),
    [
        (
            state(82),
            "82% on 31 May 2016 (target 95%, began at 61%): towards the target",
        ),
        (
            state(90, 82, target_day=date(2017, 3, 31)),
            "82% on 31 May 2016 (target 95% by 31 March 2017, began at 61%): towards the target, "
            "but further from it than on 30 May 2016 (90%)",
        ),
        (
            state(50, 55),
            "55% on 31 May 2016 (target 95%, began at 61%): away from the target, but nearer to it "
            "than on 30 May 2016 (50%)",
        ),
        (
            state(82, target_day=date(2016, 3, 31)),
            "82% on 31 May 2016 (target 95% by 31 March 2016, began at 61%): towards the target, "
            "not reached in time",
        ),
        (
            state(95, target_day=date(2016, 3, 31)),
            "95% on 31 May 2016 (target 95% by 31 March 2016, began at 61%): target reached",
        ),
        (state(baseline=None), "not counted yet (target 95%)"),
        (
            state(baseline=None, target_day=date(2016, 3, 31)),
            "not counted yet (target 95% by 31 March 2016): not reached in time",
        ),
        (state(82, target=None), "82% on 31 May 2016 (no target is set, began at 61%)"),
    ],
)
def test_a_measure_in_one_line(measure, line):
    assert measure.in_words == f"Staff with an appraisal: {line}"


def as_at(row, day=DAY, known_by=None, **how):
    rows = Recommendation.objects.filter(pk=row.pk)
    return measures_as_at(rows, as_at=day, known_by=known_by, **how).get(row.pk, ())


@pytest.fixture
def row(db):
    return make_recommendation()


def test_the_state_of_a_measure(row):
    terms = {"baseline": Decimal("60.5"), "baseline_day": MARCH, "target_day": date(2017, 3, 31)}
    measure = make_measure(row, readings=[(MAY, 82), (JUNE, 70)], **terms)

    [found] = as_at(row)

    assert found == MeasureState(
        name="Staff with an appraisal",
        unit="%",
        better="higher",
        baseline=Decimal("60.5"),
        baseline_day=MARCH,
        target=Decimal(95),
        target_day=date(2017, 3, 31),
        readings=(Reading(JUNE, Decimal(70), ""), Reading(MAY, Decimal(82), "")),
        as_at=DAY,
        measure_id=measure.pk,
        reading_ids=tuple(measure.readings.order_by("valid_from").values_list("pk", flat=True)),
        version=measure.terms.get().pk,
    )
    assert found.latest == Reading(MAY, Decimal(82), "")


def test_an_earlier_day_and_an_earlier_moment_know_less(row):
    measure = make_measure(row, readings=[(JUNE, 70)])
    read_measure(measure, Decimal(82), **written(LATER))
    change_measure(measure, NewTerms("Renamed"), reason="Agreed", **written(LATER))

    assert as_at(row, DAY - timedelta(days=1)) == ()
    assert as_at(row, LATER, moment(hour=11)) == ()
    [then], [now] = as_at(row, DAY), as_at(row, LATER)
    assert (then.name, len(then.readings)) == ("Staff with an appraisal", 1)
    assert (now.name, len(now.readings)) == ("Renamed", 2)
    [before] = as_at(row, LATER, moment(LATER, hour=11))
    assert before.name == "Staff with an appraisal"


def test_what_was_corrected_or_taken_back_is_left_out(row):
    measure = make_measure(row)
    wrong, gone = (read_measure(measure, Decimal(n), **written(JUNE)) for n in (28, 99))
    take_back_reading(gone, reason="Of another", by=make_user(), at=moment())
    correct_reading(wrong, Decimal(82), reason="Swapped", **written(MARCH, moment()))

    [found] = as_at(row)

    assert found.readings == (Reading(MARCH, Decimal(82), ""),)
    assert as_at(row, DAY, moment(hour=11)) == ()


def test_of_two_readings_of_one_day_the_later_counts(row):
    measure = make_measure(row)
    for hour, value in ((15, 82), (14, 80)):
        read_measure(measure, Decimal(value), **written(at=moment(hour=hour)))

    [found] = as_at(row)

    assert [reading.value for reading in found.readings] == [82]


def test_what_is_no_longer_measured_is_left_out_unless_asked_for(row):
    measure, other = make_measure(row), make_measure(row, "Days lost", unit="days")
    drop_measure(measure, reason="It says nothing", **written(at=moment(hour=13)))

    assert [found.name for found in as_at(row)] == ["Days lost"]
    both = as_at(row, with_dropped=True)
    assert [(found.name, found.is_dropped) for found in both] == [
        ("Staff with an appraisal", True),
        ("Days lost", False),
    ]
    assert both[1].measure_id == other.pk


@pytest.mark.parametrize("count", [1, 3])
def test_one_query_for_all_rows(db, count):
    rows = make_recommendations(count)
    for row in rows:
        make_measure(row, readings=[(JUNE, 70), (MAY, 82)])
        make_measure(row, "Days lost")
    make_measure(make_recommendation(make_plan("Staff survey", "staff-survey")))
    asked = Recommendation.objects.filter(plan=rows[0].plan)

    with CaptureQueriesContext(connection) as queries:
        found = measures_as_at(asked, as_at=DAY, known_by=moment(hour=23))

    assert len(queries) == 1
    assert {key: len(measures) for key, measures in found.items()} == {r.pk: 2 for r in rows}


OPERATIONS = st.lists(
    st.tuples(
        st.sampled_from(["read", "correct", "take back", "change", "drop"]),
        st.integers(min_value=0, max_value=20),
        st.integers(min_value=0, max_value=20),
    ),
    max_size=7,
)


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(operations=OPERATIONS, day=st.integers(0, 25), known=st.integers(0, 25))
def test_the_states_follow_the_one_rule_of_dated_facts(db, operations, day, known):
    with transaction.atomic():
        measure = make_measure(make_recommendation())
        for number, (name, true_after, typed_after) in enumerate(operations):
            on = DAY + timedelta(days=min(true_after, typed_after))
            at = moment(DAY + timedelta(days=typed_after), minute=number)
            _perform(name, measure, number, written(on, at))
        when = DAY + timedelta(days=day), moment(DAY + timedelta(days=known), hour=23)

        [found] = as_at(measure.recommendation, *when, with_dropped=True)

        assert found.version == in_force(list(measure.terms.all()), *when).pk
        assert {one.day: one.value for one in found.readings} == _counted(measure, *when)
        transaction.set_rollback(True)


def _counted(measure, as_at, known_by):
    """What stands of each day, by the rule asked of one day after another."""
    readings = list(measure.readings.all())
    days = sorted({reading.valid_from for reading in readings})
    standing = {day: in_force(readings, day, known_by) for day in days if day <= as_at}
    return {day: one.value for day, one in standing.items() if one and one.valid_from == day}


def _perform(name, measure, number, when):
    last = MeasureReading.objects.filter(
        measure=measure, corrected_by=None, void=False, recorded_at__lte=when["at"]
    ).last()
    if name == "read" or (last is None and name in ("correct", "take back")):
        MeasureReading.objects.write_down([MeasureReading(measure=measure, value=number)], **when)
    elif name == "correct":
        correct_reading(last, Decimal(number), reason="Wrong", **when)
    elif name == "take back":
        take_back_reading(last, reason="Wrong", by=when["by"], at=when["at"])
    elif name == "change":
        change_measure(measure, NewTerms(f"Name {number}"), reason="Agreed", **when)
    else:
        terms = measure.terms.model(measure=measure, name="Dropped", is_dropped=True)
        measure.terms.model.objects.write_down([terms], **when)
