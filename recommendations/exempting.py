"""The act of an editor who keeps a recommendation, or parts of it, from the public, and opens it
again.
"""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from people.edited_in_place import EditedMeanwhile
from recommendations.exempt_parts import UNKNOWN_PART, kept_exemption
from recommendations.kept_text import kept_text
from recommendations.models import Exemption, Recommendation
from recommendations.own_columns import OWN
from recommendations.wordings import exempt_all

NO_REASON = "Say why. The reason is kept with the change."


def exemption_of(recommendation, *, on: date) -> Exemption | None:
    """What is kept of a recommendation on a day, as known now; None for nothing. One query."""
    last = Exemption.objects.last_standing(recommendation, as_at=on, known_by=None).first()
    return last if last and last.paragraph else None


def version_of_exemption(recommendation) -> int:
    """The key of the exemption that was written down last, whatever it says; 0 for none."""
    return recommendation.exemptions.aggregate(last=Max("pk"))["last"] or 0


@transaction.atomic
def set_exemption(
    recommendation,
    paragraph: str,
    parts=(),
    *,
    version: int,
    reason: str,
    by,
    on: date,
    at: datetime,
) -> Exemption | None:
    """Keep a recommendation, or parts of it, from the public; paragraph "" opens it again. None,
    and nothing written, where that is how it is.

    EditedMeanwhile when somebody has written down another one since `version`; ValidationError as
    of exempt_all, for a column that the plan does not have, and without a reason.
    """
    Recommendation.objects.select_for_update(no_key=True).get(pk=recommendation.pk)
    if version_of_exemption(recommendation) != version:
        raise EditedMeanwhile(recommendation)
    paragraph, parts = kept_exemption(paragraph, parts)
    _refuse_columns_of_other_plans(recommendation.plan, parts)
    now = exemption_of(recommendation, on=on)
    if (now.paragraph, now.parts) == (paragraph, parts) if now else not paragraph:
        return None
    reason = kept_text(reason, missing=NO_REASON)
    written = {"by": by, "on": on, "at": at, "reason": reason}
    return exempt_all([recommendation], paragraph, parts, **written)[0]


def _refuse_columns_of_other_plans(plan, parts):
    known = {OWN + column["key"] for column in plan.own_columns}
    for part in parts:
        if part.startswith(OWN) and part not in known:
            raise ValidationError({"parts": UNKNOWN_PART.format(part=part)})
