"""Backups in words, for who runs the commands."""

from collections.abc import Callable
from typing import Any

from django.template.defaultfilters import filesizeformat

# Seconds between two lines about how far it got.
PAUSE = 5


def counted(count: int, words: str) -> str:
    """1 file, 1,204 files."""
    return f"{count:,} {words}{'' if count == 1 else 's'}"


def size_in_words(size: int) -> str:
    return filesizeformat(size).replace("\xa0", " ")


def contents_in_words(recommendations: int, files: int, papers: int) -> str:
    """1,204 recommendations, 312 files and 14 issued papers."""
    return (
        f"{counted(recommendations, 'recommendation')}, {counted(files, 'file')} and "
        f"{counted(papers, 'issued paper')}"
    )


class Progress:
    """Says how far it got, where it takes long; `clock`: seconds."""

    def __init__(self, stream: Any, clock: Callable[[], float]):
        self._stream, self._clock, self._last = stream, clock, clock()

    def __call__(self, done: int, of: int | None, what: str):
        now = self._clock()
        if now - self._last >= PAUSE:
            self._last = now
            count = f"{done:,}" if of is None else f"{done:,} of {of:,}"
            self._stream.write(f"{count} {what}\n")
