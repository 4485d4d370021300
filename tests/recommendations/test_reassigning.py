"""Handing over what chosen recommendations have, from whoever is named, and undoing it."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from people.edited_in_place import EditedMeanwhile
from people.merging import merge
from recommendations.derived import wrong_derived
from recommendations.further_actions import NewAction, add_actions, state_action
from recommendations.hand_overs import hand_over, undo_hand_over, what_undoing_moves
from recommendations.held import held_by_whoever, owners_named_in
from recommendations.models import (
    ActionState,
    HandOver,
    HandOverAction,
    HandOverCell,
    OwnerCell,
    Recommendation,
)
from recommendations.owner_cells import NewAssignment, NewOwnerCell, name_owners, name_owners_all
from tests.factories import (
    DAY,
    make_owner,
    make_owner_cell,
    make_recommendation,
    make_recommendations,
    make_user,
    moment,
    written,
)

pytestmark = pytest.mark.django_db
BEFORE, FRIDAY, LATER = (DAY + timedelta(days=number) for number in (-1, 3, 60))
ALL = Recommendation.objects.all()


@pytest.fixture
def sue():
    return make_owner()


@pytest.fixture
def graham():
    return make_owner("Graham Lidell")


@pytest.fixture
def elt():
    return make_owner("ELT", "group")


def reassign(successor, rows=ALL, on=FRIDAY, at=None, **more):
    """All that the rows have, by default."""
    held = held_by_whoever(rows, successor=successor, on=on)
    chosen = {
        "cells": {h.key: successor.name for h in held.cells if h.cell},
        "first": {h.key: successor.name for h in held.cells if not h.cell},
        "actions": [h.key for h in held.actions],
    }
    return hand_over(
        None,
        successor,
        by=make_user("lena@example.gov.uk", "Lena Lead"),
        on=on,
        at=at or moment(DAY, 13),
        reason="Housing takes over",
        **{**chosen, **more},
    )


def undo(made, on=LATER, at=None):
    at = at or moment(LATER)
    return undo_hand_over(made, by=make_user(), on=on, at=at, reason="It stays")


def says(row, as_at):
    """The words of an owner cell, and who is meant: name and part; None without a cell."""
    cell = OwnerCell.objects.last_standing(row, as_at=as_at, known_by=None).first()
    if cell is None:
        return None
    named = cell.assignments.order_by("order").values_list("owner__name", "role")
    return cell.text, list(named)


def kept():
    kinds = (OwnerCell, ActionState, HandOver, HandOverCell, HandOverAction)
    return [kind.objects.count() for kind in kinds]


ALONE = ("Graham Lidell", [("Graham Lidell", "lead")])


# What they have


def test_they_have_their_cells_those_to_come_and_the_first_of_those_without(sue, graham, elt):
    named, unread, none, _ = rows = make_recommendations(4)
    make_owner_cell(named, sue, elt)
    name_owners(unread, "TBC", **written())
    make_owner_cell(rows[3], graham)

    held = held_by_whoever(ALL, successor=graham, on=FRIDAY)

    assert [(h.recommendation, h.text, h.on, h.is_done) for h in held.cells] == [
        (named, "Sue Moorman/ELT", FRIDAY, False),
        (unread, "TBC", FRIDAY, False),
        (none, "", FRIDAY, False),
    ]
    assert [h.cell is None for h in held.cells] == [False, False, True]
    assert held.cells[2].key == none.pk


def test_cells_that_begin_later_and_rows_that_are_raised_later_come_on_their_day(sue, graham):
    row, later = make_recommendation(), make_recommendation(reference="2", on=FRIDAY)
    make_owner_cell(row, sue)
    made = reassign(sue, ALL.filter(pk=later.pk), on=LATER, at=moment(FRIDAY, 13))

    held = held_by_whoever(ALL, successor=graham, on=BEFORE)

    to_come = made.cells.get().written
    assert [(h.recommendation, h.cell, h.on) for h in held.cells] == [
        (row, row.ownercells.get(), DAY),
        (later, None, FRIDAY),
        (later, to_come, LATER),
    ]


def test_what_the_successor_alone_has_is_left_out(sue, graham):
    rows = make_recommendations(4)
    make_owner_cell(rows[0], graham)
    make_owner_cell(rows[1], graham, text="Director of Housing")
    name_owners(rows[2], graham.name, [NewAssignment(graham, "support")], **written())
    make_owner_cell(rows[3], spelled := make_owner("G. Lidell"))
    merge(spelled, graham, by=make_user(), at=moment())

    held = held_by_whoever(ALL, successor=graham, on=FRIDAY)

    assert [h.recommendation for h in held.cells] == rows[1:]


def test_open_actions_of_others_go_too(sue, graham):
    row = make_recommendation(owners=[graham])
    [theirs, own, nobodys, done] = add_actions(
        [
            NewAction(row, "Tell staff", sue),
            NewAction(row, "Tell members", graham),
            NewAction(row, "Tell nobody"),
            NewAction(row, "Tell all", sue),
        ],
        **written(),
    )
    state_action(done, "Tell all", "completed", owner=sue, **written(at=moment(hour=13)))

    held = held_by_whoever(ALL, successor=graham, on=FRIDAY)

    assert [h.state.action for h in held.actions] == [theirs]
    assert (own.states.count(), nobodys.states.count()) == (1, 1)


def test_owners_on_offer_are_those_named_now_by_name_with_how_many(sue, graham, elt):
    one, two, _ = make_recommendations(3)
    make_owner_cell(one, sue, elt)
    make_owner_cell(two, graham)
    make_owner_cell(two, spelled := make_owner("Susan"), at=moment(hour=13))
    add_actions([NewAction(one, "Tell staff", elt), NewAction(two, "Tell all", elt)], **written())
    merge(spelled, sue, by=make_user(), at=moment())

    assert owners_named_in(ALL, on=FRIDAY) == [(elt, 2), (sue, 2)]
    assert owners_named_in(ALL.filter(pk=two.pk), on=FRIDAY) == [(elt, 1), (sue, 1)]


def test_it_takes_the_same_queries_for_any_number(sue, graham):
    counts = []
    for number in (1, 30):
        rows = make_recommendations(2 * number)
        cells = [NewOwnerCell(r, "Sue Moorman", (NewAssignment(sue),)) for r in rows[:number]]
        name_owners_all(cells, **written())
        add_actions([NewAction(r, "Tell staff", sue) for r in rows], **written())
        with CaptureQueriesContext(connection) as queries:
            held = held_by_whoever(ALL, successor=graham, on=FRIDAY)
            [(h.recommendation.plan.title, h.text) for h in held.cells]
            owners_named_in(ALL, on=FRIDAY)
        counts.append(len(queries))

    assert counts == [12, 12]


# The act


def test_everything_goes_to_the_successor_alone_and_history_stays(sue, graham, elt):
    named, none = make_recommendations(2)
    before = make_owner_cell(named, sue, elt)
    [action] = add_actions([NewAction(named, "Tell staff", sue)], **written())

    made = reassign(graham)

    assert (says(named, FRIDAY), says(none, FRIDAY)) == (ALONE, ALONE)
    assert says(named, FRIDAY - timedelta(days=1))[0] == "Sue Moorman/ELT"
    assert says(none, FRIDAY - timedelta(days=1)) is None
    assert action.states.latest("pk").owner == graham
    assert (made.from_owner, made.to_owner, made.valid_from) == (None, graham, FRIDAY)
    assert (str(made.recorded_by), made.recorded_at) == ("Lena Lead", moment(DAY, 13))
    assert made.reason == "Housing takes over"
    moves = {move.recommendation: move.replaced for move in made.cells.all()}
    assert moves == {named: before, none: None}
    assert [move.replaced for move in made.actions.all()] == [action.states.first()]
    assert str(made) == "Reassigned to Graham Lidell"
    assert list(wrong_derived()) == []


def test_lists_say_so(sue, graham):
    row, other = make_recommendations(2)
    make_owner_cell(row, sue)

    reassign(graham, on=DAY)

    for one in (row, other):
        one.refresh_from_db()
        assert (one.owner_text, one.is_owned) == ("Graham Lidell", True)


def test_words_are_taken_as_they_were_typed_and_what_is_not_chosen_stays(sue, graham):
    row, none, other = make_recommendations(3)
    cell = make_owner_cell(row, sue)
    make_owner_cell(other, sue)

    reassign(graham, cells={cell.pk: "Director\nof Housing"}, first={none.pk: "G. Lidell "})

    assert says(row, FRIDAY) == ("Director\nof Housing", ALONE[1])
    assert says(none, FRIDAY) == ("G. Lidell", ALONE[1])
    assert says(other, FRIDAY)[0] == "Sue Moorman"


def test_what_has_a_cell_by_now_is_refused_as_a_whole(sue, graham):
    row, other = make_recommendations(2)
    cell = make_owner_cell(other, sue)
    make_owner_cell(row, sue)
    before = kept()

    with pytest.raises(EditedMeanwhile, match="who owns what you chose"):
        reassign(graham, cells={cell.pk: "Graham"}, first={row.pk: "Graham"})

    assert kept() == before


def test_what_may_not_be_touched_is_refused(sue, graham):
    row = make_recommendation(owners=[sue])
    before = kept()

    with pytest.raises(EditedMeanwhile):
        reassign(graham, among=Recommendation.objects.exclude(pk=row.pk))

    assert kept() == before


@pytest.mark.parametrize(
    ("change", "field"),
    [({"cells": {}, "first": {}, "actions": []}, "chosen"), ({"reason": " "}, "reason")],
)
def test_refused_reassigning_changes_nothing(sue, graham, change, field):
    row = make_recommendation(owners=[sue])
    before = kept()
    cells = {row.ownercells.get().pk: "Graham"}
    given = {"cells": cells, "reason": "x", **change}

    with pytest.raises(ValidationError) as refused:
        hand_over(None, graham, by=make_user(), on=FRIDAY, at=moment(), **given)

    assert list(refused.value.error_dict) == [field]
    assert kept() == before


# Undoing


def test_undone_it_names_who_was_named_before_or_nobody(sue, graham, elt):
    named, none = make_recommendations(2)
    make_owner_cell(named, sue, elt)
    [action] = add_actions([NewAction(named, "Tell staff", sue)], **written())
    made = reassign(graham)

    undone = undo(made)

    assert says(named, LATER) == ("Sue Moorman/ELT", [("Sue Moorman", "lead"), ("ELT", "lead")])
    assert says(none, LATER) == ("", [])
    assert says(none, LATER - timedelta(days=1)) == ALONE
    assert action.states.latest("pk").owner == sue
    assert (undone.from_owner, undone.to_owner, undone.undoes) == (graham, None, made)
    assert str(undone) == "Back from Graham Lidell"
    none.refresh_from_db()
    assert (none.owner_text, none.is_owned) == ("", False)
    assert list(wrong_derived()) == []


def test_undone_before_its_day_it_never_takes_effect(sue, graham):
    named, none = make_recommendations(2)
    make_owner_cell(named, sue)
    made = reassign(graham, on=LATER)

    undo(made, at=moment(hour=14))

    assert (says(named, LATER)[0], says(none, LATER)) == ("Sue Moorman", None)


def test_what_was_named_since_stays(sue, graham, elt):
    none = make_recommendation()
    made = reassign(graham, on=DAY)
    make_owner_cell(none, elt, at=moment(hour=14))

    undoing = what_undoing_moves(made, on=DAY, today=DAY)

    assert (undoing.back, [move.recommendation for move in undoing.changed]) == ((), [none])


def test_of_an_owner_only_what_chosen_recommendations_have_goes(sue, graham):
    chosen, other = make_recommendation(owners=[sue]), make_recommendation(owners=[sue])
    cell = chosen.ownercells.get()
    rows = Recommendation.objects.filter(pk=chosen.pk)

    hand_over(
        sue, graham, cells={cell.pk: "Graham Lidell"}, among=rows, reason="x", **written(FRIDAY)
    )

    assert (says(chosen, FRIDAY)[0], says(other, FRIDAY)[0]) == ("Graham Lidell", "Sue Moorman")
