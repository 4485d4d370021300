"""The rows of a paper, out of the states of recommendations: the cells of the tables that show
them, and what they amount to.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby

from recommendations.measure_states import MeasureState
from recommendations.state_rag import rag_of_state
from recommendations.states import RecommendationState
from reports.build.owner_columns import OwnerWords
from reports.build.row_reasons import AskedHere, Invitation
from reports.columns import OWNER_COLUMNS, RowFacts, cell
from reports.document import Column, Row, Section, Table, Values
from reports.public_names import Held, with_posts
from reports.table_rows import Grouping
from reports.tables import theme_and_timescale
from reports.withheld import ExemptNow, without_parts


@dataclass(frozen=True)
class PaperFacts:
    """What the rows of a paper are made with besides their states, all by the key of the
    recommendation: the silent rounds; what is withheld; and of what its columns ask for the
    measures, the invitations to attend, who is asked for the meeting of the paper, the reasons for
    dates and the words for owners.

    `posts`: what stands for people (None: their names); `tells_owners`: whether rows tell who their
    owners are where no column does.
    """

    rag_rule: str
    as_at: date
    silent: Mapping[int, int]
    withheld: Mapping[int, ExemptNow]
    posts: dict[int, Held] | None
    tells_owners: bool
    measures: Mapping[int, tuple[MeasureState, ...]] = field(default_factory=dict)
    invitations: Mapping[int, tuple[Invitation, ...]] = field(default_factory=dict)
    asked_here: Mapping[int, AskedHere] = field(default_factory=dict)
    reasons: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    owners: Mapping[int, OwnerWords] = field(default_factory=dict)


def columns_of(tables: Sequence[Table]) -> tuple[Column, ...]:
    """The columns of all tables, each once as the first table has it."""
    columns: dict[str, Column] = {}
    for table in tables:
        for column in table.columns:
            columns.setdefault(column.key, column)
    return tuple(columns.values())


def sections_of(
    states: Sequence[RecommendationState],
    tables: Sequence[Table],
    groupings: set[str],
    facts: PaperFacts,
) -> tuple[Section, ...]:
    """The rows of all states in the order of the plan, under the headings by which any table is
    grouped; each with the cells of the tables that show it.
    """
    printed = _columns_by_row(tables)
    every = [column.key for column in columns_of(tables)]
    return tuple(
        Section(
            theme=theme,
            note=note,
            timescale=timescale,
            rows=tuple(_row(state, printed, every, facts) for state in group),
        )
        for (theme, note, timescale), group in groupby(
            states, key=lambda state: _headings(state, groupings)
        )
    )


def _headings(state, groupings):
    theme, note, timescale = theme_and_timescale(state)
    if Grouping.THEME in groupings:
        return theme, note, timescale
    return "", "", timescale if Grouping.TIMESCALE in groupings else ""


def _columns_by_row(tables):
    """By the key of a row the keys of the columns in which any table prints it."""
    printed: dict[str, set[str]] = {}
    for table in tables:
        for key in table.rows:
            printed.setdefault(key, set()).update(column.key for column in table.columns)
    return printed


def _row(state, printed, every, facts):
    columns = printed.get(str(state.recommendation_id), set())
    named = facts.tells_owners if columns else False
    owners = state.owners if named or columns & OWNER_COLUMNS else ()
    told = row_facts(state, facts)
    row = Row(
        key=str(state.recommendation_id),
        reference=state.reference,
        cells={key: cell(key, told) for key in every if key in columns},
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
            silent_rounds=told.silent_rounds,
        ),
    )
    if facts.posts is not None:
        row = with_posts(row, owners, facts.posts)
    exempt = facts.withheld.get(state.recommendation_id)
    return without_parts(row, exempt, every) if exempt else row


def row_facts(state: RecommendationState, facts: PaperFacts) -> RowFacts:
    """What the columns say of one recommendation."""
    key = state.recommendation_id
    owners = facts.owners.get(key, OwnerWords())
    invitations = facts.invitations.get(key, ())
    asked_here = facts.asked_here.get(key)
    return RowFacts(
        state=state,
        as_at=facts.as_at,
        rag=rag_of_state(state, facts.rag_rule, on=facts.as_at),
        measures=facts.measures.get(key, ()),
        attendance=tuple(invitation.in_words(facts.posts) for invitation in invitations),
        asked_here=asked_here.in_words(facts.posts) if asked_here else (),
        reasons=facts.reasons.get(key, ()),
        silent_rounds=facts.silent.get(key, 0),
        owner_names=owners.names,
        owner_posts=owners.posts,
        owners_both=owners.both,
    )
