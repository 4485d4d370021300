"""Cuts a plain wording into words and signs, each with what it does. It understands no date."""

import re
from typing import NamedTuple

from recommendations.by_when.words import BY_FIRST_WORD, MISSPELT_MONTHS, MONTHS, SEASONS, Tag

PIECES = re.compile(r"[0-9]+|[^\W\d_]+|\n|[^\w\s]|[\d_]")
DIGITS = frozenset("0123456789")
SIGNS = {
    ",": Tag.COMMA,
    ".": Tag.DOT,
    ":": Tag.COLON,
    ";": Tag.SEMICOLON,
    "-": Tag.DASH,
    "/": Tag.SLASH,
    "(": Tag.OPEN,
    ")": Tag.CLOSE,
    "'": Tag.APOSTROPHE,
    "\n": Tag.LINE_END,
    "+": Tag.PLUS,
}
SUFFIXES = frozenset(("st", "nd", "rd", "th"))
LOST_SPACE = re.compile(r"(?<=[a-z])(?=[A-Z])")
NAMES = frozenset([*MONTHS, *(name[:3] for name in MONTHS), *SEASONS])
MODAL_COMPANY = frozenset(("be", "need", "require", "have", "not", "take", "include", "also"))
GLUED_TO_NUMBER = frozenset((Tag.QUARTER, Tag.HALF, Tag.FINANCIAL_YEAR, Tag.MONTH, Tag.SEASON))
GLUED_AFTER_NUMBER = frozenset(
    (Tag.MONTH, Tag.SEASON, Tag.UNIT, Tag.ONWARDS, Tag.TO, Tag.AND, Tag.IN, Tag.FROM)
)


class Token(NamedTuple):
    """A word, phrase, number or sign; `is_glued`: nothing stands between it and the one before."""

    tag: str
    value: object = None
    start: int = 0
    end: int = 0
    is_glued: bool = False

    @property
    def digits(self) -> int:
        """How many figures a number was written with: 05 has two."""
        return self.end - self.start


END_OF_TEXT = Token(Tag.END_OF_TEXT)
# So that looking some tokens ahead, or one behind the first, needs no check.
PADDING = [END_OF_TEXT] * 12


def tokens_of(text: str) -> list[Token]:
    """The tokens of a plain text in order, then a dozen of END_OF_TEXT."""
    pieces = list(_pieces(text))
    count, at, tokens, reached = len(pieces), 0, [], -1
    pieces.append(("", -1, -1))
    while at < count:
        piece, start, _ = pieces[at]
        tag, value, next_at = _meaning(piece, pieces, at)
        end = pieces[next_at - 1][2]
        tokens.append(Token(tag, value, start, end, start == reached))
        at, reached = next_at, end
    return tokens + PADDING


def _pieces(text):
    for match in PIECES.finditer(text):
        piece, start = match.group(), match.start()
        low = piece.lower()
        if len(piece) > 5 and low != piece and low not in BY_FIRST_WORD:
            for part in _parts_run_together(piece):
                yield part.lower(), start, start + len(part)
                start += len(part)
        else:
            yield low, start, match.end()


def _parts_run_together(piece):
    """ "andJune" lost its space; a name like "McDonald" did not."""
    parts = LOST_SPACE.split(piece)
    return parts if any(part.lower() in NAMES for part in parts[1:]) else [piece]


def _meaning(piece, pieces, at):
    """What the piece at `at` does, its value, and where the next token begins."""
    if piece[0] in DIGITS:
        return _number(piece, pieces, at)
    if sign := SIGNS.get(piece):
        return sign, piece, at + 1
    for rest, tag, value in BY_FIRST_WORD.get(piece, ()):
        if next_at := _after_phrase(rest, pieces, at + 1):
            return _in_company(tag, value, pieces, at, next_at)
    if month := MISSPELT_MONTHS.get(piece):
        return Tag.MONTH, month, at + 1
    return Tag.WORD, piece, at + 1 + _has_number_glued(pieces, at)


def _after_phrase(rest, pieces, at):
    """Where the words after `rest` begin, if they stand here; hyphens and line ends between
    words do not count.
    """
    for word in rest:
        if pieces[at][0] in "-\n" and pieces[at][0]:
            at += 1
        if pieces[at][0] != word:
            return 0
        at += 1
    return at


def _in_company(tag, value, pieces, at, next_at):
    """Some words mean a time only in the right company: "may" is a verb, "Q" a letter."""
    if value == 5 and tag == Tag.MONTH and pieces[next_at][0] in MODAL_COMPANY:
        return Tag.WORD, "may", next_at
    if tag not in GLUED_TO_NUMBER and next_at == at + 1 and _has_number_glued(pieces, at):
        return Tag.WORD, pieces[at][0], at + 2
    return tag, value, next_at


def _has_number_glued(pieces, at):
    following, start, _ = pieces[at + 1]
    return start == pieces[at][2] and following[0] in DIGITS


def _number(piece, pieces, at):
    """A number, an ordinal ("29th"), or a word when it is a reference ("2v", "1viii")."""
    following, start, _ = pieces[at + 1]
    if len(piece) > 8:
        return Tag.WORD, piece, at + 1
    if following in SUFFIXES and len(piece) <= 2:
        return Tag.ORDINAL, int(piece), at + 2
    is_reference = (
        start == pieces[at][2]
        and following.isalpha()
        and not any(tag in GLUED_AFTER_NUMBER for _, tag, _ in BY_FIRST_WORD.get(following, ()))
    )
    return (Tag.WORD, piece, at + 2) if is_reference else (Tag.NUMBER, int(piece), at + 1)
