"""Saving what is edited in place and prints as it is now: with who and when on its audit trail, and
never over somebody else's newer edit.
"""

from datetime import datetime

from django.core.exceptions import ValidationError


class EditedMeanwhile(ValidationError):
    """Somebody else saved the row after this edit of it began; nothing was written."""

    def __init__(self, row):
        super().__init__(
            f"Somebody else has changed “{row}” since you opened it. Nothing was saved: compare "
            "what you typed with what it says now, and choose.",
            code="edited_meanwhile",
        )


def save_in_place(row, *, by, at: datetime):
    """Validate and save a row that is edited in place, with who and when on its audit trail."""
    row._history_user, row._history_date = by, at
    row.full_clean()
    row.save()
    return row


def take_version(row, version: int):
    """Claim the next version of a row for an edit that began at `version`.

    EditedMeanwhile when the row has a newer one by now. A conditional update, so that of two
    people who save at once one gets it, on every database.
    """
    claimed = type(row).objects.filter(pk=row.pk, version=version).update(version=version + 1)
    if not claimed:
        raise EditedMeanwhile(row)
    row.version = version + 1
