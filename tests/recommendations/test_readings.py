from datetime import date

import pytest

from recommendations.by_when import Kind
from recommendations.readings import reading_by_hand, reading_sentence

FIRST, LAST = date(2017, 9, 1), date(2017, 11, 30)


@pytest.mark.parametrize(
    ("earliest", "latest", "open_ended", "kind"),
    [
        (LAST, LAST, False, Kind.DATE),
        (None, LAST, False, Kind.DATE),
        (FIRST, LAST, False, Kind.RANGE),
        (FIRST, LAST, True, Kind.RANGE),
        (FIRST, None, True, Kind.ONGOING_FROM),
        (None, None, True, Kind.ONGOING),
        (None, None, False, Kind.OTHER),
    ],
)
def test_a_reading_by_hand_has_the_kind_of_its_days(earliest, latest, open_ended, kind):
    reading = reading_by_hand(earliest=earliest, latest=latest, open_ended=open_ended)

    assert (reading.kind, reading.earliest, reading.latest) == (kind, earliest, latest)
    assert reading.is_read


def test_a_last_day_of_all_days_is_still_said():
    reading = reading_by_hand(earliest=None, latest=date.max, open_ended=False)

    assert reading_sentence(reading) == "Read as by 31 December 9999."
