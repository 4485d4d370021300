"""What was true of these recommendations on day D, as known at moment K? The one place that
answers, for everything printed.

A fixed number of queries, whatever the number of recommendations; the answer is plain and frozen.
"""

from collections import defaultdict
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import Exists, F, OuterRef, Q, Subquery

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
    StatusFact,
    StatusMeaning,
    Verification,
    Wording,
)
from recommendations.moves import count_slips
from recommendations.states import (
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
    when: dict[str, Any] = {"as_at": as_at, "known_by": known_by}
    placements = _by_subject(
        Placement.objects.in_force(of=recommendations, **when).select_related("theme")
    )
    updates = _by_subject(ProgressUpdate.objects.in_force(of=recommendations, **when))
    owners = _owners(recommendations, when)
    actions = _actions(recommendations, when)
    terms = _terms(recommendations, when)
    states = [
        _state(
            recommendation,
            placement=placements.get(recommendation.pk) or Placement(),
            update=updates.get(recommendation.pk) or ProgressUpdate(),
            owners=owners[recommendation.pk],
            actions=actions[recommendation.pk],
            terms=terms[recommendation.pk],
        )
        for recommendation in _with_narrow_facts(recommendations, when)
    ]
    return _in_plan_order(states)


def _with_narrow_facts(recommendations, when):
    """The recommendations with a wording, each with its facts of a value or two, read along in the
    same query.
    """

    def value(kind, field):
        return Subquery(kind.objects.last_standing(OuterRef("pk"), **when).values(field))

    return (
        recommendations.order_by()
        .annotate(
            # Named apart from the derived columns, which say what is true today.
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
    )


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


def _by_subject(facts):
    return {fact.subject_id: fact for fact in facts}


def _owners(recommendations, when):
    """The owners named in the owner cells in force, by recommendation."""
    by_recommendation = defaultdict(list)
    cells = OwnerCell.objects.in_force(of=recommendations, **when)
    assignments = Assignment.objects.filter(owner_cell__in=cells).order_by("order", "pk")
    columns = ("owner_cell__recommendation", "owner", "owner__name", "owner__kind", "role", "remit")
    for recommendation, *owner in assignments.values_list(*columns):
        by_recommendation[recommendation].append(OwnerState(*owner))
    return by_recommendation


def _actions(recommendations, when):
    """The actions that are on record, in their order, by recommendation."""
    by_recommendation = defaultdict(list)
    actions = Action.objects.filter(recommendation__in=recommendations)
    states = ActionState.objects.in_force(of=actions, **when).order_by("action__order", "action")
    columns = (
        "action__recommendation", "action", "text", "state", "owner", "owner__name", "valid_from"
    )  # fmt: skip
    for recommendation, *action in states.values_list(*columns):
        by_recommendation[recommendation].append(FurtherAction(*action))
    return by_recommendation


def _terms(recommendations, when):
    """The standing terms of each deadline, first to last, by recommendation and deadline (its key
    and its action's).
    """
    by_recommendation: dict = defaultdict(lambda: defaultdict(list))
    terms = (
        DeadlineTerm.objects.standing(**when)
        .filter(deadline__recommendation__in=recommendations)
        .annotate(requested=_requested(when))
        .order_by("deadline__order", "deadline", "valid_from", "recorded_at", "pk")
    )
    columns = ("deadline__recommendation", "deadline", "deadline__action")
    for recommendation, deadline, action, *term in terms.values_list(*columns, *_Term._fields):
        by_recommendation[recommendation][deadline, action].append(_Term(*term))
    return by_recommendation


def _requested(when):
    """The words of the extension of a deadline that is undecided; it waits while the deadline is
    not closed.
    """
    undecided = ExtensionRequest.objects.undecided(**when).filter(deadline=OuterRef("deadline"))
    return Subquery(undecided.order_by("-pk").values("text")[:1])


class _Term(NamedTuple):
    """What counts of a term. Plain rows are read several times as quickly as models."""

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


def _state(recommendation, *, placement, update, owners, actions, terms) -> RecommendationState:
    """The state of one recommendation out of its facts in force."""
    open_ids = {action.action_id for action in actions if action.is_open}
    is_done = recommendation.meaning in StatusMeaning.done()
    return RecommendationState(
        recommendation_id=recommendation.pk,
        plan_id=recommendation.plan_id,
        reference=recommendation.reference,
        text=recommendation.wording,
        theme=_theme(placement.theme),
        timescale=placement.timescale,
        position=placement.position,
        priority=placement.priority,
        response=placement.response,
        own_values={**placement.own_values, **update.own_values},
        owner_text=recommendation.owner_words or "",
        owners=tuple(owners),
        status_word=recommendation.word or "",
        status_meaning=recommendation.meaning or "",
        status_from=recommendation.status_from,
        narrative=update.narrative,
        further_words=update.further_words,
        per_cent=update.per_cent,
        forecast=update.forecast,
        updated_on=update.valid_from,
        nil_return_on=recommendation.nil_return_on,
        is_monitored=recommendation.monitoring is not False,
        is_verified=(
            recommendation.meaning == StatusMeaning.COMPLETE
            and recommendation.verification == Verification.Result.CONFIRMED
        ),
        revision_stops_overdue=recommendation.revision_stops_overdue,
        completion_refused=recommendation.verification == Verification.Result.REFUSED,
        **_judgement(recommendation),
        actions=tuple(actions),
        deadlines=tuple(
            _deadline(deadline, action, its_terms, is_closed=_is_closed(action, open_ids, is_done))
            for (deadline, action), its_terms in terms.items()
            if not its_terms[-1].is_dropped
        ),
    )


def _judgement(recommendation):
    """The colour that a person has given in place of what the plan's rule says, if any."""
    if not recommendation.colour_given:
        return {}
    return {
        "judged_colour": recommendation.colour_given,
        "judged_reason": recommendation.colour_because,
        "judged_on": recommendation.colour_from,
        "judged_by": recommendation.colour_by,
    }


def _theme(theme):
    if theme is None:
        return None
    return ThemeState(
        theme_id=theme.pk, heading=theme.heading, note=theme.note, position=theme.position
    )


def _is_closed(action_id, open_ids, is_done):
    """A deadline of an action is closed when the action is; one of the whole recommendation when
    that is done.
    """
    return is_done if action_id is None else action_id not in open_ids


def _deadline(deadline_id, action_id, terms, *, is_closed):
    agreed = [term for term in terms if not term.is_dropped]
    original = next((term for term in agreed if term.latest), agreed[0])
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
        times_moved=count_slips(agreed),
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
