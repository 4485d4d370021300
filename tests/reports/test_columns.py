from datetime import date

import pytest

from recommendations.as_at import state_as_at
from recommendations.cell_text import Block
from recommendations.deadlines import revise
from recommendations.further_actions import state_action
from recommendations.measure_states import MeasureState
from recommendations.progress import record_nil_returns
from recommendations.rag import Colour, Rag
from recommendations.state_rag import rag_of_state
from recommendations.verification import confirm_completion, refuse_completion
from reports.columns import COLUMNS, OWNER_COLUMNS, RAG_COLUMNS, RowFacts, cell, is_column
from reports.layouts.column_widths import LEAST_WIDTH_MM, PAPER_WIDTH_MM
from tests.factories import (
    DAY,
    make_action,
    make_deadline,
    make_owner,
    make_owner_cell,
    make_plan,
    make_recommendation,
    make_round,
    make_update,
    moment,
    reading,
    written,
)
from tests.recommendations.states import make_deadline_state, make_state


def cell_of(key, recommendation, **facts):
    [state] = state_as_at(recommendation.plan.recommendations.all(), as_at=DAY, known_by=None)
    return cell(key, RowFacts(state, DAY, **facts))


def said(key, state=None, **facts):
    """The lines of a column, of a state without a database."""
    return [block.text for block in cell(key, RowFacts(state or make_state(), DAY, **facts))]


def test_the_catalogue():
    assert list(COLUMNS) == [
        "reference",
        "recommendation",
        "response",
        "priority",
        "owner",
        "owner_name",
        "owner_post",
        "owner_both",
        "progress",
        "further_action",
        "by_when",
        "original_date",
        "times_moved",
        "status",
        "rag",
        "rag_reason",
        "reason",
        "last_updated",
        "verified",
        "changes",
        "measures",
    ]
    assert COLUMNS.keys() > OWNER_COLUMNS | RAG_COLUMNS


@pytest.mark.parametrize("key", COLUMNS)
def test_every_column_can_be_chosen_by_what_it_says(key):
    column = COLUMNS[key]

    assert column.key == key
    assert column.label
    assert column.heading
    assert column.about.endswith(".")
    assert LEAST_WIDTH_MM <= column.width <= PAPER_WIDTH_MM
    assert [c.label for c in COLUMNS.values()].count(column.label) == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("key", "blocks"),
    [
        ("reference", (Block("2.7"),)),
        ("recommendation", (Block("Consider:"), Block("roadshows", 1), Block("bulletins", 1))),
        ("progress", (Block("Underway .\nIn draft"),)),
        ("by_when", (Block("CMT: 19 September,\nExecutive 16 October"),)),
        ("owner", (Block("Sue Moorman"),)),
        ("status", (Block("Under way"),)),
        ("priority", (Block("High"),)),
        ("response", (Block("Partially accepted"),)),
        ("last_updated", (Block("31 May 2016"),)),
    ],
)
def test_each_column_says_its_own_words(key, blocks):
    recommendation = make_recommendation(
        make_plan(),
        reference="2.7",
        text="Consider:\n• roadshows\n• bulletins",
        priority="High",
        response="Partially accepted",
        narrative="Underway .\nIn draft",
        status=("Under way", "on_track"),
        by_when="CMT: 19 September,\nExecutive 16 October",
        owners=[make_owner("Sue Moorman")],
    )

    assert cell_of(key, recommendation) == blocks


@pytest.mark.django_db
@pytest.mark.parametrize("key", sorted(set(COLUMNS) - {"recommendation", "reference"}))
def test_what_nobody_said_is_an_empty_cell(key):
    assert cell_of(key, make_recommendation()) == ()


def test_the_owner_cell_keeps_the_words_of_the_paper(db):
    recommendation = make_recommendation()
    owner = make_owner("Abraham Ghebre-Ghiorghis")
    make_owner_cell(recommendation, owner, text="Abraham Ghebre-Ghioghis")

    assert cell_of("owner", recommendation) == (Block("Abraham Ghebre-Ghioghis"),)


def test_what_is_to_be_done_is_said_action_by_action_with_its_deadline(db):
    recommendation = make_recommendation(by_when="Ongoing")
    first = make_action(recommendation, "Implementation of competency framework")
    second = make_action(recommendation, "Development of 360 assessment:\n- pilot")
    make_deadline(recommendation, "March 17", action=first)
    make_deadline(recommendation, "Autumn 17", action=second)

    assert cell_of("further_action", recommendation) == (
        Block("Implementation of competency framework"),
        Block("Development of 360 assessment:"),
        Block("pilot", 1),
    )
    assert cell_of("by_when", recommendation) == (
        Block("Ongoing"),
        Block("March 17"),
        Block("Autumn 17"),
    )


@pytest.mark.parametrize("state", ["completed", "withdrawn"])
def test_what_is_done_with_is_no_longer_said_and_the_update_has_the_word(db, state):
    recommendation = make_recommendation()
    action = make_action(recommendation)
    make_deadline(recommendation, "March 17", action=action)
    make_update(recommendation, further_words="Complete")

    open_cell = cell_of("further_action", recommendation)
    state_action(action, "Implementation of competency framework", state, **written())

    assert open_cell == (Block("Implementation of competency framework"),)
    assert cell_of("further_action", recommendation) == (Block("Complete"),)
    assert cell_of("by_when", recommendation) == ()


