"""The catalogue of columns that a paper can have: what each says of a recommendation, as blocks
of text. Pure.
"""

from recommendations.cell_text import Block, read_cell_text
from recommendations.own_columns import OWN, is_key


def _reference(state):
    return read_cell_text(state.reference)


def _recommendation(state):
    return read_cell_text(state.text)


def _owner(state):
    return read_cell_text(state.owner_text)


def _progress(state):
    return read_cell_text(state.narrative)


def _further_action(state):
    """What is still to be done, action by action; the update's own words ("Complete") when
    nothing is.
    """
    texts = [action.text for action in state.open_actions] or [state.further_words]
    return [block for text in texts for block in read_cell_text(text)]


def _by_when(state):
    return [
        block for deadline in state.printed_deadlines for block in read_cell_text(deadline.text)
    ]


def _original_date(state):
    """The words that were agreed first, date by date as in by_when."""
    return [
        block
        for deadline in state.printed_deadlines
        for block in read_cell_text(deadline.original_text)
    ]


def _times_moved(state):
    """How often each date slipped, date by date as in by_when."""
    texts = [str(deadline.times_moved) for deadline in state.printed_deadlines]
    return [block for text in texts for block in read_cell_text(text)]


def _verified(state):
    """What an auditor found, beside the status and never instead of it."""
    if state.completion_refused:
        return read_cell_text("Completion refused")
    return read_cell_text("Verified" if state.is_verified else "")


def _status(state):
    return read_cell_text(state.status_word)


def _priority(state):
    return read_cell_text(state.priority)


# Key -> what the column says. A kept document has the words, so a column may change without
# changing an issued paper.
COLUMNS = {
    "reference": _reference,
    "recommendation": _recommendation,
    "owner": _owner,
    "progress": _progress,
    "further_action": _further_action,
    "by_when": _by_when,
    "original_date": _original_date,
    "times_moved": _times_moved,
    "status": _status,
    "verified": _verified,
    "priority": _priority,
}


def is_column(key: str) -> bool:
    """Whether a layout can have a column of this key: one of the catalogue, or of a plan's own."""
    return key in COLUMNS or (key.startswith(OWN) and is_key(key.removeprefix(OWN)))


def cell(key: str, state) -> tuple[Block, ...]:
    """What the column `key` says of a RecommendationState. A column that its plan does not have
    says nothing: a layout may serve several plans.
    """
    if key.startswith(OWN):
        return tuple(read_cell_text(state.own_values.get(key.removeprefix(OWN), "")))
    return tuple(COLUMNS[key](state))
