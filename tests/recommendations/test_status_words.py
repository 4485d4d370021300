"""The status words of a plan: what a new one has, editing them, and what every plan must keep."""

import importlib

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.test import Client
from lxml import html

from people.roles import Role
from recommendations.as_at import state_as_at
from recommendations.models import Plan, StatusWord
from recommendations.plans import start_plan
from recommendations.status_words import (
    EditedStatusWord,
    NewStatusWord,
    edit_status_words,
)
from tests.factories import DAY, make_plan, make_recommendation, make_user, moment
from tests.journeys.looking import beside, lost, rows_kept
from tests.sending import filled_in, problems, send, words

pytestmark = pytest.mark.django_db
EDIT = "/plans/learning-review/edit/"
OPEN, DONE = NewStatusWord("Underway", "on_track"), NewStatusWord("Done", "complete")
VERIFIED = NewStatusWord("Checked", "complete", is_auditors=True)


def words_of(plan):
    rows = StatusWord.objects.filter(plan=plan)
    return list(rows.values_list("word", "meaning", "is_auditors"))


def as_they_are(plan):
    return [
        EditedStatusWord(word, word.word, word.meaning, word.is_auditors)
        for word in plan.status_words.all()
    ]


def edit(plan, edited):
    return edit_status_words(plan, edited, by=make_user("bob@example.gov.uk"), at=moment(hour=13))


@pytest.fixture
def plan():
    return make_plan(status_words=[OPEN, DONE, VERIFIED])


def test_a_new_plan_has_the_usual_words_with_who_and_when():
    plan = make_plan()

    assert words_of(plan) == [
        ("Not started", "not_started", False),
        ("On track", "on_track", False),
        ("Delayed or at risk", "at_risk", False),
        ("Complete", "complete", False),
        ("Complete and verified", "complete", True),
        ("Superseded", "superseded", False),
        ("Not accepted", "not_accepted", False),
        ("Deferred", "deferred", False),
        ("Business as usual", "business_as_usual", False),
    ]
    assert [word.position for word in plan.status_words.all()] == list(range(1, 10))
    trace = plan.status_words.first().history.get()
    assert (trace.history_type, trace.history_user, trace.history_date) == (
        "+",
        make_user(),
        moment(),
    )


def test_a_new_plan_has_the_words_that_it_is_given(plan):
    assert words_of(plan) == [
        ("Underway", "on_track", False),
        ("Done", "complete", False),
        ("Checked", "complete", True),
    ]


def test_words_can_be_swapped_changed_added_and_removed(plan):
    underway, done, _checked = as_they_are(plan)
    edited = [
        EditedStatusWord(underway.status_word, "Done", "complete"),
        EditedStatusWord(done.status_word, "Underway", "at_risk"),
        EditedStatusWord(_checked.status_word, "", "", is_removed=True),
        EditedStatusWord(None, " Checked\x07 ", "superseded"),
    ]

    edit(plan, edited)

    assert words_of(plan) == [
        ("Done", "complete", False),
        ("Underway", "at_risk", False),
        ("Checked", "superseded", False),
    ]
    bob = make_user("bob@example.gov.uk")
    changed = underway.status_word.history.latest()
    assert (changed.word, changed.history_user, changed.history_date) == (
        "Done",
        bob,
        moment(hour=13),
    )
    removed = StatusWord.history.get(history_type="-")
    assert (removed.word, removed.history_user) == ("Checked", bob)


def test_a_word_in_another_case_is_kept_so(plan):
    underway, *others = as_they_are(plan)

    edit(plan, [EditedStatusWord(underway.status_word, "UNDERWAY", "on_track"), *others])

    assert words_of(plan)[0] == ("UNDERWAY", "on_track", False)


def test_a_new_order_is_kept(plan):
    edit(plan, as_they_are(plan)[::-1])

    assert [word.word for word in plan.status_words.all()] == ["Checked", "Done", "Underway"]


def test_what_nobody_changed_is_not_on_the_trail(plan):
    underway, *others = as_they_are(plan)
    control = EditedStatusWord(underway.status_word, "Under\x07way", "on_track")

    edit(plan, [control, *others])

    assert StatusWord.history.count() == 3
    assert words_of(plan)[0] == ("Underway", "on_track", False)


