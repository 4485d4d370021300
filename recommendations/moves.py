"""What became of a deadline with another of its terms: moved, brought forward or only reworded
(domain.md, "moved"). Pure.
"""

from enum import StrEnum


class Move(StrEnum):
    SLIPPED = "slipped"
    BROUGHT_FORWARD = "brought forward"
    DATED = "given a date"
    REWORDED = "reworded"
    UNCHANGED = "unchanged"


def says_when(term) -> bool:
    """Whether a term, or a reading, has a last day or is open-ended."""
    return term.latest is not None or term.open_ended


def move_of(term, before) -> Move:
    """What a term did to the date; `before`: the terms of the same deadline before it, first to
    last, at least one. A term has `text`, `paper_date`, `latest` (a day or None) and `open_ended`.

    It is compared with the last before it that said when: words without a date in between ("n/a")
    are reworded, and neither hide a slip nor make one.
    """
    last = before[-1]
    if not says_when(term):
        return _move_between(last, term)
    move = _move_between(next(filter(says_when, reversed(before)), last), term)
    if move is Move.UNCHANGED and term.text != last.text:
        return Move.REWORDED
    return move


def slips(terms) -> list:
    """Those over which the date slipped, of the terms of one deadline, first to last."""
    return [
        term
        for place, term in enumerate(terms)
        if place and move_of(term, terms[:place]) is Move.SLIPPED
    ]


def count_slips(terms) -> int:
    """How often the date slipped over the terms of one deadline, first to last."""
    return len(slips(terms))


def _move_between(before, after):
    """Later, or no longer ending at all, is a slip; earlier is brought forward; new words with the
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
