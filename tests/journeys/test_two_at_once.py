"""Two people who edit the same thing, and forms that are sent at truly the same time: nothing is
lost, nothing counts twice.
"""

import pytest
from django.test import Client

from people.roles import Role
from recommendations.models import Deadline, OwnerCell, Plan, Recommendation, Theme, Wording
from recommendations.plans import edit_plan
from tests.at_once import at_once, for_threads
from tests.factories import (
    make_action,
    make_deadline,
    make_owner_cell,
    make_recommendation,
    make_user,
    moment,
)
from tests.journeys.looking import lost, rows_kept
from tests.sending import filled_in, problems, send, words

pytestmark = pytest.mark.django_db
EDIT_PLAN = "/plans/learning-review/edit/"
ADD = "/plans/learning-review/add/"


@pytest.fixture
def other():
    """The browser of another lead."""
    client = Client()
    client.force_login(make_user("larry@example.gov.uk", "Larry Lead", role=Role.LEAD))
    return client


@pytest.fixture
def row(plan, sue):
    row = make_recommendation(plan, text="Keep records.", reference="5")
    make_owner_cell(row, sue)
    make_action(row, "Tell managers")
    make_deadline(row)
    return row


@pytest.fixture
def address(row):
    return f"/recommendations/{row.pk}/edit/"


def overtaken(first, second, address, theirs, mine):
    """The page that the second of two sees, who opened it before the first saved."""
    opened = second.get(address)
    assert send(first, address, **theirs).status_code == 302
    sent, before = filled_in(opened, **mine), rows_kept()
    page = second.post(address, sent)
    assert page.status_code == 200
    assert lost(page, sent) == {}
    assert rows_kept() == before
    assert "Somebody else has changed" in problems(page)[0]
    assert "<title>Error: " in page.text
    return page


@pytest.mark.parametrize(("choice", "kept"), [("typed", "Mine."), ("saved", "Theirs.")])
def test_the_second_sees_both_texts_and_chooses(lead, other, row, address, choice, kept):
    page = overtaken(other, lead, address, {"text": "Theirs."}, {"text": "Mine."})

    assert "What you typed Mine. What it says now Theirs." in words(page)
    answer = lead.post(address, filled_in(page, **{"keep-text": choice}))
    assert answer.status_code == 302
    assert row.wordings.latest("pk").text == kept
    assert Wording.objects.filter(text="Theirs.").exists()


def test_what_the_other_changed_alone_is_kept_without_a_choice(lead, other, row, address):
    page = overtaken(other, lead, address, {"priority": "high"}, {"text": "Mine."})

    lead.post(address, filled_in(page))

    assert row.wordings.latest("pk").text == "Mine."
    assert row.placements.latest("pk").priority == "high"


def test_a_choice_not_made_is_asked_for_again(lead, other, row, address):
    page = overtaken(other, lead, address, {"text": "Theirs."}, {"text": "Mine."})

    again = lead.post(address, filled_in(page))

    assert problems(again) == ["Choose which to keep: Recommendation"]
    assert row.wordings.latest("pk").text == "Theirs."


def test_a_conflict_in_a_row_is_chosen_there(lead, other, row, address):
    theirs = {"deadlines-0-text": "Spring 18", "deadlines-0-by_hand": [], "reason": "Theirs"}
    mine = {"deadlines-0-text": "Summer 18", "deadlines-0-by_hand": [], "reason": "Mine"}
    page = overtaken(other, lead, address, theirs, mine)

    assert "By when What you typed Summer 18 What it says now Spring 18" in words(page)
    lead.post(address, filled_in(page, **{"deadlines-0-keep-text": "typed"}))
    term = Deadline.objects.get().terms.latest("pk")
    assert (term.text, term.reason) == ("Summer 18", "Mine")


def test_an_owner_whom_the_other_named_is_not_lost(lead, other, row, address, sue, elt):
    opened = lead.get(address)
    send(other, address, **{"owners-1-owner": "ELT"})

    lead.post(address, filled_in(opened, text="Mine."))

    assert row.wordings.latest("pk").text == "Mine."
    named = OwnerCell.objects.latest("pk").assignments.all()
    assert [assignment.owner for assignment in named] == [sue, elt]


def test_an_owner_whom_the_other_removed_is_not_named_again(lead, other, row, address, sue, elt):
    send(lead, address, **{"owners-1-owner": "ELT"})
    page = overtaken(other, lead, address, {"owners-1-DELETE": "on"}, {"text": "Mine."})

    answer = lead.post(address, filled_in(page))

    assert answer.status_code == 302
    named = OwnerCell.objects.latest("pk").assignments.all()
    assert [assignment.owner for assignment in named] == [sue]


def test_a_date_that_the_other_dropped_is_not_set_again(lead, other, row, address):
    theirs = {"deadlines-0-DELETE": "on", "reason": "Overtaken"}
    page = overtaken(other, lead, address, theirs, {"text": "Mine."})

    answer = lead.post(address, filled_in(page))

    assert answer.status_code == 302
    assert Deadline.objects.get().terms.latest("pk").is_dropped


def test_an_action_and_a_date_that_the_other_added_stay(lead, other, row, address):
    opened = lead.get(address)
    send(other, address, **{"actions-1-text": "Tell members", "deadlines-1-text": "Spring 18"})

    lead.post(address, filled_in(opened, text="Mine."))

    row.refresh_from_db()
    assert row.wordings.latest("pk").text == "Mine."
    assert [action.states.count() for action in row.actions.all()] == [1, 1]
    assert [deadline.terms.count() for deadline in row.deadlines.all()] == [1, 1]


