"""Finding recommendations by words: the same on both databases. What a word is, is tested without
one in test_words_found.py.
"""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from people.dated_fact import take_back
from recommendations import search
from recommendations.derived import derived_refreshed_once, refresh_derived, wrong_derived
from recommendations.further_actions import state_action
from recommendations.models import Recommendation, SearchText
from recommendations.progress import NewUpdate, record_updates
from recommendations.recommendation_list import Listed, list_rows
from recommendations.search import TEXTS, matching_words, with_words_found
from recommendations.wordings import reword
from recommendations.words_found import keys_of
from tests.factories import (
    DAY,
    make_action,
    make_deadline,
    make_owner,
    make_recommendation,
    make_recommendations,
    make_update,
    moment,
    written,
)

pytestmark = pytest.mark.django_db
LATER = DAY + timedelta(days=1)


def found(typed):
    return sorted(
        matching_words(Recommendation.objects.all(), typed).values_list("text", flat=True)
    )


def finds(typed):
    return bool(found(typed))


def where(typed):
    """Where the words are in what is found: the text that is shown, and the others."""
    rows = matching_words(Recommendation.objects.order_by("pk"), typed)
    read = list(rows.values_list(*Listed._fields, TEXTS))
    listed = list_rows([row[:-1] for row in read], on=DAY)
    rows = with_words_found(listed, [row[-1] for row in read], typed)
    return [
        (marked(row.words.shown), [(w.label, marked(w.parts)) for w in row.words.elsewhere])
        for row in rows
    ]


def marked(parts):
    return "".join(f"[{part.text}]" if part.is_found else part.text for part in parts)


@pytest.fixture
def row():
    """One that has a word of its own in each of its texts."""
    row = make_recommendation(
        text="Revise the policies on procurement – Naïvely",
        reference="R2.3",
        owners=[make_owner("Bob O’Brien")],
    )
    make_deadline(row, "Autumn 17 / Q1")
    make_action(row, "Brief all heads of service")
    make_update(row, "Consultants appointed", further_words="Nearly there")
    make_update(row, "Draft circulated to the unions", on=LATER)
    row.refresh_from_db()
    return row


@pytest.mark.parametrize(
    "typed",
    [
        *("policies", "policy", "POLIC", "procure policy", "naively", "naïvely", "naïve"),
        *("r2.3", "R2.3 autumn", "brien bob", "O'Brien", "q1", "17", "autumn q1"),
        *("heads briefed", "consultant", "nearly", "unions drafted", "union consult service"),
        *("policy AND procurement", 'policies "procurement"'),
    ],
)
def test_words_in_any_text_find_it_in_any_form_and_by_their_beginning(row, typed):
    make_recommendation(text="Another, and another")
    if " AND " in typed:
        make_update(row, "And so on", on=LATER, at=moment(LATER, hour=13))

    assert found(typed) == [row.text]


@pytest.mark.parametrize(
    "typed", ["polity", "procurement strategy", "2.3", "q", "po", "aïve", "1", "unionise drafts"]
)
def test_others_do_not(row, typed):
    assert found(typed) == []


@pytest.mark.parametrize(
    "typed",
    [
        *("", " ", "...", "'", '"', "*", "-", "()", "''\\", "\0", "%", "_", "AND", "OR", "NOT"),
        *('policies"', "policies'", "policies*", "policies:*", "policies OR", "policies |"),
        *('policies" OR "a', "policies') | ('a", "policies'::tsquery); --", "NEAR(policies, 2)"),
        *("stems:policies", "policies & !x", "policies <-> x", "^policies", "{stems} : policies"),
        *(
            "policies\0",
            "x" * 10_000,
            "x " * 5_000,
            "1." * 5_000,
            "\U0010ffff",
            "ﷺ",
            "²",
            "e\u0301",
        ),
        *(" ".join(f"word{n}" for n in range(1_000)), "İstanbul", "ß", "\ud7ff", "½ ⅓ Ⅻ"),
    ],
)
def test_nothing_that_is_typed_is_an_error_or_a_sign_to_the_database(row, typed):
    assert found(typed) in ([], [row.text])
    plain = [word.strip("*\"':|\0") for word in typed.split()]
    if "policies" in plain and len(plain) == 1:
        assert found(typed) == [row.text]


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(typed=st.text(max_size=40))
def test_whatever_is_typed_finds_the_texts_that_have_its_keys(db, typed):
    text = SearchText.objects.first() or _with_words("Policies ß é 1.2 ﬁnd 日本語 Ⅻ x")

    words = search.WordsSought(typed).words
    keys = text.stems.split()
    assert finds(typed) == (bool(words) and all(word.is_among(keys) for word in words))


