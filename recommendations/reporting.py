"""The act behind the page on which progress is reported: what somebody typed, compared with what is
in force, becomes one update and the facts that go with it.
"""

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, OuterRef, Subquery
from django.utils import timezone

from people.edited_in_place import EditedMeanwhile
from people.models import Owner
from recommendations.as_at import state_as_at
from recommendations.by_when import Reading
from recommendations.deadlines import NewDeadline, set_deadlines
from recommendations.derived import derived_refreshed_once
from recommendations.drafts import discard_draft
from recommendations.evidence import NewEvidence, attach_all
from recommendations.extensions import NewExtension, ask_for_extensions
from recommendations.further_actions import NewAction, NewActionState, add_actions, state_all
from recommendations.kept_text import kept_text
from recommendations.last_time import asked_of
from recommendations.models import (
    Action,
    ActionState,
    DeadlineTerm,
    ExtensionDecision,
    ProgressUpdate,
    Recommendation,
    Round,
    StatusFact,
    UpdateRequest,
)
from recommendations.progress import NewStatus, NewUpdate, record_updates, status_caused_by
from recommendations.states import RecommendationState

NOTHING_NEW = (
    "Nothing here has changed since last time. Say what has been done, or go back and press “No "
    "change”."
)
NEEDS_WORDS = "Say what was done: this plan asks for words with every new status"
WITHIN_THE_ROUND = "Corrected within the round."
LOOKED_AT = "An auditor has looked at it since: report it as news instead"
DECIDED_ON = "A committee has decided on it since: report it as news instead"


@dataclass(frozen=True)
class ReportedAction:
    """A further action as the page shows it; `action` None: a new one, which may come with a date
    (`by_when` and its reading).
    """

    action: Action | None
    text: str
    state: str = ActionState.State.OPEN
    owner: Owner | None = None
    by_when: str = ""
    reading: Reading | None = None
    parser_version: int | None = None


@dataclass(frozen=True)
class Report:
    """The whole page as it was sent, true from the day `on`. What is the same as in force is not
    written again.

    `status` None: it stays as it is. `round`: the open one that it answers. `corrects`: the update
    in force that was wrong; the report then takes its place, in its round.
    """

    on: date
    narrative: str
    further_words: str = ""
    status: NewStatus | None = None
    per_cent: int | None = None
    forecast: date | None = None
    own_values: dict = field(default_factory=dict)
    source_note: str = ""
    actions: tuple[ReportedAction, ...] = ()
    extensions: tuple[NewExtension, ...] = ()
    evidence: tuple[NewEvidence, ...] = ()
    round: Round | None = None
    on_behalf_of: Owner | None = None
    corrects: ProgressUpdate | None = None
    reason: str = ""


def open_request(recommendation, *, on: date) -> UpdateRequest | None:
    """What an open round asks about a recommendation on a day, if one does."""
    requests = recommendation.update_requests.of_open_rounds(on=on)
    return requests.select_related("round").first()


def day_of_answer(state: RecommendationState, round: Round | None, *, today: date) -> date:
    """From which day an answer is true, unless somebody says otherwise: today, or the as-at day of
    its round if that is earlier; but never before what was last reported.
    """
    day = min(today, round.as_at) if round else today
    return max(day, last_reported_from(state) or day)


def last_reported_from(state: RecommendationState) -> date | None:
    """The day from which the update and the status in force are true; None before the first."""
    return max((day for day in (state.updated_on, state.status_from) if day), default=None)


def version_of_report(recommendation) -> str:
    """A mark of the newest facts that the page shows for changing: another one, and somebody has
    reported since.
    """
    return versions_of_reports([recommendation.pk])[recommendation.pk]


def versions_of_reports(keys) -> dict[int, str]:
    """The marks of version_of_report by the keys of recommendations. One query."""

    def newest(kind, path):
        rows = kind.objects.filter(**{path: OuterRef("pk")}).order_by().values(path)
        return Subquery(rows.annotate(newest=Max("pk")).values("newest"))

    marks = Recommendation.objects.filter(pk__in=keys).values_list(
        "pk",
        newest(ProgressUpdate, "recommendation"),
        newest(StatusFact, "recommendation"),
        newest(ActionState, "action__recommendation"),
        newest(DeadlineTerm, "deadline__recommendation"),
        newest(ExtensionDecision, "extension_request__deadline__recommendation"),
    )
    return {key: ".".join(str(mark or 0) for mark in of_one) for key, *of_one in marks}