def test_who_changes_what_nobody_else_touched_is_told_and_saves(lead, other, row, address):
    page = overtaken(other, lead, address, {"reference": "5a"}, {"timescale": "At once"})

    lead.post(address, filled_in(page))

    row.refresh_from_db()
    assert (row.reference, row.placements.latest("pk").timescale) == ("5a", "At once")


def test_a_correction_of_what_was_corrected_meanwhile_is_chosen(lead, other, row, address):
    why = {"change": "correction", "reason": "Misread"}
    page = overtaken(other, lead, address, {"text": "Theirs.", **why}, {"text": "Mine.", **why})

    lead.post(address, filled_in(page, **{"keep-text": "typed"}))

    assert list(Wording.objects.order_by("pk").values_list("text", "corrects__text")) == [
        ("Keep records.", None),
        ("Theirs.", "Keep records."),
        ("Mine.", "Theirs."),
    ]


@pytest.mark.parametrize(("choice", "kept"), [("typed", "Mine"), ("saved", "Theirs")])
def test_the_second_who_edits_a_plan_chooses(lead, other, plan, choice, kept):
    page = overtaken(other, lead, EDIT_PLAN, {"title": "Theirs"}, {"title": "Mine"})

    lead.post(EDIT_PLAN, filled_in(page, **{"keep-title": choice}))

    assert Plan.objects.get().title == kept


@pytest.mark.parametrize(("choice", "kept"), [("typed", "Mine"), ("saved", "Theirs")])
def test_the_second_who_edits_a_theme_chooses(lead, other, plan, choice, kept):
    theirs, mine = {"themes-0-title": "Theirs"}, {"themes-0-title": "Mine"}
    page = overtaken(other, lead, EDIT_PLAN, theirs, mine)

    lead.post(EDIT_PLAN, filled_in(page, **{"themes-0-keep-title": choice}))

    assert plan.themes.first().title == kept


def test_a_theme_that_the_other_added_keeps_its_place(lead, other, plan):
    opened = lead.get(EDIT_PLAN)
    send(other, EDIT_PLAN, **{"themes-2-title": "Theirs"})

    lead.post(EDIT_PLAN, filled_in(opened, **{"title": "Mine", "themes-2-title": "My own"}))

    titles = Theme.objects.order_by("position", "pk").values_list("title", flat=True)
    assert list(titles) == ["Culture", "Pay", "My own", "Theirs"]
    assert Theme.objects.values("position").distinct().count() == 4


def test_a_theme_that_the_other_removed_is_not_added_again(lead, other, plan):
    page = overtaken(other, lead, EDIT_PLAN, {"themes-1-DELETE": "on"}, {"title": "Mine"})

    lead.post(EDIT_PLAN, filled_in(page))

    assert [theme.title for theme in Theme.objects.all()] == ["Culture"]


def test_a_plan_taken_out_of_use_meanwhile_is_said(lead, other, plan):
    opened = lead.get(EDIT_PLAN)
    edit_plan(plan, by=make_user(), at=moment(), version=1, is_active=False)

    page = lead.post(EDIT_PLAN, filled_in(opened, title="Mine"))

    assert "In use What it said when you opened it Yes What it says now No" in words(page)


# At truly the same time


@pytest.mark.django_db(transaction=True)
def test_a_form_that_arrives_twice_at_once_counts_once(lead, plan, tmp_path):
    sent = filled_in(lead.get(ADD), **{"rows-0-text": "Once."})

    with for_threads(tmp_path):
        answers = at_once(*[sending(lead, ADD, sent)] * 4)
        [count] = at_once(Recommendation.objects.count)

    assert {(answer.status_code, answer.url) for answer in answers} == {
        (302, "/plans/learning-review/")
    }
    assert count == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_who_save_at_once_one_is_asked(lead, other, row, address, tmp_path):
    sent = [
        (client, filled_in(client.get(address), text=text))
        for client, text in ((lead, "Mine."), (other, "Theirs."))
    ]

    with for_threads(tmp_path):
        answers = at_once(*[sending(client, address, data) for client, data in sent])
        [texts] = at_once(lambda: list(Wording.objects.values_list("text", flat=True)))

    assert sorted(answer.status_code for answer in answers) == [200, 302]
    [refused] = [answer for answer in answers if answer.status_code == 200]
    assert "Somebody else has changed" in problems(refused)[0]
    assert len(texts) == 2


@pytest.mark.django_db(transaction=True)
def test_of_two_who_edit_a_plan_at_once_one_is_asked(lead, other, plan, tmp_path):
    sent = [
        (client, filled_in(client.get(EDIT_PLAN), title=title))
        for client, title in ((lead, "Mine"), (other, "Theirs"))
    ]

    with for_threads(tmp_path):
        answers = at_once(*[sending(client, EDIT_PLAN, data) for client, data in sent])
        [[title, version]] = at_once(lambda: Plan.objects.values_list("title", "version").get())

    assert sorted(answer.status_code for answer in answers) == [200, 302]
    assert title in ("Mine", "Theirs")
    assert version == 2


def sending(client, address, sent):
    """A call that sends a form from the same browser, in whatever thread it is called."""

    def call():
        browser = Client()
        browser.cookies.update(client.cookies)
        return browser.post(address, sent)

    return call


def test_a_theme_that_the_other_changed_is_not_removed_unseen(lead, other, plan):
    theirs = {"themes-1-title": "Pay and pensions"}
    page = overtaken(other, lead, EDIT_PLAN, theirs, {"themes-1-DELETE": "on"})

    assert "Somebody else has changed a row that you marked for removal." in words(page)
    assert [theme.title for theme in Theme.objects.all()] == ["Culture", "Pay and pensions"]

    lead.post(EDIT_PLAN, {**filled_in(page), "themes-1-DELETE": "on"})

    assert [theme.title for theme in Theme.objects.all()] == ["Culture"]
