"""What was true of these recommendations on day D, as known at moment K? The one place that
answers, for everything printed.

A fixed number of queries, whatever the number of recommendations; the answer is plain and frozen.
"""

from collections import defaultdict
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import Exists, F, OuterRef, Q, Subquery

from people.dated_fact import PreparedAsAt
from people.prepared import Given
from recommendations.models import (
    Action,
    ActionState,
    Assignment,
    DeadlineTerm,
    ExtensionRequest,
    Monitoring,
    NilReturn,
    OwnerCell,
    Placement,
    ProgressUpdate,
    RagJudgement,
    Recommendation,
    StatusFact,
    StatusMeaning,
    Theme,
    Verification,
    Wording,
)
from recommendations.moves import slips
from recommendations.states import (
    DatedState,
    DeadlineState,
    FurtherAction,
    OwnerState,
    RecommendationState,
    ThemeState,
)


def state_as_at(
    recommendations, *, as_at: date, known_by: datetime | None
) -> list[RecommendationState]:
    """The states of those of `recommendations` (a QuerySet) that exist, in the order of their plan.

    `as_at`: the day, inclusive; `known_by`: the moment, inclusive, or None for all that was ever
    written down. Six queries.
    """
    given: dict[str, Any] = {
        "as_at": as_at,
        "known_by": known_by,
        "recommendations": recommendations.order_by().values("pk"),
    }
    placements = {key: _Placement(*row) for key, *row in _PLACEMENTS.rows(**given)}
    updates = {key: _Update(*row) for key, *row in _UPDATES.rows(**given)}
    owners = _owners(given)
    actions = _actions(given)
    terms = _terms(given)
    states = [
        _state(
            narrow,
            placement=placements.get(narrow.pk) or _Placement(),
            update=updates.get(narrow.pk) or _Update(),
            owners=owners[narrow.pk],
            actions=actions[narrow.pk],
            terms=terms[narrow.pk],
        )
        for narrow in map(_Narrow._make, _NARROW_FACTS.rows(**given))
    ]
    return _in_plan_order(states)


def dates_as_at(keys: list[int], *, as_at: date, known_by: datetime | None) -> list[DatedState]:
    """What is due of the recommendations with these keys, in any order, as state_as_at has it: for
    those who ask about thousands and print dates alone. Three queries.
    """
    given: dict[str, Any] = {"as_at": as_at, "known_by": known_by, "recommendations": keys}
    actions = _actions(given)
    terms = _terms(given)
    return [
        DatedState(
            recommendation_id=key,
            plan_id=plan,
            reference=reference,
            text=text,
            owner_text=owner_words or "",
            actions=tuple(actions[key]),
            deadlines=_deadlines(actions[key], terms[key], meaning),
        )
        for key, plan, reference, text, owner_words, meaning in _DATED_FACTS.rows(**given)
    ]


# The questions are put so often that for Django to make up their words would take longer than most
# of the answers: they are prepared.


class _Placement(NamedTuple):
    timescale: str = ""
    position: int = 0
    priority: str = ""
    response: str = ""
    own_values: dict = {}
    theme: int | None = None
    theme__number: str = ""
    theme__title: str = ""
    theme__note: str = ""
    theme__position: int = 0


class _Update(NamedTuple):
    narrative: str = ""
    further_words: str = ""
    per_cent: int | None = None
    forecast: date | None = None
    valid_from: date | None = None
    own_values: dict = {}


class _Narrow(NamedTuple):
    """A recommendation with its facts of a value or two, read along in the same query."""

    pk: int
    plan: int
    reference: str
    # Named apart from the derived columns, which say what is true today.
    wording: str
    owner_words: str | None
    word: str | None
    meaning: str | None
    status_from: date | None
    monitoring: bool | None
    nil_return_on: date | None
    verification: str | None
    colour_given: str | None
    colour_because: str | None
    colour_from: date | None
    colour_by: str | None
    revision_stops_overdue: bool


class _Term(NamedTuple):
    """What counts of a term."""

    text: str
    paper_date: date
    is_dropped: bool
    kind: str
    earliest: date | None
    latest: date | None
    open_ended: bool
    read_by: str
    valid_from: date
    requested: str | None


def _asked_about():
    return Recommendation.objects.order_by().filter(pk__in=Given("recommendations"))


def _in_force(kind, columns):
    """Those facts in force of a kind that is about recommendations."""
    return PreparedAsAt(
        lambda **when: (
            kind.objects.in_force(of=_asked_about(), **when)
            .order_by()
            .values_list("recommendation", *columns)
        )
    )