def _with_words(text):
    make_recommendation(text=text)
    return SearchText.objects.get()


def test_what_is_corrected_or_taken_back_is_not_found_and_what_stands_is(row):
    first, last = row.progressupdates.order_by("pk")
    new = NewUpdate(row, "Advisers appointed", corrects=first)
    record_updates([new], reason="A slip.", **written(at=moment(LATER, hour=13)))
    assert not finds("consultants")
    assert finds("advisers")

    take_back(last, by=last.recorded_by, at=moment(LATER, hour=14), reason="Of another one.")
    refresh_derived([row.pk], on=LATER)
    assert not finds("unions")


def test_the_words_of_a_text_that_was_reworded_are_the_new_ones(row):
    reword(row, "Rewrite the rules on contracts", **written(LATER))

    assert not finds("procurement")
    assert found("contract") == ["Rewrite the rules on contracts"]


def test_an_action_that_is_done_is_still_found(row):
    state_action(row.actions.get(), "All heads were briefed", "completed", **written(LATER))

    assert finds("were briefed")
    assert not finds("service")


def test_words_of_a_day_that_is_to_come_are_not_found_before():
    row = make_recommendation()
    reword(row, "Later", **written(LATER))

    refresh_derived([row.pk], on=DAY)

    assert found("later") == ["Later"]


def test_the_index_is_in_step_after_many_acts_and_one_refresh(row):
    with derived_refreshed_once(on=LATER):
        others = make_recommendations(3)
        make_update(others[0], "Zebras", on=LATER)
        make_update(row, "Giraffes", on=LATER, at=moment(LATER, hour=13))

    assert found("zebra") == ["Recommendation 1"]
    assert finds("giraffe policy")
    assert list(wrong_derived()) == []
    _check_index()


def test_the_index_forgets_what_is_deleted_and_what_is_written_anew(row):
    SearchText.objects.update(stems="giraffe")
    assert finds("giraffe")
    assert not finds("policy")

    SearchText.objects.all().delete()
    assert not finds("giraffe")
    _check_index()

    refresh_derived([row.pk], on=LATER)
    assert finds("policy")
    _check_index()


