"""What changed in words; the texts are those of the two papers and what an officer might make of
them.
"""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recommendations.word_changes import Change, Kind, folded, summary, word_changes

PROTOCOL = (
    "Revised protocol put in place.\n"
    "• All high and medium priority recommendations are loaded onto a SharePoint site.\n"
    "• Lead officers required to update progress on implementing recommendations."
)
COMPETENCY = (
    "Competency framework development underway. Once complete, implementation will include "
    "relevant training and guidance. A further development will be to introduce a 360 assessment "
    "during 2017."
)
MARKS = {Kind.SAME: "{}", Kind.REMOVED: "[-{}-]", Kind.ADDED: "[+{}+]", Kind.FOLDED: " <{}> "}

WORDS = ["Report", "agreed", "by", "CMT", "31", "in draft", "1,200", "£5", "é", "e\u0301"]
SIGNS = [".", ",", "(", "’", "-", "\x1f"]
LAYOUT = [" ", "  ", "\n", "\n\n", "\n• ", "\n- ", "\t", "\r\n", "o\t"]
pieces_of_text = st.lists(
    st.sampled_from(WORDS) | st.sampled_from(SIGNS) | st.sampled_from(LAYOUT), max_size=40
).map("".join)
texts = pieces_of_text | st.text(max_size=60)


def marked(changes):
    return "".join(MARKS[change.kind].format(change.text) for change in changes)


def side(changes, kind):
    return "".join(change.text for change in changes if change.kind in (Kind.SAME, kind))


@given(texts, texts)
@settings(deadline=None, max_examples=500)
def test_the_changes_hold_both_texts_to_the_letter(before, after):
    changes = word_changes(before, after)

    assert side(changes, Kind.REMOVED) == before
    assert side(changes, Kind.ADDED) == after


@given(texts)
def test_a_text_does_not_differ_from_itself(text):
    assert word_changes(text, text) == ((Change(Kind.SAME, text),) if text else ())


@given(texts, texts)
@settings(deadline=None)
def test_what_is_shown_leaves_out_only_what_is_folded_and_layout(before, after):
    shown = folded(word_changes(before, after), context=10_000)

    assert side(shown, Kind.ADDED) == after


@pytest.mark.parametrize(
    ("before", "after", "shown", "said"),
    [
        ("Underway", "Underway", "Underway", "The same words as last time"),
        ("Underway", "Underway.", "Underway[+.+]", "Only punctuation changed"),
        (
            "Report agreed by CMT on 31 October",
            "Report agreed by CMT on 14 November, published on BORIS.",
            "Report agreed by CMT on[- 31 October-][+ 14 November, published on BORIS.+]",
            "5 words added, 2 removed",
        ),
        (
            "In place.",
            "In place. Event held twice each year.",
            "In place.[+ Event held twice each year.+]",
            "5 words added",
        ),
        (
            "Cliff Youngman/Abraham Ghebre-Ghioghis",
            "Cliff Youngman",
            "Cliff Youngman[-/Abraham Ghebre-Ghioghis-]",
            "2 words removed",
        ),
        (
            "Road shows have been planned for the autumn.",
            "Road shows were held in the autumn.",
            "Road shows[- have been planned for-][+ were held in+] the autumn.",
            "3 words added, 4 removed",
        ),
        ("", "Underway", "[+Underway+]", "1 word added"),
        ("Underway", "", "[-Underway-]", "1 word removed"),
        ("", "", "", "The same words as last time"),
    ],
)
def test_changes_are_shown_and_summed_up(before, after, shown, said):
    changes = word_changes(before, after)

    assert marked(folded(changes)) == shown
    assert summary(changes) == said


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        # A figure in the middle of two others is part of them.
        (
            "12 of 40 managers trained",
            "15 of 45 managers trained",
            "[-12 of 40-][+15 of 45+] managers trained",
        ),
        ("75% complete at £1.2m", "80% complete at £1.3m", "[-75%-][+80%+] complete at[- £1.2m-]"),
        (
            "due 31/3/2016, as agreed",
            "due 30/4/2016, as agreed",
            "due[- 31/3/2016-][+ 30/4/2016+],",
        ),
        ("the council's 1:1s", "the council’s 1:1s", "the[- council's-][+ council’s+] 1:1s"),
    ],
)
def test_words_are_kept_whole_and_crumbs_are_not(before, after, shown):
    assert marked(word_changes(before, after)).startswith(shown)


