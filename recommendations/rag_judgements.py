"""The act of a person who gives a colour in place of what the plan's rule says, and lets the rule
decide again.
"""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from people.edited_in_place import EditedMeanwhile
from recommendations.as_at import state_as_at
from recommendations.derived import refresh_derived
from recommendations.kept_text import kept_text
from recommendations.models import RagJudgement, Recommendation, StatusMeaning

NO_REASON = "Say why. The reason is shown wherever the colour is."
NO_COLOUR = "Choose red, amber or green, or let the rule decide."
NOT_THERE = "Nothing was on record of this recommendation on that day, so it has no colour."
IS_DONE = "Nothing is due any more, so it has no colour."
NOT_MONITORED = "It is no longer monitored, so nobody judges its colour."
UNCHANGED = "This is how it is judged already, for the same reason."
BY_RULE_ALREADY = "The rule decides already: nobody has judged otherwise."


def version_of_judgement(recommendation) -> int:
    """The key of the judgement that was written down last, whatever it says; 0 for none."""
    return recommendation.ragjudgements.aggregate(last=Max("pk"))["last"] or 0


@transaction.atomic
def judge_rag(
    recommendation,
    colour: str,
    *,
    reason: str,
    by,
    on: date,
    at: datetime,
    on_behalf_of=None,
    version: int | None = None,
) -> RagJudgement:
    """Give a recommendation a colour from a day on, whatever the rule of its plan says; "" lets the
    rule decide again.

    ValidationError without a reason, for another colour, for what is done or not monitored on that
    day, and where nothing would change; EditedMeanwhile when somebody has judged it since
    `version` (None: whatever was judged).
    """
    Recommendation.objects.select_for_update(no_key=True).get(pk=recommendation.pk)
    if version is not None and version_of_judgement(recommendation) != version:
        raise EditedMeanwhile(recommendation)
    if colour not in ("", *RagJudgement.Colour.values):
        raise ValidationError({"colour": NO_COLOUR})
    reason = kept_text(reason, missing=NO_REASON)
    _refuse_what_does_not_count(recommendation, colour, reason, on)
    judgement = RagJudgement(recommendation=recommendation, colour=colour)
    [judgement] = RagJudgement.objects.write_down(
        [judgement], by=by, on=on, at=at, on_behalf_of=on_behalf_of, reason=reason
    )
    refresh_derived([recommendation.pk], on=timezone.localdate(at))
    return judgement


def _refuse_what_does_not_count(recommendation, colour, reason, on):
    rows = Recommendation.objects.filter(pk=recommendation.pk)
    state = next(iter(state_as_at(rows, as_at=on, known_by=None)), None)
    if state is None:
        raise ValidationError(NOT_THERE)
    if state.status_meaning in StatusMeaning.done():
        raise ValidationError(IS_DONE)
    if not state.is_monitored:
        raise ValidationError(NOT_MONITORED)
    if (state.judged_colour, state.judged_reason) == (colour, reason if colour else ""):
        raise ValidationError({"colour": UNCHANGED if colour else BY_RULE_ALREADY})
