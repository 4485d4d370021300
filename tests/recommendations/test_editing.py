from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from people.edited_in_place import EditedMeanwhile
from recommendations.as_at import state_as_at
from recommendations.editing import (
    EditedAction,
    EditedDeadline,
    RecommendationEdit,
    save_edit,
    version_of,
)
from recommendations.models import (
    ActionState,
    DeadlineTerm,
    OwnerCell,
    Placement,
    Recommendation,
    Wording,
)
from recommendations.owner_cells import NewAssignment
from tests.factories import (
    DAY,
    make_action,
    make_deadline,
    make_owner,
    make_owner_cell,
    make_recommendation,
    make_user,
    moment,
    reading,
)

LATER = DAY + timedelta(days=60)
SPRING = reading(earliest=date(2018, 3, 1), latest=date(2018, 5, 31))


@pytest.fixture
def sue(db):
    return make_owner()


@pytest.fixture
def recommendation(sue):
    row = make_recommendation(text="Keep records.", reference="5", timescale="Immediate actions")
    make_owner_cell(row, sue)
    make_action(row, "Tell managers")
    make_deadline(row)
    return row


def as_it_is(recommendation, sue, **changes):
    """The edit page as it was shown, with some changes."""
    edit = RecommendationEdit(
        reference="5",
        text="Keep records.",
        theme=None,
        timescale="Immediate actions",
        priority="",
        response="",
        owner_text="Sue Moorman",
        assignments=(NewAssignment(sue),),
        actions=(EditedAction(recommendation.actions.get(), "Tell managers"),),
        deadlines=(EditedDeadline(recommendation.deadlines.get(), "Autumn 17"),),
        on=LATER,
        reason="",
    )
    return replace(edit, **changes)


def save(recommendation, edit, at=None, version=None):
    version = version or version_of(recommendation)
    return save_edit(recommendation, edit, version=version, by=make_user(), at=at or moment(LATER))


def state(as_at=LATER):
    return state_as_at(Recommendation.objects.all(), as_at=as_at, known_by=None)[0]


def counts():
    kinds = (Wording, Placement, OwnerCell, ActionState, DeadlineTerm)
    return [kind.objects.count() for kind in kinds]


def test_what_nobody_changed_writes_nothing(recommendation, sue):
    assert save(recommendation, as_it_is(recommendation, sue)) == 0
    assert counts() == [1, 1, 1, 1, 1]


def test_a_changed_text_is_true_from_its_day(recommendation, sue):
    save(recommendation, as_it_is(recommendation, sue, text="Keep all records."))

    assert state(LATER - timedelta(days=1)).text == "Keep records."
    assert state().text == "Keep all records."
    assert counts() == [2, 1, 1, 1, 1]


def test_a_correction_was_true_from_the_day_of_what_it_corrects(recommendation, sue):
    edit = as_it_is(
        recommendation, sue, text="Keep all records.", is_correction=True, reason="A slip."
    )
    save(recommendation, edit)

    assert state(DAY).text == "Keep all records."


def test_a_correction_without_a_reason_is_refused_and_writes_nothing(recommendation, sue):
    with pytest.raises(ValidationError, match="Say why"):
        save(recommendation, as_it_is(recommendation, sue, text="X", is_correction=True))

    assert counts() == [1, 1, 1, 1, 1]


def test_a_change_from_before_what_it_says_now_is_refused_in_words(recommendation, sue):
    early = as_it_is(recommendation, sue, text="X", on=DAY - timedelta(days=1))

    with pytest.raises(ValidationError, match="true from 31 May 2016"):
        save(recommendation, early)

    assert counts() == [1, 1, 1, 1, 1]


def test_a_new_place_keeps_the_position(recommendation, sue):
    save(
        recommendation,
        as_it_is(recommendation, sue, timescale="Medium term actions", priority="high"),
    )

    now = state()
    assert (now.timescale, now.priority, now.position) == ("Medium term actions", "high", 1)


