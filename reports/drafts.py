"""Acts on drafts of appendices: preparing one, changing it, taking it away; another version of an
issued one, and a supplement to it. Only drafts are changed here, and only drafts go.
"""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from people.edited_in_place import EditedMeanwhile
from recommendations.kept_text import kept_text
from reports.models import Appendix, PlanLayout
from reports.publishing import is_shown

UNUSED = "The plan “{plan}” is no longer in use, so no paper of it is prepared. Ask a plan lead."
IN_THE_FUTURE = "The as-at date can't be after today"
AFTER_THE_MEETING = "The as-at date can't be after the meeting, on {day}"
CUT_OFF_TOO_EARLY = "Updates are received to the as-at date at least, {day}"
THERE_ALREADY = "This meeting has a paper of this plan for that date already: “{paper}”."
NO_REASON = "Say why another version is needed. The reason is printed on the paper."
NOT_ISSUED = "This is a draft: change it, there is nothing to replace."
REPLACED = "Version {version} replaces this one already."
REPLACING = "Version {version} is in preparation already."
TAKEN_OFF = (
    "This paper was taken off the public page, so it gets no supplement. Put it back, or prepare "
    "another version of it."
)
SUPPLEMENTING = "A supplement to this paper is in preparation already."
BEFORE_THE_PAPER = (
    "The paper itself holds what was written down by {day}, {time}. Choose a later moment"
)
ATTACHED = (
    "This draft is attached to the covering report “{report}”. Take it off that report first, then "
    "take it away."
)
TAKEN_AWAY = "Somebody has taken this draft away meanwhile. You can prepare it again."
ISSUED_MEANWHILE = (
    "{who} issued this paper at {time}. It stays as it was issued; what has to be put right is "
    "another version."
)
# What of a draft is fixed once it is another version, or a supplement.
SERIES = ("meeting", "plan", "audience", "as_at")


@transaction.atomic
def prepare_appendix(
    meeting,
    plan,
    *,
    as_at: date,
    audience=Appendix.Audience.PUBLIC,
    names=Appendix.Names.PRINTED,
    cut_off: datetime | None = None,
    number="",
    layout=None,
    by,
    at: datetime,
) -> Appendix:
    """Prepare a draft of a plan's appendix for a meeting, as at a day (inclusive) and, with a
    cut-off, of what is written down by that moment (inclusive).

    ValidationError for a plan that is not in use, an as-at date after today or the meeting, a
    cut-off before the as-at date, or beside another paper of the plan for the meeting and day.
    """
    draft = Appendix(
        meeting=meeting,
        plan=plan,
        as_at=as_at,
        audience=audience,
        names=names,
        cut_off=cut_off,
        number=number.strip() or _usual_number(plan),
        layout=layout,
        prepared_by=by,
        prepared_at=at,
    )
    return _start(draft, at)


@transaction.atomic
def edit_draft(
    draft,
    *,
    as_at: date,
    audience,
    names,
    cut_off: datetime | None,
    number,
    layout,
    edits: int,
    at: datetime,
) -> Appendix:
    """Change a draft that was opened when it had been changed `edits` times. EditedMeanwhile when
    somebody else has changed it since; ValidationError as prepare_appendix, or when it was issued.
    """
    _take(draft, edits)
    series = {} if is_of_a_series(draft) else {"as_at": as_at, "audience": audience}
    said = {"names": names, "cut_off": cut_off, "number": number.strip(), "layout": layout}
    for name, value in {**series, **said}.items():
        setattr(draft, name, value)
    refuse_days(draft, at)
    _refuse_another(draft)
    draft.save(update_fields=[*series, *said])
    return draft


@transaction.atomic
def discard_draft(draft, *, edits: int):
    """Take a draft away that had been changed `edits` times: it was never issued, and nothing is
    lost but its settings. EditedMeanwhile when somebody has changed it since; ValidationError when
    it was issued, or is attached to a covering report.
    """
    now = _unissued(draft)
    if now.edits != edits:
        raise EditedMeanwhile(draft)
    if report := now.covering_reports.without_papers().first():
        raise ValidationError(ATTACHED.format(report=report), code="attached")
    now.delete()


@transaction.atomic
def prepare_version(issued, *, reason, by, at: datetime) -> Appendix:
    """Prepare another version of an issued paper, which replaces it once it is issued; the reason
    is printed on it. ValidationError for a draft, without a reason, or when another version
    replaces the paper, or is to replace it, already.
    """
    _refuse_draft(issued)
    issued = Appendix.objects.select_for_update(no_key=True).get(pk=issued.pk)
    following = Appendix.objects.without_papers().filter(replaces=issued).first()
    if following:
        words = REPLACED if following.is_issued else REPLACING
        raise ValidationError(words.format(version=following.version), code="replaced")
    if issued.supplement_to:
        _refuse_supplementing(issued.supplement_to)
    draft = _like(issued, by, at)
    draft.version = issued.version + 1
    draft.replaces = issued
    draft.supplement_to = issued.supplement_to
    draft.version_reason = kept_text(reason, missing=NO_REASON)
    return _start(draft, at)


@transaction.atomic
def prepare_supplement(issued, *, by, at: datetime) -> Appendix:
    """Prepare a supplement to an issued paper: only the rows that have changed since, as at the
    same day. ValidationError for a draft, or while another one is in preparation.
    """
    _refuse_draft(issued)
    issued = Appendix.objects.select_for_update(no_key=True).get(pk=issued.pk)
    base = issued.supplement_to or issued
    refuse_supplement(base, on=timezone.localdate(at))
    _refuse_supplementing(base)
    draft = _like(base, by, at)
    draft.supplement_to = base
    draft.number = _number_of_supplement(base)
    return _start(draft, at)


