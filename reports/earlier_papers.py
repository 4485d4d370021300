"""What members were shown before: the last paper of a plan, and what it said with the supplements
to it. A new paper is compared with it, and what it showed as completed is not shown again.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime

from recommendations.meanings import DONE
from reports.changes.rows import ChangeKind
from reports.document import Document, read_document
from reports.models import Appendix
from reports.table_rows import Rows


@dataclass(frozen=True, slots=True)
class LastPaper:
    """The last paper as its readers have it: what it is called, up to which moment it was made of
    what was written down, and what it said, its supplements included.
    """

    name: str
    known_by: datetime
    document: Document

    @property
    def completed(self) -> frozenset[int]:
        """The keys of the recommendations that it showed as done, or that a paper before it did:
        one that shows what was completed since leaves out what was shown already, any other may
        never have shown it.
        """
        done = [row for row in self.document.rows if row.values.status in DONE]
        shows_once = any(table.rows_rule == Rows.COMPLETED for table in self.document.tables)
        return frozenset(int(row.key) for row in done if shows_once or row.is_printed)


def last_issue(draft, *, on: date) -> Appendix | None:
    """What this committee was shown of the plan before, for the same readers: the newest version of
    the paper of the last meeting before this one's; None for the first paper. What was taken off
    the public page by a day is never quoted.
    """
    papers = _papers(draft.plan_id, draft.meeting.committee_id, draft.audience, on=on)
    before = {"meeting__date__lt": draft.meeting.date, "as_at__lte": draft.as_at}
    return papers.filter(**before).first()


def last_public_issue(
    plan, committee, *, before: date, known_by: datetime | None, on: date
) -> Appendix | None:
    """For a live document, which is of no meeting: the last public paper of a plan for a committee
    as at a day before one, of those that were issued by a moment (None: by now); None where there
    is none.
    """
    papers = _papers(plan.pk, committee.pk, Appendix.Audience.PUBLIC, on=on)
    issued = {"issued_at__lte": known_by} if known_by else {}
    return papers.filter(as_at__lt=before, **issued).first()


def as_last_paper(issued, *, on: date) -> LastPaper:
    """An issued paper with what the supplements to it said, as readers have it on a day."""
    known_by = issued.known_by(at=issued.issued_at)
    return LastPaper(str(issued), known_by, printed_so_far(issued, on=on))


def printed_so_far(issued, *, on: date) -> Document:
    """What members have of an issued paper on a day: its document, with what the supplements to it
    said, the first to the last.
    """
    return with_supplements(issued, supplements_to(issued, on=on))


def supplements_to(issued, *, on: date):
    """The newest versions of the supplements to an issued paper, the first to the last; not what
    was taken off the public page by a day.
    """
    newest = Appendix.objects.newest_versions().not_taken_off(on=on)
    supplements = newest.filter(supplement_to=issued)
    return supplements.defer("pdf").order_by("issued_at", "pk")


def with_supplements(issued, supplements) -> Document:
    """The document of an issued paper with these supplements to it."""
    document = read_document(issued.document)
    for supplement in supplements:
        document = _as_supplemented(document, read_document(supplement.document))
    return document


def _papers(plan, committee, audience, *, on):
    newest = Appendix.objects.newest_versions().not_taken_off(on=on)
    papers = newest.filter(
        plan=plan, meeting__committee=committee, audience=audience, supplement_to=None
    )
    in_order = papers.order_by("-meeting__date", "-as_at", "-issued_at")
    return in_order.select_related("meeting").defer("pdf")


def _as_supplemented(document, later):
    """The document with the rows of a supplement in place of its own, without those that it says
    were removed; what is new or has moved, under the headings that the supplement has. Likewise in
    its tables.
    """
    rows = {row.key: row for row in later.rows}
    gone = keys_of(later.changes, {ChangeKind.REMOVED, ChangeKind.PLACE})
    tables = _supplemented_tables(document.tables, later.tables, gone | rows.keys())
    kept = [
        replace(s, rows=tuple(rows.pop(r.key, r) for r in s.rows if r.key not in gone))
        for s in document.sections
    ]
    added = [
        replace(section, rows=tuple(row for row in section.rows if row.key in rows))
        for section in later.sections
    ]
    names = document.names if later.names == document.names else ""
    together = replace(document, names=names, tables=tables)
    return together.with_sections((*kept, *added))


def _supplemented_tables(tables, later, keys):
    """Table by table the rows that the supplement does not speak of, then those that it has."""
    added = {table.key: table.groups for table in later}
    return tuple(
        replace(table, groups=(*_without(table.groups, keys), *added.get(table.key, ())))
        for table in tables
    )


def _without(groups, keys):
    left = (replace(g, rows=tuple(key for key in g.rows if key not in keys)) for g in groups)
    return (group for group in left if group.rows)


def keys_of(changes, kinds) -> set[str]:
    """The keys of the rows about which changes of these kinds are told."""
    groups = (group for group in changes.groups if group.kind in kinds)
    return {change.key for group in groups for change in group.changes}
