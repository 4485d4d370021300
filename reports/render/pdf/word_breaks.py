"""Where words end, for those who have a paper read to them, or copy from it. WeasyPrint drops the
space at the end of each line, and draws a hyphen where it breaks a word as if it had been typed:
here the spaces are put back, out of sight, and such hyphens are made soft (ISO 32000-1, 14.8.2).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, pairwise
from typing import Any

import pydyf

from reports.render.pdf.tags import Link, Mark, Tag

HYPHEN, SOFT_HYPHEN = "\u2010", "\u00ad"
# What stands in a page and isn't read as its text.
UNREAD = frozenset({"head", "style", "script", "title", "{http://www.w3.org/2000/svg}svg"})
# How far ahead the words of a line are looked for, where something else was drawn before them.
AHEAD = 400


class PageText:
    """The text of a page without its spaces, and where these were. `html`: the element that all of
    it is in.
    """

    def __init__(self, html: Any):
        words = "".join(_texts(html)).split()
        self._letters = "".join(words)
        self._gaps = frozenset(accumulate(map(len, words)))
        self._place = 0

    @property
    def has_hyphens(self) -> bool:
        """Whether somebody typed the hyphen that words are broken with."""
        return HYPHEN in self._letters

    def ends_word(self, line: str) -> bool:
        """Go on past what a line says, and say whether a space comes after it; not after what
        isn't in the text: bullets, and what a style sheet adds.
        """
        letters = "".join(line.split())
        found = self._find(letters)
        if found < 0 and letters.endswith(HYPHEN):
            letters = letters[:-1]
            found = self._find(letters)
        if found < 0 or not letters:
            return False
        self._place = found + len(letters)
        return self._place in self._gaps

    def _find(self, letters):
        if self._letters.startswith(letters, self._place):
            return self._place
        # A sign or two may stand anywhere.
        if len(letters) < 4:
            return -1
        return self._letters.find(letters, self._place, self._place + len(letters) + AHEAD)


def ends_of_words(document: Tag, texts: Mapping[Mark, str], page: PageText) -> set[Mark]:
    """The marks after which a space of the text is missing. `texts`: what each mark says."""
    ends = {mark for mark in document.marks() if page.ends_word(texts.get(mark, ""))}
    # What is blank isn't drawn.
    runs = ([mark for mark in run if texts.get(mark, "").strip()] for run in _runs(document))
    return {
        mark
        for run in runs
        for mark, following in pairwise(run)
        if mark in ends and not _has_space(texts[mark], texts[following])
    }


def put_back_spaces(
    streams: Sequence[pydyf.Stream], ends: Iterable[Mark], fonts: Iterable[Any]
) -> None:
    """Draw a space behind each of the marks, in its font, or in another where that has none.
    `streams`: one for each page.
    """
    spaces = {f"/{_name(font)}".encode(): space for font in fonts if (space := _space(font))}
    pages: dict[int, set[int]] = {}
    for mark in ends:
        pages.setdefault(mark.page, set()).add(mark.number)
    for page, numbers in pages.items():
        _put_back(streams[page].stream, numbers, spaces)


def soften_hyphens(pdf: pydyf.PDF) -> None:
    """Say of every hyphen of that kind that it is no part of its word."""
    hard, soft = (f" <{ord(sign):04x}>".encode() for sign in (HYPHEN, SOFT_HYPHEN))
    for one in pdf.objects:
        if isinstance(one, pydyf.Stream) and b"begincmap" in one.stream:
            one.stream = [
                line.replace(hard, soft) if isinstance(line, bytes) else line for line in one.stream
            ]


def _texts(element) -> Iterator[str]:
    if not isinstance(element.tag, str) or element.tag in UNREAD:
        return
    if element.tag == "br":
        yield "\n"
    yield element.text or ""
    for child in element:
        yield from _texts(child)
        yield child.tail or ""


def _runs(tag) -> Iterator[list[Mark]]:
    """Marks that follow each other in one paragraph, links in it opened."""
    run: list[Mark] = []
    for kid in tag.kids:
        if isinstance(kid, Mark):
            run.append(kid)
        elif isinstance(kid, Tag) and kid.role == "Link":
            run += kid.marks()
        elif not isinstance(kid, Link):
            yield run
            run = []
            yield from _runs(kid)
    yield run


def _has_space(text, following):
    return text[-1:].isspace() or following[:1].isspace()


def _put_back(stream, numbers, spaces):
    font, wanted = b"", False
    for place, token in enumerate(stream):
        if token == b"BDC":
            wanted = stream[place - 1].get("MCID") in numbers
        elif token == b"EMC":
            wanted = False
        elif not isinstance(token, bytes):
            continue
        elif token.endswith(b" Tf"):
            font = token
        elif wanted and token.endswith(b"] TJ") and stream[place + 1] == b"ET":
            stream[place] = _with_space(token, font, spaces)


def _with_space(shown, font, spaces):
    """What is shown, with a space after it. `font`: what chose the font that is in use."""
    name, size, _ = font.split()
    if name in spaces:
        return shown.replace(b"] TJ", b"<" + spaces[name] + b">] TJ")
    if not spaces:
        return shown
    other, space = next(iter(spaces.items()))
    return b"%b %b %b Tf [<%b>] TJ %b" % (shown, other, size, space, font)


def _name(font):
    return font.hash.decode() if isinstance(font.hash, bytes) else font.hash


def _space(font):
    """What draws a space, in the digits of PDF; nothing where the font has none so far."""
    glyphs = [glyph for glyph, text in font.to_unicode.items() if text == " "]
    if not glyphs:
        return b""
    return b"%02x" % glyphs[0] if font.bitmap else b"%04x" % glyphs[0]
