"""The words of a cell of a Word document, in the grammar of cell_text.py: a paragraph is a
paragraph, an item of a list a line with its sign or number, a line break a line break. What can't
be kept so is said.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from recommendations.cell_text import printable_text
from recommendations.importing.source import Losses, marked
from recommendations.importing.word_numbers import Numbering, Sign, W

R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
MATHS = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
COMPATIBILITY = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"

STRUCK = "struck-out words are kept between ~~ and ~~."
DELETED = "words deleted by tracked changes are left out, those inserted are taken."
NESTED = "a table inside a cell is kept as lines, its cells parted by “ | ”."
FOOTNOTE = "a footnote stands at the end of the cell."
TEXT_BOX = "the words of a text box stand at the end of the cell."
PICTURE = "a picture or drawing is not brought in."
UNSEEN = "words that are hidden in the document were read like the others."
SYMBOL = "a sign of a symbol font is kept as “□”."

_DELETED = {f"{W}{name}" for name in ("del", "moveFrom")}
_SIGNS = {
    f"{W}tab": "\t", f"{W}ptab": "\t", f"{W}br": "\n", f"{W}cr": "\n",
    f"{W}noBreakHyphen": "\u2011", f"{W}softHyphen": "\u00ad",
}  # fmt: skip
_PICTURES = {f"{W}{name}" for name in ("drawing", "pict", "object")}
_NOTES = {f"{W}footnoteReference": "footnotes", f"{W}endnoteReference": "endnotes"}
# The signs of Wingdings and Symbol that papers have: ticks, crosses, boxes, bullets, arrows.
_SYMBOLS = {
    "FC": "✓", "FB": "✗", "FE": "☑", "FD": "☒", "A8": "☐", "6F": "☐", "B7": "•", "A7": "▪",
    "E0": "→", "4A": "☺", "4B": "😐", "4C": "☹", "76": "❖", "D8": "➢", "6E": "■", "6C": "●",
}  # fmt: skip


@dataclass(slots=True)
class Notes:
    """The footnotes, endnotes and comments of a document, by their sort and id; each is numbered
    where it is first met.
    """

    texts: dict[str, dict[str, Element]] = field(default_factory=dict)
    numbers: dict[tuple[str, str], int] = field(default_factory=dict)

    def number(self, sort: str, name: str) -> int:
        """From 1, each sort by itself."""
        count = sum(1 for known, _ in self.numbers if known == sort)
        return self.numbers.setdefault((sort, name), count + 1)


@dataclass(slots=True)
class Reader:
    """What the words of a document depend on, wherever they stand; `links`: addresses by name."""

    numbering: Numbering
    notes: Notes
    links: dict[str, str]
    losses: Losses = field(default_factory=Losses)


@dataclass(slots=True)
class _Paragraph:
    """A paragraph while it is read: stretches of words, each struck out or not."""

    sign: Sign | None
    stretches: list[tuple[str, bool]] = field(default_factory=list)

    def add(self, words, is_struck):
        self.stretches.append((words, is_struck))

    @property
    def text(self):
        words = marked(self.stretches)
        if self.sign is None:
            return words.strip("\n")
        indent = "  " * self.sign.level
        words = words.strip().replace("\n", f"\n{indent}  ")
        return f"{indent}{self.sign.text} {words}" if words else ""


class CellWords:
    """Reads the words of one cell; `place` says where it is, for what can't be kept."""

    def __init__(self, reader: Reader, place: str):
        self.reader, self.place = reader, place
        self.paragraphs: list[_Paragraph] = []
        self.at_the_end: list[str] = []
        self.words = self.bold = 0

    def read(self, cell: Iterable[Element]) -> str:
        """The text of a cell, or of any other element or list that has paragraphs."""
        for block in blocks_of(cell):
            if block.tag == f"{W}p":
                self._read_paragraph(block)
            else:
                self._read_table(block)
        text = "".join(self._joined())
        return printable_text("\n\n".join([text, *self.at_the_end] if text else self.at_the_end))

    @property
    def is_bold(self):
        return self.words > 0 and self.bold == self.words

    def _joined(self) -> Iterator[str]:
        """Plain paragraphs are parted by an empty line, items of a list by a line end."""
        is_first = True
        for paragraph in self.paragraphs:
            text = paragraph.text
            if not text.strip():
                continue
            if not is_first:
                yield "\n" if paragraph.sign else "\n\n"
            yield text
            is_first = False

    def _read_paragraph(self, element):
        paragraph = _Paragraph(self.reader.numbering.sign(element))
        self.paragraphs.append(paragraph)
        self._read_inline(element, paragraph)

    def _read_table(self, table):
        self._tell(NESTED)
        lines = []
        for row in parts_of(table, "tr"):
            cells = [self._within(cell) for cell in parts_of(row, "tc")]
            lines.append(" | ".join(" ".join(cell.split("\n")) for cell in cells))
        self.paragraphs.append(_Paragraph(None, [("\n".join(lines), False)]))

    def _within(self, element):
        """Words inside those of the cell: what is said of them is said of the cell."""
        return CellWords(self.reader, self.place).read(element)

    def _tell(self, words):
        self.reader.losses.count(self.place, words)

    def _read_inline(self, element, paragraph):
        for child in element:
            if child.tag == f"{W}r":
                self._read_run(child, paragraph)
            elif child.tag in _DELETED:
                self._tell(DELETED)
            elif child.tag == f"{W}hyperlink":
                self._read_link(child, paragraph)
            elif child.tag == f"{MATHS}oMath" or child.tag == f"{MATHS}oMathPara":
                paragraph.add("".join(part.text or "" for part in child.iter(f"{MATHS}t")), False)
            elif child.tag == f"{COMPATIBILITY}AlternateContent":
                self._read_inline(_chosen(child), paragraph)
            elif child.tag in (f"{W}pPr", f"{W}sdtPr", f"{W}rPr"):
                continue
            elif child.tag in _PICTURES:
                self._read_drawing(child)
            else:
                self._read_inline(child, paragraph)

    def _read_link(self, link, paragraph):
        self._read_inline(link, paragraph)
        address = self.reader.links.get(link.get(f"{R}id", ""), "")
        words = "".join(part.text or "" for part in link.iter(f"{W}t"))
        if address and address.removeprefix("mailto:").rstrip("/") not in words:
            told = f"of a link only its words are kept, “{words}”; it leads to {address}"
            self.reader.losses.add(self.place, told)

    def _read_run(self, run, paragraph):
        properties = run.find(f"{W}rPr")
        is_struck = _is_on(properties, "strike") or _is_on(properties, "dstrike")
        is_bold = _is_on(properties, "b")
        if _is_on(properties, "vanish"):
            self._tell(UNSEEN)
        for child in run:
            words = self._words_of(child, paragraph)
            if words:
                paragraph.add(words, is_struck)
                self.words += len(words.strip())
                self.bold += len(words.strip()) if is_bold else 0
                if is_struck and words.strip():
                    self._tell(STRUCK)

    def _words_of(self, child, paragraph):
        tag = child.tag
        if tag == f"{W}t":
            return child.text or ""
        if tag in _SIGNS:
            return _SIGNS[tag]
        if tag == f"{W}sym":
            return self._symbol(child)
        if tag in _NOTES:
            return self._note(_NOTES[tag], child.get(f"{W}id", ""))
        if tag == f"{W}commentReference":
            self._tell_comment(child.get(f"{W}id", ""))
        elif tag == f"{W}fldChar":
            return _box(child)
        elif tag in _PICTURES:
            self._read_drawing(child)
        elif tag == f"{COMPATIBILITY}AlternateContent":
            self._read_run(_chosen(child), paragraph)
        return ""

    def _symbol(self, symbol):
        code = symbol.get(f"{W}char", "").upper().removeprefix("F0").removeprefix("00")
        if code not in _SYMBOLS:
            self._tell(SYMBOL)
        return _SYMBOLS.get(code, "□")

    def _note(self, sort, name):
        is_met_again = (sort, name) in self.reader.notes.numbers
        number = self.reader.notes.number(sort, name)
        element = self.reader.notes.texts.get(sort, {}).get(name)
        if element is None:
            return ""
        mark = f"[{number}]" if sort == "footnotes" else f"[note {number}]"
        # Read once: notes that lead to one another would have no end.
        if not is_met_again:
            self._tell(FOOTNOTE)
            self.at_the_end.append(f"{mark} {self._within(element).strip()}")
        return mark

    def _tell_comment(self, name):
        element = self.reader.notes.texts.get("comments", {}).get(name)
        if element is not None:
            text = self._within(element)
            self.reader.losses.add(self.place, f"a comment is not brought in: “{text}”")

    def _read_drawing(self, drawing):
        boxes = list(_outermost(drawing, f"{W}txbxContent"))
        if not boxes:
            self._tell(PICTURE)
            return
        self._tell(TEXT_BOX)
        for box in boxes:
            text = self._within(box)
            if text and text not in self.at_the_end:
                self.at_the_end.append(text)


