"""What a draft of a covering report says as it would be issued now, with the figures of the papers
attached as they are now; and what keeps it from being issued.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone

from reports.covering.document import CoveringDocument, build_covering
from reports.document import Document, read_document
from reports.models import Appendix
from reports.papers import document_of

VERSION = "Version {version}, issued on {day} in place of version {before}: {reason}"
EXEMPT = "{paper} is exempt now, and a covering report is for the public. Take it off the report."
OTHER_MEETING = "{paper} is a paper of another meeting. Take it off the report."
SAYS_NOTHING = "It says nothing yet, and nothing is attached to it. Write what it is to say."
STILL_DRAFT = "{paper} is still a draft. Issue it first, then the report."
REPLACED = "Version {version} has replaced {paper}. Attach that one in its place."
TAKEN_OFF = (
    "{paper} was taken off the public page, so it can’t be attached. Put it back, attach another "
    "version, or take it off the report."
)

Attached = tuple[Appendix, Document]


@dataclass(frozen=True, slots=True)
class Problem:
    """What keeps a report from being issued. `section`: the place of the section that says it,
    counted from 0; None for what is about the papers attached. `to_issue`: the paper that has to be
    issued first, where that is what keeps it.
    """

    text: str
    section: int | None = None
    to_issue: Appendix | None = None


def attached_papers(report, *, at: datetime) -> list[Attached]:
    """The papers attached, in their order, each with what it says at a moment."""
    related = ("plan", "layout", "meeting__committee", "replaces", "supplement_to")
    papers = Appendix.objects.filter(attachments__report=report).select_related(*related)
    found = papers.defer("pdf").order_by("attachments__order", "attachments__pk")
    return [(paper, _said(paper, at)) for paper in found]


def covering_of(report, attached: Sequence[Attached], *, at: datetime) -> CoveringDocument:
    """What a draft would say if it was issued at a moment. ValidationError, with the sections, for
    what is wrong in its text.
    """
    covering = build_covering(report, attached, organisation=settings.ORGANISATION_NAME)
    notices = _version_notices(report, at)
    return replace(covering, notices=(*notices, *covering.notices))


def problems_of(report, attached: Sequence[Attached], *, at: datetime) -> list[Problem]:
    """What keeps a draft from being issued at a moment, in its text and in what is attached."""
    return [
        *text_problems(report, attached),
        *_lack_of_words(report, attached),
        *attachment_problems(report, at=at),
    ]


def text_problems(report, attached: Sequence[Attached]) -> list[Problem]:
    """What is wrong in the text of a report, section by section."""
    try:
        build_covering(report, attached, organisation=settings.ORGANISATION_NAME)
    except ValidationError as error:
        return _read_problems(error)
    return []


def attachment_problems(report, *, at: datetime) -> list[Problem]:
    """Which of the papers attached can't be issued with a report, and why."""
    papers = Appendix.objects.without_papers().filter(attachments__report=report)
    attached = papers.select_related("plan").order_by("attachments__order", "attachments__pk")
    on = timezone.localdate(at)
    shown = set(papers.shown_to_the_public(on=on).order_by().values_list("pk", flat=True))
    newer = {
        paper.replaces_id: paper
        for paper in Appendix.objects.issued()
        .without_papers()
        .filter(replaces__in=[paper.pk for paper in attached])
    }
    found = (_problem(report, one, one.pk in shown, newer.get(one.pk)) for one in attached)
    return [problem for problem in found if problem]


def _problem(report, paper, is_shown, newer) -> Problem | None:
    """What keeps a paper from being issued with a report."""
    name = f"{paper.name_in_words} ({paper.plan})"
    if paper.meeting_id != report.meeting_id:
        return Problem(OTHER_MEETING.format(paper=name))
    if not paper.is_public:
        return Problem(EXEMPT.format(paper=name))
    if not paper.is_issued:
        return Problem(STILL_DRAFT.format(paper=name), to_issue=paper)
    if newer:
        return Problem(REPLACED.format(paper=name, version=newer.version))
    return None if is_shown else Problem(TAKEN_OFF.format(paper=name))


def _lack_of_words(report, attached):
    if not attached and not any(section["text"].strip() for section in report.sections):
        yield Problem(SAYS_NOTHING, section=0)


def _read_problems(error):
    """The errors of `build_covering` as problems, those of the sections in their order."""
    if not hasattr(error, "error_dict"):
        return [Problem(text) for text in error.messages]
    return [
        Problem(text, int(place) if place.isdecimal() else None)
        for name, texts in error.message_dict.items()
        for place in [name.rpartition("-")[2]]
        for text in texts
    ]


def _said(paper, at):
    return read_document(paper.document) if paper.is_issued else document_of(paper, at=at)


def _version_notices(report, at):
    if report.version > 1:
        day = _in_words(timezone.localdate(at))
        about = {"version": report.version, "before": report.version - 1, "day": day}
        yield VERSION.format(reason=report.version_reason, **about)


def _in_words(day: date):
    return f"{day.day} {day:%B %Y}"
