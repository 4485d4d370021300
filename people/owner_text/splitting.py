"""Splits an owner cell into its parties; it must not change their spelling, nor raise whatever the
text. The rules are those of the hand-labelled owner cells (tests/data/README.md)."""

import re

from people.owner_text.joining import hide_brackets, join_phrases
from people.owner_text.party import OwnerPart

_BREAK = re.compile(r"<br ?/?>", re.IGNORECASE)
_BULLET = re.compile(r"^(?:[-–—*·▪●]+|\(?\d{1,2}[.)]|\(?[a-z][.)]) ")
_OPEN_END = re.compile(r"(?:\b(?:of|for|and|the|to|with|in)|[,&/–-])$", re.IGNORECASE)
_OPEN_START = re.compile(r"(?:of|for|and|to|with|in|at)\b|[&(,/]")
_SEGMENT = re.compile(r"[;|•]| / (?=[A-Z])")
# "Clerk to the Council" is a post; "Head of HR to promote best practice" has a remit.
_REMIT = re.compile(
    r" (?=(?:to (?!the |a |an |all |be (?:conf|appo|dete|agre))|(?:will|should|must|shall) "
    r"|(?:is|are) to )[a-z]"
    r"|by (?:the )?(?:end|\d|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec))"
)
# A slash, but not that of "n/a" and "and/or".
_SLASH = r" ?/(?!(?<=\b[nN]/)[aA]\b)(?!(?<=\band/)or\b) ?"
_WITH = (
    r",? (?:(?:with|in) (?:the )?(?:input|support|help|assistance|advice|consultation|conjunction"
    r"|partnership|collaboration|liaison|association|discussion|agreement|co-?operation)"
    r" (?:from|of|with|by)|(?:supported|assisted|led|chaired|advised|overseen) by"
    r"|(?:together|along|working|liaising) with|as well as|alongside|via|plus"
    r"|with(?= (?:the )?[A-Z])):? "
)
_STRONG = re.compile(f"{_SLASH}|{_WITH}")


def split_owner_text(text):
    """The parties named in an owner cell: str -> list[OwnerPart], in their order, none for "TBC".

    A slash, a semicolon, a line break and "with input from" part two parties; "and", "&" and a
    comma do where what follows is a party. An instruction is the remit of the party before it.
    """
    return [part for segment in _segments(text) for part in _parts_of_segment(segment)]


def _segments(text):
    for line in _unwrapped_lines(_BREAK.sub("\n", text)):
        yield from _cut(line, _SEGMENT)


def _unwrapped_lines(text):
    """The lines of the cell without bullets; a line that only wrapped is joined again."""
    lines: list[str] = []
    for raw in text.splitlines():
        line = _BULLET.sub("", " ".join(raw.split()) + " ", count=1) if raw.strip() else ""
        line = line.strip()
        if lines and line and (_OPEN_END.search(lines[-1][-5:]) or _OPEN_START.match(line)):
            lines[-1] += f" {line}"
        elif line:
            lines.append(line)
    return lines


def _parts_of_segment(segment):
    remit = _REMIT.search(hide_brackets(segment))
    owners, told = (segment[: remit.start()], segment[remit.end() :]) if remit else (segment, "")
    parts = [part for piece in _cut(owners, _STRONG) for part in join_phrases(piece)]
    if parts and told:
        last = parts[-1]
        parts[-1] = OwnerPart(last.name, last.kind, told.strip(" ."))
    return parts


def _cut(text, separator):
    """The pieces of `text` between the separators that stand outside brackets."""
    start = 0
    for found in separator.finditer(hide_brackets(text)):
        yield text[start : found.start()]
        start = found.end()
    yield text[start:]
