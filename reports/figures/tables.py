"""The tables among the figures: how it goes, by department and by priority, with totals both ways,
and how long what is overdue has been so. Pure.
"""

from collections.abc import Callable, Mapping, Sequence

from recommendations.models import StatusMeaning
from recommendations.natural_order import natural_order
from recommendations.states import RecommendationState
from reports.figures.keys import FigureKey
from reports.figures.rules import Period, key_of
from reports.figures.values import FigureTable, TableLine

NO_DEPARTMENT, NO_PRIORITY = "No department", "No priority"
OVERDUE, NO_STATUS = "Overdue", "No status reported"
Meaning = StatusMeaning
# Every row stands in one column. Those without a row are left out, but for the first five.
DELIVERY = (
    Meaning.COMPLETE.label,
    OVERDUE,
    Meaning.AT_RISK.label,
    Meaning.ON_TRACK.label,
    Meaning.NOT_STARTED.label,
    Meaning.DEFERRED.label,
    NO_STATUS,
    Meaning.BUSINESS_AS_USUAL.label,
    Meaning.SUPERSEDED.label,
    Meaning.NOT_ACCEPTED.label,
)
ALWAYS = 5
# The last day of each band, counted from the original date.
BANDS = {30: "0 to 30 days", 90: "31 to 90 days", 180: "91 to 180 days", 365: "181 to 365 days"}
OLDER = "Over 365 days"
# The words of sources, the most pressing first (domain.md); others follow in their natural order.
PRIORITIES = (
    "critical", "very high", "fundamental", "high", "significant", "important", "medium",
    "moderate", "low", "desirable", "merits attention", "advisory",
)  # fmt: skip

_DELIVERY_RULE = (
    "Each recommendation stands in one column: by its status where that says that nothing is due "
    "any more (one that is complete also while a further action of it is overdue); of the others "
    "what is overdue under “Overdue”, the rest by their status."
)
_DEPARTMENT_RULE = "By the department of the lead owner, as departments are today."
_PRIORITY_RULE = "By the priority in the words of the source."
BY_DEPARTMENT_RULE = f"{_DEPARTMENT_RULE} {_DELIVERY_RULE}"
AGEING_RULE = (
    "Days from the original date, the earliest of those still open, to the as-at date; from the "
    "date as it stands now where it was brought forward."
)


def tables_of(
    period: Period, departments: Mapping[int, str], *, printed: Sequence[str]
) -> tuple[FigureTable, ...]:
    """Those of the tables that are printed (keys of FigureKey), in that order. `departments`: the
    name of the lead owner's department by recommendation, where there is one.
    """
    made = (FigureKey(key) for key in printed)
    return tuple(_TABLES[key](period, departments) for key in made if key in _TABLES)


def delivery_of(state: RecommendationState, period: Period) -> str:
    """The one column of DELIVERY in which a recommendation stands."""
    meaning = state.status_meaning
    if meaning in Meaning.done():
        return Meaning(meaning).label
    if state.is_overdue(period.as_at):
        return OVERDUE
    return Meaning(meaning).label if meaning else NO_STATUS


def age_of(state: RecommendationState, period: Period) -> int:
    """For how many days something overdue has been so, from the original date: the earliest of
    those still open. From the current one where that was brought forward.
    """
    days = [day for day in (state.open_original, state.next_latest) if day]
    return (period.as_at - min(days)).days


def _band(state, period):
    age = age_of(state, period)
    return next((words for last, words in BANDS.items() if age <= last), OLDER)


def _ageing(period, departments):
    overdue = [state for state in period.states if state.is_overdue(period.as_at)]
    bands: dict[str, list[str]] = {words: [] for words in (*BANDS.values(), OLDER)}
    for state in overdue:
        bands[_band(state, period)].append(key_of(state))
    return FigureTable(
        key=FigureKey.AGEING,
        label="Ageing of what is overdue",
        rule=AGEING_RULE,
        corner="Overdue for",
        columns=(OVERDUE,),
        lines=tuple(TableLine(words, (tuple(keys),)) for words, keys in bands.items()),
    )


def _by_department(period, departments):
    return _by_delivery(
        period,
        _department(departments),
        key=FigureKey.BY_DEPARTMENT,
        label="By department",
        rule=BY_DEPARTMENT_RULE,
        corner="Department",
    )


def _by_priority(period, departments):
    return _by_delivery(
        period,
        _priority,
        key=FigureKey.BY_PRIORITY,
        label="By priority",
        rule=f"{_PRIORITY_RULE} {_DELIVERY_RULE}",
        corner="Priority",
    )


def _department_by_priority(period, departments):
    columns, lines = _crossed(period, _department(departments), _priority)
    columns, lines = _in_order(columns, lines, sorted(columns, key=_pressing))
    return FigureTable(
        key=FigureKey.DEPARTMENT_BY_PRIORITY,
        label="Departments by priority",
        rule=f"{_DEPARTMENT_RULE} {_PRIORITY_RULE} Everything that is monitored, done or not.",
        corner="Department",
        columns=columns,
        lines=lines,
    )


def _by_delivery(period, line_of, **said):
    columns, lines = _crossed(period, line_of, lambda state: delivery_of(state, period))
    shown = [name for place, name in enumerate(DELIVERY) if place < ALWAYS or name in columns]
    columns, lines = _in_order(columns, lines, shown)
    return FigureTable(columns=columns, lines=lines, **said)


def _crossed(
    period, line_of: Callable[[RecommendationState], str], column_of
) -> tuple[list[str], dict[str, dict[str, list[str]]]]:
    """The columns that are met, and by line and column the keys of the rows there. Words that
    differ in nothing but case and spaces are one, spelled as it is met first.
    """
    columns: dict[str, str] = {}
    headings: dict[str, str] = {}
    lines: dict[str, dict[str, list[str]]] = {}
    for state in period.states:
        line = _same(headings, line_of(state))
        column = _same(columns, column_of(state))
        lines.setdefault(line, {}).setdefault(column, []).append(key_of(state))
    return list(columns.values()), lines


def _same(met, words):
    words = " ".join(words.split())
    return met.setdefault(words.casefold(), words)


def _in_order(columns, lines, order):
    """The lines as they are printed, with the columns in an order."""
    headings = sorted(lines, key=_pressing)
    made = (
        TableLine(name, tuple(tuple(lines[name].get(column, ())) for column in order))
        for name in headings
    )
    return tuple(order), tuple(made)


def _pressing(words):
    """Priorities from the most pressing, anything else in its natural order; what has none last."""
    known = words.casefold().removesuffix(" priority")
    rank = PRIORITIES.index(known) if known in PRIORITIES else len(PRIORITIES)
    return words in (NO_DEPARTMENT, NO_PRIORITY), rank, natural_order(words)


def _department(departments):
    return lambda state: departments.get(state.recommendation_id) or NO_DEPARTMENT


def _priority(state):
    return " ".join(state.priority.split()) or NO_PRIORITY


_TABLES = {
    FigureKey.AGEING: _ageing,
    FigureKey.BY_DEPARTMENT: _by_department,
    FigureKey.BY_PRIORITY: _by_priority,
    FigureKey.DEPARTMENT_BY_PRIORITY: _department_by_priority,
}
