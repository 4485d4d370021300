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
class Asked:
    """What was promised of a ratio: to be at most so much, or at least."""

    ratio: float
    is_least: bool = False

    def is_met(self, ratio: float) -> bool:
        return ratio >= self.ratio if self.is_least else ratio <= self.ratio

    def __str__(self):
        return f"{'≥' if self.is_least else '≤'} {self.ratio:g}"


@dataclass(frozen=True)
class Comparison:
    """What took so many seconds, compared with what took so many; `asked`: where something was
    promised. `unit`: what a thousandth is called; of memory the "seconds" are gigabytes.
    """

    what: str
    seconds: float
    floor: str
    floor_seconds: float
    asked: Asked | None = None
    unit: str = "ms"

    @property
    def ratio(self):
        return self.seconds / self.floor_seconds

    @property
    def is_met(self):
        """None where nothing was promised."""
        return self.asked and self.asked.is_met(self.ratio)

    def as_json(self):
        return {
            "what": self.what,
            "ratio": round(self.ratio, 3),
            "asked": self.asked and str(self.asked),
            "is_met": self.is_met,
            _UNITS[self.unit]: round(self.seconds * 1000, 3),
            "compared_with": self.floor,
            f"compared_with_{_UNITS[self.unit]}": round(self.floor_seconds * 1000, 3),
        }


_UNITS = {"ms": "milliseconds", "MB": "megabytes"}


def compare(
    seconds: dict[str, float], pairs: dict[str, str], asked: dict[str, Asked] | None = None
) -> list[Comparison]:
    """What was measured, each with its floor, and what is asked of it."""
    asked = asked or {}
    return [
        Comparison(what, seconds[what], floor, seconds[floor], asked.get(what))
        for what, floor in pairs.items()
    ]


def table(comparisons: list[Comparison]) -> str:
    """The ratios, what is asked of them and whether they are, and as a note the shortest times in
    milliseconds.
    """
    widths = [max(len(getattr(c, name)) for c in comparisons) for name in ("what", "floor")]
    what, floor = (max(width, len("compared with")) for width in widths)
    lines = [
        f"{'':{what}}{'ratio':>7}  {'asked':7}{'':8}{'ms':>9}   {'compared with':{floor}}{'ms':>9}"
    ]
    lines += [
        f"{c.what:{what}}{c.ratio:7.2f}  {_asked_in_words(c):15}{c.seconds * 1000:9.1f}   "
        f"{c.floor:{floor}}{c.floor_seconds * 1000:9.1f}{'' if c.unit == 'ms' else f' {c.unit}'}"
        for c in comparisons
    ]
    return "\n".join(lines)


def _asked_in_words(comparison):
    if comparison.asked is None:
        return ""
    return f"{comparison.asked!s:7}{'met' if comparison.is_met else 'NOT MET'}"
