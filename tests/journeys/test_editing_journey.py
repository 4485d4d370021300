"""Editing one recommendation: its words, owners, actions and dates, from a day on or because they
were wrong.
"""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from people.models import Owner
from recommendations.by_when import PARSER_VERSION
from recommendations.deadlines import NewDeadline, set_deadlines
from recommendations.hand_overs import hand_over
from recommendations.models import DeadlineTerm, OwnerCell, Placement, Recommendation, Wording
from tests.factories import (
    DAY,
    make_action,
    make_owner,
    make_owner_cell,
    make_recommendation,
    make_recommendations,
    reading,
    written,
)
from tests.journeys.looking import beside, lost, messages, rows_kept
from tests.sending import filled_in, problems, send, words

pytestmark = pytest.mark.django_db
IN_JUNE = {"true_from_0": "30", "true_from_1": "6", "true_from_2": "2016"}
WRONG = {"change": "correction", "reason": "Misread the paper."}


@pytest.fixture
def row(plan, sue):
    row = make_recommendation(plan, text="Keep records.", reference="5", theme=plan.themes.first())
    make_owner_cell(row, sue)
    make_action(row, "Tell managers")
    read = NewDeadline(row, "Autumn 17", reading(), DAY, parser_version=PARSER_VERSION)
    set_deadlines([read], **written())
    return row


@pytest.fixture
def address(row):
    return f"/recommendations/{row.pk}/edit/"


def refused(client, address, **typed):
    """The page after something was sent that won't do: all that was typed is still there, and
    nothing of it was kept.
    """
    sent, before = filled_in(client.get(address), **typed), rows_kept()
    page = client.post(address, sent)
    assert page.status_code == 200
    assert lost(page, sent) == {}
    assert rows_kept() == before
    assert "<title>Error: " in page.text
    return page


def plan_page(client, **asked):
    return words(client.get("/plans/learning-review/", asked))


def test_edit_everything_at_once(lead, row, address, sue, elt, lena):
    answer = send(
        lead,
        address,
        **IN_JUNE,
        **{
            "text": "Keep good records.",
            "reference": "5a",
            "priority": "high",
            "response": "accepted",
            "owner_text": "ELT/Sue Moorman",
            "actions-0-state": "completed",
            "actions-1-text": "Tell members",
            "deadlines-0-text": "Spring 18",
            "reason": "Agreed by the committee.",
        },
    )
    page = lead.get(answer.url)

    assert answer.url == f"/recommendations/{row.pk}/"
    assert messages(page) == ["The changes are written down."]
    row.refresh_from_db()
    assert (row.reference, row.next_latest) == ("5a", date(2018, 5, 31))
    new = row.wordings.latest("pk")
    assert (new.text, new.valid_from, new.recorded_by) == (
        "Keep good records.",
        date(2016, 6, 30),
        lena,
    )
    assert new.reason == "Agreed by the committee."
    named = row.ownercells.latest("pk").assignments.all()
    assert [assignment.owner for assignment in named] == [elt, sue]
    placed = row.placements.latest("pk")
    assert (placed.priority, placed.response, placed.theme.title) == ("high", "accepted", "Culture")
    assert [state.state for state in row.actions.first().states.order_by("pk")] == [
        "open",
        "completed",
    ]
    assert row.actions.last().states.get().text == "Tell members"
    assert "moved once" in words(page)
    assert "Agreed by the committee." in words(page)
    assert "Keep records." in plan_page(lead, as_at="2016-06-29")
    assert "Keep good records." in plan_page(lead, as_at="2016-06-30")


def test_a_save_that_changes_nothing_writes_nothing(lead, address):
    before = rows_kept()

    send(lead, address)

    assert rows_kept() == {**before, "people.SentForm": 1}


def test_a_date_that_moves_without_a_reason_is_said(lead, address):
    page = refused(lead, address, **{"deadlines-0-text": "Spring 18", "text": "Kept back"})

    assert problems(page) == ["Say why the date changes"]
    assert beside(page, "reason") == ["Say why the date changes"]


