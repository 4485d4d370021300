"""The paper as PDF: in parts, each laid out and tagged by itself, then joined. The document in, the
bytes out.
"""

from collections.abc import Sequence

from reports.covering.document import CoveringDocument
from reports.document import Document
from reports.render.pdf.joining import join_parts
from reports.render.pdf.laying_out import VARIANT, lay_out, lay_out_page
from reports.render.pdf.parts import Part, covering_parts, parts_of, print_part
from reports.render.pdf.printer import PRINTER

__all__ = [
    "PRINTER",
    "VARIANT",
    "Part",
    "covering_parts",
    "join_parts",
    "lay_out",
    "lay_out_page",
    "parts_of",
    "print_part",
    "render_covering_pdf",
    "render_pdf",
]


def render_pdf(document: Document) -> bytes:
    """The paper as PDF/A-2a and PDF/UA-1, A4 landscape, in this process, one part after the other;
    the same bytes each time for the same document.
    """
    return join_parts([print_part(part) for part in parts_of(document)])


def render_covering_pdf(covering: CoveringDocument, documents: Sequence[Document] = ()) -> bytes:
    """The report as PDF/A-2a and PDF/UA-1, A4 upright, with the papers behind it across; the same
    bytes each time. `documents`: what the papers attached say, in their order, where they are bound
    with it.
    """
    return join_parts([print_part(part) for part in covering_parts(covering, documents)])
