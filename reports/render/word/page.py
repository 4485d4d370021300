"""The page of a Word file: its size, styles, running heads, and what the file says of itself."""

from docx.document import Document as WordFile
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from reports.document import Document
from reports.render.table_words import number_in_words
from reports.render.word.elements import element, field

PAGE = Mm(297), Mm(210)
MARGINS = {"left": 14, "right": 14, "top": 18, "bottom": 16}
ACROSS = 269  # mm, between the margins
INK = "111111"
# How long what a file says about itself may be.
MOST_ABOUT = 255
LISTS = ("List Bullet", "List Bullet 2", "List Bullet 3")


def lay_out(word: WordFile, document: Document) -> None:
    """A4 landscape, in Arial and British English."""
    section = word.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = PAGE
    for side, millimetres in MARGINS.items():
        setattr(section, f"{side}_margin", Mm(millimetres))
    section.header_distance = section.footer_distance = Mm(8)
    about = word.core_properties
    about.title = f"{document.title}: {document.as_at_line}"[:MOST_ABOUT]
    about.author = about.last_modified_by = document.organisation[:MOST_ABOUT]
    about.subject = document.appendix[:MOST_ABOUT]
    about.language = "en-GB"
    about.comments = ""
    _styles(word)
    _running_heads(section, document)


def _styles(word):
    normal = word.styles["Normal"]
    _font(normal, 9.5)
    normal.paragraph_format.space_after = Pt(4)
    normal.paragraph_format.widow_control = True
    _language(normal)
    for name, size in (("Title", 20), ("Heading 1", 14), ("Heading 2", 11), ("Heading 3", 10)):
        style = word.styles[name]
        _font(style, size, bold=True, colour=INK)
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
    style.element.get_or_add_rPr().append(element("w:lang", val="en-GB"))


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
    foot.add_run(f"{number_in_words(document)}\tPage ")
    field(foot, "PAGE")
    foot.add_run(" of ")
    field(foot, "NUMPAGES")
