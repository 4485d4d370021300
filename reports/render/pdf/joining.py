"""The parts of a paper as one: pages, structure, bookmarks, links, numbers of pages. What each part
says of itself (joints.py) is used up.
"""

from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Object

from reports.render.pdf.joints import KEY
from reports.render.pdf.page_numbers import PageNumbers


def join_parts(parts: Sequence[bytes]) -> bytes:
    """The paper whose parts, printed, these are, in their order: the same bytes each time.

    ValueError where they don't fit together.
    """
    first, *others = parts
    if not others:
        return first
    joined = _Joined(first)
    for part in others:
        joined.append(part)
    return joined.finish()


class _Joined:
    """The paper as far as it is joined; it begins as its first part."""

    def __init__(self, first: bytes):
        self._pdf = pikepdf.open(BytesIO(first))
        self._structure = self._pdf.Root.StructTreeRoot
        self._marked: list[Any] = list(self._structure.ParentTree.Nums)
        self._next_key = int(self._structure.ParentTreeNextKey)
        self._names = dict(_pairs(self._structure.get("/IDTree")))
        self._places = dict(_pairs(_places(self._pdf)))
        joint = self._pdf.Root[f"/{KEY}"]
        self._numbers = PageNumbers(self._pdf, str(joint.Family))
        self._numbers.add(self._pdf.pages, joint.Numbers)
        del self._pdf.Root[f"/{KEY}"]

    def append(self, part: bytes) -> None:
        with pikepdf.open(BytesIO(part)) as other:
            self._append(other)

    def finish(self) -> bytes:
        root = self._structure
        root.ParentTree = self._pdf.make_indirect(Dictionary(Nums=Array(self._marked)))
        root.ParentTreeNextKey = self._next_key
        if self._names:
            root.IDTree = self._pdf.make_indirect(_name_tree(self._names))
        if self._places:
            self._pdf.Root.Names = Dictionary(Dests=_name_tree(self._places))
        self._numbers.write()
        written = BytesIO()
        self._pdf.save(
            written,
            deterministic_id=True,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
        )
        return written.getvalue()

    def _append(self, other):
        joint = other.Root[f"/{KEY}"]
        first = len(self._pdf.pages)
        self._give_keys(other)
        found = _taken_out(other)
        self._pdf.pages.extend(other.pages)
        # After the pages, so that whatever leads to one of them leads to its copy.
        taken = self._pdf.copy_foreign(found)
        pages = list(self._pdf.pages)[first:]
        for page, links in zip(pages, taken.Links, strict=True):
            if len(links):
                page.obj.Annots = links
        self._take_structure(taken.Structure, goes_on=bool(joint.GoesOn))
        self._places = {**dict(_pairs(taken.get("/Places"))), **self._places}
        if "/Outlines" in taken:
            _hang(self._pdf.Root.Outlines, taken.Outlines, int(joint.Levels))
        self._numbers.add(pages, joint.Numbers)

    def _give_keys(self, other):
        """Number what leads to the structure anew, after all that was numbered before."""
        for page in other.pages:
            page.obj.StructParents += self._next_key
            for annotation in page.obj.get("/Annots", ()):
                annotation.StructParent += self._next_key

    def _take_structure(self, taken, *, goes_on):
        numbers = list(taken.ParentTree.Nums)
        for key, marked in zip(numbers[::2], numbers[1::2], strict=True):
            self._marked += [int(key) + self._next_key, marked]
        self._next_key += int(taken.ParentTreeNextKey)
        self._names = {**dict(_pairs(taken.get("/IDTree"))), **self._names}
        document = self._structure.K[0]
        if goes_on:
            _give(_last_table(document), _only_table(taken.K[0]).K)
        else:
            _give(document, taken.K[0].K)


def _taken_out(pdf):
    """What a file has besides its pages, in one place, and their links: pages that are copied with
    links to names aren't copied in silence.
    """
    found = {
        "/Links": Array([page.obj.get("/Annots", Array()) for page in pdf.pages]),
        "/Structure": pdf.Root.StructTreeRoot,
        "/Outlines": pdf.Root.get("/Outlines"),
        "/Places": _places(pdf),
    }
    for key in ("/Names", "/Outlines"):
        if key in pdf.Root:
            del pdf.Root[key]
    for page in pdf.pages:
        if "/Annots" in page.obj:
            del page.obj.Annots
    return pdf.make_indirect(Dictionary({k: v for k, v in found.items() if v is not None}))


def _places(pdf):
    names = pdf.Root.get("/Names")
    return None if names is None else names.get("/Dests")


def _pairs(tree: Object | None) -> Iterator[tuple[bytes, Any]]:
    """The names of a tree that is a single list, with what they lead to."""
    if tree is None:
        return
    names = list(tree.Names)
    for name, found in zip(names[::2], names[1::2], strict=True):
        yield bytes(name), found


def _name_tree(found: dict[bytes, Any]) -> Dictionary:
    names: list[Any] = []
    for name in sorted(found):
        names += [pikepdf.String(name), found[name]]
    return Dictionary(Names=Array(names))


def _give(parent, kids):
    for kid in kids:
        kid.P = parent
        parent.K.append(kid)


def _last_table(element):
    """The table that the structure ends with; ValueError if it doesn't."""
    while not _is_table(element):
        kids = _elements(element)
        if not kids:
            raise ValueError("The part before it doesn't end with a table.")
        element = kids[-1]
    return element


def _only_table(element):
    while not _is_table(element):
        try:
            [element] = _elements(element)
        except ValueError:
            raise ValueError("More of a table isn't a table alone.") from None
    return element


def _is_table(element):
    return str(element.S) == "/Table"


def _elements(element):
    return [kid for kid in element.K if isinstance(kid, Dictionary) and "/S" in kid]


def _hang(outlines, more, levels):
    """Hang what is `levels` down in `more` under what stands last, so far down, in `outlines`."""
    over = [outlines]
    for _ in range(levels):
        over.append(over[-1].Last)
        more = more.First
    kids = list(_kids(more))
    if not kids:
        return
    _chain(over[-1], kids)
    shown = sum(1 + max(int(kid.get("/Count", 0)), 0) for kid in kids)
    for entry in over:
        entry.Count = int(entry.get("/Count", 0)) + shown


def _chain(parent, kids):
    before = parent.get("/Last")
    for kid in kids:
        kid.Parent = parent
        if before is None:
            parent.First = kid
        else:
            before.Next, kid.Prev = kid, before
        before = kid
    parent.Last = before


def _kids(entry):
    kid = entry.get("/First")
    while kid is not None:
        yield kid
        kid = kid.get("/Next")
