"""Pages for auditors: what is reported complete, confirming or refusing it, opening it again."""

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.db.models import F, OuterRef, Subquery
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from people.edited_in_place import EditedMeanwhile
from people.forms.rows import shown_again
from people.views.editing import EditView
from people.views.errors import NotThere
from recommendations.as_at import state_as_at
from recommendations.evidence import attach_all, evidence_of
from recommendations.forms.evidence import EvidenceRows, ask_for_files_again
from recommendations.forms.verification import FindCompletedForm, ReopenForm, VerifyForm
from recommendations.models import Plan, Recommendation, StatusFact, StatusMeaning, Verification
from recommendations.presentation import DeadlineWords, Tag, deadline_words, status_tags
from recommendations.reporting_rights import NOT_AUDITING, refuse_who_may_not_verify
from recommendations.states import RecommendationState
from recommendations.verification import (
    NOT_COMPLETE,
    NOT_DONE,
    VERIFIED,
    confirm_completion,
    refuse_another_status,
    refuse_completion,
    reopen,
    status_marker,
)
from recommendations.views.access import NO_ROW, recommendation_in_use, refuse_without

ROWS_ON_A_PAGE = 50
ASKED_AGAIN = "The next round asks about it again."


@dataclass(frozen=True, slots=True)
class ShownCompletion:
    """A recommendation in one of the two lists.

    `status`: the status in force; `finding`: what audit found, None while it has not looked;
    `is_own`: whoever reads is one of its owners, who may not verify it.
    """

    recommendation: Recommendation
    state: RecommendationState
    tags: tuple[Tag, ...]
    deadlines: tuple[DeadlineWords, ...]
    status: StatusFact | None
    finding: Verification | None
    is_own: bool

    @property
    def is_done(self):
        return self.state.status_meaning in StatusMeaning.done()


def verification_list(request):
    """What waits to be verified, what was completed first comes first; or what was verified, the
    latest first.
    """
    user, today = request.user, timezone.localdate()
    refuse_without(user, "recommendations.verify_completion", NOT_AUDITING)
    plans = Plan.objects.in_use().visible_to(user, on=today)
    find = FindCompletedForm(request.GET, plans=plans)
    visible = Recommendation.objects.in_use().visible_to(user, on=today)
    if find.chosen_plan:
        visible = visible.filter(plan=find.chosen_plan)
    is_lately = find.shown == find.LATELY
    rows = _findings(visible, today) if is_lately else _to_verify(visible, today)
    page = Paginator(rows, ROWS_ON_A_PAGE).get_page(request.GET.get("page"))
    shown = _shown_findings if is_lately else _shown_completions
    context = {
        "section": "verification",
        "find": find,
        "is_lately": is_lately,
        "plan_query": f"plan={find.chosen_plan.pk}" if find.chosen_plan else "",
        "page": page,
        "rows": shown(list(page), user, today),
    }
    return render(request, "recommendations/verification_list.html", context)


class AuditPage(EditView):
    """A page on which an auditor who is no owner of a recommendation says how it stands."""

    def dispatch(self, request, *args, **kwargs):
        self.today = timezone.localdate()
        self.recommendation = recommendation_in_use(request.user, kwargs["pk"])
        refuse_who_may_not_verify(request.user, self.recommendation, on=self.today)
        return super().dispatch(request, *args, **kwargs)

    def read(self):
        """The recommendation as it stands now; what its forms have to know of it."""
        # Before the state: what is written in between makes the form old, never its words.
        marker = status_marker(self.recommendation, on=self.today)
        rows = Recommendation.objects.filter(pk=self.recommendation.pk)
        states = state_as_at(rows, as_at=self.today, known_by=None)
        if not states:
            raise NotThere(NO_ROW)
        self.state = states[0]
        return {
            "today": self.today,
            "plan": self.recommendation.plan,
            "now": marker,
            "true_from_hint": self._true_from_hint(),
        }

    def _true_from_hint(self):
        since = self.state.status_from
        if since is None:
            return ""
        return (
            f"The day from which this counts. “{self.state.status_word}” is true from "
            f"{since.day} {since:%B %Y}, so that day or a later one."
        )

    def get_context_data(self, **kwargs):
        recommendation, state, on = self.recommendation, self.state, self.today
        statuses = StatusFact.objects.last_standing(recommendation, as_at=on, known_by=None)
        return super().get_context_data(
            section="verification",
            crumbs=[("Verification", reverse("verification_list"))],
            back=reverse("verification_list"),
            recommendation=recommendation,
            plan=recommendation.plan,
            state=state,
            tags=status_tags(state, on),
            deadlines=[deadline_words(deadline, on) for deadline in state.printed_deadlines],
            status=statuses.select_related("recorded_by", "on_behalf_of").first(),
            evidence=evidence_of(recommendation, as_at=on, known_by=None),
            findings=_story(recommendation, on),
            **kwargs,
        )


