"""The tags that WeasyPrint writes, page by page, read back together with the boxes they were made
from, as one tree over all pages: what begins on one page and goes on on another is one tag.

It leans on private parts of WeasyPrint 70: which boxes `weasyprint.pdf.tags` makes an element of,
and in which order; what it gives an element and a marked stretch of text. Each element is checked
against the parent that the boxes say it has, so a version that works otherwise is found out.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

from weasyprint.formatting_structure import boxes
from weasyprint.layout.absolute import AbsolutePlaceholder

from reports.render.pdf.tags import Link, Mark, Tag

# CSS pixels into the points of PDF.
POINTS = 0.75
SVG = "{http://www.w3.org/2000/svg}"
# What stands in a line or has no meaning of its own: its words are those of what it is in.
TRANSPARENT = frozenset({"Span", "NonStruct"})
# The bullets of our style sheets, and what the counters of CSS are called in PDF.
NUMBERINGS = {
    "•": "Disc",
    "◦": "Circle",
    "▪": "Square",
    "disc": "Disc",
    "circle": "Circle",
    "square": "Square",
    "decimal": "Decimal",
    "lower-alpha": "LowerAlpha",
    "upper-alpha": "UpperAlpha",
    "lower-roman": "LowerRoman",
    "upper-roman": "UpperRoman",
}


class UnknownTags(RuntimeError):
    """The tags of a file aren't those that this version of the code knows how to read."""

    def __init__(self, what):
        super().__init__(f"These aren't the tags that WeasyPrint 70 writes: {what}.")


class Artefact(NamedTuple):
    """What is drawn on a page without being part of what the paper says: running heads, repeated
    rows of headings. `properties`: what the file says of it.
    """

    tag: Tag
    properties: dict[str, str]


class TaggedBoxes:
    """Reads the tree: `document`, whose kids are what the pages say; `texts`: what each mark says;
    `artefacts`. `made`: the elements in the order in which they were made, the document's own
    first.
    """

    def __init__(self, made: Iterator[Any]):
        self._made = made
        self._root = next(made)
        self._page = 0
        self._height = 0.0
        self.document = Tag("Document")
        self.texts: dict[Mark, str] = {}
        self.artefacts: list[Artefact] = []

    def read_page(self, number: int, page: Any) -> None:
        self._page, self._height = number, page.height
        self._read(page, self.document, self._root)

    def finish(self) -> None:
        """Raise UnknownTags where elements are left of which no box was read."""
        if next(self._made, None) is not None:
            raise UnknownTags("there are more of them than boxes")

    def _next(self, parent):
        made = next(self._made, None)
        if made is None or made.get("P") != parent.reference:
            raise UnknownTags("an element isn't where its box is")
        return made

    def _read(self, box, parent, made_parent):
        """Read a box under a tag. `made_parent`: the element that was made of the box around it."""
        if isinstance(box, AbsolutePlaceholder):
            box = box._box
        if _is_passed_over(box):
            for child in box.children:
                self._read(child, parent, made_parent)
        elif isinstance(box, boxes.MarginBox):
            running = self._artefact({"Type": "/Pagination", **_running(box)})
            for child in box.children:
                self._read(child, running, made_parent)
        else:
            self._read_element(box, parent, made_parent)

    def _read_element(self, box, parent, made_parent):
        made = self._next(made_parent)
        role = made["S"][1:]
        item = None
        if role == "LI" and _is_wrapped(box):
            item = _item(parent, box)
            made_parent, made = made, self._next(made)
            role = "Lbl" if box.element_tag == "dt" else "LBody"
        tag = self._tag(role, box, item or parent)
        if box.link_annotation:
            self._made_reference(box.link_annotation)
            _body(tag).kids.append(Link(self._page, box.link_annotation.number))
        words = iter([kid for kid in made["K"] if isinstance(kid, int)])
        for child in _children(box):
            if isinstance(child, boxes.TextBox):
                number = next(words) if made["S"] == "/Link" else self._marked(made)
                mark = Mark(self._page, number)
                self.texts[mark] = child.text
                _body(tag).kids.append(mark)
            else:
                is_nested = child.element_tag in ("ul", "ol") and made["S"] == "/LI"
                self._read(child, tag, made_parent if is_nested else made)
        if isinstance(box, boxes.ReplacedBox):
            tag.kids.append(Mark(self._page, made["K"][-1]))

    def _marked(self, made):
        """The number of the stretch of text that was made next."""
        [number] = self._next(made)["K"]
        return number

    def _made_reference(self, annotation):
        made: Any = next(self._made, {})
        if made.get("Obj") != annotation.reference:
            raise UnknownTags("a link isn't where its box is")

    def _tag(self, role, box, parent):
        """The tag that what is in the box belongs to."""
        if role in TRANSPARENT or _is_same(role, box, parent):
            return parent
        if role not in ("Lbl", "LBody"):
            parent = _body(parent)
        if role in ("THead", "TFoot") and (parent.find(role, box) or parent.role == "Artifact"):
            return self._artefact({"Type": "/Pagination"})
        if role == "Figure" and box.element.get("alt") == "":
            return self._artefact({"Type": "/Layout"})
        tag = parent.part(role, box)
        if role == "Figure":
            self._describe(tag)
        elif role == "Link":
            tag.says = _folded("".join(box.element.itertext()))
        elif role == "L":
            tag.attributes["List"] = {"ListNumbering": f"/{_numbering(box)}"}
        return tag

    def _artefact(self, properties):
        tag = Tag("Artifact")
        self.artefacts.append(Artefact(tag, properties))
        return tag

    def _describe(self, figure):
        """Say what stands in a picture, and where it is, from the lower left corner of the page."""
        box = figure.box
        left, top = box.content_box_x(), box.content_box_y()
        corners = (left, self._height - top - box.height, left + box.width, self._height - top)
        figure.attributes["Layout"] = {"BBox": tuple(POINTS * side for side in corners)}
        figure.says = _said(box.element)


