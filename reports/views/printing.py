"""Handing out papers as PDF, out of what is kept or through the queue; and the page of a paper that
is being printed, for who asked for it.
"""

import time
from collections.abc import Callable
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import resolve, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST
from django_htmx.http import reselect, reswap, retarget

from people.edited_in_place import EditedMeanwhile
from people.views.errors import NotThere
from recommendations.views.access import refuse_without, visible_plan
from reports.forms.appendices import SAYS_OTHERWISE
from reports.models import Appendix, PrintRequest
from reports.printing.issuing import TOO_OLD, issue_printed
from reports.printing.kept import answer_of, keep_answer, keep_print, kept_print
from reports.printing.last_written import last_written
from reports.printing.papers import PaperToPrint, print_paper
from reports.printing.questions import question
from reports.printing.queue import (
    Handing,
    ToIssue,
    ask_again,
    ask_for_print,
    cancel,
    is_any_alive,
    place_in_queue,
)
from reports.views.access import NOT_FOR_CLERKS, NOT_FOR_PAPERS

NO_PRINT = (
    "There is no print at this address. What is printed is kept for a day, for who asked for it."
)
ANOTHER_READER = (
    "What you may read was changed after you asked for this print. Ask for the paper again."
)
CANCELLED = "The print is cancelled."
OVER = "It is over already."
ISSUED = "The paper is issued. Nothing alters it from now on."
# A paper of so many recommendations may be there before a page about it is read.
SMALL = 60
# Seconds between two looks at it.
LOOK = 0.05
# A page without JavaScript is asked for anew after so many seconds.
REFRESH = 3
# htmx asks no more.
ENOUGH = 286


class SeeOther(HttpResponseRedirect):
    status_code = 303


def hand_out(
    request,
    make: Callable[[], PaperToPrint],
    *,
    title: str,
    file_name: str,
    came_from: str,
    asked: tuple = (),
    is_shown: bool = False,
):
    """The PDF of a paper, or the page of its print. `make`: makes the paper, which is not asked
    where nothing was written down since the same was `asked` (all that its answer depends on
    beside); () for what does not come again.
    """
    now = timezone.now()
    key = question(*asked, timezone.localdate(now)) if asked else ""
    # Before the paper is made: what comes in meanwhile is not in the stamp.
    stamp = last_written() if key else ""
    if kept := answer_of(key, stamp, at=now):
        return pdf_response(bytes(kept.pdf), file_name, is_shown=is_shown)
    paper = make()
    if kept := print_now(paper):
        keep_answer(key, stamp, kept)
        return pdf_response(bytes(kept.pdf), file_name, is_shown=is_shown)
    handing = Handing(title, file_name, came_from, is_shown, key, stamp)
    return in_turn(request, paper, handing)


def print_now(paper: PaperToPrint):
    """The print of a paper that is kept, or that can be made at once; None: ask for it in turn."""
    now, key = timezone.now(), paper.key
    if kept := kept_print(key, at=now):
        return kept
    return keep_print(key, print_paper(paper), at=now) if settings.PRINT_AT_ONCE else None


def in_turn(request, paper: PaperToPrint, handing: Handing):
    """Ask for the print. Of a small one that is there within a moment the PDF, else its page."""
    asked = ask_for_print(paper, handing, by=request.user, at=timezone.now())
    asked = _wait_for(asked)
    if asked.is_done and asked.print is not None:
        return _handed_out(asked)
    return SeeOther(asked.get_absolute_url())


def issue_with_print(
    request, paper: PaperToPrint, to_issue: ToIssue, *, keep: Callable[[bytes], Any], at: datetime
):
    """Issue a draft with its print, as of a moment, and return what was issued: by `keep`, where
    the print is there. Else it is asked for, and the page of the print is returned unless it is
    there within a moment. ValidationError or EditedMeanwhile as the acts refuse.
    """
    if kept := print_now(paper):
        return keep(bytes(kept.pdf))
    draft = to_issue.draft
    title = f"{draft.name_in_words}, to be issued"
    handing = Handing(title, f"{draft.file_name}.pdf", _issue_page(draft))
    asked = ask_for_print(paper, handing, to_issue=to_issue, by=request.user, at=at)
    asked = _wait_for(asked)
    if not asked.is_done:
        return SeeOther(asked.get_absolute_url())
    return issue_printed(_own(request.user, asked.pk), by=request.user, at=timezone.now())


