"""The completion board of a round: who was asked, and who has answered, by plan, by department and
by owner. It only asks; nothing here writes or knows a page.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, F, OuterRef, Q, Subquery

from people.models import Delegation, Department, Owner, Tenure
from recommendations.answers import AnswerKind, Asked, answers_to
from recommendations.models import (
    Assignment,
    OwnerCell,
    Plan,
    Recommendation,
    Round,
    UpdateDraft,
    UpdateRequest,
    Wording,
)
from recommendations.reporting_rights import who_report
from recommendations.rounds import to_report_on

NONE = "none"
NOBODY, NO_DEPARTMENT = "Nobody is named", "No department"
NAMED_AT_MOST = 10


@dataclass(frozen=True, slots=True)
class Part:
    """What the board is divided into: a plan, a department or an owner. `key`: its key as text, or
    NONE.
    """

    key: str
    name: str


@dataclass(frozen=True, slots=True)
class BoardRow:
    """A request of the round with its answer, and whose it is: never without a department or an
    owner, if only that there is none.
    """

    asked: Asked
    plan: Part
    departments: tuple[Part, ...]
    owners: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Tally:
    """How many requests were answered how."""

    updates: int = 0
    nil_returns: int = 0
    silent: int = 0

    @classmethod
    def of(cls, kinds: Iterable[AnswerKind]):
        counts = Counter(kinds)
        return cls(
            counts[AnswerKind.UPDATE], counts[AnswerKind.NIL_RETURN], counts[AnswerKind.SILENT]
        )

    @property
    def answered(self):
        return self.updates + self.nil_returns

    @property
    def asked(self):
        return self.answered + self.silent


@dataclass(frozen=True, slots=True)
class Chosen:
    """The part of a board that somebody looks at: keys as text, "" for all."""

    plan: str = ""
    department: str = ""
    owner: str = ""
    answer: str = ""

    def has(self, row: BoardRow):
        return (
            self.plan in ("", row.plan.key)
            and (not self.department or self.department in _keys(row.departments))
            and (not self.owner or self.owner in _keys(row.owners))
            and self.answer in ("", row.asked.answer.kind)
        )


@dataclass(frozen=True, slots=True)
class Board:
    """The requests of a round that somebody may see, in the order in which they are listed.

    `owned_on`: the day whose owners they are counted under, today or that of the closing.
    `drafts`: how many drafts of updates on them are not sent yet, of people who may still report.
    `no_longer_asked`: how many were asked and are left out, for they were taken off monitoring or
    their plan out of use.
    """

    rows: tuple[BoardRow, ...]
    owned_on: date
    drafts: int
    no_longer_asked: int = 0

    @property
    def tally(self):
        return Tally.of(row.asked.answer.kind for row in self.rows)

    def by_plan(self):
        return _tallies((row.plan, row) for row in self.rows)

    def by_department(self):
        return _tallies((part, row) for row in self.rows for part in row.departments)

    def by_owner(self):
        return _tallies((part, row) for row in self.rows for part in row.owners)

    def chosen(self, chosen: Chosen) -> list[BoardRow]:
        return [row for row in self.rows if chosen.has(row)]


@dataclass(frozen=True, slots=True)
class SilentOwner:
    """Who has not answered, and for what: the first few recommendations (key, reference, text)."""

    owner: Part
    count: int
    first: tuple[tuple[int, str, str], ...]

    @property
    def more(self):
        return self.count - len(self.first)


@dataclass(frozen=True, slots=True)
class OfferedPlan:
    """A plan that a round could ask about: how many of its recommendations, and in which open round
    it is already.
    """

    plan: Plan
    asks: int
    all: int
    round: Round | None


@dataclass(frozen=True, slots=True)
class Unanswerable:
    """How many recommendations name nobody, and how many only those who cannot sign in, or may
    not report.
    """

    name_nobody: int
    without_account: int


def round_board(round, plans, user, *, on: date, owned_on: date) -> Board:
    """The board of a round for a user who may read these plans of it, on the day `on` (today).

    What came in after the round was closed stands outside it, so a closed round keeps its answers.
    Five queries, one more for who may not read everything.
    """
    asked_about = _asked_about([round], plans, user, on)
    requests = round.requests.filter(recommendation__in=asked_about).order_by(
        "recommendation__plan", "recommendation"
    )
    requested = answers_to(requests, as_at=on, known_by=None)
    asked = [one for one in requested if one.is_still_asked]
    owners = _owners(asked_about, owned_on)
    titles = {plan.pk: Part(str(plan.pk), plan.title) for plan in plans}
    rows = (_row(one, titles[one.plan_id], owners[one.recommendation_id]) for one in asked)
    drafts = UpdateDraft.objects.filter(
        recommendation__in=[one.recommendation_id for one in asked], user__in=who_report()
    )
    return Board(tuple(rows), owned_on, drafts.count(), len(requested) - len(asked))


def round_tallies(rounds, plans, user, *, on: date) -> dict[int, Tally]:
    """How far each of these rounds has got, by its key, counting what the user may see. One query,
    one more for who may not read everything.
    """
    requests = (
        UpdateRequest.objects.filter(
            round__in=[round.pk for round in rounds],
            recommendation__in=_asked_about(rounds, plans, user, on),
        )
        .with_answers(as_at=on, known_by=None)
        .with_still_asked(known_by=None)
        .filter(is_still_asked=True)
        .order_by()
    )
    kinds = defaultdict(list)
    for key, update, nil_return in requests.values_list("round", "update", "nil_return"):
        kinds[key].append(_kind(update, nil_return))
    return {round.pk: Tally.of(kinds[round.pk]) for round in rounds}


def silent_owners(board: Board) -> list[SilentOwner]:
    """Who has not answered, those with the most first. One query."""
    by_owner = defaultdict(list)
    for row in board.chosen(Chosen(answer=AnswerKind.SILENT)):
        for owner in row.owners:
            by_owner[owner].append(row.asked.recommendation_id)
    named = {key for keys in by_owner.values() for key in keys[:NAMED_AT_MOST]}
    words = _words(named, board.owned_on)
    silent = [
        SilentOwner(
            owner, len(keys), tuple(words[key] for key in keys[:NAMED_AT_MOST] if key in words)
        )
        for owner, keys in by_owner.items()
    ]
    return sorted(silent, key=lambda one: _order(one.owner, one.count))


def offered_plans(user, *, on: date) -> list[OfferedPlan]:
    """The plans in use that the user may read, with what a round opened on the day `on` would ask
    of them, as far as the user may see it. Four queries, one more for who may not read everything.
    """
    plans = list(Plan.objects.visible_to(user, on=on).in_use().order_by("title", "pk"))
    visible = Recommendation.objects.filter(plan__in=plans).open_to(user, on=on)
    to_report = to_report_on(plans, as_at=on, known_by=None).filter(pk__in=visible)
    asks = Counter(to_report.order_by().values_list("plan", flat=True))
    counts = {row["plan"]: row["all"] for row in visible.counts_by_plan(on=on)}
    rounds = _open_rounds(plans, on)
    return [
        OfferedPlan(plan, asks[plan.pk], counts.get(plan.pk, 0), rounds.get(plan.pk))
        for plan in plans
    ]


def who_cannot_answer(round, plans, user, *, on: date) -> Unanswerable:
    """For how much of what a round asks nobody who is named, and no delegate, can sign in and may
    report. Three queries, one more for who may not read everything.
    """
    asked_about = _asked_about([round], plans, user, on)
    owners = _owners(asked_about, on)
    reachable = set(_who_can_answer(on).values_list("pk", flat=True))
    keys = asked_about.values_list("pk", flat=True)
    named = [[owner for owner, _ in owners[key]] for key in keys]
    return Unanswerable(
        name_nobody=sum(not one for one in named),
        without_account=sum(
            bool(one) and all(int(owner.key) not in reachable for owner in one) for one in named
        ),
    )


def due_in_words(updates_due: date, *, on: date) -> str:
    """How long there is to the last day for updates, or since it: "due in 3 days", "2 days
    late".
    """
    days = (updates_due - on).days
    if days < 0:
        return "1 day late" if days == -1 else f"{-days} days late"
    return {0: "due today", 1: "due tomorrow"}.get(days, f"due in {days} days")


def _asked_about(rounds, plans, user, on):
    """What the rounds ask about of the plans, as far as the user may see it today.

    What the user may see comes first: with the rest inside that question, SQLite gives up on the
    depth.
    """
    open_to_user = Recommendation.objects.filter(plan__in=[p.pk for p in plans]).open_to(
        user, on=on
    )
    requests = UpdateRequest.objects.filter(round__in=[round.pk for round in rounds])
    worded = Wording.objects.standing(as_at=on, known_by=None)
    return open_to_user.filter(
        Exists(worded.filter(recommendation=OuterRef("pk"))),
        pk__in=requests.order_by().values("recommendation"),
    )


def _owners(recommendations, on):
    """The owners named on a day, each with its department if it has one, by recommendation; of what
    was merged, the one that it was merged into.
    """
    by_recommendation: dict[int, list[tuple[Part, Part | None]]] = defaultdict(list)
    cells = OwnerCell.objects.in_force(of=recommendations, as_at=on, known_by=None)
    assignments = Assignment.objects.filter(owner_cell__in=cells).order_by("order", "pk")
    columns = ("owner_cell__recommendation", *_of_owner("owner"), *_of_owner("owner__merged_into"))
    for key, *named in assignments.values_list(*columns):
        owner, name, department, called = named[4:] if named[4] else named[:4]
        part = Part(str(department), called) if department else None
        pair = Part(str(owner), name), part
        if pair not in by_recommendation[key]:
            by_recommendation[key].append(pair)
    return by_recommendation


def _of_owner(path):
    return path, f"{path}__name", f"{path}__department", f"{path}__department__name"


def _row(asked, plan, owners):
    departments = dict.fromkeys(department for _, department in owners if department)
    return BoardRow(
        asked,
        plan,
        tuple(departments) or (Part(NONE, NO_DEPARTMENT),),
        tuple(owner for owner, _ in owners) or (Part(NONE, NOBODY),),
    )


def _tallies(pairs):
    """A tally for each part, those with the most silence first."""
    kinds = defaultdict(list)
    for part, row in pairs:
        kinds[part].append(row.asked.answer.kind)
    tallies = [(part, Tally.of(its_kinds)) for part, its_kinds in kinds.items()]
    return sorted(tallies, key=lambda pair: _order(pair[0], pair[1].silent))


def _order(part, silent):
    return part.key == NONE, -silent, part.name.lower(), part.key


def _keys(parts):
    return [part.key for part in parts]


def _kind(update, nil_return):
    if update:
        return AnswerKind.UPDATE
    return AnswerKind.NIL_RETURN if nil_return else AnswerKind.SILENT


def _words(keys, on):
    """Key, reference and text on a day of recommendations with these keys, by key."""
    text = Wording.objects.last_standing(OuterRef("pk"), as_at=on, known_by=None).values("text")
    rows = Recommendation.objects.filter(pk__in=keys).annotate(says=Subquery(text))
    return {row[0]: row for row in rows.values_list("pk", "reference", "says")}


def _open_rounds(plans, on):
    """The open round that a plan is in, by the plan's key."""
    rounds = Round.objects.open(on=on).filter(plans__in=plans)
    return {round.in_plan: round for round in rounds.annotate(in_plan=F("plans"))}


def _who_can_answer(on):
    """The owners for whom somebody who may report can answer: a person, a holder, a member, or a
    delegate of the department.
    """
    people = Owner.objects.filter(user__in=who_report())
    people = Owner.objects.surviving_as(people.values("pk"))
    tenures = Tenure.objects.in_force(as_at=on, known_by=None).filter(holders__person__in=people)
    delegations = Delegation.objects.in_force(as_at=on, known_by=None)
    delegations = delegations.filter(delegates__person__in=people)
    named = Department.objects.filter(pk__in=delegations.values("department"))
    departments = Department.objects.within(named)
    return Owner.objects.filter(
        Q(user__in=who_report()) | Q(pk__in=tenures.values("owner")) | Q(department__in=departments)
    )
