"""The catalogue of columns that a paper can have: what each says of a recommendation, as blocks
of text. Pure.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from recommendations.cell_text import Block, read_cell_text
from recommendations.own_columns import OWN, is_key
from recommendations.rag import NOTHING_DUE, Rag

NO_COLOUR = Rag(None, "")
# Columns that say who the owners are.
OWNER_COLUMNS = frozenset({"owner", "owner_name", "owner_post", "owner_both"})
CHANGES_COLUMN = "changes"
RAG_COLUMNS = frozenset({"rag", "rag_reason"})


@dataclass(frozen=True, slots=True)
class RowFacts:
    """What the columns say a recommendation by: its state (RecommendationState) on the day of the
    paper, and what is worked out or read besides.

    `owner_names`, `owner_posts`, `owners_both`: its owners as those columns print them;
    `attendance`: who was asked to attend by which committee; `asked_here`: who is asked to attend
    the meeting of the paper, and why; `reasons`: why another date was asked for, or agreed last;
    `silent_rounds`: for how many rounds in a row nobody answered.
    """

    state: Any
    as_at: date
    rag: Rag = NO_COLOUR
    measures: Sequence[Any] = ()
    attendance: tuple[str, ...] = ()
    asked_here: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    silent_rounds: int = 0
    owner_names: tuple[str, ...] = ()
    owner_posts: tuple[str, ...] = ()
    owners_both: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CatalogueColumn:
    """A column to choose for a table. `label`: what it is called in a choice; `heading` and `width`
    (mm): what it usually has; `about`: what it says, in a sentence.
    """

    key: str
    label: str
    heading: str
    width: int
    about: str
    says: Callable[[RowFacts], Iterable[Block]]


def _text(value: Callable[[Any], str]):
    """A column that says one text of the state."""
    return lambda facts: read_cell_text(value(facts.state))


def _lines(value: Callable[[RowFacts], Iterable[str]]):
    """A column that says several texts, one below the other."""
    return lambda facts: [block for text in value(facts) for block in read_cell_text(text)]


def _further_action(facts):
    """What is still to be done, action by action; the update's own words ("Complete") when
    nothing is.
    """
    return [action.text for action in facts.state.open_actions] or [facts.state.further_words]


def _of_deadlines(value):
    """Date by date, as in by_when."""
    return _lines(lambda facts: [value(d) for d in facts.state.printed_deadlines])


def _verified(state):
    """What an auditor found, beside the status and never instead of it."""
    if state.completion_refused:
        return "Completion refused"
    return "Verified" if state.is_verified else ""


def _rag_reason(facts):
    """Of what is done nothing need be said: its status does."""
    return [] if facts.rag.reason == NOTHING_DUE else [facts.rag.reason]


def _reason(facts):
    """Why the row is before the committee: who is asked to attend, and what the rules say to that,
    unless it was settled for this meeting, with its own reason; why another date is asked for, or
    was agreed last.
    """
    rules = _why_asked(facts) if facts.attendance and not facts.asked_here else ()
    return [*facts.attendance, *facts.asked_here, *rules, *facts.reasons]


def _why_asked(facts):
    rounds, as_at = facts.silent_rounds, facts.as_at
    if rounds:
        yield f"No update received{f' for {rounds} rounds in a row' if rounds > 1 else ''}."
    overdue = [d.latest for d in facts.state.deadlines if d.is_overdue(as_at)]
    if overdue:
        yield f"Overdue since {_in_full(min(overdue))}."


def _last_updated(state):
    return _in_full(state.last_update_on) if state.last_update_on else ""


def _in_full(day):
    return f"{day.day} {day:%B %Y}"


# In the order in which they are offered. A kept document has the words, so a column may change
# without changing an issued paper.
COLUMNS = {
    column.key: column
    for column in (
        CatalogueColumn(
            "reference", "Reference", "No.", 14,
            "Its number in the plan, as the source wrote it.",
            _text(lambda state: state.reference),
        ),
        CatalogueColumn(
            "recommendation", "Recommendation", "Recommendation", 70,
            "The text, as the committee agreed it last.",
            _text(lambda state: state.text),
        ),
        CatalogueColumn(
            "response", "Response", "Response", 28,
            "How the recommendation was answered: accepted, partially accepted, rejected.",
            _text(lambda state: state.response),
        ),
        CatalogueColumn(
            "priority", "Priority", "Priority", 20,
            "The priority in the source’s own word.",
            _text(lambda state: state.priority),
        ),
        CatalogueColumn(
            "owner", "Owner, as printed", "Owner", 34,
            "The words of the owner cell, to the letter.",
            _text(lambda state: state.owner_text),
        ),
        CatalogueColumn(
            "owner_name", "Owner, by name", "Owner", 34,
            "The people who own it by name; for a post, whoever holds it.",
            _lines(lambda facts: facts.owner_names),
        ),
        CatalogueColumn(
            "owner_post", "Owner, by post", "Owner", 34,
            "The posts that own it; for a person, the posts that they hold.",
            _lines(lambda facts: facts.owner_posts),
        ),
        CatalogueColumn(
            "owner_both", "Owner, by post and name", "Owner", 40,
            "The posts that own it, each with the name of whoever holds it.",
            _lines(lambda facts: facts.owners_both),
        ),
        CatalogueColumn(
            "progress", "Action taken", "Action taken up to {as_at}", 70,
            "What was last reported as done.",
            _text(lambda state: state.narrative),
        ),
        CatalogueColumn(
            "further_action", "Further action", "Further action required", 43,
            "What is still to be done, action by action.",
            _lines(_further_action),
        ),
        CatalogueColumn(
            "by_when", "By when", "By when", 30,
            "The agreed dates, in the words that were agreed.",
            _of_deadlines(lambda deadline: deadline.text),
        ),
        CatalogueColumn(
            "original_date", "Original date", "Original date", 28,
            "The dates that were agreed first, beside each that is agreed now.",
            _of_deadlines(lambda deadline: deadline.original_text),
        ),
        CatalogueColumn(
            "times_moved", "Times moved", "Times moved", 16,
            "How often each date was put back.",
            _of_deadlines(lambda deadline: str(deadline.times_moved)),
        ),
        CatalogueColumn(
            "status", "Status", "Status", 22,
            "The status, in the plan’s own word.",
            _text(lambda state: state.status_word),
        ),
        CatalogueColumn(
            "rag", "RAG", "RAG", 18,
            "Red, amber or green in words, by the rule of the plan or as somebody has judged; the "
            "key is printed under the tables.",
            _lines(lambda facts: [facts.rag.marked]),
        ),
        CatalogueColumn(
            "rag_reason", "Reason for RAG", "Why", 40,
            "Why it is red, amber or green.",
            _lines(_rag_reason),
        ),
        CatalogueColumn(
            "reason", "Reason", "Reason", 50,
            "Why an officer is asked to attend, and why another date is asked for or was agreed.",
            _lines(_reason),
        ),
        CatalogueColumn(
            "last_updated", "Last updated", "Last updated", 24,
            "The day of the last answer: an update, or “no change”.",
            _text(_last_updated),
        ),
        CatalogueColumn(
            "verified", "Verified", "Verified", 22,
            "What an auditor found of what is reported complete.",
            _text(_verified),
        ),
        CatalogueColumn(
            "changes", "What changed", "What changed", 30,
            "What changed since the last paper, in a few words; elsewhere these stand in front of "
            "the recommendation.",
            # Said when the paper is compared with the last one (reports/changes.py).
            lambda facts: [],
        ),
        CatalogueColumn(
            "measures", "Measures", "Measures", 50,
            "What is measured, the latest reading against the target.",
            _lines(lambda facts: [measure.in_words for measure in facts.measures]),
        ),
    )
}  # fmt: skip


def is_column(key: str) -> bool:
    """Whether a layout can have a column of this key: one of the catalogue, or of a plan's own."""
    return key in COLUMNS or (key.startswith(OWN) and is_key(key.removeprefix(OWN)))


def cell(key: str, facts: RowFacts) -> tuple[Block, ...]:
    """What the column `key` says of a recommendation. A column that its plan does not have says
    nothing: a layout may serve several plans.
    """
    if key.startswith(OWN):
        return tuple(read_cell_text(facts.state.own_values.get(key.removeprefix(OWN), "")))
    return tuple(COLUMNS[key].says(facts))
