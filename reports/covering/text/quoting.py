"""Words of a report as a sentence about it quotes them."""

QUOTED = 60


def quoted(words: str) -> str:
    """The words in quotation marks, cut short where they are many."""
    return f"“{shortened(words)}”"


def shortened(words: str) -> str:
    return words if len(words) <= QUOTED else f"{words[:QUOTED]}…"
