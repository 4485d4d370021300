"""Writes the values of a workbook as a person would type them, by the number format of their cell.
It reads no file.

A date stays the day that it is: one that a format shows month first in figures ("4/1/2013"), which
a reader of UK papers takes for another day, or without its year, is written out ("1 April 2013").
"""

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any

# What Excel calls the short date: in the order of whoever looks at it.
SHORT_DATE = "mm-dd-yy"
SYSTEM_LONG = "[$-F800]"

_SECTION = re.compile(r';(?=(?:[^"]*"[^"]*")*[^"]*$)')
_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|[_*].|\[\$(?P<currency>[^\]-]*)[^\]]*\]|\[[^\]]*\]'
    r"|(?P<code>y+|m+|d+|h+|s+(?:\.0+)?|AM/PM|A/P)|(?P<other>.)",
    re.IGNORECASE | re.DOTALL,
)
_DIGITS = re.compile(r"[#0?][#0?,]*(?:\.[#0?]*)?")


def typed(value: Any, number_format: str) -> str:
    """A value of openpyxl's (a text, number, date, time, truth value, or None) in words."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, date | time):
        return _typed_date(value, number_format)
    if isinstance(value, timedelta):
        return str(value)
    if isinstance(value, int | float):
        return _typed_number(value, number_format)
    return str(value)


def _typed_date(value, number_format):
    codes = _date_codes(number_format)
    if isinstance(value, time):
        value = datetime.combine(date(1900, 1, 1), value)
        return _filled(codes, value) if codes else f"{value:%H:%M}"
    if number_format == SHORT_DATE:
        return f"{value:%d/%m/%Y}"
    names = "".join(code[0] for code, _ in codes if code[0] in "ymd")
    if not names or SYSTEM_LONG in number_format or _may_mislead(names, codes):
        return _spelled_out(value)
    return _filled(codes, value)


def _may_mislead(names, codes):
    """Whether a format shows the month first in figures, or a day without its year."""
    is_in_figures = any(code in ("m", "mm") for code, _ in codes)
    return (names.startswith("md") and is_in_figures) or ("d" in names and "y" not in names)


def _spelled_out(value):
    clock = f" {value:%H:%M}" if isinstance(value, datetime) and value.time() != time() else ""
    return f"{value.day} {value:%B %Y}{clock}"


@lru_cache(maxsize=500)
def _date_codes(number_format):
    """What a format is made of: (code, "") or ("literal", words). A month beside hours or seconds
    means minutes.
    """
    codes: list[tuple[str, str]] = []
    for token in _TOKEN.finditer(_SECTION.split(number_format)[0]):
        if code := token["code"]:
            codes.append((code.lower(), ""))
        else:
            words = token["quoted"] or token["escaped"] or token["other"] or ""
            codes.append(("literal", words))
    named = [at for at, (code, _) in enumerate(codes) if code != "literal"]
    for position, at in enumerate(named):
        before = codes[named[position - 1]][0] if position else ""
        after = codes[named[position + 1]][0] if position + 1 < len(named) else ""
        if codes[at][0] in ("m", "mm") and (before[:1] == "h" or after[:1] == "s"):
            codes[at] = ("nn" if len(codes[at][0]) > 1 else "n", "")
    return tuple(codes)


def _filled(codes, value):
    is_twelve = any(code in ("am/pm", "a/p") for code, _ in codes)
    return "".join(words or _part(code, value, is_twelve) for code, words in codes).strip()


def _part(code, value, is_twelve):
    hour = (value.hour % 12 or 12) if is_twelve and isinstance(value, datetime) else 0
    if not is_twelve and isinstance(value, datetime):
        hour = value.hour
    parts = {
        "yyyy": f"{value:%Y}", "yyy": f"{value:%Y}", "yy": f"{value:%y}", "y": f"{value:%y}",
        "mmmmm": f"{value:%B}"[0], "mmmm": f"{value:%B}", "mmm": f"{value:%b}",
        "mm": f"{value:%m}", "m": f"{value.month}",
        "dddd": f"{value:%A}", "ddd": f"{value:%a}", "dd": f"{value:%d}", "d": f"{value.day}",
        "hh": f"{hour:02}", "h": f"{hour}", "nn": f"{value:%M}", "n": str(int(f"{value:%M}")),
        "ss": f"{value:%S}", "s": str(int(f"{value:%S}")),
        "am/pm": f"{value:%p}", "a/p": f"{value:%p}"[:1],
    }  # fmt: skip
    return parts.get(code, "")


def _typed_number(value, number_format):
    sections = _SECTION.split(number_format)
    is_own = value < 0 and len(sections) > 1 and _DIGITS.search(sections[1])
    section = sections[1] if is_own else sections[0]
    before, digits, after = _number_parts(section)
    if not digits or re.search("[eE/][+-]?[0#?]", section):
        return general(value)
    number = Decimal(repr(value)) * (100 if "%" in before + after else 1)
    written = _digits(abs(number), digits)
    sign = "-" if value < 0 and not is_own and Decimal(written.replace(",", "")) else ""
    return f"{sign}{before}{written}{after}".strip()


def general(value) -> str:
    """A number as Excel shows it without a format: at most fifteen figures, no exponent."""
    if isinstance(value, int) or value.is_integer():
        return str(int(value))
    return f"{Decimal(f'{value:.15g}'):f}"


@lru_cache(maxsize=500)
def _number_parts(section):
    """The words before the digits of a format, the digits, and the words after them."""
    bare = _TOKEN.sub(_hidden, section)
    found = _DIGITS.search(bare)
    if not found:
        return "", "", ""
    return _shown(bare[: found.start()]), found[0], _shown(bare[found.end() :])


def _hidden(token):
    """Literal words moved out of the reach of the digits' signs."""
    words = token["quoted"] or token["escaped"] or token["currency"] or ""
    if token["code"] or token["other"]:
        return token[0]
    return "".join(chr(0xF0000 + ord(char)) if ord(char) < 0xFFFF else char for char in words)


def _shown(words):
    return "".join(
        chr(ord(char) - 0xF0000) if 0xF0000 <= ord(char) < 0xFFFFF else char for char in words
    )


def _digits(number, digits):
    whole, _, part = digits.partition(".")
    scaled = len(whole) - len(whole.rstrip(","))
    number /= 1000**scaled
    written = f"{number:{',' if ',' in whole.rstrip(',') else ''}.{len(part)}f}"
    optional = len(part) - len(part.rstrip("#?"))
    if optional and "." in written:
        kept = len(written) - optional
        written = (written[:kept] + written[kept:].rstrip("0")).rstrip(".")
    needed = whole.count("0")
    head, point, tail = written.partition(".")
    return f"{head.zfill(needed) if ',' not in head else head}{point}{tail}"
