"""The figures of a period by their rules (reports/figures/rules.py), beside those of the earlier
one, and which rows made the difference. Pure.
"""

from collections import Counter
from collections.abc import Iterable

from recommendations.states import RecommendationState
from reports.figures.keys import FigureKey
from reports.figures.rules import FigureRule, Period, Standing, key_of, rules_of
from reports.figures.values import Figure, Reason

# How many words of a text name a row: the fewest, and the most.
FIRST_WORDS, MOST_WORDS = 6, 24
ABSENT = Standing("")


def figures_of(now: Period, before: Period | None, *, printed: Iterable[str]) -> tuple[Figure, ...]:
    """Every figure of a period. One that is printed (by its key in FigureKey) tells its rows, the
    same rule recomputed on the earlier period, and why it changed; of the others only the number.
    """
    shown = set(printed)
    return tuple(
        _figure(rule, now, before, is_printed=rule.printed_as in shown) for rule in rules_of(now)
    )


def _figure(rule, now, before, *, is_printed):
    number = rule.number(now)
    # What was carried over into the earlier period is not asked.
    has_before = before and is_printed and rule.printed_as != FigureKey.CARRIED_OVER
    return Figure(
        key=rule.key,
        printed_as=rule.printed_as,
        label=rule.label,
        rule=rule.words,
        now=number if is_printed else number.without_keys(),
        before=rule.number(before) if has_before else None,
        why=why_changed(rule, before, now) if has_before else (),
    )


def why_changed(rule: FigureRule, before: Period, now: Period) -> tuple[Reason, ...]:
    """Which rows came into a number or what it is counted among, and which went out, by what they
    were and are: those that add first, then those that take away.
    """
    then, today = rule.standings(before), rule.standings(now)
    names = names_of((*before.states, *now.states))
    moves: dict = {}
    for key in dict.fromkeys((*today, *then)):
        was, is_now = then.get(key, ABSENT), today.get(key, ABSENT)
        if was.counts != is_now.counts or (rule.tells_of and was.is_of != is_now.is_of):
            moves.setdefault((was, is_now), []).append(key)
    return tuple(
        Reason(_move_in_words(*move), tuple(moves[move]), tuple(names[key] for key in moves[move]))
        for move in sorted(moves, key=_effect)
    )


def _effect(move):
    was, is_now = move
    return was.counts - is_now.counts, was.is_of - is_now.is_of


def _move_in_words(was, is_now):
    if is_now is ABSENT:
        return f"No longer monitored ({was.words} before)"
    if was is ABSENT:
        return f"New, {is_now.words}"
    return f"Now {is_now.words} ({was.words} before)"


def names_of(states: Iterable[RecommendationState]) -> dict[str, str]:
    """How rows are named, by key: by the reference, or the first words where there is none; by both
    where a reference is repeated. As many words as tell those without a reference apart.
    """
    by_key = {key_of(state): state for state in states}
    times = Counter(state.reference for state in by_key.values())
    texts = {key: state.text.split() for key, state in by_key.items()}
    beginnings = Counter(
        " ".join(words[:count])
        for key, words in texts.items()
        if not by_key[key].reference
        for count in range(FIRST_WORDS, min(len(words), MOST_WORDS) + 1)
    )
    return {
        key: state.reference
        if state.reference and times[state.reference] == 1
        else f"{state.reference} {_beginning(texts[key], beginnings)}".strip()
        for key, state in by_key.items()
    }


def _beginning(words, beginnings):
    """The first words of a text in quotation marks, up to what no other begins with."""
    if not words:
        return "without a reference"
    counts = range(FIRST_WORDS, min(len(words), MOST_WORDS) + 1)
    alone = (count for count in counts if beginnings[" ".join(words[:count])] <= 1)
    said = words[: next(alone, MOST_WORDS)]
    return f"“{' '.join(said)}{'…' if len(said) < len(words) else ''}”"
