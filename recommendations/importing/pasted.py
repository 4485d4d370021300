"""Reads a table that was pasted: as HTML out of Word, Excel or a web page, or as text whose cells
are parted by tabs. Of HTML only words and their places in a table are taken: nothing of it is kept,
shown or fetched.
"""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from recommendations.cell_text import printable_text
from recommendations.importing.source import (
    EMPTY,
    MOST_COLUMNS,
    Losses,
    NotTaken,
    SourceCell,
    SourceFile,
    SourceTable,
    struck_out,
    table_of,
)

MOST_CHARACTERS = 10_000_000
# No cell of a paper comes near these; what is there to tire a reader does.
MOST_IN_CELL, DEEPEST = 100_000, 100
TOO_MUCH_IN_CELL = (
    f"A cell of the pasted table has more than {MOST_IN_CELL:,} characters. Copy the table alone, "
    "or choose the file that it comes from instead."
)
TOO_LONG = (
    f"What was pasted has more than {MOST_CHARACTERS:,} characters. Choose the file that it comes "
    "from instead."
)
NOTHING = "Nothing was pasted. Copy the table in Word, Excel or a web page, and paste it here."
NO_TABLE = (
    "There is no table in what was pasted. Select the whole table, with its headings, in Word, "
    "Excel or a web page, copy it, and paste it here; or choose its file."
)
NESTED = "a table inside a cell is kept as lines, its cells parted by “ | ”."
PICTURE = "a picture can't be brought in."
LINK = "of a link only its words are kept; it leads to"

_TABLE = re.compile(r"<table\b", re.IGNORECASE)
_BLANKS = re.compile("[ \t\r\n\f]+")
_STRUCK = re.compile(r"text-decoration[^;]*line-through", re.IGNORECASE)
_BOLD = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.IGNORECASE)
_LEVEL = re.compile(r"mso-list\s*:[^;]*\blevel(\d)", re.IGNORECASE)
_WORDS_SIGN = re.compile(r"mso-list\s*:\s*ignore", re.IGNORECASE)
_QUOTED = re.compile(r'"((?:[^"]|"")*)"(?=\t|\n|\Z)')

