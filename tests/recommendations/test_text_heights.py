import pytest

from recommendations.text_heights import USUAL

SENTENCE = "Reports go to the board every quarter."


@pytest.mark.parametrize(
    "text",
    [
        " ".join([SENTENCE] * 30),
        "\n".join([SENTENCE] * 30),
        "\n\n".join([SENTENCE * 3] * 9),
        "x" * 3_000,
        "中文" * 900,
    ],
)
def test_a_text_is_divided_into_parts_of_a_height_with_every_word(text):
    parts, rest = [], text
    while rest:
        part, rest = USUAL.divide(rest, 40, 100)
        parts.append(part)

    assert len(parts) > 3
    assert all(USUAL.height(part, 40) <= 100 for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())


def test_words_are_parted_only_where_they_fill_a_line():
    head, rest = USUAL.divide(" ".join([SENTENCE] * 30), 40, 100)

    assert f"{head} {rest}" == " ".join([SENTENCE] * 30)


def test_what_is_low_enough_is_left_whole():
    assert USUAL.divide(SENTENCE, 40, 100) == (SENTENCE, "")
    assert USUAL.divide("", 40, 100) == ("", "")


def test_where_there_is_no_room_a_line_is_taken_all_the_same():
    assert USUAL.divide("One\nTwo", 40, 0) == ("One", "Two")
