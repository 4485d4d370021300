"""The queue of papers to be printed: asking, taking the next, how far it is, what became of it. Of
several renderers each request is taken by one, by a conditional update.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from reports.models import Appendix, CoveringReport, KeptPrint, PrintRequest, Renderer
from reports.printing.kept import keep_answer
from reports.printing.papers import PaperToPrint

# Who has not been heard of for so long is taken for dead.
SILENCE = timedelta(seconds=30)
# How often a request is begun.
ATTEMPTS = 2
State = PrintRequest.State

STOPPED_TWICE = (
    "It was begun twice, and both times the renderer stopped before it was done. Try again later, "
    "or tell an administrator, who finds the reason in the log of the renderer."
)


@dataclass(frozen=True, slots=True)
class Handing:
    """How a print is handed out. `file_name`: with its ending; `is_shown`: by the browser itself,
    in place of being saved; `came_from`: the page to go back to. `question`, `stamp`: what it
    answers, if anything that can come again (reports/printing/questions.py).
    """

    title: str
    file_name: str
    came_from: str
    is_shown: bool = False
    question: str = ""
    stamp: str = ""


@dataclass(frozen=True, slots=True)
class ToIssue:
    """The draft that is to be issued with the print, why although somebody is silent, and what was
    exempt of its plan, in a few letters.
    """

    draft: Appendix | CoveringReport
    reason: str = ""
    exempt: str = ""


@transaction.atomic
def ask_for_print(
    paper: PaperToPrint, handing: Handing, *, to_issue: ToIssue | None = None, by, at: datetime
) -> PrintRequest:
    """Put a paper in the queue. What the same user has asked for already, and is not done, is not
    asked for again; but what is to be issued is.
    """
    key = paper.key
    if to_issue is None:
        asked = PrintRequest.objects.under_way().filter(asked_by=by, key=key, edits=0)
        if before := asked.without_paper().filter(file_name=handing.file_name).first():
            return before
    return PrintRequest.objects.create(
        asked_by=by,
        asked_at=at,
        paper=paper.as_json(),
        key=key,
        rows=paper.rows,
        **{name: getattr(handing, name) for name in Handing.__slots__},
        **(_issue(to_issue) if to_issue else {}),
    )


def _issue(to_issue):
    draft = to_issue.draft
    kind = "appendix" if isinstance(draft, Appendix) else "report"
    return {
        kind: draft,
        "edits": draft.edits,
        "reason": to_issue.reason,
        "exempt": to_issue.exempt,
    }


def take_next(*, at: datetime) -> PrintRequest | None:
    """The request that waits longest, for whoever calls; None where there is none. What a dead
    renderer has left is taken up again.
    """
    _take_up_again(at)
    while request := PrintRequest.objects.queued().first():
        claimed = PrintRequest.objects.queued().filter(pk=request.pk)
        begun = {"state": State.PRINTING, "heard_at": at, "attempts": F("attempts") + 1}
        if claimed.update(**begun, parts=0, parts_done=0, rows_done=0):
            return PrintRequest.objects.get(pk=request.pk)
    return None


def tell_progress(request, *, parts: int, parts_done: int, rows_done: int, at: datetime) -> bool:
    """Write down how far it is, and that it goes on. False where it is to be stopped: somebody has
    cancelled it, or it was taken for dead.
    """
    said = {"parts": parts, "parts_done": parts_done, "rows_done": rows_done}
    return bool(_being_printed(request).update(heard_at=at, **said))


@transaction.atomic
def finish(request, kept: KeptPrint, *, at: datetime):
    """It is printed."""
    done = {"state": State.DONE, "ended_at": at, "print": kept, "rows_done": F("rows")}
    if _being_printed(request).update(**done):
        keep_answer(request.question, request.stamp, kept)


def fail(request, sentence: str, *, at: datetime):
    """It can't be printed; `sentence` tells who asked why."""
    _being_printed(request).update(state=State.FAILED, sentence=sentence, ended_at=at)


def put_back(request):
    """It was not the paper's fault: the renderer is stopped. It waits as before."""
    _being_printed(request).update(state=State.QUEUED, attempts=F("attempts") - 1)


def cancel(request, *, at: datetime) -> bool:
    """Stop it, wherever it is; False where it is over already."""
    under_way = PrintRequest.objects.under_way().filter(pk=request.pk)
    return bool(under_way.update(state=State.CANCELLED, ended_at=at))


def ask_again(request) -> bool:
    """Put one that failed, or was cancelled, back in the queue; False where it is neither. It says
    what it said when it was first asked for.
    """
    over = PrintRequest.objects.filter(pk=request.pk, state__in=[State.FAILED, State.CANCELLED])
    return bool(over.update(state=State.QUEUED, attempts=0, sentence="", ended_at=None))


def place_in_queue(request) -> int:
    """How many are printed before it."""
    return PrintRequest.objects.under_way().filter(pk__lt=request.pk).count()


def say_alive(name: str, *, at: datetime):
    """A renderer is there."""
    Renderer.objects.update_or_create(name=name, defaults={"heard_at": at})


def say_gone(name: str):
    """A renderer goes."""
    Renderer.objects.filter(name=name).delete()


def is_any_alive(*, at: datetime) -> bool:
    """Whether any renderer was heard of lately, by itself or by the paper that it lays out."""
    lately = at - SILENCE
    at_work = PrintRequest.objects.printing().filter(heard_at__gte=lately)
    return Renderer.objects.filter(heard_at__gte=lately).exists() or at_work.exists()


def _being_printed(request):
    """The request as long as it is this attempt at it that counts."""
    return PrintRequest.objects.printing().filter(pk=request.pk, attempts=request.attempts)


def _take_up_again(at):
    left = PrintRequest.objects.given_up(since=at - SILENCE)
    if not left.exists():
        return
    left.filter(attempts__lt=ATTEMPTS).update(state=State.QUEUED)
    left.filter(attempts__gte=ATTEMPTS).update(
        state=State.FAILED, sentence=STOPPED_TWICE, ended_at=at
    )
