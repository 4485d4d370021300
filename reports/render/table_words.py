"""What a paper says around its tables, the same in each format: over each table, in front of all of
them, and of what changed.
"""

from collections.abc import Iterator

from reports.document import ALL_ROWS, Document, Stretch, Table


def rule_in_words(table: Table) -> str:
    """What stands over a table: its rule, and how many recommendations it has; "" for the only
    table, with all that is monitored, which says so without words.
    """
    if not table.heading and table.rows_rule == ALL_ROWS:
        return ""
    return " ".join(
        part for part in (table.rule, f"{counted(table)}." if table.rows else "") if part
    )


def counted(table: Table) -> str:
    """How many recommendations it has, in words."""
    return "1 recommendation" if len(table.rows) == 1 else f"{len(table.rows)} recommendations"


def number_in_words(document: Document) -> str:
    """The number of the paper and its version, where it has them: "Appendix 1, version 2"."""
    version = f"version {document.version}" if document.version > 1 else ""
    words = ", ".join(part for part in (document.appendix, version) if part)
    return words[:1].upper() + words[1:]


def contents(document: Document) -> Iterator[tuple[str, int]]:
    """Of several tables the heading of each, and how many recommendations it has."""
    if len(document.printed_tables) > 1:
        yield from ((table.heading, len(table.rows)) for table in document.printed_tables)


def stretch_in_words(stretch: Stretch) -> str:
    """Compared text, where no line through it or below it says what went and what came."""
    if stretch.kind in ("removed", "added"):
        return f"[{stretch.kind}: {stretch.text}]"
    return f" {stretch.text} " if stretch.kind == "folded" else stretch.text
