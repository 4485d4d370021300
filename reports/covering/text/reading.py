"""Reads the text of a section into pieces: a small grammar of lines, with no escapes and nothing
for emphasis. What is no sign of the grammar is words, and stays.
"""

import re

from recommendations.cell_text import MAX_LEVELS, is_printable, open_levels
from reports.covering.text.lines import (
    CAPTION,
    HEADING,
    QUOTED,
    read_list_line,
    split_typed_number,
)
from reports.covering.text.pieces import Heading, Item, Paragraph, Piece, Table
from reports.covering.text.table_lines import BREAK, read_rows, table_end, with_cells_on_one_line

MAX_SECTION = 100_000
GRAMMAR = (
    "A blank line ends a paragraph. Paragraphs get their numbers by themselves; the same number "
    "typed or pasted in front of one is not printed twice.",
    "“- ” at the start of a line makes a bullet, “(a) ” or “a) ” an item with that letter; four "
    "spaces before it put it under the one above.",
    "“# ” makes a heading, “## ” a smaller one. “> ” makes a paragraph without a number, for a "
    "quotation.",
    "A table is pasted from Word or Excel, or typed with “|” between the cells. The first line is "
    "the headings. A line “Table: …” before it is its caption. What is headed “Total” is added up "
    "where it is empty, and checked where it is not: call a figure that is no sum of the others "
    "something else.",
    "Figures of the papers attached stand in braces: “{implementation_rate}”. “{{” and “}}” print "
    "braces.",
)

_LINE_END = re.compile("\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")


class ReportTextTooLong(ValueError):
    """The text of a section has more characters than a report can take."""

    def __init__(self, length):
        super().__init__(
            f"This text has {length:,} characters. A section can hold {MAX_SECTION:,}: shorten it, "
            "or make two sections of it."
        )


def clean_report_text(text: str) -> str:
    """The text as it is kept: to the letter, less blank lines around it and what no paper can
    print. A tab at its start or end stays, for it may be that of a table. ReportTextTooLong when
    more than 100,000 characters are left.
    """
    text = _LINE_END.sub("\n", text)
    text = "".join(char for char in text if char in "\n\t" or is_printable(char))
    lines = text.split("\n")
    filled = [place for place, line in enumerate(lines) if line.strip()]
    text = "\n".join(lines[filled[0] : filled[-1] + 1]) if filled else ""
    if len(text) > MAX_SECTION:
        raise ReportTextTooLong(len(text))
    return text


def read_report_text(text: str) -> tuple[Piece, ...]:
    """The pieces of a section in their order; paragraphs have no numbers yet, and a number typed
    in front of one is still among its words. Raises ReportTextTooLong.

    A blank line ends a paragraph, and so does a line that begins with a paragraph's number, for
    Word pastes paragraphs without blank lines. Any other line break is kept. Lines indented under
    an item go on with it.
    """
    lines = with_cells_on_one_line(clean_report_text(text)).split("\n")
    reader, at = _Reader(), 0
    while at < len(lines):
        caption, start = _caption(lines, at)
        end = table_end(lines, start)
        if end > start:
            reader.add_table(lines[start:end], caption)
            at = end
        else:
            for line in lines[at].split(BREAK):
                reader.add_line(line)
            at += 1
    return tuple(reader.pieces)


def _caption(lines, at):
    """The caption that stands at a line, and the line after it and the gap; ("", at) without."""
    found = CAPTION.fullmatch(lines[at].strip())
    if not found:
        return "", at
    start = at + 1
    while start < len(lines) - 1 and not lines[start].strip():
        start += 1
    if start == len(lines) or table_end(lines, start) == start:
        return "", at
    return found["text"], start


class _Reader:
    """The pieces so far. `levels`: the depths of the items that are open; `goes_on`: whether the
    next line belongs to the last piece.
    """

    def __init__(self):
        self.pieces: list[Piece] = []
        self.levels: list[tuple[int, int]] = []
        self.goes_on = False

    def add_table(self, lines, caption):
        self._add(Table(read_rows(lines), caption), goes_on=False)

    def add_line(self, line):
        if not line.strip() or self._is_gap_in_quotation(line):
            self.goes_on = False
        elif heading := HEADING.fullmatch(line):
            level = len(heading["level"])
            self._add(Heading(heading["text"].strip(), level), goes_on=False)
        elif quoted := QUOTED.fullmatch(line):
            self._quote(quoted["text"].strip())
        elif item := read_list_line(line):
            self.levels = open_levels(self.levels, item.depth)
            self.pieces.append(Item(item.text, min(len(self.levels), MAX_LEVELS), item.mark))
            self.goes_on = True
        elif self._belongs_to_the_last(line):
            self._extend(line.strip())
        else:
            self._add(Paragraph(line.strip()), goes_on=True)

    def _add(self, piece, *, goes_on):
        self.pieces.append(piece)
        self.levels, self.goes_on = [], goes_on

    def _quote(self, text):
        last = self.pieces[-1] if self.goes_on else None
        if isinstance(last, Paragraph) and last.is_quoted:
            self._extend(text)
        else:
            self._add(Paragraph(text, is_quoted=True), goes_on=True)

    def _is_gap_in_quotation(self, line):
        """A sign alone between two paragraphs of a quotation."""
        last = self.pieces[-1] if self.goes_on else None
        return line.strip() == ">" and isinstance(last, Paragraph) and last.is_quoted

    def _belongs_to_the_last(self, line):
        if not self.goes_on or split_typed_number(line.strip())[0]:
            return False
        return not self.levels or line[0] in " \t"

    def _extend(self, text):
        last = self.pieces[-1]
        assert not isinstance(last, Table)
        self.pieces[-1] = _with_words(last, f"{last.text}\n{text}")


def _with_words(piece, text):
    if isinstance(piece, Item):
        return Item(text, piece.level, piece.mark)
    return Paragraph(text, is_quoted=piece.is_quoted)
