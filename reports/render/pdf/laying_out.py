"""The document as PDF: the one importer of WeasyPrint. Nothing in a document can make it read a
file or an address.
"""

import weasyprint
from weasyprint.urls import URLFetcher

from reports.document import Document
from reports.render.html import render_page

VARIANT = "pdf/ua-1"
REFUSE_ALL = URLFetcher(allowed_protocols=())


def render_pdf(document: Document) -> bytes:
    """The paper as PDF/UA-1, A4 landscape; the same bytes each time for the same document."""
    return lay_out(document).write_pdf(pdf_variant=VARIANT)


def lay_out(document: Document) -> weasyprint.Document:
    """The paper as pages of boxes."""
    return lay_out_page(render_page(document))


def lay_out_page(html: str) -> weasyprint.Document:
    """A whole HTML page of our own making as pages of boxes."""
    page = weasyprint.HTML(string=html, url_fetcher=REFUSE_ALL)
    return page.render(pdf_variant=VARIANT, presentational_hints=True)
