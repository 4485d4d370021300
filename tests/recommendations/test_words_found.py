"""What a word is, and where words are in a text: without a database."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommendations.words_found import (
    LONGEST_EXCERPT,
    LONGEST_KEYS,
    MOST_SHOWN,
    Part,
    WordsSought,
    keys_of,
)

TEXT = "The Council’s policies were re-written by HR in 2016/17 (see R1.2), at a café."
LETTERS = st.text(st.sampled_from("aeéiyst Iİ1 2/.’'-\u0301ßﬁ½Ⅻ\n"), max_size=30)
TEXTS = LETTERS | st.text(max_size=60)


def finds(typed, *texts):
    words = WordsSought(typed).words
    keys = keys_of(texts).split()
    return bool(words) and all(word.is_among(keys) for word in words)


def shown(parts):
    """The parts as one text, with what was found in square brackets."""
    return "".join(f"[{part.text}]" if part.is_found else part.text for part in parts)


@pytest.mark.parametrize(
    "typed",
    [
        *("policies", "policy", "POLICIES", "polic", "pol", "written", "re-written"),
        *("council", "councils", "council's", "Council’s", "hr", "HR 2016"),
        *("2016/17", "2016-17", "2016", "17", "R1.2", "r1", "café", "cafe", "CAFÉ", "cafe\u0301"),
        *('"policies were"', "policy* -council: (HR)", "see, hr!"),
    ],
)
def test_words_are_found_in_their_other_forms_and_by_their_beginnings(typed):
    assert finds(typed, TEXT)


@pytest.mark.parametrize(
    "typed",
    ["po", "h", "20", "201", "2016/18", "1.2", "ouncil", "policies are", "cafeteria", "", "…"],
)
def test_others_are_not(typed):
    assert not finds(typed, TEXT)


def test_all_words_may_be_in_different_texts():
    assert finds("sue policy", "A policy", "Sue Moorman")
    assert not finds("sue policy", "A policy", "Bob Baker")


@pytest.mark.parametrize("typed", ["", " ", "...", "“–”", "'*\"-:()", "_", "\0"])
def test_punctuation_is_no_word(typed):
    assert WordsSought(typed).words == ()
    assert shown(WordsSought(typed).marked(TEXT).parts) == TEXT


def test_a_word_that_is_typed_twice_counts_once():
    assert len(WordsSought("Policy policy POLICY").words) == 1


def test_keys_have_no_sign_that_a_database_could_misread():
    keys = keys_of(["AND “OR” NEAR(a b) x* -y \"q\" 'r' s:t u\\v w_z 1/2 ½ ﷺ 1.2.3 \0", "e\u0301"])

    assert re.sub(r"[^\W_]|[ .]", "", keys) == ""


def test_a_text_beyond_all_measure_is_found_by_its_first_words():
    text = " ".join(f"word{number}" for number in range(100_000))

    assert len(keys_of([text])) <= LONGEST_KEYS
    assert finds("word1 word9999", text)
    assert not finds("word99999", text)


def test_the_words_of_a_text_are_marked():
    assert shown(WordsSought("policy 17 cafe coun").marked(TEXT).parts) == (
        "The [Council’s] [policies] were re-written by HR in [2016/17] (see R1.2), at a [café]."
    )


def test_an_excerpt_is_where_the_most_words_are_in_whole_words():
    text = "A plan is made.\n" * 15 + "• The plan of\nthe staff survey is agreed. "
    text += "And so on. " * 30

    excerpt = WordsSought("survey plan").excerpt(text)

    assert shown(excerpt.parts) == (
        "…made. A [plan] is made. A [plan] is made. A [plan] is made. A [plan] is made. A [plan] "
        "is made. A [plan] is made. A [plan] is made. • The [plan] of the staff [survey] is "
        "agreed.…"
    )
    assert len(excerpt.words) == 2


def test_a_short_text_is_its_own_excerpt_and_one_without_the_words_has_none():
    assert shown(WordsSought("plans").excerpt("The\nplan").parts) == "The [plan]"
    assert WordsSought("survey").excerpt("The plan") is None


def test_where_words_are_each_in_the_first_text_that_has_it():
    words = WordsSought("plan survey sue")

    found = words.where("The plan", [("A", "a plan"), ("B", "Surveys"), ("C", "Sue, a survey")])

    assert shown(found.shown) == "The [plan]"
    assert [(where.label, shown(where.parts)) for where in found.elsewhere] == [
        ("B", "[Surveys]"),
        ("C", "[Sue], a [survey]"),
    ]


def test_words_far_apart_in_one_text_are_shown_apart_and_no_more_than_a_few():
    text = "".join(f"{word} {'and so on ' * 30}" for word in ("plan", "survey", "board", "court"))

    found = WordsSought("plan survey board court").where("", [("A", text)])

    assert len(found.elsewhere) == MOST_SHOWN
    assert {part.text for w in found.elsewhere for part in w.parts if part.is_found} == {
        *("plan", "survey", "board")
    }


@pytest.mark.parametrize(
    ("typed", "text"),
    [("die", "dying"), ("sky", "skies"), ("dying", "They die"), ("aed", "aed"), ("Ⅻ", "xii")],
)
def test_forms_that_begin_in_another_way_are_marked_too(typed, text):
    assert finds(typed, text)
    assert any(part.is_found for part in WordsSought(typed).marked(text).parts)


@given(texts=st.lists(TEXTS, min_size=1))
def test_a_text_is_found_by_each_of_its_words_and_by_all_of_them(texts):
    text = " ".join(texts)

    for typed in (*texts, *text.split(), text):
        assert finds(typed, text) or WordsSought(typed).words == ()


@given(typed=TEXTS, text=TEXTS)
def test_what_is_marked_is_what_finds_the_text(typed, text):
    words = WordsSought(typed)
    marked, keys = words.marked(text), keys_of([text]).split()

    assert "".join(part.text for part in marked.parts) == text
    assert {word for word in words.words if word.is_among(keys)} <= marked.words
    assert all(part.text for part in marked.parts)


@given(typed=TEXTS, text=TEXTS.map(lambda text: f"{text} " * 30))
def test_an_excerpt_is_a_stretch_of_the_text_with_a_word_in_it(typed, text):
    words = WordsSought(typed)
    excerpt = words.excerpt(text)

    assert (excerpt is None) == (words.marked(text).words == frozenset())
    if excerpt is not None:
        parts = [part for part in excerpt.parts if part != Part("…")]
        stretch = "".join(part.text for part in parts)
        assert stretch in " ".join(text.split())
        assert len(stretch) <= LONGEST_EXCERPT or len(parts) == 1
        assert any(part.is_found for part in parts)
        assert excerpt.words


@given(typed=TEXTS, texts=st.lists(TEXTS, max_size=4))
def test_each_word_that_is_there_is_shown(typed, texts):
    words = WordsSought(typed)
    found = words.where("", [("Text", text) for text in texts])

    there = {word for word in words.words if word.is_among(keys_of(texts).split())}
    if len(there) <= MOST_SHOWN:
        parts = [part for where in found.elsewhere for part in where.parts if part.is_found]
        assert there <= {word for part in parts for word in words.marked(part.text).words}
