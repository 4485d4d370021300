"""The columns of a plan's own: editing them, filling them, and printing what they say."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from lxml import html

from people.roles import Role
from recommendations.as_at import state_as_at
from recommendations.forms.own_columns import (
    own_value_fields,
    own_values_initial,
    typed_own_values,
)
from recommendations.models import Placement, Plan
from recommendations.own_columns import (
    EditedColumn,
    OwnColumn,
    columns_in_words,
    columns_of,
    edited_columns,
    hidden_columns,
    is_key,
    keys_of,
    own_columns,
    validate_own_columns,
)
from recommendations.plans import edit_plan
from tests.factories import (
    DAY,
    make_plan,
    make_recommendation,
    make_update,
    make_user,
    moment,
)
from tests.journeys.looking import beside, lost, rows_kept
from tests.sending import filled_in, problems, send, words

EDIT = "/plans/learning-review/edit/"
MEASURE = {"key": "measure", "heading": "Measure", "of": "recommendation"}
COST = {"key": "cost", "heading": "Cost so far", "of": "update"}
RISK = {"key": "risk", "heading": "Risk", "of": "update", "hidden": True}


def a_plan(*columns):
    return SimpleNamespace(own_columns=list(columns))


# What a plan has


def test_those_in_use_and_those_removed():
    plan = a_plan(MEASURE, RISK, COST)

    assert own_columns(plan) == [
        OwnColumn("measure", "Measure", "recommendation"),
        OwnColumn("cost", "Cost so far", "update"),
    ]
    assert hidden_columns(plan) == [OwnColumn("risk", "Risk", "update", is_hidden=True)]
    assert columns_of(plan, "update") == [OwnColumn("cost", "Cost so far", "update")]
    assert keys_of(plan, "update") == {"cost", "risk"}
    assert own_columns(a_plan()) == []


def test_in_words():
    assert columns_in_words([MEASURE, RISK]) == (
        "Measure, per recommendation\nRisk, per update (removed)"
    )


@pytest.mark.parametrize(
    ("heading", "key"),
    [
        ("Measure of success", "measure_of_success"),
        ("Coût (£)", "cout"),
        ("計画", "column"),
        ("Cost", "cost_2"),
        ("COST!", "cost_2"),
        ("Risk?", "risk_2"),
        ("x" * 100, "x" * 46),
    ],
)
def test_a_new_column_has_a_key_of_its_own_made_from_its_heading(heading, key):
    plan = a_plan(COST, RISK)
    rows = [EditedColumn("cost", "Cost so far"), EditedColumn("", heading)]

    columns = edited_columns(plan, rows)

    assert columns == [COST, {"key": key, "heading": heading, "of": "update"}, RISK]
    validate_own_columns(columns)


def test_two_new_columns_never_share_a_key():
    rows = [EditedColumn("", "Cost"), EditedColumn("", "Cost?", "recommendation")]

    assert [column["key"] for column in edited_columns(a_plan(), rows)] == ["cost", "cost_2"]


def test_a_column_keeps_its_key_and_what_it_is_filled_per():
    [column] = edited_columns(a_plan(COST), [EditedColumn("cost", "Budget", "recommendation")])

    assert column == {"key": "cost", "heading": "Budget", "of": "update"}


def test_a_removed_column_is_hidden_and_comes_back_under_its_heading():
    removed = edited_columns(a_plan(COST), [EditedColumn("cost", "", is_removed=True)])
    back = edited_columns(a_plan(*removed), [EditedColumn("", "cost so  far")])

    assert removed == [{**COST, "hidden": True}]
    assert back == [{"key": "cost", "heading": "cost so  far", "of": "update"}]


def test_a_heading_that_was_filled_otherwise_is_another_column():
    columns = edited_columns(a_plan(RISK), [EditedColumn("", "Risk", "recommendation")])

    assert columns == [{"key": "risk_2", "heading": "Risk", "of": "recommendation"}, RISK]


def test_columns_stand_in_the_order_given():
    rows = [EditedColumn("cost", "Cost so far"), EditedColumn("measure", "Measure")]

    assert edited_columns(a_plan(MEASURE, RISK, COST), rows) == [COST, MEASURE, RISK]


SHAPE = "Each column needs a key, a heading, and what it is filled per."
KEY = "The key of a column has 1 to 50 small letters, digits and underscores."
HEADING = "The heading of a column has 1 to 100 characters."


@pytest.mark.parametrize(
    ("columns", "sentence"),
    [
        ("cost", "The plan's own columns must be a list."),
        ({"key": "cost"}, "The plan's own columns must be a list."),
        (["cost"], SHAPE),
        ([{"key": "cost", "heading": "Cost"}], SHAPE),
        ([{**COST, "width": 9}], SHAPE),
        ([{**COST, "heading": " "}], HEADING),
        ([{**COST, "heading": 3}], HEADING),
        ([{**COST, "heading": "x" * 101}], HEADING),
        ([{**COST, "key": ""}], KEY),
        ([{**COST, "key": "Cost"}], KEY),
        ([{**COST, "key": "own:cost"}], KEY),
        ([{**COST, "key": "x" * 51}], KEY),
        ([{**COST, "key": None}], KEY),
        (
            [{**COST, "of": "plan"}],
            "“Cost so far” must be filled per recommendation or per update.",
        ),
        ([{**COST, "of": []}], "“Cost so far” must be filled per recommendation or per update."),
        ([{**COST, "hidden": "no"}], "“Cost so far” must be hidden or not."),
        ([COST, {**MEASURE, "key": "cost"}], "The key “cost” stands for two columns."),
        (
            [COST, {**MEASURE, "heading": "COST so far"}],
            "Two columns are called “COST so far”. Each needs a heading of its own.",
        ),
    ],
)
def test_columns_of_another_shape_are_refused(columns, sentence):
    with pytest.raises(ValidationError) as refusal:
        validate_own_columns(columns)

    assert refusal.value.messages == [sentence]


def test_a_hidden_column_may_have_the_heading_of_another():
    validate_own_columns([RISK, {**COST, "heading": "Risk"}])


@pytest.mark.parametrize(("text", "expected"), [("cost_2", True), ("", False), ("cost 2", False)])
def test_what_can_be_a_key(text, expected):
    assert is_key(text) is expected


@pytest.mark.django_db
def test_a_plan_checks_its_columns():
    with pytest.raises(ValidationError) as refusal:
        make_plan(own_columns=[{"key": "Cost"}])

    assert refusal.value.message_dict == {"own_columns": [SHAPE]}
    assert not Plan.objects.exists()


# The boxes for what is written in them


def test_there_is_a_box_for_each_of_a_kind_with_what_it_says():
    plan = a_plan(MEASURE, COST, RISK)

    fields = own_value_fields(plan, "update")

    assert {name: (field.label, field.required) for name, field in fields.items()} == {
        "own_cost": ("Cost so far", False)
    }
    assert own_values_initial(plan, "update", {"cost": "£5", "measure": "All"}) == {
        "own_cost": "£5"
    }
    assert own_values_initial(plan, "recommendation", {}) == {"own_measure": ""}


@pytest.mark.parametrize(
    ("before", "typed", "after"),
    [
        ({}, "", {}),
        ({}, "£5", {"cost": "£5"}),
        ({"cost": "£5"}, "£5", {"cost": "£5"}),
        ({"cost": "£5"}, "", {"cost": ""}),
        ({"cost": ""}, "", {"cost": ""}),
        ({"risk": "High", "measure": "All"}, "£5", {"risk": "High", "cost": "£5"}),
    ],
)
def test_what_was_typed_joins_what_is_not_shown(before, typed, after):
    plan = a_plan(MEASURE, COST, RISK)

    assert typed_own_values(plan, "update", {"own_cost": typed}, before=before) == after


# The page of the plan


@pytest.fixture
def lead(client, db):
    client.force_login(make_user("lena@example.gov.uk", "Lena Lead", role=Role.LEAD))
    return client


@pytest.fixture
def plan(db):
    return make_plan(own_columns=[MEASURE, COST])


@pytest.mark.django_db
def test_start_a_plan_with_a_column_and_rules_of_its_own(lead):
    send(
        lead,
        "/plans/new/",
        **{
            "title": "Survey",
            "columns-0-heading": "Cost so far",
            "columns-0-of": "update",
            "revision": "committee",
            "revision_stops_overdue": "on",
            "review_months": "3",
            "demands_text": "on",
            "asks_per_cent": "on",
        },
    )

    plan = Plan.objects.get()
    assert plan.own_columns == [{"key": "cost_so_far", "heading": "Cost so far", "of": "update"}]
    rules = (plan.revision, plan.revision_stops_overdue, plan.review_months)
    assert rules == ("committee", True, 3)
    assert (plan.demands_text, plan.asks_per_cent, plan.asks_forecast) == (True, True, False)
    page = words(lead.get(plan.get_absolute_url()))
    assert "How this plan works Later dates Decided by a committee." in page
    assert "Falls due for review every 3 months" in page
    assert "A new status needs words. Per cent complete is asked for." in page
    assert "Columns of its own Cost so far" in page


def test_the_page_renames_removes_and_adds_columns_and_the_trail_tells_it(lead, plan):
    send(
        lead,
        EDIT,
        **{
            "columns-0-heading": "Measure of success",
            "columns-1-DELETE": "on",
            "columns-2-heading": "Saved",
            "columns-2-of": "recommendation",
        },
    )

    plan.refresh_from_db()
    assert plan.own_columns == [
        {"key": "measure", "heading": "Measure of success", "of": "recommendation"},
        {"key": "saved", "heading": "Saved", "of": "recommendation"},
        {"key": "cost", "heading": "Cost so far", "of": "update", "hidden": True},
    ]
    assert "Removed before: Cost so far." in words(lead.get(EDIT))
    history = words(lead.get("/plans/learning-review/history/"))
    assert "Columns of its own from Measure, per recommendation Cost so far, per update to" in (
        history
    )


def test_the_page_says_how_a_layout_calls_a_column_and_keeps_its_kind(lead, plan):
    page = lead.get(EDIT)

    assert "A layout calls it own:cost." in words(page)
    [kind] = html.fromstring(page.text).xpath("//select[@name='columns-1-of']")
    assert "disabled" in kind.attrib


def test_two_columns_of_one_heading_are_said_and_nothing_is_lost(lead, plan):
    sent = filled_in(lead.get(EDIT), **{"columns-2-heading": "measure"})
    before = rows_kept()

    page = lead.post(EDIT, sent)

    assert problems(page) == ["Two columns are called “measure”. Each needs a heading of its own."]
    assert lost(page, sent) == {}
    assert rows_kept() == before


def test_a_column_without_a_heading_is_said(lead, plan):
    page = lead.post(EDIT, filled_in(lead.get(EDIT), **{"columns-0-heading": " "}))

    assert beside(page, "columns-0-heading") == ["Enter the heading of the column"]


@pytest.mark.parametrize("months", ["", "0", "61", "six", "9" * 30])
def test_months_that_are_none_are_said(lead, plan, months):
    sent = filled_in(lead.get(EDIT), review_months=months)

    page = lead.post(EDIT, sent)

    assert beside(page, "review_months") == ["Enter a number of months from 1 to 60"]
    assert lost(page, sent) == {}


def test_the_second_of_two_chooses_between_rules_and_headings(lead, plan):
    opened = lead.get(EDIT)
    other = Client()
    other.force_login(make_user("larry@example.gov.uk", "Larry Lead", role=Role.LEAD))
    theirs = {"revision": "committee", "asks_forecast": "on", "columns-0-heading": "Target"}
    send(other, EDIT, **theirs)
    mine = {"revision": "at_once", "asks_per_cent": "on", "columns-0-heading": "Goal"}

    page = lead.post(EDIT, filled_in(opened, **mine))

    said = words(page)
    assert "What you typed Nobody has to: a new date counts as soon as it is asked for" in said
    assert "What it says now A committee does, and its minute is noted" in said
    assert "Heading What you typed Goal What it says now Target" in said
    chosen = {"keep-revision": "saved", "columns-0-keep-heading": "typed"}
    lead.post(EDIT, filled_in(page, **chosen))
    plan.refresh_from_db()
    assert (plan.revision, plan.asks_per_cent, plan.asks_forecast) == ("committee", True, True)
    assert plan.own_columns == [{**MEASURE, "heading": "Goal"}, COST]


# The page of a recommendation


def state(plan, as_at=DAY):
    [state] = state_as_at(plan.recommendations.all(), as_at=as_at, known_by=None)
    return state


@pytest.fixture
def row(plan):
    row = make_recommendation(plan, own_values={"measure": "All staff", "old": "Kept"})
    make_update(row, own_values={"cost": "£5"})
    return row


@pytest.fixture
def address(row):
    return f"/recommendations/{row.pk}/edit/"


def test_what_is_filled_per_recommendation_is_filled_on_its_page(lead, plan, row, address):
    page = lead.get(address)
    send(lead, address, own_measure="Most staff\n- in time")

    assert filled_in(page)["own_measure"] == ["All staff"]
    assert "own_cost" not in filled_in(page)
    today = row.placements.latest("pk")
    assert today.own_values == {"measure": "Most staff\n- in time", "old": "Kept"}
    assert today.recorded_by.name == "Lena Lead"
    assert state(plan).own_values == {"measure": "All staff", "old": "Kept", "cost": "£5"}
    now = state(plan, today.valid_from)
    assert now.own_values == {
        "measure": "Most staff\n- in time",
        "old": "Kept",
        "cost": "£5",
    }


def test_what_nobody_changed_writes_nothing(lead, row, address):
    before = rows_kept()

    send(lead, address)

    assert rows_kept() == {**before, "people.SentForm": 1}


def test_a_box_that_is_emptied_is_empty_from_then_on(lead, plan, row, address):
    send(lead, address, own_measure="")

    today = row.placements.latest("pk").valid_from
    assert state(plan, today).own_values["measure"] == ""
    assert state(plan, today - timedelta(days=1)).own_values["measure"] == "All staff"


def test_a_text_over_its_limit_is_said(lead, row, address):
    page = lead.post(address, filled_in(lead.get(address), own_measure="x" * 20_001))

    assert beside(page, "own_measure")[0].startswith("This text has 20,001 characters.")
    assert Placement.objects.count() == 1


def test_the_second_of_two_chooses_between_what_they_wrote(lead, row, address):
    opened = lead.get(address)
    other = Client()
    other.force_login(make_user("larry@example.gov.uk", "Larry Lead", role=Role.LEAD))
    send(other, address, own_measure="Theirs")

    page = lead.post(address, filled_in(opened, own_measure="Mine"))

    assert "Measure What you typed Mine What it says now Theirs" in words(page)
    lead.post(address, filled_in(page, **{"keep-own_measure": "saved"}))
    assert row.placements.latest("pk").own_values["measure"] == "Theirs"


def test_a_column_that_was_removed_is_not_asked_for_and_keeps_its_words(lead, plan, row, address):
    hidden = [{**MEASURE, "hidden": True}, COST]
    edit_plan(plan, by=make_user(), at=moment(), version=plan.version, own_columns=hidden)

    send(lead, address, priority="High")

    assert "own_measure" not in filled_in(lead.get(address))
    placed = row.placements.latest("pk")
    assert (placed.priority, placed.own_values["measure"]) == ("High", "All staff")


def test_markup_in_a_heading_is_shown_as_it_is(lead, plan, row, address):
    heading = "<b>Bold</b> {{ 1 }} {% now %}"
    columns = [{**MEASURE, "heading": heading}]
    edit_plan(plan, by=make_user(), at=moment(), version=plan.version, own_columns=columns)

    assert heading in words(lead.get(address))
    assert filled_in(lead.get(EDIT))["columns-0-heading"] == [heading]
    assert heading in words(lead.get("/plans/learning-review/"))
