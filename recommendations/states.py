"""What was true of a recommendation, plain and frozen: the answer of recommendations/as_at.py, from
which everything printed is made. Pure.
"""

from dataclasses import dataclass
from datetime import date

from recommendations.meanings import Meaning

OPEN, WITHDRAWN, LEAD = "open", "withdrawn", "lead"
_STATE_WORDS = {OPEN: "Open", "completed": "Completed", WITHDRAWN: "Withdrawn"}


@dataclass(frozen=True, slots=True)
class OwnerState:
    """One owner named in the owner cell."""

    owner_id: int
    name: str
    kind: str
    role: str
    remit: str


@dataclass(frozen=True, slots=True)
class DeadlineState:
    """A deadline: its words, their reading (inclusive days), and where it came from.

    `original_latest`: the latest day of the first term that had one. `times_moved`: how often it
    slipped, that is its latest day went back or it became open-ended; a date brought forward or new
    words with the same reading don't count (domain.md, "moved"). `requested`: the words of an
    extension that waits for its decision, as ExtensionRequest.waiting has it; "" for none.
    `since`: from which day the words stand; `slipped_on`: the days on which it slipped, in order.
    """

    deadline_id: int
    action_id: int | None
    text: str
    kind: str
    earliest: date | None
    latest: date | None
    open_ended: bool
    read_by: str
    paper_date: date
    original_text: str
    original_latest: date | None
    times_moved: int
    is_closed: bool
    requested: str = ""
    since: date | None = None
    slipped_on: tuple[date, ...] = ()

    @property
    def only_begins(self):
        """Still open, and without an end: "From October 2012"."""
        return not self.is_closed and self.open_ended and self.latest is None

    def is_overdue(self, on: date) -> bool:
        return not self.is_closed and self.latest is not None and self.latest < on


@dataclass(frozen=True, slots=True)
class FurtherAction:
    """A further action that is open, completed or withdrawn, since a day."""

    action_id: int
    text: str
    state: str
    owner_id: int | None
    owner_name: str | None = None
    since: date | None = None

    @property
    def is_open(self):
        return self.state == OPEN

    @property
    def state_words(self):
        return _STATE_WORDS[self.state]


@dataclass(frozen=True, slots=True)
class DatedState:
    """What is due of a recommendation, with its words: as RecommendationState has it, no more."""

    recommendation_id: int
    plan_id: int
    reference: str
    text: str
    owner_text: str
    actions: tuple[FurtherAction, ...]
    deadlines: tuple[DeadlineState, ...]


@dataclass(frozen=True, slots=True)
class ThemeState:
    theme_id: int
    heading: str
    note: str
    position: int


@dataclass(frozen=True, slots=True)
class RecommendationState:
    """Everything that was true of one recommendation; "" and None where nothing was said."""

    recommendation_id: int
    plan_id: int
    reference: str
    text: str
    theme: ThemeState | None
    timescale: str
    position: int
    priority: str
    response: str
    own_values: dict
    owner_text: str
    owners: tuple[OwnerState, ...]
    status_word: str
    status_meaning: str
    status_from: date | None
    narrative: str
    further_words: str
    per_cent: int | None
    forecast: date | None
    updated_on: date | None
    nil_return_on: date | None
    is_monitored: bool
    is_verified: bool
    actions: tuple[FurtherAction, ...]
    deadlines: tuple[DeadlineState, ...]
    revision_stops_overdue: bool = False
    completion_refused: bool = False
    judged_colour: str = ""
    judged_reason: str = ""
    judged_on: date | None = None
    judged_by: str = ""

    @property
    def lead_owner_id(self):
        """Who leads; the first who is named, where nobody does; None without owners."""
        leading = (owner.owner_id for owner in self.owners if owner.role == LEAD)
        return next(leading, self.owners[0].owner_id if self.owners else None)

    @property
    def open_actions(self):
        return tuple(action for action in self.actions if action.is_open)

    @property
    def printed_deadlines(self):
        """The deadlines of what is still to be done, and those of the recommendation as a whole."""
        open_ids = {action.action_id for action in self.open_actions}
        return tuple(d for d in self.deadlines if d.action_id is None or d.action_id in open_ids)

    @property
    def is_complete(self):
        return self.status_meaning == Meaning.COMPLETE

    @property
    def last_update_on(self):
        """The day of the last answer: an update or a nil return."""
        return max((day for day in (self.updated_on, self.nil_return_on) if day), default=None)

    @property
    def earliest(self):
        return min((d.earliest for d in self.deadlines if d.earliest), default=None)

    @property
    def latest(self):
        """The last day of all deadlines together, but those of withdrawn actions; None when one of
        them never ends, or none has a date.
        """
        if any(d.open_ended and d.latest is None for d in self._counted_deadlines):
            return None
        return max((d.latest for d in self._counted_deadlines if d.latest), default=None)

    @property
    def next_latest(self):
        """The earliest latest-day among the deadlines that are still open."""
        return min((d.latest for d in self.deadlines if d.latest and not d.is_closed), default=None)

    @property
    def original_latest(self):
        """For the rates a recommendation is due on the latest of its original dates, but those of
        withdrawn actions.
        """
        counted = self._counted_deadlines
        return max((d.original_latest for d in counted if d.original_latest), default=None)

    @property
    def _counted_deadlines(self):
        withdrawn = {action.action_id for action in self.actions if action.state == WITHDRAWN}
        return [d for d in self.deadlines if d.action_id is None or d.action_id not in withdrawn]

    @property
    def open_original(self):
        """The earliest original date of a deadline that is still open."""
        open_ones = (d.original_latest for d in self.deadlines if not d.is_closed)
        return min((day for day in open_ones if day), default=None)

    @property
    def late_from(self):
        """From which day it ages while it is overdue: the original date, the earliest of what is
        open, or the date as it stands now where that was brought forward.
        """
        days = (self.open_original, self.next_latest)
        return min((day for day in days if day), default=None)

    @property
    def open_start(self):
        """The earliest day from which an open deadline without an end begins ("From October
        2012").
        """
        return min(
            (d.earliest for d in self.deadlines if d.only_begins and d.earliest), default=None
        )

    @property
    def by_when(self):
        """The agreed words of the deadlines that are printed, each once."""
        return "\n".join(dict.fromkeys(d.text for d in self.printed_deadlines))

    @property
    def times_moved(self):
        return sum(d.times_moved for d in self.deadlines)

    @property
    def extension_requested(self):
        return any(d.requested for d in self.deadlines)

    def is_overdue(self, on: date) -> bool:
        return any(d.is_overdue(on) for d in self.deadlines)

    def is_past_original(self, on: date) -> bool:
        """Past its original date but within its revised one, where the plan doesn't say that an
        agreed revision puts that right.
        """
        if self.revision_stops_overdue or self.is_overdue(on):
            return False
        return any(
            not d.is_closed and d.original_latest is not None and d.original_latest < on
            for d in self.deadlines
        )
