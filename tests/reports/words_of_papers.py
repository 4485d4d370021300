"""Every text that a paper prints, taken from its document field by field, apart from any format."""

from reports.changes import in_words
from reports.document import Document


def texts_of(document: Document) -> list[str]:
    """Each text once, less those that say nothing."""
    texts = [
        *_of_front(document),
        *(text for table in document.printed_tables for text in _of_table(document, table)),
        *(_of_changes(document.changes) if document.changes else ()),
        *(_of_figures(document.figures) if document.figures and document.figures.printed else ()),
    ]
    return list(dict.fromkeys(text for text in texts if text.strip()))


def texts_of_tables(document: Document) -> list[str]:
    """Those that stand in cells, and over them."""
    found = []
    for table in document.printed_tables:
        for key in table.rows:
            row = next(row for row in document.rows if row.key == key)
            found += [
                block.text for column in table.columns for block in row.cells.get(column.key, ())
            ]
        if table.rows:
            found += [column.heading for column in table.columns]
            found += [text for group in table.groups for text in (group.heading, group.subheading)]
    return list(dict.fromkeys(text for text in found if text.strip()))


def _of_front(document):
    yield from (document.organisation, document.title, document.as_at_line, document.appendix)
    yield from (document.committee, document.meeting, document.statutory)
    yield from document.notices
    yield from document.rag_key


def _of_table(document, table):
    yield table.heading
    if table.heading or table.rows_rule != "all":
        yield table.rule
    if not table.rows:
        yield table.empty
        return
    if table.heading:
        yield f"{len(table.rows)} recommendation"
    yield from (column.heading for column in table.columns)
    rows = {row.key: row for row in document.rows}
    has_marks = all(column.key != "changes" for column in table.columns)
    for group in table.groups:
        yield from (group.heading, group.note, group.subheading)
        for row in (rows[key] for key in group.rows):
            yield from row.marks if has_marks else ()
            cells = (row.cells.get(column.key, ()) for column in table.columns)
            yield from (block.text for blocks in cells for block in blocks)


def _of_changes(changes):
    yield f"What changed since {changes.since}"
    yield in_words(changes)
    yield from changes.notes
    for group in changes.groups:
        yield group.heading
        for change in group.changes:
            yield from (change.reference, change.title, change.words)
            yield from (stretch.text for stretch in change.stretches)


def _of_figures(figures):
    yield figures.note
    for figure in figures.printed_figures:
        yield from (figure.label, figure.now.words, figure.rule)
        yield figure.before.words if figure.before else ""
    for figure in figures.changed_figures:
        yield from (text for reason in figure.why for text in (reason.words, *reason.names))
    if figures.before_label and figures.printed_figures and not figures.changed_figures:
        yield f"These figures count the same rows as in the earlier period, {figures.before_label}."
    for table in figures.printed_tables:
        yield from (table.label, table.rule, table.corner, *table.columns)
        yield from (line.heading for line in table.lines)
    if figures.trend:
        yield from (f"Trend: {figures.trend.label}", figures.trend.rule)
        yield "There is no earlier round yet." if len(figures.trend.points) == 1 else ""
        yield from (point.number.words for point in figures.trend.points)
