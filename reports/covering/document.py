"""The covering report as it is printed: plain frozen data that the page and the PDF are made from
and an issue keeps. It asks the database nothing, and knows no format.

A kept report of an earlier schema is read for ever: when the shape changes, SCHEMA goes up and
`read_covering_document` learns to read the one before.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date
from itertools import count

from django.core.exceptions import ValidationError

from recommendations.cell_text import MAX_CHARACTERS
from reports.covering.figures import figures_of
from reports.covering.shapes import MAX_REPORT, TOO_LONG
from reports.covering.text import (
    Heading,
    Item,
    Paragraph,
    Piece,
    ReportTextTooLong,
    Table,
    added_up,
    fill_in,
    numbered,
    quoted,
    read_report_text,
    with_text,
    without_number,
)
from reports.document import Document
from reports.models import Appendix, CoveringReport, Numbering, SectionKind

SCHEMA = 1
# So many things are told that are wrong in a section, and so many in one table.
TOLD = 20
# More would keep everybody waiting who looks at the report.
MAX_LINES, CELLS_IN_A_LINE = 5_000, 6
TOO_MANY = (
    f"With this section the report has more than {MAX_LINES:,} paragraphs, items, line breaks and "
    "rows of tables. Shorten it, or attach a part of it as a paper."
)


@dataclass(frozen=True, slots=True)
class Implication:
    """A matter that the cover names, and whether the report has implications for it."""

    heading: str
    applies: bool


@dataclass(frozen=True, slots=True)
class ReportSection:
    """`number`: that of the heading ("2.0"), "" where it has none; `kind` is a SectionKind."""

    kind: str
    number: str
    heading: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class AttachedPaper:
    """A paper attached to the report; `number` may be ""."""

    number: str
    title: str
    as_at: date
    as_at_line: str
    version: int = 1


@dataclass(frozen=True, slots=True)
class CoveringDocument:
    """A covering report, its paragraphs numbered and its figures filled in.

    `bound`: whether the papers attached are in one PDF with it. `notices`: what stands in a frame
    above it, such as why there is another version.
    """

    organisation: str
    committee: str
    meeting_date: date
    subject: str
    report_of: str
    has_wards: bool
    wards: str
    implications: tuple[Implication, ...]
    sections: tuple[ReportSection, ...]
    attached: tuple[AttachedPaper, ...] = ()
    bound: bool = True
    version: int = 1
    notices: tuple[str, ...] = ()

    def as_json(self) -> dict:
        """The report as JSON can keep it: days as ISO text, each piece with what it is."""
        return {
            "schema": SCHEMA,
            **{field.name: _plain(getattr(self, field.name)) for field in fields(self)},
        }


def read_covering_document(kept: dict) -> CoveringDocument:
    """The report back from what `as_json` gave; ValueError for an unknown schema."""
    if kept["schema"] != SCHEMA:
        raise ValueError(f"A covering report of schema {kept['schema']} can't be read.")
    said = {name: value for name, value in kept.items() if name != "schema"}
    return CoveringDocument(
        **{
            **said,
            "meeting_date": date.fromisoformat(kept["meeting_date"]),
            "implications": tuple(Implication(**one) for one in kept["implications"]),
            "sections": tuple(_read_section(section) for section in kept["sections"]),
            "attached": tuple(_read_attached(paper) for paper in kept["attached"]),
            "notices": tuple(kept["notices"]),
        }
    )


def build_covering(
    report: CoveringReport, appendices: Sequence[tuple[Appendix, Document]], *, organisation: str
) -> CoveringDocument:
    """What a report says now: its paragraphs numbered, its figures filled in from the papers
    attached, its tables added up.

    Raises ValidationError with everything that is wrong at once, under "section-0", "section-1" …
    by the place of the section: a figure that does not exist, a wrong total, a text too long.
    """
    sections = _Sections(report, figures_of(appendices))
    covering = CoveringDocument(
        organisation=organisation,
        committee=report.meeting.committee.name,
        meeting_date=report.meeting.date,
        subject=report.subject,
        report_of=report.report_of,
        has_wards=report.has_wards,
        wards=report.wards,
        implications=tuple(Implication(**one) for one in report.implications),
        sections=tuple(sections.read()),
        attached=tuple(_attached(document) for _, document in appendices),
        bound=report.binding == CoveringReport.Binding.TOGETHER,
        version=report.version,
    )
    problems = {key: said for key, said in sections.problems.items() if said}
    if problems:
        raise ValidationError(problems)
    return covering


class _Sections:
    """The sections of a report, read one after the other. `problems`: sentences by section."""

    def __init__(self, report, papers):
        self.report, self.papers = report, papers
        self.problems: defaultdict[str, list[str]] = defaultdict(list)
        self.by_section = report.numbering == Numbering.BY_SECTION
        # The paragraphs of the summary are numbered by themselves.
        self.summary, self.through = count(1), count(1)
        self.chapter, self.in_chapter = 0, count(1)
        self.lines = self.letters = 0

    def read(self):
        for place, section in enumerate(self.report.sections):
            if section["heading"].strip() or section["text"].strip():
                yield self._section(f"section-{place}", section)

    def _section(self, key, section):
        number = self._number_of_heading(section)
        heading = self._filled(key, without_number(section["heading"].strip(), number))
        pieces = self._pieces(key, section["text"])
        if section["is_numbered"]:
            pieces = numbered(pieces, self._numbers(section))
        filled = [with_text(piece, lambda text: self._filled(key, text)) for piece in pieces]
        self._refuse_long(key, filled)
        pieces = tuple(self._with_sums(key, heading, filled))
        return ReportSection(section["kind"], number, heading, pieces)

    def _pieces(self, key, text):
        """The pieces of a text; none of it once the report is longer than anybody reads."""
        if self.lines > MAX_LINES:
            return ()
        try:
            pieces = read_report_text(text)
        except ReportTextTooLong as problem:
            self.problems[key].append(str(problem))
            return ()
        self.lines += sum(map(_lines, pieces))
        if self.lines > MAX_LINES:
            self.problems[key].append(TOO_MANY)
            return ()
        return pieces

    def _refuse_long(self, key, pieces):
        """With their figures: a few letters in braces may stand for a long title."""
        words = [piece.caption if isinstance(piece, Table) else piece.text for piece in pieces]
        told = self.problems[key]
        told += [_too_long(text) for text in words if len(text) > MAX_CHARACTERS][:TOLD]
        self.letters += sum(map(len, words)) + sum(map(_letters, pieces))
        if self.letters > MAX_REPORT:
            told.append(TOO_LONG.format(count=self.letters, most=MAX_REPORT))

    def _filled(self, key, text):
        told = self.problems[key]
        if len(told) >= TOLD:
            return text
        filled, problems = fill_in(text, self.papers)
        told += [problem for problem in dict.fromkeys(problems) if problem not in told]
        return filled

    def _number_of_heading(self, section):
        """ "2.0": of a section with a heading whose paragraphs are numbered, but for a summary; one
        without a heading goes on with the section before it.
        """
        is_summary = section["kind"] == SectionKind.SUMMARY
        if not self.by_section or is_summary or not section["is_numbered"]:
            return ""
        if not section["heading"].strip() and self.chapter:
            return ""
        self.chapter, self.in_chapter = self.chapter + 1, count(1)
        return f"{self.chapter}.0" if section["heading"].strip() else ""

    def _numbers(self, section):
        if section["kind"] == SectionKind.SUMMARY:
            return (f"{number}." for number in self.summary)
        if self.by_section:
            return (f"{self.chapter}.{number}" for number in self.in_chapter)
        return (f"{number}." for number in self.through)

    def _with_sums(self, key, heading, pieces):
        """The pieces with their tables added up."""
        after = ""
        for piece in pieces:
            if isinstance(piece, Table):
                piece, problems = added_up(piece)
                if problems:
                    name = _name_of_table(piece, heading, after)
                    self.problems[key].append(f"{name}: {_listed(problems)}.")
            elif isinstance(piece, Paragraph):
                after = piece.number.removesuffix(".") or after
            yield piece


def _listed(problems):
    more = len(problems) - TOLD
    return "; ".join(problems[:TOLD]) + (f"; and {more} more" if more > 0 else "")


def _lines(piece):
    """How many it has at least; in a table each six cells of a row count as one."""
    if isinstance(piece, Table):
        return sum(1 + len(row) // CELLS_IN_A_LINE for row in piece.rows)
    return piece.text.count("\n") + 1


def _letters(piece):
    """How many stand in the cells of a table; 0 for any other piece."""
    rows = piece.rows if isinstance(piece, Table) else ()
    return sum(len(cell) for row in rows for cell in row)


def _too_long(text):
    return (
        f"The paragraph {quoted(text)} has {len(text):,} characters. It can have "
        f"{MAX_CHARACTERS:,}: part it with a blank line."
    )


def _name_of_table(table, heading, after):
    """ "The table after paragraph 9"."""
    caption = f" {quoted(table.caption)}" if table.caption else ""
    if after:
        return f"The table{caption} after paragraph {after}"
    return f"The table{caption} in {quoted(heading)}" if heading else f"The table{caption}"


def _attached(document):
    return AttachedPaper(
        number=document.appendix,
        title=document.title,
        as_at=document.as_at,
        as_at_line=document.as_at_line,
        version=document.version,
    )


_PIECES = {"heading": Heading, "paragraph": Paragraph, "item": Item, "table": Table}
_NAMES = {kind: name for name, kind in _PIECES.items()}


def _read_section(kept):
    return ReportSection(**{**kept, "pieces": tuple(_read_piece(one) for one in kept["pieces"])})


def _read_piece(kept):
    said = {name: value for name, value in kept.items() if name != "piece"}
    if kept["piece"] == "table":
        said["rows"] = tuple(tuple(row) for row in kept["rows"])
    return _PIECES[kept["piece"]](**said)


def _read_attached(kept):
    return AttachedPaper(**{**kept, "as_at": date.fromisoformat(kept["as_at"])})


def _plain(value):
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, ReportSection):
        return {**asdict(value), "pieces": [_plain(piece) for piece in value.pieces]}
    if type(value) in _NAMES:
        return {"piece": _NAMES[type(value)], **_lists(asdict(value))}
    if isinstance(value, (Implication, AttachedPaper)):
        return {name: _plain(item) for name, item in asdict(value).items()}
    return value.isoformat() if isinstance(value, date) else value


def _lists(value):
    if isinstance(value, dict):
        return {name: _lists(item) for name, item in value.items()}
    return [_lists(item) for item in value] if isinstance(value, tuple) else value
