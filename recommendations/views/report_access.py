"""Who reaches the page on which progress is reported; anybody else is told why not, and is shown
what they typed.
"""

import re

from django.core.exceptions import PermissionDenied
from django.shortcuts import render

from people.views.errors import NotThere
from recommendations.models import Recommendation
from recommendations.reporting_rights import is_own, may_report, refuse_who_may_not_report
from recommendations.views.access import visible_recommendation

UNUSED = (
    "The plan “{plan}” is no longer in use, so no progress is reported on it. Ask a plan lead, who "
    "can take it into use again."
)
UNUSED_OWN = (
    "This plan is no longer in use, so nothing is reported on it. If that is a mistake, ask a plan "
    "lead."
)
# What is shown to be copied where nothing can be saved: the boxes for words, with what they hold.
WORDS_TYPED = {
    "narrative": "Action taken",
    "further_words": "Further action, when none is open",
    "reason": "Why it is corrected",
    "own_[a-z0-9_]+": "A column of the plan",
    "actions-[0-9]+-text": "Further action",
    "extensions-[0-9]+-text": "New date",
    "extensions-[0-9]+-reason": "Why the date has to move",
}


def recommendation_to_report(user, pk, *, on) -> Recommendation:
    """The recommendation at this address, for somebody who may report on it on a day;
    PermissionDenied or NotThere, each with its sentence.
    """
    try:
        recommendation = visible_recommendation(user, pk)
    except (PermissionDenied, NotThere):
        _refuse_own_out_of_use(user, pk, on=on)
        raise
    refuse_who_may_not_report(user, recommendation, on=on)
    if not recommendation.plan.is_active:
        raise PermissionDenied(UNUSED.format(plan=recommendation.plan))
    return recommendation


def refused(request, refusal):
    """Why nothing is saved, with what was typed, to be copied; without any, as on any page."""
    typed = typed_words(request)
    if not typed:
        raise refusal
    status = 404 if isinstance(refusal, NotThere) else 403
    context = {"sentence": str(refusal), "typed": typed}
    return render(request, "recommendations/report_refused.html", context, status=status)


def typed_words(request) -> list[tuple[str, str]]:
    """What was typed into the boxes for words, each with what the box is called."""
    return [
        (label, text)
        for name, texts in request.POST.lists()
        for label in _label(name)
        for text in texts
        if text.strip()
    ]


def _refuse_own_out_of_use(user, pk, *, on):
    """Owners can't see a plan that is no longer in use; of what is their own they are told why."""
    row = Recommendation.objects.filter(pk=pk, plan__is_active=False).first()
    if row and may_report(user, row, on=on) and is_own(user, row, on=on):
        raise PermissionDenied(UNUSED_OWN)


def _label(name):
    """What a box for words is called; nothing for another."""
    return [label for pattern, label in WORDS_TYPED.items() if re.fullmatch(pattern, name)][:1]