_UNSEEN = {"script", "style", "title", "template", "noscript", "object", "iframe", "svg", "math"}
_STRIKES = {"s", "strike", "del"}
_BOLDS = {"b", "strong", "th"}
_BLOCKS = {"p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "dd", "dt", "dl"}
_VOID = {"br", "img", "hr", "input", "meta", "link", "col", "wbr", "area", "base", "source"}


def read_pasted(text: str) -> SourceFile:
    """The tables of what was pasted, HTML or plain. NotTaken where there is none."""
    if not text.strip():
        raise NotTaken(NOTHING)
    if len(text) > MOST_CHARACTERS:
        raise NotTaken(TOO_LONG)
    tables = _tables_of_html(text) if has_table(text) else _table_of_text(text)
    if not tables:
        raise NotTaken(NO_TABLE)
    return SourceFile(tuple(tables), (), "Pasted table")


def has_table(text: str) -> bool:
    """Whether a text is HTML with a table in it."""
    return bool(_TABLE.search(text))


def _table_of_text(text):
    lines = [
        (f"row {number}", [SourceCell(printable_text(cell)) for cell in cells])
        for number, cells in enumerate(_parted(re.sub("\r\n?", "\n", text)), 1)
    ]
    table = table_of("Pasted table", lines)
    return [table] if table and table.width > 1 else []


def _parted(text):
    """Excel puts a cell with line breaks into quotation marks; other marks are the cell's own."""
    at, row = 0, []
    while at <= len(text):
        end = min(text.find(sign, at) % (len(text) + 1) for sign in "\t\n")
        found = _QUOTED.match(text, at)
        if found and ("\n" in found[1] or '""' in found[1]):
            end = found.end()
            row.append(found[1].replace('""', '"'))
        else:
            row.append(text[at:end])
        at = end + 1
        if text[end:at] != "\t":
            yield row
            row = []


def _tables_of_html(text):
    reader = _Reader()
    reader.feed(text)
    reader.close()
    reader.end_all()
    return reader.tables


@dataclass(slots=True)
class _Cell:
    """A cell while it is read: `text` so far; `space`: a blank is due before the next word."""

    across: int
    down: int
    is_heading: bool
    text: str = ""
    space: bool = False
    words: int = 0
    bold: int = 0

    def add(self, words, struck, bold):
        bare = words.strip(" ")
        if not bare:
            self.space = True
            return
        if (self.space or words[0] == " ") and self.text and self.text[-1] not in "\n\t ":
            self.text += " "
        self.text += struck_out(bare) if struck else bare
        self.words += len(bare)
        self.bold += len(bare) if bold else 0
        self.space = words[-1] == " "

    def end_line(self, end="\n"):
        self.space = False
        self.text = self.text.rstrip(" ")
        if self.text and not self.text.endswith(end):
            self.text = self.text.rstrip("\n") + end

    def break_line(self):
        self.space = False
        self.text = self.text.rstrip(" ") + "\n"

    def made(self):
        text = printable_text(self.text.replace("~~ ~~", " ").replace("~~~~", ""))
        is_bold = self.words > 0 and self.bold == self.words
        return SourceCell(text, self.is_heading or is_bold)


@dataclass(slots=True)
class _Table:
    """A table while it is read; `covered`: the columns of the rows below that merged cells of rows
    above take, with what they repeat.
    """

    name: str
    lines: list = field(default_factory=list)
    covered: dict = field(default_factory=dict)
    row: list | None = None
    cell: _Cell | None = None
    losses: Losses = field(default_factory=Losses)

    @property
    def place(self):
        return f"row {len(self.lines) + 1}"

    def begin_row(self):
        self.end_row()
        self.row = []

    def begin_cell(self, cell):
        self.end_cell()
        if self.row is None:
            self.row = []
        self.cell = cell

    def end_cell(self):
        if self.cell is None or self.row is None:
            return
        self._fill_covered()
        cell, self.cell = self.cell, None
        made = cell.made()
        across = max(1, min(cell.across, MOST_COLUMNS + 1 - len(self.row)))
        if cell.down > 1:
            repeated = SourceCell(made.text, made.is_heading_like, across, is_repeated=True)
            for column in range(len(self.row), len(self.row) + across):
                is_first = column == len(self.row)
                self.covered[column] = [cell.down, repeated if is_first else EMPTY]
        self.row.append(SourceCell(made.text, made.is_heading_like, across))
        self.row.extend([EMPTY] * (across - 1))

    def end_row(self):
        self.end_cell()
        if self.row is None:
            return
        self._fill_covered()
        for covered in self.covered.values():
            covered[0] -= 1
        self.covered = {at: left for at, left in self.covered.items() if left[0] > 0}
        self.lines.append((self.place, self.row))
        self.row = None

    def _fill_covered(self):
        """The cells of this row that are merged with those above."""
        while self.row is not None and (left := self.covered.get(len(self.row))):
            self.row.append(left[1])


class _Reader(HTMLParser):
    """Walks through HTML without ever nesting itself: how deep tags go makes no difference."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.tables: list[SourceTable] = []
        self.table: _Table | None = None
        self.inner = self.inner_cells = self.count = 0
        self.unseen = self.struck = self.bold = self.sign = 0
        self.styled: list[tuple[str, bool, bool, bool]] = []
        self.lists: list[tuple[str, int]] = []

    @property
    def cell(self):
        return self.table.cell if self.table else None

    def handle_starttag(self, tag, attrs):
        values = {name: value or "" for name, value in attrs}
        if tag in _UNSEEN:
            self.unseen += 1
        if self.unseen:
            return
        if tag in ("table", "tr", "td", "th"):
            self._begin_part(tag, values)
        if tag not in _VOID:
            self._begin_style(tag, values.get("style", ""))
        if self.cell is not None:
            self._begin_words(tag, values)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag):
        if tag in _UNSEEN:
            self.unseen = max(0, self.unseen - 1)
            return
        if self.unseen:
            return
        if self.cell is not None:
            self._end_words(tag)
        self._end_style(tag)
        if tag in ("table", "tr", "td", "th"):
            self._end_part(tag)

    def handle_data(self, data):
        if self.cell is None or self.unseen:
            return
        if len(self.cell.text) > MOST_IN_CELL:
            raise NotTaken(TOO_MUCH_IN_CELL)
        words = _BLANKS.sub(" ", data)
        if self.sign:
            self._add_sign(words)
        elif words:
            self.cell.add(words, self.struck > 0, self.bold > 0)

    def end_all(self):
        """What was never closed is closed."""
        self.inner = 0
        self._end_part("table")

    def _begin_part(self, tag, values):
        if self.cell is not None and (self.inner or tag == "table"):
            self._begin_inner(tag)
        elif tag == "table" and self.table is None:
            self.count += 1
            self.table = _Table(f"Table {self.count}")
        elif self.table and tag == "tr":
            self.table.begin_row()
        elif self.table and tag in ("td", "th"):
            spans = _number(values.get("colspan")), _number(values.get("rowspan"))
            self.table.begin_cell(_Cell(*spans, tag == "th"))
            self.styled, self.lists, self.struck, self.bold, self.sign = [], [], 0, 0, 0

    def _end_part(self, tag):
        if self.inner:
            if tag == "table":
                self.inner -= 1
                self.cell.end_line()
        elif self.table and tag in ("td", "th"):
            self.table.end_cell()
        elif self.table and tag == "tr":
            self.table.end_row()
        elif self.table and tag == "table":
            self.table.end_row()
            self._keep_table()

    def _begin_inner(self, tag):
        """Of a table in a cell: a row is a line, and a bar parts its cells."""
        if tag == "table":
            self.inner += 1
            self._tell(NESTED)
        if tag in ("table", "tr"):
            self.cell.end_line()
            self.inner_cells = 0
            return
        if self.inner_cells:
            self.cell.text = f"{self.cell.text.rstrip()} | "
        self.inner_cells += 1

    def _keep_table(self):
        table, self.table = self.table, None
        made = table_of(table.name, table.lines, table.losses.all()) if table else None
        if made:
            self.tables.append(made)

    def _tell(self, words):
        if self.table:
            self.table.losses.count(self.table.place, words)

    def _begin_style(self, tag, style):
        is_struck = tag in _STRIKES or bool(_STRUCK.search(style))
        is_bold = tag in _BOLDS or bool(_BOLD.search(style))
        is_sign = bool(_WORDS_SIGN.search(style))
        if len(self.styled) < DEEPEST:
            self.styled.append((tag, is_struck, is_bold, is_sign))
            self._count_style(self.styled[-1], 1)

    def _end_style(self, tag):
        """Ends the last of the tags of that name, and those in it that were never closed."""
        if all(name != tag for name, *_ in self.styled):
            return
        while self.styled:
            ended = self.styled.pop()
            self._count_style(ended, -1)
            if ended[0] == tag:
                return

    def _count_style(self, style, by):
        _, is_struck, is_bold, is_sign = style
        self.struck += by * is_struck
        self.bold += by * is_bold
        self.sign += by * is_sign

    def _begin_words(self, tag, values):
        if len(self.cell.text) > MOST_IN_CELL:
            raise NotTaken(TOO_MUCH_IN_CELL)
        if tag == "br":
            self.cell.break_line()
        elif tag in ("ul", "ol"):
            self.cell.end_line()
            self.lists = [*self.lists[:DEEPEST], (tag, _number(values.get("start")) - 1)]
        elif tag == "li":
            self._begin_item(values)
        elif tag in _BLOCKS:
            self._begin_block(values)
        elif tag == "img":
            self._tell(PICTURE)
        elif tag == "a" and values.get("href", "").startswith(("http:", "https:", "mailto:")):
            self._tell(f"{LINK} {values['href'][:500]}")

    def _begin_item(self, values):
        self.cell.end_line()
        indent = "  " * max(0, len(self.lists) - 1)
        kind, count = self.lists[-1] if self.lists else ("ul", 0)
        count = _number(values["value"]) if values.get("value") else count + 1
        self.lists[-1:] = [(kind, count)]
        self.cell.text += f"{indent}- " if kind == "ul" else f"{indent}{count}. "

    def _begin_block(self, values):
        """A paragraph of Word's may be an item of a list: its sign comes as words of its own."""
        level = _LEVEL.search(values.get("style", ""))
        if level:
            self.cell.end_line()
            self.cell.text += "  " * (int(level[1]) - 1)
        elif not self.cell.text.endswith(("- ", ". ")):
            self.cell.end_line("\n\n")

    def _add_sign(self, words):
        """The sign or number of an item as Word pastes it: "·" and blanks, or "1."."""
        sign = words.strip()
        if sign:
            is_number = sign != "o" and re.search("[0-9A-Za-z]", sign)
            self.cell.text += f"{sign} " if is_number else "- "

    def _end_words(self, tag):
        if tag in ("ul", "ol") and self.lists:
            self.lists.pop()
            self.cell.end_line()
        elif tag in _BLOCKS:
            self.cell.end_line("\n\n")
        elif tag == "li":
            self.cell.end_line()


def _number(text):
    """A whole number above zero of an attribute; 1 for whatever else it says."""
    return int(text) if text and re.fullmatch(r"[0-9]{1,6}", text) and int(text) else 1
