"""What became of a deadline between two of its terms: moved, brought forward or only reworded
(domain.md, "moved"). Pure.
"""

from enum import StrEnum
from itertools import pairwise


class Move(StrEnum):
    SLIPPED = "slipped"
    BROUGHT_FORWARD = "brought forward"
    DATED = "given a date"
    REWORDED = "reworded"
    UNCHANGED = "unchanged"


def move_between(before, after) -> Move:
    """What the later of two terms did to the date; a term has `text`, `paper_date`, `latest` (a day
    or None) and `open_ended`.

    Later, or no longer ending at all, is a slip; earlier is brought forward; new words with the
    same reading are reworded. The same words of the same paper mean the same day, even where one of
    the two terms was settled and the other was not.
    """
    if (before.text, before.paper_date) == (after.text, after.paper_date):
        return Move.UNCHANGED
    if before.latest == after.latest:
        return Move.UNCHANGED if before.text == after.text else Move.REWORDED
    if before.latest is None:
        return Move.DATED
    if after.latest is None:
        return Move.SLIPPED if after.open_ended else Move.REWORDED
    return Move.SLIPPED if after.latest > before.latest else Move.BROUGHT_FORWARD


def count_slips(terms) -> int:
    """How often the date slipped over the terms of one deadline, first to last."""
    return sum(move_between(*pair) is Move.SLIPPED for pair in pairwise(terms))
