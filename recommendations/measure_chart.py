"""The trend of a measure as the numbers of a small drawing: where its dots, its line and its target
lie. Pure; `templates/recommendations/_measure_chart.html` draws it.
"""

from dataclasses import dataclass
from decimal import Decimal

from recommendations.measure_numbers import in_full
from recommendations.measure_states import MeasureState, Reading

WIDTH, HEIGHT = 360, 180
LEFT, RIGHT, TOP, BOTTOM = 34, 326, 28, 146
# Of the labels of a target and of a dot, so that neither stands on the other.
LINE = 15
ASIDE = 12


@dataclass(frozen=True, slots=True)
class Dot:
    """A number at its day; `label`: what stands at `label_y`, "" for none. That of the first begins
    by its dot and that of the last ends there, so that a long one stays inside.
    """

    x: float
    y: float
    label: str
    label_y: float

    @property
    def anchor(self):
        return "start" if self.x == LEFT else "end"

    @property
    def label_x(self):
        return self.x + (-ASIDE if self.x == LEFT else ASIDE)


@dataclass(frozen=True, slots=True)
class Chart:
    """`line`: the points as SVG has them; `target_y`: where the target runs, None for none."""

    title: str
    description: str
    dots: tuple[Dot, ...]
    line: str
    target_y: float | None
    target_label: str
    first_day: str
    last_day: str
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = RIGHT
    bottom: int = BOTTOM

    @property
    def target_label_y(self) -> float | None:
        return None if self.target_y is None else self.target_y - 5


def chart_of(state: MeasureState) -> Chart | None:
    """The drawing of what was counted, from where it began, first to last; None for less than two
    days.
    """
    points = points_of(state)
    if len(points) < 2:
        return None
    values = [point.value for point in points]
    height_of = _scale(values if state.target is None else [*values, state.target])
    target_y = None if state.target is None else height_of(state.target)
    first, last = points[0].day, points[-1].day
    days = (last - first).days

    def dot(number, point):
        x, y = LEFT + (RIGHT - LEFT) * (point.day - first).days / days, height_of(point.value)
        label = state.said(point.value) if number in (0, len(points) - 1) else ""
        return Dot(round(x, 1), y, label, _label_y(y, target_y))

    dots = tuple(dot(number, point) for number, point in enumerate(points))
    return Chart(
        title=f"{state.name}: the trend",
        description=f"{state.in_words}. The numbers are in the table below.",
        dots=dots,
        line=" ".join(f"{dot.x},{dot.y}" for dot in dots),
        target_y=target_y,
        target_label="" if state.target is None else f"Target {state.said(state.target)}",
        first_day=in_full(first),
        last_day=in_full(last),
    )


def points_of(state: MeasureState) -> tuple[Reading, ...]:
    """The readings, and before them where it began, if that was on an earlier day."""
    if state.baseline is None or state.baseline_day is None:
        return state.readings
    if state.readings and state.readings[0].day <= state.baseline_day:
        return state.readings
    return (Reading(state.baseline_day, state.baseline, "Where it began"), *state.readings)


def _scale(values):
    """Where a value lies, the highest at the top."""
    low, high = min(values), max(values)
    span = high - low

    def height_of(value):
        up = (value - low) / span if span else Decimal("0.5")
        return round(float(BOTTOM - (BOTTOM - TOP) * up), 1)

    return height_of


def _label_y(y, target_y):
    """Above a dot; below it where the label of the target would be in the way, or the edge."""
    in_the_way = target_y is not None and -LINE < y - target_y < 2 * LINE
    below = in_the_way and y >= target_y
    return y + LINE + 3 if below else y - 8