def print_detail(request, pk):
    """How far a print is, and the way to it once it is there; asked for anew until it is over."""
    try:
        asked = _own(request.user, pk)
    except NotThere:
        if not request.htmx:
            raise
        # Gone with its draft, say: asked for as a page it says so, in place of being asked forever.
        return HttpResponse(headers={"HX-Refresh": "true"})
    now = timezone.now()
    before = place_in_queue(asked) if asked.is_under_way else 0
    is_alive = is_any_alive(at=now)
    shown = f"{asked.state}-{before}-{asked.parts_done}-of-{asked.parts}-{is_alive}"
    if request.htmx and request.GET.get("shown") == shown:
        # Put in again, it would be read aloud again.
        return HttpResponse(status=204)
    context = {
        "section": "meetings" if asked.is_to_be_issued else "plans",
        "crumbs": [("Back", asked.came_from)],
        "asked": asked,
        "before": before,
        "is_any_alive": is_alive,
        "is_old": now - asked.asked_at > TOO_OLD,
        "refresh": REFRESH,
        "shown": shown,
    }
    if request.htmx and not asked.is_under_way:
        answer = render(request, "reports/print_detail.html", context, status=ENOUGH)
        return reselect(retarget(reswap(answer, "innerHTML"), "#print"), "#print > *")
    return render(request, "reports/print_detail.html", context)


def print_pdf(request, pk):
    """The PDF, for who may still read the paper; the page of the print where it is not there."""
    asked = _own(request.user, pk)
    _refuse_reader(request.user, asked)
    return _handed_out(asked) if asked.print is not None else redirect(asked.get_absolute_url())


@require_POST
def print_cancel(request, pk):
    """Stop it. What is already laid out of it is kept."""
    asked = _own(request.user, pk)
    said = CANCELLED if cancel(asked, at=timezone.now()) else OVER
    messages.info(request, said)
    return redirect(asked.get_absolute_url())


@require_POST
def print_again(request, pk):
    """Put one that failed or was cancelled in the queue again."""
    asked = _own(request.user, pk)
    if not ask_again(asked):
        messages.info(request, OVER)
    return redirect(asked.get_absolute_url())


@require_POST
def print_issue(request, pk):
    """Issue the draft with what was printed for it."""
    asked = _own(request.user, pk)
    refuse_without(request.user, "reports.issue_appendices", NOT_FOR_CLERKS)
    try:
        issued = issue_printed(asked, by=request.user, at=timezone.now())
    except EditedMeanwhile:
        messages.error(request, SAYS_OTHERWISE)
        return redirect(asked.came_from)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(asked.came_from)
    messages.success(request, ISSUED)
    return redirect(issued.get_absolute_url())


def pdf_response(content: bytes, file_name: str, *, is_shown: bool = False):
    """A PDF that the browser saves, or shows."""
    how = "inline" if is_shown else "attachment"
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={"Content-Disposition": f'{how}; filename="{file_name}"'},
    )


def _handed_out(asked):
    return pdf_response(bytes(asked.print.pdf), asked.file_name, is_shown=asked.is_shown)


def _issue_page(draft):
    kind = "appendix" if isinstance(draft, Appendix) else "covering_report"
    return reverse(f"{kind}_issue", args=[draft.pk])


def _wait_for(asked):
    """A small one once it is over, or after a moment as it is; a large one at once."""
    if asked.rows > SMALL or not is_any_alive(at=timezone.now()):
        return asked
    ends = time.monotonic() + settings.PRINT_WAIT
    while asked.is_under_way and time.monotonic() < ends:
        time.sleep(LOOK)
        asked = PrintRequest.objects.without_paper().select_related("print").get(pk=asked.pk)
    return asked


def _refuse_reader(user, asked):
    """PermissionDenied or NotThere, each with its sentence, where the user may read the paper no
    more, or their account was changed, so that they might read less of it.
    """
    page = resolve(urlsplit(asked.came_from).path)
    if asked.is_to_be_issued:
        refuse_without(user, "reports.issue_appendices", NOT_FOR_CLERKS)
    elif page.url_name == "plan_appendix":
        visible_plan(user, **page.kwargs)
    else:
        refuse_without(user, "recommendations.read_all_plans", NOT_FOR_PAPERS)
    if user.history.filter(history_date__gt=asked.asked_at).exists():
        raise PermissionDenied(ANOTHER_READER)


def _own(user, pk) -> PrintRequest:
    """The print that the user asked for; NotThere for everybody else's."""
    found = PrintRequest.objects.without_paper().select_related("print", "appendix", "report")
    heavy = (f"{name}__{paper}" for name in ("appendix", "report") for paper in ("document", "pdf"))
    asked = found.defer(*heavy).filter(pk=pk, asked_by=user).first()
    if asked is None:
        raise NotThere(NO_PRINT)
    return asked