def test_a_correction_replaces_what_the_past_said(lead, row, address):
    send(lead, address, text="Keep all records.", **WRONG)

    assert "Keep all records." in plan_page(lead, as_at=DAY.isoformat())
    assert "Keep records." not in plan_page(lead, as_at=DAY.isoformat())
    assert "Keep records." in plan_page(lead, as_at=DAY.isoformat(), known_by="2016-05-31T13:00")
    first, second = Wording.objects.order_by("pk")
    assert (second.corrects, second.valid_from) == (first, DAY)
    story = words(lead.get(f"/recommendations/{row.pk}/"))
    assert "Misread the paper." in story
    assert "Wording: corrected" in story


def test_a_correction_without_a_reason_is_said(lead, address):
    page = refused(lead, address, text="Other", change="correction")

    assert problems(page) == ["Say why this is corrected"]
    assert beside(page, "reason") == ["Say why this is corrected"]


def test_a_corrected_date_has_not_moved(lead, row, address):
    send(lead, address, **{"deadlines-0-text": "Spring 18"}, **WRONG)

    term = DeadlineTerm.objects.latest("pk")
    assert (term.valid_from, term.latest) == (DAY, date(2018, 5, 31))
    assert "moved" not in words(lead.get(f"/recommendations/{row.pk}/")).split("The whole story")[0]


def test_a_day_before_what_it_says_now_is_said(lead, address):
    day = {"true_from_0": "30", "true_from_1": "5", "true_from_2": "2016"}

    page = refused(lead, address, text="Earlier", **day)

    assert beside(page, "true_from") == [
        "What it says now is true from 31 May 2016. Choose that day or a later one, or say that "
        "this is a correction"
    ]
    assert problems(page) == beside(page, "true_from")


def test_a_day_to_come_is_said(lead, address):
    day = timezone.localdate() + timedelta(days=1)
    parts = {"true_from_0": day.day, "true_from_1": day.month, "true_from_2": day.year}

    page = refused(lead, address, text="Later", **{name: str(n) for name, n in parts.items()})

    assert beside(page, "true_from") == ["True from must be today or earlier"]


@pytest.mark.parametrize(
    ("part", "typed", "said"),
    [
        ("true_from_0", "", "True from must include a day"),
        ("true_from_0", "31", "True from must be a real date"),
        ("true_from_1", "Juvember", "True from must be a real date"),
        ("true_from_2", "16", "True from must have a year of four figures, like 2017"),
    ],
)
def test_a_day_that_is_none_is_said(lead, address, part, typed, said):
    page = refused(lead, address, **{**IN_JUNE, part: typed})

    assert problems(page) == [said]


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("text", ""),
        ("owner_text", ""),
        ("actions-0-text", "Action 1: "),
        ("deadlines-0-text", "Date 1: "),
    ],
)
def test_a_text_over_its_limit_is_said(lead, address, name, label):
    page = refused(lead, address, **{name: "x " * 10_000 + "x"})

    said = (
        "This text has 20,001 characters. A cell can hold 20,000: shorten it, or attach it as "
        "evidence."
    )
    assert label + said in problems(page)
    assert said in beside(page, name)


def test_a_reason_over_its_limit_is_said(lead, address):
    page = refused(lead, address, text="Other", reason="x" * 20_001)

    assert beside(page, "reason") == [
        "This text has 20,001 characters. A cell can hold 20,000: shorten it, or attach it as "
        "evidence."
    ]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("text", "Enter the text of the recommendation"),
        ("actions-0-text", "Say what is still to be done"),
        ("deadlines-0-text", "Enter by when, in the words that were agreed"),
        ("owners-0-owner", "Enter the owner's name"),
    ],
)
def test_a_text_taken_away_is_said(lead, address, name, said):
    page = refused(lead, address, **{name: ""})

    assert beside(page, name) == [said]


def test_control_characters_go_and_the_rest_stays(lead, row, address):
    send(
        lead,
        address,
        text="Keep\x00 all\x1b records.",
        reference="5\x00b",
        reason="\x07Why\x00",
        **{"owners-0-remit": "to\x00 lead"},
    )

    row.refresh_from_db()
    wording = row.wordings.latest("pk")
    assert (row.reference, wording.text, wording.reason) == ("5b", "Keep all records.", "Why")
    assert row.ownercells.latest("pk").assignments.get().remit == "to lead"


