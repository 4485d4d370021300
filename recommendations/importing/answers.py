"""What a person settled about an import, as JSON: read, checked and changed. What does not fit the
shape never gets in. It asks no database: whether a key is that of an owner or of a recommendation
of the plan is for the review.

    {"rows": {"14": {"text": "…", "by_when": "…", "own_values": {"Measure": "…"},
                     "raised_on": "2011-03-01" | "",
                     "dates": {"earliest": "2017-09-01", "latest": null, "open_ended": true},
                     "left_out": true, "match": 12 | "new"}},
     "owners": {"Cliff Youngman": {"owner": 7} | {"new": {"name": "…", "kind": "person"}}
                                  | {"keep": true}},
     "statuses": {"On track": "on_track" | ""},     # "": no status, its words are action taken
     "missing": {"12": "completed" | "dropped" | "live"}}
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError

from people.owner_text import PartyKind
from recommendations.cell_text import MAX_CHARACTERS, printable_text
from recommendations.importing.reviewed import COMPLETED, DROPPED, LIVE, NEW
from recommendations.importing.source import MOST_ROWS
from recommendations.meanings import Meaning

# The texts of a ReviewRow that a person can correct, with the most characters that are kept.
TEXTS = {
    "theme": 200,
    "theme_note": MAX_CHARACTERS,
    "timescale": 100,
    "reference": 50,
    "text": MAX_CHARACTERS,
    "progress": MAX_CHARACTERS,
    "further_action": MAX_CHARACTERS,
    "by_when": MAX_CHARACTERS,
    "owner_text": MAX_CHARACTERS,
    "status_word": 100,
    "priority": 50,
    "response": 20,
}
RESPONSES = ("", "accepted", "partly", "rejected")
NAME = 200
HEADING = 200
KEY_DIGITS = 18

SHAPE = "These answers can't be read. Load the page again, and send it once more."
NO_ROW = "There is no row {}."
TOO_LONG = "{} can have {:,} characters at most."
NO_DAY = "“{}” is not a day. Write it as 2017-09-30."
BACKWARDS = "The last day is before the first."
NO_MEANING = "Choose what the status counts as."
NO_NAME = "Enter the name under which the owner is added."
NO_KIND = "Say whether the owner is a person, a post or a group."
_WORDS = {
    "theme": "A theme",
    "timescale": "A timescale",
    "reference": "A reference",
    "status_word": "A status",
    "priority": "A priority",
}


@dataclass(frozen=True, slots=True)
class Answers:
    """All that was settled, checked: plain data by row number, spelling, word and key."""

    rows: Mapping[int, Mapping[str, Any]] = field(default_factory=dict)
    owners: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    statuses: Mapping[str, str] = field(default_factory=dict)
    missing: Mapping[int, str] = field(default_factory=dict)


def read_answers(kept: Any) -> Answers:
    """What is kept in PlanImport.answers; what does not fit is as if it were not there."""
    parts = {name: _fitting(kept, name) for name in _CHECKS}
    return Answers(
        {int(key): value for key, value in parts["rows"].items()},
        parts["owners"],
        parts["statuses"],
        {int(key): value for key, value in parts["missing"].items()},
    )


def changed_answers(kept: Any, change: Any) -> dict[str, Any]:
    """What PlanImport.answers becomes by a change of the same shape: rows are merged field by
    field, everything else key by key, and None takes an answer back. ValidationError, with a
    sentence, for a change that does not fit.
    """
    if not isinstance(change, dict) or not change.keys() <= _CHECKS.keys():
        raise ValidationError(SHAPE)
    answers = {name: _fitting(kept, name) for name in _CHECKS}
    for name, said in change.items():
        if not isinstance(said, dict):
            raise ValidationError(SHAPE)
        for key, value in said.items():
            _change(answers[name], name, key, value)
    return {name: part for name, part in answers.items() if part}


def _fitting(kept, name):
    part = kept.get(name) if isinstance(kept, dict) else None
    if not isinstance(part, dict):
        return {}
    return {key: value for key, value in part.items() if _fits(name, key, value)}


def _fits(name, key, value):
    try:
        checked = _CHECKS[name](key, value)
    except ValidationError:
        return False
    return bool(checked == value)


def _change(part, name, key, value):
    if value is None:
        part.pop(key, None)
        return
    if name != "rows":
        part[key] = _CHECKS[name](key, value)
        return
    merged = _merged(part.get(key, {}), _checked_row(key, value))
    part.pop(key, None)
    if merged:
        part[key] = merged


def _merged(before, said):
    """A row by its fields, its own columns by their headings; None takes one back."""
    merged = {**before, **said}
    if said.get("own_values") is not None:
        merged["own_values"] = _without_none({**before.get("own_values", {}), **said["own_values"]})
    return {name: value for name, value in _without_none(merged).items() if value != {}}


def _without_none(values):
    return {name: value for name, value in values.items() if value is not None}


def _checked_row(key, value):
    if not _is_number(key) or not 0 < int(key) <= MOST_ROWS:
        raise ValidationError(NO_ROW.format(str(key)[:20]))
    _refuse_unless(isinstance(value, dict) and value.keys() <= _FIELDS)
    return {
        name: said if said is None else _ROW_CHECKS[name](said) if name in _ROW_CHECKS
        else _text(said, TEXTS[name], _WORDS.get(name, "A text"))
        for name, said in value.items()
    }  # fmt: skip


def _checked_owner(key, value):
    _text(key, MAX_CHARACTERS, "A name")
    _refuse_unless(isinstance(value, dict) and len(value) == 1)
    [(what, said)] = value.items()
    if what == "owner":
        _refuse_unless(_is_key(said))
        return {"owner": said}
    if what == "keep":
        _refuse_unless(said is True)
        return {"keep": True}
    _refuse_unless(what == "new" and isinstance(said, dict) and said.keys() == {"name", "kind"})
    return {"new": _new_owner(said)}


def _new_owner(said):
    name = _text(said["name"], NAME, "A name").strip()
    if not name or "\n" in name:
        raise ValidationError(NO_NAME)
    if said["kind"] not in [kind.value for kind in PartyKind]:
        raise ValidationError(NO_KIND)
    return {"name": name, "kind": said["kind"]}


def _checked_status(key, value):
    _text(key, MAX_CHARACTERS, "A status")
    if value not in ["", *(meaning.value for meaning in Meaning)]:
        raise ValidationError(NO_MEANING)
    return value


def _checked_missing(key, value):
    _refuse_unless(_is_number(key) and value in (COMPLETED, DROPPED, LIVE))
    return value


def _text(value, most, words):
    _refuse_unless(isinstance(value, str))
    text = printable_text(value)
    if len(text) > most:
        raise ValidationError(TOO_LONG.format(words, most))
    return text


def _response(value):
    _refuse_unless(value in RESPONSES)
    return value


def _yes_or_no(value):
    _refuse_unless(isinstance(value, bool))
    return value


def _match(value):
    _refuse_unless(value == NEW or _is_key(value))
    return value


def _day(value):
    _refuse_unless(isinstance(value, str))
    if value:
        _read_day(value)
    return value


def _read_day(value):
    try:
        day = date.fromisoformat(value)
    except ValueError:
        day = None
    if day is None or day.isoformat() != value:
        raise ValidationError(NO_DAY.format(value[:40]))
    return day


def _dates(value):
    _refuse_unless(
        isinstance(value, dict)
        and value.keys() == {"earliest", "latest", "open_ended"}
        and isinstance(value["open_ended"], bool)
    )
    days = [value["earliest"], value["latest"]]
    for day in days:
        if day is not None:
            _refuse_unless(isinstance(day, str))
            _read_day(day)
    if None not in days and days[0] > days[1]:
        raise ValidationError(BACKWARDS)
    return dict(value)


def _own_values(value):
    _refuse_unless(isinstance(value, dict))
    return {
        _text(heading, HEADING, "A heading"): said
        if said is None
        else _text(said, MAX_CHARACTERS, "A text")
        for heading, said in value.items()
    }


def _is_key(value):
    return type(value) is int and 0 < value < 10**KEY_DIGITS


def _is_number(key):
    return isinstance(key, str) and key.isascii() and key.isdecimal() and key[0] != "0" and (
        len(key) <= KEY_DIGITS
    )  # fmt: skip


def _refuse_unless(is_fit):
    if not is_fit:
        raise ValidationError(SHAPE)


_ROW_CHECKS = {
    "response": _response,
    "own_values": _own_values,
    "raised_on": _day,
    "dates": _dates,
    "left_out": _yes_or_no,
    "match": _match,
}
_FIELDS = TEXTS.keys() | _ROW_CHECKS.keys()
_CHECKS = {
    "rows": _checked_row,
    "owners": _checked_owner,
    "statuses": _checked_status,
    "missing": _checked_missing,
}
