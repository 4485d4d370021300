"""What a wording is read against: the paper's day and the body's conventions."""

from dataclasses import dataclass
from datetime import date

from recommendations.by_when.conventions import Conventions


@dataclass(frozen=True, slots=True)
class Paper:
    """`day`: the paper's own date. `text`: the plain wording, in which tokens have their places."""

    day: date
    conventions: Conventions
    text: str
