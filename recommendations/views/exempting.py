"""The page on which an editor keeps a recommendation, or parts of it, from the public."""

from django.urls import reverse
from django.utils import timezone

from people.views.editing import EditView
from recommendations.exempting import exemption_of, set_exemption, version_of_exemption
from recommendations.forms.exempting import ExemptionForm
from recommendations.views.access import NOT_FOR_EDITING, recommendation_in_use, refuse_without

UNCHANGED = "Nothing was changed, so nothing is written down."


class RecommendationExempt(EditView):
    template_name = "recommendations/exempt_form.html"
    saved = "It is written down what of it is exempt."

    def dispatch(self, request, *args, **kwargs):
        refuse_without(request.user, "recommendations.edit_plans", NOT_FOR_EDITING)
        self.recommendation = recommendation_in_use(request.user, kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def get_forms(self, data=None):
        # Before what it says: what is written in between makes the form old, never its words.
        version = version_of_exemption(self.recommendation)
        exemption = exemption_of(self.recommendation, on=timezone.localdate())
        form = ExemptionForm(
            data,
            subject=self.recommendation,
            version=version,
            plan=self.recommendation.plan,
            exemption=exemption,
        )
        return {"form": form}

    def save(self, forms, *, by, at):
        form = forms["form"]
        written = set_exemption(
            self.recommendation,
            *form.typed,
            version=form.cleaned_data["version"],
            reason=form.cleaned_data["reason"],
            by=by,
            on=timezone.localdate(at),
            at=at,
        )
        self.saved = _saved(written)
        return self.recommendation.get_absolute_url()

    def get_context_data(self, **kwargs):
        recommendation, plan = self.recommendation, self.recommendation.plan
        crumbs = [
            ("Plans", reverse("plan_list")),
            (plan.title, plan.get_absolute_url()),
            (f"Recommendation {recommendation.reference}", recommendation.get_absolute_url()),
        ]
        return super().get_context_data(
            section="plans", plan=plan, recommendation=recommendation, crumbs=crumbs, **kwargs
        )


def _saved(written):
    if written is None:
        return UNCHANGED
    if not written.paragraph:
        return "It is no longer exempt: public papers print all of it from now on."
    if written.parts:
        return "Public papers withhold these parts from now on, and print the rest."
    return "Public papers leave it out from now on."
