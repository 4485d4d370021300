"""The only way to anything printed: from the state as at (D, K) to the appendix document, in a
plan's layout.
"""

from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import groupby

from django.conf import settings
from django.db.models import F
from django.utils import timezone

from recommendations.as_at import state_as_at
from recommendations.silence import silences
from reports.columns import cell
from reports.document import POSTS, PRINTED, Column, Document, Row, Section, Values
from reports.models import Appendix, Layout, PlanLayout
from reports.public_names import Held, posts_of_people, with_posts
from reports.table_rows import Grouping, Rows
from reports.withheld import ExemptNow, exempt_now, public_notices, statutory_line, without_parts

__all__ = ["STANDARD", "ExemptNow", "build_document", "exempt_now", "format_as_at"]

# Who a live document is for: everybody who may read what is in it.
ALL = "all"

# For a plan that nobody has laid out yet.
STANDARD = Layout(
    name="Standard",
    as_at_style=Layout.AsAtStyle.DAY,
    as_at_line="As at {as_at}",
    tables=[
        {
            "heading": "",
            "rows": Rows.ALL,
            "grouping": Grouping.THEME,
            "columns": [
                {"key": "reference", "heading": "No.", "width": 24},
                {"key": "recommendation", "heading": "Recommendation", "width": 72},
                {"key": "progress", "heading": "Progress", "width": 70},
                {"key": "further_action", "heading": "Further action", "width": 41},
                {"key": "by_when", "heading": "By when", "width": 28},
                {"key": "owner", "heading": "Owner", "width": 34},
            ],
        }
    ],
)


@dataclass(frozen=True)
class Heading:
    """What stands at the head of a paper, and the layout that it is printed in."""

    layout: Layout
    appendix: str
    committee: str
    meeting: str


@dataclass(frozen=True)
class _Printing:
    """What the rows of a paper are made with besides their states: its columns, the silent rounds,
    what is withheld, and what stands for people (None: their names), all by key; and whether they
    may tell who the owners are.
    """

    columns: tuple[Column, ...]
    silent: dict[int, int]
    withheld: dict[int, ExemptNow]
    posts: dict[int, Held] | None
    has_owners: bool


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
) -> Document:
    """The document of a plan as at a day (inclusive), as known at a moment (inclusive; None: now).

    Without an `appendix` (an Appendix, saved or not) the live one, in the plan's layout; with one
    the paper that it stands for, in its own, for the meeting and the readers that it names.

    `today`: the day on which exemptions are judged, whatever the day that is asked about. `public`:
    leave out what is exempt, and say how many. `of`: the recommendations that the reader may see (a
    QuerySet); all of the plan's without it.
    """
    rows = plan.recommendations.all() if of is None else of
    audience = _audience(appendix, public)
    heading = _heading_of(appendix, plan) if appendix else _live_heading(plan, as_at)
    states = state_as_at(rows, as_at=as_at, known_by=known_by)
    states = [state for state in states if state.is_monitored]
    exempt = _of_these(exempt_now(rows, today=today), states)
    states = _for_the_audience(states, exempt, audience)
    is_public = audience == Appendix.Audience.PUBLIC
    columns = _columns(heading.layout, as_at)
    printing = _Printing(
        columns=columns,
        silent=_silent_rounds(rows, as_at, known_by, today, with_open=appendix is not None),
        withheld=exempt if is_public else {},
        posts=_posts(appendix, states, as_at, known_by),
        has_owners=not is_public or any(column.key == "owner" for column in columns),
    )
    return Document(
        plan=plan.slug,
        title=plan.title,
        as_at=as_at,
        as_at_line=_with_as_at(heading.layout.as_at_line, heading.layout, as_at),
        known_by=known_by,
        organisation=settings.ORGANISATION_NAME,
        appendix=heading.appendix,
        committee=heading.committee,
        meeting=heading.meeting,
        notices=(
            *([note] if note else []),
            *_exempt_notices(exempt, audience),
            *(_cut_off_notices(appendix) if appendix else _known_notices(known_by)),
        ),
        columns=printing.columns,
        sections=_sections(states, heading.layout.tables[0]["grouping"], printing),
        audience=audience,
        statutory="" if is_public else statutory_line(exempt.values()),
        names=PRINTED if printing.posts is None else POSTS,
        version=appendix.version if appendix else 1,
    )


def format_as_at(day: date, style: str) -> str:
    """The as-at date as the layout writes it: "May 2016" or "26 November 2012"."""
    return f"{day:%B %Y}" if style == Layout.AsAtStyle.MONTH else f"{day.day} {day:%B %Y}"


