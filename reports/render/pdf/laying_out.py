"""HTML of our own making as pages of boxes, and these as PDF: the calls of WeasyPrint. Nothing in a
document can make it read a file or an address.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from importlib.resources import files
from io import BytesIO
from threading import RLock

import pydyf
import weasyprint
from weasyprint.css import ColorProfile
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from people.collecting import without_collecting
from reports.document import Document
from reports.render.html import render_page
from reports.render.logo import read_logo_address

VARIANT = "pdf/a-2a"
# Found and measured once: the fonts of this machine, and the style sheets by their words.
FONTS = FontConfiguration()
# What the colours of a paper mean; WeasyPrint's own copy, which it would open anew for each.
SRGB = files("weasyprint.pdf").joinpath("sRGB2014.icc").read_bytes()
_ONE_AT_A_TIME = RLock()
# What can stand in no XML, as which a PDF says its title. The acts keep none of it; what is
# typed elsewhere may have it.
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


class OwnLogo(URLFetcher):
    """Gives the council's logo, which stands in the page as data, and refuses all else."""

    def __init__(self) -> None:
        super().__init__(allowed_protocols=())

    def fetch(self, url, headers=None):
        """ValueError for anything that isn't the logo."""
        if url.startswith("data:") and (logo := read_logo_address(url)):
            return URLFetcherResponse(url, logo.content, {"Content-Type": logo.kind})
        return super().fetch(url, headers)


FETCHER = OwnLogo()


def lay_out(document: Document) -> weasyprint.Document:
    """The paper as pages of boxes, however long it is."""
    return lay_out_page(render_page(document))


def lay_out_page(html: str) -> weasyprint.Document:
    """A whole HTML page of our own making as pages of boxes."""
    page = weasyprint.HTML(string=_UNFIT.sub("\ufffd", html), url_fetcher=FETCHER)
    return page.render(
        stylesheets=_taken_out(page.etree_element),
        font_config=FONTS,
        color_profiles={"srgb": _colours()},
        pdf_variant=VARIANT,
        presentational_hints=True,
    )


def write_pages(
    pages: weasyprint.Document, finish: Callable[[weasyprint.Document, pydyf.PDF], None]
) -> bytes:
    """The pages as PDF. `finish`: what is done to it before it is written."""
    # Any other intent than "srgb" leaves the colours at those that the pages were laid out with.
    return pages.write_pdf(finisher=finish, pdf_variant=VARIANT, output_intent="as laid out")


@contextmanager
def at_full_speed() -> Iterator[None]:
    """One paper at a time, without the search for what refers to itself: a paper has much of that,
    and all of it lasts until the paper is done.
    """
    with _ONE_AT_A_TIME, without_collecting():
        yield


def _colours():
    return ColorProfile(
        BytesIO(SRGB), "sRGB2014.icc", "relative-colorimetric", (["r"], ["g"], ["b"])
    )


def _taken_out(tree):
    """The style sheets of the page, read once for all pages that have them."""
    head = tree.find("head")
    styles = [] if head is None else head.findall("style")
    for style in styles:
        head.remove(style)
    return [_read_style(style.text) for style in styles]


@lru_cache(maxsize=8)
def _read_style(words):
    return weasyprint.CSS(string=words, url_fetcher=FETCHER, font_config=FONTS)


def _page_references(pdf):
    """As pydyf has it, made anew only when a page was added: tags ask for it by the thousand."""
    if len(pdf.__dict__.get("_kept_references", ())) != pdf.pages["Count"]:
        numbers = pdf.pages["Kids"][::3]
        pdf._kept_references = tuple(f"{number} 0 R".encode("ascii") for number in numbers)
    return pdf._kept_references


pydyf.PDF.page_references = property(_page_references)
