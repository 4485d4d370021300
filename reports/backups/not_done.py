"""Why a backup was not made, or not restored."""

NOTHING_YET = "There is nothing of As At in this database yet: run manage.py migrate."


class NotDone(Exception):
    """One sentence for who asked for it. Everything is as it was before."""


class Unreadable(NotDone):
    """What a database holds can’t be read as As At’s: it is damaged, half-made or another’s."""


class NotPutBack(NotDone):
    """Worse: something has changed, and the sentence says what and where it is."""
