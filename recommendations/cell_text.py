"""Plain text as people type it into a cell, read as paragraphs and bullets. It knows nothing of
HTML and never makes any.
"""

import re
import unicodedata
from dataclasses import dataclass

MAX_CHARACTERS = 20_000
# Each is a line of the paper at least: more of them than fill twenty pages are no cell.
MAX_LINES = 1_000
MAX_LEVELS = 3
TAB_WIDTH = 4

_LINE_END = re.compile("\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_BLANK_LINES_BEFORE = re.compile(r"\A\s*\n")
# "- " and "* " as typed; the rest as pasted from Word, whose second level is a letter o and a tab.
BULLET = re.compile(
    r"(?P<indent>[ \t]*)(?P<sign>[-*–](?=[ \t])|o(?=\t)|[•·●▪■◦○‣⁃\uf0b7\uf0a7])"
    r"[ \t]*(?P<text>\S.*)"
)
# A byte order mark; overrides of the direction, by which words read otherwise than they are kept.
_UNPRINTED = "\ufeff\u202d\u202e"
# Word pastes nested lists without an indent: the sign alone tells the level.
_WORD_RANK = {"o": 1, "◦": 1, "○": 1, "▪": 2, "■": 2, "\uf0a7": 2}


class CellTextTooLong(ValueError):
    """The text has more characters, or more lines, than a cell of a paper can take."""

    def __init__(self, count, *, most=MAX_CHARACTERS, of="characters"):
        super().__init__(
            f"This text has {count:,} {of}. A cell can hold {most:,}: shorten it, or attach it as "
            "evidence."
        )


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph (`bullet` 0) or a list item (`bullet` 1 to 3, its level). A line break inside
    it is "\\n".
    """

    text: str
    bullet: int = 0


def clean_cell_text(text: str) -> str:
    """The text as it is kept: see printable_text. Raises CellTextTooLong when more than 20,000
    characters, or more than 1,000 lines, are left.
    """
    text = printable_text(text)
    if len(text) > MAX_CHARACTERS:
        raise CellTextTooLong(len(text))
    if (lines := text.count("\n") + 1) > MAX_LINES:
        raise CellTextTooLong(lines, most=MAX_LINES, of="lines")
    return text


def printable_text(text: str) -> str:
    """The text to the letter, less what no paper can print, however long it is.

    Line ends become "\\n"; control characters, surrogates, byte order marks, non-characters and
    what turns words round go; blank lines around the whole and spaces at its end go.
    """
    text = _LINE_END.sub("\n", text)
    if not text.isascii() or not text.isprintable():
        text = "".join(char for char in text if char in "\n\t" or is_printable(char))
    return _BLANK_LINES_BEFORE.sub("", text).rstrip()


def says_nothing(text: str) -> bool:
    """Whether nothing of the text is seen: it is empty, or only spaces and what joins or directs
    letters.
    """
    return all(char.isspace() or unicodedata.category(char) == "Cf" for char in text)


def read_cell_text(text: str) -> list[Block]:
    """The blocks of a cell, in order; no block for nothing.

    A blank line ends a paragraph; a line break inside one is kept. A line that opens with a bullet
    is a list item, its level taken from its indent; lines indented under it go on with it. Deeper
    levels than the third count as the third.
    """
    blocks: list[Block] = []
    levels: list[tuple[int, int]] = []
    goes_on = False
    for line in text.splitlines():
        bullet = BULLET.fullmatch(line)
        if bullet:
            levels = open_levels(levels, depth_of(bullet))
            blocks.append(Block(bullet["text"].rstrip(), bullet=min(len(levels), MAX_LEVELS)))
        elif not line.strip():
            goes_on = False
            continue
        elif goes_on and (not levels or line[0] in " \t"):
            blocks[-1] = Block(f"{blocks[-1].text}\n{line.strip()}", blocks[-1].bullet)
        else:
            levels = []
            blocks.append(Block(line.strip()))
        goes_on = True
    return blocks


def open_levels(levels, depth):
    """The depths of the list levels that are open once an item stands at `depth`."""
    return [level for level in levels if level < depth] + [depth]


def depth_of(bullet):
    return len(bullet["indent"].expandtabs(TAB_WIDTH)), _WORD_RANK.get(bullet["sign"], 0)


def is_printable(char: str) -> bool:
    """Not a control character, a surrogate, a byte order mark or a code point that is no character,
    nor what has words printed backwards; Word's private bullets are kept.
    """
    if unicodedata.category(char) in {"Cc", "Cs"} or char in _UNPRINTED:
        return False
    return ord(char) & 0xFFFE != 0xFFFE and not 0xFDD0 <= ord(char) <= 0xFDEF
