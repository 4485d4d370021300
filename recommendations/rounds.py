"""Acts on rounds: opening one over several plans, closing it, opening it again; and the asking that
goes with them.
"""

from datetime import date, datetime
from itertools import product
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone

from people.dated_fact import take_back
from people.edited_in_place import save_in_place, take_version
from recommendations.derived import refresh_derived
from recommendations.kept_text import kept_text
from recommendations.models import (
    Monitoring,
    NilReturn,
    Plan,
    PlanStamp,
    ProgressUpdate,
    Recommendation,
    Round,
    RoundState,
    StatusFact,
    StatusMeaning,
    UpdateRequest,
    Wording,
)

NO_PLANS = "Choose at least one plan."
AS_AT_STAYS = (
    "Somebody has answered as at the day that it was, so it stays. Close the round, and open "
    "another one"
)
NO_REASON_TO_CANCEL = "Say why the round is cancelled."
ASKS_CHOSEN = (
    "The round “{round}” asks only about chosen recommendations, so no plan is added to it. Choose "
    "others in the list of recommendations, and ask for an update on them."
)


class RoundClosed(ValidationError):
    """An answer to a round that is closed; nothing was written."""

    def __init__(self, round):
        super().__init__(
            f"The round “{round}” is closed, and takes no more answers. What you report now is "
            "kept as an update after the round.",
            code="round_closed",
        )


@transaction.atomic
def open_round(
    *, label, as_at: date, updates_due: date, plans, by, on: date, at: datetime
) -> Round:
    """Open a round over plans on the day `on`, and ask for an update on everything in them that is
    live and not done by then.

    `as_at`: the day the answers are to be true on; `updates_due`: the last day for them, inclusive.
    ValidationError without a plan or a label, or when one of the plans is in an open round already.
    """
    plans = list(plans)
    if not plans:
        raise ValidationError({"plans": NO_PLANS})
    round = _begin(Round(label=label, as_at=as_at, updates_due=updates_due), by=by, on=on, at=at)
    add_plans(round, plans, by=by, on=on, at=at)
    return round


@transaction.atomic
def open_round_about(
    recommendations, *, label, as_at: date, updates_due: date, by, on: date, at: datetime
) -> Round:
    """Open a round that asks only about these recommendations, live and not done; as open_round."""
    plans = lock_plans({recommendation.plan_id for recommendation in recommendations})
    _refuse_plans_in_a_round(plans, on, at)
    round = Round(label=label, as_at=as_at, updates_due=updates_due, asks_all=False)
    _begin(round, by=by, on=on, at=at)
    round.plans.add(*plans)
    _ask(round, recommendations, by=by, at=at)
    return round


@transaction.atomic
def ask_besides(round, recommendations, *, by, on: date, at: datetime) -> list[UpdateRequest]:
    """Ask for updates on further recommendations of the plans of an open round. ValidationError
    when the round is closed.
    """
    if not _last_state(round, on, at).is_open:
        raise RoundClosed(round)
    return _ask(round, recommendations, by=by, at=at)


@transaction.atomic
def add_plans(round, plans, *, by, on: date, at: datetime) -> list[UpdateRequest]:
    """Ask for updates on further plans in an open round; as open_round. ValidationError when the
    round is closed, or asks only about chosen recommendations.
    """
    if not round.asks_all:
        raise ValidationError(ASKS_CHOSEN.format(round=round))
    if not _last_state(round, on, at).is_open:
        raise ValidationError(f"The round “{round}” is closed. Open it again to add plans to it.")
    plans = lock_plans([plan.pk for plan in plans])
    _refuse_plans_in_a_round(plans, on, at)
    round.plans.add(*plans)
    return _ask(round, to_report_on(plans, as_at=on, known_by=at), by=by, at=at)


@transaction.atomic
def edit_round(
    round, *, label, updates_due: date, version: int, by, at: datetime, as_at: date | None = None
) -> Round:
    """Change the label of a round, the last day for its answers, or while it has none the day that
    they are to be true on (`as_at` None: it stays), in place; `version`: the one that the edit
    began with. EditedMeanwhile when somebody else has saved it since; ValidationError for another
    as-at day once somebody has answered.
    """
    take_version(round, version)
    if as_at and as_at != round.as_at:
        if is_answered(_locked(round)):
            raise ValidationError({"as_at": AS_AT_STAYS})
        round.as_at = as_at
        # What was counted as at past days looks at the rounds about them.
        PlanStamp.objects.raise_for(round.plans.values_list("pk", flat=True))
    round.label = kept_text(label, missing="Enter a label.").strip()
    round.updates_due = updates_due
    return save_in_place(round, by=by, at=at)


