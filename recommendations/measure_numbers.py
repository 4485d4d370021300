"""Numbers of measures as people type them ("1,250", "82%", "£3.50") and as pages and papers print
them. Pure: it knows no model.
"""

import re
from datetime import date
from decimal import Decimal

CURRENCIES = "£€$"
WHOLE_DIGITS, PLACES, DIGITS = 12, 4, 15
NO_NUMBER = "Enter a number, such as 82, 1,250 or 4.5."
TOO_LONG = f"A number has at most {WHOLE_DIGITS} digits before the point."
TOO_FINE = f"A number has at most {PLACES} digits after the point, and {DIGITS} in all."
OTHER_UNIT = "The unit is “{unit}”, so leave out the “{sign}”."
NO_UNIT = "Type “{sign}” as the unit, or leave it out here."

_TYPED = re.compile(
    r"(?P<minus>[-−–]?)\s*(?P<currency>[£€$]?)\s*"
    r"(?P<whole>\d{1,3}(?:,\d{3})+|\d*)(?:\.(?P<part>\d*))?\s*(?P<per_cent>%?)",
    re.ASCII,
)


def read_number(text: str, unit: str = "") -> Decimal:
    """The number that somebody typed, with thousands by commas; “%” or “£” may stand by it where
    the unit says the same. ValueError, with a sentence, for anything else, and for more digits than
    are kept.
    """
    typed = _TYPED.fullmatch(text.strip())
    if typed is None or not (typed["whole"] or typed["part"]):
        raise ValueError(NO_NUMBER)
    for sign in filter(None, (typed["currency"], typed["per_cent"])):
        if sign not in unit:
            raise ValueError((OTHER_UNIT if unit else NO_UNIT).format(unit=unit, sign=sign))
    whole = typed["whole"].replace(",", "").lstrip("0") or "0"
    part = (typed["part"] or "").rstrip("0")
    if len(whole) > WHOLE_DIGITS:
        raise ValueError(TOO_LONG)
    if len(part) > PLACES or len(whole) + len(part) > DIGITS:
        raise ValueError(TOO_FINE)
    number = Decimal(f"{whole}.{part}" if part else whole)
    return -number if typed["minus"] and number else number


def plain(number: Decimal) -> str:
    """Without zeros at the end and without commas, as it is typed: "1250.5"."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def with_unit(number: Decimal, unit: str) -> str:
    """As it is printed: "82%", "£1,250", "£4.5 million", "12 days", "−3"."""
    digits = plain(number)
    minus, digits = ("−", digits[1:]) if digits.startswith("-") else ("", digits)
    whole, point, part = digits.partition(".")
    digits = f"{int(whole):,}{point}{part}"
    if unit and unit[0] in CURRENCIES:
        return f"{minus}{unit[0]}{digits} {unit[1:].strip()}".rstrip()
    if unit.startswith("%"):
        return f"{minus}{digits}{unit}"
    return f"{minus}{digits} {unit}".rstrip()


def in_full(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
