"""The first page after signing in: what is asked of you, what else is yours, and the plans."""

from collections import Counter
from dataclasses import dataclass
from uuid import UUID, uuid4

from django.shortcuts import render
from django.utils import timezone

from people.holdings import holdings_of
from people.who_wrote import who_wrote
from recommendations.answers import Answer
from recommendations.as_at import state_as_at
from recommendations.invitations import Invited, invitations
from recommendations.models import Plan, Recommendation, Round, UpdateDraft
from recommendations.my_updates import my_updates
from recommendations.presentation import PlanRow, no_change, plan_rows
from recommendations.views.plans import plan_counts

SHOWN = 50


@dataclass(frozen=True, slots=True)
class MyRow:
    """A recommendation of the user's own. `answer`: who answered and how, "" for nobody yet;
    `no_change`: the words of the button for a nil return, which `token` lets count once, in the
    round with the key `round_id`; `invited`: who is asked to attend a committee about it.
    """

    row: PlanRow
    plan: str
    answer: str
    no_change: str
    has_draft: bool
    token: UUID
    round_id: int | None
    invited: tuple[Invited, ...]


@dataclass(frozen=True, slots=True)
class MyRound:
    """An open round, and how much of what it asks of the user is answered."""

    round: Round
    done: int
    total: int
    is_late: bool


def home(request):
    """What open rounds ask of the user, the most pressing first; what else is theirs to do."""
    today, user = timezone.localdate(), request.user
    plans = plan_counts(user, on=today)
    context = {"section": "home", "plans": plans}
    if user.has_perm("recommendations.report_own"):
        context |= _my_updates(user, {count.plan.pk: count.plan for count in plans}, today)
    if user.has_perm("recommendations.read_plans"):
        context |= _waiting(user, today)
    return render(request, "recommendations/home.html", context)


def _my_updates(user, plans, today):
    asked = my_updates(user, on=today)
    to_answer = [one for one in asked if not one.answer.is_given]
    answered = [one for one in asked if one.answer.is_given]
    others = _not_asked(user, asked, today)
    shown = [one.recommendation_id for one in [*to_answer[:SHOWN], *answered[:SHOWN]]]
    row = _Rows(user, [*shown, *others], plans, today)
    return {
        "reports": True,
        "rounds": _rounds(asked, today),
        "to_answer": [row(one.recommendation_id, one) for one in to_answer[:SHOWN]],
        "answered": [row(one.recommendation_id, one) for one in answered[:SHOWN]],
        "others": [row(key) for key in others],
        "more_to_answer": max(0, len(to_answer) - SHOWN),
        "more_answered": max(0, len(answered) - SHOWN),
    }


def _not_asked(user, asked, today):
    """The keys of what is the user's to do though no open round asks for it, the earliest date
    first.
    """
    held = holdings_of(user, on=today)
    own = Recommendation.objects.in_use().own_to(user, on=today, held=held)
    keys = set(own.values_list("pk", flat=True)) - {one.recommendation_id for one in asked}
    rest = Recommendation.objects.filter(pk__in=keys).monitored(on=today).still_to_do()
    return list(rest.by_next_deadline().values_list("pk", flat=True)[:SHOWN])


class _Rows:
    """The rows of some recommendations as they stand today, read at once."""

    def __init__(self, user, keys, plans, today):
        self.user, self.plans, self.today = user, plans, today
        rows = Recommendation.objects.filter(pk__in=keys)
        states = state_as_at(rows, as_at=today, known_by=None)
        self.rows = {row.state.recommendation_id: row for row in plan_rows(states, on=today)}
        self.invited = invitations(rows, on=today)
        drafts = UpdateDraft.objects.filter(user=user, recommendation__in=keys)
        self.drafts = set(drafts.values_list("recommendation", flat=True))

    def __call__(self, key, asked=None):
        row = self.rows[key]
        return MyRow(
            row=row,
            plan=self.plans[row.state.plan_id].title,
            answer=_in_words(asked.answer, self.user) if asked and asked.answer.is_given else "",
            no_change=no_change(row.state, self.today),
            has_draft=key in self.drafts,
            token=uuid4(),
            round_id=asked.round_id if asked else None,
            invited=self.invited.get(key, ()),
        )


def _in_words(answer: Answer, user):
    """ "Nil return by you, 3 June", or who answered for whom."""
    day = timezone.localdate(answer.at)
    who = who_wrote("you" if answer.user_id == user.pk else answer.by, answer.on_behalf_of)
    return f"{answer.kind.in_words} by {who}, {day.day} {day:%B}"


def _rounds(asked, today):
    """The rounds that ask, the first due first, each with how far the user is."""
    total = Counter(one.round_id for one in asked)
    done = Counter(one.round_id for one in asked if one.answer.is_given)
    rounds = Round.objects.filter(pk__in=total).order_by("updates_due", "label")
    return [
        MyRound(
            r, done[r.pk], total[r.pk], is_late=r.updates_due < today and done[r.pk] < total[r.pk]
        )
        for r in rounds
    ]


def _waiting(user, today):
    """What waits for the user in another part than the owner's: rounds to watch, decisions,
    verification.
    """
    visible = Recommendation.objects.in_use().visible_to(user, on=today)
    waiting = {}
    if user.has_perm("recommendations.report_for_anyone"):
        plans = Plan.objects.visible_to(user, on=today)
        waiting["open_rounds"] = Round.objects.open(on=today).visible_to(plans)
    asked = visible.filter(extension_requested=True)
    if user.has_perm("recommendations.decide_extensions"):
        waiting["extensions"] = asked.count()
    elif user.has_perm("recommendations.record_decisions"):
        waiting["extensions"] = asked.filter(plan__revision=Plan.Revision.COMMITTEE).count()
    if user.has_perm("recommendations.verify_completion"):
        waiting["to_verify"] = visible.to_verify().count()
    return waiting
