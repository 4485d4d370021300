"""How long something takes, and how much memory a process and all below it take at the most."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from subprocess import DEVNULL, Popen
from threading import Event, Thread
from time import perf_counter

# Seconds between two looks at the memory.
LOOK = 0.05


@dataclass(frozen=True)
class Taken:
    """`gigabytes`: of all processes together, what they share counted once."""

    seconds: float
    gigabytes: float

    def least(self, other: "Taken") -> "Taken":
        return Taken(min(self.seconds, other.seconds), min(self.gigabytes, other.gigabytes))


def measure_command(command: list[str]) -> Taken:
    """A command from its start to its end."""
    began = perf_counter()
    process = Popen(command, stdout=DEVNULL, stderr=DEVNULL)
    taken = measure(process.pid, process.wait, began=began)
    if process.returncode:
        raise RuntimeError(f"{command[0]} ended with {process.returncode}")
    return taken


def measure(pid: int, call: Callable[[], object], *, began: float | None = None) -> Taken:
    """What a call takes, while a process does the work."""
    began = perf_counter() if began is None else began
    watch = _Watch(pid)
    watch.start()
    try:
        call()
        seconds = perf_counter() - began
    finally:
        watch.done.set()
        watch.join()
    return Taken(seconds, watch.most / 1e9)


class _Watch(Thread):
    """Looks at the memory until it is done."""

    def __init__(self, pid: int):
        super().__init__(daemon=True)
        self._pid = pid
        self.done = Event()
        self.most = 0

    def run(self):
        while not self.done.wait(LOOK):
            self.most = max(self.most, sum(map(_memory, _with_all_below(self._pid))))


def _with_all_below(pid: int) -> Iterator[int]:
    yield pid
    for children in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in _read(children).split():
            yield from _with_all_below(int(child))


def _memory(pid: int) -> int:
    """In bytes, of what is shared a share."""
    for line in _read(Path(f"/proc/{pid}/smaps_rollup")).splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) * 1024
    return 0


def _read(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:  # it has ended
        return ""
