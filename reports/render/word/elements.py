"""Pieces of Word that python-docx has no words for."""

from docx.opc.constants import RELATIONSHIP_TYPE as RELATIONSHIP
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import RGBColor


def element(name: str, /, **attributes: str):
    """An element of Word's own kind, with its attributes."""
    element = OxmlElement(name)
    for key, value in attributes.items():
        element.set(qn(f"w:{key}"), value)
    return element


def fill(properties, colour: str) -> None:
    """A colour ("1D3557") behind a paragraph or a cell."""
    properties.append(element("w:shd", val="clear", color="auto", fill=colour))


def field(paragraph, code: str) -> None:
    """A field that Word fills in: the number of the page."""
    for kind in ("begin", None, "end"):
        run = paragraph.add_run()
        if kind:
            run._r.append(element("w:fldChar", fldCharType=kind))
        else:
            said = element("w:instrText")
            said.text = code
            run._r.append(said)


def named(paragraph, name: str, number: int) -> None:
    """The paragraph as a place in the paper to which a link may lead."""
    paragraph._p.append(element("w:bookmarkStart", id=str(number), name=name))
    paragraph._p.append(element("w:bookmarkEnd", id=str(number)))


def link(run, *, to: str = "", place: str = "", colour: str = "0B3D91") -> None:
    """The run, which stands last in its paragraph, leads to an address or to a place in the
    paper.
    """
    made = OxmlElement("w:hyperlink")
    if to:
        made.set(qn("r:id"), run.part.relate_to(to, RELATIONSHIP.HYPERLINK, True))
    else:
        made.set(qn("w:anchor"), place)
    run.underline, run.font.color.rgb = True, RGBColor.from_string(colour)
    run._r.addprevious(made)
    made.append(run._r)
