"""The words of an owner cell once somebody has handed over: the successor's name stands for theirs,
and everything else stays to the letter. Only a proposal, at which somebody looks.
"""

import re
from dataclasses import dataclass

from people.owner_text import KnownOwner, OwnerIndex, split_owner_text

_BREAK = r"(?:\s|<br ?/?>)+"
# What joins a party to the one before, at the end of what stands between their names.
_BULLET = r"\s*(?:[-–—*·▪●•]+|\(?\d{1,2}[.)]|\(?[a-z][.)])?\s*"
_JOINT = re.compile(
    r"(?:[/;|•,&+\n]|<br ?/?>|\b(?:and/or|and|with|plus|via|as well as|alongside)\b)"
    rf"{_BULLET}(?:the\s+)?",
    re.IGNORECASE,
)
_WITH = re.compile(
    r",?\s+(?:(?:with|in)\s.*(?:from|of|with|by)|(?:together|along|working|liaising)\s+with"
    r"|(?:supported|assisted|led|chaired|advised|overseen)\s+by)\s*:?\s*(?:the\s+)?",
    re.DOTALL | re.IGNORECASE,
)


@dataclass(frozen=True)
class _Named:
    """A party of the cell, and where its name stands in the words."""

    start: int
    end: int
    is_leaver: bool


def words_after(text: str, leaver: KnownOwner, others=(), *, successor: str = "") -> str | None:
    """The words in which `successor` (a name) stands instead of the leaver; None where the leaver's
    name is not found in them.

    `others`: the other owners whom the cell means (KnownOwner). `successor` "": they are among the
    others already, so the leaver goes from the words with what joined them, and with their remit.
    """
    if not text.strip():
        return text
    parties = _parties(text, leaver, others)
    if not any(party.is_leaver for party in parties):
        return None
    if successor:
        return _with_name(text, parties, successor)
    return _without(text, parties)


def _parties(text, leaver, others):
    """The parties in their order: named in full, or else spelled in a way that only comes close;
    none where a name stands surname first, and can't be seen as a whole.
    """
    index = OwnerIndex([leaver, *others])
    found = [(*span, index.match(part.name, part.kind)) for part, span in _located(text)]
    parties = [_Named(start, end, match.owner == leaver) for start, end, match in found]
    if any(party.is_leaver for party in parties):
        return [] if _is_surname_first(text, parties, leaver) else parties
    # Read as more than the name on record: "Cllr Sue Moorman".
    names = (leaver.name, *leaver.aliases)
    for name in (*names, *_surname_first(names)):
        if whole := _pattern(name, re.IGNORECASE).search(text):
            return [_Named(whole.start(), whole.end(), is_leaver=True)]
    # The cell means the leaver, so a close spelling of nobody else's is theirs.
    parties = [_Named(start, end, match.owners == (leaver,)) for start, end, match in found]
    return [] if _is_surname_first(text, parties, leaver) else parties


def _surname_first(names):
    """“Moorman, Sue”."""
    for *given, surname in map(str.split, names):
        if given:
            yield f"{surname}, {' '.join(given)}"


def _is_surname_first(text, parties, leaver):
    """Whether what was found of the leaver is but their surname, before “, Susan” or “, S”."""
    names = [name.split() for name in (leaver.name, *leaver.aliases)]
    initials = {name[0][0].casefold() for name in names if len(name) > 1}
    for party in parties:
        after = re.match(r"\s*,\s*(\w)", text[party.end :])
        is_one_word = len(text[party.start : party.end].split()) == 1
        if party.is_leaver and is_one_word and after and after[1].casefold() in initials:
            return True
    return False


def _located(text):
    """The parts and where their names stand, as far as they are found in the words."""
    end = 0
    for part in split_owner_text(text):
        if found := _pattern(part.name).search(text, end):
            end = found.end()
            yield part, found.span()


def _pattern(name, flags=0):
    """The name as a whole, wherever its lines are broken."""
    words = _BREAK.join(re.escape(word) for word in name.split())
    return re.compile(rf"(?<!\w)(?<!\w[-'’]){words}(?!\w|[-'’]\w)", flags)


def _with_name(text, parties, successor):
    for party in reversed(parties):
        if party.is_leaver:
            text = text[: party.start] + successor + text[party.end :]
    return text


def _without(text, parties):
    """None where the words name nobody else, or it can't be seen what joins the leaver to them."""
    if all(party.is_leaver for party in parties):
        return None
    left, last = text, len(parties) - 1
    for number, party in reversed(list(enumerate(parties))):
        if not party.is_leaver:
            continue
        if number < last:
            left = left[: party.start] + left[parties[number + 1].start :]
            continue
        end = _end_before(left, parties[number - 1], party)
        if end is None:
            return None
        left, last = left[:end].rstrip(" \t\n,"), number - 1
    return left if _is_balanced(left) or not _is_balanced(text) else None


def _end_before(text, before, party):
    """Where the words end that come before the last party and what joins it to them."""
    if _WITH.fullmatch(text, before.end, party.start):
        return before.end
    starts = range(party.start - 1, before.end - 1, -1)
    return next((n for n in starts if _JOINT.fullmatch(text, n, party.start)), None)


def _is_balanced(text):
    return text.count("(") == text.count(")") and text.count("[") == text.count("]")
