"""The document as a Word file: the one importer of python-docx. The words are those of the page and
the PDF; headings, lists, the heading row of the table and the page numbers are real ones, so that
whoever goes on working with it, or has it read aloud, finds their way.
"""

from collections.abc import Iterable
from io import BytesIO
from itertools import chain

import docx
from docx.document import Document as WordFile
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.opc.constants import RELATIONSHIP_TYPE as RELATIONSHIP
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.table import _Cell

from recommendations.cell_text import Block
from recommendations.links_in_text import links_in_text
from reports.changes import unchanged_in_words
from reports.document import Changes, Document, Row, Table
from reports.render.cells import marked_column
from reports.render.figure_grids import Grid, figure_grids

PAGE = Mm(297), Mm(210)
MARGINS = {"left": 14, "right": 14, "top": 18, "bottom": 16}
ACROSS = 269  # mm, between the margins
NAVY, PALE, PALER, GREY = "1D3557", "CFDBE8", "EEF2F6", "7D8A96"
# A row with a cell of more letters than this may break over two pages.
LONG = 900
LISTS = ("List Bullet", "List Bullet 2", "List Bullet 3")
# By the keys of the styles: asking for one by its name reads all of them.
LIST_KEYS = ("ListBullet", "ListBullet2", "ListBullet3")
# Word takes the properties of a table in this order only (ECMA-376, CT_TblPr).
TABLE_ORDER = [
    qn(f"w:{name}")
    for name in (
        "tblStyle",
        "tblW",
        "tblInd",
        "tblBorders",
        "tblLayout",
        "tblCellMar",
        "tblLook",
        "tblCaption",
        "tblDescription",
    )
]


def render_word(document: Document) -> bytes:
    """The paper as .docx, A4 landscape."""
    word = docx.Document()
    _lay_out(word, document)
    _front(word, document)
    if document.changes:
        _counts(word, document.changes)
    for figures in figure_grids(document.figures):
        _figures(word, figures)
    for table in document.printed_tables:
        _table(word, document, table)
    if document.rag_key:
        word.add_heading("Key to the colours", level=1)
    for line in document.rag_key:
        word.add_paragraph(line, style="Small")
    if document.changes:
        _changes(word, document.changes)
    file = BytesIO()
    word.save(file)
    return file.getvalue()


# The page


def _lay_out(word: WordFile, document):
    section = word.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = PAGE
    for side, millimetres in MARGINS.items():
        setattr(section, f"{side}_margin", Mm(millimetres))
    section.header_distance = section.footer_distance = Mm(8)
    about = word.core_properties
    about.title = f"{document.title}: {document.as_at_line}"
    about.author = about.last_modified_by = document.organisation
    about.subject = document.appendix
    about.language = "en-GB"
    about.comments = ""
    _styles(word)
    _running_heads(section, document)


def _styles(word):
    normal = word.styles["Normal"]
    _font(normal, 9.5)
    normal.paragraph_format.space_after = Pt(4)
    _language(normal)
    for name, size in (("Title", 18), ("Heading 1", 14), ("Heading 2", 11), ("Heading 3", 10)):
        style = word.styles[name]
        _font(style, size, bold=True, colour="111111")
        style.paragraph_format.space_before = Pt(8 if name == "Heading 1" else 0)
        style.paragraph_format.space_after = Pt(3)
        style.paragraph_format.keep_with_next = True
    _no_border(word.styles["Title"])
    for name in LISTS:
        word.styles[name].paragraph_format.space_after = Pt(1)
    small = word.styles.add_style("Small", 1)
    small.base_style = normal
    _font(small, 8.5)
    footer = word.styles["Footer"].paragraph_format.tab_stops
    footer.clear_all()


def _font(style, size, *, bold=False, colour=None):
    style.font.name, style.font.size, style.font.bold = "Arial", Pt(size), bold
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for script in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(script), "Arial")
    for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:cstheme", "w:eastAsiaTheme"):
        fonts.attrib.pop(qn(theme), None)
    if colour:
        style.font.color.rgb = RGBColor.from_string(colour)


def _language(style):
    style.element.get_or_add_rPr().append(_element("w:lang", val="en-GB"))


def _no_border(style):
    properties = style.element.get_or_add_pPr()
    for border in properties.findall(qn("w:pBdr")):
        properties.remove(border)


