"""Who is asked to attend a committee, in words: for the pages on which a round is answered."""

from collections import defaultdict
from datetime import date

from recommendations.models import CommitteeDecision


def invitations(recommendations, *, on: date) -> dict[int, tuple[str, ...]]:
    """“Audit Committee asked Sue Moorman to attend (8 June 2016, minute 14)”, as far as it stands
    on a day (CommitteeDecision.standing_invitations), by the key of the recommendation. One query.
    """
    rows = CommitteeDecision.objects.standing_invitations(recommendations, on=on)
    said = defaultdict(list)
    for decision in rows.select_related("owner").order_by("pk"):
        said[decision.recommendation_id].append(_sentence(decision))
    return {key: tuple(sentences) for key, sentences in said.items()}


def _sentence(decision):
    whom = decision.owner or "an officer"
    day = f"{decision.valid_from.day} {decision.valid_from:%B %Y}"
    minute = f", minute {decision.minute_reference}" if decision.minute_reference else ""
    return f"{decision.committee} asked {whom} to attend ({day}{minute})"
