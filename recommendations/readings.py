"""The reading of a deadline's words: set by a person, else by the program."""

from datetime import date

from recommendations.by_when import Kind, Reading


def reading_by_hand(*, earliest: date | None, latest: date | None, open_ended: bool) -> Reading:
    """The reading that a person sets: inclusive days, each of which may be left out. Without any,
    the words stay words only.
    """
    return Reading(_kind(earliest, latest, open_ended), earliest, latest, open_ended)


def _kind(earliest, latest, open_ended):
    if earliest is None and latest is None:
        return Kind.ONGOING if open_ended else Kind.OTHER
    if latest is None:
        return Kind.ONGOING_FROM
    return Kind.DATE if earliest in (None, latest) else Kind.RANGE
