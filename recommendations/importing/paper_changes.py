"""What a row of a later paper says anew of its recommendation, in words. What is the same is no
change, nor is a cell that is empty. It asks no database.
"""

from collections.abc import Collection, Mapping

from recommendations.importing.fields import Field
from recommendations.importing.later_papers import folded
from recommendations.importing.reviewed import Problem, ReviewRow
from recommendations.meanings import DONE
from recommendations.own_columns import OWN
from recommendations.states import RecommendationState

SHORT = 80
DATE_STAYS = "The paper gives no date any more: “{}” stays."
OWNER_STAYS = "The paper names no owner any more: “{}” stays."
SEVERAL_DATES = "The plan has several dates for this: what the paper says takes their place."
_PLACING = (
    ("theme", Field.THEME, "Theme"),
    ("timescale", Field.TIMESCALE, "Timescale"),
    ("priority", Field.PRIORITY, "Priority"),
    ("response", Field.RESPONSE, "Response"),
    ("reference", Field.REFERENCE, "Reference"),
)


def changes(
    row: ReviewRow, state: RecommendationState, keys: Mapping[str, str]
) -> list[tuple[str, str]]:
    """(field of ReviewRow, words) for everything that a row says anew. `keys`: under which key the
    plan keeps the words of a column of its own, by heading.
    """
    found = [*_text(row, state), *_progress(row, state), *_status(row, state), *_date(row, state)]
    found += [*_owner(row, state), *_placing(row, state), *_own(row, state, keys)]
    return found


def no_longer_said(
    row: ReviewRow, state: RecommendationState, fields: Collection[Field]
) -> list[Problem]:
    """What the paper has a column for, and the plan words, but this row none: they stay."""
    date, problems = agreed_words(state), []
    is_done = (row.status_meaning or state.status_meaning) in DONE
    if Field.BY_WHEN in fields and date and not row.by_when and not is_done:
        problems.append(Problem(Field.BY_WHEN, DATE_STAYS.format(short(date))))
    if Field.OWNER in fields and state.owner_text and not row.owner_text:
        problems.append(Problem(Field.OWNER, OWNER_STAYS.format(short(state.owner_text))))
    if row.by_when and len(state.printed_deadlines) > 1 and _is_new(row.by_when, date):
        problems.append(Problem(Field.BY_WHEN, SEVERAL_DATES))
    return problems


def agreed_words(state: RecommendationState) -> str:
    """By when, as the plan has it: a line for each of its dates."""
    return "\n".join(deadline.text for deadline in state.printed_deadlines)


def is_moved(row: ReviewRow) -> bool:
    """Whether a row's date has other days than the one it had."""
    state = row.match.state if row.match else None
    changed = row.match.changed if row.match else ()
    if state is None or "by_when" not in changed or not state.printed_deadlines:
        return False
    return _days(row.reading) != _days(state.printed_deadlines[-1])


def short(text: str) -> str:
    """The beginning of a text, on one line."""
    text = " ".join(text.split())
    return text if len(text) <= SHORT else f"{text[:SHORT].rstrip()}…"


def _is_new(said, before):
    return bool(said) and said.split() != before.split()


def _text(row, state):
    if _is_new(row.text, state.text):
        yield "text", "Text changed"


def _progress(row, state):
    if _is_new(row.progress, state.narrative):
        yield "progress", "Progress reported"
    open_actions = "\n".join(action.text for action in state.open_actions)
    if _is_new(row.further_action, state.further_words) and _is_new(
        row.further_action, open_actions
    ):
        yield "further_action", "Further action changed"


def _status(row, state):
    before = state.status_word
    same = folded(row.status_word) == folded(before) and row.status_meaning == state.status_meaning
    if row.status_meaning and not same:
        yield "status_word", _moved("Status", before, row.status_word)


def _date(row, state):
    before = agreed_words(state)
    if not _is_new(row.by_when, before):
        return
    deadlines = state.printed_deadlines
    verb = _verb(row.reading, deadlines[-1]) if len(deadlines) == 1 else "moved"
    yield "by_when", _moved("Date", before, row.by_when, verb)


def _verb(reading, deadline):
    if _days(reading) == _days(deadline):
        return "reworded"
    is_earlier = reading.latest and deadline.latest and reading.latest < deadline.latest
    return "brought forward" if is_earlier else "moved"


def _days(read):
    return read.earliest, read.latest, read.open_ended


def _owner(row, state):
    if _is_new(row.owner_text, state.owner_text):
        yield "owner_text", _moved("Owner", state.owner_text, row.owner_text, "changed")


def _placing(row, state):
    for name, field, words in _PLACING:
        before = _theme(state) if field is Field.THEME else getattr(state, name)
        said = getattr(row, name)
        if said and _plain(said) != _plain(before):
            yield name, _moved(words, before, said, "changed")


def _theme(state):
    return state.theme.heading if state.theme else ""


def _plain(text):
    """A heading but for its signs: "2. Leadership" and "2 Leadership" are one."""
    return " ".join(word.strip(".:") for word in folded(text).split())


def _own(row, state, keys):
    for heading, words in row.own_values.items():
        before = state.own_values.get(keys.get(heading, ""), "")
        if _is_new(words, str(before)):
            yield f"{OWN}{heading}", f"{heading} changed" if before else f"{heading} given"


def _moved(what, before, now, verb="moved"):
    if not before:
        return f"{what} given: “{short(now)}”"
    return f"{what} {verb} from “{short(before)}” to “{short(now)}”"
