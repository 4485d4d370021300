"""What stands in front of the tables: the cover block with the council's name and logo, and where
each table is.
"""

import struct
from io import BytesIO

from docx.document import Document as WordFile
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.image.exceptions import (
    InvalidImageStreamError,
    UnexpectedEndOfFileError,
    UnrecognizedImageError,
)
from docx.oxml import OxmlElement
from docx.shared import Mm, Pt, RGBColor

from reports.document import Document
from reports.render.logo import council_logo
from reports.render.table_words import contents, number_in_words
from reports.render.word.elements import element, link
from reports.render.word.page import ACROSS
from reports.render.word.tables import paper_inks

LOGO_HEIGHT = Mm(12)
# Word shows no SVG by itself.
PICTURES = ("image/png", "image/jpeg")
# What python-docx says of a picture that it can't read; it measures it by hand.
UNREADABLE = (
    InvalidImageStreamError,
    UnexpectedEndOfFileError,
    UnrecognizedImageError,
    ArithmeticError,
    LookupError,
    ValueError,
    struct.error,
)


def add_front(word: WordFile, document: Document) -> None:
    """The cover block."""
    _band(word, document)
    meant_for = " · ".join(name for name in (document.committee, document.meeting) if name)
    if meant_for:
        word.add_paragraph(meant_for)
    word.add_paragraph(document.title, style="Title")
    as_at = word.add_paragraph().add_run(document.as_at_line)
    as_at.font.size = Pt(13)
    for notice in document.notices:
        if notice != document.statutory:
            word.add_paragraph().add_run(notice).bold = True


def add_contents(word: WordFile, document: Document) -> None:
    """Of several tables each by its heading, which leads to it."""
    line = None
    for number, (heading, count) in enumerate(contents(document), 1):
        line = line or word.add_paragraph()
        if number > 1:
            line.add_run("; ")
        link(line.add_run(heading), place=place_of(number))
        line.add_run(f": {count}")


def place_of(number: int) -> str:
    """What a table is called where a link leads to it."""
    return f"table_{number}"


def _band(word, document):
    """The council on the left, the number of the paper on the right, ruled in its colour."""
    ink = paper_inks()[0]
    band = word.add_paragraph()
    band.paragraph_format.tab_stops.add_tab_stop(Mm(ACROSS), WD_TAB_ALIGNMENT.RIGHT)
    band.paragraph_format.space_after = Pt(8)
    _rule_below(band, ink)
    _add_logo(band, document)
    name = band.add_run(document.organisation)
    number = band.add_run(f"\t{number_in_words(document)}" if number_in_words(document) else "")
    for run in (name, number):
        run.bold, run.font.size = True, Pt(12)
        run.font.color.rgb = RGBColor.from_string(ink)


def _rule_below(paragraph, ink):
    properties = paragraph._p.get_or_add_pPr()
    borders = OxmlElement("w:pBdr")
    borders.append(element("w:bottom", val="single", sz="20", space="4", color=ink))
    properties.insert_element_before(
        borders, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def _add_logo(paragraph, document):
    """The council's logo with what it is, where Word can show it."""
    logo = council_logo()
    if logo is None or logo.kind not in PICTURES:
        return
    try:
        picture = paragraph.add_run().add_picture(BytesIO(logo.content), height=LOGO_HEIGHT)
    except UNREADABLE:
        return
    picture._inline.docPr.set("descr", f"Logo of {document.organisation}")
    paragraph.add_run("  ")
