from datetime import date
from types import SimpleNamespace

import pytest

from recommendations.moves import Move, count_slips, move_of, says_when


def term(text, latest=None, open_ended=False, paper_date=date(2016, 5, 31)):
    return SimpleNamespace(text=text, latest=latest, open_ended=open_ended, paper_date=paper_date)


AUTUMN_16 = term("Autumn 16", date(2016, 11, 30))
MARCH_17 = term("March 17", date(2017, 3, 31))
BY_END_OF_MARCH = term("By the end of March 2017", date(2017, 3, 31))
ONGOING = term("Ongoing", open_ended=True)
NOT_APPLICABLE = term("n/a")
MOON = term("Blue moon")
MOON_SETTLED = term("Blue moon", date(2018, 1, 31))
JUNE_16 = term("June", date(2016, 6, 30))
JUNE_16_SETTLED = term("June", date(2017, 6, 30))
JUNE_17 = term("June", date(2017, 6, 30), paper_date=date(2016, 11, 30))


@pytest.mark.parametrize(
    ("before", "after", "move"),
    [
        (AUTUMN_16, MARCH_17, Move.SLIPPED),
        (AUTUMN_16, ONGOING, Move.SLIPPED),
        (MARCH_17, AUTUMN_16, Move.BROUGHT_FORWARD),
        (MARCH_17, BY_END_OF_MARCH, Move.REWORDED),
        (MARCH_17, NOT_APPLICABLE, Move.REWORDED),
        (ONGOING, MARCH_17, Move.DATED),
        (MARCH_17, MARCH_17, Move.UNCHANGED),
        (ONGOING, ONGOING, Move.UNCHANGED),
        (JUNE_16, JUNE_17, Move.SLIPPED),
        (JUNE_16, JUNE_16_SETTLED, Move.UNCHANGED),
    ],
)
def test_a_move_is_named_by_what_became_of_the_latest_day(before, after, move):
    assert move_of(after, [before]) is move


@pytest.mark.parametrize(
    ("terms", "moves"),
    [
        ([AUTUMN_16, NOT_APPLICABLE, MARCH_17], [Move.REWORDED, Move.SLIPPED]),
        ([AUTUMN_16, NOT_APPLICABLE, MOON, MARCH_17], [Move.REWORDED, Move.REWORDED, Move.SLIPPED]),
        ([AUTUMN_16, NOT_APPLICABLE, ONGOING], [Move.REWORDED, Move.SLIPPED]),
        ([MARCH_17, NOT_APPLICABLE, AUTUMN_16], [Move.REWORDED, Move.BROUGHT_FORWARD]),
        ([MARCH_17, NOT_APPLICABLE, BY_END_OF_MARCH], [Move.REWORDED, Move.REWORDED]),
        ([MARCH_17, NOT_APPLICABLE, MARCH_17], [Move.REWORDED, Move.REWORDED]),
        ([AUTUMN_16, ONGOING, NOT_APPLICABLE, ONGOING], [Move.SLIPPED] + 2 * [Move.REWORDED]),
        ([AUTUMN_16, ONGOING, NOT_APPLICABLE, MARCH_17], [Move.SLIPPED, Move.REWORDED, Move.DATED]),
        ([NOT_APPLICABLE, MOON, MARCH_17], [Move.REWORDED, Move.DATED]),
        ([AUTUMN_16, MOON, MOON_SETTLED], [Move.REWORDED, Move.SLIPPED]),
    ],
)
def test_words_without_a_date_in_between_hide_no_move(terms, moves):
    assert [move_of(terms[place], terms[:place]) for place in range(1, len(terms))] == moves
    assert count_slips(terms) == moves.count(Move.SLIPPED)


def test_what_has_a_last_day_or_no_end_says_when():
    assert [says_when(term) for term in (MARCH_17, ONGOING, NOT_APPLICABLE)] == [True, True, False]


def test_only_slips_are_counted():
    assert count_slips([AUTUMN_16, MARCH_17, BY_END_OF_MARCH, AUTUMN_16, ONGOING]) == 2
