import re
from decimal import Decimal

import pytest

from recommendations.measure_numbers import (
    NO_NUMBER,
    TOO_FINE,
    TOO_LONG,
    plain,
    read_number,
    with_unit,
)


@pytest.mark.parametrize(
    ("text", "unit", "number"),
    [
        ("82", "", "82"),
        (" 82 % ", "%", "82"),
        ("82%", "% of staff", "82"),
        ("1,250.50", "", "1250.5"),
        ("£1,250", "£", "1250"),
        ("£4.5", "£ million", "4.5"),
        ("-£3", "£", "-3"),
        ("−3", "", "-3"),
        (".5", "", "0.5"),
        ("5.", "", "5"),
        ("007", "", "7"),
        ("-0", "", "0"),
        ("999,999,999,999", "", "999999999999"),
        ("99999999999.9999", "", "99999999999.9999"),
    ],
)
def test_a_number_is_read_as_it_is_typed(text, unit, number):
    assert str(read_number(text, unit)) == number


@pytest.mark.parametrize(
    ("text", "unit", "sentence"),
    [
        ("", "", NO_NUMBER),
        ("many", "", NO_NUMBER),
        ("nan", "", NO_NUMBER),
        ("Infinity", "", NO_NUMBER),
        ("1e5", "", NO_NUMBER),
        ("1,25", "", NO_NUMBER),
        ("12,50,000", "", NO_NUMBER),
        ("1.2.3", "", NO_NUMBER),
        ("1 250", "", NO_NUMBER),
        ("٣", "", NO_NUMBER),
        ("-", "%", NO_NUMBER),
        ("%", "%", NO_NUMBER),
        ("1000000000000", "", TOO_LONG),
        ("0.00001", "", TOO_FINE),
        ("123456789012.1234", "", TOO_FINE),
        ("82%", "", "Type “%” as the unit, or leave it out here."),
        ("£82", "%", "The unit is “%”, so leave out the “£”."),
    ],
)
def test_what_is_no_number_is_said(text, unit, sentence):
    with pytest.raises(ValueError, match=f"^{re.escape(sentence)}$"):
        read_number(text, unit)


@pytest.mark.parametrize(
    ("number", "unit", "printed"),
    [
        ("82.0000", "%", "82%"),
        ("82.5", "% of staff", "82.5% of staff"),
        ("1250", "£", "£1,250"),
        ("-1250.5", "£", "−£1,250.5"),
        ("4.50", "£ million", "£4.5 million"),
        ("12", "days", "12 days"),
        ("1000000", "", "1,000,000"),
        ("0.0001", "", "0.0001"),
        ("0", "", "0"),
    ],
)
def test_a_number_is_printed_with_its_unit(number, unit, printed):
    assert with_unit(Decimal(number), unit) == printed


def test_a_number_is_shown_as_it_would_be_typed():
    assert [plain(Decimal(n)) for n in ("1250.5000", "100", "1E+2", "0.0")] == [
        "1250.5",
        "100",
        "100",
        "0",
    ]
