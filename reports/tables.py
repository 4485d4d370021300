"""Which rows each table of a paper holds, and under which headings they stand (domain.md, "Common
extra tables"). Pure: it asks the states of recommendations and what else is known on the day.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from recommendations.models import StatusMeaning
from recommendations.states import RecommendationState
from reports.document import NO_ROWS, TableGroup
from reports.table_rows import Grouping, Rows

NO_OWNER, NO_DEPARTMENT, NO_TIMESCALE = "No owner", "No department", "No timescale"
OWNER_EXEMPT = "Owner exempt: see the exempt appendix"
# What comes last, in this order.
LAST = (OWNER_EXEMPT, NO_DEPARTMENT, NO_OWNER, NO_TIMESCALE)

RULES = {
    Rows.ALL: "Everything that is monitored.",
    Rows.LIVE: "What was not done on {day}.",
    Rows.COMPLETED: "Complete on {day}, or closed in another way (superseded, not accepted, "
    "business as usual), and not so in {before}. Shown once.",
    Rows.EXTENSIONS: "Another date was asked for, and nobody had decided by {day}. Until it is "
    "decided, the agreed date stands.",
    Rows.OVERDUE: "Past an agreed date on {day} in place of which no other was asked for.",
    Rows.ATTEND: "A committee has asked for an officer to attend, and on {day} that stood.",
}
ALL_COMPLETED = (
    "Complete on {day}, or closed in another way (superseded, not accepted, business as usual). "
    "There is no earlier paper to compare with."
)
# In a paper for a meeting, for which a clerk may have settled who is asked.
ATTEND_MEETING = (
    "An officer is asked to attend this meeting, or a committee has asked for one and on {day} "
    "that stood."
)
STATUS_EXEMPT = " Those whose status is exempt are among them, done or not."
EMPTY = {
    Rows.ALL: NO_ROWS,
    Rows.LIVE: "Nothing was left to be done.",
    Rows.COMPLETED: "Nothing was completed or closed since.",
    Rows.EXTENSIONS: "No extension waits for a decision.",
    Rows.OVERDUE: "Nothing is overdue without an extension requested.",
    Rows.ATTEND: "No officer is asked to attend.",
}


@dataclass(frozen=True, slots=True)
class TheDay:
    """What the rules need besides the states. `invited`: the keys of the recommendations for which
    an officer is asked to attend; `has_meeting`: whether the paper is for one; `before`: what the
    last paper is called, "" where there is none; `completed_before`: the keys of what it, or one
    before it, showed as done.

    `status_exempt`: the keys of those of which the readers may not know whether they are done.
    """

    as_at: date
    invited: frozenset[int] = frozenset()
    has_meeting: bool = False
    before: str = ""
    completed_before: frozenset[int] = frozenset()
    status_exempt: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Lead:
    """The lead owner of a recommendation and their department as headings, "" for none."""

    owner: str = ""
    department: str = ""


def rows_of(
    rule: str, states: Sequence[RecommendationState], day: TheDay
) -> list[RecommendationState]:
    """The states that a table with this rule (a Rows) holds, in their order.

    Of one whose status is exempt it is not told whether it is done: it stands among what is live
    and in no table from which that would follow. The states must say no more than the readers may
    know (reports/withheld.py).
    """
    return [state for state in states if _HOLDS[Rows(rule)](state, day)]


def rule_in_words(rule: str, states: Sequence[RecommendationState], day: TheDay) -> str:
    """What a table with this rule holds, as it is printed over its rows (`states`)."""
    words = RULES[Rows(rule)]
    if rule == Rows.COMPLETED and not day.before:
        words = ALL_COMPLETED
    elif rule == Rows.ATTEND and day.has_meeting:
        words = ATTEND_MEETING
    said = words.format(day=f"{day.as_at.day} {day.as_at:%B %Y}", before=day.before)
    has_exempt = any(state.recommendation_id in day.status_exempt for state in states)
    return said + STATUS_EXEMPT if rule == Rows.LIVE and has_exempt else said


def groups_of(
    states: Sequence[RecommendationState], grouping: str, leads: Mapping[int, Lead]
) -> tuple[TableGroup, ...]:
    """The rows of a table under their headings, each once and in the order of the plan. `leads`: by
    recommendation, where they are grouped by owner or department; those come in the order of the
    alphabet, what has none last.
    """
    if grouping == Grouping.THEME:
        found = groupby(states, key=theme_and_timescale)
        return tuple(TableGroup(*headings, _keys(group)) for headings, group in found)
    headings = _HEADINGS[Grouping(grouping)](states, leads)
    groups: dict[str, list[RecommendationState]] = {}
    for state, heading in zip(states, headings, strict=True):
        groups.setdefault(heading, []).append(state)
    order = list(groups) if grouping == Grouping.TIMESCALE else sorted(groups, key=str.casefold)
    return tuple(
        TableGroup(heading, "", "", _keys(groups[heading])) for heading in sorted(order, key=_place)
    )


def theme_and_timescale(state: RecommendationState) -> tuple[str, str, str]:
    """The theme that a recommendation stands under, the note to it, and the timescale."""
    heading, note = (state.theme.heading, state.theme.note) if state.theme else ("", "")
    return heading, note, state.timescale


def _keys(states):
    return tuple(str(state.recommendation_id) for state in states)


def _place(heading):
    return LAST.index(heading) if heading in LAST else -1


def _timescales(states, leads):
    """Where none has a timescale, there is no heading."""
    none = NO_TIMESCALE if any(state.timescale for state in states) else ""
    return [state.timescale or none for state in states]


def _owners(states, leads):
    return [leads.get(s.recommendation_id, Lead()).owner or NO_OWNER for s in states]


def _departments(states, leads):
    return [leads.get(s.recommendation_id, Lead()).department or NO_DEPARTMENT for s in states]


_HEADINGS = {
    Grouping.TIMESCALE: _timescales,
    Grouping.OWNER: _owners,
    Grouping.DEPARTMENT: _departments,
    Grouping.NONE: lambda states, leads: [""] * len(states),
}


def _is_overdue(state, day):
    """By a date for which no other was asked."""
    return any(d.is_overdue(day.as_at) and not d.requested for d in state.deadlines)


def _is_newly_done(state, day):
    return (
        state.status_meaning in StatusMeaning.done()
        and state.recommendation_id not in day.completed_before
    )


_HOLDS = {
    Rows.ALL: lambda state, day: True,
    Rows.LIVE: lambda state, day: state.status_meaning not in StatusMeaning.done(),
    Rows.COMPLETED: _is_newly_done,
    Rows.EXTENSIONS: lambda state, day: state.extension_requested,
    Rows.OVERDUE: _is_overdue,
    Rows.ATTEND: lambda state, day: (
        state.recommendation_id in day.invited and state.recommendation_id not in day.status_exempt
    ),
}
