"""Finds the words that belong to each date of a list: "CMT" in "CMT: 19 September". It reads no
date.
"""

from recommendations.by_when.words import Tag

SAYS_NOTHING = frozenset(
    (Tag.IN, Tag.TO, Tag.END, Tag.START, Tag.BEFORE, Tag.AFTER, Tag.FROM, Tag.BEGIN, Tag.BETWEEN)
) | frozenset((Tag.WEEK_FROM, Tag.WEEK_TO, Tag.FILLER, Tag.AND, Tag.BUT, Tag.ONWARDS))
SIGNS = frozenset(
    (Tag.COMMA, Tag.DOT, Tag.COLON, Tag.SEMICOLON, Tag.DASH, Tag.SLASH, Tag.LINE_END, Tag.PLUS)
)
PASSED_OVER = SAYS_NOTHING | SIGNS | {Tag.END_OF_TEXT}
STRONG_BREAKS = frozenset((Tag.LINE_END, Tag.SEMICOLON, Tag.DOT))
WEAK_BREAKS = frozenset((Tag.COMMA, Tag.AND))


def labels_of(mentions, tokens, text: str) -> list[str]:
    """One label for each mention, in their order: the words before it, else those after it up to
    a line end, semicolon or full stop, or where there is none a comma or "and"; "" for none.
    """
    before: list[str] = []
    after: list[str] = []
    at = 0
    for mention in mentions:
        first, last = _trimmed(tokens, at, mention.token_at)
        break_at = _break_in(tokens, first, last) if before else first
        after.append(_words(tokens, first, break_at, text))
        before.append(_words(tokens, break_at, last, text))
        at = mention.next_at
    first, last = _trimmed(tokens, at, len(tokens))
    after.append(_words(tokens, first, _break_in(tokens, first, last) or last, text))
    return [words or later for words, later in zip(before, after[1:], strict=True)]


def _break_in(tokens, first, last):
    """Where the words after one date stop and those before the next begin. A bracket right after
    a date is the date's own.
    """
    if tokens[first].tag == Tag.OPEN:
        return next((at for at in range(first, last) if tokens[at].tag == Tag.CLOSE), last)
    for breaks in (STRONG_BREAKS, WEAK_BREAKS):
        for at in range(first, last):
            if tokens[at].tag in breaks:
                return at
    return first


def _words(tokens, first, last, text):
    first, last = _trimmed(tokens, first, last)
    while first < last and tokens[first].tag in PASSED_OVER:
        first += 1
    if first >= last:
        return ""
    words = " ".join(text[tokens[first].start : tokens[last - 1].end].split())
    is_in_brackets = words[0] == "(" or words.count("(") != words.count(")")
    return words.strip("() ") if is_in_brackets else words


def _trimmed(tokens, first, last):
    """Without what only bounds the date after it, and without the end of the text."""
    while last > first and tokens[last - 1].tag in PASSED_OVER:
        last -= 1
    return first, last
