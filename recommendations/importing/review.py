"""What a file would bring into a plan, row by row, with everything that a person has to look at:
nothing of it is on record.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from people.known_owners import KnownOwners
from recommendations.as_at import state_as_at
from recommendations.importing.answers import Answers, read_answers
from recommendations.importing.fields import Field
from recommendations.importing.kept_columns import NO_RECOMMENDATIONS, read_columns
from recommendations.importing.later_papers import (
    Entry,
    folded,
    match_rows,
    repeated_references,
)
from recommendations.importing.own_headings import OwnHeadings
from recommendations.importing.owner_names import OwnerNames
from recommendations.importing.paper_changes import changes, is_moved, no_longer_said
from recommendations.importing.reviewed import (
    BY_PERSON,
    BY_REFERENCE,
    BY_TEXT,
    CLOSE,
    COMPLETED,
    DROPPED,
    KEPT,
    KNOWN,
    LIVE,
    NEW,
    OFFERED,
    Counts,
    MissingRow,
    NamedOwner,
    OfferedMatch,
    Problem,
    Review,
    ReviewedColumn,
    ReviewedOwner,
    ReviewedStatus,
    ReviewRow,
    RowMatch,
)
from recommendations.importing.rows import left_out, read_rows
from recommendations.importing.source import Loss, read_kept
from recommendations.importing.source_rows import SourceRows
from recommendations.meanings import DONE
from recommendations.own_columns import own_columns
from recommendations.readings import conventions

__all__ = [
    "BY_PERSON", "BY_REFERENCE", "BY_TEXT", "CLOSE", "COMPLETED", "DROPPED", "KEPT", "KNOWN",
    "LIVE", "NEW", "OFFERED", "Counts", "MissingRow", "NamedOwner", "OfferedMatch", "Problem",
    "Review", "ReviewRow", "ReviewedColumn", "ReviewedOwner", "ReviewedStatus", "RowMatch",
    "review_of",
]  # fmt: skip

OPEN = "Its text is like one of the plan's. Say whether it is the same, or a new one."
TAKEN_TWICE = "{} is the same recommendation of the plan. Say of one of them that it is new."
OLDER = (
    "The plan has recommendations from after {day}, the day of this paper. Bring papers in in "
    "their order."
)
NO_ROWS = "No row is left to bring in."
REPEATED = "Other rows have the reference “{}” too, so the text says which is which."
MANY_REPEATED = "{:,} rows have a reference that others have too: the text says which is which."
# Up to so many rows, each is told that others have its reference.
TOLD_ONE_BY_ONE = 10
SAME_ROW = "{} says the same."


def review_of(plan_import, *, today: date) -> Review:
    """What taking in an import would write, as its answers stand, in a fixed number of queries.

    `today`: the paper's day where none is given yet. A table without a column of recommendations
    gives rows that stop: the columns are to be corrected first.
    """
    paper = _Paper(plan_import, today)
    rows, problems = _with_repetitions(paper.rows())
    problems = [*paper.problems(), *problems]
    missing: tuple[MissingRow, ...] = ()
    if paper.plan:
        states = state_as_at(paper.plan.recommendations.all(), as_at=paper.day, known_by=None)
        problems += _too_old(paper, states)
        rows = _with_matches(rows, states, paper)
        missing = _missing(rows, states, paper.answers)
    taken = [row for row in rows if not row.is_left_out]
    if not taken:
        problems.append(Problem("", NO_ROWS, stops=True))
    owners = paper.source.owners.reviewed(row.owner_text for row in taken)
    return Review(
        rows=tuple(rows),
        owners=owners,
        statuses=paper.source.reviewed_statuses(taken),
        missing=missing,
        losses=paper.losses(),
        own_columns=paper.headings.used_by(taken),
        themes=tuple(Counter(row.theme for row in taken if row.theme).items()),
        problems=tuple(problems),
        counts=_counts(rows, owners, missing),
        paper_date=paper.day,
    )


class _Paper:
    """What is kept of an import, read once; its questions are those about plan and directory."""

    def __init__(self, plan_import, today):
        self.plan, self.day = plan_import.plan, plan_import.as_at or today
        self.answers: Answers = read_answers(plan_import.answers)
        self.file = read_kept(plan_import.source)
        self.table = self.file.tables[plan_import.table]
        self.proposed = read_columns(plan_import.columns)
        self.fields = {column.field for column in self.proposed.columns}
        self.headings = OwnHeadings(self.proposed, own_columns(self.plan) if self.plan else ())
        self.source = SourceRows(
            headings=self.headings,
            owners=OwnerNames(KnownOwners(), self.answers.owners),
            statuses=_plan_words(self.plan),
            answers=self.answers,
            paper_date=self.day,
            conventions=conventions(),
        )

    def rows(self) -> list[ReviewRow]:
        return self.source.rows(read_rows(self.table, self.proposed))

    def losses(self) -> tuple[Loss, ...]:
        """What could not be kept of the file, and what of the table is in no row."""
        return (*self.file.losses, *self.table.losses, *left_out(self.table, self.proposed))

    def problems(self) -> list[Problem]:
        if Field.RECOMMENDATION in self.fields:
            return []
        return [Problem(Field.RECOMMENDATION, NO_RECOMMENDATIONS, stops=True)]


def _too_old(paper, states):
    if len(states) < paper.plan.recommendations.count():
        words = OLDER.format(day=f"{paper.day.day} {paper.day:%B %Y}")
        yield Problem("", words, stops=True)


def _plan_words(plan):
    return list(plan.status_words.values_list("word", "meaning")) if plan else []


def _with_repetitions(rows: list[ReviewRow]) -> tuple[list[ReviewRow], list[Problem]]:
    """Rows with the same reference, and rows that say the same, told so; where references repeat
    throughout, as those of a section do, that is told once for all.
    """
    taken = [row for row in rows if not row.is_left_out]
    repeated = repeated_references(map(_entry, taken))
    number = sum(row.reference in repeated for row in taken)
    first: dict = {}
    told = []
    for row in rows:
        problems = [] if row.is_left_out else list(_same_as(row, first))
        if row.reference in repeated and not row.is_left_out and number <= TOLD_ONE_BY_ONE:
            problems.append(Problem(Field.REFERENCE, REPEATED.format(row.reference)))
        told.append(_with_problems(row, problems))
    if number <= TOLD_ONE_BY_ONE:
        return told, []
    return told, [Problem(Field.REFERENCE, MANY_REPEATED.format(number))]


def _same_as(row, first):
    """Whether a row says the same as one before it; `first`: where each was there first."""
    same = (folded(row.reference), folded(row.text), row.owner_text, row.by_when)
    if row.text and same in first:
        yield Problem("", SAME_ROW.format(_capital(first[same])))
    first.setdefault(same, row.place)


def _with_matches(rows, states, paper):
    """The rows of a later paper with what they are in the plan, and what changes there."""
    by_key = {state.recommendation_id: state for state in states}
    taken = [row for row in rows if row.text and not row.is_left_out]
    said = {number: row["match"] for number, row in paper.answers.rows.items() if "match" in row}
    found = match_rows(
        [_entry(row) for row in taken],
        [Entry(state.recommendation_id, state.reference, state.text) for state in states],
        said,
    )
    places: dict = {}
    for row in taken:
        places.setdefault(found[row.number].recommendation, []).append(row)
    return [
        _matched(row, found[row.number], by_key, places, paper) if row.number in found else row
        for row in rows
    ]


def _matched(row, found, by_key, places, paper):
    state = by_key.get(found.recommendation)
    if state is None:
        match = RowMatch(found.how, None, found.offered)
        stops = [Problem("match", OPEN, stops=True)] if found.how == OFFERED else []
        return _with_problems(replace(row, match=match), stops)
    others = [one for one in places[found.recommendation] if one is not row]
    problems = [
        Problem("match", TAKEN_TWICE.format(_capital(one.place)), stops=True) for one in others
    ]
    said = changes(row, state, paper.headings.keys)
    match = RowMatch(
        found.how,
        found.recommendation,
        changes=tuple(words for _, words in said),
        changed=tuple(name for name, _ in said),
        state=state,
    )
    problems += no_longer_said(row, state, paper.fields)
    return _with_problems(replace(row, match=match), problems)


def _missing(rows, states, answers):
    """What is live and not done in the plan, and neither in the paper nor offered for a row."""
    there = {row.match.recommendation for row in rows if row.match}
    offered = {offer.recommendation for row in rows if row.match for offer in row.match.offered}
    return tuple(
        MissingRow(key, state.reference, state.text, answers.missing.get(key, ""))
        for state in states
        if state.is_monitored
        and state.status_meaning not in DONE
        and (key := state.recommendation_id) not in there | offered
    )


def _counts(rows, owners, missing):
    taken = [row for row in rows if not row.is_left_out]
    matched = [row for row in taken if row.match and row.match.recommendation is not None]
    changed = sum(1 for row in matched if row.match.changed)
    outcomes = Counter(owner.named.outcome for owner in owners)
    return Counts(
        rows=len(taken),
        new=len(taken) - len(matched) - sum(map(_is_open, taken)),
        changed=changed,
        unchanged=len(matched) - changed,
        left_out=len(rows) - len(taken),
        corrected=sum(row.is_corrected for row in rows),
        with_problems=sum(bool(row.problems) for row in taken),
        stopping=sum(row.stops for row in taken),
        unread=sum(row.reading is not None and not row.reading.is_read for row in taken),
        moved=sum(map(is_moved, taken)),
        new_owners=outcomes[NEW],
        close_owners=outcomes[CLOSE],
        missing=len(missing),
    )


def _is_open(row):
    return bool(row.match and row.match.how == OFFERED)


def _entry(row):
    return Entry(row.number, row.reference, row.text)


def _with_problems(row: ReviewRow, problems: Iterable[Problem]) -> ReviewRow:
    """A row with more problems: those that stop first."""
    problems = [*row.problems, *problems]
    if not problems:
        return row
    return replace(row, problems=tuple(sorted(problems, key=lambda one: not one.stops)))


def _capital(place):
    return f"{place[:1].upper()}{place[1:]}"
