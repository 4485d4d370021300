"""The page of one recommendation: where it stands, and its whole story."""

from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from recommendations.as_at import state_as_at
from recommendations.forms.as_at import AsAtForm
from recommendations.models import Exemption, Placement, Recommendation
from recommendations.presentation import deadline_words, status_tags
from recommendations.timeline import timeline
from recommendations.views.access import visible_recommendation


def recommendation_detail(request, pk):
    recommendation = visible_recommendation(request.user, pk)
    today = timezone.localdate()
    form, as_at, known_by = AsAtForm.asked(request, today)
    rows = Recommendation.objects.filter(pk=recommendation.pk)
    state = next(iter(state_as_at(rows, as_at=as_at, known_by=known_by)), None)
    context = {
        "section": "plans",
        "recommendation": recommendation,
        "plan": recommendation.plan,
        "crumbs": [
            ("Plans", reverse("plan_list")),
            (
                recommendation.plan.title,
                recommendation.plan.get_absolute_url() + form.as_query(),
            ),
        ],
        "form": form,
        "as_at": as_at,
        "known_by": known_by,
        "is_now": not form.as_query(),
        "can_edit": request.user.has_perm("recommendations.edit_plans"),
        "exempt_paragraph": _exempt_paragraph(recommendation, today),
        "response": Placement.Response(state.response).label if state and state.response else "",
        "state": state,
        "tags": status_tags(state, as_at) if state else (),
        "deadlines": _deadlines(state, as_at) if state else (),
        "events": timeline(recommendation, known_by=known_by),
    }
    return render(request, "recommendations/recommendation_detail.html", context)


def _exempt_paragraph(recommendation, today):
    """The paragraph of Schedule 12A that keeps it from the public today, or ""."""
    exemption = Exemption.objects.last_standing(recommendation, as_at=today, known_by=None).first()
    return exemption.paragraph if exemption else ""


def _deadlines(state, as_at):
    """Every deadline in force, each with the action that it is for, if any."""
    texts = {action.action_id: action.text for action in state.actions}
    return [
        {
            "words": deadline_words(deadline, as_at),
            "for": texts.get(deadline.action_id, ""),
            "is_closed": deadline.is_closed,
        }
        for deadline in state.deadlines
    ]
