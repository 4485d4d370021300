from datetime import date, datetime, time, timedelta

import pytest

from recommendations.importing.typed_values import typed

# Excel knows no time zones.
DAY = datetime(2013, 4, 1)  # noqa: DTZ001


@pytest.mark.parametrize(
    ("number_format", "words"),
    [
        ("dd/mm/yyyy", "01/04/2013"),
        ("mm-dd-yy", "01/04/2013"),
        ("mmm-yy", "Apr-13"),
        ("mmmm yyyy", "April 2013"),
        ("d mmmm yyyy;@", "1 April 2013"),
        ("[$-409]mmmm d, yyyy;@", "April 1, 2013"),
        ("m/d/yyyy", "1 April 2013"),
        ("dddd d mmmm", "1 April 2013"),
        ("yyyy-mm-dd", "2013-04-01"),
        ("[$-F800]dddd, mmmm dd, yyyy", "1 April 2013"),
        ('"by "d mmm yyyy', "by 1 Apr 2013"),
        ("yyyy", "2013"),
        ("General", "1 April 2013"),
    ],
)
def test_a_date_is_as_its_format_shows_it_but_never_another_day(number_format, words):
    assert typed(DAY, number_format) == words


@pytest.mark.parametrize(
    ("value", "number_format", "words"),
    [
        (1, "General", "1"),
        (1.1, "General", "1.1"),
        (0.1 + 0.2, "General", "0.3"),
        (1.1, "0.00", "1.10"),
        (0.5, "0%", "50%"),
        (0.125, "0.0%", "12.5%"),
        (1234.5, "£#,##0.00", "£1,234.50"),
        (-1234.5, '"£"#,##0;[Red]-"£"#,##0', "-£1,234"),
        (-3, "0", "-3"),
        (7, "000", "007"),
        (5, '"Rec "0', "Rec 5"),
        (1200, "[$£-809]#,##0", "£1,200"),
        (12345.678, "0.##", "12345.68"),
        (1.5, "# ?/?", "1.5"),
        (1e22, "General", "1" + "0" * 22),
        (True, "General", "TRUE"),
        (False, "General", "FALSE"),
        (None, "General", ""),
        ("Autumn 17", "General", "Autumn 17"),
        (time(9, 30), "h:mm", "9:30"),
        (time(21, 5), "h:mm AM/PM", "9:05 PM"),
        (DAY.replace(hour=9, minute=30), "dd/mm/yyyy hh:mm", "01/04/2013 09:30"),
        (timedelta(hours=30), "[h]:mm", "1 day, 6:00:00"),
        (date(2013, 4, 1), "d/m/yy", "1/4/13"),
    ],
)
def test_a_value_is_as_a_person_would_type_it(value, number_format, words):
    assert typed(value, number_format) == words
