"""What is printed: an appendix, or a covering report with the papers bound behind it; how it waits
in the queue, and the hash that its print is kept by.
"""

from dataclasses import dataclass, replace
from hashlib import sha256

from reports.covering.document import CoveringDocument, read_covering_document
from reports.document import Document, read_document
from reports.issuing import canonical_bytes
from reports.render.pdf import PRINTER, Part, covering_parts, join_parts, parts_of, print_part


@dataclass(frozen=True, slots=True)
class PaperToPrint:
    """One document and no covering report; or a covering report with the documents bound with it,
    which may be none.
    """

    documents: tuple[Document, ...]
    covering: CoveringDocument | None = None

    @property
    def rows(self) -> int:
        """How many recommendations its tables hold."""
        tables = (table for document in self.documents for table in document.printed_tables)
        return sum(len(table.rows) for table in tables)

    @property
    def key(self) -> str:
        """The SHA-256 of all that decides what is printed: what it says, and how it is printed.
        The moment until which everything is known is not printed.
        """
        said = replace(self, documents=tuple(replace(d, known_by=None) for d in self.documents))
        return sha256(canonical_bytes({"printer": PRINTER, **said.as_json()})).hexdigest()

    def as_json(self) -> dict:
        """It as JSON can keep it."""
        return {
            "covering": self.covering and self.covering.as_json(),
            "documents": [document.as_json() for document in self.documents],
        }


def read_paper(kept: dict) -> PaperToPrint:
    """It back from what `as_json` gave; ValueError for an unknown schema."""
    covering = kept["covering"] and read_covering_document(kept["covering"])
    return PaperToPrint(tuple(read_document(said) for said in kept["documents"]), covering)


def parts_to_print(paper: PaperToPrint) -> tuple[Part, ...]:
    """The parts of it that are laid out one by one."""
    if paper.covering is not None:
        return covering_parts(paper.covering, paper.documents)
    [document] = paper.documents
    return parts_of(document)


def parts_or_print(paper: PaperToPrint) -> tuple[Part, ...] | bytes:
    """The parts of it that are laid out one by one; where there is but one, the PDF of it."""
    parts = parts_to_print(paper)
    return parts if len(parts) > 1 else join_parts([print_part(part) for part in parts])


def print_paper(paper: PaperToPrint) -> bytes:
    """The PDF of it, laid out in this process."""
    return join_parts([print_part(part) for part in parts_to_print(paper)])
