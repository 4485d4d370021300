"""The rules of the figures, each in words and as a judgement of one state: whether it is counted,
and among what. Pure; the only place that counts for papers and pages.

The rules are those of domain.md, "Figures". A number is never kept apart from its rows.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import NamedTuple

from recommendations.meanings import DONE, Meaning
from recommendations.rag import Colour, Rule, rag_key
from recommendations.state_rag import rag_of_state
from recommendations.states import RecommendationState
from reports.figures.keys import FigureKey
from reports.figures.values import NONE_DUE, Number

# Neither due nor complete: they are taken out of the rates altogether.
TAKEN_OUT = (Meaning.NOT_ACCEPTED, Meaning.SUPERSEDED)


@dataclass(frozen=True, slots=True)
class Period:
    """The states that count as at a day, and what else the rules look at: the plan's RAG rule, for
    how many rounds nobody answered by key (of those ever asked), and which keys were overdue in the
    earlier period (None: there is none).
    """

    as_at: date
    states: tuple[RecommendationState, ...]
    rag_rule: str
    silent: Mapping[int, int] = field(default_factory=dict)
    overdue_before: frozenset[int] | None = None


class Standing(NamedTuple):
    """What a rule says of a state: in words, whether it counts, and whether it is one of those that
    are counted among.
    """

    words: str
    counts: bool = False
    is_of: bool = False


@dataclass(frozen=True, slots=True)
class FigureRule:
    """How one number is counted. `nothing`: what is said where there is nothing to count among;
    `tells_of`: whether rows that only came among those counted, or went, are a reason why it
    changed.
    """

    key: str
    printed_as: FigureKey
    label: str
    words: str
    judge: Callable[[RecommendationState, Period], Standing]
    nothing: str = "none"
    is_rate: bool = False
    tells_of: bool = True

    def standings(self, period: Period) -> dict[str, Standing]:
        """What it says of every state, by key, in the order of the plan."""
        return {key_of(state): self.judge(state, period) for state in period.states}

    def number(self, period: Period) -> Number:
        said = self.standings(period)
        rows = tuple(key for key, standing in said.items() if standing.counts)
        of = tuple(key for key, standing in said.items() if standing.is_of)
        return Number(len(rows), len(of), rows, of, self.nothing, self.is_rate)


def key_of(state: RecommendationState) -> str:
    """The key of its row in every paper."""
    return str(state.recommendation_id)


def rules_of(period: Period) -> tuple[FigureRule, ...]:
    """The rules by which a period is counted: what was overdue before can be carried over only
    where there is an earlier period.
    """
    return tuple(
        rule
        for rule in (*RULES, *_rag_rules(period.rag_rule))
        if rule.printed_as != FigureKey.CARRIED_OVER or period.overdue_before is not None
    )


# The rates


def _rate(day_of, is_reached, reached, state, period):
    """A share of what is due by the as-at date, on the day that `day_of` finds."""
    if state.status_meaning in TAKEN_OUT:
        return Standing(_status(state))
    day = day_of(state)
    if day is None:
        return Standing("without a last day")
    if day > period.as_at:
        return Standing("not due")
    if is_reached(state):
        return Standing(f"due and {reached}", counts=True, is_of=True)
    short = f"complete, not {reached}" if state.is_complete else "not complete"
    return Standing(f"due and {short}", is_of=True)


def _status(state):
    """What its status means, in the middle of a sentence."""
    if not state.status_meaning:
        return "without a status"
    return Meaning(state.status_meaning).words.lower()


def _original(state):
    return state.original_latest


def _current(state):
    return state.latest


def _is_complete(state):
    return state.is_complete


def _is_verified(state):
    return state.is_verified


# The counts


def _overdue(state, period):
    if state.is_overdue(period.as_at):
        return Standing("overdue", counts=True, is_of=True)
    return Standing(_not_overdue(state), is_of=True)


def _not_overdue(state):
    if state.status_meaning in DONE:
        return _status(state)
    return "within its date" if state.next_latest else "without a date to pass"


def _carried_over(state, period):
    if not state.is_overdue(period.as_at):
        return Standing("not overdue")
    if state.recommendation_id in period.overdue_before:
        return Standing("overdue then and now", counts=True, is_of=True)
    return Standing("overdue only since", is_of=True)


def _past_original(state, period):
    if state.is_past_original(period.as_at):
        return Standing("past its original date", counts=True, is_of=True)
    return Standing(_overdue(state, period).words, is_of=True)


def _extension(state, period):
    if state.extension_requested:
        return Standing("waiting for a decision on another date", counts=True, is_of=True)
    return Standing("with no extension requested", is_of=True)


def _silent(state, period):
    rounds = period.silent.get(state.recommendation_id)
    if rounds is None:
        return Standing("never asked")
    if rounds:
        return Standing("without an update", counts=True, is_of=True)
    return Standing("answered", is_of=True)


def _coloured(colour, state, period):
    if state.status_meaning in DONE:
        return Standing(_status(state))
    found = rag_of_state(state, period.rag_rule, on=period.as_at).colour
    return Standing(found or "without a colour", counts=found == colour, is_of=True)


_OUT = (
    "Not accepted and superseded ones are left out; business as usual and deferred ones are due "
    "like others, and not complete."
)
_ON_ORIGINAL = "whose original date, the latest of several, is the as-at date or earlier"
_ON_CURRENT = (
    "whose date as it stands now, the latest of several, is the as-at date or earlier (one that is "
    "open-ended is not due)"
)

RULES = (
    FigureRule(
        key=FigureKey.IMPLEMENTATION_RATE,
        printed_as=FigureKey.IMPLEMENTATION_RATE,
        label="Implementation rate, on original dates",
        words=f"Reported as complete, of those {_ON_ORIGINAL}. {_OUT}",
        judge=partial(_rate, _original, _is_complete, "complete"),
        nothing=NONE_DUE,
        is_rate=True,
    ),
    FigureRule(
        key=FigureKey.IMPLEMENTATION_RATE_CURRENT,
        printed_as=FigureKey.IMPLEMENTATION_RATE_CURRENT,
        label="Implementation rate, on current dates",
        words=f"Reported as complete, of those {_ON_CURRENT}. {_OUT}",
        judge=partial(_rate, _current, _is_complete, "complete"),
        nothing=NONE_DUE,
        is_rate=True,
    ),
    FigureRule(
        key=FigureKey.VERIFIED_RATE,
        printed_as=FigureKey.VERIFIED_RATE,
        label="Verified rate, on original dates",
        words=f"Complete and verified by an auditor, of those {_ON_ORIGINAL}. {_OUT}",
        judge=partial(_rate, _original, _is_verified, "verified"),
        nothing=NONE_DUE,
        is_rate=True,
    ),
    FigureRule(
        key=FigureKey.VERIFIED_RATE_CURRENT,
        printed_as=FigureKey.VERIFIED_RATE_CURRENT,
        label="Verified rate, on current dates",
        words=f"Complete and verified by an auditor, of those {_ON_CURRENT}. {_OUT}",
        judge=partial(_rate, _current, _is_verified, "verified"),
        nothing=NONE_DUE,
        is_rate=True,
    ),
    FigureRule(
        key=FigureKey.OVERDUE,
        printed_as=FigureKey.OVERDUE,
        label="Overdue",
        words=(
            "A date of it, or of one of its further actions, has passed and what was due is not "
            "done; of all that are monitored."
        ),
        judge=_overdue,
    ),
    FigureRule(
        key=FigureKey.CARRIED_OVER,
        printed_as=FigureKey.CARRIED_OVER,
        label="Overdue, carried over from the earlier period",
        words="Overdue now, and overdue already in the earlier period; of those overdue now.",
        judge=_carried_over,
        nothing="none overdue",
    ),
    FigureRule(
        key=FigureKey.PAST_ORIGINAL,
        printed_as=FigureKey.PAST_ORIGINAL,
        label="Past the original date, within the revised one",
        words=(
            "Not done by an original date, and not overdue because the date was moved; none where "
            "the plan says that an agreed date stops “overdue”; of all that are monitored."
        ),
        judge=_past_original,
        tells_of=False,
    ),
    FigureRule(
        key=FigureKey.EXTENSIONS,
        printed_as=FigureKey.EXTENSIONS,
        label="Extensions requested",
        words=(
            "Another date was asked for, and nobody has decided yet: the old date stands; of all "
            "that are monitored."
        ),
        judge=_extension,
        tells_of=False,
    ),
    FigureRule(
        key=FigureKey.SILENT,
        printed_as=FigureKey.SILENT,
        label="No update received",
        words=(
            "Nobody answered the last round that asked about it, neither with an update nor with "
            "“no change”; of those that a round ever asked about."
        ),
        judge=_silent,
        nothing="none asked",
        tells_of=False,
    ),
)


def _rag_rules(rule):
    """One for each colour, and for none where the rule can leave it open."""
    lines = {line.split(":")[0]: line.partition(": ")[2] for line in rag_key(rule)}
    own = "as its owners, or somebody in their place, say, with a reason."
    for colour in Colour:
        says = lines.get(colour.word, own).replace("otherwise.", "neither red nor amber.")
        yield _rag_rule(colour, colour.word, says)
    if rule != Rule.DEADLINE:
        yield _rag_rule(None, "No colour", "neither a rule nor a person says how it goes.")


def _rag_rule(colour, word, says):
    return FigureRule(
        key=f"rag_{colour or 'none'}",
        printed_as=FigureKey.RAG,
        label=word,
        words=(
            f"By the plan’s rule, {says} Of those still to be done: not complete, superseded, not "
            "accepted or business as usual."
        ),
        judge=partial(_coloured, colour),
        nothing="none still to be done",
        is_rate=True,
    )
