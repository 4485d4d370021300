"""The list of officers asked to attend a meeting: what the rules propose for it, what is chosen,
and who could be asked. It is settled by the acts of reports/attendance.py.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q

from people.models import Owner
from recommendations.as_at import state_as_at
from recommendations.chasing.ladder import MOVED
from recommendations.meanings import DONE
from recommendations.models import (
    CommitteeDecision,
    Notice,
    Plan,
    Recommendation,
    Round,
)
from recommendations.silence import SPOKEN, silences
from recommendations.states import RecommendationState
from reports.attendance_rules import Known, why_proposed
from reports.build.row_reasons import invitations_standing
from reports.completeness import UnsettledRow, unsettled_rows
from reports.models import Attendance, PlanLayout
from reports.table_rows import Rows


@dataclass(frozen=True, slots=True)
class ListLine:
    """A recommendation that is, or could be put, on the list of a meeting. `why`: why the rules
    propose it; `invited`: in words which committee has asked for an officer by a decision that
    stands; `chosen`: what is chosen for this meeting, None where nobody has.

    `is_decided_since`: whether an officer is asked, and a committee has decided on it since.
    """

    recommendation: Recommendation
    state: RecommendationState
    why: tuple[str, ...]
    invited: tuple[str, ...]
    chosen: Attendance | None
    is_decided_since: bool

    @property
    def is_open(self):
        """Proposed, and nobody has looked at it."""
        return bool(self.why) and self.chosen is None

    @property
    def is_asked(self):
        return self.chosen is not None and self.chosen.is_asked

    @property
    def is_off(self):
        return self.chosen is not None and not self.chosen.is_asked

    @property
    def is_to_attend(self):
        """Asked, and a paper as at the day says so."""
        return self.is_asked and not (self.is_over or self.is_decided_since)

    @property
    def is_on_list(self):
        return bool(self.why or self.chosen or self.invited)

    @property
    def is_over(self):
        """Done, or no longer monitored: no paper says any more that an officer is to attend."""
        return self.state.status_meaning in DONE or not self.state.is_monitored

    @property
    def is_proposed_no_longer(self):
        """It was asked as the rules proposed, and by now they don't."""
        by_rules = self.chosen is not None and self.chosen.is_proposed
        return by_rules and not (self.why or self.is_over or self.is_decided_since)


@dataclass(frozen=True, slots=True)
class Offered:
    """Somebody who could attend: an owner, or who holds the post of one, and in which words."""

    owner: Owner
    words: str


def plans_before(meeting):
    """The plans about which officers can be asked to attend a meeting, as a QuerySet: those of its
    papers, and those of its round that do not usually go to another committee.
    """
    with_paper = Q(pk__in=meeting.appendices.order_by().values("plan"))
    elsewhere = PlanLayout.objects.exclude(committee=None).exclude(committee=meeting.committee_id)
    reported = Round.plans.through.objects.filter(round=meeting.round_id).values("plan")
    of_round = Q(pk__in=reported) & ~Q(pk__in=elsewhere.values("plan"))
    return Plan.objects.in_use().filter(with_paper | of_round)


def before_the_list(meeting):
    """The recommendations of those plans, and those about which somebody has chosen, as a
    QuerySet.
    """
    chosen = Q(candidatures__meeting=meeting)
    return Recommendation.objects.filter(
        Q(plan__in=plans_before(meeting).values("pk"))
        | Q(pk__in=Recommendation.objects.filter(chosen).values("pk"))
    )


def list_of(meeting, recommendations, *, on: date) -> list[ListLine]:
    """What is, and what could be, on the list of a meeting, of these recommendations (a QuerySet),
    as on a day, plan by plan in the order of their numbers. 11 queries.
    """
    rows = recommendations.select_related("plan").order_by(
        "plan__title", "plan", "reference_order", "pk"
    )
    facts = _Facts(meeting, recommendations, on)
    return [facts.line(row) for row in rows if row.pk in facts.states]


def count_asked(meeting, *, on: date) -> int:
    """About how many recommendations an officer is to attend a meeting, as on a day (ListLine has
    it as is_to_attend). One query.
    """
    settled = Attendance.objects.settled(meeting, on=date.max)
    before = _before(meeting, on)
    return settled.to_attend(as_at=on, known_by=None, decided_by=before).count()


def offered_owners(
    states: Iterable[RecommendationState], *, on: date
) -> dict[int, tuple[Offered, ...]]:
    """Who could be asked to attend about recommendations, by their keys: who leads comes first. The
    owners in use, and who holds their posts on a day. Four queries.
    """
    states = list(states)
    named = {owner.owner_id for state in states for owner in state.owners}
    merged = dict(Owner.objects.filter(pk__in=named).values_list("pk", "merged_into"))
    survivors = {into or key for key, into in merged.items()}
    known = Owner.objects.in_use().filter(pk__in=survivors).with_tenures(on=on).in_bulk()
    return {state.recommendation_id: tuple(_offered(state, merged, known)) for state in states}


