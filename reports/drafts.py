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

UNUSED = "The plan “{plan}” is no longer in use, so no paper of it is prepared. Ask a plan lead."
IN_THE_FUTURE = "The as-at date can't be after today"
AFTER_THE_MEETING = "The as-at date can't be after the meeting, on {day}"
CUT_OFF_TOO_EARLY = "Updates are received to the as-at date at least, {day}"
THERE_ALREADY = "This meeting has a paper of this plan for that date already: “{paper}”."
NO_REASON = "Say why another version is needed. The reason is printed on the paper."
NOT_ISSUED = "This is a draft: change it, there is nothing to replace."
REPLACED = "Version {version} replaces this one already."
REPLACING = "Version {version} is in preparation already."
SUPPLEMENTING = "A supplement to this paper is in preparation already."
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
def discard_draft(draft):
    """Take a draft away: it was never issued, and nothing is lost but its settings. ValidationError
    when it was issued.
    """
    draft = _unissued(draft)
    draft.delete()


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
    if base.supplements.drafts().exists():
        raise ValidationError(SUPPLEMENTING, code="supplementing")
    draft = _like(base, by, at)
    draft.supplement_to = base
    draft.number = f"{base.number or 'Appendix'}, supplement"[:50]
    return _start(draft, at)


def is_of_a_series(draft) -> bool:
    """Whether it is another version or a supplement: its day and its readers are settled."""
    return draft.replaces_id is not None or draft.supplement_to_id is not None


def refuse_unused_plan(plan):
    """ValidationError when the plan is no longer in use."""
    if not plan.is_active:
        raise ValidationError(UNUSED.format(plan=plan), code="unused")


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


def issued_meanwhile(appendix) -> ValidationError:
    """What is said to whoever comes second to a draft that somebody has issued."""
    now = Appendix.objects.without_papers().select_related("issued_by").get(pk=appendix.pk)
    time = f"{timezone.localtime(now.issued_at):%H:%M}"
    who = now.issued_by.name
    return ValidationError(ISSUED_MEANWHILE.format(who=who, time=time), code="issued")


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
    now = Appendix.objects.without_papers().select_for_update(no_key=True).get(pk=draft.pk)
    if now.is_issued:
        raise issued_meanwhile(now)
    return now


def _day(day):
    return f"{day.day} {day:%B %Y}"
