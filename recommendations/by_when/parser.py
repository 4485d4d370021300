"""Reads a "By when" wording into days. It never changes the wording, never guesses, and never
raises for what somebody may have written.
"""

from datetime import date

from recommendations.by_when.cleaning import plain
from recommendations.by_when.conventions import UK, Conventions
from recommendations.by_when.paper import Paper
from recommendations.by_when.periods import FIRST_YEAR, LAST_YEAR, Unreadable
from recommendations.by_when.reading import Reading
from recommendations.by_when.tokens import tokens_of
from recommendations.by_when.verdict import UNREAD, verdict
from recommendations.by_when.walk import Walk

# Stored with every reading; to be raised when a wording may be read differently.
PARSER_VERSION = 1


def read_by_when(text: str, *, paper_date: date, conventions: Conventions = UK) -> Reading:
    """What the words mean in a paper of `paper_date`; all days are inclusive.

    `unread`, without dates, where the words are not understood, name an impossible day or
    could mean two, and where the paper's year is none of a council. The rules are those of the
    corpus ("Rules of the date labels").
    """
    if not FIRST_YEAR <= paper_date.year < LAST_YEAR:
        return UNREAD
    paper = Paper(paper_date, conventions, plain(text))
    tokens = tokens_of(paper.text)
    try:
        return verdict(Walk(tokens, paper).through(), tokens, paper)
    except Unreadable:
        return UNREAD
