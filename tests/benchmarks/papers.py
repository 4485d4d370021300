"""What a paper takes, step by step: the facts, the state, the document; each against the step
before.
"""

from recommendations.as_at import state_as_at
from recommendations.models import (
    Action,
    ActionState,
    Assignment,
    Deadline,
    DeadlineTerm,
    OwnerCell,
    Placement,
    ProgressUpdate,
    StatusFact,
    Wording,
)
from reports.build import build_document
from tests.benchmarks.data import Data
from tests.benchmarks.measuring import Comparison, compare, in_turn

# Each kind of row with the way from it to its recommendation.
KINDS = {
    Wording: "recommendation",
    Placement: "recommendation",
    OwnerCell: "recommendation",
    Assignment: "owner_cell__recommendation",
    StatusFact: "recommendation",
    ProgressUpdate: "recommendation",
    Action: "recommendation",
    ActionState: "action__recommendation",
    Deadline: "recommendation",
    DeadlineTerm: "deadline__recommendation",
}


def compare_papers(data: Data, *, for_seconds: float) -> list[Comparison]:
    """The state against all facts of the plan, just read; the document against the state."""
    calls, floors = {}, {}
    for rows, plan in data.plans.items():
        facts, state, document = (f"{what}, {rows} rows" for what in ("facts", "state", "document"))
        calls |= {facts: _facts(plan), state: _state(plan, data), document: _document(plan, data)}
        floors |= {state: facts, document: state}
    return compare(in_turn(calls, for_seconds=for_seconds), floors)


def _facts(plan):
    def read():
        return [
            list(kind.objects.filter(**{f"{path}__plan": plan})) for kind, path in KINDS.items()
        ]

    return read


def _state(plan, data):
    return lambda: state_as_at(plan.recommendations.all(), as_at=data.today, known_by=None)


def _document(plan, data):
    return lambda: build_document(plan, as_at=data.today, known_by=None, today=data.today)
