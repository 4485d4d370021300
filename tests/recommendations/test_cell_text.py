import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommendations.cell_text import (
    MAX_CHARACTERS,
    MAX_LEVELS,
    Block,
    CellTextTooLong,
    clean_cell_text,
    read_cell_text,
)

SIGNS = "-*–•·●▪■◦○‣⁃\uf0b7\uf0a7"
TYPED = st.text(
    st.sampled_from(
        [*SIGNS, *"\n\n\n\t    ", *"aeo/<>&", "é", "ש", "😀", "\u200d", "\u202e", "\u00a0"]
    ),
    max_size=60,
)


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        ("", []),
        (" \n\t\n", []),
        ("Underway", [Block("Underway")]),
        ("In place.\n\nUnderway", [Block("In place."), Block("Underway")]),
        ("In place.\n \n\n\nUnderway", [Block("In place."), Block("Underway")]),
        (
            "CMT: 19 September, Executive 16 October\nImplementation: Autumn 2012 onwards",
            [Block("CMT: 19 September, Executive 16 October\nImplementation: Autumn 2012 onwards")],
        ),
        (
            "  Head of Communications  \n  and Marketing",
            [Block("Head of Communications\nand Marketing")],
        ),
    ],
)
def test_paragraphs_are_parted_by_blank_lines_and_keep_their_line_breaks(text, blocks):
    assert read_cell_text(text) == blocks


@pytest.mark.parametrize("sign", ["- ", "* ", "– ", "• ", "•", "•\t", "·\t", "●", "▪ ", "\uf0b7\t"])
def test_a_line_that_opens_with_a_sign_is_a_bullet(sign):
    text = f"Revised protocol put in place.\n{sign}Higher levels of compliance achieved"

    assert read_cell_text(text) == [
        Block("Revised protocol put in place."),
        Block("Higher levels of compliance achieved", bullet=1),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "-5% on last year",
        "– ",
        "-",
        "•",
        "on-going",
        "of the 6 values",
        "o the 6 values",
        "1. Communication",
        "*see the note",
    ],
)
def test_what_only_looks_like_a_bullet_stays_words(text):
    assert read_cell_text(text) == [Block(text.strip())]


def test_levels_come_from_the_indent():
    text = "- one\n    - two\n\t\t- three\n    - two again\n- one again"

    assert [(block.text, block.bullet) for block in read_cell_text(text)] == [
        ("one", 1),
        ("two", 2),
        ("three", 3),
        ("two again", 2),
        ("one again", 1),
    ]


def test_two_spaces_or_a_tab_are_a_level_each():
    assert [block.bullet for block in read_cell_text("- one\n  - two\n\t- three")] == [1, 2, 3]


def test_an_item_moved_back_half_way_goes_under_the_level_above_it():
    assert [block.bullet for block in read_cell_text("- one\n    - two\n  - two")] == [1, 2, 2]


def test_levels_pasted_from_word_come_from_its_signs():
    text = "•\tone\no\ttwo\n▪\tthree\no\ttwo again\n•\tone again"

    assert [(block.text, block.bullet) for block in read_cell_text(text)] == [
        ("one", 1),
        ("two", 2),
        ("three", 3),
        ("two again", 2),
        ("one again", 1),
    ]


def test_deeper_levels_than_the_third_count_as_the_third():
    text = "- one\n  - two\n    - three\n      - four\n        - five"

    assert [block.bullet for block in read_cell_text(text)] == [1, 2, 3, 3, 3]


def test_the_first_bullet_is_of_the_first_level_however_far_it_is_indented():
    assert read_cell_text("        - one") == [Block("one", bullet=1)]


def test_lines_indented_under_a_bullet_go_on_with_it():
    text = "- Delivery of updates\n  to Adult Social Care DMT\nUnderway"

    assert read_cell_text(text) == [
        Block("Delivery of updates\nto Adult Social Care DMT", bullet=1),
        Block("Underway"),
    ]


def test_after_a_paragraph_the_levels_start_again():
    text = "- one\n  - two\nUnderway\n    - one"

    assert [block.bullet for block in read_cell_text(text)] == [1, 2, 0, 1]


