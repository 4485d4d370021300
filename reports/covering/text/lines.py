"""What a line of a report's text is, by what it begins with. A line that begins with none of these
signs is words."""

import re
from dataclasses import dataclass

from recommendations.cell_text import BULLET, TAB_WIDTH, depth_of

# An indent of one space is a slip, not a level.
_INDENT = 2

# "# Next steps", "## In detail"
HEADING = re.compile(r"(?P<level>#{1,2})[ \t]+(?P<text>\S.*)")
# "> In the words of the review"
QUOTED = re.compile(r">[ \t]+(?P<text>\S.*)")
# "Table: Numbers by department and group", before a table
CAPTION = re.compile(r"Table:[ \t]*(?P<text>\S.*)", re.IGNORECASE)
# "(a)", "a)", "(iv)", "(aa)", "2)"
_LETTERED = re.compile(
    r"(?P<indent>[ \t]*)"
    r"(?P<mark>\((?:[A-Za-z]|([a-z])\3|[ivx]{1,5}|[0-9]{1,2})\)|(?:[A-Za-z]|[ivx]{1,5}|[0-9]{1,2})\))"
    r"[ \t]+(?P<text>\S.*)"
)
# "12. The", "3.2 The" and, out of Word, "12" and a tab; but neither "12 posts" nor "3.2 million".
_TYPED_NUMBER = re.compile(
    r"(?P<number>[0-9]{1,3}(?:\.[0-9]{1,3}){0,3})"
    r"(?:\.[ \t]+|[ ]*\t[ \t]*|(?<=\.[0-9])[ ]+(?=[A-Z“‘\"'])|(?<=\.[0-9]{2})[ ]+(?=[A-Z“‘\"']))"
    r"(?P<text>\S.*)",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class ListLine:
    """A line that begins an item. `depth`: by how far it is indented, for its level."""

    depth: tuple[int, int]
    mark: str
    text: str


def read_list_line(line: str) -> ListLine | None:
    """The item that the line begins; None for any other line."""
    if bullet := BULLET.fullmatch(line):
        indent, rank = depth_of(bullet)
        return ListLine((indent // _INDENT, rank), "", bullet["text"].strip())
    if letter := _LETTERED.fullmatch(line):
        indent = len(letter["indent"].expandtabs(TAB_WIDTH))
        return ListLine((indent // _INDENT, 0), letter["mark"], letter["text"].strip())
    return None


def split_typed_number(text: str) -> tuple[str, str]:
    """The number at the start of a paragraph, and the rest: "12. The" -> ("12", "The");
    ("", text) where there is none.
    """
    typed = _TYPED_NUMBER.fullmatch(text)
    return (typed["number"], typed["text"]) if typed else ("", text)


def has_sign(line: str) -> bool:
    """Whether the line begins a heading, a quotation or an item."""
    return bool(HEADING.fullmatch(line) or QUOTED.fullmatch(line) or read_list_line(line))