def _running_heads(section, document):
    """What the paper is above every page, and which page below."""
    head = section.header.paragraphs[0]
    head.style = "Small"
    if document.statutory:
        head.add_run(document.statutory).bold = True
        head.add_run().add_break()
    names = (document.organisation, document.committee, document.meeting, document.title)
    head.add_run(" · ".join(name for name in names if name))
    foot = section.footer.paragraphs[0]
    foot.paragraph_format.tab_stops.add_tab_stop(Mm(ACROSS), WD_TAB_ALIGNMENT.RIGHT)
    foot.add_run(f"{_number(document)}\tPage ")
    _field(foot, "PAGE")
    foot.add_run(" of ")
    _field(foot, "NUMPAGES")


def _number(document):
    version = f"version {document.version}" if document.version > 1 else ""
    return ", ".join(part for part in (document.appendix, version) if part)


def _field(paragraph, code):
    """A field that Word fills in: the number of the page."""
    for kind in ("begin", None, "end"):
        run = paragraph.add_run()
        if kind:
            run._r.append(_element("w:fldChar", fldCharType=kind))
        else:
            said = _element("w:instrText")
            said.text = code
            run._r.append(said)


# What stands above the tables


def _front(word, document):
    number = _number(document)
    if number:
        paragraph = word.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        paragraph.add_run(number).bold = True
    word.add_paragraph(document.title, style="Title")
    word.add_paragraph(document.as_at_line)
    for notice in document.notices:
        if notice != document.statutory:
            word.add_paragraph().add_run(notice).bold = True


def _counts(word, changes: Changes):
    word.add_heading(f"What changed since {changes.since}", level=1)
    counts = [*(group.heading for group in changes.groups), unchanged_in_words(changes)]
    word.add_paragraph(f"{', '.join(counts)}.")
    for note in changes.notes:
        word.add_paragraph(note)


def _figures(word, grid: Grid):
    word.add_heading(grid.heading, level=1)
    if grid.rule:
        _rule(word, grid.rule)
    shares = [4 if heading in ("Rule", "Why") else 1 for heading in grid.headings]
    shares[0] = 2
    widths = [Mm(ACROSS * share / sum(shares)) for share in shares]
    table = _new_table(word, grid.heading, widths)
    _heading_row(table, grid.headings, widths)
    for row in grid.rows:
        line = _new_row(table, "w:cantSplit")
        for words, width in zip(row, widths, strict=True):
            _new_cell(table, line, width).paragraphs[0].add_run(str(words))
    word.add_paragraph()


# The tables


def _table(word, document, table: Table):
    if table.heading:
        word.add_heading(table.heading, level=1)
        _rule(word, table.rule)
    if not any(group.rows for group in table.groups):
        word.add_paragraph(table.empty)
        return
    rows, columns = {row.key: row for row in document.rows}, table.columns
    widths = [Mm(ACROSS * c.width / sum(c.width for c in columns)) for c in columns]
    grid = _new_table(word, table.heading or f"{document.title}, {document.as_at_line}", widths)
    _heading_row(grid, [column.heading for column in columns], widths)
    for before, group in zip((None, *table.groups), table.groups, strict=False):
        _group_rows(grid, group, before, widths)
        for key in group.rows:
            _row(grid, rows[key], columns, widths)
    word.add_paragraph()


def _rule(word, words):
    """What a table holds, on the page on which it begins."""
    word.add_paragraph(words, style="Small").paragraph_format.keep_with_next = True


def _new_table(word, words, widths):
    grid = word.add_table(rows=0, cols=len(widths))
    _describe(grid, words)
    for column, width in zip(grid.columns, widths, strict=True):
        column.width = width
    return grid


def _describe(grid, words):
    """As wide as the page, ruled by thin lines, with what a screen reader says of it."""
    grid.autofit = False
    properties = grid._tbl.tblPr
    lines = OxmlElement("w:tblBorders")
    for side in ("top", "bottom", "insideH", "insideV"):
        lines.append(_element(f"w:{side}", val="single", sz="4", color=GREY))
    properties.append(_element("w:tblInd", w="0", type="dxa"))
    properties.append(lines)
    room = OxmlElement("w:tblCellMar")
    for side, twips in (("top", "40"), ("left", "85"), ("bottom", "40"), ("right", "85")):
        room.append(_element(f"w:{side}", w=twips, type="dxa"))
    properties.append(room)
    properties.append(_element("w:tblCaption", val=words))
    properties.append(_element("w:tblDescription", val=f"The table of {words}"))
    properties[:] = sorted(properties, key=lambda one: TABLE_ORDER.index(one.tag))