def test_a_column_that_is_not_in_the_catalogue_is_an_error(db):
    with pytest.raises(KeyError):
        cell_of("colour", make_recommendation())


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("key", "blocks"),
    [
        ("own:measure", (Block("All staff:"), Block("trained", 1))),
        ("own:cost", (Block("£5"),)),
        ("own:empty", ()),
        ("own:unknown", ()),
    ],
)
def test_a_column_of_the_plans_own_says_what_the_recommendation_or_its_update_says(key, blocks):
    recommendation = make_recommendation(own_values={"measure": "All staff:\n- trained"})
    make_update(recommendation, own_values={"cost": "£5", "empty": ""})

    assert cell_of(key, recommendation) == blocks


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("status", True),
        ("own:cost_2", True),
        ("own:", False),
        ("own:Cost", False),
        ("own:own:cost", False),
        ("cost", False),
    ],
)
def test_which_columns_a_layout_can_have(key, expected):
    assert is_column(key) is expected


@pytest.mark.django_db
def test_a_date_that_moved_keeps_its_original_beside_it():
    recommendation = make_recommendation()
    deadline = make_deadline(recommendation, "Spring 17", latest=date(2017, 5, 31), earliest=None)
    for words, latest in (("Autumn 17", date(2017, 11, 30)), ("2018", date(2018, 12, 31))):
        read_as = reading(latest=latest, earliest=None)
        revise(deadline, words, reading=read_as, paper_date=DAY, reason="Late.", **written())
    make_deadline(recommendation, "Never moved")

    assert cell_of("by_when", recommendation) == (Block("2018"), Block("Never moved"))
    assert cell_of("original_date", recommendation) == (Block("Spring 17"), Block("Never moved"))
    assert cell_of("times_moved", recommendation) == (Block("2"), Block("0"))


@pytest.mark.django_db
def test_verified_stands_beside_the_status():
    recommendation = make_recommendation(status=("Complete", "complete"))
    said = [cell_of("verified", recommendation)]
    confirm_completion(recommendation, method="Seen.", **written(at=moment(hour=13)))
    said.append(cell_of("verified", recommendation))
    word = recommendation.plan.status_words.get(word="On track")
    at = moment(hour=14)
    refuse_completion(recommendation, word=word, method="Seen.", note="Not so.", **written(at=at))
    said.append(cell_of("verified", recommendation))

    assert said == [(), (Block("Verified"),), (Block("Completion refused"),)]


def test_a_colour_is_a_word_with_its_reason_beside_it():
    red = Rag(Colour.RED, "Overdue since 30 April 2016.")
    judged = Rag(Colour.AMBER, "Judged: the supplier left.", is_judged=True)

    assert said("rag", rag=red) == ["Red"]
    assert said("rag_reason", rag=red) == ["Overdue since 30 April 2016."]
    assert said("rag", rag=judged) == ["Amber (judged)"]
    assert said("rag") == []


def test_what_is_done_has_no_colour_and_no_reason_for_one():
    done = make_state(status_meaning="complete")
    rag = rag_of_state(done, "deadline", on=DAY)

    assert (said("rag", done, rag=rag), said("rag_reason", done, rag=rag)) == ([], [])


def test_owners_stand_one_below_the_other():
    facts = {"owner_names": ("Sue Moorman", "ELT"), "owner_posts": ("Head of HR", "ELT")}

    assert said("owner_name", **facts) == ["Sue Moorman", "ELT"]
    assert said("owner_post", **facts) == ["Head of HR", "ELT"]
    assert said("owner_both", owners_both=("Head of HR (Sue Moorman)",)) == [
        "Head of HR (Sue Moorman)"
    ]


ASKED = "Executive asked Sue Moorman to attend (8 June 2016, minute 14)"


def test_the_reason_to_attend_says_what_the_rules_say_to_it():
    late = make_deadline_state(date(2016, 4, 30)), make_deadline_state(date(2016, 3, 31))
    overdue = make_state(deadlines=late)

    assert said("reason", overdue, attendance=(ASKED,), silent_rounds=2) == [
        ASKED,
        "No update received for 2 rounds in a row.",
        "Overdue since 31 March 2016.",
    ]
    assert said("reason", attendance=(ASKED,), silent_rounds=1) == [ASKED, "No update received."]
    assert said("reason", attendance=(ASKED,)) == [ASKED]
    assert said("reason", overdue, silent_rounds=2) == []


def test_the_reason_for_a_date_is_kept_as_it_was_typed():
    reason = "“Spring 18” asked for: The supplier left.\n- A new one is sought"

    blocks = cell("reason", RowFacts(make_state(), DAY, reasons=(reason,)))

    assert blocks == (
        Block("“Spring 18” asked for: The supplier left."),
        Block("A new one is sought", 1),
    )


@pytest.mark.django_db
def test_a_nil_return_is_an_answer_too():
    recommendation = make_recommendation(narrative="Underway", on=date(2016, 4, 30))
    round = make_round(recommendation.plan)
    record_nil_returns([recommendation], round=round, **written(at=moment(hour=13)))

    assert cell_of("last_updated", recommendation) == (Block("31 May 2016"),)


def test_a_measure_is_a_line():
    measure = MeasureState("Staff trained", "%", "higher", None, None, None, None)

    assert said("measures", measures=(measure, measure)) == [measure.in_words] * 2


def test_what_changed_is_said_once_papers_are_compared():
    assert said("changes") == []
