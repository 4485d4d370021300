"""One run of the reminders at a time: so that what was begun and not sent is known to be given up,
not just being sent by somebody else.

On PostgreSQL it is a lock of the connection with which the run does everything else: whoever loses
the one loses both, and stops. On SQLite, which one machine alone can use, it is a lock on a file
beside the database. Either goes with the process, however that ends; no clock is asked how long to
wait.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

# Any number that nothing else locks.
NUMBER = 1_104_116


@contextmanager
def alone() -> Iterator[bool]:
    """Whether no other run is under way; until the end of it none begins."""
    lock = _alone_on_postgresql if connection.vendor == "postgresql" else _alone_on_this_machine
    with lock() as is_alone:
        yield is_alone


@contextmanager
def _alone_on_postgresql():
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [NUMBER])
        [is_alone] = cursor.fetchone()
    try:
        yield is_alone
    finally:
        if is_alone and connection.is_usable():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [NUMBER])


@contextmanager
def _alone_on_this_machine():
    database: Any = connection
    if database.is_in_memory_db():
        yield True  # Nobody else sees it.
        return
    path = f"{connection.settings_dict['NAME']}.sending"
    with open(path, "w", opener=_private) as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            _write_through()
            yield True


def _write_through():
    """That a message is begun is on the disk before it is handed over, even where the machine
    itself stops.
    """
    if not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous = FULL")


def _private(path, flags):
    return os.open(path, flags | os.O_NOFOLLOW, 0o600)
