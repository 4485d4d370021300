"""What became of a deadline with new agreed words, as a story says it. Pure."""

from dataclasses import dataclass
from datetime import date

from recommendations.moves import Move, count_slips, move_of

MOVES = {
    Move.SLIPPED: "Moved",
    Move.BROUGHT_FORWARD: "Brought forward",
    Move.DATED: "Given a date",
    Move.REWORDED: "Reworded",
    Move.UNCHANGED: "",
}


@dataclass(frozen=True, slots=True)
class _Term:
    text: str
    paper_date: date
    latest: date | None
    open_ended: bool


def move_words(term: dict, before: list[dict]) -> tuple[str, ...]:
    """What a term did to the date, "Moved (2nd time)", or "", and then where it came from,
    "originally Autumn 17", if that reads otherwise.

    `before`: the terms of the same deadline that stood before it, first to last, dropped ones too.
    """
    agreed = [_read(other) for other in before if not other["is_dropped"]]
    if not agreed:
        return ("",)
    now = _read(term)
    words = MOVES[move_of(now, agreed)]
    if words == MOVES[Move.SLIPPED]:
        words += _times(count_slips([*agreed, now]))
    if agreed[0].text == now.text:
        return (words,)
    return words, f"originally {agreed[0].text}"


def _read(term):
    """A term out of its columns, days as ISO text."""
    latest = term["latest"]
    return _Term(
        text=term["text"],
        paper_date=date.fromisoformat(term["paper_date"]),
        latest=date.fromisoformat(latest) if latest else None,
        open_ended=bool(term["open_ended"]),
    )


def _times(count):
    """From the second time on: " (2nd time)"."""
    if count < 2:
        return ""
    in_teens = 10 < count % 100 < 20
    ending = "th" if in_teens else {1: "st", 2: "nd", 3: "rd"}.get(count % 10, "th")
    return f" ({count}{ending} time)"
