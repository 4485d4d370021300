"""What an appendix says: a draft as it would be issued now, an issued one as it was kept."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils import timezone

from recommendations.models import NilReturn, ProgressUpdate
from reports.build import build_document, exempt_now
from reports.changes import compare, with_changes, with_silence
from reports.document import Changes, Document, Row, read_document
from reports.models import Appendix
from reports.row_changes import ChangeKind

VERSION = "Version {version}, issued on {day} in place of version {before}: {reason}"
SUPPLEMENT = "Supplement to {paper}: only what has changed since it was issued on {day}."


@dataclass(frozen=True, slots=True)
class LateEntries:
    """What was written down after an issued paper was closed, and would be in it: how many
    updates and nil returns, and the rows that it would print otherwise.
    """

    updates: int
    rows: tuple[Row, ...]

    def __bool__(self):
        return bool(self.updates or self.rows)


def document_of(draft, *, at: datetime) -> Document:
    """What a draft would say if it was issued at a moment: in its layout, of what was written down
    by its cut-off, with what changed since the last issue.
    """
    document = _built(draft, at)
    exempt = exempt_now(draft.plan.recommendations.all(), today=timezone.localdate(at))
    if draft.supplement_to_id is not None:
        base = draft.supplement_to
        since = printed_so_far(base, without=draft.replaces_id)
        left_out = _left_out(draft, exempt, document, since)
        document = _only_changed(with_changes(document, since, since=str(base), left_out=left_out))
        notice = SUPPLEMENT.format(paper=base, day=_day(base.issued_at))
        return _with_notices(document, notice, *_version_notices(draft, at))
    before = last_issue(draft)
    if before is None:
        document = with_silence(document)
    else:
        since = printed_so_far(before)
        left_out = _left_out(draft, exempt, document, since)
        document = with_changes(document, since, since=str(before), left_out=left_out)
    return _with_notices(document, *_version_notices(draft, at))


def last_issue(draft) -> Appendix | None:
    """What this committee was shown of the plan before, for the same readers: the newest version of
    the paper as at the last day before this one's; None for the first paper.
    """
    return (
        Appendix.objects.newest_versions()
        .filter(
            plan=draft.plan_id,
            meeting__committee=draft.meeting.committee_id,
            audience=draft.audience,
            supplement_to=None,
            as_at__lt=draft.as_at,
        )
        .select_related("meeting")
        .order_by("-as_at", "-meeting__date", "-issued_at")
        .first()
    )


def printed_so_far(issued, *, without: int | None = None) -> Document:
    """What members have of an issued paper: its document, and in place of its rows those of the
    supplements to it, first to last; not of the one with the key `without`.
    """
    document = read_document(issued.document)
    supplements = Appendix.objects.newest_versions().filter(supplement_to=issued)
    for supplement in supplements.exclude(pk=without).order_by("issued_at"):
        document = _with_rows_of(document, read_document(supplement.document))
    return document


def late_entries(issued, *, at: datetime) -> LateEntries:
    """What came in about an issued paper's day after it was closed, up to a moment."""
    return LateEntries(count_late_updates(issued), tuple(_late_rows(issued, at)))


def count_late_updates(issued) -> int:
    """How many updates and nil returns that hold of the paper's day were written down after its
    cut-off. Two queries.
    """
    closed = issued.known_by(at=issued.issued_at)
    facts = {"recommendation__plan": issued.plan_id, "recorded_at__gt": closed}
    return sum(
        kind.objects.standing(as_at=issued.as_at, known_by=None).filter(**facts).count()
        for kind in (ProgressUpdate, NilReturn)
    )


def _late_rows(issued, at):
    now = Appendix(
        **{
            name: getattr(issued, name)
            for name in ("plan", "meeting", "audience", "names", "number", "layout", "as_at")
        }
    )
    document = _built(now, at)
    since = printed_so_far(issued)
    exempt = exempt_now(issued.plan.recommendations.all(), today=timezone.localdate(at))
    changes = compare(since, document, since="", left_out=_left_out(now, exempt, document, since))
    changed = changed_rows(changes)
    return (row for row in document.rows if row.key in changed)


def _built(draft, at):
    return build_document(
        draft.plan,
        as_at=draft.as_at,
        known_by=draft.known_by(at=at),
        today=timezone.localdate(at),
        appendix=draft,
    )


def _left_out(draft, exempt, document, before: Document) -> frozenset[str]:
    """The rows of which nothing is said: in a public paper those with anything exempt that it does
    not print; in an exempt one those of the last that are exempt no longer, for they are in the
    public one.
    """
    exempt_keys = {str(key) for key in exempt}
    if draft.is_public:
        return frozenset(exempt_keys - {row.key for row in document.rows})
    return frozenset(row.key for row in before.rows) - exempt_keys


def _only_changed(document):
    """The document with the rows that changed, and the headings over them."""
    changed = changed_rows(document.changes)
    sections = (
        replace(section, rows=tuple(row for row in section.rows if row.key in changed))
        for section in document.sections
    )
    return replace(document, sections=tuple(section for section in sections if section.rows))


def changed_rows(changes: Changes) -> set[str]:
    """The keys of the rows about which something changed, those that were removed too; that nobody
    answered is no change of itself.
    """
    return {
        change.key
        for group in changes.groups
        if group.kind != ChangeKind.SILENT
        for change in group.changes
    }


def _with_rows_of(document, later):
    """The document with the rows of a supplement in place of its own; what is new, under the
    headings that the supplement has.
    """
    rows = {row.key: row for row in later.rows}
    kept = tuple(
        replace(section, rows=tuple(rows.pop(row.key, row) for row in section.rows))
        for section in document.sections
    )
    added = (
        replace(section, rows=tuple(row for row in section.rows if row.key in rows))
        for section in later.sections
    )
    return replace(document, sections=(*kept, *(section for section in added if section.rows)))


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