@transaction.atomic
def save_report(recommendation, report: Report, *, version: str, by, at: datetime):
    """Write down a report as one act; returns the ProgressUpdate.

    EditedMeanwhile when somebody has reported since `version` was shown; RoundClosed when its round
    was closed meanwhile. ValidationError where nothing is new, for a status without words where the
    plan needs them, a day before what is in force begins, another status in place of one that an
    auditor has looked at since, an action or a date of another recommendation, and for whatever the
    acts refuse. Nothing is written then.

    Within the round an answer from an earlier day than the one before it is a correction of that.
    """
    Recommendation.objects.select_for_update(no_key=True).get(pk=recommendation.pk)
    if version_of_report(recommendation) != version:
        raise EditedMeanwhile(recommendation)
    with derived_refreshed_once(on=timezone.localdate(at)):
        return _Saving(recommendation, report, by, at).save()


class _Saving:
    """One report on its way into facts."""

    def __init__(self, recommendation, report, by, at):
        self.recommendation, self.by, self.at = recommendation, by, at
        self.today = timezone.localdate(at)
        rows = Recommendation.objects.filter(pk=recommendation.pk)
        [self.now] = state_as_at(rows, as_at=self.today, known_by=None)
        self.report = self._corrected_within_the_round(report)
        corrects = self.report.corrects
        self.caused = status_caused_by(corrects) if corrects else None

    def save(self):
        self._refuse_what_is_of_another()
        self._refuse_earlier_day()
        before, chosen = self._status_before(), self._status_chosen()
        actions = self._changed_actions()
        is_another = chosen not in (None, before)
        if not (is_another or actions or self._says_something_new()):
            raise ValidationError(NOTHING_NEW, code="nothing_new")
        if is_another and self.recommendation.plan.demands_text and not self._has_words():
            raise ValidationError({"narrative": NEEDS_WORDS})
        status = self._status_to_write(chosen if is_another else None)
        [update] = record_updates(
            [self._update(status)], **self._written(), reason=self.report.reason
        )
        self._save_actions(actions)
        self._ask_for_extensions()
        self._attach_evidence()
        discard_draft(self.recommendation, by=self.by)
        return update

    def _corrected_within_the_round(self, report):
        """The report as a correction, where it is true from an earlier day than the answer to the
        same round that is in force: that would hide it.
        """
        since = self.now.updated_on
        if report.corrects or not report.round or since is None or report.on >= since:
            return report
        asked = asked_of(self.recommendation, on=self.today)
        if asked is None or asked.round_id != report.round.pk:
            return report
        answer = self._last(ProgressUpdate).filter(pk=asked.update).first()
        return replace(report, corrects=answer, reason=WITHIN_THE_ROUND) if answer else report

    def _refuse_what_is_of_another(self):
        """What the page did not show: its rows are all of one recommendation."""
        key = self.recommendation.pk
        actions = [row.action for row in self.report.actions if row.action]
        dates = [row.deadline for row in self.report.extensions]
        files = list(self.report.evidence)
        if any(row.recommendation_id != key for row in actions + dates) or any(
            row.recommendation.pk != key for row in files
        ):
            raise ValidationError("An action, a date or evidence is of another recommendation.")

    def _refuse_earlier_day(self):
        """What is true from an earlier day than what is in force would never be seen."""
        corrects = self.report.corrects
        since = self._day_of_the_others() if corrects else last_reported_from(self.now)
        if since and self.report.on < since:
            day = f"{since.day} {since:%B %Y}"
            said = "What was said before it" if corrects else "What was last reported"
            wrong = "" if corrects or self._answers_already() else ", or say that it was wrong"
            raise ValidationError(
                {"true_from": f"{said} is true from {day}. Choose that day or a later one{wrong}"}
            )

    def _answers_already(self):
        """Whether there is nothing in force, or just what answers the round: that is not corrected
        in words, but answered again.
        """
        answered = self.report.round and asked_of(self.recommendation, on=self.today)
        return self.now.updated_on is None or bool(answered and answered.update)

    def _day_of_the_others(self):
        """The day from which something else is true that would hide a correction, if that moves to
        an earlier day; None for nothing.
        """
        if self.report.on >= self.report.corrects.valid_from:
            return None
        when: dict[str, Any] = {"as_at": self.today, "known_by": None}
        mine = self.recommendation
        updates = ProgressUpdate.objects.standing(**when).filter(recommendation=mine)
        others = [updates.exclude(pk=self.report.corrects.pk)]
        if self.caused and not self.overtaken_by:
            statuses = StatusFact.objects.standing(**when).filter(recommendation=mine)
            others.append(statuses.exclude(pk=self.caused.pk))
        days = [facts.aggregate(day=Max("valid_from"))["day"] for facts in others]
        return max((day for day in days if day), default=None)

    @cached_property
    def overtaken_by(self) -> StatusFact | None:
        """The status in force, where somebody has given it after what is corrected was first said:
        an auditor or a committee, for any report would have taken its place.
        """
        if self.report.corrects is None:
            return None
        last = self._last(StatusFact).exclude(pk=self.caused and self.caused.pk).first()
        since = _first_said(self.report.corrects).recorded_at
        return last if last and last.recorded_at > since else None

    def _last(self, kind):
        last = kind.objects.last_standing(self.recommendation, as_at=self.today, known_by=None)
        return kind.objects.filter(pk__in=last.values("pk"))

    def _status_before(self):
        """The status in force, or that which the corrected update caused; None for none."""
        if self.caused:
            return NewStatus(self.caused.word, self.caused.meaning)
        return self._status_now()

    def _status_now(self):
        now = self.now
        return NewStatus(now.status_word, now.status_meaning) if now.status_word else None

    def _status_chosen(self):
        """The status that somebody chose; None where the one in force is to stay."""
        chosen = self.report.status
        if chosen is None or (self.overtaken_by and chosen == self._status_now()):
            return None
        if self.overtaken_by:
            raise ValidationError(self._looked_at(self.overtaken_by))
        return chosen

    def _looked_at(self, status):
        """What an auditor found, or a committee decided, is not put aside by correcting what it was
        about.
        """
        by_committee = status.cause == StatusFact.Cause.DECISION
        if self.report.reason != WITHIN_THE_ROUND:
            return {"status": DECIDED_ON if by_committee else LOOKED_AT}
        who = "A committee has decided on it" if by_committee else "An auditor has looked at it"
        on = f"{status.valid_from.day} {status.valid_from:%B %Y}"
        return {"true_from": f"{who} since. Choose {on} or a later day"}

    def _status_to_write(self, chosen):
        """What the update says about the status, where `chosen` is another one or None: a
        correction says again what the corrected one said, but where it would hide what an auditor
        has given since.
        """
        if chosen or not self.caused:
            return chosen
        if self.overtaken_by and self.report.on >= self.overtaken_by.valid_from:
            return None
        return self._status_before()

    def _has_words(self):
        """Words of its own: those of last time won't do, but for a correction of them."""
        narrative = kept_text(self.report.narrative)
        is_new = self.report.corrects or narrative != self.now.narrative
        return bool(is_new and any(char.isalnum() for char in narrative))

    def _says_something_new(self):
        report, now = self.report, self.now
        said = (
            kept_text(report.narrative),
            kept_text(report.further_words),
            report.per_cent,
            report.forecast,
        )
        before = (now.narrative, now.further_words, now.per_cent, now.forecast)
        own = any(value != now.own_values.get(key, "") for key, value in report.own_values.items())
        is_moved = report.corrects and report.on != report.corrects.valid_from
        return said != before or own or bool(is_moved or report.extensions or report.evidence)

    def _changed_actions(self):
        before = {action.action_id: action for action in self.now.actions}
        return [a for a in self.report.actions if a.action is None or self._differs(a, before)]

    def _differs(self, reported, before):
        now = before[reported.action.pk]
        owner = reported.owner.pk if reported.owner else None
        said = (kept_text(reported.text), str(reported.state), owner)
        return said != (now.text, now.state, now.owner_id)

    def _update(self, status):
        names = ("narrative", "further_words", "per_cent", "forecast", "own_values", "source_note")
        said = {name: getattr(self.report, name) for name in names}
        return NewUpdate(
            self.recommendation,
            status=status,
            round=self.report.round,
            corrects=self.report.corrects,
            **said,
        )

    def _save_actions(self, actions):
        since = {action.action_id: action.since for action in self.now.actions}
        for row in (action for action in actions if action.action):
            state = NewActionState(row.action, row.text, row.state, row.owner)
            state_all([state], **self._written(since[row.action.pk]), reason=self.report.reason)
        new = [action for action in actions if action.action is None]
        rows = [NewAction(self.recommendation, row.text, row.owner) for row in new]
        added = add_actions(rows, **self._written(), reason=self.report.reason)
        dated = [pair for pair in zip(new, added, strict=True) if pair[0].reading]
        deadlines = [self._deadline(*pair) for pair in dated]
        set_deadlines(deadlines, **self._written(), reason=self.report.reason)

    def _deadline(self, row, action):
        return NewDeadline(
            self.recommendation,
            row.by_when,
            row.reading,
            paper_date=self.report.on,
            action=action,
            parser_version=row.parser_version,
        )

    def _ask_for_extensions(self):
        since = {deadline.deadline_id: deadline.since for deadline in self.now.deadlines}
        for row in self.report.extensions:
            ask_for_extensions([row], **self._written(since.get(row.deadline.pk)))

    def _attach_evidence(self):
        attach_all(self.report.evidence, **self._written(), reason=self.report.reason)

    def _written(self, since: date | None = None):
        """Who, when, and from which day: that of the report, or of what it changes if that is
        later.
        """
        on = self.report.on
        return {
            "by": self.by,
            "on": max(on, since or on),
            "at": self.at,
            "on_behalf_of": self.report.on_behalf_of,
        }


def _first_said(update):
    """The update with which a chain of corrections began."""
    while update.corrects:
        update = update.corrects
    return update
