"""Acts on what committees decided at their meetings: writing it down, with all that it brings
about, and taking back what was written down wrongly.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from itertools import combinations
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from people.dated_fact import take_back
from people.edited_in_place import EditedMeanwhile
from people.models import Owner
from recommendations.by_when import Reading
from recommendations.derived import derived_refreshed_once, refresh_derived
from recommendations.extensions import agree, kept_line, refuse, undecide
from recommendations.kept_text import kept_text
from recommendations.models import (
    CommitteeDecision,
    DeadlineTerm,
    ExtensionDecision,
    ExtensionRequest,
    Monitoring,
    Recommendation,
    StatusFact,
    StatusMeaning,
    StatusWord,
    Verification,
)
from recommendations.progress import give_statuses
from recommendations.readings import read
from recommendations.wordings import monitor_all

Outcome = CommitteeDecision.Outcome
EXTENSION = (Outcome.EXTENSION_AGREED, Outcome.EXTENSION_REFUSED)
# What ends a matter, and what only makes sense while it goes on, contradict each other.
ENDS = {Outcome.CLOSED, Outcome.OFF_MONITORING}
GOES_ON = {*EXTENSION, Outcome.ATTEND}
NOT_YET = "The meeting is on {day}. What it decides is recorded on that day or later."
NO_COMMITTEE = "Enter the committee that decided it."
NO_OUTCOME = "Choose what the committee decided"
NO_REASON = "Say why it is taken back."
WHY_REFUSED = "Say why it is refused"
NO_WORD = "Choose the status that it gets: one of this plan's that means done"
NO_REQUEST = "No extension of a date of this recommendation is asked for"
NOT_READ = (
    "The program finds no date in “{text}”. Enter the last day that these words mean, or say that "
    "there is no date in them"
)
NOT_MONITORED = "It is not monitored any more, so it can't be taken off monitoring"
AFTER_IT = (
    "{what} {day}, after this meeting, so what is recorded here would never be seen. Put that "
    "right first, or record this as noted"
)
TWICE = "“{outcome}” is recorded for this meeting already"
CONTRADICTS = (
    "“{other}” is recorded for this meeting, and “{outcome}” contradicts it. Take that back first"
)
BOTH_AT_ONCE = "“{other}” and “{outcome}” contradict each other: record one of them"
BUILT_ON = (
    "{what}. That came after this decision and builds on it, so the decision can't be taken back "
    "any more."
)


@dataclass(frozen=True)
class NewDecision:
    """What was decided on one recommendation. `extension_request`: which one is agreed or refused;
    `reading`: of its words, as a person set it (None: the program's); `word`: the status that
    closing gives where it is not done yet; `owner`: who is to attend. The rest is not looked at.
    """

    recommendation: Recommendation
    outcome: str
    minute_reference: str = ""
    note: str = ""
    extension_request: ExtensionRequest | None = None
    reading: Reading | None = None
    word: StatusWord | None = None
    owner: Owner | None = None

    @property
    def about(self):
        """What, and of what: the same twice is one too many."""
        request = self.extension_request if self.outcome in EXTENSION else None
        owner = self.owner if self.outcome == Outcome.ATTEND else None
        return Outcome(self.outcome), request and request.pk, owner and owner.pk


class RowsRefused(ValidationError):
    """A bulk act was refused, and nothing was written. `rows`: what is wrong, by the place of the
    row, counted from 0, and the name of its field.
    """

    def __init__(self, rows: Mapping[int, Mapping[str, str]]):
        self.rows = rows
        super().__init__([text for fields in rows.values() for text in fields.values()])


@transaction.atomic
def record_decisions(
    rows: Sequence[NewDecision], *, committee: str, by, on: date, at: datetime
) -> list[CommitteeDecision]:
    """Write down what a committee decided at its meeting on the day `on`, and all that it brings
    about from that day on, in the order given:

    - an extension agreed or refused is decided, under the minute; the note is the reason;
    - what is closed gets the status `word`, unless it is done already: no round asks about it;
    - what is taken off monitoring is;
    - who is to attend is kept: CommitteeDecision.standing_invitations says how long it stands;
    - noted brings about nothing.

    RowsRefused, and nothing written, for a row that contradicts another decision of the meeting or
    repeats it, or that can't be brought about; ValidationError before the day of the meeting.
    """
    rows = list(rows)
    committee = kept_line("decided_by", committee)
    if not committee:
        raise ValidationError(NO_COMMITTEE)
    if on > timezone.localdate(at):
        raise ValidationError(NOT_YET.format(day=_words(on)), code="not_yet")
    _lock(rows)
    with derived_refreshed_once(on=timezone.localdate(at)):
        return _Recording(rows, committee, by, on, at).write()


@transaction.atomic
def take_back_decision(
    decision: CommitteeDecision, *, by, at: datetime, reason
) -> CommitteeDecision:
    """Take back a decision that was recorded wrongly, with the reason, and what it brought about;
    returns its void.

    ValidationError when it was taken back already, or when something that came later builds on it.
    """
    reason = kept_text(reason, missing=NO_REASON)
    written = {"by": by, "at": at, "reason": reason}
    extension = decision.extension_decision
    if extension:
        list(_locked(ExtensionRequest, [extension.extension_request_id]))
    list(_locked(Recommendation, [decision.recommendation_id]))
    void = take_back(decision, **written)
    if extension:
        undecide(extension, **written)
    if decision.status_fact:
        _refuse_verified_since(decision.status_fact)
        _take_back_last(decision.status_fact, "Its status is “{0.word}” from {day}", **written)
    if decision.monitoring:
        _take_back_last(decision.monitoring, "It was put back on monitoring from {day}", **written)
    refresh_derived([decision.recommendation_id], on=timezone.localdate(at))
    return void


class _Recording:
    """The decisions of one meeting on their way into facts."""

    def __init__(self, rows, committee, by, on, at):
        self.rows, self.committee, self.on = rows, committee, on
        self.written = {"by": by, "on": on, "at": at}
        self.today = timezone.localdate(at)
        self.refused: dict[int, dict[str, str]] = defaultdict(dict)
        # What each row brings about, by its place and the name of the field that points to it.
        self.effects: dict[int, dict[str, Any]] = defaultdict(dict)

    def write(self):
        self._read()
        for place, row in enumerate(self.rows):
            self._check(place, row)
        self._refuse_contradictions()
        self._raise_refused()
        for place, row in self._with_outcome(*EXTENSION):
            with self._beside(place):
                self.effects[place]["extension_decision"] = self._decide(row)
        self._raise_refused()
        self._close()
        self._take_off_monitoring()
        return CommitteeDecision.objects.write_down(
            (self._decision(place, row) for place, row in enumerate(self.rows)), **self.written
        )

    def _read(self):
        """How the recommendations stand by now, once nobody else can change that."""
        about = Recommendation.objects.filter(pk__in={row.recommendation.pk for row in self.rows})
        now: dict[str, Any] = {"as_at": self.today, "known_by": None}
        statuses = StatusFact.objects.in_force(of=about, **now)
        self.statuses = {status.recommendation_id: status for status in statuses}
        monitoring = Monitoring.objects.in_force(of=about, **now)
        self.monitoring = {fact.recommendation_id: fact for fact in monitoring}
        recorded = CommitteeDecision.objects.standing(**now).filter(
            recommendation__in=about, valid_from=self.on, committee=self.committee
        )
        self.recorded = defaultdict(list)
        for decision in recorded.select_related("extension_decision"):
            self.recorded[decision.recommendation_id].append(_about(decision))

    def _check(self, place, row):
        with self._beside(place):
            if row.outcome not in Outcome.values:
                raise ValidationError({"outcome": NO_OUTCOME})
            kept_line("minute_reference", row.minute_reference)
        with self._beside(place, "note"):
            kept_text(row.note)
        with self._beside(place):
            if row.outcome in EXTENSION:
                self._check_extension(row)
            elif row.outcome == Outcome.CLOSED:
                self._check_closing(row)
            elif row.outcome == Outcome.OFF_MONITORING:
                self._check_monitoring(row)

    def _check_extension(self, row):
        request = row.extension_request
        if request is None or request.deadline.recommendation_id != row.recommendation.pk:
            raise ValidationError({"outcome": NO_REQUEST})
        last = ExtensionDecision.objects.last_standing(
            request, as_at=self.today, known_by=None
        ).get()
        if last.outcome != ExtensionDecision.Outcome.ASKED:
            raise ValidationError({"outcome": _decided_meanwhile(last)})
        term = DeadlineTerm.objects.last_standing(
            request.deadline, as_at=self.today, known_by=None
        ).get()
        self._refuse_later(last, f"“{request.text}” was asked for on")
        if row.outcome == Outcome.EXTENSION_REFUSED and not kept_text(row.note):
            raise ValidationError({"note": WHY_REFUSED})
        if row.outcome == Outcome.EXTENSION_AGREED:
            self._refuse_later(term, f"“{term.text}” stands from")
            if not (row.reading or read(request.text, paper_date=request.paper_date).is_read):
                raise ValidationError({"reading": NOT_READ.format(text=request.text)})

    def _check_closing(self, row):
        status = self.statuses.get(row.recommendation.pk)
        if _is_done(status):
            return
        if status:
            self._refuse_later(status, f"Its status is “{status.word}” from")
        word, plan = row.word, row.recommendation.plan_id
        if word is None or word.plan_id != plan or word.is_auditors or not _is_done(word):
            raise ValidationError({"word": NO_WORD})

    def _check_monitoring(self, row):
        monitoring = self.monitoring.get(row.recommendation.pk)
        if monitoring and not monitoring.is_monitored:
            raise ValidationError({"outcome": NOT_MONITORED})
        if monitoring:
            self._refuse_later(monitoring, "It was put back on monitoring from")

    def _refuse_later(self, fact, what):
        """What is true from a later day than the meeting would hide what it brings about."""
        if fact.valid_from > self.on:
            day = _words(fact.valid_from)
            raise ValidationError({"outcome": AFTER_IT.format(what=what, day=day)})

    def _refuse_contradictions(self):
        """Of the decisions of this meeting on one recommendation, those on record come first."""
        places = defaultdict(list)
        for place, row in enumerate(self.rows):
            if row.outcome in Outcome.values:
                places[row.recommendation.pk].append(place)
        for key, here in places.items():
            for place in here:
                for other in self.recorded[key]:
                    self._compare(place, other, CONTRADICTS)
            for first, second in combinations(here, 2):
                self._compare(second, self.rows[first].about, BOTH_AT_ONCE)

    def _compare(self, place, other, sentence):
        about = self.rows[place].about
        if about == other:
            problem = TWICE.format(outcome=about[0].label)
        elif _contradict(about, other):
            problem = sentence.format(outcome=about[0].label, other=other[0].label)
        else:
            return
        self.refused[place].setdefault("outcome", problem)

    def _decide(self, row):
        said = {
            "decided_by": self.committee,
            "minute_reference": row.minute_reference,
            "reason": kept_text(row.note),
        }
        if row.outcome == Outcome.EXTENSION_REFUSED:
            return refuse(row.extension_request, **said, **self.written)
        return agree(row.extension_request, reading=row.reading, **said, **self.written)

    def _close(self):
        closed = [
            (place, row)
            for place, row in self._with_outcome(Outcome.CLOSED)
            if not _is_done(self.statuses.get(row.recommendation.pk))
        ]
        cause = StatusFact.Cause.DECISION
        new = [(row.recommendation, row.word, cause, None) for _, row in closed]
        statuses = give_statuses(new, **self.written)
        for (place, _), status in zip(closed, statuses, strict=True):
            self.effects[place]["status_fact"] = status
        refresh_derived((row.recommendation.pk for _, row in closed), on=self.today)

    def _take_off_monitoring(self):
        by_minute = defaultdict(list)
        for place, row in self._with_outcome(Outcome.OFF_MONITORING):
            by_minute[row.minute_reference.strip()].append((place, row.recommendation))
        for minute, pairs in by_minute.items():
            under = f", minute {minute}" if minute else ""
            reason = f"Removed from monitoring by {self.committee}{under}"
            facts = monitor_all([row for _, row in pairs], False, reason=reason, **self.written)
            for (place, _), fact in zip(pairs, facts, strict=True):
                self.effects[place]["monitoring"] = fact

    def _decision(self, place, row):
        return CommitteeDecision(
            recommendation=row.recommendation,
            outcome=row.outcome,
            committee=self.committee,
            minute_reference=kept_line("minute_reference", row.minute_reference),
            note=kept_text(row.note),
            owner=row.owner if row.outcome == Outcome.ATTEND else None,
            **self.effects[place],
        )

    def _with_outcome(self, *outcomes):
        return [(p, row) for p, row in enumerate(self.rows) if row.outcome in outcomes]

    @contextmanager
    def _beside(self, place, name="outcome"):
        """What is refused in here is said beside that row: at the field that it names, or else at
        this one.
        """
        try:
            yield
        except EditedMeanwhile:
            self.refused[place].setdefault(name, "Somebody has decided on this meanwhile")
        except ValidationError as error:
            named = getattr(error, "message_dict", {name: error.messages}).items()
            for field, messages in named:
                self.refused[place].setdefault(field, messages[0])

    def _raise_refused(self):
        if self.refused:
            raise RowsRefused(dict(sorted(self.refused.items())))


def _lock(rows):
    """Extensions first, as whoever decides on one of them does (PostgreSQL)."""
    asked = {row.extension_request.pk for row in rows if row.extension_request}
    list(_locked(ExtensionRequest, asked))
    list(_locked(Recommendation, {row.recommendation.pk for row in rows}))


def _locked(model, keys):
    rows = model.objects.select_for_update(no_key=True).filter(pk__in=keys)
    return rows.order_by("pk").values_list("pk")


def _about(decision):
    """As NewDecision.about, of what is on record."""
    extension = decision.extension_decision
    request = extension.extension_request_id if extension else None
    return Outcome(decision.outcome), request, decision.owner_id


def _contradict(one, other):
    outcomes = {one[0], other[0]}
    if outcomes == set(EXTENSION):
        return one[1] == other[1]
    return bool(outcomes & ENDS and outcomes & GOES_ON)


def _is_done(status):
    return status is not None and status.meaning in StatusMeaning.done()


def _decided_meanwhile(decision):
    """“Lena Lead agreed to it meanwhile, from 3 June 2016”."""
    who = decision.decided_by or decision.recorded_by.name
    minute = f", minute {decision.minute_reference}" if decision.minute_reference else ""
    outcome = decision.get_outcome_display().lower()
    return f"This was {outcome} by {who}{minute}, from {_words(decision.valid_from)}"


def _refuse_verified_since(status):
    later = Verification.objects.standing(as_at=date.max, known_by=None).filter(
        recommendation=status.recommendation_id, recorded_at__gt=status.recorded_at
    )
    if finding := later.order_by("recorded_at").last():
        what = f"An auditor has looked at it: {finding.get_result_display().lower()}"
        raise ValidationError(BUILT_ON.format(what=what), code="built_on")


def _take_back_last(fact, what, **written):
    """Void a fact that nothing of its kind has followed."""
    last = (
        type(fact)
        .objects.last_standing(fact.recommendation_id, as_at=date.max, known_by=None)
        .first()
    )
    if last and last.pk != fact.pk:
        what = what.format(last, day=_words(last.valid_from))
        raise ValidationError(BUILT_ON.format(what=what), code="built_on")
    take_back(fact, **written)


def _words(day):
    return f"{day.day} {day:%B %Y}"
