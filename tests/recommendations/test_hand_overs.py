from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from people.edited_in_place import EditedMeanwhile
from people.models import Alias
from people.owner_text import KnownOwner, PartyKind
from recommendations.derived import refresh_derived, wrong_derived
from recommendations.further_actions import NewAction, add_actions, state_action
from recommendations.hand_over_words import words_after
from recommendations.hand_overs import hand_over, undo_hand_over, what_undoing_moves
from recommendations.held import assignments_after, held_by, proposed_words
from recommendations.models import (
    ActionState,
    HandOver,
    HandOverAction,
    HandOverCell,
    OwnerCell,
    Recommendation,
)
from recommendations.owner_cells import (
    NewAssignment,
    NewOwnerCell,
    name_owners,
    name_owners_all,
    owners_to_come,
)
from tests.factories import (
    DAY,
    make_action,
    make_owner,
    make_owner_cell,
    make_plan,
    make_recommendation,
    make_recommendations,
    make_user,
    moment,
    written,
)

pytestmark = pytest.mark.django_db
FRIDAY = DAY + timedelta(days=3)
LATER = DAY + timedelta(days=60)
ALL = Recommendation.objects.all()
REASON = "Sue leaves on Friday"


@pytest.fixture
def sue():
    owner = make_owner()
    Alias.objects.create(owner=owner, name="S. Moorman")
    return owner


@pytest.fixture
def graham():
    return make_owner("Graham Lidell")


@pytest.fixture
def elt():
    return make_owner("ELT", "group")


@pytest.fixture
def row():
    return make_recommendation(text="Keep records.", reference="5")


def proposed(leaver, successor, on=FRIDAY):
    held = held_by(leaver, ALL, on=on)
    words = proposed_words(held.cells, leaver, successor)
    return {key: text or "Typed" for key, text in words.items()}


def move(leaver, successor, on=FRIDAY, at=None, cells=None, actions=None, **more):
    """Hand over all that somebody holds, by default."""
    held = held_by(leaver, ALL, on=on)
    return hand_over(
        leaver,
        successor,
        cells=proposed(leaver, successor, on) if cells is None else cells,
        actions=[h.key for h in held.actions] if actions is None else actions,
        by=make_user("lena@example.gov.uk", "Lena Lead"),
        on=on,
        at=at or moment(DAY, 13),
        reason=more.pop("reason", REASON),
        **more,
    )


def undo(made, on=LATER, at=None, reason="She stays", **more):
    at = at or moment(LATER)
    return undo_hand_over(made, by=make_user(), on=on, at=at, reason=reason, **more)


def says(row, as_at, known_by=None):
    """The words of an owner cell, and who is meant: name, part, remit."""
    cell = OwnerCell.objects.last_standing(row, as_at=as_at, known_by=known_by).get()
    named = cell.assignments.order_by("order").values_list("owner__name", "role", "remit")
    return cell.text, list(named)


def kept():
    return [
        list(kind.objects.order_by("pk").values_list("pk", flat=True))
        for kind in (OwnerCell, ActionState, HandOver, HandOverCell, HandOverAction)
    ]


# The words


