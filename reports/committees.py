"""Acts on committees and their meetings, which are edited in place: an issued paper keeps the words
it was issued with.
"""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.text import slugify

from people.directory import one_line
from people.edited_in_place import save_in_place, take_version
from reports.decisions import decided_at
from reports.models import Committee, Meeting

NO_NAME = "Enter a name"
NAMED_SO = "There is a committee of this name already. Choose another name"
UNUSED = "{committee} is no longer in use, so it does not meet. Choose another committee"
MEETS_THEN = "{committee} has a meeting on {day} already. Choose another date"
ISSUED_FOR = (
    "A paper was issued for this meeting, and its committee and its date are part of the paper’s "
    "address, so both stay. Call another meeting instead"
)
DECIDED_THEN = (
    "Decisions of this meeting are on record and count from its day, so its committee and its date "
    "stay. Take them back first if it met on another day"
)
AS_AT_LATER = (
    "{number} of {plan} is as at {day}. Change that draft first, or choose that day or a later one"
)
PREPARED_FOR = "Papers are prepared for this meeting, so it can't be cancelled. Discard them first."
ISSUED = "A paper was issued for this meeting, so it stays on record and can't be cancelled."
DECIDED = "Decisions of this meeting are on record, so it stays and can't be cancelled."
LISTED = (
    "Who is asked to attend this meeting is on record, so it stays and can't be cancelled. Move it "
    "to another date instead."
)


@transaction.atomic
def start_committee(name, *, by, at: datetime) -> Committee:
    """A new committee, with an address of its own out of its name. ValidationError for no name, or
    one that another committee has.
    """
    committee = Committee(name=one_line(name), slug=_free_address(name))
    return _keep_committee(committee, by=by, at=at)


@transaction.atomic
def edit_committee(
    committee, *, name, is_active: bool, version: int, by, at: datetime
) -> Committee:
    """Change the name of a committee, or whether it is in use, in place; its address stays, for it
    is part of those of its papers. `version`: the one that the edit began with.

    EditedMeanwhile when somebody else has saved it since; ValidationError as start_committee.
    """
    take_version(committee, version)
    committee.name, committee.is_active = one_line(name), is_active
    return _keep_committee(committee, by=by, at=at)


@transaction.atomic
def call_meeting(committee, *, date: date, round=None, by, at: datetime) -> Meeting:
    """A meeting of a committee on a day; `round`: whose answers its papers print. ValidationError
    for a committee that is no longer in use, or meets on that day already.
    """
    return _keep_meeting(Meeting(committee=committee, date=date, round=round), by=by, at=at)


@transaction.atomic
def edit_meeting(
    meeting, *, committee, date: date, round, version: int, by, at: datetime
) -> Meeting:
    """Change a meeting in place; `version`: the one that the edit began with. Its drafts count as
    changed too: whoever is about to issue one is told.

    EditedMeanwhile when somebody else has saved it since; ValidationError as call_meeting, for
    another committee or date once a paper was issued for it or a decision of it is on record, and
    for a date before the day of one of its drafts.
    """
    take_version(meeting, version)
    # First, so that nobody is in the middle of issuing one of them.
    meeting.appendices.drafts().update(edits=F("edits") + 1)
    meeting.covering_reports.drafts().update(edits=F("edits") + 1)
    if (committee.pk, date) != (meeting.committee_id, meeting.date):
        if reason := why_not_moved(meeting):
            raise ValidationError({"date" if date != meeting.date else "committee": reason})
        _refuse_before_drafts(meeting, date)
    meeting.committee, meeting.date, meeting.round = committee, date, round
    return _keep_meeting(meeting, by=by, at=at)


@transaction.atomic
def cancel_meeting(meeting, *, version: int, by, at: datetime):
    """Take a meeting away that was called for nothing; that it was there stays on its audit trail.
    `version`: the one that was looked at.

    EditedMeanwhile when somebody else has saved it since; ValidationError when papers were prepared
    or issued for it, or decisions of it are on record.
    """
    take_version(meeting, version)
    # Nobody can prepare a paper for it, or record a decision, until it is gone.
    Meeting.objects.select_for_update().get(pk=meeting.pk)
    if reason := why_not_cancelled(meeting):
        raise ValidationError(reason, code="needed")
    meeting._history_user, meeting._history_date = by, at
    meeting.delete()


def why_not_cancelled(meeting) -> str:
    """The sentence that says what stands in the way of cancelling a meeting; "" when nothing."""
    if _is_issued_for(meeting):
        return ISSUED
    if meeting.decisions.exists():
        return DECIDED
    if meeting.candidates.exists():
        return LISTED
    is_prepared = meeting.appendices.exists() or meeting.covering_reports.exists()
    return PREPARED_FOR if is_prepared else ""


def why_not_moved(meeting) -> str:
    """The sentence that says why the committee and the date of a meeting stay; "" where they can
    be changed.
    """
    if _is_issued_for(meeting):
        return ISSUED_FOR
    return DECIDED_THEN if decided_at(meeting).exists() else ""


def _is_issued_for(meeting):
    papers = (meeting.appendices, meeting.covering_reports)
    return any(of_kind.issued().exists() for of_kind in papers)


def _keep_committee(committee, *, by, at):
    if not committee.name:
        raise ValidationError({"name": NO_NAME})
    others = Committee.objects.exclude(pk=committee.pk)
    if others.filter(name__iexact=committee.name).exists():
        raise ValidationError({"name": NAMED_SO})
    return save_in_place(committee, by=by, at=at)


def _keep_meeting(meeting, *, by, at):
    # So that of two people who call a meeting for one day the second sees the first.
    committee = Committee.objects.select_for_update().get(pk=meeting.committee_id)
    kept = Meeting.objects.filter(pk=meeting.pk, committee=committee)
    if not committee.is_active and not kept.exists():
        raise ValidationError({"committee": UNUSED.format(committee=committee)})
    others = Meeting.objects.filter(committee=committee, date=meeting.date).exclude(pk=meeting.pk)
    if others.exists():
        day = f"{meeting.date.day} {meeting.date:%B %Y}"
        raise ValidationError({"date": MEETS_THEN.format(committee=committee, day=day)})
    return save_in_place(meeting, by=by, at=at)


def _refuse_before_drafts(meeting, day):
    later = meeting.appendices.drafts().filter(as_at__gt=day).select_related("plan")
    draft = later.order_by("-as_at", "pk").first()
    if draft:
        number, as_at = draft.number or "The appendix", f"{draft.as_at.day} {draft.as_at:%B %Y}"
        raise ValidationError(
            {"date": AS_AT_LATER.format(number=number, plan=draft.plan, day=as_at)}
        )


def _free_address(name):
    address = slugify(name)[:90] or "committee"
    taken = set(Committee.objects.filter(slug__startswith=address).values_list("slug", flat=True))
    tries = (address, *(f"{address}-{number}" for number in range(2, len(taken) + 3)))
    return next(one for one in tries if one not in taken)
