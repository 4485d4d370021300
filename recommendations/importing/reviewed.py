"""What a review of a file consists of, plain and frozen: the answer of review.py. Pure."""

from dataclasses import dataclass, field
from datetime import date

from recommendations.by_when import Reading
from recommendations.importing.source import Loss
from recommendations.states import RecommendationState

# How a party of an owner cell stands to the directory.
KNOWN, CLOSE, NEW, KEPT = "known", "close", "new", "kept"
# How a row stands to the recommendations of the plan (NEW: to none).
BY_REFERENCE, BY_TEXT, BY_PERSON, OFFERED = "reference", "text", "person", "offered"
# What a person says of a recommendation that the paper no longer has.
COMPLETED, DROPPED, LIVE = "completed", "dropped", "live"


@dataclass(frozen=True, slots=True)
class Problem:
    """Something to look at. `field`: a Field's value, "match" or "" for the whole row; `stops`:
    nothing can be taken in before it is settled.
    """

    field: str
    words: str
    stops: bool = False


@dataclass(frozen=True, slots=True)
class NamedOwner:
    """A party of an owner cell. `name`: as it will be on record; `spelling`: as it stands in the
    cell, its key in the answers.

    `outcome`: "known" (`owner` is the key), "new" (to be added to the directory), "close" (nobody
    is named until a person says who of `offered`, (key, name), it is), "kept" (words only).
    """

    name: str
    kind: str
    remit: str
    outcome: str
    owner: int | None = None
    offered: tuple[tuple[int, str], ...] = ()
    spelling: str = ""


@dataclass(frozen=True, slots=True)
class OfferedMatch:
    """A recommendation of the plan whose text is like that of a row; `likeness`: 0 to 1."""

    recommendation: int
    reference: str
    text: str
    likeness: float


@dataclass(frozen=True, slots=True)
class RowMatch:
    """Which recommendation of the plan a row is. `how`: "reference", "text", "person" (a person
    said so), "offered" (open: `offered` are close texts, joined only by a person) or "new".

    `changed`: the names of ReviewRow's fields that say something new, "own:<heading>" for a column
    of the plan's own; `changes`: the same in words. `state`: what was true of it on the paper's
    day.
    """

    how: str
    recommendation: int | None = None
    offered: tuple[OfferedMatch, ...] = ()
    changes: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    state: RecommendationState | None = None


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """A row as it will be, corrections applied. `number`: from 1, its key in the answers; `place`:
    where it stands in the file ("row 14").

    `reading`: of `by_when`, None where that is empty; `is_read_by_person`: its days were set by
    hand. `status_word` "" and `status_meaning` "": it says nothing of the status. `response`: a
    Placement.Response or "". `own_values`: words by heading. `match`: None for the first paper.
    """

    number: int
    place: str
    theme: str = ""
    theme_note: str = ""
    timescale: str = ""
    reference: str = ""
    text: str = ""
    progress: str = ""
    further_action: str = ""
    by_when: str = ""
    reading: Reading | None = None
    owner_text: str = ""
    owners: tuple[NamedOwner, ...] = ()
    status_word: str = ""
    status_meaning: str = ""
    priority: str = ""
    response: str = ""
    raised_on: date | None = None
    own_values: dict[str, str] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    match: RowMatch | None = None
    is_left_out: bool = False
    is_corrected: bool = False
    is_read_by_person: bool = False

    @property
    def stops(self) -> bool:
        return not self.is_left_out and any(problem.stops for problem in self.problems)


@dataclass(frozen=True, slots=True)
class ReviewedOwner:
    """A spelling of the paper, once. `times`: in how many rows; `similar`: other spellings of the
    paper that may be the same person; `is_settled`: a person answered.
    """

    named: NamedOwner
    times: int
    similar: tuple[str, ...] = ()
    is_settled: bool = False


@dataclass(frozen=True, slots=True)
class ReviewedStatus:
    """What stands in the status column, once, whatever its case. `word`: as it stands there first,
    its key in the answers; `meaning` "": not known, its words go to the action taken.

    `is_of_plan`: the plan has the word already.
    """

    word: str
    meaning: str
    times: int
    is_of_plan: bool = False
    is_settled: bool = False


@dataclass(frozen=True, slots=True)
class MissingRow:
    """A live recommendation of the plan that the paper does not have. `answer`: "completed",
    "dropped", "live" or "" (not answered: it stays live, nothing is written).
    """

    recommendation: int
    reference: str
    text: str
    answer: str = ""


@dataclass(frozen=True, slots=True)
class ReviewedColumn:
    """A column of the plan's own that the rows fill; `of`: "recommendation" or "update"; `key`:
    under which the plan keeps it already, "" for a new one.
    """

    heading: str
    of: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class Counts:
    """Of the rows that are not left out, but for `left_out`. `new_owners`: names, each once."""

    rows: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    left_out: int = 0
    corrected: int = 0
    with_problems: int = 0
    stopping: int = 0
    unread: int = 0
    moved: int = 0
    new_owners: int = 0
    close_owners: int = 0
    missing: int = 0


@dataclass(frozen=True, slots=True)
class Review:
    """All of it. `problems`: of the whole paper; `themes`: each with its number of rows;
    `paper_date`: the day that dates are read against.
    """

    rows: tuple[ReviewRow, ...]
    owners: tuple[ReviewedOwner, ...] = ()
    statuses: tuple[ReviewedStatus, ...] = ()
    missing: tuple[MissingRow, ...] = ()
    losses: tuple[Loss, ...] = ()
    own_columns: tuple[ReviewedColumn, ...] = ()
    themes: tuple[tuple[str, int], ...] = ()
    problems: tuple[Problem, ...] = ()
    counts: Counts = Counts()
    paper_date: date | None = None

    @property
    def taken(self) -> tuple[ReviewRow, ...]:
        """The rows that will be written."""
        return tuple(row for row in self.rows if not row.is_left_out)

    @property
    def stops(self) -> bool:
        """Whether something must be settled before anything can be taken in."""
        return any(problem.stops for problem in self.problems) or any(r.stops for r in self.rows)
