"""What the numbers of a dashboard are called, and their rules in words. Pure."""

from collections.abc import Collection
from datetime import date

from recommendations.rag import Colour
from reports.dashboard.parts import AGES, COLOURS, COLUMNS, NUMBERS, OF, RULE_OF, Cells
from reports.dashboard.tallies import Tally
from reports.dashboard.values import ALL, Line, Number, Table
from reports.figures.rules import Period, rules_of
from reports.figures.tables import AGEING_RULE, BY_DEPARTMENT_RULE

DEPARTMENTS = "By department"
AMONG = "{}: what is counted among"
EVERYTHING = "All that are monitored"
_COLOUR_WORDS = {f"rag_{colour}": colour.word for colour in Colour} | {"rag_none": "No colour"}
_BY_EACH_RULE = (
    "By the rule of each plan, or as a person has judged with a reason. Of those still to be done: "
    "not complete, superseded, not accepted or business as usual."
)


def numbers_of(tally: Tally) -> tuple[Number, ...]:
    """The rates and counts, each with how many of how many."""
    return tuple(
        Number(
            key=key,
            label=RULE_OF[key].label,
            rule=RULE_OF[key].words,
            counted=tally[key],
            of=tally[of],
            is_rate=RULE_OF[key].is_rate,
            nothing=RULE_OF[key].nothing,
        )
        for key, of in NUMBERS.items()
    )


def rag_of(tally: Tally, rag_rules: Collection[str]) -> tuple[Number, ...]:
    """How many have each colour, and none where a rule of the plans can leave it open."""
    rules = _rag_rules(rag_rules)
    return tuple(
        Number(
            key=key,
            label=_COLOUR_WORDS[key],
            rule=rules.get(key, _BY_EACH_RULE),
            counted=tally[key],
            of=tally[OF[key]],
            is_rate=True,
            nothing="none still to be done",
        )
        for key in COLOURS
        if key in rules or len(rag_rules) > 1
    )


def _rag_rules(rag_rules):
    """In words by colour, where all the plans have one rule."""
    if len(rag_rules) != 1:
        return {}
    [rag_rule] = rag_rules
    return {rule.key: rule.words for rule in rules_of(Period(date.max, (), rag_rule))}


def ages_table(tally: Tally) -> Table:
    """What is overdue, by how long it has been."""
    lines = (
        Line(key.removeprefix("ages-"), words, (tally[key],), tally[key])
        for key, words in AGES.items()
    )
    return Table(
        key="ages",
        label="Ageing of what is overdue",
        rule=AGEING_RULE,
        columns=("Overdue",),
        column_keys=("overdue",),
        lines=tuple(lines),
        corner="Overdue for",
    )


def part_in_words(key: str, rag_rules: Collection[str]) -> tuple[str, str]:
    """The title and the rule of the rows behind a number, by its key."""
    if key == ALL:
        return EVERYTHING, ""
    if key.startswith("ages-"):
        return f"Overdue for {AGES[key]}" if key in AGES else "Overdue", AGEING_RULE
    number = key.removesuffix("-of")
    title, rule = _of_number(number, rag_rules)
    return (AMONG.format(title) if key != number else title), rule


def _of_number(key, rag_rules):
    if key in RULE_OF:
        return RULE_OF[key].label, RULE_OF[key].words
    return _COLOUR_WORDS.get(key, ""), _rag_rules(rag_rules).get(key, _BY_EACH_RULE)


def cells_in_words(cells: Cells, department: str) -> tuple[str, str]:
    """The title and the rule of the rows behind cells of the table of departments."""
    where = [words for words in (department, COLUMNS.get(cells.column, "")) if words]
    return f"{DEPARTMENTS}: {', '.join(where) or 'all'}", BY_DEPARTMENT_RULE
