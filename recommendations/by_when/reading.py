"""What a "By when" wording was understood to mean. Plain data: it knows neither Django nor how
words are read.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Kind(StrEnum):
    """The sorts of wording that committees write; UNREAD is said rather than guess."""

    DATE = "date"
    MONTH = "month"
    QUARTER = "quarter"
    SEASON = "season"
    YEAR = "year"
    FINANCIAL_YEAR = "financial-year"
    RANGE = "range"
    LIST = "list"
    ONGOING = "ongoing"
    ONGOING_FROM = "ongoing-from"
    RECURRING = "recurring"
    RELATIVE = "relative"
    CONDITIONAL = "conditional"
    COMPLETED = "completed"
    NOT_APPLICABLE = "not-applicable"
    TO_BE_CONFIRMED = "tbc"
    OTHER = "other"
    UNREAD = "unread"


@dataclass(frozen=True, slots=True)
class Part:
    """One milestone of a wording ("CMT: 19 September"); days are inclusive, None for no end or
    no date.
    """

    label: str
    earliest: date | None
    latest: date | None
    open_ended: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """The days in which a deadline falls, both inclusive; overdue means after `latest`. None: there
    is no such day.

    `open_ended`: it goes on after its dates, or has none ("Ongoing").
    """

    kind: Kind
    earliest: date | None = None
    latest: date | None = None
    open_ended: bool = False
    parts: tuple[Part, ...] = ()

    @property
    def is_read(self) -> bool:
        """False when the wording was not understood; then there are no dates."""
        return self.kind is not Kind.UNREAD
