"""The page of one recommendation: where it stands, and its whole story."""

from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from recommendations.as_at import state_as_at
from recommendations.chasing.told import notices_told, shown_notices
from recommendations.evidence import evidence_of
from recommendations.exempt_parts import exempt_in_words
from recommendations.forms.as_at import AsAtForm
from recommendations.invitations import invitations
from recommendations.models import Placement, Plan, Recommendation, StatusMeaning
from recommendations.own_columns import own_columns
from recommendations.owner_cells import owners_to_come
from recommendations.presentation import deadline_words, status_tags
from recommendations.rag import rag_key
from recommendations.reporting_rights import may_report, overrides_rag
from recommendations.state_rag import rag_of_state
from recommendations.timeline import timeline
from recommendations.views.access import visible_recommendation
from recommendations.views.measures import shown_measures
from recommendations.views.reminders import may_see_reminders

EVENTS = 30
REMINDERS = 20
NOTHING = {"can_edit": False, "can_report": False}


def recommendation_detail(request, pk):
    recommendation = visible_recommendation(request.user, pk)
    today = timezone.localdate()
    form, as_at, known_by = AsAtForm.asked(request, today)
    rows = Recommendation.objects.filter(pk=recommendation.pk)
    state = next(iter(state_as_at(rows, as_at=as_at, known_by=known_by)), None)
    is_now = not form.as_query()
    plan = recommendation.plan
    may = _may(request.user, recommendation, state, today) if state and is_now else {}
    evidence = evidence_of(recommendation, as_at=as_at, known_by=known_by)
    events = timeline(recommendation, known_by=known_by)
    is_told = state and is_now and any(event.valid_from > today for event in events)
    context = {
        "section": "plans",
        "recommendation": recommendation,
        "plan": plan,
        "crumbs": [
            ("Plans", reverse("plan_list")),
            (plan.title, plan.get_absolute_url() + form.as_query()),
        ],
        "form": form,
        "as_at": as_at,
        "known_by": known_by,
        "is_now": is_now,
        "state": state,
        "exempt": _exempt(recommendation),
        **(_where_it_stands(plan, state, as_at) if state else {}),
        **(may or NOTHING),
        "owners_to_come": owners_to_come(recommendation, on=today) if is_told else (),
        **(shown_measures(recommendation, as_at=as_at, known_by=known_by) if state else {}),
        "invited": _invited(rows, as_at, known_by) if state else (),
        "evidence": evidence,
        "withdrawable": _withdrawable(request.user, evidence, may) if may else (),
        **_reminders(request.user, recommendation, rows, as_at, known_by),
        **_story(request, events, form.as_query()),
    }
    return render(request, "recommendations/recommendation_detail.html", context)


def _exempt(recommendation):
    """What the public may not know of it today, in words; "" for nothing."""
    if not recommendation.exempt_paragraph:
        return ""
    headings = {column["key"]: column["heading"] for column in recommendation.plan.own_columns}
    parts = recommendation.exempt_parts
    return exempt_in_words(recommendation.exempt_paragraph, parts, headings)


def _invited(rows, as_at, known_by):
    """Who is asked to attend a committee about it."""
    found = invitations(rows, on=as_at, known_by=known_by)
    return next(iter(found.values()), ())


def _where_it_stands(plan, state, as_at):
    said = [(column.heading, state.own_values.get(column.key)) for column in own_columns(plan)]
    return {
        "response": Placement.Response(state.response).label if state.response else "",
        "tags": status_tags(state, as_at),
        "rag": rag_of_state(state, plan.rag_rule, on=as_at),
        "rag_key": rag_key(plan.rag_rule),
        "deadlines": _deadlines(state, as_at),
        "own_values": [(heading, text) for heading, text in said if text],
    }


def _may(user, recommendation, state, today):
    """What the user may do about it as it is now, for the buttons of its page. Whether an auditor
    owns it, and so may not verify it, is said by the page that asks.
    """
    audits = user.has_perm("recommendations.verify_completion")
    can_report = may_report(user, recommendation, on=today)
    by_owners = can_report and recommendation.plan.rag_rule == Plan.RagRule.JUDGEMENT
    has_colour = state.is_monitored and state.status_meaning not in StatusMeaning.done()
    return {
        "can_edit": user.has_perm("recommendations.edit_plans"),
        "can_report": can_report,
        "can_judge": has_colour and (by_owners or overrides_rag(user)),
        "can_verify": audits and state.is_complete and not state.is_verified,
        "can_reopen": audits and state.status_meaning in StatusMeaning.done(),
    }


def _withdrawable(user, evidence, may):
    """The keys of the evidence that the user may withdraw: of what came with a verification none
    but as an auditor.
    """
    audits = user.has_perm("recommendations.verify_completion")
    return {
        piece.key
        for piece in evidence
        if (audits if piece.is_of_audit else may["can_report"] or piece.attached_by == user.pk)
    }


def _reminders(user, recommendation, rows, as_at, known_by):
    """Who was told of it, the newest first. No query where nobody ever was."""
    if not recommendation.was_told:
        return {}
    told = list(notices_told(rows, as_at=as_at, known_by=known_by))
    return {
        "reminders": shown_notices(told[:REMINDERS]),
        "more_reminders": max(0, len(told) - REMINDERS),
        "with_address": may_see_reminders(user),
    }


def _story(request, events, question):
    """The newest events, or all with ?story=all; how many more there are, and where they are."""
    shown = events if request.GET.get("story") == "all" else events[:EVENTS]
    whole = f"{question}&story=all#story" if question else "?story=all#story"
    return {"events": shown, "more": len(events) - len(shown), "whole_story": whole}


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
