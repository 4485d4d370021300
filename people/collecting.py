"""Long work without the search for what refers to itself: it makes very many objects that last
until it is done, and Python would look through all of them again and again.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without_collecting() -> Iterator[None]:
    """What is used no longer is let go of as ever, but for what refers to itself. Of two at once in
    one process the first to end turns the search on again: the other is only slower then.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
