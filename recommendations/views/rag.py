"""The page on which the colour of a recommendation is judged otherwise than by its plan's rule."""

from django.urls import reverse
from django.utils import timezone

from people.views.editing import EditView
from recommendations.as_at import state_as_at
from recommendations.forms.rag import RagForm
from recommendations.models import Recommendation
from recommendations.rag import rag_key
from recommendations.rag_judgements import judge_rag, version_of_judgement
from recommendations.reporting_rights import refuse_who_may_not_judge
from recommendations.state_rag import rag_of_state
from recommendations.views.access import recommendation_in_use


class RecommendationRag(EditView):
    template_name = "recommendations/rag_form.html"

    def dispatch(self, request, *args, **kwargs):
        self.recommendation = recommendation_in_use(request.user, kwargs["pk"])
        self.today = timezone.localdate()
        refuse_who_may_not_judge(request.user, self.recommendation, on=self.today)
        return super().dispatch(request, *args, **kwargs)

    def get_forms(self, data=None):
        # Before what it says: what is written in between makes the form old, never its words.
        version = version_of_judgement(self.recommendation)
        rows = Recommendation.objects.filter(pk=self.recommendation.pk)
        self.state = next(iter(state_as_at(rows, as_at=self.today, known_by=None)), None)
        form = RagForm(
            data,
            subject=self.recommendation,
            version=version,
            rag_rule=self.recommendation.plan.rag_rule,
            judged=self.state.judged_colour if self.state else "",
            today=self.today,
        )
        return {"form": form}

    def save(self, forms, *, by, at):
        form = forms["form"]
        judgement = judge_rag(
            self.recommendation,
            form.typed_colour,
            reason=form.cleaned_data["reason"],
            version=form.cleaned_data["version"],
            by=by,
            on=form.cleaned_data["true_from"] or timezone.localdate(at),
            at=at,
        )
        colour = judgement.get_colour_display()
        self.saved = f"It is judged {colour.lower()} now." if colour else "The rule decides now."
        return self.recommendation.get_absolute_url()

    def get_context_data(self, **kwargs):
        recommendation, plan = self.recommendation, self.recommendation.plan
        state = self.state
        rag = rag_of_state(state, plan.rag_rule, on=self.today) if state else None
        crumbs = [
            ("Plans", reverse("plan_list")),
            (plan.title, plan.get_absolute_url()),
            (f"Recommendation {recommendation.reference}", recommendation.get_absolute_url()),
        ]
        return super().get_context_data(
            section="plans",
            plan=plan,
            recommendation=recommendation,
            crumbs=crumbs,
            state=state,
            rag=rag,
            rag_key=rag_key(plan.rag_rule),
            **kwargs,
        )
