"""What a committee decided at one of its meetings: what was before it, and the acts that record
decisions on that.
"""

from collections.abc import Sequence
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from recommendations.decisions import record_decisions
from recommendations.models import CommitteeDecision, Recommendation, Wording
from recommendations.new_decisions import NewDecision, RowsRefused
from reports.document import read_document
from reports.models import Appendix, Meeting, MeetingDecision, PlanLayout

CANCELLED = "This meeting was cancelled meanwhile, so nothing is recorded."
NOT_BEFORE_IT = "This was not before the meeting, so nothing can be recorded on it here"


def before_the_committee(meeting, *, on: date):
    """The recommendations that a committee could decide on at a meeting, as a QuerySet: those of
    the papers that were issued for it; while there is none, those monitored on a day in the plans
    of its drafts, or else of all plans that usually go to this committee. And whatever it decided
    on. At most one query more, of the papers.
    """
    decided = Q(pk__in=decided_at(meeting).values("recommendation"))
    issued = Appendix.objects.newest_versions().filter(meeting=meeting)
    papers = [read_document(kept) for kept in issued.values_list("document", flat=True)]
    if papers:
        keys = {int(row.key) for paper in papers for row in paper.rows}
        return Recommendation.objects.filter(Q(pk__in=keys) | decided)
    drafts = Appendix.objects.drafts().filter(meeting=meeting)
    usual = PlanLayout.objects.filter(committee=meeting.committee_id)
    plans = Q(plan__in=drafts.values("plan"))
    if not drafts.exists():
        plans = Q(plan__in=usual.values("plan"), plan__is_active=True)
    worded = Wording.objects.standing(as_at=on, known_by=None).filter(recommendation=OuterRef("pk"))
    monitored = Recommendation.objects.monitored(on=on).values("pk")
    return Recommendation.objects.filter(plans & Q(Exists(worded), pk__in=monitored) | decided)


def decided_at(meeting):
    """The decisions of a meeting that stand, as a QuerySet."""
    standing = CommitteeDecision.objects.standing(as_at=date.max, known_by=None)
    return standing.filter(meeting_link__meeting=meeting)


@transaction.atomic
def record_at_meeting(
    meeting, rows: Sequence[NewDecision], *, by, at: datetime
) -> list[MeetingDecision]:
    """Write down what was decided at a meeting, true from its day, as record_decisions does.
    RowsRefused also for what was not before the meeting.
    """
    meeting = held_meeting(meeting)
    _refuse_strangers(meeting, rows, on=timezone.localdate(at))
    decisions = record_decisions(
        rows,
        committee=meeting.committee.name,
        recorded=decided_at(meeting),
        by=by,
        on=meeting.date,
        at=at,
    )
    return MeetingDecision.objects.bulk_create(
        MeetingDecision(meeting=meeting, decision=decision) for decision in decisions
    )


@transaction.atomic
def note_others(
    meeting, recommendations, *, minute_reference="", by, at: datetime
) -> list[MeetingDecision]:
    """Record as noted whichever of these recommendations (a QuerySet) nothing is recorded on at the
    meeting.
    """
    others = recommendations.exclude(pk__in=decided_at(meeting).values("recommendation"))
    noted = CommitteeDecision.Outcome.NOTED
    rows = [NewDecision(row, noted, minute_reference) for row in others.order_by("pk")]
    return record_at_meeting(meeting, rows, by=by, at=at)


def held_meeting(meeting) -> Meeting:
    """The meeting as it is now, once nobody else can move or cancel it until the transaction ends;
    ValidationError when it was cancelled.
    """
    now = Meeting.objects.select_for_update(of=("self",), no_key=True).select_related("committee")
    found = now.filter(pk=meeting.pk).first()
    if found is None:
        raise ValidationError(CANCELLED, code="cancelled")
    return found


def _refuse_strangers(meeting, rows, *, on):
    keys = {row.recommendation.pk for row in rows}
    before = before_the_committee(meeting, on=on).filter(pk__in=keys)
    known = set(before.values_list("pk", flat=True))
    refused = {
        place: {"outcome": NOT_BEFORE_IT}
        for place, row in enumerate(rows)
        if row.recommendation.pk not in known
    }
    if refused:
        raise RowsRefused(refused)
