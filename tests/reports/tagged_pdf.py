"""Reads the structure of a PDF back as a tree of what is read aloud, and what is left out of it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO

import pikepdf


@dataclass
class Element:
    """`words`: the stretches of text in it and, at their places, the elements; `links`: what each
    is called and where it leads.
    """

    role: str
    words: list["str | Element"] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)
    id: str = ""
    alt: str = ""
    attributes: dict = field(default_factory=dict)
    pages: set[int] = field(default_factory=set)

    @property
    def kids(self) -> list["Element"]:
        return [one for one in self.words if isinstance(one, Element)]

    def every(self, *roles: str) -> Iterator["Element"]:
        for kid in self.kids:
            if kid.role in roles:
                yield kid
            yield from kid.every(*roles)

    @property
    def raw(self) -> str:
        """All that is read in it, one stretch after the other as they stand in the file."""
        return "".join(one if isinstance(one, str) else one.raw for one in self.words)

    @property
    def text(self) -> str:
        """All that is read in it, a space between two stretches."""
        said = (one if isinstance(one, str) else one.text for one in self.words)
        return " ".join(" ".join(said).split())

    def shape(self) -> str:
        """The roles in it: "TR(TH TD)"."""
        within = " ".join(kid.shape() for kid in self.kids)
        return f"{self.role}({within})" if within else self.role


@dataclass
class TaggedPdf:
    """`document`: what is read; `artefacts`: for each page, what isn't, with what it is called."""

    document: Element
    artefacts: list[list[tuple[dict, str]]]


def read_tagged(pdf: bytes) -> TaggedPdf:
    """AssertionError where the elements don't agree with each other or with the pages."""
    file = pikepdf.open(BytesIO(pdf))
    pages = [_read_marks(page) for page in file.pages]
    root = file.Root.StructTreeRoot
    reader = _Reader(file, pages)
    document = reader.read(root.K[0], root)
    reader.check_parents(root.ParentTree.Nums)
    ids = {} if "/IDTree" not in root else _pairs(root.IDTree.Names)
    assert list(map(str, ids)) == sorted(reader.ids)
    assert [found.objgen for found in ids.values()] == [reader.ids[str(name)] for name in ids]
    return TaggedPdf(document, [artefacts for _, artefacts in pages])


class _Reader:
    def __init__(self, file, pages):
        self._pages = {page.obj.objgen: number for number, page in enumerate(file.pages)}
        self._marked = [marked for marked, _ in pages]
        self._parents = {}
        self.ids = {}

    def read(self, node, parent):
        assert node.P.objgen == parent.objgen
        attributes = node.get("/A", {})
        element = Element(
            str(node.S)[1:], id=str(node.get("/ID", "")), alt=str(node.get("/Alt", ""))
        )
        element.attributes = {key[1:]: _plain(value) for key, value in attributes.items()}
        if element.id:
            assert element.id not in self.ids
            self.ids[element.id] = node.objgen
        for kid in node.K:
            self._read_kid(kid, node, element)
        return element

    def _read_kid(self, kid, node, element):
        if isinstance(kid, int):
            self._read_mark(node.Pg, kid, node, element)
        elif kid.get("/Type") == "/MCR":
            self._read_mark(kid.Pg, kid.MCID, node, element)
        elif kid.get("/Type") == "/OBJR":
            address = kid.Obj.A.URI if "/A" in kid.Obj else kid.Obj.Dest
            element.links.append((str(kid.Obj.Contents), str(address)))
            self._parents["link", kid.Obj.StructParent] = node.objgen
        else:
            element.words.append(self.read(kid, node))

    def _read_mark(self, page, number, node, element):
        page = self._pages[page.objgen]
        element.pages.add(page)
        element.words.append(self._marked[page][number])
        assert (page, number) not in self._parents
        self._parents[page, number] = node.objgen

    def check_parents(self, numbers):
        """Each mark of a page and each link leads to the element that it is in."""
        found = {}
        for number, value in _pairs(numbers).items():
            if isinstance(value, pikepdf.Array):
                marks = [(mark, one) for mark, one in enumerate(value) if one is not None]
                found |= {(int(number), mark): one.objgen for mark, one in marks}
            else:
                found["link", int(number)] = value.objgen
        assert found == self._parents
        every = {(page, mark) for page, marked in enumerate(self._marked) for mark in marked}
        assert every == {key for key in self._parents if key[0] != "link"}


def _pairs(array):
    return dict(zip(list(array)[::2], list(array)[1::2], strict=True))


def _plain(value):
    if isinstance(value, pikepdf.Array):
        return [_plain(one) for one in value]
    if isinstance(value, (pikepdf.String, pikepdf.Name)):
        return str(value).removeprefix("/")
    return value


def _read_marks(page):
    """What is marked on a page: the text by its number, and the artefacts that have any text."""
    fonts = {name: _letters(font) for name, font in page.resources.get("/Font", {}).items()}
    marked, artefacts, open_marks, letters = {}, [], [], {}
    for operands, operator in pikepdf.parse_content_stream(page):
        match str(operator):
            case "BDC" | "BMC":
                properties = operands[1] if len(operands) > 1 else {}
                open_marks.append((str(operands[0]), properties, []))
            case "EMC":
                tag, properties, said = open_marks.pop()
                if tag != "/Artifact":
                    assert all(one[0] != "/Artifact" for one in open_marks)
                    marked[int(properties["/MCID"])] = "".join(said)
                elif said:
                    named = {key: str(value) for key, value in properties.items()}
                    artefacts.append((named, "".join(said)))
            case "Tf":
                letters = fonts[str(operands[0])]
            case "TJ" | "Tj":
                assert open_marks, "text that is not marked"
                open_marks[-1][2].append(_words(operands[0], letters))
    return marked, artefacts


def _words(shown, letters):
    is_one = isinstance(shown, pikepdf.String)
    strings = [shown] if is_one else [one for one in shown if isinstance(one, pikepdf.String)]
    codes = (bytes(one) for one in strings)
    return "".join(
        letters[code[place : place + 2]] for code in codes for place in range(0, len(code), 2)
    )


def _letters(font):
    """What each code of a font says."""
    table = font.ToUnicode.read_bytes()
    blocks = re.findall(rb"beginbfchar(.*?)endbfchar", table, re.DOTALL)
    pairs = re.findall(rb"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>", b"".join(blocks))
    read = bytes.fromhex
    return {read(code.decode()): read(said.decode()).decode("utf-16-be") for code, said in pairs}
