from datetime import date

import pytest

from reports.agenda_days import is_working_day, last_day_to_publish


@pytest.mark.parametrize(
    ("meeting", "last_day"),
    [
        (date(2016, 6, 28), date(2016, 6, 20)),  # Tuesday: Monday of the week before.
        (date(2012, 12, 6), date(2012, 11, 28)),  # Thursday: Wednesday of the week before.
        (date(2026, 11, 23), date(2026, 11, 13)),  # Monday: Friday, ten days before.
        (date(2026, 11, 27), date(2026, 11, 19)),  # Friday: Thursday of the week before.
        (date(2026, 11, 28), date(2026, 11, 20)),  # Saturday, as if on the Monday after.
        (date(2026, 11, 29), date(2026, 11, 20)),  # Sunday.
        (date(2024, 3, 5), date(2024, 2, 26)),  # Over the end of a month with a leap day.
        (date(2026, 1, 2), date(2025, 12, 25)),  # A bank holiday is counted as a working day.
    ],
)
def test_five_clear_working_days_lie_between_publication_and_meeting(meeting, last_day):
    assert last_day_to_publish(meeting) == last_day


@pytest.mark.parametrize(
    ("clear_days", "last_day"),
    [(0, date(2016, 6, 27)), (1, date(2016, 6, 24)), (3, date(2016, 6, 22))],
)
def test_other_numbers_of_clear_days(clear_days, last_day):
    assert last_day_to_publish(date(2016, 6, 28), clear_days) == last_day


def test_monday_to_friday_are_working_days():
    days = [date(2016, 6, 20 + number) for number in range(7)]

    assert [is_working_day(day) for day in days] == [True] * 5 + [False] * 2
