"""Acts on extensions: asking for another date, deciding on it, taking back the asking or the
deciding. Until it is decided the old date stands.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from people.dated_fact import take_back
from people.edited_in_place import EditedMeanwhile
from recommendations.by_when import PARSER_VERSION, Reading
from recommendations.deadlines import NO_WORDS, NewTerm, revise_all, take_back_term
from recommendations.derived import refresh_derived
from recommendations.kept_text import kept_text
from recommendations.models import (
    Deadline,
    DeadlineTerm,
    ExtensionDecision,
    ExtensionRequest,
    Plan,
    Recommendation,
)
from recommendations.moves import says_when
from recommendations.readings import read

Outcome = ExtensionDecision.Outcome
NO_REASON = "Say why the date has to move."
NO_MINUTE = "Enter the minute under which the committee decided it."
# How many characters the columns of a decision hold.
LONGEST = {"decided_by": 200, "minute_reference": 100}
AT_ONCE = "Agreed at once, as the plan allows"


@dataclass(frozen=True)
class NewExtension:
    """Another date asked for a deadline, in the words to be agreed, with the reason."""

    deadline: Deadline
    text: str
    reason: str


@transaction.atomic
def ask_for_extensions(
    rows, *, by, on: date, at: datetime, on_behalf_of=None
) -> list[ExtensionRequest]:
    """Ask for other dates, from the day `on`, against which the words are read; where the plan says
    so they are agreed at once, but words that would take the date away wait for a lead.

    ValidationError without words or a reason, for a date that was dropped or stands from a later
    day, for the words that stand already, or while another extension of the same date waits for its
    decision.
    """
    rows = list(rows)
    _refuse_asking_twice(rows)
    standing = [_standing_to_move(row, on, at) for row in rows]
    requests = ExtensionRequest.objects.bulk_create(
        ExtensionRequest(
            deadline=row.deadline,
            text=kept_text(row.text, missing=NO_WORDS),
            reason=kept_text(row.reason, missing=NO_REASON),
            paper_date=on,
        )
        for row in rows
    )
    written = {"by": by, "on": on, "at": at, "on_behalf_of": on_behalf_of}
    _write_down([(request, Outcome.ASKED, {}) for request in requests], **written)
    for request, now in zip(requests, standing, strict=True):
        if _counts_at_once(request, now):
            agree(request, decided_by=AT_ONCE, **written)
    return requests


@transaction.atomic
def agree(
    request,
    *,
    by,
    on: date,
    at: datetime,
    decided_by="",
    minute_reference="",
    reason="",
    reading: Reading | None = None,
    on_behalf_of=None,
) -> ExtensionDecision:
    """Agree to another date: its words stand from the day `on`, read by the program or as a person
    set them (`reading`). As refuse; ValidationError too for a date that was dropped or revised
    meanwhile, from a later day.
    """
    written = {"by": by, "on": on, "at": at, "on_behalf_of": on_behalf_of}
    decision = _decide(request, Outcome.AGREED, decided_by, minute_reference, reason, **written)
    _standing_term(request.deadline, on, at)
    term = NewTerm(
        request.deadline,
        request.text,
        reading or read(request.text, paper_date=request.paper_date),
        request.paper_date,
        parser_version=None if reading else PARSER_VERSION,
    )
    revise_all([term], **written, reason=request.reason)
    return decision


@transaction.atomic
def refuse(
    request, *, by, on: date, at: datetime, decided_by="", minute_reference="", reason
) -> ExtensionDecision:
    """Refuse another date, from the day `on`: the old one stands. EditedMeanwhile when somebody has
    decided on it, or taken it back; ValidationError without the minute that a committee's decision
    needs, for a day before it was asked, without a reason, or for more than a column holds.
    """
    reason = kept_text(reason, missing="Say why it is refused.")
    written = {"by": by, "on": on, "at": at}
    return _decide(request, Outcome.REFUSED, decided_by, minute_reference, reason, **written)


@transaction.atomic
def take_back_extension(request, *, by, on: date, at: datetime, reason="") -> ExtensionDecision:
    """Take back what was asked for, while it waits. EditedMeanwhile when it was decided by now."""
    _claim(request, on, at)
    return _write_down([(request, Outcome.TAKEN_BACK, {})], by=by, on=on, at=at, reason=reason)[0]


@transaction.atomic
def undecide(decision: ExtensionDecision, *, by, at: datetime, reason) -> ExtensionDecision:
    """Take back a decision that was never taken, or not so, with the reason, and the words that it
    brought; returns its void. What was asked for waits again.

    ValidationError when it was taken back already, the date was changed since, or another one is
    asked for by now: that builds on it.
    """
    reason = kept_text(reason, missing="Say why it is taken back.")
    request = decision.extension_request
    _lock_request(request)
    Recommendation.objects.select_for_update(no_key=True).get(pk=request.deadline.recommendation_id)
    _refuse_asked_since(request)
    words = _words_since(decision)
    void = take_back(decision, by=by, at=at, reason=reason)
    if decision.outcome == Outcome.AGREED:
        take_back_term(words, by=by, at=at, reason=reason)
    refresh_derived([request.deadline.recommendation_id], on=timezone.localdate(at))
    return void


def kept_line(name, text) -> str:
    """A text as its column of a decision keeps it; ValidationError when it is too long for that."""
    text, longest = kept_text(text).strip(), LONGEST[name]
    if len(text) > longest:
        raise ValidationError({name: f"Use {longest} characters or fewer. This has {len(text):,}"})
    return text


def _refuse_asked_since(request):
    later = ExtensionRequest.objects.undecided(as_at=date.max, known_by=None)
    later = later.filter(deadline=request.deadline_id, pk__gt=request.pk).first()
    if later:
        raise ValidationError(
            f"“{later.text}” is asked for by now. Take that back, or decide on it, before this "
            "decision is taken back.",
            code="asked_since",
        )


def _words_since(decision):
    """The words that stand since a decision: those that an agreement brought, or what corrects how
    they were read; ValidationError when they were changed after it.
    """
    now = _last_term(decision.extension_request.deadline, date.max)
    first = now
    while first.corrects:
        first = first.corrects
    if first.recorded_at > decision.recorded_at or _is_another(first, decision):
        stands = f"“{now.text}” stands by now" if now.text else "it was dropped"
        raise ValidationError(
            f"The date was changed after this decision: {stands}. So the decision can't be taken "
            "back any more. Change the date on the page of the recommendation.",
            code="changed_since",
        )
    return now


def _is_another(term, decision):
    """Whether words are others than an agreement brought, in the same act."""
    agreed = decision.outcome == Outcome.AGREED
    written = ("recorded_at", "recorded_by_id", "valid_from")
    return agreed and any(getattr(term, n) != getattr(decision, n) for n in written)


def _last_term(deadline, day):
    return DeadlineTerm.objects.last_standing(deadline, as_at=day, known_by=None).first()


def _refuse_asking_twice(rows):
    if len({row.deadline.pk for row in rows}) < len(rows):
        raise ValidationError("Ask for one other date at a time.", code="twice")


def _standing_to_move(row, on, at):
    """The words that stand and are asked to move; ValidationError when they can't."""
    now = _standing_term(row.deadline, on, at)
    undecided = ExtensionRequest.objects.undecided(as_at=timezone.localdate(at), known_by=None)
    other = undecided.filter(deadline=row.deadline).first()
    if other:
        raise ValidationError(
            f"“{other.text}” is asked for already, and waits for a decision. Take that back before "
            "you ask for another date.",
            code="waiting",
        )
    if now.text == kept_text(row.text):
        raise ValidationError(f"“{now.text}” is what stands already.", code="the_same")
    return now