@transaction.atomic
def close_round(round, *, by, on: date, at: datetime, reason="") -> RoundState:
    """Close a round: whoever has not answered by now was silent in it. ValidationError when it is
    closed already, or for a day before it was opened.
    """
    if not _last_state(round, on, at).is_open:
        raise ValidationError(f"The round “{round}” is closed already.")
    [state] = _state([round], is_open=False, by=by, on=on, at=at, reason=reason)
    _refresh_asked(round, at)
    return state


@transaction.atomic
def reopen_round(round, *, by, on: date, at: datetime, reason) -> RoundState:
    """Open a closed round again, with the reason. ValidationError when it is open, when one of its
    plans is in another open round by now, or for a day before it was closed.
    """
    reason = kept_text(reason, missing="Say why it is opened again.")
    if _last_state(round, on, at).is_open:
        raise ValidationError(f"The round “{round}” is open already.")
    _refuse_plans_in_a_round(lock_plans(round.plans.values("pk")), on, at)
    [state] = _state([round], is_open=True, by=by, on=on, at=at, reason=reason)
    _refresh_asked(round, at)
    return state


@transaction.atomic
def cancel_round(round, *, by, at: datetime, reason) -> RoundState:
    """Take the opening of a round back, as if it had never asked, with the reason; returns the void
    of its state. ValidationError unless it is open, opened only once, and nobody has answered.
    """
    reason = kept_text(reason, missing=NO_REASON_TO_CANCEL)
    round = _locked(round)
    standing = RoundState.objects.standing(as_at=date.max, known_by=None).filter(round=round)
    states = list(standing)
    if [state.is_open for state in states] != [True]:
        raise ValidationError(f"The round “{round}” was closed, so it can't be cancelled any more.")
    if is_answered(round):
        raise ValidationError(
            f"Somebody has answered the round “{round}”, so it can't be cancelled any more. Close "
            "it instead.",
            code="answered",
        )
    void = take_back(states[0], by=by, at=at, reason=reason)
    _refresh_asked(round, at)
    return void


def is_answered(round) -> bool:
    """Whether anything answers a round as known now, in it or as an update outside any round that
    counts for it.
    """
    when: dict[str, Any] = {"as_at": date.max, "known_by": None}
    in_it = (k.objects.standing(**when).filter(round=round) for k in (ProgressUpdate, NilReturn))
    asked = round.requests.with_answers(**when).filter(update__isnull=False)
    return any(answers.exists() for answers in (*in_it, asked))


@transaction.atomic
def ask_for_raised(plan, recommendations, *, by, at: datetime) -> list[UpdateRequest]:
    """Ask for an update on recommendations that join a plan while its round is open; nothing when
    none is, or when it asks only about chosen ones.
    """
    round = plan.rounds.open(on=timezone.localdate(at)).filter(asks_all=True).first()
    return _ask(round, recommendations, by=by, at=at) if round else []


def is_open(round, *, on: date) -> bool:
    """Whether a round is open on a day, as known now."""
    return Round.objects.filter(pk=round.pk).open(on=on).exists()


def refuse_closed_rounds(rounds, *, at: datetime):
    """RoundClosed unless every one of the rounds is open at the moment."""
    rounds = {round for round in rounds if round is not None}
    if not rounds:
        return
    asked = Round.objects.filter(pk__in=[round.pk for round in rounds])
    today = timezone.localdate(at)
    states = RoundState.objects.in_force(as_at=today, known_by=at, of=asked)
    taking_answers = {state.round_id for state in states if state.is_open}
    for round in rounds:
        if round.pk not in taking_answers:
            raise RoundClosed(round)


def _begin(round, *, by, on, at):
    round.label = kept_text(round.label, missing="Enter a label.").strip()
    save_in_place(round, by=by, at=at)
    _state([round], is_open=True, by=by, on=on, at=at)
    return round


def _locked(round):
    """The round once nobody else can change it, and nobody can be in the middle of answering it."""
    return Round.objects.select_for_update().get(pk=round.pk)


