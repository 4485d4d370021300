"""The appendix document: what a paper says, as plain frozen data that every format is made from and
an issue keeps.

It knows neither the database nor any format. A kept document of an earlier schema is read for ever:
when the shape changes, SCHEMA goes up and `read_document` learns to read the one before.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime

from recommendations.cell_text import Block
from reports.figures.values import Figures, read_figures

SCHEMA = 3
# How a paper names owners: as the owner cells print them, or with posts in place of people.
PRINTED, POSTS = "printed", "posts"
# The rule of the one table of a document of an earlier schema (Rows.ALL).
ALL_ROWS = "all"
# What a table without a row says, unless its rule says it better.
NO_ROWS = "No recommendation was on record for this day."


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the table; `width` in millimetres on paper."""

    key: str
    heading: str
    width: int


@dataclass(frozen=True, slots=True)
class Values:
    """What a row amounts to, for comparing papers and for figures. Days are inclusive.

    `silent_rounds`: for how many rounds in a row nobody answered, this paper's own included. What
    the public may not know is left out, and who the owners are where a public paper has no column
    for them: None, 0 or nothing.
    """

    status: str | None
    status_word: str | None
    earliest: date | None
    latest: date | None
    next_latest: date | None
    original_latest: date | None
    times_moved: int
    owners: tuple[str, ...]
    owner_keys: tuple[int, ...] = ()
    silent_rounds: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """One recommendation; `key` stays the same from paper to paper, `cells` go by column key: those
    of the tables that show it, none where no table does.

    `withheld`: the keys of the columns whose words are kept from the public; the cells say so.
    `marks`: what changed since the last issue, in a few words each ("Date moved, 2nd time").
    """

    key: str
    reference: str
    cells: dict[str, tuple[Block, ...]]
    values: Values
    withheld: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()

    @property
    def is_printed(self):
        return bool(self.cells)


@dataclass(frozen=True, slots=True)
class Section:
    """The rows under one theme and one timescale, either of which may be ""."""

    theme: str
    note: str
    timescale: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class TableGroup:
    """Rows of a table under one heading and one below it, "" for none: a theme with its note and a
    timescale, say, or an owner. `rows`: their keys.
    """

    heading: str
    note: str
    subheading: str
    rows: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a paper. `key`: what it is found by on the page; `heading`: "" for the only
    table of a paper; `rows_rule`: which rows it holds (a Rows), `rule`: that in words; `empty`:
    what it says without a row.
    """

    key: str
    heading: str
    rows_rule: str
    rule: str
    empty: str
    columns: tuple[Column, ...]
    groups: tuple[TableGroup, ...]

    @property
    def rows(self) -> tuple[str, ...]:
        """The keys of its rows, in their order."""
        return tuple(key for group in self.groups for key in group.rows)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of compared text; `kind`: same, removed, added or folded (word_changes.Kind)."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class RowChange:
    """One thing that changed about one row since the last issue. `title`: what the row is about, in
    short; `words`: what changed ("From “Spring 17” to “Autumn 17”, moved for the 2nd time");
    `stretches`: where texts are compared, which words went and which came.
    """

    key: str
    reference: str
    title: str
    words: str
    stretches: tuple[Stretch, ...] = ()


@dataclass(frozen=True, slots=True)
class ChangeGroup:
    """What changed in one way; `kind` is one of reports/changes.py, `heading` its words."""

    kind: str
    heading: str
    changes: tuple[RowChange, ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed since an earlier paper. `since`: which one ("Appendix 1 as at 30 November
    2015"); `notes`: what is not comparable (other columns), in words; `unchanged`: the number of
    rows about which nothing changed.
    """

    since: str
    notes: tuple[str, ...]
    groups: tuple[ChangeGroup, ...]
    unchanged: int