def test_a_bullet_more_is_all_that_is_shown():
    after = PROTOCOL.replace("\n• Lead", "\n• Implementation rates reported.\n• Lead")

    changes = word_changes(PROTOCOL, after)

    assert [change.text for change in changes if change.kind is not Kind.SAME] == [
        "• Implementation rates reported.\n"
    ]
    assert summary(changes) == "3 words added"


def test_lines_that_break_elsewhere_and_other_bullets_are_no_change():
    after = PROTOCOL.replace("•", "-").replace(
        "priority recommendations", "priority\nrecommendations"
    )

    changes = word_changes(PROTOCOL, after)

    assert summary(changes) == "The same words as last time"
    assert folded(changes, context=100) == (Change(Kind.SAME, after),)


def test_a_text_that_is_mostly_new_is_not_picked_to_pieces():
    after = (
        "Competency framework developed and agreed. Implementation includes training and guidance. "
        "The 360 assessment has been introduced."
    )

    assert word_changes(COMPETENCY, after) == (
        Change(Kind.REMOVED, COMPETENCY),
        Change(Kind.ADDED, after),
    )


def test_a_sentence_that_stayed_is_left_where_all_around_it_is_new():
    after = f"Graham Lidell leads on this from now on. {COMPETENCY} In place by March 17."

    changes = word_changes(COMPETENCY, after)

    assert [change.kind for change in changes] == [Kind.ADDED, Kind.SAME, Kind.ADDED]


def test_a_long_stretch_that_stayed_is_folded_with_some_words_left_beside_the_change():
    words = [f"word{number}" for number in range(20)]
    before, after = " ".join(words), " ".join(["New", *words])

    assert marked(folded(word_changes(before, after), context=2)) == (
        "[+New +]word0 word1 <… 18 words unchanged …> "
    )
    assert marked(folded(word_changes(before, before), context=2)) == " <… 20 words unchanged …> "


def test_a_stretch_between_two_changes_keeps_words_on_both_sides():
    middle = " ".join(f"word{number}" for number in range(40))

    shown = marked(folded(word_changes(f"Old {middle} end", f"New {middle} over"), context=3))

    assert shown == (
        "[-Old-][+New+] word0 word1 word2 <… 34 words unchanged …> word37 word38 word39"
        "[- end-][+ over+]"
    )


def test_a_stretch_hardly_longer_than_what_is_left_of_it_is_shown():
    changes = (Change(Kind.SAME, "one two three four"), Change(Kind.ADDED, " five"))

    assert folded(changes, context=2) == changes


def _lines(count, words=20):
    return [" ".join(f"w{line * 7 + word}" for word in range(words)) for line in range(count)]


MEGABYTE = _lines(9_000)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (MEGABYTE, [*MEGABYTE[:4_000], "Another line.", *MEGABYTE[4_001:]]),
        (MEGABYTE, MEGABYTE[::-1]),
        (["a " * 500_000], ["a " * 499_999 + "b"]),
        ([" " * 1_000_000], ["\n" * 1_000_000]),
        (["-." * 500_000], [".-" * 500_000]),
        # All that is compared word by word at once, with every third word another one.
        (
            [" ".join(f"w{n % 90}" for n in range(999))] * 12,
            [" ".join(f"w{n % 90}" if n % 3 else f"x{n}" for n in range(999))] * 12,
        ),
    ],
)
def test_a_megabyte_takes_no_time(before, after):
    before, after = "\n".join(before), "\n".join(after)
    began = time.perf_counter()

    changes = word_changes(before, after)
    summary(changes)
    folded(changes)

    assert time.perf_counter() - began < 5
    assert side(changes, Kind.REMOVED) == before
    assert side(changes, Kind.ADDED) == after


def test_one_line_of_a_megabyte_is_found():
    before, after = "\n".join(MEGABYTE), "\n".join(MEGABYTE).replace("w28000 ", "another ", 1)

    assert summary(word_changes(before, after)) == "1 word added, 1 removed"