def _is_passed_over(box):
    """A page, its html and its body are no part of what it says."""
    if isinstance(box, boxes.LineBox) or not isinstance(box, boxes.ParentBox):
        return False
    return isinstance(box, boxes.PageBox) or box.element_tag in ("html", "body")


def _is_wrapped(box):
    """Whether an item was made in two, itself and its body, as it has no bullet."""
    if box.element_tag in ("dt", "dd"):
        return True
    is_item = "list-item" in box.style["display"]
    return box.element_tag == "li" and (not is_item or box.style["list_style_type"] == "none")


def _is_same(role, box, parent):
    """A box without a name in the one of its element: the same paragraph, the same cell."""
    is_named = parent.box is not None and parent.role == role
    return is_named and parent.box.element is box.element


def _item(parent, box):
    """A term and what is said of it are one item."""
    if box.element_tag == "dd" and parent.kids:
        return parent.kids[-1]
    return parent.part("LI", box)


def _body(tag):
    """An item holds a label and a body, and nothing beside them."""
    return tag.part("LBody", tag.box) if tag.role == "LI" else tag


def _children(box):
    """The boxes in a box: lines are opened, and so is what WeasyPrint wraps a table in."""
    if getattr(box, "is_table_wrapper", False) and box.element_tag == "table":
        table = box.get_wrapped_table()
        for child in box.children:
            yield from child.children if child is table else [child]
        return
    for child in box.children:
        yield from child.children if isinstance(child, boxes.LineBox) else [child]


def _running(box):
    side = {"@top": "/Header", "@bottom": "/Footer"}.get(box.at_keyword.partition("-")[0])
    return {"Subtype": side} if side else {}


def _numbering(box):
    """How the items are numbered: by what stands in front of them in the style sheet, which for
    terms is nothing.
    """
    if box.element_tag == "dl":
        return "None"
    items = [child for child in box.children if child.element_tag == "li"]
    style = (items[0] if items else box).style["list_style_type"]
    sign = style[1].strip() if isinstance(style, tuple) else style
    return NUMBERINGS.get(sign, "None")


def _said(element):
    """What is read in place of a picture; the numbers of a chart stand in a table beside it."""
    if element.tag != f"{SVG}svg":
        return element.get("alt") or ""
    return _folded(element.findtext(f"{SVG}title") or "")


def _folded(text):
    return " ".join(text.split())
