"""Whether issued papers still are what was issued, appendices and covering reports: each PDF and
each document against its SHA-256.

It asks the database in plain SQL, so that it reads a backup of an earlier version as well.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from reports.issuing import canonical_bytes

# In the order in which `kept_paper` and `kept_report` take them.
COLUMNS = ("id", "number", "as_at", "sha256", "pdf", "document_sha256", "document")
REPORT_COLUMNS = ("id", "subject", "sha256", "pdf", "document_sha256", "document")
# A database of an earlier version has no table of covering reports.
HAS_REPORTS = ("reports", "0006_covering_reports")


@dataclass(frozen=True)
class KeptPaper:
    """An issued paper without its bytes. `sha256`: that of the PDF, written down at its issue;
    `kind`: "appendix" or "report", each with keys of its own.
    """

    key: int
    name: str
    sha256: str
    is_damaged: bool
    kind: str = "appendix"


def kept_paper(key, number, as_at, pdf_sha256, pdf, document_sha256, document) -> KeptPaper:
    """An issued paper as its row says: `as_at` a date or ISO text, `document` JSON or its text."""
    day = date.fromisoformat(str(as_at))
    name = f"{number or 'Appendix'} as at {day.day} {day:%B %Y} (number {key})"
    is_damaged = _is_damaged(pdf_sha256, pdf, document_sha256, document)
    return KeptPaper(int(key), name, pdf_sha256, is_damaged)


def kept_report(key, subject, pdf_sha256, pdf, document_sha256, document) -> KeptPaper:
    """An issued covering report as its row says: `document` JSON or its text."""
    name = f"Covering report “{subject}” (number {key})"
    is_damaged = _is_damaged(pdf_sha256, pdf, document_sha256, document)
    return KeptPaper(int(key), name, pdf_sha256, is_damaged, "report")


def kept_papers(cursor: Any) -> Iterator[KeptPaper]:
    """Every issued paper, in the order of its keys, the appendices and then the covering reports;
    `cursor`: of Django, sqlite3 or psycopg. One PDF at a time is in memory.
    """
    yield from _kept(cursor, "reports_appendix", COLUMNS, kept_paper)
    cursor.execute("SELECT app, name FROM django_migrations")
    if HAS_REPORTS in {(app, name) for app, name in cursor.fetchall()}:
        yield from _kept(cursor, "reports_coveringreport", REPORT_COLUMNS, kept_report)


def names_of_damaged(papers) -> list[str]:
    """Those that are not what was issued."""
    return [paper.name for paper in papers if paper.is_damaged]


def _kept(cursor, table, columns, read):
    cursor.execute(f"SELECT id FROM {table} WHERE state = 'issued' ORDER BY id")
    for (key,) in cursor.fetchall():
        cursor.execute(f"SELECT {', '.join(columns)} FROM {table} WHERE id = {key:d}")
        yield read(*cursor.fetchone())


def _is_damaged(pdf_sha256, pdf, document_sha256, document):
    said = (pdf_sha256, document_sha256)
    return said != (_sha256(pdf or b""), _sha256(_document_bytes(document)))


def _document_bytes(document):
    """Nothing at all for what is no JSON any more."""
    try:
        return canonical_bytes(json.loads(document) if isinstance(document, str) else document)
    except ValueError:
        return b""


def _sha256(content):
    return sha256(content).hexdigest()
