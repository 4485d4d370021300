"""The days that count before a meeting: when its papers must be out. Pure.

Section 100B of the Local Government Act 1972 opens an agenda and its reports to the public five
clear days before the meeting. Neither the day of publication nor that of the meeting is a clear
day; and only days count on which the offices are open, so that Saturdays and Sundays do not. Bank
holidays would not either, but the program does not know them, and whoever prints the day says so.
"""

from datetime import date, timedelta

CLEAR_DAYS = 5
SATURDAY = 5


def last_day_to_publish(meeting: date, clear_days: int = CLEAR_DAYS) -> date:
    """The last working day on which the papers of a meeting can go out, with so many clear working
    days between the two.
    """
    day = meeting
    for _ in range(clear_days + 1):
        day = _working_day_before(day)
    return day


def is_working_day(day: date) -> bool:
    """Monday to Friday."""
    return day.weekday() < SATURDAY


def _working_day_before(day):
    day -= timedelta(days=1)
    while not is_working_day(day):
        day -= timedelta(days=1)
    return day
