"""What a part of a long paper says of itself to whoever joins it with the others: what it goes on
with, and where the numbers of its pages belong. Nothing of it is left in the paper.
"""

from dataclasses import dataclass
from typing import Any, NamedTuple

import pydyf
import weasyprint
from weasyprint.formatting_structure.boxes import MarginBox, TextBox

# CSS pixels into the points of PDF.
POINTS = 0.75
# Where it stands in the catalogue of the file.
KEY = "AsAtJoint"


class PageNumber(NamedTuple):
    """Where "Page 3 of 12" ends on a page, in points from the lower left corner, how large it is
    and of which colour.
    """

    right: float
    baseline: float
    size: float
    red: float
    green: float
    blue: float


@dataclass(frozen=True, slots=True)
class Joint:
    """`levels`: how many bookmarks, one under the other, stand in it for those of earlier parts;
    `goes_on`: whether it begins with more of the table before it; `elsewhere`: to which names its
    links lead in other parts; `numbers`: of its pages, in the font `family`.
    """

    levels: int
    goes_on: bool
    elsewhere: frozenset[str]
    family: str
    numbers: tuple[PageNumber, ...]

    @classmethod
    def taken_from(cls, pages: weasyprint.Document) -> "Joint | None":
        """What the pages of a part say, which are made ready for it: without their numbers, and
        with what its bookmarks and links need. None where they are a whole paper.
        """
        body = _body(pages)
        if "data-levels" not in body.attrib:
            return None
        levels = int(body.get("data-levels"))
        _stand_in_for_bookmarks(pages, levels)
        boxes = [_take_number(page) for page in pages.pages]
        return cls(
            levels=levels,
            goes_on="data-goes-on" in body.attrib,
            elsewhere=_stand_in_for_names(pages),
            family=",".join(boxes[0].style["font_family"]),
            numbers=tuple(map(_page_number, pages.pages, boxes)),
        )

    def write(self, pdf: pydyf.PDF) -> None:
        """Write it into the file, and take the names out that only stood in for others."""
        if self.elsewhere:
            _take_names(pdf, self.elsewhere)
        pdf.catalog[KEY] = pydyf.Dictionary(
            {
                "Levels": self.levels,
                "GoesOn": "true" if self.goes_on else "false",
                "Family": pydyf.String(self.family),
                "Numbers": pydyf.Array([pydyf.Array(number) for number in self.numbers]),
            }
        )


def _body(pages):
    html = pages.pages[0]._page_box.children[0].element
    return html.find("body")


def _stand_in_for_bookmarks(pages, levels):
    for level in range(levels, 0, -1):
        pages.pages[0].bookmarks.insert(0, (level, "-", (0, 0), "open"))


def _stand_in_for_names(pages):
    """A link that leads to no name of the same file is dropped, so it gets one."""
    linked = {to for page in pages.pages for kind, to, *_ in page.links if kind == "internal"}
    elsewhere = frozenset(linked).difference(*(page.anchors for page in pages.pages))
    for name in elsewhere:
        pages.pages[0].anchors[name] = (0, 0, 0, 0)
    return elsewhere


def _take_names(pdf, names):
    places = pdf.catalog["Names"]["Dests"]["Names"]
    kept = pydyf.Array()
    for name, place in zip(places[::2], places[1::2], strict=True):
        if name.string not in names:
            kept += [name, place]
    pdf.catalog["Names"]["Dests"]["Names"] = kept


def _take_number(page) -> Any:
    """The box of "Page 3 of 12" at the foot of a page, taken from it; LookupError if none is."""
    for margin in reversed(page._page_box.children):
        if isinstance(margin, MarginBox) and margin.at_keyword == "@bottom-right":
            texts = [box for box in margin.descendants() if isinstance(box, TextBox)]
            if len(texts) == 1 and texts[0].text.startswith("Page "):
                margin.children = []
                return texts[0]
    raise LookupError("A page says no number at its lower right.")


def _page_number(page, box):
    right, baseline = box.position_x + box.width, page.height - box.position_y - box.baseline
    points = (POINTS * length for length in (right, baseline, box.style["font_size"]))
    return PageNumber(*points, *box.style["color"].to("srgb").coordinates)
