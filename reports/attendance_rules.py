"""Which recommendations the rules propose for the list of officers asked to attend a meeting, and
in which words (domain.md: "because an update is missing or progress unsatisfactory"). Pure: it asks
the state of a recommendation and what else is known on the day. To ask anybody is for the clerk.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from recommendations.meanings import DONE
from recommendations.states import DeadlineState, RecommendationState
from reports.changes.rows import ordinal

SILENT_ROUNDS = 2
# As councils count what is overdue (domain.md, "Ageing from the original date").
OVERDUE_DAYS = 90
TIMES_MOVED = 3

RULES = (
    "nobody has answered in the round of the meeting, once updates were due, or for "
    f"{SILENT_ROUNDS} rounds in a row",
    f"it is overdue, more than {OVERDUE_DAYS} days past its original date, and no other date is "
    "asked for",
    f"a date that is still to be kept was moved {TIMES_MOVED} times or more",
    "an auditor has refused it as complete",
    "the step “Invitation to committee” of the plan’s reminders is reached",
)


@dataclass(frozen=True, slots=True)
class Known:
    """What the rules go by besides the state. `silent_rounds`: in how many rounds in a row nobody
    answered; `silent_in`: the label of the meeting's own round where that is the last of them, else
    ""; `invited_on`: since when the last step of the plan's reminders is taken (None: it was not).

    `is_invited`: whether a committee has asked for an officer already, and that stands.
    """

    silent_rounds: int = 0
    silent_in: str = ""
    invited_on: date | None = None
    is_invited: bool = False


def why_proposed(state: RecommendationState, known: Known, *, on: date) -> tuple[str, ...]:
    """Why an officer should be asked to attend about a recommendation, as on the day `on`: a
    sentence for each rule, as a paper prints them; none where the rules don't propose it.

    Nobody is proposed about what is done or no longer monitored, nor where a committee's own
    decision stands: that is printed by itself.
    """
    if state.status_meaning in DONE or not state.is_monitored or known.is_invited:
        return ()
    return tuple(_reasons(state, known, on))


def _reasons(state, known, on) -> Iterator[str]:
    yield from _silence(known)
    yield from _age(state, on)
    yield from _moves(state)
    if state.completion_refused:
        yield "It was reported complete, and an auditor refused that."
    if known.invited_on:
        since = _day(known.invited_on)
        yield f"The reminders reached their last step, “Invitation to committee”, on {since}."


def _silence(known):
    rounds = known.silent_rounds
    if known.silent_in:
        in_a_row = f", the {ordinal(rounds)} in a row" if rounds > 1 else ""
        yield f"No update received in the round “{known.silent_in}”{in_a_row}."
    elif rounds >= SILENT_ROUNDS:
        yield f"No update received for {rounds} rounds in a row."


def _age(state, on):
    late = [d for d in state.deadlines if d.is_overdue(on) and not d.requested]
    original = min((_original(deadline) for deadline in late), default=on)
    if on - original > timedelta(days=OVERDUE_DAYS):
        past = f"more than {OVERDUE_DAYS} days past its original date"
        yield f"Overdue, and {past}, {_day(original)}."


def _original(deadline: DeadlineState) -> date:
    """From which day what is overdue ages: the original date, or the date as it stands where that
    was brought forward.
    """
    days = (deadline.original_latest, deadline.latest)
    return min(day for day in days if day)


def _moves(state):
    moved = [d for d in state.deadlines if not d.is_closed and d.times_moved >= TIMES_MOVED]
    for deadline in moved:
        words = f"from “{_one_line(deadline.original_text)}” to “{_one_line(deadline.text)}”"
        yield f"Its date was moved {deadline.times_moved} times, {words}."


def _one_line(text):
    return " ".join(text.split())


def _day(day):
    return f"{day.day} {day:%B %Y}"