def test_what_was_reported_keeps_its_word_and_its_meaning(plan):
    make_recommendation(plan, status=("Underway", "on_track"))
    underway, *others = as_they_are(plan)
    removed = EditedStatusWord(underway.status_word, "", "", is_removed=True)

    edit(plan, [removed, *others, EditedStatusWord(None, "Late", "at_risk")])

    [state] = state_as_at(plan.recommendations.all(), as_at=DAY, known_by=None)
    assert (state.status_word, state.status_meaning) == ("Underway", "on_track")


TWICE = "“done” is there twice. Each status word can be there once."
NO_REPORTING = "Keep at least one status word that whoever reports progress can give."
NO_COMPLETE = (
    "Keep a status word that counts as complete, so that whoever reports can say that it is done."
)
NONE_OPEN = (
    "Keep a status word that is not done, such as “On track”: what an auditor does not confirm "
    "goes back to it."
)
TWO_VERIFIED = "Only one status word can be the auditor's: confirming completion gives it."


@pytest.mark.parametrize(
    ("unfit", "sentences"),
    [
        ([OPEN, DONE, NewStatusWord("done ", "superseded")], [TWICE]),
        ([OPEN, VERIFIED], [NO_COMPLETE]),
        ([DONE, NewStatusWord("Dropped", "not_accepted")], [NONE_OPEN]),
        ([VERIFIED], [NO_REPORTING]),
        ([], [NO_REPORTING]),
        ([OPEN, DONE, VERIFIED, NewStatusWord("Proved", "complete", True)], [TWO_VERIFIED]),
        (
            [NewStatusWord("Done", "complete"), NewStatusWord("done", "complete")],
            [TWICE, NONE_OPEN],
        ),
        ([OPEN, DONE, NewStatusWord(" \x07", "deferred")], ["Enter the status word."]),
    ],
)
def test_words_that_no_plan_can_be_run_with_are_refused(plan, unfit, sentences):
    on_record = as_they_are(plan)
    removed = [EditedStatusWord(e.status_word, "", "", is_removed=True) for e in on_record]
    new = [EditedStatusWord(None, w.word, w.meaning, w.is_auditors) for w in unfit]
    before = words_of(plan)

    with pytest.raises(ValidationError) as edited:
        edit(plan, [*new, *removed])
    about = {"title": "Another", "slug": "another", "status_words": unfit}
    with pytest.raises(ValidationError) as started:
        start_plan(**about, by=make_user(), at=moment())

    assert edited.value.messages == sentences
    assert started.value.messages == sentences
    assert words_of(plan) == before
    assert StatusWord.history.count() == 3
    assert not Plan.objects.filter(slug="another").exists()


def test_a_meaning_that_is_none_is_refused(plan):
    with pytest.raises(ValidationError, match="not a valid choice"):
        edit(plan, [*as_they_are(plan), EditedStatusWord(None, "Odd", "odd")])

    assert len(words_of(plan)) == 3


# The page of the plan


@pytest.fixture
def lead(client):
    client.force_login(make_user("lena@example.gov.uk", "Lena Lead", role=Role.LEAD))
    return client


def test_the_page_swaps_adds_and_removes_words_and_the_trail_tells_it(lead, plan):
    answer = send(
        lead,
        EDIT,
        **{
            "words-0-word": "Done",
            "words-0-counts_as": "complete",
            "words-1-word": "Underway",
            "words-1-counts_as": "on_track",
            "words-2-DELETE": "on",
            "words-3-word": "Proved",
            "words-3-counts_as": "verified",
        },
    )

    assert answer.url == "/plans/learning-review/"
    assert words_of(plan) == [
        ("Done", "complete", False),
        ("Underway", "on_track", False),
        ("Proved", "complete", True),
    ]
    history = words(lead.get("/plans/learning-review/history/"))
    assert "Word from Underway to Done" in history
    assert "Deleted: Checked" in history
    assert "Added: Proved" in history


def test_the_page_says_what_each_word_counts_as(lead, plan):
    sent = filled_in(lead.get(EDIT))

    assert [sent[f"words-{number}-counts_as"] for number in range(4)] == [
        ["on_track"],
        ["complete"],
        ["verified"],
        [""],
    ]


