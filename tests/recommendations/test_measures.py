"""What is measured and what was counted: what is written down, and what is refused."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from people.edited_in_place import EditedMeanwhile
from recommendations.measure_numbers import NO_NUMBER, TOO_LONG
from recommendations.measures import (
    BASELINE_OF_A_DAY,
    BASELINE_TO_COME,
    DROPPED,
    DROPPED_ALREADY,
    MOST,
    NO_NAME,
    NO_REASON,
    NO_VALUE,
    NOT_ABOVE,
    NOT_BELOW,
    NOT_BETTER,
    REPEATED,
    TARGET_BEFORE,
    TARGET_BY_A_DAY,
    TO_COME,
    TOO_MANY,
    NewTerms,
    add_measure,
    change_measure,
    correct_reading,
    drop_measure,
    read_measure,
    take_back_reading,
    terms_of,
    version_of_terms,
)
from recommendations.models import Measure, MeasureReading, MeasureTerms
from tests.factories import DAY, make_measure, make_recommendation, make_user, moment, written

LATER = DAY + timedelta(days=30)
APPRAISALS = NewTerms(
    "Staff with an appraisal",
    "%",
    baseline=Decimal(61),
    baseline_day=date(2015, 3, 31),
    target=Decimal(95),
    target_day=date(2017, 3, 31),
)


@pytest.fixture
def row(db):
    return make_recommendation()


@pytest.fixture
def measure(row):
    return make_measure(row)


def refused(act, *args, **kwargs):
    """The sentences of a refusal, by field, after which nothing more is there."""
    kinds = (Measure, MeasureTerms, MeasureReading)
    before = [kind.objects.count() for kind in kinds]
    with pytest.raises(ValidationError) as error:
        act(*args, **kwargs)
    assert [kind.objects.count() for kind in kinds] == before
    return error.value.message_dict if hasattr(error.value, "error_dict") else error.value.messages


def test_a_measure_is_added_with_its_terms(row):
    measure = add_measure(row, APPRAISALS, **written())

    terms = terms_of(measure)
    assert (terms.name, terms.unit, terms.better) == ("Staff with an appraisal", "%", "higher")
    assert (terms.baseline, terms.baseline_day) == (61, date(2015, 3, 31))
    assert (terms.target, terms.target_day) == (95, date(2017, 3, 31))
    assert (terms.recorded_by, terms.valid_from, terms.recorded_at) == (make_user(), DAY, moment())
    assert not terms.is_dropped
    second = add_measure(row, NewTerms(" Days \n lost "), **written())
    assert (measure.order, second.order, terms_of(second).name) == (1, 2, "Days lost")


@pytest.mark.parametrize(
    ("terms", "field", "sentence"),
    [
        ({"name": " "}, "name", NO_NAME),
        ({"name": "x" * 201}, "name", "This is too long: it has at most 200 characters."),
        ({"unit": "x" * 51}, "unit", "This is too long: it has at most 50 characters."),
        ({"better": "sideways"}, "better", NOT_BETTER),
        ({"baseline_day": DAY}, "baseline", BASELINE_OF_A_DAY),
        ({"target_day": DAY}, "target", TARGET_BY_A_DAY),
        ({"baseline": 1, "baseline_day": LATER}, "baseline_day", BASELINE_TO_COME),
        (
            {"baseline": 1, "baseline_day": DAY, "target": 2, "target_day": DAY},
            "target_day",
            TARGET_BEFORE,
        ),
        ({"baseline": 61, "target": 60}, "target", NOT_ABOVE),
        ({"baseline": 61, "target": 61}, "target", NOT_ABOVE),
        ({"better": "lower", "baseline": 61, "target": 62}, "target", NOT_BELOW),
        ({"better": "lower", "baseline": 61, "target": 61}, "target", NOT_BELOW),
        ({"target": Decimal("NaN")}, "target", NO_NUMBER),
        ({"target": Decimal("Infinity")}, "target", NO_NUMBER),
        ({"baseline": Decimal(10) ** 12}, "baseline", TOO_LONG),
    ],
)
def test_terms_that_can_not_be_are_refused(row, terms, field, sentence):
    new = NewTerms(**{"name": "Staff", **terms})

    assert refused(add_measure, row, new, **written()) == {field: [sentence]}


def test_a_recommendation_has_a_name_once_and_so_many_measures(row, measure):
    same = NewTerms("staff with an APPRAISAL")
    assert refused(add_measure, row, same, **written()) == {"name": [REPEATED]}

    add_measure(make_recommendation(), same, **written())
    drop_measure(measure, reason="Not any more", **written())
    add_measure(row, same, **written())
    for number in range(2, MOST):
        add_measure(row, NewTerms(f"Number {number}"), **written())
    assert refused(add_measure, row, NewTerms("One more"), **written()) == [TOO_MANY]


def test_terms_change_from_a_day_on(measure):
    change_measure(measure, APPRAISALS, reason="Agreed in June", **written(LATER))

    now, before = terms_of(measure), terms_of(measure, on=DAY)
    assert (now.target, now.target_day, now.reason) == (95, date(2017, 3, 31), "Agreed in June")
    assert (before.baseline, before.target_day) == (None, None)


def test_what_changes_nothing_is_not_written_down(measure):
    same = NewTerms("Staff with an appraisal", "%", target=Decimal("95.0"))

    assert change_measure(measure, same, reason="", **written(LATER)) is None
    assert MeasureTerms.objects.count() == 1


def test_a_change_has_a_reason_and_is_not_over_another(measure):
    version = version_of_terms(measure)
    assert refused(change_measure, measure, APPRAISALS, reason=" ", **written()) == [NO_REASON]
    change_measure(measure, APPRAISALS, reason="Agreed", version=version, **written(LATER))

    with pytest.raises(EditedMeanwhile, match="Staff with an appraisal"):
        change_measure(
            measure, NewTerms("Other"), reason="Agreed", version=version, **written(LATER)
        )

    assert MeasureTerms.objects.count() == 2


def test_a_measure_is_dropped_and_taken_up_again(measure):
    drop_measure(measure, reason="It says nothing", **written(LATER))

    terms = terms_of(measure)
    assert (terms.is_dropped, terms.reason, terms.name) == (
        True,
        "It says nothing",
        "Staff with an appraisal",
    )
    assert refused(drop_measure, measure, reason="Again", **written(LATER)) == [DROPPED_ALREADY]
    assert refused(read_measure, measure, Decimal(1), **written(LATER)) == [DROPPED]
    again = NewTerms("Staff with an appraisal", "%", target=Decimal(95))
    change_measure(measure, again, reason="Missed", **written(LATER, moment(LATER, hour=13)))
    assert not terms_of(measure).is_dropped


def test_dropping_takes_a_reason(measure):
    assert refused(drop_measure, measure, reason="", **written()) == [NO_REASON]


def test_what_was_counted_is_written_down_with_its_day(measure):
    made = read_measure(measure, Decimal("82.5"), note="From payroll", **written(LATER))

    kept = MeasureReading.objects.get()
    assert kept == made
    assert (kept.value, kept.note, kept.valid_from) == (Decimal("82.5"), "From payroll", LATER)
    assert (kept.recorded_by, kept.recorded_at) == (make_user(), moment(LATER))


@pytest.mark.parametrize("value", ["99999999999.9999", "999999999999.999", "-0.0001"])
def test_every_number_that_is_taken_is_kept_to_the_digit(measure, value):
    read_measure(measure, Decimal(value), **written())

    assert MeasureReading.objects.get().value == Decimal(value)


@pytest.mark.parametrize(
    ("value", "on", "problem"),
    [
        (None, DAY, {"value": [NO_VALUE]}),
        (Decimal("NaN"), DAY, {"value": [NO_NUMBER]}),
        (Decimal(1), LATER, {"day": [TO_COME]}),
    ],
)
def test_what_was_not_counted_is_refused(measure, value, on, problem):
    assert refused(read_measure, measure, value, **written(on, moment())) == problem


def test_a_reading_is_corrected_once(measure):
    reading = read_measure(measure, Decimal(28), **written())

    made = correct_reading(
        reading, Decimal(82), note="Digits", reason="Swapped", **written(DAY, moment(LATER))
    )

    assert (made.value, made.note, made.corrects, made.void) == (82, "Digits", reading, False)
    again = {"reason": "Again", **written(DAY, moment(LATER))}
    assert refused(correct_reading, reading, Decimal(83), **again) == [
        "Somebody has corrected this already. Look at what it says now before you correct it."
    ]
    assert refused(correct_reading, made, Decimal(83), **{**again, "reason": ""}) == [NO_REASON]


def test_a_reading_is_taken_back(measure):
    reading = read_measure(measure, Decimal(28), **written())
    assert refused(take_back_reading, reading, reason=" ", by=make_user(), at=moment()) == [
        NO_REASON
    ]

    made = take_back_reading(reading, reason="Of another", by=make_user(), at=moment(hour=13))

    assert (made.void, made.corrects, made.reason) == (True, reading, "Of another")
