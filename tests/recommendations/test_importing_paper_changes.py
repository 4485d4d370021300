from dataclasses import replace
from datetime import date

import pytest

from recommendations.by_when import read_by_when
from recommendations.importing.fields import Field
from recommendations.importing.paper_changes import changes, no_longer_said
from recommendations.importing.reviewed import Problem, ReviewRow
from recommendations.states import DeadlineState, FurtherAction, ThemeState
from tests.recommendations.states import make_state

DAY = date(2016, 5, 31)
ROW = ReviewRow(1, "row 2", text="Buy a boiler.")
STATE = replace(make_state(), text="Buy a boiler.", reference="")
AUTUMN = DeadlineState(
    deadline_id=5,
    action_id=None,
    text="Autumn 17",
    kind="season",
    earliest=date(2017, 9, 1),
    latest=date(2017, 11, 30),
    open_ended=False,
    read_by="parser",
    paper_date=DAY,
    original_text="Autumn 17",
    original_latest=date(2017, 11, 30),
    times_moved=0,
    is_closed=False,
)


def changed(state=None, row=None, keys=None):
    return changes(replace(ROW, **(row or {})), replace(STATE, **(state or {})), keys or {})


def test_the_same_but_for_blanks_is_no_change():
    assert changed(row={"text": " Buy  a\nboiler. "}) == []


@pytest.mark.parametrize(
    ("state", "row", "expected"),
    [
        ({}, {"text": "Buy a Boiler."}, ("text", "Text changed")),
        ({}, {"progress": "It was bought."}, ("progress", "Progress reported")),
        (
            {"further_words": "Ask."},
            {"further_action": "Order."},
            ("further_action", "Further action changed"),
        ),
        (
            {"priority": "High"},
            {"priority": "Low"},
            ("priority", "Priority changed from “High” to “Low”"),
        ),
        ({"reference": ""}, {"reference": "7"}, ("reference", "Reference given: “7”")),
        ({"timescale": ""}, {"timescale": "Soon"}, ("timescale", "Timescale given: “Soon”")),
        ({}, {"own_values": {"Aim": "One"}}, ("own:Aim", "Aim given")),
        ({}, {"theme": "1. Heating"}, ("theme", "Theme given: “1. Heating”")),
    ],
)
def test_what_is_said_anew_is_told(state, row, expected):
    assert changed(state, row) == [expected]


@pytest.mark.parametrize(
    ("state", "row"),
    [
        ({"narrative": "It was bought."}, {"progress": ""}),
        ({"theme": ThemeState(1, "1. Heating", "", 1)}, {"theme": "1 heating"}),
        ({"theme": ThemeState(1, "1. Heating", "", 1)}, {}),
        ({"priority": "High"}, {"priority": ""}),
        ({"own_values": {"aim": "One"}}, {"own_values": {"Aim": "One"}}),
        ({"actions": (FurtherAction(3, "Order.", "open", None),)}, {"further_action": "Order."}),
    ],
)
def test_what_is_the_same_or_not_said_is_no_change(state, row):
    assert changed(state, row, {"Aim": "aim"}) == []


def test_a_column_of_its_own_that_changed_is_told_by_its_heading():
    state, row = {"own_values": {"aim": "One"}}, {"own_values": {"Aim": "Two"}}

    assert changed(state, row, {"Aim": "aim"}) == [("own:Aim", "Aim changed")]


def test_a_date_given_first_is_no_move():
    row = {"by_when": "Autumn 17", "reading": read_by_when("Autumn 17", paper_date=DAY)}

    assert changed(row=row) == [("by_when", "Date given: “Autumn 17”")]


def test_a_row_whose_recommendation_has_several_dates_is_told():
    state = replace(STATE, deadlines=(AUTUMN, replace(AUTUMN, deadline_id=6, text="Spring 18")))
    row = replace(ROW, by_when="Summer 18", reading=read_by_when("Summer 18", paper_date=DAY))

    assert changes(row, state, {}) == [
        ("by_when", "Date moved from “Autumn 17 Spring 18” to “Summer 18”")
    ]
    assert no_longer_said(row, state, {Field.BY_WHEN}) == [
        Problem(
            "by_when",
            "The plan has several dates for this: what the paper says takes their place.",
        )
    ]


def test_a_date_that_is_gone_of_what_is_done_is_not_missed():
    state = replace(STATE, deadlines=(AUTUMN,), status_meaning="complete")

    assert no_longer_said(ROW, state, {Field.BY_WHEN}) == []


def test_a_column_that_the_paper_does_not_have_is_not_missed():
    state = replace(STATE, deadlines=(AUTUMN,), owner_text="Sue Moorman")

    assert no_longer_said(ROW, state, {Field.RECOMMENDATION}) == []
