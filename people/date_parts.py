"""A date typed as day, month and year in three boxes: what was typed is kept, and an error knows
which box it is about.
"""

import datetime
import re

from django import forms
from django.core.exceptions import ValidationError

PARTS = ("day", "month", "year")
# What a council writes about; outside it is a slip of the keyboard.
FIRST_YEAR, LAST_YEAR = 1900, 2199
MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)


class DatePartsWidget(forms.MultiWidget):
    """Three boxes. The form pack lays them out with their labels (`council/_date_parts.html`)."""

    def __init__(self, attrs=None):
        super().__init__(
            [forms.TextInput({"aria-label": part.capitalize()}) for part in PARTS], attrs
        )

    def decompress(self, value):
        return [str(value.day), str(value.month), str(value.year)] if value else ["", "", ""]


class DatePartsField(forms.MultiValueField):
    """A date; the month as a number or a name ("5", "May", "sept").

    Each error's `params["part"]` is the number of the first box that is wrong (0, 1, 2).
    """

    widget = DatePartsWidget
    default_error_messages = {
        "required": "%(label)s must include a day, month and year",
        "incomplete": "%(label)s must include a %(missing)s",
        "year": "%(label)s must have a year of four figures, like 2017",
        "invalid": "%(label)s must be a real date",
        "range": "%(label)s must be in the years 1900 to 2199",
    }

    def __init__(self, **kwargs):
        boxes = [forms.CharField(required=False) for _ in PARTS]
        super().__init__(fields=boxes, require_all_fields=False, **kwargs)

    def clean(self, value):
        if self.required and not self.disabled and not any((part or "").strip() for part in value):
            raise self._error("required", part=0)
        return super().clean(value)

    def compress(self, data_list):
        if not any(data_list):
            return None
        missing = [number for number, part in enumerate(data_list) if not part]
        if missing:
            words = " and ".join(PARTS[number] for number in missing)
            raise self._error("incomplete", part=missing[0], missing=words)
        return self._date(*data_list)

    def has_changed(self, initial, data):
        if self.disabled:
            return False
        try:
            return self.clean(data) != (initial or None)
        except ValidationError:
            return bool(initial) or any(data or [])

    def _date(self, day, month, year):
        number = month_number(month)
        if not re.fullmatch(r"[0-9]{1,2}", day) or not 1 <= int(day) <= 31:
            raise self._error("invalid", part=0)
        if number is None:
            raise self._error("invalid", part=1)
        if not re.fullmatch(r"[0-9]{4}", year):
            raise self._error("year", part=2)
        if not FIRST_YEAR <= int(year) <= LAST_YEAR:
            raise self._error("range", part=2)
        try:
            return datetime.date(int(year), number, int(day))
        except ValueError:
            raise self._error("invalid", part=0 if int(year) else 2) from None

    def _error(self, code, **params):
        params["label"] = self.label or "The date"
        return ValidationError(self.error_messages[code], code=code, params=params)


def month_number(text):
    """1 to 12 for "5", "05", "May", "may", "Sept"; None for what names no month."""
    if re.fullmatch(r"[0-9]{1,2}", text):
        return int(text) if 1 <= int(text) <= 12 else None
    word = text.lower().rstrip(".")
    if len(word) < 3:
        return None
    return next((n for n, month in enumerate(MONTHS, start=1) if month.startswith(word)), None)