def _check_index():
    """SQLite’s own comparison of the index with the table."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            index = "recommendations_searchindex"
            cursor.execute(f"INSERT INTO {index} ({index}) VALUES ('integrity-check')")


def test_the_database_has_the_index():
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                "SELECT name FROM sqlite_master WHERE type IN ('trigger', 'table') "
                "AND tbl_name IN ('recommendations_searchtext', 'recommendations_searchindex')"
            )
            expected = {f"recommendations_searchtext_{n}" for n in ("added", "changed", "deleted")}
            expected |= {"recommendations_searchtext", "recommendations_searchindex"}
        else:
            cursor.execute(
                "SELECT indexdef FROM pg_indexes WHERE indexname = 'recommendations_searchindex'"
            )
            expected = {
                "CREATE INDEX recommendations_searchindex ON public.recommendations_searchtext "
                "USING gin (recommendations_searchindex_keys(stems))"
            }
        assert {name for (name,) in cursor.fetchall()} == expected


def test_what_has_not_changed_is_not_written_again(row, django_assert_num_queries):
    with django_assert_num_queries(16):
        refresh_derived([row.pk], on=LATER)


@pytest.mark.parametrize(("column", "wrong"), [("stems", "tampered"), ("texts", [])])
def test_check_derived_notices_what_is_found_by_other_words(row, column, wrong):
    SearchText.objects.update(**{column: wrong})

    assert [(r, name, says) for r, name, says, _ in wrong_derived()] == [(row, column, wrong)]
    with pytest.raises(CommandError, match="1 derived values disagree"):
        call_command("check_derived", stdout=StringIO())


def test_check_derived_notices_what_is_missing_and_refresh_fills_it_in(row):
    SearchText.objects.all().delete()
    make_recommendation(text="Not missing")
    assert {name for _, name, _, _ in wrong_derived()} == {"stems", "texts"}
    out = StringIO()

    call_command("refresh_derived", "--missing", "--on", "2016-07-01", stdout=out)

    assert out.getvalue() == "1 recommendations stand as at 1 July 2016.\n"
    assert list(wrong_derived()) == []
    assert finds("policy")


def test_what_was_never_refreshed_is_found_by_nothing_and_that_is_right(row):
    SearchText.objects.all().delete()
    Recommendation.objects.update(derived_on=None)

    assert {name for _, name, _, _ in wrong_derived()} & {"stems", "texts"} == set()


def test_it_is_shown_where_the_words_are(row):
    text = "Revise the policies on procurement – Naïvely"
    bold = text.replace("policies", "[policies]")

    assert where("policy") == [(bold, [])]
    assert where("policy union") == [(bold, [("Last update", "Draft circulated to the [unions]")])]
    assert where("consultants heads") == [
        (
            text,
            [
                ("Further action", "Brief all [heads] of service"),
                ("An earlier update", "[Consultants] appointed Nearly there"),
            ],
        )
    ]
    assert where("bob autumn r2") == [
        (text, [("Owner", "[Bob] O’Brien"), ("By when", "[Autumn] 17 / Q1"), ("No.", "[R2.3]")])
    ]


def test_words_in_a_long_text_beyond_what_the_list_shows_are_shown_below():
    make_recommendation(text=f"{'And so on. ' * 30}The zebra.")

    [(shown, [(label, excerpt)])] = where("zebra")

    assert "[" not in shown
    assert (label, excerpt[-12:]) == ("Recommendation", "The [zebra].")


def test_among_many_the_same_ones_are_found_in_every_order(monkeypatch):
    for number in range(12):
        row = make_recommendation(text=f"Policy {number}" if number % 3 else f"Other {number}")
        make_deadline(row, latest=DAY + timedelta(days=30 - number), earliest=None)
    ask = lambda: [  # noqa: E731
        list(matching_words(Recommendation.objects.all(), "policy").order_by(*order))
        for order in (["due_order", "pk"], ["-pk"], ["text"])
    ]
    few, count = ask(), matching_words(Recommendation.objects.all(), "policy").count()

    monkeypatch.setattr(search, "MANY", 3)

    assert ask() == few
    assert matching_words(Recommendation.objects.all(), "policy").count() == count == 8


def test_it_asks_one_query_more(row, django_assert_num_queries):
    with django_assert_num_queries(2):
        assert len(matching_words(Recommendation.objects.all(), "policy")) == 1
    with django_assert_num_queries(1):
        assert len(matching_words(Recommendation.objects.all(), "zebra")) == 0
    with django_assert_num_queries(0):
        assert len(matching_words(Recommendation.objects.all(), "...")) == 0


def test_it_combines_with_other_questions(row):
    make_recommendation(text="Policies", owners=[make_owner("Sue Moorman")])
    rows = Recommendation.objects.all()

    assert matching_words(rows.filter(reference="R2.3"), "policy").get() == row
    assert row in matching_words(rows, "policy").exclude(text="Policies").still_monitored()
    assert rows.filter(pk__in=matching_words(rows, "policy").values("pk")).count() == 2


def test_the_index_takes_the_words_of_texts_beyond_all_measure(row):
    words = [chr(0x20000 + number) * 40 for number in range(20_000)]

    SearchText.objects.update(stems=keys_of(words))

    assert finds(words[0])
    assert not finds(words[-1])
