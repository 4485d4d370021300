"""Evidence: attaching it, handing it out, withdrawing it."""

from django.core.exceptions import PermissionDenied
from django.http import FileResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from people.views.editing import EditView
from people.views.errors import NotThere
from recommendations.evidence import attach_all, state_of, withdraw
from recommendations.forms.evidence import EvidenceForm, WithdrawForm, ask_for_files_again
from recommendations.models import Evidence
from recommendations.reporting_rights import (
    refuse_who_may_not_report,
    refuse_who_may_not_verify,
)
from recommendations.views.access import (
    NOT_LIVE,
    recommendation_in_use,
    refuse_unused,
    refuse_without,
    visible_recommendation,
)

NO_EVIDENCE = "There is no evidence at this address. The link may be old or mistyped."
OF_AN_AUDITOR = "An auditor attached this when completion was verified. Ask an auditor."
NO_FILE = (
    "This file is on record, but it is not in the store of files. Tell an administrator: a copy of "
    "the store may have it."
)
HANDED_OUT = {
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "private, no-store",
    "Content-Security-Policy": "default-src 'none'; sandbox",
}


@require_safe
def evidence_detail(request, pk):
    """The file, to be saved and never shown by the browser; of a link, a page with the link."""
    evidence = visible_evidence(request.user, pk)
    refuse_withdrawn(evidence, on=timezone.localdate())
    if evidence.link:
        context = {**_about(evidence.recommendation), "evidence": evidence}
        return render(request, "recommendations/evidence_link.html", context)
    try:
        file = evidence.file.open("rb")
    except FileNotFoundError:
        raise NotThere(NO_FILE) from None
    return FileResponse(
        file,
        as_attachment=True,
        filename=evidence.name,
        content_type=evidence.content_type,
        headers=HANDED_OUT,
    )


class EvidenceAdd(EditView):
    """One file or link more for a recommendation."""

    template_name = "recommendations/evidence_form.html"
    saved = "The evidence is attached."

    def dispatch(self, request, *args, **kwargs):
        self.recommendation = recommendation_in_use(request.user, kwargs["pk"])
        today = timezone.localdate()
        refuse_who_may_not_report(request.user, self.recommendation, on=today)
        return super().dispatch(request, *args, **kwargs)

    def get_forms(self, data=None):
        files = None if data is None else self.request.FILES
        return {"form": EvidenceForm(data, files)}

    def save(self, forms, *, by, at):
        row = forms["form"].new_evidence(self.recommendation)
        attach_all([row], by=by, on=timezone.localdate(at), at=at)
        return self.recommendation.get_absolute_url()

    def show(self, forms):
        ask_for_files_again(*forms.values())
        return super().show(forms)

    def get_context_data(self, **kwargs):
        return super().get_context_data(**_about(self.recommendation), **kwargs)


class EvidenceWithdraw(EditView):
    """A piece of evidence is taken off the page; its file and its story stay."""

    template_name = "recommendations/evidence_withdraw.html"
    saved = "The evidence is withdrawn."

    def dispatch(self, request, *args, **kwargs):
        self.evidence = visible_evidence(request.user, kwargs["pk"])
        refuse_unused(self.evidence.recommendation.plan)
        refuse_who_may_not_withdraw(request.user, self.evidence, on=timezone.localdate())
        return super().dispatch(request, *args, **kwargs)

    def get_forms(self, data=None):
        refuse_withdrawn(self.evidence, on=timezone.localdate())
        return {"form": WithdrawForm(data)}

    def save(self, forms, *, by, at):
        reason = forms["form"].cleaned_data["reason"]
        withdraw(self.evidence, by=by, on=timezone.localdate(at), at=at, reason=reason)
        return self.evidence.recommendation.get_absolute_url()

    def get_context_data(self, **kwargs):
        about = _about(self.evidence.recommendation)
        return super().get_context_data(evidence=self.evidence, **about, **kwargs)


def visible_evidence(user, pk) -> Evidence:
    """The evidence at this address, with its recommendation and plan; PermissionDenied or NotThere,
    each with its sentence. That of an exempt one of another department is answered as not there.
    """
    refuse_without(user, "recommendations.read_plans", NOT_LIVE)
    evidence = Evidence.objects.filter(pk=pk).first()
    if evidence is None:
        raise NotThere(NO_EVIDENCE)
    try:
        evidence.recommendation = visible_recommendation(user, evidence.recommendation_id)
    except NotThere:
        raise NotThere(NO_EVIDENCE) from None
    return evidence


def refuse_who_may_not_withdraw(user, evidence, *, on):
    """PermissionDenied, with its sentence, unless the user attached the evidence or may report;
    what came with a verification only an auditor withdraws who owns nothing of it.
    """
    state = state_of(evidence, on=on)
    if state and state.is_of_audit:
        if not user.has_perm("recommendations.verify_completion"):
            raise PermissionDenied(OF_AN_AUDITOR)
        refuse_who_may_not_verify(user, evidence.recommendation, on=on)
    elif not (state and state.recorded_by == user):
        refuse_who_may_not_report(user, evidence.recommendation, on=on)


def refuse_withdrawn(evidence, *, on):
    """NotThere, saying who withdrew it and why, unless it is attached on a day."""
    state = state_of(evidence, on=on)
    if state is None:
        raise NotThere(NO_EVIDENCE)
    if not state.is_attached:
        day = f"{state.valid_from.day} {state.valid_from:%B %Y}"
        raise NotThere(
            f"{state.recorded_by} withdrew “{evidence}” on {day}. The reason given: {state.reason}"
        )


def _about(recommendation):
    """What every page about evidence of a recommendation shows around it."""
    plan = recommendation.plan
    return {
        "section": "plans",
        "plan": plan,
        "recommendation": recommendation,
        "crumbs": [
            ("Plans", reverse("plan_list")),
            (plan.title, plan.get_absolute_url()),
            (
                f"Recommendation {recommendation.reference}",
                recommendation.get_absolute_url(),
            ),
        ],
    }
