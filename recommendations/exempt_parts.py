"""What of a recommendation can be kept from the public by itself, in which words it is named, and
what each part covers of a paper. It knows no model.

The paragraphs are those of Part 1 of Schedule 12A of the Local Government Act 1972, for England.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError

from recommendations.own_columns import OWN, is_key

PARAGRAPHS = {
    "1": "Information relating to any individual",
    "2": "Information which is likely to reveal the identity of an individual",
    "3": "Information relating to the financial or business affairs of any particular person "
    "(including the authority holding that information)",
    "4": "Information relating to consultations or negotiations about a labour relations matter",
    "5": "Information in respect of which a claim to legal professional privilege could be "
    "maintained in legal proceedings",
    "6": "Information about a notice, order or direction that the authority proposes to make",
    "7": "Information relating to action taken in connection with the prevention, investigation "
    "or prosecution of crime",
}
NOT_A_PARAGRAPH = (
    "Enter the paragraph of Schedule 12A as a number from 1 to 7, or several: 1 and 3."
)
PARTS_WITHOUT = "Enter the paragraph of Schedule 12A under which this is kept from the public."
UNKNOWN_PART = "“{part}” is no part of this recommendation that can be kept from the public."

_SEPARATOR = re.compile(r"\s*(?:,|;|&|/|\band\b)\s*|\s+")


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a recommendation. `columns` of a paper print it, and of a row's `values` these
    follow from it.
    """

    key: str
    words: str
    columns: tuple[str, ...]
    values: tuple[str, ...] = ()

    @property
    def heading(self):
        """The words where they stand alone."""
        return f"{self.words[0].upper()}{self.words[1:]}"


# When nothing is due any more, that gives the status away, and so does "Complete" where a further
# action would stand; how often nobody answered, and what was measured, belongs to what was
# reported. A colour follows from the status, the dates and what was reported. Why an officer is to
# attend, or another date was asked for, names them, and says what is late.
PARTS = {
    part.key: part
    for part in (
        Part("text", "text of the recommendation", ("recommendation", "measures")),
        Part(
            "owner",
            "owner",
            ("owner", "owner_name", "owner_post", "owner_both", "reason"),
            ("owners", "owner_keys"),
        ),
        Part(
            "dates",
            "dates",
            ("by_when", "original_date", "times_moved", "rag", "rag_reason", "reason"),
            ("earliest", "latest", "next_latest", "original_latest", "times_moved"),
        ),
        Part(
            "progress",
            "action taken",
            ("progress", "last_updated", "measures", "rag", "rag_reason", "reason"),
            ("silent_rounds",),
        ),
        # With the action goes its date, and what is said of that.
        Part("further_action", "further action", ("further_action", "reason")),
        Part(
            "status",
            "status",
            ("status", "verified", "further_action", "rag", "rag_reason", "reason"),
            ("status", "status_word", "next_latest", "silent_rounds"),
        ),
        Part("priority", "priority and response", ("priority", "response")),
    )
}


def paragraphs_in(text: str) -> list[str]:
    """The numbers of the paragraphs, each once and in order, of "3" or "1 and 3"; ValidationError
    for anything else than 1 to 7, nothing for nothing.
    """
    numbers = {number for number in _SEPARATOR.split(text.strip()) if number}
    if not numbers <= PARAGRAPHS.keys():
        raise ValidationError(NOT_A_PARAGRAPH)
    return sorted(numbers)


def paragraphs_as_written(text: str) -> list[str]:
    """As paragraphs_in; what was kept before it was checked, and names none of them, to the
    letter.
    """
    try:
        return paragraphs_in(text)
    except ValidationError:
        return [text]


def kept_exemption(paragraph: str, parts: Iterable[str]) -> tuple[str, list[str]]:
    """The paragraph ("1, 3") and the parts, each once and in their order, as they are kept.
    ValidationError for a paragraph or a part that there is not, and for parts without a paragraph.
    """
    numbers, named = paragraphs_in(paragraph), list(dict.fromkeys(parts))
    for part in named:
        if not is_part(part):
            raise ValidationError({"parts": UNKNOWN_PART.format(part=part)})
    if named and not numbers:
        raise ValidationError({"paragraph": PARTS_WITHOUT})
    order = [*PARTS, *sorted(part for part in named if part.startswith(OWN))]
    return ", ".join(numbers), [part for part in order if part in named]


def is_part(key: str) -> bool:
    """Whether it is one of the parts of every recommendation, or names a column of a plan's own."""
    return key in PARTS or (key.startswith(OWN) and is_key(key.removeprefix(OWN)))


def is_wholly_exempt(parts: Iterable[str]) -> bool:
    """Without parts all of it is; also where one is not understood, to be on the safe side."""
    parts = list(parts)
    return not parts or not all(is_part(part) for part in parts)


def columns_of_parts(parts: Iterable[str]) -> set[str]:
    """The keys of the columns of a paper that print something of the parts."""
    return {column for key in parts for column in (PARTS[key].columns if key in PARTS else (key,))}


def values_of_parts(parts: Iterable[str]) -> set[str]:
    """The names of the values of a row that follow from the parts."""
    return {value for key in parts if key in PARTS for value in PARTS[key].values}


def part_in_words(key: str, headings: dict[str, str]) -> str:
    """A part by name; `headings`: those of the plan's own columns, by their keys."""
    own = key.removeprefix(OWN)
    return PARTS[key].words if key in PARTS else headings.get(own, own)


def exempt_in_words(paragraph: str, parts: Iterable[str], headings: dict[str, str]) -> str:
    """What a tag says: "Exempt (paragraph 3): owner, action taken"; all of it where no part is
    named.
    """
    named = ", ".join(part_in_words(key, headings) for key in parts)
    return f"Exempt ({paragraphs_in_words(paragraph)}){f': {named}' if named else ''}"


def paragraphs_in_words(paragraph: str) -> str:
    """Of what is kept: "paragraph 3", "paragraphs 1 and 3"."""
    *others, last = paragraph.split(", ")
    return f"paragraphs {', '.join(others)} and {last}" if others else f"paragraph {last}"