SUE = KnownOwner(1, "Sue Moorman", PartyKind.PERSON, ("S. Moorman",))
CLIFF = KnownOwner(2, "Cliff Youngman", PartyKind.PERSON)
HEAD = KnownOwner(3, "Head of HR", PartyKind.POST)
GRAHAM = KnownOwner(4, "Graham Lidell", PartyKind.PERSON)


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("Sue Moorman", "Graham Lidell"),
        ("Cliff Youngman/Sue Moorman", "Cliff Youngman/Graham Lidell"),
        ("Sue Moorman / Head of HR", "Graham Lidell / Head of HR"),
        ("S. Moorman;  Cliff Youngman", "Graham Lidell;  Cliff Youngman"),
        ("Sue\nMoorman\nHead of HR", "Graham Lidell\nHead of HR"),
        ("SUE MOORMAN", "Graham Lidell"),
        ("Cllr Sue Moorman", "Cllr Graham Lidell"),
        ("Sue Moorman, Head of HR", "Graham Lidell, Head of HR"),
        ("1. Sue Moorman to write\n2. Sue Moorman to check", None),
        ("Sue Morman", "Graham Lidell"),
        ("Moorman, Sue", "Graham Lidell"),
        ("Cliff Youngman/Moorman, Sue", "Cliff Youngman/Graham Lidell"),
        ("Moorman, Cliff Youngman", "Graham Lidell, Cliff Youngman"),
        ("Sue Moorman, Sue Bell", "Graham Lidell, Sue Bell"),
        ("Sue Moorman to promote best practice.", "Graham Lidell to promote best practice."),
        ("Head of HR (Sue Moorman)", "Head of HR (Graham Lidell)"),
        ("", ""),
    ],
)
def test_name_gives_way_and_the_rest_stays_to_the_letter(text, after):
    if after is None:
        after = text.replace("Sue Moorman", "Graham Lidell")

    assert words_after(text, SUE, [CLIFF, HEAD], successor="Graham Lidell") == after


@pytest.mark.parametrize(
    "text",
    [
        "Head of HR",
        "Sue Moorman-Jones",
        "Mary-Sue Moorman Patel",
        "Cliff Youngman",
        "TBC",
        "Moorman, Susan",
        "Moorman, S",
    ],
)
def test_words_that_do_not_name_the_leaver_have_to_be_typed(text):
    assert words_after(text, SUE, [HEAD], successor="Graham Lidell") is None


def test_close_spelling_of_somebody_else_in_the_cell_is_theirs():
    other = KnownOwner(5, "Sue Mooreman", PartyKind.PERSON)

    after = words_after("Sue Mooreman/S. Moorman", SUE, [other], successor="Graham Lidell")

    assert after == "Sue Mooreman/Graham Lidell"


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("Sue Moorman/Graham Lidell", "Graham Lidell"),
        ("Graham Lidell/Sue Moorman", "Graham Lidell"),
        ("Cliff Youngman/Sue Moorman/Graham Lidell", "Cliff Youngman/Graham Lidell"),
        ("Graham Lidell\nSue Moorman", "Graham Lidell"),
        ("Graham Lidell, Cliff Youngman and Sue Moorman", "Graham Lidell, Cliff Youngman"),
        ("Graham Lidell with input from Sue Moorman", "Graham Lidell"),
        ("Graham Lidell, Head of IT/Sue Moorman", "Graham Lidell, Head of IT"),
        ("1. Sue Moorman to write\n2. Graham Lidell", "1. Graham Lidell"),
        ("1. Graham Lidell\n2. Sue Moorman to write", "1. Graham Lidell"),
        ("Sue Moorman and Graham Lidell and S. Moorman", "Graham Lidell"),
        ("Graham Lidell supported by the Sue Moorman", "Graham Lidell"),
        ("Graham Lidell / [Sue Moorman]", None),
        ("Graham Lidell (Sue Moorman)", None),
        ("Sue Moorman", None),
        ("Head of HR", None),
    ],
)
def test_name_goes_with_what_joined_it_where_the_successor_stands_already(text, after):
    assert words_after(text, SUE, [GRAHAM, CLIFF]) == after


# What is held


def test_held_are_the_cells_in_force_on_the_day_and_open_actions(sue, graham, elt, row):
    make_owner_cell(row, graham)
    cell = make_owner_cell(row, elt, sue, at=moment(hour=13))
    other = make_recommendation(make_plan("Other", "other"), owners=[sue])
    make_owner_cell(other, graham, at=moment(hour=13))
    [mine, done] = add_actions(
        [NewAction(other, "Tell staff", sue), NewAction(other, "Tell members", sue)], **written()
    )
    state_action(done, "Tell members", "completed", owner=sue, **written(at=moment(hour=14)))
    make_action(row)

    held = held_by(sue, ALL, on=FRIDAY)

    assert [(h.recommendation, h.cell, h.on, h.is_done) for h in held.cells] == [
        (row, cell, FRIDAY, False)
    ]
    assert [(h.recommendation, h.state.action, h.on) for h in held.actions] == [
        (other, mine, FRIDAY)
    ]


