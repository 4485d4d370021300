"""The only way to anything printed: from the state as at (D, K) to the appendix document, in a
plan's layout.
"""

from dataclasses import replace
from datetime import date, datetime, time

from django.conf import settings
from django.utils import timezone

from recommendations.as_at import state_as_at
from recommendations.rag import rag_key
from reports.build.contents import PaperContents
from reports.build.headings import STANDARD, format_as_at, heading_of, live_heading, with_as_at
from reports.build.readers import ALL, Readers
from reports.build.rows import columns_of, sections_of
from reports.columns import RAG_COLUMNS
from reports.document import POSTS, PRINTED, Document
from reports.models import Appendix, Layout
from reports.withheld import ExemptNow, exempt_now, public_notices, statutory_line

__all__ = ["STANDARD", "ExemptNow", "build_document", "exempt_now", "format_as_at"]


def build_document(
    plan,
    *,
    as_at: date,
    known_by: datetime | None,
    today: date,
    public=False,
    of=None,
    note="",
    appendix=None,
    layout: Layout | None = None,
) -> Document:
    """The document of a plan as at a day (inclusive), as known at a moment (inclusive; None: now).

    Without an `appendix` (an Appendix, saved or not) the live one, in the plan's layout; with one
    the paper that it stands for, in its own, for the meeting and the readers that it names.
    `layout`: another one, saved or not, to see it in.

    `today`: the day on which exemptions are judged, whatever the day that is asked about. `public`:
    leave out what is exempt, and say how many. `of`: the recommendations that the reader may see (a
    QuerySet); all of the plan's without it.
    """
    rows = plan.recommendations.all() if of is None else of
    heading = heading_of(appendix, plan) if appendix else live_heading(plan, as_at)
    if layout is not None:
        heading = replace(heading, layout=layout)
    states = state_as_at(rows, as_at=as_at, known_by=known_by)
    readers = Readers(_audience(appendix, public), exempt_now(rows, today=today))
    paper = PaperContents(
        plan, rows, as_at, known_by, today, appendix, heading, readers, every=states
    )
    exempt = readers.exempt_of(paper.monitored)
    return Document(
        plan=plan.slug,
        title=plan.title,
        as_at=as_at,
        as_at_line=with_as_at(heading.layout.as_at_line, heading.layout, as_at),
        known_by=known_by,
        organisation=settings.ORGANISATION_NAME,
        appendix=heading.appendix,
        committee=heading.committee.name if heading.committee else "",
        meeting=heading.meeting,
        notices=(
            *([note] if note else []),
            *_exempt_notices(exempt, readers.audience),
            *(_cut_off_notices(appendix) if appendix else _known_notices(known_by)),
        ),
        columns=columns_of(paper.tables),
        sections=sections_of(
            readers.printed(paper.states), paper.tables, paper.groupings, paper.facts
        ),
        audience=readers.audience,
        statutory="" if readers.are_public else statutory_line(exempt.values()),
        names=PRINTED if paper.facts.posts is None else POSTS,
        version=appendix.version if appendix else 1,
        tables=paper.tables,
        figures=paper.figures,
        rag_key=rag_key(plan.rag_rule) if paper.column_keys & RAG_COLUMNS else (),
    )


def _audience(appendix, public):
    if appendix:
        return str(appendix.audience)
    return str(Appendix.Audience.PUBLIC) if public else ALL


def _cut_off_notices(appendix):
    """Up to when something written down could get into the paper."""
    if appendix.cut_off is None:
        return
    moment = timezone.localtime(appendix.cut_off)
    day = f"{moment.day} {moment:%B %Y}"
    is_end_of_day = moment.time() >= time(23, 59)
    yield f"Updates received to {day if is_end_of_day else f'{moment:%H:%M} on {day}'}."


def _known_notices(known_by):
    """A live document that leaves out what was written down later says so."""
    if known_by is not None:
        moment = timezone.localtime(known_by)
        yield (
            f"As known by {moment.day} {moment:%B %Y, %H:%M}: what was written down later is left "
            "out."
        )


def _exempt_notices(exempt, audience):
    """An exempt paper has the statutory line on every page instead."""
    if audience == Appendix.Audience.PUBLIC:
        yield from public_notices(exempt.values())
    elif audience == ALL and exempt:
        yield statutory_line(exempt.values())
