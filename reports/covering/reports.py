"""Acts on covering reports: preparing one, changing the draft, attaching papers, taking it away,
issuing it, and another version of an issued one. Only drafts are changed here, and only drafts go.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from people.edited_in_place import EditedMeanwhile
from recommendations.kept_text import kept_text
from reports.covering.document import CoveringDocument
from reports.covering.papers import attached_papers, attachment_problems, covering_of, problems_of
from reports.covering.shapes import NAMES, ReportShape, give_shape, kept_name, shape_of
from reports.document import Document
from reports.drafts import ISSUED_MEANWHILE, NO_REASON, NOT_ISSUED, REPLACED, REPLACING, TAKEN_AWAY
from reports.issuing import canonical_bytes
from reports.models import Appendix, CoveringReport, Meeting, ReportAttachment
from reports.publishing import show_to_the_public
from reports.render.pdf import render_covering_pdf

NO_SUBJECT = "Enter the subject"
NOT_OF_THE_MEETING = "Only papers of the meeting itself can be attached to its report."
EXEMPT = (
    "{paper} is exempt. A covering report is for the public, so nothing exempt is attached to it."
)
MEND_FIRST = "The report can’t be issued yet: {problems}"


@dataclass(frozen=True, slots=True)
class MadeReport:
    """What is to be kept of a report: the document as canonical JSON, and the PDF."""

    json: bytes
    pdf: bytes


@transaction.atomic
def prepare_report(
    meeting, *, subject, shape: ReportShape | None = None, by, at: datetime
) -> CoveringReport:
    """Prepare a draft of a covering report for a meeting, in the shape of a template (one of its
    own: without sections). ValidationError, by field, without a subject.
    """
    report = CoveringReport(meeting=meeting, prepared_by=by, prepared_at=at)
    _say(report, subject, shape or ReportShape())
    report.save(force_insert=True)
    return report


@transaction.atomic
def edit_report(report, *, subject, shape: ReportShape, edits: int) -> CoveringReport:
    """Change a draft that was opened when it had been changed `edits` times. What is wrong in its
    text is kept all the same: it can't be issued so. EditedMeanwhile when somebody else has changed
    it since; ValidationError as prepare_report, or when it was issued.
    """
    _take(report, edits)
    _say(report, subject, shape)
    report.save(update_fields=["subject", *NAMES])
    return report


@transaction.atomic
def attach_papers(report, papers: Sequence[Appendix], *, binding, edits: int) -> CoveringReport:
    """Attach these papers to a draft, in this order, in place of those attached so far; `binding`:
    whether in one PDF with it. Drafts may be attached while it is one itself.

    EditedMeanwhile as edit_report; ValidationError for a paper of another meeting or an exempt one.
    """
    _take(report, edits)
    _refuse_strange(report, papers)
    report.binding = binding
    report.save(update_fields=["binding"])
    report.attachments.all().delete()
    ReportAttachment.objects.bulk_create(
        ReportAttachment(report=report, appendix=paper, order=place)
        for place, paper in enumerate(papers, start=1)
    )
    return report


@transaction.atomic
def discard_report(report, *, edits: int):
    """Take a draft away that had been changed `edits` times, and what it says with it; the papers
    attached stay. EditedMeanwhile when somebody has changed it since; ValidationError when it was
    issued.
    """
    now = _unissued(report)
    if now.edits != edits:
        raise EditedMeanwhile(report)
    now.delete()


@transaction.atomic
def prepare_report_version(issued, *, reason, by, at: datetime) -> CoveringReport:
    """Prepare another version of an issued report, which replaces it once it is issued; the reason
    is printed on it. It begins with the words of that one, and the newest versions of the papers
    attached. ValidationError for a draft, without a reason, or when another version replaces the
    report, or is to replace it, already.
    """
    if not issued.is_issued:
        raise ValidationError(NOT_ISSUED, code="not_issued")
    issued = CoveringReport.objects.select_for_update(no_key=True).get(pk=issued.pk)
    following = CoveringReport.objects.without_papers().filter(replaces=issued).first()
    if following:
        words = REPLACED if following.is_issued else REPLACING
        raise ValidationError(words.format(version=following.version), code="replaced")
    draft = CoveringReport(
        meeting=issued.meeting,
        binding=issued.binding,
        prepared_by=by,
        prepared_at=at,
        version=issued.version + 1,
        replaces=issued,
        version_reason=_kept_reason(reason),
    )
    _say(draft, issued.subject, shape_of(issued))
    draft.save(force_insert=True)
    return attach_papers(draft, _newest_attached(issued), binding=issued.binding, edits=1)


def issue_report(draft, *, by, at: datetime) -> CoveringReport:
    """Issue a draft as it is at a moment: from then on nothing alters it, and it is on the public
    page.

    ValidationError, and nothing kept, while anything is wrong in its text or with a paper attached:
    each of these must be issued, public, and the newest version; or when somebody else issued it
    first. EditedMeanwhile when somebody has changed the draft since it was read.

    The report is made before anything is locked: it takes seconds, and others go on working.
    """
    return keep_report(draft, make_report(draft, at=at), by=by, at=at)


def make_report(draft, *, at: datetime) -> MadeReport:
    """What is to be kept of a draft at a moment, by `keep_report`; refused as issue_report."""
    covering, bound = make_unprinted_report(draft, at=at)
    return MadeReport(canonical_bytes(covering.as_json()), render_covering_pdf(covering, bound))


def make_unprinted_report(draft, *, at: datetime) -> tuple[CoveringDocument, tuple[Document, ...]]:
    """What is to be printed of a draft at a moment, and then kept, with the papers bound with it;
    refused as issue_report.
    """
    if draft.is_issued:
        raise _issued_meanwhile(draft)
    attached = attached_papers(draft, at=at)
    _refuse(problems_of(draft, attached, at=at))
    covering = covering_of(draft, attached, at=at)
    return covering, tuple(document for _, document in attached) if draft.is_bound else ()


@transaction.atomic
def keep_report(draft, made: MadeReport, *, by, at: datetime) -> CoveringReport:
    """Issue a draft with what was made of it; refused as issue_report. Of two who issue at once one
    wins, by a conditional update; the other is told. No paper attached is taken off the public page
    between the last look and the issue.
    """
    # So that two reports to one meeting never get one address.
    Meeting.objects.select_for_update(no_key=True).get(pk=draft.meeting_id)
    attached = Appendix.objects.filter(attachments__report=draft).order_by("pk")
    list(attached.select_for_update(no_key=True, of=["self"]).values_list("pk"))
    _refuse(attachment_problems(draft, at=at))
    claimed = (
        CoveringReport.objects.drafts()
        .filter(pk=draft.pk, edits=draft.edits)
        .update(
            state=CoveringReport.State.ISSUED,
            slug=_address(draft),
            issued_by=by,
            issued_at=at,
            document=json.loads(made.json),
            document_sha256=sha256(made.json).hexdigest(),
            pdf=made.pdf,
            sha256=sha256(made.pdf).hexdigest(),
        )
    )
    if not claimed:
        _refuse_what_became_of(draft)
    issued = CoveringReport.objects.get(pk=draft.pk)
    show_to_the_public(issued, by=by, on=timezone.localdate(at), at=at)
    return issued


def says(covering, documents) -> str:
    """What a draft and the papers bound with it say, in a few letters."""
    said = [covering.as_json(), *(document.as_json() for document in documents)]
    return sha256(canonical_bytes({"said": said})).hexdigest()


def _say(report, subject, shape):
    try:
        report.subject = kept_name(subject, missing=NO_SUBJECT)
    except ValidationError as error:
        raise ValidationError({"subject": error.messages}) from None
    give_shape(report, shape)
    said = {"subject", *NAMES}
    report.clean_fields(exclude={field.name for field in report._meta.fields} - said)


def _refuse_strange(report, papers):
    for paper in papers:
        if paper.meeting_id != report.meeting_id:
            raise ValidationError(NOT_OF_THE_MEETING, code="not_of_the_meeting")
        if not paper.is_public:
            raise ValidationError(EXEMPT.format(paper=paper.name_in_words), code="exempt")


def _newest_attached(issued):
    """The papers attached to an issued report, in the newest versions that were issued."""
    newer = {
        paper.replaces_id: paper
        for paper in issued.meeting.appendices.issued()
        .filter(replaces__isnull=False)
        .without_papers()
    }
    papers = Appendix.objects.without_papers().filter(attachments__report=issued)
    return [_last(paper, newer) for paper in papers.order_by("attachments__order")]


def _last(paper, newer):
    while following := newer.get(paper.pk):
        paper = following
    return paper


def _kept_reason(reason):
    try:
        return kept_text(reason, missing=NO_REASON)
    except ValidationError as error:
        raise ValidationError({"reason": error.messages}) from None


def _refuse(problems):
    if problems:
        words = " ".join(problem.text for problem in problems)
        raise ValidationError(MEND_FIRST.format(problems=words), code="problems")


def _refuse_what_became_of(draft):
    now = CoveringReport.objects.without_papers().filter(pk=draft.pk).first()
    if now is None:
        raise ValidationError(TAKEN_AWAY, code="taken_away")
    if now.is_issued:
        raise _issued_meanwhile(now)
    raise EditedMeanwhile(draft)


def _address(draft):
    """Its address among the reports of its meeting: that of the version before, or one out of its
    subject. Never one that begins like that of a version, which may be of a paper called "reports".
    """
    if draft.replaces_id is not None:
        return draft.replaces.slug
    address = slugify(draft.subject)[:100].strip("-") or "report"
    if address.startswith("version-"):
        address = f"report-{address}"
    reports = CoveringReport.objects.issued().filter(meeting=draft.meeting_id)
    taken = set(reports.filter(slug__startswith=address).values_list("slug", flat=True))
    tries = (address, *(f"{address}-{number}" for number in range(2, len(taken) + 3)))
    return next(one for one in tries if one not in taken)


def _take(draft, edits):
    """Claim the next edit of a draft; of two people who save at once one gets it."""
    _unissued(draft)
    claimed = CoveringReport.objects.drafts().filter(pk=draft.pk, edits=edits)
    if not claimed.update(edits=edits + 1):
        raise EditedMeanwhile(draft)
    draft.edits = edits + 1


def _unissued(draft):
    """The draft as it is now, once nobody else can change it; ValidationError if it was issued."""
    rows = CoveringReport.objects.without_papers().select_for_update(no_key=True)
    now = rows.filter(pk=draft.pk).first()
    if now is None:
        raise ValidationError(TAKEN_AWAY, code="taken_away")
    if now.is_issued:
        raise _issued_meanwhile(now)
    return now


def _issued_meanwhile(report):
    """What is said to whoever comes second to a draft that somebody has issued."""
    now = CoveringReport.objects.without_papers().select_related("issued_by").get(pk=report.pk)
    time = f"{timezone.localtime(now.issued_at):%H:%M}"
    words = ISSUED_MEANWHILE.format(who=now.issued_by.name, time=time)
    return ValidationError(words, code="issued")
