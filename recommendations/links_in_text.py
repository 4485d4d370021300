"""The addresses that stand in a text: what becomes a link on the page and in the papers. Pure.

Whole https and mailto addresses do, and nothing else ever does: whoever reads a paper must see
where a link leads, and no text may lead them anywhere but to a page or to a mailbox.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote

# Names of machines in ASCII letters only: those of other scripts may look the same and lead
# elsewhere. None that is a number, and no name or password before it.
_LABEL = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_HOST = rf"(?:{_LABEL}\.)+[a-z](?:[a-z0-9-]{{0,61}}[a-z0-9])"
# Past the machine also Latin letters with accents, and at most so many characters.
_REST = r"[/?#][!#-;=?-\[\]_a-z~À-ɏḀ-ỿ]{0,2000}+"
_MAILBOX = "[a-z0-9_+'-]+(?:[.][a-z0-9_+'-]+)*"
# After an address the sentence may end, or a space, a quotation or a dash come. Anything else is
# part of an address that is not one.
_END = r"(?=[]),.:;!?'*_~]*+(?:[\s\u00a0\u2000-\u200a\u202f\u3000\"“”„«»‘’…–—<>{}|]|\Z))"
_ADDRESS = re.compile(
    rf"(?<![\w@.:/+-])(?:https://{_HOST}(?::\d{{1,5}}+)?+(?:{_REST})?+|mailto:{_MAILBOX}@{_HOST}){_END}",
    re.IGNORECASE | re.ASCII,
)
_SENTENCE_ENDS = ".,:;!?'*_~"
_OPENED_BY = {")": "(", "]": "["}
# As it may stand in an address; what else was typed is written in percents.
_IN_ADDRESSES = "%/?#[]@!$&'()*+,;=:"


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of a text, to the letter; `address`: where it leads, "" for plain words."""

    text: str
    address: str = ""


def links_in_text(text: str) -> list[Stretch]:
    """The text in stretches, of which some are links: joined, they are the text again."""
    return list(_stretches(text)) if ":" in text else [Stretch(text)]


def _stretches(text) -> Iterator[Stretch]:
    read = 0
    for found in _ADDRESS.finditer(text):
        if before := text[read : found.start()]:
            yield Stretch(before)
        words = _without_sentence_end(found[0])
        yield Stretch(words, _address(words))
        read = found.start() + len(words)
    if read < len(text):
        yield Stretch(text[read:])


def _without_sentence_end(words):
    """An address less what belongs to the sentence around it; brackets that it opens itself are its
    own.
    """
    while True:
        last = words[-1]
        opening = _OPENED_BY.get(last, "")
        is_closed_only = opening and words.count(opening) < words.count(last)
        if last not in _SENTENCE_ENDS and not is_closed_only:
            return words
        words = words[:-1]


def _address(words):
    scheme, colon, rest = words.partition(":")
    return f"{scheme.lower()}{colon}{quote(rest, safe=_IN_ADDRESSES)}"
