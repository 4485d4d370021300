"""The audit trail of what is edited in place, in words: who changed which field when, from what to
what. It only reads what django-simple-history kept.

A model whose field holds more than a value says in `IN_WORDS` how it is told: a function of the
value, by the name of the field.
"""

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import attrgetter

from django.db import models

NOTHING = "(nothing)"
HEADINGS = {"+": "Added", "~": "Changed", "-": "Deleted"}


@dataclass(frozen=True)
class FieldChange:
    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Change:
    """One save of one row. `about` is what the row was called then, `by` the user's name or ""."""

    at: datetime
    heading: str
    about: str
    by: str
    reason: str
    fields: tuple[FieldChange, ...]
    is_new: bool = False


def changes(*histories) -> list[Change]:
    """Every save in these history querysets (`plan.history.all()`, `Theme.history.filter(...)`),
    the newest first, in one query for each queryset and one for each foreign key in it.

    A change of nothing is left out, and so is a field that was empty when a row was added.
    """
    told = [change for history in histories for change in _changes(history)]
    return sorted(told, key=attrgetter("at"), reverse=True)


def _changes(history):
    model = history.model
    key = model.instance_type._meta.pk.attname
    rows = list(history.select_related("history_user").order_by(key, "history_date", "history_id"))
    fields = [field for field in model.tracked_fields if not field.primary_key]
    names = {field: _names_of_related(field, rows) for field in fields if field.remote_field}
    for _, saves in groupby(rows, key=attrgetter(key)):
        before = None
        for row in saves:
            changed = tuple(_changed_fields(before, row, fields, names))
            if changed or row.history_type != "~" or row.history_change_reason:
                yield _change(row, changed)
            before = row


def _change(row, changed):
    return Change(
        at=row.history_date,
        heading=HEADINGS[row.history_type],
        about=str(_as_it_was(row)),
        by=str(row.history_user or ""),
        reason=row.history_change_reason or "",
        fields=() if row.history_type == "-" else changed,
        is_new=row.history_type == "+",
    )


def _as_it_was(row):
    """The row of then. Not `row.instance`, which asks the database for what is not tracked."""
    fields = row.tracked_fields
    return row.instance_type(**{field.attname: getattr(row, field.attname) for field in fields})


def _changed_fields(before, row, fields, names):
    for field in fields:
        was = _in_words(field, before, names) if before else NOTHING
        now = _in_words(field, row, names)
        if was != now:
            yield FieldChange(_label(field), was, now)


def _label(field):
    name = str(field.verbose_name)
    return name[:1].upper() + name[1:]


def _in_words(field, row, names):
    value = getattr(row, field.attname)
    if value is None or value in ("", []):
        return NOTHING
    if tell := getattr(row.instance_type, "IN_WORDS", {}).get(field.name):
        return tell(value)
    if field in names:
        return names[field].get(value, f"no. {value}")
    if isinstance(field, models.BooleanField):
        return "yes" if value else "no"
    return str(dict(field.flatchoices).get(value, value))


def _names_of_related(field, rows):
    keys = {getattr(row, field.attname) for row in rows} - {None}
    related = field.remote_field.model._base_manager
    return {pk: str(row) for pk, row in related.in_bulk(keys).items()} if keys else {}
