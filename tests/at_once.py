"""Things done at truly the same time, each in a thread with its own connection to the database."""

import sqlite3
from contextlib import closing, contextmanager
from threading import Barrier, Thread

from django.db import connection, connections


@contextmanager
def for_threads(tmp_path):
    """Lets threads see what the test has written so far. A database in memory can't be shared by
    writers, so theirs is a copy in a file, left behind at the end.
    """
    if connection.vendor != "sqlite":
        yield
        return
    path, name = str(tmp_path / "copy.sqlite3"), connection.settings_dict["NAME"]
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [path])
    with closing(sqlite3.connect(path)) as copy:
        # As a site's own is since its first connection: of two who would change it one is refused.
        copy.execute("PRAGMA journal_mode=WAL")
    connections["default"].settings_dict["NAME"] = path
    try:
        yield
    finally:
        connections["default"].settings_dict["NAME"] = name


def at_once(*calls):
    """What each of the calls returns, all begun in the same moment."""
    answers, barrier = [None] * len(calls), Barrier(len(calls))

    def run(number, call):
        try:
            barrier.wait()
            answers[number] = call()
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers
