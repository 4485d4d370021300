"""The drafts of a report: what is typed, kept unchecked until it is saved."""

import re

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from people.sent_forms import sent_before
from people.views.errors import NotThere
from recommendations.drafts import discard_draft, keep_draft
from recommendations.views.report_access import recommendation_to_report, refused
from recommendations.views.reporting import ReportPage

DRAFT_KEPT = "Your draft is kept. It is yours alone until you save it."
NO_FILES = "The files you chose are not kept in a draft: choose them again before you save."
ALREADY_SAVED = "Saved already, so no draft is kept."
MAX_DRAFT = 500_000
TOO_LONG = (
    f"A draft can hold {MAX_DRAFT:,} characters, and this is longer, so it is not kept. Shorten "
    "it, or attach it as evidence"
)
# What a page sends that nobody typed, its buttons, and files, which a draft does not keep.
NOT_OF_A_DRAFT = re.compile("csrfmiddlewaretoken|token|save|next|draft|add-.*|.*-file")


@require_POST
def draft_keep(request, pk):
    """Keep what is typed so far, unchecked. To htmx a sentence says so, else the page again; where
    it can't be kept, a sentence says that.
    """
    try:
        recommendation = recommendation_to_report(request.user, pk, on=timezone.localdate())
    except (PermissionDenied, NotThere) as refusal:
        return _not_kept(request, str(refusal)) if request.htmx else refused(request, refusal)
    at, typed = timezone.now(), _typed(request.POST)
    is_saved = sent_before(request.POST.get("token", "")) is not None
    if not is_saved and _length(typed) > MAX_DRAFT:
        if request.htmx:
            return _not_kept(request, TOO_LONG)
        return ReportPage.as_view(problem=TOO_LONG)(request, pk=pk)
    if not is_saved:
        keep_draft(recommendation, typed, by=request.user, at=at)
    if request.htmx:
        context = {"at": at, "is_saved": is_saved}
        return render(request, "recommendations/_report_draft_kept.html", context)
    messages.success(request, ALREADY_SAVED if is_saved else DRAFT_KEPT)
    if request.FILES:
        messages.warning(request, NO_FILES)
    return redirect("report_progress", pk)


@require_POST
def draft_discard(request, pk):
    recommendation = recommendation_to_report(request.user, pk, on=timezone.localdate())
    discard_draft(recommendation, by=request.user)
    messages.success(request, "Your draft is thrown away.")
    return redirect("report_progress", pk)


def _not_kept(request, sentence):
    """To htmx, which shows nothing of a refusal, a page as any other with another piece of it."""
    context = {"sentence": sentence}
    answer = render(request, "recommendations/_report_draft_not_kept.html", context)
    answer.headers["HX-Reselect"] = ".draft-refused"
    return answer


def _typed(sent):
    """What a draft keeps of what a page sent."""
    named = ((_storable(name), texts) for name, texts in sent.lists())
    return {
        name: [_storable(text) for text in texts]
        for name, texts in named
        if not NOT_OF_A_DRAFT.fullmatch(name)
    }


def _storable(text):
    """Without what a database can't keep in JSON: NUL, and halves of a character."""
    return text.replace("\0", "").encode("utf-8", "ignore").decode("utf-8")


def _length(typed):
    return sum(len(name) + sum(map(len, texts)) for name, texts in typed.items())
