"""The renderer: takes one paper after the other out of the queue and lays it out, one at a time on
a machine. Warm, so that the first part of a paper is as quick as the last.
"""

import fcntl
import gc
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from socket import gethostname
from tempfile import gettempdir

from recommendations.cell_text import Block
from reports.document import Column, Document, Row, Section, Values
from reports.printing.kept import let_go
from reports.printing.laying_out import lay_out_request
from reports.printing.papers import PaperToPrint, print_paper
from reports.printing.queue import say_alive, say_gone, take_next

# How often it says that it is alive, and how often it looks for what is to be let go.
ALIVE = timedelta(seconds=5)
TIDY = timedelta(minutes=10)


class RendererProcess:
    """This process. `now`: asked for the moment."""

    def __init__(self, now: Callable[[], datetime]):
        self._now = now
        self._name = f"{gethostname()}-{os.getpid()}"
        self._said = self._tidied = datetime.min.replace(tzinfo=UTC)

    def begin(self):
        """Load all that every paper needs, so that the children find it there."""
        warm_up()
        # What is there now is never looked at again, and so stays shared with the children.
        gc.collect()
        gc.freeze()

    def lay_out_next(self) -> bool:
        """Lay out what waits longest; False where nothing waits, or the machine is busy with one
        already.
        """
        with _alone_on_this_machine() as is_alone:
            # Not before: who can write no file lays nothing out.
            self._say_alive()
            self._tidy()
            request = take_next(at=self._now()) if is_alone else None
            if request is None:
                return False
            lay_out_request(request, now=self._now)
            return True

    def end(self):
        say_gone(self._name)

    def _say_alive(self):
        if self._now() - self._said >= ALIVE:
            self._said = self._now()
            say_alive(self._name, at=self._said)

    def _tidy(self):
        if self._now() - self._tidied >= TIDY:
            self._tidied = self._now()
            let_go(at=self._tidied)


def warm_up():
    """Lay out a paper that has a little of what papers have, so that its fonts are found and its
    styles read.
    """
    print_paper(PaperToPrint((_small_paper(),)))


def _small_paper():
    columns = (Column("reference", "No.", 20), Column("recommendation", "Recommendation", 80))
    words = (Block("Some words, “quoted” – and more."), Block("a bullet", bullet=True))
    values = Values(None, None, None, None, None, None, 0, ())
    row = Row("1", "1", {"reference": (Block("1"),), "recommendation": words}, values)
    return Document(
        plan="small",
        title="Small paper",
        as_at=date(2000, 1, 1),
        as_at_line="1 January 2000",
        known_by=None,
        organisation="Council",
        appendix="1",
        committee="Committee",
        meeting="Meeting of 1 January 2000",
        notices=(),
        columns=columns,
        sections=(Section("1. Theme", "A note.", "Immediate actions", (row,)),),
    )


@contextmanager
def _alone_on_this_machine() -> Iterator[bool]:
    """Whether nobody else lays out a paper here; until the end of it nobody else begins."""
    path = Path(gettempdir()) / f"as-at-printing-{os.getuid()}.lock"
    with open(path, "w", opener=_private) as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


def _private(path, flags):
    return os.open(path, flags | os.O_NOFOLLOW, 0o600)