def test_what_is_done_is_told_apart(sue):
    make_recommendation(owners=[sue], status=("Done", "complete"))

    [held] = held_by(sue, ALL, on=FRIDAY).cells

    assert held.is_done


def test_other_recommendations_are_left_out(sue, row):
    make_owner_cell(row, sue)

    assert held_by(sue, ALL.exclude(pk=row.pk), on=FRIDAY).cells == ()


def test_what_was_merged_into_somebody_is_theirs(sue, graham, row):
    spelled = make_owner("Susan Moorman", is_active=False, merged_into=sue)
    make_owner_cell(row, spelled, text="Susan Moorman")

    move(sue, graham)

    assert says(row, FRIDAY) == ("Graham Lidell", [("Graham Lidell", "lead", "")])


def test_successor_has_the_part_remit_and_place_of_the_leaver(sue, graham, elt, row):
    named = [NewAssignment(elt), NewAssignment(sue, "support", "to advise")]
    name_owners(row, "ELT with advice from Sue Moorman", named, **written())

    [held] = held_by(sue, ALL, on=FRIDAY).cells

    assert assignments_after(held, sue, graham) == (
        NewAssignment(elt),
        NewAssignment(graham, "support", "to advise"),
    )


def test_successor_who_is_there_keeps_their_own_part(sue, graham, elt, row):
    named = [NewAssignment(sue), NewAssignment(elt), NewAssignment(graham, "support")]
    name_owners(row, "Sue Moorman/ELT/Graham Lidell", named, **written())

    [held] = held_by(sue, ALL, on=FRIDAY).cells

    assert assignments_after(held, sue, graham) == tuple(named[1:])


def test_held_takes_the_same_queries_for_any_number(sue, graham):
    counts = []
    for number in (1, 30):
        rows = make_recommendations(number)
        name_owners_all(
            [NewOwnerCell(r, "Sue Moorman", (NewAssignment(sue),)) for r in rows], **written()
        )
        add_actions([NewAction(r, "Tell staff", sue) for r in rows], **written())
        with CaptureQueriesContext(connection) as queries:
            held = held_by(sue, ALL, on=FRIDAY)
            proposed_words(held.cells, sue, graham)
            [(h.recommendation.plan.title, assignments_after(h, sue, graham)) for h in held.cells]
            [(h.recommendation.plan.title, h.state.action) for h in held.actions]
        counts.append(len(queries))

    assert counts == [10, 10]


# The act


def test_hand_over_moves_cells_and_actions_from_a_day_and_keeps_history(sue, graham, elt, row):
    before = make_owner_cell(row, elt, sue)
    [action] = add_actions([NewAction(row, "Tell staff", sue)], **written())

    made = move(sue, graham)

    assert says(row, FRIDAY) == (
        "ELT/Graham Lidell",
        [("ELT", "lead", ""), ("Graham Lidell", "lead", "")],
    )
    assert says(row, FRIDAY - timedelta(days=1))[0] == "ELT/Sue Moorman"
    assert says(row, FRIDAY, known_by=moment())[0] == "ELT/Sue Moorman"
    new = OwnerCell.objects.latest("pk")
    assert (str(new.recorded_by), new.recorded_at, new.valid_from, new.reason) == (
        "Lena Lead",
        moment(DAY, 13),
        FRIDAY,
        REASON,
    )
    state = action.states.latest("pk")
    assert (state.owner, state.text, state.state) == (graham, "Tell staff", "open")
    assert (state.valid_from, state.reason) == (FRIDAY, REASON)
    assert (made.from_owner, made.to_owner, made.valid_from) == (sue, graham, FRIDAY)
    assert (made.reason, str(made.recorded_by), made.recorded_at, made.undoes) == (
        REASON,
        "Lena Lead",
        moment(DAY, 13),
        None,
    )
    assert [(c.written, c.replaced) for c in made.cells.all()] == [(new, before)]
    assert str(made) == "Sue Moorman to Graham Lidell"
    assert str(made.cells.get()) == f"{new} for {before}"
    assert [(a.written, a.replaced) for a in made.actions.all()] == [(state, action.states.first())]
    assert list(wrong_derived()) == []


