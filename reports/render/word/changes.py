"""What changed since an earlier paper, in Word: in front of the tables how much, at the end all."""

from docx.document import Document as WordFile
from docx.shared import Mm

from reports.changes import in_words
from reports.document import Changes
from reports.render.table_words import stretch_in_words


def add_counts(word: WordFile, changes: Changes) -> None:
    """How much changed, in numbers."""
    word.add_heading(f"What changed since {changes.since}", level=1)
    word.add_paragraph(f"{in_words(changes)}.")
    for note in changes.notes:
        word.add_paragraph(note)


def add_changes(word: WordFile, changes: Changes) -> None:
    """Each change, with the words that went and came."""
    if not changes.groups:
        return
    word.add_heading(f"What changed since {changes.since}, in full", level=1)
    for group in changes.groups:
        word.add_heading(group.heading, level=2)
        for change in group.changes:
            _change(word, change)


def _change(word, change):
    paragraph = word.add_paragraph()
    name = f"{change.reference} {change.title}".strip() or "Without a text"
    paragraph.add_run(name).bold = True
    if change.words:
        paragraph.add_run().add_break()
        paragraph.add_run(change.words)
    if change.stretches:
        paragraph.paragraph_format.keep_with_next = True
        _stretches(word, change.stretches)


def _stretches(word, stretches):
    """What went is struck out, what came is underlined, as on the page; and it is said, since
    nobody hears a line.
    """
    paragraph = word.add_paragraph()
    paragraph.paragraph_format.left_indent = Mm(5)
    for stretch in stretches:
        run = paragraph.add_run(stretch_in_words(stretch))
        run.font.strike = stretch.kind == "removed" or None
        run.underline = stretch.kind == "added" or None
