"""Being told to stop (SIGTERM), as whoever turns off a machine tells everything, is as Ctrl+C is:
what was begun is undone, and nothing half-made is left behind.
"""

import signal
from contextlib import contextmanager


@contextmanager
def stopping_tidily():
    """SystemExit when told to stop."""
    before = signal.signal(signal.SIGTERM, _stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _stop(number, frame):
    raise SystemExit("Stopped.")
