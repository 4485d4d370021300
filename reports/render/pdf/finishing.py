"""The last hand on a PDF before it is written: one logical structure over all pages out of the tags
that were made page by page, the ends of words that were lost at those of lines, and the word that
the file is accessible (PDF/UA-1) besides being fit for the archive (PDF/A-2a).
"""

import pydyf
import weasyprint

from reports.render.pdf.archive import forbid_smoothing, identify
from reports.render.pdf.table_headers import name_headings
from reports.render.pdf.tag_writing import TagWriter, mark_artefacts
from reports.render.pdf.tagged_boxes import Artefact, TaggedBoxes, UnknownTags
from reports.render.pdf.tags import tidy
from reports.render.pdf.word_breaks import (
    PageText,
    ends_of_words,
    put_back_spaces,
    soften_hyphens,
)


def finish(document: weasyprint.Document, pdf: pydyf.PDF) -> None:
    """A `finisher` for `write_pdf(pdf_variant="pdf/a-2a")`, and for any page of ours.

    UnknownTags where the tags aren't those that WeasyPrint 70 makes.
    """
    boxes = _read_tags(document, pdf)
    tidy(boxes.document)
    name_headings(boxes.document, _html(document))
    boxes.artefacts += _headings_said_before(boxes.document, _html(document))
    mark_artefacts(_streams(pdf), boxes.artefacts)
    _mend_words(document, pdf, boxes)
    behind = _take_out(pdf)
    TagWriter(pdf).write(boxes.document)
    _put_back(pdf, behind)
    forbid_smoothing(pdf)
    identify(pdf)


def _read_tags(document, pdf):
    made = (one for one in pdf.objects[_first(pdf) :] if _is_tag(one))
    boxes = TaggedBoxes(made)
    for number, page in enumerate(document.pages):
        boxes.read_page(number, page._page_box)
    boxes.finish()
    return boxes


def _mend_words(document, pdf, boxes):
    text = PageText(_html(document))
    ends = ends_of_words(boxes.document, boxes.texts, text)
    put_back_spaces(_streams(pdf), ends, document.fonts.values())
    if not text.has_hyphens:
        soften_hyphens(pdf)


def _headings_said_before(tags, html):
    """In a part that begins with more of the table of the part before it: the headings that are
    printed again there.
    """
    body = html.find("body")
    if body is None or "data-goes-on" not in body.attrib:
        return []
    table = next(tags.every("Table"))
    heads = [kid for kid in table.tags if kid.role == "THead"]
    table.kids = [kid for kid in table.kids if kid not in heads]
    return [Artefact(head, {"Type": "/Pagination"}) for head in heads]


def _html(document):
    """The element that all of the document is in."""
    return document.pages[0]._page_box.children[0].element


def _is_tag(one):
    return isinstance(one, dict) and one.get("Type") in ("/StructElem", "/OBJR")


def _streams(pdf):
    pages = (pdf.objects[number] for number in pdf.pages["Kids"][::3])
    return [pdf.objects[_number(page["Contents"])] for page in pages]


def _first(pdf):
    """The number of the first object of the structure: the tree from marks to elements."""
    root = pdf.objects[_number(pdf.catalog["StructTreeRoot"])]
    return min(root.number, _number(root["ParentTree"]))


def _take_out(pdf):
    """Take the whole structure out of the file, and what was added behind it, which is returned."""
    first = _first(pdf)
    last = max(one.number for one in pdf.objects[first:] if _is_tag(one))
    behind = pdf.objects[last + 1 :]
    if [one.reference for one in behind] != [pdf.catalog["Metadata"]]:
        raise UnknownTags("something unknown is written behind them")
    del pdf.objects[first:]
    return behind


def _put_back(pdf, behind):
    [metadata] = behind
    pdf.add_object(metadata)
    pdf.catalog["Metadata"] = metadata.reference


def _number(reference):
    return int(reference.split()[0])
