"""What a child may take, and what is said of it; each limit met by something that would pass it."""

import os
import signal
from multiprocessing.connection import wait

import pytest

from people.models import User
from reports.printing import children
from reports.printing.children import Child, Limits, NotPrinted

LIMITS = Limits(seconds=20, megabytes=400)


def answer(call, *args, limits=LIMITS):
    child = Child(call, *args, limits=limits)
    wait([child.sentinel])
    return child.answer()


def _sum(*numbers):
    return sum(numbers)


def _endless():
    while True:
        pass


def _waits():
    signal.pause()


def _greedy():
    return len(b"x" * 2_000_000_000)


def _deep():
    return _deep()


def _broken():
    raise ValueError("secret words of a paper")


def _killed():
    os._exit(3)


def _no_memory_in_a_library():
    raise SystemError("error return without exception set")


def _no_memory_in_the_system():
    os.kill(os.getpid(), signal.SIGKILL)


def _no_memory_in_glib():
    os.abort()


def _parent(pipe):
    Child(_says_it_is_there, pipe, limits=LIMITS)
    signal.pause()


def _says_it_is_there(pipe):
    os.write(pipe, b"x")
    _endless()


def _asks_the_database():
    return User.objects.count()


def test_a_child_returns_what_the_call_returns():
    assert answer(_sum, 1, 2, 3) == 6


def test_a_child_is_another_process():
    assert answer(os.getpid) != os.getpid()


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (_endless, "It took longer than 1 seconds to lay out, so it was stopped."),
        (_greedy, "It took more than 400 MB of memory to lay out, so it was stopped."),
        (_no_memory_in_a_library, "It took more than 400 MB of memory"),
        (_no_memory_in_the_system, "It took more than 400 MB of memory"),
        (_no_memory_in_glib, "It took more than 400 MB of memory"),
        (_deep, "something in it is nested too deep"),
        (_broken, "It couldn’t be laid out. Tell an administrator"),
        (_killed, "It couldn’t be laid out. Tell an administrator"),
    ],
)
def test_what_has_no_end_or_no_bounds_ends_in_a_sentence(call, sentence):
    with pytest.raises(NotPrinted, match=sentence) as told:
        answer(call, limits=Limits(seconds=1, megabytes=400))

    assert "secret" not in str(told.value)


def test_one_that_only_waits_is_stopped_too(monkeypatch):
    monkeypatch.setattr(children, "PATIENCE", 0)
    child = Child(_waits, limits=LIMITS)

    assert child.is_late
    with pytest.raises(NotPrinted, match="It took longer than 20 seconds"):
        child.answer()
    assert child.has_ended


def test_a_child_ends_with_its_parent_however_that_ends():
    ours, theirs = os.pipe()
    parent = children.FORK.Process(target=_parent, args=(theirs,))
    parent.start()
    os.close(theirs)
    os.read(ours, 1)

    parent.kill()
    parent.join()

    assert wait([ours], timeout=60) == [ours]
    assert os.read(ours, 1) == b""


def test_a_child_asks_the_database_nothing_and_leaves_it_as_it_was(db):
    with pytest.raises(NotPrinted):
        answer(_asks_the_database)

    assert User.objects.count() == 0


def test_a_stopped_child_is_gone():
    child = Child(_waits, limits=LIMITS)

    child.stop()

    assert child.has_ended
