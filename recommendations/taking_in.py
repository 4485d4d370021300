"""The act that writes an import down: all of it in one transaction, or nothing. What the paper says
is true from its as-at day, and was written down now.
"""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from people.collecting import without_collecting
from people.edited_in_place import EditedMeanwhile, save_in_place
from recommendations.as_at import state_as_at
from recommendations.deadlines import drop_all, revise_all, set_deadlines
from recommendations.derived import derived_refreshed_once
from recommendations.further_actions import add_actions, state_all
from recommendations.import_facts import TakenRow, facts_of
from recommendations.import_targets import OwnersNamed, OwnKeys, folded, plan_for, themes_for
from recommendations.importing.fields import Field
from recommendations.importing.review import COMPLETED, DROPPED, Review, review_of
from recommendations.models import (
    ImportedRow,
    Plan,
    PlanImport,
    Recommendation,
    RoundState,
    StatusMeaning,
    Theme,
)
from recommendations.own_columns import RECOMMENDATION, UPDATE
from recommendations.owner_cells import NewOwnerCell, name_owners_all
from recommendations.progress import NewStatus, NewUpdate, record_updates
from recommendations.rounds import close_round, lock_plans, open_round
from recommendations.wordings import (
    NewPlacement,
    NewRecommendation,
    NewWording,
    monitor_all,
    place_all,
    raise_recommendations,
    reword_all,
)

ENDED = "This import has ended already, so nothing of it can be changed."
NO_TITLE = "Enter the title of the new plan, or choose the plan that this is a later paper of."
NO_AS_AT = "Enter the day as at which the paper is."
NO_ROWS = "There is no row to take in: all of them are left out."
TO_COME = "The day as at which the paper is can’t be in the future."
UNSETTLED = "Settle what stands in the way first: {}"
TWICE = "Two rows are the same recommendation: {} and {}. Leave one of them out, or match it anew."
UNUSED = "The plan “{}” is no longer in use, so nothing can be brought into it."
STEPS = 9
PLACED = ("theme", "timescale", "priority", "response")
# Columns by which a paper tells how its plan gets on: it answers a round.
_ANSWERS = {Field.PROGRESS, Field.STATUS, Field.FURTHER_ACTION}


@without_collecting()
@transaction.atomic
def take_in(
    plan_import,
    *,
    by,
    at: datetime,
    edits: int | None = None,
    tell: Callable[[int, int], None] | None = None,
) -> Plan:
    """Write down what the review of an import says, and return its plan. Its updates answer a round
    of its as-at day, closed at once, unless the plan had one; `edits`: the version that somebody
    was shown. `tell(done, of)` is told how much of it is done.

    ValidationError, and nothing written, when the import has ended, has no as-at day or a later one
    than today, no plan and no title, or something in it is to be settled first; when the plan is no
    longer in use, or in a round that is open, as at another day. EditedMeanwhile when it was
    changed since `edits`.
    """
    kept = PlanImport.objects.select_for_update().get(pk=plan_import.pk)
    _refuse_unfit(kept, edits, timezone.localdate(at))
    if kept.plan_id:
        _refuse_unused(lock_plans([kept.plan_id]))
    review = review_of(kept, today=timezone.localdate(at))
    _refuse_unsettled(review)
    plan = _TakingIn(kept, review, by, at, tell).take()
    plan_import.refresh_from_db()
    return plan


def is_round_answered(plan_import) -> bool:
    """Whether the columns of an import tell how the plan gets on, so that it becomes a round."""
    columns = plan_import.columns["columns"]
    return any(
        column["field"] in _ANSWERS or (column["field"] == Field.OWN and column["of"] == UPDATE)
        for column in columns
    )


