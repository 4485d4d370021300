"""Reads "By when" wordings as committees write them into days. It never changes the wording and
never guesses.
"""

from recommendations.by_when.reading import Kind, Part, Reading

__all__ = ["Kind", "Part", "Reading"]
