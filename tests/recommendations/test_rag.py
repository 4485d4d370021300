"""The rules of the colours as domain.md has them, and that the question which finds a colour says
the same as the rule.
"""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from recommendations.models import Recommendation, StatusMeaning
from recommendations.rag import Colour, Delivery, Rag, Rule, rag_of
from tests.factories import make_plan, make_recommendation

ON = date(2016, 5, 31)
YESTERDAY, SOON, LATER = ON - timedelta(days=1), ON + timedelta(days=30), ON + timedelta(days=31)
RED, AMBER, GREEN = Colour


def colour(rule, *, meaning="on_track", due=None, per_cent=None):
    is_done = meaning in StatusMeaning.done()
    return rag_of(Delivery(meaning, is_done, due, per_cent), rule, on=ON).colour


@pytest.mark.parametrize(
    ("due", "meaning", "expected"),
    [
        (YESTERDAY, "on_track", RED),
        (YESTERDAY, "at_risk", RED),
        (ON, "on_track", AMBER),
        (SOON, "on_track", AMBER),
        (LATER, "on_track", GREEN),
        (LATER, "at_risk", AMBER),
        (None, "at_risk", AMBER),
        (None, "", GREEN),
        (YESTERDAY, "complete", None),
        (YESTERDAY, "superseded", None),
    ],
)
def test_by_deadline(due, meaning, expected):
    assert colour(Rule.DEADLINE, meaning=meaning, due=due) == expected


@pytest.mark.parametrize(
    ("per_cent", "due", "expected"),
    [
        (0, LATER, RED),
        (25, LATER, RED),
        (26, LATER, AMBER),
        (49, YESTERDAY, RED),
        (50, YESTERDAY, AMBER),
        (75, LATER, AMBER),
        (76, YESTERDAY, GREEN),
        (None, LATER, None),
        (None, YESTERDAY, RED),
    ],
)
def test_by_per_cent(per_cent, due, expected):
    assert colour(Rule.PER_CENT, per_cent=per_cent, due=due) == expected


@pytest.mark.parametrize(
    ("meaning", "expected"),
    [("at_risk", AMBER), ("on_track", GREEN), ("not_started", None), ("", None)],
)
def test_by_judgement(meaning, expected):
    assert colour(Rule.JUDGEMENT, meaning=meaning, due=YESTERDAY) == expected


def test_each_colour_has_its_word_and_its_reason():
    late = Delivery("on_track", False, date(2016, 5, 1), None)
    soon = Delivery("on_track", False, date(2016, 6, 1), None)

    assert rag_of(late, "deadline", on=ON) == Rag(RED, "Overdue since 1 May 2016.")
    assert rag_of(late, "deadline", on=ON).word == "Red"
    assert rag_of(soon, "deadline", on=ON).reason == "Due by 1 June 2016, within 30 days."


def test_what_is_done_has_no_colour_but_a_reason():
    rag = rag_of(Delivery("complete", True, YESTERDAY, 10), "per_cent", on=ON)

    assert (rag.word, rag.reason) == ("", "Nothing is due any more.")


DELIVERIES = st.lists(
    st.tuples(
        st.sampled_from(Rule),
        st.sampled_from(["", *StatusMeaning.values]),
        st.sampled_from([None, YESTERDAY, ON, SOON, LATER]),
        st.sampled_from([None, 0, 25, 26, 49, 50, 75, 76, 100]),
    ),
    min_size=1,
    max_size=8,
)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(deliveries=DELIVERIES)
def test_the_question_finds_what_the_rule_says(db, deliveries):
    rows = _rows(len(deliveries))
    expected: dict = {colour: set() for colour in (None, *Colour)}
    for row, (rule, meaning, due, per_cent) in zip(rows, deliveries, strict=True):
        plan = make_plan(f"By {rule}", f"by-{rule.value}", rag_rule=rule)
        Recommendation.objects.filter(pk=row.pk).update(
            plan=plan, status_meaning=meaning, next_latest=due, per_cent=per_cent
        )
        said = colour(rule, meaning=meaning, due=due, per_cent=per_cent)
        expected[said].add(row.pk)

    among = Recommendation.objects.filter(pk__in=[row.pk for row in rows])
    for said in Colour:
        assert set(among.coloured(said, on=ON).values_list("pk", flat=True)) == expected[said]


def _rows(count):
    while Recommendation.objects.count() < count:
        make_recommendation()
    return list(Recommendation.objects.order_by("pk")[:count])
