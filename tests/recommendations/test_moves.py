from datetime import date
from types import SimpleNamespace

import pytest

from recommendations.moves import Move, count_slips, move_between


def term(text, latest=None, open_ended=False, paper_date=date(2016, 5, 31)):
    return SimpleNamespace(text=text, latest=latest, open_ended=open_ended, paper_date=paper_date)


AUTUMN_16 = term("Autumn 16", date(2016, 11, 30))
MARCH_17 = term("March 17", date(2017, 3, 31))
BY_END_OF_MARCH = term("By the end of March 2017", date(2017, 3, 31))
ONGOING = term("Ongoing", open_ended=True)
NOT_APPLICABLE = term("n/a")
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
    assert move_between(before, after) is move


def test_only_slips_are_counted():
    assert count_slips([AUTUMN_16, MARCH_17, BY_END_OF_MARCH, AUTUMN_16, ONGOING]) == 2
