"""The made-up story of one plan: raised one day, then round after round of progress, until it is
mostly done. Told through the bulk acts, as it happened.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from django.utils.text import slugify

from people.models import Owner
from recommendations.by_when import PARSER_VERSION, read_by_when
from recommendations.deadlines import NewDeadline, NewTerm, revise_all, set_deadlines
from recommendations.further_actions import NewAction, NewActionState, add_actions, state_all
from recommendations.generating.council import Council
from recommendations.generating.phrases import Phrases
from recommendations.models import (
    Action,
    ActionState,
    Assignment,
    Deadline,
    Plan,
    ProgressUpdate,
    Recommendation,
    StatusMeaning,
)
from recommendations.owner_cells import NewAssignment, NewOwnerCell, name_owners_all
from recommendations.plans import NewTheme, start_plan
from recommendations.progress import NewStatus, NewUpdate, record_updates
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
OLDEST, YOUNGEST = 3650, 730  # how many days ago plans start

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
MOVES, IS_HANDED_OVER, IS_REWORDED, IS_CORRECTED = 0.05, 0.01, 0.01, 0.005


@dataclass
class _Row:
    """One recommendation as the story goes on."""

    recommendation: Recommendation
    answers_in: frozenset[int]
    ends_complete: bool
    owners: list[Owner] = field(default_factory=list)
    actions: list[tuple[Action, str]] = field(default_factory=list)
    deadlines: list[tuple[Deadline, date]] = field(default_factory=list)
    update: ProgressUpdate | None = None
    is_complete: bool = False

    def comes_to_its_end_in(self, number):
        return number == max(self.answers_in)


class Story:
    """What happens to one plan; `number` makes its address, and its chances, its own."""

    def __init__(
        self, council: Council, phrases: Phrases, *, number: int, size: int, seed: int, today: date
    ):
        self.rng = Random(f"{seed} plan {number}")
        self.council, self.phrases = council, phrases
        self.number, self.size = number, size
        self.start = today - timedelta(days=self.rng.randint(YOUNGEST, OLDEST))
        self.statuses = self.rng.choice(phrases.data["statuses"])
        # Each plan is the work of some of the council.
        self.owners = self.rng.sample(council.owners, min(len(council.owners), 5 + size // 6))
        self.rows: list[_Row] = []

    def tell(self) -> Plan:
        """Write the whole story down; returns the plan."""
        written = self.council.written(self.start, self.rng)
        plan = self._start_plan(written)
        self._raise(plan, written)
        self._name_owners(self.rows, written)
        self._add_actions(written)
        self._set_deadlines(written)
        self._exempt(written)
        day = self.start
        for number in range(ROUNDS):
            day += timedelta(days=self.rng.randint(75, 110))
            self._hold_round(number, self.council.written(day, self.rng))
        return plan

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
            status_words=[NewStatusWord(word, meaning) for meaning, word in self.statuses.items()],
            by=written["by"],
            at=written["at"],
        )

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
            row.owners = self.rng.sample(self.owners, self.rng.choice(OWNERS))
            cells.append(self._owner_cell(row))
        name_owners_all(cells, **written)

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
        for (row, _), day, deadline in zip(subjects, days, deadlines, strict=True):
            row.deadlines.append((deadline, day))

    def _by_when(self, day, paper_date):
        text = self.phrases.by_when(self.rng, day)
        return text, read_by_when(text, paper_date=paper_date)

    def _exempt(self, written):
        rows = [row.recommendation for row in self.rows if self.rng.random() < IS_EXEMPT]
        exempt_all(rows, self.rng.choice("123"), **written)

    def _hold_round(self, number, written):
        live = [row for row in self.rows if not row.is_complete]
        self._report([row for row in live if number in row.answers_in], number, written)
        self._move_deadlines(live, written)
        self._hand_over(live, written)
        self._reword(live, written)
        if number == ROUNDS - 1:
            self._stop_monitoring(written)

    def _report(self, rows, number, written):
        """Progress, and the actions that it completes; what was reported wrongly is corrected."""
        updates = [self._update(row, number) for row in rows]
        for row, update in zip(rows, record_updates(updates, **written), strict=True):
            row.update = update
        self._complete_actions(rows, written)
        wrong = [row for row in rows if self.rng.random() < IS_CORRECTED]
        corrected = [self._update(row, number, corrects=row.update) for row in wrong]
        if corrected:
            record_updates(corrected, reason="Reported for the wrong item.", **written)

    def _update(self, row, number, corrects=None):
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

    def _move_deadlines(self, rows, written):
        """Mostly put back, now and then brought forward."""
        terms = []
        for row in rows:
            for place, (deadline, day) in enumerate(row.deadlines):
                if self.rng.random() < MOVES:
                    later = written["on"] + timedelta(days=self.rng.randint(20, 300))
                    row.deadlines[place] = (deadline, max(day, later))
                    text, reading = self._by_when(row.deadlines[place][1], written["on"])
                    terms.append(
                        NewTerm(
                            deadline,
                            text,
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