class RecommendationVerify(AuditPage):
    """Confirming or refusing what is reported complete."""

    template_name = "recommendations/verification_form.html"

    def post(self, request, *args, **kwargs):
        if "add-evidence" in request.POST:
            forms = self.get_forms(request.POST)
            shown_again(*forms.values())
            return self.show(forms)
        return super().post(request, *args, **kwargs)

    def get_forms(self, data=None):
        files = None if data is None else self.request.FILES
        return {
            "form": VerifyForm(data, **self.read()),
            "evidence_rows": EvidenceRows(data, files=files, prefix="evidence"),
        }

    def show(self, forms):
        ask_for_files_again(*forms.values())
        return super().show(forms)

    def save(self, forms, *, by, at):
        form = forms["form"]
        answers = form.cleaned_data
        refuse_another_status(self.recommendation, form.opened_with, on=self.today)
        self._refuse_verified()
        written = {"by": by, "on": answers["true_from"], "at": at}
        said = {"method": answers["method"], "note": answers["note"], **written}
        if answers["result"] == form.CONFIRM:
            confirm_completion(self.recommendation, **said)
            self.saved = "Completion is confirmed."
        else:
            refuse_completion(self.recommendation, word=answers["word"], **said)
            self.saved = f"Completion is refused. {ASKED_AGAIN}"
        attach_all(forms["evidence_rows"].new_evidence(self.recommendation), **written)
        return reverse("verification_list")

    def _refuse_verified(self):
        """Where a plan has no word for "verified", another auditor's confirming changes no status:
        once the recommendation is locked, this tells of it.
        """
        self.recommendation.refresh_from_db(fields=["is_verified"])
        if self.recommendation.is_verified:
            raise EditedMeanwhile(self.recommendation)

    def get_context_data(self, **kwargs):
        why_not = "" if self.state.is_complete else NOT_COMPLETE
        if self.state.is_verified:
            why_not = VERIFIED
        return super().get_context_data(
            why_not=why_not,
            may_reopen=self.state.status_meaning in StatusMeaning.done(),
            **kwargs,
        )


class RecommendationReopen(AuditPage):
    """Opening again what is done, verified or not."""

    template_name = "recommendations/verification_reopen.html"
    saved = f"It is open again. {ASKED_AGAIN}"

    def get_forms(self, data=None):
        return {"form": ReopenForm(data, **self.read())}

    def save(self, forms, *, by, at):
        form = forms["form"]
        answers = form.cleaned_data
        refuse_another_status(self.recommendation, form.opened_with, on=self.today)
        reopen(
            self.recommendation,
            word=answers["word"],
            reason=answers["reason"],
            by=by,
            on=answers["true_from"],
            at=at,
        )
        return reverse("verification_list")

    def get_context_data(self, **kwargs):
        is_done = self.state.status_meaning in StatusMeaning.done()
        return super().get_context_data(why_not="" if is_done else NOT_DONE, **kwargs)


def _to_verify(visible, on):
    """What is reported complete and waits, what was completed first comes first."""
    last = StatusFact.objects.last_standing(OuterRef("pk"), as_at=on, known_by=None)
    rows = visible.to_verify().monitored(on=on).select_related("plan")
    rows = rows.annotate(completed_on=Subquery(last.values("valid_from")))
    return rows.order_by(F("completed_on").asc(nulls_last=True), "plan_id", "pk")


def _findings(visible, on):
    """What audit found, the latest first."""
    found = Verification.objects.standing(as_at=on, known_by=None)
    found = found.filter(recommendation__in=visible)
    found = found.select_related("recorded_by", "recommendation__plan")
    return found.order_by("-valid_from", "-recorded_at", "-pk")


def _shown_completions(recommendations, user, on):
    return _shown([(r, None) for r in recommendations], user, on)


def _shown_findings(findings, user, on):
    return _shown([(finding.recommendation, finding) for finding in findings], user, on)


def _shown(pairs, user, on):
    """Pairs of a recommendation and what audit found, with what the lists say beside them."""
    rows = Recommendation.objects.filter(pk__in={r.pk for r, _ in pairs})
    if not pairs:
        return []
    states = {s.recommendation_id: s for s in state_as_at(rows, as_at=on, known_by=None)}
    facts = StatusFact.objects.in_force(as_at=on, known_by=None, of=rows)
    facts = facts.select_related("recorded_by", "on_behalf_of")
    statuses = {fact.recommendation_id: fact for fact in facts}
    own = set(rows.own_to(user, on=on).values_list("pk", flat=True))
    return [
        ShownCompletion(
            recommendation=recommendation,
            state=(state := states[recommendation.pk]),
            tags=status_tags(state, on),
            deadlines=tuple(deadline_words(d, on) for d in state.printed_deadlines),
            status=statuses.get(recommendation.pk),
            finding=finding,
            is_own=recommendation.pk in own,
        )
        for recommendation, finding in pairs
        if recommendation.pk in states
    ]


def _story(recommendation, on):
    """What audit found of one recommendation so far, the latest first."""
    found = Verification.objects.standing(as_at=on, known_by=None)
    found = found.filter(recommendation=recommendation).select_related("recorded_by")
    return [
        {
            "day": finding.valid_from,
            "heading": finding.get_result_display(),
            "about": f"{finding.recorded_by.name}: {finding.method}",
            "text": finding.note,
        }
        for finding in found.order_by("-valid_from", "-recorded_at", "-pk")
    ]
