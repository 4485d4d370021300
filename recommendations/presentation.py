"""What a page shows of a state, worked out once for each row: tags, links and short sentences."""

from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.urls import reverse

from recommendations.by_when import describe
from recommendations.models import DeadlineTerm, StatusMeaning
from recommendations.readings import reading_of
from recommendations.states import DeadlineState, RecommendationState

TAGS: dict[str, str] = {
    StatusMeaning.NOT_STARTED: "not-started",
    StatusMeaning.ON_TRACK: "underway",
    StatusMeaning.AT_RISK: "at-risk",
    StatusMeaning.COMPLETE: "complete",
}


@dataclass(frozen=True, slots=True)
class Tag:
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class DeadlineWords:
    """A deadline as a page shows it: the agreed words, and what there is to know beside them."""

    deadline_id: int
    text: str
    reading: str
    read_by_person: bool
    original: str
    moved: str
    requested: str
    is_overdue: bool

    @property
    def came_from(self):
        """Where it came from and how often it moved; it may have moved away and back again."""
        return "; ".join(filter(None, (self.original, self.moved)))


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One recommendation in the table of its plan."""

    state: RecommendationState
    address: str
    tags: tuple[Tag, ...]
    deadlines: tuple[DeadlineWords, ...]

    @property
    def name(self):
        """What a link or a button about it says to whoever hears it alone."""
        return f"recommendation {self.state.reference}" if self.state.reference else self.state.text


@dataclass(frozen=True, slots=True)
class PlanGroup:
    """The rows under one theme and timescale; a heading is "" where it goes on or there is none."""

    theme: str
    note: str
    timescale: str
    rows: tuple[PlanRow, ...]


def status_tags(state: RecommendationState, on: date) -> tuple[Tag, ...]:
    """The status in the plan's own word, and what else is to be known at a glance on a day:
    completed and verified are two facts, and so are two tags.
    """
    tags = []
    if state.status_word:
        tags.append(Tag(TAGS.get(state.status_meaning, "neutral"), state.status_word))
    if state.is_overdue(on):
        tags.append(Tag("overdue", "Overdue"))
    if state.is_past_original(on):
        tags.append(Tag("at-risk", "Past its original date"))
    if state.extension_requested:
        tags.append(Tag("at-risk", "Extension requested"))
    if state.completion_refused:
        tags.append(Tag("overdue", "Completion refused"))
    if state.is_verified:
        tags.append(Tag("complete", "Verified"))
    if not state.is_monitored:
        tags.append(Tag("neutral", "No longer monitored"))
    return tuple(tags)


def no_change(state: RecommendationState, on: date) -> str:
    """What a nil return says on a day: nobody is made to say that something late is on track."""
    is_late = state.is_overdue(on) or state.status_meaning == StatusMeaning.AT_RISK
    return "No change" if is_late else "No change, still on track"


def deadline_words(deadline: DeadlineState, on: date) -> DeadlineWords:
    """What a page says of a deadline; `on`: the day on which it is judged overdue."""
    has_moved = deadline.text != deadline.original_text
    return DeadlineWords(
        deadline_id=deadline.deadline_id,
        text=deadline.text,
        reading=describe(reading_of(deadline)),
        read_by_person=deadline.read_by == DeadlineTerm.ReadBy.PERSON,
        original=f"originally {deadline.original_text}" if has_moved else "",
        moved=_times(deadline.times_moved),
        requested=f"extension requested: {deadline.requested}" if deadline.requested else "",
        is_overdue=deadline.is_overdue(on),
    )


def plan_rows(states, on: date, question: str = "") -> list[PlanRow]:
    """The rows of some states, in their order, without groups."""
    address = reverse("recommendation_detail", args=[0]) + question
    return [_row(state, on, address) for state in states]


def plan_groups(states, on: date, question: str = "") -> list[PlanGroup]:
    """The rows of a plan in its order, a new group for each theme and timescale; `question`: what
    was asked ("?as_at=2016-05-31"), which the links carry on.
    """
    groups, last_theme = [], None
    for (theme, timescale), members in groupby(states, key=lambda s: (s.theme, s.timescale)):
        is_new = theme is not None and theme != last_theme
        groups.append(
            PlanGroup(
                theme=theme.heading if is_new else "",
                note=theme.note if is_new else "",
                timescale=timescale,
                rows=tuple(plan_rows(members, on, question)),
            )
        )
        last_theme = theme
    return groups


def _row(state, on, address):
    return PlanRow(
        state=state,
        address=address.replace("/0/", f"/{state.recommendation_id}/"),
        tags=status_tags(state, on),
        deadlines=tuple(deadline_words(deadline, on) for deadline in state.printed_deadlines),
    )


def _times(count):
    if count == 0:
        return ""
    return "moved once" if count == 1 else f"moved {count} times"