def test_other_words_or_other_owners_are_a_new_owner_cell(recommendation, sue):
    elt = make_owner("ELT", "group")
    both = (NewAssignment(sue), NewAssignment(elt, "support"))
    save(recommendation, as_it_is(recommendation, sue, assignments=both))

    assert state().owner_text == "Sue Moorman"
    assert [(o.name, o.role) for o in state().owners] == [
        ("Sue Moorman", "lead"),
        ("ELT", "support"),
    ]
    assert len(state(LATER - timedelta(days=1)).owners) == 1


def test_actions_are_added_reworded_and_completed(recommendation, sue):
    kept = recommendation.actions.get()
    actions = (
        EditedAction(kept, "Tell all managers", "completed"),
        EditedAction(None, "Train them"),
    )
    save(recommendation, as_it_is(recommendation, sue, actions=actions))

    assert [(a.text, a.state) for a in state().actions] == [
        ("Tell all managers", "completed"),
        ("Train them", "open"),
    ]


def test_a_deadline_moves_with_a_reason_and_keeps_its_original(recommendation, sue):
    deadline = recommendation.deadlines.get()
    moved = (EditedDeadline(deadline, "Spring 18", SPRING, parser_version=1),)
    save(recommendation, as_it_is(recommendation, sue, deadlines=moved, reason="Staff left."))

    [term] = state().deadlines
    assert (term.text, term.original_text, term.times_moved) == ("Spring 18", "Autumn 17", 1)
    assert DeadlineTerm.objects.latest("pk").reason == "Staff left."
    assert DeadlineTerm.objects.latest("pk").paper_date == LATER


def test_a_deadline_does_not_move_without_a_reason(recommendation, sue):
    moved = (EditedDeadline(recommendation.deadlines.get(), "Spring 18", SPRING),)

    with pytest.raises(ValidationError, match="Say why the date changes"):
        save(recommendation, as_it_is(recommendation, sue, text="X", deadlines=moved))

    assert counts() == [1, 1, 1, 1, 1]


def test_a_deadline_is_added_and_another_dropped(recommendation, sue):
    dropped = EditedDeadline(recommendation.deadlines.get(), "", is_dropped=True)
    added = EditedDeadline(None, "Spring 18", SPRING)
    save(
        recommendation, as_it_is(recommendation, sue, deadlines=(added, dropped), reason="Merged.")
    )

    assert [d.text for d in state().deadlines] == ["Spring 18"]
    assert [d.text for d in state(DAY).deadlines] == ["Autumn 17"]


def test_a_deadline_that_never_was_is_taken_back(recommendation, sue):
    dropped = (EditedDeadline(recommendation.deadlines.get(), "", is_dropped=True),)
    edit = as_it_is(recommendation, sue, deadlines=dropped, is_correction=True, reason="A slip.")
    save(recommendation, edit)

    assert state(DAY).deadlines == ()


def test_the_reference_is_edited_in_place_and_on_the_audit_trail(recommendation, sue):
    save(recommendation, as_it_is(recommendation, sue, reference="5a"))

    assert state(DAY).reference == "5a"
    trail = recommendation.history.latest()
    assert (trail.reference, trail.history_user) == ("5a", make_user())


def test_the_second_of_two_editors_is_told_and_writes_nothing(recommendation, sue):
    opened = version_of(recommendation)
    save(recommendation, as_it_is(recommendation, sue, text="Mine."))

    with pytest.raises(EditedMeanwhile, match="Somebody else has changed"):
        save(recommendation, as_it_is(recommendation, sue, text="Yours."), version=opened)

    assert state().text == "Mine."


@pytest.mark.parametrize("kind", ["text", "place", "owner", "action", "deadline", "reference"])
def test_every_part_of_the_page_changes_its_version(recommendation, sue, kind):
    changes = {
        "text": {"text": "X"},
        "place": {"priority": "high"},
        "owner": {"owner_text": "Sue"},
        "action": {"actions": (EditedAction(None, "More"),)},
        "deadline": {"deadlines": (EditedDeadline(None, "Spring 18", SPRING),)},
        "reference": {"reference": "6"},
    }
    before = version_of(recommendation)

    save(recommendation, as_it_is(recommendation, sue, **changes[kind]))

    recommendation.refresh_from_db()
    assert version_of(recommendation) != before
