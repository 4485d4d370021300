"""The act behind the edit page of a recommendation: what somebody typed, compared with what is in
force, becomes new facts for just what changed.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, OuterRef, Subquery
from django.utils import timezone

from people.edited_in_place import EditedMeanwhile, save_in_place
from recommendations.by_when import Reading
from recommendations.deadlines import (
    NewDeadline,
    NewTerm,
    drop,
    revise_all,
    set_deadlines,
    take_back_term,
)
from recommendations.derived import derived_refreshed_once, refresh_derived
from recommendations.further_actions import NewAction, NewActionState, add_actions, state_all
from recommendations.kept_text import kept_text
from recommendations.models import (
    Action,
    ActionState,
    Deadline,
    DeadlineTerm,
    OwnerCell,
    Placement,
    Recommendation,
    Theme,
    Wording,
)
from recommendations.owner_cells import NewAssignment, NewOwnerCell, name_owners_all
from recommendations.wordings import NO_TEXT, NewPlacement, NewWording, place_all, reword_all

PLACING = ("theme", "timescale", "priority", "response")


@dataclass(frozen=True)
class EditedAction:
    """An action as the page shows it; `action` None: a new one."""

    action: Action | None
    text: str
    state: str = ActionState.State.OPEN


@dataclass(frozen=True)
class EditedDeadline:
    """A deadline as the page shows it; `deadline` None: a new one. `reading` None: the words and
    their reading stay as they are.
    """

    deadline: Deadline | None
    text: str
    reading: Reading | None = None
    parser_version: int | None = None
    action: Action | None = None
    is_dropped: bool = False


@dataclass(frozen=True)
class RecommendationEdit:
    """The whole edit page as it was sent. What is the same as in force writes nothing.

    `is_correction`: what it said was never true, so the new facts take the place of the old ones,
    from the same day; else they are true from the day `on`. `own_values`: those of the placement,
    by the key of the plan's own column; None: they stay as they are.
    """

    reference: str
    text: str
    theme: Theme | None
    timescale: str
    priority: str
    response: str
    owner_text: str
    assignments: tuple[NewAssignment, ...]
    actions: tuple[EditedAction, ...]
    deadlines: tuple[EditedDeadline, ...]
    on: date
    reason: str
    is_correction: bool = False
    own_values: dict[str, str] | None = None


def version_of(recommendation) -> str:
    """A mark of the newest facts that the edit page shows: another one, and somebody has written
    since.
    """

    def newest(kind, path):
        rows = kind.objects.filter(**{path: OuterRef("pk")}).order_by().values(path)
        return Subquery(rows.annotate(newest=Max("pk")).values("newest"))

    marks = Recommendation.objects.filter(pk=recommendation.pk).values_list(
        newest(Wording, "recommendation"),
        newest(Placement, "recommendation"),
        newest(OwnerCell, "recommendation"),
        newest(ActionState, "action__recommendation"),
        newest(DeadlineTerm, "deadline__recommendation"),
        "reference",
    )
    return ".".join(str(mark or 0) for mark in marks.get())


@transaction.atomic
def save_edit(recommendation, edit: RecommendationEdit, *, version: str, by, at: datetime) -> int:
    """Write down what an edit changed, as one act; returns how many facts that took.

    EditedMeanwhile when somebody has written since `version` was shown; ValidationError for a text
    that won't do, a day before what is in force begins, or a correction without a reason. Nothing
    is written then.
    """
    Recommendation.objects.select_for_update().get(pk=recommendation.pk)
    if version_of(recommendation) != version:
        raise EditedMeanwhile(recommendation)
    facts = _Facts(recommendation, edit, by, at)
    with derived_refreshed_once(on=timezone.localdate(at)):
        written = [
            *facts.wording(),
            *facts.placement(),
            *facts.owner_cell(),
            *facts.action_states(),
            *facts.deadline_terms(),
        ]
    return len(written) + _renumber(recommendation, edit.reference.strip(), by, at)


def _renumber(recommendation, reference, by, at):
    """The reference is edited in place: it names the row, and is no fact about it."""
    if reference == recommendation.reference:
        return 0
    # Its derived columns are newer by now than when it was read.
    recommendation.refresh_from_db()
    recommendation.reference = reference
    save_in_place(recommendation, by=by, at=at)
    refresh_derived([recommendation.pk], on=timezone.localdate(at))
    return 1


class _Facts:
    """The facts that an edit calls for, section by section of the page."""

    def __init__(self, recommendation, edit, by, at):
        self.recommendation, self.edit = recommendation, edit
        self.by, self.at = by, at

    def wording(self):
        now = self._in_force(Wording, self.recommendation)
        text = kept_text(self.edit.text, missing=NO_TEXT)
        if now and now.text == text:
            return []
        row = NewWording(self.recommendation, text, self._corrected(now))
        return reword_all([row], **self._when(now))

    def placement(self):
        now = self._in_force(Placement, self.recommendation) or Placement()
        edited = {name: getattr(self.edit, name) for name in PLACING}
        edited["own_values"] = self._own_values(now)
        if all(getattr(now, name) == value for name, value in edited.items()):
            return []
        row = NewPlacement(
            self.recommendation, **edited, position=now.position, corrects=self._corrected(now)
        )
        return place_all([row], **self._when(now))

    def _own_values(self, now):
        if self.edit.own_values is None:
            return now.own_values
        return {key: kept_text(words) for key, words in self.edit.own_values.items()}

    def owner_cell(self):
        now = self._in_force(OwnerCell, self.recommendation)
        text = kept_text(self.edit.owner_text)
        if (text, _named(self.edit.assignments)) == (now.text if now else "", _assigned(now)):
            return []
        row = NewOwnerCell(self.recommendation, text, self.edit.assignments, self._corrected(now))
        return name_owners_all([row], **self._when(now))

    def action_states(self):
        added = [a for a in self.edit.actions if a.action is None]
        rows = [NewAction(self.recommendation, action.text) for action in added]
        written = add_actions(rows, **self._when(None)) if rows else []
        for edited in self.edit.actions:
            written += self._action_state(edited) if edited.action else []
        return written

    def _action_state(self, edited):
        now = self._in_force(ActionState, edited.action)
        if (now.text, now.state) == (kept_text(edited.text), edited.state):
            return []
        row = NewActionState(
            edited.action, edited.text, edited.state, now.owner, self._corrected(now)
        )
        return state_all([row], **self._when(now))

    def deadline_terms(self):
        added = [d for d in self.edit.deadlines if d.deadline is None]
        rows = [self._new_deadline(deadline) for deadline in added]
        written = set_deadlines(rows, **self._when(None)) if rows else []
        for edited in self.edit.deadlines:
            written += self._deadline_term(edited) if edited.deadline else []
        return written

    def _new_deadline(self, edited):
        return NewDeadline(
            self.recommendation,
            edited.text,
            edited.reading,
            paper_date=self.edit.on,
            action=edited.action,
            parser_version=edited.parser_version,
        )

    def _deadline_term(self, edited):
        now = self._in_force(DeadlineTerm, edited.deadline)
        if not edited.is_dropped and edited.reading is None:
            return []
        if not self.edit.reason.strip():
            raise ValidationError({"reason": "Say why the date changes"})
        if edited.is_dropped and self.edit.is_correction:
            return [take_back_term(now, by=self.by, at=self.at, reason=self.edit.reason)]
        if edited.is_dropped:
            return [drop(edited.deadline, **self._when(now))]
        row = NewTerm(
            edited.deadline,
            edited.text,
            edited.reading,
            paper_date=now.paper_date if self.edit.is_correction else self.edit.on,
            parser_version=edited.parser_version,
            corrects=self._corrected(now),
        )
        return revise_all([row], **self._when(now))

    def _in_force(self, kind, subject):
        today = timezone.localdate(self.at)
        return kind.objects.last_standing(subject, as_at=today, known_by=None).first()

    def _corrected(self, now):
        return now if self.edit.is_correction and now and now.pk else None

    def _when(self, now):
        """From which day, and by whom: a correction is true from the day of what it corrects."""
        exists = now is not None and now.pk
        on = now.valid_from if self.edit.is_correction and exists else self.edit.on
        if exists and on < now.valid_from:
            raise ValidationError(
                {
                    "true_from": f"What it says now is true from {now.valid_from.day} "
                    f"{now.valid_from:%B %Y}. Choose that day or a later one, or say that this is "
                    "a correction"
                }
            )
        return {"by": self.by, "on": on, "at": self.at, "reason": self.edit.reason}


def _named(assignments):
    return [(a.owner.pk, str(a.role), a.remit) for a in assignments]


def _assigned(cell):
    if cell is None:
        return []
    rows = cell.assignments.order_by("order", "pk")
    return list(rows.values_list("owner", "role", "remit"))