def same_number(draft) -> list[Appendix]:
    """The other papers of a draft's meeting that have its number, but for other versions of it."""
    papers = Appendix.objects.without_papers().select_related("plan")
    others = papers.filter(meeting=draft.meeting_id, number__iexact=draft.number)
    return [other for other in others if not _is_same_paper(draft, other)] if draft.number else []


def is_of_a_series(draft) -> bool:
    """Whether it is another version or a supplement: its day and its readers are settled."""
    return draft.replaces_id is not None or draft.supplement_to_id is not None


def refuse_unused_plan(plan):
    """ValidationError when the plan is no longer in use."""
    if not plan.is_active:
        raise ValidationError(UNUSED.format(plan=plan), code="unused")


def refuse_supplement(issued, *, on: date):
    """ValidationError when an issued paper is not to be supplemented: another version has replaced
    it, and what came in late belongs to that one, or it was taken off the public page by a day.
    """
    if issued.is_public and not is_shown(issued, on=on):
        raise ValidationError(TAKEN_OFF, code="taken_off")
    newer = Appendix.objects.issued().without_papers().filter(replaces=issued).first()
    if newer:
        raise ValidationError(REPLACED.format(version=newer.version), code="replaced")


def refuse_days(draft, at: datetime):
    """ValidationError, by field, for an as-at date after today (the day of the moment `at`) or
    after the meeting, or a cut-off before the as-at date.
    """
    if draft.as_at > timezone.localdate(at):
        raise ValidationError({"as_at": IN_THE_FUTURE})
    if draft.as_at > draft.meeting.date:
        day = _day(draft.meeting.date)
        raise ValidationError({"as_at": AFTER_THE_MEETING.format(day=day)})
    if draft.cut_off and timezone.localdate(draft.cut_off) < draft.as_at:
        raise ValidationError({"cut_off": CUT_OFF_TOO_EARLY.format(day=_day(draft.as_at))})
    base = draft.supplement_to
    if base and draft.cut_off and draft.cut_off < base.known_by(at=base.issued_at):
        moment = timezone.localtime(base.known_by(at=base.issued_at))
        raise ValidationError(
            {"cut_off": BEFORE_THE_PAPER.format(day=_day(moment), time=f"{moment:%H:%M}")}
        )


def issued_meanwhile(appendix) -> ValidationError:
    """What is said to whoever comes second to a draft that somebody has issued."""
    now = Appendix.objects.without_papers().select_related("issued_by").get(pk=appendix.pk)
    time = f"{timezone.localtime(now.issued_at):%H:%M}"
    who = now.issued_by.name
    return ValidationError(ISSUED_MEANWHILE.format(who=who, time=time), code="issued")


def _is_same_paper(draft, other):
    names = ("plan_id", "as_at", "audience", "supplement_to_id")
    return all(getattr(draft, name) == getattr(other, name) for name in names)


def _refuse_supplementing(base):
    if base.supplements.drafts().exists():
        raise ValidationError(SUPPLEMENTING, code="supplementing")


def _number_of_supplement(base):
    """ "Appendix 1, supplement"; the next one "Appendix 1, supplement 2"."""
    before = base.supplements.filter(version=1).count()
    which = f" {before + 1}" if before else ""
    return f"{base.number or 'Appendix'}, supplement{which}"[:50]


def _usual_number(plan):
    usual = PlanLayout.objects.filter(plan=plan).first()
    return usual.appendix_number if usual else ""


def _like(issued, by, at):
    """A draft with the settings of an issued paper, of what is known by its own issue."""
    names = (*SERIES, "names", "number", "layout")
    settings = {name: getattr(issued, name) for name in names}
    return Appendix(**settings, prepared_by=by, prepared_at=at)


def _start(draft, at):
    refuse_unused_plan(draft.plan)
    refuse_days(draft, at)
    _refuse_another(draft)
    draft.save(force_insert=True)
    return draft


def _refuse_another(draft):
    """Beside a paper for the same readers, of the same plan and day, at the same meeting."""
    if draft.supplement_to_id is not None:
        return
    same = {name: getattr(draft, name) for name in (*SERIES, "version")}
    others = Appendix.objects.without_papers().filter(**same, supplement_to=None)
    other = others.exclude(pk=draft.pk).first()
    if other:
        raise ValidationError(THERE_ALREADY.format(paper=other), code="there_already")


def _refuse_draft(appendix):
    if not appendix.is_issued:
        raise ValidationError(NOT_ISSUED, code="not_issued")


def _take(draft, edits):
    """Claim the next edit of a draft; of two people who save at once one gets it."""
    _unissued(draft)
    claimed = Appendix.objects.drafts().filter(pk=draft.pk, edits=edits).update(edits=edits + 1)
    if not claimed:
        raise EditedMeanwhile(draft)
    draft.edits = edits + 1


def _unissued(draft):
    """The draft as it is now, once nobody else can change it; ValidationError if it was issued."""
    rows = Appendix.objects.without_papers().select_for_update(no_key=True)
    now = rows.filter(pk=draft.pk).first()
    if now is None:
        raise ValidationError(TAKEN_AWAY, code="taken_away")
    if now.is_issued:
        raise issued_meanwhile(now)
    return now


def _day(day):
    return f"{day.day} {day:%B %Y}"
