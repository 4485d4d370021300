"""A paper in the parts that it is printed in: a short one is one part, and so is a covering report
with the papers bound behind it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from reports.covering.document import CoveringDocument
from reports.document import Document
from reports.render.covering import render_covering_page
from reports.render.html import render_page
from reports.render.long_papers import count_rows, covering_pages, is_long, paper_pages
from reports.render.pdf.finishing import finish
from reports.render.pdf.joints import Joint
from reports.render.pdf.laying_out import at_full_speed, lay_out_page, write_pages
from reports.render.pdf.printer import PRINTER


@dataclass(frozen=True, slots=True)
class Part:
    """What is printed at a time, on pages of its own. `html`: a whole page with its style; `rows`:
    how many recommendations are in it; `key`: the SHA-256 of all that it is printed from.
    """

    html: str
    rows: int
    key: str


def parts_of(document: Document) -> tuple[Part, ...]:
    """The parts of an appendix, in their order: one, unless it is long."""
    if not is_long([document]):
        return (_part(render_page(document), count_rows(document)),)
    return tuple(_part(html, rows) for html, rows in paper_pages(document))


def covering_parts(
    covering: CoveringDocument, documents: Sequence[Document] = ()
) -> tuple[Part, ...]:
    """The parts of a covering report, with those of the papers bound behind it: one, unless these
    are long.
    """
    if not is_long(documents):
        html = render_covering_page(covering, documents)
        return (_part(html, sum(map(count_rows, documents))),)
    return tuple(_part(html, rows) for html, rows in covering_pages(covering, documents))


def print_part(part: Part) -> bytes:
    """The pages of one part as a PDF of its own: the same bytes each time. Where there are other
    parts, it says in which way it is to be joined with them, and prints no numbers of pages.
    """
    with at_full_speed():
        pages = lay_out_page(part.html)
        joint = Joint.taken_from(pages)

        def finish_part(pages, pdf):
            finish(pages, pdf)
            if joint:
                joint.write(pdf)

        return write_pages(pages, finish_part)


def _part(html, rows):
    key = sha256(f"{PRINTER}\n{html}".encode("utf-8", "surrogatepass")).hexdigest()
    return Part(html, rows, key)
