"""Acts on further actions: what is still to be done for a recommendation."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from people.models import Owner
from recommendations.derived import refresh_derived
from recommendations.kept_text import kept_text
from recommendations.models import Action, ActionState, Recommendation

NO_TEXT = "Say what is still to be done."


@dataclass(frozen=True)
class NewAction:
    """A further action; its order is the order in which it is handed over."""

    recommendation: Recommendation
    text: str
    owner: Owner | None = None


@dataclass(frozen=True)
class NewActionState:
    action: Action
    text: str
    state: str = ActionState.State.OPEN
    owner: Owner | None = None
    corrects: ActionState | None = None


@transaction.atomic
def add_actions(rows, *, by, on: date, at: datetime, on_behalf_of=None, reason="") -> list[Action]:
    """Add open actions to recommendations from the day `on`; returns them in the order given."""
    rows = list(rows)
    first = Action.objects.filter(
        recommendation__in={row.recommendation for row in rows}
    ).next_order()
    actions = Action.objects.bulk_create(
        Action(recommendation=row.recommendation, order=order)
        for order, row in enumerate(rows, start=first)
    )
    state_all(
        (
            NewActionState(action, row.text, owner=row.owner)
            for action, row in zip(actions, rows, strict=True)
        ),
        by=by, on=on, at=at, on_behalf_of=on_behalf_of, reason=reason,
    )  # fmt: skip
    return actions


def add_action(
    recommendation, text, *, by, on: date, at: datetime, owner=None, reason=""
) -> Action:
    """Add one open action to a recommendation."""
    return add_actions(
        [NewAction(recommendation, text, owner)], by=by, on=on, at=at, reason=reason
    )[0]


@transaction.atomic
def state_all(
    rows, *, by, on: date, at: datetime, on_behalf_of=None, reason=""
) -> list[ActionState]:
    """Write down what actions say and whether they are open, completed or withdrawn."""
    rows = list(rows)
    states = ActionState.objects.write_down(
        (
            ActionState(
                action=row.action,
                text=kept_text(row.text, missing=NO_TEXT),
                state=row.state,
                owner=row.owner,
                corrects=row.corrects,
            )
            for row in rows
        ),
        by=by, on=on, at=at, on_behalf_of=on_behalf_of, reason=reason,
    )  # fmt: skip
    refresh_derived((row.action.recommendation_id for row in rows), on=timezone.localdate(at))
    return states


def state_action(
    action, text, state, *, by, on: date, at: datetime, owner=None, reason="", corrects=None
) -> ActionState:
    """Write down what one action says, and whether it is open, completed or withdrawn."""
    row = NewActionState(action, text, state, owner, corrects)
    return state_all([row], by=by, on=on, at=at, reason=reason)[0]