@dataclass(frozen=True, slots=True)
class Document:
    """A progress appendix. `known_by` None: all that was ever written down. `notices`: lines
    that the law or honesty asks for.

    `audience`: "all" for a live one, "public" (what is exempt is left out) or "exempt" (nothing
    else is in it); `statutory`: the line that every page of it must carry, or "". `names`: PRINTED
    or POSTS; anything else where rows of both came together. `changes`: None where there is nothing
    to compare with.

    `sections`: all its rows, in the order of the plan and each once, also those that no table
    shows; `columns`: those of all its tables. `tables`: none in a document of an earlier schema,
    whose columns and sections are its one table. `rag_key`: the lines of the key, where colours are
    printed.
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
    audience: str = "all"
    statutory: str = ""
    names: str = PRINTED
    version: int = 1
    changes: Changes | None = None
    tables: tuple[Table, ...] = ()
    figures: Figures | None = None
    rag_key: tuple[str, ...] = ()

    @property
    def rows(self):
        return tuple(row for section in self.sections for row in section.rows)

    @property
    def printed_tables(self) -> tuple[Table, ...]:
        """The tables to print, of whichever schema it is."""
        return self.tables or (_only_table(self),)

    def with_sections(self, sections: Iterable[Section]) -> "Document":
        """The document with these sections in place of its own, less those without a row; its
        tables without the rows that are in none of them.
        """
        sections = tuple(section for section in sections if section.rows)
        kept = {row.key for section in sections for row in section.rows}
        tables = tuple(_narrowed(table, kept) for table in self.tables)
        return replace(self, sections=sections, tables=tables)

    def as_json(self) -> dict:
        """The document as JSON can keep it: days and moments as ISO text."""
        return {"schema": SCHEMA, **_plain(asdict(self))}


def read_document(kept: dict) -> Document:
    """The document back from what `as_json` gave, whichever schema it was kept in; ValueError
    for an unknown one.
    """
    if kept["schema"] not in (1, 2, SCHEMA):
        raise ValueError(f"A document of schema {kept['schema']} can't be read.")
    said = {name: value for name, value in kept.items() if name != "schema"}
    return Document(
        **{
            **said,
            "as_at": date.fromisoformat(kept["as_at"]),
            "known_by": kept["known_by"] and datetime.fromisoformat(kept["known_by"]),
            "notices": tuple(kept["notices"]),
            "columns": _read_columns(kept["columns"]),
            "sections": tuple(_read_section(section) for section in kept["sections"]),
            # Schema 1 had none of what follows, schema 2 nothing after the changes; they say so by
            # leaving it out.
            "changes": _read_changes(kept.get("changes")),
            "tables": tuple(_read_table(table) for table in kept.get("tables", ())),
            "figures": read_figures(kept.get("figures")),
            "rag_key": tuple(kept.get("rag_key", ())),
        }
    )


def _only_table(document):
    groups = (
        TableGroup(part.theme, part.note, part.timescale, tuple(row.key for row in part.rows))
        for part in document.sections
    )
    return Table("table-1", "", ALL_ROWS, "", NO_ROWS, document.columns, tuple(groups))


def _narrowed(table, keys):
    groups = (replace(g, rows=tuple(key for key in g.rows if key in keys)) for g in table.groups)
    return replace(table, groups=tuple(group for group in groups if group.rows))


def _read_columns(kept):
    return tuple(Column(**column) for column in kept)


def _read_table(kept):
    groups = (TableGroup(**{**group, "rows": tuple(group["rows"])}) for group in kept["groups"])
    return Table(**{**kept, "columns": _read_columns(kept["columns"]), "groups": tuple(groups)})


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
        withheld=tuple(kept.get("withheld", ())),
        marks=tuple(kept.get("marks", ())),
    )


def _read_values(kept):
    days = {name: kept[name] and date.fromisoformat(kept[name]) for name in _DAYS}
    lists = {name: tuple(kept.get(name, ())) for name in ("owners", "owner_keys")}
    return Values(**{**kept, **days, **lists})


def _read_changes(kept):
    if kept is None:
        return None
    groups = tuple(
        ChangeGroup(**{**group, "changes": tuple(_read_change(c) for c in group["changes"])})
        for group in kept["groups"]
    )
    return Changes(**{**kept, "notes": tuple(kept["notes"]), "groups": groups})


def _read_change(kept):
    return RowChange(**{**kept, "stretches": tuple(Stretch(**s) for s in kept["stretches"])})


_DAYS = ("earliest", "latest", "next_latest", "original_latest")


def _plain(value):
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return value
