"""The only way to anything printed: from the state as at (D, K) to the appendix document, in a
plan's layout.
"""

from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.conf import settings
from django.utils import timezone

from recommendations.as_at import state_as_at
from recommendations.models import Exemption
from reports.columns import cell
from reports.document import Column, Document, Row, Section, Values
from reports.models import Appendix, Layout, PlanLayout

# For a plan that nobody has laid out yet.
STANDARD = Layout(
    name="Standard",
    as_at_style=Layout.AsAtStyle.DAY,
    as_at_line="As at {as_at}",
    columns=[
        {"key": "reference", "heading": "No.", "width": 24},
        {"key": "recommendation", "heading": "Recommendation", "width": 72},
        {"key": "progress", "heading": "Progress", "width": 70},
        {"key": "further_action", "heading": "Further action", "width": 41},
        {"key": "by_when", "heading": "By when", "width": 28},
        {"key": "owner", "heading": "Owner", "width": 34},
    ],
)


@dataclass(frozen=True)
class Heading:
    """What stands at the head of a paper, and the layout that it is printed in."""

    layout: Layout
    appendix: str
    committee: str
    meeting: str


def build_document(
    plan, *, as_at: date, known_by: datetime | None, today: date, public=False, of=None, note=""
) -> Document:
    """The live document of a plan as at a day (inclusive), as known at a moment (inclusive; None:
    now), in its layout.

    `today`: the day on which exemptions are judged, whatever the day that is asked about. `public`:
    leave out what is exempt, and say how many. `of`: the recommendations that the reader may see (a
    QuerySet); all of the plan's without it.
    """
    rows = plan.recommendations.all() if of is None else of
    heading = _heading(plan, as_at)
    states = [
        state for state in state_as_at(rows, as_at=as_at, known_by=known_by) if state.is_monitored
    ]
    paragraphs = _exempt_paragraphs(rows, today)
    exempt = {
        s.recommendation_id: paragraphs[s.recommendation_id]
        for s in states
        if s.recommendation_id in paragraphs
    }
    if public:
        states = [state for state in states if state.recommendation_id not in exempt]
    as_at_words = format_as_at(as_at, heading.layout.as_at_style)
    columns = tuple(
        Column(column["key"], column["heading"].replace("{as_at}", as_at_words), column["width"])
        for column in heading.layout.columns
    )
    return Document(
        plan=plan.slug,
        title=plan.title,
        as_at=as_at,
        as_at_line=heading.layout.as_at_line.replace("{as_at}", as_at_words),
        known_by=known_by,
        organisation=settings.ORGANISATION_NAME,
        appendix=heading.appendix,
        committee=heading.committee,
        meeting=heading.meeting,
        notices=(
            *([note] if note else []),
            *_exempt_notices(exempt, public),
            *_known_notices(known_by),
        ),
        columns=columns,
        sections=_sections(states, columns, heading.layout.grouping),
    )


def format_as_at(day: date, style: str) -> str:
    """The as-at date as the layout writes it: "May 2016" or "26 November 2012"."""
    return f"{day:%B %Y}" if style == Layout.AsAtStyle.MONTH else f"{day.day} {day:%B %Y}"


def _heading(plan, as_at):
    """From the plan's draft for the day where there is one, else as the plan is usually
    reported.
    """
    usual = PlanLayout.objects.select_related("layout", "committee").filter(plan=plan).first()
    usual = usual or PlanLayout(plan=plan, layout=STANDARD)
    draft = (
        Appendix.objects.filter(plan=plan, as_at=as_at, state=Appendix.State.DRAFT)
        .select_related("meeting__committee")
        .first()
    )
    meeting = draft.meeting if draft else None
    committee = meeting.committee if meeting else usual.committee
    return Heading(
        layout=usual.layout,
        appendix=(draft and draft.number) or usual.appendix_number,
        committee=committee.name if committee else "",
        meeting=f"Meeting of {meeting.date.day} {meeting.date:%B %Y}" if meeting else "",
    )


def _exempt_paragraphs(recommendations, today):
    """The paragraph of Schedule 12A by recommendation, judged today and as known now: never on
    the day asked about.
    """
    in_force = Exemption.objects.in_force(as_at=today, known_by=None, of=recommendations)
    return {
        exemption.recommendation_id: exemption.paragraph
        for exemption in in_force
        if exemption.paragraph
    }


def _known_notices(known_by):
    """A paper that leaves out what was written down later says so."""
    if known_by is not None:
        moment = timezone.localtime(known_by)
        yield (
            f"As known by {moment.day} {moment:%B %Y, %H:%M}: what was written down later is left "
            "out."
        )


def _exempt_notices(exempt, public):
    if exempt and public:
        are = "1 recommendation is" if len(exempt) == 1 else f"{len(exempt)} recommendations are"
        yield f"{are} reported in the exempt appendix and left out of this one."
    elif exempt:
        paragraphs = ", ".join(sorted(set(exempt.values())))
        yield (
            f"Not for publication by virtue of paragraph(s) {paragraphs} of Schedule 12A of the "
            "Local Government Act 1972."
        )


def _sections(states, columns, grouping):
    key = _theme_and_timescale if grouping == Layout.Grouping.THEME else _all_together
    return tuple(
        Section(
            theme=theme,
            note=note,
            timescale=timescale,
            rows=tuple(_row(state, columns) for state in group),
        )
        for (theme, note, timescale), group in groupby(states, key=key)
    )


def _all_together(state):
    return "", "", ""


def _theme_and_timescale(state):
    heading, note = (state.theme.heading, state.theme.note) if state.theme else ("", "")
    return heading, note, state.timescale


def _row(state, columns):
    return Row(
        key=str(state.recommendation_id),
        reference=state.reference,
        cells={column.key: cell(column.key, state) for column in columns},
        values=Values(
            status=state.status_meaning or None,
            status_word=state.status_word or None,
            earliest=state.earliest,
            latest=state.latest,
            next_latest=state.next_latest,
            original_latest=state.original_latest,
            times_moved=state.times_moved,
            owners=tuple(owner.name for owner in state.owners),
        ),
    )
