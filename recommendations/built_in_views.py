"""The views of the list that are there from the start, for everybody."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BuiltInView:
    """`word`: by which somebody's start page is remembered; `query`: what it asks the list."""

    word: str
    name: str
    query: str
    about: str


BUILT_IN = (
    BuiltInView(
        "mine",
        "All mine",
        "mine=on",
        "What you may report on as your own: yourself, through posts and groups, and as a delegate",
    ),
    BuiltInView(
        "department",
        "My department",
        "department=own",
        "What is held in your departments, and in those that you report for",
    ),
    BuiltInView("overdue", "Overdue", "overdue=on", "What is past its date"),
    BuiltInView(
        "silent",
        "Silent this round",
        "round=silent",
        "What an open round asks about, and nobody has answered yet",
    ),
)
