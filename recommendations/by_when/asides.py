"""Tells from the words right before or after a date that it is no deadline: work that has started,
"not by March", a date that "now" takes back. It reads no date.
"""

from recommendations.by_when.periods import Unreadable
from recommendations.by_when.words import Tag

HAS_BEGUN = frozenset(("started", "commenced", "begun"))
CALLED_OFF = frozenset(("withdrawn", "cancelled", "canceled", "abandoned"))


def is_set_aside(tokens, at) -> bool:
    """Of the date at `at`: "started June 2018", "not by March 2020". It gives way to any other
    date; Unreadable where it says when something was called off.
    """
    before, further = tokens[at - 1], tokens[at - 2]
    if before.value in HAS_BEGUN:
        return True
    if before.tag != Tag.IN:
        further = before
    if further.tag == Tag.WORD and further.value in CALLED_OFF:
        raise Unreadable
    if further.value in HAS_BEGUN:
        return True
    return before.value == "by" and further.value == "not"


def is_taken_back(mentions, tokens) -> bool:
    """ "Previously March 2020, now on hold": a new state, and no new date, after the old ones."""
    if not mentions or not all(mention.is_old for mention in mentions):
        return False
    return any(token.value == "now" for token in tokens[mentions[-1].next_at :])
