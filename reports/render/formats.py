"""The formats of a paper, each made from the same document with the same words."""

import json
from collections.abc import Callable
from dataclasses import dataclass

from reports.document import Document
from reports.render.comma_separated import render_csv
from reports.render.excel import render_excel
from reports.render.fit_text import fit_document
from reports.render.html import render_page
from reports.render.pdf import render_pdf
from reports.render.word import render_word

OFFICE = "application/vnd.openxmlformats-officedocument"


@dataclass(frozen=True, slots=True)
class Format:
    """`name`: what a reader calls it; `kind`: its media type."""

    name: str
    kind: str
    render: Callable[[Document], bytes]


def render_json(document: Document) -> bytes:
    """The document itself, to be read by programs."""
    said = fit_document(document).as_json()
    return json.dumps(said, ensure_ascii=False, indent=1).encode()


# By the ending of a file.
FORMATS = {
    "html": Format("HTML", "text/html; charset=utf-8", lambda paper: render_page(paper).encode()),
    "pdf": Format("PDF", "application/pdf", render_pdf),
    "docx": Format("Word", f"{OFFICE}.wordprocessingml.document", render_word),
    "xlsx": Format("Excel", f"{OFFICE}.spreadsheetml.sheet", render_excel),
    "csv": Format("CSV", "text/csv; charset=utf-8", render_csv),
    "json": Format("JSON", "application/json", render_json),
}
# What one takes along to go on working with it.
EDITABLE = ("docx", "xlsx", "csv")