def blocks_of(element: Iterable[Element]) -> Iterator[Element]:
    """The paragraphs and tables of a cell, in their order, out of whatever else holds them."""
    for child in element:
        if child.tag in (f"{W}p", f"{W}tbl"):
            yield child
        elif child.tag == f"{COMPATIBILITY}AlternateContent":
            yield from blocks_of(_chosen(child))
        elif child.tag not in _DELETED and child.tag != f"{W}tcPr":
            yield from blocks_of(child)


def parts_of(element: Element, name: str) -> Iterator[Element]:
    """The rows ("tr") of a table, or the cells ("tc") of a row, out of whatever else holds them."""
    for child in element:
        if child.tag == f"{W}{name}":
            yield child
        elif child.tag in (f"{W}sdt", f"{W}sdtContent", f"{W}customXml", f"{W}ins"):
            yield from parts_of(child, name)


def _outermost(element, tag):
    """The elements of a tag, but for those inside one another."""
    for child in element:
        if child.tag == tag:
            yield child
        else:
            yield from _outermost(child, tag)


def _chosen(alternatives):
    """Of what a program may choose from, the first: the others say the same."""
    return alternatives[0] if len(alternatives) else alternatives


def _is_on(properties, name):
    found = None if properties is None else properties.find(f"{W}{name}")
    return found is not None and found.get(f"{W}val", "1") not in ("0", "false", "off")


def _box(field_sign):
    """A box to tick of a form of the old kind."""
    box = field_sign.find(f"{W}ffData/{W}checkBox")
    if box is None:
        return ""
    is_ticked = box.find(f"{W}checked") is not None and _is_on(box, "checked")
    return "☒" if is_ticked or (box.find(f"{W}checked") is None and _is_on(box, "default")) else "☐"