def test_a_blank_line_between_bullets_does_not_end_the_list():
    assert [block.bullet for block in read_cell_text("- one\n\n  - two\n\n- one")] == [1, 2, 1]


@pytest.mark.parametrize("end", ["\r\n", "\r", "\v", "\f", "\u0085", "\u2028", "\u2029", "\n"])
def test_every_kind_of_line_end_becomes_one(end):
    assert clean_cell_text(f"CMT: 19 September,{end}Executive 16 October") == (
        "CMT: 19 September,\nExecutive 16 October"
    )


@pytest.mark.parametrize(
    "unprintable",
    [
        *("\x00", "\x07", "\x1b", "\x7f", "\x9f", "\ud800", "\ufeff", "\ufffe", "\ufdd0"),
        *("\u202d", "\u202e"),
    ],
)
def test_what_no_paper_can_print_goes(unprintable):
    assert clean_cell_text(f"{unprintable}Report{unprintable} in draft") == "Report in draft"


@pytest.mark.parametrize(
    "text",
    [
        "Abraham Ghebre-Ghioghis",
        "declaration sin their directorate.",
        "framework in performance management .",
        "“what and how”",
        "two  spaces and a\ttab",
        "  - indented",
        "שלום 👩‍👩‍👧 مرحبا",
        "<script>alert(1)</script> &amp; {{ x }}",
        "\uf0b7\tfrom Word",
    ],
)
def test_the_words_are_kept_to_the_letter(text):
    assert clean_cell_text(text) == text


def test_blank_lines_around_and_spaces_after_go():
    assert clean_cell_text("\n \t\n  - one\n- two \n\n ") == "  - one\n- two"


def test_a_cell_takes_20000_characters():
    assert clean_cell_text("x" * 20_000 + "\n") == "x" * 20_000


def test_a_longer_text_is_refused_with_what_to_do():
    with pytest.raises(CellTextTooLong) as refusal:
        clean_cell_text("x" * 20_001)

    assert str(refusal.value) == (
        "This text has 20,001 characters. A cell can hold 20,000: shorten it, or attach it as "
        "evidence."
    )


def test_a_cell_takes_1000_lines():
    text = "- a\n" * 1_000

    assert clean_cell_text(text) == text.rstrip()


def test_more_lines_are_refused_with_what_to_do():
    with pytest.raises(CellTextTooLong) as refusal:
        clean_cell_text("- a\n" * 1_001)

    assert str(refusal.value) == (
        "This text has 1,001 lines. A cell can hold 1,000: shorten it, or attach it as evidence."
    )


@given(st.text(st.characters(), max_size=200))
def test_any_text_can_be_cleaned_and_a_clean_one_stays_as_it_is(text):
    clean = clean_cell_text(text)

    assert clean_cell_text(clean) == clean
    assert len(clean) <= MAX_CHARACTERS
    clean.encode("utf-8")


@given(TYPED)
def test_no_word_is_lost_and_none_is_added(text):
    text = clean_cell_text(text)

    read = "".join(block.text for block in read_cell_text(text))

    assert _without_signs(read) == _without_signs(text)


def _without_signs(text):
    """A bullet's sign is no word: "o" and a tab is one, so that the letter "o" is left out as
    well.
    """
    return [char for char in text if char not in SIGNS + "o" and not char.isspace()]


@given(TYPED)
def test_levels_go_up_one_at_a_time_and_to_three_at_most(text):
    levels = [block.bullet for block in read_cell_text(clean_cell_text(text))]

    assert all(0 <= level <= MAX_LEVELS for level in levels)
    assert all(level <= before + 1 for before, level in zip([0, *levels], levels, strict=False))


@given(st.lists(st.text(string.ascii_letters, min_size=1), min_size=1, max_size=5))
def test_no_block_is_empty_or_has_an_empty_line(lines):
    blocks = read_cell_text("\n \n".join(f"  {line}  \n- {line}" for line in lines))

    assert all(line and line == line.strip() for b in blocks for line in b.text.split("\n"))
