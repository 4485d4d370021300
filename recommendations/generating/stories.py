"""The made-up story of one plan: raised one day, then answering round after round, until it is
mostly done. Told through the bulk acts, as it happened; `years.py` opens the rounds.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from django.utils.text import slugify

from people.models import Owner
from recommendations.by_when import PARSER_VERSION, read_by_when
from recommendations.deadlines import NewDeadline, NewTerm, revise_all, set_deadlines
from recommendations.extensions import NewExtension, agree, ask_for_extensions, refuse
from recommendations.further_actions import NewAction, NewActionState, add_actions, state_all
from recommendations.generating.council import Council
from recommendations.generating.phrases import Phrases
from recommendations.models import (
    Action,
    ActionState,
    Assignment,
    Deadline,
    ExtensionRequest,
    Plan,
    ProgressUpdate,
    Recommendation,
    Round,
    StatusMeaning,
)
from recommendations.owner_cells import NewAssignment, NewOwnerCell, name_owners_all
from recommendations.plans import NewTheme, start_plan
from recommendations.progress import NewStatus, NewUpdate, record_nil_returns, record_updates
from recommendations.status_words import NewStatusWord
from recommendations.wordings import (
    NewRecommendation,
    NewWording,
    exempt_all,
    monitor_all,
    raise_recommendations,
    reword_all,
)

ROUNDS = 6

# How many a recommendation has: two owners, three actions and four updates on average, and three
# deadlines, one of its own and two of actions.
OWNERS = (1, 1, 2, 2, 2, 3, 3)
ACTIONS = (1, 2, 3, 3, 3, 4, 5)
UPDATES = (2, 3, 4, 4, 5, 6)
HAS_DEADLINE = 2 / 3

# How often something happens to one of them, over all rounds or in each.
ENDS_COMPLETE = 0.6
IS_EXEMPT = 0.01
IS_DROPPED_FROM_MONITORING = 0.05
IS_RESTRICTED = 0.04
RETURNS_NIL, HAS_ANSWERED = 0.5, 0.35
ASKS_FOR_ANOTHER, IS_REFUSED = 0.005, 0.2
IS_SPELLED_OTHERWISE = 0.3
MOVES, IS_HANDED_OVER, IS_REWORDED, IS_CORRECTED = 0.05, 0.01, 0.01, 0.005


@dataclass(frozen=True)
class Answering:
    """A round that is open, and the day as at which it is answered."""

    round: Round
    day: date


@dataclass
class _Date:
    """A deadline as its words stand: about a day."""

    deadline: Deadline
    day: date
    text: str


@dataclass
class _Row:
    """One recommendation as the story goes on."""

    recommendation: Recommendation
    answers_in: frozenset[int]
    ends_complete: bool
    owners: list[Owner] = field(default_factory=list)
    actions: list[tuple[Action, str]] = field(default_factory=list)
    dates: list[_Date] = field(default_factory=list)
    update: ProgressUpdate | None = None
    is_complete: bool = False
    is_verified: bool = False

    def comes_to_its_end_in(self, number):
        return number == max(self.answers_in)


class Story:
    """What happens to one plan, started on a day; `number` makes its address, and its chances, its
    own.
    """

    def __init__(
        self, council: Council, phrases: Phrases, *, number: int, size: int, seed: int, start: date
    ):
        self.rng = Random(f"{seed} plan {number}")
        self.council, self.phrases = council, phrases
        self.number, self.size, self.start = number, size, start
        self.statuses = dict(self.rng.choice(phrases.data["statuses"]))
        self.word_when_verified = self.statuses.pop("verified", "")
        # Each plan is the work of some of the council.
        self.owners = self.rng.sample(council.owners, min(len(council.owners), 5 + size // 6))
        self.rows: list[_Row] = []
        self.asked: list[tuple[ExtensionRequest, _Date]] = []

    def begin(self) -> Plan:
        """Write down the plan, with all that it starts with; returns it."""
        written = self.council.written(self.start, self.rng)
        self.plan = self._start_plan(written)
        self.word_when_refused = self.plan.status_words.get(meaning=StatusMeaning.AT_RISK)
        self._raise(self.plan, written)
        self._name_owners(self.rows, written)
        self._add_actions(written)
        self._set_deadlines(written)
        self._exempt(written)
        return self.plan

    def answer(self, number: int, answering: Answering, *, is_last: bool):
        """What is said in one of the rounds, and what else happens meanwhile."""
        written, live = self.council.written(answering.day, self.rng), self._live()
        said = [row for row in live if number in row.answers_in]
        others = [row for row in live if number not in row.answers_in]
        self._report(said, number, answering, written)
        self._return_nil(others, answering, written)
        self._decide_extensions(written)
        live = self._live()
        self._ask_for_extensions(live, written)
        self._move_deadlines(live, written)
        self._hand_over(live, written)
        self._reword(live, written)
        if is_last:
            self._stop_monitoring(written)

    def begin_to_answer(self, answering: Answering):
        """What is said so far in the round that is still open; the rest is silent as yet."""
        written, live = self.council.written(answering.day, self.rng), self._live()
        said = [row for row in live if self.rng.random() < HAS_ANSWERED]
        self._report(said, ROUNDS, answering, written)
        answered = {row.recommendation for row in said}
        others = (row for row in live if row.recommendation not in answered)
        self._return_nil(others, answering, written)
        self._ask_for_extensions(self._live(), written, often=5)

    def to_verify(self) -> list[_Row]:
        """What is reported complete, and no auditor has confirmed."""
        return [row for row in self.rows if row.is_complete and not row.is_verified]

    def _live(self):
        return [row for row in self.rows if not row.is_complete]

    def _start_plan(self, written):
        rng, (source, title) = self.rng, self.phrases.title(self.rng)
        headings = rng.sample(self.phrases.data["headings"]["themes"], rng.randint(3, 8))
        themes = [
            NewTheme(
                heading,
                str(number),
                self.phrases.sentence(rng, "note") if rng.random() < 0.15 else "",
            )
            for number, heading in enumerate(headings, start=1)
        ]
        title = f"{title}, {self.start.year}"
        is_restricted = rng.random() < IS_RESTRICTED
        return start_plan(
            title=title,
            slug=f"{slugify(title)[:80]}-{self.number}",
            source=source,
            revision=rng.choice(Plan.Revision.values),
            departments=rng.sample(self.council.departments, 2) if is_restricted else (),
            themes=themes,
            status_words=self._status_words(),
            by=written["by"],
            at=written["at"],
        )

    def _status_words(self):
        words = [NewStatusWord(word, meaning) for meaning, word in self.statuses.items()]
        if self.word_when_verified:
            words.append(NewStatusWord(self.word_when_verified, "complete", is_auditors=True))
        return words

    def _raise(self, plan, written):
        rng, themes = self.rng, list(plan.themes.all())
        timescales = self.phrases.data["headings"]["timescales"]
        priorities = rng.choice(self.phrases.data["headings"]["priorities"])
        groups = [(theme, timescale) for theme in themes for timescale in timescales]
        places = sorted(rng.randrange(len(groups)) for _ in range(self.size))
        rows = [
            NewRecommendation(
                text=self.phrases.recommendation(rng),
                reference=str(number),
                theme=groups[place][0],
                timescale=groups[place][1],
                priority=rng.choice(priorities),
                response=rng.choices(("accepted", "partly", "rejected"), (18, 2, 1))[0],
            )
            for number, place in enumerate(places, start=1)
        ]
        self.rows = [
            _Row(
                recommendation,
                answers_in=frozenset(rng.sample(range(ROUNDS), rng.choice(UPDATES))),
                ends_complete=rng.random() < ENDS_COMPLETE,
            )
            for recommendation in raise_recommendations(plan, rows, **written)
        ]

    def _name_owners(self, rows, written):
        cells = []
        for row in rows:
            owners = self.rng.sample(self.owners, self.rng.choice(OWNERS))
            row.owners = [self._spelled(owner) for owner in owners]
            cells.append(self._owner_cell(row))
        name_owners_all(cells, **written)

    def _spelled(self, owner):
        """The owner as the paper names them: as another spelling, now and then."""
        spelling = self.council.spellings.get(owner.pk)
        return spelling if spelling and self.rng.random() < IS_SPELLED_OTHERWISE else owner

    def _owner_cell(self, row):
        owners, rng = row.owners, self.rng
        has_support = len(owners) == 2 and rng.random() < 0.3
        names = [owner.name for owner in owners]
        text, remit = self.phrases.owner_cell(rng, names, has_support=has_support)
        assignments = [NewAssignment(owner) for owner in owners]
        assignments[0] = NewAssignment(owners[0], remit=remit)
        if has_support:
            assignments[1] = NewAssignment(owners[1], Assignment.Role.SUPPORT)
        return NewOwnerCell(row.recommendation, text, tuple(assignments))

    def _add_actions(self, written):
        pairs = [
            (row, self.phrases.sentence(self.rng, "action"))
            for row in self.rows
            for _ in range(self.rng.choice(ACTIONS))
        ]
        new = [NewAction(row.recommendation, text, row.owners[0]) for row, text in pairs]
        for (row, text), action in zip(pairs, add_actions(new, **written), strict=True):
            row.actions.append((action, text))

    def _set_deadlines(self, written):
        subjects = [(row, None) for row in self.rows] + [
            (row, action)
            for row in self.rows
            for action, _ in row.actions
            if self.rng.random() < HAS_DEADLINE
        ]
        days = [self.start + timedelta(days=self.rng.randint(30, 720)) for _ in subjects]
        new = []
        for (row, action), day in zip(subjects, days, strict=True):
            text, reading = self._by_when(day, written["on"])
            new.append(
                NewDeadline(
                    row.recommendation,
                    text,
                    reading,
                    paper_date=written["on"],
                    action=action,
                    parser_version=PARSER_VERSION,
                )
            )
        deadlines = set_deadlines(new, **written)
        for (row, _), day, deadline, said in zip(subjects, days, deadlines, new, strict=True):
            row.dates.append(_Date(deadline, day, said.text))

    def _by_when(self, day, paper_date):
        text = self.phrases.by_when(self.rng, day)
        return text, read_by_when(text, paper_date=paper_date)

    def _exempt(self, written):
        rows = [row.recommendation for row in self.rows if self.rng.random() < IS_EXEMPT]
        exempt_all(rows, self.rng.choice("123"), **written)

    def _report(self, rows, number, answering, written):
        """Progress, and the actions that it completes; what was reported wrongly is corrected."""
        updates = [self._update(row, number, answering.round) for row in rows]
        for row, update in zip(rows, record_updates(updates, **written), strict=True):
            row.update = update
        self._complete_actions(rows, written)
        wrong = [row for row in rows if self.rng.random() < IS_CORRECTED]
        corrected = [self._update(row, number, corrects=row.update) for row in wrong]
        if corrected:
            record_updates(corrected, reason="Reported for the wrong item.", **written)

    def _return_nil(self, rows, answering, written):
        """Of what has no news, some say that there is none; the rest is silent."""
        rows = [row.recommendation for row in rows if self.rng.random() < RETURNS_NIL]
        record_nil_returns(rows, answering.round, **written)

    def _update(self, row, number, in_round=None, corrects=None):
        rng, meaning = self.rng, self._meaning(row, number)
        kinds = {"not_started": "begun", "on_track": "going", "at_risk": "late", "complete": "done"}
        opening = self.phrases.sentence(rng, kinds[meaning])
        row.is_complete = meaning == StatusMeaning.COMPLETE
        return NewUpdate(
            row.recommendation,
            f"{opening}\n{self.phrases.sentences(rng, 'going', rng.randint(1, 3))}",
            further_words=self.statuses[meaning] if row.is_complete else "",
            status=NewStatus(self.statuses[meaning], meaning),
            per_cent=100 if row.is_complete else rng.choice((None, 10, 25, 50, 75, 90)),
            round=in_round,
            corrects=corrects,
        )

    def _meaning(self, row, number):
        if row.comes_to_its_end_in(number) and row.ends_complete:
            return StatusMeaning.COMPLETE.value
        if number == min(row.answers_in) and self.rng.random() < 0.5:
            return StatusMeaning.NOT_STARTED.value
        return self.rng.choices(("on_track", "at_risk"), (4, 1))[0]

    def _complete_actions(self, rows, written):
        """Whoever reports has done one of the actions; what is complete has, mostly, none left."""
        states = []
        for row in rows:
            all_done = row.is_complete and self.rng.random() < 0.9
            for action, text in row.actions if all_done else row.actions[:1]:
                state = self.rng.choices(("completed", "withdrawn"), (15, 1))[0]
                states.append(NewActionState(action, text, ActionState.State(state), row.owners[0]))
            row.actions = [] if all_done else row.actions[1:]
        state_all(states, **written)

    def _ask_for_extensions(self, rows, written, often=1):
        """Another date for the first that each has; by the plan's rule it is agreed at once."""
        rng, waiting, new = self.rng, self._waiting(), []
        dates = [row.dates[0] for row in rows if rng.random() < ASKS_FOR_ANOTHER * often]
        for agreed in dates:
            day = written["on"] + timedelta(days=rng.randint(30, 300))
            text = self.phrases.by_when(rng, day)
            if agreed.deadline not in waiting and text != agreed.text:
                reason = self.phrases.sentence(rng, "asked")
                new.append((agreed, NewExtension(agreed.deadline, text, reason)))
        requests = ask_for_extensions((extension for _, extension in new), **written)
        pairs = zip(requests, new, strict=True)
        self.asked += [(request, agreed) for request, (agreed, _) in pairs]

    def _waiting(self):
        return {agreed.deadline for _, agreed in self.asked}

    def _decide_extensions(self, written):
        """Most of what was asked for in the round before is agreed to, some is refused."""
        undecided = ExtensionRequest.objects.undecided(as_at=written["on"], known_by=None)
        undecided = set(undecided.filter(pk__in=[request.pk for request, _ in self.asked]))
        for request, agreed in self.asked:
            said = {
                "decided_by": self.rng.choice(self.phrases.data["words"]["body"]),
                "minute_reference": f"Minute {self.rng.randint(10, 99)}",
            }
            if request in undecided and self.rng.random() < IS_REFUSED:
                reason = self.phrases.sentence(self.rng, "refused")
                refuse(request, reason=reason, **said, **written)
                continue
            if request in undecided:
                agree(request, **said, **written)
            agreed.text = request.text
        self.asked = []

    def _move_deadlines(self, rows, written):
        """By the committee itself; mostly put back, now and then brought forward."""
        waiting, terms = self._waiting(), []
        for row in rows:
            for agreed in row.dates:
                if self.rng.random() < MOVES and agreed.deadline not in waiting:
                    later = written["on"] + timedelta(days=self.rng.randint(20, 300))
                    agreed.day = max(agreed.day, later)
                    agreed.text, reading = self._by_when(agreed.day, written["on"])
                    terms.append(
                        NewTerm(
                            agreed.deadline,
                            agreed.text,
                            reading,
                            paper_date=written["on"],
                            parser_version=PARSER_VERSION,
                        )
                    )
        revise_all(terms, reason=self.phrases.sentence(self.rng, "moved"), **written)

    def _hand_over(self, rows, written):
        handed = [row for row in rows if self.rng.random() < IS_HANDED_OVER]
        self._name_owners(handed, written)

    def _reword(self, rows, written):
        reworded = [row.recommendation for row in rows if self.rng.random() < IS_REWORDED]
        new = [NewWording(r, self.phrases.recommendation(self.rng)) for r in reworded]
        reword_all(new, reason="Reworded by the committee.", **written)

    def _stop_monitoring(self, written):
        rows = [
            row.recommendation
            for row in self.rows
            if row.is_complete and self.rng.random() < IS_DROPPED_FROM_MONITORING
        ]
        monitor_all(rows, is_monitored=False, reason="Complete, and reported as such.", **written)