def test_lists_say_so_from_the_day_on(sue, graham, row):
    make_owner_cell(row, sue)

    move(sue, graham, on=LATER)

    row.refresh_from_db()
    assert row.owner_text == "Sue Moorman"
    refresh_derived([row.pk], on=LATER)
    row.refresh_from_db()
    assert row.owner_text == "Graham Lidell"
    assert list(wrong_derived()) == []


def test_typed_words_are_taken_to_the_letter(sue, graham, row):
    cell = make_owner_cell(row, sue, text="Head of HR")

    move(sue, graham, cells={cell.pk: "Director\nof HR "})

    assert says(row, FRIDAY) == ("Director\nof HR", [("Graham Lidell", "lead", "")])


def test_what_is_not_chosen_stays(sue, graham, row):
    make_owner_cell(row, sue)
    other = make_recommendation(owners=[sue])
    cell = other.ownercells.get()

    move(sue, graham, cells={cell.pk: "Graham Lidell"})

    assert (says(row, LATER)[0], says(other, LATER)[0]) == ("Sue Moorman", "Graham Lidell")


def test_cells_to_come_are_moved_from_their_own_day(sue, graham, elt, row):
    make_owner_cell(row, elt)
    move(elt, sue, on=LATER)

    made = move(sue, graham, at=moment(hour=14))

    assert made.valid_from == FRIDAY
    assert [says(row, day)[0] for day in (FRIDAY, LATER - timedelta(days=1), LATER)] == [
        "ELT",
        "ELT",
        "Graham Lidell",
    ]


def test_hand_over_of_long_ago_moves_what_was_written_since(sue, graham, elt, row):
    make_owner_cell(row, sue)
    make_owner_cell(row, sue, elt, on=FRIDAY, at=moment(FRIDAY))

    move(sue, graham, on=DAY + timedelta(days=1), at=moment(LATER))

    assert [says(row, DAY + timedelta(days=n))[0] for n in (0, 1, 3)] == [
        "Sue Moorman",
        "Graham Lidell",
        "Graham Lidell/ELT",
    ]


def test_group_or_post_can_hand_over_too(graham, elt, row):
    make_owner_cell(row, elt)

    move(elt, graham)

    assert says(row, FRIDAY) == ("Graham Lidell", [("Graham Lidell", "lead", "")])


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"reason": " "}, "reason"),
        ({"cells": {}, "actions": []}, "chosen"),
        ({"to_self": True}, "successor"),
    ],
)
def test_refused_hand_over_changes_nothing(sue, graham, row, change, field):
    make_owner_cell(row, sue)
    before = kept()
    successor = sue if change.pop("to_self", False) else graham

    with pytest.raises(ValidationError) as refused:
        move(sue, successor, **change)

    assert list(refused.value.error_dict) == [field]
    assert kept() == before


def test_what_somebody_changed_meanwhile_is_refused_as_a_whole(sue, graham, elt, row):
    shown = make_owner_cell(row, sue)
    other = make_recommendation(owners=[sue])
    cells = {shown.pk: "Graham Lidell", other.ownercells.get().pk: "Graham Lidell"}
    make_owner_cell(row, sue, elt, at=moment(hour=13))
    before = kept()

    with pytest.raises(EditedMeanwhile):
        move(sue, graham, cells=cells)

    assert kept() == before


def test_what_may_not_be_touched_is_refused(sue, graham, row):
    make_owner_cell(row, sue)
    before = kept()

    with pytest.raises(EditedMeanwhile):
        move(sue, graham, among=Recommendation.objects.none())

    assert kept() == before