def test_the_last_word_that_is_not_done_stays_and_all_that_was_typed_too(lead, plan):
    sent = filled_in(lead.get(EDIT), title="Retitled", **{"words-0-DELETE": "on"})
    before = rows_kept()

    page = lead.post(EDIT, sent)

    assert problems(page) == [NONE_OPEN]
    assert html.fromstring(page.text).xpath("//*[@id='words-error']")
    assert lost(page, sent) == {}
    assert rows_kept() == before


def test_a_word_that_does_not_say_what_it_counts_as_is_asked(lead, plan):
    sent = filled_in(lead.get(EDIT), **{"words-3-word": "Odd"})

    page = lead.post(EDIT, sent)

    assert problems(page) == ["Status word 4: Choose what the status word counts as"]
    assert beside(page, "words-3-counts_as") == ["Choose what the status word counts as"]
    assert lost(page, sent) == {}


def test_two_equal_words_are_said_on_the_page(lead, plan):
    page = lead.post(EDIT, filled_in(lead.get(EDIT), **{"words-0-word": "DONE"}))

    assert problems(page) == ["“Done” is there twice. Each status word can be there once."]


def test_another_status_word_keeps_everything_and_saves_nothing(lead, plan):
    sent, before = filled_in(lead.get(EDIT), **{"words-3-word": "Odd"}), rows_kept()

    page = lead.post(EDIT, {**sent, "add-words": "1"})

    sent["words-TOTAL_FORMS"] = ["5"]
    assert lost(page, sent) == {}
    assert problems(page) == []
    assert rows_kept() == before


def test_the_second_of_two_chooses_between_words_and_keeps_what_the_other_added(lead, plan):
    other = Client()
    other.force_login(make_user("larry@example.gov.uk", "Larry Lead", role=Role.LEAD))
    opened = lead.get(EDIT)
    theirs = {"words-0-word": "In progress", "words-3-word": "Late", "words-3-counts_as": "at_risk"}
    send(other, EDIT, **theirs)

    page = lead.post(EDIT, filled_in(opened, **{"words-0-word": "Begun"}))

    assert "Somebody else has changed" in problems(page)[0]
    assert "Word What you typed Begun What it says now In progress" in words(page)
    lead.post(EDIT, filled_in(page, **{"words-0-keep-word": "typed"}))
    assert words_of(plan) == [
        ("Begun", "on_track", False),
        ("Done", "complete", False),
        ("Checked", "complete", True),
        ("Late", "at_risk", False),
    ]


def test_the_page_that_starts_a_plan_names_the_words_that_it_will_have(lead):
    page = lead.get("/plans/new/")

    assert "Not started, On track, Delayed or at risk, Complete" in words(page)


def test_an_administrator_who_adds_a_plan_gives_it_the_usual_words(client):
    client.force_login(make_user("ada@example.gov.uk", role=Role.ADMINISTRATOR))
    typed = {
        "title": "Survey", "slug": "survey", "source": "other", "rag_rule": "deadline",
        "revision": "lead", "review_months": "6", "is_active": "on",
    }  # fmt: skip

    client.post("/admin/recommendations/plan/add/", typed)

    plan = Plan.objects.get()
    assert len(words_of(plan)) == 9
    assert plan.status_words.first().history.get().history_user.email == "ada@example.gov.uk"


# Plans from before there were status words


def give_status_words():
    migration = importlib.import_module("recommendations.migrations.0003_status_words")
    migration.give_status_words(apps, None)


def test_plans_from_before_get_the_usual_words_and_those_that_were_used(plan):
    row = make_recommendation(plan, status=("on TRACK", "on_track"))
    for hour, status in enumerate([("Slow", "on_track"), ("Slow", "at_risk")], start=13):
        make_recommendation(plan, status=status, at=moment(hour=hour))
    StatusWord.objects.all().delete()

    give_status_words()

    assert words_of(row.plan) == [
        ("Not started", "not_started", False),
        ("on TRACK", "on_track", False),
        ("Delayed or at risk", "at_risk", False),
        ("Complete", "complete", False),
        ("Complete and verified", "complete", True),
        ("Superseded", "superseded", False),
        ("Not accepted", "not_accepted", False),
        ("Deferred", "deferred", False),
        ("Business as usual", "business_as_usual", False),
        ("Slow", "at_risk", False),
    ]
    assert plan.status_words.first().history.get().history_type == "+"


def test_plans_that_have_words_keep_them(plan):
    give_status_words()

    assert len(words_of(plan)) == 3