class _TakingIn:
    """One paper on its way into facts."""

    def __init__(self, plan_import, review: Review, by, at, tell):
        self.plan_import, self.review, self.tell = plan_import, review, tell
        self.today, self.on = timezone.localdate(at), plan_import.as_at
        self.when: dict[str, Any] = {"by": by, "at": at}
        self.written: dict[str, Any] = {
            **self.when,
            "on": self.on,
            "reason": f"Brought in from “{plan_import.name}”.",
        }
        self.steps = 0

    def take(self) -> Plan:
        rows, title = self.review.taken, self.plan_import.title
        self.plan = plan_for(self.review, self.plan_import.plan, title, **self.when)
        self.keys = OwnKeys(self.plan, self.review)
        self.themes = themes_for(rows, self.plan, **self.when)
        self.owners = OwnersNamed(self.review, rows, **self.when)
        self._told()
        with derived_refreshed_once(on=self.today, tell=self._tell_refreshed):
            taken = self._raise(rows)
            round, is_ours = self._round()
            self._told()
            self._reword(taken)
            self._place(taken)
            self._name_owners(taken)
            self._report(taken, round)
            self._settle_missing(round)
            if is_ours:
                close_round(round, on=self.on, **self.when)
            self._told()
        self._record(taken, round if is_ours else None)
        return self.plan

    def _told(self):
        """How many of the steps are done; the last half is that of the derived columns."""
        self.steps += 1
        if self.tell:
            self.tell(self.steps, STEPS * 2)

    def _tell_refreshed(self, done, of):
        if self.tell:
            self.tell(STEPS + STEPS * done // of, STEPS * 2)

    def _raise(self, rows) -> list[TakenRow]:
        """The rows with their recommendations: those of the plan, and new ones."""
        known = [row.match.recommendation for row in rows if row.match and not _is_new(row)]
        there = Recommendation.objects.filter(plan=self.plan).in_bulk(known)
        new = [row for row in rows if _is_new(row)]
        raised = raise_recommendations(self.plan, [self._new(row) for row in new], **self.written)
        by_number = dict(zip((row.number for row in new), raised, strict=True))
        for recommendation in raised:
            recommendation.plan = self.plan
        taken = [
            TakenRow(
                row, by_number.get(row.number) or there[row.match.recommendation], _is_new(row)
            )
            for row in rows
        ]
        _refuse_twice(taken)
        self._told()
        return taken

    def _new(self, row):
        return NewRecommendation(
            row.text,
            row.reference,
            theme=self._theme(row),
            timescale=row.timescale,
            priority=row.priority,
            response=row.response,
            own_values=self.keys.values(row, RECOMMENDATION),
            raised_on=row.raised_on,
        )

    def _theme(self, row) -> Theme | None:
        return self.themes[folded(row.theme)] if row.theme else None

    def _round(self):
        """The round that the paper answers, None for none, and whether it is opened by it."""
        if not is_round_answered(self.plan_import):
            return None, False
        open_now = self.plan.rounds.open(on=self.today).first()
        if open_now:
            _refuse_open_round(self.plan, open_now, self.on)
            return open_now, False
        if self.plan.rounds.open(on=self.on).exists() or self._has_round_of_the_day():
            return None, False
        label = f"{self.on:%B %Y}"
        when = {**self.when, "on": self.on}
        plans = [self.plan]
        return open_round(
            label=label, as_at=self.on, updates_due=self.on, plans=plans, **when
        ), True

    def _has_round_of_the_day(self):
        """Another part of the same paper, or the paper put right, asks nobody a second time."""
        counts = RoundState.objects.standing(as_at=date.max, known_by=None).values("round")
        return self.plan.rounds.filter(as_at=self.on, asks_all=True, pk__in=counts).exists()

    def _reword(self, taken):
        changed = [one for one in taken if not one.is_new and one.says("text")]
        reword_all(
            (NewWording(one.recommendation, one.row.text) for one in changed), **self.written
        )
        for one in taken:
            if not one.is_new and one.says("reference"):
                one.recommendation.reference = one.row.reference
                save_in_place(one.recommendation, **self.when)
        self._told()

    def _place(self, taken):
        changed = [one for one in taken if not one.is_new and self._is_placed_anew(one)]
        place_all((self._placement(one) for one in changed), **self.written)
        self._told()

    def _is_placed_anew(self, one):
        is_own = self.keys.is_changed(one.row, RECOMMENDATION)
        return is_own or any(one.says(name) for name in PLACED)

    def _placement(self, one):
        row, state = one.row, one.state
        theme = Theme(pk=state.theme.theme_id, plan=self.plan) if state.theme else None
        own = self.keys.kept(state.own_values, RECOMMENDATION)
        return NewPlacement(
            one.recommendation,
            theme=self._theme(row) if one.says("theme") else theme,
            timescale=row.timescale if one.says("timescale") else state.timescale,
            position=state.position,
            priority=row.priority if one.says("priority") else state.priority,
            response=row.response if one.says("response") else state.response,
            own_values={**own, **self.keys.values(row, RECOMMENDATION)},
        )

    def _name_owners(self, taken):
        cells = (
            NewOwnerCell(one.recommendation, one.row.owner_text, self.owners.assignments(one.row))
            for one in taken
            if one.says("owner_text")
        )
        name_owners_all(cells, **self.written)
        self._told()

    def _report(self, taken, round):
        facts = facts_of(taken, as_at=self.on, keys=self.keys, round=round)
        add_actions(facts.new_actions, **self.written)
        state_all(facts.action_states, **self.written)
        self._told()
        set_deadlines(facts.new_deadlines, **self.written)
        revise_all(facts.terms, **self.written)
        drop_all(facts.dropped, **self.written)
        self._told()
        record_updates(facts.updates, **self.written)
        self._told()

    def _settle_missing(self, round):
        answers = {row.recommendation: row.answer for row in self.review.missing}
        rows = Recommendation.objects.filter(plan=self.plan, pk__in=answers)
        dropped = [row for row in rows if answers[row.pk] == DROPPED]
        if dropped:
            monitor_all(dropped, False, **self._not_there())
        done = rows.filter(pk__in=[key for key, said in answers.items() if said == COMPLETED])
        states = state_as_at(done, as_at=self.on, known_by=None)
        by_key = {row.pk: row for row in done}
        updates = [self._completed(by_key[s.recommendation_id], s, round) for s in states]
        record_updates(updates, **self._not_there())

    def _not_there(self):
        return {**self.written, "reason": f"No longer in the paper “{self.plan_import.name}”."}

    def _completed(self, recommendation, state, round):
        """Said again, with a status that counts as complete."""
        words = self.plan.status_words.for_reporting()
        word = words.filter(meaning=StatusMeaning.COMPLETE).first()
        return NewUpdate(
            recommendation,
            narrative=state.narrative,
            further_words=state.further_words,
            status=NewStatus(word.word, word.meaning),
            per_cent=state.per_cent,
            own_values=self.keys.kept(state.own_values, UPDATE),
            round=round,
        )

    def _record(self, taken, round):
        ImportedRow.objects.bulk_create(
            ImportedRow(
                plan_import=self.plan_import,
                recommendation=one.recommendation,
                place=one.row.place[:100],
                is_new=one.is_new,
            )
            for one in taken
        )
        kept = self.plan_import
        kept.plan, kept.round, kept.state = self.plan, round, PlanImport.State.TAKEN_IN
        kept.ended_by, kept.ended_at = self.when["by"], self.when["at"]
        kept.save(update_fields=["plan", "round", "state", "ended_by", "ended_at"])


def _is_new(row):
    return row.match is None or row.match.recommendation is None


def _refuse_unfit(plan_import, edits, today: date):
    if not plan_import.is_under_way:
        raise ValidationError(ENDED, code="ended")
    if edits is not None and edits != plan_import.edits:
        raise EditedMeanwhile(plan_import)
    if plan_import.plan_id is None and not plan_import.title:
        raise ValidationError({"title": NO_TITLE})
    if plan_import.as_at is None:
        raise ValidationError({"as_at": NO_AS_AT})
    if plan_import.as_at > today:
        raise ValidationError({"as_at": TO_COME})


def _refuse_unused(plans):
    for plan in plans:
        if not plan.is_active:
            raise ValidationError(UNUSED.format(plan), code="unused")


def _refuse_unsettled(review):
    problems = [problem.words for problem in review.problems if problem.stops]
    problems += [
        f"{row.place}: {problem.words}"
        for row in review.taken
        for problem in row.problems
        if problem.stops
    ]
    if problems:
        more = f" and {len(problems) - 3:,} more" if len(problems) > 3 else ""
        raise ValidationError(UNSETTLED.format("; ".join(problems[:3]) + more), code="unsettled")
    if not review.taken:
        raise ValidationError(NO_ROWS, code="no_rows")


def _refuse_twice(taken):
    places: dict = {}
    for one in taken:
        key = one.recommendation.pk
        if key in places:
            raise ValidationError(TWICE.format(places[key], one.row.place), code="twice")
        places[key] = one.row.place


def _refuse_open_round(plan, round, on):
    if round.as_at != on:
        raise ValidationError(
            f"“{plan}” is in the round “{round}”, which is still open. Close it first: the paper "
            "is a round of its own.",
            code="in_a_round",
        )
