"""Acts on the list of officers asked to attend a meeting: a clerk settles it. What is only proposed
is never printed.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from people.dated_fact import take_back
from people.models import Owner
from recommendations.cell_text import says_nothing
from recommendations.kept_text import kept_text
from recommendations.meanings import DONE
from recommendations.models import Recommendation
from recommendations.new_decisions import RowsRefused
from reports.attendance_list import before_the_list, first_offered, list_of, offered_owners
from reports.decisions import held_meeting
from reports.models import Attendance, Candidate

OVER = "This meeting was on {day}, so the list of who was asked to attend it stays as it is."
NOT_HERE = (
    "This is in no plan that goes to this meeting, so nobody can be asked about it here. Prepare "
    "its paper first"
)
DONE_ALREADY = "This is done, so there is nothing to ask an officer about"
NOT_MONITORED = "This is not monitored any more, so there is nothing to ask an officer about"
WHY_OFF = "Say why nobody is asked about this"
WHY_ASKED = "Say why an officer is asked: the rules do not propose it"
NOT_OFFERED = "Choose one of its owners, or somebody who holds their post today"
OFF_ALREADY = "It is off the list already"
ASKED_ALREADY = "This is what the list says already. Choose somebody else, or say another reason"
MEANWHILE = "{who} has chosen meanwhile: {what}. Look at it, then choose again"
TAKEN_BACK_MEANWHILE = "What was chosen was taken back meanwhile. Look at it, then choose again"
CHOSEN_SINCE = (
    "Somebody has taken this back, or chosen otherwise, meanwhile. Look at the list again."
)
WHY_TAKEN_BACK = "Say why it is taken back."


@dataclass(frozen=True)
class NewChoice:
    """What is to be chosen about one recommendation: who is asked (None: whoever comes), or that
    nobody is. `reason`: needed but where the rules propose it; `seen`: the key of the choice that
    was in force when this one was made, None where there was none.
    """

    recommendation: Recommendation
    is_asked: bool
    owner: Owner | None = None
    reason: str = ""
    seen: int | None = None


@transaction.atomic
def settle(meeting, choices: Sequence[NewChoice], *, by, at: datetime) -> list[Attendance]:
    """Write down whom a clerk asks to attend a meeting, and about what nobody is asked, from the
    day of the moment `at`; in the order given. Where no reason is given, that of the rules is kept.

    RowsRefused, and nothing written, for a row that was settled meanwhile, lacks its reason, names
    somebody who is not offered, or about which there is nothing to ask; ValidationError once the
    meeting is over, or when it was cancelled.
    """
    meeting, today = _open_meeting(meeting, at)
    lines = _lines_of(meeting, choices, today)
    offered = offered_owners((line.state for line in lines.values()), on=today)
    kept: list[Attendance] = []
    refused: dict[int, dict[str, str]] = {}
    for place, choice in enumerate(choices):
        line = lines.get(choice.recommendation.pk)
        try:
            kept.append(_chosen(choice, line, offered))
        except ValidationError as error:
            refused[place] = {name: texts[0] for name, texts in error.message_dict.items()}
    if refused:
        raise RowsRefused(refused)
    _give_candidates(meeting, choices, kept)
    return _write_down(kept, by=by, on=today, at=at)


@transaction.atomic
def ask_proposed(meeting, recommendations, *, by, at: datetime) -> list[Attendance]:
    """Ask about whatever of these recommendations (a QuerySet) the rules propose and nobody has
    looked at: whoever leads, or else the first who is offered. Refused as settle.
    """
    today = timezone.localdate(at)
    lines = [line for line in list_of(meeting, recommendations, on=today) if line.is_open]
    offered = offered_owners((line.state for line in lines), on=today)
    choices = [
        NewChoice(line.recommendation, True, owner=first_offered(offered[line.recommendation.pk]))
        for line in lines
    ]
    return settle(meeting, choices, by=by, at=at)


@transaction.atomic
def take_back_choice(chosen: Attendance, *, by, at: datetime, reason: str) -> Attendance:
    """Take back what was chosen last about a recommendation, with the reason: what was chosen
    before it holds again, or nobody has looked at it. Returns the void.

    ValidationError without a reason, for what is not the last choice, or once the meeting is over.
    """
    _open_meeting(chosen.candidate.meeting, at)
    reason = _kept_reason(reason, missing=WHY_TAKEN_BACK)
    last = Attendance.objects.last_standing(chosen.candidate_id, as_at=date.max, known_by=None)
    if last.values_list("pk", flat=True).first() != chosen.pk:
        raise ValidationError(CHOSEN_SINCE, code="chosen_since")
    return take_back(chosen, by=by, at=at, reason=reason)


def why_over(meeting, *, on: date) -> str:
    """The sentence that says that the list of a meeting stays as it is; "" while it can be
    settled.
    """
    return OVER.format(day=_words(meeting.date)) if meeting.date < on else ""


def _open_meeting(meeting, at):
    """The meeting as it is now, once nobody else can settle its list, and the day."""
    meeting, today = held_meeting(meeting), timezone.localdate(at)
    if reason := why_over(meeting, on=today):
        raise ValidationError(reason, code="over")
    return meeting, today


def _lines_of(meeting, choices, today):
    keys = {choice.recommendation.pk for choice in choices}
    rows = before_the_list(meeting).filter(pk__in=keys)
    return {line.recommendation.pk: line for line in list_of(meeting, rows, on=today)}


def _chosen(choice, line, offered) -> Attendance:
    """What is to be written down; ValidationError by field."""
    if line is None:
        raise ValidationError({"outcome": NOT_HERE})
    _refuse_settled_meanwhile(choice, line)
    reason = _kept_reason(choice.reason)
    if not choice.is_asked:
        return _taken_off(line, reason)
    if line.is_over:
        is_done = line.state.status_meaning in DONE
        raise ValidationError({"outcome": DONE_ALREADY if is_done else NOT_MONITORED})
    people = [one.owner for one in offered[line.recommendation.pk]]
    if choice.owner is not None and choice.owner not in people:
        raise ValidationError({"owner": NOT_OFFERED})
    if line.is_to_attend and not reason and choice.owner == line.chosen.owner:
        raise ValidationError({"outcome": ASKED_ALREADY})
    return _asked(choice, line, reason)


def _asked(choice, line, reason):
    """By the reason that is given, else that of who was asked already, else that of the rules."""
    is_proposed = not reason
    if not reason and line.is_to_attend:
        reason, is_proposed = line.chosen.reason, line.chosen.is_proposed
    reason = reason or "\n".join(line.why)
    if not reason:
        raise ValidationError({"reason": WHY_ASKED})
    return Attendance(is_asked=True, owner=choice.owner, is_proposed=is_proposed, reason=reason)


def _taken_off(line, reason):
    if line.is_off:
        raise ValidationError({"outcome": OFF_ALREADY})
    if not reason:
        raise ValidationError({"reason": WHY_OFF})
    return Attendance(is_asked=False, reason=reason)


def _refuse_settled_meanwhile(choice, line):
    now = line.chosen
    if (now.pk if now else None) == choice.seen:
        return
    if now is None:
        raise ValidationError({"outcome": TAKEN_BACK_MEANWHILE})
    words = MEANWHILE.format(who=now.recorded_by.name, what=now.in_words)
    raise ValidationError({"outcome": words})


def _give_candidates(meeting, choices, kept):
    """Give each of `kept` its subject, made where it is the first."""
    keys = [choice.recommendation.pk for choice in choices]
    there = set(meeting.candidates.filter(recommendation__in=keys).values_list("recommendation"))
    new = dict.fromkeys(key for key in keys if (key,) not in there)
    Candidate.objects.bulk_create(Candidate(meeting=meeting, recommendation_id=key) for key in new)
    candidates = meeting.candidates.filter(recommendation__in=keys)
    by_key = {candidate.recommendation_id: candidate for candidate in candidates}
    for key, fact in zip(keys, kept, strict=True):
        fact.candidate = by_key[key]


def _write_down(kept, **written):
    """A bulk for each reason."""
    by_reason: Mapping[str, list[Attendance]] = defaultdict(list)
    for fact in kept:
        by_reason[fact.reason].append(fact)
    for reason, facts in by_reason.items():
        Attendance.objects.write_down(facts, reason=reason, **written)
    return kept


def _kept_reason(reason, *, missing=None):
    try:
        kept = kept_text(reason, missing=missing)
    except ValidationError as error:
        raise ValidationError({"reason": error.messages}) from None
    return "" if says_nothing(kept) else kept.strip()


def _words(day):
    return f"{day.day} {day:%B %Y}"
