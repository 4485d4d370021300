"""What an appendix says: a draft as it would be issued now, an issued one as it was kept."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils import timezone

from recommendations.models import NilReturn, ProgressUpdate
from reports.build import build_document, exempt_now
from reports.changes import compare, with_changes, with_silence
from reports.changes.rows import ChangeKind
from reports.document import Changes, Document, Row
from reports.earlier_papers import (
    keys_of,
    last_issue,
    printed_so_far,
    supplements_to,
    with_supplements,
)
from reports.models import Appendix

__all__ = [
    "LateEntries",
    "changed_rows",
    "document_of",
    "last_issue",
    "late_entries",
    "printed_so_far",
]

VERSION = "Version {version}, issued on {day} in place of version {before}: {reason}"
SUPPLEMENT = "Supplement to {paper}: only what has changed since {last} was issued on {day}."
NOTHING_HERE = "Nothing that changed stands in a table any more."


@dataclass(frozen=True, slots=True)
class LateEntries:
    """In what an issued paper and its supplements would be otherwise by now: the rows that would be
    printed differently, those that would be there no longer, and how many updates and nil returns
    about them came in after the last of these papers was closed.
    """

    updates: int
    rows: tuple[Row, ...]
    removed: tuple[Row, ...] = ()

    @property
    def count(self):
        return len(self.rows) + len(self.removed)

    def __bool__(self):
        return bool(self.count)


def document_of(draft, *, at: datetime) -> Document:
    """What a draft would say if it was issued at a moment: in its layout, of what was written down
    by its cut-off, with what changed since the last issue.
    """
    if draft.supplement_to_id is not None:
        return _supplement(draft, at)
    document = _built(draft, at)
    today = timezone.localdate(at)
    before = last_issue(draft, on=today)
    if before is None:
        document = with_silence(document)
    else:
        printed = printed_so_far(before, on=today)
        document = _compared(draft, document, printed, since=str(before), at=at)
    return _with_notices(document, *_version_notices(draft, at))


def late_entries(issued, *, at: datetime) -> LateEntries:
    """What would be otherwise, at a moment, in an issued paper and the supplements to it; of a
    supplement, in the paper that it belongs to.
    """
    base = issued.supplement_to or issued
    supplements = list(supplements_to(base, on=timezone.localdate(at)))
    since, now = with_supplements(base, supplements), _of_the_same_kind(base)
    document = _built(now, at)
    left_out = _left_out(now, document, since, at)
    changed = changed_rows(compare(since, document, since="", left_out=left_out))
    rows = tuple(row for row in document.rows if row.key in changed)
    here = {row.key for row in document.rows}
    before = {row.key: row for row in since.rows}
    return LateEntries(
        updates=_count_late_updates(base, supplements, rows),
        # What no table would show any more is known by what it said.
        rows=tuple(row if row.is_printed else before[row.key] for row in rows),
        removed=tuple(row for row in since.rows if row.key in changed - here),
    )


def _count_late_updates(base, supplements, rows):
    """How many updates and nil returns about rows, as far as the paper prints what was done, were
    written down after the cut-off of the paper and its supplements. Two queries.
    """
    closed = max(paper.known_by(at=paper.issued_at) for paper in (base, *supplements))
    keys = [int(row.key) for row in rows if "progress" not in row.withheld]
    facts = {"recommendation__in": keys, "recorded_at__gt": closed}
    return sum(
        kind.objects.standing(as_at=base.as_at, known_by=None).filter(**facts).count()
        for kind in (ProgressUpdate, NilReturn)
    )


def _of_the_same_kind(issued):
    """A draft like an issued paper, without a cut-off."""
    names = ("plan", "meeting", "audience", "names", "number", "layout", "as_at")
    return Appendix(**{name: getattr(issued, name) for name in names})


def _supplement(draft, at):
    """The rows about which something has changed since members were told last."""
    base, supplements = draft.supplement_to, list(_supplements_before(draft, at))
    last = supplements[-1] if supplements else base
    since = with_supplements(base, supplements)
    document = _compared(draft, _built(draft, at), since, since=str(last), at=at)
    notice = SUPPLEMENT.format(
        paper=base,
        last=last.name_in_words if supplements else "it",
        day=_day(last.issued_at),
    )
    return _with_notices(_only_changed(document), notice, *_version_notices(draft, at))


def _supplements_before(draft, at):
    """Those that were issued before a draft, which may be another version of one of them."""
    supplements = supplements_to(draft.supplement_to, on=timezone.localdate(at))
    if draft.replaces_id is None:
        return supplements
    return supplements.filter(issued_at__lt=draft.replaces.issued_at)


def _compared(draft, document, before, *, since, at):
    left_out = _left_out(draft, document, before, at)
    return with_changes(document, before, since=since, left_out=left_out)


def _built(draft, at):
    return build_document(
        draft.plan,
        as_at=draft.as_at,
        known_by=draft.known_by(at=at),
        today=timezone.localdate(at),
        appendix=draft,
    )


def _left_out(draft, document, before: Document, at) -> frozenset[str]:
    """The rows of which nothing is said: in a public paper those with anything exempt that it does
    not print; in an exempt one those of the last that are exempt no longer, for they are in the
    public one.
    """
    exempt = exempt_now(draft.plan.recommendations.all(), today=timezone.localdate(at))
    exempt_keys = {str(key) for key in exempt}
    if draft.is_public:
        return frozenset(exempt_keys - {row.key for row in document.rows})
    return frozenset(row.key for row in before.rows) - exempt_keys


def _only_changed(document):
    """The document with the rows that changed, the headings over them, and the tables that hold any
    of them: of the others nothing is said.
    """
    changed = changed_rows(document.changes)
    document = document.with_sections(
        replace(section, rows=tuple(row for row in section.rows if row.key in changed))
        for section in document.sections
    )
    tables = tuple(replace(table, empty=NOTHING_HERE) for table in document.tables)
    held = tuple(table for table in tables if table.groups)
    return replace(document, tables=held or tables[:1])


def changed_rows(changes: Changes) -> set[str]:
    """The keys of the rows about which something changed, those that were removed too; that nobody
    answered is no change of itself, that somebody has answered since is one.
    """
    return keys_of(changes, set(ChangeKind) - {ChangeKind.SILENT})


def _with_notices(document, *notices: str):
    return replace(document, notices=(*notices, *document.notices))


def _version_notices(draft, at) -> Iterable[str]:
    if draft.version > 1:
        yield VERSION.format(
            version=draft.version,
            day=_day(at),
            before=draft.version - 1,
            reason=draft.version_reason,
        )


def _day(moment):
    day = timezone.localdate(moment)
    return f"{day.day} {day:%B %Y}"
