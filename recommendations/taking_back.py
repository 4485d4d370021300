"""The act that undoes an import: what it wrote down is voided, as long as nobody has written
anything about its rows since. What is edited in place stays: owners, themes, status words.
"""

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from people.collecting import without_collecting
from people.dated_fact import DatedFact, take_back_all
from recommendations.derived import derived_refreshed_once, refresh_derived
from recommendations.kept_text import kept_text
from recommendations.models import (
    ActionState,
    CommitteeDecision,
    DeadlineTerm,
    EvidenceState,
    Exemption,
    ExtensionDecision,
    ImportedRow,
    MeasureReading,
    MeasureTerms,
    Monitoring,
    NilReturn,
    OwnerCell,
    Placement,
    PlanImport,
    ProgressUpdate,
    RagJudgement,
    Recommendation,
    RoundState,
    StatusFact,
    UpdateRequest,
    Verification,
    Wording,
)
from recommendations.plans import edit_plan

# Every kind of fact about a recommendation, and how it leads there.
PATHS: dict[type[DatedFact], str] = {
    Wording: "recommendation",
    Placement: "recommendation",
    Monitoring: "recommendation",
    Exemption: "recommendation",
    OwnerCell: "recommendation",
    ProgressUpdate: "recommendation",
    NilReturn: "recommendation",
    StatusFact: "recommendation",
    Verification: "recommendation",
    CommitteeDecision: "recommendation",
    RagJudgement: "recommendation",
    ActionState: "action__recommendation",
    DeadlineTerm: "deadline__recommendation",
    EvidenceState: "evidence__recommendation",
    ExtensionDecision: "extension_request__deadline__recommendation",
    MeasureTerms: "measure__recommendation",
    MeasureReading: "measure__recommendation",
}
NOT_TAKEN_IN = "This import is not taken in, so there is nothing to take back."
NO_REASON = "Say why it is taken back."
WRITTEN_SINCE = (
    "Something has been written about {} of its rows since, so it can’t be taken back: {}. Put "
    "right row by row what is wrong."
)
LATER_PAPER = "“{}” was brought in since and tells of its rows. Take that back first."
ASKED_SINCE = (
    "The round “{}” asks about its rows, so it can’t be taken back. Cancel that one first."
)


def what_keeps_it(plan_import) -> str:
    """Why an import can't be taken back, in a sentence; "" where it can. A few queries."""
    if plan_import.state != PlanImport.State.TAKEN_IN:
        return NOT_TAKEN_IN
    if later := _later_paper(plan_import):
        return LATER_PAPER.format(later)
    if asked := _asked_since(plan_import):
        return ASKED_SINCE.format(asked)
    since = _written_since(plan_import)
    if since:
        names = list(Recommendation.objects.filter(pk__in=sorted(since)[:3]))
        return WRITTEN_SINCE.format(f"{len(since):,}", "; ".join(f"“{name}”" for name in names))
    return ""


@without_collecting()
@transaction.atomic
def take_back(plan_import, *, by, at: datetime, reason: str) -> PlanImport:
    """Void every fact that an import wrote, and its round; a plan that it began is put out of use.

    ValidationError, and nothing written, without a reason, when it is not taken in or was taken
    back already, or when something has been written about its rows since: see what_keeps_it.
    """
    reason = kept_text(reason, missing=NO_REASON)
    kept = PlanImport.objects.select_for_update().without_source().get(pk=plan_import.pk)
    rows = Recommendation.objects.filter(plan=kept.plan_id).order_by("pk")
    keys = list(rows.select_for_update(no_key=True).values_list("pk", flat=True))
    if problem := what_keeps_it(kept):
        raise ValidationError(problem, code="kept")
    today = timezone.localdate(at)
    with derived_refreshed_once(on=today):
        for kind, path in PATHS.items():
            mine = Q(**{f"{path}__plan": kept.plan_id}) & _of(kept)
            take_back_all(_standing(kind).filter(mine), by=by, at=at, reason=reason)
        if kept.round_id:
            states = _standing(RoundState).filter(round=kept.round_id)
            take_back_all(states, by=by, at=at, reason=reason)
        refresh_derived(keys, on=today)
    _put_out_of_use(kept, by, at)
    plan_import.state = PlanImport.State.TAKEN_BACK
    plan_import.ended_by, plan_import.ended_at = by, at
    plan_import.save(update_fields=["state", "ended_by", "ended_at"])
    return plan_import


def _of(plan_import) -> Q:
    """What was written down with it."""
    return Q(recorded_at=plan_import.ended_at, recorded_by=plan_import.ended_by_id)


def _standing(kind) -> Any:
    return kind.objects.standing(as_at=date.max, known_by=None)


def _rows(plan_import):
    """The recommendations that it wrote about: its rows, and those that it settled as missing."""
    keys = set(
        ImportedRow.objects.filter(plan_import=plan_import).values_list("recommendation", flat=True)
    )
    for kind in (Monitoring, ProgressUpdate):
        settled = kind.objects.filter(_of(plan_import), recommendation__plan=plan_import.plan_id)
        keys.update(settled.values_list("recommendation", flat=True))
    return keys


def _written_since(plan_import) -> set[int]:
    """The recommendations about which anything was written since."""
    keys = _rows(plan_import)
    found: set[int] = set()
    for kind, path in PATHS.items():
        later = kind._default_manager.filter(
            ~_of(plan_import),
            recorded_at__gte=plan_import.ended_at,
            **{f"{path}__plan": plan_import.plan_id},
        )
        found.update(later.order_by().values_list(path, flat=True).distinct())
    return found & keys


def _later_paper(plan_import):
    """The last import taken in since that tells of one of its rows."""
    mine = ImportedRow.objects.filter(plan_import=plan_import).values("recommendation")
    others = PlanImport.objects.without_source().taken_in().exclude(pk=plan_import.pk)
    others = others.filter(
        plan=plan_import.plan_id,
        ended_at__gte=plan_import.ended_at,
        rows__recommendation__in=mine,
    )
    return others.order_by("-ended_at", "-pk").first()


def _asked_since(plan_import):
    """A round begun since that asks about one of the rows that the import added, and counts."""
    new = plan_import.rows.filter(is_new=True).values("recommendation")
    asked = UpdateRequest.objects.filter(recommendation__in=new, asked_at__gt=plan_import.ended_at)
    asked = asked.exclude(round=plan_import.round_id) if plan_import.round_id else asked
    counts = _standing(RoundState).values("round")
    request = asked.filter(round__in=counts).select_related("round").first()
    return request and request.round


def _put_out_of_use(plan_import, by, at):
    """A plan that the import began, where nothing else is in it."""
    plan = plan_import.plan
    mine = plan_import.rows.values("recommendation")
    if plan_import.title and not plan.recommendations.exclude(pk__in=mine).exists():
        edit_plan(plan, version=plan.version, is_active=False, by=by, at=at)