def _narrow_facts(**when):
    """The recommendations with a wording."""

    def value(kind, field):
        return Subquery(kind.objects.last_standing(OuterRef("pk"), **when).values(field))

    return (
        _asked_about()
        .annotate(
            wording=value(Wording, "text"),
            owner_words=value(OwnerCell, "text"),
            word=value(StatusFact, "word"),
            meaning=value(StatusFact, "meaning"),
            status_from=value(StatusFact, "valid_from"),
            monitoring=value(Monitoring, "is_monitored"),
            nil_return_on=value(NilReturn, "valid_from"),
            verification=_verification(when),
            colour_given=value(RagJudgement, "colour"),
            colour_because=value(RagJudgement, "reason"),
            colour_from=value(RagJudgement, "valid_from"),
            colour_by=value(RagJudgement, "recorded_by__name"),
            revision_stops_overdue=F("plan__revision_stops_overdue"),
        )
        .filter(wording__isnull=False)
        .values_list(*_Narrow._fields)
    )


def _dated_facts(**when):
    """Of those, what is said where dates alone are."""
    columns = ("pk", "plan", "reference", "wording", "owner_words", "meaning")
    return _narrow_facts(**when).values_list(*columns)


def _verification(when):
    """The result of the last verification, unless something else was said since: one that confirms
    holds of what was complete on its day, and any until it was said not to be complete.
    """
    later = Q(valid_from__gt=OuterRef("valid_from")) | Q(
        valid_from=OuterRef("valid_from"), recorded_at__gt=OuterRef("recorded_at")
    )
    undone = (
        StatusFact.objects.standing(**when)
        .filter(later, recommendation=OuterRef("recommendation"))
        .exclude(meaning=StatusMeaning.COMPLETE)
    )
    on_its_day: dict[str, Any] = {**when, "as_at": OuterRef("valid_from")}
    then = StatusFact.objects.last_standing(OuterRef("recommendation"), **on_its_day)
    holding = Verification.objects.standing(**when).annotate(then=Subquery(then.values("meaning")))
    refused = Q(result=Verification.Result.REFUSED)
    holding = holding.filter(~Exists(undone), refused | Q(then=StatusMeaning.COMPLETE))
    last = holding.filter(recommendation=OuterRef("pk")).order_by(
        "-valid_from", "-recorded_at", "-pk"
    )
    return Subquery(last.values("result")[:1])


def _assignments(**when):
    cells = OwnerCell.objects.in_force(of=_asked_about(), **when)
    assignments = Assignment.objects.filter(owner_cell__in=cells).order_by("order", "pk")
    columns = ("owner_cell__recommendation", "owner", "owner__name", "owner__kind", "role", "remit")
    return assignments.values_list(*columns)


def _action_states(**when):
    actions = Action.objects.filter(recommendation__in=Given("recommendations"))
    states = ActionState.objects.in_force(of=actions, **when).order_by("action__order", "action")
    return states.values_list(
        "action__recommendation", "action", "text", "state", "owner", "owner__name", "valid_from"
    )


def _standing_terms(**when):
    columns = ("deadline__recommendation", "deadline", "deadline__action")
    return (
        DeadlineTerm.objects.standing(**when)
        .filter(deadline__recommendation__in=Given("recommendations"))
        .annotate(requested=_requested(when))
        .order_by("deadline__order", "deadline", "valid_from", "recorded_at", "pk")
        .values_list(*columns, *_Term._fields)
    )


def _requested(when):
    """The words of the extension of a deadline that is undecided; it waits while the deadline is
    not closed.
    """
    undecided = ExtensionRequest.objects.undecided(**when).filter(deadline=OuterRef("deadline"))
    return Subquery(undecided.order_by("-pk").values("text")[:1])


_PLACEMENTS = _in_force(Placement, _Placement._fields)
_UPDATES = _in_force(ProgressUpdate, _Update._fields)
_NARROW_FACTS = PreparedAsAt(_narrow_facts)
_DATED_FACTS = PreparedAsAt(_dated_facts)
_ASSIGNMENTS = PreparedAsAt(_assignments)
_ACTION_STATES = PreparedAsAt(_action_states)
_STANDING_TERMS = PreparedAsAt(_standing_terms)


def _owners(given):
    """The owners named in the owner cells in force, by recommendation."""
    by_recommendation = defaultdict(list)
    for recommendation, *owner in _ASSIGNMENTS.rows(**given):
        by_recommendation[recommendation].append(OwnerState(*owner))
    return by_recommendation


