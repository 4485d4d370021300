"""The numbers of pages in a paper whose parts were printed before anybody knew how many pages there
are: each is written where its page left room for it, and is no part of the text.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from io import BytesIO
from typing import Any

import pikepdf
from pikepdf import Array, Name, Pdf

from reports.render.pdf.joints import PageNumber
from reports.render.pdf.laying_out import VARIANT, lay_out_page

LETTERS = "Page of 0123456789"
FONT = Name("/PageNumbers")


class PageNumbers:
    """Collects the pages and where their numbers belong; `write` writes all of them."""

    def __init__(self, pdf: Pdf, family: str):
        self._pdf = pdf
        self._family = family
        self._pages: list[tuple[Any, PageNumber]] = []

    def add(self, pages: Iterable[Any], numbers: Any) -> None:
        for page, number in zip(pages, numbers, strict=True):
            self._pages.append((page.obj, PageNumber(*map(float, number))))

    def write(self) -> None:
        face = _Face(_made_font(self._family))
        font = self._pdf.make_indirect(self._pdf.copy_foreign(face.font))
        before = self._pdf.make_stream(b"q")
        for place, (page, number) in enumerate(self._pages, start=1):
            words = f"Page {place} of {len(self._pages)}"
            drawn = self._pdf.make_stream(face.drawn(words, number))
            page.Contents = Array([before, page.Contents, drawn])
            page.Resources.Font[FONT] = font


class _Face:
    """A font that the numbers are written in: which sign of it is which letter, and how wide."""

    def __init__(self, made: bytes):
        # Kept open: the font is copied from it.
        self._file = pikepdf.open(BytesIO(made))
        [self.font] = dict(self._file.pages[0].Resources.Font).values()
        self._signs = dict(_signs(self.font.ToUnicode.read_bytes()))
        self._widths = dict(_widths(list(self.font.DescendantFonts[0].W)))

    def drawn(self, words: str, number: PageNumber) -> bytes:
        """What draws the words where they belong, after all that is on the page."""
        signs = [self._signs[letter] for letter in words]
        wide = sum(self._widths[sign] for sign in signs) * number.size / 1000
        colour = f"{number.red:.3f} {number.green:.3f} {number.blue:.3f} rg"
        place = f"1 0 0 1 {number.right - wide:.2f} {number.baseline:.2f} Tm"
        shown = "".join(f"{sign:04x}" for sign in signs)
        return (
            "Q /Artifact <</Type /Pagination /Subtype /Footer>> BDC "
            f"q {colour} BT {FONT} {number.size:.2f} Tf {place} <{shown}> Tj ET Q EMC"
        ).encode("ascii")


@lru_cache(maxsize=4)
def _made_font(family: str) -> bytes:
    """A page with every letter that a number of a page needs."""
    style = f"p {{ font-family: {family} }}"
    html = f'<html lang="en"><head><title>-</title><style>{style}</style></head>'
    page = lay_out_page(f"{html}<body><p>{LETTERS}</p></body></html>")
    return page.write_pdf(pdf_variant=VARIANT, output_intent="as laid out")


def _signs(said):
    """By letter, which sign of the font it is."""
    for block in re.findall(rb"beginbfchar(.*?)endbfchar", said, re.DOTALL):
        for sign, letters in re.findall(rb"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>", block):
            yield bytes.fromhex(letters.decode()).decode("utf-16-be"), int(sign, 16)


def _widths(said):
    """By sign, how wide it is: a list after the first of them, or one width from first to last."""
    while said:
        if isinstance(said[1], Array):
            first, widths, *said = said
            yield from enumerate(map(float, widths), start=int(first))
        else:
            first, last, width, *said = said
            for sign in range(int(first), int(last) + 1):
                yield sign, float(width)
