"""Proposes what each column of a table is: by its heading, and by what stands in it. It says how
sure it is and why, and decides nothing: a person does.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from recommendations.importing.cell_sorts import sorts_of
from recommendations.importing.fields import (
    WEAK,
    WHOLE,
    Field,
    Guess,
    guesses,
    is_original,
    plain_heading,
    says_nothing,
)
from recommendations.importing.line_kinds import (
    folded,
    heading_lines,
    headings_of,
    is_single,
)
from recommendations.importing.source import NotTaken, SourceLine, SourceTable

# Of these a plan has at most one column each.
SINGLE = frozenset(Field) - {Field.OWN, Field.NOTHING}
# What a table has that says what is to be done, and by which it is no list of words.
COMPANIONS = {Field.BY_WHEN, Field.OWNER, Field.PROGRESS, Field.STATUS, Field.FURTHER_ACTION}
PER_RECOMMENDATION, PER_UPDATE = "recommendation", "update"
# Columns of a plan's own that change from one paper to the next.
_OF_UPDATES = ("issue", "comment", "evidence", "progress", "update", "spend", "complete", "status")
REPEATS, MOSTLY = 0.7, 0.6
# What a paper that is taken along as a workbook has beside the columns of its plan.
BESIDE = {"status means", "next deadline", "original deadline", "times moved"}
WORKED_OUT = "it is worked out here, out of what the other columns say"


@dataclass(frozen=True, slots=True)
class ProposedColumn:
    """What a column is: its heading as it stands there, what it is taken for, how sure that is (0
    to 1), and why, in words. `of`: whether a column of the plan's own is filled once per
    "recommendation", or with each "update".
    """

    heading: str
    field: Field
    confidence: float
    why: str
    of: str = PER_RECOMMENDATION


@dataclass(frozen=True, slots=True)
class ProposedTable:
    """`header_row`: which of the table's rows has the headings, of two the lower one; None for
    none; `first_header_row`: the upper one. `above`: what stands over them, as titles and dates do.
    """

    header_row: int | None
    columns: tuple[ProposedColumn, ...]
    first_header_row: int | None = None
    above: tuple[str, ...] = ()

    def column(self, field: Field) -> int | None:
        """Which column is of a field, None for none."""
        return next((at for at, one in enumerate(self.columns) if one.field is field), None)

    def with_field(self, at: int, field: Field) -> "ProposedTable":
        """The proposal with one column corrected by a person: what was that field is the plan's
        own.
        """
        columns = [
            replace(one, field=Field.OWN) if one.field is field and field in SINGLE else one
            for one in self.columns
        ]
        columns[at] = replace(columns[at], field=field, confidence=1.0, why="you said so")
        return replace(self, columns=tuple(columns))


class NoRecommendations(NotTaken):
    """A table with no column that could be that of the recommendations. `proposed`: what its
    columns are taken for, so that a person can say it better.
    """

    def __init__(self, words: str, proposed: ProposedTable):
        super().__init__(words)
        self.proposed = proposed


def propose_columns(table: SourceTable) -> ProposedTable:
    """Where the headings are and what each column is.

    NoRecommendations where no column could be that of the recommendations or actions.
    """
    lines = heading_lines(table.rows)
    headings = headings_of(table.rows, lines)
    start = lines[1] + 1 if lines else 0
    body = body_lines(table.rows[start:], headings)
    columns = [[line.cells[at].text for line in body] for at in range(table.width)]
    sorts = [sorts_of(texts) for texts in columns]
    worked_out = _worked_out(headings)
    candidates = [
        [] if at in worked_out else _candidates(*one)
        for at, one in enumerate(zip(headings, sorts, strict=True))
    ]
    chosen = _choose(candidates, sorts)
    made = [_column(*one) for one in zip(headings, sorts, chosen, strict=True)]
    for at in worked_out:
        made[at] = ProposedColumn(headings[at], Field.NOTHING, 1.0, WORKED_OUT)
    above = () if lines is None else _texts_of(table.rows[: lines[0]])
    proposed = ProposedTable(
        None if lines is None else lines[1],
        tuple(made),
        None if lines is None else lines[0],
        above,
    )
    if not _has_recommendations(proposed, sorts):
        raise _no_recommendations(table, proposed)
    return proposed


def tables_together(tables: Sequence[SourceTable]) -> tuple[SourceTable, ...]:
    """Tables that follow each other under the same headings, as one: papers repeat them on each
    page. Those that have none of their own go on with the one before, if they are as wide.
    """
    together: list[SourceTable] = []
    before: tuple[str, ...] | None = None
    for table in tables:
        lines = heading_lines(table.rows)
        headings = folded(headings_of(table.rows, lines)) if lines else ()
        goes_on = together and together[-1].width == table.width
        if goes_on and (headings == before or (before and lines is None)):
            last = together[-1]
            name = f"{last.name.split(' to ')[0]} to {table.name.split()[-1]}"
            together[-1] = SourceTable(name, last.rows + table.rows, last.losses + table.losses)
        else:
            together.append(table)
            before = headings
    return tuple(together)


def body_lines(rows: Iterable[SourceLine], headings: Sequence[str]) -> list[SourceLine]:
    """The rows of a table that are neither headings again nor stand over others."""
    again = folded(headings)
    return [line for line in rows if not is_single(line) and folded(line.texts) != again]


def _texts_of(rows):
    return tuple(cell.text for line in rows for cell in line.cells if cell.text)


def _worked_out(headings):
    """Which columns are those that a paper of this program has beside its own as a workbook."""
    plain = [plain_heading(heading) for heading in headings]
    return [at for at, one in enumerate(plain) if one in BESIDE] if {*plain} >= BESIDE else []


def _candidates(heading, sorts):
    """What a column may be: by its heading, and where that says nothing by what stands in it."""
    if not sorts.filled:
        return [Guess(field.field, field.confidence / 2, field.why) for field in guesses(heading)]
    by_heading = [_weighed(guess, sorts) for guess in guesses(heading)]
    by_heading += _turned(by_heading, heading, sorts)
    known = {guess.field for guess in by_heading}
    found = _by_content(sorts, heading) if by_heading or says_nothing(heading) else ()
    by_content = [guess for guess in found if guess.field not in known]
    return sorted(by_heading + by_content, key=lambda guess: -guess.confidence)


def _weighed(guess, sorts):
    """A guess by the heading, less sure where other things stand in the column."""
    field, sure = guess.field, guess.confidence
    if field is Field.THEME and sorts.titles < MOSTLY:
        sure = 0.1
    elif field is Field.BY_WHEN and sorts.dates < 0.3:
        sure -= 0.3
    elif field is Field.BY_WHEN and sorts.timescales > MOSTLY:
        sure = WEAK - 0.1
    elif field is Field.TIMESCALE and sorts.dates > sorts.timescales:
        sure = 0.3
    elif field is Field.RECOMMENDATION and sorts.length < 12:
        sure -= 0.5
    elif field is Field.REFERENCE and sorts.length > 40:
        sure = 0.3
    elif field in (Field.RESPONSE, Field.PRIORITY) and sorts.length > 40:
        sure = 0.1
    elif field is Field.DATE_AGREED and sorts.dates < WEAK:
        sure -= 0.4
    elif field is Field.STATUS and sorts.statuses > MOSTLY:
        sure += 0.08
    return replace(guess, confidence=round(min(1, max(0.05, sure)), 2))


def _turned(by_heading, heading, sorts):
    """“Progress” may be one word of status ("On track") or be told: what stands in it decides."""
    fields = {guess.field for guess in by_heading}
    words = " ".join(heading.split())
    if Field.PROGRESS in fields and sorts.statuses >= WEAK and sorts.length < 40:
        why = f"its heading is “{words}”, and what stands in it are words of status"
        return [Guess(Field.STATUS, 0.95, why)]
    if Field.STATUS in fields and sorts.statuses < 0.2 and sorts.length > 60:
        why = f"its heading is “{words}”, but progress is told in it"
        return [Guess(Field.PROGRESS, WEAK + 0.2, why)]
    return []


def _by_content(sorts, heading):
    """What the cells of a column say; surer where its heading says nothing at all."""
    sure = 0.25 if guesses(heading) else 0.6
    for field, share, words in (
        (Field.BY_WHEN, sorts.dates, "dates"),
        (Field.STATUS, sorts.statuses, "words of status"),
        (Field.OWNER, sorts.owners, "names, posts or groups"),
        (Field.PRIORITY, sorts.priorities if sorts.references < MOSTLY else 0, "priorities"),
        (Field.TIMESCALE, sorts.timescales, "timescales"),
    ):
        if share >= MOSTLY:
            yield Guess(field, round(sure * share, 2), f"{share:.0%} of its cells are {words}")
    if sorts.references >= 0.8 and sorts.distinct >= REPEATS and not heading:
        yield Guess(Field.REFERENCE, 0.65, f"{sorts.references:.0%} of its cells are numbers")
    if not heading and sorts.length >= 40 and sorts.filled >= 0.8:
        yield Guess(Field.RECOMMENDATION, 0.4, "most of its cells have sentences")
    elif not heading and sorts.length >= 40:
        yield Guess(Field.PROGRESS, 0.3, "some of its cells have sentences")


def _choose(candidates, sorts):
    """One guess for each column, or None: the surest first, each field once."""
    themes = _repeating_actions(candidates, sorts)
    order = sorted(
        (
            (_rank(guess, at, themes), at, guess)
            for at, guesses_of in enumerate(candidates)
            for guess in guesses_of
        ),
        key=lambda entry: entry[0],
    )
    chosen: list[Guess | None] = [None] * len(candidates)
    taken: set[Field] = set()
    if themes is not None:
        chosen[themes] = Guess(
            Field.THEME, 0.75, "its words repeat from row to row, over those of another column"
        )
        taken.add(Field.THEME)
    if (main := _only_recommendations(candidates, themes)) is not None:
        chosen[main[0]] = main[1]
        taken.add(Field.RECOMMENDATION)
    for _, at, guess in order:
        if chosen[at] is None and guess.field not in taken and guess.confidence >= 0.2:
            chosen[at] = guess
            taken.add(guess.field)
    return chosen


def _only_recommendations(candidates, themes):
    """Where no column is the recommendations before anything else: the first that may be, such as
    “Action required”, which beside recommendations is what is still to be done.
    """
    able = []
    for at, found in enumerate(candidates):
        mains = [guess for guess in found if guess.field is Field.RECOMMENDATION]
        if mains and mains[0] is found[0]:
            return None
        if mains and at != themes and mains[0].confidence >= WEAK:
            able.append((at, mains[0]))
    return able[0] if able else None


def _rank(guess, at, themes):
    """Of equals: the latest progress and the last date stand at the right, all else at the left."""
    is_later_better = guess.field in (Field.PROGRESS, Field.BY_WHEN)
    is_first_date = guess.field is Field.BY_WHEN and is_original(guess.why)
    sure = guess.confidence - (0.3 if is_first_date else 0)
    return (-sure, -at if is_later_better else at)


def _repeating_actions(candidates, sorts):
    """Of two columns that could be the recommendations, the one to the left whose words repeat over
    those of the other is the theme ("Action" over "Milestone").
    """
    able = [
        at
        for at, found in enumerate(candidates)
        if any(g.field is Field.RECOMMENDATION and g.confidence >= WEAK for g in found)
    ]
    for at in able[:-1]:
        others = [other for other in able if other > at]
        if sorts[at].distinct < REPEATS and all(sorts[one].distinct >= REPEATS for one in others):
            return at
    return None


def _column(heading, sorts, guess):
    if guess is not None:
        return ProposedColumn(heading, guess.field, min(guess.confidence, 1.0), guess.why)
    if not sorts.filled:
        return ProposedColumn(heading, Field.NOTHING, 1.0, "it is empty")
    changes = any(word in plain_heading(heading) for word in _OF_UPDATES)
    of = PER_UPDATE if changes or sorts.statuses >= MOSTLY else PER_RECOMMENDATION
    return ProposedColumn(heading, Field.OWN, WEAK, "it is none that every plan has", of)


def _has_recommendations(proposed, sorts):
    """A column called “Recommendation” is enough; one of actions needs somebody or something by
    which they are followed up, or the table is a list of words.
    """
    at = proposed.column(Field.RECOMMENDATION)
    if at is None:
        return False
    if proposed.columns[at].confidence >= WHOLE:
        return True
    beside = [one for one in proposed.columns if one.field in COMPANIONS and one.confidence >= 0.4]
    enough = 1 if proposed.columns[at].confidence >= WEAK else 2
    return len(beside) >= enough and sorts[at].length >= 12


def _no_recommendations(table, proposed):
    headings = [" ".join(one.heading.split()) for one in proposed.columns if one.heading]
    named = ", ".join(f"“{heading}”" for heading in headings[:8])
    more = f" and {len(headings) - 8} more" if len(headings) > 8 else ""
    found = f" Its headings are {named}{more}." if headings else " It has no headings."
    return NoRecommendations(
        f"No column of recommendations or actions was found in {table.name}.{found} Choose another "
        "table, or say which column has the recommendations.",
        proposed,
    )