def _actions(given):
    """The actions that are on record, in their order, by recommendation."""
    by_recommendation = defaultdict(list)
    for recommendation, *action in _ACTION_STATES.rows(**given):
        by_recommendation[recommendation].append(FurtherAction(*action))
    return by_recommendation


def _terms(given):
    """The standing terms of each deadline, first to last, by recommendation and deadline (its key
    and its action's).
    """
    by_recommendation: dict = defaultdict(lambda: defaultdict(list))
    for recommendation, deadline, action, *term in _STANDING_TERMS.rows(**given):
        by_recommendation[recommendation][deadline, action].append(_Term(*term))
    return by_recommendation


def _state(narrow, *, placement, update, owners, actions, terms) -> RecommendationState:
    """The state of one recommendation out of its facts in force."""
    return RecommendationState(
        recommendation_id=narrow.pk,
        plan_id=narrow.plan,
        reference=narrow.reference,
        text=narrow.wording,
        theme=_theme(placement),
        timescale=placement.timescale,
        position=placement.position,
        priority=placement.priority,
        response=placement.response,
        own_values={**placement.own_values, **update.own_values},
        owner_text=narrow.owner_words or "",
        owners=tuple(owners),
        status_word=narrow.word or "",
        status_meaning=narrow.meaning or "",
        status_from=narrow.status_from,
        narrative=update.narrative,
        further_words=update.further_words,
        per_cent=update.per_cent,
        forecast=update.forecast,
        updated_on=update.valid_from,
        nil_return_on=narrow.nil_return_on,
        is_monitored=narrow.monitoring is not False,
        is_verified=(
            narrow.meaning == StatusMeaning.COMPLETE
            and narrow.verification == Verification.Result.CONFIRMED
        ),
        revision_stops_overdue=narrow.revision_stops_overdue,
        completion_refused=narrow.verification == Verification.Result.REFUSED,
        **_judgement(narrow),
        actions=tuple(actions),
        deadlines=_deadlines(actions, terms, narrow.meaning),
    )


def _judgement(narrow):
    """The colour that a person has given in place of what the plan's rule says, if any."""
    if not narrow.colour_given:
        return {}
    return {
        "judged_colour": narrow.colour_given,
        "judged_reason": narrow.colour_because,
        "judged_on": narrow.colour_from,
        "judged_by": narrow.colour_by,
    }


def _theme(placement):
    if placement.theme is None:
        return None
    theme = Theme(number=placement.theme__number, title=placement.theme__title)
    return ThemeState(
        theme_id=placement.theme,
        heading=theme.heading,
        note=placement.theme__note,
        position=placement.theme__position,
    )


def _deadlines(actions, terms, meaning):
    """Those that were not dropped."""
    open_ids = {action.action_id for action in actions if action.is_open}
    is_done = meaning in StatusMeaning.done()
    return tuple(
        _deadline(deadline, action, its_terms, is_closed=_is_closed(action, open_ids, is_done))
        for (deadline, action), its_terms in terms.items()
        if not its_terms[-1].is_dropped
    )


def _is_closed(action_id, open_ids, is_done):
    """A deadline of an action is closed when the action is; one of the whole recommendation when
    that is done.
    """
    return is_done if action_id is None else action_id not in open_ids


def _deadline(deadline_id, action_id, terms, *, is_closed):
    agreed = [term for term in terms if not term.is_dropped]
    original = next((term for term in agreed if term.latest), agreed[0])
    slipped_on = tuple(term.valid_from for term in slips(agreed))
    return DeadlineState(
        deadline_id=deadline_id,
        action_id=action_id,
        text=agreed[-1].text,
        kind=agreed[-1].kind,
        earliest=agreed[-1].earliest,
        latest=agreed[-1].latest,
        open_ended=agreed[-1].open_ended,
        read_by=agreed[-1].read_by,
        paper_date=agreed[-1].paper_date,
        original_text=agreed[0].text,
        original_latest=original.latest,
        times_moved=len(slipped_on),
        slipped_on=slipped_on,
        is_closed=is_closed,
        requested="" if is_closed else terms[-1].requested or "",
        since=agreed[-1].valid_from,
    )


def _in_plan_order(states):
    """By theme, and in it by timescale, in the order in which each is first met; what is added to
    a timescale later stands under its heading.
    """
    first: dict = {}
    for state in states:
        here = _heading(state)
        first[here] = min(first.get(here, state.position), state.position)
    return sorted(
        states,
        key=lambda state: (
            state.theme.position if state.theme else 0,
            first[_heading(state)],
            state.position,
            state.recommendation_id,
        ),
    )


def _heading(state):
    return state.theme, state.timescale