def _audience(appendix, public):
    if appendix:
        return str(appendix.audience)
    return str(Appendix.Audience.PUBLIC) if public else ALL


def _heading_of(appendix, plan):
    """As the appendix has it; its layout and number are the plan's usual ones where it has none."""
    usual = _usual(plan)
    return Heading(
        layout=appendix.layout or usual.layout,
        appendix=appendix.number or usual.appendix_number,
        committee=appendix.meeting.committee.name,
        meeting=appendix.meeting.in_words,
    )


def _live_heading(plan, as_at):
    """From the plan's public draft for the day where there is one, else as the plan is usually
    reported: what is in preparation about what is exempt is nobody else's business.
    """
    usual = _usual(plan)
    draft = (
        Appendix.objects.drafts()
        .filter(plan=plan, as_at=as_at, audience=Appendix.Audience.PUBLIC)
        .select_related("meeting__committee")
        .order_by(F("supplement_to").asc(nulls_first=True), "pk")
        .first()
    )
    meeting = draft.meeting if draft else None
    committee = meeting.committee if meeting else usual.committee
    return Heading(
        layout=usual.layout,
        appendix=(draft and draft.number) or usual.appendix_number,
        committee=committee.name if committee else "",
        meeting=meeting.in_words if meeting else "",
    )


def _usual(plan):
    usual = PlanLayout.objects.select_related("layout", "committee").filter(plan=plan).first()
    return usual or PlanLayout(plan=plan, layout=STANDARD)


def _of_these(exempt, states):
    keys = (state.recommendation_id for state in states)
    return {key: exempt[key] for key in keys if key in exempt}


def _for_the_audience(states, exempt, audience):
    """The public reads what is not wholly exempt; an exempt paper has nothing but what is exempt,
    if only in part.
    """
    if audience == Appendix.Audience.EXEMPT:
        return [state for state in states if state.recommendation_id in exempt]
    if audience == Appendix.Audience.PUBLIC:
        whole = {key for key, one in exempt.items() if one.is_whole}
        return [state for state in states if state.recommendation_id not in whole]
    return states


def _columns(layout, as_at):
    return tuple(
        Column(column["key"], _with_as_at(column["heading"], layout, as_at), column["width"])
        for column in layout.tables[0]["columns"]
    )


def _with_as_at(words, layout, as_at):
    return words.replace("{as_at}", format_as_at(as_at, layout.as_at_style))


def _posts(appendix, states, as_at, known_by):
    """What stands for people where the appendix names posts; None where it prints their names."""
    if appendix is None or appendix.names != Appendix.Names.POSTS:
        return None
    return posts_of_people(states, as_at=as_at, known_by=known_by)


def _silent_rounds(rows, as_at, known_by, today, *, with_open):
    """For how many rounds nobody answered, by recommendation. They are opened and closed after the
    day that they are about, so they are asked for as of the day when all this was known.

    `with_open`: a round that is still open, and that nobody has answered, counts too: for a paper
    it is over.
    """
    asked_on = max(as_at, timezone.localdate(known_by) if known_by else today)
    found = silences(rows, as_at=asked_on, known_by=known_by, of_rounds_to=as_at)
    return {
        key: silence.rounds + (with_open and silence.now is not None)
        for key, silence in found.items()
    }


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


def _sections(states, grouping, printing):
    key = _theme_and_timescale if grouping == Grouping.THEME else _all_together
    return tuple(
        Section(
            theme=theme,
            note=note,
            timescale=timescale,
            rows=tuple(_row(state, printing) for state in group),
        )
        for (theme, note, timescale), group in groupby(states, key=key)
    )


def _all_together(state):
    return "", "", ""


def _theme_and_timescale(state):
    heading, note = (state.theme.heading, state.theme.note) if state.theme else ("", "")
    return heading, note, state.timescale


def _row(state, printing):
    owners = state.owners if printing.has_owners else ()
    row = Row(
        key=str(state.recommendation_id),
        reference=state.reference,
        cells={column.key: cell(column.key, state) for column in printing.columns},
        values=Values(
            status=state.status_meaning or None,
            status_word=state.status_word or None,
            earliest=state.earliest,
            latest=state.latest,
            next_latest=state.next_latest,
            original_latest=state.original_latest,
            times_moved=state.times_moved,
            owners=tuple(owner.name for owner in owners),
            owner_keys=tuple(owner.owner_id for owner in owners),
            silent_rounds=printing.silent.get(state.recommendation_id, 0),
        ),
    )
    if printing.posts is not None:
        row = with_posts(row, owners, printing.posts)
    exempt = printing.withheld.get(state.recommendation_id)
    return without_parts(row, exempt) if exempt else row
