"""Reads a rendered paper back as a tree, and refuses one whose tags don't match."""

from html.parser import HTMLParser
from xml.etree.ElementTree import Element, TreeBuilder

VOID = {"br", "col", "meta", "wbr"}
BREAKS = {"div", "h1", "h2", "h3", "li", "p", "td", "th", "tr"}


def read_page(html: str) -> Element:
    """The root of the tree; a line ends before and after each block. AssertionError for a tag that
    is closed but not open.
    """
    reader = _Reader()
    reader.feed(html)
    reader.close()
    assert reader.open_tags == []
    return reader.tree.close()


def read_fragment(html: str) -> Element:
    return read_page(f"<body>{html}</body>")


def words(element) -> str:
    """What the element says, its white space folded."""
    return " ".join("".join(element.itertext()).split())


def table_rows(page) -> list[list[str]]:
    """Every row of the one table, as what its cells say."""
    [table] = page.iter("table")
    return [[words(cell) for cell in row] for row in table.iter("tr")]


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__()
        self.tree, self.open_tags = TreeBuilder(), []

    def handle_starttag(self, tag, attrs):
        assert len(dict(attrs)) == len(attrs), f"<{tag}> has an attribute twice"
        if tag in BREAKS:
            self.tree.data("\n")
        self.tree.start(tag, dict(attrs))
        if tag in VOID:
            self.tree.end(tag)
            if tag == "br":
                self.tree.data("\n")
        else:
            self.open_tags.append(tag)

    def handle_endtag(self, tag):
        assert self.open_tags.pop() == tag
        if tag in BREAKS:
            self.tree.data("\n")
        self.tree.end(tag)

    def handle_data(self, data):
        if self.open_tags:
            self.tree.data(data)
