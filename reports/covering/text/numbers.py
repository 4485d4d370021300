"""Numbers as tables of council papers write them: "1,204", "£12.50", "(3)", "−3", "58%", "£1.2m".
Any other words are no number."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

_NUMBER = re.compile(
    r"(?P<open>\()?(?P<sign>[-−–+]?)(?P<prefix>[£€$]?)(?P<sign_after>[-−–]?)"
    r"(?P<digits>[0-9]{1,3}(?:,[0-9]{3}){1,4}|[0-9]{1,15})(?P<decimals>\.[0-9]{1,6})?"
    r" ?(?P<suffix>%|k|m|bn|million)?(?P<close>\))?"
)
# What stands for "nothing" or "not counted" in a table.
_NOTHING = {"", "-", "–", "—", "n/a", "nil"}


@dataclass(frozen=True, slots=True)
class Number:
    """A number, and how it is written."""

    value: Decimal
    prefix: str = ""
    suffix: str = ""
    has_commas: bool = False
    has_brackets: bool = False

    @property
    def decimals(self) -> int:
        return max(0, -int(self.value.as_tuple().exponent))


def read_number(text: str) -> Number | None:
    """The number that the text is; None where it is none."""
    found = _NUMBER.fullmatch(text.strip())
    if not found or bool(found["open"]) != bool(found["close"]):
        return None
    value = Decimal(found["digits"].replace(",", "") + (found["decimals"] or ""))
    is_negative = found["open"] or (found["sign"] not in ("", "+")) or found["sign_after"]
    return Number(
        -value if is_negative else value,
        found["prefix"],
        found["suffix"] or "",
        "," in found["digits"],
        bool(found["open"]),
    )


def is_nothing(text: str) -> bool:
    return text.strip().casefold() in _NOTHING


def can_be_added_up(numbers: Sequence[Number]) -> bool:
    """Not percentages, nor numbers of different kinds; a “£” may be left out of some."""
    if any(number.suffix == "%" for number in numbers):
        return False
    prefixes = {number.prefix for number in numbers} - {""}
    return len(prefixes) < 2 and len({number.suffix for number in numbers}) < 2


def add_up(numbers: Sequence[Number]) -> Number:
    """The sum of one or more numbers that can be added up, written as they are."""
    large = [number for number in numbers if abs(number.value) >= 1000]
    return Number(
        sum((number.value for number in numbers), Decimal()),
        max(number.prefix for number in numbers),
        numbers[0].suffix,
        all(number.has_commas for number in large),
        any(number.has_brackets for number in numbers),
    )


def written(number: Number) -> str:
    """As it is printed: "£1,204.50", "(3)"."""
    size = abs(number.value)
    digits = f"{size:,.{number.decimals}f}" if number.has_commas else f"{size:.{number.decimals}f}"
    words = f"{number.prefix}{digits}{number.suffix}"
    if number.value >= 0:
        return words
    return f"({words})" if number.has_brackets else f"−{words}"
