"""The catalogue of columns that a paper can have: what each says of a recommendation, as blocks
of text. Pure.
"""

from recommendations.cell_text import Block, read_cell_text


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
    "status": _status,
    "priority": _priority,
}


def cell(key: str, state) -> tuple[Block, ...]:
    """What the column `key` says of a RecommendationState."""
    return tuple(COLUMNS[key](state))
