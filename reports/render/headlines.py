"""The figures that stand large on the front of a paper: one for each thing that it counts. Pure."""

from dataclasses import dataclass

from reports.figures.keys import FigureKey
from reports.figures.values import Figure, Figures

MOST = 4
# What another figure says of the same thing stands in small type under that, in these words.
UNDER = {
    FigureKey.IMPLEMENTATION_RATE_CURRENT: (FigureKey.IMPLEMENTATION_RATE, "on current dates"),
    FigureKey.VERIFIED_RATE_CURRENT: (FigureKey.VERIFIED_RATE, "on current dates"),
    FigureKey.CARRIED_OVER: (FigureKey.OVERDUE, "carried over from the earlier period"),
}


@dataclass(frozen=True, slots=True)
class Headline:
    """A figure, large: its `number` ("58%"), what it counts, and how many that is of how many.
    `under`: what stands below it, in words.
    """

    number: str
    label: str
    share: str
    under: tuple[str, ...] = ()


def headlines_of(figures: Figures | None) -> tuple[Headline, ...]:
    """Of the printed figures the first few, in their order. The shares of the colours, of which one
    alone says little, are not among them.
    """
    found = {figure.key: figure for figure in figures.printed_figures} if figures else {}
    large = [figure for figure in found.values() if _is_large(figure, found)]
    return tuple(_headline(figure, found) for figure in large[:MOST])


def _is_large(figure, found):
    above, _ = UNDER.get(figure.key, ("", ""))
    return above not in found and figure.printed_as != FigureKey.RAG


def _headline(figure: Figure, found):
    now = figure.now
    return Headline(
        number=now.percent_words if now.is_rate or not now.total else str(now.count),
        label=figure.label,
        share=f"{now.count} of {now.total}" if now.total else "",
        under=tuple(
            f"{found[key].now.words} {words}"
            for key, (above, words) in UNDER.items()
            if above == figure.key and key in found and found[key].now.total
        ),
    )