def test_owners_are_found_by_name_and_by_another_spelling(lead, row, address, elt, sue):
    send(lead, address, **{"owners-0-owner": "s. moorman", "owners-1-owner": "elt"})

    named = row.ownercells.latest("pk").assignments.values_list("owner__name", "role")
    assert list(named) == [("Sue Moorman", "lead"), ("ELT", "lead")]


def test_an_owner_who_is_not_on_record_is_said(lead, address):
    page = refused(lead, address, **{"owners-1-owner": "Nobody Known", "text": "Kept"})

    said = "There is no owner called “Nobody Known” in the directory. Add them there first."
    assert problems(page) == [f"Owner 2: {said}"]
    assert beside(page, "owners-1-owner") == [said]


def test_an_owner_named_twice_is_said(lead, address):
    page = refused(lead, address, **{"owners-1-owner": "Sue Moorman"})

    assert problems(page) == ["Sue Moorman is named twice. Remove one of the rows."]


def test_who_is_named_stays_when_no_longer_in_use(lead, row, address, sue):
    Owner.objects.filter(pk=sue.pk).update(is_active=False)

    send(lead, address, text="Keep all records.")

    assert row.wordings.latest("pk").text == "Keep all records."
    assert OwnerCell.objects.count() == 1


def test_who_is_named_stays_when_somebody_has_the_same_name(lead, row, address, sue):
    make_owner("Sue Moorman")

    send(lead, address, **{"owners-0-role": "support"})

    assignment = row.ownercells.latest("pk").assignments.get()
    assert (assignment.owner, assignment.role) == (sue, "support")


def test_dates_by_hand_go_before_the_reading(lead, row, address):
    send(
        lead,
        address,
        **{
            "deadlines-0-text": "After the review",
            "deadlines-0-by_hand": "on",
            "deadlines-0-earliest_0": "",
            "deadlines-0-earliest_1": "",
            "deadlines-0-earliest_2": "",
            "deadlines-0-latest_0": "31",
            "deadlines-0-latest_1": "March",
            "deadlines-0-latest_2": "2018",
            "reason": "The chair said so.",
        },
    )

    term = DeadlineTerm.objects.latest("pk")
    assert (term.text, term.read_by) == ("After the review", "person")
    assert (term.earliest, term.latest) == (None, date(2018, 3, 31))


def test_a_last_day_before_the_first_is_said(lead, address):
    page = refused(lead, address, **{"deadlines-0-latest_2": "2016"}, reason="Why")

    assert problems(page) == ["Date 1: The last day must be the first day or later"]
    assert beside(page, "deadlines-0-latest") == ["The last day must be the first day or later"]


def test_words_that_change_without_their_dates_are_said(lead, address):
    send(lead, address, **{"deadlines-0-latest_0": "15", "reason": "By hand"})

    page = refused(lead, address, **{"deadlines-0-text": "Some other time", "reason": "Why"})

    assert beside(page, "deadlines-0-by_hand") == [
        "The words changed, but the dates that were set by hand did not. Change the dates, or "
        "untick this to have the words read"
    ]


def test_words_that_nobody_can_read_are_said_and_kept(lead, row, address):
    answer = send(lead, address, **{"deadlines-0-text": "Some day", "reason": "Agreed"})

    assert messages(lead.get(answer.url)) == [
        "By when “Some day”: Not understood: set the dates by hand, or leave it as words only.",
        "The changes are written down.",
    ]
    assert DeadlineTerm.objects.latest("pk").kind == "unread"


def test_a_dropped_date_is_printed_no_more(lead, row, address):
    send(lead, address, **{"deadlines-0-DELETE": "on", "reason": "Overtaken."})

    row.refresh_from_db()
    assert row.next_latest is None
    assert DeadlineTerm.objects.latest("pk").is_dropped
    assert "Autumn 17" not in plan_page(lead)
    assert "Autumn 17" in plan_page(lead, as_at=DAY.isoformat())


