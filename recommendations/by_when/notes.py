"""What a walk through a wording notes for the verdict: dates, and what is said instead of them."""

from dataclasses import dataclass, field

from recommendations.by_when.mentions import Mention


@dataclass(slots=True)
class Remark:
    """What is said instead of a date or beside it. `is_bounded`: it goes on to a day that is named.

    `describes_a_noun`: the "annual" of "annual review".
    """

    tag: str
    is_bounded: bool = False
    describes_a_noun: bool = False


@dataclass(slots=True)
class Notes:
    """What a walk found. `tells_first`: the wording says "first", "next" or "from"."""

    mentions: list[Mention] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    tells_first: bool = False
