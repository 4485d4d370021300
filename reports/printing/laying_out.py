"""Laying out one request: its parts in children, as many at a time as there are processors, what is
kept of them first, and the joining of them.
"""

import logging
import os
from collections.abc import Callable, Sequence
from datetime import datetime
from multiprocessing.connection import wait
from time import monotonic
from typing import Any

from django.conf import settings
from django.db import DatabaseError

from reports.models import KeptPrint
from reports.printing.children import BROKEN, Child, Limits, NotPrinted
from reports.printing.kept import keep_part, keep_print, kept_parts, kept_print
from reports.printing.papers import parts_or_print, read_paper
from reports.printing.queue import fail, finish, put_back, tell_progress
from reports.render.pdf import Part, join_parts, print_part

# Seconds between two looks at whether it is cancelled, and between two signs of life.
LOOK = 0.5
ENDLESS = "It took longer than {minutes} minutes to lay out, so it was stopped."

logger = logging.getLogger(__name__)


class Stopped(Exception):
    """Nobody waits for it any more."""


def lay_out_request(request, *, now: Callable[[], datetime]):
    """Print what was asked for. Whatever becomes of it is written down; `now`: asked for the
    moment. A KeyboardInterrupt puts it back in the queue.
    """
    work = Work(request, now)
    try:
        finish(request, work.printed(), at=now())
    except NotPrinted as error:
        fail(request, str(error), at=now())
    except Stopped:
        pass
    except DatabaseError:
        raise
    except Exception:
        logger.exception("A paper could not be laid out")
        fail(request, BROKEN, at=now())
    except KeyboardInterrupt:
        put_back(request)
        raise
    finally:
        work.stop()


class Work:
    """The children at work on one request, and how far they are."""

    def __init__(self, request, now: Callable[[], datetime]):
        self._request, self._now = request, now
        self._limits = Limits(settings.PRINT_SECONDS, settings.PRINT_MEGABYTES)
        self._ends = monotonic() + settings.PRINT_MINUTES * 60
        self._children: dict[Any, Child] = {}
        self._told = 0.0
        self._parts = self._parts_done = self._rows_done = 0

    def printed(self) -> KeptPrint:
        """The whole paper; NotPrinted, or Stopped."""
        paper = read_paper(self._request.paper)
        key = paper.key
        if kept := kept_print(key, at=self._now()):
            return kept
        pdf = self._call(parts_or_print, paper)
        if not isinstance(pdf, bytes):
            pdf = self._call(join_parts, self._printed_parts(pdf))
        return keep_print(key, pdf, at=self._now())

    def stop(self):
        """End all children."""
        for child in self._children.values():
            child.stop()
        self._children.clear()

    def _printed_parts(self, parts: Sequence[Part]) -> list[bytes]:
        """Each part in its place: what is kept, and the rest laid out."""
        done = kept_parts([part.key for part in parts], at=self._now())
        self._parts = len(parts)
        for part in parts:
            if part.key in done:
                self._count(part)
        self._tell()
        # Twice the same part is printed once.
        missing = {part.key: part for part in parts if part.key not in done}
        # The longest first, so that no processor waits for the last.
        waiting = sorted(missing.values(), key=lambda part: len(part.html))
        while waiting or self._children:
            while waiting and len(self._children) < _processors():
                part = waiting.pop()
                self._begin(part.key, print_part, part)
            for part_key, pdf in self._ended():
                done[part_key] = pdf
                keep_part(part_key, pdf, at=self._now())
                for part in parts:
                    if part.key == part_key:
                        self._count(part)
                self._tell()
        return [done[part.key] for part in parts]

    def _call(self, call, *args) -> Any:
        """What one call returns, made in a child."""
        self._begin(0, call, *args)
        while True:
            for _, answer in self._ended():
                return answer

    def _begin(self, key, call, *args):
        self._children[key] = Child(call, *args, limits=self._limits)

    def _ended(self) -> list[tuple[Any, Any]]:
        """The answers of those that have ended by now, or within a moment, by their keys."""
        ended = wait([child.sentinel for child in self._children.values()], timeout=LOOK)
        self._look()
        children = self._children.items()
        over = [key for key, child in children if child.sentinel in ended or child.is_late]
        return [(key, self._children.pop(key).answer()) for key in over]

    def _look(self):
        """Stopped where nobody waits any more; NotPrinted where it has no end."""
        if monotonic() > self._ends:
            raise NotPrinted(ENDLESS.format(minutes=settings.PRINT_MINUTES))
        if monotonic() > self._told + LOOK:
            self._tell()

    def _count(self, part):
        self._parts_done += 1
        self._rows_done += part.rows

    def _tell(self):
        self._told = monotonic()
        so_far = {"parts_done": self._parts_done, "rows_done": self._rows_done}
        if not tell_progress(self._request, parts=self._parts, **so_far, at=self._now()):
            raise Stopped


def _processors():
    return len(os.sched_getaffinity(0))
