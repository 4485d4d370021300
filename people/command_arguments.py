"""What the commands of every app read from the command line in the same way: days and moments.

Call these in `handle`, not as a `type` of the parser: there a CommandError is no longer one line.
"""

from datetime import date, datetime, time

from django.core.management.base import CommandError
from django.utils import timezone


def day(text: str) -> date:
    """A day such as 2016-05-31; CommandError, one line, for anything else."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise CommandError(f"“{text}” is not a day. Write it like 2016-05-31.") from None


def moment(text: str) -> datetime:
    """A moment such as 2016-06-03T12:00; a day alone means its end. Without an offset, in the
    council's own time zone.
    """
    try:
        value = datetime.fromisoformat(text)
    except ValueError:
        raise CommandError(f"“{text}” is not a moment. Write it like 2016-06-03T12:00.") from None
    if len(text) <= len("2016-06-03"):
        value = datetime.combine(value, time.max)
    return value if value.tzinfo else timezone.make_aware(value)
