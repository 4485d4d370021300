"""Acts on what committees decided at their meetings: writing it down, with all that it brings
about, and taking back what was written down wrongly.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from people.dated_fact import take_back
from recommendations.derived import derived_refreshed_once, refresh_derived
from recommendations.extensions import agree, kept_line, refuse, undecide
from recommendations.kept_text import kept_text
from recommendations.models import (
    CommitteeDecision,
    ExtensionRequest,
    Recommendation,
    StatusFact,
    Verification,
)
from recommendations.new_decisions import EXTENSION, NewDecision, Outcome, RowChecks
from recommendations.progress import give_statuses
from recommendations.wordings import monitor_all

NOT_YET = "The meeting is on {day}. What it decides is recorded on that day or later."
NO_COMMITTEE = "Enter the committee that decided it."
NO_REASON = "Say why it is taken back."
BUILT_ON = (
    "{what}. That came after this decision and builds on it, so the decision can't be taken back "
    "any more."
)


@transaction.atomic
def record_decisions(
    rows: Sequence[NewDecision], *, committee: str, recorded=None, by, on: date, at: datetime
) -> list[CommitteeDecision]:
    """Write down what a committee decided at its meeting on the day `on`, and all that it brings
    about from that day on, in the order given:

    - an extension agreed or refused is decided, under the minute; the note is the reason;
    - what is closed gets the status `word`, unless it is done already: no round asks about it;
    - what is taken off monitoring is;
    - who is to attend is kept: CommitteeDecision.standing_invitations says how long it stands;
    - noted brings about nothing.

    `recorded`: the decisions of this meeting that stand already, a QuerySet; None: those that a
    committee of this name took on that day.

    RowsRefused, and nothing written, for a row that contradicts another decision of the meeting or
    repeats it, or that can't be brought about; ValidationError before the day of the meeting.
    """
    rows = list(rows)
    committee = kept_line("decided_by", committee)
    if not committee:
        raise ValidationError(NO_COMMITTEE)
    if on > timezone.localdate(at):
        raise ValidationError(NOT_YET.format(day=_words(on)), code="not_yet")
    if recorded is None:
        standing = CommitteeDecision.objects.standing(as_at=date.max, known_by=None)
        recorded = standing.filter(committee=committee, valid_from=on)
    _lock(rows)
    today = timezone.localdate(at)
    checks = RowChecks(rows, recorded, on=on, today=today)
    checks.check()
    with derived_refreshed_once(on=today):
        return _Recording(checks, committee, by, on, at).write()


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

    def __init__(self, checks, committee, by, on, at):
        self.checks, self.rows, self.committee = checks, checks.rows, committee
        self.written = {"by": by, "on": on, "at": at}
        self.today = timezone.localdate(at)
        # What each row brings about, by its place and the name of the field that points to it.
        self.effects: dict[int, dict[str, Any]] = defaultdict(dict)

    def write(self):
        for place, row in self._with_outcome(*EXTENSION):
            with self.checks.beside(place):
                self.effects[place]["extension_decision"] = self._decide(row)
        self.checks.raise_refused()
        self._close()
        self._take_off_monitoring()
        return CommitteeDecision.objects.write_down(
            (self._decision(place, row) for place, row in enumerate(self.rows)), **self.written
        )

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
            if not self.checks.is_done(row)
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


def _lock(rows):
    """Extensions first, as whoever decides on one of them does (PostgreSQL)."""
    asked = {row.extension_request.pk for row in rows if row.extension_request}
    list(_locked(ExtensionRequest, asked))
    list(_locked(Recommendation, {row.recommendation.pk for row in rows}))


def _locked(model, keys):
    rows = model.objects.select_for_update(no_key=True).filter(pk__in=keys)
    return rows.order_by("pk").values_list("pk")


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
