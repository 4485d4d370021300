"""What changed between two papers. Pure: documents in, a document with what changed out."""

from reports.changes.comparing import (
    compare,
    in_words,
    side_by_side,
    title_of,
    unchanged_in_words,
    with_changes,
    with_silence,
)

__all__ = [
    "compare",
    "in_words",
    "side_by_side",
    "title_of",
    "unchanged_in_words",
    "with_changes",
    "with_silence",
]
