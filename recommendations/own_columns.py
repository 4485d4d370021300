"""The columns that a plan has besides those of every plan: what each is called, when it is filled,
and under which key its words are kept. It knows no model.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.text import slugify

RECOMMENDATION, UPDATE = "recommendation", "update"
# Before the key of a column of a plan's own, where it stands among those of every plan.
OWN = "own:"
MAX_HEADING = 100
MAX_KEY = 50

_KEY = re.compile(rf"[a-z0-9_]{{1,{MAX_KEY}}}")
_NEEDED, _ALLOWED = {"key", "heading", "of"}, {"key", "heading", "of", "hidden"}


@dataclass(frozen=True, slots=True)
class OwnColumn:
    """A column of a plan's own. `key`: under which facts keep its words, the same for ever; `of`:
    filled once for a "recommendation", or with each "update"; `is_hidden`: no longer asked for.
    """

    key: str
    heading: str
    of: str
    is_hidden: bool = False


@dataclass(frozen=True, slots=True)
class EditedColumn:
    """A column as the page of its plan shows it; `key` "": a new one."""

    key: str
    heading: str
    of: str = UPDATE
    is_removed: bool = False


def own_columns(plan) -> list[OwnColumn]:
    """The columns of its own that a plan uses, in their order."""
    return [column for column in _ever(plan) if not column.is_hidden]


def hidden_columns(plan) -> list[OwnColumn]:
    """Those that were removed; what was written in them is kept."""
    return [column for column in _ever(plan) if column.is_hidden]


def columns_of(plan, of: str) -> list[OwnColumn]:
    """Those in use that are filled per "recommendation" or per "update"."""
    return [column for column in own_columns(plan) if column.of == of]


def keys_of(plan, of: str) -> set[str]:
    """The keys of all that are, or were, filled per "recommendation" or per "update"."""
    return {column.key for column in _ever(plan) if column.of == of}


def edited_columns(plan, edited) -> list[dict]:
    """What `plan.own_columns` becomes by an edit (EditedColumn, in their new order).

    A column keeps its key whatever it is called, since facts have its words under it. One that is
    removed is hidden; added again under the same heading, it is the old one, with its words.
    """
    known = {column.key: column for column in _ever(plan)}
    taken, columns = set(known), []
    for row in edited:
        column = _edited(row, known) or _brought_back(row, known) or _new(row, taken)
        taken.add(column.key)
        known.pop(column.key, None)
        columns.append(column)
    return [_kept(column) for column in [*columns, *known.values()]]


def validate_own_columns(columns):
    """ValidationError unless it is a list of {"key", "heading", "of"}, each with "hidden" at most
    besides, the keys and the headings in use each only once.
    """
    if not isinstance(columns, list):
        raise ValidationError("The plan's own columns must be a list.")
    for column in columns:
        _validate(column)
    keys = [column["key"] for column in columns]
    in_use = [column["heading"] for column in columns if not column.get("hidden")]
    if repeated := _repeated(keys):
        raise ValidationError(f"The key “{repeated}” stands for two columns.")
    if repeated := _repeated(in_use):
        raise ValidationError(
            f"Two columns are called “{repeated}”. Each needs a heading of its own."
        )


def is_key(text: str) -> bool:
    """Whether a text can be the key of a plan's own column."""
    return bool(_KEY.fullmatch(text))


def columns_in_words(columns) -> str:
    """What `plan.own_columns` says, for the audit trail: a line for each."""
    return "\n".join(
        f"{column.heading}, per {column.of}{' (removed)' if column.is_hidden else ''}"
        for column in _read(columns)
    )


def _ever(plan):
    return list(_read(plan.own_columns))


def _read(columns) -> Iterator[OwnColumn]:
    for column in columns:
        is_hidden = column.get("hidden", False)
        yield OwnColumn(column["key"], column["heading"], column["of"], is_hidden)


def _kept(column):
    kept = {"key": column.key, "heading": column.heading, "of": column.of}
    return {**kept, "hidden": True} if column.is_hidden else kept


def _edited(row, known):
    """A column that is there already: it never changes what it is filled per."""
    old = known.get(row.key)
    if old is None:
        return None
    heading = old.heading if row.is_removed else row.heading
    return OwnColumn(old.key, heading, old.of, is_hidden=row.is_removed)


def _brought_back(row, known):
    for old in known.values():
        if old.is_hidden and (_folded(old.heading), old.of) == (_folded(row.heading), row.of):
            return OwnColumn(old.key, row.heading, old.of)
    return None


def _new(row, taken):
    stem = slugify(row.heading).replace("-", "_")[: MAX_KEY - 4].strip("_") or "column"
    key, number = stem, 1
    while key in taken:
        number += 1
        key = f"{stem}_{number}"
    return OwnColumn(key, row.heading, row.of)


def _validate(column):
    if not isinstance(column, dict) or not _NEEDED <= column.keys() <= _ALLOWED:
        raise ValidationError("Each column needs a key, a heading, and what it is filled per.")
    heading, key = column["heading"], column["key"]
    if not isinstance(heading, str) or not 0 < len(heading.strip()) <= MAX_HEADING:
        raise ValidationError(f"The heading of a column has 1 to {MAX_HEADING} characters.")
    if not isinstance(key, str) or not is_key(key):
        raise ValidationError(
            f"The key of a column has 1 to {MAX_KEY} small letters, digits and underscores."
        )
    if column["of"] not in (RECOMMENDATION, UPDATE):
        raise ValidationError(f"“{heading}” must be filled per recommendation or per update.")
    if not isinstance(column.get("hidden", False), bool):
        raise ValidationError(f"“{heading}” must be hidden or not.")


def _repeated(texts):
    """The first of the texts that stood there before, in any case; "" for none."""
    seen = set()
    for text in texts:
        if _folded(text) in seen:
            return text
        seen.add(_folded(text))
    return ""


def _folded(text):
    return " ".join(text.split()).casefold()
