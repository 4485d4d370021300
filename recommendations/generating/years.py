"""The years of several plans, told together: they are raised within two months, and the same rounds
ask about all of them.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random

from recommendations.generating.council import Council
from recommendations.generating.phrases import Phrases
from recommendations.generating.stories import ROUNDS, Answering, Story
from recommendations.models import Plan
from recommendations.rounds import close_round, open_round
from recommendations.verification import confirm_completions, refuse_completions

OLDEST, YOUNGEST = 3650, 690  # how many days ago the first of the plans start
OF_THE_YOUNG = 60  # how many days apart are those of which a round is still open
RAISED_WITHIN = 60
BETWEEN_ROUNDS = (75, 110)
DUE_AFTER, CLOSED_AFTER = 14, 16
IS_VERIFIED, IS_REFUSED = 0.2, 0.15  # in each round, of what is complete; of that
STILL_ASKED = 0.5  # of the plans, by the round that is still open


class Years:
    """`number`: that of the first plan, which makes the chances their own. `is_young`: a round
    about some of the plans is still open.
    """

    def __init__(
        self,
        council: Council,
        phrases: Phrases,
        *,
        number: int,
        sizes: Sequence[int],
        seed: int,
        today: date,
        is_young: bool,
    ):
        self.rng = Random(f"{seed} years from {number}")
        self.council, self.phrases = council, phrases
        self.today, self.is_young = today, is_young
        longest_ago = YOUNGEST + OF_THE_YOUNG if is_young else OLDEST
        self.start = today - timedelta(days=self.rng.randint(YOUNGEST, longest_ago))
        self.stories = [
            Story(
                council,
                phrases,
                number=place,
                size=size,
                seed=seed,
                start=self.start + timedelta(days=self.rng.randrange(RAISED_WITHIN)),
            )
            for place, size in enumerate(sizes, start=number)
        ]

    def tell(self) -> list[Plan]:
        """Write everything down, as it happened; returns the plans."""
        plans = [story.begin() for story in self.stories]
        day = self.start + timedelta(days=RAISED_WITHIN - BETWEEN_ROUNDS[0])
        for number in range(ROUNDS):
            day += timedelta(days=self.rng.randint(*BETWEEN_ROUNDS))
            answering = self._open_round(day, self.stories)
            for story in self.stories:
                story.answer(number, answering, is_last=number == ROUNDS - 1)
            self._audit(answering)
            closed = self.council.written(day + timedelta(days=CLOSED_AFTER), self.rng)
            close_round(answering.round, **closed)
        if self.is_young:
            self._ask_once_more()
        return plans

    def _open_round(self, day, stories):
        """As at a day, and open from its morning on, before anybody answers."""
        written = self.council.written(day, self.rng, within_days=1)
        written["at"] = written["at"].replace(hour=8)
        opened = open_round(
            label=f"{day:%B %Y}",
            as_at=day,
            updates_due=day + timedelta(days=DUE_AFTER),
            plans=[story.plan for story in stories],
            **written,
        )
        return Answering(opened, day)

    def _ask_once_more(self):
        """A round that is still open: some of the plans, of which some have answered."""
        count = max(1, round(len(self.stories) * STILL_ASKED))
        stories = sorted(self.rng.sample(self.stories, count), key=lambda story: story.number)
        answering = self._open_round(self.today - timedelta(days=10), stories)
        for story in stories:
            story.begin_to_answer(answering)

    def _audit(self, answering):
        """An auditor looks at some of what was reported complete, and confirms most of it."""
        rng, phrases = self.rng, self.phrases
        seen = [
            (story, row)
            for story in self.stories
            for row in story.to_verify()
            if rng.random() < IS_VERIFIED
        ]
        refused = [pair for pair in seen if rng.random() < IS_REFUSED]
        confirmed = [row for story, row in seen if (story, row) not in refused]
        written = self.council.written(answering.day, rng, within_days=1)
        written |= {"by": self.council.auditor, "at": written["at"] + timedelta(days=8)}
        method = phrases.sentence(rng, "seen")
        confirm_completions((row.recommendation for row in confirmed), method=method, **written)
        refuse_completions(
            {row.recommendation: story.word_when_refused for story, row in refused},
            method=method,
            note=phrases.sentence(rng, "not_seen"),
            **written,
        )
        for _, row in seen:
            row.is_verified = True
        for _, row in refused:
            row.is_verified = row.is_complete = False
