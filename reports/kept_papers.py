"""Whether issued papers still are what was issued: each PDF and each document against its SHA-256.

It asks the database in plain SQL, so that it reads a backup of an earlier version as well.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from reports.issuing import canonical_bytes

# In the order in which `kept_paper` takes them.
COLUMNS = ("id", "number", "as_at", "sha256", "pdf", "document_sha256", "document")


@dataclass(frozen=True)
class KeptPaper:
    """An issued paper without its bytes. `sha256`: that of the PDF, written down at its issue."""

    key: int
    name: str
    sha256: str
    is_damaged: bool


def kept_paper(key, number, as_at, pdf_sha256, pdf, document_sha256, document) -> KeptPaper:
    """An issued paper as its row says: `as_at` a date or ISO text, `document` JSON or its text."""
    day = date.fromisoformat(str(as_at))
    name = f"{number or 'Appendix'} as at {day.day} {day:%B %Y} (number {key})"
    said = (pdf_sha256, document_sha256)
    is_damaged = said != (_sha256(pdf or b""), _sha256(_document_bytes(document)))
    return KeptPaper(int(key), name, pdf_sha256, is_damaged)


def kept_papers(cursor: Any) -> Iterator[KeptPaper]:
    """Every issued paper, in the order of its keys; `cursor`: of Django, sqlite3 or psycopg. One
    PDF at a time is in memory.
    """
    cursor.execute("SELECT id FROM reports_appendix WHERE state = 'issued' ORDER BY id")
    for (key,) in cursor.fetchall():
        cursor.execute(f"SELECT {', '.join(COLUMNS)} FROM reports_appendix WHERE id = {key:d}")
        yield kept_paper(*cursor.fetchone())


def names_of_damaged(papers) -> list[str]:
    """Those that are not what was issued."""
    return [paper.name for paper in papers if paper.is_damaged]


def _document_bytes(document):
    """Nothing at all for what is no JSON any more."""
    try:
        return canonical_bytes(json.loads(document) if isinstance(document, str) else document)
    except ValueError:
        return b""


def _sha256(content):
    return sha256(content).hexdigest()
