"""Why a backup was not made, or not restored."""


class NotDone(Exception):
    """One sentence for who asked for it. Everything is as it was before."""


class NotPutBack(NotDone):
    """Worse: something has changed, and the sentence says what and where it is."""