def test_text_too_long_for_a_cell_changes_nothing(sue, graham, row):
    cell = make_owner_cell(row, sue)
    before = kept()

    with pytest.raises(ValidationError):
        move(sue, graham, cells={cell.pk: "x" * 1_000_000})

    assert kept() == before


def test_three_hundred_rows_take_the_same_queries_but_for_batches(sue, graham):
    counts = []
    for number in (1, 40, 300):
        rows = make_recommendations(number)
        name_owners_all(
            [NewOwnerCell(r, "Sue Moorman", (NewAssignment(sue),)) for r in rows], **written()
        )
        with transaction.atomic(), CaptureQueriesContext(connection) as queries:
            move(sue, graham)
            transaction.set_rollback(True)
        inserts = [q for q in queries if q["sql"].startswith("INSERT")]
        counts.append(len(queries) - len(inserts))

    assert counts[0] == counts[1] == counts[2]
    assert len(inserts) < 40


# Undoing


def test_undo_puts_the_old_words_and_owners_back_from_a_day(sue, graham, elt, row):
    make_owner_cell(row, elt, sue)
    [action] = add_actions([NewAction(row, "Tell staff", sue)], **written())
    made = move(sue, graham)

    undone = undo(made)

    assert says(row, LATER) == (
        "ELT/Sue Moorman",
        [("ELT", "lead", ""), ("Sue Moorman", "lead", "")],
    )
    assert says(row, LATER - timedelta(days=1))[0] == "ELT/Graham Lidell"
    assert action.states.latest("pk").owner == sue
    assert (undone.undoes, undone.from_owner, undone.to_owner) == (made, graham, sue)
    assert (undone.valid_from, undone.reason, str(undone.recorded_by)) == (
        LATER,
        "She stays",
        "Alice Archer",
    )
    assert [c.replaced for c in undone.cells.all()] == [c.written for c in made.cells.all()]
    assert undone.actions.get().replaced == made.actions.get().written
    assert list(wrong_derived()) == []


def test_undone_before_it_began_it_never_takes_effect(sue, graham, row):
    before = make_owner_cell(row, sue)
    [action] = add_actions([NewAction(row, "Tell staff", sue)], **written())
    made = move(sue, graham, on=LATER)

    undone = undo(made, on=DAY, at=moment(hour=14))

    assert OwnerCell.objects.last_standing(row, as_at=date.max, known_by=None).get() == before
    void = OwnerCell.objects.latest("pk")
    assert (void.void, void.corrects, void.valid_from) == (True, made.cells.get().written, LATER)
    state = ActionState.objects.last_standing(action, as_at=date.max, known_by=None).get()
    assert state.owner == sue
    assert undone.valid_from == LATER
    assert says(row, LATER, known_by=moment(DAY, 13))[0] == "Graham Lidell"


def test_undo_leaves_what_somebody_changed_since(sue, graham, elt, row):
    make_owner_cell(row, sue)
    other = make_recommendation(owners=[sue])
    made = move(sue, graham)
    make_owner_cell(other, graham, elt, on=FRIDAY, at=moment(FRIDAY))

    undoing = what_undoing_moves(made, on=LATER, today=LATER)
    undo(made)

    assert [move.recommendation for move in undoing.back] == [row]
    assert [move.recommendation for move in undoing.changed] == [other]
    assert (says(row, LATER)[0], says(other, LATER)[0]) == ("Sue Moorman", "Graham Lidell/ELT")


def test_undo_leaves_an_action_that_is_done_since(sue, graham, row):
    [action] = add_actions([NewAction(row, "Tell staff", sue)], **written())
    made = move(sue, graham)
    state_action(action, "Tell staff", "completed", owner=graham, **written(FRIDAY))

    with pytest.raises(ValidationError, match="comes from another change"):
        undo(made)

    assert action.states.latest("pk").state == "completed"


def test_undo_leaves_what_is_handed_on_from_a_day_to_come(sue, graham, elt, row):
    make_owner_cell(row, sue)
    made = move(sue, graham)
    move(graham, elt, on=LATER + timedelta(days=9), at=moment(LATER))

    assert what_undoing_moves(made, on=LATER, today=LATER).back == ()


