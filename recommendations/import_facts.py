"""What the rows of a paper say as facts for the acts to write: the further action, the dates and
the progress, as far as they differ from what is in force. It writes nothing itself.
"""

import re
from dataclasses import dataclass, field

from people.models import Owner
from recommendations.by_when import PARSER_VERSION
from recommendations.deadlines import NewDeadline, NewTerm
from recommendations.further_actions import NewAction, NewActionState
from recommendations.importing.review import ReviewRow
from recommendations.models import Action, ActionState, Deadline, Recommendation
from recommendations.own_columns import UPDATE
from recommendations.progress import NewStatus, NewUpdate
from recommendations.readings import read

# What a cell of further action says when there is none.
_NOTHING_TO_DO = re.compile(
    r"(?:(?:action |now |all |fully )?(?:complete|completed|closed|done|implemented|achieved)"
    r"|none(?: required| needed)?|no further (?:action|work)(?: required| needed)?"
    r"|n/?a|nil|not applicable|-+|–|—)[.!]?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class TakenRow:
    """A row of the paper with its recommendation, and whether that is new."""

    row: ReviewRow
    recommendation: Recommendation
    is_new: bool

    @property
    def state(self):
        """What was true of it on the paper's day; None for a new one."""
        return None if self.is_new or self.row.match is None else self.row.match.state

    def says(self, name: str) -> bool:
        """Whether a field of the row says something that is not on record."""
        if self.is_new or self.row.match is None:
            return bool(getattr(self.row, name))
        return name in self.row.match.changed


@dataclass(slots=True)
class Facts:
    """What is to be written of all rows, act by act."""

    new_actions: list[NewAction] = field(default_factory=list)
    action_states: list[NewActionState] = field(default_factory=list)
    new_deadlines: list[NewDeadline] = field(default_factory=list)
    terms: list[NewTerm] = field(default_factory=list)
    dropped: list[Deadline] = field(default_factory=list)
    updates: list[NewUpdate] = field(default_factory=list)


def nothing_to_do(text: str) -> bool:
    """Whether the words of a further action say that there is none ("Complete", "None")."""
    return bool(_NOTHING_TO_DO.fullmatch(" ".join(text.split())))


def facts_of(rows: list[TakenRow], *, as_at, keys, round) -> Facts:
    """What the rows say; `keys`: OwnKeys of the plan; `round`: the one that they answer, if any."""
    facts = Facts()
    for taken in rows:
        if taken.says("further_action"):
            _further_action(taken, facts)
        if taken.says("by_when"):
            _by_when(taken, facts, as_at)
        if update := _update(taken, keys, round):
            facts.updates.append(update)
    return facts


def _further_action(taken, facts):
    """One further action for the whole cell; where there are several, line by line as far as they
    are as many.
    """
    text = taken.row.further_action
    is_open = bool(text) and not nothing_to_do(text)
    before = taken.state.open_actions if taken.state else ()
    if not before:
        facts.new_actions += [NewAction(taken.recommendation, text)] if is_open else []
        return
    said = _as_many(text, [one.text for one in before]) if is_open else []
    for one, words in zip(before, [*said, *[""] * len(before)], strict=False):
        if words != one.text:
            facts.action_states.append(_action_state(taken, one, words, is_open))


def _action_state(taken, before, words, is_open):
    """An action that says something else now; one that the paper leaves out is done where nothing
    is left to do, and withdrawn where something else is.
    """
    gone = ActionState.State.WITHDRAWN if is_open else ActionState.State.COMPLETED
    state = ActionState.State.OPEN if words else gone
    action = Action(pk=before.action_id, recommendation=taken.recommendation)
    owner = Owner(pk=before.owner_id) if before.owner_id else None
    return NewActionState(action, words or before.text, state, owner)


def _by_when(taken, facts, as_at):
    row = taken.row
    before = taken.state.printed_deadlines if taken.state else ()
    if not row.by_when:
        facts.dropped += [_deadline(taken, one) for one in before]
        return
    version = None if row.is_read_by_person else PARSER_VERSION
    if not before:
        facts.new_deadlines.append(
            NewDeadline(
                taken.recommendation, row.by_when, row.reading, as_at, parser_version=version
            )
        )
        return
    said = _as_many(row.by_when, [one.text for one in before])
    for one, words in zip(before, [*said, *[""] * len(before)], strict=False):
        if not words:
            facts.dropped.append(_deadline(taken, one))
        elif words != one.text:
            reading = row.reading if words == row.by_when else read(words, paper_date=as_at)
            facts.terms.append(NewTerm(_deadline(taken, one), words, reading, as_at, version))


def _deadline(taken, before):
    return Deadline(pk=before.deadline_id, recommendation=taken.recommendation)


def _as_many(text, before) -> list[str]:
    """The words of a cell, taken apart where they are as many lines as there were texts; else they
    are one.
    """
    lines = [line for line in text.splitlines() if line.strip()]
    counts = [len([line for line in one.splitlines() if line.strip()]) for one in before]
    if len(before) == 1 or len(lines) != sum(counts):
        return [text]
    parts = iter(lines)
    return ["\n".join(next(parts) for _ in range(count)) for count in counts]


def _update(taken, keys, round) -> NewUpdate | None:
    """What the row reports; None where it says nothing new."""
    row, state = taken.row, taken.state
    words = row.further_action if nothing_to_do(row.further_action) else ""
    status = _status(taken)
    own = keys.values(row, UPDATE)
    if state is None:
        if not (row.progress or words or status or own):
            return None
        return NewUpdate(
            taken.recommendation, row.progress, words, status, own_values=own, round=round
        )
    says_own = keys.is_changed(row, UPDATE)
    if not (taken.says("progress") or taken.says("further_action") or status or says_own):
        return None
    return NewUpdate(
        taken.recommendation,
        narrative=row.progress if taken.says("progress") else state.narrative,
        further_words=words if taken.says("further_action") else state.further_words,
        status=status,
        per_cent=state.per_cent,
        forecast=state.forecast,
        own_values={**keys.kept(state.own_values, UPDATE), **own},
        round=round,
    )


def _status(taken):
    row = taken.row
    if not row.status_word or not row.status_meaning or not taken.says("status_word"):
        return None
    return NewStatus(row.status_word, row.status_meaning)