def unsettled_in(draft, document, *, on: date) -> tuple[UnsettledRow, ...]:
    """The rows of a draft about which the rules propose to ask an officer, and that nobody has
    looked at; nothing is asked where the paper has no table for them, the meeting is over, or the
    plan is no longer in use.
    """
    has_table = any(table.rows_rule == Rows.ATTEND for table in document.tables)
    if not has_table or draft.meeting.date < on or not draft.plan.is_active:
        return ()
    lines = list_of(draft.meeting, draft.plan.recommendations.all(), on=on)
    return unsettled_rows(document, (_unsettled(line) for line in lines if line.is_open))


def first_offered(offered: Sequence[Offered]) -> Owner | None:
    return offered[0].owner if offered else None


class _Facts:
    """What is known of recommendations on the day, and chosen for the meeting."""

    def __init__(self, meeting, rows, on):
        self.meeting, self.on = meeting, on
        when = {"as_at": on, "known_by": None}
        self.states = {state.recommendation_id: state for state in state_as_at(rows, **when)}
        self.silent = silences(rows, **when)
        self.invited = invitations_standing(rows, **when)
        self.reminded = _last_reminders(rows, self.states, self.silent, on)
        self.chosen = {one.candidate.recommendation_id: one for one in _settled(meeting, on)}

    def line(self, row) -> ListLine:
        return ListLine(
            recommendation=row,
            state=self.states[row.pk],
            why=why_proposed(self.states[row.pk], self._known(row.pk), on=self.on),
            invited=tuple(one.in_words(None) for one in self.invited.get(row.pk, ())),
            chosen=(chosen := self.chosen.get(row.pk)),
            is_decided_since=bool(chosen and chosen.is_asked and chosen.is_decided_since),
        )

    def _known(self, key):
        silence, round = self.silent.get(key, SPOKEN), self.meeting.round
        # While updates may still come in, nobody is silent.
        is_late = round is not None and silence.now == round.pk and self.on > round.updates_due
        is_last = round is not None and silence.in_a_row[:1] == (round.pk,)
        return Known(
            silent_rounds=silence.rounds + is_late,
            silent_in=round.label if is_late or is_last else "",
            invited_on=self.reminded.get(key),
            is_invited=key in self.invited,
        )


def _settled(meeting, on):
    """All that is chosen, though the meeting may be on an earlier day by now."""
    settled = Attendance.objects.settled(meeting, on=date.max)
    return settled.with_decided_since(as_at=_before(meeting, on), known_by=None)


def _before(meeting, on):
    """By when a committee must have decided: what the meeting itself does ends nothing on its own
    list.
    """
    return min(on, meeting.date - timedelta(days=1))


def _last_reminders(rows, states, silent, on) -> dict[int, date]:
    """On which day somebody was last told of the last step of the ladder, by recommendation: while
    the reason holds for which it was taken, and until a committee decides.
    """
    decided = CommitteeDecision.objects.standing(as_at=on, known_by=None).filter(
        recommendation=OuterRef("recommendation"), valid_from__gte=OuterRef("day")
    )
    notices = Notice.objects.filter(
        ~Exists(decided), kind=Notice.Kind.INVITATION, recommendation__in=rows, day__lte=on
    )
    said = notices.order_by("day", "pk").values_list("recommendation", "occasion", "day")
    return {
        key: day
        for key, occasion, day in said
        if key in states and _still_holds(occasion, states[key], silent.get(key, SPOKEN), on)
    }


def _still_holds(occasion, state, silence, on):
    if occasion.startswith("silent:"):
        return bool(silence.rounds)
    return occasion == MOVED or state.is_overdue(on)


def _offered(state, merged, known):
    """Each once, under whom they were merged into."""
    keys = dict.fromkeys((state.lead_owner_id, *(owner.owner_id for owner in state.owners)))
    found: dict[int, Offered] = {}
    for key in keys:
        owner = known.get(merged[key] or key) if key else None
        if owner is None:
            continue
        found.setdefault(owner.pk, Offered(owner, owner.name))
        tenure = owner.tenure_on_the_day if owner.is_post else None
        for person in tenure.people if tenure else ():
            if person.is_active:
                found.setdefault(person.pk, Offered(person, f"{person}, {owner}"))
    return found.values()


def _unsettled(line):
    row, state = line.recommendation, line.state
    return UnsettledRow(str(row.pk), state.reference, " ".join(state.text.split()), line.why)
