"""Finding what an address names for somebody: 403 in words where it is kept from them, 404 where
even its existence is.
"""

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from people.views.errors import NotThere
from recommendations.models import Plan, Recommendation

NOT_LIVE = "You can read the papers that were issued, but not the live plans. Ask a plan lead."
NOT_FOR_EDITING = "Only plan leads and administrators edit plans. Ask one of them to change this."
NOT_FOR_HISTORY = "Only leads, clerks, auditors and administrators see who changed a plan."
KEPT = "This plan is kept to some departments, and you are not in one of them. Ask a plan lead."
NO_PLAN = "There is no plan at this address. It may have been removed, or the link is mistyped."
UNUSED = (
    "The plan “{plan}” is no longer in use, so nothing is written down on it. Ask a plan lead, who "
    "can take it into use again."
)
NO_ROW = "There is no recommendation at this address. The link may be old or mistyped."


def visible_plan(user, slug) -> Plan:
    """The plan at this address; PermissionDenied or NotThere, each with its sentence."""
    plan = Plan.objects.visible_to(user, on=timezone.localdate()).filter(slug=slug).first()
    return plan or _refuse_plan(user, slug=slug)


def visible_recommendation(user, pk) -> Recommendation:
    """The recommendation at this address, with its plan, its `exempt_paragraph` and `was_told`;
    PermissionDenied or NotThere likewise.
    """
    today = timezone.localdate()
    rows = Recommendation.objects.filter(pk=pk).select_related("plan")
    row = rows.of_plans_visible_to(user, on=today).with_exempt_paragraph(on=today)
    row = row.with_was_told().first()
    if row is None or (row.exempt_paragraph and not rows.open_to(user, on=today).exists()):
        _refuse_recommendation(user, pk)
    return row


def recommendation_in_use(user, pk) -> Recommendation:
    """visible_recommendation, for a page that writes: PermissionDenied too when its plan is no
    longer in use.
    """
    recommendation = visible_recommendation(user, pk)
    refuse_unused(recommendation.plan)
    return recommendation


def refuse_unused(plan):
    """PermissionDenied, with its sentence, when the plan is no longer in use."""
    if not plan.is_active:
        raise PermissionDenied(UNUSED.format(plan=plan))


def refuse_without(user, permission, sentence):
    """PermissionDenied with the sentence unless the user has the permission."""
    if not user.has_perm(permission):
        raise PermissionDenied(sentence)


def _refuse_plan(user, **lookup):
    refuse_without(user, "recommendations.read_plans", NOT_LIVE)
    if Plan.objects.in_use().filter(**lookup).exists():
        raise PermissionDenied(KEPT)
    raise NotThere(NO_PLAN)


def _refuse_recommendation(user, pk):
    """An exempt one of another department is answered as one that is not there."""
    refuse_without(user, "recommendations.read_plans", NOT_LIVE)
    plans = Plan.objects.filter(recommendations=pk)
    if plans.exists() and not plans.visible_to(user, on=timezone.localdate()).exists():
        _refuse_plan(user, recommendations=pk)
    raise NotThere(NO_ROW)