def test_two_hand_overs_are_undone_one_after_the_other(sue, graham, elt, row):
    make_owner_cell(row, sue)
    first, second = move(sue, graham), move(graham, elt, at=moment(hour=14))

    undo(second)
    undo(first, at=moment(LATER, 13))

    assert says(row, LATER)[0] == "Sue Moorman"


def test_what_was_moved_from_a_later_day_is_undone_too(sue, graham, elt, row):
    make_owner_cell(row, elt)
    move(elt, sue, on=LATER + timedelta(days=9))
    made = move(sue, graham, at=moment(hour=14))

    undo(made)

    assert says(row, LATER + timedelta(days=9))[0] == "Sue Moorman"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"reason": ""}, "reason"),
        ({"on": LATER + timedelta(days=1)}, "on"),
        ({"on": FRIDAY - timedelta(days=1)}, "on"),
        ({"among": Recommendation.objects.none()}, None),
    ],
)
def test_refused_undoing_changes_nothing(sue, graham, row, change, field):
    make_owner_cell(row, sue)
    made = move(sue, graham)
    before = kept()

    with pytest.raises(ValidationError) as refused:
        undo(made, **change)

    assert list(getattr(refused.value, "error_dict", {None: ""})) == [field]
    assert kept() == before


def test_a_hand_over_is_undone_once_and_an_undoing_never(sue, graham, row):
    make_owner_cell(row, sue)
    made = move(sue, graham)
    undone = undo(made)
    before = kept()

    for one in (made, undone):
        with pytest.raises(ValidationError):
            undo(one, at=moment(LATER, 14))

    assert kept() == before


def test_undoing_takes_the_same_queries_for_any_number(sue, graham):
    counts = []
    # As many rows as SQLite takes in one statement, of 999 values, when their columns are set.
    for number in (1, 24):
        rows = make_recommendations(number)
        name_owners_all(
            [NewOwnerCell(r, "Sue Moorman", (NewAssignment(sue),)) for r in rows], **written()
        )
        with transaction.atomic():
            made = move(sue, graham)
            with CaptureQueriesContext(connection) as queries:
                undo(made)
            transaction.set_rollback(True)
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_each_row_is_undone_from_the_later_of_the_day_and_its_own(sue, graham, row):
    """The cells of one begin after the day, and one has another cell from a later day."""
    sixth = FRIDAY + timedelta(days=5)
    late, two = make_recommendation(), make_recommendation()
    make_owner_cell(row, sue)
    make_owner_cell(late, sue, on=sixth, at=moment(sixth))
    make_owner_cell(two, sue, text="S. Moorman")
    make_owner_cell(two, sue, on=sixth, at=moment(sixth))
    made = move(sue, graham, at=moment(sixth, 13))

    undo(made, on=FRIDAY + timedelta(days=2))

    assert [says(r, LATER)[0] for r in (row, late, two)] == ["Sue Moorman"] * 3
    assert [says(r, sixth)[0] for r in (row, late, two)] == ["Sue Moorman"] * 3
    assert says(two, FRIDAY + timedelta(days=2))[0] == "S. Moorman"
    assert says(two, FRIDAY + timedelta(days=1))[0] == "Graham Lidell"
    assert not OwnerCell.objects.in_force(as_at=FRIDAY + timedelta(days=4), known_by=None).filter(
        recommendation=late
    )
    assert list(wrong_derived()) == []


def test_where_all_begin_after_the_day_undoing_is_not_refused(sue, graham, row):
    make_owner_cell(row, sue)
    made = move(sue, graham, on=DAY - timedelta(days=90))

    undo(made, on=DAY - timedelta(days=30))

    assert says(row, DAY)[0] == "Sue Moorman"