def _counts_at_once(request, now):
    """Whether the plan agrees by itself; but never that words in which no date is understood take
    away the one that stands.
    """
    if request.deadline.recommendation.plan.revision != Plan.Revision.AT_ONCE:
        return False
    return not says_when(now) or says_when(read(request.text, paper_date=request.paper_date))


def _standing_term(deadline, on, at):
    """The words of a deadline that stand now, once nobody else can move it; ValidationError when
    they were dropped, or begin after the day `on`, for then others would never be seen.
    """
    Recommendation.objects.select_for_update(no_key=True).get(pk=deadline.recommendation_id)
    today = timezone.localdate(at)
    now = _last_term(deadline, today)
    if now is None or now.is_dropped:
        raise ValidationError("This date was dropped, so it can't be moved.", code="dropped")
    if on < now.valid_from:
        day = f"{now.valid_from.day} {now.valid_from:%B %Y}"
        raise ValidationError(
            {"true_from": f"“{now.text}” stands from {day}. Choose that day or a later one"}
        )
    return now


def _decide(request, outcome, decided_by, minute_reference, reason, **written):
    _claim(request, written["on"], written["at"])
    by_committee = request.deadline.recommendation.plan.revision == Plan.Revision.COMMITTEE
    if by_committee and not minute_reference.strip():
        raise ValidationError({"minute_reference": NO_MINUTE})
    said = {
        "decided_by": kept_line("decided_by", decided_by),
        "minute_reference": kept_line("minute_reference", minute_reference),
    }
    return _write_down([(request, outcome, said)], **written, reason=reason)[0]


def _claim(request, on, at):
    """Of two who decide at once, the second is told."""
    _lock_request(request)
    today = timezone.localdate(at)
    last = ExtensionDecision.objects.last_standing(request, as_at=today, known_by=None).get()
    if last.outcome != Outcome.ASKED:
        raise EditedMeanwhile(request)
    if on < last.valid_from:
        day = f"{last.valid_from.day} {last.valid_from:%B %Y}"
        raise ValidationError(
            {"true_from": f"It was asked for on {day}. Choose that day or a later one"}
        )


def _lock_request(request):
    ExtensionRequest.objects.select_for_update(no_key=True).get(pk=request.pk)


def _write_down(rows, **written):
    decisions = ExtensionDecision.objects.write_down(
        (
            ExtensionDecision(extension_request=request, outcome=outcome, **said)
            for request, outcome, said in rows
        ),
        **written,
    )
    keys = (request.deadline.recommendation_id for request, _, _ in rows)
    refresh_derived(keys, on=timezone.localdate(written["at"]))
    return decisions
