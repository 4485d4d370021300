"""Tells the rows of a table apart: headings, rows that stand over the rows below them, and rows of
their own. It does not know what a column means.
"""

from collections.abc import Sequence

from recommendations.importing.fields import WEAK, guesses
from recommendations.importing.source import SourceLine

LINES_TRIED = 40
LONGEST_HEADING = 120


def own_cells(line: SourceLine) -> list[int]:
    """Where a row has words of its own: those of cells merged with the ones above are not."""
    return [at for at, cell in enumerate(line.cells) if cell.text and not cell.is_repeated]


def is_across(line: SourceLine) -> bool:
    """Whether a row has one text alone, over half of the columns or more."""
    own = own_cells(line)
    if len(own) != 1 or any(cell.is_repeated for cell in line.cells):
        return False
    return line.cells[own[0]].across > max(1, len(line.cells) // 2)


def is_single(line: SourceLine) -> bool:
    """Whether a row of a table with several columns has one text alone."""
    has_repeated = any(cell.is_repeated and cell.text for cell in line.cells)
    return len(line.cells) > 1 and len(own_cells(line)) == 1 and not has_repeated


def folded(texts: Sequence[str]) -> tuple[str, ...]:
    """Texts as they are compared: without differences of case and of blanks."""
    return tuple(" ".join(text.split()).casefold() for text in texts)


def heading_lines(rows: Sequence[SourceLine]) -> tuple[int, int] | None:
    """The first and the last row of the headings; None where there seem to be none."""
    tried = rows[:LINES_TRIED]
    known = [_known_headings(line) for line in tried]
    best = max(range(len(tried)), key=lambda at: (known[at], -at), default=None)
    if best is None:
        return None
    if known[best] < 2 and not (known[best] and _looks_like_headings(tried[best])):
        best = next((at for at, line in enumerate(tried) if not is_single(line)), None)
        if best is None or not _looks_like_headings(tried[best], strict=True):
            return None
    return _with_second(rows, best)


def _known_headings(line):
    """How many different fields the texts of a row name."""
    texts = [cell.text for cell in line.cells if cell.text]
    if any(len(text) > LONGEST_HEADING for text in texts) or (len(line.cells) > 1 > len(texts) - 1):
        return 0
    firsts = [found[0] for text in texts if (found := guesses(text))]
    return len({guess.field for guess in firsts if guess.confidence > WEAK})


def _looks_like_headings(line, *, strict=False):
    """Short words without figures at their start; `strict`: over most columns, or in bold."""
    own = own_cells(line)
    texts = [line.cells[at].text for at in own]
    if not texts or any(len(text) > LONGEST_HEADING // 2 for text in texts):
        return False
    if any(text[0].isdigit() for text in texts):
        return False
    is_bold = all(line.cells[at].is_heading_like for at in own)
    return is_bold or not strict or len(own) * 3 >= len(line.cells) * 2


def _with_second(rows, best):
    """Headings in two rows: some of the upper one are merged over several columns, or down."""
    upper, lower = rows[best], rows[best + 1] if best + 1 < len(rows) else None
    if lower is not None and _is_split(upper, lower):
        return best, best + 1
    if best and _is_split(rows[best - 1], upper):
        return best - 1, best
    return best, best


def _is_split(upper, lower):
    if is_single(upper) or any(len(text) > LONGEST_HEADING for text in lower.texts):
        return False
    has_group = any(
        cell.across > 1 and all(lower.cells[at + step].text for step in range(cell.across))
        for at, cell in enumerate(upper.cells)
        if cell.text and at + cell.across <= len(lower.cells)
    )
    others_merged = all(
        cell.is_repeated or not cell.text or upper.cells[at].across > 1 or not upper.cells[at].text
        for at, cell in enumerate(lower.cells)
    )
    has_repeated = any(cell.is_repeated and cell.text for cell in lower.cells)
    is_plain = not any(text[:1].isdigit() for text in lower.texts)
    return is_plain and (has_group or (has_repeated and others_merged))


def headings_of(rows: Sequence[SourceLine], lines: tuple[int, int] | None) -> list[str]:
    """The heading of each column; of two rows, both, the upper one first."""
    if not rows:
        return []
    if lines is None:
        return [""] * len(rows[0].cells)
    first, last = lines
    lower = list(rows[last].texts)
    if first == last:
        return lower
    upper = _spread(rows[first])
    return [
        one if not two or folded([one]) == folded([two]) else f"{one}: {two}" if one else two
        for one, two in zip(upper, lower, strict=True)
    ]


def _spread(line):
    """The texts of a row, those of merged cells over each of their columns."""
    texts = list(line.texts)
    for at, cell in enumerate(line.cells):
        if cell.text:
            texts[at : at + cell.across] = [cell.text] * len(texts[at : at + cell.across])
    return texts