def test_what_nobody_wrote_over_is_undone_from_the_day_though_it_was_written_again(
    sue, graham, elt, row
):
    make_owner_cell(row, sue)
    first, second = move(sue, graham), move(graham, elt, on=LATER, at=moment(LATER))
    undo(second, on=LATER, at=moment(LATER, 13))

    undo(first, on=FRIDAY + timedelta(days=1), at=moment(LATER, 14))

    assert says(row, FRIDAY + timedelta(days=1))[0] == "Sue Moorman"
    assert says(row, LATER)[0] == "Sue Moorman"


def test_undoing_says_who_is_named_again_though_out_of_use(sue, graham, elt, row):
    make_owner_cell(row, elt, sue)
    elt.is_active = sue.is_active = False
    elt.save()
    made = move(sue, graham)
    sue.save()

    undoing = what_undoing_moves(made, on=LATER, today=LATER)

    assert undoing.owners_out_of_use == [sue]


def test_what_somebody_decides_before_it_begins_stays_when_it_is_undone(sue, graham, elt, row):
    other = make_recommendation(owners=[sue])
    make_owner_cell(row, sue)
    made = move(sue, graham, on=LATER)
    make_owner_cell(row, elt, on=FRIDAY, at=moment(FRIDAY))

    undoing = what_undoing_moves(made, on=LATER, today=FRIDAY)
    undo(made, at=moment(FRIDAY, 13))

    assert [put.recommendation for put in undoing.otherwise] == [row]
    assert (says(row, LATER)[0], says(other, LATER)[0]) == ("ELT", "Sue Moorman")


def test_owners_to_come_are_those_of_each_later_day(sue, graham, elt, row):
    make_owner_cell(row, sue)
    assert owners_to_come(row, on=DAY) == []
    made = move(sue, graham, on=LATER)
    again = move(graham, elt, on=LATER, at=moment(hour=14))

    [to_come] = owners_to_come(row, on=DAY)

    assert (to_come.on, to_come.words, to_come.hand_over) == (LATER, "ELT", again)
    assert owners_to_come(row, on=LATER) == []
    undo(again, at=moment(hour=15))
    assert [later.hand_over for later in owners_to_come(row, on=DAY)] == [made]


# What the database refuses


@pytest.mark.parametrize(
    "wrong",
    [
        {"to_owner": "from"},
        {"reason": ""},
        {"pk": 900, "undoes_id": 900},
        {"undoes": "undone already"},
    ],
)
def test_the_database_refuses_what_no_hand_over_can_be(sue, graham, row, wrong):
    make_owner_cell(row, sue)
    made = move(sue, graham)
    undo(made)
    said = {"from_owner": sue, "to_owner": graham, "valid_from": DAY, "reason": "x"}
    meant = {"from": sue, "undone already": made}
    changed = {name: meant.get(value, value) for name, value in wrong.items()}

    with pytest.raises(IntegrityError), transaction.atomic():
        HandOver.objects.create(
            **{**said, "recorded_by": make_user(), "recorded_at": moment(), **changed}
        )


@pytest.mark.parametrize("kind", [HandOverCell, HandOverAction])
@pytest.mark.parametrize("wrong", ["to itself", "twice written", "twice replaced"])
def test_the_database_refuses_a_wrong_move(sue, graham, row, kind, wrong):
    other = make_recommendation(owners=[sue])
    make_owner_cell(row, sue)
    add_actions([NewAction(r, "Tell staff", sue) for r in (row, other)], **written())
    one, two = move(sue, graham) and kind.objects.order_by("pk")
    changed = {
        "to itself": {"replaced": one.written},
        "twice written": {"written": two.written},
        "twice replaced": {"replaced": two.replaced},
    }[wrong]

    for name, fact in changed.items():
        setattr(one, name, fact)

    with pytest.raises(IntegrityError), transaction.atomic():
        one.save()


def test_a_hand_over_is_never_changed(sue, graham, row):
    make_owner_cell(row, sue)
    move(sue, graham)

    for kind in (HandOver, HandOverCell, HandOverAction):
        with pytest.raises(TypeError):
            kind.objects.update(pk=9)