def test_a_dropped_date_without_a_reason_is_said(lead, address):
    page = refused(lead, address, **{"deadlines-0-DELETE": "on"})

    assert beside(page, "reason") == ["Say why the date changes"]


@pytest.mark.parametrize("rows", ["owners", "actions", "deadlines"])
def test_another_row_keeps_everything_and_saves_nothing(lead, address, rows):
    typed = {"text": "", "reference": "x" * 60, f"{rows}-1-key": "", "true_from_2": "16"}
    sent, before = filled_in(lead.get(address), **typed), rows_kept()

    page = lead.post(address, {**sent, f"add-{rows}": "1"})

    sent[f"{rows}-TOTAL_FORMS"] = ["3"]
    assert lost(page, sent) == {}
    assert problems(page) == []
    assert "<title>Edit recommendation" in page.text
    assert f'name="{rows}-2-key"' in page.text
    assert rows_kept() == before


def test_a_repeated_reference_is_allowed_and_said(lead, plan, row, address):
    make_recommendations(1, plan)

    answer = send(lead, address, reference="1")

    assert messages(lead.get(answer.url)) == [
        "The reference “1” stands more than once in this plan. That is allowed.",
        "The changes are written down.",
    ]


def test_a_form_sent_twice_counts_once(lead, row, address):
    sent = filled_in(lead.get(address), text="Once.")

    lead.post(address, sent)
    second = lead.post(address, sent)

    assert second.url == f"/recommendations/{row.pk}/"
    assert Wording.objects.count() == 2
    assert "The form was sent twice, and counts once." in messages(lead.get(second.url))[-1]


def test_who_goes_back_and_types_something_else_is_asked_and_loses_nothing(lead, row, address):
    opened = lead.get(address)
    lead.post(address, filled_in(opened, text="Once."))

    page = lead.post(address, filled_in(opened, text="Otherwise."))

    assert any(text.startswith("You saved this form before") for text in problems(page))
    assert filled_in(page)["text"] == ["Otherwise."]

    lead.post(address, filled_in(page, **{"keep-text": "typed"}))

    assert Wording.objects.latest("pk").text == "Otherwise."


@pytest.mark.parametrize("number", ["999999", "0"])
def test_a_form_for_a_recommendation_that_is_not_there_is_answered_in_words(lead, address, number):
    sent = filled_in(lead.get(address), text="Lost.")

    page = lead.post(f"/recommendations/{number}/edit/", sent)

    assert page.status_code == 404
    assert "There is no recommendation at this address." in words(page)
    assert Recommendation.objects.count() == 1


def test_a_theme_can_be_left(lead, row, address):
    send(lead, address, theme="", timescale="Immediate actions")

    place = Placement.objects.latest("pk")
    assert (place.theme, place.timescale, place.position) == (None, "Immediate actions", 1)


def test_hand_over_to_come_is_told_before_and_after_another_owner_is_named(lead, row, sue, address):
    make_owner("Graham Lidell")
    friday = timezone.localdate() + timedelta(days=5)
    made = hand_over(
        sue,
        make_owner("Wendy Mitchell"),
        cells={OwnerCell.objects.get().pk: "Wendy Mitchell"},
        reason="Sue leaves",
        **written(friday, timezone.now()),
    )
    day, link = f"{friday.day} {friday:%B %Y}", f'href="{made.get_absolute_url()}"'

    opened = lead.get(address)
    read = lead.get(row.get_absolute_url())
    other = send(lead, address, text="Keep all records.").url
    other = lead.get(other)
    done = lead.get(
        send(lead, address, owner_text="Graham Lidell", **{"owners-0-owner": "Graham Lidell"}).url
    )

    assert f"From {day} Wendy Mitchell is named, by a hand-over" in words(opened)
    assert f"from {day}: Wendy Mitchell, by a hand-over" in words(read)
    assert link in opened.text
    assert link in read.text
    warning = f"from {day} Wendy Mitchell is named, by a hand-over that is still to come."
    assert warning not in words(other)
    assert warning in words(done)
    assert OwnerCell.objects.latest("pk").text == "Graham Lidell"