def _last_state(round, on, at):
    """The state of a round as known now, once nobody else can change it; ValidationError when it
    begins after the day `on`, for what is said of an earlier day would never be seen.

    Not a key lock: who reports, and refers to the round, need not wait (PostgreSQL).
    """
    Round.objects.select_for_update(no_key=True).get(pk=round.pk)
    today = timezone.localdate(at)
    last = RoundState.objects.last_standing(round, as_at=today, known_by=None).first()
    if last is None:
        raise ValidationError(f"The round “{round}” was cancelled.")
    if on < last.valid_from:
        is_what = "open" if last.is_open else "closed"
        raise ValidationError(
            f"The round “{round}” is {is_what} from {last.valid_from.day} {last.valid_from:%B %Y}. "
            "Choose that day or a later one."
        )
    return last


def lock_plans(keys) -> list[Plan]:
    """So that of two rounds opened at once the second sees the first, and nothing is raised
    unasked meanwhile.
    """
    return list(Plan.objects.select_for_update().filter(pk__in=keys).order_by("pk"))


def _state(rounds, *, is_open, by, on, at, reason=""):
    return RoundState.objects.write_down(
        (RoundState(round=round, is_open=is_open) for round in rounds),
        by=by, on=on, at=at, reason=reason,
    )  # fmt: skip


def _refuse_plans_in_a_round(plans, on, at):
    """Neither on the day from which a round is to be open, nor today."""
    for plan, day in product(plans, {on, timezone.localdate(at)}):
        other = plan.rounds.open(on=day).first()
        if other:
            which = "which is" if other.asks_all else "which asks only about chosen ones and is"
            raise ValidationError(
                {
                    "plans": f"“{plan}” is in the round “{other}”, {which} still open. Close that "
                    "one first."
                },
                code="in_a_round",
            )


def to_report_on(plans, **when):
    """What is in the plans, monitored and not done, on a day as known at a moment (`as_at`,
    `known_by`): what a round would ask about.
    """
    return with_why_asked(Recommendation.objects.filter(plan__in=plans), **when).filter(
        Q(monitored=None) | Q(monitored=True),
        Q(meaning=None) | ~Q(meaning__in=StatusMeaning.done()),
        wording__isnull=False,
    )


def with_why_asked(recommendations, **when):
    """Recommendations with what decides whether a round would ask about them, as to_report_on: the
    key of their `wording`, whether they are `monitored`, and the `meaning` of their status.
    """

    def last(kind, field):
        return Subquery(kind.objects.last_standing(OuterRef("pk"), **when).values(field))

    return recommendations.annotate(
        wording=last(Wording, "pk"),
        monitored=last(Monitoring, "is_monitored"),
        meaning=last(StatusFact, "meaning"),
    )


def _ask(round, recommendations, *, by, at):
    """Request updates; of what is asked already nothing is asked again."""
    recommendations = list(recommendations)
    today = timezone.localdate(at)
    since = closed_at(recommendations, besides=[round], as_at=today, known_by=at)
    asked = set(round.requests.values_list("recommendation", flat=True))
    requests = UpdateRequest.objects.bulk_create(
        UpdateRequest(
            round=round,
            recommendation=recommendation,
            asked_at=at,
            asked_by=by,
            answers_from=since.get(recommendation.pk, at),
        )
        for recommendation in recommendations
        if recommendation.pk not in asked
    )
    refresh_derived((r.recommendation_id for r in requests), on=timezone.localdate(at))
    return requests


def closed_at(recommendations, *, besides=(), **when) -> dict[int, datetime]:
    """The moment when the last round was closed that asked about everything in the plan of each
    recommendation, or about it alone, by its key, on a day as known at a moment (`as_at`,
    `known_by`); `besides`: rounds that don't count. Two queries.
    """
    plans = {recommendation.plan_id for recommendation in recommendations}
    closings = (
        RoundState.objects.standing(**when)
        .filter(is_open=False)
        .exclude(round__in=besides)
        .order_by("recorded_at")
    )
    of_plans = closings.filter(round__asks_all=True, round__plans__in=plans)
    of_plans = dict(of_plans.values_list("round__plans", "recorded_at"))
    alone = closings.filter(round__asks_all=False, round__requests__recommendation__plan__in=plans)
    alone = dict(alone.values_list("round__requests__recommendation", "recorded_at"))
    closed = {r.pk: (of_plans.get(r.plan_id), alone.get(r.pk)) for r in recommendations}
    return {key: max(filter(None, moments)) for key, moments in closed.items() if any(moments)}


def _refresh_asked(round, at):
    keys = round.requests.values_list("recommendation", flat=True)
    refresh_derived(keys, on=timezone.localdate(at))
