"""Who may report on a recommendation, judge its colour, decide an extension of its dates, and
verify it.
"""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.db.models import Q, Subquery

from people.models import Owner, Tenure, TenureHolder, User
from people.roles import delegated_departments, owners_of
from recommendations.models import OwnerCell, Plan

NOT_YOURS = (
    "This recommendation names somebody else. Its owners report on it, or a plan lead or a "
    "committee clerk on their behalf."
)
NOT_REPORTING = "You can read the plans, but not report progress. Ask a plan lead."
NOT_DECIDING = "Extensions of this plan are decided by a plan lead. Ask one of them."
NOT_RECORDING = (
    "Extensions of this plan are decided by a committee, and a clerk or a plan lead records it."
)
NOT_AUDITING = "Only auditors verify what is reported complete, and reopen it."
NOT_JUDGING = (
    "The rule of this plan gives the colours. Plan leads and committee clerks may judge otherwise, "
    "with a reason: ask one of them."
)
AN_OWNER = (
    "You are one of the owners of this recommendation, and whoever verifies it must not be. Ask "
    "another auditor."
)


def is_own(user, recommendation, *, on: date) -> bool:
    """Whether a recommendation is a user's own to report on, on a day: own_to() asked about one
    row, in one query.
    """
    cell = OwnerCell.objects.last_standing(recommendation, as_at=on, known_by=None)
    named = Owner.objects.filter(assignments__owner_cell=Subquery(cell.values("pk")))
    departments = delegated_departments(user, on=on).values("pk")
    own = Q(pk__in=owners_of(user, on=on).values("pk")) | Q(department__in=departments)
    return named.filter(own).exists()


def may_report(user, recommendation, *, on: date) -> bool:
    """Whether a user may report on a recommendation, as their own or on behalf of its owners."""
    if user.has_perm("recommendations.report_for_anyone"):
        return True
    return user.has_perm("recommendations.report_own") and is_own(user, recommendation, on=on)


def who_report():
    """The users who can sign in and whom a role lets report, on something at least."""
    by_role = Q(
        groups__permissions__content_type__app_label="recommendations",
        groups__permissions__codename__in=["report_own", "report_for_anyone"],
    )
    return User.objects.filter(by_role | Q(is_superuser=True), is_active=True)


def refuse_who_may_not_report(user, recommendation, *, on: date):
    """PermissionDenied, with its sentence, unless the user may report on the recommendation."""
    if may_report(user, recommendation, on=on):
        return
    raise PermissionDenied(
        NOT_YOURS if user.has_perm("recommendations.report_own") else NOT_REPORTING
    )


def overrides_rag(user) -> bool:
    """Whether a user may judge otherwise than the rule of a plan."""
    return user.has_perm("recommendations.edit_plans") or user.has_perm(
        "recommendations.report_for_anyone"
    )


def refuse_who_may_not_judge(user, recommendation, *, on: date):
    """PermissionDenied, with its sentence, unless the user may judge the colour of the
    recommendation: its owners where its plan leaves that to them, and else only who overrides.
    """
    if overrides_rag(user):
        return
    if recommendation.plan.rag_rule != Plan.RagRule.JUDGEMENT:
        raise PermissionDenied(NOT_JUDGING)
    refuse_who_may_not_report(user, recommendation, on=on)


def spoken_for(owners, *, on: date) -> list[Owner]:
    """For whom somebody else may report: the owners with these keys, in their order, and after them
    who holds the posts and sits in the groups on a day; of what was merged, the one that it was
    merged into. One query.
    """
    keys = list(owners)
    named = _with_survivors(Owner.objects.filter(pk__in=keys))
    tenures = Tenure.objects.in_force(
        as_at=on, known_by=None, of=Owner.objects.filter(named, merged_into=None)
    )
    held = _with_survivors(Owner.objects.filter(held_tenures__tenure__in=tenures.values("pk")))
    found = {owner.pk: owner for owner in Owner.objects.filter(named | held)}
    order: dict[int, int] = {}
    for place, key in enumerate(keys):
        order.setdefault(found[key].merged_into_id or key, place)
    standing = (owner for owner in found.values() if owner.merged_into_id is None)
    return sorted(standing, key=lambda owner: (order.get(owner.pk, len(keys)), owner.name))


def spoken_for_each(named, *, on: date) -> dict[int, list[Owner]]:
    """spoken_for of many recommendations: `named` has the keys of the owners of each, by its key.
    Two queries.
    """
    keys = {owner for owners in named.values() for owner in owners}
    found = Owner.objects.select_related("merged_into").in_bulk(keys)
    standing = {owner.surviving.pk for owner in found.values()}
    tenures = Tenure.objects.in_force(
        as_at=on, known_by=None, of=Owner.objects.filter(pk__in=standing)
    )
    held = TenureHolder.objects.filter(tenure__in=tenures.values("pk"))
    holders: dict[int, list[Owner]] = {}
    for holder in held.select_related("tenure", "person__merged_into").order_by("person__name"):
        holders.setdefault(holder.tenure.owner_id, []).append(holder.person.surviving)
    spoken = {}
    for row, owners in named.items():
        first = [found[owner].surviving for owner in owners]
        holding = (person for owner in first for person in holders.get(owner.pk, ()))
        spoken[row] = list(dict.fromkeys([*first, *holding]))
    return spoken


def _with_survivors(owners):
    return Q(pk__in=owners.values("pk")) | Q(pk__in=owners.values("merged_into"))


def may_decide_extensions(user, plan) -> bool:
    """Whether a user may decide, or record what a committee decided, where dates of a plan are
    asked to move.
    """
    if user.has_perm("recommendations.decide_extensions"):
        return True
    by_committee = plan.revision == Plan.Revision.COMMITTEE
    return by_committee and user.has_perm("recommendations.record_decisions")


def refuse_who_may_not_decide(user, plan):
    """PermissionDenied, with its sentence, unless the user may decide extensions in the plan."""
    if not may_decide_extensions(user, plan):
        by_committee = plan.revision == Plan.Revision.COMMITTEE
        raise PermissionDenied(NOT_RECORDING if by_committee else NOT_DECIDING)


def may_verify(user, recommendation, *, on: date) -> bool:
    """Whether a user may say whether completion stands: an auditor who is no owner of it."""
    may = user.has_perm("recommendations.verify_completion")
    return may and not is_own(user, recommendation, on=on)


def refuse_who_may_not_verify(user, recommendation, *, on: date):
    """PermissionDenied, with its sentence, unless the user may verify the recommendation."""
    if not user.has_perm("recommendations.verify_completion"):
        raise PermissionDenied(NOT_AUDITING)
    if is_own(user, recommendation, on=on):
        raise PermissionDenied(AN_OWNER)
