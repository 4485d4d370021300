"""A line chart of a rate over time, as SVG: its numbers stand beside its points, and in a table
beneath it wherever it is shown. Pure.

Everything is an attribute: neither the site's policy nor a PDF takes styles inside. No opacity,
which PDF/UA refuses; nothing is said by colour.
"""

from collections.abc import Sequence
from html import escape
from typing import NamedTuple

WIDTH, HEIGHT = 720, 250
LEFT, RIGHT, TOP, BOTTOM = 56, 40, 28, 206
LINES = (0, 25, 50, 75, 100)
INK, LINE, GRID = "#111", "#1d3557", "#9aa5b0"
FONT = "Liberation Sans, Arial, sans-serif"


class ChartPoint(NamedTuple):
    """`label`: one or two lines under the point; `percent`: 0 to 100, or None for a gap, where
    `words` are written instead.
    """

    label: Sequence[str]
    percent: int | None
    words: str


def line_chart(title: str, description: str, points: Sequence[ChartPoint]) -> str:
    """The chart as an SVG element; "" with fewer than two points, which make no line."""
    if len(points) < 2:
        return ""
    spots = [_spot(place, point, len(points)) for place, point in enumerate(points)]
    return "".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {WIDTH} {HEIGHT}" '
            f'width="{WIDTH}" height="{HEIGHT}" font-family="{FONT}" font-size="13" fill="{INK}">',
            f"<title>{escape(title)}</title><desc>{escape(description)}</desc>",
            *map(_grid, LINES),
            *_strokes(spots, points),
            *(_mark(*spot) for spot in zip(spots, points, strict=True)),
            "</svg>",
        )
    )


def _spot(place, point, count):
    """Where a point stands: across in equal steps, up by its per cent; at the foot for a gap."""
    across = LEFT + 30 + place * (WIDTH - LEFT - RIGHT - 60) / (count - 1)
    return round(across, 1), _height(point.percent or 0)


def _height(percent):
    return round(BOTTOM - (BOTTOM - TOP) * percent / 100, 1)


def _grid(percent):
    y = _height(percent)
    return (
        f'<line x1="{LEFT}" y1="{y}" x2="{WIDTH - RIGHT}" y2="{y}" stroke="{GRID}" '
        f'stroke-width="{1 if percent else 1.5}"/>'
        f'<text x="{LEFT - 8}" y="{y + 4}" text-anchor="end">{percent}%</text>'
    )


def _strokes(spots, points):
    """The line from point to point, broken where there is none."""
    for (start, one), (end, other) in zip(
        zip(spots, points, strict=True), list(zip(spots, points, strict=True))[1:], strict=False
    ):
        if one.percent is not None and other.percent is not None:
            yield (
                f'<line x1="{start[0]}" y1="{start[1]}" x2="{end[0]}" y2="{end[1]}" '
                f'stroke="{LINE}" stroke-width="2.5"/>'
            )


def _mark(spot, point):
    x, y = spot
    circle = f'<circle cx="{x}" cy="{y}" r="5" fill="#fff" stroke="{LINE}" stroke-width="2.5"/>'
    return (
        ("" if point.percent is None else circle)
        + f'<text x="{x}" y="{y - 12}" text-anchor="middle" font-weight="bold">'
        + f"{escape(point.words)}</text>"
        + "".join(
            f'<text x="{x}" y="{BOTTOM + 20 + 16 * line}" text-anchor="middle">{escape(words)}'
            "</text>"
            for line, words in enumerate(point.label)
        )
    )
