"""Each act: what it wrote, who, when; and that a refused act wrote nothing."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from recommendations.cell_text import MAX_CHARACTERS
from recommendations.deadlines import NewDeadline, set_deadlines
from recommendations.further_actions import add_action
from recommendations.models import (
    Action,
    ActionState,
    Deadline,
    DeadlineTerm,
    Exemption,
    Monitoring,
    NilReturn,
    OwnerCell,
    Placement,
    ProgressUpdate,
    Recommendation,
    StatusFact,
    Wording,
)
from recommendations.owner_cells import NewAssignment, NewOwnerCell, name_owners, name_owners_all
from recommendations.plans import NewTheme, start_plan
from recommendations.progress import NewStatus, NewUpdate, record_nil_returns, record_updates
from recommendations.wordings import (
    NewRecommendation,
    exempt_all,
    monitor_all,
    place,
    raise_recommendation,
    raise_recommendations,
    reword,
)
from tests.factories import (
    DAY,
    make_action,
    make_deadline,
    make_owner,
    make_plan,
    make_recommendation,
    make_recommendations,
    make_round,
    make_update,
    make_user,
    moment,
    reading,
    written,
)

pytestmark = pytest.mark.django_db


def test_a_plan_starts_with_its_themes_in_their_order():
    themes = [NewTheme("Communication", "1"), NewTheme("Leadership", "2", "(a note)")]

    about = {"title": "Council-wide action plan", "slug": "council-wide", "themes": themes}
    plan = start_plan(**about, by=make_user(), at=moment())

    rows = [(theme.heading, theme.note, theme.position) for theme in plan.themes.all()]
    assert rows == [("1. Communication", "", 1), ("2. Leadership", "(a note)", 2)]


def test_a_plan_at_an_address_that_is_taken_is_refused():
    make_plan(slug="learning-review")

    with pytest.raises(ValidationError, match="Another plan has this address"):
        start_plan(title="Another", slug="learning-review", by=make_user(), at=moment())


def test_raising_writes_a_wording_and_a_placement_for_each():
    plan = make_plan()
    rows = [
        NewRecommendation("First.", "1", timescale="Immediate actions"),
        NewRecommendation("Second.", "2"),
    ]

    first, second = raise_recommendations(plan, rows, **written())

    wording = Wording.objects.get(recommendation=first)
    assert (wording.text, wording.valid_from, wording.recorded_at) == ("First.", DAY, moment())
    assert wording.recorded_by == make_user()
    assert first.raised_on == DAY
    placed = Placement.objects.order_by("position").values_list(
        "recommendation", "timescale", "position"
    )
    assert list(placed) == [(first.pk, "Immediate actions", 1), (second.pk, "", 2)]


def test_what_is_raised_later_comes_after_what_is_there():
    plan = make_plan()
    make_recommendations(2, plan)

    third = raise_recommendation(plan, text="Third.", **written())

    assert third.placements.get().position == 3


def test_a_reference_may_be_repeated_or_left_out():
    make_recommendation(reference="2.3")
    make_recommendation(reference="2.3")
    make_recommendation(reference="")

    assert Recommendation.objects.count() == 3


@pytest.mark.parametrize("text", ["", "  \n ", "\x00"])
def test_a_recommendation_without_a_text_is_refused_and_nothing_is_written(text):
    with pytest.raises(ValidationError, match="Enter the text"):
        raise_recommendations(
            make_plan(), [NewRecommendation("Good."), NewRecommendation(text)], **written()
        )

    assert not Recommendation.objects.exists()


def test_a_text_over_its_limit_is_refused_with_its_length():
    with pytest.raises(ValidationError, match="20,001 characters"):
        raise_recommendation(make_plan(), text="x" * (MAX_CHARACTERS + 1), **written())


def test_a_theme_of_another_plan_is_refused():
    other = make_plan(slug="other", themes=[{"title": "Communication"}])

    with pytest.raises(ValidationError, match="belongs to another plan"):
        raise_recommendation(make_plan(), text="Text.", theme=other.themes.get(), **written())

    assert not Recommendation.objects.exists()


def test_a_day_to_come_is_refused():
    recommendation = make_recommendation()

    with pytest.raises(ValidationError, match="can't be in the future"):
        reword(recommendation, "New.", by=make_user(), on=DAY + timedelta(days=1), at=moment())

    assert recommendation.wordings.count() == 1


def test_a_text_is_kept_to_the_letter():
    text = "Graham Lidell put  in place –places  “what and how”,\u00a0misspelt"

    recommendation = make_recommendation(text=text)

    assert recommendation.wordings.get().text == text


def test_an_owner_cell_keeps_its_words_and_its_owners_in_order():
    recommendation = make_recommendation()
    cliff, abraham = make_owner("Cliff Youngman"), make_owner("Abraham Ghebre-Ghiorghis")
    named = [NewAssignment(cliff), NewAssignment(abraham, role="support", remit="to advise")]

    cell = name_owners(recommendation, "Cliff Youngman/Abraham Ghebre-Ghioghis", named, **written())

    assert cell.text == "Cliff Youngman/Abraham Ghebre-Ghioghis"
    assigned = cell.assignments.values_list("owner__name", "role", "remit", "order")
    assert list(assigned) == [
        ("Cliff Youngman", "lead", "", 1),
        ("Abraham Ghebre-Ghiorghis", "support", "to advise", 2),
    ]


def test_an_owner_named_twice_in_a_cell_is_refused():
    recommendation, sue = make_recommendation(), make_owner()

    with pytest.raises(ValidationError, match="Sue Moorman is named twice"):
        name_owners(recommendation, "Sue/Sue", [NewAssignment(sue)] * 2, **written())

    assert not OwnerCell.objects.exists()


def test_only_a_hand_over_begins_later():
    cell = NewOwnerCell(make_recommendation(), "Head of HR")
    later = {"by": make_user(), "on": DAY + timedelta(days=9), "at": moment()}

    with pytest.raises(ValidationError, match="can't be in the future"):
        name_owners_all([cell], **later)
    [handed_over] = name_owners_all([cell], may_begin_later=True, **later)

    assert handed_over.valid_from == DAY + timedelta(days=9)


def test_an_action_is_open_and_comes_after_those_that_are_there():
    recommendation = make_recommendation()
    make_action(recommendation, "Implementation of competency framework")

    action = add_action(recommendation, "Development of 360 assessment", **written())

    state = ActionState.objects.get(action=action)
    assert (state.text, state.state) == ("Development of 360 assessment", "open")
    assert list(recommendation.actions.values_list("order", flat=True)) == [1, 2]


def test_an_action_without_words_is_refused_and_nothing_is_written():
    with pytest.raises(ValidationError, match="Say what is still to be done"):
        add_action(make_recommendation(), " ", **written())

    assert not Action.objects.exists()


def test_a_deadline_keeps_its_words_and_their_reading_by_a_person():
    make_deadline(make_recommendation(), "Autumn 17")

    term = DeadlineTerm.objects.get()
    assert (term.text, term.kind, term.paper_date) == ("Autumn 17", "season", DAY)
    assert (term.read_by, term.parser_version) == ("person", None)


def test_a_deadline_read_by_the_program_keeps_the_version_of_the_parser():
    new = NewDeadline(
        make_recommendation(), "Autumn 17", reading(), paper_date=DAY, parser_version=1
    )

    set_deadlines([new], **written())

    term = DeadlineTerm.objects.get()
    assert (term.read_by, term.parser_version) == ("parser", 1)


def test_a_deadline_for_an_action_of_another_recommendation_is_refused():
    one, other = make_recommendations(2)

    with pytest.raises(ValidationError, match="belongs to another recommendation"):
        make_deadline(one, action=make_action(other))

    assert not Deadline.objects.exists()


def test_an_update_causes_its_status():
    update = make_update(make_recommendation(), "Done", status=NewStatus("Implemented", "complete"))

    status = StatusFact.objects.get()
    assert (status.word, status.meaning, status.cause) == ("Implemented", "complete", "update")
    assert status.progress_update == update


def test_an_update_on_behalf_of_somebody_names_both():
    graham = make_owner("Graham Lidell")
    update = NewUpdate(make_recommendation(), "Protocol in place", source_note="E-mail of 30 May")

    [recorded] = record_updates([update], on_behalf_of=graham, **written())

    assert (recorded.recorded_by, recorded.on_behalf_of) == (make_user(), graham)
    assert recorded.source_note == "E-mail of 30 May"


def test_an_update_with_an_unusable_status_writes_nothing():
    with pytest.raises(ValidationError, match="Enter a status"):
        make_update(make_recommendation(), "Done", status=NewStatus(" ", "complete"))

    assert not ProgressUpdate.objects.exists()


def test_a_nil_return_leaves_the_last_update_standing():
    recommendation = make_recommendation(narrative="Underway")
    reporting = make_round(recommendation.plan)

    record_nil_returns([recommendation], reporting, **written())

    assert NilReturn.objects.get().round == reporting
    assert recommendation.progressupdates.get().narrative == "Underway"


def test_taking_off_the_monitored_needs_a_reason():
    with pytest.raises(ValidationError, match="Say why"):
        monitor_all([make_recommendation()], False, reason=" ", **written())

    assert not Monitoring.objects.exists()


def test_an_exemption_names_its_paragraph_and_can_be_lifted():
    recommendation = make_recommendation()

    exempt_all([recommendation], "1", **written())
    exempt_all([recommendation], "", **written(at=moment(hour=13)))

    assert list(Exemption.objects.order_by("recorded_at").values_list("paragraph", flat=True)) == [
        "1",
        "",
    ]


def test_a_placement_keeps_priority_response_and_the_plans_own_columns():
    recommendation = make_recommendation()
    row = {
        "priority": "fundamental",
        "response": "accepted",
        "own_values": {"measurement": "Survey"},
    }

    placed = place(recommendation, position=1, **row, **written(at=moment(hour=13)))

    placed.refresh_from_db()
    assert (placed.priority, placed.response) == ("fundamental", "accepted")
    assert placed.own_values == {"measurement": "Survey"}


def test_a_bulk_act_asks_the_same_number_of_queries_for_three_as_for_twenty():
    plan, rows = make_plan(), [NewRecommendation(f"Text {number}") for number in range(20)]
    make_user()

    with CaptureQueriesContext(connection) as for_three:
        raise_recommendations(plan, rows[:3], **written())
    with CaptureQueriesContext(connection) as for_twenty:
        raise_recommendations(plan, rows, **written())

    assert len(for_three) == len(for_twenty)
