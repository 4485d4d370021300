"""Which headings a cell of a table stands under: scope and names of the heading cells, and for each
cell those above it, beside it and over its rows (ISO 32000-1, 14.8.5.7).

The names come from the ids in the HTML, not from places in the file: the same column is called the
same in each part of a paper, and no two rows are.
"""

from typing import Any

from reports.render.pdf.tags import ROW_GROUPS, Tag

SCOPES = {"col": "/Column", "colgroup": "/Column", "row": "/Row", "rowgroup": "/Row"}
HEADINGS = ("H1", "H2", "H3", "H4", "H5", "H6")


def name_headings(document: Tag, html: Any) -> None:
    """Say of each heading cell what it is the heading of, and of each cell its headings. `html`:
    the element that all of the document is in.
    """
    taken: set[str] = set()
    within = _within(html)
    for table in document.every("Table"):
        name = _free(_table_name(table.box.element, within), taken)
        _Headings(name, taken).read(table)


class _Headings:
    """The headings of one table, as far as it was read."""

    def __init__(self, name, taken):
        self._name, self._taken = name, taken
        self._columns: dict[int, list[str]] = {}
        # Over the rows that follow: the level and the name of each heading.
        self._over: list[tuple[str, str]] = []

    def read(self, table):
        rows: list[tuple[Tag, Tag]] = []
        for group in table.tags:
            if group.role in ROW_GROUPS:
                rows += ((group, row) for row in group.tags)
            elif group.role == "TR":
                rows.append((table, group))
        before = None
        for place, (group, row) in enumerate(rows):
            if group is not before:
                self._over = []
            before = group
            self._read_row(group, row, _row_name(rows, place) or f"{self._name}-row-{place + 1}")

    def _read_row(self, group, row, name):
        beside: list[str] = []
        for column, cell in _placed(row):
            if cell.role == "TH":
                self._read_heading(group, row, cell, column, name, beside)
        for column, cell in _placed(row):
            if cell.role == "TD":
                spanned = range(column, column + cell.box.colspan)
                above = [one for each in spanned for one in self._columns.get(each, ())]
                _say_headers(cell, [*beside, *above, *self._names_over()])

    def _read_heading(self, group, row, cell, column, name, beside):
        scope = cell.box.element.get("scope") or ("col" if group.role == "THead" else "row")
        cell.attributes.setdefault("Table", {})["Scope"] = SCOPES[scope]
        if scope in ("col", "colgroup"):
            cell.name = _free(f"{self._name}-column-{column + 1}", self._taken)
            for each in range(column, column + cell.box.colspan):
                self._columns.setdefault(each, []).append(cell.name)
        elif scope == "rowgroup":
            level = _level(cell)
            self._over = [one for one in self._over if one[0] < level]
            _say_headers(cell, self._names_over())
            cell.name = _free(f"{name}-under-{level.lower()}", self._taken)
            self._over.append((level, cell.name))
        else:
            _say_headers(cell, [*self._columns.get(column, ()), *self._names_over()])
            cell.name = _free(f"{name}-heading", self._taken)
            beside.append(cell.name)

    def _names_over(self):
        return [name for _, name in self._over]


def _placed(row):
    """The cells of a row, each with its column."""
    column = 0
    for cell in row.tags:
        yield column, cell
        if cell.box.colspan > 1:
            cell.attributes.setdefault("Table", {})["ColSpan"] = cell.box.colspan
        column += cell.box.colspan


def _say_headers(cell, names):
    if names:
        cell.attributes.setdefault("Table", {})["Headers"] = tuple(names)


def _level(cell):
    """How far down a heading over rows stands: by the heading in it, else lowest."""
    return next((tag.role for tag in cell.tags if tag.role in HEADINGS), "H9")


def _row_name(rows, place):
    """The id of a row, or of the first below it that has one: a theme is called after its first
    row.
    """
    within = rows[place][0]
    for following in range(place, len(rows)):
        group, row = rows[following]
        if group is not within:
            break
        if name := row.box.element.get("id"):
            return name
    return None


def _table_name(element, within):
    """What the table is called: by its own id or that of its heading, else by its class and what it
    stands in.
    """
    if name := element.get("id") or element.get("aria-labelledby"):
        return name
    name = (element.get("class") or "table").split()[0]
    while (element := within.get(element)) is not None:
        if place := element.get("id"):
            return f"{place}-{name}"
    return name


def _within(html):
    """What each element stands in."""
    return {child: element for element in html.iter() for child in element}


def _free(name, taken):
    """The name, or with a number behind it if it is taken."""
    found, number = name, 1
    while found in taken:
        number += 1
        found = f"{name}-{number}"
    taken.add(found)
    return found
