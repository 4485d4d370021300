"""The rules of the colours as domain.md has them, and that the question which finds a colour says
the same as the rule.
"""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from recommendations.models import Recommendation, StatusMeaning
from recommendations.models.finding import is_coloured
from recommendations.rag import Colour, Delivery, Judged, Rag, Rule, rag_key, rag_of
from recommendations.recommendation_list import Listed, list_rows
from recommendations.state_rag import rag_of_state
from tests.factories import make_plan, make_recommendation
from tests.recommendations.states import make_state

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


LATE = Delivery("on_track", False, date(2016, 5, 1), None)
WHY = "The supplier left"


def test_a_person_judges_otherwise_with_a_mark_and_what_the_rule_would_say():
    rag = rag_of(LATE, "deadline", on=ON, judged=Judged("amber", WHY, date(2016, 5, 3)))

    assert (rag.colour, rag.word, rag.marked, rag.is_judged) == (
        AMBER,
        "Amber",
        "Amber (judged)",
        True,
    )
    assert rag.reason == (
        "Judged on 3 May 2016: The supplier left. "
        "By the rule it would be Red: overdue since 1 May 2016."
    )
    assert rag.by_rule == Rag(RED, "Overdue since 1 May 2016.")


def test_a_judgement_that_agrees_with_the_rule_is_marked_still():
    rag = rag_of(LATE, "deadline", on=ON, judged=Judged("red", "Nobody\nanswers!"))

    assert (rag.marked, rag.reason) == ("Red (judged)", "Judged: Nobody answers!")
    assert rag.rule_in_words == "By the rule it is Red too: overdue since 1 May 2016."


def test_a_judgement_where_the_rule_says_nothing():
    rag = rag_of(LATE, "judgement", on=ON, judged=Judged("red", WHY))
    unsaid = rag_of(Delivery("", False, None, None), "per_cent", on=ON, judged=Judged("red", WHY))

    assert rag.reason.endswith("By the rule it would be Green: reported as on track.")
    assert unsaid.reason == (
        "Judged: The supplier left. By the rule it would be blank: no per cent complete was "
        "reported."
    )
    assert rag_of(LATE, "deadline", on=ON).rule_in_words == ""


def test_a_judgement_of_what_is_done_has_no_effect():
    done = Delivery("complete", True, None, None)

    assert rag_of(done, "deadline", on=ON, judged=Judged("red", WHY)).marked == ""


@pytest.mark.parametrize(
    ("rule", "first"),
    [
        ("deadline", "Red: overdue."),
        (
            "per_cent",
            "Red: up to 25% complete; under 50% and overdue; or overdue and not reported.",
        ),
        (
            "judgement",
            "The owners say the colour themselves. Where they have not, their status is read:",
        ),
    ],
)
def test_the_key_says_the_rule_and_the_mark(rule, first):
    key = rag_key(rule)

    assert key[0] == first
    assert key[-2:] == (
        "Blank, if complete: nothing is due any more.",
        "(judged): a person gave this colour, with a reason, in place of the rule.",
    )
    for colour in ("Amber", "Green"):
        assert sum(line.startswith(f"{colour}: ") for line in key) == 1


DELIVERIES = st.lists(
    st.tuples(
        st.sampled_from(Rule),
        st.sampled_from(["", *StatusMeaning.values]),
        st.sampled_from([None, YESTERDAY, ON, SOON, LATER]),
        st.sampled_from([None, 0, 25, 26, 49, 50, 75, 76, 100]),
        st.sampled_from(["", *Colour]),
        st.booleans(),
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
    for row, (rule, *facts) in zip(rows, deliveries, strict=True):
        meaning, due, per_cent, judged, monitored = facts
        plan = make_plan(f"By {rule}", f"by-{rule.value}", rag_rule=rule)
        Recommendation.objects.filter(pk=row.pk).update(
            plan=plan,
            status_meaning=meaning,
            next_latest=due,
            per_cent=per_cent,
            judged_colour=judged,
            judged_reason=WHY,
            is_monitored=monitored,
        )
        of_person = Judged(judged, WHY) if judged and monitored else None
        delivery = Delivery(meaning, meaning in StatusMeaning.done(), due, per_cent)
        said = rag_of(delivery, rule, on=ON, judged=of_person)
        expected[said.colour].add(row.pk)
        assert _listed(row).word == said.word
        assert rag_of_state(_state(row), rule, on=ON) == said

    among = Recommendation.objects.filter(pk__in=[row.pk for row in rows])
    for said in Colour:
        assert set(among.coloured(said, on=ON).values_list("pk", flat=True)) == expected[said]
    done = set(among.filter(status_meaning__in=StatusMeaning.done()).values_list("pk", flat=True))
    for said in (None, *Colour):
        counted = among.filter(is_coloured(said, on=ON)).values_list("pk", flat=True)
        assert set(counted) == expected[said] - done


def _listed(row):
    values = Recommendation.objects.filter(pk=row.pk).values_list(*Listed._fields)
    return list_rows(values, on=ON)[0].rag


def _state(row):
    """A state that says what the columns say."""
    row.refresh_from_db()
    return make_state(
        due=row.next_latest,
        status_meaning=row.status_meaning,
        per_cent=row.per_cent,
        judged_colour=row.judged_colour,
        judged_reason=row.judged_reason,
        is_monitored=row.is_monitored,
    )


def _rows(count):
    while Recommendation.objects.count() < count:
        make_recommendation()
    return list(Recommendation.objects.order_by("pk")[:count])
