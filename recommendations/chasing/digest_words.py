"""What an e-mail says of each recommendation, out of plain facts: its subject, its headings and its
sentences. Pure.
"""

import textwrap
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import IntEnum


class Group(IntEnum):
    """Under which heading it stands, the most pressing first."""

    INVITED = 1
    OVERDUE = 2
    DUE = 3
    ASKED = 4
    RAISED = 5
    DECIDED = 6
    HANDED_OVER = 7
    HEAD_OF_SERVICE = 8
    CHIEF_OFFICER = 9

    @property
    def heading(self):
        return _HEADINGS[self]


_HEADINGS = {
    Group.INVITED: "May be called to committee",
    Group.OVERDUE: "Overdue",
    Group.DUE: "Due soon",
    Group.ASKED: "Asked for an update",
    Group.RAISED: "Needs attention",
    Group.DECIDED: "Decided",
    Group.HANDED_OVER: "Handed over to you",
    Group.HEAD_OF_SERVICE: "For you as head of service",
    Group.CHIEF_OFFICER: "For you as chief officer",
}
# What the subject says of so many: of one, of several; and after something else was said.
_IN_SUBJECT = {
    Group.INVITED: ("may be called to committee", "may be called to committee", "for committee"),
    Group.OVERDUE: ("is overdue", "are overdue", "overdue"),
    Group.DUE: ("is due soon", "are due soon", "due soon"),
    Group.ASKED: ("awaits an update", "await an update", "to be updated"),
    Group.RAISED: ("needs attention", "need attention", "needing attention"),
    Group.DECIDED: ("has been decided on", "have been decided on", "decided on"),
    Group.HANDED_OVER: ("is handed over to you", "are handed over to you", "handed over to you"),
    Group.HEAD_OF_SERVICE: (
        "needs you as head of service",
        "need you as head of service",
        "for you as head of service",
    ),
    Group.CHIEF_OFFICER: (
        "needs you as chief officer",
        "need you as chief officer",
        "for you as chief officer",
    ),
}
COLUMNS = 72
MAY_BE_CALLED = "The committee may ask you to attend and say why."
NOWHERE_TO_ANSWER = "To answer, write to a plan lead."
OPENED_AGAIN = "It was opened again. Say what is still to be done."
NOT_CONFIRMED = "That it is complete was not confirmed. Say what is still to be done."


@dataclass(frozen=True, slots=True)
class Lateness:
    """How a recommendation stands on a day: its next date and the original one of what is open,
    how many rounds in a row nobody answered, how often its dates were moved.
    """

    next_date: date | None = None
    original: date | None = None
    silent_rounds: int = 0
    times_moved: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """What is said of one recommendation. `name`: by which a link to it is called, its reference
    and how it begins, of which an exempt one has the reference alone; `answer`: where to answer a
    round, "" for nowhere, and whether for who signs in; `since`: what is sorted by, in its group.
    """

    group: Group
    name: str
    plan: str
    sentences: tuple[str, ...]
    address: str
    answer: str = ""
    is_signed_in: bool = False
    since: date | None = None

    @property
    def place(self):
        return self.group, self.since or date.max


def subject_of(groups: Iterable[Group]) -> str:
    """ "3 recommendations are overdue, 2 due soon", of the group of each line."""
    counts = sorted(Counter(groups).items())
    [(group, count), *others] = counts
    of_one, of_several, _ = _IN_SUBJECT[group]
    are = of_one if count == 1 else of_several
    first = f"{count:,} recommendation{'' if count == 1 else 's'} {are}"
    return ", ".join([first, *(f"{number:,} {_IN_SUBJECT[other][2]}" for other, number in others)])


def overdue(late: Lateness, on: date) -> str:
    """Of what is past its next date: since when, and how old it is by its original date."""
    assert late.next_date is not None
    days = _days((on - late.next_date).days)
    words = f"Overdue since {in_full(late.next_date)} ({days})."
    if late.original and late.original != late.next_date:
        words += f" The original date was {in_full(late.original)}"
        age = (on - late.original).days
        words += f", {_days(age)} ago." if age > 0 else "."
    return words


def due(day: date, on: date) -> str:
    """Of a date that has not passed."""
    left = (day - on).days
    when = {0: "today", 1: "tomorrow"}.get(left, f"in {_days(left)}")
    return f"Due {when}, on {in_full(day)}."


def late_in_words(late: Lateness, on: date) -> list[str]:
    """All that is late about it, for who is told in place of its owners."""
    said = []
    if late.next_date and late.next_date < on:
        said.append(overdue(late, on))
    if late.silent_rounds:
        rounds = "round" if late.silent_rounds == 1 else "rounds in a row"
        said.append(f"No update in {late.silent_rounds} {rounds}.")
    if late.times_moved:
        times = "once" if late.times_moved == 1 else f"{late.times_moved} times"
        said.append(f"Its date was moved {times}.")
    return said


def asked(round_label: str, updates_due: date, on: date) -> str:
    passed = ", which has passed" if updates_due < on else ""
    return f"Round “{round_label}” asks for an update by {in_full(updates_due)}{passed}."


def extension_decided(is_agreed: bool, words: str, next_date: date | None) -> str:
    """`words`: the date that was asked for; "" where they are kept from the e-mail."""
    asked_for = f" to “{words}”" if words else ""
    said = f"Your extension{asked_for} was {'agreed' if is_agreed else 'refused'}."
    if next_date is None:
        return said
    return f"{said} It is {'now' if is_agreed else 'still'} due on {in_full(next_date)}."


def handed_over(day: date) -> str:
    return f"Yours from {in_full(day)}."


def wrapped(text: str) -> str:
    """A text in lines that need no wide window; an address stays in one piece."""
    return "\n".join(_wrapped(line) for line in text.split("\n"))


def in_full(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _wrapped(line):
    words = line.lstrip()
    indent = line.removesuffix(words)
    return textwrap.fill(
        words,
        COLUMNS,
        initial_indent=indent,
        subsequent_indent="  " if words.startswith("*") else indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _days(count):
    return f"{count:,} day{'' if count == 1 else 's'}"
