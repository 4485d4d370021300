"""What open rounds ask of somebody now, the most pressing first, and who has answered already."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from people.holdings import holdings_of
from recommendations.answers import Asked, answers_to
from recommendations.models import Recommendation, UpdateRequest


@dataclass(frozen=True, slots=True)
class Walk:
    """How many of a user's own requests are answered, and the key of the recommendation to go on
    with, None at the end; `total` 0: it goes through a whole round, where nothing is counted.
    """

    done: int = 0
    total: int = 0
    next_key: int | None = None


def my_updates(user, *, on: date) -> list[Asked]:
    """What the rounds that are open on a day ask of a user as their own, in the order in which to
    answer it: what nobody has answered first, and of that the overdue, then by the next date.
    """
    # Read at once: from the little that is somebody's own to the much that rounds ask. Who may
    # report on it may see it.
    own = Recommendation.objects.in_use().own_to(user, on=on, held=holdings_of(user, on=on))
    keys = list(own.values_list("pk", flat=True))
    requests = UpdateRequest.objects.of_open_rounds(on=on).filter(recommendation__in=keys)
    return sorted(answers_to(requests, as_at=on, known_by=None), key=urgency)


def next_unanswered(user, request: UpdateRequest, *, on: date) -> int | None:
    """The key of the recommendation to go on with after `request`; None when all is answered."""
    return walk_on(user, request, on=on).next_key


def walk_on(user, request: UpdateRequest, *, on: date) -> Walk:
    """How far a user is once `request` is answered, and what is next: of the user's own where it is
    one of them, else of the same round, by plan.
    """
    asked = my_updates(user, on=on)
    if request.pk not in [one.request_id for one in asked]:
        return Walk(next_key=_next_of_the_round(user, request, on))
    rest = [one for one in asked if not one.answer.is_given]
    others = (one.recommendation_id for one in rest if one.request_id != request.pk)
    return Walk(done=len(asked) - len(rest), total=len(asked), next_key=next(others, None))


def _next_of_the_round(user, request, on):
    """The first that is silent, after this one if there is any: a round can be large, and nothing
    else of it is read.
    """
    visible = Recommendation.objects.visible_to(user, on=on)
    silent = (
        request.round.requests.filter(recommendation__in=visible)
        .exclude(pk=request.pk)
        .with_answers(as_at=on, known_by=None)
        .with_still_asked(known_by=None)
        .silent()
        .filter(is_still_asked=True)
        .order_by("recommendation__plan", "recommendation")
        .values_list("recommendation", flat=True)
    )
    here = request.recommendation
    later = Q(recommendation__plan__gt=here.plan_id) | Q(
        recommendation__plan=here.plan_id, recommendation__gt=here.pk
    )
    return silent.filter(later).first() or silent.first()


def urgency(asked: Asked):
    """By what the requests of somebody are sorted: what nobody has answered first, and of that the
    earliest date; so the overdue come first by themselves.
    """
    return (
        asked.answer.is_given,
        asked.next_latest or date.max,
        asked.plan_id,
        asked.recommendation_id,
    )
