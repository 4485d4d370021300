"""What the readers of a paper may know of the recommendations of a plan: all of it, the public what
is not exempt, and the readers of an exempt paper nothing else than what is.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from recommendations.states import RecommendationState
from reports.models import Appendix
from reports.withheld import ExemptNow, state_without_parts, without_hidden_dates

# Who a live document is for: everybody who may read what is in it.
ALL = "all"
# What figures are made of: whoever may not know it can't be told what follows from it.
COUNTED_BY = {"status", "dates"}
# What tells whether somebody has answered.
HEARD_BY = {"status", "progress"}


@dataclass(frozen=True)
class Readers:
    """`audience`: ALL, or one of Appendix.Audience; `exempt`: what is exempt today, by the key of
    the recommendation.
    """

    audience: str
    exempt: dict[int, ExemptNow]

    @property
    def are_public(self):
        return self.audience == Appendix.Audience.PUBLIC

    @property
    def withheld(self) -> dict[int, ExemptNow]:
        """What is kept from them of the rows that they read."""
        return self.exempt if self.are_public else {}

    @property
    def status_withheld(self) -> frozenset[int]:
        """Of which they may not know whether it is done."""
        return frozenset(key for key, one in self.withheld.items() if "status" in one.parts)

    @property
    def unheard(self) -> frozenset[int]:
        """Of which they may not know whether anybody has reported."""
        kept = self.withheld.items()
        return frozenset(key for key, one in kept if one.is_whole or HEARD_BY & set(one.parts))

    def exempt_of(self, states: Iterable[RecommendationState]) -> dict[int, ExemptNow]:
        """What is exempt of these recommendations, in their order."""
        keys = (state.recommendation_id for state in states)
        return {key: self.exempt[key] for key in keys if key in self.exempt}

    def may_read(self, states: Sequence[RecommendationState]) -> list[RecommendationState]:
        """The public reads what is not wholly exempt; an exempt paper has nothing but what is
        exempt, if only in part.
        """
        if self.audience == Appendix.Audience.EXEMPT:
            return [state for state in states if state.recommendation_id in self.exempt]
        whole = {key for key, one in self.withheld.items() if one.is_whole}
        return [state for state in states if state.recommendation_id not in whole]

    def known(self, states: Iterable[RecommendationState]) -> list[RecommendationState]:
        """The states that they read, less what is kept from them."""
        return [self._known(state) for state in states]

    def printed(self, states: Iterable[RecommendationState]) -> list[RecommendationState]:
        """The states that they read, less the dates that give away what else is kept from them."""
        return [without_hidden_dates(s, self.withheld.get(s.recommendation_id)) for s in states]

    def counted(self, states: Sequence[RecommendationState]) -> list[RecommendationState]:
        """Of all states on a day those that figures for these readers count: what is monitored, and
        of which they may know the status and the dates.
        """
        monitored = [state for state in states if state.is_monitored]
        return self.known(s for s in self.may_read(monitored) if not self._is_uncounted(s))

    def not_counted_words(self, states: Sequence[RecommendationState]) -> str:
        """What figures for these readers leave out of what is monitored, in a sentence."""
        if self.audience == Appendix.Audience.EXEMPT:
            return "Only what is exempt is counted, if only in part."
        monitored = [state for state in states if state.is_monitored]
        count = len(monitored) - len(self.counted(states))
        if not count:
            return ""
        which = "1 more is" if count == 1 else f"{count} more are"
        return f"{which} not counted: exempt, wholly or in the status or the dates."

    def _known(self, state):
        exempt = self.withheld.get(state.recommendation_id)
        return state_without_parts(state, exempt) if exempt else state

    def _is_uncounted(self, state):
        exempt = self.withheld.get(state.recommendation_id)
        return exempt is not None and bool(COUNTED_BY & set(exempt.parts))
