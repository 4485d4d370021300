"""Papers long enough to be printed in parts, whose rows are short so that tests are quick."""

from dataclasses import replace

from reports.changes import with_changes
from reports.document import TableGroup
from tests.reports.documents import make_document, make_row, make_section, make_table


def make_long_paper(*, themes=5, size=24, **fields):
    """Themes of so many rows each under two timescales, in one table."""
    sections = [
        make_section(*_rows(theme, half, size), theme=f"{theme}. Theme", timescale=timescale)
        for theme in range(1, themes + 1)
        for half, timescale in enumerate(("Now", "Later"))
    ]
    return make_document(*sections, **fields)


def make_rich_paper(**fields):
    """Three tables, one of them empty, a key, and what changed: each row moved on."""
    themes = (make_long_paper(), make_long_paper())
    old, new = (
        replace(
            paper,
            tables=(
                make_table("table-1", "A. Live", groups=_groups(paper)),
                make_table("table-2", "B. Extensions"),
                make_table("table-3", "C. Overdue", rows=range(1, 9)),
            ),
            rag_key=("Red: overdue.",),
        )
        for paper in themes
    )
    moved = tuple(
        replace(section, rows=tuple(_said(row, f"Done {row.key}") for row in section.rows))
        for section in new.sections
    )
    return replace(with_changes(replace(new, sections=moved), old, since="March"), **fields)


def edited(document, key, progress):
    """The paper with other words on the progress of one row."""

    sections = tuple(
        replace(
            section,
            rows=tuple(_said(row, progress) if row.key == key else row for row in section.rows),
        )
        for section in document.sections
    )
    return replace(document, sections=sections)


def _rows(theme, half, size):
    first = (theme - 1) * size + half * (size // 2) + 1
    return [make_row(key, progress=f"Underway {key}") for key in range(first, first + size // 2)]


def _groups(paper):
    return tuple(
        TableGroup(part.theme, "", part.timescale, tuple(row.key for row in part.rows))
        for part in paper.sections
    )


def _said(row, progress):
    words = make_row(progress=progress).cells["progress"]
    return replace(row, cells={**row.cells, "progress": words})
