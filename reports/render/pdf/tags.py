"""What a paper says and in which order, as one tree of tags over all its pages. It knows the roles
of PDF (ISO 32000-1, 14.8.4), not how they are written.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

CELLS = frozenset({"TH", "TD"})
ROW_GROUPS = frozenset({"THead", "TBody", "TFoot"})
# What may hold nothing but blocks: words that stand in it alone become a paragraph.
GROUPS = frozenset({"Document", "Part", "Art", "Sect", "Div", "BlockQuote"})


class Mark(NamedTuple):
    """A stretch of what is drawn on a page, by the number that it is marked with there."""

    page: int
    number: int


class Link(NamedTuple):
    """The place on a page that can be clicked: the number of its annotation among the objects."""

    page: int
    annotation: int


@dataclass(eq=False, slots=True)
class Tag:
    """One piece of a paper. `box`: the first of the boxes that it was laid out as, None where no
    box is it alone; `attributes`: by their owner (Table, List, Layout); `name`: what the headers of
    cells call it; `says`: what is read in place of a picture, or what a link is called.
    """

    role: str
    box: Any = None
    kids: list["Tag | Mark | Link"] = field(default_factory=list)
    attributes: dict[str, dict[str, Any]] = field(default_factory=dict)
    name: str = ""
    says: str = ""
    parts: dict[tuple[int, str, str], "Tag"] = field(default_factory=dict)

    @property
    def tags(self) -> Iterator["Tag"]:
        """The tags right under it."""
        return (kid for kid in self.kids if isinstance(kid, Tag))

    def find(self, role: str, box: Any) -> "Tag | None":
        """The tag under it for the HTML element of a box, if an earlier page began it."""
        return self.parts.get(_key(role, box))

    def part(self, role: str, box: Any) -> "Tag":
        """The tag under it for the HTML element of a box: what goes over several lines or pages is
        one tag.
        """
        found = self.find(role, box)
        if found is None:
            found = self.parts[_key(role, box)] = Tag(role, box)
            self.kids.append(found)
        return found

    def every(self, role: str) -> Iterator["Tag"]:
        """Those of a role in it, at any depth, in their order."""
        for tag in self.tags:
            if tag.role == role:
                yield tag
            yield from tag.every(role)

    def marks(self) -> Iterator[Mark]:
        """All that is marked in it."""
        for kid in self.kids:
            if isinstance(kid, Tag):
                yield from kid.marks()
            elif isinstance(kid, Mark):
                yield kid


def tidy(tag: Tag) -> None:
    """Drop what is empty, open what only groups or leads nowhere, and make paragraphs of words that
    stand beside blocks. Cells stay, empty or not: a row must have all of its columns.
    """
    kids: list[Tag | Mark | Link] = []
    for kid in tag.kids:
        if not isinstance(kid, Tag):
            kids.append(kid)
            continue
        tidy(kid)
        if _is_opened(kid):
            kids.extend(kid.kids)
        elif kid.kids or kid.role in CELLS:
            kids.append(kid)
    tag.kids = _in_paragraphs(kids) if _needs_paragraphs(tag, kids) else kids


def _key(role, box):
    return id(box.element), box.element_tag, role


def _is_opened(tag):
    """A division says nothing; a link to nowhere is words."""
    if tag.role == "Link":
        return not any(isinstance(kid, Link) for kid in tag.kids)
    return tag.role == "Div"


def _needs_paragraphs(tag, kids):
    if tag.role in GROUPS:
        return True
    return tag.role in CELLS and not all(map(_is_inline, kids))


def _in_paragraphs(kids):
    found: list[Tag | Mark | Link] = []
    paragraph = None
    for kid in kids:
        if not _is_inline(kid):
            paragraph = None
            found.append(kid)
            continue
        if paragraph is None:
            paragraph = Tag("P")
            found.append(paragraph)
        paragraph.kids.append(kid)
    return found


def _is_inline(kid):
    return not isinstance(kid, Tag) or kid.role == "Link"