def _heading_row(grid, headings: Iterable[str], widths):
    row = _new_row(grid, "w:tblHeader", "w:cantSplit")
    for heading, width in zip(headings, widths, strict=True):
        cell = _new_cell(grid, row, width, NAVY)
        run = cell.paragraphs[0].add_run(heading)
        run.bold, run.font.color.rgb = True, RGBColor(255, 255, 255)


def _group_rows(grid, group, before, widths):
    """The headings of a group, each once while it stays the same."""
    if group.heading and (before is None or group.heading != before.heading):
        cell = _heading_cell(grid, group.heading, "Heading2", PALE, widths)
        if group.note:
            cell.add_paragraph(group.note)
    if group.subheading:
        style = "Heading3" if group.heading else "Heading2"
        _heading_cell(grid, group.subheading, style, PALER, widths)


def _heading_cell(grid, words, style, fill, widths):
    row = _new_row(grid, "w:cantSplit")
    cell = _new_cell(grid, row, sum(widths), fill, across=len(widths))
    cell.paragraphs[0]._p.style = style
    cell.paragraphs[0].add_run(words)
    return cell


def _row(grid, row: Row, columns, widths):
    texts = [row.cells.get(column.key, ()) for column in columns]
    is_long = any(sum(len(block.text) for block in blocks) > LONG for blocks in texts)
    line = _new_row(grid, *([] if is_long else ["w:cantSplit"]))
    marked = marked_column(columns)
    for column, blocks, width in zip(columns, texts, widths, strict=True):
        cell = _new_cell(grid, line, width)
        marks = row.marks if column.key == marked else ()
        _fill(cell, blocks, marks, is_withheld=column.key in row.withheld)


def _fill(cell, blocks: Iterable[Block], marks, *, is_withheld):
    paragraphs = chain([cell.paragraphs[0]], iter(cell.add_paragraph, None))
    if marks:
        next(paragraphs).add_run(f"[{', '.join(marks)}]").bold = True
    for block in blocks:
        paragraph = next(paragraphs)
        if block.bullet:
            paragraph._p.style = LIST_KEYS[block.bullet - 1]
        for stretch in links_in_text(block.text):
            run = paragraph.add_run(stretch.text)
            run.italic = is_withheld or None
            if stretch.address:
                _link(paragraph, run, stretch.address)


def _link(paragraph, run, address):
    """The run, which stands last in the paragraph, as a link."""
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), paragraph.part.relate_to(address, RELATIONSHIP.HYPERLINK, True))
    run.underline, run.font.color.rgb = True, RGBColor.from_string(NAVY)
    run._r.addprevious(link)
    link.append(run._r)


def _new_row(grid, *properties):
    row = grid._tbl._add_tr()
    if properties:
        kept = row.get_or_add_trPr()
        for name in properties:
            kept.append(OxmlElement(name))
    return row


def _new_cell(grid, row, width, fill="", *, across=1) -> _Cell:
    """The cells of a table are made one after the other: asking python-docx for one of a long table
    reads all of it.
    """
    made = row.add_tc()
    made.width = width
    if across > 1:
        made.grid_span = across
    if fill:
        made.get_or_add_tcPr().append(_element("w:shd", val="clear", color="auto", fill=fill))
    return _Cell(made, grid)


# What changed, in full


def _changes(word, changes):
    if not changes.groups:
        return
    word.add_heading(f"What changed since {changes.since}, in full", level=1)
    for group in changes.groups:
        word.add_heading(group.heading, level=2)
        for change in group.changes:
            paragraph = word.add_paragraph()
            name = f"{change.reference} {change.title}".strip() or "Without a text"
            paragraph.add_run(name).bold = True
            if change.words:
                paragraph.add_run().add_break()
                paragraph.add_run(change.words)
            _stretches(word, change.stretches)


def _stretches(word, stretches):
    """What went is struck out, what came is underlined, as on the page."""
    if not stretches:
        return
    paragraph = word.add_paragraph()
    paragraph.paragraph_format.left_indent = Mm(5)
    for stretch in stretches:
        run = paragraph.add_run(stretch.text)
        run.font.strike = stretch.kind == "removed" or None
        run.underline = stretch.kind == "added" or None


def _element(name, **attributes):
    element = OxmlElement(name)
    for key, value in attributes.items():
        element.set(qn(f"w:{key}"), value)
    return element
