"""Gives paragraphs their numbers, and takes off those that were typed or pasted where they would
be printed twice."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import TypeGuard

from reports.covering.text.lines import split_typed_number
from reports.covering.text.pieces import Paragraph, Piece


def numbered(pieces: Sequence[Piece], numbers: Iterator[str]) -> tuple[Piece, ...]:
    """The pieces, each paragraph but quotations with the next of the numbers as it is printed
    ("1.1", "3.").

    A typed number is taken off where it is the one that the paragraph gets, or where every
    paragraph of the section has one and they count up one by one (a report pasted whole, and
    numbered anew). Any other stays among the words.
    """
    typed = [split_typed_number(piece.text)[0] for piece in pieces if _counts(piece)]
    are_pasted = _count_up(typed)
    return tuple(
        _numbered(piece, next(numbers), are_pasted) if _counts(piece) else piece for piece in pieces
    )


def without_number(text: str, number: str) -> str:
    """The text without its number in front, where it is typed there too ("1.0 Purpose")."""
    typed, rest = split_typed_number(text)
    return rest if typed and typed == number.removesuffix(".") else text


def _counts(piece) -> TypeGuard[Paragraph]:
    return isinstance(piece, Paragraph) and not piece.is_quoted


def _numbered(paragraph, number, are_pasted):
    if are_pasted:
        text = split_typed_number(paragraph.text)[1]
    else:
        text = without_number(paragraph.text, number)
    return replace(paragraph, number=number, text=text)


def _count_up(typed):
    """Whether these are two or more numbers, each one more than the one before: 3.1, 3.2, 3.3."""
    if len(typed) < 2 or not all(typed):
        return False
    found = [[int(part) for part in number.split(".")] for number in typed]
    return all(
        later[:-1] == before[:-1] and later[-1] == before[-1] + 1
        for before, later in pairwise(found)
    )
