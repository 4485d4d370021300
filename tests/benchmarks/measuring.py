"""The shortest of many turns, and the table of ratios."""

from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter

TURNS = 5


class Shortest:
    """The shortest time of each thing measured so far, in seconds, by its name."""

    def __init__(self):
        self.seconds: dict[str, float] = {}

    def measure(self, name: str, call: Callable[[], object]):
        """Call it once more. What it returns is handed on."""
        began = perf_counter()
        answer = call()
        seconds = perf_counter() - began
        self.seconds[name] = min(seconds, self.seconds.get(name, seconds))
        return answer


def in_turn(calls: dict[str, Callable[[], object]], *, for_seconds: float) -> dict[str, float]:
    """The shortest time of each call, made in turn for so long and at least five times, after one
    that doesn't count.
    """
    for call in calls.values():
        call()
    shortest, began, turns = Shortest(), perf_counter(), 0
    while turns < TURNS or perf_counter() - began < for_seconds:
        for name, call in calls.items():
            shortest.measure(name, call)
        turns += 1
    return shortest.seconds


@dataclass(frozen=True)
class Comparison:
    """What took so many seconds, compared with what took so many."""

    what: str
    seconds: float
    floor: str
    floor_seconds: float

    @property
    def ratio(self):
        return self.seconds / self.floor_seconds

    def as_json(self):
        return {
            "what": self.what,
            "ratio": round(self.ratio, 3),
            "milliseconds": round(self.seconds * 1000, 3),
            "compared_with": self.floor,
            "compared_with_milliseconds": round(self.floor_seconds * 1000, 3),
        }


def compare(seconds: dict[str, float], pairs: dict[str, str]) -> list[Comparison]:
    """What was measured, each with its floor."""
    return [Comparison(what, seconds[what], floor, seconds[floor]) for what, floor in pairs.items()]


def table(comparisons: list[Comparison]) -> str:
    """The ratios, and as a note the shortest times in milliseconds."""
    lines = [f"{'':44}{'ratio':>7}{'ms':>10}   {'compared with':44}{'ms':>10}"]
    lines += [
        f"{c.what:44}{c.ratio:7.2f}{c.seconds * 1000:10.1f}   "
        f"{c.floor:44}{c.floor_seconds * 1000:10.1f}"
        for c in comparisons
    ]
    return "\n".join(lines)
