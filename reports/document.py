"""The appendix document: what a paper says, as plain frozen data that every format is made from and
an issue keeps.

It knows neither the database nor any format. A kept document of an earlier schema is read for ever:
when the shape changes, SCHEMA goes up and `read_document` learns to read the one before.
"""

from dataclasses import asdict, dataclass
from datetime import date, datetime

from recommendations.cell_text import Block

SCHEMA = 1


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the table; `width` in millimetres on paper."""

    key: str
    heading: str
    width: int


@dataclass(frozen=True, slots=True)
class Values:
    """What a row amounts to, for comparing papers and for figures. Days are inclusive."""

    status: str | None
    status_word: str | None
    earliest: date | None
    latest: date | None
    next_latest: date | None
    original_latest: date | None
    times_moved: int
    owners: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One recommendation; `key` stays the same from paper to paper, `cells` go by column key."""

    key: str
    reference: str
    cells: dict[str, tuple[Block, ...]]
    values: Values


@dataclass(frozen=True, slots=True)
class Section:
    """The rows under one theme and one timescale, either of which may be ""."""

    theme: str
    note: str
    timescale: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A progress appendix. `known_by` None: all that was ever written down. `notices`: lines
    that the law or honesty asks for.
    """

    plan: str
    title: str
    as_at: date
    as_at_line: str
    known_by: datetime | None
    organisation: str
    appendix: str
    committee: str
    meeting: str
    notices: tuple[str, ...]
    columns: tuple[Column, ...]
    sections: tuple[Section, ...]

    @property
    def rows(self):
        return tuple(row for section in self.sections for row in section.rows)

    def as_json(self) -> dict:
        """The document as JSON can keep it: days and moments as ISO text."""
        return {"schema": SCHEMA, **_plain(asdict(self))}


def read_document(kept: dict) -> Document:
    """The document back from what `as_json` gave, whichever schema it was kept in; ValueError
    for an unknown one.
    """
    if kept["schema"] != SCHEMA:
        raise ValueError(f"A document of schema {kept['schema']} can't be read.")
    return Document(
        plan=kept["plan"],
        title=kept["title"],
        as_at=date.fromisoformat(kept["as_at"]),
        as_at_line=kept["as_at_line"],
        known_by=kept["known_by"] and datetime.fromisoformat(kept["known_by"]),
        organisation=kept["organisation"],
        appendix=kept["appendix"],
        committee=kept["committee"],
        meeting=kept["meeting"],
        notices=tuple(kept["notices"]),
        columns=tuple(Column(**column) for column in kept["columns"]),
        sections=tuple(_read_section(section) for section in kept["sections"]),
    )


def _read_section(kept):
    return Section(**{**kept, "rows": tuple(_read_row(row) for row in kept["rows"])})


def _read_row(kept):
    cells = {
        key: tuple(Block(**block) for block in blocks) for key, blocks in kept["cells"].items()
    }
    return Row(
        key=kept["key"],
        reference=kept["reference"],
        cells=cells,
        values=_read_values(kept["values"]),
    )


def _read_values(kept):
    days = {name: kept[name] and date.fromisoformat(kept[name]) for name in _DAYS}
    return Values(**{**kept, **days, "owners": tuple(kept["owners"])})


_DAYS = ("earliest", "latest", "next_latest", "original_latest")


def _plain(value):
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return value
