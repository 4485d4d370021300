"""One tree of tags as the objects of a PDF, in place of those that WeasyPrint made: elements, the
trees that lead from what is marked and from names to them, and what is no part of the text.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

import pydyf

from reports.render.pdf.tagged_boxes import Artefact, UnknownTags
from reports.render.pdf.tags import Link, Mark, Tag


class TagWriter:
    """Writes into `pdf`, from which the elements that were there are taken out already."""

    def __init__(self, pdf: pydyf.PDF):
        self._pdf = pdf
        self._pages = pdf.page_references
        self._marked: dict[Mark, bytes] = {}
        self._linked: dict[int, bytes] = {}
        self._named: dict[str, bytes] = {}

    def write(self, document: Tag) -> None:
        """Write the tree, and make it that of the file."""
        root = _added(self._pdf, {"Type": "/StructTreeRoot"})
        element = self._write_tag(document, root.reference)
        root["K"] = pydyf.Array([element])
        root["ParentTree"] = self._parent_tree()
        root["ParentTreeNextKey"] = len(self._pages) + len(self._linked)
        if self._named:
            root["IDTree"] = self._names()
        self._pdf.catalog["StructTreeRoot"] = root.reference

    def _write_tag(self, tag, parent):
        element = _added(self._pdf, {"Type": "/StructElem", "S": f"/{tag.role}", "P": parent})
        reference = element.reference
        if tag.attributes:
            element["A"] = _attributes(tag.attributes)
        if tag.name:
            element["ID"] = pydyf.String(tag.name)
            self._named[tag.name] = reference
        if tag.role == "Link":
            self._say_links(tag)
        elif tag.says:
            element["Alt"] = pydyf.String(tag.says)
        page = next((kid.page for kid in tag.kids if isinstance(kid, Mark)), None)
        if page is not None:
            element["Pg"] = self._pages[page]
        element["K"] = pydyf.Array([self._kid(kid, reference, page) for kid in tag.kids])
        return reference

    def _say_links(self, tag):
        """What a link is called, rather than where it leads."""
        for kid in tag.kids:
            if isinstance(kid, Link) and tag.says:
                self._pdf.objects[kid.annotation]["Contents"] = pydyf.String(tag.says)

    def _kid(self, kid, parent, page):
        if isinstance(kid, Tag):
            return self._write_tag(kid, parent)
        if isinstance(kid, Link):
            annotation = self._pdf.objects[kid.annotation]
            self._linked[annotation["StructParent"]] = parent
            pointed = {"Obj": annotation.reference, "Pg": self._pages[kid.page]}
            return pydyf.Dictionary({"Type": "/OBJR", **pointed})
        self._marked[kid] = parent
        if kid.page == page:
            return kid.number
        pointed = {"Pg": self._pages[kid.page], "MCID": kid.number}
        return pydyf.Dictionary({"Type": "/MCR", **pointed})

    def _parent_tree(self):
        """From what is marked on each page, and from each annotation, to its element."""
        pages: list[list[bytes]] = [[] for _ in self._pages]
        for mark in sorted(self._marked):
            marked = pages[mark.page]
            marked += [b"null"] * (mark.number - len(marked))
            marked.append(self._marked[mark])
        numbers: list[Any] = []
        for number, marked in enumerate(pages):
            numbers += [number, pydyf.Array(marked)]
        for number in sorted(self._linked):
            numbers += [number, self._linked[number]]
        return _added(self._pdf, {"Nums": pydyf.Array(numbers)}).reference

    def _names(self):
        pairs: list[Any] = []
        for name in sorted(self._named):
            pairs += [pydyf.String(name), self._named[name]]
        return _added(self._pdf, {"Names": pydyf.Array(pairs)}).reference


def mark_artefacts(streams: Sequence[pydyf.Stream], artefacts: Iterable[Artefact]) -> None:
    """Say in the pages' streams, one for each page, what is no part of the text. UnknownTags where
    it isn't drawn there.
    """
    pages: dict[int, dict[int, dict[str, str]]] = defaultdict(dict)
    for artefact in artefacts:
        for mark in artefact.tag.marks():
            pages[mark.page][mark.number] = artefact.properties
    for number, marks in pages.items():
        _mark_page(streams[number].stream, marks)


def _mark_page(stream, marks):
    """`marks`: the properties by the number of what is marked."""
    place, left = -1, len(marks)
    while left:
        try:
            place = stream.index(b"BDC", place + 1)
        except ValueError:
            raise UnknownTags("a running head isn't drawn on its page itself") from None
        properties = marks.get(stream[place - 1].get("MCID"))
        if properties is not None:
            stream[place - 2 : place] = ["/Artifact", pydyf.Dictionary(properties)]
            left -= 1


def _added(pdf, values):
    dictionary = pydyf.Dictionary(values)
    pdf.add_object(dictionary)
    return dictionary


def _attributes(attributes):
    """The attributes of an element by owner, as PDF has them."""
    written = [
        pydyf.Dictionary({"O": f"/{owner}", **{name: _value(one) for name, one in values.items()}})
        for owner, values in attributes.items()
    ]
    return written[0] if len(written) == 1 else pydyf.Array(written)


def _value(value):
    """Names of cells as strings, numbers as they are."""
    if not isinstance(value, tuple):
        return value
    return pydyf.Array([pydyf.String(one) if isinstance(one, str) else one for one in value])
