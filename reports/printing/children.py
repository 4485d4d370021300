"""A call in a process of its own, forked from a warm one, with limits: what has no end there ends
in a sentence, and the parent goes on.
"""

import ctypes
import logging
import os
import pickle
import resource
import signal
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing import get_context, parent_process
from pathlib import Path
from tempfile import TemporaryFile
from time import monotonic
from typing import Any

from django.db import connections

FORK = get_context("fork")
MEGABYTE = 1024 * 1024
# A child that has to wait for the processor may take so many times its seconds by the clock.
PATIENCE = 4
NICE = 10
LIBC = ctypes.CDLL(None)
# Of prctl(2): which signal a process gets when its parent ends.
PARENT_ENDS = 1
# By which a child ends that passes its time, and by which where no more memory is to be had: the
# libraries that lay out end the process themselves, the system ends the largest.
NO_TIME = (-signal.SIGXCPU,)
NO_MEMORY = (-signal.SIGABRT, -signal.SIGTRAP, -signal.SIGKILL)

TOO_LONG = (
    "It took longer than {seconds} seconds to lay out, so it was stopped. A very long text or a "
    "very long word in it can be the reason."
)
TOO_LARGE = (
    "It took more than {megabytes:,} MB of memory to lay out, so it was stopped. A very long text "
    "in it can be the reason."
)
TOO_DEEP = "It couldn’t be laid out: something in it is nested too deep, such as lists in lists."
BROKEN = (
    "It couldn’t be laid out. Tell an administrator, who finds the reason in the log of the "
    "renderer."
)

logger = logging.getLogger(__name__)


class NotPrinted(Exception):
    """Something could not be laid out; the sentence is for who asked for it."""


@dataclass(frozen=True, slots=True)
class Limits:
    """`seconds`: of the processor; `megabytes`: of memory, beside what the renderer has itself."""

    seconds: int
    megabytes: int


class Child:
    """A call that is under way in a process of its own. It leaves its answer in a file without a
    name, so that nothing of a paper stays on the disk, however the two processes end.
    """

    def __init__(self, call: Callable[..., Any], *args, limits: Limits):
        self._limits, self._ends = limits, monotonic() + PATIENCE * limits.seconds
        self._file = TemporaryFile()  # noqa: SIM115 (closed with its answer)
        given = (self._file, limits, call, args)
        self._process = FORK.Process(target=_run, args=given, daemon=True)
        self._process.start()

    @property
    def sentinel(self) -> int:
        """What becomes ready when it has ended, for `multiprocessing.connection.wait`."""
        return self._process.sentinel

    @property
    def has_ended(self) -> bool:
        return self._process.exitcode is not None

    @property
    def is_late(self) -> bool:
        """Whether it is to be stopped: it does nothing, and doesn't end."""
        return monotonic() > self._ends

    def answer(self) -> Any:
        """What the call returned, once it has ended or is late. NotPrinted, with its sentence,
        where it was stopped by a limit, or something in it went wrong.
        """
        is_stopped = self.is_late and not self.has_ended
        if is_stopped:
            self._process.kill()
        self._process.join()
        with self._file:
            if self._process.exitcode != 0:
                logger.error("A child ended with %s", self._process.exitcode)
                raise NotPrinted(self._sentence(is_stopped))
            self._file.seek(0)
            is_well, said = pickle.load(self._file)
        if not is_well:
            raise NotPrinted(said)
        return said

    def _sentence(self, is_stopped):
        if is_stopped or self._process.exitcode in NO_TIME:
            return TOO_LONG.format(seconds=self._limits.seconds)
        if self._process.exitcode in NO_MEMORY:
            return TOO_LARGE.format(megabytes=self._limits.megabytes)
        return BROKEN

    def stop(self):
        """End it at once, if it goes on."""
        if not self.has_ended:
            self._process.kill()
        self._process.join()
        self._file.close()


def _run(file, limits, call, args):
    """In the child."""
    _end_with_the_parent()
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.nice(NICE)
    _leave_the_database_alone()
    _limit(limits)
    pickle.dump(_answer(limits, call, args), file)
    file.flush()


def _end_with_the_parent():
    """However it ends: a child that outlived it would keep the next renderer from beginning, for it
    holds what that one waits for.
    """
    LIBC.prctl(PARENT_ENDS, signal.SIGKILL)
    parent = parent_process()
    if parent is None or os.getppid() != parent.pid:
        os._exit(1)


def _answer(limits, call, args):
    try:
        return True, call(*args)
    except (MemoryError, SystemError):
        # Libraries that get no memory may end in an error without a reason.
        return False, TOO_LARGE.format(megabytes=limits.megabytes)
    except RecursionError:
        return False, TOO_DEEP
    except Exception:
        logger.exception("A paper could not be laid out")
        return False, BROKEN


def _limit(limits):
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.seconds, limits.seconds + 1))
    memory = _memory_now() + limits.megabytes * MEGABYTE
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


def _memory_now():
    """Of this process, in bytes, as the limit counts it."""
    pages = Path("/proc/self/statm").read_text().split()[0]
    return int(pages) * resource.getpagesize()


def _leave_the_database_alone():
    """The connections that came along are the parent's: never used here, never closed."""
    handler: Any = connections
    for alias in handler:
        _LEFT.append(handler[alias])
        handler[alias] = _NoDatabase()


# Held until the child has ended.
_LEFT: list[Any] = []


class _NoDatabase:
    """In place of a connection."""

    def __getattr__(self, name):
        raise RuntimeError("A child that lays out papers asks the database nothing.")
