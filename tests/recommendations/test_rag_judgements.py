"""Giving a colour in place of what the rule says: what is written down, and what is refused."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from people.dated_fact import take_back
from people.edited_in_place import EditedMeanwhile
from recommendations.as_at import state_as_at
from recommendations.derived import wrong_derived
from recommendations.models import RagJudgement, Recommendation
from recommendations.progress import NewStatus
from recommendations.rag_judgements import (
    BY_RULE_ALREADY,
    IS_DONE,
    NO_COLOUR,
    NO_REASON,
    NOT_MONITORED,
    NOT_THERE,
    UNCHANGED,
    judge_rag,
    version_of_judgement,
)
from recommendations.wordings import monitor_all
from tests.at_once import at_once, for_threads
from tests.factories import DAY, make_recommendation, make_update, make_user, moment, written

WHY = "The supplier left"
LATER = DAY + timedelta(days=30)


@pytest.fixture
def row(db):
    return make_recommendation(by_when="Autumn 17")


def judge(row, colour="amber", *, reason=WHY, on=DAY, at=None, **more):
    return judge_rag(row, colour, reason=reason, **written(on, at or moment(on, hour=13)), **more)


def judged_as_at(row, day, known_by=None):
    rows = Recommendation.objects.filter(pk=row.pk)
    [state] = state_as_at(rows, as_at=day, known_by=known_by)
    return state.judged_colour, state.judged_reason, state.judged_on, state.judged_by


def derived(row):
    row.refresh_from_db()
    return row.judged_colour, row.judged_reason


def test_a_colour_is_written_down_with_who_when_and_why(row):
    made = judge(row, reason="The supplier left\r\n")

    assert (made.colour, made.reason, made.valid_from) == ("amber", WHY, DAY)
    assert (made.recorded_by, made.recorded_at) == (make_user(), moment(hour=13))
    assert derived(row) == ("amber", WHY)
    assert judged_as_at(row, DAY) == ("amber", WHY, DAY, "Alice Archer")


def test_the_rule_decides_again(row):
    judge(row)

    judge(row, "", reason="Another supplier", on=LATER)

    assert derived(row) == ("", "")
    assert judged_as_at(row, LATER) == ("", "", None, "")
    assert judged_as_at(row, DAY) == ("amber", WHY, DAY, "Alice Archer")
    assert list(wrong_derived()) == []


def test_earlier_days_and_moments_know_nothing_of_it(row):
    judge(row, on=LATER)
    judge(row, "red", on=DAY, at=moment(LATER, hour=15))

    assert judged_as_at(row, DAY, moment(LATER, hour=14))[0] == ""
    assert judged_as_at(row, DAY)[0] == "red"
    assert judged_as_at(row, LATER)[0] == "amber"
    assert derived(row)[0] == "amber"


def test_a_judgement_that_was_taken_back_lets_the_one_before_stand(row):
    judge(row)
    red = judge(row, "red", on=LATER)

    take_back(red, by=make_user(), at=moment(LATER, hour=15), reason="Of another one")

    assert judged_as_at(row, LATER)[:3] == ("amber", WHY, DAY)


def test_the_same_colour_may_be_judged_again_for_another_reason(row):
    judge(row)

    judge(row, reason="Still no supplier", on=LATER)

    assert judged_as_at(row, LATER)[:3] == ("amber", "Still no supplier", LATER)


def refused(row, *args, **more):
    before = RagJudgement.objects.count()
    with pytest.raises(ValidationError) as error:
        judge(row, *args, **more)
    assert RagJudgement.objects.count() == before
    return error.value.messages


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"reason": " "}, NO_REASON),
        ({"colour": "blue"}, NO_COLOUR),
        ({"colour": ""}, BY_RULE_ALREADY),
        ({"on": DAY - timedelta(days=1)}, NOT_THERE),
        ({"on": LATER, "at": moment()}, "The day it is true from can't be in the future."),
    ],
)
def test_what_does_not_count_is_refused(row, typed, sentence):
    assert refused(row, **typed) == [sentence]


def test_what_changes_nothing_is_refused(row):
    judge(row)

    assert refused(row) == [UNCHANGED]


@pytest.mark.parametrize("meaning", ["complete", "superseded", "business_as_usual"])
def test_what_is_done_has_no_colour_to_judge(db, meaning):
    row = make_recommendation(status=("Done", meaning))

    assert refused(row) == [IS_DONE]


def test_what_is_no_longer_monitored_is_not_judged(row):
    monitor_all([row], False, reason="Done with.", **written(at=moment(hour=13)))

    assert refused(row) == [NOT_MONITORED]


def test_a_judgement_of_a_day_on_which_it_was_not_done_yet(row):
    make_update(row, "Done", status=NewStatus("Complete", "complete"), on=LATER)

    judge(row, on=DAY, at=moment(LATER, hour=15))

    assert judged_as_at(row, DAY)[0] == "amber"


def test_of_two_people_the_second_is_told(row):
    version = version_of_judgement(row)
    judge(row, version=version)

    with pytest.raises(EditedMeanwhile):
        judge(row, "red", version=version)

    assert RagJudgement.objects.get().colour == "amber"


@pytest.mark.django_db(transaction=True)
def test_two_at_once_write_one_judgement(tmp_path):
    row = make_recommendation()

    def of(colour):
        try:
            return judge(row, colour, version=0).colour
        except EditedMeanwhile:
            return "told"

    with for_threads(tmp_path):
        said = at_once(lambda: of("amber"), lambda: of("red"))
        [colours] = at_once(lambda: list(RagJudgement.objects.values_list("colour", flat=True)))

    assert len(colours) == 1
    assert sorted(said) == sorted([*colours, "told"])
