"""The colour of a recommendation out of its state as at a day: by the rule of its plan, or as a
person has judged. Pure.
"""

from datetime import date

from recommendations.meanings import DONE
from recommendations.rag import Delivery, Judged, Rag, rag_of
from recommendations.states import RecommendationState


def rag_of_state(state: RecommendationState, rule: str, *, on: date) -> Rag:
    """How a recommendation stands on a day by a rule (a Rule, or its text). What a person judged
    counts while it is monitored and not done.
    """
    meaning = state.status_meaning
    delivery = Delivery(meaning, meaning in DONE, state.next_latest, state.per_cent)
    judged = None
    if state.judged_colour and state.is_monitored:
        judged = Judged(state.judged_colour, state.judged_reason, state.judged_on)
    return rag_of(delivery, rule, on=on, judged=judged)
