"""Reads "By when" wordings as committees write them into days. It never changes the wording and
never guesses.
"""

from recommendations.by_when.conventions import UK, US, Conventions
from recommendations.by_when.describing import describe
from recommendations.by_when.parser import PARSER_VERSION, read_by_when
from recommendations.by_when.reading import Kind, Part, Reading

__all__ = [
    "PARSER_VERSION",
    "UK",
    "US",
    "Conventions",
    "Kind",
    "Part",
    "Reading",
    "describe",
    "read_by_when",
]
